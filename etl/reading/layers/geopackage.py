"""A GeoPackage as the database that it is: what is not plainly a table is taken out before it is
read, and a shape that is damaged is told from an empty one."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from geodata.base.errors import RefusedError
from geodata.base.scratch import scratch

#: Views, and tables that a program makes up, but for the indexes of shapes.
_RUNS = """
type = 'view' OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL%' AND sql NOT LIKE '% USING rtree%')
"""
_LISTS = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents", "gpkg_extensions")


@contextmanager
def tables_alone(file: Path, path: Path) -> Iterator[Path]:
    """``path``, called ``file`` to people, or a copy of it without its views and triggers: a view may
    have no end, and its reader runs each to learn what it is.

    Raises RefusedError (``file_unreadable``).
    """
    with _refused(file), closing(_read_only(path)) as database:
        runs = database.execute(f"SELECT 1 FROM sqlite_master WHERE {_RUNS}").fetchone()
    if not runs:
        yield path
        return
    with scratch("guatu-read-") as folder:
        copy = folder / path.name
        with _refused(file):
            _copy(path, copy)
        yield copy


@contextmanager
def _refused(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error


def _copy(path: Path, copy: Path) -> None:
    """Tables alone, with what other programs have not yet written back into the file."""
    with closing(_read_only(path)) as database, closing(sqlite3.connect(copy)) as target:
        database.backup(target)
    with closing(sqlite3.connect(copy)) as target:  # anew, for it may have become a write-ahead one
        target.execute("PRAGMA journal_mode = DELETE")
        _strip(target)


def _strip(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA writable_schema = ON")
    database.execute(f"DELETE FROM sqlite_master WHERE type = 'trigger' OR {_RUNS}")
    database.commit()
    database.execute("PRAGMA writable_schema = RESET")
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    for one in tables.intersection(_LISTS):
        database.execute(
            f"DELETE FROM {one} WHERE table_name NOT IN (SELECT name FROM sqlite_master)"
        )
    database.commit()


def _read_only(path: Path) -> sqlite3.Connection:
    """Also where nothing can be written beside a file that another program writes ahead of."""
    uri = path.absolute().as_uri()
    database = sqlite3.connect(f"{uri}?mode=ro", uri=True)
    try:
        database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        database.close()
        ahead = path.with_name(path.name + "-wal")
        if ahead.exists() and ahead.stat().st_size:  # what is not in the file would be lost
            raise
        return sqlite3.connect(f"{uri}?immutable=1", uri=True)
    return database


def with_shape(path: Path, layer: str | None, rows: Collection[int]) -> set[int]:
    """Which of these rows of a layer, the only one where None, have a shape at all."""
    with closing(_read_only(path)) as database:
        columns = database.execute(
            "SELECT table_name, column_name FROM gpkg_geometry_columns"
            " WHERE table_name = coalesce(?, table_name)",
            [layer],
        ).fetchall()
        if len(columns) != 1:
            return set()
        table, column = ('"' + name.replace('"', '""') + '"' for name in columns[0])
        found = database.execute(f"SELECT rowid FROM {table} WHERE {column} IS NOT NULL")
        return {row for (row,) in found} & set(rows)
