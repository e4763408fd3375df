"""Lines inside a sheet that say what the rows below them are: a second title, the heading of a section, the
header once more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from etl.headers.columns import Heading, names_of, plain
from etl.headers.days import Told, told_by
from etl.headers.notes import is_section
from etl.reading.row import Row, sheet_row
from etl.tables.declare import Table

_TITLE = re.compile(
    r".{0,40}(走访|台账|台帐|登记|记录|名单|名册|情况|一览|统计|进度|清单|表)\D{0,12}"
)
_MONTH = re.compile(r"(20\d\d年)?(1[0-2]|0?[1-9])月份?(?!\d)")
_PLACE = re.compile("(村|社区|委会|网格|镇|乡|街道)$")
_LEAST_WIDTH = 3  # in a narrower table a line with one cell is a row
_LEAST_HEADERS = 2


class Sections:
    """What is said inside one sheet; one for each reading of it."""

    def __init__(
        self, table: Table, headings: Sequence[Heading], told: Told, labels: Collection[str] = ()
    ) -> None:
        """``labels``: headers besides, that stand side by side for rows."""
        self.lines: list[int] = []
        """The lines that say it, by their numbers in the sheet."""
        self.below: dict[int, str] = {}
        """Row of the sheet → the heading above it, by which it may be no row of this table."""
        self._table, self._headings, self._whole, self._labels = table, headings, told, labels
        self._told: dict[int, Told] = {}
        shown = [one for heading in headings for one in (*heading.levels, heading.shown)]
        self._own = {plain(one) for one in (*shown, *labels)} - {""}
        self._known = self._own | {plain(word) for one in table.columns for word in names_of(one)}
        self._width = len(headings) + len(labels)
        self._undone = re.compile(table.undone) if table.undone else None

    def once_more(self) -> Sections:
        """The same for another reading of the sheet."""
        return Sections(self._table, self._headings, self._whole, self._labels)

    def told(self, row: Row) -> Told:
        """What is told of the days of a row: by the title above it, else by that of the sheet."""
        return self._told.get(sheet_row(row.number), self._whole)

    def walk(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows without these lines."""
        heading, depth, told = "", 0, self._whole
        for row in rows:
            filled = len(row.cells) - row.cells.count("")
            if filled == 1 and self._width >= _LEAST_WIDTH and row.wkb is None:
                text = next(cell for cell in row.cells if cell).strip()
                is_undone = bool(self._undone and self._undone.search(text))
                if (own := _depth(text, is_undone=is_undone)) is not None:
                    if is_undone:
                        heading, depth = text, own
                    elif own <= depth:  # one of its parts does not end a section
                        heading = ""
                    told = self._told_by(text, told)
                    self.lines.append(row.number)
                    continue
            elif filled >= _LEAST_HEADERS and self._is_header(row.cells):
                other = [cell for cell in row.cells if cell and plain(cell) not in self._own]
                if other:
                    heading, depth = "、".join(other), 0
                self.lines.append(row.number)
                continue
            if heading:
                self.below[sheet_row(row.number)] = heading
            if told is not self._whole:
                self._told[sheet_row(row.number)] = told
            yield row

    def _told_by(self, text: str, told: Told) -> Told:
        """What is told of the days below a heading: the month that it tells, else what was told above."""
        own = told_by([text], [])
        return replace(told, month=own.month, year=own.year or told.year) if own.month else told

    def _is_header(self, cells: Sequence[str]) -> bool:
        """Whether all that stands in a line could be headers, and two of it are known ones."""
        first = next(cell for cell in cells if cell)
        if first[:1].isdigit() or plain(first) not in self._known:
            return False
        return sum(bool(cell) and plain(cell) in self._known for cell in cells) >= _LEAST_HEADERS


def _depth(text: str, *, is_undone: bool) -> int | None:
    """How deep a heading stands: a title, a section (一、), a part of one (（一）); None where a line is
    none of them, as the name of a place alone, unless it says what is not done (未走访村)."""
    if is_section(text):
        return 2 if text[0] in "(（" else 1
    is_name = not is_undone and _PLACE.search(text)
    return 0 if not is_name and (_MONTH.search(text) or _TITLE.fullmatch(text)) else None
