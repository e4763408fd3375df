"""Layers as files: GeoPackage, GeoJSON, FlatGeobuf, CSV and Excel, in EPSG:4490.

Officials' names are masked unless the caller says otherwise.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args

import geopandas as gpd
import pandas as pd
import shapely

from geodata.base import people
from geodata.base.codes import AREA_KINDS, KINDS
from geodata.base.errors import QuestionError
from geodata.base.messages import Language, text
from geodata.figures.layers import Layer
from geodata.land import problems
from geodata.question.areas import name_gap
from geodata.store.snapshots import Snapshot

Format = Literal["gpkg", "geojson", "fgb", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
_DRIVERS = {"gpkg": "GPKG", "geojson": "GeoJSON", "fgb": "FlatGeobuf"}
_PRIVATE = ("responsible_ids", "class_index", "valid_from")
#: Layers of what is no place.
_NOT_BY_ATTRIBUTE = ("projects", "geometry_problems")
#: What a spreadsheet would take for a formula, in either width, or after what it leaves out.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_EXCEL_ROWS = 1_048_575


def table(layer: Layer, *, language: Language, masked: bool = True) -> pd.DataFrame:
    """The rows of a layer as a table to hand over: its class in words, names masked."""
    rows = layer.rows.copy()
    if layer.query.level in AREA_KINDS:
        rows = name_gap(rows, layer.query.level, language)
    labels = [class_label(one.key, one.bounds, language) for one in layer.legend]
    rows["class"] = [labels[index] for index in rows["class_index"]]
    if masked:
        rows = people.masked(rows)
    rows = rows.drop(columns=[column for column in _PRIVATE if column in rows])
    scope = layer.query.scope
    if layer.query.name == "place_attribute":
        rows = rows.assign(attribute=scope.topic or scope.attribute)
    elif scope.topic:
        rows = rows.assign(topic=scope.topic)
        if scope.over is not None:
            rows = rows.assign(over=scope.over)
    if only := _filtered_by(layer):
        rows = rows.assign(only=only)
    return rows.assign(period=str(scope.period), as_of=layer.as_of, snapshot=layer.snapshot_id)


def _filtered_by(layer: Layer) -> str | None:
    """The attribute that every row of a layer has; the one that is drawn leaves nobody out."""
    scope = layer.query.scope
    if layer.query.name in _NOT_BY_ATTRIBUTE:
        return None
    return scope.attribute if layer.query.name != "place_attribute" or scope.topic else None


def class_label(key: str, bounds: tuple[float, ...], language: Language) -> str:
    """The words for a class, with its bounds."""
    return text("class", key, language, **{f"b{i}": f"{bound:,}" for i, bound in enumerate(bounds)})


def write(
    snapshot: Snapshot, layer: Layer, form: str, *, language: Language, masked: bool = True
) -> bytes:
    """The bytes of a file; raises QuestionError (``format_unknown``, ``too_many_rows``)."""
    rows = table(layer, language=language, masked=masked)
    if form in _DRIVERS:
        return _spatial(snapshot, layer, rows, form)
    if form == "csv":
        return csv_bytes(rows)
    if form == "xlsx":
        return xlsx_bytes(rows, layer.query.name)
    raise QuestionError("format_unknown", format=form, known=", ".join(FORMATS))


def csv_bytes(rows: pd.DataFrame) -> bytes:
    """UTF-8 with a BOM, as Excel expects."""
    return csv_text(rows).encode("utf-8-sig")


def csv_text(rows: pd.DataFrame) -> str:
    """Comma-separated; what a spreadsheet would take for a formula is quoted."""
    safe = rows.copy()
    for column in safe.select_dtypes(include=["object", "str"]):
        safe[column] = safe[column].map(_safe)
    return safe.to_csv(index=False)


def _safe(cell: object) -> object:
    """Of a cell's text no formula, and no carriage return, which ends a row where it is not quoted."""
    if not isinstance(cell, str):
        return cell
    guarded = "'" + cell if _FORMULA.match(cell) else cell
    return guarded.replace("\r\n", "\n").replace("\r", "\n")


def xlsx_bytes(rows: pd.DataFrame, sheet: str) -> bytes:
    """One sheet, header frozen, text as text: codes keep their digits, ``=…`` is no formula."""
    if len(rows) > _EXCEL_ROWS:
        raise QuestionError("too_many_rows", rows=len(rows), most=_EXCEL_ROWS)
    out = BytesIO()
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(
        out, engine="xlsxwriter", engine_kwargs=options, datetime_format="yyyy-mm-dd"
    ) as writer:
        rows.to_excel(writer, sheet_name=sheet[:31], index=False)
        writer.sheets[sheet[:31]].freeze_panes(1, 0)
        writer.sheets[sheet[:31]].autofit()
    return out.getvalue()


def _spatial(snapshot: Snapshot, layer: Layer, rows: pd.DataFrame, form: str) -> bytes:
    if layer.query.name == "projects":
        shapes: list[Any] = _project_shapes(snapshot, list(rows["code"]))
    elif {"lon", "lat"} <= set(rows.columns):
        shapes = [
            shapely.Point(lon, lat) if pd.notna(lon) and pd.notna(lat) else None
            for lon, lat in zip(rows["lon"], rows["lat"], strict=True)
        ]
    elif layer.query.name == "geometry_problems":
        shapes = list(problems.shapes(snapshot, list(rows["code"])))
    else:
        shapes = _shapes(snapshot, layer, list(rows["code"]))
    for column in rows.columns:  # a spatial file has no exact decimals
        if rows[column].map(lambda cell: cell.__class__.__name__).eq("Decimal").any():
            rows[column] = rows[column].astype(float)
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4490")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{layer.query.name}.{form}"
        # FlatGeobuf cannot index a row without a shape
        plain = {"SPATIAL_INDEX": "NO"} if form == "fgb" and frame.geometry.isna().any() else {}
        frame.to_file(
            path, driver=_DRIVERS[form], layer=layer.query.name, engine="pyogrio", **plain
        )
        return path.read_bytes()


def _project_shapes(snapshot: Snapshot, codes: list[str]) -> list[shapely.Geometry | None]:
    """The polygon of each project, else its point."""
    found = dict(
        snapshot.rows(
            "SELECT project_id, coalesce(ST_AsWKB(geometry),"
            " CASE WHEN lon IS NOT NULL THEN ST_AsWKB(ST_Point(lon, lat)) END) FROM project"
        )
    )
    return [shapely.from_wkb(found[code]) if found.get(code) else None for code in codes]


def _shapes(snapshot: Snapshot, layer: Layer, codes: list[str]) -> list[shapely.Geometry | None]:
    level = layer.query.level
    found = dict(
        snapshot.rows(
            "SELECT code, coalesce(ST_AsWKB(geometry),"
            " CASE WHEN lon IS NOT NULL THEN ST_AsWKB(ST_Point(lon, lat)) END)"
            " FROM place WHERE list_contains($kinds, kind) AND in_force($as_of, valid_from, valid_to)",
            {
                "kinds": [level] if level in KINDS else ["village", "community"],
                "as_of": layer.query.scope.as_of,
            },
        )
    )
    return [shapely.from_wkb(found[code]) if found.get(code) else None for code in codes]
