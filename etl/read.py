"""Files as rows of text: CSV, Excel and spatial files, decoded but not yet understood.

A row is known by its number in the file as a spreadsheet shows it: the header is row 1.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from etl.reference import NOTHING_STATED, Reference
from etl.spatial import SPATIAL_SUFFIXES, read_spatial
from geodata.errors import RefusedError

_BATCH_ROWS = 100_000
_MAX_UNZIPPED_BYTES = 1 << 30  # an .xlsx of this size holds far more than Excel's own row limit
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EXCEL_SUFFIXES = {".xlsx", ".xlsm", ".xls"}
csv.field_size_limit(1 << 24)  # a cell may hold a long WKT; a stray quote must not eat the file


@dataclass(frozen=True)
class Row:
    """One row as it came: its number in the file, its cells, and its shape where it has one."""

    number: int
    cells: list[str]
    wkb: bytes | None = None


@dataclass(frozen=True)
class Sheet:
    """A file opened for reading: its header and its rows, in batches, each row once."""

    file: Path
    sha256: str
    encoding: str | None
    headers: list[str]
    batches: Iterator[list[Row]]
    has_geometry: bool = False


def open_sheet(
    file: Path,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    layer: str | None = None,
    reference: Reference = NOTHING_STATED,
) -> Sheet:
    """Open a file by its ending; raises RefusedError where it cannot be read at all."""
    digest = _sha256(file)
    suffix = file.suffix.lower()
    if suffix in SPATIAL_SUFFIXES:
        spatial = read_spatial(file, encoding=encoding, layer=layer, reference=reference)
        numbered = (
            Row(number, cells, wkb)
            for number, (cells, wkb) in enumerate(zip(spatial.cells, spatial.wkb, strict=True), 2)
        )
        return Sheet(file, digest, spatial.encoding, spatial.headers, _batched(numbered), True)
    if suffix in _EXCEL_SUFFIXES:
        rows: Iterator[list[str]] = iter(_excel(file, sheet))
        found = None
    else:
        found = encoding or detect_encoding(file)
        rows = _csv(file, found)
    headers = next(rows, [])
    if not any(cell.strip() for cell in headers):
        raise RefusedError("file_empty", file=file.name)
    numbered = (Row(number, cells) for number, cells in enumerate(rows, 2) if any(cells))
    return Sheet(file, digest, found, headers, _batched(numbered))


def detect_encoding(file: Path) -> str:
    """BOM, then strict UTF-8, then strict GB18030, else RefusedError: a guess would mangle names."""
    with file.open("rb") as stream:
        start = stream.read(4)
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    for name in ("utf-8", "gb18030"):
        if _decodes(file, name):
            return name
    raise RefusedError("encoding_unknown", file=file.name)


def _decodes(file: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with file.open("rb") as stream:
        try:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise RefusedError("file_unreadable", file=file, detail=error.strerror) from error


def _batched(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH_ROWS)):
        yield batch


def _csv(file: Path, encoding: str) -> Iterator[list[str]]:
    try:
        with file.open(encoding=encoding, newline="") as stream:
            yield from csv.reader(stream, delimiter=_delimiter(file, stream))
    except (UnicodeDecodeError, LookupError) as error:
        raise RefusedError("encoding_wrong", file=file.name, encoding=encoding) from error
    except csv.Error as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error


def _delimiter(file: Path, stream: IO[str]) -> str:
    """Tabs where the header has them and no comma, else commas."""
    header = stream.readline()
    stream.seek(0)
    return "\t" if file.suffix.lower() == ".tsv" or ("\t" in header and "," not in header) else ","


def _excel(file: Path, sheet: str | None) -> Iterator[list[str]]:
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                size = sum(entry.file_size for entry in archive.infolist())
            if size > _MAX_UNZIPPED_BYTES:
                raise RefusedError("file_too_large", file=file.name, bytes=size)
        workbook = CalamineWorkbook.from_path(file)
        page = workbook.get_sheet_by_name(sheet) if sheet else workbook.get_sheet_by_index(0)
        rows = page.to_python(skip_empty_area=False)
    except WorksheetNotFound as error:
        raise RefusedError("sheet_missing", file=file.name, sheet=sheet) from error
    except (CalamineError, OSError, zipfile.BadZipFile) as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
    for row in rows:
        yield [_cell(value) for value in row]


def _cell(value: object) -> str:
    """A cell as a person reads it: 411402.0 is 411402, and midnight is a date."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return (value.date() if value.time() == time.min else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
