"""Packs of shapes: what is written is what is read, and neighbours stay neighbours."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise

import duckdb
import numpy as np
import pytest
import shapely

from geodata.base.queries import sql
from geodata.land import packing, shapes
from geodata.store import snapshots as store

_Point = tuple[float, float]
_SCALE = 5e-5
_EAST, _NORTH = 112.0, 30.0
_TOLERANCE = 0.0015  # degrees: the squares are large, a tenth of one is small


def _squares(side: int, step: float = 0.02) -> packing.Shapes:
    """A coverage of ``side`` × ``side`` squares with wavy common borders, degrees."""
    at = np.linspace(0, 1, 9)
    wave = np.sin(at * np.pi * 2) * 0.0002

    def border(a: _Point, b: _Point) -> list[_Point]:
        """From a to b without b: the same points whichever way it is walked."""
        (ax, ay), (bx, by) = min(a, b), max(a, b)
        xs = ax + (bx - ax) * at + (ax == bx) * wave
        ys = ay + (by - ay) * at + (ay == by) * wave
        points = list(zip(xs.tolist(), ys.tolist(), strict=True))
        return points[:-1] if a < b else points[:0:-1]

    def square(x: int, y: int) -> shapely.Polygon:
        grid = [(x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y), (x, y)]
        corners = [(_EAST + column * step, _NORTH + row * step) for column, row in grid]
        return shapely.Polygon([point for a, b in pairwise(corners) for point in border(a, b)])

    return np.array([square(x, y) for y in range(side) for x in range(side)], dtype=object)


def _city(polygons: packing.Shapes, counties: int = 1) -> duckdb.DuckDBPyConnection:
    connection = store.connect()
    connection.execute(sql("schema"))
    store.define_shared(connection)
    rows = [
        (f"99{n % counties:02d}{n:08d}", f"村{n}", f"98{n % counties:02d}00000000", shape.wkb)
        for n, shape in enumerate(polygons)
    ]
    connection.execute(
        "CREATE TEMP TABLE given (code VARCHAR, name VARCHAR, county VARCHAR, wkb BLOB)"
    )
    connection.executemany("INSERT INTO given VALUES (?, ?, ?, ?)", rows)
    connection.execute("""
        INSERT INTO place (code, name, kind, geometry, geometry_source)
        SELECT code, name, 'village', ST_SetCRS(ST_GeomFromWKB(wkb), 'EPSG:4490'), 'surveyed'
        FROM given;
        INSERT INTO place (code, name, kind)
        SELECT DISTINCT county, county, 'county' FROM given;
        INSERT INTO lineage (code, kind, county_code) SELECT code, 'village', county FROM given;
        INSERT INTO lineage (code, kind, county_code)
        SELECT DISTINCT county, 'county', county FROM given;
    """)
    return connection


def _unpacked(connection: duckdb.DuckDBPyConnection, level: str, part: str):  # type: ignore[no-untyped-def]
    content = shapes.pack(connection, level, part)
    assert content is not None
    return json.loads(gzip.decompress(content))


def _decoded(rings: list[list[int]], scale: float) -> shapely.Geometry:
    lines = [np.cumsum(np.array(ring).reshape(-1, 2), axis=0) * scale for ring in rings]
    if len(lines[0]) == 1:
        return shapely.Point(lines[0][0])
    outside = [line for line in lines if not shapely.LinearRing(line).is_ccw]
    holes = [line for line in lines if shapely.LinearRing(line).is_ccw]
    return shapely.union_all([shapely.Polygon(line) for line in outside]) - shapely.union_all(
        [shapely.Polygon(line) for line in holes]
    )


def test_a_pack_reads_back_as_the_simplified_shapes() -> None:
    ring = shapely.Polygon(
        [(112, 30), (112, 31), (113, 31), (113, 30)],
        holes=[[(112.4, 30.4), (112.6, 30.4), (112.6, 30.6), (112.4, 30.6)]],
    )
    islands = shapely.MultiPolygon(
        [shapely.box(114, 30, 114.1, 30.1), shapely.box(115, 30, 116, 31)]
    )
    given = np.array([ring, islands, shapely.Point(112.5, 30.25), None], dtype=object)
    found = list(packing.encoded(given, _SCALE))
    assert found[3] is None
    for shape, rings in zip(given[:3], found[:3], strict=True):
        assert rings is not None
        assert shapely.hausdorff_distance(_decoded(rings, _SCALE), shape) <= _SCALE
        assert shapely.area(_decoded(rings, _SCALE)) == pytest.approx(
            shapely.area(shape), abs=4 * _SCALE
        )
    assert [len(rings or []) for rings in found] == [2, 2, 1, 0]


def test_a_shape_smaller_than_the_scale_is_still_a_point() -> None:
    speck = shapely.box(112, 30, 112 + _SCALE / 10, 30 + _SCALE / 10)
    (found,) = packing.encoded(np.array([speck], dtype=object), _SCALE)
    assert found == [[2_240_000, 600_000]]


def test_borders_stay_shared_and_nothing_is_lost() -> None:
    given = _squares(8)
    small = shapely.box(_EAST + 0.029, _NORTH + 0.029, _EAST + 0.031, _NORTH + 0.031)
    given[9] = given[9] - small  # a little community inside a village
    given = np.array([*given, small], dtype=object)
    simple = packing.simplified(given, _TOLERANCE)
    assert shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates(given).sum() / 2
    assert shapely.is_valid(simple).all()
    assert shapely.coverage_is_valid(simple)
    assert shapely.area(simple).sum() == pytest.approx(shapely.union_all(simple).area)
    assert shapely.area(simple[-1]) == pytest.approx(small.area)


def test_neighbouring_parts_match_along_their_border() -> None:
    given = _squares(8)
    halves = [
        packing.simplified(half, _TOLERANCE, keep_boundary=True)
        for half in (given[:32], given[32:])
    ]
    assert shapely.coverage_is_valid(np.concatenate(halves))


def test_positions_follow_the_index_and_bytes_are_the_same_again() -> None:
    first, second = _city(_squares(6)), _city(_squares(6))
    for connection in (first, second):
        shapes.build(connection)
    pack = _unpacked(first, "place", "all")
    assert pack["codes"] == shapes.codes(first, "place", "all") == sorted(pack["codes"])
    assert pack["names"][3] == "村3"
    for part in shapes.index(first):
        content = shapes.pack(first, part.level, part.part)
        assert content == shapes.pack(second, part.level, part.part)
    assert shapes.pack(first, "place", "nowhere") is None
    assert shapes.codes(first, "nowhere", "all") == []


def test_an_area_follows_its_places_to_the_last_point() -> None:
    connection = _city(_squares(6))
    connection.execute("""
        UPDATE place SET geometry_source = 'dissolved', geometry = (
            SELECT ST_SetCRS(ST_Union_Agg(geometry), 'EPSG:4490') FROM place WHERE kind = 'village')
        WHERE kind = 'county'
    """)
    shapes.build(connection, tolerance_m=400)
    villages = _unpacked(connection, "village", "all")
    county = _unpacked(connection, "county", "all")
    union = shapely.union_all([_decoded(rings, villages["scale"]) for rings in villages["shapes"]])
    outline = _decoded(county["shapes"][0], county["scale"])
    assert shapely.symmetric_difference(union, outline).area == pytest.approx(0, abs=1e-9)


def test_a_large_level_is_split_by_the_widest_area_that_is_small_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shapes, "_PART_SHAPES", 15)
    monkeypatch.setattr(shapes, "_TOGETHER", 10)
    connection = _city(_squares(6), counties=3)
    shapes.build(connection)
    parts = {(one.level, one.part): one for one in shapes.index(connection)}
    counties = [f"98{n:02d}00000000" for n in range(3)]
    assert [part for level, part in parts if level == "place"] == counties
    assert ("county", "all") in parts
    for county in counties:
        assert parts["place", county].shapes == 12 == len(shapes.codes(connection, "place", county))
        assert all(code[2:4] == county[2:4] for code in shapes.codes(connection, "place", county))
    one = parts["place", counties[0]]
    assert one.min_lon == pytest.approx(_EAST, abs=1e-3)
    assert one.width == pytest.approx(0.02, rel=0.05)


def test_a_place_without_a_polygon_keeps_its_position() -> None:
    connection = _city(_squares(2))
    connection.execute("""
        UPDATE place SET geometry = NULL, lon = 112.5, lat = 30.5 WHERE code = '990000000001';
        UPDATE place SET geometry = NULL WHERE code = '990000000002';
        UPDATE place SET geometry_source = 'estimated' WHERE code = '990000000003';
        INSERT INTO project (project_id, name, lon, lat)
        VALUES ('p2', '路', NULL, NULL), ('p1', '桥', 112.5, 30.5);
    """)
    shapes.build(connection)
    places = _unpacked(connection, "place", "all")
    assert places["shapes"][1] == [[2_250_000, 610_000]]
    assert places["shapes"][2] is None
    assert places["estimated"] == [3]
    assert _unpacked(connection, "county", "all")["shapes"] == [None]
    projects = _unpacked(connection, "project", "all")
    assert projects["codes"] == ["p1", "p2"]
    assert projects["shapes"] == [[[2_250_000, 610_000]], None]


def test_only_the_newest_version_of_a_place_is_drawn() -> None:
    connection = _city(_squares(2))
    connection.execute("""
        INSERT INTO place (code, name, kind, valid_to)
        VALUES ('990000000000', '旧名', 'village', DATE '2020-12-31'),
               ('990000000009', '已撤', 'village', DATE '2020-12-31');
    """)
    shapes.build(connection)
    places = _unpacked(connection, "place", "all")
    assert places["names"] == ["村0", "村1", "村2", "村3", "已撤"]


def test_broken_polygons_and_empty_snapshots_do_no_harm() -> None:
    bow = shapely.Polygon([(112, 30), (112.1, 30.1), (112.1, 30), (112, 30.1)])
    connection = _city(np.array([bow], dtype=object))
    shapes.build(connection)
    assert _unpacked(connection, "village", "all")["shapes"][0]
    empty = store.connect()
    empty.execute(sql("schema"))
    store.define_shared(empty)
    shapes.build(empty)
    assert shapes.index(empty) == []
