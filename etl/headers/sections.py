"""Lines inside a sheet that say what the rows below them are: a second title, the heading of a section, the
header once more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from etl.headers.columns import Heading, names_of, plain
from etl.headers.days import Told, told_by
from etl.reading.row import Row, sheet_row
from etl.tables.declare import Table

#: What has not been done, or is only meant to be.
_NOT_DONE = re.compile(
    "未走访|未入户|未到|未开展|未完成|没有走访|尚未|待走访|拟走访|拟安排|计划|安排|下月|下一步"
)
_SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．].{1,40}")
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

    def once_more(self) -> Sections:
        """The same for another reading of the sheet."""
        return Sections(self._table, self._headings, self._whole, self._labels)

    def told(self, row: Row) -> Told:
        """What is told of the days of a row: by the title above it, else by that of the sheet."""
        return self._told.get(sheet_row(row.number), self._whole)

    def walk(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows without these lines."""
        heading, told = "", self._whole
        for row in rows:
            filled = len(row.cells) - row.cells.count("")
            if filled == 1 and self._width >= _LEAST_WIDTH and row.wkb is None:
                text = next(cell for cell in row.cells if cell).strip()
                if said := self._said(text):
                    heading, told = said
                    self.lines.append(row.number)
                    continue
            elif filled >= _LEAST_HEADERS and self._is_header(row.cells):
                other = [cell for cell in row.cells if cell and plain(cell) not in self._own]
                if other:
                    heading = "、".join(other)
                self.lines.append(row.number)
                continue
            if heading:
                self.below[sheet_row(row.number)] = heading
            if told is not self._whole:
                self._told[sheet_row(row.number)] = told
            yield row

    def _said(self, text: str) -> tuple[str, Told] | None:
        """The heading that rows below it stand under, empty where they are rows as any other, and what it
        tells of their days; None where a line is none."""
        is_name = _PLACE.search(text) and not _NOT_DONE.search(text)
        is_title = not is_name and bool(_MONTH.search(text) or _TITLE.fullmatch(text))
        if not (is_title or _SECTION.fullmatch(text)):
            return None
        own = told_by([text], [])
        told = replace(self._whole, month=own.month, year=own.year or self._whole.year)
        return text if _NOT_DONE.search(text) else "", told if own.month else self._whole

    def _is_header(self, cells: Sequence[str]) -> bool:
        """Whether all that stands in a line could be headers, and two of it are known ones."""
        first = next(cell for cell in cells if cell)
        if first[:1].isdigit() or plain(first) not in self._known:
            return False
        return sum(bool(cell) and plain(cell) in self._known for cell in cells) >= _LEAST_HEADERS
