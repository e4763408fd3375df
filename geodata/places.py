"""One place at a day: where it belongs, who is paired with it, what was owed and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from geodata.queries import sql
from geodata.store import Snapshot


@dataclass(frozen=True)
class Place:
    """A place as it stood on a day (or last stood, where it has ended)."""

    code: str
    name: str
    kind: str
    ancestors: tuple[str, ...]
    """Names, widest first."""
    paired: tuple[str, ...]
    """Who is paired with it on the day: name, role and unit."""
    last_visit_on: date | None
    days: int | None


_ANCESTORS = """
SELECT arg_max(p.name, (in_force($as_of, p.valid_from, p.valid_to),
                        coalesce(p.valid_from, DATE '0001-01-01'))) FROM (
    SELECT unnest([province_code, city_code, county_code, township_code, village_code,
                   community_code]) AS ancestor, unnest(range(6)) AS depth
    FROM (
        FROM lineage WHERE code = $code
        ORDER BY in_force($as_of, valid_from, valid_to) DESC, valid_from DESC NULLS LAST LIMIT 1
    )
) JOIN place AS p ON p.code = ancestor WHERE ancestor <> $code GROUP BY depth ORDER BY depth
"""


def place(snapshot: Snapshot, code: str, as_of: date) -> Place | None:
    """The place with that code, None where no place has it."""
    found = snapshot.rows(
        "SELECT name, kind FROM place WHERE code = $code"
        " ORDER BY in_force($as_of, valid_from, valid_to) DESC, valid_from DESC NULLS LAST LIMIT 1",
        {"code": code, "as_of": as_of},
    )
    if not found:
        return None
    name, kind = found[0]
    day = {"code": code, "as_of": as_of}
    last = snapshot.rows(
        "SELECT last_visit_on, date_diff('day', last_visit_on, $as_of)"
        " FROM last_visits($as_of) WHERE code = $code",
        day,
    )
    return Place(
        code,
        name,
        kind,
        tuple(one for (one,) in snapshot.rows(_ANCESTORS, day)),
        tuple(one for (one,) in snapshot.rows(sql("lists/place_pairings"), day)),
        *(last[0] if last else (None, None)),
    )


def obligations(snapshot: Snapshot, code: str, as_of: date) -> pd.DataFrame:
    """What was owed to a place by a day, latest first, with its status."""
    return snapshot.query(sql("lists/place_obligations"), {"code": code, "as_of": as_of})


def overlaps(snapshot: Snapshot, code: str | None = None) -> pd.DataFrame:
    """How parallel layers (grid, village, community) lie over each other on the load day: all of
    them, or one place and those it shares land with; empty in a snapshot older than this."""
    if not snapshot.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'place_overlap'"):
        return pd.DataFrame()
    return snapshot.query(sql("lists/overlaps"), {"code": code})


def visits(snapshot: Snapshot, code: str, as_of: date) -> pd.DataFrame:
    """The visits to a place by a day, latest first, with who came."""
    return snapshot.query(sql("lists/place_visits"), {"code": code, "as_of": as_of})
