"""One file of a source, opened and understood: header found, merged cells and shapes resolved,
totals and notes set aside. What a cell means is for :mod:`etl.gate.stage`.

Long because header, merged cells and shapes of a file are decided in the light of each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import partial
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from etl.city.settings import Source
from etl.gate.recipe import Batch, constants_of, names_above, recipe_of
from etl.headers.columns import Heading, Matched, assign, named
from etl.headers.days import Told, read_day
from etl.headers.header import Header, find_header
from etl.headers.joined import Parents, joined_sheet
from etl.headers.notes import (
    IN_TOTALS,
    LABEL_STARTS,
    LONGEST_NOTE,
    is_set_aside,
    key_columns,
    needed_columns,
)
from etl.headers.sections import Sections
from etl.headers.shape_columns import (
    GEOMETRY,
    ShapeColumns,
    degrees_of,
    find_shape_columns,
    points_of,
    shapes_of,
)
from etl.headers.survey import is_handed_back
from etl.headers.units import (
    Stated,
    converted,
    is_amount,
    is_of_money,
    notes_below,
    unit_columns,
    unit_of_row,
    units_of,
)
from etl.reading.endings import ending
from etl.reading.formats.excel import EXCEL_SUFFIXES, filled_sheets, sheet_names
from etl.reading.layers.spatial import SPATIAL_SUFFIXES
from etl.reading.read import open_sheet
from etl.reading.row import Row, sheet_row
from etl.reading.sheet import Sheet
from etl.tables.declare import Column, Table
from etl.tables.place import place_table
from geodata.base.errors import RefusedError

_BATCH_ROWS = 100_000
_TOWNSHIP = re.compile("(乡|镇|街道|办事处)$")


@dataclass(frozen=True)
class Intake:
    """A file as it goes through the gate; ``set_aside`` is complete once the batches are read."""

    sha256: str
    encoding: str | None
    header_row: int
    """The last row of the header."""
    columns: Matched
    batches: Iterator[Batch]
    headings: list[str]
    """Every header as a person sees it."""
    declared: Mapping[int, str]
    """Index → the column that is read of it; of all columns that one of the table's readings takes."""
    reopen: Callable[[], Sheet]
    """Opens the same file once more, its rows as they are under the header."""
    set_aside: list[int] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    """Other sheets of the file in which something stands."""
    units: Mapping[str, Stated] = field(default_factory=dict)
    """Column → the unit that the file states for it."""
    hidden: frozenset[int] = frozenset()
    """Rows that a person does not see: hidden, or filtered out."""
    told: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Column → what a cell said, and what was read of it, where that differs; complete once the batches
    are read."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Column → what city.toml says that every row says, with the names of file and sheet filled in."""
    parents: Parents | None = None
    """The rows of another sheet that its rows belong to."""
    in_words: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """Header of a count → row → what stands there that is no number of its unit, as far as it is read."""
    elsewhere: Mapping[int, str] = field(default_factory=dict)
    """Row → its day, where that lies in another year or month than the sheet says it is of, likewise."""
    sections: Sections | None = None
    """What lines inside the sheet say of the rows below them, as far as it is read."""


class Part(NamedTuple):
    """What is read of a file: the whole, or one sheet or layer."""

    file: str
    """What it is called to people."""
    sheet: str | None = None
    layer: str | None = None


def parts_of(path: Path, file: str, source: Source) -> list[Part]:
    """The sheets or layers that the source wants of a file; of a file that has none, the whole."""
    suffix = ending(path)
    sheets = _sheets(path, file, source.sheet) if suffix in EXCEL_SUFFIXES else ()
    layers = source.layer if suffix in SPATIAL_SUFFIXES else ()
    is_pattern = any("*" in one for one in source.sheet)
    if len(sheets) + len(layers) > 1 or (sheets and is_pattern):
        return [
            *(Part(f"{file} [{one}]", sheet=one) for one in sheets),
            *(Part(f"{file} [{one}]", layer=one) for one in layers),
        ]
    return [Part(file, *(sheets or (None,)), *(layers or (None,)))]


def _sheets(path: Path, file: str, stated: Sequence[str]) -> tuple[str, ...]:
    """The sheets that are stated, ``*`` standing for any part of a name; each once, in the order of the
    workbook where a pattern chooses them."""
    if not any("*" in one for one in stated):
        return tuple(stated)
    seen = filled_sheets(path)  # a pattern means no sheet that nobody sees
    there = [name for name in sheet_names(path, in_order=True) if name in seen or not seen]
    found = tuple(name for name in there if any(fnmatchcase(name, one) for one in stated))
    if not found:
        raise RefusedError("sheet_missing", file=file, sheet=", ".join(stated))
    return found


def open_file(path: Path, part: Part, table: Table, source: Source) -> Intake:
    """Open a file of a source; raises RefusedError where it cannot be read or its header is not
    understood."""
    file = part.file
    sheet, parents = _opened(path, part, source)

    def reopen() -> Sheet:
        return _opened(path, part, source)[0]

    # lon and lat that are scaled are degrees already; the datum is for :mod:`etl.coordinates.positions`
    crs = source.reference.crs if source.reference.scale is None else None
    header, rows = _found(sheet, file, table, source)
    columns = header.matched
    shapes = ShapeColumns()
    if not sheet.has_shapes:
        stated = source.columns.get(GEOMETRY) or None
        shapes = find_shape_columns(file, table, header.headings, columns, stated, crs)
    inner = sheet.name or part.layer
    names = [] if source.query else [*([inner] if inner else []), *names_above(path, source)]
    recipe = recipe_of(file, table, source, header, sheet.merges, names, parents)
    given = constants_of(path, inner, source, header.above, recipe.told)
    constants = _days_told(given, table, recipe.told)
    said = _said_by_sheet(part, table, columns)
    for name, value in said.items():
        if constants.get(name, value) != value:
            raise RefusedError(
                "constant_and_sheet",
                file=part.file, column=name, value=constants[name], sheet=value,
            )  # fmt: skip
    said = {**said, **constants}
    units = _units(path, part, table, header, reopen, sheet.name)
    used = shapes.used(header.headings)
    parts = recipe.parts.used(header.headings)
    columns = replace(
        columns,
        matched=[
            *_with_units(columns, table, units),
            *(f"{one} → {GEOMETRY}" for one in used),
            *(f"[{cell}] → {name}" for name, cell in said.items()),
        ],
        ignored=[one for one in columns.ignored if one not in (*used, *parts)],
    )
    aside: list[int] = []
    amounts = [one for one in table.columns if is_amount(one) and one.name in columns.positions]

    label = source.wide.label if source.wide else None  # which a total has as any other row
    told = {name: at for name, at in columns.positions.items() if name != label}

    def kept(rows: Iterator[Row], aside: list[int] = aside) -> Iterator[list[Row]]:
        return _kept(
            _batches(rows, sheet.header_first), needed_columns(table, told), key_columns(table, told),
            aside, has_amounts=bool(amounts),
        )  # fmt: skip

    def made_again() -> Sheet:
        again = reopen()
        _, below = _found(again, file, table, source)
        batches = recipe.once_more().rows(below, partial(kept, aside=[]))
        return replace(again, rows=(row for batch in batches for row in batch.rows))

    by_row = unit_columns(header.headings) if amounts else []
    batches = (
        _in_unit(
            _resolved(path, batch, columns, shapes, crs, source, said), amounts, columns,
            lambda cells, one: unit_of_row(file, cells, by_row, one, units.get(one.name)),
            [name for name, at in columns.positions.items() if at in by_row],
        )
        for batch in recipe.rows(rows, kept)
    )  # fmt: skip
    headings = [one.shown for one in header.headings]
    declared = _declared(header.headings, columns, shapes, source)
    return Intake(
        sheet.sha256, sheet.encoding, header.last_row, columns, batches, headings, declared,
        made_again, aside, sheet.unread, units, sheet.hidden, recipe.read, constants, parents,
        recipe.in_words, recipe.elsewhere, recipe.sections,
    )  # fmt: skip


def _opened(path: Path, part: Part, source: Source) -> tuple[Sheet, Parents | None]:
    if source.query:
        return source.query.sheet(), None
    sheet = open_sheet(
        path, encoding=source.encoding, sheet=part.sheet, layer=part.layer, reference=source.reference
    )  # fmt: skip
    lead = list(islice(sheet.rows, 1))
    sheet = replace(sheet, rows=chain(lead, sheet.rows))
    if source.joined is None or is_handed_back(lead[0].cells if lead else ()):
        return sheet, None
    above = open_sheet(
        source.joined.file or path, encoding=source.encoding, sheet=source.joined.sheet
    )
    return joined_sheet(sheet, above, source.joined)


def _found(sheet: Sheet, file: str, table: Table, source: Source) -> tuple[Header, Iterator[Row]]:
    own = {column.name for column in table.columns}
    overrides = {
        name: header for name, header in source.columns.items() if name in own or name != GEOMETRY
    }
    return find_header(
        file,
        sheet,
        table,
        overrides,
        source.header_row,
        source.constants,
        source.wide,
    )


def _declared(
    headings: list[Heading], columns: Matched, shapes: ShapeColumns, source: Source
) -> dict[int, str]:
    """The columns that are read, by this table or as an attribute of its places."""
    found = dict.fromkeys(shapes.positions, GEOMETRY)
    for header in {*source.also, *source.attributes.values()}:
        found |= dict.fromkeys(named(headings, header), "")
    if source.kind:
        register = place_table(source.kind, mixed=source.kind_by_name)
        found |= {at: name for name, at in assign(headings, register, {})[0].items()}
    return found | {at: name for name, at in columns.positions.items()}


def _batches(rows: Iterator[Row], keep_empty: bool) -> Iterator[list[Row]]:
    """Rows in batches, without the lines of a text or sheet that hold nothing at all."""
    while batch := list(islice(rows, _BATCH_ROWS)):
        yield batch if keep_empty else [row for row in batch if any(row.cells)]


#: In one of so many cells at the beginning of a line a total says that it is one.
_LEADING = 3


def _kept(
    batches: Iterator[list[Row]],
    needed: list[int],
    key: list[int],
    aside: list[int],
    *,
    has_amounts: bool,
) -> Iterator[list[Row]]:
    """The rows of the table; the numbers of all others go to ``aside``."""
    most = max(needed, default=0)
    cells_of = itemgetter(*needed, *needed[:1]) if needed else lambda _: ("",)
    for batch in batches:
        numbers = {
            row.number
            for row in batch
            if (
                len(row.cells) <= most
                or "" in cells_of(row.cells)
                or row.cells[0][:1] in LABEL_STARTS
                or any(IN_TOTALS in cell for cell in cells_of(row.cells))
                or any(IN_TOTALS in cell for cell in row.cells[:_LEADING])
                or row.cells.count("") >= len(row.cells) - (LONGEST_NOTE if has_amounts else 1)
            )
            and row.wkb is None
            and is_set_aside(row.cells, needed, key)
        }
        aside.extend(sorted(set(map(sheet_row, numbers)) - {*aside[-1:]}))
        yield [row for row in batch if row.number not in numbers] if numbers else batch


def _units(
    path: Path, part: Part, table: Table, header: Header, reopen: Callable[[], Sheet],
    sheet: str | None,
) -> dict[str, Stated]:  # fmt: skip
    """What the file states of the units of its columns; notes below are looked for only where there
    is a column whose unit they can state."""
    read = header.matched.positions
    lines: list[Sequence[str]] = [*header.above]
    if any(one.name in read and (one.unit or one.kind == "decimal") for one in table.columns
           if one.kind in {"count", "decimal"}):  # fmt: skip
        below = (row.cells for row in reopen().rows if row.number > header.last_row)
        lines += notes_below(below, needed_columns(table, read))
    names = [one for one in (sheet, part.layer, path.stem) if one]
    return units_of(part.file, table, header.headings, header.matched, lines, names)


def _with_units(columns: Matched, table: Table, units: Mapping[str, Stated]) -> list[str]:
    """ "header → column" for people, with the unit that was stated."""
    own = {column.name: column for column in table.columns}
    names = [name for _, name in sorted((at, name) for name, at in columns.positions.items())]
    return [
        f"{text} ({units[name].told(own[name])})" if name in units else text
        for name, text in zip(names, columns.matched, strict=True)
    ]


def _in_unit(
    batch: Batch,
    amounts: list[Column],
    columns: Matched,
    unit: Callable[[Sequence[str], Column], Stated | None],
    by_row: Collection[str],
) -> Batch:
    """The same rows with their money in the unit of its column."""
    money = {
        one.name: [
            converted(cell, one, unit(row.cells, one)) or None if cell else None
            for row, cell in ((row, _cell(row, columns.positions[one.name])) for row in batch.rows)
        ]
        for one in amounts
    }
    offices = {  # a column that says 亿元 names no unit that people work in
        name: [
            None if is_of_money(cell) else cell
            for cell in (_cell(row, columns.positions[name]) for row in batch.rows)
        ]
        for name in by_row
    }
    return replace(batch, computed={**batch.computed, **money, **offices}) if money else batch


def _cell(row: Row, position: int) -> str:
    return row.cells[position] if position < len(row.cells) else ""


def _days_told(said: Mapping[str, str], table: Table, told: Told) -> dict[str, str]:
    """What every row says, its days read as those of a cell: of 2026-10 the month alone is known."""
    found = dict(said)
    for column in table.columns:
        if column.kind == "date" and column.name in said:
            day = read_day(said[column.name], column, told)
            found[column.name] = day.text
            if day.is_month_only:
                found["is_month_only"] = "true"
    return found


def _said_by_sheet(part: Part, table: Table, columns: Matched) -> dict[str, str]:
    """The township that the name of a sheet or layer tells, where the rows leave it out."""
    name, wanted = part.sheet or part.layer or "", "township_name"
    own = {column.name for column in table.columns}
    if wanted not in own or wanted in columns.positions or not _TOWNSHIP.search(name):
        return {}
    return {wanted: name}


def _resolved(
    file: Path,
    batch: Batch,
    columns: Matched,
    shapes: ShapeColumns,
    crs: str | None,
    source: Source,
    said: Mapping[str, str],
) -> Batch:
    rows = batch.rows
    degrees = degrees_of(file, rows, shapes, crs) if shapes.pair and crs else {}
    if columns.shares_point:
        degrees = points_of(rows, columns.positions["lat"])
    constants: dict[str, list[str | None]] = {
        name: [cell] * len(rows) for name, cell in said.items()
    }
    computed = {**batch.computed, **degrees, **constants}
    if shapes.shape is not None:
        wkb = shapes_of(file, rows, shapes.shape, source.reference, holds=source.query is not None)
        rows = [replace(row, wkb=one) for row, one in zip(rows, wkb, strict=True)]
    return Batch(rows, computed)
