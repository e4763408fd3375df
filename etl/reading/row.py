"""A row as it came from a file, and the number it is told by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: One row of a sheet may become several. Which of them it is stands above the bits of the sheet's own
#: number: first what became of columns side by side, above it what became of lists in cells. The macro
#: `sheet_row` (geodata/sql/macros.sql) says the same.
_ABOVE: dict[Literal["wide", "split"], int] = {"wide": 32, "split": 48}
_SHEET = (1 << _ABOVE["wide"]) - 1


@dataclass(frozen=True)
class Row:
    """One row: its number in the file as a spreadsheet shows it, its cells, and its shape where
    it has one. Of several rows made of one the numbers differ: see :func:`made_of`."""

    number: int
    cells: list[str]
    wkb: bytes | None = None


def made_of(number: int, position: int, step: Literal["wide", "split"]) -> int:
    """The number of the row that is the ``position``-th, from 0, of those made of one."""
    return number + (position << _ABOVE[step])


def sheet_row(number: int) -> int:
    """The number of the row in its sheet, as a spreadsheet shows it."""
    return number & _SHEET
