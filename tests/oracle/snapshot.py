"""A world written into the tables of a snapshot, so that the real ledger can be asked about it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any

import duckdb

from etl.derive.obligations import write_obligations, write_rules
from etl.queries import sql as load_sql
from geodata.base.queries import sql
from geodata.rules.rule import Rule as BuiltRule
from geodata.store.snapshots import FILLED_IN, Snapshot, connect, define_shared

from .ledger import Rule, World
from .strategies import Case

COLUMNS = (
    "rule_id, responsible_kind, responsible_id, target_kind, target_id,"
    " nominal_on, due_on, opens_on, closes_on, status, visit_id, settled_on"
)
#: The oracle knows of no day on which data end: they reach every day that is asked about.
_LATER = dt.date(2026, 12, 31)


@contextmanager
def empty() -> Iterator[Snapshot]:
    """A snapshot in memory, without a row, that can be written into."""
    with connect() as connection:
        connection.execute("ATTACH ':memory:' AS snapshot")
        connection.execute("SET search_path = 'snapshot.main,memory.main'")
        connection.execute(sql("schema"))
        connection.execute(f"CREATE SCHEMA memory.{FILLED_IN}")
        connection.execute("SET search_path = 'memory.main,snapshot.main'")
        define_shared(connection)
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
    for kind, table in (("project", "project"), ("enterprise", "enterprise"), ("chain", "chain")):
        rows = [(one.thing_id, one.place_code) for one in world.things if one.kind == kind]
        if kind == "chain":
            put(connection, table, "chain_id, name", [(code, "") for code, _ in rows])
        else:
            put(connection, table, f"{kind}_id, place_code, name", [(*one, "") for one in rows])
    day = dt.timedelta(days=1)
    successions = [
        (one.old_code, one.new_code, False, one.on_date - day, one.on_date) for one in world.changes
    ]
    put(connection, "succession", "old_code, new_code, is_split, old_to, valid_from", successions)
    connection.execute(load_sql("derive/lineage"))
    write_rules(connection, [built(rule) for rule in world.rules], world.loaded_on)
    write_obligations(connection)
    connection.execute(
        load_sql("derive/city"),
        {"code": "9901", "name": "", "kind": "city", "licence": None, "loaded_at": _LATER,
         "data_to": _LATER, "kinds": ["village", "community"], "neglected_days": 60,
         "behind_ratio": 0.9, "ahead_ratio": 1.1},
    )  # fmt: skip


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
