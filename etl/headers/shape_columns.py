"""Shapes and points that stand in the columns of a table: WKT, and pairs of coordinates."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

from etl.coordinates.plausible import likely_reference
from etl.coordinates.reference import Reference
from etl.coordinates.systems import TARGET_CRS, in_target_crs
from etl.headers.columns import Heading, Matched, named, plain
from etl.headers.survey import SHAPE, point_in
from etl.reading.layers.spatial import within_degrees
from etl.reading.row import Row
from etl.tables.declare import Table
from geodata.base.errors import RefusedError
from geodata.land.geometry import from_geojson, from_wkb, from_wkt

#: Under this name city.toml may say which header holds the shape.
GEOMETRY = "geometry"
_WKT_HEADERS = {
    "wkt", "geometry", "geometry_wkt", "wkt_geom", "wkt_geometry", "geom", "the_geom",
    "几何", "几何图形", "图形", "空间数据",
}  # fmt: skip
_EAST_HEADERS = {"x", "x坐标", "坐标x", "point_x", "横坐标", "东坐标"}
_NORTH_HEADERS = {"y", "y坐标", "坐标y", "point_y", "纵坐标", "北坐标"}
_HEX = re.compile(r"[0-9A-Fa-f]{10,}")
_SRID = re.compile(r"SRID=(\d{1,6});", re.IGNORECASE)
#: A point of a form filled in outdoors (ODK, Kobo): latitude, longitude, height, accuracy.
_ODK_POINT = r"(-?\d+(?:\.\d+)?) +(-?\d+(?:\.\d+)?)(?: +-?\d+(?:\.\d+)?){0,2}"
_ODK_SHAPE = re.compile(rf"\s*{_ODK_POINT}\s*(?:;\s*{_ODK_POINT}\s*)*;?\s*")
_SHAPED_TABLES = {"place", "geometry", "project"}


@dataclass(frozen=True)
class ShapeColumns:
    """What a file's columns bring besides text: the index of a shape, or of east and north."""

    shape: int | None = None
    pair: tuple[int, int] | None = None
    named_degrees: bool = False
    """Whether the pair is called longitude and latitude, so that its order is certain."""

    @property
    def positions(self) -> list[int]:
        """The index of every column that is read."""
        return [i for i in (self.shape, *(self.pair or ())) if i is not None]

    def used(self, headings: list[Heading]) -> list[str]:
        """Headers that are used although they are no column of the table, as a person sees them."""
        pair = () if self.named_degrees or self.pair is None else self.pair
        return [headings[i].shown for i in (self.shape, *pair) if i is not None]


def find_shape_columns(
    file: str,
    table: Table,
    headings: list[Heading],
    matched: Matched,
    stated: str | None,
    crs: str | None,
) -> ShapeColumns:
    """Which columns hold shapes (of places and projects) or, with a stated ``crs``, coordinates.

    Raises RefusedError (``header_missing``, ``header_doubled``).
    """
    taken = set(matched.positions.values())

    def only(names: set[str]) -> int | None:
        found = [
            i for i, one in enumerate(headings) if i not in taken and plain(one.shown) in names
        ]
        if len(found) > 1:
            shown = ", ".join(headings[i].shown for i in found)
            raise RefusedError("header_doubled", file=file, column=GEOMETRY, headers=shown)
        return found[0] if found else None

    shape = only(_WKT_HEADERS) if table.name in _SHAPED_TABLES and not stated else None
    if table.name in _SHAPED_TABLES and shape is None and not stated:
        shaped = [i for i, one in enumerate(headings) if SHAPE in one.readings and i not in taken]
        shape = shaped[0] if len(shaped) == 1 else None
    if stated:
        shape = next(iter(named(headings, stated)), None)
        if shape is None:
            known = ", ".join(one.shown for one in headings)
            raise RefusedError("header_missing", file=file, header=stated, known=known)
    if crs is None or not {"lon", "lat"} <= {column.name for column in table.columns}:
        return ShapeColumns(shape)
    if matched.shares_point:
        return ShapeColumns(shape)
    if {"lon", "lat"} <= set(matched.positions):
        return ShapeColumns(shape, (matched.positions["lon"], matched.positions["lat"]), True)
    east, north = only(_EAST_HEADERS), only(_NORTH_HEADERS)
    if east is None or north is None:
        return ShapeColumns(shape)
    return ShapeColumns(shape, (east, north))


def shapes_of(
    file: Path, rows: list[Row], index: int, reference: Reference, *, holds: bool = False
) -> list[bytes | None]:
    """WKB in EPSG:4490 from a column of WKT, GeoJSON, geoshapes of ODK or hexadecimal WKB, of PostGIS
    too, which writes the EPSG code before the shape; what is none of them is empty bytes.

    Raises RefusedError (``crs_missing``): without a CRS only degrees are taken; ``crs_contradicts``,
    where the code of a shape ``holds`` and city.toml states another CRS; and what
    :func:`in_target_crs` refuses.
    """
    texts = [row.cells[index].strip() if index < len(row.cells) else "" for row in rows]
    shapes = _parsed(texts)
    stated = set(shapely.get_srid(shapes).tolist()) - {-1, 0}  # of no shape; of one without a word
    degrees = reference.scale is not None or within_degrees(shapes)
    if reference.crs is None and (len(stated) > 1 or not (stated or degrees)):
        raise RefusedError("crs_missing", file=file.name, remedy=likely_reference(shapes))
    if holds and reference.crs is not None and (other := _other_than(reference.crs, stated)):
        raise RefusedError("crs_contradicts", file=file.name, crs=reference.crs, srid=other)
    wkb = [
        (shape or b"") if text else None
        for shape, text in zip(shapely.to_wkb(shapes), texts, strict=True)
    ]
    found = f"EPSG:{stated.pop()}" if len(stated) == 1 else TARGET_CRS
    return in_target_crs(file, wkb, found, reference)


def _other_than(crs: str, stated: Collection[int]) -> int | None:
    """A code that is not that of the CRS; what nobody knows is refused by :func:`in_target_crs`."""
    try:
        own = pyproj.CRS(crs).to_epsg()
    except pyproj.exceptions.CRSError:
        return None
    return next((code for code in stated if code != own), None)


def _parsed(texts: list[str]) -> Any:
    """Shapes with their EPSG code where one is written; None for what is no shape."""
    texts = [_geoshape(text) or text for text in texts]
    is_hex = [bool(_HEX.fullmatch(text)) for text in texts]
    is_json = [text.startswith("{") for text in texts]
    coded = [_SRID.match(text) for text in texts]
    wkt = [text[code.end() :] if code else text for text, code in zip(texts, coded, strict=True)]
    shapes: Any = np.where(
        is_hex,
        from_wkb([t if h else None for t, h in zip(texts, is_hex, strict=True)]),
        from_wkt([t if t and not h else None for t, h in zip(wkt, is_hex, strict=True)]),
    )
    if any(is_json):
        written = from_geojson([t if j else None for t, j in zip(texts, is_json, strict=True)])
        shapes = np.where(is_json, written, shapes)
    codes = [int(code[1]) if code else 0 for code in coded]
    return np.where(codes, shapely.set_srid(shapes, codes), shapes)


def _geoshape(text: str) -> str | None:
    """WKT of a shape as ODK writes it, of which a ring that closes is a polygon; None for any other
    text."""
    if not text.startswith(tuple("-0123456789")) or not _ODK_SHAPE.fullmatch(text):
        return None
    points = [f"{lon} {lat}" for lat, lon in re.findall(_ODK_POINT, text)]
    if len(points) == 1:
        return f"POINT ({points[0]})"
    ring = ", ".join(points)
    return f"POLYGON (({ring}))" if points[0] == points[-1] else f"LINESTRING ({ring})"


def points_of(rows: Sequence[Row], index: int) -> Mapping[str, list[str | None]]:
    """The cells ``lon`` and ``lat`` from a column of points of ODK, which say the latitude first; what is
    none stays as it was."""
    texts = [_cell(row, index).strip() for row in rows]
    points = [point_in(text) or (None, text or None) for text in texts]
    return {"lon": [lon for lon, _ in points], "lat": [lat for _, lat in points]}


def degrees_of(
    file: Path, rows: list[Row], columns: ShapeColumns, crs: str
) -> Mapping[str, list[str | None]]:
    """The cells ``lon`` and ``lat`` from a pair in ``crs``; what is no number stays as it was."""
    east, north = ([_cell(row, index) for row in rows] for index in columns.pair or ())
    x, y = (np.array([_number(text) for text in cells]) for cells in (east, north))
    points = _points(file, x, y, crs, order_is_certain=columns.named_degrees)
    return {
        name: [
            repr(float(value)) if np.isfinite(value) else (text or None)
            for value, text in zip(points[axis], cells, strict=True)
        ]
        for axis, (name, cells) in enumerate((("lon", east), ("lat", north)))
    }


def _points(file: Path, x: Any, y: Any, crs: str, *, order_is_certain: bool) -> tuple[Any, Any]:
    """Surveyors call north X: taken so where only that falls where the CRS is used."""
    try:
        points = _transformed(file, x, y, crs)
        if order_is_certain or _in_area(points, crs):
            return points
    except RefusedError as error:
        if order_is_certain or error.code != "axes_swapped":
            raise
        return _transformed(file, y, x, crs)
    turned = _transformed(file, y, x, crs)
    return turned if _in_area(turned, crs) else points


def _transformed(file: Path, x: Any, y: Any, crs: str) -> tuple[Any, Any]:
    known = np.isfinite(x) & np.isfinite(y)
    lon, lat = np.full(len(x), np.nan), np.full(len(x), np.nan)
    if known.any():
        wkb = list(shapely.to_wkb(shapely.points(x[known], y[known])))
        points = shapely.from_wkb(in_target_crs(file, wkb, None, Reference(crs)))
        lon[known], lat[known] = shapely.get_x(points), shapely.get_y(points)
    return lon, lat


def _in_area(points: tuple[Any, Any], crs: str) -> bool:
    """Whether all of the points lie where the CRS is meant to be used."""
    try:
        area = pyproj.CRS(crs).area_of_use
    except pyproj.exceptions.CRSError:
        return True
    lon, lat = (values[~np.isnan(values)] for values in points)
    return area is None or bool(
        np.all((lon >= area.west) & (lon <= area.east))
        and np.all((lat >= area.south) & (lat <= area.north))
    )


def _cell(row: Row, index: int) -> str:
    return row.cells[index] if index < len(row.cells) else ""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan
