"""Files that are read by nobody here: each kind with what to do instead."""

from __future__ import annotations

from pathlib import Path

from etl.reading.endings import ending
from geodata.base.errors import RefusedError

_FOREIGN = {
    "format_office": (
        ".et", ".ett", ".wps", ".wpt", ".dps", ".doc", ".docx", ".rtf", ".pdf", ".ofd", ".ppt", ".pptx",
        ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".mdb", ".accdb", ".numbers",
    ),
    "format_drawing": (".dwg", ".dxf", ".dgn", ".mxd", ".aprx", ".qgz", ".qgs", ".wl", ".wt", ".wp", ".e00"),
    "format_packed": (".rar", ".7z", ".tar", ".tgz", ".gz", ".bz2", ".xz"),
}  # fmt: skip
_CODES = {suffix: code for code, suffixes in _FOREIGN.items() for suffix in suffixes}


def refuse_foreign(file: Path) -> None:
    """Raise RefusedError (``format_office``, ``format_drawing``, ``format_packed``) for such a file."""
    code = _CODES.get(ending(file))
    if code:
        raise RefusedError(code, file=file.name, suffix=file.suffix.lower())
