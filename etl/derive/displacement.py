"""Layers that lie beside each other as far as GCJ-02 or BD-09 would move them: said, never mended.

Two signs are read. The outline of all that is drawn in a wider place should be that place's own, so
their bounds are compared. And a point should lie in the polygon it belongs to: of a layer in
another datum, many more points come in than go out when it is moved back. Either way a displacement
counts only where it is the one that the datum has at that place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from etl.city.settings import City
from etl.coordinates.reference import NOTHING_STATED, Reference
from etl.gate.warn import warn
from etl.queries import sql
from geodata.base.errors import RefusedError
from geodata.land.datum import SHIFTED, Datum, from_cgcs2000, to_cgcs2000

_MOST_POINTS = 20_000
_METRES = 111_320.0  # of a degree of latitude; near enough to tell 500 m from none
#: What a displacement may differ from the expected one, as a share of it.
_TOLERANCE = 0.25
#: Displacements below this cannot be told from two surveys of one border; nor may the two opposite
#: sides of an outline differ by more.
_LEAST_METRES = 150.0
#: So many points must come in, and so many times those that go out.
_LEAST_POINTS, _TIMES = 10, 5


@dataclass(frozen=True)
class _Finding:
    """``layer`` lies as far from ``other`` as ``datum`` would move it; ``backwards``: as far as it
    would lie if it had been moved back, or ``other`` were in that datum."""

    layer: str
    other: str
    datum: Datum
    backwards: bool
    metres: float


def warn_of_displaced(connection: duckdb.DuckDBPyConnection, city: City) -> None:
    """Fill ``load_warning``; raises RefusedError (``axes_differ``) for a layer that lies among the
    places around it only with its axes swapped."""
    connection.execute(sql("derive/held_against"))
    bounds = connection.execute(sql("derive/held_against_bounds")).df()
    _refuse_swapped(city, bounds)
    said: dict[tuple[str, str], dict[str, object]] = {}
    for one in [*_by_bounds(bounds), *_by_points(connection)]:
        first, second = (one.other, one.layer) if one.backwards else (one.layer, one.other)
        code = "datum_suspected"
        if _stated(city, second).datum == one.datum:  # moved, though it need not have been
            first, second, code = second, first, "datum_doubtful"
        values = {"other": _name(city, second), "datum": one.datum, "metres": round(one.metres)}
        said.setdefault((_name(city, first), code), values)
    for (source, code), values in said.items():
        warn(connection, source, code, **values)
    connection.execute("DROP TABLE held_against")


def _by_bounds(rows: pd.DataFrame) -> Iterator[_Finding]:
    for pair, group in rows.groupby(["kind", "outer_kind"], sort=False):
        outer = _box(group, "outer_")
        lon, lat = outer[:, [0, 2]].mean(axis=1), outer[:, [1, 3]].mean(axis=1)
        of_kind, kind_clear = _displacement(_box(group, ""), outer, lat)
        of_all, all_clear = _displacement(_box(group, "all_"), outer, lat)
        moved = np.where(kind_clear[:, None], of_kind, of_all)
        clear = kind_clear | all_clear
        if not clear.any():
            continue
        moved, lon, lat = moved[clear], lon[clear], lat[clear]
        for datum in SHIFTED:
            expected = _in_metres(lon, lat, *from_cgcs2000(lon, lat, datum))
            size = np.hypot(*expected.T)
            for backwards in (False, True):
                rest = np.hypot(*(moved + expected if backwards else moved - expected).T)
                alike = (size > _LEAST_METRES) & (rest < _TOLERANCE * size)
                if alike.mean() > 0.5:
                    metres = float(np.median(np.hypot(*moved[alike].T)))
                    yield _Finding(str(pair[0]), str(pair[1]), datum, backwards, metres)


def _box(rows: pd.DataFrame, prefix: str) -> npt.NDArray[np.float64]:
    sides = [f"{prefix}{side}" for side in ("west", "south", "east", "north")]
    return rows[sides].to_numpy(dtype=np.float64)


def _displacement(
    inner: npt.NDArray[np.float64], outer: npt.NDArray[np.float64], lat: Any
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """How far each outline lies from the other in metres, and whether its sides agree on it."""
    sides = (inner - outer) * _METRES
    sides[:, [0, 2]] *= np.cos(np.radians(lat))[:, None]
    apart = np.abs(sides[:, 2:] - sides[:, :2]).max(axis=1)
    return (sides[:, :2] + sides[:, 2:]) / 2, apart < _LEAST_METRES


def _in_metres(lon: Any, lat: Any, to_lon: Any, to_lat: Any) -> npt.NDArray[np.float64]:
    east = (to_lon - lon) * np.cos(np.radians(lat)) * _METRES
    return np.column_stack([east, (to_lat - lat) * _METRES])


def _by_points(connection: duckdb.DuckDBPyConnection) -> Iterator[_Finding]:
    points = connection.execute(sql("derive/held_against_points"), {"most": _MOST_POINTS}).df()
    if points.empty:
        return
    connection.register("asked_codes", points[["outer_code"]].drop_duplicates())
    codes, wkb = zip(
        *connection.execute(
            "SELECT code, ST_AsWKB(shape) FROM held_against SEMI JOIN asked_codes ON code = outer_code"
        ).fetchall(),
        strict=True,
    )
    connection.unregister("asked_codes")
    shapes: Any = shapely.from_wkb(list(wkb))
    shapely.prepare(shapes)
    place = pd.Index(codes).get_indexer(points["outer_code"])
    for pair, group in points.assign(place=place).groupby(["source", "outer_kind"], sort=False):
        finding = _of_points(str(pair[0]), str(pair[1]), group, shapes)
        if finding:
            yield finding


def _of_points(layer: str, other: str, rows: pd.DataFrame, shapes: Any) -> _Finding | None:
    lon, lat = rows["lon"].to_numpy(), rows["lat"].to_numpy()
    around = shapes[rows["place"].to_numpy()]
    before = np.asarray(shapely.contains_xy(around, lon, lat))
    best, most = None, 0
    for datum in SHIFTED:
        for backwards, move in ((False, to_cgcs2000), (True, from_cgcs2000)):
            moved = move(lon, lat, datum)
            after = np.asarray(shapely.contains_xy(around, *moved))
            come, go = int((after & ~before).sum()), int((before & ~after).sum())
            if come >= max(_LEAST_POINTS, _TIMES * go, most + 1) and after.mean() > 0.5:
                metres = float(np.median(np.hypot(*_in_metres(lon, lat, *moved).T)))
                best, most = _Finding(layer, other, datum, backwards, metres), come
    return best


def _refuse_swapped(city: City, rows: pd.DataFrame) -> None:
    for pair, group in rows.groupby(["kind", "outer_kind"], sort=False):
        inner, outer = _box(group, ""), _box(group, "outer_")
        if not _meet(inner, outer).any() and _meet(inner[:, [1, 0, 3, 2]], outer).all():
            kind, other = str(pair[0]), str(pair[1])
            raise RefusedError("axes_differ", source=_name(city, kind), other=_name(city, other))


def _meet(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    return np.asarray(((a[:, :2] <= b[:, 2:]) & (b[:, :2] <= a[:, 2:])).all(axis=1))


def _name(city: City, layer: str) -> str:
    """What city.toml calls the source whose coordinates a layer has."""
    source = city.source(layer) or city.source("village")  # which may hold communities too
    if source is None:
        return layer
    return f"{source.name}.geometry" if source.geometry else source.name


def _stated(city: City, layer: str) -> Reference:
    source = city.source(layer) or city.source("village")
    if source is None:
        return NOTHING_STATED
    return source.geometry.reference if source.geometry else source.reference
