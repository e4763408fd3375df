"""Which header of a file is which column: as city.toml says, else by name or synonym.

Long because the ways in which a header may be written and still mean the same stand beside each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from etl.tables.also import weak_headers
from etl.tables.declare import Column, Table
from geodata.base.errors import RefusedError
from geodata.base.privacy import masked
from geodata.base.units import MONEY, factor_between, is_measure
from geodata.output.rejects import note_headers

_NOTE = re.compile(r"(.+?)[(\[【]([^()\[\]【】]*)[)\]】]")
#: What every KML has, filled or not, beside what its makers wrote.
OF_EVERY_KML = "Name"
#: Columns whose headers are words, not measures: brackets in them add to the word.
_WORDED = {"text", "target", "choice", "flag"}
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_TURNED = re.compile(r"原|前任|上年|去年|计划|拟|旧|代码|编码|编号|电话|职务|\d")
#: 9月当月完成投资 is 当月完成投资, of the month that the sheet is of.
_OF_MONTH = re.compile(r"^(1[0-2]|[1-9])月份?(?=[本当]月)")
_MARKS = "*★※:\ufeff\u200b"
#: What may stand in parentheses after a header without changing what the column holds.
_HARMLESS = {"", "必填", "必填项", "选填", "可选", "非必填", "全称", "文本", "文本格式"}
_MEASURES = {"户", "人", "人次", "名", "次", "场", "件", "个", "条", "起", "项", "处"}
#: Notes that say a number is counted otherwise: a wrong number if it were read as ours.
OTHER_UNIT = re.compile(r"[十百千万亿%‰元]|usd|rmb")
#: A unit behind a header without parentheses: 总投资/亿元, 总投资亿元.
_BEHIND = re.compile(rf"(.+?)(?:[/:,、\-·|]|单位:?)?({MONEY})")
_DAYS = {"天", "日", "自然日", "日历日"}
_NOTES: Mapping[str, set[str]] = {
    "count": _MEASURES,
    "date": {"年月日", "年-月-日", "年/月/日", "yyyy-mm-dd", "yyyy/mm/dd", "yyyymmdd", "公历"},
    "month": {"年月", "年-月", "yyyy-mm", "yyyymm"},
    "lon": {"度", "十进制度", "°", "cgcs2000", "国家2000", "东经"},
    "lat": {"度", "十进制度", "°", "cgcs2000", "国家2000", "北纬"},
    "code": {"12位", "9位", "6位", "12位代码"},
    "target": {"12位", "9位", "6位", "12位代码"},
}


@dataclass(frozen=True)
class Heading:
    """One header: as a person sees it, and the ways it may be read, the most exact first."""

    shown: str
    readings: tuple[str, ...]
    unit_below: str = ""
    """What a row of units says under it."""
    unit_above: str = ""
    """What its group says of all columns below it."""
    levels: tuple[str, ...] = ()
    """What the rows of the header say of it, from the top."""


@dataclass(frozen=True)
class Matched:
    """``positions``: column → index of its cell; ``matched``: "header → column" for people;
    ``ignored``: headers that are no column of ours."""

    positions: dict[str, int]
    matched: list[str]
    ignored: list[str]
    width: int

    @property
    def shares_point(self) -> bool:
        """Whether longitude and latitude stand in one cell."""
        return "lon" in self.positions and self.positions["lon"] == self.positions.get("lat")


def match_columns(
    file: str,
    headings: list[Heading],
    table: Table,
    overrides: Mapping[str, str],
    constants: Mapping[str, str],
) -> Matched:
    """Match headers to columns; ``constants`` are those that need none. Raises RefusedError.

    ``column_unknown``: city.toml names a column of no such table; ``header_missing``: a header the
    file does not have; ``column_missing``: a required column that no header gives;
    ``constant_and_column``: a header for a column that city.toml gives a constant of;
    ``header_doubled``: two headers for one column; ``header_unit``: a header states another unit.
    """
    columns = {column.name: column for column in table.columns}
    shown = [one.shown for one in headings]
    for name in (*overrides, *constants):
        if name not in columns:
            raise RefusedError(
                "column_unknown", table=table.name, column=name, known=", ".join(columns)
            )
    for header in overrides.values():
        if header and not named(headings, header):
            raise RefusedError("header_missing", file=file, header=header, known=", ".join(shown))
    positions, doubled = assign(headings, table, overrides)
    for name in constants:
        for index in (*doubled.get(name, ()), positions.get(name)):
            if index is not None:
                raise RefusedError(
                    "constant_and_column",
                    file=file, column=name, value=constants[name], header=shown[index],
                )  # fmt: skip
    for name, indexes in doubled.items():
        headers = ", ".join(shown[index] for index in indexes)
        raise RefusedError("header_doubled", file=file, column=name, headers=headers)
    given = {*positions, *constants}
    for column in table.columns:
        is_off = overrides.get(column.name) == "" and not column.needed
        if column.name not in given and not is_off:
            instead = column.naming.instead if column.naming else ()
            _check_absent(file, column, headings, told=not given.isdisjoint(instead))
    by_index = {index: name for name, index in positions.items()}
    notes = {plain(header) for header in note_headers()}
    found = [plain(one) for one in shown]
    return Matched(
        positions,
        [
            f"{masked(shown[index].strip())} → {name}"
            for index, name in sorted((index, name) for name, index in positions.items())
        ],
        [
            masked(one)
            for index, one in enumerate(shown)
            if index not in by_index and found[index] not in {"", *notes}
        ],
        _width(found) if notes & set(found) else len(headings),
    )


def _width(found: list[str]) -> int:
    """In a sheet of rejects a cell beyond the last header is still one too many."""
    return max(i for i, text in enumerate(found, 1) if text)


def assign(
    headings: list[Heading], table: Table, overrides: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Column → its header, and columns for which several headers would do."""
    positions: dict[str, int] = {}
    doubled: dict[str, list[int]] = {}
    for name, header in overrides.items():
        found = named(headings, header)
        if len(found) == 1:
            positions[name] = found[0]
        elif found:
            doubled[name] = found
    for depth in range(max((len(one.readings) for one in headings), default=0)):
        for column in table.columns:
            if column.name in {*positions, *doubled, *overrides}:
                continue
            taken = positions.values()
            free = [
                index
                for index, one in enumerate(headings)
                if index not in taken
                and depth < len(one.readings)
                and fits(column, one.readings[depth])
            ]
            exact = [i for i in free if plain(headings[i].readings[depth]) == plain(column.name)]
            if len(free) == 2 and [headings[i].shown for i in exact] == [OF_EVERY_KML]:
                free = [i for i in free if i not in exact]  # which is a label, whatever it says
                exact = []
            if len(free) > 1 and len(exact) != 1:
                doubled[column.name] = free
            elif free:
                positions[column.name] = (exact or free)[0]
    for column in table.columns:  # the first day and the last in one cell
        at = positions.get(column.ends)
        told = {plain(one) for one in column.shared}
        shares = at is not None and any(plain(one) in told for one in headings[at].readings)
        if at is not None and shares and column.name not in {*positions, *doubled}:
            positions[column.name] = at
    for column in table.columns:
        if column.name not in {*positions, *doubled, *overrides}:
            _assign_weak(headings, column, weak_headers(table, column), positions)
    return positions, doubled


def _assign_weak(
    headings: list[Heading], column: Column, words: Sequence[str], positions: dict[str, int]
) -> None:
    """Give a column that no header gives the first of its weak ones that stands alone."""
    taken, weak = set(positions.values()), [plain(one) for one in words]

    def found_by(names: Set[str], among: Iterable[int]) -> list[int]:
        return [
            index
            for index in among
            if any(_means(column, names, reading) for reading in headings[index].readings)
        ]

    free = found_by(set(weak), (index for index in range(len(headings)) if index not in taken))
    for word in weak if free else ():
        found = found_by({word}, free)
        if len(found) == 1:
            positions[column.name] = found[0]
            return


def named(headings: list[Heading], header: str) -> list[int]:
    """Which headers city.toml can mean: written just so, else the same but for marks and case; an empty
    one none, and no header is tried for its column."""
    if not header:
        return []
    exact = [index for index, one in enumerate(headings) if one.shown.strip() == header]
    return exact or [
        index
        for index, one in enumerate(headings)
        if plain(header) in {plain(one.shown), *(plain(reading) for reading in one.readings)}
    ]


def fits(column: Column, reading: str) -> bool:
    """Whether a header is this column, with nothing beside it that would change its meaning."""
    return _means(column, names_of(column), reading)


def _means(column: Column, names: Set[str], reading: str) -> bool:
    base, note = split_note(reading)
    text = plain(reading)
    if names & {text, _OF_MONTH.sub("", text)} or (base in names and _is_fine(column, note)):
        return True
    return column.kind in _WORDED and _without_notes(reading) in names


@lru_cache(maxsize=4096)
def _without_notes(reading: str) -> str:
    """The words of a header that names a thing and no number: 行政村(社区)名称 is 行政村名称. What turns it
    into another thing stays: 责任人(原)."""
    text = plain(reading)
    if any(_TURNED.search(note) for note in _BRACKETS.findall(text)):
        return text
    return _BRACKETS.sub("", text)


def _is_fine(column: Column, note: str) -> bool:
    """Whether what stands in parentheses behind a header leaves the column what it is; another unit
    does where it can be converted (:mod:`etl.headers.units`)."""
    return (
        note in _notes(column)
        or factor_between(note, unit_word(column)) is not None
        or (column.kind == "decimal" and not column.unit and is_measure(note))
    )


@lru_cache(maxsize=4096)
def split_note(reading: str) -> tuple[str, str]:
    """A header and what stands in parentheses behind it: 总投资(万元) is 总投资 and 万元."""
    text = plain(reading)
    found = _NOTE.fullmatch(text) or _BEHIND.fullmatch(text)
    if not found:
        return text, ""
    return found[1].removesuffix("单位").strip(_MARKS) or text, found[2].removeprefix("单位:")


@lru_cache(maxsize=4096)  # every header is held against every column, row after row
def plain(header: str) -> str:
    """A header without case, width, spaces, line breaks and marks around it."""
    narrow = unicodedata.normalize("NFKC", header)
    return "".join(narrow.split()).strip(_MARKS).lower()


def unit_word(column: Column) -> str:
    """The unit of a column as a header writes it: 万元."""
    return column.unit.split()[0] if column.unit else ""


def names_of(column: Column) -> frozenset[str]:
    """All that a header may call a column."""
    return _all_plain((column.name, *column.headers))


@lru_cache(maxsize=1024)
def _all_plain(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain, names))


def _notes(column: Column) -> set[str]:
    days = _DAYS | {*column.alike, *(f"个{one}" for one in column.alike)}
    own = days if unit_word(column) == "天" else {unit_word(column)}
    return _HARMLESS | (_NOTES.get(column.kind, set()) if not column.unit else set()) | own


def _check_absent(file: str, column: Column, headings: list[Heading], *, told: bool) -> None:
    """A column that no header gives: was it there in another unit, and may it be left out, because
    other columns have ``told`` what is meant?"""
    if column.kind in {"count", "decimal"}:
        for one in headings:
            base, note = split_note(one.readings[0]) if one.readings else ("", "")
            other = OTHER_UNIT.search(note) or (column.unit and is_measure(note))
            if base in names_of(column) and not _is_fine(column, note) and other:
                raise RefusedError(
                    "header_unit", file=file, header=one.shown, unit=unit_word(column) or "1"
                )
    if column.needed and not told:
        raise RefusedError(
            "column_missing",
            file=file,
            column=column.name,
            headers=", ".join(one.shown for one in headings if one.shown.strip()),
            names=" / ".join((column.name, *column.headers)),
        )
