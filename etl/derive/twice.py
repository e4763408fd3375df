"""What may be told twice, or be two that look like one: nobody but a person can tell."""

from __future__ import annotations

import duckdb

from etl.gate.belonging import few
from etl.gate.warn import warn
from etl.queries import sql

#: So many visits at least, and that part of those that two files have of the same places and days.
_LEAST_VISITS, _LEAST_SHARE = 2, 0.8


def warn_of_twice(connection: duckdb.DuckDBPyConnection) -> None:
    """Say which files seem to tell the same visits: equal counts in the same places on the same days."""
    found = connection.execute(
        sql("derive/told_twice"), {"least": _LEAST_VISITS, "share": _LEAST_SHARE}
    ).fetchall()
    for file, other, visits, shared, shown in found:
        warn(connection, "visit", "told_twice", file=file, other=other, visits=visits, shared=shared,
             shown=few(shown))  # fmt: skip


def warn_of_namesakes(connection: duckdb.DuckDBPyConnection) -> None:
    """Say how many names stand in the lists of several townships, without a unit that tells them apart;
    ``typed`` holds the pairings."""
    found = connection.execute(sql("derive/namesakes")).fetchall()
    if found:
        shown = few(["、".join(townships) for (townships,) in found])
        warn(connection, "pairing", "namesakes", officials=len(found), shown=shown)
