"""Neighbours of a place, against shapely; and its figures beside theirs, against the figures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from geodata.figures import rates
from geodata.land import places
from geodata.lists import neighbours as around
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot
from oracle.snapshot import empty

GEOD = pyproj.Geod(ellps="GRS80")
JIA, YI = "990121100201", "990121100202"
DAY = date(2026, 3, 12)


@pytest.fixture(scope="module")
def made() -> Iterator[Snapshot]:
    with empty() as snapshot:
        yield snapshot


def put(snapshot: Snapshot, shapes: dict[str, BaseGeometry | None]) -> None:
    """Villages of one township; the first one's neighbour of another township does not count."""
    rows = [(code, "T", shape) for code, shape in shapes.items()] + [
        ("other", "U", shapely.box(115, 34, 116, 35))
    ]
    with snapshot.cursor() as cursor:
        cursor.execute("DELETE FROM place")
        for code, parent, shape in rows:
            is_point = shape is not None and shape.geom_type == "Point"
            cursor.execute(
                "INSERT INTO place (code, name, kind, parent_code, geometry, lon, lat) VALUES"
                " ($code, $code, 'village', $parent, ST_GeomFromText($wkt), $lon, $lat)",
                {
                    "code": code,
                    "parent": parent,
                    "wkt": None if shape is None or is_point else shape.wkt,
                    "lon": shape.x if isinstance(shape, shapely.Point) else None,
                    "lat": shape.y if isinstance(shape, shapely.Point) else None,
                },
            )


def metres(one: BaseGeometry, other: BaseGeometry, narrow: float) -> tuple[float, float]:
    """Between the borders, on the ellipsoid, and between the middles, on the plane."""
    a, b = (shapely.transform(shape, lambda xy: xy * [narrow, 1]) for shape in (one, other))
    (x1, y1), (x2, y2) = shapely.get_coordinates(shapely.shortest_line(a, b))
    far = GEOD.inv(x1 / narrow, y1, x2 / narrow, y2)[2]
    return far, a.centroid.distance(b.centroid)


def expected(
    shapes: dict[str, BaseGeometry | None], code: str, most: int = 5
) -> list[tuple[str, float | None]]:
    here = shapes[code]
    codes = sorted(shapes)
    apart = {one: abs(codes.index(one) - codes.index(code)) for one in codes}
    told = []
    narrow = 1.0 if here is None else math.cos(math.radians((here.bounds[1] + here.bounds[3]) / 2))
    for other, shape in shapes.items():
        if other == code:
            continue
        if here is None or shape is None:
            told.append((math.inf, math.inf, apart[other], other))
        else:
            far, middles = metres(here, shape, narrow)
            told.append((round(far), middles, apart[other], other))
    return [(other, None if far == math.inf else far) for far, _, _, other in sorted(told)[:most]]


steps = st.integers(0, 40)
sizes = st.integers(1, 8)
squares = st.tuples(steps, steps, sizes, sizes).map(
    lambda n: shapely.box(n[0] / 100, n[1] / 100, (n[0] + n[2]) / 100, (n[1] + n[3]) / 100)
)
points = st.tuples(steps, steps).map(lambda n: shapely.Point(n[0] / 100, n[1] / 100))


@settings(max_examples=60)
@given(shapes=st.lists(st.one_of(squares, squares, points, st.none()), min_size=1, max_size=25))
def test_the_nearest_are_those_that_shapely_finds(
    made: Snapshot, shapes: list[BaseGeometry | None]
) -> None:
    town = {
        f"v{n:02}": shape and shapely.transform(shape, lambda xy: xy + np.array([115, 34]))
        for n, shape in enumerate(shapes)
    }
    put(made, town)
    found = around.neighbours(made, "v00", DAY)
    far = [None if math.isnan(one) else one for one in found["metres"].astype(float)]
    everybody = dict(expected(town, "v00", most=99))
    # half metres may be rounded either way, and two may be equally far
    for code, told, right in zip(found["code"], far, list(everybody.values())[:5], strict=True):
        assert told == right == everybody[code] or (
            told == pytest.approx(right, abs=1.01) == everybody[code]
        )


def test_borders_that_touch_come_first_then_the_nearest_then_those_without_a_shape(
    made: Snapshot,
) -> None:
    put(
        made,
        {
            "a": shapely.box(115.0, 34.0, 115.1, 34.1),
            "b": shapely.box(115.2, 34.0, 115.3, 34.1),  # 0.1° east: 9.2 km
            "c": shapely.box(115.0, 34.15, 115.1, 34.2),  # 0.05° north: 5.5 km
            "d": shapely.box(115.1, 34.02, 115.15, 34.05),  # touches
            "e": None,
            "f": shapely.Point(115.05, 33.99),  # 0.01° south: 1.1 km
        },
    )
    found = around.neighbours(made, "a", DAY)
    assert list(found["code"]) == ["d", "f", "c", "b", "e"]
    # a degree of latitude at 34° is 110.92 km, one of longitude 92.39 km
    assert found["metres"].iloc[0] == 0
    assert found["metres"].iloc[1:4].astype(float).to_list() == pytest.approx(
        [1109, 5546, 9239], rel=0.002
    )
    # without a shape of its own: by the order of the codes
    assert list(around.neighbours(made, "e", DAY)["code"]) == ["d", "f", "c", "b", "a"]
    assert list(around.neighbours(made, "other", DAY)["code"]) == []


@pytest.mark.parametrize("kind", ["village", "community", "grid"])
def test_neighbours_in_the_demo_city_are_those_that_shapely_finds(
    demo_snapshot: Snapshot, kind: str
) -> None:
    day = scope(demo_snapshot).as_of
    (parent,) = demo_snapshot.rows(
        "SELECT parent_code FROM place WHERE kind = $kind AND geometry IS NOT NULL"
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        {"kind": kind},
    )[0]
    family = demo_snapshot.rows(
        "SELECT code, ST_AsWKB(geometry) FROM place WHERE parent_code = $p AND kind = $kind",
        {"p": parent, "kind": kind},
    )
    shapes: dict[str, BaseGeometry | None] = {
        code: shapely.from_wkb(bytes(wkb)) for code, wkb in family
    }
    for code in list(shapes)[:6]:
        found = around.neighbours(demo_snapshot, code, day)
        told = list(zip(found["code"], found["metres"].astype(float), strict=True))
        assert told == expected(shapes, code)


def test_a_place_beside_its_neighbours_by_hand(tiny_snapshot: Snapshot) -> None:
    about = scope(tiny_snapshot, as_of=DAY, period=Period(date(2026, 2, 10), DAY))
    place = places.place(tiny_snapshot, JIA, DAY)
    assert place
    rows = around.compared(tiny_snapshot, place, about)
    columns = ["beside", "code", "visited", "places", "days"]
    assert rows[["open", "overdue"]].isna().all(axis=None)  # no matter was given: not 0 of them
    # 甲村 was visited on 12 March, 乙村 on 9 January alone: 22 + 28 + 12 = 62 days ago; the median
    # of 0 and 62 is 31
    assert list(rows[columns].itertuples(index=False, name=None)) == [
        ("here", JIA, 1, 1, 0),
        ("near", YI, 0, 1, 62),
        ("parent", "990121100000", 1, 2, 31),
    ]
    assert list(rows["name"]) == ["甲村", "乙村", "西镇"]


@pytest.mark.parametrize("kind", ["village", "community"])
def test_the_parents_line_is_the_figure_of_its_area(demo_snapshot: Snapshot, kind: str) -> None:
    about = scope(demo_snapshot)
    codes = demo_snapshot.rows(
        "SELECT min(code) FROM place WHERE kind = $kind GROUP BY parent_code ORDER BY 1 LIMIT 6",
        {"kind": kind},
    )
    for (code,) in codes:
        place = places.place(demo_snapshot, code, about.as_of)
        assert place
        rows = around.compared(demo_snapshot, place, about).set_index("beside")
        inside = scope(demo_snapshot, area=place.parent_code)
        parent = rows.loc["parent"]
        visited = rates.figure(demo_snapshot, "visit_coverage", inside)
        assert (parent["visited"], parent["places"]) == (visited.numerator, visited.denominator)
        days = rates.figure(demo_snapshot, "days_since_visit", inside).value
        assert (None if pd.isna(parent["days"]) else parent["days"]) == days
        raised = demo_snapshot.rows(
            "SELECT count(*), count(*) FILTER (is_overdue)"
            " FROM matters_on($day) AS raised"
            " JOIN place ON place.code = target_id"
            " WHERE target_kind = 'place' AND lies_on($day, $area, raised.province_code,"
            " raised.city_code, raised.county_code, raised.township_code)"
            " AND state <> 'closed' AND list_contains($kinds, place.kind)",
            {"day": about.as_of, "area": place.parent_code, "kinds": list(about.kinds)},
        )
        assert [(parent["open"], parent["overdue"])] == raised


def test_each_line_is_the_one_that_the_place_itself_has(demo_snapshot: Snapshot) -> None:
    about = scope(demo_snapshot)
    ((code,),) = demo_snapshot.rows(
        "SELECT target_id FROM matters_on($day) WHERE target_kind = 'place' AND is_overdue"
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        {"day": about.as_of},
    )
    place = places.place(demo_snapshot, code, about.as_of)
    assert place
    rows = around.compared(demo_snapshot, place, about)
    assert rows.iloc[0]["overdue"] > 0
    columns = ["visited", "days", "open", "overdue"]
    for _, row in rows[rows["beside"] == "near"].iterrows():
        other = places.place(demo_snapshot, str(row["code"]), about.as_of)
        assert other
        own = around.compared(demo_snapshot, other, about).iloc[0]
        assert own[columns].astype(str).to_list() == row[columns].astype(str).to_list()


def test_grids_stand_beside_those_of_their_community(demo_snapshot: Snapshot) -> None:
    about: Scope = scope(demo_snapshot)
    ((code, parent, siblings),) = demo_snapshot.rows(
        "SELECT min(code), parent_code, count(*) FROM place WHERE kind = 'grid'"
        " GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 1"
    )
    place = places.place(demo_snapshot, code, about.as_of)
    assert place
    rows = around.compared(demo_snapshot, place, about)
    assert list(rows["beside"]) == ["here", *["near"] * min(siblings - 1, 5), "parent"]
    assert (rows.iloc[-1]["code"], rows.iloc[-1]["places"]) == (parent, siblings)
