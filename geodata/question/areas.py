"""The areas of a level, and what lies in none of them: a row of its own, so that the parts of a
figure always add up to the whole."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geodata.base.codes import AREA_KINDS, is_above
from geodata.base.messages import Language, text
from geodata.land import places
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot

_LEVELS = ("province", "city", "county", "township", "place", "village", "community", "grid")
#: The code of each place and its name of a day.
_NAMES = "SELECT DISTINCT code, named.name FROM place JOIN place_names($day) AS named USING (code)"


def levels(snapshot: Snapshot) -> tuple[str, ...]:
    """The levels below the root that have places, widest first; absent ones appear on no screen."""
    there = {level for (level,) in snapshot.rows("SELECT DISTINCT level FROM shape_index")}
    root = city_of(snapshot).kind
    return tuple(level for level in _LEVELS if level in there and level != root)


def zoom_levels(snapshot: Snapshot) -> list[str]:
    """The levels a map may choose from by zoom: each covers the land once."""
    return [one for one in levels(snapshot) if one in AREA_KINDS or one == "place"]


def levels_in(snapshot: Snapshot, scope: Scope) -> list[str]:
    """The levels to draw an area by: those below its own, places where there are no others."""
    below = zoom_levels(snapshot)
    found = places.place(snapshot, scope.area, scope.as_of) if scope.area else None
    if found and found.kind in below:
        below = below[below.index(found.kind) + 1 :]
    return [one for one in below if one in AREA_KINDS] or below


def level_below(snapshot: Snapshot, kind: str) -> str | None:
    """The next narrower level that has places."""
    at = _LEVELS.index(kind)
    return next((one for one in levels(snapshot) if _LEVELS.index(one) > at), None)


def shown_level(snapshot: Snapshot, level: str, area: str | None) -> str:
    """The level of the table beside a map that chooses its own (``auto``): the widest below the
    area."""
    if level != "auto":
        return level
    found = places.place(snapshot, area, date.max) if area else None
    kind = found.kind if found else city_of(snapshot).kind
    return level_below(snapshot, kind) or levels(snapshot)[-1]


def kind_of(snapshot: Snapshot, code: str) -> str | None:
    """Of which kind the place with a code is; None where there is no such place."""
    rows = snapshot.rows("SELECT kind FROM place WHERE code = $code LIMIT 1", {"code": code})
    return str(rows[0][0]) if rows else None


def name(snapshot: Snapshot, code: str | None, day: date) -> str:
    """The name of an area on a day; of the root for None."""
    found = places.place(snapshot, code, day) if code else None
    return found.name if found else city_of(snapshot).name


def names(snapshot: Snapshot, day: date) -> dict[str, str]:
    """The areas one may look at, root first, then the level below it: code → name on a day."""
    here = city_of(snapshot)
    below = next((one for one in levels(snapshot) if one in AREA_KINDS), None)
    rows = snapshot.rows(
        f"{_NAMES} WHERE kind = $level ORDER BY code", {"level": below, "day": day}
    )
    return {here.code: here.name, **dict(rows)}


def inside(snapshot: Snapshot, code: str, day: date) -> dict[str, str]:
    """The counties or townships directly inside an area: code → name on a day."""
    return dict(
        snapshot.rows(
            f"{_NAMES} WHERE parent_code = $code AND kind IN ('county', 'township') ORDER BY code",
            {"code": code, "day": day},
        )
    )


def may_lack(snapshot: Snapshot, level: str) -> bool:
    """Whether something can lie in no area of the level: the root's own and those below it."""
    ((root,),) = snapshot.rows("SELECT kind FROM city")
    return root == level or is_above(root, level)


def name_gap(rows: pd.DataFrame, level: str, language: Language) -> pd.DataFrame:
    """The rows of areas of a level, with words for the name of the one without a code."""
    return rows.assign(name=rows["name"].where(rows["code"].notna(), gap_text(level, language)))


def gap_text(level: str, language: Language) -> str:
    """What is said of all that lies in no area of a level."""
    return text("scope", "in_none", language, kind=text("kind", level, language))
