"""Questions about matters, each answered once: see :mod:`dashboard.answers`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd

from dashboard import answers
from geodata import matters
from geodata.matters import Matter, Show, Step, Way
from geodata.scope import Scope

_KEPT = 32
_FIGURES = ("claim_rate", "assignment_rate", "closing_rate", "on_time_closing", "overdue_rate")
_FURTHER = ("reopening_rate", "satisfaction", "satisfaction_response", "complex_share")
_OF_SERVICES = ("on_the_spot_rate", "days_cut")


@lru_cache(maxsize=_KEPT)
def given(snapshot_id: str) -> bool:
    """Whether any matter was given."""
    return bool(answers.snapshot(snapshot_id).rows("SELECT 1 FROM matter LIMIT 1"))


def figures(snapshot_id: str, scope: Scope) -> tuple[tuple[str, ...], ...]:
    """The figures of matters in rows; those of services where the window has any."""
    services = answers.figure(snapshot_id, _OF_SERVICES[0], scope).denominator
    return _FIGURES, (*_FURTHER, *(_OF_SERVICES if services else ()))


@lru_cache(maxsize=_KEPT)
def board(snapshot_id: str, scope: Scope) -> tuple[Step, ...]:
    """How many matters stand at each step."""
    return matters.board(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def by_unit(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """What each unit has in hand."""
    return matters.by_unit(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def effort(snapshot_id: str, scope: Scope) -> tuple[int, int]:
    """How many matters are closed, and how many units that took."""
    return matters.effort(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def by_way(snapshot_id: str, scope: Scope, by: Way) -> pd.DataFrame:
    """The matters by way of handling or hand."""
    return matters.by_way(answers.snapshot(snapshot_id), scope, by)


@lru_cache(maxsize=_KEPT)
def listed(snapshot_id: str, scope: Scope, show: Show) -> pd.DataFrame:
    """The matters in view, the longest overdue first."""
    return matters.matters(answers.snapshot(snapshot_id), scope, show)


@lru_cache(maxsize=_KEPT)
def units(snapshot_id: str) -> dict[str, str]:
    """The units that answer for any matter."""
    return matters.units(answers.snapshot(snapshot_id))


@lru_cache(maxsize=_KEPT)
def matter(snapshot_id: str, matter_id: str) -> Matter | None:
    """One matter."""
    return matters.matter(answers.snapshot(snapshot_id), matter_id)


@lru_cache(maxsize=_KEPT)
def events(snapshot_id: str, matter_id: str, as_of: date) -> pd.DataFrame:
    """What had happened to a matter."""
    return matters.events(answers.snapshot(snapshot_id), matter_id, as_of)
