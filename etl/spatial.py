"""Spatial files: attributes as text, shapes as WKB in EPSG:4490, longitude first."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from etl.archives import ARCHIVE_SUFFIXES, spatial_file
from etl.cells import cell_text
from etl.coordinates import in_target_crs
from etl.encoding import CERTAIN, samples
from etl.reference import NOTHING_STATED, Reference
from geodata.errors import RefusedError

_JSON_SUFFIXES = {".geojson", ".json", ".topojson"}
SPATIAL_SUFFIXES = {".shp", ".gpkg", ".kml", ".fgb", *_JSON_SUFFIXES, *ARCHIVE_SUFFIXES}
#: GDAL hands every byte of a text over as the character of the same number.
_BYTES_AS_CHARACTERS = "ISO-8859-1"
_LOOKED_AT = 1 << 16
#: Columns that the reader of KML adds to every file.
_KML_OWN = {
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon",
}  # fmt: skip


@dataclass(frozen=True)
class Spatial:
    """A layer read whole: ``cells[i]`` and ``wkb[i]`` belong to row ``i`` (row ``i + 2`` as shown).

    ``wkb[i]`` is None where the row has no geometry, and empty bytes where it has one that
    cannot be read.
    """

    headers: list[str]
    cells: list[list[str]]
    wkb: list[bytes | None]
    encoding: str | None


def read_spatial(
    file: Path,
    *,
    encoding: str | None = None,
    layer: str | None = None,
    reference: Reference = NOTHING_STATED,
) -> Spatial:
    """Read one layer, out of an archive where it lies in one; raises RefusedError
    (``file_unreadable``, ``content_not_suffix``, ``layer_missing``, and what archives, encodings
    and coordinate systems refuse)."""
    with spatial_file(file) as path:
        _check_content(file, path)
        is_shapefile = path.suffix.lower() == ".shp"
        options: dict[str, Any] = {"encoding": _BYTES_AS_CHARACTERS} if is_shapefile else {}
        try:
            meta, _, wkb, columns = pyogrio.raw.read(path, layer=layer, **options)
        except DataSourceError as error:
            raise _unreadable(file, path, error) from error
        except (DataLayerError, ValueError, IndexError) as error:  # the last: no layer at all
            if layer and layer not in pyogrio.list_layers(path)[:, 0]:
                raise RefusedError("layer_missing", file=file.name, layer=layer) from error
            raise _unreadable(file, path, error) from error
    hidden = _KML_OWN if path.suffix.lower() == ".kml" else set()
    kept = [number for number, name in enumerate(meta["fields"]) if name not in hidden]
    headers = [str(meta["fields"][number]) for number in kept]
    cells = [[cell_text(value) for value in columns[number]] for number in kept]
    found = None
    if is_shapefile:
        found, (headers, *cells) = _decoded(file, [headers, *cells], encoding)
    shapes: list[bytes | None] = [None] * len(columns[0]) if len(columns) else []
    if wkb is not None:
        found_crs = meta["crs"] or _conventional_crs(path, wkb)
        shapes = in_target_crs(file, wkb, found_crs, reference)
    rows = [list(row) for row in zip(*cells, strict=True)] if cells else [[] for _ in shapes]
    return Spatial(headers, rows, shapes, found)


def layer_names(file: Path) -> list[str]:
    """The layers of a spatial file, in their order; raises RefusedError as :func:`read_spatial`."""
    with spatial_file(file) as path:
        _check_content(file, path)
        try:
            return [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        except DataSourceError as error:
            raise _unreadable(file, path, error) from error


def bounds(file: Path, layer: str | None) -> tuple[float, ...]:
    """West, south, east and north of a layer as its numbers stand, in whatever they are."""
    with spatial_file(file) as path:
        _check_content(file, path)
        found = pyogrio.read_info(path, layer=layer, force_total_bounds=True)["total_bounds"]
    return tuple(found) if found is not None else ()


def _unreadable(file: Path, path: Path, error: Exception) -> RefusedError:
    """What the reader says, without the folder of this machine in which it found the file."""
    detail = str(error).replace(f"{path.parent}{os.sep}", "")
    return RefusedError("file_unreadable", file=file.name, detail=detail)


def _check_content(file: Path, path: Path) -> None:
    """GDAL goes by content, and some contents are recipes that read other files of this machine:
    what is not plainly of its ending's kind is not handed over."""
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as stream:
            start = stream.read(_LOOKED_AT)
    except OSError as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error.strerror) from error
    match suffix:
        case ".shp":
            fine = start.startswith(b"\x00\x00\x27\x0a")
        case ".gpkg":
            fine = start.startswith(b"SQLite format 3\x00")
        case ".fgb":
            fine = start.startswith(b"fgb")
        case ".kml":
            fine = b"<kml" in start and b"<OGRVRT" not in start
        case _:
            bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
            fine = bare.startswith(b"{") and b"gdal_streamed_alg" not in start
    if not fine:
        raise RefusedError("content_not_suffix", file=file.name, suffix=suffix)


def _conventional_crs(path: Path, wkb: Any) -> str | None:
    """TopoJSON states no CRS and is in degrees by convention; metres are told by their size."""
    if path.suffix.lower() in _JSON_SUFFIXES and within_degrees(
        shapely.from_wkb(wkb, on_invalid="ignore")
    ):
        return "EPSG:4326"
    return None


def within_degrees(shapes: Any) -> bool:
    """Whether every coordinate could be a longitude and a latitude; shapes may be None."""
    points = shapely.get_coordinates(shapes)
    return bool(np.all(np.abs(points) <= (180, 90)))


def _decoded(
    file: Path, columns: list[list[str]], stated: str | None
) -> tuple[str, list[list[str]]]:
    """The texts of a shapefile, whose .cpg nobody can trust: as stated, else UTF-8, else GB18030."""
    raw = [[text.encode(_BYTES_AS_CHARACTERS) for text in column] for column in columns]
    for encoding in (stated,) if stated else CERTAIN:
        try:
            return encoding, [[text.decode(encoding) for text in column] for column in raw]
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise RefusedError("encoding_wrong", file=file.name, encoding=encoding) from error
    if stated:
        raise RefusedError("encoding_wrong", file=file.name, encoding=stated)
    headers, *cells = raw
    records = [headers, *zip(*cells, strict=True)]  # record 1 is the row of headers
    line, bad = next(
        (number, text)
        for number, record in enumerate(records, 1)
        for text in record
        if not _decodes(text)
    )
    raise RefusedError("encoding_unknown", file=file.name, line=line, samples=samples(bad))


def _decodes(text: bytes) -> bool:
    for encoding in CERTAIN:
        try:
            text.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
