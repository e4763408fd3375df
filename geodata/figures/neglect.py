"""Neglect: every place with its one cause, and which causes nobody can tell.

It is a state: told of the end of the period or, where data end before it, of the last day with data.
"""

from __future__ import annotations

import pandas as pd

from geodata.base.queries import sql
from geodata.figures import rates, unsure
from geodata.figures.catalog import Status
from geodata.figures.legend import NEGLECTED
from geodata.figures.rates import Unknown
from geodata.land import places
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot

#: The causes that rest on visits and reports.
_BY_VISITS = ("no_report", "not_yet_due", "not_owed", "never_visited", "lapsed", "fine")
#: The causes of which nobody knows whether the place is neglected.
UNKNOWN: tuple[Status, ...] = ("no_report",)
_BY_RULES = ("no_report", "not_owed")
_BY_PAIRINGS = ("unpaired", "no_report", "not_owed")


def told_on(snapshot: Snapshot, scope: Scope) -> Scope:
    """The scope as far as data reach: neglect is told of its last day."""
    return scope.within(city_of(snapshot).data_to)


def untested(snapshot: Snapshot, scope: Scope) -> dict[str, Unknown]:
    """The causes that mean somebody has to do something and that nobody can tell in a scope, with the
    reason: that no place has them is not known."""
    visits = rates.unknown(snapshot, "days_since_visit", scope)
    pairings = rates.unknown(snapshot, "pairing_coverage", scope)
    rules: Unknown | None = None if snapshot.rows("SELECT 1 FROM rule LIMIT 1") else "not_given"
    found: dict[str, Unknown | None] = {}
    for one in NEGLECTED:
        found[one] = (pairings if one in _BY_PAIRINGS else None) or (
            rules if one in _BY_RULES else None
        )
        if one in _BY_VISITS and found[one] is None:
            found[one] = visits
    # without any visit no cause is looked for beyond those of pairings
    matters = rates.unknown(snapshot, "overdue_rate", scope)
    found["matter_stuck"] = visits if visits == "not_given" else matters
    return {one: why for one, why in found.items() if why}


def hidden(snapshot: Snapshot, scope: Scope) -> frozenset[str]:
    """The causes, and "fine", that no place can be told to have in a scope."""
    by_visits = _BY_VISITS if rates.unvisited(snapshot, scope, is_state=True) else ()
    return frozenset({*untested(snapshot, scope), *by_visits})


def told(snapshot: Snapshot, scope: Scope) -> str:
    """The query of every place in scope with its cause, by ``lists/causes``: "no data" instead of one
    that nobody can tell."""
    untold = hidden(snapshot, scope)
    listed = ", ".join(f"'{one}'" for one in sorted(untold - {"matter_stuck"}))
    cause = f"CASE WHEN cause IN ({listed}) THEN 'no_data' ELSE cause END" if listed else "cause"
    if "matter_stuck" in untold:  # where nobody tells what was closed, nothing is known to be open
        cause = f"CASE cause WHEN 'matter_stuck' THEN 'fine' ELSE {cause} END"
    return f"SELECT * REPLACE ({cause} AS cause) FROM ({sql('lists/causes')})"


def causes(
    snapshot: Snapshot, scope: Scope, threshold: int, *, code: str | None = None
) -> pd.DataFrame:
    """Every place in scope, or the one with a code, with its one cause of neglect, the longest not
    visited first; ``threshold`` in days."""
    text = (
        f"FROM ({told(snapshot, scope)}) WHERE code = coalesce($code, code)"
        " ORDER BY last_visit_on NULLS FIRST, code"
    )
    asked = told_on(snapshot, scope)
    return snapshot.query(text, asked.bound(threshold=threshold, code=code))


def by_area(snapshot: Snapshot, scope: Scope, level: str, threshold: int) -> pd.DataFrame:
    """The share of each area's places that are not neglected; ``threshold`` in days."""
    rows = (
        "SELECT *, NOT list_contains($neglected, cause) AS counted, cause AS status"
        f" FROM ({told(snapshot, scope)}) WHERE cause <> 'no_data'"
    )
    asked = told_on(snapshot, scope)
    sums = unsure.amounts("share", UNKNOWN)
    values = {"threshold": threshold, "neglected": list(NEGLECTED)}
    found = rates.rolled_up(snapshot, asked, level, rows, sums, values=values)
    is_known = rates.unvisited(snapshot, scope, is_state=True) is None
    found = unsure.told(found, UNKNOWN, is_known=is_known)
    return places.with_county(snapshot, found, level, asked.as_of)


def neglected(snapshot: Snapshot, scope: Scope, threshold: int) -> pd.DataFrame:
    """The neglected places alone, the longest not visited first; ``threshold`` in days."""
    rows = causes(snapshot, scope, threshold)
    return rows[rows["cause"].isin(NEGLECTED)]
