"""Shapes of places: repair that keeps area, parents from their children. CRS: EPSG:4490."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

#: A repair that changes the area by more than this share is left to a person.
AREA_TOLERANCE = 0.01
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
#: Square degrees; a village is about 1e-4. What differs by less is rounding.
_DUST = 1e-12

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Repaired:
    """``shapes[i]`` can be drawn unless ``faults[i]`` says why not; ``values[i]`` shows it."""

    shapes: Shapes
    faults: list[str | None]
    values: list[str | None]


def repair(wkb: Sequence[bytes]) -> Repaired:
    """Valid polygons and points from WKB; the "structure" method keeps a polygon's true area.

    Faults: ``unreadable_geometry``, ``bad_coordinates`` (outside ±180°/±90° or not a number),
    ``not_a_polygon``, ``geometry_changed`` (the repair would change the area by over 1 %).
    """
    shapes: Any = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
    shapes = np.atleast_1d(shapes)
    faults: list[str | None] = [None] * len(shapes)
    values: list[str | None] = [None] * len(shapes)
    bounds = shapely.bounds(shapes)
    valid = shapely.is_valid(shapes)
    types = shapely.get_type_id(shapes)
    for i, shape in enumerate(shapes):
        if shape is None or shape.is_empty:
            faults[i] = "unreadable_geometry"
        elif not _inside_the_world(bounds[i]):
            faults[i], values[i] = "bad_coordinates", shapely.to_wkt(shape)[:80]
        elif types[i] == shapely.GeometryType.POINT:
            continue
        elif types[i] not in _POLYGONS:
            faults[i], values[i] = "not_a_polygon", shape.geom_type
        elif not valid[i]:
            fixed: Any = _polygons(
                shapely.make_valid(shape, method="structure", keep_collapsed=False)
            )
            change = abs(fixed.area - shape.area) / max(shape.area, _DUST)
            if fixed.is_empty or change > AREA_TOLERANCE:
                faults[i], values[i] = "geometry_changed", f"{change:.1%}"
            shapes[i] = fixed
    return Repaired(shapes, faults, values)


def _inside_the_world(bounds: npt.NDArray[np.float64]) -> bool:
    return bool(np.isfinite(bounds).all() and (np.abs(bounds) <= (180, 90, 180, 90)).all())


def _polygons(shape: shapely.Geometry) -> Any:
    parts = shapely.get_parts(shape)
    areas = parts[np.isin(shapely.get_type_id(parts), _POLYGONS)]
    return areas[0] if len(areas) == 1 else shapely.multipolygons(shapely.get_parts(areas))


def dissolve(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """One shape from many that cover it: exact for a coverage, a plain union for anything else."""
    whole = shapely.coverage_union_all(shapes)
    loss = abs(whole.area - shapely.area(shapes).sum())
    return whole if whole.is_valid and loss <= _DUST else shapely.union_all(shapes)
