"""Coordinate systems: whatever a file is in becomes EPSG:4490, longitude first, or is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyproj
import shapely

from geodata.errors import RefusedError

TARGET_CRS = "EPSG:4490"
#: Datums without a public shift to CGCS2000: what PROJ would do is a hundred metres off.
_NEEDS_PARAMETERS = re.compile(r"Xian[ _]1980|Beijing[ _]1954", re.IGNORECASE)


def in_target_crs(file: Path, wkb: Any, crs: str | None) -> list[bytes | None]:
    """WKB in EPSG:4490 from WKB in ``crs``: None stays None, what cannot be read is empty bytes.

    Raises RefusedError (``crs_missing``, ``crs_unknown``, ``crs_needs_parameters``).
    """
    if crs is None:
        raise RefusedError("crs_missing", file=file.name)
    try:
        transformer = _transformer(crs)
    except pyproj.exceptions.CRSError as error:
        raise RefusedError("crs_unknown", file=file.name, crs=crs) from error
    if _NEEDS_PARAMETERS.search(pyproj.CRS(crs).to_wkt()):
        raise RefusedError("crs_needs_parameters", file=file.name, crs=pyproj.CRS(crs).name)
    present = np.array([value is not None for value in wkb])
    shapes: Any = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    if not _is_geographic_target(crs):
        shapes = shapely.transform(shapes, cast(Any, transformer.transform), interleaved=False)
    written = shapely.to_wkb(shapes)
    return [
        (bytes(value) if value is not None else b"") if there else None
        for value, there in zip(written, present, strict=True)
    ]


def _transformer(crs: str) -> pyproj.Transformer:
    """To EPSG:4490, or to EPSG:4326, its equal within centimetres: PROJ knows no shift from most
    datums to the first and would leave coordinates a hundred metres off without a word."""
    try:
        return pyproj.Transformer.from_crs(crs, TARGET_CRS, always_xy=True, allow_ballpark=False)
    except pyproj.exceptions.ProjError:
        return pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def _is_geographic_target(crs: str) -> bool:
    """EPSG:4490 itself and EPSG:4326, which differs from it by centimetres that no file records."""
    return pyproj.CRS(crs).to_epsg() in {4490, 4326}
