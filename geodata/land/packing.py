"""Shapes made small: a coverage simplified as one, and written as whole numbers.

Everything here is degrees, EPSG:4490, longitude first, and knows nothing of tables.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[np.object_]
Encoded = list[list[int]] | None

_SMALL = 10.0  # a shape narrower than this many tolerances gets a finer one
_FINE = 0.2  # of the tolerance
_RING = 6  # numbers in the shortest ring that encloses anything: three points


def repaired(shapes: Shapes) -> Shapes:
    """Valid polygons as they are; others rebuilt from their rings, which keeps their area."""
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    if broken.any():
        shapes = shapes.copy()
        shapes[broken] = shapely.make_valid(
            shapes[broken], method="structure", keep_collapsed=False
        )
    return shapes


def simplified(shapes: Shapes, tolerance: float, *, keep_boundary: bool = False) -> Shapes:
    """A coverage of valid polygons with fewer vertices; ``tolerance`` in degrees.

    First all of it finely, then the large shapes coarsely among themselves: what borders a small
    shape keeps its fine line, so nothing small collapses and no gap opens. With ``keep_boundary``
    the outer edge stays as it is, since a neighbour that is simplified on its own shares it.
    """
    fine = shapely.coverage_simplify(shapes, tolerance * _FINE, simplify_boundary=not keep_boundary)
    large = shapely.area(shapes) >= (_SMALL * tolerance) ** 2
    if large.any():
        boundary = bool(large.all()) and not keep_boundary
        fine[large] = shapely.coverage_simplify(fine[large], tolerance, simplify_boundary=boundary)
    lost = shapely.is_empty(fine) | (shapely.area(fine) < 0.5 * shapely.area(shapes))
    kept: Shapes = np.where(lost, shapes, fine)
    return kept


def width(shapes: Shapes) -> float:
    """The width of a typical shape, degrees: of a square of its area; 0 where all are points."""
    areas = shapely.area(shapes)
    areas = areas[areas > 0]
    return float(np.sqrt(np.median(areas))) if len(areas) else 0.0


def encoded(shapes: Shapes, scale: float) -> Iterator[Encoded]:
    """Each shape as rings of whole, delta-coded numbers; see the module's docstring."""
    polygons, shape_of = shapely.get_parts(
        shapely.orient_polygons(shapes, exterior_cw=True), return_index=True
    )
    is_point = shapely.get_type_id(polygons) == shapely.GeometryType.POINT
    rings, polygon_of = shapely.get_rings(polygons, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    numbers = np.rint(points / scale).astype(np.int64)
    keep = _turns(numbers, ring_of)
    numbers, ring_of = numbers[keep], ring_of[keep]
    starts = np.searchsorted(ring_of, np.arange(len(rings) + 1))
    deltas = np.diff(numbers, axis=0, prepend=numbers[:1])
    first = starts[:-1][np.diff(starts) > 0]
    deltas[first] = numbers[first]
    flat = deltas.ravel().tolist()
    found: list[list[list[int]]] = [[] for _ in shapes]
    for ring, polygon in enumerate(polygon_of):
        found[shape_of[polygon]].append(flat[2 * starts[ring] : 2 * starts[ring + 1]])
    dots = np.rint(shapely.get_coordinates(polygons[is_point]) / scale).astype(np.int64).tolist()
    for dot, polygon in zip(dots, np.flatnonzero(is_point), strict=True):
        found[shape_of[polygon]].append(dot)
    for shape in found:
        drawn = [ring for ring in shape if len(ring) >= _RING]
        # Too small for the scale: a point is still better than nothing.
        yield drawn or ([shape[0][:2]] if shape else None)


def _turns(numbers: npt.NDArray[np.int64], ring_of: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Which points to write: not a ring's closing one, nor one that repeats the one before."""
    if not len(numbers):
        return np.zeros(0, dtype=bool)
    same_ring = ring_of[1:] == ring_of[:-1]
    repeats = same_ring & (numbers[1:] == numbers[:-1]).all(axis=1)
    keep = np.concatenate([[True], ~repeats])
    keep[np.append(~same_ring, True)] = False
    return keep
