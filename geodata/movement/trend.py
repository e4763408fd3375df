"""A figure over the periods up to the one asked about: month by month, or round by round."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geodata.figures import comparison, rates
from geodata.figures.rates import Unknown
from geodata.question.periods import EARLIEST, Period, before
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot


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


def trend(snapshot: Snapshot, name: str, scope: Scope, periods: int = 12) -> tuple[Point, ...]:
    """The figure in the period of a scope and in the equal ones before it, the earliest first: as
    many as ``periods``, fewer where the rule has no earlier round. Each is told as
    :func:`geodata.figures.rates.figure` tells it on the day the scope is known on; before data begin
    it is a gap, as no comparison is made with it either."""
    city = city_of(snapshot)
    found: list[Point] = []
    period: Period | None = scope.period
    while period is not None and len(found) < periods and period.since >= EARLIEST:
        one = rates.figure(snapshot, name, replace(scope, period=period))
        if comparison.is_told(name, period, city):
            found.append(Point(period, one.value, one.unknown, one.is_provisional))
        else:
            found.append(Point(period, None, "before_data", is_provisional=False))
        period = before(snapshot, period)
    return tuple(reversed(found))
