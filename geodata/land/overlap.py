"""Which polygons of one layer lie over which of another, and with how much of their area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

#: What is no more than this share of both polygons is dust: borders drawn twice.
DUST = 1e-6
_AXIS, _FLATTENING = 6_378_137.0, 1 / 298.257222101  # of CGCS2000, metres
_BATCH = 20_000

Shapes = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Overlaps:
    """``left[i]`` lies over ``right[i]``: positions, m², and the shares of either."""

    left: npt.NDArray[np.intp]
    right: npt.NDArray[np.intp]
    area_m2: Floats
    share: Floats
    other_share: Floats


def flat(shapes: Shapes) -> Shapes:
    """Shapes in degrees (EPSG:4490) on a plane of metres that keeps every area.

    The cylindrical equal-area projection of the ellipsoid (Snyder 1987, 10-17 to 10-20).
    """
    square = _FLATTENING * (2 - _FLATTENING)
    e = np.sqrt(square)

    def plane(points: Floats) -> Floats:
        x, sine = np.radians(points[:, 0]), np.sin(np.radians(points[:, 1]))
        y = (1 - square) / 2 * (sine / (1 - square * sine**2) + np.arctanh(e * sine) / e)
        return np.column_stack([x, y]) * _AXIS

    return np.asarray(shapely.transform(shapes, plane), dtype=object)


def overlaps(lefts: Shapes, rights: Shapes) -> Overlaps:
    """Every pair of polygons (EPSG:4490) that share more than dust of either."""
    lefts, rights = flat(lefts), flat(rights)
    shapely.prepare(rights)
    tree = shapely.STRtree(rights)
    left, right = tree.query(lefts, predicate="intersects")
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    areas = [
        shapely.area(
            shapely.intersection(lefts[left[at : at + _BATCH]], rights[right[at : at + _BATCH]])
        )
        for at in range(0, len(left), _BATCH)
    ]
    area = np.concatenate(areas) if areas else np.empty(0)
    share = area / np.maximum(shapely.area(lefts)[left], 1e-9)
    other = area / np.maximum(shapely.area(rights)[right], 1e-9)
    some = (share > DUST) | (other > DUST)
    return Overlaps(left[some], right[some], area[some], share[some], other[some])
