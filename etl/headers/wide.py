"""Columns that stand side by side for what should be rows: months, days, the first visit and the second.

``wide = { headers = "*月", label = "month" }`` in city.toml makes a row of every header that fits the
pattern, or of the group of columns below it; the other columns are the same in each of these rows. Where
the plan stands in one row and what was done in the next, ``by`` is the header that tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from etl.headers.columns import Heading, plain
from etl.reading.row import Row, made_of
from geodata.base.errors import RefusedError


@dataclass(frozen=True)
class Wide:
    """What city.toml says of such columns."""

    headers: str
    """The headers that repeat, with ``*`` for what differs between them, and ``…`` at their end where what
    follows says the column: ``*月…`` of 10月计划 and 10月完成."""
    label: str | None = None
    """Column that takes what such a header says."""
    value: str | None = None
    """Column that takes the cell below; None: the headers below, or above, say which columns their cells
    are."""
    is_amount: bool = False
    """Whether that column holds amounts, of which 0 is one; a count of 0 visits is no visit."""
    by: str | None = None
    """The header of what tells in each row of the sheet which column its cells are."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What it tells → that column. Rows below each other that tell different ones of the same make one;
    without a ``label`` that is all, and what repeats is not read."""


#: Behind the headers that repeat: what follows says the column.
_REST = "…"
#: What differs between them is short then, and no span: 1月-10月计划 is of no month.
_SHORTEST, _WORDS = r"([^\-—–~至到月]{1,8}?)", r"[^\d\-—–~至到月]+"
_Cells = Callable[[Sequence[int | None]], list[str]]
#: What says in a cell that there is none; of an amount 0 says how much.
_NOBODY = re.compile(r"[/\\\-—–―×xX0]+|无|没有|未|未去|未走访|否")
_NO_AMOUNT = re.compile(r"[/\\\-—–―]+|无|没有|未")


@dataclass(frozen=True)
class Unfolded:
    """How the cells of a sheet lie in the rows that are made of it."""

    headings: list[Heading]
    """Of these rows: the columns that are fixed, the label, and what stands below each label."""
    fixed: list[int]
    """Where the fixed columns stand in the sheet."""
    groups: list[tuple[str, list[int | None]]]
    """Each label, and where its columns stand."""
    has_label: bool
    none: re.Pattern[str] | None = None
    """Where the cells are values of one column: what says that there is none."""
    by: int | None = None
    """Where the sheet tells in each row which column its cells are."""
    words: Mapping[str, int] = field(default_factory=dict)
    """What it tells → the place of that column in each group."""

    def tells_nothing(self, positions: Iterable[int]) -> bool:
        """Whether none of the columns that stand side by side is known, by the positions of those that
        are."""
        first = len(self.fixed) + self.has_label
        return len(self.headings) > first and all(at < first for at in positions)

    @property
    def labels(self) -> list[str]:
        """The headers that stand side by side."""
        return [label for label, _ in self.groups]

    def position(self, index: int) -> int | None:
        """Where a column of the rows stands in the sheet; None where in several places."""
        return self.fixed[index] if index < len(self.fixed) else None

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that each row of the sheet stands for: one a group in which something stands."""
        for row, cells_of in self._gathered(rows):
            common = [_cell(row.cells, at) for at in self.fixed]
            number = 0
            for label, columns in self.groups:
                cells = cells_of(columns)
                if any(
                    cell.strip() and not (self.none and self.none.fullmatch(cell.strip()))
                    for cell in cells
                ):
                    own = [label, *cells] if self.has_label else cells
                    yield replace(
                        row, number=made_of(row.number, number, "wide"), cells=common + own
                    )
                    number += 1
            if (
                self.by is not None and not number
            ):  # the row alone, or one of which no column is known
                yield replace(row, cells=common)

    def _gathered(self, rows: Iterable[Row]) -> Iterator[tuple[Row, _Cells]]:
        """Each row, or the first of those that are one together, and how its cells are found."""
        if self.by is None:
            for row in rows:
                yield row, partial(_cells_at, row)
            return
        width = len({*self.words.values()})
        first: Row | None = None
        told: dict[int, Row] = {}
        for row in rows:
            column = self.words.get(plain(_cell(row.cells, self.by)), -1)
            if first is not None and (column < 0 or column in told or not self._same(first, row)):
                yield first, partial(_cells_by, told, width)
                first, told = None, {}
            first = first or row
            if column >= 0:
                told[column] = row
        if first is not None:
            yield first, partial(_cells_by, told, width)

    def _same(self, first: Row, row: Row) -> bool:
        """Whether a row says nothing else than the first of those above that are one together."""
        return all(
            _cell(row.cells, at).strip() in {"", _cell(first.cells, at).strip()}
            for at in self.fixed
        )


def unfold(file: str, headings: Sequence[Heading], wide: Wide) -> Unfolded:
    """The columns of the rows that a sheet becomes; raises RefusedError (``wide_missing``) where no
    header fits the pattern."""
    found = fold_of(headings, wide)
    if found is None:
        shown = ", ".join(one.shown for one in headings if one.shown.strip())
        raise RefusedError("wide_missing", file=file, headers=wide.headers, known=shown)
    return found


def fold_of(headings: Sequence[Heading], wide: Wide) -> Unfolded | None:
    """The same; None where no header fits the pattern."""
    fixed: list[int] = []
    by: int | None = None
    groups: dict[str, dict[str, int]] = {}
    for at, heading in enumerate(headings):
        if wide.by and by is None and plain(heading.shown) == plain(wide.by):
            by = at
        elif found := _found(heading, wide):
            label, inner = found
            groups.setdefault(label, {}).setdefault("" if wide.value or wide.by else inner, at)
        else:
            fixed.append(at)
    if not groups or (wide.by and by is None):
        return None
    if wide.by and not wide.label:
        groups = {}
    inners = list(dict.fromkeys(inner for columns in groups.values() for inner in columns))
    told = list(dict.fromkeys(wide.values.values()))
    heads = [Heading(wide.label, (wide.label,), levels=(wide.label,))] if wide.label else []
    below = [
        Heading(wide.value or inner, (wide.value or inner,), levels=(wide.value or inner,))
        for inner in (told if groups and wide.by else inners)
    ]
    return Unfolded(
        [*(headings[at] for at in fixed), *heads, *below],
        fixed,
        [(name, [columns.get(inner) for inner in inners]) for name, columns in groups.items()],
        bool(heads),
        _none_of(wide),
        by,
        {plain(word): told.index(column) for word, column in wide.values.items()},
    )


def _none_of(wide: Wide) -> re.Pattern[str] | None:
    """What says in a cell below that there is none, where the cells are values of one column."""
    if wide.value in {None, "took_place"}:
        return None
    return _NO_AMOUNT if wide.is_amount else _NOBODY


def _found(heading: Heading, wide: Wide) -> tuple[str, str] | None:
    """What a header says that repeats, and what stands below it or behind; None where it does not."""
    before_rest = wide.headers.removesuffix(_REST)
    has_rest = before_rest != wide.headers
    star = _SHORTEST if has_rest else "(.+)"
    pattern = re.compile(
        star.join(re.escape(plain(one)) for one in before_rest.split("*"))
        + (f"({_WORDS})" if has_rest else "")
    )
    for level, one in enumerate(heading.levels):
        if match := pattern.fullmatch(plain(one)):
            rest = match[match.lastindex or 0] if has_rest else ""
            below = rest + "".join(heading.levels[level + 1 :])
            below = below or "".join(heading.levels[:level])  # 计划 over the months, or below each
            return (plain(one).removesuffix(rest) if has_rest else one), below
    return None


def _cells_at(row: Row, columns: Sequence[int | None]) -> list[str]:
    return ["" if at is None else _cell(row.cells, at) for at in columns]


def _cells_by(told: Mapping[int, Row], width: int, columns: Sequence[int | None]) -> list[str]:
    """Of one column of the sheet the cells of several rows."""
    (at,) = columns
    return [_cell(told[n].cells, at) if n in told and at is not None else "" for n in range(width)]


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
