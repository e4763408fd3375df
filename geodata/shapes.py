"""What the map draws: the shapes of every level, simplified and packed once, at load.

A snapshot's shapes never change, so a browser fetches a pack once and keeps it; a filter or a date
then only sends one class for each shape, in the order of the pack. Shapes are simplified together
with their neighbours, so that a shared border stays one line.

A pack is gzipped JSON::

    {"scale": 5e-05, "codes": [...], "names": [...], "estimated": [positions], "shapes": [...]}

A shape is a list of rings ``[x0, y0, dx, dy, ...]`` in units of ``scale`` degrees (EPSG:4490,
longitude first; exteriors clockwise, holes the other way, the closing point left out), a single
point ``[[x, y]]``, or null. Names are raw text: whoever draws them escapes them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from geodata.codes import AREA_KINDS, KINDS
from geodata.packing import Shapes, encoded, repaired, simplified, width
from geodata.queries import sql

#: Every village and community at once: the level the map lives on.
PLACE = "place"
PROJECT = "project"
ALL = "all"

_PLACES = ("village", "community")
_PART_SHAPES = 8_000  # a part is one request and one canvas layer: more is slow to fetch and draw
_TOGETHER = 60_000  # this many shapes are simplified as one coverage; more would not fit in memory
_SCALE = 5e-5  # degrees, about 5 m: well under the tolerance
_METRES = 111_320.0  # in a degree of latitude
_AREA_DETAIL = 0.01  # of the width of a typical area, where a level is too big to follow its places


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


def codes(connection: duckdb.DuckDBPyConnection, level: str, part: str) -> list[str]:
    """The codes of a part in the order of its pack."""
    rows = connection.execute(
        "SELECT code FROM shape_index WHERE level = $level AND part = $part ORDER BY position",
        {"level": level, "part": part},
    ).fetchall()
    return [code for (code,) in rows]


def build(connection: duckdb.DuckDBPyConnection, *, tolerance_m: float = 150.0) -> None:
    """Simplify and pack the shapes of ``place`` and the points of ``project``.

    Creates and fills ``shape_part`` and ``shape_index``. ``tolerance_m``: how far, in metres, a
    border may be moved; small shapes are treated more gently.
    """
    connection.execute(sql("shapes"))
    levels: dict[str, tuple[str, ...]] = {
        PLACE: _PLACES,
        **{kind: (kind,) for kind in reversed(KINDS)},
    }
    for level, kinds in levels.items():
        _index_level(connection, level, kinds)
    connection.execute(
        "INSERT INTO shape_index SELECT $level, $all, row_number() OVER (ORDER BY project_id) - 1,"
        " project_id FROM project",
        {"level": PROJECT, "all": ALL},
    )
    parts = _parts(connection)
    follows_places = sum(parts.get(PLACE, {}).values()) <= _PART_SHAPES
    for level in (PLACE, "grid", *reversed(AREA_KINDS)):
        if level in AREA_KINDS and follows_places:
            _dissolve(connection, level)
        _simplify_level(connection, level, parts.get(level, {}), tolerance_m)
    for level, its_parts in parts.items():
        for part in its_parts:
            _pack_part(connection, level, part)
    connection.execute("DROP TABLE shape_simple; DROP TABLE shape_place")


def _parts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Level → part → number of shapes."""
    rows = connection.execute(
        "SELECT level, part, count(*) FROM shape_index GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    found: dict[str, dict[str, int]] = {}
    for level, part, shapes in rows:
        found.setdefault(level, {})[part] = shapes
    return found


def _index_level(connection: duckdb.DuckDBPyConnection, level: str, kinds: Sequence[str]) -> None:
    part = _part_column(connection, kinds)
    connection.execute(
        f"""
        INSERT INTO shape_index
        SELECT $level, part, row_number() OVER (PARTITION BY part ORDER BY code) - 1, code
        FROM (SELECT code, {part} AS part FROM shape_place WHERE list_contains($kinds, kind))
        """,
        {"level": level, "kinds": list(kinds)},
    )


def _part_column(connection: duckdb.DuckDBPyConnection, kinds: Sequence[str]) -> str:
    """The SQL that names a place's part: all in one, or by the widest area that is small enough."""
    whole = f"'{ALL}'"
    column = whole
    columns = [f"{area}_code" for area in AREA_KINDS if area not in kinds]
    for column in [
        whole,
        *(f"coalesce({', '.join(columns[n:])}, {whole})" for n in range(len(columns))),
    ]:
        largest = connection.execute(
            f"SELECT count(*) AS n FROM shape_place WHERE list_contains($kinds, kind)"
            f" GROUP BY {column} ORDER BY n DESC LIMIT 1",
            {"kinds": list(kinds)},
        ).fetchone()
        if largest is None or largest[0] <= _PART_SHAPES:
            break
    return column


def _simplify_level(
    connection: duckdb.DuckDBPyConnection, level: str, parts: dict[str, int], tolerance_m: float
) -> None:
    """Fill ``shape_simple`` with what the level still lacks there."""
    is_whole = sum(parts.values()) < _TOGETHER
    for part in [None] if is_whole else parts:
        for ended in (False, True):  # an ended place lies under its successors: no shared borders
            names, shapes = _polygons(connection, level, part, ended=ended)
            if not names:
                continue
            tolerance = tolerance_m / _METRES
            if level in AREA_KINDS:
                tolerance = max(tolerance, _AREA_DETAIL * width(shapes))
            _keep(connection, names, simplified(shapes, tolerance, keep_boundary=not is_whole))


def _polygons(
    connection: duckdb.DuckDBPyConnection, level: str, part: str | None, *, ended: bool
) -> tuple[list[str], Shapes]:
    rows = connection.execute(
        """
        SELECT shape_index.code, ST_AsWKB(place.geometry)
        FROM shape_index JOIN shape_place USING (code) JOIN place ON place.rowid = place_row
        WHERE level = $level AND ($part IS NULL OR part = $part) AND ended = $ended
          AND place.geometry IS NOT NULL AND ST_Dimension(place.geometry) = 2
          AND shape_index.code NOT IN (SELECT code FROM shape_simple)
        ORDER BY shape_index.code
        """,
        {"level": level, "part": part, "ended": ended},
    ).fetchall()
    shapes = repaired(_from_wkb([wkb for _, wkb in rows]))
    there = ~(shapely.is_empty(shapes) | shapely.is_missing(shapes))
    return [code for (code, _), known in zip(rows, there, strict=True) if known], shapes[there]


def _dissolve(connection: duckdb.DuckDBPyConnection, level: str) -> None:
    """Areas whose places cover them follow the simplified borders of those places exactly."""
    rows = connection.execute(
        f"""
        SELECT area.code, any_value(ST_AsWKB(place.geometry)), list(simple.wkb ORDER BY simple.code)
        FROM shape_place AS area JOIN place ON place.rowid = area.place_row
        JOIN shape_place AS inside ON inside.{level}_code = area.code AND NOT inside.ended
        JOIN shape_simple AS simple ON simple.code = inside.code
        WHERE area.kind = $level AND NOT area.ended AND list_contains($places, inside.kind)
          AND place.geometry IS NOT NULL
        GROUP BY area.code ORDER BY area.code
        """,
        {"level": level, "places": list(_PLACES)},
    ).fetchall()
    names, shapes = [], []
    for code, wkb, inside in rows:
        area = repaired(_from_wkb([wkb]))[0]
        union = shapely.coverage_union_all(_from_wkb(inside))
        if abs(shapely.area(union) - shapely.area(area)) <= 0.01 * shapely.area(area):
            names.append(code)
            shapes.append(union)
    if names:
        _keep(connection, names, repaired(np.array(shapes, dtype=object)))


def _keep(connection: duckdb.DuckDBPyConnection, names: list[str], shapes: Shapes) -> None:
    table = pa.table({"code": names, "wkb": pa.array(shapely.to_wkb(shapes), pa.binary())})
    connection.register("shape_fresh", table)
    connection.execute("INSERT INTO shape_simple SELECT code, wkb FROM shape_fresh")
    connection.unregister("shape_fresh")


def _pack_part(connection: duckdb.DuckDBPyConnection, level: str, part: str) -> None:
    names, codes_, estimated, shapes = _members(connection, level, part)
    bounds = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    content = {
        "scale": _SCALE,
        "codes": codes_,
        "names": names,
        "estimated": [n for n, is_so in enumerate(estimated) if is_so],
        "shapes": list(encoded(shapes, _SCALE)),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    connection.execute(
        "INSERT INTO shape_part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            level, part, len(codes_),
            *(None if np.isnan(edge) else float(edge) for edge in bounds),
            width(shapes) or None,
            gzip.compress(text.encode(), compresslevel=7, mtime=0),
        ],
    )  # fmt: skip


def _members(
    connection: duckdb.DuckDBPyConnection, level: str, part: str
) -> tuple[list[str], list[str], list[bool], Shapes]:
    """Names, codes, whether estimated, and shapes (polygon, point or None), in order."""
    if level == PROJECT:
        text = """SELECT code, name, false, NULL, lon, lat
            FROM shape_index JOIN project ON project_id = code
            WHERE level = $level AND part = $part ORDER BY position"""
    else:
        text = """SELECT shape_index.code, place.name, geometry_source = 'estimated', wkb,
                coalesce(lon, ST_X(ST_Centroid(geometry))),
                coalesce(lat, ST_Y(ST_Centroid(geometry)))
            FROM shape_index JOIN shape_place USING (code) JOIN place ON place.rowid = place_row
            LEFT JOIN shape_simple ON shape_simple.code = shape_index.code
            WHERE level = $level AND part = $part ORDER BY position"""
    rows = connection.execute(text, {"level": level, "part": part}).fetchall()
    shapes = _from_wkb([row[3] for row in rows])
    for n, (*_, lon, lat) in enumerate(rows):
        if shapes[n] is None and lon is not None and lat is not None:
            shapes[n] = shapely.Point(lon, lat)
    return (
        [row[1] for row in rows],
        [row[0] for row in rows],
        [bool(row[2]) for row in rows],
        shapes,
    )


def _from_wkb(blobs: Sequence[bytes | None]) -> Shapes:
    shapes = np.full(len(blobs), None, dtype=object)
    if blobs:
        shapes[:] = shapely.from_wkb(np.array(blobs, dtype=object))
    return shapes
