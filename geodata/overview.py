"""What leadership asks first: which figures there are, and where to look."""

from __future__ import annotations

from dataclasses import dataclass

from geodata import rates
from geodata.legend import NEGLECTED
from geodata.queries import sql
from geodata.scope import Scope
from geodata.store import Snapshot

_LEADING = (
    "fulfilment", "visit_coverage", "pairing_coverage", "started_rate", "investment_rate",
)  # fmt: skip


@dataclass(frozen=True)
class LookFirst:
    """An area worth looking at: how many of its places are neglected, and why."""

    code: str
    name: str
    county: str
    neglected: int
    places: int
    causes: tuple[tuple[str, int], ...]


def given_figures(snapshot: Snapshot) -> tuple[str, ...]:
    """The leading figures whose tables were given; one without its table would be a false zero."""
    return tuple(name for name in _LEADING if rates.is_given(snapshot, name))


def look_first(snapshot: Snapshot, scope: Scope, threshold: int) -> tuple[LookFirst, ...]:
    """The three areas with the most neglected places; ``threshold`` in days."""
    text = sql("lists/look_first").replace("FROM causes_in_scope", sql("lists/causes"))
    rows = snapshot.rows(
        text,
        {**scope.bound(text), "threshold": threshold, "neglected": list(NEGLECTED)},
    )
    return tuple(
        LookFirst(
            code, name, county, neglected, places, tuple((one["cause"], one["n"]) for one in causes)
        )
        for code, name, county, neglected, places, causes in rows
    )
