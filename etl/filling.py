"""A snapshot is filled: places, then each table after those it refers to, then what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

import duckdb

from etl.city.settings import City, Source
from etl.coordinates.positions import read_degrees, to_target_datum
from etl.derive.attributes import load_registered
from etl.derive.displacement import warn_of_displaced
from etl.derive.estimate import estimate_cells
from etl.derive.indicators import to_declared_units, write_indicators
from etl.derive.obligations import write_obligations, write_rules
from etl.derive.overlaps import write_overlaps
from etl.derive.parents import dissolve_parents, warn_of_gaps
from etl.derive.problems import find_problems
from etl.derive.rankings import write_rankings
from etl.derive.search import write_search
from etl.derive.twice import warn_of_namesakes, warn_of_twice
from etl.gate import rejects, stage
from etl.gate.belonging import few
from etl.gate.ids import make_ids
from etl.gate.places import load_places, repair_shapes, warn_of_undrawn
from etl.gate.typed import type_rows
from etl.gate.warn import warn, warn_of_zeros
from etl.names import points
from etl.names import resolve as names
from etl.over_time import carry, changes, same_people, undated, whole
from etl.over_time.carry import Earlier
from etl.queries import sql
from etl.tables import TABLES
from etl.tables.declare import Table
from etl.tables.indicator import INDICATOR
from etl.tables.matter import MATTER
from etl.tables.pairing import PAIRING
from etl.tables.place_attribute import PLACE_ATTRIBUTE
from etl.tables.project import PROJECT
from etl.tables.project_month import PROJECT_MONTH
from etl.tables.visit import VISIT
from geodata.base import queries
from geodata.base.codes import KINDS
from geodata.figures.catalog import CLOSING_GIVEN
from geodata.land import shapes
from geodata.store.snapshots import define_shared

#: Called with the name of a step or source and the rows read since the last call.
Progress = Callable[[str, int], None]
_ROOT_PREFIX_DIGITS = {"province": 2, "city": 4, "county": 6}
_MANY_ROWS = 1_000_000  # more are not left to one transaction, which keeps much of them in memory
_VISITED_KINDS = ["village", "community"]
#: Once which table is loaded, units and officials of today are known by all that tells them apart.
_KNOWN_THEN = {"unit": "unit", "posting": "official"}
#: Tables of which a row may name several people: what gives each of them a row of their own.
_ALSO = {
    "pairing": "names/roster",
    "attendance": "names/also_came",
    "exemption": "names/also_exempt",
}


def fill(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    now: datetime,
    progress: Progress,
    earlier: Earlier | None,
) -> None:
    """All tables of a snapshot from the files of a city and from the snapshot before."""
    connection.execute(queries.sql("schema"))
    stage.create_gate(connection, free_codes=city.codes == "free")
    rejects.begin(connection)
    changes.create_tables(connection)
    undated.begin(connection)
    same_people.begin(connection)
    whole.begin(connection)
    _write_context(connection, city, now.date())
    load_places(connection, city, now.date(), lambda rows: progress("place", rows))
    for table in TABLES:
        source = city.source(table.name)
        if table is PROJECT:
            _learn_people(connection, city)
        if source is not None:
            _load_table(connection, city, table, source, progress, earlier)
            _settle(connection)
        if table is PLACE_ATTRIBUTE:
            load_registered(connection, city, lambda rows: progress("place_attribute", rows))
        if earlier is not None and table.name in _KNOWN_THEN:
            same_people.unite(connection, _KNOWN_THEN[table.name], earlier, names.learn)
        if table.lists:
            undated.date_list(connection, table, earlier)
        if earlier is not None:
            undated.keep_former(connection, table, earlier)
        if earlier is not None and earlier.carries(table):
            _carry_table(connection, table, earlier, source)
        if table.name == "place_change":  # codes of all later tables follow the changes
            changes.apply_changes(connection)
            connection.execute(sql("derive/lineage"))
            names.begin(
                connection,
                has_places=earlier is not None,
                has_earlier=earlier is not None and earlier.has_officials,
                has_pairings=earlier is not None and earlier.keeps_list("pairing"),
            )
    connection.execute(sql("derive/roster"))
    connection.execute(sql("derive/came"))
    connection.execute(sql("derive/distance"))
    warn_of_twice(connection)
    connection.execute(sql("derive/milestone"))
    names.place_units(connection)
    names.finish(connection)
    for step in (_derive_places, _derive_obligations, _derive_matters, _derive_shapes):
        progress(step.__name__.removeprefix("_"), 0)
        step(connection, city, now)
        _settle(connection)
    if earlier is not None:
        carry.write_changes(connection, earlier)


def _learn_people(connection: duckdb.DuckDBPyConnection, city: City) -> None:
    """Know whom the pairings name before the tables they refer to name anybody; a list of officials
    knows them all already."""
    source = city.source(PAIRING.name)
    if source is None or city.source("official") is not None:
        return
    stage.read_raw(connection, PAIRING, source, lambda _: None)
    connection.execute("DELETE FROM load_warning WHERE source = $name", {"name": source.name})
    type_rows(connection, PAIRING)
    connection.execute(sql("names/unit_alone"))
    names.learn_people(connection, PAIRING)


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
    earlier: Earlier | None,
) -> None:
    read = stage.read_raw(connection, table, source, lambda rows: progress(table.name, rows))
    if source.reference.scale is None:
        read_degrees(connection, table)
    type_rows(connection, table, source.reference.scale)
    to_target_datum(connection, table, source.reference.datum)
    if table is MATTER:
        connection.execute(sql("derive/matter_state"))
    if table is INDICATOR:
        to_declared_units(connection, read, city.indicators)
    _check(connection, table, read)
    if any(column.kind == "target" for column in table.columns):
        warn_of_zeros(connection, table.name)
    if table is PAIRING and city.source("official") is None:
        warn_of_namesakes(connection)
    if table is VISIT and earlier is not None and earlier.carries(table) and earlier.knows_people:
        connection.execute(sql("derive/visits_again"))
    if table is PROJECT_MONTH:
        connection.execute(sql("derive/project_month"))
    if table is PROJECT:
        repair_shapes(connection, faults="shape_fault")
        connection.execute(sql("derive/project_shape"))
    licence = source.licence or city.licence
    extra = "geometry" if table is PROJECT else ""
    stage.accept(connection, table, read, name=table.name, licence=licence, extra=extra)
    if table is PROJECT:
        warn_of_undrawn(connection, table.name)
    if table.name in _ALSO:
        connection.execute(sql(_ALSO[table.name]))
    undated.note_aside(connection, table)


def _carry_table(
    connection: duckdb.DuckDBPyConnection, table: Table, earlier: Earlier, source: Source | None
) -> None:
    """The rows of the snapshot before that stay, after those of the files, where any were given."""
    if source is None:
        stage.empty_raw(connection, table)
        type_rows(connection, table)
    whole.decide(connection, table, earlier, source.whole if source else None)
    read = carry.read_raw(connection, table, earlier)
    if not read:
        return
    _check(connection, table, read)
    whole.warn_of_ghosts(connection, table, earlier, source.whole if source else None)
    carry.count_stayed(connection, table)
    read = carry.without_told(connection, table, read)
    licence = carry.licence_of(connection, table)
    stage.accept(connection, table, read, name=table.name, licence=licence)
    if table.name in _ALSO and table is not PAIRING:
        connection.execute(sql(_ALSO[table.name]))


def _check(
    connection: duckdb.DuckDBPyConnection, table: Table, read: Sequence[stage.FileRead]
) -> None:
    """Names become codes, codes follow the changes, and all that is referred to is there."""
    if table is PAIRING:
        connection.execute(sql("names/unit_alone"))
    if any(column.name == "chain_name" for column in table.columns):
        left_out = [name for (name,) in connection.execute(sql("names/chains")).fetchall()]
        if left_out:
            connection.execute("UPDATE typed SET chain_name = NULL WHERE chain_id IS NULL")
            warn(connection, table.name, "chains_unlisted", shown=few(left_out))
    names.resolve(connection, table)
    if table.name == "official":
        names.tidy_register(connection)
    if table is VISIT:
        points.resolve(connection)
    same_people.follow(connection, table)
    make_ids(connection, table, read)
    changes.follow_days(connection, table)
    stage.check_references(connection, table)
    stage.check_table(connection, table)
    stage.check_keys(connection, table)
    if table is VISIT:
        names.resolve_officials(connection, table)
        (nobody,) = connection.execute(sql("names/units_alone")).fetchone() or (0,)
        if nobody:
            warn(connection, table.name, "visits_of_units", visits=nobody)


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
    warn_of_gaps(connection, city.kind)
    estimate_cells(connection)
    write_overlaps(connection)
    write_search(connection)
    warn_of_displaced(connection, city)
    find_problems(connection)
    thresholds = city.thresholds
    connection.execute(
        sql("derive/city"),
        {
            "code": city.code,
            "name": city.name,
            "kind": city.kind,
            "licence": city.licence,
            "loaded_at": now,
            "kinds": _visited_kinds(city),
            "neglected_days": thresholds.neglected_days,
            "data_to": city.data_to,
            "behind_ratio": thresholds.behind_ratio,
            "ahead_ratio": thresholds.ahead_ratio,
        },
    )


def _visited_kinds(city: City) -> list[str]:
    """The kinds of place that the rules send people to; villages and communities without rules."""
    from_rules = {target for rule in city.rules for target in rule.targets}
    return sorted(from_rules & set(KINDS)) or _VISITED_KINDS


def _derive_obligations(connection: duckdb.DuckDBPyConnection, city: City, now: datetime) -> None:
    define_shared(connection, is_temporary=True)
    write_rules(connection, city.rules, now.date())
    write_obligations(connection)
    write_rankings(connection, city.rankings)
    write_indicators(connection, city.indicators)
    connection.executemany("INSERT INTO doubt_threshold VALUES (?, ?)", [*city.doubts.items()])


def _derive_matters(connection: duckdb.DuckDBPyConnection, *_: object) -> None:
    connection.execute(sql("derive/matter"))
    counted = f"SELECT count(*) FROM matter WHERE NOT EXISTS ({CLOSING_GIVEN})"
    (untold,) = connection.execute(counted).fetchone() or (0,)
    if untold:
        warn(connection, MATTER.name, "matters_without_end", matters=untold)


def _derive_shapes(connection: duckdb.DuckDBPyConnection, *_: object) -> None:
    shapes.build(connection)
