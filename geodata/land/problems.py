"""Faults of shapes, found at load (:mod:`geodata.land.faults`) and told here; nothing is ever mended."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geodata.base.queries import sql
from geodata.store.snapshots import Snapshot

#: The levels of the map that draw them: dots from afar, their shapes from nearby.
LEVELS = ("problem", "problem_shape")
#: What the map draws of them, the largest; tables and exports have all.
MOST_DRAWN = 8_000


def rows(snapshot: Snapshot, area: str | None = None) -> pd.DataFrame:
    """Every fault in an area, largest first: kind, places, area (m²), share."""
    return snapshot.query(sql("lists/geometry_problems"), {"area": area})


def counts(snapshot: Snapshot) -> pd.DataFrame:
    """How many faults of each kind, on how much land (m²)."""
    return snapshot.query(sql("lists/geometry_problem_counts"))


def shapes(snapshot: Snapshot, numbers: list[str]) -> list[shapely.Geometry]:
    """The shapes of faults by the ``code`` of their rows, EPSG:4490."""
    found = dict(snapshot.rows("SELECT number::VARCHAR, ST_AsWKB(geometry) FROM geometry_problem"))
    return list(shapely.from_wkb(np.array([found[number] for number in numbers], dtype=object)))
