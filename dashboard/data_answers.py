"""Questions about what was loaded, each answered once: see :mod:`dashboard.answers`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd

from dashboard import answers
from geodata import problems, rejects, status, wording
from geodata.messages import Language

_KEPT = 16


@lru_cache(maxsize=_KEPT)
def geometry_problems(snapshot_id: str) -> pd.DataFrame:
    """How many faults of shapes there are of each kind."""
    return problems.counts(answers.snapshot(snapshot_id))


@lru_cache(maxsize=_KEPT)
def facts(snapshot_id: str, as_of: date) -> status.Facts:
    """What the snapshot was made of."""
    return status.facts(answers.snapshot(snapshot_id), as_of)


def rejects_workbook(snapshot_id: str, language: Language) -> bytes:
    """Every row that was put aside, as a workbook to mend."""
    return rejects.workbook(answers.snapshot(snapshot_id), language) or b""


def in_words(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Rows of the load log with their tables in words."""
    return rows.assign(table_name=[wording.source(name, language) for name in rows["table_name"]])
