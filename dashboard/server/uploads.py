"""What a browser sends, put into a scratch folder and nowhere else: a zipped city folder, or files.

Nothing of an archive is written before its list of contents is found harmless, and a city.toml
may name no file outside its own folder: an upload must never read what else is on the machine.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from collections.abc import Mapping
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from geodata.base import city_folder
from geodata.base.city_folder import CITY_FILE, named_files
from geodata.base.errors import RefusedError

MOST_BYTES = 2 << 30
MOST_FILES = 5_000
#: Tables of the same few words pack 1:20; what packs better, and is large, nobody wrote by hand.
_MOST_RATIO, _FREE_BYTES = 100, 64 << 20
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_BLOCK = 1 << 20
_IS_UTF8, _IS_ENCRYPTED = 0x800, 0x1
#: What systems leave in a folder, and nobody means.
LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
_BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError, ValueError)


class Sent(NamedTuple):
    """A file as it was called where it comes from, and its content."""

    name: str
    content: IO[bytes]


def unpack(archive: IO[bytes], folder: Path) -> Path:
    """Unpack a city folder into the empty ``folder``; the folder in it that has the city.toml.

    Raises RefusedError (``upload_broken``, ``upload_encrypted``, ``upload_too_large``,
    ``upload_too_packed``, ``upload_packing``, ``upload_unsafe``, ``upload_no_city``, ``file_outside``).
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            for target, entry in _harmless(opened, folder):
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(entry) as source, target.open("xb") as out:
                    shutil.copyfileobj(source, out, _BLOCK)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise RefusedError("upload_unsafe", name=Path(error.filename).name) from error
    except _BROKEN as error:
        raise RefusedError("upload_broken", detail=error) from error
    except RuntimeError as error:  # what zipfile raises for want of a password
        raise RefusedError("upload_encrypted") from error
    tops = [one for one in folder.iterdir() if one.is_dir()]
    city = folder if (folder / CITY_FILE).is_file() or len(tops) != 1 else tops[0]
    refuse_outside(city)
    return city


def _harmless(opened: zipfile.ZipFile, folder: Path) -> list[tuple[Path, zipfile.ZipInfo]]:
    """Every file with where it goes, once all of them are found harmless.

    zipfile gives no more bytes of a file than its entry claims, so the claims can be added up.
    """
    entries = opened.infolist()
    size = sum(entry.file_size for entry in entries)
    if size > MOST_BYTES or len(entries) > MOST_FILES:
        raise RefusedError(
            "upload_too_large", files=len(entries), megabytes=size >> 20,
            most_files=MOST_FILES, most_megabytes=MOST_BYTES >> 20,
        )  # fmt: skip
    if size > _FREE_BYTES and size > _MOST_RATIO * opened.start_dir:  # the bytes that are there
        raise RefusedError("upload_too_packed", megabytes=size >> 20)
    found = []
    for entry in entries:
        name = _name(entry)
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if entry.flag_bits & _IS_ENCRYPTED:
            raise RefusedError("upload_encrypted")
        if entry.compress_type not in _PACKINGS:
            raise RefusedError("upload_packing", name=name)
        if (
            not parts
            or stat.S_ISLNK(entry.external_attr >> 16)
            or any(part in {"/", "..", "//"} or ":" in part or "\0" in part for part in parts)
        ):
            raise RefusedError("upload_unsafe", name=name)
        if not name.endswith(("/", "\\")) and not LITTER & set(parts):
            found.append((folder.joinpath(*parts), entry))
    return found


def _name(entry: zipfile.ZipInfo) -> str:
    """A name as it was meant: Windows in Chinese writes GBK and does not say so."""
    if entry.flag_bits & _IS_UTF8:
        return entry.orig_filename
    raw = entry.orig_filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.orig_filename


def refuse_outside(city: Path) -> None:
    """Raises RefusedError (``upload_no_city``, and as :func:`city_folder.refuse_outside` does)."""
    if not (city / CITY_FILE).is_file():
        raise RefusedError("upload_no_city")
    city_folder.refuse_outside(city)


def replaceable(city: Path) -> list[str]:
    """The files of the sources that an upload may replace one by one: tables, not shapes.

    Raises RefusedError where the city.toml of the folder cannot be used.
    """
    sources = city_folder.document(city).get("sources")
    bodies = sources.values() if isinstance(sources, dict) else ()
    given = [body.get("file") for body in bodies if isinstance(body, dict)]
    names = city_folder.named([{"file": one} for one in given])
    found = {path for name in names for path in named_files(city, name, enclosed=True)}
    return sorted(path.relative_to(city).as_posix() for path in found)


def assemble(base: Path, folder: Path, files: Mapping[str, Sent]) -> Path:
    """A copy of the city folder ``base`` in which some of its files are replaced.

    Raises RefusedError (``upload_wrong_kind``, ``upload_unknown``, ``file_outside``).
    """
    refuse_outside(base)
    city = folder / "city"
    shutil.copytree(base, city, symlinks=True)
    for name, sent in files.items():
        if name not in replaceable(base):
            raise RefusedError("upload_unknown", file=name)
        if Path(sent.name).suffix.lower() != Path(name).suffix.lower():
            raise RefusedError("upload_wrong_kind", file=sent.name, replaced=name)
        with (city / name).open("wb") as out:
            shutil.copyfileobj(sent.content, out, _BLOCK)
    return city
