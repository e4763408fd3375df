"""Folders for a while, of nobody else: one whose process was killed is removed by the next that needs
one of its kind."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import BaseFileLock, FileLock

_LOCK = "in-use.lock"
_UNLOCKED_SECONDS = 60  # how long a folder may take from its making to its lock


def file_lock(path: Path) -> FileLock:
    """A lock on a file that the system lets go of even when the process that holds it is killed; to
    take it raises Timeout where another process holds it."""
    return FileLock(
        path, timeout=0, mode=0o600, thread_local=False, fallback_to_soft=False,
        preserve_lock_file=True,
    )  # fmt: skip


class Scratch:
    """A folder (0700) that is held as long as this object lives, and is removed with it."""

    def __init__(self, prefix: str, parent: Path | None = None) -> None:
        parent = parent or Path(tempfile.gettempdir())
        remove_abandoned(prefix, parent)
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        lock = file_lock(self.path / _LOCK)
        lock.acquire()
        self._end = weakref.finalize(self, _remove, self.path, lock)

    def remove(self) -> None:
        """Remove it now, whatever is in it."""
        self._end()


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A folder for as long as the block runs."""
    folder = Scratch(prefix)
    try:
        yield folder.path
    finally:
        folder.remove()


def remove_abandoned(prefix: str, parent: Path) -> None:
    """Remove the folders of this kind that nobody holds."""
    for path in parent.glob(prefix + "*"):
        with suppress(OSError):  # held, gone by now, or of another user
            if _is_own(path) and _is_abandoned(path):
                shutil.rmtree(path, ignore_errors=True)  # which follows no link


def _is_own(path: Path) -> bool:
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()


def _is_abandoned(path: Path) -> bool:
    """Raises OSError (a Timeout) where somebody holds it."""
    lock = path / _LOCK
    if not lock.exists():
        return path.stat().st_mtime < time.time() - _UNLOCKED_SECONDS
    with file_lock(lock):
        return True


def _remove(path: Path, lock: BaseFileLock) -> None:
    lock.release()
    shutil.rmtree(path, ignore_errors=True)
