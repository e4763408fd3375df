"""What a load changes in closed months, told before it publishes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb

from etl.city.settings import City
from etl.over_time import carry
from geodata.base.errors import RefusedError
from geodata.figures import closed_months
from geodata.figures.closed_months import MonthChange, RowsBehind
from geodata.question.scope import city_of
from geodata.store.snapshots import Snapshot


def tell_closed_months(
    city: City, path: Path, before: Path | None
) -> tuple[list[MonthChange], list[RowsBehind]]:
    """What a finished snapshot changes in months that were closed before, kept in it too."""
    if before is None:
        return [], []
    with closing(Snapshot.open(before)) as old, closing(Snapshot.open(path)) as new:
        if city_of(old).code != city.code:
            return [], []
        told = closed_months.changes(old, new)
        behind = closed_months.rows_behind(old, new, carry.KEYS, told)
    if told:
        try:
            closed_months.keep(path, told, behind)
        except duckdb.Error as error:
            raise RefusedError("load_failed", detail=error) from error
    return told, behind
