"""What is wrong with a cell alone, whatever stands beside it: missing, masked, an error of a formula,
or nothing that its column can mean; and with a row that belongs to none."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb

from etl.gate.intake import Intake
from etl.gate.recipe import Batch
from etl.headers.columns import plain
from etl.reading.row import sheet_row
from etl.tables.declare import Column, Table
from geodata.base.people import names_officials

_REMARKS = {"备注", "说明", "备注说明", "情况说明", "备注信息"}
#: What a cell that does not become a value is called, by kind of column.
_UNREADABLE = {
    "code": "bad_code",
    "target": "bad_code",
    "count": "bad_count",
    "decimal": "bad_decimal",
    "date": "bad_date",
    "month": "bad_month",
    "period": "bad_period",
    "choice": "bad_choice",
    "flag": "bad_choice",
    "lon": "bad_degrees",
    "lat": "bad_degrees",
}


def check_cells(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """What is wrong with a cell alone: looked up by column only in the rows, mostly none, that one
    look at all of them finds."""
    checks = [check for column in table.columns for check in _cell_checks(table, column)]
    wrong = " OR ".join(one for column in table.columns for one in _prefilter(table, column))
    found = connection.execute(
        "CREATE OR REPLACE TEMP TABLE suspect AS"
        f" SELECT raw.* FROM raw JOIN typed USING (_file, _row) WHERE {wrong}"
    ).fetchone()
    if not found or not found[0]:
        return
    for code, column, condition in checks:
        value = "NULL" if code in {"missing", "masked"} else f'raw."{column.name}"'
        connection.execute(
            f"INSERT INTO fault SELECT _file, _row, '{code}', '{column.name}', {value}"
            f" FROM suspect AS raw JOIN typed USING (_file, _row) WHERE {condition}"
        )


def _prefilter(table: Table, column: Column) -> Iterator[str]:
    """Conditions of which one at least holds where a check of the column's cells does. Without a
    pattern: one for every column costs more to plan than a small table takes to read."""
    raw, read = f'raw."{column.name}"', f'typed."{column.name}"'
    yield f"is_masked({raw})"
    if names_officials(table.name, column.name):
        yield f"contains({raw}, '*') OR contains({raw}, '＊')"
    if column.needed and not column.naming:
        yield f"{raw} IS NULL OR {raw} = '' OR {read} IS NULL"
    if column.kind == "text":
        yield f"contains({raw}, '#')"
    if column.kind in _UNREADABLE:
        yield f"{read} IS NULL AND {raw} <> ''"


def _cell_checks(table: Table, column: Column) -> Iterator[tuple[str, Column, str]]:
    """What a cell may be called, and the SQL that tells it, of ``raw`` and ``typed``."""
    raw = f'raw."{column.name}"'
    cell, hidden = f"clean({raw})", f"is_masked({raw})"
    if names_officials(table.name, column.name):
        hidden = f"({hidden} OR is_masked_name({raw}))"
    yield "masked", column, hidden
    if column.needed and not column.naming:
        yield "missing", column, f"{cell} IS NULL AND {hidden} IS NOT TRUE"
    if column.kind == "text":
        yield "error_cell", column, f"is_error({cell})"
    if column.kind in _UNREADABLE:
        unread = f'{cell} IS NOT NULL AND typed."{column.name}" IS NULL'
        if column.kind == "date" and not column.required:
            unread += f" AND NOT is_not_yet({cell})"
        if column.tells_state:
            unread += f" AND state_beside_day({raw}) IS NULL"
        yield _UNREADABLE[column.kind], column, unread


def check_above(
    connection: duckdb.DuckDBPyConnection, file: str, opened: Intake, batch: Batch
) -> None:
    """The rows of which no row above is known, or more than one: what they leave out nobody can tell."""
    without = opened.parents.without if opened.parents else {}
    rows = [row.number for row in batch.rows if sheet_row(row.number) in without]
    if rows:
        connection.execute(
            "INSERT INTO fault"
            " SELECT $file, unnest($rows) AS _row, 'no_row_above', NULL, unnest($ties)",
            {"file": file, "rows": rows, "ties": [without[sheet_row(one)] for one in rows]},
        )


def check_doubts(
    connection: duckdb.DuckDBPyConnection, table: Table, file: str, opened: Intake, batch: Batch
) -> None:
    """The rows of which a heading above them, or a remark beside them, says that they may be none."""
    below = opened.sections.below if opened.sections else {}
    found = [
        (row.number, "below_heading", below[sheet_row(row.number)])
        for row in batch.rows
        if below and sheet_row(row.number) in below
    ]
    remarks = re.compile(table.doubt) if table.doubt else None
    for at in _remarks(opened) if remarks else ():
        for row in batch.rows:
            cell = row.cells[at] if at < len(row.cells) else ""
            if cell and remarks and (said := remarks.search(cell)):
                found.append((row.number, "remark_doubts", said[0]))
    if found:
        rows, codes, values = zip(*found, strict=True)
        connection.execute(
            "INSERT INTO fault SELECT $file, unnest($rows), unnest($codes), NULL, unnest($values)",
            {"file": file, "rows": list(rows), "codes": list(codes), "values": list(values)},
        )


def _remarks(opened: Intake) -> list[int]:
    """Where remarks stand that nobody reads; of columns side by side the fixed ones alone."""
    return [
        at
        for at, one in enumerate(opened.headings)
        if at not in opened.declared and plain(one) in _REMARKS
    ]
