"""Coordinates that are not what they seem: systems, zones, axes, units, datums."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from awkward.case import Case, Loads, Refused, Write
from awkward.plain import (
    HEADER,
    V1,
    V2,
    V3,
    VISITS,
    A,
    B,
    C,
    collection,
    feature,
    frame,
    put,
    shapes_from,
    toml,
    visits,
)
from geodata.land.datum import from_cgcs2000


def _layer(
    crs: str, said: str | None = None, more: str = "", turn: bool = False, times: float = 1
) -> Write:
    """The villages brought into ``crs``, in a GeoPackage that says they are in ``said``."""

    def write(folder: Path) -> None:
        found: Any = frame().to_crs(crs)
        found.geometry = shapely.transform(
            found.geometry.array, lambda p: (p[:, ::-1] if turn else p) * times
        )
        found.set_crs(said or crs, allow_override=True).to_file(folder / "layer.gpkg")

    return shapes_from("layer.gpkg", write, more)


def _prj(text: str | None, crs: str = "EPSG:4547") -> Write:
    """A shapefile in ``crs`` with a .prj of this text, or none."""

    def write(folder: Path) -> None:
        frame(crs).to_file(folder / "layer.shp")
        if text is None:
            (folder / "layer.prj").unlink()
        else:
            (folder / "layer.prj").write_text(text, encoding="utf-8")

    return shapes_from("layer.shp", write)


def _zone(name: str, east: int, gcs: str) -> str:
    return (f'PROJCS["{name}",{gcs},PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",{east}],'
            'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",114.0],'
            'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]')  # fmt: skip


_CGCS = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
_BEIJING = (
    'GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


def _gcj(points: Any) -> Any:
    return np.column_stack(from_cgcs2000(points[:, 0], points[:, 1], "gcj02"))


def _shifted(folder: Path) -> None:
    found: Any = frame()
    found.geometry = shapely.transform(found.geometry.array, _gcj)
    found.to_file(folder / "layer.gpkg")


def _features(crs: str) -> list[dict[str, Any]]:
    shapes = zip((A, B, C), frame(crs).geometry, strict=True)
    return [feature(code, shapely.geometry.mapping(shape)) for code, shape in shapes]


_WRONG = "bad_degrees"
#: Longitude and latitude as written, and why the row is put aside: nothing for the first three.
_POINTS = [
    (("115.25", "34.05"), ""), (("", ""), ""), (("0", "0"), ""), (("115.25°", "34.05°"), ""),
    (("115°15′00″", "北纬34度3分"), ""), (("115,25", "34,05"), _WRONG), (("NaN", "NaN"), _WRONG),
    (("1_1", "2_2"), _WRONG), (("34.05", "115.25"), "bad_degrees half_a_point"),
    (("115.25", ""), "half_a_point"), (("E115.25", "34.05"), "bad_degrees half_a_point"),
    (("115°75′00″", "34°03′60″"), _WRONG), (("115.5°15′", "34°3.5′10″"), _WRONG),
]  # fmt: skip


def _points(lon: str, lat: str) -> Write:
    """Visits with a point each, all the same."""
    return visits([*HEADER, "经度", "纬度"], *([*row, lon, lat] for row in (V1, V2, V3)))


CASES = [
    Case("a zone with its number", "exported from a 3-degree zone, the number 38 before the eastings",
         _prj(_zone("CGCS2000_3_Degree_GK_Zone_38", 38500000, _CGCS), "EPSG:4526"), Loads()),
    Case("a number the numbers lack", "took the .prj of a zone with number for eastings without",
         _prj(_zone("CGCS2000_3_Degree_GK_Zone_38", 38500000, _CGCS)), Refused("zone_differs", "EPSG:4547")),
    Case("a number the .prj lacks", "took the .prj of a zone without number for eastings with one",
         _prj(_zone("CGCS2000_3_Degree_GK_CM_114E", 500000, _CGCS), "EPSG:4526"), Refused("zone_differs", "EPSG:4526")),
    Case("no .prj", "sent the shapefile without its .prj", _prj(None), Refused("crs_missing", "EPSG:4547")),
    Case("no .prj, a number", "sent a shapefile of a zone with number without its .prj",
         _prj(None, "EPSG:4526"), Refused("crs_missing", "EPSG:4526")),
    Case("an empty .prj", "sent a .prj in which nothing stands", _prj(""), Refused("crs_missing", "EPSG:4547")),
    Case("Beijing 1954", "sent a layer of the old datum, which no public parameters bring over",
         _prj(_zone("Beijing_1954_3_Degree_GK_CM_114E", 500000, _BEIJING), "EPSG:2435"), Refused("crs_needs_parameters", "towgs84")),
    Case("Xi'an 1980", "sent a layer of the datum of 1980", _layer("EPSG:4490", "EPSG:4610"),
         Refused("crs_needs_parameters", "towgs84")),
    Case("metres said to be degrees", "set the CRS to degrees without bringing the numbers over",
         _layer("EPSG:4547", "EPSG:4490"), Refused("degrees_are_metres", "crs =")),
    Case("degrees said to be metres", "set the CRS to a zone without bringing the numbers over",
         _layer("EPSG:4490", "EPSG:4547"), Refused("metres_are_degrees", "EPSG:4490")),
    Case("latitude first", "wrote latitude before longitude", _layer("EPSG:4490", turn=True),
         Refused("axes_swapped", "lat_lon")),
    Case("degrees as whole numbers", "multiplied degrees by a million to store them as integers",
         _layer("EPSG:4490", times=1e6), Refused("degrees_scaled", "scale = 1e-06")),
    Case("a CRS nobody knows", "wrote a CRS that does not exist into city.toml",
         _layer("EPSG:4490", more=', crs = "EPSG:99999"'), Refused("crs_unknown", "EPSG:99999")),
    Case("GCJ-02, and said so", "drew over a web map's tiles and said so in city.toml",
         shapes_from("layer.gpkg", _shifted, ', datum = "gcj02"'), Loads()),
    Case("a datum nobody knows", "wrote the datum as people call it",
         toml('"villages.geojson"', '"villages.geojson", datum = "火星坐标"'), Refused("city_value", "火星坐标")),
    Case("a GeoJSON with a crs", "exported GeoJSON in metres, its CRS in the member that is no longer meant",
         put("villages.geojson", collection(_features("EPSG:4547"),
             crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}})), Loads()),
    Case("a GeoJSON with a wrong crs", "left the member crs of metres above degrees",
         put("villages.geojson", collection(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}})),
         Refused("metres_are_degrees", "EPSG:4490")),
    Case("a GeoJSON in metres", "exported GeoJSON in metres without a word about it",
         put("villages.geojson", collection(_features("EPSG:4547"))),
         Refused("degrees_are_metres", "EPSG:4547")),
    Case("points", "wrote the point of each visit another way",
         visits([*HEADER, "经度", "纬度"],
                *([f"V{n}", *V2[1:], *point] for n, (point, _) in enumerate(_POINTS, 1))),
         Loads(aside=[("visit", n, reason) for n, (_, reason) in enumerate(_POINTS, 2) if reason],
               visits={"V1": replace(VISITS["V2"], lon=115.25, lat=34.05),
                       "V2": VISITS["V2"], "V3": replace(VISITS["V2"], lon=0, lat=0),
                       "V4": replace(VISITS["V2"], lon=115.25, lat=34.05),
                       "V5": replace(VISITS["V2"], lon=115.25, lat=34.05)})),
    Case("points as whole numbers", "took points from a device that multiplies degrees by a million",
         _points("115250000", "34050000"), Refused("degrees_scaled", "scale = 1e-06")),
    Case("points in metres", "filled longitude and latitude with the metres of a map",
         _points("38615000.5", "3769000.5"), Refused("degrees_are_metres", "EPSG:4526")),
]  # fmt: skip
