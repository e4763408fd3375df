"""A layer over the periods that a reader can move through: the class of every shape in each, and why
nothing can be told of one where nothing can.

Each period is the layer as it is asked of that period alone (:func:`geodata.figures.layers.layer`), so
that what a map draws while it moves is what it draws where that period is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from geodata.figures import rates
from geodata.figures.catalog import drawn
from geodata.figures.layers import LayerQuery, layer
from geodata.figures.legend import LegendClass
from geodata.figures.rates import Unknown
from geodata.land import shapes
from geodata.movement.trend import MONTHS, up_to
from geodata.question.periods import Period
from geodata.question.scope import city_of, months, rounds
from geodata.store.snapshots import Snapshot

#: Where data reach that far back; :data:`geodata.movement.trend.MONTHS` of spans.
MOST = 24
_DIGITS = np.array(list("0123456789abcdefghijklmnopqrstuvwxyz-"))
_NONE = len(_DIGITS) - 1
_UNDATED = ("geometry_problems",)


@dataclass(frozen=True)
class Moment:
    """A layer in one period, as a map draws it."""

    classes: dict[str, str]
    """Part of the level → :func:`digits` of its shapes, in the order of its pack."""
    legend: tuple[LegendClass, ...]
    untold: Unknown | None
    """Why nothing can be told of the period, in the whole city."""


def periods_of(snapshot: Snapshot, query: LayerQuery) -> tuple[Period, ...]:
    """The periods of the kind asked about that a layer can be moved through, the earliest first: the
    months with data or the rounds of the rule, as far as they are known, or the spans up to the one
    asked about. Nothing where that one has not begun, where there is no other, or where the layer tells
    alike of all."""
    scope = query.scope
    if not scope.has_begun(city_of(snapshot)) or not _is_dated(snapshot, query.name):
        return ()
    known: list[Period] = []
    if scope.period.rule is not None:
        known = rounds(snapshot, scope.period.rule, scope.known_on)[::-1]
    elif scope.period.kind == "month":
        known = months(snapshot, scope.known_on)[::-1]
    if scope.period in known:  # the latest, unless an earlier one is asked about
        first = min(known.index(scope.period), max(len(known) - MOST, 0))
        found = tuple(known[first : first + MOST])
    else:
        found = up_to(snapshot, scope.period, MONTHS)
    return found if len(found) > 1 else ()


def _is_dated(snapshot: Snapshot, name: str) -> bool:
    """Whether what a layer draws bears days at all."""
    if name in _UNDATED:
        return False
    found = drawn(name)
    days = found[0].dated if found else ""
    return not days or bool(snapshot.rows(f"SELECT 1 WHERE EXISTS ({days})"))


def moment(snapshot: Snapshot, query: LayerQuery) -> Moment:
    """The layer in the one period of its scope; raises what :func:`geodata.figures.layers.layer`
    raises."""
    told = layer(snapshot, query)
    indices = told.rows.set_index("code")["class_index"]
    by_part = shapes.drawn_on(snapshot.cursor(), query.level, query.scope.as_of)
    return Moment(
        {part: digits(indices.reindex(codes).to_numpy(np.float64)) for part, codes in by_part.items()},
        told.legend,
        untold(snapshot, query),
    )  # fmt: skip


def digits(indices: npt.NDArray[np.float64]) -> str:
    """Classes as one letter each (base 36); ``-`` for what has none."""
    return "".join(_DIGITS[np.where(np.isnan(indices), _NONE, indices).astype(np.intp)])


def untold(snapshot: Snapshot, query: LayerQuery) -> Unknown | None:
    """Why a layer can tell nothing of a period; None where it can."""
    found = drawn(query.name)
    if found:
        return rates.unknown(snapshot, found[0].name, query.scope)
    if query.name == "neglected":
        return rates.unvisited(snapshot, query.scope, is_state=True)
    return None


def of_period(query: LayerQuery, period: Period) -> LayerQuery:
    """The same layer of another period."""
    return replace(query, scope=replace(query.scope, period=period))
