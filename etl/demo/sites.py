"""One site for each cell of the fictional land, on a plane whose unit is a mean cell's side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.arrays import Floats, Ints, Rng, distance, nearest, share, spread_seeds
from etl.demo.plan import Plan

_MARGIN = 5.0  # cells of dummy sites outside, so that the outer border is a border like any other


@dataclass(frozen=True)
class Sites:
    """Sites on the even plane; the first ``real`` belong to the land, the others surround it."""

    even: Floats  # (n, 2), one cell a unit square
    real: int
    radius: float  # of the land, in cells


@dataclass(frozen=True)
class Seats:
    """Where the towns are, on the even plane: what pulls cells together and groups them."""

    city: Floats
    city_of_cell: Ints
    core: Ints  # grid cells to place around each city seat
    county: Floats
    city_of_county: Ints
    is_district: np.ndarray[tuple[int], np.dtype[np.bool_]]


def scatter(plan: Plan, rng: Rng) -> Sites:
    """Jittered sites; those that lie innermost in a wobbly blob are the land."""
    angles = np.linspace(0, 2 * np.pi, 4096, endpoint=False)
    waves = np.arange(2, 26)
    size = rng.normal(0, 0.13, len(waves)) / waves**0.8
    phase = rng.uniform(0, 2 * np.pi, len(waves))

    def outline(theta: Floats) -> Floats:
        out = np.ones_like(theta)
        for wave, height, shift in zip(waves, size, phase, strict=True):
            out += height * np.cos(wave * theta + shift)
        return np.maximum(out, 0.5)

    radius = float(np.sqrt(plan.cells / (np.pi * np.mean(outline(angles) ** 2))))
    reach = int(radius * outline(angles).max() + _MARGIN + 3)
    points = _jittered(reach, rng)
    depth = np.hypot(*points.T) / outline(np.arctan2(points[:, 1], points[:, 0]))
    order = np.argsort(depth, kind="stable")
    edge = depth[order[plan.cells - 1]]
    kept = order[: np.searchsorted(depth[order], edge * (1 + 1.6 * _MARGIN / radius))]
    # Neighbours stay near each other in memory and in the files: rows from south to north.
    real = np.sort(kept[: plan.cells])
    return Sites(np.vstack([points[real], points[kept[plan.cells :]]]), plan.cells, radius)


def _jittered(reach: int, rng: Rng) -> Floats:
    """A grid of offset rows from -reach to reach, every point moved at random."""
    axis = np.arange(-reach, reach + 1, dtype=np.float64)
    x, y = np.meshgrid(axis, axis)
    x[1::2] += 0.5
    flat: Floats = np.stack([x.ravel(), y.ravel()], axis=1)
    return flat + rng.uniform(-0.45, 0.45, flat.shape)


def seat(plan: Plan, sites: Sites, rng: Rng) -> Seats:
    """Choose city and county seats; urban districts share the middle of their city."""
    land = sites.even[: sites.real]
    if plan.cities == 1:
        city = np.array([[0.08, -0.05]]) * sites.radius
    else:
        city = spread_seeds(land, plan.cities, rng)
    of_cell = nearest(land, city)
    cells = np.bincount(of_cell, minlength=plan.cities)
    counties = np.maximum(1, share(plan.counties, cells))
    found: list[Floats] = []
    for number, count in enumerate(counties):
        found.append(_county_seats(land[of_cell == number], city[number], int(count), rng))
    urban = np.concatenate([np.arange(n) < districts(int(n)) for n in counties])
    return Seats(
        city=city,
        city_of_cell=of_cell,
        core=share(plan.grids, cells),
        county=np.vstack(found),
        city_of_county=np.repeat(np.arange(plan.cities), counties),
        is_district=urban,
    )


def districts(counties: int) -> int:
    """How many of a city's counties are urban districts."""
    return min(20, max(1, round(counties * 2 / 9)))


def _county_seats(land: Floats, centre: Floats, count: int, rng: Rng) -> Floats:
    if count == 1:
        return centre[None, :]
    urban = districts(count)
    turn = rng.uniform(0, 2 * np.pi) + np.arange(urban) * 2 * np.pi / urban
    out = 0.22 * np.sqrt(len(land) / np.pi)
    around = centre + out * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return spread_seeds(land, count, rng, fixed=around, rounds=8)


def crowd(sites: Sites, seats: Seats, towns: Floats, rng: Rng) -> Floats:
    """Move sites towards the towns, so that cells are small there and wide in the country.

    A pull of k·exp(-(d/R)²) with k < 1 keeps the order of the sites; areas in the middle
    shrink by (1-k)². A last gentle wave makes villages of unequal size.
    """
    even = sites.even
    core_radius = np.sqrt(np.maximum(seats.core, 3) / np.pi)
    city, pull = _pull(even, seats.city, 0.68, 1.35 * core_radius + 0.5)
    counties = seats.county[~seats.is_district]
    if len(counties):
        moved, strength = _pull(even, counties, 0.42, np.full(len(counties), 2.6))
        city, pull = city + moved, np.maximum(pull, strength)
    town, _ = _pull(even, towns, 0.22, np.full(len(towns), 1.3))
    return even + city + town * (1 - pull)[:, None] + _waves(even, rng)


def _pull(points: Floats, seeds: Floats, k: float, radius: Floats) -> tuple[Floats, Floats]:
    """Displacement of each point to its nearest seed, and how strongly (0 … 1) it is pulled."""
    which = nearest(points, seeds)
    gap = points - seeds[which]
    strength = np.exp(-(gap**2).sum(axis=1) / radius[which] ** 2)
    return -k * gap * strength[:, None], strength


def _waves(points: Floats, rng: Rng) -> Floats:
    moved = np.zeros_like(points)
    for length in (7.0, 11.0, 17.0, 29.0):
        turn, *shift = rng.uniform(0, 2 * np.pi, 3)
        along = points @ np.array([np.cos(turn), np.sin(turn)]) * 2 * np.pi / length
        across = points @ np.array([-np.sin(turn), np.cos(turn)]) * 2 * np.pi / length
        moved[:, 0] += 0.03 * length * np.sin(along + shift[0])
        moved[:, 1] += 0.03 * length * np.sin(across + shift[1])
    return moved


def urbanity(even: Floats, seats: Seats, towns: Floats, rng: Rng) -> Floats:
    """How likely a cell is a community rather than a village: high in and near towns."""
    core_radius = float(np.sqrt(max(int(seats.core.max()), 3) / np.pi))
    city = np.exp(-((distance(even, seats.city) / (1.15 * core_radius)) ** 2))
    county = (
        np.exp(-((distance(even, seats.county[~seats.is_district]) / 1.6) ** 2))
        if (not seats.is_district.all())
        else np.zeros(len(even))
    )
    town = np.exp(-(distance(even, towns) ** 2))
    noise = rng.normal(0, 0.12, len(even))
    score: Floats = 3.2 * city + 1.5 * county + 1.0 * town + noise
    return score
