"""A row as it came from a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One row: its number in the file as a spreadsheet shows it, its cells, and its shape where
    it has one."""

    number: int
    cells: list[str]
    wkb: bytes | None = None
