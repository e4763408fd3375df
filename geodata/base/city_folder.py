"""A city folder from outside: its city.toml as a document, and the files that it names.

Whoever opens one of these files and whoever asks whether it may be opened reads its name here, so
that nothing is stripped, joined or followed in two ways.
"""

from __future__ import annotations

import glob
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from geodata.base.errors import RefusedError

CITY_FILE = "city.toml"
GEODATABASE = ".gdb"
_MOST_BYTES = 4 << 20  # a city of a thousand sources has a tenth of it
#: The scheme of a URL, a drive, a driver of GDAL: ``http:``, ``C:``, ``PG:``, ``file:``.
_SCHEME = re.compile(r"[A-Za-z][\w+.\- ]*:", re.ASCII)
_LOCK = "~$"
#: In the environment: the password of whoever a `database` names. A name of our own, so that what is set
#: for other programs is sent to no host that a city.toml names.
DATABASE_PASSWORD = "GUATU_DATABASE_PASSWORD"  # noqa: S105 (its name)
_PASSWORD = re.compile(
    r"\bpassword\s*=", re.IGNORECASE
)  # as libpq takes it, behind a URL or without one
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def is_geodatabase(path: PurePath) -> bool:
    """Whether a folder of this name is one file to whoever uses it."""
    return path.suffix.lower() == GEODATABASE


def document(folder: Path) -> dict[str, Any]:
    """``city.toml`` as it is written; raises RefusedError (``city_missing``, ``city_unreadable``,
    ``file_unreadable``, ``database_password``)."""
    path = folder / CITY_FILE
    try:
        if path.stat().st_size > _MOST_BYTES:
            detail = f"> {_MOST_BYTES >> 20} MB"
            raise RefusedError("city_unreadable", file=CITY_FILE, detail=detail)
        stated = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise RefusedError("city_missing", folder=folder) from error
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, numbers or nesting no end
        raise RefusedError("city_unreadable", file=CITY_FILE, detail=error) from error
    except OSError as error:
        raise RefusedError("file_unreadable", file=CITY_FILE, detail=error.strerror) from error
    _refuse_password(stated)
    return stated


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
        return path if path.is_file() or (is_geodatabase(path) and path.is_dir()) else None
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


def named_database(folder: Path, name: str, *, enclosed: bool) -> Path | None:
    """The file that a ``database`` stands for, as :func:`named_file` says; None where there is none, and
    for the address of a server (:func:`is_server`).

    Raises RefusedError (``database_outside``) for a server if it is ``enclosed``, before anybody asks
    it anything.
    """
    if not is_server(name):
        return named_file(folder, name, enclosed=enclosed)
    if enclosed:
        raise RefusedError("database_outside")
    return None


def is_server(database: str) -> bool:
    """Whether it is no file but something to be reached."""
    return "://" in database


def refuse_outside(folder: Path) -> None:
    """That nothing the folder holds or names lies elsewhere: whatever stands beside a file may be
    read with it. Raises RefusedError (``file_outside``, ``database_outside``, and what
    :func:`document` raises)."""
    sources = document(folder).get("sources")
    for name in named(sources, "database"):
        named_database(folder, name, enclosed=True)
    for name in named(sources):
        named_file(folder, name, enclosed=True)
    for path in folder.rglob("*"):
        if path.is_symlink() and not _is_inside(folder, path):
            raise RefusedError("file_outside", file=path.relative_to(folder))


def named(sources: object, under: str = "file") -> Iterator[str]:
    """Every file that the sources name: what stands under that key, at any depth."""
    pending = [sources]  # no recursion: a stranger may nest as deep as TOML can be read
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            pending += [value for key, value in one.items() if key != under]
            yield from (name for name in _listed(one.get(under)) if isinstance(name, str))
        elif isinstance(one, list):
            pending += one


def _refuse_password(stated: object) -> None:
    """Before anything of it is told to anybody, in whatever sentence."""
    pending = [stated]
    while pending:
        one = pending.pop()
        if isinstance(one, dict | list):
            pending += one.values() if isinstance(one, dict) else one
        elif isinstance(one, str) and _holds_password(one):
            raise RefusedError("database_password", variable=DATABASE_PASSWORD)


def _holds_password(text: str) -> bool:
    """Whether a URL is the text, or stands in it, that has a password before its host. No pattern, for
    which a stranger may write a text without end."""
    before, *behind = text.split("://")
    if before.strip().isalnum():
        behind = ["://".join(behind)]
    else:
        behind = [one.split(maxsplit=1)[0] for one in behind if one.strip()]
    return any(":" in one.rpartition("@")[0] for one in behind) or bool(_PASSWORD.search(text))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


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
