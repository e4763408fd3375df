"""Coordinate systems: what can be brought to EPSG:4490, and what must not be guessed."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from etl.reading.layers.spatial import read_spatial
from geodata.base.errors import RefusedError

#: A point of the fictional city; the same in the 3-degree zone 38 (central meridian 114°E).
LON, LAT = 115.05, 34.05


def written(path: Path, crs: str) -> Path:
    square = shapely.box(LON, LAT, LON + 0.1, LAT + 0.1)
    gpd.GeoDataFrame({"code": ["1"]}, geometry=[square], crs="EPSG:4490").to_crs(crs).to_file(path)
    return path


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4326", "EPSG:4547", "EPSG:4526", "EPSG:3857"])
def test_these_come_back_to_the_centimetre(tmp_path: Path, crs: str) -> None:
    read = read_spatial(written(tmp_path / "one.shp", crs))
    west, south, *_ = shapely.bounds(shapely.from_wkb(read.wkb)[0])
    assert (west, south) == pytest.approx((LON, LAT), abs=1e-7)


@pytest.mark.parametrize("crs", ["EPSG:2349", "EPSG:4610", "EPSG:4214", "EPSG:2422"])
def test_old_datums_are_refused(tmp_path: Path, crs: str) -> None:
    square = shapely.box(500_000, 3_700_000, 501_000, 3_701_000)
    path = tmp_path / "old.gpkg"
    gpd.GeoDataFrame({"code": ["1"]}, geometry=[square], crs=crs).to_file(path)
    with pytest.raises(RefusedError, match="crs_needs_parameters"):
        read_spatial(path)
