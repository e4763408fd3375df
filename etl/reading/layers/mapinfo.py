"""A table of MapInfo is several files of one name, or none of its own: one that only names others is not
read."""

from __future__ import annotations

import re
from pathlib import Path

from geodata.base.errors import RefusedError

_TYPE = re.compile(rb"^\s*type\s+(\"?)([\w ]+?)\1\s*(?:charset|$)", re.IGNORECASE | re.MULTILINE)
_SEAMLESS = re.compile(rb"isseamless", re.IGNORECASE)
_HEAD = 1 << 16  # bytes in which both say what they are
_COLUMNS = re.compile(rb"^\s*columns\s+(\d+)", re.IGNORECASE | re.MULTILINE)


def check_mapinfo(file: Path, path: Path) -> None:
    """That a table holds its rows itself, and that what belongs to it lies beside it.

    Raises RefusedError (``mapinfo_linked``, ``mapinfo_part``).
    """
    with path.open("rb") as stream:
        content = stream.read(_HEAD)
    there = {one.suffix.lower() for one in path.parent.iterdir() if one.stem == path.stem}
    if path.suffix.lower() == ".mif":
        columns = _COLUMNS.search(content)
        needed = {".mid"} if columns and int(columns[1]) else set()
    else:
        kind = _TYPE.search(content)
        is_seamless = bool(_SEAMLESS.search(content))
        if is_seamless or not kind or kind[2].strip().lower() != b"native":
            said = (
                "seamless" if is_seamless else kind[2].decode("ascii", "replace") if kind else "—"
            )
            raise RefusedError("mapinfo_linked", file=file.name, kind=said)
        # a table without shapes has neither of the two
        needed = {".dat", *({".map", ".id"} if there & {".map", ".id"} else ())}
    missing = sorted(needed - there)
    if missing:
        raise RefusedError("mapinfo_part", file=file.name, part=path.stem + missing[0])
