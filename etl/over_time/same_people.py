"""Officials and units known by name alone, whom a table names later: they go on under its ids.

Where the city folder has no table of officials, whoever a row names is one, under an id made of the
name. Once a table gives them an id of its own, that is the same person: what the snapshot before says
of the one is of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import duckdb

from etl.gate.warn import warn
from etl.queries import sql
from etl.tables.declare import Table
from geodata.store.diff import BEFORE

if TYPE_CHECKING:
    from etl.over_time.carry import Earlier

#: SQL: what the ids of a column are of.
_KINDS = {
    "official_id": "'official'",
    "on_behalf_of": "'official'",
    "unit_id": "'unit'",
    "reporting_unit_id": "'unit'",
    "responsible_id": "responsible_kind",
    "subject_id": "subject_kind",
}


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Nobody goes on under another id before it is found out."""
    connection.execute(sql("over_time/same/begin"))


def rows(table: str, columns: Collection[str]) -> str:
    """SQL: the rows of a table of the snapshot before, whose ``columns`` are given, with the ids of
    today."""
    now = [f'{known} AS "{one}"' for one in columns if (known := _known_as(one))]
    name = f'{BEFORE}.main."{table}"'
    return f"(SELECT * REPLACE ({', '.join(now)}) FROM {name})" if now else name


def _known_as(column: str) -> str | None:
    """SQL: what stands in a column as it is called today; None where it holds no such id."""
    return f'known_as({_KINDS[column]}, "{column}")' if column in _KINDS else None


def unite(
    connection: duckdb.DuckDBPyConnection,
    what: str,
    earlier: Earlier,
    learn: Callable[[duckdb.DuckDBPyConnection, str], None],
) -> None:
    """Fill ``known_as`` with the units or officials (``what``) of the snapshot before who were known
    by name alone and whom exactly one row of today's table names; say how many, and how many may be
    several. ``learn`` makes the plain forms of names."""
    given = connection.execute("SELECT is_given($what)", {"what": what}).fetchone()
    if given != (True,) or not {"official", "unit", "posting"} <= earlier.columns.keys():
        return
    learn(connection, f"SELECT name FROM {what} UNION SELECT name FROM earlier.{what}")
    if what == "official":
        learn(connection, "SELECT name FROM unit UNION SELECT name FROM earlier.unit")
    connection.execute(sql(f"over_time/same/{what}"))
    for code, rows, names in connection.execute(
        sql("over_time/same/told"), {"what": what}
    ).fetchall():
        warn(connection, what, code, table=what, rows=rows, names=names)
    connection.execute(sql("over_time/same/settle").format(what=what))
    if what == "official":
        connection.execute(sql("over_time/same/postings"))


def follow(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Rows of ``typed`` that name an id of before (a roster handed out then) name that of today."""
    named = [one.name for one in table.columns if one.name in _KINDS]
    if not named or connection.execute("FROM same LIMIT 1").fetchone() is None:
        return
    for one in named:
        connection.execute(f'UPDATE typed SET "{one}" = {_known_as(one)}')
