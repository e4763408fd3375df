"""The working calendar, and the dates and windows that rules ask for."""
