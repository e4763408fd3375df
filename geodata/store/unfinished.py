"""What is still being written: a snapshot, and what lies beside its file; a text that takes the place of
another in one step."""

from __future__ import annotations

import os
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


def replace_text(path: Path, text: str) -> None:
    """Put a text in the place of a file: whoever reads it finds the one or the other, whole, whatever
    is killed. Raises OSError; then the file is as it was."""
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
