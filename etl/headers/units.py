"""In which unit the numbers of a file stand, and what they are in the unit of their column.

A unit can be stated in a cell (1.2亿), in a header, the row of units below it or the group above it,
and, for all columns that state none of their own, in a title or line above, a note below, or the
name of the sheet or file. The nearest counts. What is stated is applied, or the file is refused
with a sentence; it is never passed over.

Long because where a unit may be stated, and which statement wins, is one rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.headers.columns import OTHER_UNIT, Heading, Matched, names_of, plain, split_note, unit_word
from etl.headers.notes import LONGEST_NOTE, is_set_aside
from etl.tables.declare import Column, Table
from geodata.base.errors import RefusedError
from geodata.base.units import MEASURE, MONEY, factor_between, money_in_yuan

_LIST = rf"(?:{MEASURE})(?:[、,;和及](?:{MEASURE}))*"
_BARE = re.compile(rf"[(\[]*(?:单位:?[(\[]?)?(?P<list>{_LIST}|[千百十]?[万亿])[)\]]*")
_END = r"(?=$|[\s)\],;。,!、]|填|制|报|编|审|日期|时间|\d)"
_SAYS = r"\s*[:(]?\s*(?:均|都|统一)?\s*[为是按]?\s*[:(]?\s*"
#: What states a unit: 金额单位:亿元, 以亿元计, 投资均为亿元, 投资(亿元), (2026年,亿元).
_STATEMENT = re.compile(
    rf"(?P<one>\w*?)(?:计量)?单\s*位{_SAYS}(?P<one_list>{_LIST}){_END}"
    rf"|(?P<two>\w*?)(?:均|都|统一)?[以按](?P<two_list>{_LIST})(?:为单位|计[算价]?|填[报写]?|统计){_END}"
    rf"|(?P<three>\w*?)(?:均|都|统一|(?<=额)|(?<=投资)|(?<=资金)|(?<=数据)|(?<=数字))[为是:](?P<three_list>{_LIST}){_END}"
    rf"|(?P<four>\w*)\((?P<four_list>{_LIST})\)"
    rf"|(?:^|[\s(,·:;|、_-])(?P<last_list>{_LIST})(?=\)|\s*$)"
)
#: 单位 with money behind it that none of these takes.
_UNREAD = re.compile(rf"(?<![报表制任管头送属])单\s*位\s*[:(]\s*\S{{0,6}}?{MONEY}")
#: Words that do not say which column is meant.
_FILLER = re.compile(
    r"^\d+年度?|^\d*(?:附?注|备注|说明)?\d*|本表|表[中内]|以[上下]|上述|所有|全部|各项|均|统一|其中|计量|的|数据|数字|数值"
    r"|金额|(?<!投)资金|货币|经费|款项"
)
_ALL_AMOUNTS = re.compile("(?:项目)?(?:投资)?(?:总?额)?")
_TITLE = re.compile("[表册单账]|情况|汇总|一览|统计|进度|台帐")
#: An amount as load_macros.sql reads one, and perhaps its unit.
_AMOUNT = re.compile(
    rf"(?P<number>[0-9]+(?:\.[0-9]+)?|[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?)\s*"
    rf"(?P<unit>{MONEY}|[千百十]?[万亿])?"
)
#: The same in two units: 3亿5000万, 1亿2千万元.
_IN_TWO = re.compile(
    r"(?P<first>[0-9]+)(?P<large>亿)(?P<second>[0-9]+(?:\.[0-9]+)?)(?P<small>[千百十]?万)元?"
)
#: What is said besides: that it is about, or what part of it is something else.
_BESIDES = re.compile(r"^约\s*|\s*\((?:含|其中|包括)[^()]*\)$")
_NOT_TOLD = re.compile(r"[/\\\-—–―]+")
#: What goes from the ends of a cell there.
_UNSEEN = " \t\n\r\xa0\u2003\u2009\u200b\u200c\u200d\u200e\u200f\u202f\u2060\u3000\ufeff"
_MONEY = re.compile("[元币]|美金|英镑|卢布|^[千百十]?[万亿]$")
_SAYS_UNIT = re.compile("(?:(?:投资|金额|资金|货币|计量|计价)(?:额|的)?)?单位|币种")
_TIME = re.compile("天|日|时|周|个月")
_MANY_THINGS = re.compile("[十百千万亿].*[户人名次场件个条起项处]")


@dataclass(frozen=True)
class Stated:
    """The unit in which a column of one file stands."""

    word: str
    factor: Decimal
    """By which its numbers are multiplied to be in the unit of the column."""

    def told(self, column: Column) -> str:
        """As ``guatu check`` shows it: ``亿元 → 万元,×10000``."""
        if self.factor == 1:
            return self.word
        return f"{self.word} → {unit_word(column)},×{_digits(self.factor)}"


@dataclass(frozen=True)
class _Said:
    """Units that a text states, and of what."""

    text: str
    subject: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Measured:
    """A column that holds numbers, and its header in this file."""

    column: Column
    heading: Heading
    position: int

    @property
    def own(self) -> dict[str, str]:
        """What the header states itself: unit → where; its group only where it states none."""
        readings = self.heading.readings
        note = split_note(readings[0])[1] if readings else ""
        near = [one for one in (unit_in(note), self.heading.unit_below) if one]
        return {one: self.heading.shown for one in near or [self.heading.unit_above] if one}

    def is_named(self, subject: str) -> bool:
        """Whether a text names this column, be it beside others."""
        own = {split_note(one)[0] for one in self.heading.readings} | names_of(self.column)
        return any(
            part == name or (min(len(part), len(name)) > 2 and (part in name or name in part))
            for part in _parts(subject)
            for name in own
        )

    def can_be(self, word: str) -> bool:
        """Whether a unit can be meant for the column at all: 户 says nothing of money."""
        if is_amount(self.column):
            return bool(_MONEY.search(word))
        if is_free(self.column):
            return bool(_MONEY.search(word) or _MANY_THINGS.search(word))
        if self.column.unit:
            return bool(_TIME.search(word)) and not _MONEY.search(word)
        return bool(_MANY_THINGS.search(word))

    def stated(self, file: str, word: str, text: str) -> Stated | None:
        """The unit as a factor, None where it changes nothing. Raises RefusedError."""
        if is_free(self.column):
            return Stated(word, Decimal(1))
        if is_amount(self.column):
            factor = factor_between(word, unit_word(self.column))
            if factor is not None:
                return Stated(word, factor)
        elif self.column.unit:
            day = word.removeprefix("个")
            if day in self.column.alike:
                return Stated(day, Decimal(1))
            if day in {"天", "日", "自然日", "日历日"}:
                return Stated("天", Decimal(1))
        elif not OTHER_UNIT.search(word):
            return None
        raise RefusedError(
            "header_unit", file=file, header=text, unit=unit_word(self.column) or "1"
        )


def is_amount(column: Column) -> bool:
    """Whether a column holds money."""
    return unit_word(column).endswith("元")


def is_free(column: Column) -> bool:
    """Whether each row of a column has a unit that is declared elsewhere, as indicators have."""
    return column.kind == "decimal" and not column.unit


def is_of_money(cell: str) -> bool:
    """Whether a cell is a unit of money, and so no unit that people work in."""
    return bool(_MONEY.search(unit_in(cell)))


def unit_in(cell: str) -> str:
    """The unit that a cell holds, bare or in parentheses; empty where it holds anything else."""
    found = _BARE.fullmatch(plain(cell))
    return found["list"] if found else ""


def units_of(
    file: str,
    table: Table,
    headings: Sequence[Heading],
    matched: Matched,
    lines: Sequence[Sequence[str]],
    names: Sequence[str],
) -> dict[str, Stated]:
    """Column → the unit that is stated for it; a column that is left out is in its own.

    ``lines`` are those above the header and the notes below, ``names`` those of sheet and file.
    Raises RefusedError: ``header_unit`` (stated, and not to be converted: another currency, 万户),
    ``unit_contradicts``, ``unit_unclear`` (nobody can tell of which column it is said).
    """
    measured = [
        _Measured(column, headings[index], index)
        for column in table.columns
        if (index := matched.positions.get(column.name)) is not None
        and column.kind in {"count", "decimal"}
        and not column.choices
    ]
    has_amounts = any(is_amount(one.column) for one in measured)
    others = _others(table, headings, matched, measured)
    said = [one for line in lines for cell in line for one in _said(file, cell, has_amounts)]
    by_name = [one for name in names for one in _said(file, name, has_amounts)]
    corner = _bare(file, lines, measured) if has_amounts else {}
    found: dict[str, Stated] = {}
    for one in measured:
        words = one.own | _told(one, (each for each in said if one.is_named(each.subject)))
        if not one.own:
            words |= corner.get(one.column.name, {})
            words |= _told(one, (each for each in said if _is_for(file, each, one, others)))
        words = words or _told(one, by_name)
        stated = {word: one.stated(file, word, text) for word, text in words.items()}
        if len({_size(each) for each in stated.values()}) > 1:
            raise RefusedError(
                "unit_contradicts", file=file, header=one.heading.shown, said="、".join(words)
            )
        for each in filter(None, stated.values()):
            found[one.column.name] = each
    days = [one for one in measured if one.column.alike and one.column.name in found]
    told = {found[one.column.name].word for one in days}
    if len(told) > 1:
        headers = "、".join(one.heading.shown for one in days)
        raise RefusedError(
            "unit_contradicts", file=file, header=headers, said="、".join(sorted(told))
        )
    return found


def converted(cell: str, column: Column, stated: Stated | None) -> str:
    """An amount of money in the unit of its column. What is no amount stays what it is, and is no
    number to the gate either."""
    text = _bare_amount(cell)
    found = _AMOUNT.fullmatch(text)
    if not text:
        return cell
    if _NOT_TOLD.fullmatch(text):
        return ""
    if two := _IN_TWO.fullmatch(text):
        parts = (("first", "large"), ("second", "small"))
        amounts = (
            _number(two[number]) * (factor_between(two[unit], unit_word(column)) or 0)
            for number, unit in parts
        )
        return _digits(sum(amounts, Decimal(0)))
    factor = stated.factor if stated else Decimal(1)
    if found is None:  # the gate must not read as 万元 what this does not read at all
        return cell if stated is None or factor == 1 else f"{cell} {stated.word}"
    if found["unit"]:
        own = factor_between(found["unit"], unit_word(column))
        return cell if own is None else _digits(_number(found["number"]) * own)
    return found["number"] if factor == 1 else _digits(_number(found["number"]) * factor)


def is_read_as_amount(cell: str) -> bool:
    """Whether a cell is an amount of money, or says that there is none told."""
    text = _bare_amount(cell)
    return any(one.fullmatch(text) for one in (_AMOUNT, _IN_TWO, _NOT_TOLD))


def _bare_amount(cell: str) -> str:
    """Without what is said besides, in half-width letters."""
    return _BESIDES.sub("", unicodedata.normalize("NFKC", cell.strip(_UNSEEN)).lower())


def notes_below(rows: Iterable[list[str]], needed: Sequence[int]) -> Iterator[Sequence[str]]:
    """The lines that state a unit and can be no row: those that are set aside, and those of whose
    cells that a row needs only the one that the line begins in is filled."""
    for cells in rows:
        filled = [index for index, cell in enumerate(cells) if cell.strip()]
        if 0 < len(filled) <= LONGEST_NOTE and not {*filled[1:]} & {*needed}:
            texts = [cells[index] for index in filled]
            is_no_row = len({*needed} - {*filled}) > 0 or is_set_aside(cells, needed, needed)
            if is_no_row and any(map(_tells, texts)):
                yield texts


def unit_columns(headings: Sequence[Heading]) -> list[int]:
    """Where a file may say of each row in which unit its money is: 金额单位, 单位."""
    return [
        index
        for index, one in enumerate(headings)
        if any(_SAYS_UNIT.fullmatch(plain(each)) for each in one.readings)
    ]


def unit_of_row(
    file: str, cells: Sequence[str], at: Sequence[int], column: Column, stated: Stated | None
) -> Stated | None:
    """The unit that a row states for its money, else that of the file. Raises RefusedError:
    ``header_unit``, ``unit_contradicts``."""
    words = [unit_in(cells[index]) for index in at if index < len(cells)]
    word = next(filter(is_of_money, words), None)
    if word is None:
        return stated
    factor = factor_between(word, unit_word(column))
    if factor is None:
        raise RefusedError("header_unit", file=file, header=word, unit=unit_word(column))
    if stated is not None and stated.factor != factor:
        said = "、".join((stated.word, word))
        raise RefusedError("unit_contradicts", file=file, header=column.name, said=said)
    return Stated(word, factor)


def _tells(cell: str) -> bool:
    text = _narrow(cell)
    return bool(_STATEMENT.search(text) or _UNREAD.search(text) or unit_in(cell))


def _narrow(text: str) -> str:
    """Without quotation marks: 单位统一为“亿元”."""
    return re.sub("[“”\"'「」『』]", "", unicodedata.normalize("NFKC", text)).lower().strip()


def _parts(subject: str) -> list[str]:
    return [part for part in re.split("[、,和及与]", subject) if part]


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _digits(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _size(stated: Stated | None) -> object:
    """What two units share that say the same: 万元 and 万, 天 and 日."""
    if stated is None:
        return None
    return money_in_yuan(stated.word) or stated.word


def _said(file: str, cell: str, has_amounts: bool) -> list[_Said]:
    """What a title, line, note or name states of units; a bare unit is for :func:`_bare`."""
    text = _narrow(cell)
    if unit_in(cell) and "单" not in text:
        return []
    found = []
    for one in _STATEMENT.finditer(text):
        how = next(name for name in ("one", "two", "three", "four", "last") if one[f"{name}_list"])
        subject = "" if how == "last" else one[how]
        words = re.split("[、,;和及]", one[f"{how}_list"])
        found.append(_Said(cell.strip(), _FILLER.sub("", subject), tuple(filter(None, words))))
    if not found and has_amounts and _UNREAD.search(text):
        raise RefusedError("unit_unclear", file=file, said=cell.strip())
    return found


def _told(one: _Measured, said: Iterable[_Said]) -> dict[str, str]:
    """Unit → the text that states it, of those that can be meant for a column."""
    return {word: each.text for each in said for word in each.words if one.can_be(word)}


def _others(
    table: Table, headings: Sequence[Heading], matched: Matched, measured: Sequence[_Measured]
) -> list[str]:
    """What a note can be about: columns that are read, and columns that are not."""
    used = {*matched.positions.values()}
    unused = [
        split_note(one.readings[0])[0]
        for index, one in enumerate(headings)
        if index not in used and one.readings
    ]
    read = {one.column.name for one in measured}
    amounts = [one for one in table.columns if is_amount(one) and one.name not in read]
    read_names = (name for one in measured for name in names_of(one.column))
    return [*unused, *(name for one in amounts for name in names_of(one)), *read_names]


def _is_for(file: str, said: _Said, column: _Measured, others: Sequence[str]) -> bool:
    """Whether a statement holds for all columns, rather than for one that it names."""
    if not any(map(column.can_be, said.words)) or column.is_named(said.subject):
        return False  # one that is named is counted already
    if _ALL_AMOUNTS.fullmatch(said.subject) or _TITLE.search(said.subject):
        return True
    parts = _parts(said.subject)
    if all(any(part in one or one in part for one in others if len(one) > 1) for part in parts):
        return False
    raise RefusedError("unit_unclear", file=file, said=said.text)


def _bare(
    file: str, lines: Sequence[Sequence[str]], measured: Sequence[_Measured]
) -> dict[str, dict[str, str]]:
    """Units of money that stand alone in their cells: over each column its own, or one in a corner
    for all. Raises RefusedError (``unit_unclear``) where one stands over some of them alone."""
    free = [one for one in measured if is_amount(one.column) and not one.own]
    found: dict[str, dict[str, str]] = {one.column.name: {} for one in free}
    for line in lines:
        at = {
            index: unit_in(cell)
            for index, cell in enumerate(line)
            if "单" not in cell and _MONEY.search(unit_in(cell))
        }
        over = [one for one in free if one.position in at]
        if not at or not free:
            continue
        if len(over) == len(free):
            for one in free:
                found[one.column.name][at[one.position]] = at[one.position]
        elif len({*at.values()}) == 1 and (not over or [*at] == [free[-1].position]):
            for one in free:
                found[one.column.name] |= {word: word for word in at.values()}
        else:
            raise RefusedError("unit_unclear", file=file, said="、".join(at.values()))
    return found
