"""Attributes of places (registered-poor, weak organisation …): which there are, who has which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.base.queries import sql
from geodata.store.snapshots import Snapshot


@dataclass(frozen=True)
class Held:
    """An attribute of one place, from its first to its last day; None is open-ended."""

    attribute: str
    valid_from: date | None
    valid_to: date | None
    note: str | None


def names(snapshot: Snapshot) -> tuple[str, ...]:
    """The attributes that are told of any place, at any time."""
    rows = snapshot.rows("SELECT DISTINCT attribute FROM place_attribute ORDER BY 1")
    return tuple(name for (name,) in rows)


def roles(snapshot: Snapshot) -> tuple[str, ...]:
    """The roles in which anybody is or was paired with a place."""
    rows = snapshot.rows("SELECT DISTINCT role FROM pairing WHERE target_kind = 'place' ORDER BY 1")
    return tuple(role for (role,) in rows)


def of_place(snapshot: Snapshot, code: str, as_of: date) -> tuple[Held, ...]:
    """The attributes that a place has on a day."""
    rows = snapshot.rows(sql("lists/place_attributes"), {"code": code, "as_of": as_of})
    return tuple(Held(*row) for row in rows)
