"""Snapshots: one DuckDB file for each load, and a small pointer file that names the current one.

A writer makes a new file under a name nobody reads, and publishing is the atomic replacement of
the pointer; so a load that fails or is killed leaves the old snapshot serving, and a reader never
meets a file that is being written.

Long because file, pointer and lock are one protocol, which is to be read as a whole.
"""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_spatial
import pandas as pd
from filelock import Timeout

from geodata.base.errors import RefusedError, StoreError
from geodata.base.log import LOG
from geodata.base.queries import sql
from geodata.base.scratch import file_lock
from geodata.store.unfinished import discard, replace_text

_POINTER, _LOCK = "current.json", "load.lock"
_SUFFIX, _LOADING = ".duckdb", ".loading"
UPLOADS = "uploads"  # the folders that snapshots were published from, and what is on its way
FILLED_IN = "filled_in"  # the schema of what an older snapshot lacks
_PRIVATE_FOLDER, _PRIVATE_FILE, _OTHERS = 0o700, 0o600, 0o077
#: What DuckDB raises for a block whose checksum or content is not what was written.
_UNREADABLE = (
    duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException,
)  # fmt: skip
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
        """Open one file; raises StoreError, as :func:`damaged` does."""
        connection = connect()
        quoted = str(path).replace("'", "''")
        try:
            connection.execute(f"ATTACH '{quoted}' AS snapshot (READ_ONLY)")
            _fill_in(connection)
            connection.execute("SET search_path = 'memory.main,snapshot.main'")
            define_shared(connection)
            connection.execute(sql("read_macros"))
        except duckdb.Error as error:
            connection.close()
            raise damaged(path, error) from error
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return cls(path.name.removesuffix(_SUFFIX), path, connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def query(self, text: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """The rows of a query; a cursor of its own, since a shared one gives wrong answers."""
        with self.reading() as cursor:
            return cursor.execute(text, dict(values or {})).df()

    def rows(self, text: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query as plain tuples."""
        with self.reading() as cursor:
            return cursor.execute(text, dict(values or {})).fetchall()

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own; what the file no longer holds as it was written is a StoreError, as
        :func:`damaged` says it."""
        try:
            with self.cursor() as cursor:
                yield cursor
        except _UNREADABLE as error:
            raise damaged(self.path, error) from error

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own on this snapshot, for a reader that streams."""
        cursor = self._connection.cursor()
        cursor.execute(f"SET search_path = 'memory.{FILLED_IN},snapshot.main,memory.main'")
        return cursor


def define_shared(connection: duckdb.DuckDBPyConnection, *, is_temporary: bool = False) -> None:
    """Define what loading and asking share, ``lineage_of()`` and ``place_names(day)``, once the tables
    they read are there; temporary while a transaction writes the snapshot."""
    word = "TEMP" if is_temporary else ""
    connection.execute(sql("table_macros").replace("{temporary}", word))


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
    """A folder of snapshots and the pointer to the current one.

    The pointer also records which snapshot each was built on, in the order in which they were
    published: names tell the time of a clock that may have gone back.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.snapshots = folder / "snapshots"

    def ids(self) -> list[str]:
        """The published snapshots, oldest first: as they were recorded, the others by name."""
        there = {path.name.removesuffix(_SUFFIX) for path in self.snapshots.glob("*" + _SUFFIX)}
        found = [one for one in self._parents() if one in there]
        for one in sorted(there.difference(found)):
            after = (at for at, other in enumerate(found) if other > one)
            found.insert(next(after, len(found)), one)
        return found

    def current_id(self) -> str | None:
        """The snapshot the pointer names; None for an empty store; StoreError for a bad pointer."""
        try:
            return str(self._pointer()["snapshot"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError("pointer_unreadable", path=_POINTER) from error

    def before(self, snapshot_id: str) -> str | None:
        """The nearest snapshot that this one was built on and that is still there."""
        known, parents = self.ids(), self._parents()
        if snapshot_id not in parents:
            at = known.index(snapshot_id) if snapshot_id in known else 0
            return known[at - 1] if at else None
        found = parents[snapshot_id]
        while found is not None and found not in known:
            found = parents.pop(found, None)  # once each, should somebody have made a circle
        return found

    def _pointer(self) -> dict[str, Any]:
        found = json.loads((self.folder / _POINTER).read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise ValueError(_POINTER)
        return found

    def _parents(self) -> dict[str, str | None]:
        """Snapshot → the one it was built on, in the order of publishing; empty where no pointer
        can be read, or an older version wrote it."""
        try:
            found = self._pointer().get("parents")
        except (OSError, ValueError):
            return {}
        named = found.items() if isinstance(found, dict) else ()
        return {one: base for one, base in named if base is None or isinstance(base, str)}

    def current(self) -> Snapshot:
        """The current snapshot; raises StoreError (``store_empty``, ``pointer_unreadable``, and
        what :func:`damaged` says)."""
        if not self.ids():
            raise StoreError("store_empty", store=self.folder)
        return self.snapshot(self.current_id() or "")

    def snapshot(self, snapshot_id: str) -> Snapshot:
        """A published snapshot by its id; raises StoreError (``snapshot_unknown``, or
        ``pointer_unreadable`` where it is the pointer that is wrong)."""
        if snapshot_id not in self.ids():  # never a path made of what a stranger sent
            if snapshot_id == (self.current_id() or ""):
                raise StoreError("pointer_unreadable", path=_POINTER)
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
        """Remove all but the newest ``keep`` snapshots and the current one, and of several also the
        one that it was built on; what was removed.

        Raises RefusedError (``load_running``), StoreError (``store_empty``, a bad pointer).
        """
        current = self.current_id()
        if current is None:
            raise StoreError("store_empty", store=self.folder)
        with self.writing():
            current = self.current_id()
            kept = {current, self.before(str(current)) if keep > 1 else None}
            old = [one for one in self.ids()[: -max(keep, 1)] if one not in kept]
            for snapshot_id in old:
                self.path(snapshot_id).unlink()
        return old

    def private(self, name: str) -> Path:
        """A folder in the store that nobody else on the machine may look into.

        Raises StoreError (``store_unwritable``).
        """
        folder = self.folder / name
        try:
            self.folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
            folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
            if folder.stat().st_mode & _OTHERS:  # of an earlier version
                folder.chmod(_PRIVATE_FOLDER)
            if not os.access(folder, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except OSError as error:
            raise self._unwritable(error) from error
        return folder

    def _unwritable(self, error: OSError) -> StoreError:
        return StoreError("store_unwritable", store=self.folder, detail=error.strerror or error)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the store for one load; the system lets go of it even when the load is killed.

        Raises RefusedError (``load_running``) while another load holds it, StoreError
        (``store_unwritable``).
        """
        self.private(self.snapshots.name)
        lock = file_lock(self.folder / _LOCK)
        try:
            lock.acquire()
        except Timeout as error:
            raise RefusedError("load_running", store=self.folder) from error
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            yield
        finally:
            lock.release()

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
        """Give a finished file its name and move the pointer to it; the new snapshot's id.

        Raises StoreError (``store_unwritable``).
        """
        base = self.newest()
        snapshot_id = loading.name.removesuffix(_LOADING)
        with loading.open("rb") as file:
            os.fsync(file.fileno())
        loading.chmod(_PRIVATE_FILE)
        loading.replace(self.path(snapshot_id))
        self._point_to(
            snapshot_id, {snapshot_id: base.name.removesuffix(_SUFFIX) if base else None}
        )
        LOG.info("published snapshot=%s built_on=%s", snapshot_id, base.stem if base else None)
        return snapshot_id

    def rollback(self) -> str:
        """Move the pointer to the nearest whole snapshot that the current one was built on, or to
        the newest whole one where there is no current one.

        Raises RefusedError (``rollback_none``), StoreError (``snapshot_lost``,
        ``store_unwritable``).
        """
        target = self.way_back()
        if target is None:
            if (current := self.newest()) and not is_whole(current):
                raise StoreError("snapshot_lost", path=current.name, detail="—")
            raise RefusedError("rollback_none", store=self.folder)
        self._point_to(target)
        LOG.info("rolled back to snapshot=%s", target)
        return target

    def way_back(self) -> str | None:
        """Where a rollback goes; None where there is nothing to go back to."""
        try:
            current = self.current_id()
        except StoreError:
            current = None
        known = self.ids()
        back = self._line(current) if current in known else reversed(known)
        return next((one for one in back if is_whole(self.path(one))), None)

    def _line(self, snapshot_id: str) -> Iterator[str]:
        seen = {snapshot_id}
        while (found := self.before(snapshot_id)) is not None and found not in seen:
            yield found
            seen.add(found)
            snapshot_id = found

    def _point_to(self, snapshot_id: str, built_on: Mapping[str, str | None] | None = None) -> None:
        parents = {**self._parents(), **(built_on or {})}
        content = json.dumps({"snapshot": snapshot_id, "parents": parents})
        try:
            replace_text(self.folder / _POINTER, content)
        except OSError as error:
            raise self._unwritable(error) from error


def is_whole(path: Path) -> bool:
    """Whether a snapshot opens and every block of it can be read."""
    quoted = str(path).replace("'", "''")
    try:
        with closing(connect()) as connection:
            connection.execute(f"ATTACH '{quoted}' AS snapshot (READ_ONLY)")
            tables = connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE database_name = 'snapshot'"
            ).fetchall()
            for (table,) in tables:
                connection.execute(f'SELECT bit_xor(hash(t)) FROM snapshot.main."{table}" AS t')
    except duckdb.Error:
        return False
    return bool(tables)


def damaged(path: Path, detail: object) -> StoreError:
    """The error for a snapshot that cannot be read, with the command that leads out: another one can
    be named (``snapshot_damaged``), ``guatu rollback`` has somewhere to go (``snapshot_unreadable``),
    or only a load without it is left (``snapshot_lost``)."""
    store, snapshot_id = Store(path.parent.parent), path.name.removesuffix(_SUFFIX)
    said = str(detail).replace(f"{path.parent}{os.sep}", "").partition("\n")[0]
    try:
        current = store.current_id()
    except StoreError:
        current = None
    if snapshot_id != current and current in store.ids():
        return StoreError("snapshot_damaged", path=path.name, detail=said)
    if store.way_back():
        return StoreError("snapshot_unreadable", path=path.name, detail=said)
    return StoreError("snapshot_lost", path=path.name, detail=said)
