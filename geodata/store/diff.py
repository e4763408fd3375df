"""What differs between two snapshots, row by row; a row is known by the key of its table.

Both files are attached to one connection under the names :data:`BEFORE` and :data:`AFTER`, so a
load can compare what it writes with what was there before, and ``guatu diff`` any two snapshots.
The SQL is built of the tables' own names alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

import duckdb
import pandas as pd

from geodata.base.errors import RefusedError, StoreError
from geodata.store.snapshots import Store, connect, damaged, is_whole

BEFORE, AFTER = "earlier", "snapshot"
Keys = Mapping[str, Sequence[str]]
#: Where a row comes from is no part of what it says.
_LEFT_OUT = {"from_roster", "from_visit", "undated", "source_file"}
_SHAPE = "md5(ST_AsWKB(geometry)::BLOB)"


@dataclass(frozen=True)
class Change:
    """How many rows of a table are new, differ, are as before, and are gone."""

    table: str
    added: int
    changed: int
    unchanged: int
    removed: int


def pair(store: Store, before: str | None, after: str | None) -> tuple[str, str]:
    """The two snapshots to compare: by default the current one and the one it was built on.

    Raises StoreError (``store_empty``, ``snapshot_unknown``), RefusedError (``diff_none``).
    """
    known = store.ids()
    newer = after or store.current_id()
    if newer is None:
        raise StoreError("store_empty", store=store.folder)
    older = before or store.before(newer)
    if older is None:
        raise RefusedError("diff_none", snapshot=newer)
    for one in (older, newer):
        if one not in known:
            raise StoreError("snapshot_unknown", snapshot=one)
    return older, newer


@contextmanager
def compared(store: Store, before: str, after: str, keys: Keys) -> Iterator[Comparison]:
    """Two snapshots of a store side by side; raises StoreError, as :func:`damaged` does."""
    with closing(connect()) as connection:
        for name, snapshot_id in ((BEFORE, before), (AFTER, after)):
            path = store.path(snapshot_id)
            quoted = str(path).replace("'", "''")
            try:
                connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
            except duckdb.Error as error:
                raise damaged(path, error) from error
        try:
            yield Comparison(connection, keys)
        except duckdb.IOException as error:
            broken = [one for one in (before, after) if not is_whole(store.path(one))]
            if not broken:
                raise
            raise damaged(store.path(broken[0]), error) from error


class Comparison:
    """The snapshots attached as :data:`BEFORE` and :data:`AFTER`, table by table.

    ``keys`` names the tables to compare and the columns that tell their rows apart.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, keys: Keys) -> None:
        self._connection = connection
        self._before, self._after = columns(connection, BEFORE), columns(connection, AFTER)
        self.keys = {
            table: key
            for table, key in keys.items()
            if table in self._before or table in self._after
        }

    def changes(self) -> list[Change]:
        """The counts of every table, in the order of the keys."""
        return [self._change(table) for table in self.keys]

    def _change(self, table: str) -> Change:
        counts = self._connection.execute(
            f"""
            SELECT count(*) FILTER (b._here IS NULL),
                   count(*) FILTER (b._here AND a._here AND {self._differs(table)}),
                   count(*) FILTER (b._here AND a._here AND NOT {self._differs(table)}),
                   count(*) FILTER (a._here IS NULL)
            FROM {self._joined(table)}
            """
        ).fetchone()
        return Change(table, *(counts or (0, 0, 0, 0)))

    def rows(self, table: str) -> pd.DataFrame:
        """The rows that were added, changed or removed, each column as it was and as it is."""
        key = self.keys[table]
        known = ", ".join(f'coalesce(a."{one}", b."{one}") AS "{one}"' for one in key)
        told = "".join(
            f', b."{one}" AS "{one}_before", a."{one}" AS "{one}_after"'
            for one in self._told(table)
        )
        return self._connection.execute(
            f"""
            SELECT CASE WHEN b._here IS NULL THEN 'added' WHEN a._here IS NULL THEN 'removed'
                   ELSE 'changed' END AS change, {known}{told}
            FROM {self._joined(table)}
            WHERE b._here IS NULL OR a._here IS NULL OR {self._differs(table)}
            ORDER BY change, {", ".join(f'"{one}"' for one in key)}
            """
        ).df()

    def changed_rows(self, table: str) -> str:
        """A query for the changed rows: the table, and key, before and after as JSON."""

        def packed(side: str, names: Sequence[str]) -> str:
            cells = ", ".join(f'"{one}" := {side}."{one}"' for one in names)
            return f"to_json(struct_pack({cells}))"

        key, told = self.keys[table], self._told(table)
        return f"""
            SELECT '{table}', {packed("a", key)}, {packed("b", told)}, {packed("a", told)}
            FROM {self._joined(table)}
            WHERE b._here AND a._here AND {self._differs(table)}
            ORDER BY {", ".join(f'a."{one}"' for one in key)}
        """

    def differing(self, table: str, first: str, last: str) -> str:
        """A query for the rows that differ: ``change`` (+ ~ −), what they say, and the days they
        differ on, ``first`` to ``last``, both included.

        ``first`` and ``last`` are SQL for the days that a row ``{r}`` of the database ``{db}`` is
        about, NULL being open-ended. Of a row that only ends on another day it is the days between.
        """

        def day(text: str, side: str, database: str, none: str) -> str:
            named = text.format(db=f"{database}.main", r=side)
            return f"coalesce({named}::DATE, DATE '{none}')"

        def both(text: str, chosen: str, none: str) -> str:
            after, before = day(text, "a", AFTER, none), day(text, "b", BEFORE, none)
            return (
                f"CASE WHEN b._here IS NULL THEN {after} WHEN a._here IS NULL THEN {before}"
                f" ELSE {chosen}({before}, {after}) END"
            )

        begins, ends = both(first, "least", "0001-01-01"), both(last, "greatest", "9999-12-31")
        told = self._told(table)
        if "valid_to" in told:
            rest = [one for one in told if one != "valid_to"]
            alike = " AND ".join(f'a."{one}" IS NOT DISTINCT FROM b."{one}"' for one in rest)
            until = [day("{r}.valid_to", side, "", "9999-12-31") for side in "ab"]
            begins = (
                f"CASE WHEN a._here AND b._here AND {alike or 'true'}"
                f" THEN (least({', '.join(until)}) + 1)::DATE ELSE {begins} END"
            )
        known = ", ".join(
            f'coalesce(a."{one}", b."{one}") AS "{one}"' for one in (*self.keys[table], *told)
        )
        return f"""
            SELECT CASE WHEN b._here IS NULL THEN '+' WHEN a._here IS NULL THEN '−' ELSE '~' END
                   AS change, {known}, {begins} AS first, {ends} AS last
            FROM {self._joined(table)}
            WHERE b._here IS NULL OR a._here IS NULL OR {self._differs(table)}
        """

    def _told(self, table: str) -> list[str]:
        """What can be compared: the columns that both have, or all where only one has the table."""
        before, after = self._before.get(table), self._after.get(table)
        shared = [one for one in after if one in before] if before and after else before or after
        return [one for one in shared or [] if one not in self.keys[table] and one not in _LEFT_OUT]

    def _joined(self, table: str) -> str:
        told = [
            f"{self._shape(table)} AS geometry" if one == "geometry" else f'"{one}"'
            for one in self._told(table)
        ]
        cells = ", ".join([*(f'"{one}"' for one in self.keys[table]), *told])

        def side(database: str, other: str, there: bool) -> str:
            source, none = (database, "") if there else (other, " WHERE false")
            return f'(SELECT {cells}, true AS _here FROM {source}.main."{table}"{none})'

        alike = " AND ".join(
            f'b."{one}" IS NOT DISTINCT FROM a."{one}"' for one in self.keys[table]
        )
        before = side(BEFORE, AFTER, table in self._before)
        return (
            f"{before} AS b FULL JOIN {side(AFTER, BEFORE, table in self._after)} AS a ON {alike}"
        )

    def _shape(self, table: str) -> str:
        """A border that was computed follows from others, so only a given one is compared."""
        if "geometry_source" not in self._told(table):
            return _SHAPE
        return f"CASE WHEN geometry_source = 'surveyed' THEN {_SHAPE} END"

    def _differs(self, table: str) -> str:
        told = self._told(table)
        if not told:
            return "false"
        before, after = (", ".join(f'{side}."{one}"' for one in told) for side in "ba")
        return f"(row({before}) IS DISTINCT FROM row({after}))"


def columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    """The tables of one of the attached files and their columns."""
    found = connection.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
        " WHERE database_name = $database AND schema_name = 'main' GROUP BY table_name",
        {"database": database},
    ).fetchall()
    return dict(found)
