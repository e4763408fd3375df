"""The divisions with their codes and names: groups of cells become a city on paper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import names
from etl.demo.arrays import Bools, Floats, Ints, Rng, Texts, inverse, rank_within, texts
from etl.demo.grouping import Groups
from etl.demo.plan import Plan

STREET, TOWN, TOWNSHIP = 0, 1, 2
_FIRST_CODE = np.array([1, 100, 200])  # street offices 001-099, towns 100-199, townships 200-399


@dataclass(frozen=True)
class Division:
    """One level: code, name and the index of the parent in the level above."""

    code: Texts
    name: Texts
    parent: Ints


@dataclass(frozen=True)
class Territory:
    """All levels in the order of their codes."""

    root_code: str
    root_name: str
    provincial: bool
    cities: Division
    counties: Division
    townships: Division
    places: Division
    grids: Division
    is_district: Bools
    township_kind: Ints
    is_community: Bools
    is_divided: Bools
    place_of_cell: Ints
    cell_of_grid: Ints
    position: Floats  # of places, even plane (unit: side of a mean cell)
    touching: Ints  # (2, n) pairs of places
    outermost: Bools

    @property
    def county_of_place(self) -> Ints:
        """County index of each place."""
        out: Ints = self.townships.parent[self.places.parent]
        return out

    @property
    def city_of_place(self) -> Ints:
        """City index of each place."""
        out: Ints = self.counties.parent[self.county_of_place]
        return out


def number(plan: Plan, groups: Groups, rng: Rng) -> Territory:
    """Put every level into the order of its codes and name it."""
    cities = _cities(plan, rng)
    counties, county_order = _counties(groups, cities, rng)
    kind = _township_kinds(groups, rng)
    county_new = inverse(county_order)[groups.county_of_township]
    order = np.lexsort((groups.seat_distance, kind, county_new))
    townships = _townships(counties, county_new[order], kind[order], rng)
    township_new = inverse(order)[groups.township_of_place]
    place_order = np.lexsort((~groups.is_community, township_new))
    community = groups.is_community[place_order]
    places = _places(townships, township_new[place_order], community, rng)
    place_new = inverse(place_order)
    place_of_cell = place_new[groups.place_of_cell]
    in_grid = np.flatnonzero(groups.place_of_cell < groups.divided)
    cell_of_grid = in_grid[np.argsort(place_of_cell[in_grid], kind="stable")]
    return Territory(
        root_code="99" if plan.provincial else str(cities.code[0]),
        root_name="示例省" if plan.provincial else "示例市",
        provincial=plan.provincial,
        cities=cities,
        counties=counties,
        townships=townships,
        places=places,
        grids=_grids(places, place_of_cell[cell_of_grid]),
        is_district=groups.is_district[county_order],
        township_kind=kind[order],
        is_community=community,
        is_divided=place_order < groups.divided,
        place_of_cell=place_of_cell,
        cell_of_grid=cell_of_grid,
        position=groups.position[place_order],
        touching=place_new[groups.touching],
        outermost=groups.outermost[place_order],
    )


def _codes(parents: Texts, numbers: Ints, digits: int) -> Texts:
    both = zip(parents, numbers.tolist(), strict=True)
    return texts([f"{parent}{number:0{digits}d}" for parent, number in both])


def _cities(plan: Plan, rng: Rng) -> Division:
    code = texts([f"99{number + 1:02d}" for number in range(plan.cities)])
    name = names.city_names(plan.cities, rng) if plan.provincial else texts(["示例市"])
    return Division(code, name, np.zeros(plan.cities, dtype=np.int64))


def _counties(groups: Groups, cities: Division, rng: Rng) -> tuple[Division, Ints]:
    order = np.lexsort((~groups.is_district, groups.city_of_county))
    city, urban = groups.city_of_county[order], groups.is_district[order]
    rank = rank_within(city * 2 + urban)
    code = _codes(cities.code[city], rank + np.where(urban, 1, 21), 2)
    return Division(code, names.county_names(city, urban, rng), city), order


def _township_kinds(groups: Groups, rng: Rng) -> Ints:
    """Street offices where most places of a district's township are communities."""
    size = np.bincount(groups.township_of_place)
    urban = np.bincount(groups.township_of_place, weights=groups.is_community) / size
    kind = np.where(rng.random(len(size)) < 0.6, TOWN, TOWNSHIP)
    order = np.lexsort((groups.seat_distance, groups.county_of_township))
    ordered = groups.county_of_township[order]
    kind[order[np.r_[True, ordered[1:] != ordered[:-1]]]] = TOWN  # a county's seat is a town
    kind[(urban >= 0.5) & groups.is_district[groups.county_of_township]] = STREET
    return kind.astype(np.int64)


def _townships(counties: Division, county: Ints, kind: Ints, rng: Rng) -> Division:
    rank = rank_within(county * 3 + kind)
    code = _codes(counties.code[county], rank + _FIRST_CODE[kind], 3)
    return Division(code, names.township_names(county, kind, rng), county)


def _places(townships: Division, township: Ints, community: Bools, rng: Rng) -> Division:
    rank = rank_within(township * 2 + community)
    code = _codes(townships.code[township], rank + np.where(community, 1, 200), 3)
    return Division(code, names.place_names(township, community, rng), township)


def _grids(places: Division, parent: Ints) -> Division:
    rank = rank_within(parent) + 1
    name = texts([f"第{number}网格" for number in rank.tolist()])
    return Division(_codes(places.code[parent], rank, 3), name, parent)
