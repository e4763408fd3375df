"""The rows of a figure in one period, made ready to be held against those of another: which row is
which, what it adds, where it lies, and what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from geodata.base.codes import AREA_KINDS
from geodata.base.queries import sql
from geodata.figures import rates, unsure
from geodata.figures.catalog import Definition, definition
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot

#: Where a row lies, widest first.
AREAS = tuple(f"{one}_code" for one in AREA_KINDS)
#: Money has six decimals (``DECIMAL(20, 6)``): as whole numbers of these sums stay exact.
PARTS_OF_ONE = 10**6
_AMOUNTS = ("numerator", "denominator")
#: Of the standings of places, those that keep it out of a figure.
_GONE = ("merged", "not_yet", "gone")
_LEFT_OUT = ("elsewhere", "exempt", "unpaired")
#: What a row is made into: what it adds above and below the line, whether it is part of the whole,
#: whether nobody knows what it is, and what is to be said of it.
MADE = ("above", "below", "is_in", "unknown", "state")


@dataclass(frozen=True)
class Side:
    """A figure's rows in one period, and what else is to be known of it to say why a row is not among
    them."""

    what: Definition
    rows: pd.DataFrame
    """With :data:`MADE`, ``number`` among those of the same key, and codes as of the later period."""
    standing: dict[str, str | None]
    """Of places, by code: ``geodata/sql/movement/standing.sql``."""
    exempt: frozenset[tuple[Any, ...]]
    """The keys of what was owed and exempt."""
    others: frozenset[tuple[Any, ...]]
    """What was owed, whoever owed it: keys without the responsible."""

    def absent(self, key: dict[str, Any]) -> str:
        """Why no row with a key is among them."""
        if tuple(key[one] for one in self.what.same) in self.exempt:
            return "exempt"
        of_place = key.get("target_kind", "place") == "place"
        code = key.get("target_id", key.get("code"))
        standing = self.standing.get(str(code)) if of_place else None
        is_of_area = self.what.about == "obligation" and "target_id" not in key
        if standing in (_GONE if is_of_area else (*_GONE, *_LEFT_OUT)):
            return str(standing)
        if self.what.about == "obligation":
            return "other_person" if _without_person(key, self.what) in self.others else "not_owed"
        return "absent"


class Moved(NamedTuple):
    """Codes of other times → those of the end of the later period."""

    places: dict[str, str]
    """Places that alone became another that was not there before: the same ones. A place that was
    merged into one that stood is another."""
    areas: dict[str, str]
    """Areas and what took them over."""


def moved(before: Snapshot, then: Scope, after: Snapshot, now: Scope) -> Moved:
    """What became of codes from the end of one period, as a snapshot knows it, to that of another."""
    stood = {
        code for (code,) in before.rows("SELECT code FROM places_on($day)", {"day": then.as_of})
    }
    recoded, areas = (
        dict(after.rows(f"SELECT given, code FROM {macro}($day)", {"day": now.as_of}))
        for macro in ("recoded_on", "areas_on")
    )
    return Moved({old: new for old, new in recoded.items() if new not in stood}, areas)


def side(snapshot: Snapshot, name: str, scope: Scope, codes: Moved) -> Side:
    """The rows of a figure in a scope, under the codes of the later period."""
    what = definition(name)
    asked = rates.reached(snapshot, name, scope)
    found = snapshot.query(_text(what), asked.bound()).drop(
        columns=[*unsure.RANGE], errors="ignore"
    )
    standing = _standing(snapshot, what, asked, codes)
    rows = _made(what, found, standing)
    rows = rows.assign(**{one: _now(rows[one], codes.areas) for one in AREAS if one in rows})
    exempt, others = rows.iloc[:0], rows
    if what.about in {"place", "obligation"}:
        rows = _recoded(rows, what, codes.places)
        others = rows
    if "round" in what.same and "responsible_id" in what.same:
        text = _dated("SELECT * FROM owed_at($scope) WHERE status = 'exempt'")
        exempt = _recoded(snapshot.query(text, asked.bound()), what, codes.places)
        others = pd.concat([rows[list(what.same)], exempt[list(what.same)]])
    order = [one for one in ("nominal_on", "due_on") if one in rows]
    rows = rows.sort_values(order, kind="stable") if order else rows
    numbered = rows.assign(number=rows.groupby(list(what.same), dropna=False).cumcount())
    return Side(
        what, numbered, standing, frozenset(_keys(exempt, what)),
        frozenset(_without_person(dict(zip(what.same, one, strict=True)), what)
                  for one in _keys(others, what)),
    )  # fmt: skip


def _text(what: Definition) -> str:
    rows = sql(f"rates/{what.name}")
    if what.sort == "ratio":  # as text, because a table would make floats of decimals
        exact = ", ".join(f"{one}::DECIMAL(38, 6)::VARCHAR AS {one}" for one in _AMOUNTS)
        rows = f"SELECT * REPLACE ({exact}) FROM ({rows})"
    else:
        rows = f"SELECT * FROM ({rows})"
    return _dated(rows) if "round" in what.same else f"{rows} ORDER BY code"


def _dated(rows: str) -> str:
    rounds = sql("movement/rounds")
    return f"SELECT * FROM ({rows}) LEFT JOIN ({rounds}) USING (rule_id, due_on) ORDER BY ALL"


def _standing(
    snapshot: Snapshot, what: Definition, scope: Scope, codes: Moved
) -> dict[str, str | None]:
    if what.about not in {"place", "obligation"}:
        return {}
    found = dict(snapshot.rows(sql("movement/standing"), scope.bound()))
    there = {old: new for old, new in codes.places.items() if found.get(old, "gone") not in _GONE}
    return {**found, **{new: found[old] for old, new in there.items()}}


def _made(what: Definition, rows: pd.DataFrame, standing: dict[str, str | None]) -> pd.DataFrame:
    if what.sort == "ratio":
        is_in = rows["denominator"].notna()
        above, below = ([_whole(one) for one in rows[column]] for column in _AMOUNTS)
    else:
        is_in = rows["counted"].notna()
        above = (rows["counted"].fillna(False)).astype(bool).astype("int64").tolist()
        below = is_in.astype("int64").tolist()
    status = rows["status"] if "status" in rows else pd.Series(None, rows.index, dtype=object)
    states = [
        _state(what, one, bool(up), standing.get(str(code)))
        for one, up, code in zip(status, above, rows["code"], strict=True)
    ]
    dtype = object if what.sort == "ratio" else "int64"
    return rows.assign(
        above=pd.Series(above, rows.index, dtype=dtype),
        below=pd.Series(below, rows.index, dtype=dtype),
        is_in=is_in, unknown=status.isin(what.unknown), state=pd.Series(states, rows.index, dtype=object),
    )  # fmt: skip


def _whole(amount: object) -> int:
    """In parts of one; nothing where nobody told it."""
    return int(Decimal(amount) * PARTS_OF_ONE) if isinstance(amount, str) else 0


def _state(what: Definition, status: object, is_counted: bool, standing: str | None) -> str:
    """What is to be said of a row that is there."""
    known = status if isinstance(status, str) else None
    if what.sort == "ratio":
        return known or "in_whole"
    if what.about == "obligation":
        return known or ("reported" if is_counted else "no_report")
    if is_counted:
        return "counted"
    if known in what.unknown:
        return str(known)
    if what.needs == "pairing":
        return "unpaired"
    return (standing if what.is_from_visits else None) or "not_counted"


def _now(codes: pd.Series[str], became: dict[str, str]) -> pd.Series[str]:
    return codes.map(lambda one: became.get(one, one)) if became else codes


def _recoded(rows: pd.DataFrame, what: Definition, codes: dict[str, str]) -> pd.DataFrame:
    column = "target_id" if "target_id" in what.same else "code"
    new = _now(rows[column], codes)
    if "target_kind" in rows:
        new = new.where(rows["target_kind"] == "place", rows[column])
    return rows.assign(**{column: new, "code": new})


def _keys(rows: pd.DataFrame, what: Definition) -> list[tuple[Any, ...]]:
    return list(rows[list(what.same)].itertuples(index=False, name=None)) if len(rows) else []


def _without_person(key: dict[str, Any], what: Definition) -> tuple[Any, ...]:
    return tuple(key[one] for one in what.same if not one.startswith("responsible"))
