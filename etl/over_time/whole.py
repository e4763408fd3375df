"""Files that are all there is of a month: a corrected sheet replaces the one it corrects.

A row of an earlier load stays until a file brings its key again. Where the key is made of the row
itself, a corrected row is another one, and the old one would stay beside it as a ghost. A source that
is declared ``whole`` lets such rows go; without the declaration a load says how many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from etl.city.source_table import Whole
from etl.gate.warn import warn
from etl.over_time import same_people
from etl.queries import sql
from etl.tables.declare import Table
from geodata.store.diff import BEFORE

if TYPE_CHECKING:
    from etl.over_time.carry import Earlier

#: A month of fewer rows may shrink to any number: they are read one by one.
FEW_IN_MONTH = 20
_OF_VISIT = "(SELECT visited_on FROM {db}visit AS told WHERE told.visit_id = {row}.visit_id)"
#: SQL: the day that a row of an accumulating table is of.
_DAY = {
    "visit": "{row}.visited_on",
    "attendance": _OF_VISIT,
    "report": "{row}.day",
    "roster": "{row}.due_on",
}


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing is replaced before it is decided."""
    connection.execute("CREATE OR REPLACE TEMP TABLE gone_visit (visit_id VARCHAR)")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE month_shrunk (name VARCHAR, had BIGINT, given BIGINT)"
    )
    _forget(connection)


def _forget(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE replaced_day (version VARCHAR, day DATE);"
        "CREATE OR REPLACE TEMP TABLE whole_month (scope VARCHAR, month DATE)"
    )


def decide(
    connection: duckdb.DuckDBPyConnection, table: Table, earlier: Earlier, whole: Whole | None
) -> None:
    """Fill ``replaced_day`` with the files and days of earlier loads whose rows the files of this one
    take the place of, once these are accepted; say which go, and which look as if they should."""
    _forget(connection)
    if table.name not in earlier.columns or table.name not in _DAY:
        return
    have = earlier.columns[table.name]
    by = table.replaced_by or table.key
    given = " AND ".join(f'old."{one}" IS NOT DISTINCT FROM given."{one}"' for one in by)
    derived = [f"NOT old.{one}" for one in ("from_roster", "from_visit") if one in have]
    connection.execute(
        sql("over_time/whole").format(
            by=", ".join(f'"{one}"' for one in by),
            given=given,
            before=f"{BEFORE}.main.",
            rows=same_people.rows(table.name, have),
            table=table.name,
            given_day=_DAY[table.name].format(db="", row="one"),
            old_day=_DAY[table.name].format(db=f"{BEFORE}.main.", row="old"),
            version="old.source_file" if "source_file" in have else "NULL::VARCHAR",
            own=" AND ".join(derived) or "true",
            scope="''" if whole == "month" else "one.file",
        )
    )
    _warn(connection, table, whole)
    if whole is None:
        _forget(connection)
        return
    connection.execute(
        "INSERT INTO month_shrunk SELECT $name, sum(had), sum(given) FROM decided"
        " WHERE is_whole AND had >= $few AND given * 2 < had HAVING count(*) > 0",
        {"name": table.name, "few": FEW_IN_MONTH},
    )
    if table.name == "visit":
        connection.execute(
            f"INSERT INTO gone_visit SELECT visit_id FROM {BEFORE}.main.visit AS old"
            " JOIN replaced_day ON day = visited_on AND version IS NOT DISTINCT FROM "
            + ("old.source_file" if "source_file" in have else "NULL")
            + " ANTI JOIN typed ON typed.visit_id = old.visit_id"
        )


def not_replaced(table: Table, version: str) -> str:
    """SQL: anti-joins that leave out the rows ``old`` that are replaced, given by ``version``, and
    whoever came to a visit that is."""
    if table.name not in _DAY:
        return ""
    if table.name != "attendance":
        return (
            f"ANTI JOIN replaced_day ON replaced_day.version IS NOT DISTINCT FROM {version}"
            f" AND replaced_day.day = {_DAY[table.name].format(db='', row='old')}"
        )
    return (
        f"ANTI JOIN (SELECT visit_id, version FROM {BEFORE}.main.visit"
        " JOIN replaced_day ON day = visited_on) AS replaced"
        f" ON replaced.visit_id = old.visit_id AND replaced.version IS NOT DISTINCT FROM {version}"
        " ANTI JOIN gone_visit ON gone_visit.visit_id = old.visit_id"
    )


def replaced_aside(table: Table) -> str:
    """SQL: the rows of ``typed`` that were put aside before and are of a month that is whole now."""
    if table.name not in {"visit", "report", "roster"}:
        return "SELECT NULL AS _row FROM (SELECT 0 AS _row)"
    day = _DAY[table.name].format(db="", row="typed")
    return (
        "SELECT _row FROM (SELECT _row FROM typed JOIN whole_month"
        " ON (scope = '' OR scope = regexp_replace(_origin, '#[0-9a-f]+$', ''))"
        f" AND date_trunc('month', {day}) = month)"
    )


def _warn(connection: duckdb.DuckDBPyConnection, table: Table, whole: Whole | None) -> None:
    """Say what the files replace, and where they do not though they are declared whole."""
    if whole:
        for file, rows, months in connection.execute(
            "SELECT nullif(scope, ''), sum(lost)::BIGINT, string_agg(strftime(month, '%Y-%m'), ', '"
            " ORDER BY month) FROM decided WHERE is_whole AND lost > 0 GROUP BY scope ORDER BY scope"
        ).fetchall():
            told = {"table": table.name, "file": file or table.name, "rows": rows, "months": months}
            warn(connection, table.name, "whole_replaces", **told)
        for file, month, rows, had in connection.execute(
            "SELECT nullif(scope, ''), strftime(month, '%Y-%m'), given, had FROM decided"
            " WHERE NOT is_whole AND lost > 0 ORDER BY scope, month"
        ).fetchall():
            told = {"table": table.name, "file": file or table.name, "month": month,
                    "rows": rows, "had": had}  # fmt: skip
            warn(connection, table.name, "whole_not_taken", **told)


def warn_of_ghosts(
    connection: duckdb.DuckDBPyConnection, table: Table, earlier: Earlier, whole: Whole | None
) -> None:
    """Say which rows of earlier files stay though later ones of the same month no longer have them:
    those of them that still count, once the gate has seen them."""
    if table.name not in earlier.columns or table.name not in _DAY:
        return
    connection.execute(
        sql("over_time/ghosts").format(day=_DAY[table.name].format(db="", row="one"))
    )
    told = (
        ("ghosts", whole is None, "SELECT file, rows, month FROM ghost WHERE NOT is_renamed"),
        (  # whose file is whole, hands in files of many townships one by one
            "ghosts_renamed", whole != "month",
            "SELECT file, rows, month FROM ghost JOIN renamed USING (file, month)"
            " WHERE is_renamed AND ($whole IS NULL OR had > lost)",
        ),
    )  # fmt: skip
    for code, is_told, rows_of_months in told:
        if not is_told:
            continue
        for file, rows, months in connection.execute(
            "SELECT file, sum(rows)::BIGINT, string_agg(strftime(month, '%Y-%m'), ', ' ORDER BY month)"
            f" FROM ({rows_of_months}) GROUP BY file ORDER BY file",
            {"whole": whole} if "$whole" in rows_of_months else {},
        ).fetchall():
            values = {"table": table.name, "file": file, "rows": rows, "months": months}
            warn(connection, table.name, code, **values)
