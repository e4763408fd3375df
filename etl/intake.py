"""One file of a source, opened and understood: header found, merged cells and shapes resolved,
totals and notes set aside. What a cell means is for :mod:`etl.stage`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from etl.city import Source
from etl.columns import Matched
from etl.formats.excel import EXCEL_SUFFIXES
from etl.header import find_header
from etl.merged import filled_down
from etl.notes import LABEL_STARTS, is_set_aside, needed_columns
from etl.read import Sheet, open_sheet
from etl.reference import Reference
from etl.row import Row
from etl.shape_columns import (
    GEOMETRY,
    ShapeColumns,
    degrees_of,
    find_shape_columns,
    shapes_of,
)
from etl.spatial import SPATIAL_SUFFIXES
from etl.table import Table
from geodata.errors import RefusedError

_BATCH_ROWS = 100_000
_TOWNSHIP = re.compile("(乡|镇|街道|办事处)$")
#: What one cell of a merged block says of each of its rows; a count would be told twice.
_FILLED_DOWN = {"text", "code", "target", "date", "month", "choice", "flag"}


@dataclass(frozen=True)
class Batch:
    """Some rows of a file, and the cells that were computed from its coordinates."""

    rows: list[Row]
    computed: Mapping[str, list[str | None]]


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
    reopen: Callable[[], Sheet]
    """Opens the same file once more."""
    set_aside: list[int] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    """Other sheets of the file in which something stands."""


class Part(NamedTuple):
    """What is read of a file: the whole, or one sheet or layer."""

    file: str
    """What it is called to people."""
    sheet: str | None = None
    layer: str | None = None


def parts_of(path: Path, file: str, source: Source) -> list[Part]:
    """The sheets or layers that the source wants of a file; of a file that has none, the whole."""
    suffix = path.suffix.lower()
    sheets = source.sheet if suffix in EXCEL_SUFFIXES else ()
    layers = source.layer if suffix in SPATIAL_SUFFIXES else ()
    if len(sheets) + len(layers) > 1:
        return [
            *(Part(f"{file} [{one}]", sheet=one) for one in sheets),
            *(Part(f"{file} [{one}]", layer=one) for one in layers),
        ]
    return [Part(file, *(sheets or (None,)), *(layers or (None,)))]


def open_file(path: Path, part: Part, table: Table, source: Source) -> Intake:
    """Open a file of a source; raises RefusedError where it cannot be read or its header is not
    understood."""
    file = part.file
    reopen = partial(
        open_sheet,
        path,
        encoding=source.encoding,
        sheet=part.sheet,
        layer=part.layer,
        reference=source.reference,
    )
    sheet = reopen()
    # lon and lat that are scaled are degrees already; the datum is for :mod:`etl.positions`
    crs = source.reference.crs if source.reference.scale is None else None
    own = {column.name for column in table.columns}
    overrides = {
        name: header for name, header in source.columns.items() if name in own or name != GEOMETRY
    }
    header, rows = find_header(file, sheet, table, overrides, source.header_row)
    columns = header.matched
    shapes = ShapeColumns()
    if not sheet.has_shapes:
        stated = source.columns.get(GEOMETRY)
        shapes = find_shape_columns(file, table, header.headings, columns, stated, crs)
    if sheet.merges:
        filled = [
            columns.positions[column.name]
            for column in table.columns
            if column.name in columns.positions and column.kind in _FILLED_DOWN
        ]
        rows = filled_down(rows, sheet.merges, filled)
    said = _said_by_sheet(part, table, columns)
    used = shapes.used(header.headings)
    columns = replace(
        columns,
        matched=[
            *columns.matched,
            *(f"{one} → {GEOMETRY}" for one in used),
            *(f"[{cell}] → {name}" for name, cell in said.items()),
        ],
        ignored=[one for one in columns.ignored if one not in used],
    )
    aside: list[int] = []
    kept = _kept(
        _batches(path, rows, sheet.header_first), needed_columns(table, columns.positions), aside
    )
    batches = (_resolved(path, batch, shapes, crs, source.reference, said) for batch in kept)
    headings = [one.shown for one in header.headings]
    return Intake(
        sheet.sha256, sheet.encoding, header.last_row, columns, batches, headings, reopen, aside,
        sheet.unread,
    )  # fmt: skip


def _batches(file: Path, rows: Iterator[Row], keep_empty: bool) -> Iterator[list[Row]]:
    """Rows in batches, without the lines of a text or sheet that hold nothing at all."""
    try:
        while batch := list(islice(rows, _BATCH_ROWS)):
            yield batch if keep_empty else [row for row in batch if any(row.cells)]
    except RefusedError:
        raise
    except Exception as error:  # a reader of some format gave up half-way through the file
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error


def _kept(batches: Iterator[list[Row]], needed: list[int], aside: list[int]) -> Iterator[list[Row]]:
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
            )
            and row.wkb is None
            and is_set_aside(row.cells, needed)
        }
        aside.extend(sorted(numbers))
        yield [row for row in batch if row.number not in numbers] if numbers else batch


def _said_by_sheet(part: Part, table: Table, columns: Matched) -> dict[str, str]:
    """The township that the name of a sheet or layer tells, where the rows leave it out."""
    name, wanted = part.sheet or part.layer or "", "township_name"
    own = {column.name for column in table.columns}
    if wanted not in own or wanted in columns.positions or not _TOWNSHIP.search(name):
        return {}
    return {wanted: name}


def _resolved(
    file: Path,
    rows: list[Row],
    shapes: ShapeColumns,
    crs: str | None,
    reference: Reference,
    said: Mapping[str, str],
) -> Batch:
    computed = degrees_of(file, rows, shapes, crs) if shapes.pair and crs else {}
    computed = {**computed, **{name: [cell] * len(rows) for name, cell in said.items()}}
    if shapes.shape is not None:
        wkb = shapes_of(file, rows, shapes.shape, reference)
        rows = [replace(row, wkb=one) for row, one in zip(rows, wkb, strict=True)]
    return Batch(rows, computed)
