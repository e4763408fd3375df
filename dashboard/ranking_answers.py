"""Questions about rankings and targets, each answered once: see :mod:`dashboard.answers`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd

from dashboard import answers
from geodata import campaign, ranking

_KEPT = 16


@lru_cache(maxsize=_KEPT)
def rankings(snapshot_id: str) -> tuple[ranking.Ranking, ...]:
    """The rankings the city declared."""
    return ranking.rankings(answers.snapshot(snapshot_id))


@lru_cache(maxsize=_KEPT)
def ranked(
    snapshot_id: str, which: ranking.Ranking, month: date, area: str | None
) -> ranking.Ranked:
    """The ranking of a month."""
    return ranking.ranked(answers.snapshot(snapshot_id), which, month, area=area)


@lru_cache(maxsize=_KEPT)
def targets(snapshot_id: str, as_of: date) -> pd.DataFrame:
    """Every target with its progress."""
    return campaign.targets(answers.snapshot(snapshot_id), as_of)


@lru_cache(maxsize=_KEPT)
def progress(snapshot_id: str, target_id: str, as_of: date) -> pd.DataFrame:
    """One target day by day."""
    return campaign.progress(answers.snapshot(snapshot_id), target_id, as_of)
