"""What has to be done with a sheet before its rows are those of a table, as its headers and cells show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from etl.guess.cells import share_places, texts
from etl.headers.columns import plain
from etl.headers.days import Told, read_day, told_by
from etl.headers.lists import entries
from etl.headers.wide import Wide
from etl.reading.row import Row
from etl.tables.declare import Column, Table

_MONTH = re.compile(r"(1[0-2]|[1-9])月份?")
_NUMBERED = re.compile(r"(\D*?)(\d{1,2}|[一二三四五六七八九十]{1,2})(\D{1,6})")
_OF_VISITS = re.compile("走访|到访|入户|入村|下访|日期|时间")
_ISO_DAY, _DAY = re.compile(r"20\d\d-\d\d-\d\d"), re.compile(r"\d{1,2}月\d{1,2}日")
LEAST_MONTHS, _LEAST_SIDE_BY_SIDE = 3, 2  # headers
#: Of a column of names so many cells may be no names of places when it is split.
_LEAST_PLACES = 0.7
_LONGEST_TITLE_ROWS = 3
#: What a day without its year is read with, to see whether it is one.
_ANY_YEAR = 2024


def wides(table: Table, lead: Sequence[Row]) -> Iterator[Wide | None]:
    """How columns that stand side by side could become rows of a table; None: not at all."""
    yield None
    own = {column.name for column in table.columns}
    cells = [plain(cell) for row in lead for cell in row.cells if cell.strip()]
    if "month" in own and len({cell for cell in cells if _MONTH.fullmatch(cell)}) >= LEAST_MONTHS:
        yield Wide("*月", label="month")
    if not {"visited_on", "took_place"} <= own:
        return
    groups: Counter[tuple[str, str]] = Counter()
    for found in filter(None, map(_NUMBERED.fullmatch, set(cells))):
        groups[found[1], found[3]] += 1
    for (before, after), count in groups.items():
        if count >= _LEAST_SIDE_BY_SIDE and _OF_VISITS.search(before + after):
            yield Wide(f"{before}*{after}", value="visited_on")
    for pattern, headers in ((_ISO_DAY, "20*-*-*"), (_DAY, "*月*日")):
        if len({cell for cell in cells if pattern.fullmatch(cell)}) >= _LEAST_SIDE_BY_SIDE:
            yield Wide(headers, label="visited_on", value="took_place")


def is_month(header: str) -> bool:
    """Whether a header is a month of the year."""
    return bool(_MONTH.fullmatch(plain(header)))


def splits(
    columns: Mapping[str, Sequence[str]], options: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """The columns of names of places of which cells hold several; column → its cells, and what could be
    ticked there, where a survey app says so."""
    found = []
    for name in ("township_name", "target_name"):
        cells = texts(columns.get(name, ()))
        ticked = options.get(name, ())
        several = [
            entries(cell, spaced=all(one in ticked for one in cell.split())) for cell in cells
        ]
        pieces = [piece for one in several for piece in one]
        if any(len(one) > 1 for one in several) and share_places(pieces) >= _LEAST_PLACES:
            found.append(name)
    return tuple(found) if "target_name" in found else ()


def blanks(columns: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The columns that tell each area once and leave it out below; one that comes again is a column in
    which somebody forgot a cell, and what that means nobody knows."""
    cells = columns.get("township_name", ())
    told = texts(cells)
    is_once = 0 < len(told) < len(cells) and len(set(told)) == len(told)
    return ("township_name",) if is_once and cells[0].strip() else ()


def titles(rows: Sequence[Row]) -> list[str]:
    """The lines above a table: those in which one cell alone says something."""
    found = []
    for row in rows[:_LONGEST_TITLE_ROWS]:
        said = texts(row.cells)
        if len(said) != 1:
            break
        found.append(said[0])
    return found


def told_of(rows: Sequence[Row], names: Sequence[str]) -> Told:
    """What a sheet tells of the days in it."""
    said = titles(rows)
    return told_by([one for one in said if ":" not in one.replace("：", ":")], names, said)


def lacks_year(column: Column, cells: Sequence[str], told: Told) -> str:
    """A cell that would be a day if anybody said of which year; "" where there is none."""
    if told.year is not None or column.kind != "date" or column.counts_from:
        return ""
    with_year = replace(told, year=_ANY_YEAR)
    for cell in texts(cells):
        if read_day(cell, column, told).text == cell != read_day(cell, column, with_year).text:
            return cell
    return ""


def share_days(column: Column, cells: Sequence[str], told: Told) -> float:
    """Which part of some cells is read as days."""
    given = texts(cells)
    told = told if told.year else replace(told, year=_ANY_YEAR)
    read = [read_day(cell, column, told, counted_from="2026-01-01").text for cell in given]
    fine = sum(bool(re.match(r"\d{4}\D?\d{1,2}", one)) for one in read)
    return fine / len(given) if given else 1.0
