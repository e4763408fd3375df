"""Figures over the periods up to the one looked at, as small pictures: a gap where there is no value.

Pictures and no charts of Streamlit's own: those make every reader's browser fetch and start Vega, and
know no gaps.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace

from dashboard.answers.ask import ask, ask_here
from geodata.movement import trend
from geodata.output import drawing
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot


def trend_of(snapshot_id: str, name: str, scope: Scope) -> tuple[trend.Point, ...]:
    """The figure in the periods up to that of a scope."""
    return ask(_trend, snapshot_id, name, scope)


def _trend(snapshot: Snapshot, name: str, scope: Scope) -> tuple[trend.Point, ...]:
    """Each period is a question of its own, since whoever asks about the next asks about most of them
    again."""
    here = snapshot.snapshot_id
    return tuple(
        ask_here(trend.point, trend.points, here, replace(scope, period=one), name)
        for one in ask(trend.up_to, here, scope.period)
    )


def picture(values: Sequence[float | None], within: tuple[float, float] | None = None) -> str:
    """A line through values as the address of a picture; nothing for fewer than two. ``within``: the
    lowest and highest that it is drawn between, its own unless others are given."""
    if sum(one is not None for one in values) < 2:
        return ""
    drawn = drawing.sparkline(values, within)
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"


def of_areas(snapshot_id: str, name: str, scope: Scope, level: str) -> dict[str, str]:
    """The line of each area of a level by its code, all between the same two values, so that they can be
    held against each other. Each period is one question about all areas, the same that their own pages
    ask."""
    asked = ask(trend.up_to, snapshot_id, scope.period)
    told = [
        ask(trend.points, snapshot_id, name, replace(scope, area=None, period=one), level)
        for one in asked
    ]
    known = [one.value for points in told for one in points.values() if one.value is not None]
    if not known:
        return {}
    within = min(known), max(known)
    codes = {code for points in told for code in points}
    values = {code: [one[code].value if code in one else None for one in told] for code in codes}
    return {code: picture(line, within) for code, line in values.items()}
