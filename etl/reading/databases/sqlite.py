"""A file of SQLite, opened for reading only; a query reads what its tables hold and can do no more."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from etl.reading.databases.answer import Answer
from etl.reading.limits import check_rows
from geodata.base.errors import RefusedError

_QUERY_SECONDS = 600
_STEPS = 100_000  # of SQLite's machine, between two looks at the clock
_LONGEST_CELL = 64 << 20
_ROWS_COUNTED = 100_000
#: As of archives: what is asked of a file may be so many times as large as the file, or this much.
_MOST_RATIO, _FREE_BYTES = 200, 1 << 30
_ALLOWED = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
}  # fmt: skip
#: What its makers ask for before a file of somebody else is opened.
_PRAGMAS = ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0")
_HEAD = 20
_IS_LOGGED = b"\2"  # a file whose last changes may stand in a log beside it


def ask(file: Path, query: str, name: str) -> Answer:
    """What the file answers; raises RefusedError (``query_writes``, ``query_slow``, ``query_failed``,
    ``file_unreadable``, ``rows_too_packed``, and what :class:`Answer` refuses)."""
    try:
        with closing(_opened(file, name)) as connection:
            return _asked(connection, file, query, name)
    except sqlite3.Error as error:
        raise RefusedError("file_unreadable", file=name, detail=error) from error


def _opened(file: Path, name: str) -> sqlite3.Connection:
    """The log beside a file is read with it. Where there is none the file is all there is, and is told
    to be: SQLite would else put an empty log into the folder."""
    try:
        with file.open("rb") as stream:
            is_logged = stream.read(_HEAD)[-1:] == _IS_LOGGED
    except OSError as error:
        raise RefusedError("file_unreadable", file=name, detail=error.strerror) from error
    is_whole = is_logged and not file.with_name(f"{file.name}-wal").exists()
    how = "mode=ro&immutable=1" if is_whole else "mode=ro"
    return sqlite3.connect(f"{file.resolve().as_uri()}?{how}", uri=True, isolation_level=None)


def _asked(connection: sqlite3.Connection, file: Path, query: str, name: str) -> Answer:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # is it one at all?
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_CELL)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    until = time.monotonic() + _QUERY_SECONDS
    denied: list[int] = []

    def allowed(action: int, *_: str | None) -> int:
        if action in _ALLOWED:
            return sqlite3.SQLITE_OK
        denied.append(action)
        return sqlite3.SQLITE_DENY

    connection.set_authorizer(allowed)
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        cursor = connection.execute(query)
        header = [str(column[0]) for column in cursor.description or ()]
        most = max(_FREE_BYTES, _MOST_RATIO * file.stat().st_size)
        return Answer(name, header, _counted(file, cursor), most)
    except (sqlite3.Error, sqlite3.Warning) as error:
        if denied:
            raise RefusedError("query_writes", file=name, detail=error) from error
        if time.monotonic() > until:
            raise RefusedError("query_slow", file=name, seconds=_QUERY_SECONDS) from error
        raise RefusedError("query_failed", file=name, detail=error) from error


def _counted(file: Path, cursor: sqlite3.Cursor) -> Iterator[tuple[object, ...]]:
    for number, row in enumerate(cursor, 1):
        if number % _ROWS_COUNTED == 0:
            check_rows(file, number)
        yield row
