"""Ids for rows that have none: the same row has the same id whenever it is loaded."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from etl.gate.stage import FileRead
from etl.tables.declare import Column, Table

_ID_DIGITS = 20  # 80 bits


def make_ids(connection: duckdb.DuckDBPyConnection, table: Table, read: Sequence[FileRead]) -> None:
    """Ids for the rows of files that give none at all; elsewhere an empty one is a fault.

    Once names have become the codes of their day, and before codes follow later changes: the same
    row has the same id whenever it is loaded.
    """
    files = [one.file for one in read if one.opened]
    for column in table.columns:
        if not column.made_of:
            continue
        name = f'"{column.name}"'
        cells = [_said(one) for one in table.columns if one.name in column.made_of]
        connection.execute(
            f"UPDATE typed SET {name} = left(md5(concat_ws(chr(31), {', '.join(cells)})), {_ID_DIGITS})"
            " WHERE _file IN (SELECT _file FROM typed WHERE list_contains($files, _file)"
            f" GROUP BY _file HAVING count({name}) = 0)",
            {"files": files},
        )
        connection.execute(  # so that a row that is put aside is known again too
            f"UPDATE raw SET {name} = typed.{name} FROM typed WHERE raw.{name} IS NULL"
            f" AND typed.{name} IS NOT NULL AND typed._file = raw._file AND typed._row = raw._row"
        )
        connection.execute(
            f"INSERT INTO fault SELECT _file, _row, 'missing', '{column.name}', NULL"
            f" FROM typed WHERE {name} IS NULL"
        )


def _said(column: Column) -> str:
    """What a row says of a column: the value, or the name that no value was found for."""
    if column.kind == "flag":  # what is not so is left out, so that ids stay what they were
        return f"CASE WHEN \"{column.name}\" THEN '{column.name}' END"
    names = [f'"{one}"' for one in column.naming.columns] if column.naming else ["NULL"]
    return f"coalesce(\"{column.name}\"::VARCHAR, concat_ws('/', {', '.join(names)}), '')"
