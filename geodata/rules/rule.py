"""What a city's rules ask for: who owes a visit, and on which days.

:func:`rule_dates` turns a rule and a calendar into its table of dates and windows, and
:func:`refuse_unmeant` says which rules nobody can mean. ``docs/ledger.md`` has the cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile, zip_longest
from typing import Literal

from dateutil.rrule import rrulestr

from geodata.base.errors import RefusedError
from geodata.rules.calendar import Calendar, UnknownDayError

Tier = Literal["city", "county", "township"]
Rank = Literal["staff", "township", "county", "city", "province"]  # lowest first
Shift = Literal["none", "previous_workday", "next_workday", "next_same_weekday"]
ShiftWhen = Literal["not_working", "public_holiday"]
Opens = Literal["due", "period"]
ReportedBy = Literal["official_unit", "place_township"]
TargetKind = Literal[
    "province", "city", "county", "township", "village", "community", "grid",
    "project", "enterprise", "chain",
]  # fmt: skip

FIRST_DAY = date(2004, 1, 1)  # of a rule that names none: where the package's calendar begins
_Days = dict[date, date]  # due_on → the first nominal_on that falls there
_Gaps = dict[date, date]  # nominal_on → the unknown day it came to
_Opening = tuple[date, date, date]  # opens_on, due_on, nominal_on
_ONE_DAY = timedelta(days=1)
_STEPS = {"previous_workday": -1, "next_workday": 1, "next_same_weekday": 7}
_EXAMPLE = "FREQ=MONTHLY;BYMONTHDAY=25"
_WEEKDAY = "(MO|TU|WE|TH|FR|SA|SU)"
# A part → what one of its values looks like, and the frequencies it may stand beside (first
# letters). python-dateutil alone would take BYMONTHDAY=45 or FREQ=WEEKLY;BYDAY=1SA in silence.
_PARTS = {
    "FREQ": ("DAILY|WEEKLY|MONTHLY|YEARLY", "DWMY"),
    "INTERVAL": (r"[1-9]\d{0,2}", "DWMY"),
    "COUNT": (r"[1-9]\d{0,4}", "DWMY"),
    "UNTIL": (r"\d{8}", "DWMY"),
    "WKST": (_WEEKDAY, "DWMY"),
    "BYMONTH": ("0?[1-9]|1[0-2]", "DWMY"),
    "BYMONTHDAY": (r"[+-]?(0?[1-9]|[12]\d|3[01])", "DMY"),
    "BYYEARDAY": (r"[+-]?([1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6])", "Y"),
    "BYDAY": (rf"([+-]?[1-5])?{_WEEKDAY}", "DWMY"),
    "BYSETPOS": (r"[+-]?[1-9]\d{0,2}", "MY"),
}


@dataclass(frozen=True)
class Rule:
    """One rule of a city; every date is inclusive."""

    id: str
    role: str
    targets: tuple[TargetKind, ...]
    schedule: str
    tier: Tier | None = None
    rank: Rank | None = None  # the lowest
    shift: Shift = "none"
    shift_when: ShiftWhen = "not_working"
    early_days: int = 0
    makeup_days: int = 0
    opens: Opens = "due"
    reported_by: ReportedBy = "official_unit"
    valid_from: date | None = None
    valid_to: date | None = None
    name: str | None = None  # what people call it


@dataclass(frozen=True)
class RuleDate:
    """One date of a rule: as written, as shifted, and the window of its visits."""

    nominal_on: date
    due_on: date
    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class RuleDates:
    """The dates of a rule, and the years without which some of them cannot be told."""

    dates: tuple[RuleDate, ...]
    unknown_years: tuple[int, ...]
    lost: tuple[date, ...]
    """Days of the schedule that shift onto the due day of an earlier one, and so owe nothing."""


def rule_dates(rule: Rule, calendar: Calendar, first: date, last: date) -> RuleDates:
    """The dates of the rule whose ``nominal_on`` lies in ``first … last``, by ``due_on``.

    The whole life of the rule is worked out, then cut: so neither the dates nor a refusal
    can depend on what was asked for.
    """
    due: _Days = {}
    unknown: _Gaps = {}
    lost: list[date] = []
    end = min(max(last, calendar.last_day()), rule.valid_to or date.max)
    for nominal_on in takewhile(end.__ge__, _occurrences(rule)):
        try:
            if due.setdefault(_due_on(rule, calendar, nominal_on), nominal_on) != nominal_on:
                lost.append(nominal_on)
        except UnknownDayError as error:
            unknown[nominal_on] = error.day
    dates = _windows(rule, _openings(rule, due, unknown))
    return RuleDates(
        tuple(one for one in dates if first <= one.nominal_on <= last),
        tuple(sorted({gap.year for day, gap in unknown.items() if first <= day <= last})),
        tuple(day for day in lost if first <= day <= last),
    )


def _occurrences(rule: Rule) -> Iterator[date]:
    start = datetime.combine(rule.valid_from or FIRST_DAY, time())
    return (moment.date() for moment in rrulestr(rule.schedule.upper(), dtstart=start))


def _due_on(rule: Rule, calendar: Calendar, nominal_on: date) -> date:
    def must_move(day: date) -> bool:
        if rule.shift_when == "public_holiday":
            return calendar.is_public_holiday(day)
        return not calendar.is_working(day)

    # Asked even where nothing shifts: a year without a calendar owes nothing under any rule.
    if not must_move(nominal_on) or rule.shift == "none":
        return nominal_on
    step = timedelta(days=_STEPS[rule.shift])
    day = nominal_on + step
    while must_move(day) if rule.shift == "next_same_weekday" else not calendar.is_working(day):
        day += step
    return day


def _openings(rule: Rule, due: _Days, unknown: _Gaps) -> list[_Opening]:
    """When the window of every date opens, by due_on; ``unknown`` grows by what cannot be told."""
    if rule.opens == "due":
        early = timedelta(days=rule.early_days)
        return [(due_on - early, due_on, due[due_on]) for due_on in sorted(due)]
    openings = []
    before, gap = (rule.valid_from or FIRST_DAY) - _ONE_DAY, None
    for day in sorted({*due, *unknown.values()}):
        if day not in due:
            gap = day
            continue
        if gap:  # the due date before this one cannot be told, hence neither can its window
            unknown[due[day]] = gap
        else:  # a first date may shift to before the rule's first day
            openings.append((min(before + _ONE_DAY, day), day, due[day]))
        before, gap = day, None
    return openings


def _windows(rule: Rule, openings: list[_Opening]) -> Iterator[RuleDate]:
    makeup = timedelta(days=rule.makeup_days)
    for (opens_on, due_on, nominal_on), after in zip_longest(openings, openings[1:]):
        closes_on = due_on + makeup
        if after:
            closes_on = min(closes_on, after[0] - _ONE_DAY)
        if after and closes_on < due_on:
            values = {"early_days": rule.early_days, "due_on": due_on, "next_due_on": after[1]}
            raise RefusedError("rule_windows_overlap", rule=rule.id, **values)
        yield RuleDate(nominal_on, due_on, opens_on, closes_on)


def refuse_unmeant(rule: Rule) -> None:
    """Raises :class:`RefusedError` for a rule that nobody can mean: days that end before they begin
    or never come, a setting without effect, a schedule that is none."""
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        raise _refusal(rule, "rule_validity_reversed", first=rule.valid_from, last=rule.valid_to)
    if rule.opens == "period" and rule.early_days:  # a setting without effect would mislead
        raise _refusal(rule, "rule_period_early_days", value=rule.early_days)
    if not _is_schedule(rule.schedule):
        stated = {"key": "schedule", "value": rule.schedule}
        raise _refusal(rule, "rule_value_invalid", **stated, example=_EXAMPLE)
    if rule.valid_from is None and _counts_from_start(_parts(rule.schedule)):
        raise _refusal(rule, "rule_schedule_needs_from", value=rule.schedule)
    if next(_occurrences(rule), None) is None:
        raise _refusal(rule, "rule_schedule_never", value=rule.schedule, example=_EXAMPLE)


def _refusal(rule: Rule, code: str, **values: object) -> RefusedError:
    return RefusedError(code, rule=rule.id, **values)


def _parts(schedule: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in schedule.upper().split(";"))
    return {name: value for name, _, value in pairs}


def _is_schedule(schedule: str) -> bool:
    """Whether this is an RFC 5545 rule of whole days, without BYWEEKNO and times of day."""
    parts = _parts(schedule)
    frequency = parts.get("FREQ", "?")[:1]
    if len(parts) != schedule.count(";") + 1 or {"COUNT", "UNTIL"} <= {*parts}:
        return False  # a part written twice, or two ends
    for name, value in parts.items():
        form, beside = _PARTS.get(name, ("", ""))
        values = value.split(",") if name.startswith("BY") else [value]
        if frequency not in beside or not all(re.fullmatch(form, one) for one in values):
            return False
    if frequency in "DW" and any(sign.isdigit() for sign in parts.get("BYDAY", "")):
        return False  # "the first Saturday of the week" means nothing
    try:
        rrulestr(schedule.upper(), dtstart=datetime.combine(FIRST_DAY, time()))
    except ValueError:  # UNTIL=20250230
        return False
    return True


def _counts_from_start(parts: Mapping[str, str]) -> bool:
    """Whether the schedule says its days only together with a first day."""
    names_a_day = parts["FREQ"] == "DAILY" or parts.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY"}
    return not names_a_day or parts.get("INTERVAL", "1") != "1" or "COUNT" in parts
