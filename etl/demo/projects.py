"""Key projects with their plan and progress; some started late, one stopped for land."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.arrays import Bools, Floats, Ints, Rng, Texts, rank_within, texts
from etl.demo.people import COUNTY, Days, Officials, Units
from etl.demo.plan import Plan
from etl.demo.story import Story
from etl.demo.territory import Territory
from etl.demo.workdays import LAST_DAY

_KINDS = {
    "产业": ("智慧农业产业园", "食品加工基地", "装备制造产业园", "纺织服装产业园", "新材料生产线"),
    "交通": ("县道改建工程", "公路大桥", "货运站场", "通村公路提升工程"),
    "水利": ("河道治理工程", "灌区改造工程", "农村供水工程", "排涝泵站"),
    "民生": ("人民医院新院区", "第二初级中学", "养老服务中心", "文化活动中心"),
    "城建": ("老旧小区改造", "污水处理厂扩建", "雨污分流工程", "城市公园"),
    "能源": ("风电项目", "集中供热管网", "充电站建设", "电网改造工程"),
}
_ORDINAL = ("一期", "二期", "三期", "四期", "五期", "六期", "七期", "八期", "九期", "十期")
_WITHOUT_PLAN = 3
_LATE, _NOT_STARTED, STOPPED = 0, 1, 2  # the first three tell the story, even in a small city
#: One project was stopped for land, and its whole county builds on little since.
HELD_UP_SINCE = np.datetime64("2026-05-18")
_YEAR_MONTHS = np.arange("2026-01", "2027-01", dtype="M8[M]")
_NEVER = np.datetime64("NaT", "D")
_SEASON = np.array([0.5, 0.4, 0.9, 1.1, 1.2, 1.2, 1.1, 1.1, 1.2, 1.2, 1.1, 1.0])


@dataclass(frozen=True)
class Projects:
    """One row each; days are NaT where something has not happened."""

    id: Texts
    name: Texts
    category: Texts
    county: Ints
    unit: Ints
    official: Ints
    lonlat: Floats  # EPSG:4490, degrees
    planned_start: Days
    started: Days
    planned_finish: Days
    finished: Days
    stopped: Days
    stop_reason: Texts  # None where not stopped
    investment: Floats  # 万元


@dataclass(frozen=True)
class ProjectMonths:
    """Plan of every month of 2026, and what was invested (NaN after the last day of data)."""

    project: Ints
    month: Texts
    planned: Floats  # 万元
    invested: Floats  # 万元


def make_projects(
    plan: Plan,
    land: Territory,
    site_degrees: Floats,
    units: Units,
    officials: Officials,
    story: Story,
    rng: Rng,
) -> Projects:
    """Put projects at sites of cells (``site_degrees``: lon/lat inside each cell, EPSG:4490)."""
    count = plan.projects
    cell = rng.choice(len(site_degrees), count, replace=count > len(site_degrees))
    county = land.county_of_place[land.place_of_cell[cell]]
    name, category = _names(land, county, rng)
    planned, started, due, finished, stopped = _days(count, rng)
    reason = texts([""] * count)
    reason[:] = None
    reason[STOPPED] = "land"
    unit = units.first_county + county * units.per_county + rng.integers(0, units.per_county, count)
    width = max(3, len(str(count)))
    return Projects(
        id=texts([f"P{number + 1:0{width}d}" for number in range(count)]),
        name=name,
        category=category,
        county=county,
        unit=unit,
        official=_leaders(county, officials, story, rng),
        lonlat=site_degrees[cell],
        planned_start=planned,
        started=started,
        planned_finish=due,
        finished=finished,
        stopped=stopped,
        stop_reason=reason,
        investment=np.round(np.exp(rng.normal(9.6, 0.9, count)) / 100) * 100 + 500,
    )


def _names(land: Territory, county: Ints, rng: Rng) -> tuple[Texts, Texts]:
    pairs = [(category, name) for category, names in _KINDS.items() for name in names]
    kind = rng.integers(0, len(pairs), len(county))
    phase = rank_within(county * len(pairs) + kind)
    ordinal = [_ORDINAL[n] if n < len(_ORDINAL) else f"{n + 1}期" for n in phase.tolist()]
    name = [
        f"{land.counties.name[c]}{pairs[k][1]}{part if part != '一期' else ''}"
        for c, k, part in zip(county, kind, ordinal, strict=True)
    ]
    return texts(name), texts([pairs[k][0] for k in kind])


def _days(count: int, rng: Rng) -> tuple[Days, Days, Days, Days, Days]:
    """Planned start, start, planned finish, finish and stop."""
    last = np.datetime64(LAST_DAY)
    day = np.timedelta64(1, "D")
    planned = np.datetime64("2025-01-10") + rng.integers(0, 640, count) * day
    planned[[_LATE, STOPPED]] = np.datetime64("2025-12-20"), np.datetime64("2025-10-10")
    delay = np.where(rng.random(count) < 0.16, rng.integers(40, 160, count), 0)
    delay = np.where(delay == 0, rng.integers(-10, 13, count), delay)
    delay[[_LATE, STOPPED]] = 97, 4
    started = planned + delay * day
    waits = (rng.random(count) < 0.04) | (np.arange(count) == _NOT_STARTED)
    waits[[_LATE, STOPPED]] = False
    planned[_NOT_STARTED] = np.datetime64("2026-03-15")
    started[waits | (started > last)] = _NEVER
    due = planned + rng.integers(280, 1000, count) * day
    due[STOPPED] = np.datetime64("2027-06-30")
    finished = started + (due - planned) + rng.integers(-20, 60, count) * day
    finished[~(finished <= last)] = _NEVER
    stopped = np.full(count, _NEVER)
    stopped[STOPPED] = np.datetime64("2026-05-18")
    return planned, started, due, finished, stopped


def _leaders(county: Ints, officials: Officials, story: Story, rng: Rng) -> Ints:
    """A county official of the same county who is still there, else any other official."""
    stays = np.flatnonzero(~story.transferred & (officials.tier == COUNTY))
    stays = stays[np.argsort(officials.county[stays], kind="stable")]
    low = np.searchsorted(officials.county[stays], county, side="left")
    size = np.searchsorted(officials.county[stays], county, side="right") - low
    anyone = rng.integers(0, len(stays), len(county))
    local = low + (rng.random(len(county)) * size).astype(np.int64)
    out: Ints = stays[np.where(size > 0, np.minimum(local, len(stays) - 1), anyone)]
    return out


def waits_for_land(projects: Projects) -> Bools:
    """Begun and not finished, in the county of the project that was stopped for land."""
    out: Bools = (
        (projects.county == projects.county[STOPPED])
        & (projects.started <= HELD_UP_SINCE)
        & np.isnat(projects.finished)
    )
    return out


def make_months(projects: Projects, rng: Rng) -> ProjectMonths:
    """Monthly plan and investment; the last three projects have no monthly plan at all."""
    count = len(projects.id) - _WITHOUT_PLAN
    month_start = _YEAR_MONTHS.astype("M8[D]")
    month_end = (_YEAR_MONTHS + 1).astype("M8[D]") - 1
    active = (projects.planned_start[:count, None] <= month_end) & (
        projects.planned_finish[:count, None] >= month_start
    )
    length = (projects.planned_finish - projects.planned_start)[:count].astype(float) / 30.44
    monthly = projects.investment[:count] / np.maximum(length, 1)
    planned = np.round(monthly[:, None] * _SEASON * active, 1)
    invested = _invested(projects, planned, _working(projects, count, month_start, month_end), rng)
    invested[:, month_end > np.datetime64(LAST_DAY)] = np.nan
    return ProjectMonths(
        project=np.repeat(np.arange(count), len(_YEAR_MONTHS)),
        month=np.tile(texts([str(month) for month in _YEAR_MONTHS]), count),
        planned=planned.ravel(),
        invested=invested.ravel(),
    )


def _working(projects: Projects, count: int, month_start: Days, month_end: Days) -> Bools:
    """Months in which a project was under construction, for at least a part."""

    def ended(day: Days) -> Bools:
        out: Bools = day[:count, None] < month_start  # false for NaT
        return out

    begun: Bools = projects.started[:count, None] <= month_end
    return begun & ~ended(projects.finished) & ~ended(projects.stopped)


def _invested(projects: Projects, planned: Floats, working: Bools, rng: Rng) -> Floats:
    """Ahead, as planned or behind; one that started late also works after its planned months."""
    count = len(planned)
    pace = rng.choice([1.12, 1.0, 0.62], count, p=[0.25, 0.5, 0.25])
    pace[_LATE] = 0.55
    slow = np.where(
        waits_for_land(projects)[:count, None] & (_YEAR_MONTHS.astype("M8[D]") > HELD_UP_SINCE),
        0.1,
        1,
    )
    usual = projects.investment[:count, None] / 40
    base = np.where(planned > 0, planned, usual)
    out: Floats = np.round(
        base * pace[:, None] * slow * rng.normal(1, 0.08, planned.shape) * working, 1
    )
    return np.maximum(out, 0)
