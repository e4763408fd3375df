"""Whether a figure moved: held against the equal period before, or a reason why it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from geodata.figures import rates
from geodata.figures.catalog import definition
from geodata.figures.rates import Figure
from geodata.question import periods
from geodata.question.periods import Period
from geodata.question.scope import City, Scope, city_of
from geodata.store.snapshots import Snapshot

#: running: the period, or a window in it, is not over as far as data reach. other_rounds: it holds
#: another number of rounds of some rule. unequal: the other period that was asked for is not equally
#: long, or not earlier. other_year: the plan is that of another year. no_before:
#: there is no period before, or it has no value. no_now: the figure itself has none. unknown: so much
#: of either is not known that the truth may have moved the other way, or not at all.
Reason = Literal[
    "running", "other_rounds", "unequal", "other_year", "no_before", "no_now", "unknown"
]  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """A figure beside the same of the equal period before."""

    now: Figure
    before: Figure | None
    """None where the two cannot be held against each other."""
    reason: Reason | None
    """Why they cannot."""

    @property
    def change(self) -> float | None:
        """What the value gained, in its own unit (a share of 1 for shares); None without both."""
        if self.before is None or self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value


def compared(snapshot: Snapshot, name: str, scope: Scope) -> Comparison:
    """A figure with its change on the equal period before, where both are closed and hold as many
    rounds of each rule (docs/figures.md)."""
    now = rates.figure(snapshot, name, scope)
    held = earlier(snapshot, name, now)
    if isinstance(held, str):
        return Comparison(now, None, held)
    return _compared(now, lambda: rates.figure(snapshot, name, held))


def of_areas(
    snapshot: Snapshot, name: str, scope: Scope, level: str, against: Period | None = None
) -> dict[str, Comparison]:
    """:func:`compared` of each area of a level of the whole city that has rows in the period, by its
    code, with the equal period before unless another is asked for: see
    :func:`geodata.figures.rates.of_areas`."""
    held = _before(snapshot, name, rates.reached(snapshot, name, scope), against)
    before = {} if isinstance(held, str) else rates.of_areas(snapshot, name, held, level)
    found = {}
    for code, now in rates.of_areas(snapshot, name, scope, level).items():
        if _is_nothing(now):
            found[code] = Comparison(now, None, "no_now")
        elif isinstance(held, str):
            found[code] = Comparison(now, None, held)
        else:  # what had another code then, or no rows, is asked for by itself
            alone = partial(rates.figure, snapshot, name, replace(held, area=code))
            found[code] = _compared(
                now, partial(before.__getitem__, code) if code in before else alone
            )
    return found


def _compared(now: Figure, then: Callable[[], Figure]) -> Comparison:
    """Two figures over periods that can be held against each other, by what is known of both."""
    if now.value is None:  # most of it is unknown
        return Comparison(now, None, "unknown")
    before = then()
    if before.value is None:
        reason: Reason = "unknown" if before.unknown == "mostly_unknown" else "no_before"
        return Comparison(now, None, reason)
    if may_turn(now, before):
        return Comparison(now, None, "unknown")
    return Comparison(now, before, None)


def unlike(snapshot: Snapshot, name: str, scope: Scope) -> Reason | None:
    """Why no figure of that name can be held against the equal period before, in any area: what the
    two periods are, and not what is known of a figure in them."""
    found = compared(snapshot, name, scope)
    return None if found.reason == "unknown" else found.reason


def may_turn(now: Figure, before: Figure) -> bool:
    """Whether what is not known of either can make the change none, or turn its sign."""
    if now.value is None or before.value is None:
        return True
    if now.bounds is None and before.bounds is None:
        return False
    lowest, highest = _range(now)
    least, most = _range(before)
    return lowest <= most and least <= highest


def _range(figure: Figure) -> tuple[float, float]:
    value = float(figure.value or 0)
    return figure.bounds or (value, value)


def earlier(
    snapshot: Snapshot, name: str, now: Figure, against: Period | None = None
) -> Scope | Reason:
    """The scope of the period that a figure can be held against, the equal one before unless another
    is asked for; or why there is none."""
    return "no_now" if _is_nothing(now) else _before(snapshot, name, now.scope, against)


def _is_nothing(now: Figure) -> bool:
    return now.value is None and now.unknown != "mostly_unknown"


def _before(
    snapshot: Snapshot, name: str, scope: Scope, against: Period | None = None
) -> Scope | Reason:
    """:func:`earlier` for whatever figure of that name there is in a scope."""
    what, city = definition(name), city_of(snapshot)
    by_visits = what.is_from_visits
    reached = min(scope.known_on, city.today) if by_visits else scope.known_on
    is_closed = periods.is_closed(snapshot, scope.period, reached, scope.rule)
    if scope.period.last_day > reached or (by_visits and not is_closed):
        return "running"
    if against and not periods.is_equal_before(against, scope.period):
        return "unequal"
    period = against or periods.before(snapshot, scope.period)
    if period is None or not is_told(name, period, city):
        return "no_before"
    if by_visits and _rounds(snapshot, period, scope) != _rounds(snapshot, scope.period, scope):
        return "other_rounds"
    if what.by_year and period.last_day.year != scope.period.last_day.year:
        return "other_year"
    return replace(scope, period=period)


def as_told(before: Snapshot, after: Snapshot, name: str, now: Figure) -> Scope | Reason:
    """The scope in which another snapshot told a figure over the same period, by what it knew; or
    why the two cannot be held against each other."""
    scope, what = now.scope, definition(name)
    if _is_nothing(now):
        return "no_now"
    for snapshot in (before, after):
        today = city_of(snapshot).today
        reached = min(scope.known_on, today) if what.is_from_visits else scope.known_on
        is_closed = periods.is_closed(snapshot, scope.period, reached, scope.rule)
        if scope.period.last_day > min(reached, city_of(snapshot).last_day) or (
            what.is_from_visits and not is_closed
        ):
            return "running"
    if what.is_from_visits and _rounds(before, scope.period, scope) != _rounds(
        after, scope.period, scope
    ):
        return "other_rounds"
    return replace(scope, known_on=min(scope.known_on, city_of(before).last_day))


def is_told(name: str, period: Period, city: City) -> bool:
    """Whether what a figure rests on is known of a period: of visits, and of who was paired while they
    were made, where data begin in its first month or before it."""
    what = definition(name)
    if not (what.is_from_visits or what.needs == "pairing"):
        return True
    return city.data_from is not None and period.since >= city.data_from.replace(day=1)


def _rounds(snapshot: Snapshot, period: Period, scope: Scope) -> dict[str, int]:
    return periods.round_counts(snapshot, period, scope.rule)
