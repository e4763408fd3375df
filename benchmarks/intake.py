"""Real files in: names to codes, points to places and a sheet of Excel, beside plain pandas.

``python -m benchmarks.intake`` makes a province in SQL and asks the loader's own steps; the same
work in pandas and geopandas runs in the same process and is printed beside it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from time import perf_counter

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
import xlsxwriter

from benchmarks.report import Report
from etl.city.settings import read_city
from etl.gate import stage
from etl.gate.intake import Part, open_file
from etl.gate.typed import type_rows
from etl.names import points
from etl.names import resolve as names
from etl.queries import sql as load_sql
from etl.tables.declare import Table
from etl.tables.visit import VISIT
from geodata.base.queries import sql
from geodata.store.snapshots import connect

_SIGNS = (
    "东西南北中大小王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
)
_PER_TOWN, _PER_COUNTY = 25, 20
_ROOT = "990000000000"
_CITY = '[city]\nname = "示例省"\ncode = "99"\nkind = "province"\n[sources.visit]\nfile = "visits.xlsx"\n'


def main() -> None:
    """Measure at the sizes of the issue, or smaller."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=620_000)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--polygons", type=int, default=50_000)
    parser.add_argument("--rows", type=int, default=50_000)
    measure(Report(), **vars(parser.parse_args()))


def measure(
    report: Report,
    names: int = 620_000,
    points: int = 1_000_000,
    polygons: int = 50_000,
    rows: int = 50_000,
) -> None:
    """Each step of the loader beside the same work in pandas or geopandas."""
    report.section("real files in")
    _names(report, names)
    _points(report, points, polygons)
    _excel(report, rows)


def _named(rng: np.random.Generator, count: int, ending: str) -> list[str]:
    signs = rng.integers(0, len(_SIGNS), (count, 2))
    return [_SIGNS[a] + _SIGNS[b] + ending for a, b in signs.tolist()]


def _places(count: int) -> pd.DataFrame:
    """Villages with the names of their townships and counties."""
    rng = np.random.default_rng(1)
    towns = -(-count // _PER_TOWN)
    counties = -(-towns // _PER_COUNTY)
    village, town = np.arange(count), np.arange(count) // _PER_TOWN
    county = town // _PER_COUNTY
    county_code = [f"99{1000 + i:04d}" for i in range(counties)]
    town_code = [
        f"{county_code[i // _PER_COUNTY]}{100 + i % _PER_COUNTY:03d}" for i in range(towns)
    ]
    county_name, town_name = _named(rng, counties, "县"), _named(rng, towns, "镇")
    return pd.DataFrame(
        {
            "code": [
                f"{town_code[t]}{v % _PER_TOWN + 201:03d}"
                for v, t in zip(village, town, strict=True)
            ],
            "name": _named(rng, count, "村委会"),
            "town_code": [town_code[t] + "000" for t in town],
            "town": [town_name[t] for t in town],
            "county_code": [county_code[c] + "000000" for c in county],
            "county": [county_name[c] for c in county],
        }
    )


def _begun(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.execute(
        f"ATTACH '{folder / 'snapshot.duckdb'}' AS snapshot (STORAGE_VERSION 'v1.5.0')"
    )
    connection.execute("SET search_path = 'snapshot.main,memory.main'")
    connection.execute(sql("schema"))
    stage.create_gate(connection, free_codes=False)
    connection.execute(
        "CREATE TEMP TABLE load_context AS SELECT DATE '2026-04-20' AS today, $root AS root_code,"
        " '99' AS root_prefix, false AS free_codes, ['unit', 'official', 'posting'] AS given",
        {"root": _ROOT},
    )
    connection.execute(
        "INSERT INTO place (code, name, kind) VALUES ($root, '示例省', 'province')", {"root": _ROOT}
    )


def _typed(connection: duckdb.DuckDBPyConnection, table: Table, given: pd.DataFrame) -> None:
    """``raw`` and ``typed`` as the loader has them, from columns of text."""
    stage.empty_raw(connection, table)
    rows = len(given)
    columns = {"_file": pa.array(["f"] * rows), "_row": pa.array(range(2, rows + 2), pa.int64()),
               "_wide": pa.nulls(rows, pa.string())}  # fmt: skip
    for column in table.columns:
        known = column.name in given
        columns[column.name] = (
            pa.array(given[column.name]) if known else pa.nulls(rows, pa.string())
        )
    columns["_wkb"] = pa.nulls(rows, pa.binary())
    block = pa.table(columns)
    connection.register("block", block)
    connection.execute("INSERT INTO raw SELECT * FROM block")
    connection.unregister("block")
    type_rows(connection, table)


def _names(report: Report, count: int) -> None:
    places = _places(count)
    paths = places["county"] + places["town"] + places["name"]
    with tempfile.TemporaryDirectory() as folder, closing(connect()) as connection:
        _begun(connection, Path(folder))
        for kind, code, name, parent in (
            ("county", "county_code", "county", f"'{_ROOT}'"),
            ("township", "town_code", "town", "county_code"),
            ("village", "code", "name", "town_code"),
        ):
            connection.register("places", places)
            connection.execute(
                f"INSERT INTO place (code, name, kind, parent_code)"
                f" SELECT DISTINCT {code}, {name}, '{kind}', {parent} FROM places"
            )
        connection.execute(load_sql("derive/lineage"))
        names.begin(connection, has_earlier=False)
        visits = pd.DataFrame(
            {
                "visit_id": places["code"].map("V{}".format),
                "target_name": paths,
                "visited_on": "2026-03-05",
            }
        )
        _typed(connection, VISIT, visits)
        seconds = _seconds(lambda: names.resolve(connection, VISIT))
        found = connection.execute("SELECT visit_id[2:], target_id FROM typed").fetchall()
    wrong = sum(1 for code, target in found if target not in (None, code))
    report.line(f"{count:,} names by full path to codes", seconds, "s", 60)
    report.line("… that led to a wrong code", wrong, "rows", 0)
    report.line(
        "… that are ambiguous, and said so", sum(1 for _, one in found if one is None), "rows"
    )

    def merged() -> None:
        plain = paths.str.normalize("NFKC").str.replace("村委会$", "村", regex=True)
        known = pd.DataFrame({"plain": plain, "code": places["code"]})
        unique = known.drop_duplicates("plain", keep=False)
        visits.assign(plain=plain).merge(unique, on="plain", how="left")

    report.line("… pandas, one merge of whole paths, nothing else", _seconds(merged), "s")


def _points(report: Report, count: int, polygons: int) -> None:
    side = int(np.ceil(np.sqrt(polygons)))
    at = np.arange(polygons)
    west, south = 113 + (at % side) * 0.01, 33 + (at // side) * 0.01
    shapes = shapely.segmentize(shapely.box(west, south, west + 0.01, south + 0.01), 0.0004)
    rng = np.random.default_rng(2)
    lon = rng.uniform(113, 113 + side * 0.01, count).round(6)
    lat = rng.uniform(33, 33 + side * 0.01, count).round(6)
    with tempfile.TemporaryDirectory() as folder, closing(connect()) as connection:
        _begun(connection, Path(folder))
        block = pa.table(
            {
                "code": [f"99{i:010d}" for i in at],
                "wkb": pa.array(shapely.to_wkb(shapes), pa.binary()),
            }
        )
        connection.register("block", block)
        connection.execute(
            "INSERT INTO place (code, name, kind, geometry, geometry_source)"
            " SELECT code, code, 'village', ST_GeomFromWKB(wkb), 'surveyed' FROM block"
        )
        visits = pd.DataFrame(
            {
                "visit_id": [f"V{i}" for i in range(count)],
                "visited_on": "2026-03-05",
                "lon": lon.astype(str),
                "lat": lat.astype(str),
            }
        )
        _typed(connection, VISIT, visits)
        seconds = _seconds(lambda: points.resolve(connection))
    report.line(f"{count:,} points to {polygons:,} polygons of 100 vertices", seconds, "s", 60)
    frame = gpd.GeoDataFrame({"code": at}, geometry=shapes, crs="EPSG:4490")
    spots = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4490")
    joined = _seconds(lambda: spots.sjoin(frame, predicate="intersects"))
    report.line("… geopandas.sjoin", joined, "s")


def _excel(report: Report, rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(connect()) as connection:
        path = Path(folder) / "visits.xlsx"
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_row(0, 0, ["走访编号", "村代码", "走访日期", "走访户数", "谈话人次"])
            for i in range(1, rows + 1):
                sheet.write_row(i, 0, [f"V{i}", f"99{i:010d}"])
                sheet.write_datetime(i, 2, date(2026, 3, 5), day)
                sheet.write_row(i, 3, [i % 40, i % 5])
        (Path(folder) / "city.toml").write_text(_CITY, encoding="utf-8")
        source = read_city(Path(folder)).source("visit")
        assert source is not None
        _begun(connection, Path(folder))

        def gated() -> None:
            stage.read_raw(connection, VISIT, source, lambda _: None)
            type_rows(connection, VISIT)

        report.line(f"{rows:,} rows of Excel, read, matched and typed", _seconds(gated), "s", 10)
        read = _seconds(lambda: list(open_file(path, Part(path.name), VISIT, source).batches))
        report.line("… of that, reading and finding the header", read, "s")
        plain = _seconds(lambda: pd.read_excel(path, engine="calamine"))
        report.line("… pandas.read_excel with calamine", plain, "s")


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


if __name__ == "__main__":
    main()
