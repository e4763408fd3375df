"""Rankings: a weighted score over figures, declared in ``city.toml``, month by month.

A component turns the value of a figure into points between 0 and 1 on the straight line from
``worst`` to ``best``; the score is the weighted mean of the points, times 100. A component that an
area has no figure for, or of whose figure most is not known, leaves its weight out, so that nobody
loses by what they do not have or nobody reported. An area that no component is left of, or with
fewer places than ``fair_places``, is told apart and not ranked. Scores that are shown alike share a
rank, and the ranks after them are left out (1, 2, 2, 4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pandas as pd
from dateutil.relativedelta import relativedelta

from geodata.base.errors import QuestionError
from geodata.figures import rates
from geodata.figures.catalog import definition
from geodata.figures.comparison import Reason, unlike
from geodata.land import places
from geodata.question.areas import may_lack
from geodata.question.periods import month_of
from geodata.question.scope import City, Scope, city_of
from geodata.store.snapshots import Snapshot

Level = Literal["county", "township"]
_NO_DATA = ("before_data", "beyond_data")
_MONTHS = 12  # looked back over for "how often first"
_DIGITS = 2  # of a score, as it is shown and as it is ranked


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
    since the month before, among the areas that are ranked by the same components in both), firsts
    (months at rank 1), months (that were ranked), is_partial, and for each component its value and
    points (``value_<rate>``, ``points_<rate>``), and where a part of it may be unknown the shares
    between which the truth lies (``lower_<rate>``, ``upper_<rate>``) and how many of what is counted
    are unknown (``unknown_<rate>``).
    """

    ranking: Ranking
    month: date
    rows: pd.DataFrame
    among: int
    """How many were ranked, whether or not they are all in ``rows``."""
    unmoved: Reason | None
    """Why nobody's movement is told."""


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


def ranked(snapshot: Snapshot, ranking: Ranking, scope: Scope) -> Ranked:
    """The ranking of a month with its movement; of the areas inside the scope's alone. An area that
    is ranked itself, or lies in one that is, is told by that one's rank among all. What moved is
    told where figures of the two months can be held against each other (:func:`unlike`).

    Raises QuestionError (``period_not_month``, ``period_without_data``).
    """
    if scope.period.kind != "month":
        raise QuestionError("period_not_month", period=scope.period)
    city, month = city_of(snapshot), scope.period.since
    if rates.unvisited(snapshot, scope) in _NO_DATA:
        raise QuestionError(
            "period_without_data",
            period=scope.period, data_from=city.data_from or "—", data_to=city.today,
        )  # fmt: skip
    own = _own(snapshot, ranking.level, scope.as_of, scope.area)
    everywhere = replace(scope, area=None) if own else scope
    scored = {
        one: _scored(snapshot, ranking, replace(everywhere, period=month_of(one)))
        for one in _months(ranking, month, city)
    }
    rows, before = scored[month], scored.get(month - relativedelta(months=1))
    unmoved = _unlike(snapshot, ranking, everywhere)
    if before is None and unmoved is None:
        unmoved = "no_before"
    rows["moved"] = pd.array([pd.NA] * len(rows), dtype="Int64")
    if before is not None and unmoved is None:
        rows["moved"] = _moved(rows, before)
    ranks = pd.concat([one.set_index("code")["rank"] for one in scored.values()], axis=1)
    rows["firsts"] = rows["code"].map((ranks == 1).sum(axis=1)).astype("int64")
    rows["months"] = rows["code"].map(ranks.notna().sum(axis=1)).astype("int64")
    order = rows.sort_values(["rank", "code"], na_position="last", kind="stable")
    among = int(order["rank"].notna().sum())
    shown = order[order["code"] == own] if own else order
    if not own:
        shown = pd.concat([shown, _in_no_area(snapshot, ranking, scope)])
    return Ranked(ranking, month, shown.reset_index(drop=True), among, unmoved)


def _unlike(snapshot: Snapshot, ranking: Ranking, scope: Scope) -> Reason | None:
    """Why a month cannot be held against the one before; of a component that the month has no figure
    of there is nothing to hold."""
    for one in ranking.components:
        reason = unlike(snapshot, one.rate, replace(scope, topic=one.topic, over=one.over))
        if reason not in (None, "no_now"):
            return reason
    return None


def _moved(rows: pd.DataFrame, before: pd.DataFrame) -> pd.Series[int]:
    """How many places each area gained among those that are ranked by the same components in both
    months: like with like, so that nobody falls because another is known again."""
    points = [one for one in rows if str(one).startswith("points_")]
    earlier = before.set_index("code").reindex(rows["code"]).set_index(rows.index)
    is_alike = (rows[points].notna() == earlier[points].notna()).all(axis=1)
    is_alike &= rows["rank"].notna() & earlier["rank"].notna()
    ranks = [_ranks(one["score"].where(is_alike)) for one in (earlier, rows)]
    return ranks[0] - ranks[1]


def _ranks(scores: pd.Series[float]) -> pd.Series[int]:
    return scores.rank(method="min", ascending=False).astype("Int64")


def _in_no_area(snapshot: Snapshot, ranking: Ranking, scope: Scope) -> pd.DataFrame:
    """One row without code, name and rank for the places in no area of the level; none if each lies
    in one."""
    text = (
        f"SELECT count(*) FROM places_of($as_of, $area, $kinds) WHERE {ranking.level}_code IS NULL"
    )
    kinds = list(city_of(snapshot).base_kinds)
    values = {"as_of": scope.as_of, "area": scope.area, "kinds": kinds}
    ((places,),) = snapshot.rows(text, values)
    if not places or not may_lack(snapshot, ranking.level):
        return pd.DataFrame()
    row = {"places": places, "firsts": 0, "months": 0, "is_partial": False}
    return pd.DataFrame([row]).astype({"is_partial": bool})


def _own(snapshot: Snapshot, level: Level, as_of: date, area: str | None) -> str | None:
    """The area of the level that another is or lies in; alone it would always come first."""
    rows = snapshot.rows(
        f"SELECT {level}_code FROM lineage WHERE code = $area"
        " AND in_force($as_of, valid_from, valid_to)",
        {"area": area, "as_of": as_of},
    )
    return rows[0][0] if rows else None


def _months(ranking: Ranking, month: date, city: City) -> list[date]:
    """The month asked for and those before it, no further back than the ranking or the data."""
    data_from = city.data_from and city.data_from.replace(day=1)
    first = max(one for one in (ranking.first_month, data_from, date.min) if one)
    months = [month - relativedelta(months=n) for n in range(_MONTHS)]
    return [one for one in months if one >= first or one == month]


def _scored(snapshot: Snapshot, ranking: Ranking, scope: Scope) -> pd.DataFrame:
    rows = _places(snapshot, ranking.level, scope)
    earned = pd.Series(0.0, index=rows.index)
    weights = pd.Series(0.0, index=rows.index)
    for one in ranking.components:
        asked = replace(scope, topic=one.topic, over=one.over)
        found = rates.by_area(snapshot, one.rate, asked, ranking.level).set_index("code")
        if definition(one.rate).unknown and definition(one.rate).sort == "share":
            rows[f"lower_{one.rate}"] = rows["code"].map(found["lower"]).astype("float64")
            rows[f"upper_{one.rate}"] = rows["code"].map(found["upper"]).astype("float64")
        if definition(one.rate).unknown:
            rows[f"unknown_{one.rate}"] = (
                rows["code"].map(found["unknown"]).fillna(0).astype("int64")
            )
        values = rows["code"].map(found["value"]).astype("float64")
        points = one.points(values)
        rows[f"value_{one.rate}"], rows[f"points_{one.rate}"] = values, points
        earned += points.fillna(0) * one.weight
        weights += points.notna() * one.weight
    rows["score"] = (100 * earned / weights.where(weights > 0)).round(_DIGITS)
    rows["is_partial"] = (weights > 0) & (weights < sum(one.weight for one in ranking.components))
    is_ranked = rows["score"].notna() & (rows["places"] >= ranking.fair_places)
    rows["rank"] = _ranks(rows["score"].where(is_ranked))
    return rows


def _places(snapshot: Snapshot, level: str, scope: Scope) -> pd.DataFrame:
    """Every area of the level with its number of places, grids aside."""
    kinds = list(city_of(snapshot).base_kinds)
    rows = snapshot.query(
        f"""
        SELECT area.code, area.name, count(place.code) AS places
        FROM places_of($as_of, $area, [$level]) AS area
        LEFT JOIN places_of($as_of, $area, $kinds) AS place ON place.{level}_code = area.code
        GROUP BY ALL ORDER BY area.code
        """,
        {"as_of": scope.as_of, "area": scope.area, "level": level, "kinds": kinds},
    )
    return places.with_county(snapshot, rows, level, scope.as_of)


def ranking_of(snapshot: Snapshot, ranking_id: str | None) -> Ranking:
    """The ranking with that id, or the first; raises QuestionError (``ranking_unknown``)."""
    found = rankings(snapshot)
    for one in found:
        if ranking_id in (None, one.id):
            return one
    known = ", ".join(one.id for one in found) or "—"
    raise QuestionError("ranking_unknown", ranking=ranking_id or "—", known=known)
