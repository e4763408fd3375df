"""Projects with a polygon: from a spatial file or a column of WKT; drawn, clicked and handed over."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from etl.pipeline import Summary, load
from geodata.figures import layers
from geodata.figures.layers import LayerQuery
from geodata.land.shapes import PROJECT_LEVELS
from geodata.land.shapes import codes as drawn_codes
from geodata.lists import projects
from geodata.output import export
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store

#: Two squares, the second inside the first; a point; and a road, which is a line.
SHAPES = {
    "P1": "POLYGON ((116 35, 116.1 35, 116.1 35.1, 116 35.1, 116 35))",
    "P2": "POLYGON ((116.01 35.01, 116.03 35.01, 116.03 35.03, 116.01 35.03, 116.01 35.01))",
    "P3": "POINT (116.2 35.2)",
    "P4": "LINESTRING (116.2 35.2, 116.3 35.3)",
}


def loaded(tiny: Path, store: Store, now: datetime, file: str, *, polygons: bool) -> Summary:
    """The tiny city with ``file`` for its projects."""
    toml = tiny / "city.toml"
    text = toml.read_text(encoding="utf-8").replace('"projects.csv"', f'"{file}"')
    assert file in text
    toml.write_text(text, encoding="utf-8")
    path = tiny / file
    if polygons:
        features = [
            {"type": "Feature", "properties": {"project_id": code, "name": f"项目{code}"},
             "geometry": json.loads(shapely.to_geojson(shapely.from_wkt(wkt)))}
            for code, wkt in SHAPES.items()
        ]  # fmt: skip
        path.write_text(
            json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
        )
    else:
        rows = "".join(f'{code},项目{code},"{wkt}"\n' for code, wkt in SHAPES.items())
        path.write_text("project_id,name,WKT\n" + rows, encoding="utf-8")
    return load(tiny, store, now=now)


@pytest.fixture(params=["map.geojson", "map.csv"])
def snapshot(request: pytest.FixtureRequest, tiny: Path, store: Store, now: datetime) -> Snapshot:
    summary = loaded(tiny, store, now, request.param, polygons=request.param.endswith("geojson"))
    assert [one for one in summary.reasons if one[0] == "project"] == []
    (said,) = [one for one in summary.warnings if one[0].startswith("shape_")]
    assert said[0] == "shape_not_a_polygon"  # the road, which is a project all the same
    assert said[1] == {"source": "project", "rows": 1, "shown": f"{request.param} 5"}
    return store.current()


def test_polygons_are_kept_and_have_a_dot_inside(snapshot: Snapshot) -> None:
    rows = snapshot.rows(
        "SELECT project_id, geometry IS NOT NULL, ST_Contains(geometry, ST_Point(lon, lat)), lon, lat"
        " FROM project ORDER BY 1"
    )
    assert [row[:3] for row in rows] == [
        ("P1", True, True),
        ("P2", True, True),
        ("P3", False, None),
        ("P4", False, None),
    ]
    assert rows[2][3:] == (116.2, 35.2)
    assert rows[3][3:] == (None, None)


def test_the_smallest_polygon_under_a_click_is_meant(snapshot: Snapshot) -> None:
    assert projects.project_at(snapshot, 116.012, 35.012) == "P2"
    assert projects.project_at(snapshot, 116.09, 35.01) == "P1"
    assert projects.project_at(snapshot, 116.2, 35.2) == "P3"
    assert projects.project_at(snapshot, 117.0, 36.0) is None


def test_the_map_has_dots_from_afar_and_polygons_from_nearby(snapshot: Snapshot) -> None:
    with snapshot.cursor() as cursor:
        for level in PROJECT_LEVELS:
            assert drawn_codes(cursor, level, "all") == ["P1", "P2", "P3", "P4"]
    widths = dict(snapshot.rows("SELECT level, width FROM shape_part WHERE level LIKE 'project%'"))
    assert widths["project"] is None  # dots
    assert widths["project_shape"] > 0


def test_the_layer_is_handed_over_with_its_polygons(snapshot: Snapshot, tmp_path: Path) -> None:
    layer = layers.layer(snapshot, LayerQuery("projects", "project", scope(snapshot)))
    path = tmp_path / "projects.gpkg"
    path.write_bytes(export.write(snapshot, layer, "gpkg", language="zh_CN"))
    frame = gpd.read_file(path).set_index("code")
    for code in ("P1", "P2", "P3"):
        assert frame.geometry[code].equals(shapely.from_wkt(SHAPES[code]))
