"""What an archive (Excel, KMZ, a zipped shapefile) may hold, checked before anything is unpacked.

The directory of a zip is only a claim, so sizes are counted again while unpacking, in pieces.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from geodata.base.errors import RefusedError

MOST_BYTES = 1 << 30  # an .xlsx of this size holds far more than Excel's own row limit
_MOST_ENTRIES = 5_000
#: Sheets of the same few words pack 1:100; beyond, and large, nobody wrote it by hand.
MOST_RATIO, FREE_BYTES = 200, 64 << 20
MOST_CELLS = 30_000_000  # a reader of Excel lays out every cell up to the last one, empty or not
#: Of one file: all visits of a province in ten years are less.
MOST_ROWS = 50_000_000
_FREE_ROWS = 1_000_000  # of which a file may have fewer than a byte for each
_PIECE = 1 << 18
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,7})[\"']")
_TAIL = 32  # longer than a reference, which may lie across two pieces


def open_archive(file: Path) -> zipfile.ZipFile:
    """A zip whose directory claims nothing unreasonable; raises RefusedError (``file_too_large``,
    ``archive_entries``, ``file_unreadable``)."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_ENTRIES:
        raise RefusedError(
            "archive_entries", file=file.name, entries=len(entries), most=_MOST_ENTRIES
        )
    packed = max(file.stat().st_size, 1)
    if size > MOST_BYTES or (size > FREE_BYTES and size / packed > MOST_RATIO):
        raise RefusedError("file_too_large", file=file.name, bytes=size)
    return archive


def unpacked(file: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of an entry in pieces; raises RefusedError (``archive_lies``,
    ``file_unreadable``) once there is more of it than the directory says."""
    left = entry.file_size
    for piece in _inflated(file, entry):
        left -= len(piece)
        if left < 0:
            raise RefusedError("archive_lies", file=file.name, entry=entry_name(entry))
        yield piece


def extract(file: Path, entry: zipfile.ZipInfo, target: IO[bytes]) -> None:
    """Write an entry to an open file; raises RefusedError as :func:`unpacked` does."""
    for piece in unpacked(file, entry):
        target.write(piece)


def check_workbook(file: Path) -> None:
    """Refuse an Excel file that claims, hides or spreads out more than can be read."""
    with open_archive(file) as archive:
        for entry in archive.infolist():
            tail, columns, last = b"", {b"A"}, 1
            for piece in unpacked(file, entry):
                found = _REFERENCE.findall(tail + piece)
                columns.update({letters.upper() for letters, _ in found if letters})
                last = max([last, *(int(number) for _, number in found)])
                tail = piece[-_TAIL:]
            cells = last * max(_column_number(letters) for letters in columns)
            if cells > MOST_CELLS:
                raise RefusedError("sheet_too_wide", file=file.name, cells=cells)


def check_rows(file: Path, rows: int) -> None:
    """Refuse a file that has, or claims, more rows than can be meant; raises RefusedError
    (``rows_too_many``, ``rows_too_packed``)."""
    if rows > MOST_ROWS:
        raise RefusedError("rows_too_many", file=file.name, rows=rows, most=MOST_ROWS)
    size = file.stat().st_size
    if rows > max(_FREE_ROWS, size):
        raise RefusedError("rows_too_packed", file=file.name, rows=rows, bytes=size)


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry as its writer saw it: Chinese Windows writes GBK and does not say so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.orig_filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _inflated(file: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """As far as the packed bytes reach: ``zipfile`` itself would stop at the claimed size."""
    if entry.flag_bits & 1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise RefusedError("archive_packing", file=file.name, entry=entry_name(entry))
    try:
        with file.open("rb") as stream:
            stream.seek(entry.header_offset)
            local = stream.read(30)
            if local[:4] != b"PK\x03\x04":
                raise zipfile.BadZipFile(f"no entry at {entry.header_offset}")
            skip = int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little")
            stream.seek(skip, 1)
            stored = entry.compress_type == zipfile.ZIP_STORED
            yield from _pieces(stream, entry.compress_size, None if stored else _inflater())
    except (zipfile.BadZipFile, zlib.error, OSError) as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error


def _inflater() -> zlib._Decompress:
    return zlib.decompressobj(-zlib.MAX_WBITS)


def _pieces(stream: IO[bytes], left: int, inflater: zlib._Decompress | None) -> Iterator[bytes]:
    while left > 0 and (packed := stream.read(min(_PIECE, left))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed and not inflater.eof:
            yield inflater.decompress(packed, _PIECE)
            packed = inflater.unconsumed_tail
    if inflater is not None:
        yield inflater.flush()
