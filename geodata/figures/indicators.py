"""Indicators of places: their bands, as city.toml declares them, and tallies that add up."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from geodata.base.queries import sql
from geodata.question.periods import Period
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot


@dataclass(frozen=True)
class IndicatorKind:
    """One indicator: ``bands`` are the bounds between its classes, in ``unit``, lowest first."""

    indicator: str
    unit: str = ""
    bands: tuple[float, ...] = ()
    adds_up: bool = False
    """Whether its numbers are tallied over places and periods (ponds cleaned), not compared."""


def indicator_kinds(snapshot: Snapshot) -> dict[str, IndicatorKind]:
    """Every indicator that was declared or given, by name."""
    declared = {
        name: IndicatorKind(name, unit, tuple(bands), adds_up)
        for name, unit, bands, adds_up in snapshot.rows("SELECT * FROM indicator_kind")
    }
    given = snapshot.rows("SELECT DISTINCT indicator FROM indicator ORDER BY 1")
    return {name: declared.get(name, IndicatorKind(name)) for (name,) in given}


def tallies(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """Sums over the periods wholly inside the window, of the indicators that add up.

    Columns: indicator, amount, places (distinct), first_period, last_period.
    """
    text = sql("lists/tallies")
    rows = snapshot.query(text, scope.bound())
    adding = {name for name, kind in indicator_kinds(snapshot).items() if kind.adds_up}
    return rows[rows["indicator"].isin(adding)].reset_index(drop=True)


def facilities(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """Facilities in use on the day by kind: facility_kind, facilities, places."""
    text = sql("lists/facilities")
    return snapshot.query(text, scope.bound())


def tallies_of_year(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """What has been tallied in the year up to the day."""
    year = Period(scope.as_of.replace(month=1, day=1), scope.as_of)
    return tallies(snapshot, replace(scope, period=year))


def facility_kinds(snapshot: Snapshot, scope: Scope) -> dict[str, int]:
    """How many facilities of each kind are in use."""
    rows = facilities(snapshot, scope)
    return dict(zip(rows["facility_kind"], rows["facilities"], strict=True))
