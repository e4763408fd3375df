"""Deliberate faults (mutants): which of them does no test notice? ``make mutants`` asks a sample."""
