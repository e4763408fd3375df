"""From a city folder to a published snapshot: one new file that nobody reads, then one pointer."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from etl.city.settings import City, read_city
from etl.filling import Progress, fill
from etl.gate import rejects
from etl.gate.unread import Told, told_of_folder
from etl.over_time import carry, changes
from etl.over_time.carry import Earlier
from etl.over_time.changes import Note
from etl.over_time.closed_months import tell_closed_months
from etl.over_time.shrinking import Shrunk, find_shrunk, refuse_shrunk
from geodata.base.errors import RefusedError
from geodata.base.log import LOG, kind_of
from geodata.base.queries import sql
from geodata.figures.closed_months import MonthChange, RowsBehind
from geodata.output.rejects import Originals, Reason, reason
from geodata.store.snapshots import Store, connect, damaged, is_whole
from geodata.store.unfinished import discard, spill_folder

_MEMORY_GB = 6  # what DuckDB may hold before it spills; a city needs a tenth of it
CHECKED = "check.loading"
"""The name under which a check leaves what it read, in its scratch folder."""


@dataclass(frozen=True)
class Summary:
    """What a load or a check read: (source, file, rows in, accepted, quarantined) and reasons."""

    snapshot_id: str | None
    files: list[tuple[str, str, int, int, int]]
    reasons: list[Reason]
    unknown_years: list[int]
    """Years that a rule reaches and no calendar knows."""
    warnings: list[tuple[str, dict[str, object]]]
    """(code, values) of what looks wrong and was loaded all the same."""
    changes: list[tuple[str, str, int, int, int, int, int]]
    """(table, snapshot before, added, changed, unchanged, carried, removed); none at first."""
    headers: list[HeaderRead]
    notes: list[Note]
    visits_outside: int
    """Visits whose point lies outside the polygon of their place."""
    shrunk: list[Shrunk]
    """What lost so many rows that a load has to be told that it is meant."""
    folder: list[Told]
    """What lies in the folder and no source reads, and what is new there."""
    closed_months: list[MonthChange] = field(default_factory=list)
    """Figures of closed months that are others than in the snapshot before."""
    rows_behind: list[RowsBehind] = field(default_factory=list)
    """The rows of the load that lie behind them."""


class Basis(NamedTuple):
    """What a load builds on, and how far."""

    before: Path | None
    """The file of the snapshot before."""
    replaced: frozenset[str]
    rewritten: frozenset[str]
    changes_on: date


class HeaderRead(NamedTuple):
    """How the header of a file was understood, and which of its rows are no data."""

    source: str
    file: str
    row: int
    matched: list[str]
    ignored: list[str]
    set_aside: list[int]


def load(
    folder: Path,
    store: Store,
    *,
    now: datetime,
    progress: Progress | None = None,
    replace: Collection[str] = (),
    rewrite: Collection[str] = (),
    changes_on: date | None = None,
    allow_fewer: Collection[str] = (),
    originals: Originals | None = None,
    enclosed: bool = False,
) -> Summary:
    """Load a city folder and publish it; raises GuatuError, after which nothing has changed.

    Tables of events keep the rows of the current snapshot that no file brings again, unless the
    table is named in ``replace``. What a list without days (:mod:`etl.over_time.undated`) says newly holds
    from ``changes_on``, by default the day of the load, or always if it is named in ``rewrite``. A table
    that shrinks (:mod:`etl.over_time.shrinking`) is refused unless it is named in ``allow_fewer``. A damaged
    snapshot is built on nothing only where ``replace`` names every table that keeps rows.
    ``originals`` is filled with the rows put aside in which residents' data was hidden, as they came.
    ``enclosed`` is as in :func:`read_city`.
    """
    city = read_city(folder, enclosed=enclosed)
    with store.writing():
        path = store.begin(now)
        LOG.info("load begins city=%s sources=%d", city.code, len(city.sources))
        before = store.newest()
        if before and set(replace) >= set(carry.ACCUMULATING) and not is_whole(before):
            before = None  # nothing of it was to stay, so its being damaged keeps nobody out
        basis = Basis(before, frozenset(replace), frozenset(rewrite), changes_on or now.date())
        try:
            summary = _write(city, path, now, progress or _silent, basis, originals)
            refuse_shrunk(summary[-2], allow_fewer)
            told = tell_closed_months(city, path, basis.before)
        except BaseException as error:
            LOG.info("load ends city=%s refused=%s", city.code, kind_of(error))
            discard(path)
            raise
        snapshot_id = store.publish(path)
        rows, aside = sum(one[2] for one in summary[0]), sum(one[4] for one in summary[0])
        LOG.info("load ends city=%s rows=%d put_aside=%d", city.code, rows, aside)
        return Summary(snapshot_id, *summary, *told)


def check(
    folder: Path,
    scratch: Path,
    *,
    now: datetime,
    progress: Progress | None = None,
    store: Store | None = None,
    rewrite: Collection[str] = (),
    changes_on: date | None = None,
    originals: Originals | None = None,
    enclosed: bool = False,
) -> Summary:
    """Read and check a city folder as a load into ``store`` would, in the folder ``scratch``;
    publishes nothing."""
    city = read_city(folder, enclosed=enclosed)
    before = store.newest() if store else None
    basis = Basis(before, frozenset(), frozenset(rewrite), changes_on or now.date())
    summary = _write(city, scratch / CHECKED, now, progress or _silent, basis, originals)
    return Summary(None, *summary, *tell_closed_months(city, scratch / CHECKED, before))


def _silent(step: str, rows: int) -> None:
    """No progress is shown."""


_Report = tuple[
    list[tuple[str, str, int, int, int]],
    list[Reason],
    list[int],
    list[tuple[str, dict[str, object]]],
    list[tuple[str, str, int, int, int, int, int]],
    list[HeaderRead],
    list[Note],
    int,
    list[Shrunk],
    list[Told],
]


def _write(
    city: City,
    path: Path,
    now: datetime,
    progress: Progress,
    basis: Basis,
    originals: Originals | None,
) -> _Report:
    quoted = str(path).replace("'", "''")
    with closing(connect()) as connection:
        try:
            connection.execute(f"ATTACH '{quoted}' AS snapshot (STORAGE_VERSION 'v1.5.0')")
            connection.execute("SET search_path = 'snapshot.main,memory.main'")
            connection.execute("SET temp_directory = $1", [str(spill_folder(path))])
            connection.execute(f"SET memory_limit = '{_MEMORY_GB}GB'")
            connection.execute("SET preserve_insertion_order = true")
            earlier = (
                carry.attach(connection, city.code, basis.before, *basis[1:])
                if basis.before
                else None
            )
            connection.execute("BEGIN")
            fill(connection, city, now, progress, earlier)
            connection.execute("COMMIT")
            meant = {source.name for source in city.sources if source.whole}
            report = _report(connection, city, earlier, meant)
            if originals is not None:
                originals.update(rejects.originals(connection))
            connection.execute("USE memory")
            connection.execute("DETACH snapshot")  # writes the log into the file itself
        except duckdb.Error as error:
            if basis.before and not is_whole(basis.before):
                raise damaged(basis.before, error) from error
            raise RefusedError("load_failed", detail=error) from error
    return report


def _report(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    earlier: Earlier | None,
    whole: Collection[str],
) -> _Report:
    files = connection.execute(
        "SELECT table_name, source_file, rows_in, accepted, quarantined FROM load_log"
    ).fetchall()
    reasons = [
        reason(row) for row in connection.execute(sql("lists/quarantine_reasons")).fetchall()
    ]
    years = connection.execute("SELECT DISTINCT year FROM rule_unknown_year ORDER BY 1").fetchall()
    warnings = connection.execute("SELECT code, values_json FROM load_warning").fetchall()
    told = [(code, json.loads(values)) for code, values in warnings]
    changed = connection.execute("SELECT * FROM load_change").fetchall()
    headers = connection.execute(
        "SELECT table_name, source_file, header_row, matched, ignored_columns, set_aside"
        " FROM load_log WHERE header_row > 0"
    ).fetchall()
    understood = [HeaderRead(*one) for one in headers]
    notes = changes.notes(connection)
    (outside,) = connection.execute(sql("lists/visits_outside")).fetchone() or (0,)
    gone = [year for (year,) in years]
    shrunk = find_shrunk(connection, earlier, whole)
    folder = told_of_folder(connection, city, has_earlier=earlier is not None)
    return files, reasons, gone, told, changed, understood, notes, outside, shrunk, folder
