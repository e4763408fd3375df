"""Matters on a day: how far they are, who has them in hand, what happened to one of them.

What the words mean (open, overdue, late, on time) is decided in docs/matters.md and in
``matters_on`` (read_macros.sql), and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from geodata.base.queries import sql
from geodata.figures import rates
from geodata.figures.legend import MOST_UNKNOWN, is_mostly_unknown
from geodata.figures.rates import is_given
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot

#: From the first to the last.
STATES = ("proposed", "claimed", "assigned", "in_work", "solved", "accepted", "closed")
#: Closed by now, and nobody knows whether on the day asked about.
UNKNOWN = "unknown"
Show = Literal["overdue", "open", "all"]
#: What matters are told by: their way of handling (六办), the hand taken in them (领办 … 催办).
Way = Literal["handling", "hand"]


_FIGURES = ("claim_rate", "assignment_rate", "closing_rate", "on_time_closing", "overdue_rate")
_FURTHER = ("reopening_rate", "satisfaction", "satisfaction_response", "complex_share")
_OF_SERVICES = ("on_the_spot_rate", "days_cut")


@dataclass(frozen=True)
class Step:
    """A state, the matters in it and how many of them are overdue."""

    state: str
    matters: int
    overdue: int


@dataclass(frozen=True)
class Matter:
    """What a matter is, whatever the day."""

    title: str
    kind: str
    category: str | None
    handling: str | None
    hand: str | None
    lead: str | None
    others: tuple[str, ...]
    """Names of the other units that handle it."""


def matters(
    snapshot: Snapshot, scope: Scope, show: Show = "all", kinds: tuple[str, ...] | None = None
) -> pd.DataFrame:
    """Matters open on the day or closed in the window, the longest overdue first; about places of
    some kinds alone, where any are named."""
    text = sql("lists/matters")
    return snapshot.query(text, scope.bound(show=show, kinds=kinds and list(kinds)))


def board(snapshot: Snapshot, scope: Scope) -> tuple[Step, ...]:
    """How many matters stand at each step, all steps in their order; last those of which nobody knows
    it, where there are any."""
    text = sql("lists/matter_board")
    rows = snapshot.rows(text, scope.bound())
    found = {state: (matters, overdue) for state, matters, overdue in rows}
    shown = (*STATES, UNKNOWN) if UNKNOWN in found else STATES
    return tuple(Step(state, *found.get(state, (0, 0))) for state in shown)


def by_unit(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """What each unit has in hand: open, overdue, closing rate (NULL where nobody tells what was
    closed), reopened."""
    text = sql("lists/matter_units")
    rows = snapshot.query(text, scope.bound(most_unknown=MOST_UNKNOWN))
    return rows if is_given(snapshot, "closing_rate") else rows.assign(closing_rate=np.nan)


def effort(snapshot: Snapshot, scope: Scope) -> tuple[int, int]:
    """(matters of the window that are closed, distinct units that handled them, led or not)."""
    text = sql("lists/matter_effort")
    ((matters, units),) = snapshot.rows(text, scope.bound())
    return matters, units


def by_way(snapshot: Snapshot, scope: Scope, by: Way = "handling") -> pd.DataFrame:
    """The matters of the window by way of handling or hand: that (None: not said), raised,
    closed_of_raised, undated (closed nobody knows when), closing_rate (NULL where most are)."""
    text = sql("lists/matter_ways")
    rows = snapshot.query(text, scope.bound(by=by))
    rate = rows["closed_of_raised"] / rows["raised"]
    is_mostly = is_mostly_unknown(rows["undated"], rows["raised"])
    return rows.assign(closing_rate=rate.mask(is_mostly)).rename(columns={"way": by})


def units(snapshot: Snapshot) -> dict[str, str]:
    """The units that answer for any matter: id → name."""
    rows = snapshot.rows(
        "SELECT unit_id, name FROM unit SEMI JOIN matter_spell USING (unit_id) ORDER BY unit_id"
    )
    return dict(rows)


def matter(snapshot: Snapshot, matter_id: str) -> Matter | None:
    """One matter, None where none has that id."""
    rows = snapshot.rows(
        "SELECT title, kind, category, handling, hand FROM matter WHERE matter_id = $id",
        {"id": matter_id},
    )
    if not rows:
        return None
    named = snapshot.rows(
        "SELECT part, name FROM matter_unit JOIN unit USING (unit_id) WHERE matter_id = $id"
        " ORDER BY name",
        {"id": matter_id},
    )
    lead = next((name for part, name in named if part == "lead"), None)
    others = tuple(name for part, name in named if part == "co")
    title, kind, category, handling, hand = rows[0]
    return Matter(title, kind, category, handling, hand, lead, others)


def events(snapshot: Snapshot, matter_id: str, as_of: date) -> pd.DataFrame:
    """What had happened to a matter by a day, in order."""
    return snapshot.query(sql("lists/matter_events"), {"matter_id": matter_id, "as_of": as_of})


def are_given(snapshot: Snapshot) -> bool:
    """Whether any matter was given."""
    return bool(snapshot.rows("SELECT 1 FROM matter LIMIT 1"))


def figures(snapshot: Snapshot, scope: Scope) -> tuple[tuple[str, ...], ...]:
    """The figures of matters in rows; those of services where the period has any."""
    services = rates.figure(snapshot, _OF_SERVICES[0], scope).denominator
    return _FIGURES, (*_FURTHER, *(_OF_SERVICES if services else ()))
