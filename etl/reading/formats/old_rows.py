"""The rows of an old workbook (.xls) that a person does not see.

[MS-XLS]: the stream ``Workbook`` is a run of records, ``BoundSheet8`` says where each sheet begins,
``Row`` whether one is hidden, be it by hand or by a filter (fDyZero).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from etl.reading.compound import stream_of

_BOUND_SHEET, _ROW, _BOF, _EOF = 0x85, 0x208, 0x809, 0x0A
_HIDDEN = 0x20


def hidden_rows(content: bytes, sheet: str) -> frozenset[int]:
    """The hidden rows of a sheet, from 1; none where the file tells it in another way."""
    book = stream_of(content, ("Workbook", "Book"))
    try:
        for kind, record in _records(book, 0):
            if kind == _BOUND_SHEET and _name(record) == sheet:
                (begins,) = struct.unpack_from("<I", record)
                return frozenset(_hidden(book, begins))
    except (struct.error, UnicodeDecodeError):
        pass  # the reader of the cells says what is wrong with the file
    return frozenset()


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record up to the end of what begins there."""
    depth = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        depth += (kind == _BOF) - (kind == _EOF)
        yield kind, book[at + 4 : at + 4 + length]
        if depth <= 0:
            return
        at += 4 + length


def _hidden(book: bytes, begins: int) -> Iterator[int]:
    for kind, record in _records(book, begins):
        if kind == _ROW:
            number, flags = struct.unpack_from("<H10xH", record)
            if flags & _HIDDEN:
                yield number + 1


def _name(record: bytes) -> str:
    length, is_wide = struct.unpack_from("<BB", record, 6)
    if is_wide & 1:
        return record[8 : 8 + 2 * length].decode("utf-16-le")
    return record[8 : 8 + length].decode("latin-1")
