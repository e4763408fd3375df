"""Lists that give no days: what they no longer say ended, what they newly say began, on a day.

A list of who is paired with what, handed in without days, tells how things stand now. Compared with
the snapshot before, a row that is new holds from the day of the change on, one that is gone held
until the day before, and what was owed in the months before stays as it was. The days are those of
the loads: no file gives them, and the rows are marked ``undated``.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from etl.gate.warn import warn
from etl.over_time import changes, same_people
from etl.over_time.carry import Earlier
from etl.queries import sql
from etl.tables import TABLES
from etl.tables.declare import Table
from etl.tables.pairing import PAIRING
from etl.tables.posting import POSTING
from geodata.store.diff import BEFORE

#: Tables with a validity that a file need not give.
LISTS = tuple(table for table in TABLES if table.lists)
#: What ``guatu load --rewrite`` may name: here a change corrects what was said from the beginning.
REWRITABLE = tuple(table.name for table in LISTS)
#: Those who are gone from a register and still stand in what was: what they are called, and where.
_FORMER = {
    "unit": ("unit_id", {"posting": "unit_id", "pairing": "responsible_id", "report": "unit_id"}),
    "official": ("official_id", {"posting": "official_id", "pairing": "responsible_id",
                                 "attendance": "official_id"}),
}  # fmt: skip
#: SQL: whether what a row names is still there to be named.
_KNOWN = {
    "pairing": "knows(responsible_kind, responsible_id) AND knows(target_kind, target_id)",
    "posting": "knows('official', official_id) AND knows('unit', unit_id)",
    "place_attribute": "knows('place', code)",
    "exemption": "knows(subject_kind, subject_id)",
}
#: SQL: whether a row of ``listed`` is of a list that was not there before. The postings of each official
#: are a list: the first one told was always so, for pairings say from when somebody owes.
_IS_FIRST = "sublist NOT IN (SELECT sublist FROM stand)"


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """The working tables of a load: who is gone from a register, and rows that were put aside."""
    connection.execute(sql("over_time/undated/begin"))


def keep_former(connection: duckdb.DuckDBPyConnection, table: Table, earlier: Earlier) -> None:
    """Units and officials who are gone from their register stay known where the past names them:
    a successor takes over from a day, and what was before stays theirs."""
    if table.name not in _FORMER or table.name not in earlier.columns:
        return
    key, named = _FORMER[table.name]
    given = connection.execute("SELECT is_given($table)", {"table": table.name}).fetchone()
    asked = [
        f'SELECT "{column}" FROM {BEFORE}.main."{one}"'
        for one, column in named.items()
        if earlier.keeps_list(one)
    ]
    if given != (True,) or not asked:
        return
    shared = [one.name for one in table.stored if one.name in earlier.columns[table.name]]
    names = ", ".join(f'"{one}"' for one in shared)
    connection.execute(
        f"INSERT INTO former SELECT '{table.name}', {key} FROM {BEFORE}.main.\"{table.name}\""
        f' ANTI JOIN "{table.name}" USING ({key})'
        f" WHERE {key} IN ({' UNION ALL '.join(asked)})"
        f" AND {key} NOT IN (SELECT was FROM same WHERE what = '{table.name}')"
    )
    connection.execute(
        f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM {BEFORE}.main."{table.name}"'
        f" WHERE {key} IN (SELECT code FROM former WHERE what = '{table.name}')"
    )


def note_aside(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Remember what rows that were put aside are about: whoever is missing because of them has not
    ended. Called once the rows of a file are accepted."""
    for columns in table.in_place_of:
        connection.execute(
            f"INSERT INTO put_aside SELECT DISTINCT '{table.name}', {_packed(columns)} FROM typed"
            " SEMI JOIN (FROM fault WHERE code NOT IN ('doubled_same', 'not_in_force')) AS bad"
            " USING (_file, _row)"
            f" WHERE {' AND '.join(f'{one} IS NOT NULL' for one in columns)}"
        )


def date_list(connection: duckdb.DuckDBPyConnection, table: Table, earlier: Earlier | None) -> None:
    """Days for the rows of a list that no file dates, and the list cut where places passed to others.

    Where no table of postings is given, those that the pairings name are dated with these.
    """
    (given,) = connection.execute("SELECT is_given('posting')").fetchone() or (False,)
    if table is PAIRING and not given:
        date_rows(connection, POSTING, earlier)
    if table is not POSTING or given:
        date_rows(connection, table, earlier)
    changes.follow_spells(connection, table)


def date_rows(connection: duckdb.DuckDBPyConnection, table: Table, earlier: Earlier | None) -> None:
    """Give the rows of a list that no file dates the days on which loads saw them come and go."""
    connection.execute(
        f'UPDATE "{table.name}" SET undated = valid_from IS NULL AND valid_to IS NULL'
    )
    if earlier is None or table.name in earlier.replaced or table.name not in earlier.columns:
        return
    if not _take_before(connection, table, earlier):
        return
    others = [one.name for one in table.stored if one.name not in {"valid_from", "valid_to"}]
    values = {
        "table": table.name,
        "columns": ", ".join(others),
        "says": _packed(table.lists),
        "sublist": _packed(table.sublists),
        "is_first": _IS_FIRST,
        "place": _packed(table.in_place_of[0]),
        "told": ", ".join(
            f"kept.{one}" if one in table.lists else
            f"CASE WHEN kept.valid_to IS NULL AND listed.undated THEN listed.{one} ELSE kept.{one} END"
            for one in others
        ),
        "spared": " OR ".join(
            f"{_packed(one)} IN (SELECT about FROM put_aside WHERE table_name = '{table.name}')"
            for one in table.in_place_of
        ),
        "first_days": ", ".join(
            "(SELECT min(coalesce(ended_row.valid_from, DATE '0001-01-01')) FROM ended_row WHERE "
            + " AND ".join(f"ended_row.{one} = listed.{one}" for one in columns) + ")"
            for columns in table.in_place_of
        ),
    }  # fmt: skip
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE change_day AS SELECT $day::DATE AS day, $rewrites AS rewrites",
        {"day": earlier.changes_on, "rewrites": table.name in earlier.rewritten},
    )
    changes.follow_undated(connection, table)
    if table is POSTING:
        connection.execute(sql("over_time/undated/complete"))
    connection.execute(sql("over_time/undated/rows").format(**values))
    if table.name == "pairing" and table.name in earlier.rewritten:
        connection.execute(sql("over_time/undated/forget"))
    _warn(connection, table)


def _take_before(connection: duckdb.DuckDBPyConnection, table: Table, earlier: Earlier) -> bool:
    """``listed_before``: the rows of the snapshot before that name what is still there, cut where a
    place has passed to its successor meanwhile; False where there are none."""
    have = earlier.columns[table.name]
    cells = ", ".join(
        f'"{one.name}"' if one.name in have else f'NULL AS "{one.name}"' for one in table.stored
    )
    undated = "undated" if "undated" in have else "valid_from IS NULL AND valid_to IS NULL"
    found = connection.execute(
        f"CREATE OR REPLACE TEMP TABLE listed_before AS SELECT {cells}, {undated} AS undated"
        f" FROM {same_people.rows(table.name, have)} AS old WHERE {_KNOWN[table.name]}"
    ).fetchone()
    changes.follow_spells(connection, table, rows="listed_before")
    return bool(found and found[0])


def _warn(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Say how many rows begin and end on which day, and how many were left as they were."""
    for day, began, ended, corrected in connection.execute(
        "SELECT day, count(*) FILTER (what = 'began'), count(*) FILTER (what = 'ended'),"
        " count(*) FILTER (what = 'corrected') FROM day_change GROUP BY day ORDER BY day"
    ).fetchall():
        code = "list_corrected" if corrected else "list_changed"
        told = {"table": table.name, "day": str(day), "began": began, "ended": ended}
        if corrected:
            told = {"table": table.name, "rows": corrected}
        warn(connection, table.name, code, **told)
    (spared,) = connection.execute("SELECT count(*) FROM spared").fetchone() or (0,)
    if spared:
        told = {"table": table.name, "rows": spared}
        warn(connection, table.name, "list_undecided", **told)


def _packed(columns: Iterable[str]) -> str:
    """SQL: what stands in these columns, as one text."""
    cells = ", ".join(f"coalesce({one}::VARCHAR, chr(30))" for one in columns)
    return f"concat_ws(chr(31), '', {cells})" if cells else "''"
