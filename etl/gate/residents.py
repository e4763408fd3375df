"""Residents in rows that are accepted: what names or numbers them is hidden in what is written in words.

A column that is no column of ours is not kept; but what such a one (反映人, 户主) says of a resident may
stand in a title of the same row too. So it is looked at, for as long as the row is in the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import duckdb
import pyarrow as pa

from etl.gate.intake import Intake
from etl.gate.warn import warn
from etl.headers.columns import fits, plain
from etl.reading.row import Row
from etl.tables.also import weak_headers
from etl.tables.declare import Table
from geodata.base import privacy
from geodata.base.people import names_officials

#: What may hold something to hide, whatever it is: three digits, or a label.
_MAY_TELL = r"[0-9０-９]{3}|[:：]"


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Define the functions that hide; none becomes part of a snapshot."""

    def hiding(mask: Callable[[str, Sequence[str]], str]) -> Callable[[str, str], str]:
        return lambda text, known: mask(text, known.split("\n") if known else ())

    for name, mask in (("masked", privacy.masked), ("masked_prose", privacy.masked_prose)):
        connection.create_function(name, hiding(mask), ["VARCHAR", "VARCHAR"], "VARCHAR")
    forget(connection)


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty ``resident``: row → what its columns tell of residents; ``certain`` of nobody else."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE resident"
        " (_file VARCHAR, _row BIGINT, known VARCHAR, certain VARCHAR)"
    )


def personal_columns(table: Table, opened: Intake) -> list[int]:
    """Where a header promises residents; one of our own does not, nor one that city.toml gives officials."""
    own = {column.name: column for column in table.columns}
    ours = {
        at
        for name, at in opened.columns.positions.items()
        if names_officials(table.name, name)
        or fits(own[name], opened.headings[at])
        or plain(opened.headings[at]) in map(plain, weak_headers(table, own[name]))
    }
    return [
        at
        for at, header in enumerate(opened.headings)
        if at not in ours and privacy.is_personal(header)
    ]


def note(
    connection: duckdb.DuckDBPyConnection,
    file: str,
    opened: Intake,
    personal: Sequence[int],
    rows: Sequence[Row],
) -> None:
    """Fill ``resident`` with what the ``personal`` columns of some rows tell."""
    certain = {at for at in personal if privacy.is_resident(opened.headings[at])}
    told = []
    for row in rows:
        cells = {at: row.cells[at] for at in personal if at < len(row.cells) and row.cells[at]}
        known = privacy.people_in(cells.values()) if cells else []
        if known:
            sure = privacy.people_in(cell for at, cell in cells.items() if at in certain)
            told.append((row.number, "\n".join(known), "\n".join(sure)))
    if not told:
        return
    numbers, known_, sure_ = zip(*told, strict=True)
    block = pa.table({
        "_file": pa.array([file] * len(told), pa.string()), "_row": pa.array(numbers, pa.int64()),
        "known": pa.array(known_, pa.string()), "certain": pa.array(sure_, pa.string()),
    })  # fmt: skip
    connection.register("resident_block", block)
    connection.execute("INSERT INTO resident SELECT * FROM resident_block")
    connection.unregister("resident_block")


def hide(
    connection: duckdb.DuckDBPyConnection, table: Table, name: str, opened: Mapping[str, Intake]
) -> None:
    """Hide residents in the prose of ``typed``, and say in how many cells of which column of which of
    the files ``opened``."""
    for column in table.stored:
        if not column.is_prose:
            continue
        cell = f'"{column.name}"'
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE hidden_cell AS"
            f" SELECT _file, _row, masked_prose({cell}, coalesce(known, '')) AS said, {cell} AS was"
            " FROM typed LEFT JOIN resident USING (_file, _row)"
            f" WHERE known <> '' OR regexp_matches({cell}, '{_MAY_TELL}')"
        )
        connection.execute("DELETE FROM hidden_cell WHERE said IS NOT DISTINCT FROM was")
        connection.execute(
            f"UPDATE typed SET {cell} = said FROM hidden_cell AS one"
            " WHERE typed._file = one._file AND typed._row = one._row"
        )
        for file, cells in connection.execute(
            "SELECT _file, count(*) FROM hidden_cell"
            " ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)"
            " GROUP BY _file ORDER BY _file"
        ).fetchall():
            at = opened[file].columns.positions[column.name] if file in opened else None
            header = column.name if at is None else opened[file].headings[at].strip()
            warn(connection, name, "residents_hidden", file=file, column=header, cells=cells)
