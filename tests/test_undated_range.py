"""The range of rates of matters that were closed nobody knows when, against every way it may have been.

Each such matter was closed on one of the days up to the one asked about, or was still open on it; the
rates of all combinations are worked out one by one, in plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from geodata.figures import rates
from geodata.question.scope import scope
from test_matter_states import HEAD, loaded

DAY = date(2026, 3, 12)  # data run to 31 March
RAISED = date(2026, 3, 9)


class Matter(NamedTuple):
    due: date | None
    closed: date | None = None
    is_undated: bool = False


def march(day: int) -> date:
    return date(2026, 3, day)


SETS = {
    "mixed": (Matter(march(10)), Matter(march(10), march(10)), Matter(None), Matter(march(20)),
              Matter(march(10), None, True), Matter(march(20), None, True)),
    "late": (Matter(march(10)), Matter(march(20)), Matter(march(11), None, True)),
    "none due": (Matter(march(10)), Matter(march(10)), Matter(None, None, True),
                 Matter(march(12), None, True)),
    "in time": (Matter(march(10), march(12)), Matter(march(10), march(10)), Matter(march(12), None, True),
                Matter(march(11), None, True)),
}  # fmt: skip


def rate(name: str, matters: Iterable[Matter]) -> float | None:
    """A rate of matters all of which are known, at the end of DAY."""
    counted = []
    for due, closed, _ in matters:
        is_overdue = closed is None and due is not None and due < DAY
        if name == "overdue_rate" and closed is None:
            counted.append(is_overdue)
        if name == "closing_rate":
            counted.append(closed is not None)
        if name == "on_time_closing" and due is not None and (closed is not None or is_overdue):
            counted.append(closed is not None and closed <= due)
    return sum(counted) / len(counted) if counted else None


def ways(one: Matter) -> list[Matter]:
    if not one.is_undated:
        return [one]
    days = [RAISED + timedelta(days=n) for n in range((DAY - RAISED).days + 1)]
    return [Matter(one.due, closed) for closed in (None, *days)]


@pytest.mark.parametrize("matters", SETS.values(), ids=list(SETS))
def test_the_range_is_that_of_all_that_may_be(tmp_path: Path, matters: tuple[Matter, ...]) -> None:
    rows = "".join(
        f"{n},990121100201,修路,{RAISED},{one.due or ''},{one.closed or ''},,"
        f"{'已办结' if one.closed or one.is_undated else '正在办理'}\n"
        for n, one in enumerate(matters)
    )
    city = loaded(tmp_path, rows, HEAD)
    for name in ("overdue_rate", "closing_rate", "on_time_closing"):
        found = rates.figure(city, name, scope(city, as_of=DAY, period="2026-03"))
        worlds = (rate(name, one) for one in product(*map(ways, matters)))
        may_be = {one for one in worlds if one is not None}
        least, most = min(may_be), max(may_be)
        if found.bounds is None:
            assert least == most
        else:
            assert found.bounds == (least, most)
        assert found.value is None or found.value in may_be
