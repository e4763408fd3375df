"""What city.toml states about the coordinates of a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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


NOTHING_STATED = Reference()
