"""One place at a day: what it is, where it belongs, what it came from and what it became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd

from geodata.base.queries import sql
from geodata.land.shapes import SCALE
from geodata.store.snapshots import Snapshot


class Ancestor(NamedTuple):
    """A wider place around one."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class Place:
    """A place as it stood on a day (or last stood, where it has ended)."""

    code: str
    name: str
    kind: str
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None
    is_there: bool
    """Whether it exists on the day."""
    is_drawn: bool
    """Whether it has a border or a point."""
    ancestors: tuple[Ancestor, ...]
    """Widest first."""


_VERSION = """
SELECT name, kind, parent_code, valid_from, valid_to, in_force($as_of, valid_from, valid_to),
       geometry IS NOT NULL OR lon IS NOT NULL
FROM place WHERE code = $code
ORDER BY in_force($as_of, valid_from, valid_to) DESC, valid_from DESC NULLS LAST LIMIT 1
"""
_ANCESTORS = """
SELECT ancestor, any_value(named.name), any_value(p.kind) FROM (
    SELECT unnest([province_code, city_code, county_code, township_code, village_code,
                   community_code]) AS ancestor, unnest(range(6)) AS depth
    FROM (
        FROM lineage WHERE code = $code
        ORDER BY in_force($as_of, valid_from, valid_to) DESC, valid_from DESC NULLS LAST LIMIT 1
    )
)
JOIN place AS p ON p.code = ancestor JOIN place_names($as_of) AS named ON named.code = ancestor
WHERE ancestor <> $code GROUP BY ancestor, depth ORDER BY depth
"""
_TAKEN_OVER = """
SELECT old_code, max(old_to) FROM succession
WHERE new_code = $code AND NOT is_split AND valid_from <= $as_of GROUP BY old_code ORDER BY old_code
"""


def place(snapshot: Snapshot, code: str, as_of: date) -> Place | None:
    """The place with that code, None where no place has it."""
    day = {"code": code, "as_of": as_of}
    found = snapshot.rows(_VERSION, day)
    if not found:
        return None
    name, kind, parent_code, valid_from, valid_to, is_there, is_drawn = found[0]
    ancestors = tuple(Ancestor(*one) for one in snapshot.rows(_ANCESTORS, day))
    return Place(code, name, kind, parent_code, valid_from, valid_to, is_there, is_drawn, ancestors)


_COUNTIES = """
SELECT DISTINCT ON (lineage.code) lineage.code, county.name
FROM lineage JOIN place_names($as_of) AS county ON county.code = county_code AND county.code <> lineage.code
WHERE list_contains($codes, lineage.code) AND in_force($as_of, lineage.valid_from, lineage.valid_to)
ORDER BY lineage.code
"""


def with_county(
    snapshot: Snapshot, rows: pd.DataFrame, level: str, as_of: date, *, by: str = "code"
) -> pd.DataFrame:
    """Rows of townships with the name of the ``county`` beside their own, since two townships may
    have one name; rows of any other level as they are. ``by``: the column of codes."""
    if level != "township" or "county" in rows:
        return rows
    codes = [one for one in rows[by] if isinstance(one, str)]
    found = dict(snapshot.rows(_COUNTIES, {"codes": codes, "as_of": as_of}))
    shown = rows.copy()
    shown.insert(
        list(rows.columns).index("name") + 1, "county", [found.get(one) for one in rows[by]]
    )
    return shown


def whole_story(snapshot: Snapshot, code: str, as_of: date) -> dict[str, list[object]]:
    """``codes`` whose records are those of a place, and the last day (``ends``) of each: its own,
    and those that it took over by a recode or a merger. A part of a split begins anew."""
    taken = snapshot.rows(_TAKEN_OVER, {"code": code, "as_of": as_of})
    return {
        "codes": [code, *(one for one, _ in taken)],
        "ends": [date.max, *(last_on for _, last_on in taken)],
    }


def changes(snapshot: Snapshot, code: str, as_of: date) -> pd.DataFrame:
    """The changes by a day that name a place, the latest first: on_date, change, side (before or
    after), and the code and name of the other place; of a township its ``county`` too."""
    rows = snapshot.query(sql("lists/place_changes"), {"code": code, "as_of": as_of})
    found = place(snapshot, code, as_of)
    return with_county(snapshot, rows, found.kind if found else "", as_of)


def instead(snapshot: Snapshot, code: str, as_of: date) -> tuple[tuple[str, str], ...]:
    """(code, name) of the places that stand on a day for one that is not there then."""
    return tuple(snapshot.rows(sql("lists/place_instead"), {"code": code, "as_of": as_of}))


def overlaps(snapshot: Snapshot, code: str | None = None) -> pd.DataFrame:
    """How parallel layers (grid, village, community) lie over each other on the load day: all of
    them, or one place and those it shares land with; empty in a snapshot older than this."""
    if not snapshot.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'place_overlap'"):
        return pd.DataFrame()
    return snapshot.query(sql("lists/overlaps"), {"code": code})


def bounds(snapshot: Snapshot, area: str | None) -> tuple[float, float, float, float]:
    """South, west, north, east of an area, of everything where it has no geometry; degrees."""
    rows = snapshot.rows(
        "SELECT min(ST_YMin(geometry)), min(ST_XMin(geometry)), max(ST_YMax(geometry)),"
        " max(ST_XMax(geometry)) FROM place WHERE code = coalesce($code, (SELECT code FROM city))",
        {"code": area},
    )
    whole = snapshot.rows(
        "SELECT min(min_lat), min(min_lon), max(max_lat), max(max_lon) FROM shape_part"
    )
    south, west, north, east = rows[0] if rows[0][0] is not None else whole[0]
    if south is None:
        return 17.0, 73.0, 54.0, 135.0  # nothing has a geometry: all of China
    return south, west, north, east


def under(
    snapshot: Snapshot, lon: float, lat: float, *, levels: tuple[str, ...], as_of: date
) -> str | None:
    """The narrowest place of these levels under a point (EPSG:4490), None where there is none.

    A place that is drawn as a dot is there where its dot is: the map's script reports a click on a
    dot as one on the dot's own spot, which it knows to about 5 m.
    """
    kinds = [*levels, *(("village", "community") if "place" in levels else ())]
    rows = snapshot.rows(
        "SELECT code FROM places_on($as_of) WHERE list_contains($kinds, kind)"
        " AND (ST_Contains(geometry, ST_Point($lon, $lat)) OR (geometry IS NULL"
        " AND abs(lon - $lon) <= $near AND abs(lat - $lat) <= $near))"
        " ORDER BY geometry IS NOT NULL, ST_Area(geometry),"
        " abs(lon - $lon) + abs(lat - $lat) LIMIT 1",
        {"kinds": kinds, "as_of": as_of, "lon": lon, "lat": lat, "near": SCALE},
    )
    return str(rows[0][0]) if rows else None
