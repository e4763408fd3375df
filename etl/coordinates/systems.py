"""Coordinate systems: whatever a file is in becomes EPSG:4490, longitude first, or is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyproj
import shapely
from pyproj.crs import BoundCRS
from pyproj.crs.coordinate_operation import ToWGS84Transformation

from etl.coordinates.plausible import likely_reference, refuse_implausible
from etl.coordinates.reference import Reference
from geodata.base.errors import RefusedError
from geodata.land.datum import shapes_to_cgcs2000
from geodata.land.geometry import from_wkb

TARGET_CRS = "EPSG:4490"
#: Datums without a public shift to CGCS2000: what PROJ would do is a hundred metres off.
_NEEDS_PARAMETERS = re.compile(r"Xi\W?an|Beijing", re.IGNORECASE)
#: Their ellipsoids, by which a hand-written .prj that names no known datum is told.
_OLD_ELLIPSOIDS = re.compile(r'ELLIPSOID\["(?:Krass?ow?sky|IAG[ _]1975|Xian)', re.IGNORECASE)
#: What hand-written .prj texts call CGCS2000 where PROJ does not know the name.
_CGCS2000 = re.compile(r"(?:GCS_|D_)?(?:CGCS_?2000|China_(?:Geodetic_.*_)?2000)", re.IGNORECASE)
#: Words of a CRS that name a file to be read, or a host; of lists of systems only EPSG's, which is
#: no file.
_NAMES_FILES = re.compile(
    r"\binit\s*=(?!\s*epsg:)|grids\s*=|\bcatalog\s*=|\bfile\s*=|PARAMETERFILE", re.IGNORECASE
)
pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]


def in_target_crs(file: Path, wkb: Any, found: str | None, stated: Reference) -> list[bytes | None]:
    """WKB in EPSG:4490 from WKB in the CRS that was ``found`` in the file, unless city.toml has
    ``stated`` otherwise: None stays None, what cannot be read is empty bytes.

    Raises RefusedError (``crs_missing``, ``crs_unknown``, ``crs_needs_parameters``, and what
    :func:`refuse_implausible` finds).
    """
    present = np.array([value is not None for value in wkb])
    shapes = from_wkb(wkb)
    name = stated.crs or found or (TARGET_CRS if stated.datum else None)
    if name is None:
        raise RefusedError("crs_missing", file=file.name, remedy=likely_reference(shapes))
    crs = _crs(file, name, stated)
    if not crs.is_geocentric:
        shapes = shapely.force_2d(shapes)
    shapes = _as_stated(shapes, stated)
    refuse_implausible(file, shapes, crs)
    shapes = _transformed(file, shapes, crs)
    if stated.datum:
        shapes = shapes_to_cgcs2000(shapes, stated.datum)
    written = shapely.to_wkb(shapes)
    return [
        (bytes(value) if value is not None else b"") if there else None
        for value, there in zip(written, present, strict=True)
    ]


def _crs(file: Path, name: str, stated: Reference) -> pyproj.CRS:
    """The CRS to transform from, with the local parameters where they are stated."""
    if _NAMES_FILES.search(name):
        raise RefusedError("crs_unknown", file=file.name, crs=name)
    try:
        crs = pyproj.CRS(name)
    except pyproj.exceptions.CRSError as error:
        if not _CGCS2000.fullmatch(name):
            raise RefusedError("crs_unknown", file=file.name, crs=name) from error
        crs = pyproj.CRS(TARGET_CRS)
    if stated.towgs84:
        base = crs.geodetic_crs or crs
        shift = ToWGS84Transformation(base, *stated.towgs84)
        return BoundCRS(source_crs=crs, target_crs="EPSG:4326", transformation=shift)
    if not crs.is_bound and _needs_parameters(crs):
        raise RefusedError("crs_needs_parameters", file=file.name, crs=crs.name)
    return crs


def _needs_parameters(crs: pyproj.CRS) -> bool:
    base = crs.geodetic_crs or crs
    text = base.to_wkt()
    unknown = base.to_epsg() is None
    return bool(_NEEDS_PARAMETERS.search(text) or (unknown and _OLD_ELLIPSOIDS.search(text)))


def _as_stated(shapes: Any, stated: Reference) -> Any:
    """Axes and scale of the file, as city.toml states them."""
    if stated.axes == "lat_lon":
        shapes = shapely.transform(shapes, lambda points: points[:, ::-1])
    scale = stated.scale
    if scale == "dms":
        shapes = shapely.transform(shapes, _from_dms)
    elif scale is not None:
        shapes = shapely.transform(shapes, lambda points: points * scale)
    return shapes


def _from_dms(points: Any) -> Any:
    """DDDMMSS to degrees; seconds may have decimals. No number where there are 60 or more."""
    size = np.abs(points)
    degrees, minutes, seconds = size // 10_000, size // 100 % 100, size % 100
    there = np.sign(points) * (degrees + minutes / 60 + seconds / 3600)
    return np.where((minutes < 60) & (seconds < 60), there, np.nan)


def _transformed(file: Path, shapes: Any, crs: pyproj.CRS) -> Any:
    """In EPSG:4490; a file in EPSG:4326 is left alone, centimetres away."""
    if crs.to_epsg() in {4490, 4326}:
        return shapes
    try:
        transformer = _transformer(crs)
    except pyproj.exceptions.ProjError as error:  # a plan without any place on the earth
        raise RefusedError("crs_unknown", file=file.name, crs=crs.name) from error
    shapes = shapely.transform(
        shapes,
        cast(Any, transformer.transform),
        include_z=crs.is_geocentric,
        interleaved=False,
    )
    return shapely.force_2d(shapes)


def _transformer(crs: pyproj.CRS) -> pyproj.Transformer:
    """To EPSG:4490, or to EPSG:4326, its equal within centimetres: PROJ knows no shift from most
    datums to the first and would leave coordinates a hundred metres off without a word."""
    target = "EPSG:4979" if crs.is_geocentric else "EPSG:4326"
    if not crs.is_bound:
        try:
            return pyproj.Transformer.from_crs(
                crs, TARGET_CRS, always_xy=True, allow_ballpark=False
            )
        except pyproj.exceptions.ProjError:
            pass
    return pyproj.Transformer.from_crs(crs, target, always_xy=True)
