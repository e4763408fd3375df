"""The chain of one place at a day: who is paired with it, what was owed and done, what was raised,
what stands there. Records of a place are told with those of the places that it took over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

import pandas as pd
from dateutil.relativedelta import relativedelta

from geodata.base.queries import sql
from geodata.figures import layers, legend, neglect
from geodata.figures.indicators import IndicatorKind, indicator_kinds
from geodata.figures.legend import LegendClass
from geodata.land import places
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot


@dataclass(frozen=True)
class Reading:
    """One indicator of a place by its last period that was over; ``band`` where bands are declared."""

    kind: IndicatorKind
    period: str
    amount: Decimal
    band: LegendClass | None
    earlier: tuple[tuple[str, Decimal], ...]
    """(period, amount) before, in order."""


def pairings(snapshot: Snapshot, code: str, as_of: date) -> pd.DataFrame:
    """Who is paired with a place on a day (``is_now``) and who was before, the latest first."""
    return snapshot.query(sql("lists/place_pairings"), {"code": code, "as_of": as_of})


def units(snapshot: Snapshot, code: str, as_of: date) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The units registered at a place, a grid's branch say, each with its officials of the day."""
    found: dict[str, list[str]] = {}
    for unit, official in snapshot.rows(sql("lists/place_units"), {"code": code, "as_of": as_of}):
        found.setdefault(unit, []).extend([official] if official else [])
    return tuple((unit, tuple(officials)) for unit, officials in found.items())


def strip_window(as_of: date, months: int) -> tuple[date, date]:
    """The days that a strip shows: from the first of the month so many months back to the last of
    the next month, so that what comes up is seen too."""
    first = as_of.replace(day=1)
    return first - relativedelta(months=months), first + relativedelta(months=2, days=-1)


def obligations(
    snapshot: Snapshot, code: str, as_of: date, since: date, until: date
) -> pd.DataFrame:
    """What falls due at a place in a window, with its status on the day, latest first."""
    window = {"as_of": as_of, "since": since, "until": until}
    story = places.whole_story(snapshot, code, as_of)
    return snapshot.query(sql("lists/place_obligations"), {**window, **story})


def fulfilled(obligations: pd.DataFrame, as_of: date) -> tuple[int, int]:
    """Of what fell due by the day and was not exempt, how much was done; and how much there was."""
    due = obligations["due_on"] <= pd.Timestamp(as_of)
    counted = obligations[due & (obligations["status"] != "exempt")]["status"]
    return int(counted.isin(("done", "made_up")).sum()), len(counted)


def visits(snapshot: Snapshot, code: str, as_of: date) -> pd.DataFrame:
    """The visits to a place by a day, latest first, with who came and what was done."""
    story = places.whole_story(snapshot, code, as_of)
    return snapshot.query(sql("lists/place_visits"), {"as_of": as_of, **story})


def matters(snapshot: Snapshot, code: str, as_of: date) -> pd.DataFrame:
    """The matters of a place as they stood on a day, overdue ones first, closed ones last."""
    codes = places.whole_story(snapshot, code, as_of)["codes"]
    return snapshot.query(sql("lists/place_matters"), {"as_of": as_of, "codes": codes})


def projects(snapshot: Snapshot, code: str, scope: Scope) -> pd.DataFrame:
    """The projects that name a place or lie inside its border (``lies``: named, drawn), with their
    status on the day."""
    codes = places.whole_story(snapshot, code, scope.as_of)["codes"]
    values = {"code": code, "as_of": scope.as_of, "codes": codes}
    here = dict(snapshot.rows(sql("lists/place_projects"), values))
    if not here:
        return pd.DataFrame()
    everywhere = replace(scope, area=None, levels=(), chain=None, protected=False)
    rows = layers.projects(snapshot, everywhere)
    rows = rows.assign(lies=rows["code"].map(here))
    return rows[rows["lies"].notna()].reset_index(drop=True)


def facilities(snapshot: Snapshot, code: str, as_of: date) -> pd.DataFrame:
    """The facilities of a place in use on a day: facility_kind, name, opened_on."""
    return snapshot.query(sql("lists/place_facilities"), {"code": code, "as_of": as_of})


def indicators(snapshot: Snapshot, code: str, as_of: date) -> tuple[Reading, ...]:
    """Every indicator that is known of a place on a day, by name."""
    given = snapshot.rows(sql("lists/place_indicators"), {"code": code, "as_of": as_of})
    kinds = indicator_kinds(snapshot) if given else {}
    return tuple(
        _reading(kinds[name], [(period, amount) for _, period, amount in rows])
        for name, rows in groupby(given, key=lambda row: str(row[0]))
    )


def _reading(kind: IndicatorKind, known: list[tuple[str, Decimal]]) -> Reading:
    *earlier, (period, amount) = known
    band = None
    if kind.bands:
        (index,) = legend.band_indices(pd.Series([float(amount)]), kind.bands)
        band = legend.band_classes(kind.bands)[index]
    return Reading(kind, period, amount, band, tuple(earlier))


def cause(snapshot: Snapshot, place: places.Place, scope: Scope) -> str | None:
    """Why a place is neglected, by the one definition; None where it is not among what is visited."""
    city = city_of(snapshot)
    if place.kind not in city.kinds:
        return None
    alone = replace(scope, kinds=(place.kind,), area=None, attribute=None)
    rows = neglect.causes(snapshot, alone, city.neglected_days, code=place.code)
    return None if rows.empty else str(rows["cause"].iloc[0])
