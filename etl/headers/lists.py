"""Several in one cell: 曹西村、曹东村 are two rows, and what is written once holds for the rows below."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from etl.reading.row import Row, made_of

_BETWEEN = re.compile(r"[、，,；;\n\r]+")
_OR_SPACE = re.compile(r"[、，,；;\s]+")
_OF_MONTH, _BARE_DAY = re.compile(r"(.*月)\d{1,2}[日号]?"), re.compile(r"\d{1,2}[日号]")


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
    rows: Sequence[Row], columns: Sequence[int], days: Collection[int] = (), *, spaced: bool = False
) -> Iterator[Row]:
    """Each row once for every entry of these columns: the first of one with the first of the other where
    they hold as many. A cell with fewer stays whole and goes with all: of several townships each
    village lies in one (:mod:`etl.names.resolve`). ``days`` are those of the columns that hold days."""
    for row in rows:
        told = {at: entries(row.cells[at], spaced=spaced) for at in columns if at < len(row.cells)}
        told |= {at: whole_days(told[at]) for at in days if at in told}
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


def whole_days(told: Sequence[str]) -> list[str]:
    """Of days in a row each with its month: 10月3日、16日 are 10月3日 and 10月16日."""
    found, before = list[str](), ""
    for one in told:
        if match := _OF_MONTH.fullmatch(one):
            before = match[1]
        found.append(f"{before}{one}" if before and _BARE_DAY.fullmatch(one) else one)
    return found
