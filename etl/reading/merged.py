"""Merged cells: a spreadsheet keeps the text of a block in its first cell alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from etl.reading.row import Row


@dataclass(frozen=True)
class Merge:
    """A merged block: rows as a spreadsheet numbers them, columns from 0, the last included."""

    top: int
    bottom: int
    left: int
    right: int


def spread(rows: list[Row], merges: Iterable[Merge]) -> list[Row]:
    """Rows in which every cell of a merged block bears its text: for headers."""
    by_number = {row.number: list(row.cells) for row in rows}
    for merge in merges:
        text = _cell(by_number.get(merge.top), merge.left)
        for number in range(merge.top, merge.bottom + 1):
            cells = by_number.get(number, [])
            for column in range(merge.left, min(merge.right + 1, len(cells))):
                cells[column] = text
    return [replace(row, cells=by_number[row.number]) for row in rows]


def filled_down(
    rows: Iterable[Row], merges: Iterable[Merge], columns: Collection[int]
) -> Iterator[Row]:
    """Rows in which a block merged downwards gives its text to each of its rows, in ``columns``.

    Only inside a real merged block: an empty cell below a full one is no repetition.
    """
    blocks = [one for one in merges if one.bottom > one.top and one.left in columns]
    below = {(row, one.left): one for one in blocks for row in range(one.top + 1, one.bottom + 1)}
    texts: dict[Merge, str] = {}
    tops = {(one.top, one.left): one for one in blocks}
    for row in rows:
        for column in columns:
            if one := tops.get((row.number, column)):
                texts[one] = _cell(row.cells, column)
            elif (one := below.get((row.number, column))) and column < len(row.cells):
                row.cells[column] = texts.get(one, "")
        yield row


def _cell(cells: list[str] | None, column: int) -> str:
    return cells[column] if cells and column < len(cells) else ""
