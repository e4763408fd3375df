"""A writer of the smallest .xls there is (BIFF8 in a compound file), because no library writes it.

Texts and numbers only, one sheet, dates as numbers with a date format, merged blocks.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_GENERAL, _DATE = 0, 14


def xls(
    rows: Sequence[Sequence[object]],
    merges: Sequence[tuple[int, int, int, int]] = (),
    hidden: Sequence[int] = (),
) -> bytes:
    """The bytes of a workbook; ``merges`` are (top, bottom, left, right) from 0, ``hidden`` rows from 0."""
    name = _text("Sheet1", "<B")
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 6)) + b"".join(
        _record(0xE0, struct.pack("<HHH", 0, form, 0) + bytes(14)) for form in (_GENERAL, _DATE)
    )
    place = len(head) + 4 + 6 + len(name) + 4
    head += _record(0x85, struct.pack("<IH", place, 0) + name) + _record(0x0A, b"")
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 6))
    width = max(len(row) for row in rows)
    body += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number in hidden:
        body += _record(0x208, struct.pack("<HHHHHHHH", number, 0, width, 255, 0, 0, 0x20, 15))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            body += _cell(number, column, value)
    if merges:
        body += _record(
            0xE5, struct.pack("<H", len(merges)) + b"".join(struct.pack("<4H", *m) for m in merges)
        )
    return compound(head + body + _record(0x0A, b""))


def compound(stream: bytes) -> bytes:
    """A compound file that holds one stream, ``Workbook``, padded past the small-stream limit."""
    stream = stream.ljust(4096, b"\0")
    stream += bytes(-len(stream) % _SECTOR)
    sectors = len(stream) // _SECTOR
    chain = [*range(1, sectors), _END, _END, _FAT]  # the stream, the directory, this table
    table = struct.pack("<128I", *(chain + [_FREE] * (128 - len(chain))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, sectors, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", sectors + 1, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 0, len(stream))
    return header + stream + directory + _entry("", 0, _FREE, 0, 0) * 2 + table


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le") if name else b""
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def _cell(row: int, column: int, value: object) -> bytes:
    if isinstance(value, date):
        days = float((value - date(1899, 12, 30)).days)
        return _record(0x203, struct.pack("<HHHd", row, column, 1, days))
    if isinstance(value, int | float):
        return _record(0x203, struct.pack("<HHHd", row, column, 0, float(value)))
    if value in {None, ""}:
        return b""
    return _record(0x204, struct.pack("<HHH", row, column, 0) + _text(str(value), "<H"))


def _text(text: str, size: str) -> bytes:
    return struct.pack(size, len(text)) + b"\1" + text.encode("utf-16-le")


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
