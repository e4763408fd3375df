"""Files as rows of text: decoded, numbered as a spreadsheet numbers them, not yet understood."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from etl.coordinates.reference import NOTHING_STATED, Reference
from etl.reading.encoding import detect_encoding
from etl.reading.endings import ending, made_of
from etl.reading.foreign import refuse_foreign
from etl.reading.formats.delimited import read_delimited
from etl.reading.formats.excel import EXCEL_SUFFIXES, read_excel
from etl.reading.formats.parquet import PARQUET_SUFFIXES, read_parquet
from etl.reading.layers.spatial import SPATIAL_SUFFIXES, read_spatial
from etl.reading.limits import MOST_ROWS, check_rows
from etl.reading.merged import Merge
from etl.reading.packed import check_packed
from etl.reading.row import Row
from geodata.base.errors import RefusedError

_PIECE = 1 << 20


@dataclass(frozen=True)
class Sheet:
    """A file opened for reading: its rows, each once, whatever stands above the data included."""

    file: Path
    sha256: str
    encoding: str | None
    rows: Iterator[Row]
    merges: tuple[Merge, ...] = ()
    has_shapes: bool = False
    """Whether the format itself brings the shapes."""
    header_first: bool = False
    """Whether the format itself says what the header is: row 1."""
    unread: tuple[str, ...] = ()
    """Other sheets of the file in which something stands."""
    hidden: frozenset[int] = frozenset()
    """Rows of a sheet that a person does not see: hidden, or filtered out."""
    name: str | None = None
    """Of the sheet of a workbook."""


def open_sheet(
    file: Path,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    layer: str | None = None,
    reference: Reference = NOTHING_STATED,
) -> Sheet:
    """Open a file by its ending; raises RefusedError where it cannot be read at all, and its rows where
    a reader gives up half-way through it."""
    opened = _opened(file, encoding, sheet, layer, reference)
    return replace(opened, rows=_readable(file, opened.rows))


def _readable(file: Path, rows: Iterator[Row]) -> Iterator[Row]:
    """What is broken far into a file is met only when it is read, by whatever reader."""
    try:
        yield from rows
    except RefusedError:
        raise
    except Exception as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error


def _opened(
    file: Path,
    encoding: str | None,
    sheet: str | None,
    layer: str | None,
    reference: Reference,
) -> Sheet:
    refuse_foreign(file)
    digest = _sha256(file)
    suffix = ending(file)
    if suffix in SPATIAL_SUFFIXES:
        spatial = read_spatial(file, encoding=encoding, layer=layer, reference=reference)
        shaped = zip(spatial.cells, spatial.wkb, strict=True)
        rows = _shaped(spatial.headers, shaped)
        return Sheet(file, digest, spatial.encoding, rows, (), True, True)
    if suffix in PARQUET_SUFFIXES:
        headers, shaped_rows, has_shapes = read_parquet(file, reference)
        return Sheet(file, digest, None, _shaped(headers, shaped_rows), (), has_shapes, True)
    if suffix in EXCEL_SUFFIXES:
        book = read_excel(file, sheet)
        rows = _numbered(file, iter(book.rows))
        return Sheet(file, digest, None, rows, book.merges, unread=book.unread, hidden=book.hidden,
                     name=book.name)  # fmt: skip
    check_packed(file)
    found = encoding or detect_encoding(file)
    return Sheet(file, digest, found, _numbered(file, read_delimited(file, found)))


def _numbered(file: Path, rows: Iterator[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, 1):
        if number > MOST_ROWS:
            check_rows(file, number)
        yield Row(number, cells)


def _shaped(headers: list[str], rows: Iterator[tuple[list[str], bytes | None]]) -> Iterator[Row]:
    yield Row(1, headers)
    for number, (cells, wkb) in enumerate(rows, 2):
        yield Row(number, cells, wkb)


def _sha256(file: Path) -> str:
    """Of the bytes; of what is made of several files, of all of them, each after its ending and size, so
    that a changed .dbf is not the same shapefile."""
    try:
        parts = made_of(file)
        if len(parts) == 1 and parts[0] == file:
            with file.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        whole = hashlib.sha256()
        for part in parts:
            name = part.relative_to(file).as_posix() if file.is_dir() else part.suffix.lower()
            whole.update(f"{name}\0{part.stat().st_size}\0".encode())
            with part.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    whole.update(piece)
        return whole.hexdigest()
    except OSError as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error.strerror) from error
