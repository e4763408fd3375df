"""The few array operations that every part of the generator needs."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]
Rng = np.random.Generator


def texts(values: list[str]) -> Texts:
    """An array of Python strings (not of fixed width: names differ widely in length)."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def share(total: int, weights: NDArray[Any]) -> Ints:
    """Split ``total`` into whole parts in proportion to ``weights`` (largest remainder)."""
    exact = total * weights / weights.sum()
    parts: Ints = np.floor(exact).astype(np.int64)
    rest = np.argsort(parts - exact, kind="stable")[: total - int(parts.sum())]
    parts[rest] += 1
    return parts


def rank_within(groups: Ints) -> Ints:
    """0, 1, 2 … within each group, in the order in which members stand."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[order] = np.arange(len(groups)) - np.repeat(starts, sizes)
    return ranks


def inverse(order: Ints) -> Ints:
    """Where each old index went when things were put into ``order``."""
    out = np.empty(len(order), dtype=np.int64)
    out[order] = np.arange(len(order))
    return out


def spans(counts: Ints) -> Ints:
    """0 … n-1 for each count, one after the other."""
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(starts, counts)


def nearest(points: Floats, seeds: Floats) -> Ints:
    """Index of the nearest seed of each point."""
    tree = shapely.STRtree(np.asarray(shapely.points(seeds), dtype=object))
    return np.asarray(tree.nearest(shapely.points(points)), dtype=np.int64)


def distance(points: Floats, seeds: Floats) -> Floats:
    """Distance of each point to its nearest seed."""
    gap: Floats = np.hypot(*(points - seeds[nearest(points, seeds)]).T)
    return gap


def centroids(points: Floats, labels: Ints, count: int) -> Floats:
    """Mean position of each label's points (NaN where a label has none)."""
    sums = [np.bincount(labels, weights=points[:, axis], minlength=count) for axis in (0, 1)]
    with np.errstate(invalid="ignore"):
        return np.stack(sums, axis=1) / np.bincount(labels, minlength=count)[:, None]


def spread_seeds(
    points: Floats, count: int, rng: Rng, *, fixed: Floats | None = None, rounds: int = 5
) -> Floats:
    """``count`` seeds spread over ``points`` by Lloyd's rounds; ``fixed`` ones come first.

    Where points lie thinly so do seeds, but less so: groups there hold fewer points.
    """
    held = np.empty((0, 2)) if fixed is None else fixed
    sample = points[rng.permutation(len(points))[: max(20 * count, 5000)]]
    free = sample[rng.choice(len(sample), count - len(held), replace=len(sample) < count)]
    for _ in range(rounds):
        labels = nearest(sample, np.vstack([held, free]))
        moved = centroids(sample, labels, count)[len(held) :]
        free = np.where(np.isnan(moved), free, moved)
    return np.vstack([held, free])
