"""Questions about workdays and officials, each answered once: see :mod:`dashboard.answers`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import pandas as pd

from dashboard import answers
from geodata import workday
from geodata.codes import AREA_KINDS
from geodata.scope import Scope

_KEPT = 32


@lru_cache(maxsize=_KEPT)
def workdays(snapshot_id: str, as_of: date) -> list[workday.Workday]:
    """The workdays of the last two years, latest first."""
    since = as_of - timedelta(days=731)
    return workday.workdays(answers.snapshot(snapshot_id), since=since, until=as_of)


@lru_cache(maxsize=_KEPT)
def coming_workdays(snapshot_id: str, as_of: date) -> list[workday.Workday]:
    """The workdays after a day, the next one first."""
    found = workday.workdays(
        answers.snapshot(snapshot_id),
        since=as_of + timedelta(days=1),
        until=as_of + timedelta(days=366),
    )
    return found[::-1]


@lru_cache(maxsize=_KEPT)
def bulletin(snapshot_id: str, day: date, scope: Scope, rank: str | None) -> workday.Bulletin:
    """What one workday brought, by the level below the root."""
    level = answers.level_below(snapshot_id, answers.city(snapshot_id).kind)
    level = level if level in AREA_KINDS else "county"
    return workday.bulletin(answers.snapshot(snapshot_id), day, scope, level=level, rank=rank)


@lru_cache(maxsize=_KEPT)
def roster(snapshot_id: str, day: date, scope: Scope) -> pd.DataFrame:
    """Who goes where on a coming workday."""
    return workday.roster(answers.snapshot(snapshot_id), day, scope)


@lru_cache(maxsize=_KEPT)
def officials(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """Each official's own account."""
    return workday.officials(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def pairing_forms(snapshot_id: str, scope: Scope) -> dict[str, int]:
    """How many pairings there are of each form."""
    return workday.pairing_forms(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def units(snapshot_id: str) -> dict[str, str]:
    """The units by whose officials something is owed: id → name."""
    rows = answers.snapshot(snapshot_id).rows(
        "SELECT unit_id, name FROM unit SEMI JOIN obligation USING (unit_id) ORDER BY unit_id"
    )
    return dict(rows)
