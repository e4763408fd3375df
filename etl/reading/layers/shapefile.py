"""A shapefile is several files of one name: whether they are all there and whole, and the encoding of
their texts."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from etl.reading.encoding import CERTAIN, DOUBTFUL, samples, strange_line
from geodata.base.errors import RefusedError

#: GDAL hands every byte of a text over as the character of the same number.
BYTES_AS_CHARACTERS = "ISO-8859-1"
_NEEDED = (".shp", ".shx", ".dbf")
_HEAD, _INDEX_ENTRY = 100, 8  # bytes of a .shp and .shx


def check_shapefile(file: Path, path: Path) -> None:
    """That the parts of ``path``, called ``file`` to people, are there and fit each other: a reader
    would take what there is. Raises RefusedError (``shapefile_part``, ``shapefile_damaged``)."""
    parts = {one.suffix.lower(): one for one in path.parent.iterdir() if one.stem == path.stem}
    for part in _NEEDED:
        if part not in parts:
            raise RefusedError("shapefile_part", file=file.name, part=path.stem + part)
    for part, fits in zip(_NEEDED, _whole(*(parts[part] for part in _NEEDED)), strict=True):
        if not fits:
            raise RefusedError("shapefile_damaged", file=file.name, part=part)


def _whole(shapes: Path, index: Path, table: Path) -> tuple[bool, bool, bool]:
    """Whether each is as long as its head says, and has as many records as the index."""
    rows = (index.stat().st_size - _HEAD) // _INDEX_ENTRY
    with table.open("rb") as stream:
        head = stream.read(12)
    if len(head) < 12:
        return True, True, False
    records, start, width = struct.unpack("<4xIHH", head)
    size = table.stat().st_size
    return (
        shapes.stat().st_size >= _stated_size(shapes),
        index.stat().st_size >= _stated_size(index),
        size >= start + records * width and records == rows,
    )


def _stated_size(path: Path) -> int:
    """What a .shp or .shx says of its own length, in words of two bytes."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    return 2 * int(struct.unpack(">24xi", head[:28])[0]) if len(head) == _HEAD else _HEAD


def decoded(
    file: Path, columns: list[list[str]], stated: str | None
) -> tuple[str, list[list[str]]]:
    """The texts of a shapefile, whose .cpg nobody can trust: as stated, else UTF-8, else GB18030."""
    raw = [[text.encode(BYTES_AS_CHARACTERS) for text in column] for column in columns]
    for encoding in (stated,) if stated else CERTAIN:
        try:
            texts = [[text.decode(encoding) for text in column] for column in raw]
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise RefusedError("encoding_wrong", file=file.name, encoding=encoding) from error
        if not stated and encoding == "gb18030":
            _refuse_doubtful(file, raw)
        return encoding, texts
    if stated:
        raise RefusedError("encoding_wrong", file=file.name, encoding=stated)
    line, bad = next((line, text) for line, text in _records(raw) if not _decodes(text))
    raise RefusedError("encoding_unknown", file=file.name, line=line, samples=samples(bad))


def _records(columns: list[list[bytes]]) -> Iterator[tuple[int, bytes]]:
    """Every text with the number of its record; record 1 is the row of headers."""
    headers, *cells = columns
    for number, record in enumerate([headers, *zip(*cells, strict=True)], 1):
        yield from ((number, text) for text in record)


def _refuse_doubtful(file: Path, columns: list[list[bytes]]) -> None:
    texts = list(_records(columns))
    at = strange_line(b"\n".join(text.replace(b"\n", b" ") for _, text in texts))
    if at is not None:
        line, text = texts[at]
        raise RefusedError(
            "encoding_doubtful", file=file.name, line=line, samples=samples(text, DOUBTFUL)
        )


def _decodes(text: bytes) -> bool:
    for encoding in CERTAIN:
        try:
            text.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
