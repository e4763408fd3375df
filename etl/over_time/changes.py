"""Places that change: registers of earlier years, and codes that follow a confirmed change."""

from __future__ import annotations

import duckdb

from etl.queries import sql
from etl.tables.declare import Table

#: Tables about a day, followed row by row before they are checked.
_DAYS = {
    "visit": {
        "code": "target_id",
        "day": "visited_on",
        "point": "ST_Point(lon, lat)",
        "is_place": "target_kind = 'place'",
    },
    "matter": {
        "code": "target_id",
        "day": "proposed_on",
        "point": "NULL::GEOMETRY",
        "is_place": "target_kind = 'place'",
    },
    "roster": {
        "code": "code",
        "day": "coalesce(visited_on, due_on)",
        "point": "NULL::GEOMETRY",
        "is_place": "target_kind = 'place'",
    },
}
#: Tables with a validity, cut at the change once they are accepted.
_SPELLS = {
    "pairing": {"code": "target_id", "is_place": "target_kind = 'place'"},
    "place_attribute": {"code": "code", "is_place": "true"},
    "exemption": {"code": "subject_id", "is_place": "subject_kind = 'place'"},
}

#: What a load has to say of a table: table, note, column, rows, up to three examples.
Note = tuple[str, str, str, int, list[str]]


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The working tables of a load: ends of registers, and notes."""
    connection.execute("CREATE OR REPLACE TEMP TABLE register_day (until DATE)")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE load_note"
        " (table_name VARCHAR, note VARCHAR, column_name VARCHAR, value VARCHAR)"
    )


def apply_changes(connection: duckdb.DuckDBPyConnection) -> None:
    """Move the boundaries between registers to the days of ``place_change``; fill ``succession``."""
    connection.execute(sql("over_time/days"))


def follow_days(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Rows of ``typed`` that name a code which is gone on their day name its successor."""
    if table.name in _DAYS and _has_succession(connection):
        connection.execute(sql("over_time/follow_days").format(**_DAYS[table.name]))


def follow_spells(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: str | None = None
) -> None:
    """Accepted rows with a validity are cut where their place passed to its successor; ``rows`` is
    where they are, if not yet in the table."""
    if table.name in _SPELLS and _has_succession(connection):
        values = {**_SPELLS[table.name], "table": rows or table.name, "name": table.name}
        connection.execute(sql("over_time/follow_spells").format(**values))


def follow_undated(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Rows without a day name the successor of the day of the change, before they are compared."""
    if table.name in _SPELLS and _has_succession(connection):
        values = {**_SPELLS[table.name], "table": table.name}
        connection.execute(sql("over_time/undated/follow").format(**values))


def notes(connection: duckdb.DuckDBPyConnection) -> list[Note]:
    """What was done to rows that nobody could follow to the end."""
    return connection.execute(
        "SELECT table_name, note, column_name, count(*), list(value ORDER BY value)[:3]"
        " FROM load_note GROUP BY ALL ORDER BY ALL"
    ).fetchall()


def _has_succession(connection: duckdb.DuckDBPyConnection) -> bool:
    return connection.execute("SELECT 1 FROM succession LIMIT 1").fetchone() is not None
