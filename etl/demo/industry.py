"""Companies and industrial chains of the fictional city, and who answers for what is no place.

Companies are visited on the two fixed days of a month (双十工作日): the 10th and the 20th.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from chinese_calendar import is_workday

from etl.demo.arrays import Bools, Floats, Ints, Rng, Texts, texts
from etl.demo.files import CsvFile, write_csv
from etl.demo.manifest import (
    CHAINS,
    COMPANIES,
    COMPANY_ATTENDANCES,
    COMPANY_VISITS,
    RESPONSIBILITIES,
)
from etl.demo.people import CITY, COUNTY, Officials, Units
from etl.demo.plan import DEFAULT_PLACES, Plan, scaled
from etl.demo.projects import Projects
from etl.demo.story import Story
from etl.demo.tables import VISIT_HEADER
from etl.demo.territory import Territory
from etl.demo.workdays import FIRST_DAY, LAST_DAY, MONTHS

_CHAINS = ("绿色食品", "装备制造", "纺织服装", "新材料", "生物医药", "现代物流", "智能家居", "新能源",
           "电子信息", "文旅康养")  # fmt: skip
_BRANDS = ("华丰", "恒源", "金穗", "瑞达", "鼎盛", "天元", "宏图", "嘉禾", "永兴", "中原")
_COMPANIES, _MOST = 320, 10 * DEFAULT_PLACES
_COVERED, _PROJECTS_COVERED = 0.94, 139 / 160
_COMES = 0.85


@dataclass(frozen=True)
class Industry:
    """Companies, one row each, and the ids of the chains."""

    id: Texts
    name: Texts
    county: Ints
    chain: Ints
    lonlat: Floats  # EPSG:4490, degrees
    official: Ints  # who covers it, -1 for nobody
    chains: Texts


def make_industry(
    plan: Plan, land: Territory, inside: Floats, officials: Officials, story: Story, rng: Rng
) -> Industry:
    """Companies at points of the land; every county has officials who cover theirs."""
    count = scaled(_COMPANIES, min(plan.places, _MOST), 10)
    cell = rng.choice(len(inside), count, replace=count > len(inside))
    county = land.county_of_place[land.place_of_cell[cell]]
    chain = rng.integers(0, len(_CHAINS), count)
    brand = rng.integers(0, len(_BRANDS), count)
    names = [
        f"{land.counties.name[c]}{_BRANDS[b]}{_CHAINS[k]}有限公司"
        for c, b, k in zip(county, brand, chain, strict=True)
    ]
    official = _of_county(county, officials, story, rng)
    official[rng.random(count) >= _COVERED] = -1
    return Industry(
        id=texts([f"E{n:04d}" for n in range(1, count + 1)]),
        name=texts(names),
        county=county,
        chain=chain,
        lonlat=inside[cell],
        official=official,
        chains=texts([f"C{n:02d}" for n in range(1, len(_CHAINS) + 1)]),
    )


def _of_county(county: Ints, officials: Officials, story: Story, rng: Rng) -> Ints:
    """An official of the county's departments for each, or any where the county has none."""
    stays = np.flatnonzero(~story.transferred & (officials.tier == COUNTY))
    stays = stays[np.argsort(officials.county[stays], kind="stable")]
    low = np.searchsorted(officials.county[stays], county, side="left")
    size = np.searchsorted(officials.county[stays], county, side="right") - low
    local = low + (rng.random(len(county)) * size).astype(np.int64)
    anyone = rng.integers(0, len(stays), len(county))
    out: Ints = stays[np.where(size > 0, np.minimum(local, len(stays) - 1), anyone)]
    return out


def write_industry(
    folder: Path,
    land: Territory,
    units: Units,
    officials: Officials,
    projects: Projects,
    industry: Industry,
    story: Story,
    rng: Rng,
) -> None:
    """chains, companies, who answers for them and for projects, and the visits of companies."""
    write_csv(folder / CHAINS, {"chain_id": industry.chains, "name": texts(list(_CHAINS))})
    bureau = units.first_county + industry.county * units.per_county + 1
    write_csv(
        folder / COMPANIES,
        {
            "enterprise_id": industry.id,
            "name": industry.name,
            "place_code": land.counties.code[industry.county],
            "chain_id": industry.chains[industry.chain],
            "unit_id": units.id[bureau],
            "lon": industry.lonlat[:, 0],
            "lat": industry.lonlat[:, 1],
        },
    )
    _write_responsible(folder, units, officials, projects, industry, story, rng)
    _write_visits(folder, officials, industry, rng)


def _write_responsible(
    folder: Path,
    units: Units,
    officials: Officials,
    projects: Projects,
    industry: Industry,
    story: Story,
    rng: Rng,
) -> None:
    """A leader for each chain, an official for most companies, four roles for most projects."""
    header = (
        "responsible_kind",
        "responsible_id",
        "target_kind",
        "target_id",
        "role",
        "valid_from",
    )
    leaders = np.flatnonzero((officials.tier == CITY) & ~story.transferred)
    leaders = leaders[np.argsort(-officials.rank[leaders], kind="stable")]
    leaders = leaders[np.arange(len(industry.chains)) % len(leaders)]
    held = industry.official >= 0
    covered = np.arange(len(projects.id)) < round(_PROJECTS_COVERED * len(projects.id))
    own = projects.county[covered]
    papers = (
        units.first_county + own * units.per_county + rng.integers(1, units.per_county, len(own))
    )
    groups: tuple[tuple[str, Texts, str, Texts, str], ...] = (
        ("official", officials.id[leaders], "chain", industry.chains, "lead"),
        ("official", officials.id[industry.official[held]], "enterprise", industry.id[held], "contact"),
        ("official", officials.id[projects.official[covered]], "project", projects.id[covered],
         "difficulties"),
        ("unit", units.id[papers], "project", projects.id[covered], "papers"),
        ("unit", units.id[projects.unit[covered]], "project", projects.id[covered], "progress"),
        ("official", officials.id[_of_county(own, officials, story, rng)], "project",
         projects.id[covered], "service"),
    )  # fmt: skip
    with CsvFile(folder / RESPONSIBILITIES, header) as file:
        for kind, who, about, what, role in groups:
            same = [np.full(len(what), word, dtype=object) for word in (kind, about, role)]
            day = np.full(len(what), np.datetime64(FIRST_DAY))
            file.write([same[0], who, same[1], what, same[2], day])


def _write_visits(folder: Path, officials: Officials, industry: Industry, rng: Rng) -> None:
    """Visits on the working days at or before the 10th and the 20th, by those who cover them."""
    held = np.flatnonzero(industry.official >= 0)
    days = [_working(date(year, month, day)) for year, month in MONTHS for day in (10, 20)]
    comes: Bools = rng.random((len(days), len(held))) < _COMES
    comes[:, : max(1, len(held) // 20)] = False  # some are covered and never visited
    when, which = np.nonzero(comes)
    company = held[which]
    ids = texts([f"VE{n:07d}" for n in range(1, len(which) + 1)])
    empty = np.full(len(which), None, dtype=object)
    with CsvFile(folder / COMPANY_VISITS, VISIT_HEADER, "gb18030") as file:
        file.write(
            [ids, np.full(len(which), "企业", dtype=object), industry.id[company],
             np.array(days, dtype="M8[D]")[when], empty, empty, empty,
             rng.poisson(0.25, len(which)), rng.poisson(0.4, len(which)), empty]
        )  # fmt: skip
    who = officials.id[industry.official[company]]
    write_csv(folder / COMPANY_ATTENDANCES, {"visit_id": ids, "official_id": who})


def _working(day: date) -> date:
    """The working day at or before a day."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return min(day, LAST_DAY)
