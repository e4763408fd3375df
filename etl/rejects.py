"""The rows that could not be accepted, as they came: every cell, those of unused columns too.

Carrying every cell of every row through the load would cost all loads; so only a file that has
such rows is read a second time, and its rows are found by their numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice, zip_longest

import duckdb
import pyarrow as pa

from etl.intake import Intake
from geodata.errors import RefusedError

_BATCH_ROWS = 20_000


def create_original(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty ``original`` (row → its cells) and ``original_header`` (column → the file's header)."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE original (_file VARCHAR, _row BIGINT, cells VARCHAR)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE original_header"
        " (_file VARCHAR, column_name VARCHAR, header VARCHAR)"
    )


def keep_original(
    connection: duckdb.DuckDBPyConnection,
    file: str,
    opened: Intake,
) -> None:
    """Fill both for the rows of one file that have a fault.

    Raises RefusedError (``file_changed``) where the file is no longer the one that was read.
    """
    faulty = {
        row
        for (row,) in connection.execute(
            "SELECT DISTINCT _row FROM fault WHERE _file = $file", {"file": file}
        ).fetchall()
    }
    if not faulty:
        return
    for column, at in opened.columns.positions.items():
        connection.execute(
            "INSERT INTO original_header VALUES (?, ?, ?)",
            [file, column, opened.headings[at].strip()],
        )
    sheet = opened.reopen()
    if sheet.sha256 != opened.sha256:
        raise RefusedError("file_changed", file=file)
    rows = (row for row in sheet.rows if row.number in faulty)
    while batch := list(islice(rows, _BATCH_ROWS)):
        block = pa.table(
            {
                "_file": pa.array([file] * len(batch), pa.string()),
                "_row": pa.array([row.number for row in batch], pa.int64()),
                "cells": pa.array(
                    [as_it_came(opened.headings, row.cells) for row in batch], pa.string()
                ),
            }
        )
        connection.register("original_block", block)
        connection.execute("INSERT INTO original SELECT * FROM original_block")
        connection.unregister("original_block")


def keep_earlier(connection: duckdb.DuckDBPyConnection, file: str, columns: Sequence[str]) -> None:
    """The same for rows that stay from an earlier snapshot: as they came then, or, where they were
    accepted then, column by column."""
    connection.execute(
        "INSERT INTO original_header SELECT $file, one.column_name, any_value(one.header)"
        " FROM (SELECT unnest(reasons) AS one FROM aside) WHERE one.header IS NOT NULL"
        " GROUP BY one.column_name",
        {"file": file},
    )
    cells = ", ".join(f"['{one}', coalesce(raw.\"{one}\", '')]" for one in columns)
    connection.execute(
        f"INSERT INTO original SELECT $file, bad._row, coalesce(aside.row_json, to_json([{cells}]))"
        " FROM (SELECT DISTINCT _row FROM fault WHERE _file = $file) AS bad"
        " JOIN raw ON raw._row = bad._row AND raw._file = $file"
        " LEFT JOIN aside ON aside._row = bad._row",
        {"file": file},
    )


def as_it_came(headers: list[str], cells: list[str]) -> str:
    """``[[header, cell], …]`` as JSON: headers may repeat, be empty, or be too few."""
    return json.dumps(list(zip_longest(headers, cells, fillvalue="")), ensure_ascii=False)
