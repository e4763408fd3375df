"""Natural borders: each straight ridge becomes a fractal line that both neighbours share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from etl.demo.arrays import Bools, Floats, Ints, Rng, Texts, spans
from etl.demo.topology import Ridges, lengths

SIDE_KM = 2.6**0.5  # a mean cell is 2.6 km²
LON, LAT = 115.6, 34.4  # EPSG:4490, the middle of the fictional land
_KM_PER_DEGREE = 111.0
_DIGITS = 6  # decimals of a degree, about 0.1 m


@dataclass(frozen=True)
class Lines:
    """Points of all ridges end to end, both ends included, lon/lat in EPSG:4490 degrees."""

    coords: Floats
    first: Ints  # index of each ridge's first point
    count: Ints


def to_degrees(plane: Floats) -> Floats:
    """Plane of the sites → lon/lat (EPSG:4490, degrees), one scale in both directions."""
    scale = SIDE_KM / _KM_PER_DEGREE
    lon = LON + plane[:, 0] * scale / np.cos(np.radians(LAT))
    lat = LAT + plane[:, 1] * scale
    out: Floats = np.round(np.stack([lon, lat], axis=1), _DIGITS)
    return out


def wiggle(points: Floats, borders: Ridges, rng: Rng) -> Lines:
    """Bend every ridge inside the two triangles that it forms with its two sites.

    The triangles (site, start, end) tile the cells and a point only moves on the ray
    from its site, so that bent borders cannot cross themselves or each other.
    """
    apart = np.hypot(*(points[borders.left] - points[borders.right]).T)
    ratio = lengths(borders) / apart
    inner = np.array([0, 1, 2, 3, 5])[np.searchsorted([0.06, 0.2, 0.4, 0.75], ratio)]
    owner, place, bent = [np.empty(0, np.int64)], [np.empty(0)], [np.empty((0, 2))]
    for count in (1, 2, 3, 5):
        chosen = np.flatnonzero(inner == count)
        for some in np.array_split(chosen, len(chosen) // 200_000 + 1):
            t, s, used = _noise(len(some), count, rng)
            moved = _move(points, borders, some, t, s)
            owner.append(np.broadcast_to(some[:, None], used.shape)[used])
            place.append(t[used])
            bent.append(moved[used])
    ridge, along, xy = np.concatenate(owner), np.concatenate(place), np.concatenate(bent)
    return _lines(borders, ridge, along, xy)


def _noise(rows: int, count: int, rng: Rng) -> tuple[Floats, Floats, Bools]:
    """Positions t along a ridge, offsets s (+ to the left site), and which entries exist.

    s is a Brownian bridge, self-similar as natural borders are, held under a tent so
    that lines meet at the ends. Between t of opposite signs stands the crossing, s = 0.
    """
    t = (np.arange(1, count + 1) + rng.uniform(-0.33, 0.33, (rows, count))) / (count + 1)
    walk = np.cumsum(rng.normal(0, 1, (rows, count + 1)), axis=1)
    bridge = walk[:, :-1] - t * walk[:, -1:]
    s = np.tanh(bridge * 1.1 / np.sqrt(count + 1) ** 0.8) * 0.7 * np.minimum(t, 1 - t)
    if count == 1:
        return t, s, np.ones((rows, 1), dtype=bool)
    out_t, out_s = np.empty((rows, 2 * count - 1)), np.zeros((rows, 2 * count - 1))
    out_t[:, ::2], out_s[:, ::2] = t, s
    before, after = s[:, :-1], s[:, 1:]
    crosses = before * after < 0
    gap = np.where(crosses, before - after, 1.0)
    out_t[:, 1::2] = t[:, :-1] + (t[:, 1:] - t[:, :-1]) * np.where(crosses, before / gap, 0.5)
    used = np.ones(out_t.shape, dtype=bool)
    used[:, 1::2] = crosses
    return out_t, out_s, used


def _move(points: Floats, borders: Ridges, some: Ints, t: Floats, s: Floats) -> Floats:
    start, end = borders.vertices[borders.start[some]], borders.vertices[borders.end[some]]
    left, right = points[borders.left[some]], points[borders.right[some]]
    base = start[:, None] + t[..., None] * (end - start)[:, None]
    site = np.where((s > 0)[..., None], left[:, None], right[:, None])
    moved: Floats = base + np.abs(s)[..., None] * (site - base)
    return moved


def _lines(borders: Ridges, ridge: Ints, along: Floats, xy: Floats) -> Lines:
    """Put start, inner points and end of every ridge one after the other."""
    total = len(borders.start)
    count = np.bincount(ridge, minlength=total) + 2
    first = np.cumsum(count) - count
    coords = np.empty((int(count.sum()), 2))
    coords[first] = borders.vertices[borders.start]
    coords[first + count - 1] = borders.vertices[borders.end]
    order = np.lexsort((along, ridge))
    coords[np.repeat(first + 1, count - 2) + spans(count - 2)] = xy[order]
    return Lines(to_degrees(coords), first, count)


def _straight(lines: Lines, ridge: Bools) -> Lines:
    """The same lines, with only the two ends of the chosen ridges."""
    keep = np.ones(len(lines.coords), dtype=bool)
    inner = lines.count - 2
    points = np.repeat(lines.first + 1, inner) + spans(inner)
    keep[points[np.repeat(ridge, inner)]] = False
    count = np.where(ridge, 2, lines.count)
    return Lines(lines.coords[keep], np.cumsum(count) - count, count)


def cell_polygons(points: Floats, real: int, borders: Ridges, lines: Lines) -> Texts:
    """Polygons of the first ``real`` cells: a valid coverage (EPSG:4490 degrees)."""
    sides = np.minimum(np.stack([borders.left, borders.right]), real)
    suspect = np.arange(real)
    cells = _rings(points, real, borders, lines)
    for _ in range(4):
        some = cells[suspect]
        loose = ~shapely.is_empty(shapely.coverage_invalid_edges(some)) | ~shapely.is_valid(some)
        bad = np.zeros(real + 1, dtype=bool)
        bad[suspect[loose]] = True
        if not bad.any():
            break
        # Rounding can close a sliver: the straight ridge is always right.
        lines = _straight(lines, np.asarray(bad[sides].any(axis=0)))
        cells = _rings(points, real, borders, lines)
        # Only what was straightened, and two rings around it, can have changed.
        for _ in range(2):
            bad[np.unique(sides[:, bad[sides].any(axis=0)])] = True
            bad[real] = False
        suspect = np.flatnonzero(bad)
    return cells


def _rings(points: Floats, real: int, borders: Ridges, lines: Lines) -> Texts:
    """Walk around every cell anticlockwise: forward on its left ridges, back on the others."""
    ridge = np.tile(np.arange(len(borders.start)), 2)
    cell = np.concatenate([borders.left, borders.right])
    back = np.repeat([False, True], len(borders.start))
    inside = cell < real
    ridge, cell, back = ridge[inside], cell[inside], back[inside]
    begin = borders.vertices[np.where(back, borders.end[ridge], borders.start[ridge])]
    gap = begin - points[cell]
    order = np.lexsort((np.arctan2(gap[:, 1], gap[:, 0]), cell))
    ridge, cell, back = ridge[order], cell[order], back[order]
    steps = lines.count[ridge] - 1  # the last point is the first of the next ridge
    origin = np.where(back, lines.first[ridge] + steps, lines.first[ridge])
    index = np.repeat(origin, steps) + np.repeat(np.where(back, -1, 1), steps) * spans(steps)
    size = np.bincount(cell, weights=steps, minlength=real).astype(np.int64)
    return _polygons(lines.coords[index], size)


def _polygons(coords: Floats, size: Ints) -> Texts:
    """Close each run of ``size`` points into a polygon, leaving out repeated points."""
    start = np.cumsum(size) - size
    follower = np.arange(1, len(coords) + 1)
    follower[start + size - 1] = start
    distinct = (coords != coords[follower]).any(axis=1)
    owner = np.repeat(np.arange(len(size)), size)[distinct]
    coords = coords[distinct]
    size = np.bincount(owner, minlength=len(size))
    start = np.cumsum(size) - size
    closed = np.insert(coords, start + size, coords[start], axis=0)
    ends = np.concatenate([[0], np.cumsum(size + 1)])
    polygons: Texts = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, closed, (ends, np.arange(len(size) + 1))
    )
    return polygons


def dissolve(
    shapes: Texts, groups: Ints, count: int, tell: Callable[[float], None] | None = None
) -> Texts:
    """Union of the shapes of each group, by dropping inner borders: outer ones stay exact."""
    order = np.argsort(groups, kind="stable")
    ends = np.cumsum(np.bincount(groups, minlength=count))
    out = np.empty(count, dtype=object)
    begin = 0
    for number, end in enumerate(ends):
        out[number] = _one(shapely.coverage_union_all(shapes[order[begin:end]]))
        begin = int(end)
        if tell is not None and number % 1000 == 0:
            tell(number / count)
    return out


def _one(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    single: shapely.Geometry = parts[0] if len(parts) == 1 else shape
    return single
