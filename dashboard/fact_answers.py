"""Questions about attributes, facilities and indicators, each answered once: see :mod:`dashboard.answers`."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pandas as pd

from dashboard import answers
from geodata import attributes as held
from geodata import indicators
from geodata.scope import Scope

_KEPT = 32


@lru_cache(maxsize=_KEPT)
def attributes(snapshot_id: str) -> tuple[str, ...]:
    """The attributes of places there are."""
    return held.names(answers.snapshot(snapshot_id))


@lru_cache(maxsize=_KEPT)
def roles(snapshot_id: str) -> tuple[str, ...]:
    """The roles in which people are paired with places."""
    return held.roles(answers.snapshot(snapshot_id))


@lru_cache(maxsize=_KEPT)
def facility_kinds(snapshot_id: str, scope: Scope) -> dict[str, int]:
    """How many facilities of each kind are in use."""
    rows = indicators.facilities(answers.snapshot(snapshot_id), scope)
    return dict(zip(rows["facility_kind"], rows["facilities"], strict=True))


@lru_cache(maxsize=_KEPT)
def indicator_kinds(snapshot_id: str) -> dict[str, indicators.IndicatorKind]:
    """The indicators there are."""
    return indicators.indicator_kinds(answers.snapshot(snapshot_id))


@lru_cache(maxsize=_KEPT)
def tallies(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """What has been tallied in the year to the day."""
    year = replace(scope, since=scope.as_of.replace(month=1, day=1))
    return indicators.tallies(answers.snapshot(snapshot_id), year)
