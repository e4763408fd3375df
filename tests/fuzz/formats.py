"""The villages and the visits of the tiny city in every format, each made once and always alike."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import geopandas as gpd
import pyogrio
import xlsxwriter

from xls import xls

TINY = Path(__file__).parent.parent / "cities" / "tiny"
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_WRITTEN = datetime(2026, 4, 20, 9, 0)
_PLACEMARK = (
    '<Placemark><name>{name}</name><ExtendedData><Data name="code"><value>{name}</value></Data>'
    "</ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>{points}</coordinates>"
    "</LinearRing></outerBoundaryIs></Polygon></Placemark>"
)


@cache
def visits(suffix: str) -> bytes:
    """The visits as .xlsx, as .xls, or as a CSV in the encoding of Chinese Windows."""
    text = (TINY / "visits.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    if suffix == ".xls":
        return xls(rows)
    if suffix == ".csv":
        return text.replace("visit_id", "走访编号").encode("gb18030")
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as written:
        written.set_properties({"created": _WRITTEN})
        sheet = written.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return book.getvalue()


@cache
def villages(suffix: str) -> Mapping[str, bytes]:
    """The shapes of the villages: name of a file → its content."""
    name = f"villages{suffix}"
    match suffix:
        case ".kml":
            return {name: _kml()}
        case ".kmz":
            return {name: packed({"doc.kml": _kml()})}
        case ".zip":
            parts = {f"a/{part}": content for part, content in villages(".shp").items()}
            return {name: packed(parts)}
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{_WRITTEN.isoformat()}Z"})
    frame = gpd.read_file(TINY / "villages.geojson")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / name
        match suffix:
            case ".parquet":
                frame.to_parquet(path)
            case ".shp":
                frame.to_file(path, encoding="utf-8", DBF_DATE_LAST_UPDATE="2026-04-20")
            case _:
                frame.to_file(path)
        return {one.name: one.read_bytes() for one in sorted(Path(scratch).iterdir())}


def packed(entries: Mapping[str, bytes]) -> bytes:
    """A zip of these entries, whatever the hour."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, _WRITTEN.timetuple()[:6])
            written.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _kml() -> bytes:
    features = json.loads((TINY / "villages.geojson").read_text(encoding="utf-8"))["features"]
    marks = [
        _PLACEMARK.format(
            name=one["properties"]["code"],
            points=" ".join(f"{x},{y}" for x, y in one["geometry"]["coordinates"][0]),
        )
        for one in features
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{''.join(marks)}</Document></kml>"
    ).encode()
