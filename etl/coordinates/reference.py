"""What city.toml states about the coordinates of a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal, get_args

from geodata.base.errors import RefusedError
from geodata.land.datum import Datum

Axes = Literal["lon_lat", "lat_lon"]
#: A factor, or "dms": degrees, minutes and seconds written as one number, 1153900 for 115°39′00″.
Scale = float | Literal["dms"]


@dataclass(frozen=True)
class Reference:
    """What is stated is applied in this order: axes, scale, crs with towgs84, datum."""

    crs: str | None = None
    datum: Datum | None = None
    axes: Axes | None = None
    scale: Scale | None = None
    """What a number of the file is multiplied by to be degrees."""
    towgs84: tuple[float, ...] = ()
    """The local parameters of an old datum, as in PROJ: three shifts in metres, then three
    rotations in arc-seconds (position vector) and a scale in parts per million."""


REFERENCE_KEYS = {"crs", "datum", "axes", "scale", "towgs84"}
NOTHING_STATED = Reference()


def read_reference(where: str, body: Mapping[str, object]) -> Reference:
    """The keys of a source that are about coordinates; raises RefusedError (``city_value``)."""
    crs = body.get("crs")
    if crs is not None and not (isinstance(crs, str) and crs.strip()):
        raise RefusedError("city_value", key=f"{where}.crs", value=crs, example='"EPSG:4490"')
    return Reference(
        crs=crs.strip() if isinstance(crs, str) else None,
        datum=_datum(where, body.get("datum")),
        axes=_axes(where, body.get("axes")),
        scale=_scale(where, body.get("scale")),
        towgs84=_towgs84(where, body.get("towgs84")),
    )


def _datum(where: str, value: object) -> Datum | None:
    for datum in get_args(Datum):
        if value == datum:
            return datum  # type: ignore[no-any-return]
    if value is not None:
        raise RefusedError("city_value", key=f"{where}.datum", value=value, example='"gcj02"')
    return None


def _axes(where: str, value: object) -> Axes | None:
    for axes in get_args(Axes):
        if value == axes:
            return axes  # type: ignore[no-any-return]
    if value is not None:
        raise RefusedError("city_value", key=f"{where}.axes", value=value, example='"lat_lon"')
    return None


def _scale(where: str, value: object) -> Scale | None:
    if value == "dms":
        return "dms"
    if value is not None and (not _is_number(value) or not 0 < float(str(value)) <= 1):
        raise RefusedError("city_value", key=f"{where}.scale", value=value, example="1e-6")
    return None if value is None else float(str(value))


def _towgs84(where: str, value: object) -> tuple[float, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) not in {3, 7} or not all(map(_is_number, value)):
        example = "[15.8, -154.4, -82.3]"
        raise RefusedError("city_value", key=f"{where}.towgs84", value=value, example=example)
    return tuple(float(number) for number in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
