"""A world written into the tables of a snapshot, so that the real ledger can be asked about it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any

import duckdb

from etl.obligations import write_obligations, write_rules
from geodata.queries import sql
from geodata.rule import Rule as BuiltRule
from geodata.store import FILLED_IN, Snapshot, connect, define_lineage_of

from .ledger import Rule, World
from .strategies import Case

#: The day of loading: rules are worked out to the end of the year after it.
TODAY = dt.date(2026, 4, 20)
COLUMNS = (
    "rule_id, responsible_kind, responsible_id, target_kind, target_id,"
    " nominal_on, due_on, opens_on, closes_on, status, visit_id, settled_on"
)


@contextmanager
def empty() -> Iterator[Snapshot]:
    """A snapshot in memory, without a row, that can be written into."""
    with connect() as connection:
        connection.execute("ATTACH ':memory:' AS snapshot")
        connection.execute("SET search_path = 'snapshot.main,memory.main'")
        connection.execute(sql("schema"))
        connection.execute(f"CREATE SCHEMA memory.{FILLED_IN}")
        connection.execute("SET search_path = 'memory.main,snapshot.main'")
        define_lineage_of(connection)
        connection.execute(sql("read_macros"))
        yield Snapshot("memory", Path(), connection)


def write(snapshot: Snapshot, world: World) -> None:
    """Replace all that is in the snapshot by this world and its ledger."""
    with snapshot.cursor() as connection:
        connection.execute("BEGIN")
        fill(connection, world)
        connection.execute("COMMIT")


def fill(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'snapshot'"
    for (table,) in connection.execute(tables).fetchall():
        connection.execute(f'DELETE FROM "{table}"')
    put(connection, "unit", "unit_id, place_code, name", [(*astuple(u), "") for u in world.units])
    put(connection, "official", "official_id, name", tuples(world.officials))
    put(
        connection,
        "posting",
        "official_id, unit_id, tier, rank, valid_from, valid_to",
        tuples(world.postings),
    )
    put(
        connection,
        "place",
        "code, kind, parent_code, valid_from, valid_to, name",
        [(*astuple(place), place.code) for place in world.places],
    )
    put(
        connection,
        "pairing",
        "responsible_kind, responsible_id, target_kind, target_id, role, valid_from, valid_to",
        tuples(world.pairings),
    )
    put(
        connection,
        "exemption",
        "subject_kind, subject_id, valid_from, valid_to",
        tuples(world.exemptions),
    )
    put(connection, "report", "unit_id, day", tuples(world.reports))
    put(
        connection,
        "visit",
        "visit_id, target_kind, target_id, visited_on",
        tuples(world.visits),
    )
    put(connection, "attendance", "visit_id, official_id, on_behalf_of", tuples(world.attendances))
    put(
        connection,
        "calendar_override",
        "day, working, public_holiday",
        tuples(world.overrides),
    )
    connection.execute(sql("load/lineage"))
    write_rules(connection, [built(rule) for rule in world.rules], TODAY)
    write_obligations(connection)


def rows(snapshot: Snapshot, case: Case) -> list[tuple[Any, ...]]:
    """The ledger's answer to a case, in the order of the oracle's."""
    text = f"""
        SELECT {COLUMNS} FROM obligation_at($as_of) WHERE nominal_on BETWEEN $first AND $last
        ORDER BY ALL
    """
    bounds = {"as_of": case.as_of, "first": case.first, "last": case.last}
    return snapshot.rows(text, bounds)


def built(rule: Rule) -> BuiltRule:
    """The rule as the package knows it."""
    return BuiltRule(**vars(rule))


def tuples(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [astuple(row) for row in rows]


def put(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: list[tuple[Any, ...]]
) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
