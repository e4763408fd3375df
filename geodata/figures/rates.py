"""Figures that open into their rows: shares, ratios and statistics.

Each is one SQL file under ``geodata/sql/rates`` that returns the rows of its denominator, and the
number, its roll-up over areas and the rows behind it are all taken from those same rows:

- a *share* row says whether it is ``counted``; the figure is counted ÷ all;
- a *ratio* row has a ``numerator`` and a ``denominator``; the figure is the sum over the sum;
- a *statistic* row has an ``amount`` or NULL; the figure is the median of the amounts there are.

Where more than half of what is counted is not known (:func:`geodata.figures.legend.is_mostly_unknown`)
there is no value, whichever way it is asked for.

Long because a figure, its roll-ups and its rows are one notion asked for in several ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from geodata.base.codes import AREA_KINDS
from geodata.base.errors import QuestionError
from geodata.base.queries import sql
from geodata.figures import unsure
from geodata.figures.catalog import Definition, Sort, Which, definition
from geodata.figures.indicators import indicator_kinds
from geodata.figures.legend import is_mostly_unknown
from geodata.land import places
from geodata.question.areas import kind_of, may_lack
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot

Unknown = Literal["not_given", "before_data", "beyond_data", "untold", "mostly_unknown"]


@dataclass(frozen=True)
class Figure:
    """A number, what it is made of, and what it was asked about."""

    name: str
    sort: Sort
    scope: Scope
    """As it was asked, but for days that data do not reach."""
    numerator: int | Decimal | None
    """Counted rows, or the sum above the line; for a statistic NULL rows are what it leaves out."""
    denominator: int | Decimal
    """All rows, or the sum below the line; for a statistic the rows that have an amount."""
    value: float | None
    """Between 0 and 1 for a share; None where there is nothing to divide by."""
    pending: int = 0
    """Visits owed whose window is still open: the figure is provisional while there are any."""
    no_report: int = 0
    """Visits owed, or places, of which nothing is known, because the unit did not report."""
    undated: int = 0
    """Matters of which nobody knows the day on which they were closed."""
    unknown: Unknown | None = None
    """Why there is no value although it was given: data reach no day of the period, or most of what
    is counted is not known."""
    bounds: tuple[float, float] | None = None
    """Between which values the truth lies, where a part of it is not known (of a median the upper one
    may be infinite); None where all is known, or nothing can be said."""

    @property
    def as_of(self) -> date:
        """The day at whose end it is told."""
        return self.scope.as_of

    @property
    def is_provisional(self) -> bool:
        """Whether a later day can still change it without any correction of the past."""
        return self.pending > 0


_ROWS: dict[Sort, dict[Which, str]] = {
    "share": {"numerator": "counted", "denominator": "true", "missing": "counted IS NOT TRUE"},
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


def figure(snapshot: Snapshot, name: str, scope: Scope) -> Figure:
    """One figure for one scope; raises QuestionError (``rate_unknown``)."""
    what = definition(name)
    asked = reached(snapshot, name, scope)
    text = f"SELECT {_amounts(what)} FROM ({sql(f'rates/{name}')})"
    return _figure(
        what, name, asked, snapshot.rows(text, asked.bound())[0], unknown(snapshot, name, scope)
    )


def of_areas(snapshot: Snapshot, name: str, scope: Scope, level: str) -> dict[str, Figure]:
    """:func:`figure` of each area of a level of the whole city that has rows, by its code, at the cost
    of one; of none for a figure about officials, who may serve in several areas. The scope names no
    area. Raises QuestionError (``rate_unknown``, ``level_unknown``)."""
    if level not in AREA_KINDS:
        raise QuestionError("level_unknown", level=level)
    what = definition(name)
    if what.about == "official":
        return {}
    asked = reached(snapshot, name, scope)
    text = f"""SELECT "{level}_code" AS code, {_amounts(what)} FROM ({sql(f"rates/{name}")})
               WHERE "{level}_code" IS NOT NULL GROUP BY 1"""
    why = unknown(snapshot, name, scope)
    return {
        code: _figure(what, name, replace(asked, area=code), row, why)
        for code, *row in snapshot.rows(text, asked.bound())
    }


def _figure(
    what: Definition, name: str, asked: Scope, row: Sequence[Any], why: Unknown | None
) -> Figure:
    """A figure from its sums (:func:`geodata.figures.unsure.amounts`)."""
    numerator, denominator, value, pending, no_report, undated, unknown_rows, among, *range_ = row
    bounds = None
    if why is None and unknown_rows:
        if None not in range_:
            bounds = float(range_[0]), float(range_[1])
        if is_mostly_unknown(unknown_rows, among):
            why = "mostly_unknown"
            bounds = None if what.sort == "statistic" else bounds
    return Figure(
        name, what.sort, asked, numerator, denominator, None if why else value, pending, no_report,
        undated, why, bounds,
    )  # fmt: skip


def reached(snapshot: Snapshot, name: str, scope: Scope) -> Scope:
    """The scope as far as the data of a figure reach: what is later is unknown, not undone."""
    return scope.within(city_of(snapshot).data_to) if definition(name).is_from_visits else scope


def unknown(snapshot: Snapshot, name: str, scope: Scope) -> Unknown | None:
    """Why a figure can have no value in a scope; None where it can."""
    city = city_of(snapshot)
    if not is_given(snapshot, name):
        return "not_given"
    if not scope.has_begun(city):
        return "beyond_data"
    what = definition(name)
    if what.is_from_visits:
        return unvisited(snapshot, scope, is_state=what.is_state)
    first = _first_told(snapshot, what, city.data_from)
    return "before_data" if first and scope.as_of < first else None


def unvisited(snapshot: Snapshot, scope: Scope, *, is_state: bool = False) -> Unknown | None:
    """Why nothing is known of visits in a scope: its period, or the day it is told on, lies before
    the first or after the last day with data; or visits were owed in it, and nobody in the whole
    city told of one, nor reported. A state of a period that has begun, but lies beyond the data, is
    told of the last day with data."""
    city, period = city_of(snapshot), scope.period
    if city.data_from is None or city.data_to is None:
        return "not_given"
    if scope.as_of < city.data_from:
        return "before_data"
    if period.since > city.data_to or period.first_day > scope.known_on:
        return None if is_state and scope.has_begun(city) else "beyond_data"
    days = {"first_day": period.first_day, "last_day": period.last_day, "known_on": scope.known_on,
            "since": period.since, "until": period.until}  # fmt: skip
    ((is_untold,),) = snapshot.rows(sql("untold"), days)
    return "untold" if is_untold else None


def topics(snapshot: Snapshot, name: str) -> tuple[str, ...]:
    """What a figure can be asked about alone; nothing for most figures."""
    asked = definition(name).topics
    return tuple(str(one) for (one,) in snapshot.rows(asked)) if asked else ()


def about(snapshot: Snapshot, name: str, scope: Scope) -> Scope:
    """The scope as a figure can be asked it: its topic is one there is, and what an indicator is to be
    over is the first of its own bounds, unless another number is asked.

    Raises QuestionError (``rate_unknown``, ``topic_unknown``).
    """
    topic = scope.topic
    if topic and topic not in (known := topics(snapshot, name)):
        raise QuestionError("topic_unknown", topic=topic, rate=name, known=", ".join(known) or "—")
    if not definition(name).is_over or not topic or scope.over is not None:
        return scope
    bands = indicator_kinds(snapshot)[topic].bands
    return replace(scope, over=(bands or (0.0,))[0])


def is_given(snapshot: Snapshot, name: str) -> bool:
    """Whether what a figure rests on was given, so that what nobody told is no 0 %."""
    return bool(snapshot.rows(f"SELECT 1 WHERE EXISTS ({definition(name).exists})"))


def _first_told(snapshot: Snapshot, what: Definition, data_from: date | None) -> date | None:
    """The first day on which a state is told: that of its own rows or, where it is earlier,
    ``data_from``, the first with a visit or report; None where rows without a day speak of any."""
    if not what.first_told:
        return None
    ((first,),) = snapshot.rows(f"SELECT {what.first_told}")
    return min(first, data_from or first) if first else None


def rows(snapshot: Snapshot, name: str, scope: Scope, which: Which = "denominator") -> pd.DataFrame:
    """The rows behind a figure: those counted, all of them, or those missing."""
    if which not in get_args(Which):
        raise QuestionError("rows_unknown", rows=which, known=", ".join(get_args(Which)))
    condition = _ROWS[definition(name).sort][which]
    text = f"SELECT * FROM ({sql(f'rates/{name}')}) WHERE {condition} ORDER BY code"
    found = snapshot.query(text, reached(snapshot, name, scope).bound())
    return found.drop(columns=[*unsure.RANGE], errors="ignore")


def by_area(snapshot: Snapshot, name: str, scope: Scope, level: str) -> pd.DataFrame:
    """The figure of every area of a level in scope: code, name, of townships also the county,
    numerator, denominator, value, pending, no_report, and where a part may be unknown: unknown,
    lower, upper, of matters undated. An area with no rows has denominator 0 and no value; a statistic
    has no numerator. See :func:`rolled_up`.
    """
    what = definition(name)
    asked = reached(snapshot, name, scope)
    found = rolled_up(snapshot, asked, level, sql(f"rates/{name}"), _amounts(what))
    if what.about == "official":  # who serves in several areas lies in none of them
        found = found[found["code"].notna()].reset_index(drop=True)
    if not what.is_additive:
        # a median has nothing above the line: a zero would make it look like a share
        found = found.assign(numerator=np.nan)
    found = unsure.told(found, what.unknown, is_known=unknown(snapshot, name, scope) is None)
    return places.with_county(snapshot, found, level, asked.as_of)


def by_place(snapshot: Snapshot, name: str, scope: Scope) -> pd.DataFrame:
    """The figure of visits owed or of matters for every place in scope: code, name, kind, county_code,
    township_code, and the columns of :func:`by_area`."""
    what = definition(name)
    text = f"""
        WITH figure AS (SELECT target_id AS code, {_amounts(what)}
                        FROM ({sql(f"rates/{name}")}) WHERE target_kind = 'place' GROUP BY 1)
        SELECT place.code, name, kind, county_code, township_code, {_SUMS}
        FROM places_at($scope) AS place LEFT JOIN figure USING (code)
        ORDER BY place.code
    """
    found = snapshot.query(text, reached(snapshot, name, scope).bound())
    return unsure.told(found, what.unknown, is_known=unknown(snapshot, name, scope) is None)


def _amounts(what: Definition) -> str:
    return unsure.amounts(what.sort, what.unknown, has_range=what.has_range)


_SUMS = """coalesce(numerator, 0) AS numerator, coalesce(denominator, 0) AS denominator, value,
    coalesce(pending, 0) AS pending, coalesce(no_report, 0) AS no_report,
    coalesce(undated, 0) AS undated, coalesce(unknown, 0) AS unknown, coalesce(among, 0) AS among,
    lower, upper"""


def rolled_up(
    snapshot: Snapshot,
    scope: Scope,
    level: str,
    rows: str,
    amounts: str,
    values: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Rows of a query with their lineage, summed up by the areas of a level that exist on ``as_of``
    in the scope: code, name, and all of ``amounts`` (:func:`geodata.figures.unsure.amounts`).

    The parts add up to the whole: an area that is gone and that no single other stands for follows
    with what lay in it, and last, without a code, what lies in no area of the level
    (:func:`geodata.question.areas.name_gap`). A level above the scope's own area has no parts of it: then it
    is the area itself.
    """
    own = level_within(snapshot, scope.area, level)
    text = f"""
        WITH figure AS (SELECT "{own}_code" AS code, {amounts} FROM ({rows}) GROUP BY 1),
        area AS (SELECT code, name FROM places_of($scope.as_of, $scope.area, [$level]))
        SELECT code, coalesce(area.name, known.name) AS name, {_SUMS}
        FROM area FULL JOIN figure USING (code)
        LEFT JOIN place_names($scope.as_of) AS known USING (code)
        WHERE code IS NOT NULL OR $has_gap
        ORDER BY area.code IS NULL, code NULLS LAST
    """
    asked = {**(values or {}), "level": own, "has_gap": may_lack(snapshot, own)}
    return snapshot.query(text, scope.bound(**asked))


def level_within(snapshot: Snapshot, area: str | None, level: str) -> str:
    """The level, or that of the area where it lies above it; raises QuestionError
    (``level_unknown``)."""
    if level not in AREA_KINDS:
        raise QuestionError("level_unknown", level=level)
    own = kind_of(snapshot, area) if area else None
    if own in AREA_KINDS:
        return str(max(level, own, key=AREA_KINDS.index))
    return level
