"""Files of maps: what is missing beside them, what is in them besides the map."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq

from awkward.case import Case, Loads, Refused, Write
from awkward.plain import (
    SQUARES,
    VILLAGES,
    A,
    B,
    C,
    collection,
    frame,
    put,
    shapes_from,
    steps,
)

_NAMES = ["曹东村", "曹西村", "刘庄村"]
_ALL = {code: replace(one, shape=None) for code, one in VILLAGES.items()}


def _named() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"名称": _NAMES}, geometry=SQUARES, crs="EPSG:4490")


def _shapefile(change: Write | None = None, encoding: str = "utf-8", more: str = "") -> Write:
    """The villages by name in a shapefile, then changed."""

    def write(folder: Path) -> None:
        _named().to_file(folder / "layer.shp", encoding=encoding)
        if change:
            change(folder)

    return shapes_from("layer.shp", write, ', match = "name"' + more)


def _without(*endings: str) -> Write:
    def write(folder: Path) -> None:
        for ending in endings:
            (folder / f"layer{ending}").unlink()

    return write


def _cut(ending: str, size: int) -> Write:
    def write(folder: Path) -> None:
        path = folder / f"layer{ending}"
        path.write_bytes(path.read_bytes()[:size])

    return write


def _long_names(folder: Path) -> None:
    """A column of more than ten letters: a shapefile cuts its name."""
    gpd.GeoDataFrame({"village_code": [A, B, C]}, geometry=SQUARES, crs="EPSG:4490").rename(
        columns={"village_code": "village_co"}
    ).to_file(folder / "layer.shp")


def _geopackage(folder: Path) -> None:
    """Two layers, the villages in the second."""
    wrong = gpd.GeoDataFrame({"code": ["990121100"]}, geometry=SQUARES[:1], crs="EPSG:4490")
    wrong.to_file(folder / "layer.gpkg", layer="乡镇界")
    frame().to_file(folder / "layer.gpkg", layer="村界")


def _broken_blob(folder: Path) -> None:
    frame().to_file(folder / "layer.gpkg", layer="layer", SPATIAL_INDEX="NO")
    with sqlite3.connect(folder / "layer.gpkg") as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%layer%'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE layer SET geom = substr(geom, 1, 60) WHERE fid = 2")
    database.close()


_KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml{space}><Document><Folder><name>村界</name>{marks}</Folder></Document></kml>
"""


def kml(
    space: str = ' xmlns="http://www.opengis.net/kml/2.2"', form: str = "<Polygon>{}</Polygon>"
) -> str:
    """The villages by name, as Google Earth and the map apps of telephones write them."""
    marks = ""
    for name, square in zip(_NAMES, SQUARES, strict=True):
        corners = " ".join(f"{x},{y},0" for x, y in square.exterior.coords)
        ring = f"<outerBoundaryIs><LinearRing><coordinates>{corners}</coordinates></LinearRing></outerBoundaryIs>"
        marks += f"<Placemark><name>{name}</name>{form.format(ring)}</Placemark>"
    return _KML.format(space=space, marks=marks)


def _parquet(crs: str = "EPSG:4490") -> Write:
    return lambda folder: frame(crs).to_parquet(folder / "layer.parquet")


def _bare_parquet(folder: Path) -> None:
    pq.write_table(pa.table({"code": [A, B, C]}), folder / "layer.parquet")


def _topojson() -> str:
    """Borders as whole numbers of tenths of a degree, each corner from the one before it."""
    arcs = []
    for square in SQUARES:
        corners = [
            (round((x - 115.1) * 10), round((y - 34) * 10)) for x, y in square.exterior.coords
        ]
        moves = [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(corners)]
        arcs.append([list(corners[0]), *moves])
    shapes = [
        {"type": "Polygon", "arcs": [[number]], "properties": {"code": code}}
        for number, code in enumerate((A, B, C))
    ]
    return json.dumps({
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [115.1, 34.0]},
        "objects": {"layer": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": arcs,
    })  # fmt: skip


_BY_NAME = ', match = "name"'
CASES = [
    Case("a shapefile in GBK without .cpg", "exported from an old desktop GIS on a Chinese Windows",
         _shapefile(_without(".cpg"), "gb18030"), Loads()),
    Case("a shapefile in Big5", "got a shapefile of Big5 names from outside",
         steps(put("villages.csv", f"代码,名称\n{A},龍潭村\n{B},曹西村\n{C},刘庄村\n"),
               shapes_from("layer.shp", lambda folder: gpd.GeoDataFrame({"name": ["龍潭村", "曹西村", "鹽埔村"]}, geometry=SQUARES, crs="EPSG:4490").to_file(folder / "layer.shp", encoding="big5"), _BY_NAME)),
         Refused("encoding_doubtful", "龍潭村")),
    Case("no .dbf", "sent the .shp without its table", _shapefile(_without(".dbf", ".cpg")), Refused("shapefile_part", "layer.dbf")),
    Case("no .shx", "sent the .shp without its index", _shapefile(_without(".shx")), Refused("shapefile_part", "layer.shx")),
    Case("only the .shp", "sent one of the four files", _shapefile(_without(".shx", ".dbf", ".prj", ".cpg")), Refused("shapefile_part", "layer.shx")),
    Case("a .shp cut off", "broke the copying off half-way", _shapefile(_cut(".shp", 300)), Refused("shapefile_damaged", ".shp")),
    Case("a .dbf cut off", "broke the copying of the table off", _shapefile(_cut(".dbf", 90)), Refused("shapefile_damaged", ".dbf")),
    Case("a .shp that is none", "renamed a picture to .shp", shapes_from("layer.shp", b"\x89PNG\r\n\x1a\n" + bytes(200)),
         Refused("content_not_suffix", "layer.shp")),
    Case("a column cut to ten letters", "exported a long column name, of which a shapefile keeps ten letters",
         shapes_from("layer.shp", _long_names), Refused("column_missing", "village_co")),
    Case("two layers", "put two layers into one GeoPackage, the wrong one first",
         shapes_from("layer.gpkg", _geopackage), Refused("layer_unstated", "乡镇界, 村界")),
    Case("a layer that is not there", "named a layer as it is called on the screen",
         shapes_from("layer.gpkg", _geopackage, ', layer = "村界 副本"'), Refused("layer_missing", "村界 副本")),
    Case("a blob cut off", "damaged one shape inside a GeoPackage",
         shapes_from("layer.gpkg", _broken_blob),
         Loads(aside=[("village.geometry", 3, "unreadable_geometry")], villages={B: _ALL[B]})),
    Case("a GeoPackage of nothing", "sent an empty database as a GeoPackage",
         shapes_from("layer.gpkg", lambda folder: sqlite3.connect(folder / "layer.gpkg").execute("CREATE TABLE a (b)").connection.close()),
         Refused("file_unreadable", "layer.gpkg")),
    Case("KML", "drew the villages in Google Earth", shapes_from("layer.kml", kml(), _BY_NAME), Loads()),
    Case("KML without a namespace", "wrote KML by a script that leaves the namespace out",
         shapes_from("layer.kml", kml(""), _BY_NAME), Loads()),
    Case("KML of several folders", "sorted the villages of each township into a folder of its own",
         shapes_from("layer.kml", kml().replace("</Placemark><Placemark><name>刘", "</Placemark></Folder><Folder><name>刘店乡</name><Placemark><name>刘"), _BY_NAME),
         Refused("layer_unstated", "村界, 刘店乡")),
    Case("KML that is broken", "cut a KML off at its end",
         shapes_from("layer.kml", kml()[:700], _BY_NAME), Refused("file_unreadable", "layer.kml")),
    Case("KML that is HTML", "saved the login page of a map service as .kml",
         shapes_from("layer.kml", "<html><body>请登录</body></html>"), Refused("content_not_suffix", "layer.kml")),
    Case("GeoJSON without features", "exported an empty selection", put("villages.geojson", collection([])),
         Refused("layer_empty")),
    Case("a collection in a collection", "put the collection of a township into that of the county",
         put("villages.geojson", collection([json.loads(collection())])), Refused("layer_empty")),
    Case("GeoJSON cut off", "broke the download off", put("villages.geojson", collection()[:300]),
         Refused("file_unreadable", "villages.geojson")),
    Case("GeoJSON of Esri", "saved the answer of a map server as .json",
         shapes_from("layer.json", json.dumps({"geometryType": "esriGeometryPolygon", "spatialReference": {"wkid": 4490},
             "fields": [{"name": "code", "type": "esriFieldTypeString", "length": 12}],
             "features": [{"attributes": {"code": code}, "geometry": {"rings": [[list(p) for p in square.exterior.coords][::-1]]}}
                          for code, square in zip((A, B, C), SQUARES, strict=True)]})), Loads()),
    Case("GeoJSON with codes as numbers", "let a script write codes as numbers",
         put("villages.geojson", collection().replace(f'"{A}"', A).replace(f'"{B}"', B).replace(f'"{C}"', C)), Loads()),
    Case("TopoJSON with quantisation", "exported TopoJSON of whole numbers",
         shapes_from("layer.topojson", _topojson()), Loads()),
    Case("GeoParquet in metres", "exported GeoParquet in a zone of CGCS2000",
         shapes_from("layer.parquet", _parquet("EPSG:4547")), Loads()),
    Case("Parquet without shapes", "exported the table without its shapes",
         shapes_from("layer.parquet", _bare_parquet),
         Loads(aside=[("village.geometry", row, "missing_geometry") for row in (2, 3, 4)], villages=_ALL)),
    Case("Parquet that is none", "renamed a CSV to .parquet", shapes_from("layer.parquet", "code\n1\n"),
         Refused("file_unreadable", "layer.parquet")),
    Case("a file of no known ending", "gave the shapes as a drawing", shapes_from("layer.dwg", b"AC1032" + bytes(300)),
         Refused("format_drawing")),
]  # fmt: skip
