"""A year of matters, with two things wrong in it: a bureau that holds matters up, and a county that
closes matters quickly only for them to be reopened.

Long because one story is told with the same arrays from raising to closing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from etl.demo.arrays import Bools, Ints, Rng, Texts, texts
from etl.demo.files import picked, write_csv
from etl.demo.industry import Industry
from etl.demo.people import Days, Units
from etl.demo.plan import Plan, scaled
from etl.demo.projects import Projects
from etl.demo.story import Story
from etl.demo.territory import Territory
from etl.demo.workdays import FIRST_DAY, LAST_DAY

STUCK_SINCE = date(2026, 5, 1)
"""Month 7: from here on one bureau begins nothing any more."""
_KINDS = texts(["problem", "practical", "micro", "livelihood", "risk", "call", "service"])
_CALL, _SERVICE = 5, 6
_TITLES = (
    ("机耕路积水", "饮水管道漏水", "垃圾清运不及时", "灌溉渠堵塞"),
    ("修补村内道路", "安装路灯", "疏通排水沟"),
    ("给独居老人装扶手", "增设晾衣架", "修好健身器材"),
    ("养老服务站开办", "村小学食堂改造", "卫生室添置设备"),
    ("危墙加固", "电线老化", "河塘缺少护栏", "消防通道堵塞"),
    ("小区停车占道", "楼道堆放杂物", "商铺油烟扰民"),
    ("办理施工许可", "办理用地手续", "办理环评批复", "办理老年优待证"),
)
_COMPANY_TITLES = ("招工困难", "流动资金贷款", "用电增容", "厂区门前道路破损")
_OF_COMPANIES = 0.3
_CATEGORIES = texts(["民生", "交通", "水利", "环境", "安全", "政务"])
_HANDLING = texts(["immediate", "initiative", "doorstep", "tracked", "public", "joint"])
_HANDS = texts(["lead", "co", "supervise", "urge"])
_EVENTS = texts(
    [
        "claimed",
        "assigned",
        "started",
        "extended",
        "solved",
        "accepted",
        "closed",
        "rated",
        "reopened",
    ]
)
_CLAIMED, _ASSIGNED, _STARTED, _EXTENDED, _SOLVED, _ACCEPTED, _CLOSED, _RATED, _REOPENED = range(9)
_STATUTORY = np.array([5, 10, 20, 30])
_ALLOWED = np.array([7, 15, 30, 60])


@dataclass(frozen=True)
class _Matters:
    kind: Ints
    target: Ints  # a place, behind the places a project, behind these a company
    county: Ints
    lead: Ints  # unit
    other: Ints  # a second unit, -1 for none
    proposed: Days
    allowed: Ints  # days to the due day
    stuck: Bools  # behind the bureau
    hasty: Bools  # in the county that closes before anything is solved


@dataclass(frozen=True)
class _Part:
    """Events of one sort; ``due`` and ``score`` only where they have one."""

    matter: Ints
    event: int
    day: Days
    due: Days | None = None
    score: Ints | None = None


def write_matters(
    folder: Path,
    plan: Plan,
    land: Territory,
    units: Units,
    story: Story,
    projects: Projects,
    industry: Industry,
    rng: Rng,
) -> None:
    """matters and matter_events."""
    matters = _raise(plan, land, units, story, projects, rng)
    things = (len(land.places.code), len(projects.id))
    matters = replace(matters, target=_with_companies(matters, things, industry, rng.spawn(1)[0]))
    count = len(matters.kind)
    width = max(6, len(str(count)))
    ids = texts([f"S{number + 1:0{width}d}" for number in range(count)])
    on_the_spot = (matters.kind == _SERVICE) & (rng.random(count) < 0.78)
    codes = np.concatenate([land.places.code, projects.id, industry.id])
    sort = np.digitize(matters.target, np.cumsum(things))
    _write_matters(folder / "matters.csv", ids, matters, on_the_spot, codes, sort, units, rng)
    _write_events(
        folder / "matter_events.csv", ids, matters, _history(matters, on_the_spot, rng), units
    )


def _raise(
    plan: Plan, land: Territory, units: Units, story: Story, projects: Projects, rng: Rng
) -> _Matters:
    count = scaled(9000, plan.places, 60)
    places = len(land.places.code)
    of_project = rng.random(count) < 0.12
    place = rng.integers(0, places, count)
    project = rng.integers(0, len(projects.id), count)
    county = np.where(of_project, projects.county[project], land.county_of_place[place])
    kind = rng.choice(7, count, p=[0.3, 0.15, 0.2, 0.08, 0.12, 0.05, 0.1])
    kind = np.where((kind == _CALL) & (of_project | ~land.is_community[place]), 0, kind)
    bureau = units.first_county + county * units.per_county
    department = bureau + rng.integers(1, units.per_county, count)
    township = units.first_township + land.places.parent[place]
    lead = np.where(of_project | (rng.random(count) < 0.6), department, township)
    proposed = np.datetime64(FIRST_DAY) + np.sort(rng.integers(0, 365, count)).astype("m8[D]")
    hasty, slow = _counties(len(land.counties.code), story)
    # the bureau of natural resources: much goes to it, and since May nothing comes back
    stuck_unit = units.first_county + slow * units.per_county + 6
    sent = (county == slow) & (lead >= units.first_county) & (lead < units.first_township)
    lead = np.where(sent & (rng.random(count) < 0.4), stuck_unit, lead)
    other = bureau + rng.integers(0, units.per_county, count)
    return _Matters(
        kind=kind,
        target=np.where(of_project, places + project, place),
        county=county,
        lead=lead,
        other=np.where((rng.random(count) < 0.04) & (other != lead), other, -1),
        proposed=proposed,
        allowed=_ALLOWED[rng.integers(0, len(_ALLOWED), count)],
        stuck=(lead == stuck_unit) & (proposed >= np.datetime64(STUCK_SINCE)),
        hasty=county == hasty,
    )


def _with_companies(
    matters: _Matters, things: tuple[int, int], industry: Industry, rng: Rng
) -> Ints:
    """The targets, where some problems and services of places are a company's of that county."""
    order = np.argsort(industry.county, kind="stable")
    low = np.searchsorted(industry.county[order], matters.county, side="left")
    size = np.searchsorted(industry.county[order], matters.county, side="right") - low
    count = len(matters.kind)
    chosen = order[np.minimum(low + (rng.random(count) * size).astype(np.int64), len(order) - 1)]
    companies = (
        (rng.random(count) < _OF_COMPANIES)
        & np.isin(matters.kind, (0, _SERVICE))
        & (matters.target < things[0])
        & (size > 0)
    )
    out: Ints = np.where(companies, sum(things) + chosen, matters.target)
    return out


def _counties(count: int, story: Story) -> tuple[int, int]:
    """The county that closes too early and the one of the bureau, two that no other story is about
    where there are so many; one county alone (−1) closes nothing too early."""
    free = [one for one in range(count) if one not in {story.worst, story.best}]
    free = (free or [0]) * 2
    return (free[0] if count > 1 else -1), free[1]


def _history(matters: _Matters, on_the_spot: Bools, rng: Rng) -> list[_Part]:
    """Every event up to the last day, in the order of life."""
    count = len(matters.kind)
    proposed, every = matters.proposed, np.arange(count)
    due = proposed + matters.allowed.astype("m8[D]")
    spot = on_the_spot

    def after(day: Days, most: int) -> Days:
        later: Days = day + np.where(spot, 0, rng.integers(0, most + 1, count)).astype("m8[D]")
        return later

    claimed = after(proposed, 1)
    assigned = after(claimed, 1)
    started = after(assigned, 2)
    part = np.where(matters.hasty, rng.uniform(0.1, 0.5, count), rng.beta(3, 2.5, count) * 1.3)
    solved = np.maximum(started, proposed + np.ceil(matters.allowed * part).astype("m8[D]"))
    solved = np.where(spot, proposed, solved)
    closed = after(solved, 2)
    moves = ~matters.stuck | (rng.random(count) < 0.1)
    again = moves & matters.hasty & ~spot & (rng.random(count) < 0.5)
    again |= moves & ~spot & (rng.random(count) < 0.01)
    longer = moves & (closed > due) & (rng.random(count) < 0.6)
    further = due + np.timedelta64(15, "D")
    reopened = closed + rng.integers(4, 20, count).astype("m8[D]")
    closed_again = reopened + rng.integers(2, 12, count).astype("m8[D]")
    needs = np.isin(matters.kind, [2, 3])
    rated = rng.random(count) < 0.7
    score = np.minimum(5, rng.choice([5, 4, 3, 2, 1], count, p=[0.7, 0.24, 0.03, 0.02, 0.01]))
    low = np.where(again, rng.integers(1, 4, count), score)
    final_due = np.maximum(np.where(longer, further, due), reopened + np.timedelta64(10, "D"))
    parts = [
        _Part(every[rng.random(count) < 0.6], _CLAIMED, claimed),
        _Part(every, _ASSIGNED, assigned),
        _Part(every[moves], _STARTED, started),
        _Part(
            every[longer], _EXTENDED, np.maximum(proposed, due - np.timedelta64(1, "D")), further
        ),
        _Part(every[moves], _SOLVED, solved),
        _Part(every[moves & needs], _ACCEPTED, closed),
        _Part(every[moves], _CLOSED, closed),
        _Part(every[moves & (rated | again)], _RATED, closed + np.timedelta64(2, "D"), None, low),
        _Part(every[again], _REOPENED, reopened, final_due),
        _Part(every[again & needs], _ACCEPTED, closed_again),
        _Part(every[again], _CLOSED, closed_again),
        _Part(every[again & rated], _RATED, closed_again, None, np.minimum(score, 4)),
    ]
    last = np.datetime64(LAST_DAY)
    return [
        _Part(one.matter[one.day[one.matter] <= last], one.event, one.day, one.due, one.score)
        for one in parts
    ]


def _write_matters(
    path: Path,
    ids: Texts,
    matters: _Matters,
    on_the_spot: Bools,
    codes: Texts,
    sort: Ints,
    units: Units,
    rng: Rng,
) -> None:
    count = len(ids)
    luck = rng.integers(0, 1 << 30, count)
    titles = texts(
        [
            choice[n % len(choice)]
            for kind, of, n in zip(matters.kind, sort, luck, strict=True)
            for choice in (_COMPANY_TITLES if (kind, of) == (0, 2) else _TITLES[kind],)
        ]
    )
    is_service = matters.kind == _SERVICE
    statutory = _STATUTORY[luck % len(_STATUTORY)]
    actual = np.where(on_the_spot, 0, np.ceil(statutory * 0.4)).astype(np.int64)
    joint = matters.other >= 0
    handling = np.where(joint, 5, np.where(on_the_spot, 0, 1 + luck % 4))
    write_csv(
        path,
        {
            "事项编号": ids,
            "事项类型": picked(_KINDS, matters.kind),
            "对象类型": picked(texts(["place", "project", "enterprise"]), sort),
            "对象代码": picked(codes, matters.target),
            "事项": titles,
            "类别": picked(_CATEGORIES, luck % len(_CATEGORIES)),
            "办理方式": picked(_HANDLING, handling),
            "参与方式": picked(_HANDS, luck % len(_HANDS)),
            "责任单位编号": picked(units.id, matters.lead),
            "协办单位编号": picked(units.id, matters.other),
            "提出日期": matters.proposed,
            "办理期限": matters.proposed + matters.allowed.astype("m8[D]"),
            "法定时限": _only(statutory, is_service),
            "实际用时": _only(actual, is_service),
        },
    )


def _only(values: Ints, some: Bools) -> object:
    """The values of some rows, the others empty."""
    return picked(values.astype(str).astype(object), np.where(some, np.arange(len(values)), -1))


def _write_events(
    path: Path, ids: Texts, matters: _Matters, history: list[_Part], units: Units
) -> None:
    matter = np.concatenate([one.matter for one in history])
    event = np.concatenate([np.full(len(one.matter), one.event) for one in history])
    day = np.concatenate([one.day[one.matter] for one in history])
    nothing = np.datetime64("NaT", "D")
    due = np.concatenate(
        [
            np.full(len(one.matter), nothing) if one.due is None else one.due[one.matter]
            for one in history
        ]
    )
    score = np.concatenate(
        [
            np.zeros(len(one.matter), dtype=np.int64)
            if one.score is None
            else one.score[one.matter]
            for one in history
        ]
    )
    order = np.lexsort((day, matter))  # stable: events of one day stay in the order of life
    assigned = event == _ASSIGNED
    write_csv(
        path,
        {
            "matter_id": picked(ids, matter[order]),
            "event": picked(_EVENTS, event[order]),
            "happened_on": day[order],
            "unit_id": picked(units.id, np.where(assigned, matters.lead[matter], -1)[order]),
            "new_due_on": due[order],
            "satisfaction": _only(score[order], score[order] > 0),
        },
    )
