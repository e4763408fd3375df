"""Whether a file is what its ending says, before GDAL looks into it.

GDAL goes by content, and some contents are recipes that read other files of this machine: what is not
plainly of its ending's kind is not handed over.
"""

from __future__ import annotations

import re
from pathlib import Path

from etl.reading.layers.mapinfo import check_mapinfo
from etl.reading.layers.shapefile import check_shapefile
from geodata.base.city_folder import GEODATABASE
from geodata.base.errors import RefusedError

_LOOKED_AT = 1 << 16
_BOM = b"\xef\xbb\xbf"
_RECORD = b"\x1e"  # before every feature, where a file keeps to RFC 8142
#: What a file geodatabase is made of, and what systems leave in every folder.
_OF_GEODATABASE = {
    ".gdbtable", ".gdbtablx", ".gdbindexes", ".atx", ".spx", ".freelist", ".horizon", ".lock", ".cdf",
}  # fmt: skip
_OTHERS = {"gdb", "timestamps", "thumbs.db", "desktop.ini", ".ds_store"}
_CATALOG = "a00000001.gdbtable"
_FOREIGN_XML = re.compile(rb"<\s*OGR(VRT|WFS)DataSource|<!ENTITY", re.IGNORECASE)


def check_content(file: Path, path: Path) -> None:
    """Raises RefusedError (``content_not_suffix``, ``file_unreadable``, and what parts of shapefiles and of
    tables of MapInfo raise) where ``path``, called ``file`` to people, is not to be read."""
    suffix = path.suffix.lower()
    if path.is_dir():
        fine = suffix == GEODATABASE and _is_geodatabase(path)
    else:
        fine = _fits(suffix, _start(file, path))
    if not fine:
        raise RefusedError("content_not_suffix", file=file.name, suffix=suffix)
    if suffix == ".shp":
        check_shapefile(file, path)
    elif suffix in {".tab", ".mif"}:
        check_mapinfo(file, path)


def _fits(suffix: str, start: bytes) -> bool:
    bare = start.removeprefix(_BOM).lstrip()
    match suffix:
        case ".shp":
            return start.startswith(b"\x00\x00\x27\x0a")
        case ".gpkg":
            return start.startswith(b"SQLite format 3\x00")
        case ".fgb":
            return start.startswith(b"fgb")
        case ".tab":
            return bare.lower().startswith(b"!table") and len(start) < _LOOKED_AT
        case ".mif":
            return bare.lower().startswith(b"version")
        case ".kml":
            return b"<kml" in start and b"<OGRVRT" not in start
        case ".gml":
            is_xml = bare.startswith(b"<") and b"opengis.net/gml" in start
            return is_xml and not _FOREIGN_XML.search(start)
        case ".gdb":  # a file of this name is no geodatabase
            return False
        case _:
            return bare.removeprefix(_RECORD).startswith(b"{") and b"gdal_streamed_alg" not in start


def _start(file: Path, path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_LOOKED_AT)
    except OSError as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error.strerror) from error


def _is_geodatabase(folder: Path) -> bool:
    """Whether it holds the list of its tables, and nothing else that GDAL could take for a file."""
    there = list(folder.iterdir())
    return any(one.name.lower() == _CATALOG for one in there) and all(
        one.is_file()
        and not one.is_symlink()
        and (one.suffix.lower() in _OF_GEODATABASE or one.name.lower() in _OTHERS)
        for one in there
    )
