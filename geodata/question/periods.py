"""Periods: the one notion of time that figures are told over.

A *workday month* is a calendar month by the nominal days of its rounds: a workday moved to
30 September for 1 October is of October, and so is a visit that settles it; any other visit is of
the month of its own day. A *round* is one date of one rule, with its window. A *span* is any run of
days, read as a month is. docs/figures.md has the definitions with examples.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from geodata.base.errors import QuestionError
from geodata.base.queries import sql
from geodata.store.snapshots import Snapshot

PeriodKind = Literal["month", "round", "span"]
_DAY = timedelta(days=1)
#: The days that may be asked about: a period has one before it, and some days after.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
_EXAMPLES = "2026-10, 2026, 2026-03-01..2026-03-31, workday-county@2026-10-15"


@dataclass(frozen=True)
class Period:
    """Nominal days ``since`` … ``until``, both included; for a round its nominal day twice."""

    since: date
    until: date
    rule: str | None = None
    """The rule that a round is of."""
    window: tuple[date, date] | None = None
    """The first and last day on which a visit settles the round."""

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise QuestionError("period_backwards", since=self.since, until=self.until)

    @property
    def kind(self) -> PeriodKind:
        """A month is a span that happens to be one."""
        if self.rule is not None:
            return "round"
        return "month" if self == month_of(self.since) else "span"

    @property
    def first_day(self) -> date:
        """The first day that belongs to it: of a round, on which its window opens."""
        return self.window[0] if self.window else self.since

    @property
    def last_day(self) -> date:
        """The last day that belongs to it, at whose end its state is told."""
        return self.window[1] if self.window else self.until

    def __str__(self) -> str:
        """As it is written in a URL and on the command line; :func:`parse` reads it."""
        if self.rule is not None:
            return f"{self.rule}@{self.since}"
        return f"{self.since:%Y-%m}" if self.kind == "month" else f"{self.since}..{self.until}"


def month_of(day: date) -> Period:
    """The workday month that bears the name of a day's calendar month."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def parse(snapshot: Snapshot, text: str) -> Period:
    """The period written as ``2026-10``, ``2026``, ``first..last`` or ``rule@nominal day``.

    Raises QuestionError (``period_unreadable``, ``period_backwards``, ``day_far``,
    ``round_unknown``).
    """
    found = _parsed(snapshot, text)
    askable(found.since, found.until)
    return found


def askable(*days: date) -> None:
    """Raise QuestionError (``day_far``) for a day that nobody asks about."""
    for day in days:
        if not EARLIEST <= day <= LATEST:
            raise QuestionError("day_far", day=day, first=EARLIEST, last=LATEST)


def _parsed(snapshot: Snapshot, text: str) -> Period:
    try:
        if "@" in text:
            rule, _, day = text.rpartition("@")
            return round_of(snapshot, rule, date.fromisoformat(day))
        if ".." in text:
            since, _, until = text.partition("..")
            return Period(date.fromisoformat(since), date.fromisoformat(until))
        if re.fullmatch(r"\d{4}", text):
            return Period(date(int(text), 1, 1), date(int(text), 12, 31))
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return month_of(date.fromisoformat(f"{text}-01"))
    except (ValueError, OverflowError):
        pass
    raise QuestionError("period_unreadable", period=text, example=_EXAMPLES)


def round_of(snapshot: Snapshot, rule: str, nominal_on: date) -> Period:
    """The round of a rule on a nominal day; raises QuestionError (``round_unknown``)."""
    rows = snapshot.rows(
        "SELECT opens_on, closes_on FROM rule_date"
        " WHERE rule_id = $rule AND nominal_on = $nominal_on",
        {"rule": rule, "nominal_on": nominal_on},
    )
    if not rows:
        raise QuestionError("round_unknown", rule=rule, day=nominal_on)
    return Period(nominal_on, nominal_on, rule, rows[0])


def rounds(snapshot: Snapshot, rule: str, known_on: date) -> list[Period]:
    """The rounds of a rule that have fallen due by a day, latest first."""
    rows = snapshot.rows(
        "SELECT nominal_on, opens_on, closes_on FROM rule_date"
        " WHERE rule_id = $rule AND due_on <= $known_on ORDER BY nominal_on DESC",
        {"rule": rule, "known_on": known_on},
    )
    return [Period(day, day, rule, (opens, closes)) for day, opens, closes in rows]


def before(snapshot: Snapshot, period: Period) -> Period | None:
    """The equal period before: the month before a month, the round before a round, as many whole
    months or days before a span; None where the rule has no earlier round."""
    if period.rule is not None:
        earlier = rounds(snapshot, period.rule, period.since)
        return next((one for one in earlier if one.since < period.since), None)
    if months := _whole_months(period):
        return Period(period.since - relativedelta(months=months), period.since - _DAY)
    days = period.until + _DAY - period.since
    return Period(period.since - days, period.since - _DAY)


def is_equal_before(earlier: Period, period: Period) -> bool:
    """Whether a period lies before another and is as long: a month and a month, two rounds of a rule,
    as many whole months, or as many days."""
    if earlier.rule != period.rule or earlier.since >= period.since:
        return False
    if period.rule is not None:
        return True
    if earlier.until >= period.since:
        return False
    months, others = _whole_months(earlier), _whole_months(period)
    if months or others:
        return months == others
    return earlier.until - earlier.since == period.until - period.since


def _whole_months(period: Period) -> int:
    """How many whole months a span is; 0 where it is none."""
    after = period.until + _DAY
    if (period.since.day, after.day) != (1, 1):
        return 0
    return (after.year - period.since.year) * 12 + after.month - period.since.month


def is_closed(snapshot: Snapshot, period: Period, known_on: date, rule: str | None = None) -> bool:
    """Whether nothing of a period can still come on the day: it is over, and so is every window of
    its rounds (of one rule, if named)."""
    if period.last_day > known_on:
        return False
    return not snapshot.rows(
        sql("open_rounds"),
        {
            "since": period.since,
            "until": period.until,
            "known_on": known_on,
            "rule": rule or period.rule,
        },
    )


def last_closed(snapshot: Snapshot, known_on: date, first: date | None) -> Period:
    """The latest closed month that is not before the month of ``first``, the first day with data;
    the running one where none is closed yet."""
    running = month_of(known_on)
    month = running
    while first and month.until >= first:
        if is_closed(snapshot, month, known_on):
            return month
        month = month_of(month.since - _DAY)
    return running


def months(first: date | None, known_on: date) -> list[Period]:
    """The months from the first day with data to the one that runs on a day, latest first."""
    found = [month_of(known_on)]
    while first and found[-1].since > first:
        found.append(month_of(found[-1].since - _DAY))
    return found


def round_counts(snapshot: Snapshot, period: Period, rule: str | None) -> dict[str, int]:
    """How many rounds of each rule (of one, if named) a period holds."""
    if period.rule is not None:
        return {period.rule: 1}
    rows = snapshot.rows(
        "SELECT rule_id, count(*) FROM rule_date WHERE nominal_on BETWEEN $since AND $until"
        " AND ($rule IS NULL OR rule_id = $rule) GROUP BY rule_id",
        {"since": period.since, "until": period.until, "rule": rule},
    )
    return dict(rows)


def rule_names(snapshot: Snapshot) -> dict[str, str]:
    """The city's rules: id → what people call it."""
    return dict(snapshot.rows("SELECT rule_id, coalesce(name, rule_id) FROM rule ORDER BY 1"))


def unknown_years(snapshot: Snapshot) -> str:
    """The years that rules reach and no calendar knows, in words; empty where there are none."""
    rows = snapshot.rows("SELECT DISTINCT year FROM rule_unknown_year ORDER BY 1")
    return ", ".join(str(year) for (year,) in rows)
