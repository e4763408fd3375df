"""What the cells of ``raw`` mean, column by column, in ``typed``."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from etl.coordinates.reference import Scale
from etl.gate.cell_checks import check_cells
from etl.tables.declare import Column, Table
from geodata.base.people import names_officials

#: What the cells of a column become; texts where it is not said.
_TYPES = {
    "count": "INTEGER", "decimal": "DECIMAL(20, 6)", "date": "DATE", "month": "DATE",
    "flag": "BOOLEAN", "lon": "DOUBLE", "lat": "DOUBLE",
}  # fmt: skip


def type_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, scale: Scale | None = None
) -> None:
    """Fill ``typed`` from ``raw``, and ``fault`` with what every table is checked for.

    ``scale`` is what longitudes and latitudes are multiplied by to be degrees.
    """
    filled = _filled_columns(connection, table)
    expressions = ", ".join(
        f"{_expression(column, table, scale) if column.name in filled else _unfilled(column)}"
        f' AS "{column.name}"'
        for column in table.columns
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE typed AS SELECT _file, _row, _wkb, _origin, {expressions}"
        " FROM raw"
    )
    connection.execute(
        "INSERT INTO fault SELECT _file, _row, 'too_many_cells', NULL, _wide"
        " FROM raw WHERE _wide IS NOT NULL"
    )
    asked = tuple(one for one in table.columns if one.name in filled or one.needed)
    check_cells(connection, replace(table, columns=asked))


def _filled_columns(connection: duckdb.DuckDBPyConnection, table: Table) -> set[str]:
    """The columns of ``raw`` in which anything stands: what to do with the others needs no planning."""
    counts = ", ".join(f'count("{column.name}")' for column in table.columns)
    found = connection.execute(f"SELECT {counts} FROM raw").fetchone() or ()
    return {column.name for column, count in zip(table.columns, found, strict=True) if count}


def _unfilled(column: Column) -> str:
    """What a column without a single cell is in every row."""
    value = "NULL"
    if column.default is not None:
        value = literal(_meant(column).get(column.default.lower(), column.default))
    return f"CAST({value} AS {_TYPES.get(column.kind, 'VARCHAR')})"


def _expression(column: Column, table: Table, scale: Scale | None = None) -> str:
    cell = f'raw."{column.name}"'
    text = f"clean({cell})"
    if column.default is not None:
        text = cell = f"coalesce(clean({cell}), {literal(column.default)})"
    match column.kind:
        case "text" if names_officials(table.name, column.name):
            return f"unmasked_name({cell})"
        case "text":
            return text
        case "target":
            kind = next(one for one in table.columns if one.name == column.kind_column)
            is_place = f"({_expression(kind, table)}) = 'place'"
            return f"CASE WHEN {is_place} THEN as_code({cell}) ELSE clean({cell}) END"
        case "choice" | "flag":
            choice = _chosen(column, text)
            return f"try_cast({choice} AS BOOLEAN)" if column.kind == "flag" else choice
        case "count" if column.counted_in:
            own = "|".join(column.counted_in)
            ends = f"regexp_matches({text}, '[0-9０-９]\\s*({own})?$')"
            return f"CASE WHEN {ends} THEN as_count({cell}) END"
        case "count" if column.choices:
            return f"coalesce(try_cast({_chosen(column, text)} AS INTEGER), as_count({cell}))"
        case "lon":
            return f"as_degrees({_scaled(cell, scale)}, 180)"
        case "lat":
            return f"as_degrees({_scaled(cell, scale)}, 90)"
        case kind:
            return f"as_{kind}({cell})"


def _chosen(column: Column, text: str) -> str:
    """The value that a word stands for; NULL for any other word."""
    pairs = ", ".join(
        f"{literal(word)}: {literal(value)}" for word, value in _meant(column).items()
    )
    return f"(MAP {{{pairs}}})[lower({text})]"


def _meant(column: Column) -> dict[str, str]:
    return {word: value for value, words in column.choices.items() for word in (value, *words)}


def _scaled(cell: str, scale: Scale | None) -> str:
    if scale is None:
        return cell
    return f"dms({cell})" if scale == "dms" else f"scaled({cell}, {scale!r})"


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
