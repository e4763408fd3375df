"""The shifted datums of Chinese map services, GCJ-02 and BD-09, to CGCS2000 and back.

GCJ-02 displaces by up to 700 m and BD-09 by 700 to 1,500 m, the same way at the same place, and
only inside China. Where that is stands in ``data/offset_area.wkt``: a coarse, hand-drawn outline
that settles where an offset is applied and nothing else. It is within about 2 km at border towns
and some 10 km elsewhere on land, and lies well offshore at the coast, so that the islands of
coastal counties are in. It holds what mainland services draw with their offset: the mainland and
Hainan. Hong Kong, Macau and Taiwan are out, because services do not treat them alike: coordinates
there are left as they are.

WGS-84 and CGCS2000 differ by centimetres that no file of a county records, and count as one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import shapely

Datum = Literal["cgcs2000", "wgs84", "gcj02", "bd09"]
#: The datums that are displaced against CGCS2000.
SHIFTED: tuple[Datum, ...] = ("gcj02", "bd09")

Degrees = npt.NDArray[np.float64]
Points = tuple[Degrees, Degrees]
_Forward = Callable[[Degrees, Degrees], Points]

#: Krasovsky 1940, which the published formula of GCJ-02 takes for WGS-84's ellipsoid.
_AXIS = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_BD_LON, _BD_LAT = 0.0065, 0.0060
_TURNS = np.pi * 3000 / 180
_NEAR_ENOUGH = 1e-10  # degrees: a hundredth of a millimetre
_MOST_ROUNDS = 30


def offset_applies(lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether the offset is applied at each point of CGCS2000."""
    return np.asarray(shapely.contains_xy(_area(), np.asarray(lon), np.asarray(lat)))


def to_cgcs2000(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> Points:
    """Degrees of ``datum`` in CGCS2000; points outside China stay where they are.

    The inverse of :func:`from_cgcs2000` for every point inside, to less than a millimetre: no
    closed formula exists, so the forward one is iterated until it gives the point back.
    """
    x, y = _degrees(lon, lat)
    if datum not in SHIFTED:
        return x, y
    found = _unshifted(x, y, datum)
    inside = offset_applies(*found)
    return np.where(inside, found[0], x), np.where(inside, found[1], y)


def from_cgcs2000(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> Points:
    """Degrees of CGCS2000 as a service with that datum gives them."""
    x, y = _degrees(lon, lat)
    if datum not in SHIFTED:
        return x, y
    there = _FORWARD[datum](x, y)
    inside = offset_applies(x, y)
    return np.where(inside, there[0], x), np.where(inside, there[1], y)


def shapes_to_cgcs2000(shapes: Any, datum: Datum) -> Any:
    """Shapes of ``datum`` in CGCS2000. A shape with any corner inside China is moved whole: an
    outline as coarse as this must not tear a county at the border."""
    if datum not in SHIFTED:
        return shapes
    shapes = np.asarray(shapes, dtype=object)
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    if not len(points):
        return shapes
    x, y = _unshifted(points[:, 0], points[:, 1], datum)
    moved = np.zeros(len(shapes), dtype=bool)
    np.logical_or.at(moved, owner, offset_applies(x, y))
    points = np.where(moved[owner][:, None], np.column_stack([x, y]), points)
    return shapely.set_coordinates(shapes.copy(), points)


def _unshifted(lon: Degrees, lat: Degrees, datum: Datum) -> Points:
    """The points that the forward formula sends to these, without a look at where they lie."""
    forward = _FORWARD[datum]
    x, y = lon.copy(), lat.copy()
    for _ in range(_MOST_ROUNDS):
        there = forward(x, y)
        dx, dy = there[0] - lon, there[1] - lat
        x, y = x - dx, y - dy
        if max(np.abs(dx).max(initial=0), np.abs(dy).max(initial=0)) < _NEAR_ENOUGH:
            break
    return x, y


def _gcj02(lon: Degrees, lat: Degrees) -> Points:
    """GCJ-02 of WGS-84: the formula published in 2010 as "EvilTransform" (on4wp7.codeplex.com,
    changeset 21483), which every open converter since agrees on to the millimetre: a polynomial
    and sines of the distance from 105°E 35°N, in metres on Krasovsky's ellipsoid."""
    x, y = lon - 105.0, lat - 35.0
    both = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += 2 / 3 * (both + _waves(y, 20, 40, 160, 320))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += 2 / 3 * (both + _waves(x, 20, 40, 150, 300))
    phi = np.radians(lat)
    magic = 1 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    metres_north = np.radians(_AXIS * (1 - _ECCENTRICITY_2) / magic**1.5)
    metres_east = np.radians(_AXIS * np.cos(phi) / np.sqrt(magic))
    return lon + east / metres_east, lat + north / metres_north


def _waves(along: Degrees, one: float, three: float, twelve: float, thirty: float) -> Degrees:
    waves: Degrees = (
        one * np.sin(np.pi * along)
        + three * np.sin(np.pi * along / 3)
        + twelve * np.sin(np.pi * along / 12)
        + thirty * np.sin(np.pi * along / 30)
    )
    return waves


def _bd09(lon: Degrees, lat: Degrees) -> Points:
    """BD-09 of WGS-84: GCJ-02 with Baidu's own displacement on top, in polar coordinates about
    0°E 0°N, as all open converters have it (eviltransform, coordtransform, PRCoords)."""
    x, y = _gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _TURNS)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _TURNS)
    return radius * np.cos(angle) + _BD_LON, radius * np.sin(angle) + _BD_LAT


_FORWARD: dict[Datum, _Forward] = {"gcj02": _gcj02, "bd09": _bd09}


@cache
def _area() -> shapely.Geometry:
    text = resources.files("geodata").joinpath("data", "offset_area.wkt").read_text("utf-8")
    area = shapely.from_wkt(text)
    shapely.prepare(area)
    return area


def _degrees(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Points:
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
