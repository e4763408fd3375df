"""Indicators of places: their bands, as city.toml declares them, and tallies that add up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geodata.base.errors import RefusedError
from geodata.base.queries import sql
from geodata.question.periods import Period
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot

_MOST_BANDS = 4
_KEYS = ("name", "unit", "bands", "adds_up")


@dataclass(frozen=True)
class IndicatorKind:
    """One indicator: ``bands`` are the bounds between its classes, in ``unit``, lowest first."""

    indicator: str
    unit: str = ""
    bands: tuple[float, ...] = ()
    adds_up: bool = False
    """Whether its numbers are tallied over places and periods (ponds cleaned), not compared."""


def parse_indicators(tables: Sequence[Mapping[str, Any]]) -> tuple[IndicatorKind, ...]:
    """The ``[[indicator]]`` tables of city.toml; raises RefusedError with the rule and an example."""
    found = tuple(_parse(table) for table in tables)
    names = [one.indicator for one in found]
    for name in names:
        if names.count(name) > 1:
            raise RefusedError("city_value", key="indicator.name", value=name, example='"收入"')
    return found


def _parse(table: Mapping[str, Any]) -> IndicatorKind:
    for key in table:
        if key not in _KEYS:
            raise RefusedError("city_key_unknown", key=f"indicator.{key}", known=", ".join(_KEYS))
    name, unit = table.get("name"), table.get("unit", "")
    if not isinstance(name, str) or not name.strip():
        raise RefusedError("city_value", key="indicator.name", value=name, example='"集体经济收入"')
    if not isinstance(unit, str):
        raise RefusedError("city_value", key="indicator.unit", value=unit, example='"元"')
    bands = table.get("bands", [])
    if (
        not isinstance(bands, list)
        or len(bands) > _MOST_BANDS
        or not all(type(one) in (int, float) and 0 <= one < math.inf for one in bands)
        or bands != sorted(set(bands))
    ):
        raise RefusedError(
            "city_value", key="indicator.bands", value=bands, example="[50000, 100000]"
        )
    adds_up = table.get("adds_up", False)
    if not isinstance(adds_up, bool):
        raise RefusedError("city_value", key="indicator.adds_up", value=adds_up, example="true")
    return IndicatorKind(name.strip(), unit, tuple(float(one) for one in bands), adds_up)


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
