"""Names instead of codes: the one place, unit or person that a cell can mean, or none."""
