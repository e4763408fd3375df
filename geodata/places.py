"""One place at a day: what it is, where it belongs, what it came from and what it became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd

from geodata.queries import sql
from geodata.store import Snapshot


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
SELECT ancestor, arg_max(p.name, (in_force($as_of, p.valid_from, p.valid_to),
                                  coalesce(p.valid_from, DATE '0001-01-01'))), any_value(p.kind) FROM (
    SELECT unnest([province_code, city_code, county_code, township_code, village_code,
                   community_code]) AS ancestor, unnest(range(6)) AS depth
    FROM (
        FROM lineage WHERE code = $code
        ORDER BY in_force($as_of, valid_from, valid_to) DESC, valid_from DESC NULLS LAST LIMIT 1
    )
) JOIN place AS p ON p.code = ancestor WHERE ancestor <> $code GROUP BY ancestor, depth ORDER BY depth
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
    after), and the code and name of the other place."""
    return snapshot.query(sql("lists/place_changes"), {"code": code, "as_of": as_of})


def instead(snapshot: Snapshot, code: str, as_of: date) -> tuple[tuple[str, str], ...]:
    """(code, name) of the places that stand on a day for one that is not there then."""
    return tuple(snapshot.rows(sql("lists/place_instead"), {"code": code, "as_of": as_of}))


def overlaps(snapshot: Snapshot, code: str | None = None) -> pd.DataFrame:
    """How parallel layers (grid, village, community) lie over each other on the load day: all of
    them, or one place and those it shares land with; empty in a snapshot older than this."""
    if not snapshot.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'place_overlap'"):
        return pd.DataFrame()
    return snapshot.query(sql("lists/overlaps"), {"code": code})
