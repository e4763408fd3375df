"""Whether coordinates can be what their file says: axes, units and zones that are taken for others.

A layer is judged as a whole, by the medians of its shapes: one wild shape among many is a bad row
and goes to quarantine. What is recognised is refused with its remedy and never put right unasked,
because nobody may move an official boundary without being told to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

from geodata.base.errors import RefusedError
from geodata.land.datum import offset_applies

#: A layer of China whose axes are swapped is this much of it, and nothing of it as it stands.
_NEARLY_ALL = 0.99
#: Where China lies, in degrees: for numbers that are some multiple of them.
_EAST, _NORTH = (72.0, 136.0), (17.0, 54.5)
#: Metres north of the equator, and east in a zone whose number is not written before it.
_NORTHING, _EASTING = (1.85e6, 6.05e6), (1e5, 9e5)
_MERCATOR = (8.0e6, 15.2e6), (1.9e6, 7.3e6)
_DEGREES = 'crs = "EPSG:4490"'
_SCALES = (1e-7, 1e-6, 1e-5, 1 / 3600)
#: First EPSG code of (3-degree zones with number, without, 6-degree zones with number, without).
_FAMILIES = {
    "CGCS2000": (4513, 4534, 4491, 4502),
    "Xian 1980": (2349, 2370, 2327, 2338),
    "Beijing 1954": (2401, 2422, 21413, 21453),
}


def refuse_implausible(file: Path, shapes: Any, crs: pyproj.CRS) -> None:
    """Nothing where the numbers fit the CRS, or are nothing that is known; else RefusedError
    (``axes_swapped``, ``degrees_scaled``, ``degrees_are_metres``, ``metres_are_degrees``,
    ``zone_differs``)."""
    bounds = shapely.bounds(shapes)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds) or crs.is_geocentric:
        return
    x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    if _is_projected(crs):
        _refuse_metres(file, float(np.median(x)), float(np.median(y)), crs)
    else:
        _refuse_degrees(file, x, y)


def likely_reference(shapes: Any) -> str:
    """What city.toml could say of a file that states no CRS, as its numbers look."""
    bounds = shapely.bounds(shapes)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return _DEGREES
    x, y = (float(np.median(bounds[:, at] + bounds[:, at + 2])) / 2 for at in (0, 1))
    turned = _likely_crs(y, x)
    return _likely_crs(x, y) or (turned and f'{turned}, axes = "lat_lon"') or _DEGREES


def refuse_implausible_columns(file: str, lon: Any, lat: Any) -> None:
    """The same of columns that are called longitude and latitude, whatever their order is: numbers
    that are no degrees, but are known for what they are (``degrees_scaled``, ``degrees_are_metres``)."""
    if len(lon) and (abs(np.median(lon)) > 180 or abs(np.median(lat)) > 180):
        _refuse_degrees(Path(file), lon, lat)


def _is_projected(crs: pyproj.CRS) -> bool:
    return bool((crs.source_crs or crs).is_projected) if crs.is_bound else crs.is_projected


def _refuse_degrees(file: Path, xs: Any, ys: Any) -> None:
    x, y = float(np.median(xs)), float(np.median(ys))
    if offset_applies(ys, xs).mean() >= _NEARLY_ALL and not offset_applies(xs, ys).any():
        raise RefusedError("axes_swapped", file=file.name, x=_shown(x), y=_shown(y))
    if abs(x) <= 180 and abs(y) <= 90:
        return
    for one, other, more in ((x, y, ""), (y, x, ', axes = "lat_lon"')):
        if crs := _likely_crs(one, other):
            raise RefusedError(
                "degrees_are_metres", file=file.name, x=_shown(x), y=_shown(y), remedy=crs + more
            )
        if scale := _scale(one, other, xs, ys):
            raise RefusedError(
                "degrees_scaled", file=file.name, x=_shown(x), y=_shown(y), remedy=scale + more
            )


def _scale(x: float, y: float, xs: Any, ys: Any) -> str | None:
    """What city.toml has to say for these numbers to be degrees of China."""
    if _within(x, 730_000, 1_360_000) and _within(y, 170_000, 545_960):
        parts = np.abs(np.concatenate([xs, ys]))
        if bool((parts % 100 < 60).mean() > 0.5 and (parts // 100 % 100 < 60).mean() > 0.9):
            return 'scale = "dms"'
    for scale in _SCALES:
        if _within(x * scale, *_EAST) and _within(y * scale, *_NORTH):
            return f"scale = {scale:.10g}"
    return None


def _likely_crs(x: float, y: float) -> str | None:
    """The coordinate systems in metres that a point of China can be in, as city.toml names them."""
    if not _within(y, *_NORTHING):
        return None
    if _within(x, *_EASTING):
        return 'crs = "EPSG:4534" (75°E) … "EPSG:4547" (114°E) … "EPSG:4554" (135°E)'
    zone = int(x // 1e6)
    if _within(x % 1e6, *_EASTING) and _is_zone(zone):
        return _named(_with_number(zone, _FAMILIES["CGCS2000"]))
    whole = float(x).is_integer() and float(y).is_integer()
    if not whole and _within(x, *_MERCATOR[0]) and _within(y, *_MERCATOR[1]):
        return 'crs = "EPSG:3857"'
    return None


def _refuse_metres(file: Path, x: float, y: float, crs: pyproj.CRS) -> None:
    plain = (crs.source_crs if crs.is_bound else crs) or crs
    if abs(x) <= 180 and abs(y) <= 180:
        raise RefusedError(
            "metres_are_degrees", file=file.name, x=_shown(x), y=_shown(y), crs=plain.name
        )
    family = next((codes for name, codes in _FAMILIES.items() if plain.name.startswith(name)), None)
    east = _parameter(plain, "False easting")
    if family is None or east is None:
        return
    if _within(x, *_NORTHING) and _within(y % 1e6, *_EASTING) and not _within(y, *_NORTHING):
        raise RefusedError("axes_swapped", file=file.name, x=_shown(x), y=_shown(y))
    stated, written = int(east // 1e6), int(x // 1e6)
    if stated and _within(x, *_EASTING):
        code = _without_number(plain, family)
    elif written != stated and _is_zone(written):
        code = _with_number(written, family)
    else:
        return
    raise RefusedError(
        "zone_differs", file=file.name, x=_shown(x), crs=plain.name, remedy=_named(code)
    )


def _is_zone(number: int) -> bool:
    return 13 <= number <= 23 or 25 <= number <= 45


def _shown(value: float) -> str:
    return f"{value:.10g}"


def _with_number(zone: int, family: tuple[int, int, int, int]) -> int:
    """The EPSG code of a zone: 13 to 23 are six degrees wide, 25 to 45 three."""
    return family[0] + zone - 25 if zone >= 25 else family[2] + zone - 13


def _without_number(crs: pyproj.CRS, family: tuple[int, int, int, int]) -> int:
    """The same zone of the same width, with eastings from 500,000."""
    centre = _parameter(crs, "Longitude of natural origin") or 0.0
    east = (_parameter(crs, "False easting") or 0.0) // 1e6
    three = east >= 25
    return family[1] + round((centre - 75) / 3) if three else family[3] + round((centre - 75) / 6)


def _parameter(crs: pyproj.CRS, name: str) -> float | None:
    operation = crs.coordinate_operation
    found = [one.value for one in operation.params if one.name == name] if operation else []
    return float(found[0]) if found else None


def _named(code: int) -> str:
    return f'crs = "EPSG:{code}" ({pyproj.CRS.from_epsg(code).name})'


def _within(value: float, low: float, high: float) -> bool:
    return low <= value <= high
