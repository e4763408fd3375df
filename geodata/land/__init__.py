"""Shapes of places: geometry, datums, faults, what the map fetches."""
