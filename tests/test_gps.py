"""Points of visits: which place they lie in, and how far from it they lie."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pyproj
import pytest

from etl.pipeline import load
from etl.queries import sql as load_sql
from geodata.base.queries import sql
from geodata.lists import place_page
from geodata.store.snapshots import Store, connect
from test_names import faults, found, visits

NOW = datetime(2026, 4, 20, 9, 0)
SPHEROID = pyproj.Geod(ellps="GRS80")


def test_a_point_alone_finds_its_place(tiny: Path, store: Store) -> None:
    """甲村 is the square 115.1–115.2 by 34.0–34.1, 乙村 is east of it, 丙村 north."""
    visits(
        tiny, "lon,lat", "115.15,34.05", "115.25,34.05", "115.15,34.1", "115.05,34.05", "115.15,"
    )
    load(tiny, store, now=NOW)
    assert found(store) == {"V1": "990121100201", "V2": "990121100202"}
    assert faults(store) == {
        4: ("point_ambiguous", "lon", "115.15 34.1: 990121100201, 990121200201"),
        5: ("point_outside", "lon", "115.05 34.05"),
        6: ("half_a_point", "lon", "115.15"),
    }


def test_a_row_with_nothing_says_what_is_missing(tiny: Path, store: Store) -> None:
    visits(tiny, "村名,lon,lat", ",,", "甲村,,")
    load(tiny, store, now=NOW)
    assert found(store) == {"V2": "990121100201"}
    assert faults(store) == {2: ("missing", "target_id", None)}


def test_how_far_a_visit_was_from_its_place(tiny: Path, store: Store) -> None:
    """Within half a per cent of the distance on the ellipsoid, 40 km away too."""
    visits(
        tiny, "target_id,lon,lat", "990121100201,115.15,34.05", "990121100201,115.0,34.05",
        "990121100201,115.15,33.64", "990121100201,,", "990101001001,115.05,34.05",
        "990121100201,115.201,34.102",
    )  # fmt: skip
    load(tiny, store, now=NOW)
    snapshot = store.current()
    metres = dict(snapshot.rows("SELECT visit_id, distance_m FROM visit"))
    assert metres["V1"] == 0
    # the side at 115.1°, 0.1° of longitude away; the side at 34.0°; the corner 115.2° 34.1°
    for visit, points in {
        "V2": (115.0, 34.05, 115.1, 34.05),
        "V3": (115.15, 33.64, 115.15, 34.0),
        "V6": (115.201, 34.102, 115.2, 34.1),
    }.items():
        _, _, exact = SPHEROID.inv(*points)
        assert metres[visit] == pytest.approx(exact, rel=0.005), visit
    assert (metres["V4"], metres["V5"]) == (None, None)  # no point; no polygon
    listed = place_page.visits(snapshot, "990121100201", date(2026, 4, 1))
    assert listed["distance_m"].dropna().max() == metres["V3"]


def test_points_meet_polygons_by_a_spatial_join() -> None:
    with closing(connect()) as connection:
        connection.execute(sql("schema"))
        connection.execute(
            "CREATE TEMP TABLE typed AS SELECT '' AS _file, 0 AS _row, 'place' AS target_kind,"
            " NULL::VARCHAR AS target_id, NULL::VARCHAR AS target_name, DATE '2026-01-01' AS"
            " visited_on, 115.0 AS lon, 34.0 AS lat"
        )
        connection.execute(load_sql("names/point"))
        ((_, plan),) = connection.execute(
            "EXPLAIN FROM pinned JOIN ground ON ST_Contains(ground.shape, pinned.point)"
        ).fetchall()
    assert "SPATIAL_JOIN" in plan
