"""A city folder from outside: its city.toml as a document, and the files that it names.

Whoever opens one of these files and whoever asks whether it may be opened reads its name here, so
that nothing is stripped, joined or followed in two ways.
"""

from __future__ import annotations

import glob
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import Any

from geodata.base.errors import RefusedError

CITY_FILE = "city.toml"
_MOST_BYTES = 4 << 20  # a city of a thousand sources has a tenth of it
#: The scheme of a URL, a drive, a driver of GDAL: ``http:``, ``C:``, ``PG:``, ``file:``.
_SCHEME = re.compile(r"[A-Za-z][\w+.\- ]*:", re.ASCII)
_LOCK = "~$"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def document(folder: Path) -> dict[str, Any]:
    """``city.toml`` as it is written; raises RefusedError (``city_missing``, ``city_unreadable``,
    ``file_unreadable``)."""
    path = folder / CITY_FILE
    try:
        if path.stat().st_size > _MOST_BYTES:
            detail = f"> {_MOST_BYTES >> 20} MB"
            raise RefusedError("city_unreadable", file=CITY_FILE, detail=detail)
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise RefusedError("city_missing", folder=folder) from error
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, numbers or nesting no end
        raise RefusedError("city_unreadable", file=CITY_FILE, detail=error) from error
    except OSError as error:
        raise RefusedError("file_unreadable", file=CITY_FILE, detail=error.strerror) from error


def named_file(folder: Path, name: str, *, enclosed: bool) -> Path | None:
    """The file that ``name`` stands for in a city.toml of this folder; None where there is none.

    Raises RefusedError (``file_outside``) if it is ``enclosed`` and the name leads out of the
    folder, or would on another system or by a link, whether something is there or not.
    """
    stated = name.strip()
    path = folder / stated
    if enclosed and (_leads_out(stated) or not _is_inside(folder, path)):
        raise RefusedError("file_outside", file=name)
    try:
        return path if path.is_file() or _is_geodatabase(path) else None
    except (OSError, ValueError):  # a name that no file system can hold
        return None


def named_files(folder: Path, name: str, *, enclosed: bool) -> tuple[Path, ...]:
    """The files that ``name`` stands for, in the order of their names; none where there is none.

    ``*`` is any part of a name and ``**`` any folders, unless a file is called so; what begins with a
    dot, and the locks that spreadsheets leave beside an open file (``~$``), are passed over. Raises
    RefusedError (``file_outside``) as :func:`named_file` does.
    """
    path = named_file(folder, name, enclosed=enclosed)
    if path is not None or "*" not in name:
        return () if path is None else (path,)
    pattern = "*".join(map(glob.escape, name.strip().split("*")))
    try:
        found = sorted(glob.glob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207 (no dots)
    except (OSError, RecursionError, ValueError):  # a pattern that no file system can hold
        return ()
    files = (
        named_file(folder, one, enclosed=enclosed)
        for one in found
        if not Path(one).name.startswith(_LOCK)
    )
    return tuple(one for one in files if one is not None)


def refuse_outside(folder: Path) -> None:
    """That nothing the folder holds or names lies elsewhere: whatever stands beside a file may be
    read with it. Raises RefusedError (``file_outside``, and what :func:`document` raises)."""
    for name in named(document(folder).get("sources")):
        named_file(folder, name, enclosed=True)
    for path in folder.rglob("*"):
        if path.is_symlink() and not _is_inside(folder, path):
            raise RefusedError("file_outside", file=path.relative_to(folder))


def named(sources: object) -> Iterator[str]:
    """Every file that the sources name: what stands under a key ``file``, at any depth."""
    pending = [sources]  # no recursion: a stranger may nest as deep as TOML can be read
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            pending += [value for key, value in one.items() if key != "file"]
            yield from (name for name in _listed(one.get("file")) if isinstance(name, str))
        elif isinstance(one, list):
            pending += one


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _is_geodatabase(path: Path) -> bool:
    """Whether it is a folder that is a file to whoever uses it."""
    return path.suffix.lower() == ".gdb" and path.is_dir()


def _leads_out(stated: str) -> bool:
    elsewhere = PureWindowsPath(stated)  # takes either slash
    return bool(
        elsewhere.anchor
        or ".." in elsewhere.parts
        or _SCHEME.match(stated)
        or _CONTROL.search(stated)
    )


def _is_inside(folder: Path, path: Path) -> bool:
    """Wherever its links lead."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links in a circle, a name that cannot be
        return False
