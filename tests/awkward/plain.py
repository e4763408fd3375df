"""The plain folder that every case begins from, and the few ways in which cases change it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from awkward.case import Village, Visit, Write

A, B, C = "990121100201", "990121100202", "990121200201"
TOML = """\
[city]
name = "东县"
code = "990121"
kind = "county"

[sources.township]
file = "townships.csv"

[sources.village]
file = "villages.csv"
geometry = { file = "villages.geojson" }

[sources.visit]
file = "visits.csv"
"""
TOWNSHIPS = [["代码", "名称"], ["990121100", "曹集镇"], ["990121200", "刘店乡"]]
REGISTER = [["代码", "名称"], [A, "曹东村"], [B, "曹西村"], [C, "刘庄村"]]
#: Two villages side by side, the third north of the first: a tenth of a degree each.
SQUARES = [
    shapely.box(115.1, 34.0, 115.2, 34.1),
    shapely.box(115.2, 34.0, 115.3, 34.1),
    shapely.box(115.1, 34.1, 115.2, 34.2),
]
HEADER = ["走访编号", "村代码", "走访日期", "谈话人次", "走访户数"]
V1 = ["V1", A, "2026-03-02", "1", "3"]
V2 = ["V2", B, "2026-03-03", "2", "5"]
V3 = ["V3", C, "2026-03-04", "", "4"]
VISITS_TABLE = [HEADER, V1, V2, V3]

#: What the snapshot of the plain folder holds.
VILLAGES = {
    A: Village("曹东村", "990121100000", SQUARES[0]),
    B: Village("曹西村", "990121100000", SQUARES[1]),
    C: Village("刘庄村", "990121200000", SQUARES[2]),
}
VISITS = {
    "V1": Visit(A, date(2026, 3, 2), 1, 3),
    "V2": Visit(B, date(2026, 3, 3), 2, 5),
    "V3": Visit(C, date(2026, 3, 4), None, 4),
}


def write_plain(folder: Path) -> None:
    """The folder in which nothing is wrong."""
    put("city.toml", TOML)(folder)
    put("townships.csv", csv_text(TOWNSHIPS))(folder)
    put("villages.csv", csv_text(REGISTER))(folder)
    put("visits.csv", csv_text(VISITS_TABLE))(folder)
    put("villages.geojson", collection())(folder)


def csv_text(rows: Iterable[Sequence[str]], end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


def frame(crs: str = "EPSG:4490") -> gpd.GeoDataFrame:
    """The three villages, code and shape."""
    return gpd.GeoDataFrame({"code": [A, B, C]}, geometry=SQUARES, crs="EPSG:4490").to_crs(crs)


def feature(code: str, geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def features() -> list[dict[str, Any]]:
    """The villages as GeoJSON has them."""
    pairs = zip((A, B, C), SQUARES, strict=True)
    return [feature(code, shapely.geometry.mapping(square)) for code, square in pairs]


def collection(some: list[dict[str, Any]] | None = None, **more: object) -> str:
    """GeoJSON text of the villages, or of other features."""
    named = {"type": "FeatureCollection", **more, "features": features() if some is None else some}
    return json.dumps(named)


# How cases change it


def steps(*changes: Write) -> Write:
    def write(folder: Path) -> None:
        for change in changes:
            change(folder)

    return write


def put(file: str, content: str | bytes, encoding: str = "utf-8") -> Write:
    """A file of this content."""

    def write(folder: Path) -> None:
        body = content.encode(encoding) if isinstance(content, str) else content
        (folder / file).write_bytes(body)

    return write


def swap(file: str, old: str, new: str) -> Write:
    """Other words in a file."""

    def write(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return write


def toml(old: str, new: str) -> Write:
    return swap("city.toml", old, new)


def visits(*rows: Sequence[str]) -> Write:
    """The table of visits, other rows."""
    return put("visits.csv", csv_text(rows))


def cell(column: str, value: str) -> Write:
    """Another value in the row of V2, which is row 3."""
    row = [value if name == column else one for name, one in zip(HEADER, V2, strict=True)]
    return visits(HEADER, V1, row, V3)


def column(name: str, *values: str) -> Write:
    """One column more in the table of visits."""
    more = [*values, *[""] * (3 - len(values))]
    rows = zip([V1, V2, V3], more, strict=True)
    return visits([*HEADER, name], *([*row, value] for row, value in rows))


def visits_from(file: str, write: Write | bytes, more: str = "") -> Write:
    """The visits in a file of another kind; ``more`` stands below it in city.toml."""
    make = put(file, write) if isinstance(write, bytes) else write
    return steps(make, toml('file = "visits.csv"', f'file = "{file}"\n{more}'))


def shapes_from(file: str, write: Write | str | bytes, more: str = "") -> Write:
    """The shapes of the villages in another file; ``more`` stands beside it in city.toml."""
    make = put(file, write) if isinstance(write, str | bytes) else write
    return steps(make, toml('"villages.geojson"', f'"{file}"{more}'))


def shape_of_b(geometry: object) -> Write:
    """Another shape for the second village, which is row 3 of the shapes."""
    first, _, third = features()
    return put("villages.geojson", collection([first, feature(B, geometry), third]))


def polygon(*rings: Sequence[Sequence[float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def source(name: str, *rows: Sequence[str]) -> Write:
    """One table more."""
    return steps(
        put(f"{name}.csv", csv_text(rows)),
        toml("[sources.visit]", f'[sources.{name}]\nfile = "{name}.csv"\n\n[sources.visit]'),
    )
