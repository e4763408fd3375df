"""How visits are shared out: over places, which many visits burden as none neglect, and over officials.

All of it is told from the rows of two figures (``visits_per_place``, ``visits_per_official``), so what a
visit is and when it counts is said there alone. A tenth of n places is the least whole number that is
not less than n ÷ 10; the most visited tenth has as many of the visits as its places with the most have
together, whichever of those with equally many are taken, so no order among them is needed. The part of
a tenth of all visits is a decile share, as of incomes (Eurostat, ilc_di01).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geodata.base.queries import sql
from geodata.figures import rates
from geodata.figures.rates import Figure
from geodata.land import places
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot

PLACES, OFFICIALS = "visits_per_place", "visits_per_official"


@dataclass(frozen=True)
class Tenth:
    """The most or the least visited tenth."""

    size: int
    """How many make a tenth."""
    visits: int
    """Visits to them together."""
    share: float | None
    """Of all visits, 0 to 1; None where there were none."""
    edge: int | None
    """As many visits as the last of them has; None of nobody."""
    rows: pd.DataFrame
    """All of at least (of the least: at most) as many visits as the edge, and so more than ``size`` where
    several have just as many: code, name, visits, and where they lie."""


@dataclass(frozen=True)
class Balance:
    """How the visits of a period are shared out over places, or over officials."""

    figure: Figure
    """The median, or why nothing is known."""
    rows: pd.DataFrame
    """Each place or official, the most visits first: code, name, ``visits``; NA where nobody knows."""
    counted: int
    """Of how many the number of visits is known."""
    visits: int
    """All visits that count: of places each once, of officials once for each who made it."""
    mean: float | None
    unvisited: int
    """Of how many it is known that there was no visit."""
    histogram: pd.DataFrame
    """``visits`` (0, 1 … the most there are, those of nobody too) and how many have as many:
    ``counted``."""
    most: Tenth
    least: Tenth


def balance(snapshot: Snapshot, scope: Scope, name: str = PLACES) -> Balance:
    """How visits are shared out in a scope; ``name``: the figure whose rows are told."""
    figure = rates.figure(snapshot, name, scope)
    rows = rates.rows(snapshot, name, scope).rename(columns={"amount": "visits"})
    told = rows["visits"] if figure.unknown in {None, "mostly_unknown"} else pd.NA
    rows = rows.assign(visits=pd.Series(told, index=rows.index, dtype="Int64"))
    rows = rows.sort_values(["visits", "code"], ascending=[False, True], na_position="last")
    rows = _placed(snapshot, scope, rows.reset_index(drop=True))
    known = rows[rows["visits"].notna()].reset_index(drop=True)
    visits = int(known["visits"].sum())
    most = int(known["visits"].max()) if len(known) else -1
    counts = known["visits"].value_counts().reindex(range(most + 1), fill_value=0)
    histogram = pd.DataFrame({"visits": counts.index, "counted": counts.to_numpy(dtype="int64")})
    mean = visits / len(known) if len(known) else None
    size = -(-len(known) // 10)
    upper, lower = known.head(size)["visits"], known.tail(size)["visits"]
    edge = int(upper.iloc[-1]) if size else None
    floor = int(lower.iloc[0]) if size else None
    return Balance(
        figure, rows, len(known), visits, mean, int((known["visits"] == 0).sum()), histogram,
        _tenth(size, upper, visits, edge, known[known["visits"] >= (edge or 0)]),
        _tenth(size, lower, visits, floor, known[known["visits"] <= (floor or 0)][::-1]),
    )  # fmt: skip


def _tenth(
    size: int, of_tenth: pd.Series[int], visits: int, edge: int | None, rows: pd.DataFrame
) -> Tenth:
    inside = int(of_tenth.sum())
    return Tenth(
        size, inside, inside / visits if visits else None, edge, rows.reset_index(drop=True)
    )


def _placed(snapshot: Snapshot, scope: Scope, rows: pd.DataFrame) -> pd.DataFrame:
    """With the names of county and township, where the rows lie in one."""
    names = dict(snapshot.rows("SELECT code, name FROM place_names($day)", {"day": scope.as_of}))
    return rows.assign(
        county=rows["county_code"].map(names), township=rows["township_code"].map(names)
    )


# in the columns of any figure: lower holds how many were not visited, upper the most visits to one
_AMOUNTS = """coalesce(sum(amount), 0) AS numerator, count(amount) AS denominator,
    avg(amount)::DOUBLE AS value, count(*) FILTER (status = 'pending') AS pending,
    count(*) FILTER (status = 'no_report') AS no_report, 0 AS undated,
    count(*) FILTER (amount IS NULL) AS unknown, count(*) AS among,
    count(*) FILTER (amount = 0)::DOUBLE AS lower, max(amount)::DOUBLE AS upper"""


def by_area(snapshot: Snapshot, scope: Scope, level: str) -> pd.DataFrame:
    """The visits to the places of each area of a level: code, name, of townships also the county,
    visits, counted (places of which they are known), mean, unvisited, most (to one place), unknown
    (places). Visits, counted, unvisited and unknown of areas add up to those of the whole."""
    asked = rates.reached(snapshot, PLACES, scope)
    found = rates.rolled_up(snapshot, asked, level, sql(f"rates/{PLACES}"), _AMOUNTS)
    if rates.unknown(snapshot, PLACES, scope) is not None:
        nothing = float("nan")
        found = found.assign(numerator=0, denominator=0, value=nothing, lower=0, upper=nothing)
    shown = found.rename(columns={
        "numerator": "visits", "denominator": "counted", "value": "mean", "lower": "unvisited",
        "upper": "most",
    })  # fmt: skip
    shown = shown.drop(columns=["pending", "no_report", "undated", "among"])
    whole = {"visits": "int64", "counted": "int64", "unvisited": "Int64", "most": "Int64"}
    shown = shown.assign(unvisited=shown["unvisited"].fillna(0)).astype(whole)
    return places.with_county(snapshot, shown, level, asked.as_of)
