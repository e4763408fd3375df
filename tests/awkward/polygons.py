"""Shapes that no village has: what is repaired, what is put aside, what is only reported."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import shapely

from awkward.case import Case, Loads, Village
from awkward.plain import (
    REGISTER,
    SQUARES,
    VILLAGES,
    A,
    B,
    collection,
    csv_text,
    feature,
    features,
    frame,
    polygon,
    put,
    shape_of_b,
    shapes_from,
    steps,
    toml,
)

_WEST, _SOUTH, _EAST, _NORTH = SQUARES[1].bounds
_SW, _SE, _NE, _NW = [_WEST, _SOUTH], [_EAST, _SOUTH], [_EAST, _NORTH], [_WEST, _NORTH]
_SQUARE = [_SW, _SE, _NE, _NW, _SW]
_ARC = f"CURVEPOLYGON(CIRCULARSTRING({_WEST} {_SOUTH},{_EAST} {_SOUTH},{_EAST} {_NORTH},{_WEST} {_NORTH},{_WEST} {_SOUTH}))"
_BARE_B = {B: replace(VILLAGES[B], shape=None)}


def _with_measures(folder: Path) -> None:
    """A shapefile of type PolygonM: the plain one with a measure for each corner (ESRI, 1998)."""
    path = folder / "layer.shp"
    frame().to_file(path)
    plain, records, index, at = path.read_bytes(), b"", b"", 50
    begin = 100
    while begin < len(plain):
        number, words = struct.unpack_from(">2i", plain, begin)
        body = plain[begin + 8 : begin + 8 + 2 * words]
        (corners,) = struct.unpack_from("<i", body, 40)
        measured = (
            struct.pack("<i", 25)
            + body[4:]
            + struct.pack(f"<{corners + 2}d", *[7.0] * (corners + 2))
        )
        records += struct.pack(">2i", number, len(measured) // 2) + measured
        index += struct.pack(">2i", at, len(measured) // 2)
        at += 4 + len(measured) // 2
        begin += 8 + 2 * words
    for file, rest in ((path, records), (path.with_suffix(".shx"), index)):
        head = (
            plain[:24]
            + struct.pack(">i", 50 + len(rest) // 2)
            + plain[28:32]
            + struct.pack("<i", 25)
        )
        file.write_bytes(head + plain[36:100] + rest)


_measured = shapes_from("layer.shp", _with_measures)
#: Shapes that no village can have, and why.
_NONE: list[tuple[object, str]] = [
    (polygon([_SW, _NE, _SE, _NW, _SW]), "geometry_changed"),  # a bow-tie
    (polygon([_SW, _SE, _SW, _SW]), "geometry_changed"),  # there and back along one line
    (polygon(_SQUARE, [[115.4, 34.0], [115.5, 34.0], [115.5, 34.1], [115.4, 34.0]]), "geometry_changed"),
    (polygon([_SW, _SE, _NE, _NW]), "unreadable_geometry"),  # not closed
    (polygon(), "unreadable_geometry"),
    (None, "missing_geometry"),
    ({"type": "LineString", "coordinates": [_SW, _SE, _NE]}, "not_a_polygon"),
    ({"type": "MultiPoint", "coordinates": [_SW, _SE]}, "not_a_polygon"),
    ({"type": "GeometryCollection", "geometries": [polygon(_SQUARE), {"type": "Point", "coordinates": _SW}]},
     "not_a_polygon"),
    (polygon([[500000, 3765000], [509000, 3765000], [509000, 3775000], [500000, 3765000]]), "bad_coordinates"),
    (polygon([_SW, [11530, 34.0], _NE, _NW, _SW]), "bad_coordinates"),  # a point left out
]  # fmt: skip
_MORE = [f"9901211003{n:02d}" for n in range(len(_NONE))]


def _taken(name: str, story: str, geometry: object, *problems: tuple[str, str, str | None]) -> Case:
    return Case(name, story, shape_of_b(geometry), Loads(problems=problems))


def _drawn(
    name: str, story: str, shape: shapely.Polygon, *problems: tuple[str, str, str | None]
) -> Case:
    """A shape of the second village that is valid, and taken as it is."""
    verdict = Loads(villages={B: replace(VILLAGES[B], shape=shape)}, problems=problems)
    return Case(name, story, shape_of_b(shapely.geometry.mapping(shape)), verdict)


_HOLE = shapely.Polygon(
    _SQUARE, [[[115.24, 34.04], [115.24, 34.06], [115.26, 34.06], [115.26, 34.04], [115.24, 34.04]]]
)
_TWO = shapely.MultiPolygon(
    [shapely.box(115.2, 34.0, 115.3, 34.04), shapely.box(115.2, 34.06, 115.3, 34.1)]
)

CASES = [
    Case("shapes that are none", "kept in one layer what several hands had drawn",
         steps(put("villages.csv", csv_text([*REGISTER, *([code, f"村{code}"] for code in _MORE)])),
               put("villages.geojson", collection([*features(), *(
                   feature(code, shape) for code, (shape, _) in zip(_MORE, _NONE, strict=True))]))),
         Loads(aside=[("village.geometry", row, reason) for row, (_, reason) in enumerate(_NONE, 5)],
               villages={code: Village(f"村{code}", "990121100000", None) for code in _MORE})),
    _taken("a spike", "left a spike of no width at the border",
           polygon([_SW, _SE, [_EAST, 33.95], _SE, _NE, _NW, _SW]), ("repaired", B, None)),
    _taken("heights", "exported the heights of the corners too",
           polygon([[*corner, 52.5] for corner in _SQUARE])),
    _drawn("an overlap", "drew a village 200 metres into its neighbour",
           shapely.box(115.198, 34.0, 115.3, 34.1), ("overlap", A, B)),
    _drawn("one shape for two", "gave two villages one and the same border", SQUARES[0], ("duplicate", A, B)),
    Case("a shape outside its township", "drew a village beside the township that it belongs to",
         steps(put("townships.geojson", collection([
                   feature("990121100", shapely.geometry.mapping(SQUARES[0])),
                   feature("990121200", shapely.geometry.mapping(SQUARES[2]))])),
               toml('"townships.csv"', '"townships.csv"\ngeometry = { file = "townships.geojson" }')),
         Loads(problems=[("outside_parent", B, "990121100000")])),
    Case("two shapes of one village", "drew a village a second time in the same layer",
         put("villages.geojson", collection([*features(), feature(B, polygon(_SQUARE[::-1]))])),
         Loads(aside=[("village.geometry", row, "doubled_shape doubled_differs") for row in (3, 5)],
               villages=_BARE_B)),
    Case("a shape without a code", "left the code of a drawn village empty, and mistyped another",
         put("villages.geojson", collection([
             *features(), feature("", polygon(_SQUARE)), feature("990121100299", polygon(_SQUARE))])),
         Loads(aside=[("village.geometry", 5, "missing no_such_place"), ("village.geometry", 6, "no_such_place")])),
    Case("WKT of PostGIS", "copied borders from a database, which writes the CRS before them",
         steps(put("villages.csv", csv_text([[*REGISTER[0], "wkt"], *[[*row, "SRID=4490;" + shape.wkt] for row, shape in zip(REGISTER[1:], SQUARES, strict=True)]])),
               toml('geometry = { file = "villages.geojson" }', "")),
         Loads()),
    Case("WKT of PostGIS in metres", "copied borders whose CRS before them is a zone of CGCS2000",
         steps(put("villages.csv", csv_text([[*REGISTER[0], "wkt"], *[[*row, "SRID=4547;" + shape.wkt] for row, shape in zip(REGISTER[1:], frame("EPSG:4547").geometry, strict=True)]])),
               toml('geometry = { file = "villages.geojson" }', "")),
         Loads()),
    Case("broken WKT", "cut a long border off at the end of a cell",
         steps(put("villages.csv", csv_text([[*REGISTER[0], "wkt"], *[[*row, shape.wkt[: 30 if row[0] == B else None]] for row, shape in zip(REGISTER[1:], SQUARES, strict=True)]])),
               toml('geometry = { file = "villages.geojson" }', "")),
         Loads(villages=_BARE_B, warnings=["shape_unreadable_geometry"], problems=[("undrawn", B, None)])),
    Case("a curve", "drew one border as an arc, which a polygon is not",
         steps(put("villages.csv", csv_text([[*REGISTER[0], "wkt"], *[[*row, _ARC if row[0] == B else shape.wkt] for row, shape in zip(REGISTER[1:], SQUARES, strict=True)]])),
               toml('geometry = { file = "villages.geojson" }', "")),
         Loads(villages=_BARE_B, warnings=["shape_unreadable_geometry"], problems=[("undrawn", B, None)])),
    Case("measured borders", "exported a layer whose corners carry measures (M)", _measured, Loads()),
]  # fmt: skip
