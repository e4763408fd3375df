"""Spatial files inside a zip: KMZ, a shapefile with its companions, and a file geodatabase."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from etl.reading.limits import entry_name, extract, open_archive
from geodata.base.city_folder import GEODATABASE
from geodata.base.errors import RefusedError
from geodata.base.scratch import scratch

ARCHIVE_SUFFIXES = {".zip", ".kmz"}
_PLAIN = re.compile(r"[\w{}.-]+")  # a name that leads nowhere
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


@contextmanager
def spatial_file(file: Path) -> Iterator[Path]:
    """The file itself, or what its archive holds, unpacked under names of our own.

    Raises RefusedError (``archive_content``, and what :mod:`etl.reading.limits` refuses).
    """
    suffix = file.suffix.lower()
    if suffix not in ARCHIVE_SUFFIXES:
        yield file
        return
    with scratch("guatu-read-") as folder, open_archive(file) as archive:
        tables = _geodatabase(archive) if suffix == ".zip" else {}
        wanted = tables or (_shapefile(archive) if suffix == ".zip" else _kml(archive))
        if not wanted:
            names = [entry_name(entry) for entry in archive.infolist() if not entry.is_dir()]
            raise RefusedError(
                "archive_content",
                file=file.name,
                wanted=".shp / .gdb" if suffix == ".zip" else ".kml",
                found=", ".join(names[:10]) or "—",
            )
        for part, entry in wanted.items():
            path = folder / f"layer{part}"
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as target:
                extract(file, entry, target)
        yield folder / f"layer{GEODATABASE if tables else next(iter(wanted))}"


def _shapefile(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts of the only shapefile in it; empty where there is none, or more than one."""
    shapes = _ending(archive, ".shp")
    if len(shapes) != 1:
        return {}
    name = entry_name(shapes[0])[: -len(".shp")].lower()
    parts: dict[str, zipfile.ZipInfo] = {}
    for part in _PARTS:
        for entry in _ending(archive, part):
            if entry_name(entry)[: -len(part)].lower() == name:
                parts[part] = entry
    return parts


def _geodatabase(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """What lies in the only geodatabase of it; empty where there is none, or more than one."""
    found: dict[PurePosixPath, dict[str, zipfile.ZipInfo]] = {}
    for entry in archive.infolist():
        path = PurePosixPath(entry_name(entry))
        inside = path.parent.suffix.lower() == GEODATABASE and "__MACOSX" not in path.parts
        if inside and not entry.is_dir() and _PLAIN.fullmatch(path.name):
            found.setdefault(path.parent, {})[f"{GEODATABASE}/{path.name}"] = entry
    return next(iter(found.values())) if len(found) == 1 else {}


def _kml(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """``doc.kml``, or the only .kml there is."""
    found = _ending(archive, ".kml")
    main = [entry for entry in found if entry_name(entry).lower() == "doc.kml"] or found
    return {".kml": main[0]} if len(main) == 1 else {}


def _ending(archive: zipfile.ZipFile, suffix: str) -> list[zipfile.ZipInfo]:
    """Entries of one ending, without the shadows that macOS adds."""
    return [
        entry
        for entry in archive.infolist()
        if PurePosixPath(entry_name(entry)).suffix.lower() == suffix
        and not entry_name(entry).startswith("__MACOSX/")
    ]
