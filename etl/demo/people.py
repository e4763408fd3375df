"""Units, the officials posted to them, and who is paired with which place or grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import names
from etl.demo.arrays import Bools, Ints, Rng, Texts, rank_within, share, texts
from etl.demo.plan import Plan
from etl.demo.territory import STREET, Territory

CITY, COUNTY, TOWNSHIP = 0, 1, 2
TIERS = texts(["city", "county", "township"])
RANKS = texts(["staff", "township", "county", "city"])
Days = np.ndarray[tuple[int], np.dtype[np.datetime64]]

_FIELDS = (
    "发展和改革", "教育", "科学技术", "工业和信息化", "公安", "民政", "司法", "财政",
    "人力资源和社会保障", "自然资源", "生态环境", "住房和城乡建设", "交通运输", "水利", "农业农村",
    "商务", "文化广电和旅游", "卫生健康", "退役军人事务", "应急管理", "审计", "市场监督管理",
    "体育", "统计", "医疗保障", "乡村振兴", "信访", "林业", "城市管理",
)  # fmt: skip
_COUNTY_FIELDS = (
    "发展和改革", "教育", "公安", "民政", "财政", "自然资源", "住房和城乡建设", "交通运输", "水利",
    "农业农村", "卫生健康",
)  # fmt: skip


@dataclass(frozen=True)
class Units:
    """Units in the order: of the cities, of the counties, of the townships."""

    id: Texts
    name: Texts
    place_code: Texts
    per_city: int
    per_county: int
    first_county: int
    first_township: int


@dataclass(frozen=True)
class Officials:
    """Officials in the order of their units; each is paired with one place or one grid."""

    id: Texts
    name: Texts
    unit: Ints
    tier: Ints
    rank: Ints
    place: Ints  # -1 for those paired with a grid
    grid: Ints  # -1 for those paired with a place
    county: Ints  # of what they are paired with
    township: Ints
    since: Days  # first day of the posting


def make_units(land: Territory) -> Units:
    """City bureaus, county departments, and one unit per township."""
    city = [f"{field}局" for field in _FIELDS]
    county = [f"{field}局" for field in _COUNTY_FIELDS]
    rows: list[tuple[str, str]] = []
    for code, name in zip(land.cities.code, land.cities.name, strict=True):
        rows += [(f"{name}人民政府", code), *((f"{name}{bureau}", code) for bureau in city)]
    first_county = len(rows)
    for code, name in zip(land.counties.code, land.counties.name, strict=True):
        rows += [(f"{name}人民政府", code), *((f"{name}{bureau}", code) for bureau in county)]
    first_township = len(rows)
    ending = np.where(land.township_kind == STREET, "办事处", "人民政府")
    rows += [
        (f"{county}{name}{end}", code)
        for county, code, name, end in zip(
            land.counties.name[land.townships.parent],
            land.townships.code,
            land.townships.name,
            ending,
            strict=True,
        )
    ]
    width = max(4, len(str(len(rows))))
    return Units(
        id=texts([f"U{number + 1:0{width}d}" for number in range(len(rows))]),
        name=texts([name for name, _ in rows]),
        place_code=texts([code for _, code in rows]),
        per_city=len(city) + 1,
        per_county=len(county) + 1,
        first_county=first_county,
        first_township=first_township,
    )


def make_officials(plan: Plan, land: Territory, units: Units, rng: Rng) -> Officials:
    """One official for each place and each grid; those of a place come from three tiers."""
    place_tier = _tiers(plan, land, rng)
    grids = len(land.grids.code)
    place = np.concatenate([np.arange(plan.places), np.full(grids, -1)])
    grid = np.concatenate([np.full(plan.places, -1), np.arange(grids)])
    tier = np.concatenate([place_tier, np.full(grids, TOWNSHIP)])
    home = np.concatenate([np.arange(plan.places), land.grids.parent])
    township, county = land.places.parent[home], land.county_of_place[home]
    leader = _leaders(plan, tier, land.city_of_place[home], rng)
    unit = _unit_of(units, tier, township, county, land.counties.parent[county], rng)
    unit[leader] -= unit[leader] % units.per_city  # leaders serve in the government itself
    order = np.lexsort((rng.random(len(unit)), ~leader, unit))
    rank = np.where(tier == TOWNSHIP, 0, 2)
    rank[leader] = 3
    rank = rank[order]
    unit = unit[order]
    # The first two of every township are its heads.
    rank[(tier[order] == TOWNSHIP) & (rank_within(unit) < 2)] = 1
    width = max(6, len(str(len(unit))))
    posted = np.datetime64("2021-03-01") + rng.integers(0, 1700, len(unit)).astype("m8[D]")
    return Officials(
        id=texts([f"G{number + 1:0{width}d}" for number in range(len(unit))]),
        name=names.official_names(len(unit), rng),
        unit=unit,
        tier=tier[order],
        rank=rank,
        place=place[order],
        grid=grid[order],
        county=county[order],
        township=township[order],
        since=posted,
    )


def _tiers(plan: Plan, land: Territory, rng: Rng) -> Ints:
    """City and county officials take their places at random, townships' officials the rest."""
    tier = np.full(plan.places, TOWNSHIP)
    county = land.county_of_place
    for level, areas, count in (
        (CITY, land.city_of_place, plan.city_officials),
        (COUNTY, county, plan.upper_officials - plan.city_officials),
    ):
        free = rng.permutation(np.flatnonzero(tier == TOWNSHIP))
        wanted = share(count, np.bincount(areas))
        tier[free[rank_within(areas[free]) < wanted[areas[free]]]] = level
    return tier


def _leaders(plan: Plan, tier: Ints, city: Ints, rng: Rng) -> Bools:
    out = np.zeros(len(tier), dtype=bool)
    some = rng.permutation(np.flatnonzero(tier == CITY))
    wanted = share(plan.leaders, np.bincount(city[some]))
    out[some[rank_within(city[some]) < wanted[city[some]]]] = True
    return out


def _unit_of(units: Units, tier: Ints, township: Ints, county: Ints, city: Ints, rng: Rng) -> Ints:
    bureau = city * units.per_city + rng.integers(1, units.per_city, len(tier))
    department = units.first_county + county * units.per_county
    department = department + rng.integers(0, units.per_county, len(tier))
    out: Ints = np.choose(tier, [bureau, department, units.first_township + township])
    return out
