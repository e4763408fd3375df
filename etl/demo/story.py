"""What went wrong in the fictional city, chosen so that it can be seen on the map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from etl.demo.arrays import Bools, Floats, Ints, Rng, centroids
from etl.demo.people import COUNTY, TOWNSHIP, Officials
from etl.demo.plan import Plan
from etl.demo.territory import STREET, Territory

FORGOTTEN_SINCE = date(2026, 2, 1)
"""Month 4: from here on nobody goes to the forgotten corner."""
SILENT_SINCE = date(2026, 5, 1)
"""Month 7: from here on one township sends no reports and receives no visits."""
TRANSFERRED_ON = date(2026, 6, 30)
"""Last day of the postings and pairings that nobody took over."""


@dataclass(frozen=True)
class Story:
    """Who and what is affected; a county of -1 means that the city is too small for it."""

    forgotten: Bools  # places
    never: Bools  # places, a part of the forgotten
    silent: int  # township
    transferred: Bools  # officials
    worst: int  # county
    best: int  # county


def tell(plan: Plan, land: Territory, officials: Officials, rng: Rng) -> Story:
    """Choose the corner, the silent township, the transferred officials and two counties."""
    forgotten = _corner(plan, land)
    corner = np.unique(land.county_of_place[forgotten])
    never = np.zeros(plan.places, dtype=bool)
    never[rng.permutation(np.flatnonzero(forgotten))[: plan.never]] = True
    silent = _silent(land, forgotten, corner, rng)
    used = {*corner.tolist(), int(land.townships.parent[silent])}
    others = [c for c in rng.permutation(len(land.counties.code)).tolist() if c not in used]
    others += [-1] * 3
    transferred = _transferred(plan, officials, forgotten, silent, others[0])
    return Story(forgotten, never, silent, transferred, others[1], others[2])


def _corner(plan: Plan, land: Territory) -> Bools:
    """The villages nearest to a remote tip, out of three townships that touch each other."""
    township = land.places.parent
    count = len(land.townships.code)
    rural = (~land.is_community).astype(np.float64)
    villages = np.bincount(township, weights=rural, minlength=count)
    outer = np.bincount(township, weights=land.outermost, minlength=count) > 0
    where = centroids(land.position, township, count)
    remote = np.hypot(*(where - land.position.mean(axis=0)).T)
    pairs = township[land.touching]
    pairs = pairs[:, pairs[0] != pairs[1]]
    candidates = np.flatnonzero(outer & (land.township_kind != STREET))
    chosen: Ints = np.arange(min(3, count))
    for tip in candidates[np.argsort(-remote[candidates], kind="stable")]:
        near = np.unique(np.concatenate([pairs[1][pairs[0] == tip], pairs[0][pairs[1] == tip]]))
        same = land.townships.parent[near] == land.townships.parent[tip]
        order = np.lexsort((-remote[near], ~same, ~outer[near]))
        chosen = np.append(near[order[:2]], tip)
        if villages[chosen].sum() >= plan.forgotten:
            break
    return _nearest_villages(plan, land, chosen, where)


def _nearest_villages(plan: Plan, land: Territory, townships: Ints, where: Floats) -> Bools:
    """The villages of these townships nearest to their common middle."""
    middle = where[townships].mean(axis=0)
    inside = np.flatnonzero(np.isin(land.places.parent, townships) & ~land.is_community)
    gap = np.hypot(*(land.position[inside] - middle).T)
    out = np.zeros(len(land.position), dtype=bool)
    out[inside[np.argsort(gap, kind="stable")[: plan.forgotten]]] = True
    return out


def _silent(land: Territory, forgotten: Bools, corner: Ints, rng: Rng) -> int:
    """A rural township of ordinary size, in another county than the corner where there is one."""
    township = land.places.parent
    count = len(land.townships.code)
    untouched = np.bincount(township, weights=forgotten, minlength=count) == 0
    rural = (land.township_kind != STREET) & untouched
    elsewhere = rural & ~np.isin(land.townships.parent, corner)
    for allowed in (elsewhere, rural, untouched, ~untouched):
        some = np.flatnonzero(allowed)
        if len(some):
            size = np.bincount(township, minlength=count)[some]
            ordinary = some[np.abs(size - np.median(size)) <= 3]
            return int(rng.choice(ordinary if len(ordinary) else some))
    raise AssertionError("a city has townships")


def _transferred(
    plan: Plan, officials: Officials, forgotten: Bools, silent: int, county: int
) -> Bools:
    """County officials of one county, then township officials, whose places still had visits."""
    place = officials.place
    free = (place >= 0) & ~forgotten[place] & (officials.township != silent)
    free &= np.isin(officials.tier, [COUNTY, TOWNSHIP])
    within = free & (officials.county == county)
    some = np.flatnonzero(within if within.any() else free)
    ordered = some[np.argsort(officials.tier[some], kind="stable")]
    out = np.zeros(len(place), dtype=bool)
    out[ordered[: plan.unpaired]] = True
    return out
