"""What has to be done with a sheet before its rows are those of a table, as its headers and cells show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from etl.guess.cells import share_places, texts
from etl.headers.columns import Heading, plain
from etl.headers.days import Told, read_day, told_by
from etl.headers.lists import entries, whole_days
from etl.headers.wide import Wide
from etl.reading.row import Row
from etl.tables.declare import Column, Table
from etl.tables.project import PROJECT
from etl.tables.project_month import PROJECT_MONTH

_MONTH = re.compile(r"(1[0-2]|[1-9])月份?")
_THIS_MONTH = re.compile(r"((1[0-2]|[1-9])月份?)?[本当]月")
_MONTH_OF = re.compile(r"((?:1[0-2]|[1-9])月份?)[^\d\-—–~至到]{2,8}")
_NUMBERED = re.compile(r"(\D*?)(\d{1,2}|[一二三四五六七八九十]{1,2})(\D{0,6})")
_OF_VISITS = re.compile("走访|到访|入户|入村|下访|日期|时间")
_ISO_DAY, _DAY = re.compile(r"20\d\d-\d\d-\d\d"), re.compile(r"\d{1,2}月\d{1,2}日")
LEAST_MONTHS, _LEAST_SIDE_BY_SIDE = 3, 2  # headers
_PLANNED, _DONE = re.compile("计划"), re.compile("完成|实际|进度|进展")
#: Of a column of names so many cells may be no names of places when it is split.
_LEAST_PLACES = 0.7
_LONGEST_TITLE_ROWS = 3
#: What a day without its year is read with, to see whether it is one.
_ANY_YEAR = 2024


def wides(table: Table, lead: Sequence[Row]) -> Iterator[Wide | None]:
    """How columns that stand side by side could become rows of a table; None: not at all."""
    own = {column.name for column in table.columns}
    cells = [plain(cell) for row in lead for cell in row.cells if cell.strip()]
    has_months = len({cell for cell in cells if _MONTH.fullmatch(cell)}) >= LEAST_MONTHS
    if table is PROJECT and has_months and (apart := [*_told_apart(None, lead)]):
        yield from apart  # in two rows a project would be two
        return
    yield None
    if "month" in own and has_months:
        yield Wide("*月", label="month")
        yield from _told_apart("month", lead) if table is PROJECT_MONTH else ()
        yield from _of_the_title(lead) if table is PROJECT_MONTH else ()
    flat = {found[1] for cell in cells if (found := _MONTH_OF.fullmatch(cell))}
    if "month" in own and flat:
        yield Wide("*月…", label="month")
    if table.name == "pairing":
        yield from _numbered(table, "target_name", cells)
    if not {"visited_on", "took_place"} <= own:
        return
    for before, after in _side_by_side(cells):
        if _OF_VISITS.search(before + after):
            yield Wide(f"{before}*{after}", value="visited_on")
    if any(share == 1 for share in _months_of_days(table, lead)):
        yield Wide("*月", value="visited_on")
    for pattern, headers in ((_ISO_DAY, "20*-*-*"), (_DAY, "*月*日")):
        if len({cell for cell in cells if pattern.fullmatch(cell)}) >= _LEAST_SIDE_BY_SIDE:
            yield Wide(headers, label="visited_on", value="took_place")


def _months_of_days(table: Table, lead: Sequence[Row]) -> Iterator[float]:
    """Of each row with months side by side, which part of the cells below them are days."""
    column = next(one for one in table.columns if one.name == "visited_on")
    for below in _below_months(lead):
        yield share_days(
            column, [day for cell in below for day in whole_days(entries(cell))], Told()
        )


def counts_by_month(lead: Sequence[Row]) -> bool:
    """Whether numbers stand below months side by side."""
    return any(all(one.isdecimal() for one in below) for below in _below_months(lead))


def _below_months(lead: Sequence[Row]) -> Iterator[list[str]]:
    """Of each row with months side by side, what stands below them."""
    for number, row in enumerate(lead):
        months = [at for at, cell in enumerate(row.cells) if is_month(cell)]
        below = lead[number + 1 :]
        cells = texts([one.cells[at] for one in below for at in months if at < len(one.cells)])
        if len(months) >= _LEAST_SIDE_BY_SIDE and cells:
            yield [one.strip() for one in cells]


def _side_by_side(cells: Sequence[str]) -> list[tuple[str, str]]:
    """What stands before and behind the numbers of headers that differ in them alone."""
    groups: Counter[tuple[str, str]] = Counter()
    for found in filter(None, map(_NUMBERED.fullmatch, set(cells))):
        groups[found[1], found[3]] += 1
    return [words for words, count in groups.items() if count >= _LEAST_SIDE_BY_SIDE]


def _numbered(table: Table, name: str, cells: Sequence[str]) -> Iterator[Wide]:
    """Headers of one column with numbers: 联系村1, 联系村2."""
    column = next(one for one in table.columns if one.name == name)
    words = {plain(one) for one in column.headers}
    for before, after in _side_by_side(cells):
        if before + after in words:
            yield Wide(f"{before}*{after}", value=name)


def _of_the_title(lead: Sequence[Row]) -> Iterator[Wide]:
    """Months over bare numbers, of which the title says whether they are planned or done."""
    said = " ".join(titles(lead))
    planned, done = _PLANNED.search(said), _DONE.search(said)
    if (planned is None) != (done is None):
        name = "planned_wan_yuan" if planned else "invested_wan_yuan"
        yield Wide("*月", label="month", value=name)


def _told_apart(label: str | None, lead: Sequence[Row]) -> Iterator[Wide]:
    """Months of which the plan stands in one row and what was done in the next."""
    columns = {
        plain(word): one.name
        for one in PROJECT_MONTH.columns
        if one.kind == "decimal"
        for word in one.headers
    }
    for at in range(max((len(row.cells) for row in lead), default=0)):
        below = [row.cells[at].strip() if at < len(row.cells) else "" for row in lead]
        first = next((n for n, cell in enumerate(below) if plain(cell) in columns), 0)
        header = next((cell for cell in reversed(below[:first]) if cell), "")
        values = {cell: columns[plain(cell)] for cell in below[first:] if plain(cell) in columns}
        if header and len(values) == len({*values.values()}) > 1:
            yield Wide("*月", label=label, by=header, values=values)


def of_one_month(headings: Sequence[Heading], positions: Mapping[str, int], told: Told) -> bool:
    """Whether columns are of the month that the sheet is of: 本月计划, 本月完成."""
    said = [plain(headings[at].shown) for at in positions.values()]
    return bool(told.year and told.month and any(map(_THIS_MONTH.match, said)))


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


def several_days(column: Column, cells: Sequence[str], told: Told) -> bool:
    """Whether cells hold several days, and no one of these is anything else."""
    several = [days for cell in texts(cells) if len(days := whole_days(entries(cell))) > 1]
    return (
        bool(several) and share_days(column, [one for days in several for one in days], told) == 1
    )


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
    if told.year is not None or told.span or column.kind != "date" or column.counts_from:
        return ""
    with_year = replace(told, year=_ANY_YEAR)
    for cell in texts(cells):
        if read_day(cell, column, told).text == cell != read_day(cell, column, with_year).text:
            return cell
    return ""


def share_days(column: Column, cells: Sequence[str], told: Told) -> float:
    """Which part of some cells is read as days."""
    given = texts(cells)
    told = told if told.year or told.span else replace(told, year=_ANY_YEAR)
    read = [read_day(cell, column, told, counted_from="2026-01-01").text for cell in given]
    fine = sum(bool(re.match(r"\d{4}\D?\d{1,2}", one)) for one in read)
    return fine / len(given) if given else 1.0
