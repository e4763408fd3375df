"""A second, independent reading of the obligation ledger, to hold the real one against."""
