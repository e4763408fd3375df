"""What is wrong with a shape or a township never takes a place away: it stays, and the load says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely

from etl.pipeline import Summary, load
from geodata.base.messages import text
from geodata.figures import layers, overview, ranking, rates
from geodata.figures.layers import LayerQuery
from geodata.lists import workday
from geodata.output import export
from geodata.output.brief import brief
from geodata.output.paper import to_html
from geodata.output.printing import bulletin_html
from geodata.output.problem_map import problem_map
from geodata.question.areas import gap_text, name_gap
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store
from test_dashboard import PAGES, page, serving  # noqa: F401 - a fixture
from test_shrinking import add, villages

NOW = datetime(2026, 4, 20, 9, 0)
A, B, C, D = (f"990121100{n}" for n in (201, 202, 203, 204))


def square(x: float, y: float = 34.0) -> shapely.Polygon:
    return shapely.box(x, y, x + 0.1, y + 0.1)


def drawn(folder: Path, cells: Mapping[str, str]) -> Path:
    """A county of which the register's column ``geometry`` holds these cells."""
    villages(folder, ())
    rows = (
        '{},{}村,"{}"'.format(code.split("/")[0], code[9:12], cell.replace('"', '""'))
        for code, cell in cells.items()
    )
    (folder / "villages.csv").write_text("\n".join(["代码,名称,geometry", *rows]) + "\n", "utf-8")
    return folder


def shapes(snapshot: Snapshot) -> dict[str, Any]:
    rows = snapshot.rows("SELECT code, ST_AsWKB(geometry) FROM place WHERE kind = 'village'")
    return {code: wkb and shapely.from_wkb(wkb) for code, wkb in rows}


def said(summary: Summary) -> dict[str, dict[str, object]]:
    return dict(summary.warnings)


def geoshape(shape: shapely.Polygon) -> str:
    return "; ".join(f"{y} {x} 0 0" for x, y in shape.exterior.coords)


@pytest.mark.parametrize("form", ["geojson", "feature", "geoshape", "wkt"])
def test_shapes_in_a_cell_are_read_in_every_form(tmp_path: Path, store: Store, form: str) -> None:
    wanted = {code: square(115 + n / 10) for n, code in enumerate((A, B))}
    write: Any = {
        "geojson": shapely.to_geojson,
        "feature": lambda one: json.dumps(
            {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(one)}
        ),
        "geoshape": geoshape,
        "wkt": lambda one: one.wkt,
    }[form]
    summary = load(
        drawn(tmp_path / "a", {code: write(one) for code, one in wanted.items()}), store, now=NOW
    )
    assert summary.warnings == []
    found = shapes(store.current())
    assert {code: one.equals(wanted[code]) for code, one in found.items()} == {A: True, B: True}


def test_a_shape_that_is_none_leaves_its_place(tmp_path: Path, store: Store) -> None:
    cells = {
        A: shapely.to_wkt(square(115)),
        B: "POLYGON EMPTY",
        C: "POLYGON ((115 34, 115.1 34.1, 115.1 34, 115 34.1, 115 34))",  # a bow-tie
        D: "LINESTRING (115 34, 115.1 34.1)",
        "990121200205": "据实测量",
        "990121200206": "34.0 115.0 0 0; 34.1 115.0 0 0",  # a trace that does not close
        "990121200207": "",
    }
    folder = drawn(tmp_path / "a", cells)
    add(folder, "visit", "visit_id,target_id,visited_on", f"V1,{B},2026-03-02")
    summary = load(folder, store, now=NOW)
    assert summary.reasons == []
    snapshot = store.current()
    found = shapes(snapshot)
    assert set(found) == set(cells)
    assert {code for code, one in found.items() if one is not None} == {A}
    assert said(summary) == {
        "shape_geometry_changed": {"source": "village", "rows": 1, "shown": "villages.csv 4"},
        "shape_not_a_polygon": {
            "source": "village", "rows": 2, "shown": "villages.csv 5, villages.csv 7"},
        "shape_unreadable_geometry": {
            "source": "village", "rows": 2, "shown": "villages.csv 3, villages.csv 6"},
    }  # fmt: skip
    assert snapshot.rows(
        "SELECT code, source FROM geometry_problem WHERE kind = 'undrawn' ORDER BY code"
    ) == [(code, "village") for code in (B, C, D, "990121200205", "990121200206")]
    assert rates.figure(snapshot, "visit_coverage", scope(snapshot)).denominator == 7
    assert text("class", "undrawn", "zh_CN") in problem_map(snapshot)
    query = LayerQuery("geometry_problems", "problem", scope(snapshot))
    assert export.write(snapshot, layers.layer(snapshot, query), "gpkg", language="zh_CN")


def test_an_exclave_joins_its_place(tmp_path: Path, store: Store) -> None:
    main, apart = square(115), square(116)
    cells = {
        A: shapely.to_wkt(main),
        A + "/2": shapely.to_wkt(apart),
        B: shapely.to_wkt(square(115.1)),
    }
    summary = load(drawn(tmp_path / "a", cells), store, now=NOW)
    assert summary.reasons == []
    assert summary.files[1][2:] == (3, 3, 0)
    found = shapes(store.current())
    assert set(found) == {A, B}
    assert found[A].equals(shapely.MultiPolygon([main, apart]))
    assert said(summary) == {"parts_joined": {"source": "village", "places": 1, "shown": "201村"}}
    load(tmp_path / "a", store, now=NOW)  # the same once more
    assert len(shapes(store.current())) == 2


def test_two_drawings_of_one_place_are_no_parts(tmp_path: Path, store: Store) -> None:
    cells = {A: shapely.to_wkt(square(115)), A + "/2": shapely.to_wkt(square(115.02)),
             B: shapely.to_wkt(square(116))}  # fmt: skip
    summary = load(drawn(tmp_path / "a", cells), store, now=NOW)
    assert [(one.code, one.rows) for one in summary.reasons] == [("doubled_differs", 2)]
    assert set(shapes(store.current())) == {B}


def layer_of(folder: Path, *features: tuple[str, str, shapely.Polygon]) -> None:
    body = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": code, "name": name},
         "geometry": shapely.geometry.mapping(shape)}
        for code, name, shape in features]}  # fmt: skip
    (folder / "shapes.geojson").write_text(json.dumps(body), "utf-8")
    toml = folder / "city.toml"
    stated = toml.read_text("utf-8").replace(
        'file = "villages.csv"', 'file = "villages.csv"\ngeometry = { file = "shapes.geojson" }'
    )
    toml.write_text(stated, "utf-8")


def test_parts_in_a_file_of_shapes_are_joined_where_their_names_agree(
    tmp_path: Path, store: Store
) -> None:
    folder = villages(tmp_path / "a", [A, B])
    layer_of(folder, (A, "甲", square(115)), (A, "甲", square(116)),
             (B, "乙", square(117)), (B, "丙", square(118)))  # fmt: skip
    summary = load(folder, store, now=NOW)
    found = shapes(store.current())
    assert found[A].equals(shapely.MultiPolygon([square(115), square(116)]))
    assert found[B] is None  # two names: nobody can tell which is which
    assert {one.code for one in summary.reasons} == {"doubled_shape", "doubled_differs"}
    assert said(summary)["parts_joined"]["source"] == "village.geometry"


# Places in no township


def gapped(folder: Path) -> Path:
    """Six villages, of which three lie in a township that no register has; three visits: two in
    Willow Town, one in the township that is missing."""
    codes = [f"990121100{n}" for n in (201, 202, 203)] + [f"990121200{n}" for n in (201, 202, 203)]
    villages(folder, codes)
    (folder / "townships.csv").write_text("代码,名称\n990121100,柳河镇\n", "utf-8")
    add(folder, "visit", "visit_id,target_id,visited_on,households",
        f"V1,{codes[0]},2026-03-02,3", f"V2,{codes[1]},2026-03-02,5",
        f"V3,{codes[3]},2026-03-02,4")  # fmt: skip
    with (folder / "city.toml").open("a", encoding="utf-8") as toml:
        toml.write('[[ranking]]\nid = "r"\nweights = { visit_coverage = 1 }\nfair_places = 1\n')
    return folder


@pytest.fixture
def gap(tmp_path: Path, store: Store) -> Snapshot:
    load(gapped(tmp_path / "gap"), store, now=NOW)
    return store.current()


def march(snapshot: Snapshot) -> Scope:
    return scope(snapshot, as_of=date(2026, 3, 31), period="2026-03")


def test_a_load_says_how_many_lie_in_no_township(tmp_path: Path, store: Store) -> None:
    summary = load(gapped(tmp_path / "gap"), store, now=NOW)
    shown = ", ".join(f"990121200{n} 200{n}村" for n in (201, 202, 203))
    assert said(summary) == {"in_no_township": {"source": "township", "places": 3, "shown": shown}}


def test_parts_by_township_add_up_to_the_whole(gap: Snapshot) -> None:
    parts = rates.by_area(gap, "visit_coverage", march(gap), "township")
    columns = ["code", "name", "numerator", "denominator"]
    assert parts[columns].astype(object).where(parts.notna(), None).values.tolist() == [
        ["990121100000", "柳河镇", 2, 3], [None, None, 1, 3]]  # fmt: skip
    whole = rates.figure(gap, "visit_coverage", march(gap))
    assert (whole.numerator, whole.denominator) == (3, 6)
    assert name_gap(parts, "township", "zh_CN")["name"].tolist() == ["柳河镇", "不在任何乡镇(街道)"]
    counties = rates.by_area(gap, "visit_coverage", march(gap), "county")
    assert counties[["name", "numerator", "denominator"]].values.tolist() == [["柳县", 3, 6]]
    assert rates.by_area(gap, "visit_coverage", march(gap), "city").empty  # above the root


@pytest.mark.parametrize("name", ["visit_coverage", "neglected", "days_since_visit"])
def test_layers_and_exports_have_the_row(gap: Snapshot, name: str) -> None:
    layer = layers.layer(gap, LayerQuery(name, "township", march(gap)))
    assert sum(one.count for one in layer.legend) == 1  # on the map there is one area
    rows = export.table(layer, language="zh_CN")
    assert rows["name"].tolist() == ["柳河镇", gap_text("township", "zh_CN")]
    if name != "days_since_visit":
        assert rows["denominator"].tolist() == [3, 3]
    for form in export.FORMATS:
        assert export.write(gap, layer, form, language="zh_CN")


def test_the_bulletin_has_the_row_and_the_whole_stays_whole(gap: Snapshot) -> None:
    found = workday.bulletin(gap, date(2026, 3, 2), march(gap), level="township")
    assert (found.visits, found.places, found.counts["households"]) == (3, 3, 12)
    areas = found.by_area[["code", "visits", "households"]].astype(object)
    assert areas.where(areas.notna(), None).values.tolist() == [
        ["990121100000", 2, 8], [None, 1, 4]]  # fmt: skip
    assert gap_text("township", "zh_CN") in bulletin_html(found, "柳县", "zh_CN").decode()


def test_a_ranking_lists_it_without_a_rank(gap: Snapshot) -> None:
    found = ranking.ranked(gap, ranking.ranking_of(gap, "r"), march(gap))
    assert found.among == 1
    rows = found.rows[["code", "places", "rank"]].astype(object).where(found.rows.notna(), None)
    assert rows.values.tolist() == [["990121100000", 3, 1], [None, 3, None]]


def test_where_to_look_first_tells_it_from_the_county(gap: Snapshot) -> None:
    first = overview.look_first(gap, march(gap), 60)
    assert [(one.called("zh_CN"), one.county, one.neglected, one.places) for one in first] == [
        (gap_text("township", "zh_CN"), "柳县", 2, 3), ("柳河镇", "柳县", 1, 3)]  # fmt: skip


def test_the_brief_has_the_row(gap: Snapshot) -> None:
    shown = to_html(brief(gap, march(gap), language="zh_CN")).decode()
    assert gap_text("township", "zh_CN") in shown


def test_who_serves_in_several_townships_is_in_no_gap(tmp_path: Path, store: Store) -> None:
    codes = ["990121100201", "990121200201"]
    folder = villages(tmp_path / "a", codes)
    add(folder, "pairing", "结对领导,村代码", *(f"甲一,{code}" for code in codes))
    load(folder, store, now=NOW)
    snapshot = store.current()
    parts = rates.by_area(snapshot, "load_per_official", scope(snapshot), "township")
    assert parts["code"].notna().all()


def test_every_page_shows_it(tmp_path: Path, serving: Store) -> None:  # noqa: F811
    load(gapped(tmp_path / "gap"), serving, now=NOW)
    for name in PAGES:
        page(name)
    shown = page("coverage", level="township")
    tables = [one.value for one in shown.dataframe]
    assert any(gap_text("township", "zh_CN") in table.astype(str).values for table in tables)
    said = [one.value for one in page("data").warning]
    assert any("990121200201" in one for one in said)
    ranked = [one.value for one in page("rankings", month="2026-03").caption]
    assert any(gap_text("township", "zh_CN") in one.replace("\\", "") for one in ranked)
