"""A day in several columns: 年份 | 月份 | 日."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.headers.columns import Heading, Matched, plain
from etl.headers.days import Told
from etl.reading.row import Row

_YEARS, _MONTHS = {"年", "年份", "年度"}, {"月", "月份"}
_YEAR = re.compile(r"(20\d\d)年?度?")
_MONTH = re.compile(r"(?:(20\d\d)[年./-])?(1[0-2]|0?[1-9])月?份?")
_DAY = re.compile(r"(\d{1,2})[日号]?")


@dataclass(frozen=True)
class DayParts:
    """The columns, by their index, that say the year and the month of the days of a sheet."""

    year: int | None = None
    month: int | None = None

    @property
    def positions(self) -> list[int]:
        """The index of each column there is."""
        return [at for at in (self.year, self.month) if at is not None]

    def used(self, headings: Sequence[Heading]) -> list[str]:
        """Headers that are used although they are no column of the table."""
        return [headings[at].shown for at in self.positions]

    def told(self, row: Row, told: Told) -> Told:
        """What a row tells of its day, else what the sheet does."""
        year = _YEAR.fullmatch(_cell(row, self.year))
        month = _MONTH.fullmatch(_cell(row, self.month))
        of_year = int(year[1]) if year else int(month[1]) if month and month[1] else None
        if month:
            return replace(
                told, year=of_year or told.year_of(int(month[2])), month=int(month[2]), span=None
            )
        return replace(told, year=of_year, span=None) if of_year else told

    def whole(self, cell: str, row: Row) -> str:
        """A cell that holds the number of the day alone, as the day of its month: 16 beside 10月; of a
        month that is none (上月) nobody knows which."""
        day = _DAY.fullmatch("".join(unicodedata.normalize("NFKC", cell).split()))
        return f"{day[1]}日" if day and _MONTH.fullmatch(_cell(row, self.month)) else cell


def day_parts(headings: Sequence[Heading], matched: Matched) -> DayParts:
    """The columns of a sheet that say year and month and are no column of its table, where each is
    alone."""
    taken = set(matched.positions.values())

    def only(words: set[str]) -> int | None:
        found = [
            at for at, one in enumerate(headings) if at not in taken and plain(one.shown) in words
        ]
        return found[0] if len(found) == 1 else None

    return DayParts(only(_YEARS), only(_MONTHS))


def _cell(row: Row, at: int | None) -> str:
    cell = row.cells[at] if at is not None and at < len(row.cells) else ""
    return "".join(unicodedata.normalize("NFKC", cell).split())
