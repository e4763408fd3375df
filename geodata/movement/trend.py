"""A figure over the periods up to the one asked about: month by month, or round by round."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geodata.figures import comparison, rates
from geodata.figures.rates import Figure, Unknown
from geodata.question.periods import EARLIEST, Period, before
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot

MONTHS = 12


@dataclass(frozen=True)
class Point:
    """A figure in one period."""

    period: Period
    value: float | None
    """In the figure's own unit, a share of 1 for shares; None is a gap and never zero."""
    unknown: Unknown | None
    """Why there is no value although there could be one; None also where there is nothing to divide
    by."""
    is_provisional: bool
    """Whether a later day can still change it without any correction of the past."""


def trend(snapshot: Snapshot, name: str, scope: Scope, periods: int = MONTHS) -> tuple[Point, ...]:
    """The figure in the period of a scope and in the equal ones before it, the earliest first: as
    many as ``periods``, fewer where the rule has no earlier round. Each is told as
    :func:`geodata.figures.rates.figure` tells it on the day the scope is known on; before data begin
    it is a gap, as no comparison is made with it either."""
    return tuple(
        point(snapshot, name, replace(scope, period=period))
        for period in up_to(snapshot, scope.period, periods)
    )


def up_to(snapshot: Snapshot, period: Period, most: int = MONTHS) -> tuple[Period, ...]:
    """A period and the equal ones before it, the earliest first."""
    found: list[Period] = []
    one: Period | None = period
    while one is not None and len(found) < most and one.since >= EARLIEST:
        found.append(one)
        one = before(snapshot, one)
    return tuple(reversed(found))


def point(snapshot: Snapshot, name: str, scope: Scope) -> Point:
    """The figure in the one period of a scope."""
    if not comparison.is_told(name, scope.period, city_of(snapshot)):
        return Point(scope.period, None, "before_data", is_provisional=False)
    return _point(rates.figure(snapshot, name, scope))


def points(snapshot: Snapshot, name: str, scope: Scope, level: str) -> dict[str, Point]:
    """:func:`point` of each area of a level of the whole city that has rows in the period, by its
    code: see :func:`geodata.figures.rates.of_areas`."""
    if not comparison.is_told(name, scope.period, city_of(snapshot)):
        return {}
    found = rates.of_areas(snapshot, name, scope, level)
    return {code: _point(one) for code, one in found.items()}


def _point(told: Figure) -> Point:
    return Point(told.scope.period, told.value, told.unknown, told.is_provisional)
