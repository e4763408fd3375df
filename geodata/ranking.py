"""Rankings: a weighted score over figures, declared in ``city.toml``, month by month.

A component turns the value of a figure into points between 0 and 1 on the straight line from
``worst`` to ``best``; the score is the weighted mean of the points, times 100. A component that an
area has no figure for leaves its weight out, so that nobody loses by what they do not have. An area
with fewer places than ``fair_places`` is told apart and not ranked. Scores that are shown alike
share a rank, and the ranks after them are left out (1, 2, 2, 4).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

import pandas as pd
from dateutil.relativedelta import relativedelta

from geodata import rates
from geodata.brief import month_scope
from geodata.errors import QuestionError, RefusedError
from geodata.scope import city_of
from geodata.store import Snapshot

Level = Literal["county", "township"]
_MONTHS = 12  # looked back over for "how often first"
_DIGITS = 2  # of a score, as it is shown and as it is ranked
_MOST_PLACES = 1_000_000
_KEYS = ("id", "name", "level", "weights", "fair_places", "from")
_EXAMPLE = "{ fulfilment = 60, on_time = 40 }"


@dataclass(frozen=True)
class Component:
    """One figure of a score: its weight, and the values that earn everything and nothing."""

    rate: str
    weight: float
    best: float = 1.0
    worst: float = 0.0
    topic: str | None = None
    """What the figure is about alone: a kind of facility, an indicator …"""
    over: float | None = None
    """The number an indicator is to be over, in its own unit."""

    def points(self, values: pd.Series[float]) -> pd.Series[float]:
        """Between 0 and 1 for each value; NaN stays NaN."""
        return ((values - self.worst) / (self.best - self.worst)).clip(0, 1)


@dataclass(frozen=True)
class Ranking:
    """One ranking of a city: what is ranked, by which components."""

    id: str
    name: str
    level: Level
    components: tuple[Component, ...]
    fair_places: int = 10
    """Fewer places than this are too few to rank fairly."""
    first_month: date | None = None


@dataclass(frozen=True)
class Ranked:
    """The ranking of one month.

    ``rows``: code, name, places, score, rank (missing where it is not ranked), moved (places gained
    since the month before), firsts (months at rank 1), months (that were ranked), is_partial, and
    for each component its value and points (``value_<rate>``, ``points_<rate>``).
    """

    ranking: Ranking
    month: date
    rows: pd.DataFrame
    among: int
    """How many were ranked, whether or not they are all in ``rows``."""


def parse_rankings(tables: Sequence[Mapping[str, Any]]) -> tuple[Ranking, ...]:
    """The ``[[ranking]]`` tables of city.toml; raises RefusedError with the rule and an example."""
    found = tuple(_parse(table) for table in tables)
    ids = [one.id for one in found]
    for one in ids:
        if ids.count(one) > 1:
            raise RefusedError("city_value", key="ranking.id", value=one, example='"township"')
    return found


def _parse(table: Mapping[str, Any]) -> Ranking:
    for key in table:
        if key not in _KEYS:
            raise RefusedError("city_key_unknown", key=f"ranking.{key}", known=", ".join(_KEYS))
    name = str(table.get("id", "")).strip()
    if not re.fullmatch(r"[\w-]+", name):
        raise RefusedError("city_value", key="ranking.id", value=name, example='"township"')
    level = table.get("level", "township")
    if level not in get_args(Level):
        raise RefusedError("city_value", key="ranking.level", value=level, example='"township"')
    fair = table.get("fair_places", 10)
    if isinstance(fair, bool) or not isinstance(fair, int) or not 1 <= fair <= _MOST_PLACES:
        raise RefusedError("city_value", key="ranking.fair_places", value=fair, example="10")
    first = table.get("from")
    if first is not None and type(first) is not date:
        raise RefusedError("city_value", key="ranking.from", value=first, example="2026-01-01")
    weights = table.get("weights")
    if not isinstance(weights, dict) or not weights:
        raise RefusedError("city_value", key="ranking.weights", value=weights, example=_EXAMPLE)
    return Ranking(
        id=name,
        name=str(table.get("name", name)),
        level=level,
        components=tuple(_component(rate, value) for rate, value in weights.items()),
        fair_places=fair,
        first_month=first.replace(day=1) if first else None,
    )


def _component(rate: str, value: object) -> Component:
    key = f"ranking.weights.{rate}"
    if rate not in rates.DEFINITIONS:
        known = ", ".join(rates.DEFINITIONS)
        raise RefusedError("city_key_unknown", key=key, known=known)
    given: dict[str, Any] = value if isinstance(value, dict) else {"weight": value}
    numbers = {name: one for name, one in given.items() if name != "topic"}
    is_known = set(numbers) <= {"weight", "best", "worst", "over"} and "weight" in numbers
    is_number = all(type(one) in (int, float) and math.isfinite(one) for one in numbers.values())
    topic = given.get("topic")
    is_topic = topic is None or (isinstance(topic, str) and rate in rates.WITH_TOPIC)
    if not is_known or not is_number or numbers["weight"] <= 0 or not is_topic:
        raise RefusedError("city_value", key=key, value=value, example="60")
    if (rate == "indicator_over") != ("over" in numbers) or (
        rate == "indicator_over" and not topic
    ):
        example = '{ weight = 20, topic = "集体经济收入", over = 50000 }'
        raise RefusedError("city_value", key=key, value=value, example=example)
    component = Component(rate, topic=topic, **{one: float(n) for one, n in numbers.items()})
    is_statistic = rates.DEFINITIONS[rate].sort == "statistic"
    if component.best == component.worst or (is_statistic and "worst" not in given):
        example = "{ weight = 20, best = 0, worst = 60 }"
        raise RefusedError("city_value", key=key, value=value, example=example)
    return component


def rankings(snapshot: Snapshot) -> tuple[Ranking, ...]:
    """The rankings the city declared."""
    parts: dict[str, list[Component]] = {}
    for ranking_id, *component in snapshot.rows(
        'SELECT ranking_id, rate, weight, best, worst, topic, "over" FROM ranking_component'
        " ORDER BY position"
    ):
        parts.setdefault(ranking_id, []).append(Component(*component))
    return tuple(
        Ranking(ranking_id, name, level, tuple(parts[ranking_id]), fair, first)
        for ranking_id, name, level, fair, first in snapshot.rows(
            "SELECT ranking_id, name, level, fair_places, first_month FROM ranking ORDER BY position"
        )
    )


def ranked(snapshot: Snapshot, ranking: Ranking, month: date, *, area: str | None = None) -> Ranked:
    """The ranking of a month with its movement; of the areas inside ``area`` alone, if given. An
    area that is ranked itself, or lies in one that is, is told by that one's rank among all.

    Raises QuestionError (``month_without_data``).
    """
    month = month.replace(day=1)
    months = _months(snapshot, ranking, month)
    own = _own(snapshot, ranking.level, month_scope(snapshot, month).as_of, area)
    scored = {one: _scored(snapshot, ranking, one, None if own else area) for one in months}
    rows = scored[month]
    before = scored.get(month - relativedelta(months=1))
    earlier = before.set_index("code")["rank"] if before is not None else pd.Series(dtype="Int64")
    ranks = pd.concat([one.set_index("code")["rank"] for one in scored.values()], axis=1)
    rows["moved"] = (rows["code"].map(earlier) - rows["rank"]).astype("Int64")
    rows["firsts"] = rows["code"].map((ranks == 1).sum(axis=1)).astype("int64")
    rows["months"] = rows["code"].map(ranks.notna().sum(axis=1)).astype("int64")
    order = rows.sort_values(["rank", "code"], na_position="last", kind="stable")
    among = int(order["rank"].notna().sum())
    shown = order[order["code"] == own] if own else order
    return Ranked(ranking, month, shown.reset_index(drop=True), among)


def _own(snapshot: Snapshot, level: Level, as_of: date, area: str | None) -> str | None:
    """The area of the level that another is or lies in; alone it would always come first."""
    rows = snapshot.rows(
        f"SELECT {level}_code FROM lineage WHERE code = $area"
        " AND in_force($as_of, valid_from, valid_to)",
        {"area": area, "as_of": as_of},
    )
    return rows[0][0] if rows else None


def _months(snapshot: Snapshot, ranking: Ranking, month: date) -> list[date]:
    """The month asked for and those before it, no further back than the ranking or the data."""
    rows = snapshot.rows("SELECT date_trunc('month', min(visited_on))::DATE FROM visit")
    first = max(one for one in (ranking.first_month, rows[0][0], date.min) if one)
    months = [month - relativedelta(months=n) for n in range(_MONTHS)]
    return [one for one in months if one >= first or one == month]


def _scored(snapshot: Snapshot, ranking: Ranking, month: date, area: str | None) -> pd.DataFrame:
    scope = month_scope(snapshot, month, area=area)
    rows = _places(snapshot, ranking.level, scope.as_of, area)
    earned = pd.Series(0.0, index=rows.index)
    weights = pd.Series(0.0, index=rows.index)
    for one in ranking.components:
        asked = replace(scope, topic=one.topic, over=one.over)
        found = rates.by_area(snapshot, one.rate, asked, ranking.level).set_index("code")["value"]
        values = rows["code"].map(found).astype("float64")
        points = one.points(values)
        rows[f"value_{one.rate}"], rows[f"points_{one.rate}"] = values, points
        earned += points.fillna(0) * one.weight
        weights += points.notna() * one.weight
    rows["score"] = (100 * earned / weights.where(weights > 0)).round(_DIGITS)
    rows["is_partial"] = (weights > 0) & (weights < sum(one.weight for one in ranking.components))
    is_ranked = rows["score"].notna() & (rows["places"] >= ranking.fair_places)
    rows["rank"] = (
        rows["score"].where(is_ranked).rank(method="min", ascending=False).astype("Int64")
    )
    return rows


def _places(snapshot: Snapshot, level: str, as_of: date, area: str | None) -> pd.DataFrame:
    """Every area of the level with its number of places, grids aside."""
    kinds = list(city_of(snapshot).base_kinds)
    return snapshot.query(
        f"""
        SELECT area.code, area.name, count(place.code) AS places
        FROM places_at($as_of, $area, [$level], NULL) AS area
        LEFT JOIN places_at($as_of, $area, $kinds, NULL) AS place ON place.{level}_code = area.code
        GROUP BY ALL ORDER BY area.code
        """,
        {"as_of": as_of, "area": area, "level": level, "kinds": kinds},
    )


def ranking_of(snapshot: Snapshot, ranking_id: str | None) -> Ranking:
    """The ranking with that id, or the first; raises QuestionError (``ranking_unknown``)."""
    found = rankings(snapshot)
    for one in found:
        if ranking_id in (None, one.id):
            return one
    known = ", ".join(one.id for one in found) or "—"
    raise QuestionError("ranking_unknown", ranking=ranking_id or "—", known=known)
