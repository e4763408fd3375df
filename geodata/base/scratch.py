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
from typing import IO

from geodata.base.locks import hold

_LOCK = "in-use.lock"
_UNLOCKED_SECONDS = 60  # how long a folder may take from its making to its lock


class Scratch:
    """A folder (0700) that is held as long as this object lives, and is removed with it."""

    def __init__(self, prefix: str, parent: Path | None = None) -> None:
        parent = parent or Path(tempfile.gettempdir())
        remove_abandoned(prefix, parent)
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        lock = (self.path / _LOCK).open("w")
        hold(lock)
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
    """Raises OSError where somebody holds it."""
    try:
        with (path / _LOCK).open("r+") as lock:
            hold(lock)
    except FileNotFoundError:
        return path.stat().st_mtime < time.time() - _UNLOCKED_SECONDS
    return True


def _remove(path: Path, lock: IO[str]) -> None:
    lock.close()
    shutil.rmtree(path, ignore_errors=True)
