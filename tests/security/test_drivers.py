"""No file sends its reader to the network, to another file, or round in circles."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import etl
from etl.coordinates.reference import Reference
from etl.reading.layers.geopackage import tables_alone
from etl.reading.layers.spatial import layer_names, read_spatial
from geodata.base.errors import RefusedError

FEATURE = {
    "type": "Feature",
    "properties": {"code": "990101100201"},
    "geometry": {"type": "Point", "coordinates": [115.5, 34.5]},
}


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server of this machine, and what it was asked."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"EPSG:4326")

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


LINK = '{"type": "link", "properties": {"href": "URL/crs", "type": "proj4"}}'
POINT = '"geometry": {"type": "Point", "coordinates": [115.5, 34.5]}'
LINKED = {
    "first": f'{{"type": "FeatureCollection", "crs": {LINK}, "features": [ONE]}}',
    "last, beyond what is looked at": f'{{"type": "FeatureCollection", "features": [ONE],'
    f'"x": "{"x" * 200_000}", "crs": {LINK}}}',
    "capitals": '{"type": "FeatureCollection", "CRS": {"TYPE": "Link", "PROPERTIES": {"HREF":'
    ' "URL/crs"}}, "features": [ONE]}',
    "escaped": r'{"type": "FeatureCollection", "\u0063r\u0073": {"type": "l\u0069nk", "properties":'
    r' {"\u0068re\u0066": "URL/crs"}}, "features": [ONE]}',
    "url": '{"type": "FeatureCollection", "crs": {"type": "url", "properties": {"url": "URL/crs"}},'
    '"features": [ONE]}',
    "twice": f'{{"type": "FeatureCollection", "crs": {LINK}, "crs": {{"type": "name", "properties":'
    '{"name": "EPSG:4326"}}, "features": [ONE]}',
    "in a geometry": '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties":'
    f'{{"a": 1}}, "geometry": {{"type": "Point", "crs": {LINK}, "coordinates": [115, 34]}}}}]}}',
    "one feature": f'{{"type": "Feature", "crs": {LINK}, "properties": {{"a": 1}}, {POINT}}}',
}


@pytest.mark.parametrize("ending", [".geojson", ".json", ".topojson"])
@pytest.mark.parametrize("body", LINKED.values(), ids=LINKED)
def test_a_linked_crs_is_refused_and_not_fetched(
    tmp_path: Path, asked: tuple[str, list[str]], body: str, ending: str
) -> None:
    url, paths = asked
    file = tmp_path / f"villages{ending}"
    file.write_text(body.replace("ONE", json.dumps(FEATURE)).replace("URL", url), "utf-8")
    for read in (read_spatial, layer_names):
        with pytest.raises(RefusedError) as refused:
            read(file)
        assert refused.value.code == "crs_linked"
    assert paths == []


def test_topojson_with_a_linked_crs(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    url, paths = asked
    file = tmp_path / "villages.topojson"
    geometry = {"type": "Point", "properties": {"code": "1"}, "coordinates": [115, 34]}
    body = {"type": "Topology", "arcs": [], "objects": {"a": {"type": "GeometryCollection",
            "geometries": [geometry]}}, "crs": json.loads(LINK.replace("URL", url))}  # fmt: skip
    file.write_text(json.dumps(body), "utf-8")
    with pytest.raises(RefusedError, match="crs_linked"):
        read_spatial(file)
    assert paths == []


NOT_FETCHED = {
    "named.geojson": '{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name":'
    ' "URL/crs"}}, "features": [ONE]}',
    "fg.json": '{"type": "FeatureCollection", "conformsTo": ["[ogc-json-fg-1-0.1:core]"],'
    '"coordRefSys": {"type": "Reference", "href": "URL/crs"}, "features": [ONE]}',
    "esri.json": '{"geometryType": "esriGeometryPoint", "spatialReference": {"wkt": "URL/crs"},'
    '"fields": [{"name": "a", "type": "esriFieldTypeInteger"}], "features": [{"attributes":'
    '{"a": 1}, "geometry": {"x": 1, "y": 2}}]}',
    "net.kml": '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>'
    "URL/a.kml</href></Link></NetworkLink><Placemark><name>a</name><styleUrl>URL/s.kml#a</styleUrl>"
    "<Point><coordinates>115,34</coordinates></Point></Placemark></Document></kml>",
    "entity.kml": '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "URL/x">]><kml xmlns='
    '"http://www.opengis.net/kml/2.2"><Document><Placemark><name>&x;</name><Point><coordinates>'
    "115,34</coordinates></Point></Placemark></Document></kml>",
    "schema.gml": '<ogr:FeatureCollection xmlns:ogr="URL/ns" xmlns:gml="http://www.opengis.net/gml"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="URL/ns URL/a.xsd">'
    "<gml:featureMember><ogr:v><ogr:code>1</ogr:code><ogr:geometryProperty xmlns:xlink="
    '"http://www.w3.org/1999/xlink" xlink:href="URL/shape.gml#a"/></ogr:v></gml:featureMember>'
    "</ogr:FeatureCollection>",
    "service.gml": '<wfs:FeatureCollection xmlns:wfs="URL/wfs" xmlns:gml="http://www.opengis.net/gml"'
    ' next="URL/next" numberMatched="9"><gml:featureMember><v><code>1</code></v></gml:featureMember>'
    "</wfs:FeatureCollection>",
    "entity.gml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "URL/x">]>'
    '<a xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><v><code>&x;</code></v>'
    "</gml:featureMember></a>",
    "lines.geojsonl": f'ONE\n{{"type": "Feature", "crs": {LINK}, "properties": {{"a": 1}}, {POINT}}}',
    "recipe.geojson": "<OGRVRTDataSource><OGRVRTLayer name='v'><SrcDataSource>URL/x</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>",
    "recipe.json": '{"type": "gdal\\u005fstreamed_alg", "command_line": "gdal vector read URL/x"}',
    "service.json": '{"type": "FeatureCollection", "features": [ONE], "exceededTransferLimit": true,'
    '"links": [{"rel": "next", "href": "URL/next"}]}',
}


@pytest.mark.parametrize("name", NOT_FETCHED)
def test_nothing_is_fetched(tmp_path: Path, asked: tuple[str, list[str]], name: str) -> None:
    url, paths = asked
    file = tmp_path / name
    body = NOT_FETCHED[name].replace("ONE", json.dumps(FEATURE)).replace("URL", url)
    file.write_text(body, "utf-8")
    with suppress(RefusedError):
        read_spatial(file)
    assert paths == []


@pytest.mark.parametrize(
    "crs",
    [
        "URL/crs", "+init=/etc/passwd:root", "+proj=longlat +nadgrids=URL/grid +type=crs",
        "+proj=longlat +nadgrids=@/etc/passwd +type=crs", "+proj=longlat +geoidgrids=/etc/passwd",
    ],
)  # fmt: skip
def test_a_crs_names_no_file_and_no_host(
    tmp_path: Path, asked: tuple[str, list[str]], crs: str
) -> None:
    url, paths = asked
    file = tmp_path / "villages.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [FEATURE]}), "utf-8")
    with pytest.raises(RefusedError, match="crs_unknown"):
        read_spatial(file, reference=Reference(crs.replace("URL", url)))
    assert paths == []


def test_a_crs_of_the_list_of_epsg_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "villages.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [FEATURE]}), "utf-8")
    with pytest.warns(FutureWarning):  # of pyproj, about this way to write it
        (shape,) = read_spatial(file, reference=Reference("+init=epsg:4490")).wkb
    assert shape is not None
    assert shapely.from_wkb(shape).wkt == "POINT (115.5 34.5)"


def test_words_of_a_link_in_the_data_are_data(tmp_path: Path) -> None:
    file = tmp_path / "villages.geojson"
    properties = {"code": "1", "crs": "甲", "href": "http://a", "url": "x", "type": "link"}
    feature = {**FEATURE, "properties": properties}
    named = {"type": "name", "properties": {"name": "EPSG:4490"}}
    body = {"type": "FeatureCollection", "crs": named, "features": [feature]}
    file.write_text(json.dumps(body), "utf-8")
    assert read_spatial(file).cells == [["1", "甲", "http://a", "x", "link"]]


def test_a_schema_beside_is_not_read_and_nothing_is_written(
    tmp_path: Path, asked: tuple[str, list[str]]
) -> None:
    """A schema may include others, and the reader of GML keeps its notes beside the file."""
    url, paths = asked
    gpd.GeoDataFrame({"code": ["1"]}, geometry=[shapely.Point(115, 34)], crs=4326).to_file(
        tmp_path / "v.gml", driver="GML"
    )
    schema = tmp_path / "v.xsd"
    schema.write_text(f'<schema><include schemaLocation="{url}/a.xsd"/></schema>', "utf-8")
    assert read_spatial(tmp_path / "v.gml").cells[0][-1] == "1"
    assert paths == []
    assert {one.name for one in tmp_path.iterdir()} == {"v.gml", "v.xsd"}


@pytest.mark.parametrize("stranger", ["a.vrt", "v.shp", "b.csv", "inner", "link.gdbtable"])
def test_a_geodatabase_holds_its_own_tables_alone(tmp_path: Path, stranger: str) -> None:
    folder = tmp_path / "v.gdb"
    gpd.GeoDataFrame({"code": ["1"]}, geometry=[shapely.Point(115, 34)], crs=4490).to_file(
        folder, driver="OpenFileGDB"
    )
    assert read_spatial(folder).cells == [["1"]]
    if stranger == "inner":
        (folder / stranger).mkdir()
    elif stranger == "link.gdbtable":
        (folder / stranger).symlink_to("/etc/hostname")
    else:
        (folder / stranger).write_text("<OGRVRTDataSource/>", "utf-8")
    with pytest.raises(RefusedError, match="content_not_suffix"):
        read_spatial(folder)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00"])
def test_what_is_only_called_a_geodatabase(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v.gdb").write_bytes(content)
    with pytest.raises(RefusedError, match="content_not_suffix"):
        read_spatial(tmp_path / "v.gdb")


def test_only_the_drivers_of_our_formats_are_there() -> None:
    """A newer GDAL with one more of them fails here: it has to be looked at."""
    said = subprocess.run(
        [sys.executable, "-c", "import etl, pyogrio; print(*pyogrio.list_drivers(), sep='\\n')"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (set(said.stdout.splitlines()), said.stderr) == (set(etl.DRIVERS), "")


ENDLESS = """CREATE VIEW "endless" AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
SELECT x AS fid, x AS a, NULL AS geom FROM n WHERE x < 0"""


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    file = tmp_path / "villages.gpkg"
    frame = gpd.GeoDataFrame(
        {"code": ["1", "2"]}, geometry=[shapely.Point(115, 34), None], crs=4490
    )
    frame.to_file(file, layer="villages", engine="pyogrio")
    return file


@pytest.mark.parametrize("listed", [False, True])
def test_a_view_without_end_is_not_run(geopackage: Path, listed: bool) -> None:
    with closing(sqlite3.connect(geopackage)) as database:
        database.execute(ENDLESS)
        database.execute(
            "CREATE TRIGGER undo AFTER DELETE ON gpkg_contents BEGIN DELETE FROM villages; END"
        )
        if listed:
            database.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
                " VALUES ('endless', 'features', 'endless', 4490)"
            )
            database.execute(
                "INSERT INTO gpkg_geometry_columns VALUES ('endless', 'geom', 'POINT', 4490, 0, 0)"
            )
        database.commit()
    before = geopackage.read_bytes()
    assert layer_names(geopackage) == ["villages"]
    for layer in (None, "villages"):
        found = read_spatial(geopackage, layer=layer)
        assert found.cells == [["1"], ["2"]]
        assert [shape is not None for shape in found.wkb] == [True, False]
    with pytest.raises(RefusedError, match="layer_missing"):
        read_spatial(geopackage, layer="endless")
    assert geopackage.read_bytes() == before


def test_only_what_has_views_is_copied(geopackage: Path) -> None:
    """The index of shapes, which every GeoPackage has, is none."""
    with tables_alone(geopackage, geopackage) as path:
        assert path == geopackage
    with closing(sqlite3.connect(geopackage)) as database:
        database.execute(ENDLESS)
    with tables_alone(geopackage, geopackage) as path:
        assert (path != geopackage, path.name) == (True, geopackage.name)
    assert not path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
@pytest.mark.parametrize("view", [False, True])
def test_a_geopackage_beside_which_nothing_can_be_written(geopackage: Path, view: bool) -> None:
    """On a share that may only be read, of a program that writes ahead (QGIS does)."""
    folder = Path(tempfile.mkdtemp())  # not below a folder that only root may enter
    file = Path(shutil.copy(geopackage, folder))
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(ENDLESS if view else "CREATE TABLE other (fid INTEGER PRIMARY KEY)")
        database.commit()
    file.chmod(0o444)
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    try:
        if is_root:
            os.seteuid(65534)
        assert read_spatial(file, layer="villages").cells == [["1"], ["2"]]
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["gpkg_contents", "gpkg_ogr_contents", "rtree_villages_geom"])
def test_a_view_in_the_place_of_a_table(geopackage: Path, name: str) -> None:
    with closing(sqlite3.connect(geopackage)) as database:
        database.execute(f"DROP TABLE {name}")
        database.execute(ENDLESS.replace("endless", name))
        database.commit()
    with suppress(RefusedError):  # or read without it; the test ends
        assert read_spatial(geopackage, layer="villages").cells == [["1"], ["2"]]
