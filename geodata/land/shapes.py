"""What the map draws: the shapes of every level, simplified and packed once, at load.

A snapshot's shapes never change, so a browser fetches a pack once and keeps it; a filter or a date
then only sends one class for each shape, in the order of the pack. Shapes are simplified together
with their neighbours, so that a shared border stays one line.

A pack is gzipped JSON::

    {"scale": 5e-05, "codes": [...], "names": [...], "estimated": [positions],
     "past": [positions], "shapes": [...]}

A shape is a list of rings ``[x0, y0, dx, dy, ...]`` in units of ``scale`` degrees (EPSG:4490,
longitude first; exteriors clockwise, holes the other way, the closing point left out), a single
point ``[[x, y]]``, or null. A code stands once for each version of the place that has a shape of
its own; ``past`` are those that are not of today, and :func:`codes` says which is drawn on a day.
Names are raw text: whoever draws them escapes them.

Long because simplifying, cutting into parts and packing work on the same arrays, and a shared border
must be decided once.
"""

from __future__ import annotations

import gzip
import json
import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import shapely

from geodata.base.codes import AREA_KINDS
from geodata.base.queries import sql
from geodata.land import problems
from geodata.land.geometry import dissolve
from geodata.land.packing import Shapes, encoded, repaired, simplified, width

#: Every village and community at once: the level the map lives on.
PLACE = "place"
#: The levels of the map that draw projects: dots from afar, their polygons from nearby.
PROJECT_LEVELS = ("project", "project_shape")
ALL = "all"

_PLACES = ("village", "community")
#: What is read and simplified together, and the levels that are made of it.
_GROUPS: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {
    _PLACES: {PLACE: _PLACES, "village": ("village",), "community": ("community",)},
    **{(kind,): {kind: (kind,)} for kind in ("grid", *reversed(AREA_KINDS))},
}
_PART_SHAPES = 8_000  # a part is one request: more is slow to fetch and to unpack
_TOGETHER = 60_000  # fewer than this are simplified as one coverage; more would not fit in memory
SCALE = 5e-5  # degrees, about 5 m: well under the tolerance
_METRES = 111_320.0  # in a degree of latitude
_COVERED = 0.01  # an area is covered by its places where their areas differ by no more
_WORKERS = min(4, os.cpu_count() or 1)
_AREA_DETAIL = 0.01  # of the width of a typical area, where a level is too big to follow its places

_Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """One pack: ``shapes`` shapes inside a box, degrees; ``width`` of a typical one, degrees."""

    level: str
    part: str
    shapes: int
    min_lon: float | None
    min_lat: float | None
    max_lon: float | None
    max_lat: float | None
    width: float | None


@dataclass(frozen=True)
class _Pack:
    part: Part
    content: bytes


def index(connection: duckdb.DuckDBPyConnection) -> list[Part]:
    """Every part of every level."""
    rows = connection.execute(
        "SELECT level, part, shapes, min_lon, min_lat, max_lon, max_lat, width"
        " FROM shape_part ORDER BY level, part"
    ).fetchall()
    return [Part(*row) for row in rows]


def pack(connection: duckdb.DuckDBPyConnection, level: str, part: str) -> bytes | None:
    """One pack as it is sent, gzipped; None where there is no such part."""
    row = connection.execute(
        "SELECT pack FROM shape_part WHERE level = $level AND part = $part",
        {"level": level, "part": part},
    ).fetchone()
    return None if row is None else bytes(row[0])


def codes(
    connection: duckdb.DuckDBPyConnection, level: str, part: str, on: date | None = None
) -> list[str]:
    """The codes of a part in the order of its pack; empty for a shape not to be drawn on a day."""
    rows = connection.execute(
        "SELECT * FROM shape_index WHERE level = $level AND part = $part ORDER BY position",
        {"level": level, "part": part},
    ).fetchall()  # older snapshots drew one version a code, and have no days
    days = [(code, *(drawn or (None, None))) for _, _, _, code, *drawn in rows]
    return [
        code if on is None or ((first or on) <= on <= (last or on)) else ""
        for code, first, last in days
    ]


def drawn_on(connection: duckdb.DuckDBPyConnection, level: str, on: date) -> dict[str, list[str]]:
    """:func:`codes` of every part of a level on a day."""
    rows = connection.execute("SELECT part FROM shape_part WHERE level = $level", {"level": level})
    return {part: codes(connection, level, part, on) for (part,) in rows.fetchall()}


@dataclass(frozen=True)
class _Rows:
    """Places by code, column by column; a shape is a polygon, a point or None."""

    codes: Shapes
    names: Shapes
    kinds: Shapes
    parts: Shapes
    ended: _Bools
    estimated: _Bools
    shapes: Shapes

    def only(self, chosen: _Bools) -> _Rows:
        """Some of them."""
        return _Rows(**{name: column[chosen] for name, column in vars(self).items()})


def build(connection: duckdb.DuckDBPyConnection, *, tolerance_m: float = 150.0) -> None:
    """Simplify and pack the shapes of ``place`` and the points and polygons of ``project``.

    Creates and fills ``shape_part`` and ``shape_index``. ``tolerance_m``: how far, in metres, a
    border may be moved; small shapes are treated more gently.
    """
    connection.execute(sql("shapes/begin"))
    simple_places: dict[str, shapely.Geometry] = {}
    for kinds, levels in _GROUPS.items():
        parts = _choose_parts(connection, kinds)
        is_whole = sum(parts.values()) < _TOGETHER
        recipe = _Recipe(
            levels=levels,
            tolerance=tolerance_m / _METRES,
            detail=_AREA_DETAIL if kinds[0] in AREA_KINDS else 0.0,
            given=_dissolved(connection, kinds[0], simple_places),
            keep_boundary=not is_whole,
        )
        readings = [list(parts)] if is_whole and parts else [[part] for part in parts]
        for rows, packs in _ahead(recipe.pack, (_read(connection, some) for some in readings)):
            _keep(connection, packs)
            if kinds == _PLACES and sum(parts.values()) <= _PART_SHAPES:
                today = rows.only(~rows.ended)
                simple_places = dict(zip(today.codes, today.shapes, strict=True))
        _index_levels(connection, levels)
    for level in PROJECT_LEVELS:
        _keep(connection, [_packed(level, rows) for rows in _read_projects(connection, level)])
    for level in problems.LEVELS:
        _keep(connection, [_packed(level, rows) for rows in _read_problems(connection, level)])
    connection.execute(sql("shapes/end"))


@dataclass(frozen=True)
class _Recipe:
    """How places that were read together are simplified and packed; safe to use in a thread."""

    levels: Mapping[str, tuple[str, ...]]
    tolerance: float
    """Degrees."""
    detail: float
    """A share of a typical shape's width, where that is more than the tolerance."""
    given: Mapping[str, shapely.Geometry]
    """Shapes that are already simple, by code."""
    keep_boundary: bool

    def pack(self, rows: _Rows) -> tuple[_Rows, list[_Pack]]:
        """The rows with simple shapes, and the packs of every level and part they make."""
        rows = replace(rows, shapes=self._simple(rows))
        packs = []
        for level, kinds in self.levels.items():
            some = rows.only(np.isin(rows.kinds, kinds))
            packs += [
                _packed(level, some.only(some.parts == part)) for part in sorted(set(some.parts))
            ]
        return rows, packs

    def _simple(self, rows: _Rows) -> Shapes:
        known = np.array(
            [
                None if ended else self.given.get(code)
                for code, ended in zip(rows.codes, rows.ended, strict=True)
            ],
            dtype=object,
        )
        shapes = np.where(shapely.is_missing(known), repaired(rows.shapes), known)
        is_area = shapely.get_dimensions(shapes) == 2
        tolerance = max(self.tolerance, self.detail * width(shapes))
        for ended in (False, True):  # an ended place lies under its successors: no shared borders
            some = is_area & shapely.is_missing(known) & (rows.ended == ended)
            if some.any():
                shapes[some] = simplified(shapes[some], tolerance, keep_boundary=self.keep_boundary)
        return shapes


def _ahead(
    work: Callable[[_Rows], tuple[_Rows, list[_Pack]]], jobs: Iterable[_Rows]
) -> Iterator[tuple[_Rows, list[_Pack]]]:
    """The results of all jobs in their order, on every core, with few in memory at once."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        waiting: deque[Future[tuple[_Rows, list[_Pack]]]] = deque()
        for job in jobs:
            waiting.append(pool.submit(work, job))
            if len(waiting) > _WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _choose_parts(connection: duckdb.DuckDBPyConnection, kinds: Sequence[str]) -> dict[str, int]:
    """Put the places of some kinds into ``shape_member``; part → number of shapes.

    All in one part, or by the widest area that brings every part under the limit.
    """
    columns = [f"{area}_code" for area in AREA_KINDS if area not in kinds]
    whole = f"'{ALL}'"
    choices = [f"coalesce({', '.join(columns[n:])}, {whole})" for n in range(len(columns))]
    parts: dict[str, int] = {}
    for part in (whole, *choices):
        text = f"""SELECT {part} AS part, count(*) FROM shape_place
            WHERE list_contains($kinds, kind) GROUP BY part ORDER BY part"""
        parts = dict(connection.execute(text, {"kinds": list(kinds)}).fetchall())
        if max(parts.values(), default=0) <= _PART_SHAPES:
            break
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE shape_member AS
        SELECT code, name, kind, ended, place_row, drawn_from, drawn_to, {part} AS part
        FROM shape_place WHERE list_contains($kinds, kind) ORDER BY part, code, drawn_from NULLS FIRST""",
        {"kinds": list(kinds)},
    )
    return parts


def _read(connection: duckdb.DuckDBPyConnection, parts: Sequence[str]) -> _Rows:
    rows = connection.execute(sql("shapes/read"), {"parts": list(parts)}).fetchall()
    return _columns(rows)


def _read_projects(connection: duckdb.DuckDBPyConnection, level: str) -> list[_Rows]:
    where = {"level": level, "part": ALL}
    as_shape = level != PROJECT_LEVELS[0]
    if as_shape and not connection.execute("SELECT count(geometry) FROM project").fetchall()[0][0]:
        return []  # all dots: the dots are drawn once
    connection.execute(sql("shapes/index_projects"), where)
    rows = connection.execute(
        sql("shapes/read_projects"), {**where, "as_shape": as_shape}
    ).fetchall()
    return [_columns(rows)] if rows else []


def _read_problems(connection: duckdb.DuckDBPyConnection, level: str) -> list[_Rows]:
    where = {"level": level, "part": ALL, "most": problems.MOST_DRAWN}
    as_shape = level != problems.LEVELS[0]
    rows = connection.execute(
        sql("shapes/read_problems"), {**where, "as_shape": as_shape}
    ).fetchall()
    connection.execute(sql("shapes/index_problems"), where)
    return [_columns(rows)] if rows else []


def _columns(rows: Sequence[tuple[Any, ...]]) -> _Rows:
    codes_, names, kinds, parts, ended, estimated, wkb, lons, lats = (
        np.array(column, dtype=object) for column in zip(*rows, strict=True)
    )
    shapes = shapely.from_wkb(wkb)
    for n in np.flatnonzero(shapely.get_dimensions(shapes) != 2):  # none, or a point of its own
        has_point = lons[n] is not None and lats[n] is not None
        shapes[n] = shapely.Point(lons[n], lats[n]) if has_point else None
    return _Rows(codes_, names, kinds, parts, ended == True, estimated == True, shapes)  # noqa: E712


def _dissolved(
    connection: duckdb.DuckDBPyConnection, kind: str, places: Mapping[str, shapely.Geometry]
) -> dict[str, shapely.Geometry]:
    """Areas that follow the simple borders of the places that cover them, to the last point."""
    if not places or kind not in AREA_KINDS:
        return {}
    rows = connection.execute(
        sql("shapes/covered"), {"kind": kind, "places": list(_PLACES)}
    ).fetchall()
    found: dict[str, shapely.Geometry] = {}
    for code, area, inside in rows:
        shapes = np.array([places[one] for one in inside], dtype=object)
        union = dissolve(shapes[shapely.get_dimensions(shapes) == 2])
        if abs(shapely.area(union) - area) <= _COVERED * area and shapely.is_valid(union):
            found[code] = union
    return found


def _packed(level: str, rows: _Rows) -> _Pack:
    west, south, east, north = (
        None if math.isnan(edge) else edge for edge in shapely.total_bounds(rows.shapes).tolist()
    )
    part = Part(
        level, str(rows.parts[0]), len(rows.codes), west, south, east, north,
        width(rows.shapes) or None,
    )  # fmt: skip
    content = {
        "scale": SCALE,
        "codes": rows.codes.tolist(),
        "names": rows.names.tolist(),
        "estimated": np.flatnonzero(rows.estimated).tolist(),
        "past": np.flatnonzero(rows.ended).tolist(),
        "shapes": list(encoded(rows.shapes, SCALE)),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return _Pack(part, gzip.compress(text.encode(), compresslevel=6, mtime=0))


def _keep(connection: duckdb.DuckDBPyConnection, packs: Iterable[_Pack]) -> None:
    for one in packs:
        connection.execute(
            "INSERT INTO shape_part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*vars(one.part).values(), one.content],
        )


def _index_levels(
    connection: duckdb.DuckDBPyConnection, levels: Mapping[str, tuple[str, ...]]
) -> None:
    for level, kinds in levels.items():
        connection.execute(sql("shapes/index_level"), {"level": level, "kinds": list(kinds)})
