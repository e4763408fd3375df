"""Files that nobody here made: a Chinese prefecture's register and the Swiss municipalities."""

from __future__ import annotations

import csv
import os
from datetime import date, datetime
from pathlib import Path

import pyogrio
import pytest
import shapely

from etl.pipeline import Summary, load
from geodata.base.codes import full_code
from geodata.figures import layers, rates
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.layers import LayerQuery
from geodata.figures.legend import LegendClass
from geodata.land.geometry import AREA_TOLERANCE
from geodata.output.status import status
from geodata.question.scope import city_of, scope
from geodata.store.snapshots import Snapshot, Store

CITIES = Path(__file__).parent / "cities"
REAL = CITIES.parents[2] / "shared" / "real"
NOW = datetime(2026, 4, 20, 9, 0)
Loaded = tuple[Summary, Snapshot]


def loaded(name: str, folder: Path) -> Loaded:
    if not (REAL / name).is_dir():
        reason = f"the real files are not beside the repository: shared/real/{name}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    store = Store(folder)
    summary = load(CITIES / name, store, now=NOW)
    return summary, store.current()


@pytest.fixture(scope="module")
def shangqiu(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return loaded("shangqiu", tmp_path_factory.mktemp("shangqiu"))


@pytest.fixture(scope="module")
def swiss(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return loaded("swiss", tmp_path_factory.mktemp("swiss"))


def drawn(snapshot: Snapshot, name: str, level: str) -> dict[str, int]:
    """How many places of a level are drawn in each class."""
    found = layers.layer(snapshot, LayerQuery(name, level, scope(snapshot)))
    classes: tuple[LegendClass, ...] = found.legend
    return {one.key: one.count for one in classes if one.count}


def register(name: str) -> dict[str, str]:
    with (REAL / "shangqiu" / name).open(encoding="utf-8", newline="") as stream:
        return {str(full_code(row["code"])): row["name"] for row in csv.DictReader(stream)}


def test_all_of_shangqiu_is_accepted(shangqiu: Loaded) -> None:
    summary, _ = shangqiu
    assert summary.reasons == []
    assert summary.files == [
        ("county", "areas.csv", 11, 11, 0),
        ("county.geometry", "counties.geojson", 9, 9, 0),
        ("township", "streets.csv", 199, 199, 0),
        ("village", "villages.csv", 4834, 4834, 0),
    ]


def test_no_name_of_shangqiu_is_mangled(shangqiu: Loaded) -> None:
    _, snapshot = shangqiu
    written = register("areas.csv") | register("streets.csv") | register("villages.csv")
    found = dict(snapshot.rows("SELECT code, name FROM place WHERE kind <> 'city'"))
    assert found == written
    assert len(found) == 11 + 199 + 4834


def test_villages_and_communities_are_told_apart_by_name(shangqiu: Loaded) -> None:
    _, snapshot = shangqiu
    named = dict(snapshot.rows("SELECT name, any_value(kind) FROM place GROUP BY name"))
    assert named["新区社区居委会"] == "community"
    for name, kind in named.items():
        if name.endswith("居委会"):
            assert kind == "community", name
        if name.endswith("村委会"):
            assert kind == "village", name


def test_two_development_zones_have_no_polygon(shangqiu: Loaded) -> None:
    _, snapshot = shangqiu
    bare = snapshot.rows(
        "SELECT code FROM place WHERE kind = 'county' AND geometry IS NULL ORDER BY code"
    )
    assert bare == [("411471000000",), ("411472000000",)]
    answer = status(snapshot, scope(snapshot))
    assert answer.places == {"city": 1, "county": 11, "township": 199,
                             "village": 4575, "community": 259}  # fmt: skip
    assert answer.without_geometry == {"county": 2, "township": 199,
                                       "village": 4575, "community": 259}  # fmt: skip
    assert answer.accepted["village"] == 4834
    ((west, east),) = snapshot.rows(
        "SELECT ST_XMin(geometry), ST_XMax(geometry) FROM place WHERE kind = 'city'"
    )
    assert 114.7 < west < 115
    assert 116.5 < east < 116.8


def test_every_village_lies_in_the_township_its_code_says(shangqiu: Loaded) -> None:
    _, snapshot = shangqiu
    assert snapshot.rows(
        "SELECT count(*), count(DISTINCT township_code), count(DISTINCT county_code) FROM lineage"
        " WHERE kind IN ('village', 'community') AND township_code = code[:9] || '000'"
        " AND county_code = code[:6] || '000000' AND city_code = '411400000000'"
    ) == [(4834, 199, 11)]


@pytest.mark.parametrize("name", DEFINITIONS)
@pytest.mark.parametrize("area", [None, "411402", "411471"])
def test_a_figure_without_data_has_no_value(shangqiu: Loaded, name: str, area: str | None) -> None:
    _, snapshot = shangqiu
    asked = scope(snapshot, area=area)
    assert rates.figure(snapshot, name, asked).value is None
    assert rates.by_area(snapshot, name, asked, "county")["value"].isna().all()


@pytest.mark.parametrize("name", sorted({*layers.LAYERS} - {"projects", "geometry_problems"}))
@pytest.mark.parametrize(
    ("level", "places"), [("county", 11), ("township", 199), ("place", 4834), ("community", 259)]
)
def test_every_level_of_shangqiu_is_drawn_without_data(
    shangqiu: Loaded, name: str, level: str, places: int
) -> None:
    assert drawn(shangqiu[1], name, level) == {"no_data": places}


def test_there_is_no_project_to_draw(shangqiu: Loaded) -> None:
    assert drawn(shangqiu[1], "projects", "place") == {}


def test_the_faults_of_the_real_counties_are_told(shangqiu: Loaded) -> None:
    # every outline crosses itself somewhere, and two neighbours claim one piece of land
    assert drawn(shangqiu[1], "geometry_problems", "problem") == {"overlap": 1, "repaired": 9}
    shares = shangqiu[1].rows("SELECT share FROM geometry_problem WHERE kind = 'repaired'")
    assert max(share for (share,) in shares) < AREA_TOLERANCE


def test_told_for_the_day_of_the_load_where_nothing_was_given(shangqiu: Loaded) -> None:
    _, snapshot = shangqiu
    assert city_of(snapshot).data_to is None
    assert scope(snapshot).as_of == date(2026, 4, 20)


def test_all_of_switzerland_is_accepted(swiss: Loaded) -> None:
    summary, snapshot = swiss
    assert summary.reasons == []
    assert summary.files == [
        ("county", "cantons.shp", 26, 26, 0),
        ("village", "municipalities.shp", 2134, 2134, 0),
    ]
    answer = status(snapshot, scope(snapshot))
    assert answer.places == {"province": 1, "county": 26, "village": 2134}
    assert answer.without_geometry == {}
    assert snapshot.rows("SELECT DISTINCT encoding, licence FROM load_log") == [
        ("utf-8", "BSD-3-Clause (swiss-maps 4.7.0)")
    ]


def test_swiss_names_and_cantons_are_right(swiss: Loaded) -> None:
    _, snapshot = swiss
    written = pyogrio.read_dataframe(
        REAL / "swiss/2024/municipalities.shp", encoding="utf-8", read_geometry=False
    )
    rows = snapshot.rows("SELECT code, name, parent_code FROM place WHERE kind = 'village'")
    assert {(code, name) for code, name, _ in rows} == set(
        zip(written["id"].astype(str), written["name"], strict=True)
    )
    assert {(code, parent) for code, _, parent in rows} == set(
        zip(written["id"].astype(str), "KT" + written["KTNR"].astype(str), strict=True)
    )
    assert snapshot.rows("SELECT name, parent_code FROM place WHERE code IN ('261', 'KT1')") == [
        ("Zürich", "CH"), ("Zürich", "KT1"),
    ]  # fmt: skip


def test_swiss_coordinates_are_shifted_to_the_datum(swiss: Loaded) -> None:
    """Not only turned into degrees: the two datums lie some 150 m apart."""
    _, snapshot = swiss
    ((zurich, main_station),) = snapshot.rows(
        "SELECT ST_AsWKB(geometry), ST_Contains(geometry, ST_Point(8.5402, 47.3779))"
        " FROM place WHERE code = '261'"
    )
    center = shapely.from_wkb(zurich).centroid
    assert main_station
    assert (center.x, center.y) == pytest.approx((8.54, 47.37), abs=0.02)
    raw = pyogrio.read_dataframe(REAL / "swiss/2024/municipalities.shp", encoding="utf-8")
    exact = raw.to_crs(4326).set_index("id").geometry[261].centroid
    assert (center.x, center.y) == pytest.approx((exact.x, exact.y), abs=1e-6)


def test_swiss_levels_skip_the_township(swiss: Loaded) -> None:
    _, snapshot = swiss
    levels = {level for (level,) in snapshot.rows("SELECT DISTINCT level FROM shape_part")}
    assert "township" not in levels
    assert "county" in levels
    assert snapshot.rows("SELECT count(*) FROM lineage WHERE township_code IS NOT NULL") == [(0,)]
    assert drawn(snapshot, "visit_coverage", "county") == {"no_data": 26}
    assert drawn(snapshot, "visit_coverage", "township") == {}
    assert drawn(snapshot, "days_since_visit", "place") == {"no_data": 2134}
    by_canton = rates.by_area(snapshot, "visit_coverage", scope(snapshot), "county")
    assert by_canton["denominator"].sum() == 2134
    assert rates.figure(snapshot, "visit_coverage", scope(snapshot, area="KT1")).denominator == 160
