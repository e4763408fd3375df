"""Text files with commas, tabs, semicolons or upright strokes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TextIO

from etl.reading.endings import ending
from etl.reading.packed import open_bytes
from geodata.base.errors import RefusedError

csv.field_size_limit(1 << 24)  # a cell may hold a long WKT; a stray quote must not eat the file
_DELIMITERS = (",", "\t", ";", "|")
_LOOKED_AT = 10  # lines: a title above the header has no delimiter in it
_LINE_CHARACTERS = 1 << 16
_MOST_CHARACTERS = 1 << 24  # of a row, as of a cell
_MOST_CELLS = 1 << 14  # the columns of a sheet of Excel


def read_delimited(file: Path, encoding: str) -> Iterator[list[str]]:
    """Every row, the header included; raises RefusedError (``encoding_wrong``, ``quote_open``,
    ``line_too_long``, ``file_unreadable``)."""
    try:
        with (
            open_bytes(file) as raw,
            TextIOWrapper(raw, encoding=encoding, newline="") as stream,
        ):
            lines = [stream.readline(_LINE_CHARACTERS) for _ in range(_LOOKED_AT)]
            stream.seek(0)
            yield from _rows(file, _lines(file, stream), _delimiter(file, lines))
    except (UnicodeError, LookupError) as error:
        raise RefusedError("encoding_wrong", file=file.name, encoding=encoding) from error
    except (csv.Error, ValueError) as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error


def _lines(file: Path, stream: TextIO) -> Iterator[str]:
    """Line by line, none of which fills the memory."""
    for number, line in enumerate(iter(partial(stream.readline, _MOST_CHARACTERS), ""), 1):
        if len(line) == _MOST_CHARACTERS and line[-1] not in "\r\n":
            raise RefusedError("line_too_long", file=file.name, line=number, most=_MOST_CHARACTERS)
        yield line


def _rows(file: Path, lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """A quote that is never closed, or only by the next stray one, makes one cell of all rows up to
    there, and they would be gone without a trace: so rows of several lines are read strictly."""
    held: list[str] = []

    def noted() -> Iterator[str]:
        size = 0
        for number, line in enumerate(lines, 1):
            size = size + len(line) if held else len(line)
            held.append(line)
            if size > _MOST_CHARACTERS:  # of one line: see _lines
                raise RefusedError("quote_open", file=file.name, line=number - len(held) + 1)
            yield line

    reader = csv.reader(noted(), delimiter=delimiter)
    for row in reader:
        if len(held) > 1:
            try:
                list(csv.reader(held, delimiter=delimiter, strict=True))
            except csv.Error as error:
                first = reader.line_num - len(held) + 1
                raise RefusedError("quote_open", file=file.name, line=first) from error
        if len(row) > _MOST_CELLS:
            first = reader.line_num - len(held) + 1
            raise RefusedError("line_too_long", file=file.name, line=first, most=_MOST_CELLS)
        held.clear()
        yield row


def _delimiter(file: Path, lines: list[str]) -> str:
    """What stands in the most lines; of those alike, what stands most often in the first of them."""
    if ending(file) in {".tsv", ".tsv.gz"}:
        return "\t"

    def weight(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines if delimiter in line]
        return len(counts), next(islice(counts, 1), 0)

    return max(_DELIMITERS, key=weight)
