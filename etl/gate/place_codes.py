"""Codes of places whose register gives none: from a list or layer that has them, else made of names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import duckdb
from pypinyin import lazy_pinyin

from etl.city.settings import Source
from etl.gate import stage
from etl.gate.belonging import few, forget_places, know_places, learn_plain
from etl.gate.typed import type_rows
from etl.gate.warn import warn
from etl.names import resolve as names
from etl.queries import sql
from etl.tables import PLACE
from etl.tables.declare import Naming
from etl.tables.place import place_table
from geodata.base.codes import Kind

_UNITS: tuple[Kind, ...] = ("village", "community")
_columns = {column.name: column for column in PLACE.columns}


def read_list(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    licence: str | None,
    progress: Callable[[int], None],
) -> None:
    """Fill ``code_list`` with the codes and names of ``source.codes``; empty where there is none."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE code_list (code VARCHAR, name VARCHAR, kind VARCHAR,"
        " parent_code VARCHAR)"
    )
    if source.codes is None:
        return
    kind = source.kind or "grid"
    table = place_table(kind, mixed=kind in _UNITS)
    columns = tuple(replace(one, made_of=()) for one in table.columns)
    table = replace(table, columns=columns)
    name = f"{source.name}.codes"
    read = stage.read_raw(connection, table, source.codes, progress)
    type_rows(connection, table)
    connection.execute(sql("gate/parent"))
    connection.execute(sql("gate/place_codes/list"), {"kind": kind})
    stage.write_log(connection, table, read, name=name, licence=licence)


def find_codes(connection: duckdb.DuckDBPyConnection, source: Source, on: date) -> None:
    """Give the rows of ``typed`` without a code that of ``code_list`` which bears their name in their
    township; several are a fault, and what none bears is left to be made."""
    if source.codes is None:
        return
    kinds = _UNITS if source.kind in _UNITS else (source.kind or "grid",)
    learn_plain(connection, "SELECT name FROM code_list")
    connection.execute(sql("gate/place_codes/lend"))
    connection.execute(sql("gate/place_codes/ask"))
    resolve(connection, kinds, on)
    connection.execute("DELETE FROM fault WHERE code = 'name_unknown' AND column_name = 'name'")
    connection.execute("DELETE FROM place WHERE code IN (SELECT code FROM lent)")
    _match_alike(connection, source)


def _match_alike(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Where one place and one code alone are left in a township and their names sound alike, one of
    the two is a slip of the pen (张娄 of 张楼): they belong together, which is said."""
    told = []
    learn_plain(connection, "SELECT name FROM typed UNION SELECT name FROM code_list")
    for file, row, name, own, code, listed, its in connection.execute(
        sql("gate/place_codes/left")
    ).fetchall():
        if lazy_pinyin(own) == lazy_pinyin(its):
            connection.execute(
                "UPDATE typed SET code = $code WHERE _file = $file AND _row = $row",
                {"code": code, "file": file, "row": row},
            )
            told.append(f"{name} ≈ {listed} {code}")
    if told:
        warn(connection, source.name, "codes_alike", places=len(told), shown=few(sorted(told)))


def resolve(connection: duckdb.DuckDBPyConnection, kinds: Sequence[Kind], on: date) -> None:
    """Fill ``code`` of the rows of ``typed`` that ask for a place of some kinds by ``asked_name``, in
    the areas ``in_township`` and ``in_county``, as visits do; what has no answer is a fault."""
    naming = Naming("asked_name", kinds=tuple(kinds), county="in_county", township="in_township",
                    day=f"DATE '{on.isoformat()}'")  # fmt: skip
    know_places(connection)
    names.resolve(connection, replace(PLACE, columns=(replace(_columns["code"], naming=naming),)))
    forget_places(connection)
    for asked, column in (("asked_name", "name"), ("in_township", "township_name"),
                          ("in_county", "county_name")):  # fmt: skip
        connection.execute(
            "UPDATE fault SET column_name = $column WHERE column_name = $asked",
            {"column": column, "asked": asked},
        )
        connection.execute(f"ALTER TABLE typed DROP COLUMN {asked}")


def find_named(connection: duckdb.DuckDBPyConnection, source: Source, on: date) -> None:
    """Give the rows of shapes in ``typed`` that no exact name has found a place the code of the one
    that they name as visits do; several are a fault."""
    kinds = _UNITS if source.kind_by_name else (source.kind or "grid",)
    connection.execute(sql("gate/place_codes/ask_shapes"))
    resolve(connection, kinds, on)
    connection.execute(  # what names nothing is told as a shape of no place
        "DELETE FROM fault WHERE code = 'name_unknown'"
    )


def make_codes(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Codes for the rows of files that give none at all: that of the parent and the name, so that they
    are the same from load to load; a grid's of its number. One name twice is a fault."""
    if not connection.execute("SELECT 1 FROM typed WHERE code IS NULL LIMIT 1").fetchone():
        return
    learn_plain(connection, "SELECT name FROM typed UNION SELECT name FROM place")
    connection.execute(sql("gate/place_codes/make"))
    rows = connection.execute(
        "SELECT typed.name FROM typed JOIN made USING (_file, _row)"
        " ANTI JOIN fault USING (_file, _row) ORDER BY _file, _row"
    ).fetchall()
    key = "codes_made" if source.codes is None else "codes_not_listed"
    if rows and source.kind == "grid":
        key = "codes_numbered"
    if rows:
        warn(connection, source.name, key, places=len(rows), shown=few([name for (name,) in rows]))


def warn_of_unused(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Say which codes of the list belong to no row of the register."""
    kinds = list(_UNITS) if source.kind_by_name else [source.kind]
    rows = connection.execute(
        "SELECT code || ' ' || any_value(name) FROM code_list WHERE list_contains($kinds, kind)"
        " AND code NOT IN (SELECT code FROM place WHERE list_contains($kinds, kind))"
        " GROUP BY code ORDER BY code",
        {"kinds": kinds},
    ).fetchall()
    if rows:
        warn(connection, source.name, "codes_unused", places=len(rows),
             shown=few([one for (one,) in rows]))  # fmt: skip
