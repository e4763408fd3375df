"""The sectors of an old Excel file (.xls), walked before a reader follows them without end.

[MS-CFB]: the header names the first sectors of the allocation table, every entry of the table the
next sector of its chain. A chain in a circle would be read until the memory is full.
"""

from __future__ import annotations

import struct
from pathlib import Path

from geodata.base.errors import RefusedError

_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADER_BYTES = 512
_SMALL = 4096  # bytes; a shorter stream lies elsewhere
_IN_HEADER = 109  # sectors of the table that the header itself names
_LAST = 0xFFFFFFFA  # from here on an entry is no sector: end of chain, free, the table itself


def check_compound(file: Path) -> None:
    """Raises RefusedError (``file_unreadable``) where chains of sectors run in circles or out of the
    file; any other file passes."""
    content = file.read_bytes()
    if not content.startswith(_SIGNATURE):
        return
    try:
        _walk(content)
    except (struct.error, _BrokenError) as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error


class _BrokenError(Exception):
    """A chain that no writer made."""


def _walk(content: bytes) -> None:
    (shift,) = struct.unpack_from("<H", content, 30)
    if shift not in (9, 12):
        raise _BrokenError(f"sector size 2^{shift}")
    size = 1 << shift
    sectors = -(-(len(content) - _HEADER_BYTES) // size)
    table = _table(content, size, sectors)
    (directory, small, big) = struct.unpack_from("<I8xI4xI", content, 48)
    for start in (directory, small, big):
        _chain(table, start, sectors)
    for sector in _chain(table, directory, sectors):
        at = _HEADER_BYTES + sector * size
        for entry in range(at, min(at + size, len(content) - 127), 128):
            (kind, start, length) = struct.unpack_from("<66xB49xII", content, entry)
            if kind in (2, 5) and (kind == 5 or length >= _SMALL):
                _chain(table, start, sectors)


def _table(content: bytes, size: int, sectors: int) -> list[int]:
    """The next sector of every sector."""
    named = struct.unpack_from(f"<{_IN_HEADER}I", content, 76)
    further, count = struct.unpack_from("<II", content, 68)
    seen = 0
    while further < _LAST:
        seen += 1
        if further >= sectors or seen > max(count, 1) or seen > sectors:
            raise _BrokenError(f"allocation table at sector {further}")
        entries = struct.unpack_from(f"<{size // 4}I", content, _HEADER_BYTES + further * size)
        named, further = (*named, *entries[:-1]), entries[-1]
    table: list[int] = []
    for sector in named:
        if sector < _LAST:
            if sector >= sectors:
                raise _BrokenError(f"allocation table at sector {sector} of {sectors}")
            at = _HEADER_BYTES + sector * size
            whole = content[at : at + size].ljust(size, b"\xff")
            table += struct.unpack(f"<{size // 4}I", whole)
    return table


def _chain(table: list[int], start: int, sectors: int) -> list[int]:
    """The sectors of a chain, each once."""
    found: dict[int, None] = {}
    while start < _LAST:
        if start in found or start >= sectors or start >= len(table):
            raise _BrokenError(f"chain of sectors at {start} of {sectors}")
        found[start] = None
        start = table[start]
    return list(found)


def stream_of(content: bytes, names: tuple[str, ...]) -> bytes:
    """The first stream that bears one of the names, of a file that :func:`check_compound` passed;
    empty where there is none, or where it is one of the small ones."""
    try:
        return _stream(content, names)
    except (struct.error, _BrokenError):
        return b""


def _stream(content: bytes, names: tuple[str, ...]) -> bytes:
    (shift,) = struct.unpack_from("<H", content, 30)
    size = 1 << shift
    sectors = -(-(len(content) - _HEADER_BYTES) // size)
    table = _table(content, size, sectors)
    (directory,) = struct.unpack_from("<I", content, 48)
    for sector in _chain(table, directory, sectors):
        at = _HEADER_BYTES + sector * size
        for entry in range(at, min(at + size, len(content) - 127), 128):
            written, kind, start, length = struct.unpack_from("<64sxxB49xII", content, entry)
            name = written.decode("utf-16-le", "replace").partition("\0")[0]
            if kind == 2 and name in names and length >= _SMALL:
                chain = _chain(table, start, sectors)
                parts = (_HEADER_BYTES + one * size for one in chain)
                return b"".join(content[one : one + size] for one in parts)[:length]
    return b""
