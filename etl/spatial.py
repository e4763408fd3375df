"""Spatial files: attributes as text, shapes as WKB in EPSG:4490, longitude first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from etl.coordinates import in_target_crs
from etl.reference import NOTHING_STATED, Reference
from geodata.errors import RefusedError

SPATIAL_SUFFIXES = {".shp", ".geojson", ".json", ".gpkg", ".kml", ".fgb"}
#: GDAL hands every byte of a text over as the character of the same number.
_BYTES_AS_CHARACTERS = "ISO-8859-1"


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
    """Read one layer; raises RefusedError (``file_unreadable``, ``layer_missing``, ``crs_missing``)."""
    is_shapefile = file.suffix.lower() == ".shp"
    options: dict[str, Any] = {"encoding": _BYTES_AS_CHARACTERS} if is_shapefile else {}
    try:
        meta, _, wkb, columns = pyogrio.raw.read(file, layer=layer, **options)
    except DataSourceError as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
    except (DataLayerError, ValueError) as error:
        if layer and layer not in pyogrio.list_layers(file)[:, 0]:
            raise RefusedError("layer_missing", file=file.name, layer=layer) from error
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
    headers = [str(name) for name in meta["fields"]]
    cells = [[_text(value) for value in column] for column in columns]
    found = None
    if is_shapefile:
        found, (headers, *cells) = _decoded(file, [headers, *cells], encoding)
    rows = [list(row) for row in zip(*cells, strict=True)] if cells else [[] for _ in wkb]
    shapes: list[bytes | None] = [None] * len(rows)
    if wkb is not None:
        shapes = in_target_crs(file, wkb, meta["crs"], reference)
    return Spatial(headers, rows, shapes, found)


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value.astype("datetime64[D]"))
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _decoded(
    file: Path, columns: list[list[str]], stated: str | None
) -> tuple[str, list[list[str]]]:
    """The texts of a shapefile, whose .cpg nobody can trust: as stated, else UTF-8, else GB18030."""
    for encoding in (stated,) if stated else ("utf-8", "gb18030"):
        try:
            return encoding, [
                [text.encode(_BYTES_AS_CHARACTERS).decode(encoding) for text in column]
                for column in columns
            ]
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise RefusedError("encoding_wrong", file=file.name, encoding=encoding) from error
    code = "encoding_wrong" if stated else "encoding_unknown"
    raise RefusedError(code, file=file.name, encoding=stated)
