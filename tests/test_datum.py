"""GCJ-02 and BD-09: against an independent converter, there and back, and only inside China."""

from __future__ import annotations

import numpy as np
import prcoords
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.land.datum import (
    SHIFTED,
    Datum,
    from_cgcs2000,
    offset_applies,
    shapes_to_cgcs2000,
    to_cgcs2000,
)

#: Metres of a degree of latitude, and more than those of any degree of longitude.
METRES = 111_320
ORACLE = {"gcj02": prcoords.wgs_gcj, "bd09": prcoords.wgs_bd}

INSIDE = {
    "Harbin": (126.53, 45.80), "Kashgar": (75.99, 39.47), "Mohe": (122.54, 52.97),
    "Sanya": (109.50, 18.25), "Dandong": (124.383, 40.124), "Mudanjiang": (129.60, 44.58),
    "Xishuangbanna": (100.80, 22.00), "Mengla": (101.56, 21.46), "Beijing": (116.39, 39.91),
    "Shenzhen": (114.055, 22.54), "Zhuhai": (113.55, 22.225), "Heihe": (127.50, 50.245),
    "Manzhouli": (117.43, 49.595), "Erenhot": (111.97, 43.65), "Suifenhe": (131.15, 44.40),
    "Hunchun": (130.36, 42.86), "Tumen": (129.843, 42.968), "Fuyuan": (134.30, 48.37),
    "Khorgos": (80.42, 44.21), "Tacheng": (82.98, 46.745), "Ruili": (97.855, 24.013),
    "Hekou": (103.94, 22.529), "Dongxing": (107.97, 21.545), "Yadong": (88.90, 27.48),
    "Lhasa": (91.10, 29.65), "Tashkurgan": (75.23, 37.77), "Zhoushan": (122.20, 30.00),
    "Pingtan": (119.79, 25.50), "Dalian": (121.60, 38.90), "Haikou": (110.35, 20.02),
}  # fmt: skip
OUTSIDE = {
    "Vladivostok": (131.90, 43.12), "Hanoi": (105.85, 21.03), "Ulaanbaatar": (106.90, 47.90),
    "Almaty": (76.90, 43.25), "Kathmandu": (85.32, 27.70), "Seoul": (126.98, 37.57),
    "Pyongyang": (125.75, 39.03), "Sinuiju": (124.40, 40.10), "Blagoveshchensk": (127.54, 50.285),
    "Khabarovsk": (135.08, 48.48), "Zamyn-Uud": (111.90, 43.73), "Lao Cai": (103.97, 22.485),
    "Lang Son": (106.76, 21.85), "Mong Cai": (107.966, 21.52), "Muse": (97.90, 23.98),
    "Namyang": (129.856, 42.95), "Hyesan": (128.18, 41.39), "Bishkek": (74.60, 42.87),
    "Thimphu": (89.64, 27.47), "Hong Kong": (114.17, 22.30), "Macau": (113.545, 22.20),
    "Taipei": (121.56, 25.03), "Okinawa": (127.70, 26.20), "Delhi": (77.20, 28.60),
    "Bern": (7.45, 46.95), "null": (0.0, 0.0),
}  # fmt: skip


def metres(one: tuple[object, object], other: tuple[object, object]) -> float:
    apart = np.hypot(*(np.asarray(a) - np.asarray(b) for a, b in zip(one, other, strict=True)))
    return float(np.max(apart)) * METRES


def points(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Points all over China."""
    random = np.random.default_rng(seed)
    lon, lat = random.uniform(73, 135.5, count), random.uniform(18, 53.6, count)
    inside = offset_applies(lon, lat)
    assert 0.3 < inside.mean() < 0.7
    return lon[inside], lat[inside]


def test_where_the_offset_applies() -> None:
    assert [name for name, at in INSIDE.items() if not offset_applies(*at)] == []
    assert [name for name, at in OUTSIDE.items() if offset_applies(*at)] == []


@pytest.mark.parametrize("datum", SHIFTED)
def test_points_outside_do_not_move(datum: Datum) -> None:
    lon, lat = np.array(list(OUTSIDE.values())).T
    for move in (from_cgcs2000, to_cgcs2000):
        assert [list(one) for one in move(lon, lat, datum)] == [list(lon), list(lat)]


#: The vectors that eviltransform publishes with its tests: WGS-84 and GCJ-02, latitude first.
PUBLISHED = {
    "Shanghai": ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    "Shenzhen": ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    "Beijing": ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_points(name: str) -> None:
    (lat, lon), (to_lat, to_lon) = PUBLISHED[name]
    assert metres(from_cgcs2000(lon, lat, "gcj02"), (to_lon, to_lat)) < 0.001
    assert metres(to_cgcs2000(to_lon, to_lat, "gcj02"), (lon, lat)) < 0.01


def test_tiananmen_is_displaced_by_half_a_kilometre() -> None:
    """116.39747 39.90869 → 116.40372 39.91010 (gcj02): 0.00625° · cos 39.909° · 111.32 km = 534 m
    east, 0.00140° · 111.32 km = 156 m north."""
    lon, lat = from_cgcs2000(116.397477, 39.908692, "gcj02")
    assert (lon, lat) == pytest.approx((116.403721, 39.910095), abs=1e-6)


@pytest.mark.parametrize("datum", SHIFTED)
def test_forward_as_another_converter_has_it(datum: Datum) -> None:
    lon, lat = points(2_000)
    found = from_cgcs2000(lon, lat, datum)
    wanted = np.array([ORACLE[datum]((y, x), False) for x, y in zip(lon, lat, strict=True)])
    assert metres(found, (wanted[:, 1], wanted[:, 0])) < 0.001


@pytest.mark.parametrize("datum", SHIFTED)
def test_there_and_back_all_over_china(datum: Datum) -> None:
    lon, lat = points(20_000)
    assert metres(to_cgcs2000(*from_cgcs2000(lon, lat, datum), datum), (lon, lat)) < 0.01


@given(
    lon=st.floats(73, 135.5),
    lat=st.floats(18, 53.6),
    datum=st.sampled_from(SHIFTED),
)
def test_there_and_back_anywhere(lon: float, lat: float, datum: Datum) -> None:
    """Also at 105°E and 35°N, where the published formula has a kink."""
    there = from_cgcs2000(lon, lat, datum)
    if offset_applies(lon, lat):
        assert 10 < metres(there, (lon, lat)) < 2_000
        assert metres(to_cgcs2000(*there, datum), (lon, lat)) < 0.01
        y, x = ORACLE[datum]((lat, lon), False)
        assert metres(there, (x, y)) < 0.001
    else:
        assert list(there) == [lon, lat]


@pytest.mark.parametrize("off", [0.0, 1e-12, 1e-9, 1e-6, -1e-9])
@pytest.mark.parametrize("datum", SHIFTED)
def test_there_and_back_at_the_kink(off: float, datum: Datum) -> None:
    at = (105 + off, 35 + off)
    assert metres(to_cgcs2000(*from_cgcs2000(*at, datum), datum), at) < 0.01


@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000"])
def test_datums_that_count_as_one(datum: Datum) -> None:
    for move in (from_cgcs2000, to_cgcs2000):
        assert list(move(116.0, 39.0, datum)) == [116, 39]


def test_a_shape_is_moved_whole_or_not_at_all() -> None:
    """Dandong reaches to the middle of the river: no corner of it stays behind."""
    corners = np.array([(124.30, 40.20), (124.45, 40.20), (124.45, 40.00), (124.30, 40.00)])
    assert set(offset_applies(*corners.T)) == {True, False}
    # the service moves all of the county, as its own maps of it do
    moved = [(x, y) for x, y in corners + np.array([0.005, 0.002])]
    seoul = shapely.box(126.9, 37.5, 127.0, 37.6)
    (here, nothing, there) = shapes_to_cgcs2000(
        np.array([shapely.Polygon(moved), None, seoul], dtype=object), "gcj02"
    )
    assert nothing is None
    assert there.equals(seoul)
    left = shapely.get_coordinates(here) - np.array([*moved, moved[0]])
    assert (np.hypot(*left.T) * METRES > 300).all()


def test_shapes_go_there_and_back() -> None:
    square = shapely.segmentize(shapely.box(116.3, 39.8, 116.5, 40.0), 0.01)
    x, y = shapely.get_coordinates(square).T
    displaced = shapely.set_coordinates(
        shapely.from_wkb(square.wkb), np.column_stack(from_cgcs2000(x, y, "bd09"))
    )
    assert shapely.hausdorff_distance(displaced, square) * METRES > 700
    (back,) = shapes_to_cgcs2000([displaced], "bd09")
    assert shapely.hausdorff_distance(back, square) * METRES < 0.01
