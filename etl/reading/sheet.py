"""A file opened for reading, whatever it was read by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.reading.merged import Merge
from etl.reading.row import Row


@dataclass(frozen=True)
class Sheet:
    """A file opened for reading: its rows, each once, whatever stands above the data included."""

    file: Path
    sha256: str
    encoding: str | None
    rows: Iterator[Row]
    merges: tuple[Merge, ...] = ()
    has_shapes: bool = False
    """Whether the format itself brings the shapes."""
    header_first: bool = False
    """Whether the format itself says what the header is: row 1."""
    unread: tuple[str, ...] = ()
    """Other sheets of the file in which something stands."""
    hidden: frozenset[int] = frozenset()
    """Rows of a sheet that a person does not see: hidden, or filtered out."""
    name: str | None = None
    """Of the sheet of a workbook."""
