"""How figures move: month by month, why between two periods, and what comes next."""
