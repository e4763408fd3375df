"""Faults of shapes: hand-made squares on the ground, with their areas worked out by hand.

All stand at 34°N, where a degree of longitude is
111,412.84·cos φ − 93.5·cos 3φ + 0.118·cos 5φ metres and one of latitude
111,132.954 − 559.822·cos 2φ + 1.175·cos 4φ (the usual series for the ellipsoid).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from etl.pipeline import load
from geodata.figures import layers
from geodata.figures.layers import LayerQuery
from geodata.land import problems
from geodata.land.faults import overlaps
from geodata.land.geometry import area_m2
from geodata.output.problem_map import problem_map
from geodata.question.periods import month_of
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot, Store

LON, LAT = 115.0, 34.0
PHI = radians(LAT)
EAST = 111_412.84 * cos(PHI) - 93.5 * cos(3 * PHI) + 0.118 * cos(5 * PHI)
NORTH = 111_132.954 - 559.822 * cos(2 * PHI) + 1.175 * cos(4 * PHI)
NEAR = 0.005  # half a per cent

#: (code, other code, area, share, detail)
Found = dict[str, list[tuple[Any, ...]]]


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A rectangle given in metres east and north of the corner."""
    return shapely.box(
        LON + west / EAST, LAT + south / NORTH, LON + east / EAST, LAT + north / NORTH
    )


Shape = shapely.Geometry | tuple[float, float] | None


@dataclass(frozen=True)
class Scene:
    """A township of its own: its polygon and its villages, each a shape, a point (m) or nothing."""

    villages: dict[str, Shape]
    parent: Shape = None


def loaded(folder: Path, now: datetime, scenes: Sequence[Scene], *, extra: str = "") -> Snapshot:
    """A county with a township for each scene, 20 km apart from west to east: 01, 02 …"""
    folder.mkdir(exist_ok=True)
    (folder / "city.toml").write_text(
        f"""[city]
name = "方县"
code = "990101"
kind = "county"
[sources.township]
file = "townships.geojson"
[sources.village]
file = "villages.geojson"
{extra}
""",
        encoding="utf-8",
    )
    towns, villages = [], []
    for number, scene in enumerate(scenes, 1):
        towns.append((f"9901011{number:02}", f"{number}镇", moved(scene.parent, number)))
        villages += [
            (f"9901011{number:02}2{code}", f"{code}村", moved(one, number))
            for code, one in scene.villages.items()
        ]
    write(folder / "townships.geojson", towns)
    write(folder / "villages.geojson", villages)
    store = Store(folder / "store")
    load(folder, store, now=now)
    return store.current()


def moved(shape: Shape, number: int) -> shapely.Geometry | None:
    """A shape where the scene of that number stands."""
    if isinstance(shape, tuple):
        shape = shapely.Point(LON + shape[0] / EAST, LAT + shape[1] / NORTH)
    step = np.array([(number - 1) * 20_000 / EAST, 0.0])
    return None if shape is None else shapely.transform(shape, lambda points: points + step)


def write(path: Path, places: list[tuple[str, str, shapely.Geometry | None]]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for code, name, shape in places
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )


def found(snapshot: Snapshot, number: int = 1) -> Found:
    """kind → the last two digits of the code and the other code, area, share and detail of each."""
    by_kind: Found = {}
    for kind, code, other, *rest in snapshot.rows(
        "SELECT kind, code, other_code, area_m2, share, detail FROM geometry_problem"
        " WHERE starts_with(code, $town) ORDER BY kind, code, other_code",
        {"town": f"9901011{number:02}"},
    ):
        by_kind.setdefault(kind, []).append((code[-2:], other and other[-2:], *rest))
    return by_kind


def near(amount: float) -> object:
    return pytest.approx(amount, rel=NEAR)


@pytest.mark.parametrize("latitude", [0.0, 20.0, 34.0, 53.0])
def test_areas_are_those_of_the_ellipsoid(latitude: float) -> None:
    # A cell of 0.1° x 0.1°: by the series, metres east at its middle times metres north.
    phi = radians(latitude + 0.05)
    east = 111_412.84 * cos(phi) - 93.5 * cos(3 * phi) + 0.118 * cos(5 * phi)
    north = 111_132.954 - 559.822 * cos(2 * phi) + 1.175 * cos(4 * phi)
    cell = shapely.box(115, latitude, 115.1, latitude + 0.1)
    (area,) = area_m2(np.array([cell], dtype=object))
    assert area == pytest.approx(east * north * 0.01, rel=1e-4)


RING = shapely.difference(box(0, 0, 1000, 1000), box(300, 300, 600, 600))
WIDE = box(0, 0, 2000, 1000)
#: A square kilometre whose outline runs 50 m out and back.
SPIKE = shapely.Polygon(
    [
        (LON + x / EAST, LAT + y / NORTH)
        for x, y in [(0, 0), (1000, 0), (1050, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0)]
    ]
)
#: What it shows → the scene and what is told of it.
SCENES: dict[str, tuple[Scene, Found]] = {
    "squares that meet, one with a corner on the other's side": (
        Scene({"01": box(0, 0, 1000, 1000), "02": box(1000, 0, 2000, 500),
               "03": box(1000, 500, 2000, 1000)}, WIDE),
        {},
    ),
    # 02 lies 100 m x 1,000 m on 01: 100,000 m², 10 % of 1,000,000; 03 lies 4 m x 1,000 m on 02:
    # 4,000 m² of 1,004,000 m²; 04 lies 0.2 m on 03, which is rounding
    "an overlap, a sliver and rounding": (
        Scene({"01": box(0, 0, 1000, 1000), "02": box(900, 0, 2000, 1000),
               "03": box(1996, 0, 3000, 1000), "04": box(2999.8, 0, 4000, 1000)}),
        {"overlap": [("01", "02", near(100_000), near(0.1), None)],
         "sliver": [("02", "03", near(4_000), near(4 / 1004), "overlap")]},
    ),
    "one shape twice": (
        Scene({"01": box(0, 0, 1000, 1000), "02": box(0, 0, 1000, 1000),
               "03": box(1000, 0, 2000, 1000)}),
        {"duplicate": [("01", "02", near(1_000_000), near(1.0), None)]},
    ),
    # 200 m x 300 m: 60,000 m², all of the smaller one
    "a square inside another": (
        Scene({"01": box(0, 0, 1000, 1000), "02": box(300, 300, 500, 600)}),
        {"overlap": [("01", "02", near(60_000), near(1.0), None)]},
    ),
    # the parent is 2,000 m x 1,000 m; 300 m x 1,000 m = 300,000 m² of it is nobody's: 15 %
    "a gap in a surveyed parent": (
        Scene({"01": box(0, 0, 1000, 1000), "02": box(1300, 0, 2000, 1000)}, WIDE),
        {"gap": [("00", None, near(300_000), near(0.15), None)]},
    ),
    # four around a hole of 400 m x 400 m = 160,000 m² in 1,200 m x 1,200 m = 1,440,000 m²: 1/9
    "a gap in a ring without a parent": (
        Scene({"01": box(0, 0, 1200, 400), "02": box(0, 800, 1200, 1200),
               "03": box(0, 400, 400, 800), "04": box(800, 400, 1200, 800)}),
        {"gap": [("00", None, near(160_000), near(1 / 9), None)]},
    ),
    "a sibling without a polygon makes no gap": (
        Scene({"01": box(0, 0, 1000, 1000), "02": None}, WIDE),
        {},
    ),
    # 6 m x 1,000 m = 6,000 m² of 2,000,000 m²
    "a thin gap": (
        Scene({"01": box(0, 0, 1000, 1000), "02": box(1006, 0, 2000, 1000)}, WIDE),
        {"sliver": [("00", None, near(6_000), near(0.003), "gap")]},
    ),
    # 02 reaches 200 m past the parent's edge: 200 m x 1,000 m = 200,000 m² of 1,200,000 m²
    "outside the parent": (
        Scene({"01": box(0, 0, 1000, 1000), "02": box(1000, 0, 2200, 1000)}, WIDE),
        {"outside_parent": [("02", "00", near(200_000), near(1 / 6), None)]},
    ),
    "outside the parent, a sibling without a polygon": (
        Scene({"01": box(0, 0, 1000, 1000), "02": box(1000, 0, 2200, 1000), "03": None}, WIDE),
        {"outside_parent": [("02", "00", near(200_000), near(1 / 6), None)]},
    ),
    # a hole of 300 m x 300 m = 90,000 m² in 910,000 m²
    "a hole that nobody fills": (
        Scene({"01": RING, "02": box(1000, 0, 2000, 1000)}, WIDE),
        {"hole": [("01", None, near(90_000), near(9 / 91), None)]},
    ),
    "a hole that another fills": (
        Scene({"01": RING, "02": box(300, 300, 600, 600)}),
        {},
    ),
    "a repair that changes nothing": (
        Scene({"01": SPIKE}),
        {"repaired": [("01", None, pytest.approx(0, abs=1), pytest.approx(0, abs=1e-6), ANY)]},
    ),
    "a point outside its parent": (
        Scene({"01": (500.0, 500.0), "02": (5000.0, 500.0)}, WIDE),
        {"point_outside_parent": [("02", "00", None, None, None)]},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Snapshot:
    """Every scene in one county: for reading only."""
    folder = tmp_path_factory.mktemp("scenes")
    return loaded(folder, now, [scene for scene, _ in SCENES.values()])


@pytest.mark.parametrize("name", SCENES)
def test_what_is_told_of(scenes: Snapshot, name: str) -> None:
    assert found(scenes, list(SCENES).index(name) + 1) == SCENES[name][1]


@pytest.mark.parametrize("together", [1, 3])
def test_it_does_not_matter_how_many_are_looked_at_in_one_piece(
    scenes: Snapshot, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr("etl.derive.problems._TOGETHER", together)
    monkeypatch.setattr("etl.derive.problems._BATCH_CHILDREN", together)
    pieces = loaded(tmp_path / "pieces", now, [scene for scene, _ in SCENES.values()])
    text = (
        "SELECT * REPLACE (ST_AsText(geometry) AS geometry) FROM geometry_problem ORDER BY number"
    )
    assert pieces.rows(text) == scenes.rows(text)


@pytest.mark.parametrize("town_polygon", [False, True])
def test_a_village_outside_its_county_where_the_township_has_no_polygon_of_its_own(
    tmp_path: Path, store: Store, now: datetime, town_polygon: bool
) -> None:
    """Two villages of a township; the county is 2 km x 1 km, and the second reaches 200 m beyond it:
    200,000 m² of 1,200,000 m². With a polygon of its own the township is what it is held against."""
    (tmp_path / "city.toml").write_text(
        '[city]\nname = "方市"\ncode = "9901"\n[sources.county]\nfile = "counties.geojson"\n'
        '[sources.township]\nfile = "towns.geojson"\n[sources.village]\nfile = "villages.geojson"\n',
        encoding="utf-8",
    )
    outline = box(0, 0, 2200, 1000) if town_polygon else None
    layers_given: dict[str, dict[str, Shape]] = {
        "counties": {"990101": WIDE},
        "towns": {"990101100": outline},
        "villages": {
            "990101100201": box(0, 0, 1000, 1000),
            "990101100202": box(1000, 0, 2200, 1000),
        },
    }
    for file, given_shapes in layers_given.items():
        frame = gpd.GeoDataFrame(
            {"code": list(given_shapes), "name": [f"名{n}" for n in range(len(given_shapes))]},
            geometry=list(given_shapes.values()),
            crs=4490,
        )
        frame.to_file(tmp_path / f"{file}.geojson", driver="GeoJSON")
    load(tmp_path, store, now=now)
    rows = store.current().rows(
        "SELECT kind, code, other_code, area_m2, share FROM geometry_problem"
    )
    stray = "990101100000" if town_polygon else "990101100202"
    size = 2_200_000 if town_polygon else 1_200_000
    assert rows == [("outside_parent", stray, "990101000000", near(200_000), near(200_000 / size))]


def test_a_repair_is_told_with_both_areas(scenes: Snapshot) -> None:
    ((detail,),) = scenes.rows("SELECT detail FROM geometry_problem WHERE kind = 'repaired'")
    before, after = (float(word.split()[0]) for word in detail.split("→"))
    assert (before, after) == (near(1_000_000), near(1_000_000))  # 1,000 m x 1,000 m


def test_nothing_is_moved(scenes: Snapshot) -> None:
    for number, (scene, told) in enumerate(SCENES.values(), 1):
        for code, given_shape in scene.villages.items():
            if "repaired" in told or not isinstance(given_shape, shapely.Polygon):
                continue
            ((kept,),) = scenes.rows(
                "SELECT ST_AsWKB(geometry) FROM place WHERE code = $code",
                {"code": f"9901011{number:02}2{code}"},
            )
            expected = shapely.to_geojson(moved(given_shape, number))  # as the file has it
            assert shapely.equals_exact(
                shapely.from_wkb(kept), shapely.from_geojson(expected), 1e-12
            )


def test_the_source_of_a_shape_is_told(scenes: Snapshot) -> None:
    told = scenes.rows("SELECT DISTINCT source FROM geometry_problem WHERE kind = 'overlap'")
    assert told == [("village",)]


def test_a_city_without_faults_says_so(tiny_snapshot: Snapshot) -> None:
    assert "没有发现图形问题" in problem_map(tiny_snapshot)


def test_the_fictional_city_has_no_fault(demo_snapshot: Snapshot) -> None:
    assert problems.counts(demo_snapshot).empty


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=8, unique=True)
)
def test_unit_squares_overlap_only_where_they_lie_on_each_other(
    corners: list[tuple[int, int]],
) -> None:
    # Squares of 3 x 3 units of 100 m: the overlap of two is (3 - |dx|)·(3 - |dy|) units.
    shapes = np.array(
        [box(x * 100, y * 100, x * 100 + 300, y * 100 + 300) for x, y in corners], dtype=object
    )
    told = {
        (one.first, one.second): one.area_m2 for one in overlaps(shapes, np.ones(len(shapes), bool))
    }
    expected = {
        (i, j): (3 - abs(a[0] - b[0])) * (3 - abs(a[1] - b[1])) * 10_000
        for i, a in enumerate(corners)
        for j, b in enumerate(corners)
        if i < j and abs(a[0] - b[0]) < 3 and abs(a[1] - b[1]) < 3
    }
    assert told == pytest.approx(expected, rel=NEAR)


def test_the_layer_the_export_and_the_page_agree(
    tmp_path: Path, now: datetime, run: Callable[..., Result]
) -> None:
    villages: dict[str, Shape] = {
        "01": box(0, 0, 1000, 1000), "02": box(900, 0, 2000, 1000), "03": (9000.0, 500.0),
    }  # fmt: skip
    snapshot = loaded(tmp_path, now, [Scene(villages, WIDE)])
    scope = Scope(now.date(), month_of(now.date()), ("village",))
    layer = layers.layer(snapshot, LayerQuery("geometry_problems", "problem", scope))
    assert layer.rows["problem"].tolist() == ["overlap", "point_outside_parent"]
    assert layer.rows["name"].tolist() == ["01村 / 02村", "03村 / 1镇"]
    assert {one.key: one.count for one in layer.legend if one.count} == {
        "overlap": 1, "point_outside_parent": 1,
    }  # fmt: skip
    out = tmp_path / "problems.gpkg"
    written = run("export", "--layer", "geometry_problems", "--format", "gpkg", "--out", out,
                  "--store", tmp_path / "store")  # fmt: skip
    assert written.exit_code == 0, written.output
    back = gpd.read_file(out)
    assert back.geom_type.tolist() == ["Polygon", "Point"]
    assert (
        shapely.equals(back.geometry[0], box(900, 0, 1000, 1000))
        or back.geometry[0].symmetric_difference(box(900, 0, 1000, 1000)).area < 1e-15
    )
    page = problem_map(snapshot)
    assert "重叠" in page
    assert "Overlap" in page
    assert page.count("<circle") == 2
    assert "<script" not in page
    assert "http" not in page
    drawn = snapshot.rows(
        "SELECT level, shapes FROM shape_part WHERE level LIKE 'problem%' ORDER BY 1"
    )
    assert drawn == [("problem", 2), ("problem_shape", 2)]
