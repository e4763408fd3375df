"""What stays of the snapshot before: rows of events that no file of this load brings again.

Tables that accumulate (visits, attendance, reports, rosters …) grow month by month: an earlier row
stays until a file brings its key again, and then the file is right. What stays goes through the
same gate as a file does, as the file ``snapshot <id>``, since places and people may have changed.
A row that was put aside stays put aside in the same way; only what it refers to is looked up anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from etl.gate import stage
from etl.gate.stage import FileRead
from etl.gate.typed import type_rows
from etl.over_time import same_people, whole
from etl.queries import sql
from etl.tables import PLACE, TABLES
from etl.tables.declare import Table
from etl.tables.visit import VISIT
from geodata.store import diff
from geodata.store.diff import BEFORE, Comparison
from geodata.store.snapshots import damaged

#: Tables whose rows stay, and which ``guatu load --replace`` may therefore name.
ACCUMULATING = tuple(table.name for table in TABLES if table.accumulates)
#: How many changed rows of each table are kept; the count of all stands beside them.
CHANGED_ROWS = 10_000
#: The columns that tell the rows of each table apart.
KEYS = {table.name: table.key for table in (PLACE, *TABLES)}


@dataclass(frozen=True)
class Earlier:
    """The snapshot before, attached read-only as ``earlier``."""

    snapshot_id: str
    replaced: frozenset[str]
    """Tables for which the files of this load are the whole truth."""
    rewritten: frozenset[str]
    """Lists without days of which a change holds from the beginning: see ``etl/over_time/undated.py``."""
    changes_on: date
    """The day from which any other change of such a list holds."""
    columns: dict[str, list[str]]
    """Its tables and their columns: an older layout may lack some."""

    def carries(self, table: Table) -> bool:
        """Whether rows of the table stay."""
        return table.accumulates and table.name not in self.replaced

    def keeps_list(self, table: str) -> bool:
        """Whether what a list without days said before counts for anything."""
        return table in self.columns and table not in self.replaced

    @property
    def has_officials(self) -> bool:
        """Whether it tells who came to its visits."""
        return {"official", "unit", "posting", "attendance"} <= self.columns.keys()

    @property
    def knows_people(self) -> bool:
        """Whether it tells of its visits who else came, whom no list knew."""
        return self.has_officials and "visit_id" in self.columns.get("unknown_person", [])


def attach(
    connection: duckdb.DuckDBPyConnection,
    code: str,
    path: Path,
    replaced: frozenset[str],
    rewritten: frozenset[str],
    changes_on: date,
) -> Earlier | None:
    """Attach the snapshot before; None where it is about another city.

    Raises StoreError, as :func:`damaged` does.
    """
    quoted = str(path).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{quoted}' AS {BEFORE} (READ_ONLY)")
        city = connection.execute(f"SELECT code FROM {BEFORE}.city").fetchall()
    except duckdb.Error as error:
        raise damaged(path, error) from error
    if city != [(code,)]:
        connection.execute(f"DETACH {BEFORE}")
        return None
    connection.execute("CREATE OR REPLACE TEMP TABLE stayed (table_name VARCHAR, rows BIGINT)")
    return Earlier(path.stem, replaced, rewritten, changes_on, diff.columns(connection, BEFORE))


def read_raw(
    connection: duckdb.DuckDBPyConnection, table: Table, earlier: Earlier
) -> list[FileRead]:
    """Fill ``raw``, ``typed`` and ``fault`` with the rows that stay.

    ``typed`` holds the rows of this load's files until now: what they bring again does not stay.
    """
    file = f"snapshot {earlier.snapshot_id}"
    by = ", ".join(f'"{name}"' for name in table.replaced_by or table.key)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE given AS SELECT DISTINCT {by} FROM typed")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE given_version AS SELECT DISTINCT _origin AS version FROM typed"
    )
    stage.empty_raw(connection, table)
    if table.name in earlier.columns:
        _stay(connection, table, file, earlier.columns[table.name])
    if table is VISIT and "from_visit" in earlier.columns.get("attendance", []):
        connection.execute(sql("over_time/came_before"))
    if table is VISIT and "visit_id" in earlier.columns.get("unknown_person", []):
        connection.execute(sql("over_time/asked_before"))
    (accepted,) = connection.execute("SELECT count(*) FROM raw").fetchone() or (0,)
    aside = _stay_aside(connection, table, file, accepted, earlier)
    if not accepted + aside:
        return []
    type_rows(connection, table)
    _let_go(connection, table, accepted)
    (rows,) = connection.execute("SELECT count(*) FROM raw").fetchone() or (0,)
    return [FileRead(file, None, rows)] if rows else []


def _stay(
    connection: duckdb.DuckDBPyConnection, table: Table, file: str, before: list[str]
) -> None:
    """The accepted rows whose key was not given again, as text. What follows from a roster or from
    the row of a visit follows anew."""
    names = [column.name for column in table.columns]
    cells = ", ".join(f'old."{one}"::VARCHAR' if one in before else "NULL" for one in names)
    by = table.replaced_by or table.key
    given = " AND ".join(f'old."{one}" IS NOT DISTINCT FROM given."{one}"' for one in by)
    own = ""
    if "from_roster" in before:
        own = "WHERE NOT old.from_roster"
    elif "visit_id" in before:  # a snapshot of before that column was there
        own = "WHERE NOT starts_with(old.visit_id, 'roster/')"
    if "from_visit" in before:
        own += " AND NOT old.from_visit"
    origin = "old.source_file" if "source_file" in before else "NULL"
    connection.execute(
        f"INSERT INTO raw SELECT $file, row_number() OVER (), NULL, {cells}, NULL, {origin}"
        f" FROM {same_people.rows(table.name, before)} AS old ANTI JOIN given ON {given}"
        f" {whole.not_replaced(table, origin)} {own}",
        {"file": file},
    )


def _stay_aside(
    connection: duckdb.DuckDBPyConnection, table: Table, file: str, after: int, earlier: Earlier
) -> int:
    """The rows in quarantine, numbered on from ``after``; a mere repetition is dropped."""
    cells = ", ".join(f"cells_json->>'$.\"{column.name}\"'" for column in table.columns)
    has_headers = "matched" in earlier.columns["load_log"]
    matched = "any_value(array_to_string(matched, chr(10)))" if has_headers else "''"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE aside AS"
        " SELECT $after + row_number() OVER () AS _row, row_json, cells_json, reasons, matched,"
        " source_file"
        f" FROM {BEFORE}.main.quarantine LEFT JOIN (SELECT table_name, source_file, {matched} AS matched"
        f" FROM {BEFORE}.main.load_log GROUP BY ALL) AS log USING (table_name, source_file)"
        " WHERE table_name = $table"
        " AND list_bool_or([one.code <> 'doubled_same' FOR one IN reasons])",
        {"after": after, "table": table.name},
    )
    inserted = connection.execute(
        f"INSERT INTO raw SELECT $file, _row, NULL, {cells}, NULL,"
        " CASE WHEN NOT starts_with(source_file, 'snapshot ') THEN source_file END FROM aside",
        {"file": file},
    ).fetchone()
    return int(inserted[0]) if inserted else 0


def _let_go(connection: duckdb.DuckDBPyConnection, table: Table, accepted: int) -> None:
    """Rows put aside are let go when given again, or when they lack a key to be known by; the
    others keep what was wrong with them, but for what they refer to."""
    by = table.replaced_by or table.key
    given = " AND ".join(f'typed."{one}" IS NOT DISTINCT FROM given."{one}"' for one in by)
    required = [one.name for one in table.columns if one.name in table.key and one.required]
    no_key = " OR ".join(f'"{one}" IS NULL' for one in required) or "false"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE gone AS"
        f" SELECT _row FROM typed SEMI JOIN given ON {given} WHERE _row > $accepted"
        f" UNION SELECT _row FROM typed WHERE _row > $accepted AND ({no_key})"
        f" UNION {whole.replaced_aside(table)} WHERE _row > $accepted"
        # the same version of a file brings all its rows again
        f" UNION SELECT _row FROM aside JOIN {BEFORE}.main.load_log AS log USING (source_file)"
        f" JOIN given_version ON version = source_file || '#' || left(sha256, 12)"
        f" WHERE log.table_name = '{table.name}'",
        {"accepted": accepted},
    )
    connection.execute(
        "INSERT INTO fault SELECT (SELECT any_value(_file) FROM raw), _row,"
        " one.code, one.column_name, one.value"
        " FROM (SELECT _row, unnest(reasons) AS one FROM aside)"
        " WHERE NOT starts_with(one.code, 'unknown_')"
        " AND one.code NOT IN ('place_gone', 'name_unknown', 'name_ambiguous')"
    )
    for name in ("raw", "typed", "fault"):
        connection.execute(f"DELETE FROM {name} WHERE _row IN (SELECT _row FROM gone)")


def without_told(
    connection: duckdb.DuckDBPyConnection, table: Table, read: list[FileRead]
) -> list[FileRead]:
    """The same without the rows that cannot stay and that a file of this load brings again and has
    put aside already: each is told once."""
    if table is not VISIT:
        return read
    connection.execute(sql("over_time/told_aside"))
    for name in ("raw", "typed", "fault"):
        connection.execute(f"DELETE FROM {name} WHERE _row IN (SELECT _row FROM told_aside)")
    (rows,) = connection.execute("SELECT count(*) FROM raw").fetchone() or (0,)
    return [FileRead(read[0].file, None, rows)] if rows else []


def count_stayed(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Note how many accepted rows stay as they were, once the gate has seen them."""
    connection.execute(
        "INSERT INTO stayed SELECT $table, count(*) FROM typed"
        " ANTI JOIN (SELECT _row FROM fault UNION SELECT _row FROM aside) AS other USING (_row)",
        {"table": table.name},
    )


def licence_of(connection: duckdb.DuckDBPyConnection, table: Table) -> str | None:
    """The licences under which the rows that stay came."""
    found = connection.execute(
        f"SELECT string_agg(DISTINCT licence, '; ' ORDER BY licence) FROM {BEFORE}.main.load_log"
        " WHERE table_name = $table",
        {"table": table.name},
    ).fetchone()
    return found[0] if found else None


def write_changes(connection: duckdb.DuckDBPyConnection, earlier: Earlier) -> None:
    """Fill ``load_change`` and ``load_changed_row``: what differs from the snapshot before."""
    comparison = Comparison(connection, KEYS)
    stayed = dict(connection.execute("SELECT table_name, rows FROM stayed").fetchall())
    for change in comparison.changes():
        carried = stayed.get(change.table, 0)
        connection.execute(
            "INSERT INTO load_change VALUES (?, ?, ?, ?, ?, ?, ?)",
            [change.table, earlier.snapshot_id, change.added, change.changed,
             change.unchanged - carried, carried, change.removed],
        )  # fmt: skip
        if change.changed:
            rows = comparison.changed_rows(change.table)
            connection.execute(
                "INSERT INTO load_changed_row SELECT name, masked_json(key), masked_json(was),"
                f" masked_json(now) FROM ({rows} LIMIT {CHANGED_ROWS}) AS changed (name, key, was, now)"
            )
