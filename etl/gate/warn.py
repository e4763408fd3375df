"""What looks wrong about a source and is loaded all the same: a row of ``load_warning`` each."""

from __future__ import annotations

import json
from collections.abc import Collection

import duckdb

from etl.gate.damage import Damage, told
from etl.gate.intake import Intake
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


def warn_of_file(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    file: str,
    opened: Intake,
    damage: Damage,
    rows_hidden: Collection[int],
) -> None:
    """What one file has of sheets that nobody asked for, lost letters, NULs and hidden rows."""
    if opened.unread:
        warn(connection, source, "sheets_unread", file=file, sheets=", ".join(opened.unread))
    for code, rows in (
        ("letters_lost", damage.lost),
        ("nul_removed", damage.nul),
        ("rows_hidden", dict.fromkeys(rows_hidden, "")),
    ):
        if rows:
            warn(connection, source, code, file=file, **told(rows))
