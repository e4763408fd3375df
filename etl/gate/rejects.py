"""The rows that could not be accepted: as much of them as was declared, and what of that is hidden.

Carrying every cell of every row through the load would cost all loads; so only a file that has
such rows is read a second time, and its rows are found by their numbers. A column that is no
column of the table is not kept. What is kept goes into the snapshot without residents' data
(:mod:`geodata.base.privacy`); a row in which something was hidden stays as it came in ``unmasked``, for
whoever runs the load and asks for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

import duckdb
import pyarrow as pa

from etl.gate import residents
from etl.gate.intake import Intake
from etl.queries import sql
from etl.tables.declare import Table
from geodata.base import privacy
from geodata.base.errors import RefusedError
from geodata.base.privacy import SIGN, WORDS, has_words
from geodata.output.rejects import Originals, kept_cells

_BATCH_ROWS = 20_000
_GRID_DIGITS = 15  # of a grid's code, which an old identity number has too
_VILLAGE_CODES = "SELECT DISTINCT left(code, 12) FROM place WHERE length(code) >= 12"
#: What of a value that was understood is hidden; ``known`` and ``personal`` as in ``original``.
_HIDDEN = f"""
CREATE OR REPLACE TEMP MACRO hidden(t, name, personal, known, is_wide) AS CASE
    WHEN trim(t) <> '' AND (list_contains(personal, name)
                            OR (is_wide AND regexp_matches(t, '{WORDS}'))) THEN '{SIGN}'
    WHEN length(t) = {_GRID_DIGITS} AND left(t, 12) IN ({_VILLAGE_CODES}) THEN t
    WHEN list_contains([{{prose}}], name) THEN masked_prose(t, known)
    ELSE masked(t, known) END
"""


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Define the functions that hide, and an empty ``unmasked``; none becomes part of a snapshot."""
    residents.begin(connection)
    functions: dict[str, tuple[Callable[..., str], int]] = {
        "masked_json": (privacy.masked_json, 1),
        "kept_json": (lambda row, matched: _json(kept_cells(row, matched.split("\n"))), 2),
        "known_of": (lambda row: "\n".join(privacy.residents(json.loads(row))), 1),
    }
    for name, (function, texts) in functions.items():
        connection.create_function(name, function, ["VARCHAR"] * texts, "VARCHAR")
    connection.execute(
        "CREATE TEMP TABLE unmasked (table_name VARCHAR, source_file VARCHAR, source_row BIGINT,"
        " row_json VARCHAR)"
    )


def create_original(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Empty ``original`` (row → its cells) and ``original_header`` (column → the file's header).

    Of a row ``cells`` are as they came and ``masked_cells`` without residents' data; ``known`` is
    what the row tells of residents, ``personal`` the columns whose header promises it.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE original (_file VARCHAR, _row BIGINT, cells VARCHAR,"
        " masked_cells VARCHAR, known VARCHAR, personal VARCHAR[], is_wide BOOLEAN)"
    )
    prose = ", ".join(f"'{column.name}'" for column in table.columns if column.is_prose)
    connection.execute(_HIDDEN.format(prose=prose or "NULL"))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE original_header"
        " (_file VARCHAR, column_name VARCHAR, header VARCHAR)"
    )


def keep_original(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
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
    shown = _Shown(connection, table, opened)
    rows = (row for row in sheet.rows if row.number in faulty)
    while batch := list(islice(rows, _BATCH_ROWS)):
        kept = [shown.kept(row.cells) for row in batch]
        block = pa.table(
            {
                "_file": pa.array([file] * len(batch), pa.string()),
                "_row": pa.array([row.number for row in batch], pa.int64()),
                "cells": pa.array([one.cells for one in kept], pa.string()),
                "masked_cells": pa.array([one.masked for one in kept], pa.string()),
                "known": pa.array([one.known for one in kept], pa.string()),
                "personal": pa.array([shown.personal] * len(batch), pa.list_(pa.string())),
                "is_wide": pa.array([one.is_wide for one in kept], pa.bool_()),
            }
        )
        connection.register("original_block", block)
        connection.execute("INSERT INTO original SELECT * FROM original_block")
        connection.unregister("original_block")


class _Kept(NamedTuple):
    """A row: ``[[header, cell, column], …]`` as JSON, as it came and masked."""

    cells: str
    masked: str
    known: str
    is_wide: bool


class _Shown:
    """How the rows of one file are kept."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: Table, opened: Intake) -> None:
        self._headings, self._declared = opened.headings, opened.declared
        self._width = opened.columns.width
        self._prose = {column.name for column in table.columns if column.is_prose}
        self._named = residents.personal_columns(table, opened)
        #: The columns that hold residents' data, whatever is in them.
        self.personal = [opened.declared[at] for at in self._named if at in opened.declared]
        self._codes = {code for (code,) in connection.execute(_VILLAGE_CODES).fetchall()}

    def kept(self, cells: list[str]) -> _Kept:
        """A row without the columns that nobody declared. What stands behind the last header belongs to
        no column, and the cells before it may have slipped: none of their words is shown."""
        headings = self._headings
        known = privacy.residents(
            (headings[at], cells[at]) for at in self._named if at < len(cells)
        )
        beyond = [cell for cell in cells[self._width :] if cell.strip()]
        plain, hidden = [], []
        for at in sorted(self._declared):
            header, column = headings[at], self._declared[at]
            cell = cells[at] if at < len(cells) else ""
            plain.append((header, cell, column))
            is_whole = column in self.personal or (bool(beyond) and has_words(cell))
            hidden.append((header, self._masked(cell, known, column, is_whole=is_whole), column))
        plain += [("", cell, "") for cell in beyond]
        hidden += [("", privacy.SIGN, "")] * len(beyond)
        return _Kept(_json(plain), _json(hidden), "\n".join(known), bool(beyond))

    def _masked(self, cell: str, known: list[str], column: str, *, is_whole: bool) -> str:
        if is_whole and cell.strip():
            return privacy.SIGN
        if len(cell) == _GRID_DIGITS and cell[:12] in self._codes:  # no old identity number
            return cell
        mask = privacy.masked_prose if column in self._prose else privacy.masked
        return mask(cell, known)


def keep_earlier(connection: duckdb.DuckDBPyConnection, file: str, columns: Sequence[str]) -> None:
    """The same for rows that stay from an earlier snapshot: as they were kept then, or, where they
    were accepted then, column by column."""
    connection.execute(
        "INSERT INTO original_header SELECT $file, one.column_name, any_value(one.header)"
        " FROM (SELECT unnest(reasons) AS one FROM aside) WHERE one.header IS NOT NULL"
        " GROUP BY one.column_name",
        {"file": file},
    )
    cells = ", ".join(f"['{one}', coalesce(raw.\"{one}\", ''), '{one}']" for one in columns)
    hidden = ", ".join(
        f"['{one}', coalesce(masked(raw.\"{one}\", ''), ''), '{one}']" for one in columns
    )
    connection.execute(
        "INSERT INTO original SELECT $file, bad._row,"
        f" coalesce(aside.kept, to_json([{cells}])), coalesce(aside.kept, to_json([{hidden}])),"
        " coalesce(aside.known, ''), [], false"
        " FROM (SELECT DISTINCT _row FROM fault WHERE _file = $file) AS bad"
        " JOIN raw ON raw._row = bad._row AND raw._file = $file"
        " LEFT JOIN (SELECT _row, kept_json(row_json, matched) AS kept,"
        "            known_of(row_json) AS known FROM aside) AS aside ON aside._row = bad._row",
        {"file": file},
    )


def put_aside(connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str]) -> None:
    """Fill ``quarantine`` with the rows of ``original``, and ``unmasked`` with those that differ."""
    if connection.execute("SELECT EXISTS (FROM original)").fetchone() == (False,):
        return  # the statement is a long one to be planned for nothing
    cells = ", ".join(
        f'"{one}" := hidden(raw."{one}", \'{one}\', personal, known, is_wide)' for one in columns
    )
    connection.execute(sql("gate/quarantine").replace("{cells}", cells), {"name": name})
    connection.execute(
        "INSERT INTO unmasked SELECT $name, _file, _row, cells FROM original"
        " WHERE cells <> masked_cells",
        {"name": name},
    )


def originals(connection: duckdb.DuckDBPyConnection) -> Originals:
    """The rows in which something was hidden, as they came."""
    rows = connection.execute("FROM unmasked").fetchall()
    return {(source, file, row): cells for source, file, row, cells in rows}


def _json(cells: Sequence[Sequence[str]]) -> str:
    return json.dumps(cells, ensure_ascii=False)
