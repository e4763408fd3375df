"""The faults of a snapshot's shapes as one page that needs no network, script or font: both languages.

An SVG of counties and townships with every fault coloured by kind, a legend that says how to mend
each, and the largest of them as a table.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import pandas as pd
import shapely

from geodata.base.html import render
from geodata.base.messages import LANGUAGES, text
from geodata.figures.legend import PROBLEMS
from geodata.land import problems
from geodata.land import shapes as packs
from geodata.question.scope import city_of
from geodata.store.snapshots import Snapshot

_DRAWN = 5_000  # faults on the map
_LISTED = 200  # faults in the table
_WIDTH = 1_000  # of the drawing, in its own units
_OUTLINES = {"township": 0.6, "county": 1.6}  # the width of their lines
_Place = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True)
class _Outline:
    path: str
    width: float
    """Of its line."""


@dataclass(frozen=True)
class _Fault:
    """The shape itself, and the middle of a ring around it: most would be too small to see."""

    kind: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class _Drawing:
    width: int
    height: int
    outlines: list[_Outline]
    faults: list[_Fault]


def problem_map(snapshot: Snapshot) -> str:
    """One HTML page about the faults of the shapes in a snapshot."""
    rows = problems.rows(snapshot)
    told = _told(snapshot, rows) if len(rows) else {}
    return render(
        "problem_map", "zh_CN", both=_both, text=text, city=city_of(snapshot).name,
        snapshot_id=snapshot.snapshot_id, problems=len(rows), **told,
    )  # fmt: skip


def _told(snapshot: Snapshot, rows: pd.DataFrame) -> dict[str, object]:
    counts = problems.counts(snapshot)[["problem", "problems", "area_m2"]]
    listed = rows.head(_LISTED)[["problem", "name", "place_code", "area_m2"]]
    return {
        "drawn": min(len(rows), _DRAWN),
        "drawing": _drawing(snapshot, rows),
        "colors": {one.key: one.color for one in PROBLEMS},
        "counts": list(counts.itertuples(index=False)),
        "listed": list(listed.itertuples(index=False)),
    }


def _both(key: str, section: str = "problem_map", **values: object) -> str:
    """A text in both languages."""
    return " · ".join(text(section, key, language, **values) for language in LANGUAGES)


def _drawing(snapshot: Snapshot, rows: pd.DataFrame) -> _Drawing | None:
    drawn = rows.head(_DRAWN)
    found = problems.shapes(snapshot, list(drawn["code"]))
    drawn = drawn[[one is not None for one in found]]  # of a shape that is none nothing is drawn
    found = [one for one in found if one is not None]
    outlines = {level: list(_rings(snapshot, level)) for level in _OUTLINES}
    points = [point for rings in outlines.values() for ring in rings for point in ring]
    if not points and not found:
        return None
    west, south, east, north = (
        shapely.bounds(shapely.multipoints(points)) if points else shapely.total_bounds(found)
    )
    narrower = math.cos(math.radians((south + north) / 2))
    scale = _WIDTH / max((east - west) * narrower, north - south, 1e-9)

    def place(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * narrower * scale, 2), round((north - lat) * scale, 2)

    width, height = place(east, south)
    lines = [
        _Outline("".join(_path(ring, place) for ring in outlines[level]), line)
        for level, line in _OUTLINES.items()
    ]
    faults = [
        _fault(kind, name, shape, place)
        for kind, name, shape in zip(drawn["problem"], drawn["name"], found, strict=True)
    ]
    return _Drawing(round(width), round(height), lines, faults)


def _fault(kind: str, name: str, shape: shapely.Geometry, place: _Place) -> _Fault:
    rings = shapely.get_rings(shapely.get_parts(shape))
    path = "".join(_path(shapely.get_coordinates(ring).tolist(), place) for ring in rings)
    spot = shapely.point_on_surface(shape)
    return _Fault(kind, name, path, *place(shapely.get_x(spot), shapely.get_y(spot)))


def _path(ring: list[tuple[float, float]], place: _Place) -> str:
    return "M" + "L".join("{},{}".format(*place(lon, lat)) for lon, lat in ring) + "Z"


def _rings(snapshot: Snapshot, level: str) -> Iterator[list[tuple[float, float]]]:
    """The simple outlines of a level, degrees, out of what the map fetches."""
    with snapshot.reading() as cursor:
        for part in packs.index(cursor):
            packed = packs.pack(cursor, level, part.part) if part.level == level else None
            if packed is None:
                continue
            content = json.loads(gzip.decompress(packed))
            for ring in (ring for shape in content["shapes"] for ring in shape or []):
                lons, lats = accumulate(ring[::2]), accumulate(ring[1::2])
                points = zip(lons, lats, strict=True)
                yield [(lon * content["scale"], lat * content["scale"]) for lon, lat in points]
