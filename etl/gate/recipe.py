"""From the rows of a sheet to those of its table, as city.toml says: columns side by side become rows,
empty cells take what stands above, lists in cells become rows, and days get the year of their sheet.

Each step is a small function of its own (:mod:`etl.headers.wide`, :mod:`etl.headers.lists`,
:mod:`etl.headers.days`, :mod:`etl.headers.sections`); here they are put in order.

Long because what a recipe is made of, and the order of its steps, stand together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from etl.city.settings import Source
from etl.headers.columns import plain
from etl.headers.counts import counted
from etl.headers.day_parts import DayParts, day_parts
from etl.headers.days import (
    Told,
    columns_of_days,
    is_elsewhere,
    read_day,
    read_month,
    span,
    told_by,
)
from etl.headers.header import Header
from etl.headers.joined import Parents
from etl.headers.lists import FilledDown, split_rows
from etl.headers.sections import Sections
from etl.headers.survey import is_export
from etl.reading.cells import CutNumber
from etl.reading.merged import Merge, filled_down
from etl.reading.row import Row, sheet_row
from etl.tables.declare import Column, Table
from geodata.base.errors import RefusedError

#: What one cell of a merged block says of each of its rows; a count would be told twice.
_FILLED_DOWN = {"text", "code", "target", "date", "month", "choice", "flag"}
_NUMBERS = {"count", "decimal"}
#: Folders above a file that may tell the year of its days.
_FOLDERS = 2
_TITLE, _MONTH = "{title}", "{month}"
#: At the beginning, or behind a year.
_TOWNSHIP = re.compile(
    r"(?:^|[年度\d\s])(?![年度])([\u4e00-\u9fff]{1,6}?(?:街道办事处|街道|镇|乡))"
)


_NOTHING = Told()


@dataclass(frozen=True)
class Batch:
    """Some rows of a file, and the cells that were computed besides."""

    rows: list[Row]
    computed: Mapping[str, list[str | None]]


@dataclass(frozen=True)
class Recipe:
    """How the rows of one sheet become those of a table."""

    header: Header
    merges: tuple[Merge, ...]
    merged: tuple[int, ...]
    """Columns of the sheet in which a block that is merged downwards means each of its rows."""
    fill_down: tuple[int, ...]
    split: tuple[int, ...]
    days: tuple[Column, ...]
    told: Told
    counts: tuple[int, ...]
    """Numbers, which would be told twice in the rows that one row became."""
    worded: tuple[Column, ...]
    """Counts in the place of which there may be words."""
    ends: Mapping[str, str] = field(default_factory=dict)
    """Column of first days → that of the last ones, where no header of the sheet gives it."""
    of_parent: tuple[int, ...] = ()
    """Columns of the sheet with numbers of the row above, which the first row below it tells."""
    sections: Sections | None = None
    """What lines inside the sheet say of the rows below them."""
    parents: Parents | None = None
    parts: DayParts = field(default_factory=DayParts)
    """Columns that say the year and the month of the days of visits."""
    is_export: bool = False
    """Whether a survey app wrote it, which puts spaces between what was ticked."""
    read: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Column → a cell, and what was read of it, where that differs."""
    in_words: dict[str, dict[int, str]] = field(default_factory=dict)
    """Header of a count in a unit of its own → row → what stands there that is no number of it."""
    elsewhere: dict[int, str] = field(default_factory=dict)
    """Row → its day, where that lies in another year or month than the sheet says it is of."""

    def once_more(self) -> Recipe:
        """The same for another reading of the sheet."""
        sections = self.sections and self.sections.once_more()
        return replace(self, read={}, in_words={}, elsewhere={}, sections=sections)

    def rows(
        self, rows: Iterator[Row], kept: Callable[[Iterator[Row]], Iterable[list[Row]]]
    ) -> Iterator[Batch]:
        """The rows of the table, in batches; ``kept`` makes batches without the lines that are none."""
        if self.merges:
            rows = filled_down(rows, self.merges, self.merged)
        if self.sections:
            rows = self.sections.walk(rows)
        if self.parents and self.of_parent:
            rows = _told_above(rows, self.parents.later, self.of_parent)
        if self.header.unfolded:
            width = len(self.header.unfolded.fixed)
            repeated = [at for at in self.counts if at < width]
            rows = (_told_once(row, repeated) for row in self.header.unfolded.rows(rows))
        above = FilledDown(self.fill_down)
        days = [self.header.matched.positions[one.name] for one in self.days]
        for batch in kept(rows):
            made = above.rows(batch)
            if self.split:
                made = [
                    _told_once(row, self.counts)
                    for row in split_rows(made, self.split, days, spaced=self.is_export)
                ]
            yield self._with_notes(self._with_days(made))

    def _with_notes(self, batch: Batch) -> Batch:
        """Words that stand in the place of counts become the note of their row, and the count unknown."""
        positions = self.header.matched.positions
        notes: list[list[str]] = [[] for _ in batch.rows]
        computed: dict[str, list[str | None]] = {}
        for column in self.worded:
            at, cells = positions[column.name], list[str | None]()
            header = self.header.headings[at].shown.strip()
            for row, note in zip(batch.rows, notes, strict=True):
                cell = row.cells[at].strip() if at < len(row.cells) else ""
                number, words = counted(cell, column.counted_in)
                cells.append(number or None)
                if words and column.counted_in and plain(cell) != plain(header):
                    self.in_words.setdefault(header, {})[sheet_row(row.number)] = cell
                note += [f"{header}：{words}"] if words else []
            computed[column.name] = cells
        for into in {column.words_to for column in self.worded} if any(notes) else ():
            computed[into] = ["；".join(one) or None for one in notes]
        return replace(batch, computed={**batch.computed, **computed})

    def _with_days(self, rows: list[Row]) -> Batch:
        positions = self.header.matched.positions
        columns = {column.name: positions[column.name] for column in self.days}
        shared = {at for at in columns.values() if list(columns.values()).count(at) > 1}
        computed: dict[str, list[str | None]] = {}
        for column in self.days:
            at = columns[column.name]
            cells = [row.cells[at] if at < len(row.cells) else "" for row in rows]
            told = [self.sections.told(row) if self.sections else self.told for row in rows]
            if column.kind == "month":
                texts = [read_month(cell, one) for cell, one in zip(cells, told, strict=True)]
                vague: list[str | None] = []
            else:
                since = positions.get(column.counts_from)
                parts = self.parts if column.part_means == "month" else DayParts()
                read = [
                    read_day(
                        parts.whole(cell, row), column, parts.told(row, one),
                        counted_from=row.cells[since] if since is not None and since < len(row.cells) else "",
                        is_cut=isinstance(cell, CutNumber),
                    )
                    for cell, row, one in zip(cells, rows, told, strict=True)
                ]  # fmt: skip
                texts = [one.text for one in read]
                vague = ["true" if one.is_month_only else None for one in read]
                if column.part_means == "month":
                    self.elsewhere.update(
                        (sheet_row(row.number), text)
                        for row, text, one in zip(rows, texts, told, strict=True)
                        if is_elsewhere(text, one)
                    )
                if lasts := self._last_days(column, cells, told):
                    computed |= lasts
            if any(vague):
                computed["is_month_only"] = vague
            changed = [one for one in zip(cells, texts, strict=True) if one[0] != one[1]]
            if not changed:
                continue
            self.read.setdefault(column.name, changed[0])
            computed[column.name] = [text or None for text in texts]
            if at not in shared:
                rows = [
                    replace(
                        row, cells=[*row.cells[:at], _short(text, is_vague), *row.cells[at + 1 :]]
                    )
                    if text != cell
                    else row
                    for row, cell, text, is_vague in zip(
                        rows, cells, texts, vague or [None] * len(rows), strict=True
                    )
                ]
        return Batch(rows, computed)

    def _last_days(
        self, first: Column, cells: Sequence[str], told: Sequence[Told]
    ) -> dict[str, list[str | None]]:
        """The last days that stand behind first ones in their cells, where no header gives them."""
        if first.name not in self.ends:
            return {}
        spans = [span(cell, one) if cell else None for cell, one in zip(cells, told, strict=True)]
        lasts = [str(one[1]) if one and one[1] else None for one in spans]
        return {self.ends[first.name]: lasts} if any(lasts) else {}


def _told_once(row: Row, counts: Sequence[int]) -> Row:
    """A number stays in the first of the rows that a row became: in each it would be counted again."""
    if row.number == sheet_row(row.number) or not counts:
        return row
    return _without(row, counts)


def _told_above(
    rows: Iterable[Row], later: Collection[int], counts: Sequence[int]
) -> Iterator[Row]:
    """A number of the row above stays in the first of those that belong to it. ``later`` grows as the rows
    are read."""
    for row in rows:
        yield _without(row, counts) if row.number in later else row


def _without(row: Row, counts: Sequence[int]) -> Row:
    cells = list(row.cells)
    for at in counts:
        if at < len(cells):
            cells[at] = ""
    return replace(row, cells=cells)


def _short(text: str, is_month_only: str | None) -> str:
    return text[: len("2026-10")] if is_month_only else text


def recipe_of(
    file: str, table: Table, source: Source, header: Header, merges: tuple[Merge, ...],
    names: Sequence[str], parents: Parents | None = None,
) -> Recipe:  # fmt: skip
    """The recipe of a sheet; ``names`` are those of the sheet, the file and the folders it lies in.

    Raises RefusedError: ``recipe_column`` where city.toml names a column that the sheet has not,
    ``split_whole`` where it would make several rows of one.
    """
    for column in table.columns:
        if column.holds_several and column.name in source.split:
            raise RefusedError("split_whole", file=file, table=table.name, column=column.name)
    positions = header.matched.positions
    for key, columns in (("fill_down", source.fill_down), ("split", source.split)):
        for name in columns:
            if name not in positions:
                known = ", ".join(positions)
                raise RefusedError("recipe_column", file=file, key=key, column=name, known=known)
    filled = [
        positions[column.name]
        for column in table.columns
        if column.name in positions and column.kind in _FILLED_DOWN
    ]
    is_by_day = any(one.part_means == "month" and one.name in positions for one in table.columns)
    parts = DayParts()
    if is_by_day and not header.unfolded:
        parts = day_parts(header.headings, header.matched)
    filled += parts.positions
    if header.unfolded:
        places = (header.unfolded.position(at) for at in filled)
        filled = [at for at in places if at is not None]
    titles = [cell for row in header.above for cell in row if ":" not in cell.replace("：", ":")]
    lines = [cell for row in header.above for cell in row]
    told = told_by(titles, names, lines)
    if source.year and told.year and told.year != source.year:
        raise RefusedError("year_contradicts", file=file, year=source.year, said=told.year)
    if source.year and told.span:
        said = f"{told.span[0]}—{told.span[2]}"
        raise RefusedError("year_contradicts", file=file, year=source.year, said=said)
    counts = [
        positions[one.name]
        for one in table.columns
        if one.kind in _NUMBERS and one.name in positions
    ]
    in_sheet = map(header.unfolded.position, counts) if header.unfolded else counts
    told = replace(told, year=source.year) if source.year else told
    return Recipe(
        header,
        merges,
        tuple(filled),
        tuple(positions[name] for name in source.fill_down),
        tuple(positions[name] for name in source.split),
        tuple(columns_of_days(table.columns, positions)),
        told,
        tuple(counts),
        tuple(one for one in table.columns if one.words_to and one.name in positions),
        {
            one.ends: one.name
            for one in table.columns
            if one.kind == "date" and one.ends in positions and one.name not in positions
        },
        tuple(at for at in in_sheet if parents and at is not None and at >= parents.width),
        Sections(table, header.headings, told, header.unfolded.labels if header.unfolded else ()),
        parents,
        parts,
        is_export([one.shown for one in header.headings]),
    )


def names_above(path: Path, source: Source) -> list[str]:
    """The name of a file and of the folders of the city that it lies in, which may tell a year."""
    inner = (
        path.relative_to(source.folder) if path.is_relative_to(source.folder) else Path(path.name)
    )
    return [path.stem, *inner.parts[:-1][-_FOLDERS:]]


def constants_of(
    path: Path,
    sheet: str | None,
    source: Source,
    above: Sequence[Sequence[str]] = (),
    told: Told = _NOTHING,
) -> dict[str, str]:
    """What every row of a sheet says besides, with the names of its folder, file and sheet, its title and
    the month that these tell filled in; of a longer text a township is what is called so in it: 柳河镇 of
    2026年柳河镇包村表.

    Raises RefusedError (``constant_no_title``, ``constant_no_month``).
    """
    title = next((cell.strip() for line in above for cell in line if cell.strip()), "")
    names = {
        "{folder}": path.parent.name, "{file}": path.stem, "{sheet}": sheet or path.stem, _TITLE: title,
    }  # fmt: skip
    if told.year and told.month:
        names[_MONTH] = f"{told.year}-{told.month:02}"
    said = {}
    for column, stated in source.constants.items():
        if _MONTH in stated and _MONTH not in names:
            raise RefusedError("constant_no_month", file=path.name, column=column)
        if _TITLE in stated and not title:
            raise RefusedError("constant_no_title", file=path.name, column=column)
        text = stated
        for mark, name in names.items():
            text = text.replace(mark, name)
        found = _TOWNSHIP.search(text) if column == "township_name" and text != stated else None
        said[column] = found[1] if found else text
    return said
