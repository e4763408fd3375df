"""From a city folder to a published snapshot: one new file that nobody reads, then one pointer."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from etl import carry, changes, names, points, stage
from etl.attributes import load_registered
from etl.carry import Earlier
from etl.changes import Note
from etl.city import City, Source, read_city
from etl.displacement import warn_of_displaced
from etl.estimate import estimate_cells
from etl.ids import make_ids
from etl.indicators import write_indicators
from etl.obligations import write_obligations, write_rules
from etl.overlaps import write_overlaps
from etl.parents import dissolve_parents
from etl.places import load_places, repair_shapes
from etl.positions import read_degrees, to_target_datum
from etl.problems import find_problems
from etl.rankings import write_rankings
from etl.search import write_search
from etl.table import Table
from etl.tables import TABLES
from etl.tables.pairing import PAIRING
from etl.tables.place_attribute import PLACE_ATTRIBUTE
from etl.tables.project import PROJECT
from etl.tables.visit import VISIT
from geodata import shapes
from geodata.codes import KINDS
from geodata.errors import RefusedError
from geodata.queries import sql
from geodata.rejects import Reason, reason
from geodata.store import Store, connect, define_lineage_of, discard, spill_folder

#: Called with the name of a step or source and the rows read since the last call.
Progress = Callable[[str, int], None]
_ROOT_PREFIX_DIGITS = {"province": 2, "city": 4, "county": 6}
_MANY_ROWS = 1_000_000  # more are not left to one transaction, which keeps much of them in memory
_MEMORY_GB = 6  # what DuckDB may hold before it spills; a city needs a tenth of it
CHECKED = "check.loading"
"""The name under which a check leaves what it read, in its scratch folder."""
_VISITED_KINDS = ["village", "community"]


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
) -> Summary:
    """Load a city folder and publish it; raises GuatuError, after which nothing has changed.

    Tables of events keep the rows of the current snapshot that no file brings again, unless the
    table is named in ``replace``.
    """
    city = read_city(folder)
    with store.writing():
        path = store.begin(now)
        before = store.newest()
        try:
            summary = _write(city, path, now, progress or _silent, before, frozenset(replace))
        except BaseException:
            discard(path)
            raise
        return Summary(store.publish(path), *summary)


def check(
    folder: Path,
    scratch: Path,
    *,
    now: datetime,
    progress: Progress | None = None,
    store: Store | None = None,
) -> Summary:
    """Read and check a city folder as a load into ``store`` would, in the folder ``scratch``;
    publishes nothing."""
    city = read_city(folder)
    path, before = scratch / CHECKED, store.newest() if store else None
    return Summary(None, *_write(city, path, now, progress or _silent, before, frozenset()))


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
]


def _write(
    city: City,
    path: Path,
    now: datetime,
    progress: Progress,
    before: Path | None,
    replaced: frozenset[str],
) -> _Report:
    quoted = str(path).replace("'", "''")
    with closing(connect()) as connection:
        try:
            connection.execute(f"ATTACH '{quoted}' AS snapshot (STORAGE_VERSION 'v1.5.0')")
            connection.execute("SET search_path = 'snapshot.main,memory.main'")
            connection.execute("SET temp_directory = $1", [str(spill_folder(path))])
            connection.execute(f"SET memory_limit = '{_MEMORY_GB}GB'")
            connection.execute("SET preserve_insertion_order = true")
            earlier = carry.attach(connection, before, city.code, replaced) if before else None
            connection.execute("BEGIN")
            _fill(connection, city, now, progress, earlier)
            connection.execute("COMMIT")
            report = _report(connection)
            connection.execute("USE memory")
            connection.execute("DETACH snapshot")  # writes the log into the file itself
        except duckdb.Error as error:
            raise RefusedError("load_failed", detail=error) from error
    return report


def _fill(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    now: datetime,
    progress: Progress,
    earlier: Earlier | None,
) -> None:
    connection.execute(sql("schema"))
    stage.create_gate(connection, free_codes=city.codes == "free")
    changes.create_tables(connection)
    _write_context(connection, city, now.date())
    load_places(connection, city, now.date(), lambda rows: progress("place", rows))
    for table in TABLES:
        source = city.source(table.name)
        if source is not None:
            _load_table(connection, city, table, source, progress)
            _settle(connection)
        if table is PLACE_ATTRIBUTE:
            load_registered(connection, city, lambda rows: progress("place_attribute", rows))
        if earlier is not None and earlier.carries(table):
            _carry_table(connection, table, earlier, given=source is not None)
        if table.name == "place_change":  # codes of all later tables follow the changes
            changes.apply_changes(connection)
            connection.execute(sql("load/lineage"))
            names.begin(connection, has_earlier=earlier is not None and earlier.has_officials)
    connection.execute(sql("load/roster"))
    connection.execute(sql("load/came"))
    connection.execute(sql("load/distance"))
    connection.execute(sql("load/milestone"))
    names.warn_of_unlisted(connection)
    for step in (_derive_places, _derive_obligations, _derive_matters, _derive_shapes):
        progress(step.__name__.removeprefix("_"), 0)
        step(connection, city, now)
        _settle(connection)
    if earlier is not None:
        carry.write_changes(connection, earlier)


def _settle(connection: duckdb.DuckDBPyConnection) -> None:
    """Let go of the memory of a large load. Nobody reads the file before it has its name, so a load
    that ends here leaves as little behind as one that ends in the middle of a transaction."""
    rows = connection.execute("SELECT sum(rows_in) FROM load_log").fetchone()
    if rows and (rows[0] or 0) > _MANY_ROWS:
        connection.execute("COMMIT")
        connection.execute("BEGIN")


def _load_table(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    table: Table,
    source: Source,
    progress: Progress,
) -> None:
    read = stage.read_raw(connection, table, source, lambda rows: progress(table.name, rows))
    if source.reference.scale is None:
        read_degrees(connection, table)
    stage.type_rows(connection, table, source.reference.scale)
    to_target_datum(connection, table, source.reference.datum)
    _check(connection, table, read)
    if table is PROJECT:
        repair_shapes(connection)
        connection.execute(sql("load/project_shape"))
    licence = source.licence or city.licence
    extra = "geometry" if table is PROJECT else ""
    stage.accept(connection, table, read, name=table.name, licence=licence, extra=extra)
    if table is PAIRING:
        connection.execute(sql("load/names/roster"))
    changes.follow_spells(connection, table)


def _carry_table(
    connection: duckdb.DuckDBPyConnection, table: Table, earlier: Earlier, *, given: bool
) -> None:
    """The rows of the snapshot before that stay, after those of the files, where any were given."""
    if not given:
        stage.empty_raw(connection, table)
        stage.type_rows(connection, table)
    read = carry.read_raw(connection, table, earlier)
    if not read:
        return
    _check(connection, table, read)
    carry.count_stayed(connection, table)
    licence = carry.licence_of(connection, table)
    stage.accept(connection, table, read, name=table.name, licence=licence)


def _check(
    connection: duckdb.DuckDBPyConnection, table: Table, read: Sequence[stage.FileRead]
) -> None:
    """Names become codes, codes follow the changes, and all that is referred to is there."""
    if table is PAIRING:
        connection.execute(sql("load/names/unit_alone"))
    names.resolve(connection, table)
    if table is VISIT:
        points.resolve(connection)
    make_ids(connection, table, read)
    changes.follow_days(connection, table)
    stage.check_references(connection, table)
    stage.check_table(connection, table)
    stage.check_keys(connection, table)
    if table is VISIT:
        names.resolve_officials(connection)


def _write_context(connection: duckdb.DuckDBPyConnection, city: City, today: date) -> None:
    prefix = city.code[: _ROOT_PREFIX_DIGITS[city.kind]]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE load_context AS SELECT $today::DATE AS today,"
        " $code AS root_code, $prefix AS root_prefix, $free AS free_codes, $given AS given,"
        " $acceptance::VARCHAR[] AS acceptance_kinds",
        {
            "today": today,
            "code": city.code,
            "prefix": prefix,
            "free": city.codes == "free",
            "acceptance": list(city.acceptance_kinds),
            "given": [source.name for source in city.sources],
        },
    )


def _derive_places(connection: duckdb.DuckDBPyConnection, city: City, now: datetime) -> None:
    dissolve_parents(connection)
    estimate_cells(connection)
    write_overlaps(connection)
    write_search(connection)
    warn_of_displaced(connection, city)
    find_problems(connection)
    thresholds = city.thresholds
    connection.execute(
        sql("load/city"),
        {
            "code": city.code,
            "name": city.name,
            "kind": city.kind,
            "licence": city.licence,
            "loaded_at": now,
            "kinds": _visited_kinds(city),
            "neglected_days": thresholds.neglected_days,
            "window_days": thresholds.window_days,
            "behind_ratio": thresholds.behind_ratio,
            "ahead_ratio": thresholds.ahead_ratio,
        },
    )


def _visited_kinds(city: City) -> list[str]:
    """The kinds of place that the rules send people to; villages and communities without rules."""
    from_rules = {target for rule in city.rules for target in rule.targets}
    return sorted(from_rules & set(KINDS)) or _VISITED_KINDS


def _derive_obligations(connection: duckdb.DuckDBPyConnection, city: City, now: datetime) -> None:
    write_rules(connection, city.rules, now.date())
    write_obligations(connection)
    write_rankings(connection, city.rankings)
    write_indicators(connection, city.indicators)


def _derive_matters(connection: duckdb.DuckDBPyConnection, *_: object) -> None:
    define_lineage_of(connection, is_temporary=True)
    connection.execute(sql("load/matter"))


def _derive_shapes(connection: duckdb.DuckDBPyConnection, *_: object) -> None:
    shapes.build(connection)


def _report(connection: duckdb.DuckDBPyConnection) -> _Report:
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
    return files, reasons, gone, told, changed, understood, notes, outside
