"""Files as they are, without an archive and without a city.toml, put into a folder of their own.

What holds for an archive holds for them: nothing is written before all names are found harmless, and
no more of them is taken than an archive may hold.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePath, PurePosixPath
from typing import IO

from dashboard.server import uploads
from dashboard.server.desk import Asked, forget_mended
from dashboard.server.uploads import LITTER, MOST_BYTES, MOST_FILES, Sent
from geodata.base.city_folder import CITY_FILE, is_geodatabase
from geodata.base.errors import RefusedError

#: What a city is called before somebody has said it.
UNNAMED = "未命名"
_BLOCK = 1 << 20
_LONGEST = 200  # bytes of a name; a file system takes 255
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f:*?"<>|]')
_DEEPEST = 2  # a folder and a file in it: deeper nothing is looked for


def put(files: Sequence[Sent], city: Path, replaces: Mapping[str, str] | None = None) -> list[str]:
    """Write the files into the folder ``city``, and say how they are called there.

    ``replaces``: name as sent → the file of the folder in whose place it comes; a name that the
    folder has already and nobody said that of is refused.
    Raises RefusedError (``upload_name``, ``upload_twice``, ``upload_there``, ``upload_too_many``,
    ``upload_wrong_kind``).
    """
    names = _names([one.name for one in files])
    size = sum(_size(one) for one in files)
    if size > MOST_BYTES:
        raise _too_many(len(files), size)
    targets: dict[str, Sent] = {}
    for name, sent in zip(names, files, strict=True):
        if name is None:
            continue
        replaced = (replaces or {}).get(sent.name)
        if replaced and Path(replaced).suffix.lower() != Path(name).suffix.lower():
            raise RefusedError("upload_wrong_kind", file=sent.name, replaced=replaced)
        target = replaced or name
        if target.casefold() in {one.casefold() for one in targets}:
            raise RefusedError("upload_twice", name=target)
        if not replaced and not _in_geodatabase(target) and _is_there(city, target):
            raise RefusedError("upload_there", name=target)
        targets[target] = sent
    for folder in {city / one.parent for one in map(Path, targets) if _in_geodatabase(one)}:
        shutil.rmtree(folder, ignore_errors=True)  # which comes whole or not at all
    for target, sent in targets.items():
        path = city / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # it may be shared with the folder it was copied from
        with path.open("xb") as out:
            shutil.copyfileobj(sent.content, out, _BLOCK)
    return list(targets)


def alone(files: Sequence[Sent], folder: Path) -> tuple[Path, Asked]:
    """The files as a city of their own, in the empty ``folder``."""
    city = folder / UNNAMED
    city.mkdir()
    put(files, city)
    return city, Asked()


def unpacked(archive: IO[bytes], folder: Path, base: Path | None) -> tuple[Path, Asked]:
    """An archive: a city folder if it has a city.toml, else files, alone or beside those of ``base``."""
    (folder / "zip").mkdir()
    try:
        return uploads.unpack(archive, folder / "zip"), Asked()
    except RefusedError as error:
        if error.code != "upload_no_city":
            raise
    paths = [path for path in sorted((folder / "zip").rglob("*")) if path.is_file()]
    with ExitStack() as stack:
        files = [
            Sent(path.relative_to(folder / "zip").as_posix(), stack.enter_context(path.open("rb")))
            for path in paths
        ]
        return onto(base, files, {}, folder) if base else alone(files, folder)


def onto(
    base: Path, files: Sequence[Sent], replaces: Mapping[str, str], folder: Path
) -> tuple[Path, Asked]:
    """A copy of the city folder ``base`` in which the files join the others or replace them: what has
    the name of a file of it comes in its place.

    Raises RefusedError (``file_outside``, and as :func:`put` does).
    """
    city = uploads.assemble(base, folder, {})
    return city, Asked(new=join(files, city, replaces))


def join(files: Sequence[Sent], city: Path, replaces: Mapping[str, str] | None = None) -> list[str]:
    """Put files into a city folder, each in the place of the one of its name, or of the one said."""
    there: dict[str, list[str]] = {}
    for path in city.rglob("*"):
        own = path.name.startswith(".") or path.name == CITY_FILE or _in_geodatabase(path)
        if path.is_file() and not own:
            there.setdefault(path.name, []).append(path.relative_to(city).as_posix())
    by_name = {
        one.name: known[0]
        for one in files
        if not _in_geodatabase(one.name.replace("\\", "/"))
        and len(known := there.get(PurePosixPath(one.name.replace("\\", "/")).name, [])) == 1
    }
    names = put(files, city, {**by_name, **(replaces or {})})
    forget_mended(city, names)
    return names


def has_city(names: Sequence[str]) -> bool:
    """Whether a city.toml is among the files."""
    return any(PurePosixPath(one).name == CITY_FILE for one in names)


def _names(sent: Sequence[str]) -> list[str | None]:
    """What each file is called in the folder, its path from there; None for what systems leave in a
    folder and nobody means."""
    if len(sent) > MOST_FILES:
        raise _too_many(len(sent), 0)
    paths = [_harmless(one) for one in sent]
    known = [one for one in paths if one is not None]
    tops = {one.parts[0] for one in known}
    is_folder = (
        len(tops) == 1
        and all(len(one.parts) > 1 for one in known)
        and not _in_geodatabase(PurePosixPath(*tops, "a"))  # which is a file of its own
    )
    found = []
    for path in paths:
        parts = path.parts[1:] if path is not None and is_folder else path.parts if path else ()
        found.append("/".join(parts[-_DEEPEST:]) if parts else None)
    return found


def _in_geodatabase(path: str | PurePath) -> bool:
    """Whether it is a part of a file geodatabase, whose tables are called alike in all of them."""
    return is_geodatabase(PurePath(path).parent)


def _harmless(name: str) -> PurePosixPath | None:
    path = PurePosixPath(name.replace("\\", "/"))
    if LITTER & set(path.parts):
        return None
    if (
        not path.parts
        or path.is_absolute()
        or any(
            part.startswith((".", "~$")) or _UNSAFE.search(part) or part != part.strip()
            or len(part.encode("utf-8", "replace")) > _LONGEST or not _is_text(part)
            for part in path.parts
        )
    ):  # fmt: skip
        raise RefusedError("upload_name", name=name)
    return path


def _is_text(part: str) -> bool:
    try:
        part.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_there(city: Path, target: str) -> bool:
    folder = (city / target).parent
    if not folder.is_dir():
        return False
    return Path(target).name.casefold() in {one.name.casefold() for one in folder.iterdir()}


def _size(sent: Sent) -> int:
    at = sent.content.tell()
    size = sent.content.seek(0, 2)
    sent.content.seek(at)
    return size


def _too_many(files: int, size: int) -> RefusedError:
    return RefusedError(
        "upload_too_many", files=files, megabytes=size >> 20,
        most_files=MOST_FILES, most_megabytes=MOST_BYTES >> 20,
    )  # fmt: skip
