"""What looks wrong about a source and is loaded all the same: a row of ``load_warning`` each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from etl.gate.damage import Damage, told
from etl.gate.intake import Intake
from etl.headers.survey import is_not_approved, status_column
from etl.reading.row import Row, sheet_row
from geodata.base.privacy import masked


def warn(connection: duckdb.DuckDBPyConnection, source: str, code: str, **values: object) -> None:
    """Note a warning, once; the values fill the sentence of its code, without residents' data."""
    said = {key: masked(one) if isinstance(one, str) else one for key, one in values.items()}
    connection.execute(  # a register is read again for each of its attributes
        "INSERT INTO load_warning SELECT $source, $code, $values"
        " EXCEPT SELECT source, code, values_json FROM load_warning",
        {
            "source": source,
            "code": code,
            "values": json.dumps({"source": source, **said}, ensure_ascii=False),
        },
    )


@dataclass
class Noted:
    """Rows of a file that are read as any other, and that somebody may not have meant."""

    hidden: set[int] = field(default_factory=set)
    not_approved: set[int] = field(default_factory=set)

    def see(self, opened: Intake, rows: Sequence[Row]) -> None:
        """Note those of some rows."""
        self.hidden |= opened.hidden & {sheet_row(row.number) for row in rows}
        at = status_column(opened.headings)
        if at is not None:
            self.not_approved |= {
                sheet_row(row.number)
                for row in rows
                if at < len(row.cells) and is_not_approved(row.cells[at])
            }


def warn_of_file(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    file: str,
    opened: Intake,
    damage: Damage,
    noted: Noted,
) -> None:
    """What one file has of sheets that nobody asked for, lost letters, NULs, hidden rows, submissions that
    were not approved, and those that nothing is joined to."""
    if opened.unread:
        warn(connection, source, "sheets_unread", file=file, sheets=", ".join(opened.unread))
    for code, rows in (
        ("letters_lost", damage.lost),
        ("nul_removed", damage.nul),
        ("rows_hidden", dict.fromkeys(noted.hidden, "")),
        ("rows_not_approved", dict.fromkeys(noted.not_approved, "")),
        ("days_elsewhere", dict(opened.elsewhere)),
    ):
        if rows:
            warn(connection, source, code, file=file, **told(rows))
    for header, cells in opened.in_words.items():
        said = told(dict.fromkeys(cells, ""))  # what people write may name residents
        warn(connection, source, "counts_in_words", file=file, header=header, **said)
    if opened.parents and (alone := opened.parents.alone):
        values = told(dict.fromkeys(alone, ""))
        warn(connection, source, "rows_above_alone", file=file, above=opened.parents.name, **values)


def warn_of_zeros(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Say where codes of places are unknown only because a spreadsheet took the zeros before them away."""
    row = connection.execute(
        "SELECT count(*), min(fault.value), min_by(place.code, fault.value), max(length(place.code))"
        " FROM fault JOIN place ON ltrim(place.code, '0') = fault.value"
        " WHERE fault.code = 'unknown_place' AND length(place.code) > length(fault.value)"
    ).fetchone()
    if row and row[0]:
        rows, own, known, digits = row
        warn(
            connection, source, "zeros_lost_in_rows", rows=rows, own=own, known=known, digits=digits
        )
