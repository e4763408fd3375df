"""Questions about one place, each answered once: see :mod:`dashboard.answers`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd

from dashboard import answers
from geodata import attributes as held
from geodata import neighbours, place_page, places
from geodata.scope import Scope

_KEPT = 32


@lru_cache(maxsize=_KEPT)
def cause(snapshot_id: str, code: str, scope: Scope) -> str | None:
    """Why a place is neglected."""
    here = answers.place(snapshot_id, code, scope.as_of)
    return place_page.cause(answers.snapshot(snapshot_id), here, scope) if here else None


@lru_cache(maxsize=_KEPT)
def attributes(snapshot_id: str, code: str, as_of: date) -> tuple[held.Held, ...]:
    """The attributes of a place."""
    return held.of_place(answers.snapshot(snapshot_id), code, as_of)


@lru_cache(maxsize=_KEPT)
def pairings(snapshot_id: str, code: str, as_of: date) -> pd.DataFrame:
    """Who is paired with a place and who was before."""
    return place_page.pairings(answers.snapshot(snapshot_id), code, as_of)


@lru_cache(maxsize=_KEPT)
def units(snapshot_id: str, code: str, as_of: date) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The units registered at a place with their officials."""
    return place_page.units(answers.snapshot(snapshot_id), code, as_of)


@lru_cache(maxsize=_KEPT)
def obligations(snapshot_id: str, code: str, as_of: date, since: date, until: date) -> pd.DataFrame:
    """What falls due at a place in a window."""
    return place_page.obligations(answers.snapshot(snapshot_id), code, as_of, since, until)


@lru_cache(maxsize=_KEPT)
def visits(snapshot_id: str, code: str, as_of: date) -> pd.DataFrame:
    """The visits to a place."""
    return place_page.visits(answers.snapshot(snapshot_id), code, as_of)


@lru_cache(maxsize=_KEPT)
def matters(snapshot_id: str, code: str, as_of: date) -> pd.DataFrame:
    """The matters of a place."""
    return place_page.matters(answers.snapshot(snapshot_id), code, as_of)


@lru_cache(maxsize=_KEPT)
def projects(snapshot_id: str, code: str, scope: Scope) -> pd.DataFrame:
    """The projects at a place."""
    return place_page.projects(answers.snapshot(snapshot_id), code, scope)


@lru_cache(maxsize=_KEPT)
def facilities(snapshot_id: str, code: str, as_of: date) -> pd.DataFrame:
    """The facilities of a place."""
    return place_page.facilities(answers.snapshot(snapshot_id), code, as_of)


@lru_cache(maxsize=_KEPT)
def indicators(snapshot_id: str, code: str, as_of: date) -> tuple[place_page.Reading, ...]:
    """The indicators of a place."""
    return place_page.indicators(answers.snapshot(snapshot_id), code, as_of)


@lru_cache(maxsize=_KEPT)
def compared(snapshot_id: str, code: str, scope: Scope) -> pd.DataFrame:
    """A place beside its neighbours and its parent."""
    here = answers.place(snapshot_id, code, scope.as_of)
    return (
        neighbours.compared(answers.snapshot(snapshot_id), here, scope) if here else pd.DataFrame()
    )


@lru_cache(maxsize=_KEPT)
def changes(snapshot_id: str, code: str, as_of: date) -> pd.DataFrame:
    """What a place came from and what it became."""
    return places.changes(answers.snapshot(snapshot_id), code, as_of)


@lru_cache(maxsize=_KEPT)
def instead(snapshot_id: str, code: str, as_of: date) -> tuple[tuple[str, str], ...]:
    """The places that stand for one that is not there."""
    return places.instead(answers.snapshot(snapshot_id), code, as_of)
