"""Shapes of places: repair that keeps area, parents from their children. CRS: EPSG:4490."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

#: A repair that changes the area by more than this share is left to a person.
AREA_TOLERANCE = 0.01
#: What is repaired in about a second; a border that was drawn crosses itself a few times.
_MOST_CROSSINGS = 50_000
_SAMPLE = 500
_NEIGHBOURS = 3  # itself, and the edges before and after it
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
#: Square degrees; a village is about 1e-4. What differs by less is rounding.
_DUST = 1e-12

_RADIUS = 6_378_137.0  # of CGCS2000, metres
_FLATTENING = 1 / 298.257222101

Shapes = npt.NDArray[np.object_]
Metres = npt.NDArray[np.float64]


def in_metres(shapes: Shapes) -> Shapes:
    """Shapes in metres: areas are exact, lengths true at the middle latitude of each shape.

    Lambert's cylindrical equal-area projection of the CGCS2000 ellipsoid, stretched for each shape
    so that its own latitude is the true one.
    """
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    bounds = shapely.bounds(shapes)
    stretch = np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2))[owner]
    moved = np.column_stack(
        [
            _RADIUS * np.radians(points[:, 0]) * stretch,
            _RADIUS * _equal_area(np.radians(points[:, 1])) / stretch,
        ]
    )
    metric: Shapes = shapely.set_coordinates(shapes.copy(), moved)
    return metric


def area_m2(shapes: Shapes) -> Metres:
    """The area of each shape on the ellipsoid, m²; 0 for points, NaN where there is no shape."""
    areas: Metres = shapely.area(in_metres(shapes))
    return areas


def _equal_area(latitude: Metres) -> Metres:
    """The height above the equator, in radii, below which the ellipsoid's area lies."""
    e = np.sqrt(_FLATTENING * (2 - _FLATTENING))
    sine = np.sin(latitude)
    height: Metres = (1 - e * e) / 2 * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e)
    return height


@dataclass(frozen=True)
class Repaired:
    """``shapes[i]`` can be drawn unless ``faults[i]`` says why not; ``values[i]`` shows it."""

    shapes: Shapes
    faults: list[str | None]
    values: list[str | None]
    before_m2: list[float | None]
    """The area as drawn, of the shapes that had to be repaired; m²."""
    after_m2: list[float | None]


def from_wkb(values: Any) -> Shapes:
    """Shapes from WKB; None for None and for what cannot be read."""
    return _read(shapely.from_wkb, values)


def from_wkt(values: Any) -> Shapes:
    """Shapes from WKT; None for None and for what cannot be read."""
    return _read(shapely.from_wkt, values)


def from_geojson(values: Any) -> Shapes:
    """Shapes from GeoJSON; None for None and for what cannot be read."""
    return _read(shapely.from_geojson, values)


def _read(parse: Callable[..., Any], values: Any) -> Shapes:
    cells = np.array(values, dtype=object)
    try:
        return np.atleast_1d(parse(cells, on_invalid="ignore"))
    except NotImplementedError:  # curves, of which shapely has no type
        return np.array([_one(parse, cell) for cell in cells], dtype=object)


def _one(parse: Callable[..., Any], cell: Any) -> Any:
    try:
        return parse(cell, on_invalid="ignore")
    except NotImplementedError:
        return None


def repair(wkb: Sequence[bytes]) -> Repaired:
    """Valid polygons and points from WKB; the "structure" method keeps a polygon's true area.

    Faults: ``unreadable_geometry``, ``bad_coordinates`` (outside ±180°/±90° or not a number),
    ``not_a_polygon``, ``geometry_changed`` (the repair would change the area by over 1 %),
    ``geometry_tangled`` (it crosses itself so often that a repair would take minutes).
    """
    shapes = from_wkb(wkb)
    faults: list[str | None] = [None] * len(shapes)
    values: list[str | None] = [None] * len(shapes)
    bounds = shapely.bounds(shapes)
    valid = shapely.is_valid(shapes)
    types = shapely.get_type_id(shapes)
    broken: dict[int, shapely.Geometry] = {}
    for i, shape in enumerate(shapes):
        if shape is None or shape.is_empty:
            faults[i] = "unreadable_geometry"
        elif not _inside_the_world(bounds[i]):
            faults[i], values[i] = "bad_coordinates", shapely.to_wkt(shape)[:80]
        elif types[i] == shapely.GeometryType.POINT:
            continue
        elif types[i] not in _POLYGONS:
            faults[i], values[i] = "not_a_polygon", shape.geom_type
        elif not valid[i] and _crossings(shape) > _MOST_CROSSINGS:
            faults[i] = "geometry_tangled"
        elif not valid[i]:
            fixed: Any = polygons(
                shapely.make_valid(shape, method="structure", keep_collapsed=False)
            )
            change = abs(fixed.area - shape.area) / max(shape.area, _DUST)
            if fixed.is_empty or change > AREA_TOLERANCE:
                faults[i], values[i] = "geometry_changed", f"{change:.1%}"
            broken[i], shapes[i] = shape, fixed
    return Repaired(shapes, faults, values, *_areas(broken, shapes))


def _crossings(shape: shapely.Geometry) -> float:
    """How many pairs of its edges cross, told from some of them."""
    points, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(shape)), return_index=True
    )
    ends = np.stack([points[:-1], points[1:]], axis=1)[ring[1:] == ring[:-1]]
    edges = shapely.linestrings(ends)
    some = edges[:: max(1, len(edges) // _SAMPLE)]
    met = shapely.STRtree(edges).query(some, predicate="intersects").shape[1] / len(some)
    return float(len(edges) * max(met - _NEIGHBOURS, 0) / 2)


def _areas(
    broken: dict[int, shapely.Geometry], shapes: Shapes
) -> tuple[list[float | None], list[float | None]]:
    """The areas before and after repair; None for shapes that were whole."""
    before: list[float | None] = [None] * len(shapes)
    after: list[float | None] = [None] * len(shapes)
    where = list(broken)
    old = area_m2(np.array(list(broken.values()), dtype=object))
    for i, first, second in zip(where, old, area_m2(shapes[where]), strict=True):
        before[i], after[i] = float(first), float(second)
    return before, after


def _inside_the_world(bounds: npt.NDArray[np.float64]) -> bool:
    return bool(np.isfinite(bounds).all() and (np.abs(bounds) <= (180, 90, 180, 90)).all())


def polygons(shape: shapely.Geometry) -> Any:
    """The areas of a shape, without the lines and points that an overlay leaves."""
    parts = shapely.get_parts(shape)
    areas = parts[np.isin(shapely.get_type_id(parts), _POLYGONS)]
    return areas[0] if len(areas) == 1 else shapely.multipolygons(shapely.get_parts(areas))


def joined(parts: Sequence[shapely.Geometry] | Shapes) -> shapely.Geometry | None:
    """One multipolygon from polygons that lie apart; None where one is no polygon, or lies over
    another by more than :data:`AREA_TOLERANCE` of the smaller one."""
    if not np.isin(shapely.get_type_id(parts), _POLYGONS).all():
        return None
    tree = shapely.STRtree(parts)
    for one, other in tree.query(parts, predicate="intersects").T:
        smaller = min(parts[one].area, parts[other].area)
        if one < other and parts[one].intersection(parts[other]).area > AREA_TOLERANCE * smaller:
            return None
    return shapely.union_all(parts)


def dissolve(shapes: Sequence[shapely.Geometry] | Shapes) -> shapely.Geometry:
    """One shape from many that cover it: exact for a coverage, a plain union for anything else."""
    try:
        whole = shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException:  # lines that cross: no coverage at all
        return shapely.union_all(shapes)
    loss = abs(whole.area - shapely.area(shapes).sum())
    return whole if whole.is_valid and loss <= _DUST else shapely.union_all(shapes)
