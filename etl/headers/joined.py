"""Rows of a repeat and the submission they belong to: two sheets or files that are read as one.

``joined = { sheet = "走访记录", by = "_parent_index", to = "_index" }`` in city.toml gives every row of the
sheet the cells of that one row there whose ``to`` is its ``by``: who raised what stands in the repeat, day
and village in the submission. The rows are those of the repeat, under their own numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from etl.headers.columns import plain
from etl.headers.survey import TIES
from etl.reading.row import Row
from geodata.base.errors import RefusedError
from geodata.base.privacy import masked

if TYPE_CHECKING:  # city.toml is read without the readers of files
    from etl.reading.sheet import Sheet

_LOOKED_AT = 10  # rows
_OF_TABLE = "_parent_table_name"
_SHORTEST_NAME = 20  # signs of the name of a sheet that are kept, whatever is cut


@dataclass(frozen=True)
class Joined:
    """What city.toml says of it."""

    by: str
    to: str
    file: Path | None = None
    """None: the same file."""
    sheet: str | None = None


@dataclass
class Parents:
    """The rows above, by what ties them; ``without``, ``later`` and ``used`` are complete once the rows
    below have been read."""

    name: str
    """The sheet or file, as it is told."""
    stated: Joined
    headers: list[str]
    """Those of the columns that are taken over."""
    columns: list[int]
    by_tie: dict[str, Row]
    doubled: set[str]
    numbers: list[int]
    sheet: str | None = None
    width: int = 0
    """Of the rows below: where the cells of those above begin."""
    without: dict[int, str] = field(default_factory=dict)
    """Rows below of which there is none above, or more than one, and what should tie them."""
    later: set[int] = field(default_factory=set)
    """Rows below that are not the first of theirs."""
    used: set[int] = field(default_factory=set)
    example: tuple[str, str] | None = None

    @property
    def alone(self) -> list[int]:
        """The rows above that none below belongs to."""
        return [number for number in self.numbers if number not in self.used]

    @property
    def told(self) -> str:
        """How the sheets are joined, for people, with an example once a row has been read."""
        how = f"{self.stated.by} → {self.name}.{self.stated.to}"
        return f"{how} ({' → '.join(self.example)})" if self.example else how

    def rows(self, name: str, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows below, of the sheet or file so called, each with the cells of the one above; raises
        RefusedError (``joined_missing``) where no header is ``by``."""
        rows = iter(rows)
        lead = list(islice(rows, _LOOKED_AT))
        at = _header(lead, self.stated.by)
        if at is None:
            raise _missing(name, self.stated.by, lead)
        cells = lead[at].cells
        self.width = len(cells)
        own = [plain(one) for one in cells]
        tie, table = (
            own.index(plain(self.stated.by)),
            own.index(_OF_TABLE) if _OF_TABLE in own else None,
        )
        taken = [
            (header, index)
            for header, index in zip(self.headers, self.columns, strict=True)
            if plain(header) not in own
        ]
        yield from lead[:at]
        yield replace(lead[at], cells=[*cells, *(header for header, _ in taken)])
        for row in chain(lead[at + 1 :], rows):
            yield self._joined(row, tie, table, [index for _, index in taken])

    def _joined(self, row: Row, tie: int, table: int | None, taken: Sequence[int]) -> Row:
        cells = [*row.cells[: self.width], *[""] * (self.width - len(row.cells))]
        key = cells[tie].strip()
        above = self.by_tie.get(key)
        if above is not None and (key in self.doubled or not self._is_of(cells, table)):
            above = None
        if above is None:
            if any(cell.strip() for cell in row.cells):
                self.without[row.number] = key
        elif above.number in self.used:
            self.later.add(row.number)
        else:
            self.used.add(above.number)
            self.example = self.example or (masked(key), f"#{above.number}")
        given = [_cell(above, index) if above else "" for index in taken]
        return replace(row, cells=[*cells, *given, *row.cells[self.width :]])

    def _is_of(self, cells: Sequence[str], table: int | None) -> bool:
        """Whether a row says itself that it belongs to this sheet, or nothing of it; a long name is cut."""
        said = plain(cells[table])[:_SHORTEST_NAME] if table is not None else ""
        return not (said and self.sheet) or plain(self.sheet).startswith(said)


def parents_of(stated: Joined, name: str, rows: Iterable[Row], sheet: str | None = None) -> Parents:
    """The rows of the sheet above; raises RefusedError (``joined_missing``) where no header is ``to``."""
    rows = iter(rows)
    lead = list(islice(rows, _LOOKED_AT))
    at = _header(lead, stated.to)
    if at is None:
        raise _missing(name, stated.to, lead)
    headers = lead[at].cells
    tie = [plain(one) for one in headers].index(plain(stated.to))
    by_tie: dict[str, Row] = {}
    doubled, numbers = set[str](), []
    for row in chain(lead[at + 1 :], rows):
        if not any(cell.strip() for cell in row.cells):
            continue
        numbers.append(row.number)
        if key := _cell(row, tie).strip():
            doubled |= {key} & by_tie.keys()
            by_tie[key] = row
    columns = [
        index
        for index, one in enumerate(headers)
        if one.strip() and index != tie and plain(one) not in TIES
    ]
    taken = [headers[index] for index in columns]
    return Parents(name, stated, taken, columns, by_tie, doubled, numbers, sheet)


def joined_sheet(sheet: Sheet, above: Sheet, stated: Joined) -> tuple[Sheet, Parents]:
    """A sheet with the one above it, and what became of the rows of both."""
    name = above.name or above.file.name
    parents = parents_of(stated, name, above.rows, above.name)
    digest = sheet.sha256
    if above.sha256 != digest:  # a version of the rows is one of both files
        digest = hashlib.sha256(f"{digest}{above.sha256}".encode()).hexdigest()
    unread = tuple(one for one in sheet.unread if stated.file or one != above.name)
    rows = parents.rows(sheet.name or sheet.file.name, sheet.rows)
    return replace(sheet, sha256=digest, rows=rows, unread=unread), parents


def _header(lead: Sequence[Row], header: str) -> int | None:
    return next((at for at, row in enumerate(lead) if plain(header) in map(plain, row.cells)), None)


def _missing(file: str, header: str, lead: Sequence[Row]) -> RefusedError:
    known = next((row.cells for row in lead if any(cell.strip() for cell in row.cells)), [])
    shown = ", ".join(masked(cell) for cell in known if cell.strip())
    return RefusedError("joined_missing", file=file, header=header, known=shown)


def _cell(row: Row, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""
