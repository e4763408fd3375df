"""Which place another belongs to, where its register tells it by name, by layer or by column: the
parents that names mean, and the townships that a column alone names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import duckdb

from etl.city.settings import Source
from etl.gate.intake import parts_of
from etl.gate.warn import warn
from etl.names import resolve as names
from etl.queries import sql
from etl.tables import PLACE
from geodata.base.codes import Kind

#: What a place of a kind may belong to, where a name says it.
_ABOVE: dict[str, tuple[Kind, ...]] = {
    "city": ("province",),
    "county": ("city", "province"),
    "township": ("county", "city"),
    "village": ("township", "county"),
    "community": ("township", "county"),
    "grid": ("community", "village", "township"),
}
#: A layer that is called after a place: 东城街道文昌社区.
_OF_A_PLACE = re.compile("(村|社区|委员会|居委会|村委会|乡|镇|街道|办事处)$")
_SHOWN = 3
#: The columns that say by name where a place lies.
AREA_NAMES = ("parent_name", "township_name", "county_name")


def name_parents(connection: duckdb.DuckDBPyConnection, source: Source, on: date) -> None:
    """Fill ``parent_code`` of the rows of ``typed`` whose code does not tell it, from the names that
    their columns and their layer say; what a name does not tell clearly is a fault."""
    say_layers(connection, source)
    listed = connection.execute("SELECT 1 FROM place WHERE kind = 'township' LIMIT 1").fetchone()
    made = False
    if source.kind in {"village", "community"}:
        made = _build_townships(connection, source.name)
    # with a list of townships a code of another area is refused
    keys = ("township_differs",) if listed else ("township_differs", "code_elsewhere")
    _warn_of_other_areas(connection, source.name, keys)
    connection.execute(sql("gate/belonging/unasked"), {"made": made})
    wanted = (
        "FROM typed WHERE coalesce(parent_name, township_name, county_name) IS NOT NULL LIMIT 1"
    )
    if connection.execute(wanted).fetchone() is None:
        return
    know_places(connection)
    kinds, day = _ABOVE[source.kind or "grid"], f"DATE '{on.isoformat()}'"
    columns = tuple(
        replace(one, naming=replace(one.naming, kinds=kinds, day=day))
        for one in PLACE.columns
        if one.name == "parent_code" and one.naming
    )
    names.resolve(connection, replace(PLACE, columns=columns))
    forget_places(connection)


def _warn_of_other_areas(
    connection: duckdb.DuckDBPyConnection, source: str, keys: Sequence[str]
) -> None:
    """Say which codes belong to another township than the one that stands beside them, or to none of the
    root: the code is followed, and one of the two is a slip."""
    for key in keys:
        rows = connection.execute(sql(f"gate/belonging/{key}")).fetchall()
        if rows:
            warn(connection, source, key, places=len(rows), shown=few([one for (one,) in rows]))


def know_places(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the places that are loaded so far known by their names."""
    connection.execute("DELETE FROM lineage")
    connection.execute(sql("derive/lineage"))
    names.begin(connection, has_earlier=False)


def forget_places(connection: duckdb.DuckDBPyConnection) -> None:
    """What lies where is told anew once all places are there."""
    connection.execute("DELETE FROM lineage")


def say_layers(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """A layer that is called after a loaded place, as the folders of KML are, says to what its rows
    belong; where a column says so too, the layer may say it more exactly."""
    said = [
        (part.file, part.layer)
        for path in source.files
        for part in parts_of(path, source.called(path), source)
        if part.layer and _OF_A_PLACE.search(part.layer)
    ]
    if said:
        learn_plain(connection, "SELECT name FROM place UNION SELECT parent_name FROM typed")
        connection.execute("CREATE OR REPLACE TEMP TABLE said_layer (_file VARCHAR, name VARCHAR)")
        connection.executemany("INSERT INTO said_layer VALUES (?, ?)", said)
        learn_plain(connection, "SELECT name FROM said_layer")
        connection.execute(
            sql("gate/belonging/layers"), {"kinds": list(_ABOVE[source.kind or "grid"])}
        )


def learn_plain(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Know the plain forms of some names; before any place is known too."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS plain (written VARCHAR, plain VARCHAR)")
    names.learn(connection, query)


def _build_townships(connection: duckdb.DuckDBPyConnection, source: str) -> bool:
    """The townships that a register of villages names, where no source gives any: each has the code
    that all codes of its villages begin with, if no other township has it, else a made one; whether
    any is made."""
    given = connection.execute(
        "SELECT list_contains(given, 'township') FROM load_context"
    ).fetchone()
    if given == (True,):
        return False
    learn_plain(connection, "SELECT unnest([township_name, county_name]) FROM typed")
    built = connection.execute(sql("gate/belonging/townships")).fetchall()
    if not built:
        return False
    connection.executemany(
        "INSERT INTO place (code, name, kind, parent_code) VALUES (?, ?, 'township', ?)",
        [(code, name, parent) for code, name, parent, _ in built],
    )
    connection.execute("UPDATE load_context SET given = list_append(given, 'township')")
    for code, key in ((False, "townships_from_codes"), (True, "townships_made")):
        some = [f"{name} {own}" for own, name, _, is_made in built if is_made == code]
        if some:
            warn(connection, source, key, places=len(some), shown=few(some))
    return any(is_made for *_, is_made in built)


def few(shown: Sequence[str]) -> str:
    """The first of some names, for a sentence."""
    return ", ".join(shown[:_SHOWN]) + (" …" if len(shown) > _SHOWN else "")
