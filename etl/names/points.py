"""Points instead of codes: a visit that gives only where it was finds its place."""

from __future__ import annotations

import duckdb

from etl.queries import sql


def resolve(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the places of visits in ``typed`` from their points, and ``fault`` where none is sure."""
    connection.execute(sql("names/point"))
    connection.execute(f"INSERT INTO fault {sql('names/point_checks')}")
