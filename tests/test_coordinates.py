"""Coordinate systems: every zone of CGCS2000, .prj texts, and numbers that are not what they say."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from etl.coordinates.reference import NOTHING_STATED, Reference
from etl.coordinates.systems import in_target_crs
from etl.reading.layers.spatial import read_spatial
from geodata.base.errors import RefusedError
from geodata.base.messages import LANGUAGES, sentence
from geodata.land.datum import from_cgcs2000
from stated import stated_reference

LON, LAT = 115.05, 34.05
FILE = Path("one.shp")
#: First EPSG code of CGCS2000's zones → (width, first central meridian, false easting of the first).
ZONES = {
    4491: (6, 75, 13_500_000), 4502: (6, 75, None),
    4513: (3, 75, 25_500_000), 4534: (3, 75, None),
}  # fmt: skip


def zones() -> list[Any]:
    """(EPSG code, central meridian, false easting) of all 64."""
    return [
        pytest.param(first + i, meridian + i * width, 500_000 if east is None else east + i * 10**6,
                     id=f"EPSG:{first + i}")
        for first, (width, meridian, east) in ZONES.items()
        for i in range(60 // width + 1)
    ]  # fmt: skip


def krueger(lon: float, lat: float, meridian: float, false_easting: float) -> tuple[float, float]:
    """Easting and northing by Krüger's series of 1912 on the ellipsoid of CGCS2000, to n⁴."""
    a, f = 6378137.0, 1 / 298.257222101
    n = f / (2 - f)
    radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140,
        49561 * n**4 / 161280,
    )
    phi, away = math.radians(lat), math.radians(lon - meridian)
    k = 2 * math.sqrt(n) / (1 + n)
    t = math.sinh(math.atanh(math.sin(phi)) - k * math.atanh(k * math.sin(phi)))
    xi, eta = math.atan2(t, math.cos(away)), math.atanh(math.sin(away) / math.hypot(1, t))
    north = xi + sum(
        c * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, c in enumerate(alpha, 1)
    )
    east = eta + sum(
        c * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, c in enumerate(alpha, 1)
    )
    return false_easting + radius * east, radius * north


def read(points: Any, crs: str | None, stated: Reference = NOTHING_STATED) -> np.ndarray:
    """What becomes of points in ``crs``."""
    wkb = shapely.to_wkb(shapely.points(np.asarray(points, dtype=float)))
    shapes = shapely.from_wkb(in_target_crs(FILE, wkb, crs, stated))
    return np.asarray(shapely.get_coordinates(shapes))


def refused(points: Any, crs: str | None, stated: Reference = NOTHING_STATED) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        read(points, crs, stated)
    for language in LANGUAGES:
        assert "None" not in sentence(caught.value, language)
    return caught.value


@pytest.mark.parametrize(("code", "meridian", "east"), zones())
def test_every_zone_of_cgcs2000(code: int, meridian: int, east: int) -> None:
    """A tenth of a millimetre, at the edge of China's latitudes and of the zone; some of these
    points lie in China, and some in India, Mongolia or Japan."""
    degrees = [(meridian + away, lat) for away in (-1.5, 0, 1.4) for lat in (18.2, 34.4, 53.5)]
    metres = [krueger(*at, meridian, east) for at in degrees]
    assert krueger(meridian, 34, meridian, east)[0] == east
    assert read(metres, f"EPSG:{code}") == pytest.approx(np.array(degrees), abs=1e-9)


def test_a_hand_computed_northing() -> None:
    """On the central meridian the northing is the length of the meridian: at 45° that is
    a(1−e²)·∫dφ/(1−e²sin²φ)^1.5 = 4,984,944.378 m on this ellipsoid."""
    e2 = 2 / 298.257222101 - 1 / 298.257222101**2
    steps = np.linspace(0, math.pi / 4, 100_001)
    curve = 6378137 * (1 - e2) / (1 - e2 * np.sin(steps) ** 2) ** 1.5
    length = float(np.trapezoid(curve, steps))
    assert length == pytest.approx(4_984_944.378, abs=0.001)
    assert read([(500_000, length)], "EPSG:4547") == pytest.approx(np.array([[114, 45]]), abs=1e-9)


def test_geocentric_coordinates() -> None:
    """X = (N + h) cos φ cos λ, Y = (N + h) cos φ sin λ, Z = (N(1 − e²) + h) sin φ, with h = 50 m."""
    a, f = 6378137.0, 1 / 298.257222101
    e2, phi, lam = f * (2 - f), math.radians(LAT), math.radians(LON)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    x = (n + 50) * math.cos(phi) * math.cos(lam)
    y = (n + 50) * math.cos(phi) * math.sin(lam)
    z = (n * (1 - e2) + 50) * math.sin(phi)
    assert read([(x, y, z)], "EPSG:4479") == pytest.approx(np.array([[LON, LAT]]), abs=1e-9)


@pytest.mark.parametrize(
    "crs", ["EPSG:4490", "EPSG:4326", "EPSG:4480", "CGCS2000", "GCS_China_2000"]
)
def test_degrees_stay(crs: str) -> None:
    assert read([(LON, LAT)], crs) == pytest.approx(np.array([[LON, LAT]]), abs=1e-9)


# .prj texts as ESRI writes them: names and numbers, no EPSG code

GEOGCS = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",'
    '6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


def projected(name: str, meridian: float, east: float, geogcs: str = GEOGCS) -> str:
    return (
        f'PROJCS["{name}",{geogcs},PROJECTION["Gauss_Kruger"],'
        f'PARAMETER["False_Easting",{east}],PARAMETER["False_Northing",0.0],'
        f'PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",1.0],'
        'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )


@pytest.mark.parametrize(
    ("prj", "meridian", "east"),
    [
        (projected("CGCS2000_3_Degree_GK_Zone_38", 114, 38_500_000.0), 114, 38_500_000),
        (projected("CGCS2000_3_Degree_GK_CM_114E", 114, 500_000.0), 114, 500_000),
        (projected("CGCS2000_GK_Zone_20", 117, 20_500_000.0), 117, 20_500_000),
        (projected("CGCS2000_GK_CM_117E", 117, 500_000.0), 117, 500_000),
        (projected("某县独立坐标系", 115.25, 500_000.0), 115.25, 500_000),
        (GEOGCS, None, None),
    ],
)
def test_a_prj_without_any_epsg_code(
    tmp_path: Path, prj: str, meridian: float | None, east: float | None
) -> None:
    point = (LON, LAT) if meridian is None else krueger(LON, LAT, meridian, east or 0)
    path = tmp_path / "one.shp"
    frame = gpd.GeoDataFrame({"code": ["1"]}, geometry=[shapely.Point(point)], crs="EPSG:4490")
    frame.to_file(path)
    path.with_suffix(".prj").write_text(prj, encoding="utf-8")
    found = shapely.get_coordinates(shapely.from_wkb(read_spatial(path).wkb))
    assert found == pytest.approx(np.array([[LON, LAT]]), abs=1e-8)


@pytest.mark.parametrize(
    "name",
    ["CGCS2000_3_Degree_GK_Zone_38", "CGCS2000_3_degree_Gauss_Kruger_zone_38", "EPSG:4526", "4526"],
)
def test_names_that_city_toml_may_state(name: str) -> None:
    point = krueger(LON, LAT, 114, 38_500_000)
    found = read([point], None, Reference(crs=name))
    assert found == pytest.approx(np.array([[LON, LAT]]), abs=1e-9)


# Zones

NO_NUMBER, NUMBER = krueger(LON, LAT, 114, 500_000), krueger(LON, LAT, 114, 38_500_000)
SIX = krueger(LON, LAT, 117, 20_500_000)


@pytest.mark.parametrize(
    ("point", "stated", "remedy"),
    [
        (NUMBER, 4547, 4526),  # 38,597,xxx in a system whose eastings begin at 500,000
        (NUMBER, 4527, 4526),  # zone 38 in a file of zone 39
        (NO_NUMBER, 4526, 4547),
        (SIX, 4509, 4498),
        (SIX, 4526, 4498),  # six degrees for three
        (krueger(LON, LAT, 117, 500_000), 4498, 4509),
        (krueger(87.6, 43.8, 87, 29_500_000), 4538, 4517),
    ],
)
def test_a_zone_that_does_not_fit_is_refused(
    point: tuple[float, float], stated: int, remedy: int
) -> None:
    error = refused([point], f"EPSG:{stated}")
    assert error.code == "zone_differs"
    assert f'crs = "EPSG:{remedy}"' in str(error.values["remedy"])
    degrees = read([point], f"EPSG:{stated}", Reference(crs=f"EPSG:{remedy}"))
    assert degrees[0] == pytest.approx((LON, LAT) if degrees[0][0] > 100 else (87.6, 43.8))


# Degrees that are none


@pytest.mark.parametrize(
    ("point", "remedy"),
    [
        (NUMBER, 'crs = "EPSG:4526" (CGCS2000 / 3-degree Gauss-Kruger zone 38)'),
        (SIX, 'crs = "EPSG:4498" (CGCS2000 / Gauss-Kruger zone 20)'),
        (NO_NUMBER, 'crs = "EPSG:4534" (75°E) … "EPSG:4547" (114°E) … "EPSG:4554" (135°E)'),
        (NUMBER[::-1],
         'crs = "EPSG:4526" (CGCS2000 / 3-degree Gauss-Kruger zone 38), axes = "lat_lon"'),
        ((12_807_307.5, 4_036_000.5), 'crs = "EPSG:3857"'),
    ],
)  # fmt: skip
def test_metres_in_a_file_of_degrees(point: tuple[float, float], remedy: str) -> None:
    error = refused([point], "EPSG:4326")
    assert (error.code, error.values["remedy"]) == ("degrees_are_metres", remedy)


@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:4526", "EPSG:3857"])
def test_degrees_in_a_file_of_metres(crs: str) -> None:
    assert refused([(LON, LAT)], crs).code == "metres_are_degrees"
    assert read([(LON, LAT)], crs, Reference(crs="EPSG:4490"))[0] == pytest.approx((LON, LAT))


@pytest.mark.parametrize(
    ("numbers", "scale", "wanted"),
    [
        ((115_650_000, 34_410_000), 1e-6, (115.65, 34.41)),
        ((1_156_500_000, 344_100_000), 1e-7, (115.65, 34.41)),
        ((11_565_000, 3_441_000), 1e-5, (115.65, 34.41)),
        ((416_340, 123_876), 1 / 3600, (115.65, 34.41)),  # 115.65 · 3600 = 416,340
        ((1_153_900, 342_436), "dms", (115.65, 34.41)),  # 115°39′00″ 34°24′36″
    ],
)
def test_degrees_written_as_whole_numbers(
    numbers: tuple[float, float], scale: Any, wanted: tuple[float, float]
) -> None:
    error = refused([numbers], "EPSG:4490")
    assert error.code == "degrees_scaled"
    shown = '"dms"' if scale == "dms" else f"{scale:.10g}"
    assert error.values["remedy"] == f"scale = {shown}"
    stated = stated_reference({"scale": scale})
    assert read([numbers], "EPSG:4490", stated)[0] == pytest.approx(wanted, abs=1e-9)
    swapped = refused([numbers[::-1]], "EPSG:4490")
    assert swapped.values["remedy"] == f'scale = {shown}, axes = "lat_lon"'


def test_sixty_seconds_are_no_number() -> None:
    stated = Reference(scale="dms")
    found = read([(1_153_960, 342_436), (1_156_000, 342_436)], "EPSG:4490", stated)
    assert np.isnan(found[:, 0]).all()


# Axes


def test_latitude_first_is_refused_and_swapped_when_stated() -> None:
    points = [(34.05, 115.05), (34.15, 115.15), (34.2, 115.3)]
    error = refused(points, "EPSG:4326")
    assert error.code == "axes_swapped"
    assert 'axes = "lat_lon"' in sentence(error, "zh_CN")
    found = read(points, "EPSG:4326", Reference(axes="lat_lon"))
    assert found == pytest.approx(np.array(points)[:, ::-1])


def test_where_latitude_first_would_pass_for_degrees() -> None:
    """Kashgar: 76 is a latitude too, so only the outline of China tells."""
    assert refused([(39.47, 75.99)], "EPSG:4326").code == "axes_swapped"


@pytest.mark.parametrize("point", [NUMBER, NO_NUMBER])
def test_northing_first(point: tuple[float, float]) -> None:
    crs = "EPSG:4526" if point is NUMBER else "EPSG:4547"
    assert refused([point[::-1]], crs).code == "axes_swapped"
    found = read([point[::-1]], crs, Reference(axes="lat_lon"))
    assert found[0] == pytest.approx((LON, LAT), abs=1e-9)


@pytest.mark.parametrize("points", [[(7.4, 46.9)], [(46.9, 7.4)], [(-70, 40)], [(0, 0)]])
def test_what_lies_elsewhere_is_left_alone(points: list[tuple[float, float]]) -> None:
    assert read(points, "EPSG:4326").tolist() == [list(map(float, points[0]))]


def test_one_wild_shape_is_a_bad_row_and_no_refusal() -> None:
    points = [(115.1, 34.1), (115.2, 34.2), (5e5, 3.7e6)]
    assert read(points, "EPSG:4490") == pytest.approx(np.array(points))


# Datums


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@pytest.mark.parametrize("crs", ["EPSG:4326", None, "EPSG:3857"])
def test_a_stated_datum(datum: Any, crs: str | None) -> None:
    """A file without a CRS is in degrees where a datum is stated; in metres, degrees come first."""
    point = from_cgcs2000(LON, LAT, datum)
    if crs == "EPSG:3857":
        radius = 6378137
        x = math.radians(point[0]) * radius
        y = math.asinh(math.tan(math.radians(point[1]))) * radius
        point = (np.float64(x), np.float64(y))  # type: ignore[assignment]
    found = read([point], crs, Reference(datum=datum))
    assert found[0] == pytest.approx((LON, LAT), abs=1e-7)


def test_old_datums_with_their_parameters() -> None:
    """Geodetic → geocentric → Helmert (position vector) → geodetic, each step written here."""
    shift, turn, parts = (15.8, -154.4, -82.3), (0.5, -0.7, 1.1), 2.0
    krassowsky = (6378245.0, 1 / 298.3)
    x, y, z = geocentric(LON, LAT, *krassowsky)
    rx, ry, rz = (math.radians(one / 3600) for one in turn)
    scale = 1 + parts * 1e-6
    moved = (
        shift[0] + scale * (x - rz * y + ry * z),
        shift[1] + scale * (rz * x + y - rx * z),
        shift[2] + scale * (-ry * x + rx * y + z),
    )
    wanted = geodetic(*moved, 6378137.0, 1 / 298.257223563)
    assert math.hypot(wanted[0] - LON, wanted[1] - LAT) > 0.001
    stated = stated_reference({"towgs84": [*shift, *turn, parts]})
    assert read([(LON, LAT)], "EPSG:4214", stated)[0] == pytest.approx(wanted, abs=1e-9)


def test_three_parameters_and_a_zone() -> None:
    """Xi'an 1980, zone 38: the projection is undone on its own ellipsoid, then the shift is made."""
    crs = pyproj.CRS("EPSG:2362")
    point = pyproj.Proj(crs)(LON, LAT)
    assert 38_400_000 < point[0] < 38_700_000
    x, y, z = geocentric(LON, LAT, 6378140.0, 1 / 298.257)
    wanted = geodetic(x + 100, y - 50, z + 20, 6378137.0, 1 / 298.257223563)
    found = read([point], "EPSG:2362", Reference(towgs84=(100, -50, 20)))
    assert found[0] == pytest.approx(wanted, abs=1e-8)
    error = refused([point], "EPSG:2383", Reference(towgs84=(100, -50, 20)))
    assert (error.code, str(error.values["remedy"])[:17]) == ("zone_differs", 'crs = "EPSG:2362"')


def geocentric(lon: float, lat: float, a: float, f: float) -> tuple[float, float, float]:
    e2, phi, lam = f * (2 - f), math.radians(lat), math.radians(lon)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    return (
        n * math.cos(phi) * math.cos(lam),
        n * math.cos(phi) * math.sin(lam),
        n * (1 - e2) * math.sin(phi),
    )


def geodetic(x: float, y: float, z: float, a: float, f: float) -> tuple[float, float]:
    e2, across = f * (2 - f), math.hypot(x, y)
    phi = math.atan2(z, across * (1 - e2))
    for _ in range(20):
        n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + e2 * n * math.sin(phi), across)
    return math.degrees(math.atan2(y, x)), math.degrees(phi)


OLD_GEOGCS = (
    'GEOGCS["local",DATUM["D_local",SPHEROID["Krasovsky_1940",6378245.0,298.3]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


@pytest.mark.parametrize(
    "crs",
    [
        "EPSG:2422", "EPSG:21460", "EPSG:4214", "EPSG:2362", "EPSG:2344", "EPSG:4610", "EPSG:4555",
        OLD_GEOGCS, projected("某县五四坐标系", 115.25, 500_000.0, OLD_GEOGCS),
    ],
)  # fmt: skip
def test_old_datums_without_parameters_are_refused(crs: str) -> None:
    assert refused([(500_000, 3_700_000)], crs).code == "crs_needs_parameters"


def test_a_local_name_is_no_old_datum() -> None:
    """The name of a city in the name of a projection says nothing of its datum."""
    crs = projected("Beijing_local", 115.25, 500_000.0)
    found = read([krueger(LON, LAT, 115.25, 500_000)], crs)
    assert found == pytest.approx(np.array([[LON, LAT]]), abs=1e-8)


@pytest.mark.parametrize("crs", ["EPSG:1", "CGCS2001", 'LOCAL_CS["plan",UNIT["m",1]]'])
def test_what_is_no_place_on_the_earth(crs: str) -> None:
    assert refused([(LON, LAT)], crs).code == "crs_unknown"
    assert refused([(LON, LAT)], None).code == "crs_missing"


# city.toml


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("datum", "gcj-02"), ("datum", 4490), ("datum", ""), ("axes", "xy"), ("axes", True),
        ("scale", 0), ("scale", -1e-6), ("scale", 1e6), ("scale", "DMS"), ("scale", True),
        ("towgs84", [1, 2]), ("towgs84", [1, 2, "3"]), ("towgs84", "1,2,3"), ("crs", 4490), ("crs", " "),
    ],
)  # fmt: skip
def test_values_that_are_refused(key: str, value: object) -> None:
    with pytest.raises(RefusedError, match="city_value") as caught:
        stated_reference({key: value})
    assert caught.value.values["key"] == f"sources.village.{key}"
    example = json.loads(str(caught.value.values["example"]))
    stated_reference({key: example})
