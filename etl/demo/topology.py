"""Which cells touch: Voronoi ridges by index, connected parts, and repair of stray members."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from etl.demo.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Ridges:
    """Borders between two cells, from vertex ``start`` to ``end``, ``left`` on the left hand."""

    vertices: Floats  # Voronoi vertices, plane of the sites
    start: Ints
    end: Ints
    left: Ints
    right: Ints


def ridges(points: Floats, real: int) -> Ridges:
    """Voronoi ridges that have at least one of the first ``real`` points at a side.

    Vertices are numbered by Delaunay triangle, so a border is shared by identity and
    not by comparing coordinates.
    """
    corners = _triangles(points)
    a, b = corners.ravel(), np.roll(corners, -1, axis=1).ravel()
    triangle = np.repeat(np.arange(len(corners)), 3)
    # Each inner edge appears twice, once in each direction: pair the two.
    order = np.lexsort((a > b, np.maximum(a, b), np.minimum(a, b)))
    low, high = np.minimum(a, b)[order], np.maximum(a, b)[order]
    first = np.flatnonzero((low[1:] == low[:-1]) & (high[1:] == high[:-1]))
    one, two = order[first], order[first + 1]  # one runs low → high, two back
    kept = low[first] < real
    one, two = one[kept], two[kept]
    return Ridges(
        vertices=_circumcentres(points[corners]),
        start=triangle[one],
        end=triangle[two],
        left=b[one],
        right=a[one],
    )


def _triangles(points: Floats) -> Ints:
    """Delaunay triangles as (n, 3) indices into ``points``, anticlockwise."""
    found = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(points)))
    corners = shapely.get_coordinates(found).reshape(-1, 4, 2)[:, :3]
    order = np.argsort(points[:, 0], kind="stable")
    # GEOS hands back the very same doubles, and x is drawn from a continuum.
    index = order[np.searchsorted(points[order, 0], corners[..., 0].ravel())]
    index = index.reshape(-1, 3).astype(np.int64)
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    clockwise = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0] < 0
    index[clockwise] = index[clockwise][:, ::-1]
    return index


def _circumcentres(corners: Floats) -> Floats:
    origin = corners[:, 0]
    u, v = corners[:, 1] - origin, corners[:, 2] - origin
    uu, vv = (u**2).sum(axis=1), (v**2).sum(axis=1)
    twice = 2 * (u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
    x = (v[:, 1] * uu - u[:, 1] * vv) / twice
    y = (u[:, 0] * vv - v[:, 0] * uu) / twice
    out: Floats = origin + np.stack([x, y], axis=1)
    return out


def lengths(borders: Ridges) -> Floats:
    """Straight length of each ridge, in the unit of the sites."""
    out: Floats = np.hypot(*(borders.vertices[borders.end] - borders.vertices[borders.start]).T)
    return out


def components(count: int, a: Ints, b: Ints) -> Ints:
    """Label of the connected part of each of ``count`` nodes (its smallest member)."""
    labels = np.arange(count)
    while True:
        least = np.minimum(labels[a], labels[b])
        before = labels.copy()
        np.minimum.at(labels, a, least)
        np.minimum.at(labels, b, least)
        labels = labels[labels]
        if np.array_equal(before, labels):
            return labels


def strays(groups: Ints, a: Ints, b: Ints) -> tuple[Ints, Bools]:
    """Connected parts inside the groups, and which nodes are outside their group's largest."""
    inside = groups[a] == groups[b]
    parts = components(len(groups), a[inside], b[inside])
    size = np.bincount(parts, minlength=len(groups))
    order = np.lexsort((parts, -size[parts], groups))
    ordered = groups[order]
    first = order[np.r_[True, ordered[1:] != ordered[:-1]]]
    main = np.zeros(len(groups), dtype=bool)
    main[parts[first]] = True
    return parts, ~main[parts]


def join_strays(groups: Ints, a: Ints, b: Ints) -> Ints:
    """Give every part that is cut off from its group to the neighbour it touches most."""
    groups = groups.copy()
    for _ in range(50):
        parts, stray = strays(groups, a, b)
        if not stray.any():
            break
        ends = np.concatenate([np.stack([a, b]), np.stack([b, a])], axis=1)
        ends = ends[:, stray[ends[0]] & ~stray[ends[1]]]
        if not ends.size:
            break  # nothing to join to: an island stays an island
        pairs, touches = np.unique(
            np.stack([parts[ends[0]], groups[ends[1]]]), axis=1, return_counts=True
        )
        order = np.lexsort((pairs[1], touches))  # the last one written is the most touched
        target = np.full(len(groups), -1)
        target[pairs[0, order]] = pairs[1, order]
        moves = stray & (target[parts] >= 0)
        groups[moves] = target[parts[moves]]
    return groups
