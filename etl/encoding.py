"""The encoding of a text: stated, marked, or certain; where it is none of them, samples to choose by."""

from __future__ import annotations

import codecs
from pathlib import Path

from geodata.errors import RefusedError

#: Tried in this order, strictly: a guess would mangle names.
CERTAIN = ("utf-8", "gb18030")
_SAMPLED = ("utf-8", "gb18030", "big5")
_SAMPLE_BYTES = 60
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect_encoding(file: Path) -> str:
    """BOM, then strict UTF-8, then strict GB18030, else RefusedError (``encoding_unknown``)."""
    with file.open("rb") as stream:
        start = stream.read(4)
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    furthest = 0
    for name in CERTAIN:
        reached = _readable_lines(file, name)
        if reached is None:
            return name
        furthest = max(furthest, reached)
    with file.open("rb") as stream:
        bad = next(line for number, line in enumerate(stream) if number == furthest)
    raise RefusedError("encoding_unknown", file=file.name, line=furthest + 1, samples=samples(bad))


def samples(raw: bytes) -> str:
    """How some bytes read in a few encodings, on one line, for a person to choose from."""
    start = raw.strip()[:_SAMPLE_BYTES]
    shown = []
    for name in _SAMPLED:
        text = "".join(
            one if one.isprintable() else "\N{REPLACEMENT CHARACTER}"
            for one in start.decode(name, "replace")
        )
        shown.append(f"{name}: {text}")
    return " | ".join(shown)


def _readable_lines(file: Path, encoding: str) -> int | None:
    """None where the whole file is text in this encoding, else how many lines come before."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    with file.open("rb") as stream:
        try:
            while chunk := stream.read(1 << 20):
                lines += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _lines_before(file, encoding)
    return None


def _lines_before(file: Path, encoding: str) -> int:
    with file.open("rb") as stream:
        for number, line in enumerate(stream):
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return number
    return 0
