"""Snapshots: one DuckDB file for each load, and a small pointer file that names the current one.

A writer makes a new file under a name nobody reads, and publishing is the atomic replacement of
the pointer; so a load that fails or is killed leaves the old snapshot serving, and a reader never
meets a file that is being written.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import IO, Any

import duckdb
import duckdb_extension_spatial
import pandas as pd

from geodata.errors import RefusedError, StoreError
from geodata.queries import sql

_POINTER, _LOCK = "current.json", "load.lock"
_SUFFIX, _LOADING = ".duckdb", ".loading"
FILLED_IN = "filled_in"  # the schema of what an older snapshot lacks
_OPEN_SNAPSHOTS = 4  # the current one and a few that open sessions may still be reading


@cache
def _spatial_extension() -> str:
    """The spatial extension's binary, carried inside a wheel: no download, no home folder.

    Its signature, of 80 MB, is checked once and not again by every connection of a process.
    """
    folder = Path(duckdb_extension_spatial.__file__).parent / "extensions"
    binary = str(folder / f"v{duckdb.__version__}" / "spatial.duckdb_extension")
    with duckdb.connect() as connection:
        connection.load_extension(binary)
    return binary


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with the spatial extension and the macros that all share."""
    binary = _spatial_extension()
    connection = duckdb.connect(config={"allow_unsigned_extensions": True})
    connection.load_extension(binary)
    connection.execute(sql("macros"))
    return connection


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot, opened read-only and locked down. Safe to use from several threads."""

    snapshot_id: str
    path: Path
    _connection: duckdb.DuckDBPyConnection

    @classmethod
    def open(cls, path: Path) -> Snapshot:
        """Open one file; raises StoreError (``snapshot_unreadable``)."""
        connection = connect()
        quoted = str(path).replace("'", "''")
        try:
            connection.execute(f"ATTACH '{quoted}' AS snapshot (READ_ONLY)")
            _fill_in(connection)
            connection.execute("SET search_path = 'memory.main,snapshot.main'")
            define_lineage_of(connection)
            connection.execute(sql("read_macros"))
        except duckdb.Error as error:
            connection.close()
            raise StoreError("snapshot_unreadable", path=path.name, detail=str(error)) from error
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return cls(path.name.removesuffix(_SUFFIX), path, connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def query(self, text: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """The rows of a query; a cursor of its own, since a shared one gives wrong answers."""
        with self.cursor() as cursor:
            return cursor.execute(text, dict(values or {})).df()

    def rows(self, text: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query as plain tuples."""
        with self.cursor() as cursor:
            return cursor.execute(text, dict(values or {})).fetchall()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own on this snapshot, for a reader that streams."""
        cursor = self._connection.cursor()
        cursor.execute(f"SET search_path = 'memory.{FILLED_IN},snapshot.main,memory.main'")
        return cursor


def define_lineage_of(connection: duckdb.DuckDBPyConnection, *, is_temporary: bool = False) -> None:
    """Define ``lineage_of()``, once the tables it reads are there; temporary while a transaction
    writes the snapshot."""
    word = "TEMP " if is_temporary else ""
    connection.execute(f"CREATE OR REPLACE {word}MACRO lineage_of() AS TABLE {sql('lineage_of')}")


def _fill_in(connection: duckdb.DuckDBPyConnection) -> None:
    """What an older snapshot lacks was not given: its tables are empty, its columns NULL or their
    default."""
    connection.execute(sql("schema"))
    connection.execute(f"CREATE SCHEMA {FILLED_IN}")
    for table, columns in connection.execute(sql("lacking")).fetchall():
        connection.execute(
            f'CREATE VIEW {FILLED_IN}."{table}" AS SELECT *, {columns} FROM snapshot.main."{table}"'
        )


@lru_cache(maxsize=_OPEN_SNAPSHOTS)
def _opened(path: Path) -> Snapshot:
    return Snapshot.open(path)


_opening = threading.Lock()


class Store:
    """A folder of snapshots and the pointer to the current one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.snapshots = folder / "snapshots"

    def ids(self) -> list[str]:
        """The published snapshots, oldest first."""
        return sorted(
            path.name.removesuffix(_SUFFIX) for path in self.snapshots.glob("*" + _SUFFIX)
        )

    def current_id(self) -> str | None:
        """The snapshot the pointer names; None for an empty store; StoreError for a bad pointer."""
        try:
            pointer = json.loads((self.folder / _POINTER).read_text(encoding="utf-8"))
            return str(pointer["snapshot"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError("pointer_unreadable", path=_POINTER) from error

    def current(self) -> Snapshot:
        """The current snapshot; raises StoreError (``store_empty``, ``snapshot_unreadable``)."""
        snapshot_id = self.current_id()
        if snapshot_id is None:
            raise StoreError("store_empty", store=self.folder)
        return self.snapshot(snapshot_id)

    def snapshot(self, snapshot_id: str) -> Snapshot:
        """A published snapshot by its id; raises StoreError (``snapshot_unknown``)."""
        if snapshot_id not in self.ids():  # never a path made of what a stranger sent
            raise StoreError("snapshot_unknown", snapshot=snapshot_id)
        with _opening:
            return _opened(self.path(snapshot_id).resolve())  # "./store" is another one elsewhere

    def path(self, snapshot_id: str) -> Path:
        """The file of a snapshot."""
        return self.snapshots / (snapshot_id + _SUFFIX)

    def newest(self) -> Path | None:
        """The file that a load builds on: the current snapshot, or the newest there is where the
        pointer is damaged; None in an empty store."""
        known = self.ids()
        try:
            current = self.current_id()
        except StoreError:
            current = None
        newest = current if current in known else next(reversed(known), None)
        return self.path(newest) if newest else None

    def prune(self, keep: int) -> list[str]:
        """Remove all but the newest ``keep`` snapshots and the current one; what was removed.

        Raises RefusedError (``load_running``), StoreError (``store_empty``, a bad pointer).
        """
        current = self.current_id()
        if current is None:
            raise StoreError("store_empty", store=self.folder)
        with self.writing():
            current = self.current_id()
            old = [one for one in self.ids()[: -max(keep, 1)] if one != current]
            for snapshot_id in old:
                self.path(snapshot_id).unlink()
        return old

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the store for one load; the system lets go of it even when the load is killed.

        Raises RefusedError (``load_running``) while another load holds it.
        """
        self.snapshots.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("a") as file:
            try:
                _hold(file)
            except OSError as error:
                raise RefusedError("load_running", store=self.folder) from error
            yield

    def begin(self, now: datetime) -> Path:
        """The path of a new snapshot to be written, inside :meth:`writing`.

        Clears what killed loads left behind.
        """
        for leftover in self.snapshots.glob("*" + _LOADING + "*"):
            discard(leftover.with_name(leftover.name.split(_LOADING)[0] + _LOADING))
        stamp = now.strftime("%Y%m%dT%H%M%S")
        taken = set(self.ids())
        number = next(n for n in range(1, 10_000) if f"{stamp}-{n:03d}" not in taken)
        return self.snapshots / f"{stamp}-{number:03d}{_LOADING}"

    def publish(self, loading: Path) -> str:
        """Give a finished file its name and move the pointer to it; the new snapshot's id."""
        snapshot_id = loading.name.removesuffix(_LOADING)
        with loading.open("rb") as file:
            os.fsync(file.fileno())
        loading.replace(self.path(snapshot_id))
        self._point_to(snapshot_id)
        return snapshot_id

    def rollback(self) -> str:
        """Move the pointer to the snapshot before the current one; RefusedError if there is none."""
        current = self.current_id()
        before = [known for known in self.ids() if current is not None and known < current]
        if not before:
            raise RefusedError("rollback_none", store=self.folder)
        self.snapshot(before[-1])  # opens, or says why not, before anything is moved
        self._point_to(before[-1])
        return before[-1]

    def _point_to(self, snapshot_id: str) -> None:
        fresh = self.folder / (_POINTER + ".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({"snapshot": snapshot_id}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.folder / _POINTER)


if sys.platform == "win32":
    import msvcrt

    def _hold(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _hold(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def discard(loading: Path) -> None:
    """Remove an unfinished snapshot, its write-ahead log and what it spilled to disk."""
    shutil.rmtree(spill_folder(loading), ignore_errors=True)
    for path in (loading, loading.with_name(loading.name + ".wal")):
        with suppress(FileNotFoundError, IsADirectoryError, PermissionError):
            path.unlink()


def spill_folder(loading: Path) -> Path:
    """Where a load larger than the memory spills: beside the snapshot it writes."""
    return loading.with_name(loading.name + ".spill")
