"""Estimated cells: who has a point and no polygon gets the land that is nearest to the point.

Nothing here is a border: a cell is drawn hatched, is never counted as area, and no other shape is
made of it. Everything is degrees, EPSG:4490, longitude first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely

from geodata.land.geometry import Shapes, polygons

Placed = Literal["cell", "outside_parent", "in_sibling", "shared"]
#: Degrees, about a centimetre: points nearer to each other than this are one point.
_SAME = 1e-7


def estimate(
    parent: shapely.Geometry, siblings: Sequence[shapely.Geometry], points: npt.NDArray[np.float64]
) -> tuple[list[Placed], Shapes]:
    """A cell for each point: the part of ``parent`` that no sibling covers, by the nearest point.

    ``points``: longitude and latitude by row. A point outside the parent or on a sibling gets no
    cell, nor do points that coincide: the land nearest to them stays nobody's.
    """
    free = polygons(shapely.difference(parent, shapely.union_all(siblings)))
    spots = shapely.points(points)
    placed = np.where(
        ~shapely.intersects(parent, spots),
        "outside_parent",
        np.where(shapely.intersects(free, spots), "cell", "in_sibling"),
    ).astype(object)
    cells = np.full(len(points), None, dtype=object)
    inside = np.flatnonzero(placed == "cell")
    if len(inside):
        near = np.round(points[inside] / _SAME)
        _, first, site_of, counts = np.unique(
            near, axis=0, return_index=True, return_inverse=True, return_counts=True
        )
        sites = _nearest(free, points[inside][first])
        placed[inside[counts[site_of] > 1]] = "shared"
        alone = counts[site_of] == 1
        cells[inside[alone]] = sites[site_of[alone]]
    return placed.tolist(), cells


def _nearest(free: shapely.Geometry, points: npt.NDArray[np.float64]) -> Shapes:
    """``free`` divided among distinct points, each taking what is nearest to it on the ground."""
    if len(points) == 1:
        return np.array([free], dtype=object)
    west, south, east, north = shapely.bounds(free)
    ground = np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(points * ground),
            extend_to=shapely.box(*(np.array([west, south, east, north]) * np.tile(ground, 2))),
            ordered=True,
        )
    )
    parts = shapely.intersection(shapely.transform(cells, lambda xy: xy / ground), free)
    return np.array([polygons(part) for part in parts], dtype=object)
