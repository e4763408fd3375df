"""Which cells make a place, which places a township, which townships a county."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.arrays import Bools, Floats, Ints, Rng, centroids, nearest, rank_within, share
from etl.demo.plan import Plan
from etl.demo.sites import Seats, Sites, urbanity
from etl.demo.topology import Ridges, join_strays, lengths, strays

_TOUCH = 0.02  # shorter borders (cell sides) do not count as touching: rounding may close them


@dataclass(frozen=True)
class Centre:
    """The cells that are grids, and the divided communities they form."""

    community_of_cell: Ints  # -1 outside the centre


@dataclass(frozen=True)
class Groups:
    """Membership by index, level by level."""

    place_of_cell: Ints
    divided: int  # places 0 … divided-1 are the communities made of grids
    is_community: Bools
    township_of_place: Ints
    county_of_township: Ints
    city_of_county: Ints
    is_district: Bools
    position: Floats  # of each place, even plane
    seat_distance: Floats  # of each township to its county's seat, even plane
    touching: Ints  # (2, n) pairs of places with a common border
    outermost: Bools  # places at the outer border
    whole: bool  # every group is one piece, and so is the land


def centre(plan: Plan, sites: Sites, seats: Seats) -> Centre:
    """The innermost cells of each city are grids; neighbours form one community."""
    land = sites.even[: sites.real]
    gap = np.hypot(*(land - seats.city[seats.city_of_cell]).T)
    order = np.argsort(gap, kind="stable")
    ranks = np.empty(len(land), dtype=np.int64)
    ranks[order] = rank_within(seats.city_of_cell[order])
    core = ranks < seats.core[seats.city_of_cell]
    labels = np.full(len(land), -1)
    taken = 0
    for city, count in enumerate(share(plan.divided, seats.core)):
        cells = np.flatnonzero(core & (seats.city_of_cell == city))
        if len(cells):
            labels[cells] = taken + _bisect(land[cells], max(1, int(count)))
            taken += max(1, int(count))
    return Centre(labels)


def _bisect(points: Floats, parts: int) -> Ints:
    """Cut points into ``parts`` compact groups of nearly equal number."""
    labels = np.zeros(len(points), dtype=np.int64)
    if parts == 1:
        return labels
    few = parts // 2
    axis = int(np.argmax(np.ptp(points, axis=0)))
    order = np.argsort(points[:, axis], kind="stable")
    cut = round(len(points) * few / parts)
    low, high = order[:cut], order[cut:]
    labels[low] = _bisect(points[low], few)
    labels[high] = few + _bisect(points[high], parts - few)
    return labels


def place_positions(land: Floats, middle: Centre, divided: int) -> tuple[Ints, Floats]:
    """Place of each cell (divided communities first), and the mean position of each place."""
    place = middle.community_of_cell.copy()
    single = place < 0
    place[single] = divided + np.arange(int(single.sum()))
    return place, centroids(land, place, int(place.max()) + 1)


def group(
    plan: Plan,
    sites: Sites,
    seats: Seats,
    middle: Centre,
    towns: Floats,
    borders: Ridges,
    rng: Rng,
) -> Groups:
    """Assign everything to its nearest seat, then join what is cut off to a neighbour."""
    wide = lengths(borders) > _TOUCH
    inner = (borders.left < sites.real) & (borders.right < sites.real)
    a, b = borders.left[inner & wide], borders.right[inner & wide]
    middle = Centre(_join_communities(middle.community_of_cell, a, b))
    place, position = place_positions(sites.even[: sites.real], middle, plan.divided)
    pairs = np.stack([place[a], place[b]])
    township, county, city = _levels(plan, position, towns, seats, pairs)
    outer = np.zeros(len(position), dtype=bool)
    ends = np.stack([borders.left, borders.right])[:, ~inner]
    outer[place[ends.min(axis=0)]] = True
    middle_of_town = centroids(position, township, len(county))
    return Groups(
        place_of_cell=place,
        divided=plan.divided,
        is_community=_communities(plan, position, urbanity(position, seats, towns, rng)),
        township_of_place=township,
        county_of_township=county,
        city_of_county=city,
        is_district=seats.is_district,
        position=position,
        seat_distance=np.hypot(*(middle_of_town - seats.county[county]).T),
        touching=pairs[:, pairs[0] != pairs[1]],
        outermost=outer,
        whole=_whole(np.zeros_like(township), pairs)
        and _whole(place, np.stack([a, b]))
        and _whole(township, pairs)
        and _whole(county, township[pairs])
        and _whole(city, county[township[pairs]]),
    )


def _levels(
    plan: Plan, position: Floats, towns: Floats, seats: Seats, pairs: Ints
) -> tuple[Ints, Ints, Ints]:
    """Township of each place, county of each township, city of each county."""
    township = np.unique(nearest(position, towns), return_inverse=True)[1]
    township = join_strays(township, *pairs)
    urban = np.zeros(int(township.max()) + 1, dtype=bool)
    urban[township[: plan.divided]] = True
    county = _counties(centroids(position, township, len(urban)), urban, seats)
    county = join_strays(county, *township[pairs])
    return township, county, join_strays(seats.city_of_county, *county[township[pairs]])


def _whole(groups: Ints, pairs: Ints) -> bool:
    return not strays(groups, *pairs)[1].any()


def _join_communities(labels: Ints, a: Ints, b: Ints) -> Ints:
    """Make every divided community one piece, by borders inside the centre only."""
    core = np.flatnonzero(labels >= 0)
    local = np.full(len(labels), -1)
    local[core] = np.arange(len(core))
    both = (labels[a] >= 0) & (labels[b] >= 0)
    out = labels.copy()
    out[core] = join_strays(labels[core], local[a[both]], local[b[both]])
    return out


def _counties(townships: Floats, urban: Bools, seats: Seats) -> Ints:
    """Nearest county seat of the same city for each township; every seat keeps one at least.

    The townships of the centre belong to urban districts.
    """
    city = nearest(townships, seats.city)
    county = np.empty(len(townships), dtype=np.int64)
    for number in range(len(seats.city)):
        members = np.flatnonzero(city == number)
        own = np.flatnonzero(seats.city_of_county == number)
        county[members] = own[nearest(townships[members], seats.county[own])]
        members, own = members[urban[members]], own[seats.is_district[own]]
        if len(members):
            county[members] = own[nearest(townships[members], seats.county[own])]
    for number in np.setdiff1d(np.arange(len(seats.county)), county):
        county[nearest(seats.county[[number]], townships)] = number
    return county


def _communities(plan: Plan, position: Floats, score: Floats) -> Bools:
    score = score.copy()
    score[: plan.divided] = np.inf
    out = np.zeros(len(position), dtype=bool)
    out[np.argsort(-score, kind="stable")[: plan.communities]] = True
    return out
