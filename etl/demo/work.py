"""Twelve months of visits and reports, one due day after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from etl.demo.arrays import Bools, Floats, Ints, Rng, Texts, texts
from etl.demo.people import Days, Officials, Units
from etl.demo.story import FORGOTTEN_SINCE, SILENT_SINCE, TRANSFERRED_ON, Story
from etl.demo.territory import Territory
from etl.demo.workdays import LAST_DAY, MAKEUP_DAYS, MONTHS, RULES, Workday, due_on

COUNTS = ("talks", "households", "disputes", "matters", "suggestions")
# Per official and workday, as published for 2020-06-24 (programme P1, 996 officials).
_MEANS = (966 / 996, 6771 / 996, 52 / 996, 247 / 996, 76 / 996)
_ON_TIME, _MADE_UP, _JOINT, _ON_BEHALF = 0.88, 0.05, 0.03, 0.01
REMARKS = texts(
    [
        "到田间地头走访，群众反映机耕路积水",
        "入户宣讲惠民政策",
        "协调解决饮水管道漏水",
        "看望困难老人，送去慰问品",
        "反映村口路灯不亮，已联系供电所",
        "与㙍上一带群众商议排涝",
        "调解宅基地边界",
        "了解秋收秋种进度",
    ]
)


@dataclass(frozen=True)
class Visits:
    """Visits of one due day in the order of their days; who attended comes after."""

    official: Ints  # the one who is paired
    day: Days
    counts: Ints  # (n, 5) in the order of COUNTS
    remark: Ints  # index into REMARKS, -1 for none
    companion: Ints  # a second official who came along, -1 for none
    stand_in: Ints  # a colleague who went on the official's behalf, -1 for none


@dataclass(frozen=True)
class _Habits:
    """How likely each official is to go."""

    on_time: Floats
    made_up: Floats
    partner: Ints  # a colleague of the same unit, -1 for none


def visits(
    land: Territory, officials: Officials, story: Story, rng: Rng
) -> Iterator[tuple[float, Visits]]:
    """Visits of each due day, with the part of the year that is done (0 … 1)."""
    habits = _habits(officials, story, rng)
    moods = rng.normal(0, 0.012, (len(MONTHS), len(land.counties.code)))
    for month, (year, number) in enumerate(MONTHS):
        trend = -0.02 + 0.04 * month / 11 - (0.03 if number == 2 else 0)  # Spring Festival
        mood = trend + moods[month]
        mood[story.best] *= 0.2
        for rule in RULES:
            due = due_on(rule, year, number)
            yield month / len(MONTHS), _day(due, rule, officials, story, habits, mood, rng)


def _habits(officials: Officials, story: Story, rng: Rng) -> _Habits:
    count = len(officials.unit)
    on_time = _ON_TIME + rng.normal(0, 0.04, count)
    made_up = np.full(count, _MADE_UP)
    if story.worst >= 0:
        on_time[officials.county == story.worst] -= 0.2
    if story.best >= 0:
        best = officials.county == story.best
        on_time[best], made_up[best] = 0.975, 0.02
    first = np.flatnonzero(np.r_[True, officials.unit[1:] != officials.unit[:-1]])
    size = np.diff(np.r_[first, count])
    partner = np.arange(1, count + 1)
    partner[first + size - 1] = first
    alone = (partner == np.arange(count)) | story.transferred[partner]
    return _Habits(on_time, made_up, np.where(alone, -1, partner))


def _day(
    due: date,
    rule: Workday,
    officials: Officials,
    story: Story,
    habits: _Habits,
    mood: Floats,
    rng: Rng,
) -> Visits:
    paired = (
        officials.grid >= 0
        if rule.tier is None
        else ((officials.place >= 0) & (officials.tier == rule.tier))
    )
    who = np.flatnonzero(paired)
    chance = np.clip(habits.on_time[who] + mood[officials.county[who]], 0, 0.995)
    if (due.year, due.month) == MONTHS[0]:
        # Those forgotten later were visited once: "never" is for the others alone.
        chance[(officials.place[who] >= 0) & story.forgotten[officials.place[who]]] = 1.0
    luck = rng.random(len(who))
    late = luck >= chance
    day = np.datetime64(due) + np.where(late, rng.integers(1, MAKEUP_DAYS + 1, len(who)), 0)
    goes = (luck < chance + habits.made_up[who]) & (day <= np.datetime64(LAST_DAY))
    goes &= ~_prevented(officials, story, who, day)
    who, day = who[goes], day[goes]
    order = np.argsort(day, kind="stable")
    return _details(who[order], day[order], habits, rng)


def _prevented(officials: Officials, story: Story, who: Ints, day: Days) -> Bools:
    """Where the story lets nobody go."""
    place = officials.place[who]
    village = place >= 0
    out = village & story.never[place]
    out |= village & story.forgotten[place] & (day >= np.datetime64(FORGOTTEN_SINCE))
    out |= (officials.township[who] == story.silent) & (day >= np.datetime64(SILENT_SINCE))
    out |= story.transferred[who] & (day > np.datetime64(TRANSFERRED_ON))
    return out


def _details(who: Ints, day: Days, habits: _Habits, rng: Rng) -> Visits:
    count = len(who)
    kind = rng.random(count)
    partner = habits.partner[who]
    counts = np.stack([rng.poisson(mean, count) for mean in _MEANS], axis=1)
    counts[:, 1] = np.maximum(counts[:, 1], 1)  # nobody goes without entering a household
    remark = np.where(rng.random(count) < 0.015, rng.integers(0, len(REMARKS), count), -1)
    return Visits(
        official=who,
        day=day,
        counts=counts,
        remark=remark,
        companion=np.where(kind < _JOINT, partner, -1),
        stand_in=np.where(kind > 1 - _ON_BEHALF, partner, -1),
    )


def reports(land: Territory, units: Units, story: Story) -> tuple[Texts, Texts]:
    """Unit and day (ISO) of each report: every township's unit for every due day it has."""
    townships = np.arange(len(land.townships.code))
    with_grids = np.unique(land.places.parent[land.grids.parent])
    days: dict[date, Ints] = {}
    for year, month in MONTHS:
        for rule in RULES:
            due, whose = due_on(rule, year, month), with_grids if rule.tier is None else townships
            days[due] = np.union1d(days.get(due, np.empty(0, np.int64)), whose)
    unit: list[Texts] = []
    day: list[str] = []
    for due in sorted(days):
        whose = days[due]
        if due >= SILENT_SINCE:
            whose = whose[whose != story.silent]
        unit.append(units.id[units.first_township + whose])
        day += [due.isoformat()] * len(whose)
    return np.concatenate(unit), texts(day)
