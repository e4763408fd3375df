"""Faults between shapes of places: where they overlap, leave gaps, or leave their parent.

Nothing is changed here. Shapes are valid polygons in degrees (EPSG:4490); areas are m² on the
ellipsoid. The tolerances stand at the top and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.land.geometry import Metres, Shapes, dissolve, in_metres, polygons

#: m²; a fault smaller than this is rounding.
LEAST_AREA = 100.0
#: Metres of mean width, twice the area by the outline; narrower is rounding.
LEAST_WIDTH = 0.5
#: Metres of mean width; an overlap or gap narrower than this is a sliver: two drawings of one line.
SLIVER_WIDTH = 10.0
#: A place lies outside its parent when more than this does: m², or a share of its own area.
OUTSIDE_AREA = 10_000.0
OUTSIDE_SHARE = 0.01
#: Two places are duplicates when their overlap is more than this share of both together.
SAME_SHARE = 0.999

Index = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Fault:
    """``first`` and ``second`` are positions among the shapes given; ``first`` -1 is the parent."""

    kind: str
    first: int
    second: int | None
    area_m2: float
    share: float
    detail: str | None
    shape: shapely.Geometry


@dataclass(frozen=True)
class Cover:
    """A parent, where it was surveyed, and the children that should cover it.

    A child that was dissolved has had its own gaps told already, so its holes count as filled.
    """

    parent: shapely.Geometry | None
    children: Shapes
    surveyed: npt.NDArray[np.bool_]


def overlaps(shapes: Shapes, own: npt.NDArray[np.bool_]) -> list[Fault]:
    """Pairs that overlap, at least one of them ``own``: ``duplicate``, ``overlap``, ``sliver``."""
    suspect = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    if not len(suspect):
        return []
    left, right = shapely.STRtree(shapes).query(shapes[suspect])
    left = suspect[left]  # of a shape inside another only the inner one is suspect
    some = (left != right) & (own[left] | own[right])
    pairs = np.unique(np.sort(np.column_stack([left[some], right[some]]), axis=1), axis=0)
    first, second = pairs[:, 0], pairs[:, 1]
    common = _areas_only(shapely.intersection(shapes[first], shapes[second]))
    pair, parts = _kept(common)
    areas, widths = _measure(parts)
    total = np.bincount(pair, areas, minlength=len(first))
    widest = np.zeros(len(first))
    np.maximum.at(widest, pair, widths)
    found = np.flatnonzero(total)
    one, other = (_measure(shapes[side[found]])[0] for side in (first, second))
    faults = []
    for n, a, b in zip(found, one, other, strict=True):
        kind = "sliver" if widest[n] < SLIVER_WIDTH else "overlap"
        share = total[n] / min(a, b)
        if total[n] / (a + b - total[n]) > SAME_SHARE:
            kind = "duplicate"
        shape = _together(parts[pair == n]) if kind != "duplicate" else shapes[first[n]]
        faults.append(_fault(kind, "overlap", first[n], second[n], total[n], share, shape))
    return faults


def holes(shapes: Shapes) -> list[Fault]:
    """Interior rings of a shape that no other shape fills."""
    ringed = np.flatnonzero(_interiors(shapes) > 0)
    rings, owners = [], []
    for n in ringed:
        for part in shapely.get_parts(shapes[n]):
            rings += [shapely.Polygon(ring) for ring in part.interiors]
            owners += [n] * len(part.interiors)
    if not rings:
        return []
    lands, owner = np.array(rings, dtype=object), np.array(owners)
    ring, other = shapely.STRtree(shapes).query(lands)
    starts = np.searchsorted(ring, np.arange(len(lands) + 1))
    filling = [shapely.union_all(shapes[other[a:b]]) for a, b in pairwise(starts)]
    bare = shapely.difference(lands, np.array(filling, dtype=object))
    which, parts = _kept(_areas_only(bare))
    areas, _ = _measure(parts)
    whole, _ = _measure(shapes[owner[which]])
    return [
        _fault("hole", "hole", owner[n], None, area, area / size, part)
        for n, area, size, part in zip(which, areas, whole, parts, strict=True)
    ]


def uncovered(cover: Cover) -> list[Fault]:
    """What the children leave of their parent (``gap``, ``sliver``) and what lies beyond it.

    Without a surveyed parent the children's own outline stands for it, and only holes are gaps.
    """
    filled = cover.children.copy()
    filled[~cover.surveyed] = [_filled(one) for one in filled[~cover.surveyed]]
    union = dissolve(list(filled))
    if cover.parent is None:
        return list(_gaps(_filled(union), union, cover))
    found = list(_gaps(cover.parent, union, cover))
    return found + list(_outside(cover.parent, union, cover.children, cover.surveyed))


def outside(parent: shapely.Geometry, children: Shapes) -> list[Fault]:
    """The children that lie beyond the shape of a place above them, all of them surveyed."""
    surveyed = np.ones(len(children), dtype=bool)
    return list(_outside(parent, dissolve(list(children)), children, surveyed))


def _gaps(whole: shapely.Geometry, union: shapely.Geometry, cover: Cover) -> Iterator[Fault]:
    _, parts = _kept(_areas_only(np.array([shapely.difference(whole, union)], dtype=object)))
    if not len(parts):
        return
    # the hole of one child is told as that child's
    rings = shapely.union_all([_hole_of(one) for one in cover.children[cover.surveyed]])
    parts = parts[~shapely.covered_by(parts, shapely.buffer(rings, 1e-9))]
    areas, widths = _measure(parts)
    (size,), _ = _measure(np.array([whole], dtype=object))
    for area, shape in zip(
        areas[widths >= SLIVER_WIDTH], parts[widths >= SLIVER_WIDTH], strict=True
    ):
        yield _fault("gap", "gap", -1, None, area, area / size, shape)
    thin = widths < SLIVER_WIDTH
    if thin.any():
        area = areas[thin].sum()
        yield _fault("sliver", "gap", -1, None, area, area / size, _together(parts[thin]))


def _outside(
    parent: shapely.Geometry,
    union: shapely.Geometry,
    children: Shapes,
    is_surveyed: npt.NDArray[np.bool_],
) -> Iterator[Fault]:
    _, beyond = _kept(_areas_only(np.array([shapely.difference(union, parent)], dtype=object)))
    if not len(beyond):
        return
    surveyed = np.flatnonzero(is_surveyed)
    part, child = shapely.STRtree(children[surveyed]).query(beyond)
    child = surveyed[child]
    pair, pieces = _kept(_areas_only(shapely.intersection(beyond[part], children[child])))
    areas, widths = _measure(pieces)
    owner = child[pair]
    for n in np.unique(owner):
        area = areas[owner == n].sum()
        (size,), _ = _measure(children[n : n + 1])
        if area > OUTSIDE_AREA or area > OUTSIDE_SHARE * size:
            kind = "outside_parent" if widths[owner == n].max() >= SLIVER_WIDTH else "sliver"
            shape = _together(pieces[owner == n])
            yield _fault(kind, "outside_parent", n, -1, area, area / size, shape)


def _fault(
    kind: str, of: str, first: int, second: int | None, area: float, share: float,
    shape: shapely.Geometry,
) -> Fault:  # fmt: skip
    detail = of if kind == "sliver" else None
    return Fault(
        kind, int(first), None if second is None else int(second), float(area), float(share),
        detail, shape,
    )  # fmt: skip


def _measure(shapes: Shapes) -> tuple[Metres, Metres]:
    """Area, m², and mean width, metres."""
    metric = in_metres(shapes)
    areas = shapely.area(metric)
    return areas, 2 * areas / np.maximum(shapely.length(metric), 1e-9)


def _kept(shapes: Shapes) -> tuple[Index, Shapes]:
    """The parts of the shapes that are more than rounding, each with the shape it is of."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areas, widths = _measure(parts)
    keep = (areas >= LEAST_AREA) & (widths >= LEAST_WIDTH)
    return owner[keep], parts[keep]


def _areas_only(shapes: Shapes) -> Shapes:
    """Overlays without the lines and points along which shapes merely touch."""
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    if mixed.any():
        shapes = shapes.copy()
        shapes[mixed] = [polygons(one) for one in shapes[mixed]]
    kept = shapes.copy()
    kept[shapely.get_dimensions(shapes) != 2] = shapely.Polygon()
    return kept


def _together(parts: Shapes) -> Any:
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _interiors(shapes: Shapes) -> Index:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    return np.bincount(owner, shapely.get_num_interior_rings(parts), minlength=len(shapes)).astype(
        np.intp
    )


def _filled(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape without its holes."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(shapely.polygons(shapely.get_exterior_ring(parts)))


def _hole_of(shape: shapely.Geometry) -> shapely.Geometry:
    """The holes of a shape."""
    rings = [ring for part in shapely.get_parts(shape) for ring in part.interiors]
    return shapely.union_all(shapely.polygons(rings)) if rings else shapely.Polygon()
