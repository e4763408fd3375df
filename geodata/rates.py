"""Figures that open into their rows: shares, ratios and statistics.

Each is one SQL file under ``geodata/sql/rates`` that returns the rows of its denominator, and the
number, its roll-up over areas and the rows behind it are all taken from those same rows:

- a *share* row says whether it is ``counted``; the figure is counted ÷ all;
- a *ratio* row has a ``numerator`` and a ``denominator``; the figure is the sum over the sum;
- a *statistic* row has an ``amount`` or NULL; the figure is the median of the amounts there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

import numpy as np
import pandas as pd

from geodata.errors import QuestionError
from geodata.queries import sql
from geodata.scope import Scope
from geodata.store import Snapshot

Sort = Literal["share", "ratio", "statistic"]
Which = Literal["numerator", "denominator", "missing"]


@dataclass(frozen=True)
class Definition:
    """What kind of figure a name stands for."""

    name: str
    sort: Sort
    about: Literal["place", "project", "obligation", "official", "matter"]
    needs: str
    """The table it rests on: where that was not given there is no figure, and no false zero."""
    unit: Literal["percent", "days", "visits", "places"] = "percent"
    amounts: Literal["wan_yuan", "days"] = "wan_yuan"
    """What the two sums of a ratio are made of."""
    falls_when_better: bool = False
    is_neutral: bool = False
    """Neither good nor bad, whichever way it moves."""

    @property
    def opens_with(self) -> Which:
        """The rows to look at first: those that are wrong, or that the figure is about."""
        if self.sort == "statistic":
            return "denominator"
        return "numerator" if self.falls_when_better or self.is_neutral else "missing"

    @property
    def is_additive(self) -> bool:
        """Whether numerators and denominators of areas add up to those of the whole."""
        return self.sort != "statistic"


DEFINITIONS: dict[str, Definition] = {
    one.name: one
    for one in (
        Definition("pairing_coverage", "share", "place", "pairing"),
        Definition("visit_coverage", "share", "place", "visit"),
        Definition("days_since_visit", "statistic", "place", "visit", "days"),
        Definition("fulfilment", "share", "obligation", "obligation"),
        Definition("on_time", "share", "obligation", "obligation"),
        Definition("report_rate", "share", "obligation", "obligation"),
        Definition("missed_streak", "statistic", "place", "obligation", "visits"),
        Definition("load_per_official", "statistic", "official", "pairing", "places"),
        Definition("facility_coverage", "share", "place", "facility"),
        Definition("indicator_over", "share", "place", "indicator"),
        Definition("attribute_share", "share", "place", "place_attribute", is_neutral=True),
        Definition("started_rate", "share", "project", "project"),
        Definition("investment_rate", "ratio", "project", "project_month"),
        Definition("claim_rate", "share", "matter", "matter"),
        Definition("assignment_rate", "share", "matter", "matter"),
        Definition("closing_rate", "share", "matter", "matter"),
        Definition("on_time_closing", "share", "matter", "matter"),
        Definition("overdue_rate", "share", "matter", "matter", falls_when_better=True),
        Definition("reopening_rate", "share", "matter", "matter", falls_when_better=True),
        Definition("satisfaction", "share", "matter", "matter"),
        Definition("satisfaction_response", "share", "matter", "matter"),
        Definition("complex_share", "share", "matter", "matter", is_neutral=True),
        Definition("on_the_spot_rate", "share", "matter", "matter"),
        Definition("days_cut", "ratio", "matter", "matter", amounts="days"),
        Definition("milestone_punctuality", "share", "project", "milestone"),
        Definition("bottleneck_solved_rate", "share", "project", "bottleneck"),
        Definition("bottleneck_days", "statistic", "project", "bottleneck", "days"),
        Definition("cover_rate", "share", "project", "pairing"),
    )
}


@dataclass(frozen=True)
class Figure:
    """A number, what it is made of, and what it was asked about."""

    name: str
    sort: Sort
    as_of: date
    scope: Scope
    numerator: int | Decimal | None
    """Counted rows, or the sum above the line; for a statistic NULL rows are what it leaves out."""
    denominator: int | Decimal
    """All rows, or the sum below the line; for a statistic the rows that have an amount."""
    value: float | None
    """Between 0 and 1 for a share; None where there is nothing to divide by."""
    pending: int = 0
    """Visits owed whose window is still open: the figure is provisional while there are any."""
    no_report: int = 0
    """Visits owed of which nothing is known, because the unit did not report."""

    @property
    def is_provisional(self) -> bool:
        """Whether a later day can still change it without any correction of the past."""
        return self.pending > 0


_AMOUNTS: dict[Sort, str] = {
    "share": "count(*) FILTER (counted) AS numerator, count(*) AS denominator,"
    " count(*) FILTER (counted) / nullif(count(*), 0) AS value",
    "ratio": "coalesce(sum(numerator), 0) AS numerator, coalesce(sum(denominator), 0) AS denominator,"
    " (sum(numerator) / nullif(sum(denominator), 0))::DOUBLE AS value",
    "statistic": "NULL::BIGINT AS numerator, count(amount) AS denominator, median(amount) AS value",
}
_OPEN = (
    ", count(*) FILTER (status = 'pending') AS pending"
    ", count(*) FILTER (status = 'no_report') AS no_report"
)
_NOT_OPEN = ", 0 AS pending, 0 AS no_report"
_ROWS: dict[Sort, dict[Which, str]] = {
    "share": {"numerator": "counted", "denominator": "true", "missing": "NOT counted"},
    "ratio": {
        "numerator": "numerator > 0",
        "denominator": "true",
        "missing": "numerator < denominator",
    },
    "statistic": {
        "numerator": "amount IS NOT NULL",
        "denominator": "true",
        "missing": "amount IS NULL",
    },
}


def definition(name: str) -> Definition:
    """The definition of a figure; raises QuestionError (``rate_unknown``)."""
    if name not in DEFINITIONS:
        raise QuestionError("rate_unknown", rate=name, known=", ".join(DEFINITIONS))
    return DEFINITIONS[name]


def figure(snapshot: Snapshot, name: str, scope: Scope) -> Figure:
    """One figure for one scope; raises QuestionError (``rate_unknown``)."""
    what = definition(name)
    text = f"SELECT {_amounts(what)} FROM ({sql(f'rates/{name}')})"
    numerator, denominator, value, *counts = snapshot.rows(text, scope.bound(sql(f"rates/{name}")))[
        0
    ]
    if not is_given(snapshot, name):
        value = None
    return Figure(name, what.sort, scope.as_of, scope, numerator, denominator, value, *counts)


#: What a figure can be asked about alone (``topic``): a column, or words that are fixed.
WITH_TOPIC = {
    "facility_coverage": "SELECT DISTINCT facility_kind FROM facility ORDER BY 1",
    "indicator_over": "SELECT DISTINCT indicator FROM indicator ORDER BY 1",
    "attribute_share": "SELECT DISTINCT attribute FROM place_attribute ORDER BY 1",
    "cover_rate": "VALUES ('project'), ('enterprise'), ('chain')",
}


def topics(snapshot: Snapshot, name: str) -> tuple[str, ...]:
    """What a figure can be asked about alone; nothing for most figures."""
    return (
        tuple(str(one) for (one,) in snapshot.rows(WITH_TOPIC[name])) if name in WITH_TOPIC else ()
    )


def is_given(snapshot: Snapshot, name: str) -> bool:
    """Whether the table that a figure rests on has any row."""
    return bool(snapshot.rows(f'SELECT 1 FROM "{definition(name).needs}" LIMIT 1'))


def rows(snapshot: Snapshot, name: str, scope: Scope, which: Which = "denominator") -> pd.DataFrame:
    """The rows behind a figure: those counted, all of them, or those missing."""
    if which not in get_args(Which):
        raise QuestionError("rows_unknown", rows=which, known=", ".join(get_args(Which)))
    condition = _ROWS[definition(name).sort][which]
    text = f"SELECT * FROM ({sql(f'rates/{name}')}) WHERE {condition} ORDER BY code"
    return snapshot.query(text, scope.bound(sql(f"rates/{name}")))


def by_area(snapshot: Snapshot, name: str, scope: Scope, level: str) -> pd.DataFrame:
    """The figure of every area of a level in scope: code, name, numerator, denominator, value,
    pending, no_report. An area with no rows has denominator 0 and no value."""
    what = definition(name)
    text = f"""
        SELECT area.code, area.name, coalesce(numerator, 0) AS numerator,
               coalesce(denominator, 0) AS denominator, value,
               coalesce(pending, 0) AS pending, coalesce(no_report, 0) AS no_report
        FROM places_at($as_of, $area, [$level], NULL) AS area
        LEFT JOIN (
            SELECT "{_level(level)}_code" AS code, {_amounts(what)}
            FROM ({sql(f"rates/{name}")}) GROUP BY 1
        ) AS figure USING (code)
        ORDER BY area.code
    """
    values = {
        **scope.bound(sql(f"rates/{name}")),
        "level": level,
        "as_of": scope.as_of,
        "area": scope.area,
    }
    found = snapshot.query(text, values)
    return found if is_given(snapshot, name) else found.assign(value=np.nan)


def _amounts(what: Definition) -> str:
    has_status = what.name in {"fulfilment", "on_time"}
    return _AMOUNTS[what.sort] + (_OPEN if has_status else _NOT_OPEN)


def _level(level: str) -> str:
    if level not in {"province", "city", "county", "township"}:
        raise QuestionError("level_unknown", level=level)
    return level
