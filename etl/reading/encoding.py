"""The encoding of a text: stated, marked, or certain; where it is none of them, samples to choose by.

Any two bytes of Big5 are two bytes of GB18030 too, but of characters that hardly anybody writes.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path

from etl.reading.packed import open_bytes
from geodata.base.errors import RefusedError

#: Tried in this order, strictly: a guess would mangle names.
CERTAIN = ("utf-8", "gb18030")
_SAMPLED = ("utf-8", "gb18030", "big5")
#: Between which one has to choose where GB18030 reads what looks like Big5.
DOUBTFUL = ("gb18030", "big5")
_SAMPLE_BYTES = 60
_JUDGED_BYTES = 1 << 20
#: Of the characters that are not ASCII, how many simplified Chinese leaves out of GB2312: a few
#: names of places. Of Big5 read as GB18030 it is half of them.
_MOST_STRANGE = 0.25
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect_encoding(file: Path) -> str:
    """BOM, then strict UTF-8, then strict GB18030, else RefusedError (``encoding_unknown``; or
    ``encoding_doubtful``, where GB18030 reads what looks like Big5)."""
    with open_bytes(file) as stream:
        start = stream.read(4)
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    furthest = 0
    for name in CERTAIN:
        reached = _readable_lines(file, name)
        if reached is None:
            if name == "gb18030":
                _refuse_doubtful(file)
            return name
        furthest = max(furthest, reached)
    with open_bytes(file) as stream:
        bad = next(line for number, line in enumerate(stream) if number == furthest)
    raise RefusedError("encoding_unknown", file=file.name, line=furthest + 1, samples=samples(bad))


def strange_line(raw: bytes) -> int | None:
    """The first line, from 0, of what GB18030 can read and Big5 fits better; None where it does not."""
    try:
        codecs.getincrementaldecoder("big5")().decode(raw)
    except UnicodeDecodeError:
        return None
    found = [
        (line, _in_gb2312(character))
        for line, text in enumerate(raw.decode("gb18030", "ignore").split("\n"))
        for character in text
        if not character.isascii()
    ]
    strange = [line for line, familiar in found if not familiar]
    return strange[0] if len(strange) > _MOST_STRANGE * len(found) else None


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _refuse_doubtful(file: Path) -> None:
    with open_bytes(file) as stream:
        start = stream.read(_JUDGED_BYTES)
    line = strange_line(start)
    if line is not None:
        shown = samples(start.split(b"\n")[line], DOUBTFUL)
        raise RefusedError("encoding_doubtful", file=file.name, line=line + 1, samples=shown)


def samples(raw: bytes, encodings: Sequence[str] = _SAMPLED) -> str:
    """How some bytes read in a few encodings, on one line, for a person to choose from."""
    start = raw.strip()[:_SAMPLE_BYTES]
    shown = []
    for name in encodings:
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
    with open_bytes(file) as stream:
        try:
            while chunk := stream.read(1 << 20):
                lines += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _lines_before(file, encoding)
    return None


def _lines_before(file: Path, encoding: str) -> int:
    with open_bytes(file) as stream:
        for number, line in enumerate(stream):
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return number
    return 0
