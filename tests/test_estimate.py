"""Estimated cells: they part the free land of a parent, and each holds its own point."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.base.errors import RefusedError
from geodata.land.cells import estimate
from geodata.store.snapshots import Snapshot
from test_problems import EAST, LAT, LON, NORTH, Scene, Shape, box, found, loaded

ESTIMATE = "estimate = true"
PARENT = box(0, 0, 2000, 1000)
SURVEYED = box(0, 0, 800, 1000)
#: Metres inside the parent, on a grid coarse enough to keep points apart.
METRES = st.tuples(st.integers(1, 199), st.integers(1, 99))


def sources(snapshot: Snapshot) -> dict[str, str]:
    return {
        code[-2:]: source
        for code, source in snapshot.rows(
            "SELECT code, geometry_source FROM place WHERE kind = 'village' ORDER BY code"
        )
    }


def cell(snapshot: Snapshot, code: str) -> shapely.Geometry:
    ((wkb,),) = snapshot.rows(
        "SELECT ST_AsWKB(geometry) FROM place WHERE code = $code", {"code": f"9901011012{code}"}
    )
    shape: shapely.Geometry = shapely.from_wkb(wkb)
    return shape


def same(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    """Equal but for the last digits: under 0.01 m² (1e-12 square degrees) apart."""
    return bool(shapely.area(shapely.symmetric_difference(one, other)) < 1e-12)


@given(st.lists(METRES, min_size=1, max_size=12, unique=True), st.booleans())
def test_cells_part_the_free_land(spots: list[tuple[int, int]], with_sibling: bool) -> None:
    points = np.array([(LON + x * 10 / EAST, LAT + y * 10 / NORTH) for x, y in spots])
    siblings = [SURVEYED] if with_sibling else []
    placed, cells = estimate(PARENT, siblings, points)
    free = shapely.difference(PARENT, shapely.union_all(siblings))
    made = [one for one in cells if one is not None]
    for spot, told, one in zip(points, placed, cells, strict=True):
        if told == "cell":
            assert shapely.is_valid(one)
            assert shapely.distance(one, shapely.Point(spot)) < 1e-12
        else:
            assert one is None
            assert told == "in_sibling"
            assert shapely.intersects(SURVEYED, shapely.Point(spot))
    if made:
        assert shapely.area(shapely.symmetric_difference(shapely.union_all(made), free)) < 1e-14
        # no overlaps: the parts add up to the whole
        assert sum(shapely.area(made)) == pytest.approx(shapely.area(free), rel=1e-9)


def test_without_estimate_they_stay_points(tmp_path: Path, now: datetime) -> None:
    places: dict[str, Shape] = {"01": SURVEYED, "02": (1000.0, 500.0)}
    snapshot = loaded(tmp_path, now, [Scene(places, PARENT)])
    assert sources(snapshot) == {"01": "surveyed", "02": "none"}


def test_two_points_share_the_free_land_by_the_middle_line(tmp_path: Path, now: datetime) -> None:
    # free: x from 800 to 2,000; points at 1,000 and 1,800, so the line is at 1,400
    places: dict[str, Shape] = {"01": SURVEYED, "02": (1000.0, 500.0), "03": (1800.0, 500.0)}
    snapshot = loaded(tmp_path, now, [Scene(places, PARENT)], extra=ESTIMATE)
    assert sources(snapshot) == {"01": "surveyed", "02": "estimated", "03": "estimated"}
    assert same(cell(snapshot, "02"), box(800, 0, 1400, 1000))
    assert same(cell(snapshot, "03"), box(1400, 0, 2000, 1000))
    assert same(cell(snapshot, "01"), SURVEYED)
    assert found(snapshot) == {}  # what is estimated is no fault, and no gap is told


def test_a_point_alone_takes_what_remains(tmp_path: Path, now: datetime) -> None:
    places: dict[str, Shape] = {"01": SURVEYED, "02": (1000.0, 500.0)}
    snapshot = loaded(tmp_path, now, [Scene(places, PARENT)], extra=ESTIMATE)
    assert same(cell(snapshot, "02"), box(800, 0, 2000, 1000))


def test_what_cannot_be_estimated_stays_a_point_and_is_told(tmp_path: Path, now: datetime) -> None:
    places: dict[str, Shape] = {
        "01": SURVEYED,
        "02": (5000.0, 500.0),  # outside
        "03": (400.0, 500.0),  # on 01
        "04": (1800.0, 500.0), "05": (1800.0, 500.0),  # the same spot
        "06": (1000.0, 500.0),
    }  # fmt: skip
    snapshot = loaded(tmp_path, now, [Scene(places, PARENT)], extra=ESTIMATE)
    assert sources(snapshot) == {
        "01": "surveyed", "02": "none", "03": "none", "04": "none", "05": "none", "06": "estimated",
    }  # fmt: skip
    assert same(cell(snapshot, "06"), box(800, 0, 1400, 1000))  # 04 and 05 keep theirs from it
    assert {kind: [code for code, *_ in rows] for kind, rows in found(snapshot).items()} == {
        "point_in_sibling": ["03"], "point_outside_parent": ["02"], "point_shared": ["04", "05"],
    }  # fmt: skip


def test_a_parent_without_polygon_gives_no_cells(tmp_path: Path, now: datetime) -> None:
    places: dict[str, Shape] = {"01": (400.0, 500.0), "02": (1000.0, 500.0)}
    snapshot = loaded(tmp_path, now, [Scene(places)], extra=ESTIMATE)
    assert sources(snapshot) == {"01": "none", "02": "none"}


def test_no_border_is_made_of_estimated_cells(tmp_path: Path, now: datetime) -> None:
    # the township's outline is surveyed, the county's is dissolved from it and from nothing else
    places: dict[str, Shape] = {"01": SURVEYED, "02": (1000.0, 500.0)}
    snapshot = loaded(tmp_path, now, [Scene(places)], extra=ESTIMATE)
    ((township, source),) = snapshot.rows(
        "SELECT ST_AsWKB(geometry), geometry_source FROM place WHERE kind = 'township'"
    )
    assert source == "dissolved"
    assert same(shapely.from_wkb(township), SURVEYED)
    assert sources(snapshot)["02"] == "none"  # the dissolved parent has no land to give


def test_estimate_is_yes_or_no(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(RefusedError, match="city_value"):
        loaded(tmp_path, now, [Scene({"01": SURVEYED})], extra='estimate = "yes"')
