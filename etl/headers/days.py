"""Days as people write them: 10.16, 10月16日, 16日, 10月, 6月底前, 15日内, 10月8日—10月31日; and as
devices do: 2026-10-16T23:30:00Z, which in China was the 17th.

What is missing of a day is taken from where the sheet says it: the year and the month from the header,
the name of the sheet, the title, the file's name and its folder, and only where these tell one alone. What
may be two days is none: it stays as it was written, and the gate asks.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from etl.tables.declare import Column

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_MONTH = re.compile(r"(?<![\d\-—–~至到.])(1[0-2]|0?[1-9])月(?!\d{1,2}[日号]|.{0,2}[\-—–~至到]\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)20\d\d(?:年|[-./])(1[0-2]|0?[1-9])(?:月|(?![\d.\-/]))")
_OVER_TWO_YEARS = re.compile(
    r"(20\d\d)[年./-](1[0-2]|0?[1-9])月?[—–~～至到-]+(20\d\d)[年./-](1[0-2]|0?[1-9])月?"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?(?:前|之前|以前)?")
_OF_YEAR = re.compile(r"(\d{1,2})(?:月|[-./])(\d{1,2})[日号]?(?:前|之前|以前)?")
_OF_MONTH = re.compile(r"(\d{1,2})[日号](?:前|之前|以前)?")
_MONTHS = re.compile(
    r"(?:(\d{4})(?:年|[-./]))?(\d{1,2})(?:月份?|(?<=[-./]\d)|(?<=[-./]\d\d))(底|末|上旬|中旬|下旬)?(?:前|之前|以前)?"
)
_YEAR_END = re.compile(r"(?:(\d{4})年?|今年|本年)?年?[底末](?:前|之前|以前)?")
_WITHIN = re.compile(r"(\d{1,3})(?:个?自然)?[日天](?:之|以)?内")
_RANGE = re.compile(
    r"(.+?)(?:[—–~～至到]+|(?<=[日号])-|-(?=\d{4}[年./])|(?<=\d\.\d)-|(?<=\d\.\d\d)-|(?<=月\d)-|(?<=月\d\d)-)(.+)"
)
#: What has begun and goes on: 2026年1月至今, 2026.1-.
_OPEN = re.compile(r"(.+?)(?:[\-—–~～至到]+(?:今|现在)?|起)")
#: A moment that tells its zone: as devices write it down, in UTC or in whatever they are set to.
_MOMENT = re.compile(
    r"(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)? ?(Z|[+-]\d\d(?::?\d\d)?)", re.I
)
#: The whole country has one clock, without summer time since 1992.
_CHINA = timezone(timedelta(hours=8))
_THIRDS = {"上旬": 10, "中旬": 20}
#: How long after its beginning a deadline without a year may be.
_LONGEST_DEADLINE_DAYS = 365
#: How far from the month of its sheet a day may be that tells no year.
_NEAR_MONTHS = 1


@dataclass(frozen=True)
class Told:
    """What a sheet tells of its days: None where nothing, or several things."""

    year: int | None = None
    month: int | None = None
    span: tuple[int, int, int, int] | None = None
    """Year and month of the first and the last, where a sheet goes over the turn of a year."""

    def year_of(self, month: int) -> int | None:
        """The year of a month that tells none."""
        if self.span is None:
            return self.year
        first_year, first, last_year, last = self.span
        return first_year if month >= first else last_year if month <= last else None


def told_by(titles: Iterable[str], names: Iterable[str], lines: Iterable[str] = ()) -> Told:
    """Year and month of a sheet from its ``titles`` and ``names`` (sheet, file, folder), which must not
    contradict each other; the ``lines`` of its form (填表日期:…) are asked only where these are silent."""
    said = [unicodedata.normalize("NFKC", one) for one in (*titles, *names)]
    years = {int(found) for one in said for found in _YEAR.findall(one)}
    if not years:
        form = [unicodedata.normalize("NFKC", one) for one in lines]
        years = {int(found) for one in form for found in _YEAR.findall(one)}
    months = {
        int(found) for one in said for found in (*_MONTH.findall(one), *_YEAR_MONTH.findall(one))
    }
    spans = {
        tuple(map(int, found.groups())) for one in said for found in _OVER_TWO_YEARS.finditer(one)
    }
    if len(spans) == 1 and len(years) == 2:
        first_year, first, last_year, last = next(iter(spans))
        if first_year + 1 == last_year and last < first:
            return Told(span=(first_year, first, last_year, last))
    return Told(_alone(years), _alone(months))


def _alone(found: set[int]) -> int | None:
    return next(iter(found)) if len(found) == 1 else None


@dataclass(frozen=True)
class Day:
    """What a cell says: a day as ``2026-10-16``, or what it was where that is none; and whether of the
    day only the month is known."""

    text: str
    is_month_only: bool = False


def read_day(
    cell: str, column: Column, told: Told, *, counted_from: str = "", is_cut: bool = False
) -> Day:
    """A cell of a column of days. ``counted_from`` is the day that 15日内 counts from; ``is_cut`` where a
    spreadsheet took 10.10 for a number and may have lost a zero at its end."""
    if _ISO.fullmatch(cell) or not cell:
        return Day(cell)
    if found := _MOMENT.fullmatch(cell.strip()):
        return Day(_local_day(found) or cell)
    text = "".join(unicodedata.normalize("NFKC", cell).split())
    if column.counts_from and (start := _parsed(counted_from, told)):
        if found := _WITHIN.fullmatch(text):
            return Day(str(start + timedelta(days=int(found[1]))))
        if not _YEAR.search(text):
            return _after(start, cell, text, column)
    is_open = column.part_means in {"first", "last"} and _OPEN.fullmatch(text)
    if is_open or _RANGE.fullmatch(text):
        return _one_of(text, cell, column, told)
    if is_cut:
        month = int(text.split(".")[0])
        return (
            _month(cell, column, told.year, month, "")
            if column.part_means == "month"
            else Day(cell)
        )
    if day := _parsed(text, told):
        return Day(str(day))
    if found := _MONTHS.fullmatch(text):
        year = int(found[1]) if found[1] else told.year_of(int(found[2]))
        return _month(cell, column, year, int(found[2]), found[3] or "")
    if (found := _YEAR_END.fullmatch(text)) and column.part_means == "last":
        year = int(found[1]) if found[1] else told.year
        return Day(f"{year}-12-31" if year else cell)
    return Day(cell)


def _local_day(moment: re.Match[str]) -> str | None:
    """The day that it was in China; None where the moment is none."""
    year, month, day, minute, second, zone = moment.groups()
    zone = "+0000" if zone in "Zz" else f"{zone.replace(':', '')}00"[:5]
    text = f"{year}-{month}-{day} {minute}{second or ':00'} {zone}"
    try:
        return str(datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z").astimezone(_CHINA).date())
    except (OverflowError, ValueError):
        return None


def _after(start: date, cell: str, text: str, column: Column) -> Day:
    """A deadline without a year is the first such day after the one that it counts from; what would be
    far away is asked."""
    for year in (start.year, start.year + 1):
        told = Told(year)
        day = _parsed(text, told)
        found = _MONTHS.fullmatch(text)
        if found and not day:
            said = _month("", column, year, int(found[2]), found[3] or "").text
            day = date.fromisoformat(said) if said else None
        elif _YEAR_END.fullmatch(text):
            day = date(year, 12, 31)
        if day and start <= day <= start + timedelta(days=_LONGEST_DEADLINE_DAYS):
            return Day(str(day))
    return Day(cell)


def span(cell: str, told: Told) -> tuple[date, date | None] | None:
    """The first day and the last of a cell that tells both, of months their first and last; no last where
    it goes on (至今). None where it tells a day, or is read as nothing."""
    text = "".join(unicodedata.normalize("NFKC", cell).split())
    found = _OPEN.fullmatch(text) or _RANGE.fullmatch(text)
    begun = _edge(found[1], told, is_last=False) if found else None
    if found is None or begun is None:
        return None
    if found.re is _OPEN:
        return begun, None
    ended = _edge(found[2], Told(begun.year, begun.month), is_last=True)
    return (begun, ended) if ended and begun <= ended else None


def _edge(text: str, told: Told, *, is_last: bool) -> date | None:
    """The day at an end of a span; of a month its first or last."""
    if day := _parsed(text, told):
        return day
    found = _MONTHS.fullmatch(text)
    year = int(found[1]) if found and found[1] else told.year_of(int(found[2])) if found else None
    if not found or found[3] or not year or not 1 <= (month := int(found[2])) <= 12:
        return None
    return date(year, month, monthrange(year, month)[1] if is_last else 1)


def _one_of(text: str, cell: str, column: Column, told: Told) -> Day:
    """Of a span the day that the column is about: of a visit, the month that both lie in."""
    if column.part_means in {"first", "last"}:
        found = span(text, told)
        if found is None:
            return Day(cell)
        day = found[0] if column.part_means == "first" else found[1]
        return Day(str(day) if day else "")
    parts = _RANGE.fullmatch(text)
    begun = _parsed(parts[1], told) if parts else None
    ended = _parsed(parts[2], Told(begun.year, begun.month)) if parts and begun else None
    if not (begun and ended) or ended < begun:
        return Day(cell)
    if column.part_means == "month" and (begun.year, begun.month) == (ended.year, ended.month):
        return Day(f"{begun:%Y-%m}-01", is_month_only=begun != ended)
    return Day(cell)


def _month(cell: str, column: Column, year: int | None, month: int, part: str) -> Day:
    if year is None or not 1 <= month <= 12 or not column.part_means:
        return Day(cell)
    last = monthrange(year, month)[1]
    if column.part_means == "month":
        return Day(cell) if part else Day(f"{year}-{month:02}-01", is_month_only=True)
    if column.part_means == "first":
        return Day(cell) if part else Day(f"{year}-{month:02}-01")
    return Day(f"{year}-{month:02}-{_THIRDS.get(part, last):02}")


def _parsed(text: str, told: Told) -> date | None:
    """A day that is told whole, or by what the sheet tells besides."""
    if found := _FULL.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _OF_YEAR.fullmatch(text):
        month = int(found[1])
        year = told.year_of(month)
        if year is None or (told.month and abs(month - told.month) > _NEAR_MONTHS):
            return None
        return _day(year, month, int(found[2]))
    if (found := _OF_MONTH.fullmatch(text)) and told.year and told.month:
        return _day(told.year, told.month, int(found[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_elsewhere(day: str, told: Told) -> bool:
    """Whether a day as ``2026-10-16`` lies in another year than the sheet tells, or more than a month
    from the month that it tells."""
    if not told.year or not _ISO.fullmatch(day):
        return False
    year, month = int(day[:4]), int(day[5:7])
    if told.month is None:
        return year != told.year
    return abs((year - told.year) * 12 + month - told.month) > _NEAR_MONTHS


def read_month(cell: str, told: Told) -> str:
    """A cell of a column of months as ``2026-10``; as it was where it tells none."""
    text = "".join(unicodedata.normalize("NFKC", cell).split())
    found = re.fullmatch(r"(\d{1,2})月份?", text)
    year = told.year_of(int(found[1])) if found else None
    if found and year and 1 <= int(found[1]) <= 12:
        return f"{year}-{int(found[1]):02}"
    return cell


def columns_of_days(columns: Iterable[Column], positions: Mapping[str, int]) -> list[Column]:
    """Those of a file that hold days or months."""
    return [one for one in columns if one.kind in {"date", "month"} and one.name in positions]
