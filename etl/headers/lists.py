"""Several in one cell: 曹西村、曹东村 are two rows, and what is written once holds for the rows below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.reading.row import Row, made_of

_BETWEEN = re.compile(r"[、，,；;\n\r]+")
_OR_SPACE = re.compile(r"[、，,；;\s]+")


class FilledDown:
    """Empty cells take what stands above them, in some columns; one for each sheet."""

    def __init__(self, columns: Sequence[int]) -> None:
        self._above = dict.fromkeys(columns, "")

    def rows(self, rows: Sequence[Row]) -> list[Row]:
        """The rows with these cells filled, in the order of the sheet."""
        return [self._filled(row) for row in rows] if self._above else list(rows)

    def _filled(self, row: Row) -> Row:
        cells = list(row.cells)
        for at, above in self._above.items():
            if at >= len(cells):
                cells += [""] * (at + 1 - len(cells))
            if cells[at].strip():
                self._above[at] = cells[at]
            else:
                cells[at] = above
        return replace(row, cells=cells)


def split_rows(
    rows: Sequence[Row], columns: Sequence[int], *, spaced: bool = False
) -> Iterator[Row]:
    """Each row once for every entry of these columns: the first of one with the first of the other where
    they hold as many. A cell with fewer stays whole and goes with all: of several townships each
    village lies in one (:mod:`etl.names.resolve`)."""
    for row in rows:
        told = {at: entries(row.cells[at], spaced=spaced) for at in columns if at < len(row.cells)}
        most = max(map(len, told.values()), default=0)
        if most < 2:
            yield row
            continue
        for number in range(most):
            cells = list(row.cells)
            for at, one in told.items():
                if len(one) == most:
                    cells[at] = one[number]
            yield replace(row, number=made_of(row.number, number, "split"), cells=cells)


def entries(cell: str, *, spaced: bool = False) -> list[str]:
    """What a cell holds, one by one; ``spaced`` where a survey app wrote what was ticked, with spaces."""
    between = _OR_SPACE if spaced else _BETWEEN
    return [entry for one in between.split(cell) if (entry := one.strip())]
