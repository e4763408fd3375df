"""What a database answered, kept so that a load reads the same rows as often as it has to."""

from __future__ import annotations

import hashlib
import json
import weakref
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from tempfile import TemporaryFile

from etl.reading.cells import CutNumber, cell_text
from etl.reading.limits import MOST_ROWS
from etl.reading.row import Row
from geodata.base.errors import RefusedError

_BLOCK = 1 << 20  # bytes read at once
_written = json.JSONEncoder(ensure_ascii=False).encode


class Answer:
    """Header and rows, in a file without a name: it goes with this object, or with the process."""

    def __init__(
        self, name: str, header: Sequence[str], rows: Iterable[Sequence[object]], most_bytes: int
    ) -> None:
        """Raises RefusedError (``rows_too_many``, ``answer_too_large``, ``file_unreadable``), and
        whatever ``rows`` do."""
        self._stream = TemporaryFile()  # noqa: SIM115 (closed with this object)
        weakref.finalize(self, self._stream.close)
        digest, size = hashlib.sha256(), 0
        for number, cells in enumerate(chain([header], rows)):
            if number > MOST_ROWS:
                raise RefusedError("rows_too_many", file=name, rows=number, most=MOST_ROWS)
            line = _written([_kept(one) for one in cells]).encode() + b"\n"
            digest.update(line)
            size += len(line)
            if size > most_bytes:
                raise RefusedError("answer_too_large", file=name, most=most_bytes >> 20)
            try:
                self._stream.write(line)
            except OSError as error:  # no room
                raise RefusedError("file_unreadable", file=name, detail=error.strerror) from error
        self.sha256 = digest.hexdigest()

    def rows(self) -> Iterator[Row]:
        """The header as row 1 and the rows below it; may be read several times, and side by side."""
        at, read = 0, 0
        while lines := self._lines(at):
            for number, line in enumerate(lines, read + 1):
                yield Row(number, [cell_text(one) for one in json.loads(line)])
            at, read = at + sum(map(len, lines)), read + len(lines)

    def _lines(self, at: int) -> list[bytes]:
        self._stream.seek(at)
        return self._stream.readlines(_BLOCK)


def _kept(value: object) -> str | float:
    """The text that a file would give; a number that may have lost a zero stays one, so as to be told."""
    if isinstance(value, str):  # nearly all are
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()  # as PostGIS writes a shape
    if isinstance(value, list | tuple):
        return "、".join(str(_kept(one)) for one in value)
    text = cell_text(value)
    return float(text) if isinstance(text, CutNumber) else text
