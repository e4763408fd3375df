"""A text that is packed alone (gzip), as the bytes it was."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import IO, cast

from etl.reading.limits import FREE_BYTES, MOST_BYTES, MOST_RATIO
from geodata.base.errors import RefusedError

_PIECE = 1 << 20


def open_bytes(file: Path) -> IO[bytes]:
    """The bytes of a file, unpacked where its ending says that it is packed."""
    return cast(IO[bytes], gzip.open(file)) if _is_packed(file) else file.open("rb")


def check_packed(file: Path) -> None:
    """That a packed file is whole and holds no more than can be meant; raises RefusedError
    (``file_too_large``, ``file_unreadable``)."""
    if not _is_packed(file):
        return
    packed, size = max(file.stat().st_size, 1), 0
    try:
        with open_bytes(file) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > MOST_BYTES or (size > FREE_BYTES and size / packed > MOST_RATIO):
                    raise RefusedError("file_too_large", file=file.name, bytes=size)
    except (EOFError, OSError, zlib.error) as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error


def _is_packed(file: Path) -> bool:
    return file.suffix.lower() == ".gz"
