"""Columns that stand side by side for what should be rows: months, days, the first visit and the second.

``wide = { headers = "*月", label = "month" }`` in city.toml makes a row of every header that fits the
pattern, or of the group of columns below it; the other columns are the same in each of these rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from etl.headers.columns import Heading, plain
from etl.reading.row import Row, made_of
from geodata.base.errors import RefusedError


@dataclass(frozen=True)
class Wide:
    """What city.toml says of such columns."""

    headers: str
    """The headers that repeat, with ``*`` for what differs between them."""
    label: str | None = None
    """Column that takes what such a header says."""
    value: str | None = None
    """Column that takes the cell below; None: the headers below say which columns their cells are."""


_NOBODY = re.compile(r"[/\\\-—–―×xX0]+|无|没有|未|未去|未走访|否")


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
    tells: bool = False
    """Whether the cells are values of one column, and 无 or a stroke says that there is none."""

    def position(self, index: int) -> int | None:
        """Where a column of the rows stands in the sheet; None where in several places."""
        return self.fixed[index] if index < len(self.fixed) else None

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that each row of the sheet stands for: one a group in which something stands."""
        for row in rows:
            common = [_cell(row.cells, at) for at in self.fixed]
            number = 0
            for label, columns in self.groups:
                cells = ["" if at is None else _cell(row.cells, at) for at in columns]
                if any(
                    cell.strip() and not (self.tells and _NOBODY.fullmatch(cell.strip()))
                    for cell in cells
                ):
                    own = [label, *cells] if self.has_label else cells
                    yield replace(
                        row, number=made_of(row.number, number, "wide"), cells=common + own
                    )
                    number += 1


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
    pattern = re.compile("(.+)".join(re.escape(plain(one)) for one in wide.headers.split("*")))
    fixed: list[int] = []
    groups: dict[str, dict[str, int]] = {}
    for at, heading in enumerate(headings):
        level = next(
            (n for n, one in enumerate(heading.levels) if pattern.fullmatch(plain(one))), None
        )
        if level is None:
            fixed.append(at)
            continue
        inner = "" if wide.value else "".join(heading.levels[level + 1 :])
        groups.setdefault(heading.levels[level], {}).setdefault(inner, at)
    if not groups:
        return None
    inners = list(dict.fromkeys(inner for columns in groups.values() for inner in columns))
    label = [Heading(wide.label, (wide.label,), levels=(wide.label,))] if wide.label else []
    below = [
        Heading(wide.value or inner, (wide.value or inner,), levels=(wide.value or inner,))
        for inner in inners
    ]
    return Unfolded(
        [*(headings[at] for at in fixed), *label, *below],
        fixed,
        [(name, [columns.get(inner) for inner in inners]) for name, columns in groups.items()],
        bool(label),
        wide.value not in {None, "took_place"},
    )


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
