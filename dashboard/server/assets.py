"""Our scripts and styles under URLs that name their content, so that a browser may keep them.

Apart from :mod:`dashboard.map`, because the server needs it too and must not import that one: a
Streamlit component that is imported before the runtime exists is never registered with it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static"
TYPES = {".js": "text/javascript", ".css": "text/css"}


def url(name: str) -> str:
    """Where ``static/<name>`` is served."""
    return f"/assets/{_digest(FOLDER / name)}/{name}"


def find(digest: str, name: str) -> Path | None:
    """The file behind such a URL; None where there is none, or its content has changed."""
    known = {path.name: path for path in FOLDER.iterdir() if path.suffix in TYPES}
    path = known.get(name)  # never a path made of what a stranger sent
    return path if path is not None and digest == _digest(path) else None


@cache  # a server that runs has the files it began with
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
