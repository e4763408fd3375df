"""Spatial files: attributes as text, shapes as WKB in EPSG:4490, longitude first."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from etl.coordinates.reference import NOTHING_STATED, Reference
from etl.coordinates.systems import in_target_crs
from etl.reading.cells import cell_text
from etl.reading.layers.archives import ARCHIVE_SUFFIXES, spatial_file
from etl.reading.layers.content import check_content
from etl.reading.layers.geopackage import tables_alone, with_shape
from etl.reading.layers.kml import plainly_named
from etl.reading.layers.linked_crs import refuse_linked_crs
from etl.reading.layers.shapefile import BYTES_AS_CHARACTERS, decoded
from etl.reading.layers.xml import in_utf8
from geodata.base.city_folder import GEODATABASE
from geodata.base.errors import RefusedError
from geodata.base.scratch import scratch
from geodata.land.geometry import from_wkb

_JSON_SUFFIXES = {".geojson", ".json", ".topojson"}
_LINES_OF_JSON = {".geojsonl", ".geojsons", ".ndjson"}
SPATIAL_SUFFIXES = {
    ".shp",
    ".gpkg",
    ".kml",
    ".fgb",
    ".gml",
    ".tab",
    ".mif",
    GEODATABASE,
    *_JSON_SUFFIXES,
    *_LINES_OF_JSON,
    *ARCHIVE_SUFFIXES,
}
#: Formats whose text is in whatever encoding the machine had that wrote them.
_BYTES = {".shp", ".tab", ".mif"}
# whatever a file asks for all the same: nothing by any network, no style from elsewhere
pyogrio.set_gdal_config_options(
    {
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "GDAL_HTTP_MAX_RETRY": "0",
        "GDAL_HTTP_TIMEOUT": "1",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
        "LIBKML_EXTERNAL_STYLE": "NO",
    }
)
#: Columns that the reader of KML adds to every file.
_KML_OWN = {
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon",
}  # fmt: skip
#: Columns that a reader adds, but that a file may fill.
_OFTEN_EMPTY = {".kml": ("id", "description"), ".topojson": ("id",)}


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
    (``file_unreadable``, ``content_not_suffix``, ``layer_missing``, ``layer_unstated``,
    ``layer_empty``, and what archives, shapefiles, encodings and coordinate systems refuse)."""
    with _opened(file) as (path, names):
        suffix = path.suffix.lower()
        with _refused(file, path, layer):
            meta, wkb, columns = _read(file, path, layer and _layer_of_table(path, layer))
    kept = [number for number in range(len(columns)) if not _is_own(suffix, meta, columns, number)]
    headers = [names.get(one, one) for one in (str(meta["fields"][number]) for number in kept)]
    cells = [[cell_text(value) for value in columns[number]] for number in kept]
    if not headers:
        raise RefusedError("layer_empty", file=file.name)
    found = None
    if suffix in _BYTES:
        found, (headers, *cells) = decoded(file, [headers, *cells], encoding)
    shapes: list[bytes | None] = [None] * len(columns[0])
    if wkb is not None:
        found_crs = meta["crs"] or _conventional_crs(path, wkb)
        shapes = in_target_crs(file, wkb, found_crs, reference)
    return Spatial(headers, [list(row) for row in zip(*cells, strict=True)], shapes, found)


def _read(file: Path, path: Path, layer: str | None) -> tuple[dict[str, Any], Any, list[Any]]:
    """What GDAL finds in a layer: of several, one must be named. A shape that is there and cannot be
    read is empty bytes."""
    options = {"encoding": BYTES_AS_CHARACTERS} if path.suffix.lower() in _BYTES else {}
    try:
        with _silence():
            meta, ids, wkb, columns = pyogrio.raw.read(
                path, layer=layer, return_fids=True, **options
            )
    except UserWarning:
        return _read(file, path, _only_layer(file, path))
    if wkb is not None and path.suffix.lower() == ".gpkg":
        without = {int(ids[n]): n for n, shape in enumerate(wkb) if shape is None}
        for row in with_shape(path, layer, without) if without else ():
            wkb[without[row]] = b""
    return meta, wkb, columns


def _only_layer(file: Path, path: Path) -> str:
    """The one layer that has shapes and attributes; raises RefusedError (``layer_unstated``)."""
    names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    known = {name: pyogrio.read_info(path, layer=name) for name in names}
    filled = [name for name in names if known[name]["features"] and len(known[name]["fields"])]
    if len(filled) != 1:
        raise RefusedError("layer_unstated", file=file.name, layers=", ".join(filled or names))
    return filled[0]


def _layer_of_table(path: Path, layer: str) -> str:
    """The name of a layer; of a table with several columns of shapes, which GDAL takes for as many layers
    (``villages (geom)``), the only one of polygons."""
    with _silence():
        kinds = {str(name): str(kind) for name, kind in pyogrio.list_layers(path)}
    if layer in kinds:
        return layer
    drawn = [one for one in kinds if one.startswith(f"{layer} (") and "Polygon" in kinds[one]]
    return drawn[0] if len(drawn) == 1 else layer


def _is_own(suffix: str, meta: dict[str, Any], columns: list[Any], number: int) -> bool:
    """Whether a column is none of the file's but its reader's."""
    name = meta["fields"][number]
    if suffix == ".kml" and name in _KML_OWN:
        return True
    return name in _OFTEN_EMPTY.get(suffix, ()) and not any(map(cell_text, columns[number]))


def layer_names(file: Path) -> list[str]:
    """The layers of a spatial file, in their order; raises RefusedError as :func:`read_spatial`."""
    with _opened(file) as (path, _), _refused(file, path, None), _silence():
        return [str(name) for name in pyogrio.list_layers(path)[:, 0]]


def bounds(file: Path, layer: str | None) -> tuple[float, ...]:
    """West, south, east and north of a layer as its numbers stand, in whatever they are."""
    with _opened(file) as (path, _), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layer = layer and _layer_of_table(path, layer)
        found = pyogrio.read_info(path, layer=layer, force_total_bounds=True)["total_bounds"]
    return tuple(found) if found is not None else ()


@contextmanager
def _opened(file: Path) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """What GDAL is given: one plain file by its full path, which no prefix of its own can be; and the
    attributes that bear another name there, with their own."""
    with ExitStack() as stack:
        path = stack.enter_context(spatial_file(file)).absolute()
        check_content(file, path)
        names: Mapping[str, str] = {}
        match path.suffix.lower():
            case ".kml":
                path = stack.enter_context(in_utf8(file, path))
                path, names = stack.enter_context(plainly_named(path))
            case ".gpkg":
                path = stack.enter_context(tables_alone(file, path))
            case ".gml":  # its reader writes beside it, and reads schemas that lie there
                path = stack.enter_context(in_utf8(file, path))
                path = Path(shutil.copy(path, stack.enter_context(scratch("guatu-read-"))))
            case suffix if suffix in _JSON_SUFFIXES | _LINES_OF_JSON:
                refuse_linked_crs(file, path)
        yield path, names


@contextmanager
def _refused(file: Path, path: Path, layer: str | None) -> Iterator[None]:
    """What GDAL cannot read is refused, without the folders that its words name."""
    try:
        yield
    except (DataSourceError, DataLayerError, ValueError, IndexError) as error:  # the last: no layer
        unknown = layer and not isinstance(error, DataSourceError)
        with _silence():
            there = [str(one) for one in pyogrio.list_layers(path)[:, 0]] if unknown else []
        if unknown and layer not in there:
            raise RefusedError(
                "layer_missing", file=file.name, layer=layer, known=", ".join(there)
            ) from error
        if isinstance(error, IndexError):
            raise RefusedError("layer_empty", file=file.name) from error
        detail = str(error).replace(f"{path.parent}{os.sep}", "").rstrip(".")
        raise RefusedError("file_unreadable", file=file.name, detail=detail) from error


@contextmanager
def _silence() -> Iterator[None]:
    """GDAL warns in words of its own, in front of a person: what matters comes out as a fault. That
    there are several layers is raised."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.filterwarnings("ignore", "Measured", UserWarning)  # M values are nothing to us
        warnings.filterwarnings("error", "More than one layer", UserWarning)
        yield


def _conventional_crs(path: Path, wkb: Any) -> str | None:
    """TopoJSON states no CRS and is in degrees by convention; metres are told by their size."""
    if path.suffix.lower() in _JSON_SUFFIXES and within_degrees(from_wkb(wkb)):
        return "EPSG:4326"
    return None


def within_degrees(shapes: Any) -> bool:
    """Whether every coordinate could be a longitude and a latitude; shapes may be None."""
    points = shapely.get_coordinates(shapes)
    return bool(np.all(np.abs(points) <= (180, 90)))
