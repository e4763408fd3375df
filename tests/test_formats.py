"""Every format that an office hands over is read into the same rows, and the same shapes."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
import xlsxwriter

from etl.coordinates.reference import Reference
from etl.pipeline import load
from etl.reading.layers.spatial import read_spatial
from etl.tables import PLACE
from etl.tables.visit import VISIT
from geodata.base.errors import RefusedError
from geodata.store.snapshots import Store
from intake import take
from sheet_files import ods, xlsb
from xls import xls

HEADERS = ["visit_id", "target_id", "visited_on", "households"]
#: The rows as text, which every format of a table must give.
ROWS = [["V1", "990121100201", "2026-03-05", "3"], ["V2", "990121100202", "2026-03-06", ""]]
CODES, NAMES = ["990121100201", "990121100202"], ["甲村", "乙村"]
SQUARES = [shapely.box(115.1, 34.0, 115.2, 34.1), shapely.box(115.2, 34.0, 115.3, 34.1)]
Write = Callable[[Path], Path]


def typed() -> list[list[object]]:
    """The rows as a spreadsheet keeps them: codes as text, days as days, counts as floats."""
    return [
        ["V1", "990121100201", date(2026, 3, 5), 3.0],
        ["V2", "990121100202", date(2026, 3, 6), ""],
    ]


def text(delimiter: str, name: str, encoding: str) -> Write:
    def write(folder: Path) -> Path:
        lines = [delimiter.join(row) + "\r\n" for row in [[*HEADERS[:3], "走访户数"], *ROWS]]
        (folder / name).write_bytes("".join(lines).encode(encoding))
        return folder / name

    return write


def excel(name: str) -> Write:
    def write(folder: Path) -> Path:
        with xlsxwriter.Workbook(folder / name) as book:
            sheet, days = book.add_worksheet(), book.add_format({"num_format": "yyyy/m/d"})
            sheet.write_row(0, 0, HEADERS)
            for number, row in enumerate(typed(), 1):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value, days)
                    elif value != "":
                        sheet.write(number, column, value)
        return folder / name

    return write


def old_excel(folder: Path) -> Path:
    (folder / "visits.xls").write_bytes(xls([HEADERS, *typed()]))
    return folder / "visits.xls"


def excel_called_xls(folder: Path) -> Path:
    return excel("visits.xlsx")(folder).rename(folder / "visits.xls")


def parquet(folder: Path) -> Path:
    columns = {
        "visit_id": ["V1", "V2"],
        "target_id": pa.array([990121100201, 990121100202], pa.int64()),
        "visited_on": pa.array([datetime(2026, 3, 5), datetime(2026, 3, 6)], pa.timestamp("ns")),
        "households": pa.array([3.0, None], pa.float64()),
    }
    pq.write_table(pa.table(columns), folder / "visits.parquet")
    return folder / "visits.parquet"


def packed_text(folder: Path) -> Path:
    plain = text(",", "visits.csv", "gb18030")(folder)
    (folder / "visits.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    return folder / "visits.csv.gz"


def binary_excel(folder: Path) -> Path:
    rows = [[str(one) if isinstance(one, date) else one for one in row] for row in typed()]
    (folder / "visits.xlsb").write_bytes(xlsb([HEADERS, *rows]))
    return folder / "visits.xlsb"


def open_document(folder: Path) -> Path:
    (folder / "visits.ods").write_bytes(ods([HEADERS, *typed()]))
    return folder / "visits.ods"


@pytest.mark.parametrize(
    "write",
    [
        text(",", "visits.csv", "utf-8"),
        text(",", "visits.csv", "utf-8-sig"),
        text(",", "visits.csv", "utf-16"),
        text(",", "visits.csv", "gb18030"),
        text("\t", "visits.tsv", "gb18030"),
        text("\t", "visits.txt", "utf-8"),
        text(";", "visits.csv", "utf-8"),
        excel("visits.xlsx"),
        excel("visits.xlsm"),
        binary_excel,
        open_document,
        packed_text,
        old_excel,
        excel_called_xls,
        parquet,
    ],
)
def test_tables(tmp_path: Path, write: Write) -> None:
    taken = take(write(tmp_path), VISIT)
    assert [[row.cells[taken.positions[name]] for name in HEADERS] for row in taken.rows] == ROWS
    assert taken.numbers == [2, 3]
    assert taken.header_row == 1


def frame(crs: str = "EPSG:4490") -> gpd.GeoDataFrame:
    columns = {"code": CODES, "name": NAMES}
    return gpd.GeoDataFrame(columns, geometry=SQUARES, crs="EPSG:4490").to_crs(crs)


def by_driver(name: str, crs: str = "EPSG:4490", driver: str | None = None) -> Write:
    def write(folder: Path) -> Path:
        frame(crs).to_file(folder / name, driver=driver, encoding="utf-8")
        return folder / name

    return write


def flatgeobuf(folder: Path) -> Path:
    frame().to_file(folder / "villages.fgb", SPATIAL_INDEX="NO")  # else it orders them by place
    return folder / "villages.fgb"


def shapefile_of_gbk(folder: Path) -> Path:
    frame("EPSG:4547").to_file(folder / "村界.shp", encoding="gb18030")
    (folder / "村界.cpg").unlink()
    return folder / "村界.shp"


def zipped(folder: Path) -> Path:
    """As Windows packs a folder: names in GBK, and nothing says so."""
    shapefile_of_gbk(folder)
    with zipfile.ZipFile(folder / "villages.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.glob("村界.*")):
            name = f"数据/{part.name}".encode("gbk").decode("cp437")
            archive.writestr(zipfile.ZipInfo(name), part.read_bytes())
    raw = (folder / "villages.zip").read_bytes()
    gbk, utf8 = ("数据/村界".encode(one) for one in ("gbk", "utf-8"))
    as_utf8 = "数据/村界".encode("gbk").decode("cp437").encode("utf-8")
    assert utf8 not in raw
    assert gbk in raw or as_utf8 in raw
    return folder / "villages.zip"


def kmz(folder: Path) -> Path:
    inner = by_driver("doc.kml", "EPSG:4326", "LIBKML")(folder)
    with zipfile.ZipFile(folder / "villages.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "doc.kml")
        archive.writestr("files/legend.png", b"no picture")
    return folder / "villages.kmz"


def topojson(folder: Path) -> Path:
    rings = [[list(point) for point in square.exterior.coords] for square in SQUARES]
    shapes = [
        {"type": "Polygon", "arcs": [[number]], "properties": {"code": code, "name": name}}
        for number, (code, name) in enumerate(zip(CODES, NAMES, strict=True))
    ]
    objects = {"villages": {"type": "GeometryCollection", "geometries": shapes}}
    document = {"type": "Topology", "arcs": rings, "objects": objects}
    (folder / "villages.topojson").write_text(json.dumps(document), encoding="utf-8")
    return folder / "villages.topojson"


def geoparquet(crs: str) -> Write:
    def write(folder: Path) -> Path:
        frame(crs).to_parquet(folder / "villages.parquet")
        return folder / "villages.parquet"

    return write


def geoparquet_without_crs(folder: Path) -> Path:
    """Without a word about it, GeoParquet means OGC:CRS84."""
    path = geoparquet("EPSG:4326")(folder)
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    del geo["columns"]["geometry"]["crs"]
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)
    return path


def wkt(header: str) -> Write:
    def write(folder: Path) -> Path:
        lines = [
            f'{code},{name},"{shape.wkt}"'
            for code, name, shape in zip(CODES, NAMES, SQUARES, strict=True)
        ]
        (folder / "villages.csv").write_text(
            "\n".join([f"代码,村名,{header}", *lines]), encoding="utf-8"
        )
        return folder / "villages.csv"

    return write


def postgis(folder: Path) -> Path:
    """As PostGIS copies a table out: the shape in hexadecimal."""
    lines = [
        f"{code},{name},{shape.wkb_hex}"
        for code, name, shape in zip(CODES, NAMES, SQUARES, strict=True)
    ]
    (folder / "villages.csv").write_text(
        "\n".join(["code,name,the_geom", *lines]), encoding="utf-8"
    )
    return folder / "villages.csv"


def zipped_geodatabase(folder: Path) -> Path:
    database = by_driver("村界.gdb", driver="OpenFileGDB")(folder)
    with zipfile.ZipFile(folder / "villages.zip", "w") as archive:
        for part in sorted(database.iterdir()):
            archive.write(part, f"数据/村界.gdb/{part.name}")
    return folder / "villages.zip"


def kml_of_chinese_attributes(folder: Path) -> Path:
    """代码 and 名称 have as many letters: to its reader they would be one."""
    placemarks = "".join(
        f"<Placemark><name>{number}</name><ExtendedData><Data name='代码'><value>{code}</value></Data>"
        f'<Data name="名称"><value>{name}</value></Data></ExtendedData><Polygon><outerBoundaryIs>'
        f"<LinearRing><coordinates>{' '.join(f'{x},{y}' for x, y in square.exterior.coords)}"
        "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for number, (code, name, square) in enumerate(zip(CODES, NAMES, SQUARES, strict=True))
    )
    (folder / "villages.kml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<!-- <Data name='no'/> -->{placemarks}</Document></kml>", encoding="utf-8",
    )  # fmt: skip
    return folder / "villages.kml"


@pytest.mark.parametrize(
    "write",
    [
        by_driver("villages.gml", driver="GML"),
        by_driver("villages.gdb", driver="OpenFileGDB"),
        zipped_geodatabase,
        by_driver("villages.geojsonl", driver="GeoJSONSeq"),
        by_driver("villages.geojsons", driver="GeoJSONSeq"),
        by_driver("villages.tab", driver="MapInfo File"),
        by_driver("villages.mif", driver="MapInfo File"),
        by_driver("villages.shp"),
        shapefile_of_gbk,
        zipped,
        by_driver("villages.geojson"),
        by_driver("villages.gpkg", "EPSG:3857"),
        flatgeobuf,
        by_driver("villages.kml", "EPSG:4326", "LIBKML"),
        kmz,
        topojson,
        geoparquet("EPSG:4490"),
        geoparquet("EPSG:4547"),
        geoparquet_without_crs,
        wkt("WKT"),
        wkt("几何"),
        postgis,
    ],
)
def test_places_with_shapes(tmp_path: Path, write: Write) -> None:
    taken = take(write(tmp_path), PLACE, kind="village")
    assert taken.column("code") == CODES
    assert taken.column("name") == NAMES
    shapes = shapely.from_wkb([row.wkb for row in taken.rows])
    for shape, square in zip(shapes, SQUARES, strict=True):
        assert shapely.bounds(shape) == pytest.approx(shapely.bounds(square), abs=1e-7)


def test_attributes_of_a_kml_keep_their_letters(tmp_path: Path) -> None:
    taken = take(kml_of_chinese_attributes(tmp_path), PLACE, columns={"name": "名称"})
    assert taken.column("code") == CODES
    assert taken.column("name") == NAMES


def test_a_column_of_wkt_in_metres(tmp_path: Path) -> None:
    """Metres without a word about their system are refused; with one they are brought over."""
    metres = frame("EPSG:4547").geometry[0].wkt
    path = tmp_path / "villages.csv"
    path.write_text(f'code,name,边界\n{CODES[0]},甲村,"{metres}"\n', encoding="utf-8")
    shape = {"columns": {"geometry": "边界"}}
    with pytest.raises(RefusedError, match="crs_missing"):
        take(path, PLACE, **shape)
    taken = take(path, PLACE, reference=Reference("EPSG:4547"), **shape)
    assert shapely.bounds(shapely.from_wkb(taken.rows[0].wkb)) == pytest.approx(
        SQUARES[0].bounds, abs=1e-7
    )
    assert taken.matched[-1] == "边界 → geometry"
    assert take(path, PLACE).ignored == ["边界"]


def test_what_is_no_shape_is_a_fault_of_its_row(tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text(
        f"code,name,wkt\n{CODES[0]},甲村,POLYGON((1\n{CODES[1]},乙村,\n", encoding="utf-8"
    )
    assert [row.wkb for row in take(path, PLACE).rows] == [b"", None]


@pytest.mark.parametrize("turned", [False, True])
def test_coordinates_of_a_stated_system(tmp_path: Path, turned: bool) -> None:
    """A surveyor's X points north; only where that is certain is it taken so."""
    point = gpd.GeoSeries([shapely.Point(115.1, 34.05)], crs="EPSG:4490").to_crs("EPSG:4547")[0]
    x, y = (point.y, point.x) if turned else (point.x, point.y)
    path = tmp_path / "villages.csv"
    path.write_text(
        f"code,name,X坐标,Y坐标\n{CODES[0]},甲村,{x},{y}\n{CODES[1]},乙村,,\n", encoding="utf-8"
    )
    taken = take(path, PLACE, reference=Reference("EPSG:4547"))
    lon, lat = taken.computed["lon"], taken.computed["lat"]
    assert (float(lon[0] or 0), float(lat[0] or 0)) == pytest.approx((115.1, 34.05), abs=1e-7)
    assert (lon[1], lat[1]) == (None, None)
    assert take(path, PLACE).ignored == ["X坐标", "Y坐标"]  # nothing is known of their system


def test_a_city_of_other_formats(tiny: Path, store: Store, now: datetime) -> None:
    """Villages in one CSV with WKT, visits in an .xls: the same snapshot as the tiny city's."""
    frame = gpd.read_file(tiny / "villages.geojson").set_index("code").geometry
    lines = (tiny / "villages.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [f'{line},"{frame[line.split(",")[0]].wkt}"' for line in lines]
    (tiny / "villages.csv").write_text("\n".join(["code,name,wkt", *rows]), encoding="utf-8")
    visits = [
        line.split(",") for line in (tiny / "visits.csv").read_text(encoding="utf-8").splitlines()
    ]
    (tiny / "visits.xls").write_bytes(xls([["2026年走访情况统计表"], *visits, ["合计", "", "", 8]]))
    city = (tiny / "city.toml").read_text(encoding="utf-8")
    city = city.replace('geometry = { file = "villages.geojson", match = "code" }\n', "")
    (tiny / "city.toml").write_text(city.replace("visits.csv", "visits.xls"), encoding="utf-8")
    load(tiny, store, now=now)
    snapshot = store.current()
    assert snapshot.rows("SELECT count(*), sum(households) FROM visit") == [(7, 19)]
    assert snapshot.rows(
        "SELECT count(*) FROM place WHERE kind = 'village' AND geometry_source = 'surveyed'"
    ) == [(4,)]
    # 9 rows below the title: the header, 7 visits, the total in row 10
    assert snapshot.rows(
        "SELECT rows_in, accepted, quarantined, header_row, set_aside FROM load_log"
        " WHERE table_name = 'visit'"
    ) == [(7, 7, 0, 2, [10])]


RECIPES = [
    ("villages.kml", '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{}</SrcDataSource>'
     "</OGRVRTLayer></OGRVRTDataSource>"),
    ("villages.json", '{{"type": "gdal_streamed_alg", "command_line": "gdal vector filter {} -"}}'),
    ("villages.gpkg", "no database {}"),
    ("villages.fgb", "no such thing {}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), RECIPES)
def test_a_file_that_sends_the_reader_elsewhere(tmp_path: Path, name: str, content: str) -> None:
    """GDAL would follow a recipe to any file of the machine, whatever the ending says."""
    secret = by_driver("secret.fgb")(tmp_path)
    (tmp_path / name).write_text(content.format(secret), encoding="utf-8")
    with pytest.raises(RefusedError, match="content_not_suffix"):
        take(tmp_path / name, PLACE)


def test_no_encoding_fits(tmp_path: Path) -> None:
    """Lines of two offices pasted together: the first bad line is shown in a few encodings."""
    path = tmp_path / "villages.csv"
    utf8, gbk = (f"{code},{name}\n" for code, name in zip(CODES, ["甲家村", "乙村"], strict=True))
    path.write_bytes(b"code,name\n" + utf8.encode() + gbk.encode("gb18030") + b"1,\xff\xff\n")
    with pytest.raises(RefusedError) as refused:
        take(path, PLACE)
    assert refused.value.code == "encoding_unknown"
    # GB18030 gives up in line 2, where nine bytes of UTF-8 leave half a character; UTF-8 in line 3
    assert refused.value.values["line"] == 3
    assert f"gb18030: {CODES[1]},乙村" in str(refused.value.values["samples"])


def test_a_stated_encoding(tmp_path: Path) -> None:
    """Big5 is never taken unasked, because it reads as GB18030 too, but it may be stated."""
    path = tmp_path / "villages.csv"
    path.write_bytes(b"code,name\n" + f"{CODES[0]},龍潭村\n".encode("big5"))
    assert take(path, PLACE, encoding="big5").column("name") == ["龍潭村"]


def test_no_encoding_fits_a_shapefile(tmp_path: Path) -> None:
    path = by_driver("villages.shp")(tmp_path)
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace("乙村".encode(), b"\xff\xfe\xff\xff \xff"))
    with pytest.raises(RefusedError) as refused:
        take(path, PLACE)
    assert (refused.value.code, refused.value.values["line"]) == ("encoding_unknown", 3)


@pytest.mark.parametrize(
    ("says", "is_in"), [("GBK", "gbk"), ("GB2312", "gbk"), ("gb18030", "gb18030")]
)
@pytest.mark.parametrize("name", ["villages.gml", "villages.kml"])
def test_xml_is_read_in_the_encoding_that_it_says(
    tmp_path: Path, name: str, says: str, is_in: str
) -> None:
    file = tmp_path / name
    whole = XML[file.suffix]
    file.write_bytes(f'<?xml version="1.0" encoding="{says}"?>\n{whole}'.encode(is_in))
    found = read_spatial(file)
    assert ["曹西村"] in [[cell for cell in row if "村" in cell] for row in found.cells]
    file.write_bytes(b'<?xml version="1.0" encoding="GBK"?>\n' + whole.encode("gbk") + b"\xff")
    with pytest.raises(RefusedError) as caught:
        read_spatial(file)
    assert caught.value.code == "xml_encoding"


XML = {
    ".gml": '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2"'
    ' xmlns:ogr="http://ogr.maptools.org/" gml:id="x"><gml:featureMember><ogr:v gml:id="v.0"><ogr:geom>'
    '<gml:Point srsName="urn:ogc:def:crs:EPSG::4490"><gml:pos>34 115</gml:pos></gml:Point></ogr:geom>'
    "<ogr:名称>曹西村</ogr:名称></ogr:v></gml:featureMember></gml:FeatureCollection>",
    ".kml": '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><ExtendedData>'
    '<Data name="名称"><value>曹西村</value></Data></ExtendedData>'
    "<Point><coordinates>115,34</coordinates></Point></Placemark></Document></kml>",
}
