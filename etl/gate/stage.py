"""One source through the gate: text in, typed rows out, every bad row kept with its reasons.

``raw`` holds the cells as text, ``typed`` what they mean, ``fault`` what is wrong with which row;
a row without a fault is accepted, any other goes to ``quarantine``. The SQL here is built from the
declarations in ``etl/tables`` alone; no value of a file ever becomes part of it.

Long because the SQL of the gate is built here, and nowhere else, from the declarations of tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.city.settings import Source
from etl.gate import rejects, residents
from etl.gate.cell_checks import check_above, check_doubts
from etl.gate.damage import Damage
from etl.gate.intake import Intake, Part, open_file, parts_of
from etl.gate.recipe import Batch
from etl.gate.typed import literal
from etl.gate.warn import Noted, warn_of_file
from etl.queries import sql
from etl.tables.declare import Table
from geodata.base.errors import RefusedError

_SHA256_DIGITS = 12  # enough to tell the versions of one file apart


@dataclass(frozen=True)
class FileRead:
    """What was read of one file."""

    file: str
    opened: Intake | None
    """None for rows of an earlier snapshot."""
    rows: int
    """Without totals, notes and signatures."""


def create_gate(connection: duckdb.DuckDBPyConnection, *, free_codes: bool) -> None:
    """The macros that read cells; ``free_codes`` where codes are not division codes."""
    connection.execute(sql("gate/load_macros"))
    body = "clean(t)" if free_codes else "as_division_code(t)"
    connection.execute(f"CREATE OR REPLACE TEMP MACRO as_code(t) AS {body}")


def empty_raw(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """``raw``, ``fault``, and ``joined`` (rows accepted as part of another), all without a row.
    ``_origin`` is the file that gave a row in whichever load, with its version: ``a.csv#0123456789ab``."""
    texts = ", ".join(f'"{column.name}" VARCHAR' for column in table.columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE raw (_file VARCHAR, _row BIGINT, _wide VARCHAR, {texts},"
        " _wkb BLOB, _origin VARCHAR)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE fault (_file VARCHAR, _row BIGINT, code VARCHAR,"
        " column_name VARCHAR, value VARCHAR)"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE joined (_file VARCHAR, _row BIGINT)")
    residents.forget(connection)


def read_raw(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    source: Source,
    progress: Callable[[int], None],
) -> list[FileRead]:
    """Fill ``raw`` (and ``raw_shape``, where a file brings shapes) with every row of the source."""
    empty_raw(connection, table)
    read = []
    for one, path, part in sheets_of(source):
        opened = open_file(path, part, table, one)
        damage, noted = Damage(), Noted()
        personal = residents.personal_columns(table, opened)
        rows = 0
        for batch in opened.batches:
            _insert(connection, table, one, part.file, opened, batch, damage)
            check_above(connection, part.file, opened, batch)
            check_doubts(connection, table, part.file, opened, batch)
            residents.note(connection, part.file, opened, personal, batch.rows)
            rows += len(batch.rows)
            noted.see(opened, batch.rows)
            progress(len(batch.rows))
        read.append(FileRead(part.file, opened, rows))
        warn_of_file(connection, source.name, part.file, opened, damage, noted)
    return read


def sheets_of(source: Source) -> Iterator[tuple[Source, Path, Part]]:
    """Every sheet that a source is made of, in order, and the part of the source that reads it; one that
    several read has a name for each of them."""
    seen: Counter[str] = Counter()
    for one in source.parts:
        for path in one.files:
            for part in parts_of(path, source.called(path), one):
                seen[part.file] += 1
                again = f" ({seen[part.file]})" if seen[part.file] > 1 else ""
                yield one, path, part._replace(file=part.file + again)


def _filled(cell: str, digits: int) -> str:
    """A number with the zeros before it that a spreadsheet has taken away."""
    return cell.strip().zfill(digits) if digits and cell.strip().isdecimal() else cell


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    source: Source,
    file: str,
    opened: Intake,
    batch: Batch,
    damage: Damage,
) -> None:
    rows, matched = batch.rows, opened.columns
    numbers = [row.number for row in rows]
    prefixes = {"code": source.code_prefix, "parent_code": source.parent_prefix}
    columns: dict[str, object] = {
        "_file": pa.array([file] * len(rows), pa.string()),
        "_row": pa.array(numbers, pa.int64()),
        # more cells than headers: nobody can tell which cell belongs to which column
        "_wide": pa.array(
            [
                str(len(row.cells))
                if any(cell.strip() for cell in row.cells[matched.width :])
                else None
                for row in rows
            ],
            pa.string(),
        ),
    }
    for column in table.columns:
        name = column.name
        position = matched.positions.get(name)
        prefix = prefixes.get(name, "")
        digits = source.code_digits if name == "code" or column.kind == "target" else 0
        cells = [
            prefix + _filled(row.cells[position], digits)
            if position is not None and position < len(row.cells) and row.cells[position]
            else None
            for row in rows
        ]
        texts = batch.computed.get(name, cells)
        columns[name] = pa.array(damage.seen(column, texts, numbers), pa.string())
    columns["_wkb"] = pa.array([row.wkb for row in rows], pa.binary())
    origin = f"{file}#{opened.sha256[:_SHA256_DIGITS]}"
    columns["_origin"] = pa.array([origin] * len(rows), pa.string())
    block = pa.table(columns)
    connection.register("raw_block", block)
    connection.execute("INSERT INTO raw SELECT * FROM raw_block")
    connection.unregister("raw_block")


def check_keys(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Once names have become codes: no code is lacking that a name could have given."""
    for column in table.columns:
        if column.naming and column.needed:
            told = (column.name, *column.naming.columns, "lon", "lat")
            connection.execute(
                f"INSERT INTO fault SELECT _file, _row, 'missing', '{column.name}', NULL FROM typed"
                " ANTI JOIN (SELECT _file, _row FROM fault WHERE column_name IN"
                f" ({', '.join(map(literal, told))})) AS told USING (_file, _row)"
                f' WHERE "{column.name}" IS NULL'
            )


def check_references(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Every value that must be known to another table is."""
    for column in table.columns:
        if column.refers_to:
            other, key = column.refers_to
            connection.execute(
                f"INSERT INTO fault SELECT _file, _row, 'unknown_{other}', '{column.name}',"
                f' "{column.name}" FROM typed ANTI JOIN "{other}" ON typed."{column.name}"'
                f' = "{other}"."{key}" WHERE typed."{column.name}" IS NOT NULL'
            )


def check_table(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """The rules of this table alone: ``etl/tables/sql/<table>.sql`` returns the bad rows."""
    try:
        text = sql(f"tables/{table.name}")
    except FileNotFoundError:
        return
    connection.execute(sql("gate/check_macros"))  # once `typed` is there, for they name it
    connection.execute(f"INSERT INTO fault {text}")


def accept(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    read: list[FileRead],
    *,
    name: str,
    licence: str | None,
    extra: str = "",
) -> None:
    """Good rows into their table, bad rows into ``quarantine``, the count of both into the log.

    ``extra`` names further columns of ``typed`` that the table takes. Raises RefusedError
    (``rows_lost``) should a row ever be in neither: a load that loses rows is not published.
    """
    opened = {one.file: one.opened for one in read if one.opened}
    residents.hide(connection, table, name, opened)
    check_doubles(connection, table)
    names = ", ".join([f'"{column.name}"' for column in table.stored] + ([extra] if extra else []))
    into, given = (", source_file", ", _origin") if table.accumulates else ("", "")
    connection.execute(
        f'INSERT INTO "{table.name}" ({names}{into}) SELECT {names}{given} FROM typed'
        " ANTI JOIN (SELECT _file, _row FROM fault UNION FROM joined) AS bad USING (_file, _row)"
    )
    write_log(connection, table, read, name=name, licence=licence)


def write_log(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    read: list[FileRead],
    *,
    name: str,
    licence: str | None,
) -> None:
    """Move the faulty rows of ``raw`` to ``quarantine`` and count every row of every file."""
    rejects.create_original(connection, table)
    for file in read:
        if file.opened:
            rejects.keep_original(connection, table, file.file, file.opened)
        else:
            rejects.keep_earlier(connection, file.file, _columns(connection))
    rejects.put_aside(connection, name, _columns(connection))
    for file in read:
        quarantined = _number(
            connection,
            "SELECT count(*) FROM quarantine WHERE table_name = $name AND source_file = $file",
            {"name": name, "file": file.file},
        )
        accepted = _number(
            connection,
            "SELECT count(*) FROM typed ANTI JOIN fault USING (_file, _row) WHERE _file = $file",
            {"file": file.file},
        )
        if accepted + quarantined != file.rows:
            raise RefusedError(
                "rows_lost", file=file.file, rows=file.rows, kept=accepted + quarantined
            )
        connection.execute(
            "INSERT INTO load_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [name, file.file, *_log(file.rows, accepted, quarantined, licence, file.opened)],
        )


def _log(
    rows: int, accepted: int, quarantined: int, licence: str | None, opened: Intake | None
) -> list[object]:
    if opened is None:
        return ["", rows, accepted, quarantined, None, [], licence, 0, [], []]
    return [
        opened.sha256, rows, accepted, quarantined, opened.encoding, opened.columns.ignored, licence,
        opened.header_row, _with_read(opened), _set_aside(opened),
    ]  # fmt: skip


def _set_aside(opened: Intake) -> list[int]:
    lines = opened.sections.lines if opened.sections else []
    return sorted({*opened.set_aside, *lines})


def _with_read(opened: Intake) -> list[str]:
    """ "header → column" for people, with an example where a cell was not read as it stands."""
    names = [text.split(" → ")[-1].split(" ")[0] for text in opened.columns.matched]
    joined = [opened.parents.told] if opened.parents else []
    return [
        f"{text} ({' → '.join(opened.told[name])})" if name in opened.told else text
        for name, text in zip(names, opened.columns.matched, strict=True)
    ] + joined


def _columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of the table being read that a file may fill."""
    rows = connection.execute("SELECT column_name FROM (DESCRIBE raw)").fetchall()
    return [name for (name,) in rows if not name.startswith("_")]


def _number(connection: duckdb.DuckDBPyConnection, text: str, values: dict[str, object]) -> int:
    row = connection.execute(text, values).fetchone()
    return int(row[0]) if row else 0


def check_doubles(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Of rows alike in everything the first stands; rows that differ under one key all fall,
    because only a person can tell which is right.

    A row that falls anyway drags none with it, so a mended row stands beside the faulty one.
    """
    keys = ", ".join(f'"{name}"' for name in table.key)
    repeated = f"SELECT 1 FROM typed GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
    if not connection.execute(repeated).fetchone():  # the usual case, told with a shorter question
        return
    cells = ", ".join(f'"{column.name}"' for column in table.stored)
    needed = {column.name for column in table.columns if column.needed}
    given = " AND ".join(
        f'"{name}" IS NOT NULL' for name in table.key if name in needed or name == table.key[0]
    )
    shown = " || ' ' || ".join(f"coalesce(\"{name}\"::VARCHAR, '')" for name in table.key)
    connection.execute(
        f"""
        INSERT INTO fault
        SELECT one.f, one.r, reason, {literal(table.key[0])}, shown FROM (
            SELECT unnest(CASE WHEN alike THEN members[2:] ELSE members END) AS one,
                   CASE WHEN alike THEN 'doubled_same' ELSE 'doubled_differs' END AS reason, shown
            FROM (
                SELECT list({{'f': _file, 'r': _row}} ORDER BY _file, _row) AS members,
                       min(whole) = max(whole) AS alike, any_value({shown}) AS shown
                FROM (SELECT *, hash({cells}, _wkb) AS whole FROM typed
                      SEMI JOIN (SELECT hash({keys}) AS h FROM typed GROUP BY h HAVING count(*) > 1)
                          AS repeated ON hash({keys}) = h  -- few, so that few are grouped whole
                      ANTI JOIN (SELECT _file, _row FROM fault UNION FROM joined) AS bad
                          USING (_file, _row)
                      WHERE {given})
                GROUP BY {keys} HAVING count(*) > 1
            )
        )
        """
    )
