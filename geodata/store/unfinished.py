"""A snapshot that is still being written: what lies beside its file, and how all of it is removed."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path


def discard(loading: Path) -> None:
    """Remove an unfinished snapshot, its write-ahead log and what it spilled to disk."""
    shutil.rmtree(spill_folder(loading), ignore_errors=True)
    for path in (loading, loading.with_name(loading.name + ".wal")):
        with suppress(FileNotFoundError, IsADirectoryError, PermissionError):
            path.unlink()


def spill_folder(loading: Path) -> Path:
    """Where a load larger than the memory spills: beside the snapshot it writes."""
    return loading.with_name(loading.name + ".spill")
