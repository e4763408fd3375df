"""A strip calendar: what was owed, a mark for each visit on the day it was due, by rule and role.

One picture without a script. Days are percent of its width and marks are of one size, so it fits a
telephone as it fits a wall. Marks that would touch on the narrowest screen lie in lanes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from dateutil.relativedelta import relativedelta

from geodata.base.html import render
from geodata.base.messages import Language, text
from geodata.figures.legend import STATUSES
from geodata.output.wording import word

_NARROWEST = 320  # pixels that a strip has on a telephone
_LABEL_PIXELS = 22  # that the name of a month needs
_MARK_PIXELS = 12
_LANE, _TITLE, _HEAD = 16, 20, 34  # heights in pixels
_STEPS = (1, 2, 3, 6, 12)  # months between labels
_BY_STATUS = {one.key: one for one in STATUSES}


@dataclass(frozen=True)
class _Days:
    """The days of a strip as percent of its width."""

    since: date
    until: date

    @property
    def number(self) -> int:
        return (self.until - self.since).days + 1

    def at(self, day: date) -> float:
        """Where a day begins."""
        return (day - self.since).days / self.number * 100

    def middle(self, day: date) -> float:
        return ((day - self.since).days + 0.5) / self.number * 100


def strip_html(
    obligations: pd.DataFrame, as_of: date, since: date, until: date, language: Language
) -> str:
    """The strip of a place's obligations (:func:`geodata.lists.place_page.obligations`), with its legend.

    Every row is one mark; pointing at it tells day, who and status. A screen reader is told the
    counts; the rows themselves belong into a table beside it.
    """
    days = _Days(since, until)
    titled: list[dict[str, Any]] = []
    top = float(_HEAD)
    for (rule, role), rows in obligations.groupby(["rule_id", "role"], dropna=False):
        title = f"{rule} · {word('role', str(role), language)}"
        y, top = top + 14, top + _TITLE
        rows = rows.sort_values(["due_on", "official"], kind="stable")
        lanes = _lanes([one.date() for one in rows["due_on"]], days)
        marks = [
            _mark(row, days, top + (lane + 0.5) * _LANE, language)
            for row, lane in zip(rows.to_dict("records"), lanes, strict=True)
        ]
        titled.append({"title": title, "y": f"{y:g}", "marks": marks})
        top += (max(lanes) + 1) * _LANE + 6
    counts = obligations["status"].value_counts()
    there = [(one, int(counts[one.key])) for one in STATUSES if one.key in counts]
    label = text("unit", "between", language).join(
        f"{text('status', one.key, language)} {count}" for one, count in there
    )
    months, anchor = _months(days, language)
    picture = render(
        "strip", language, label=label, height=f"{top:g}", months=months, anchor=anchor, rows=titled,
        today=f"{days.at(as_of + timedelta(days=1)):.3f}", as_of=as_of,
        legend=[(one, text("status", one.key, language), count) for one, count in there],
    )  # fmt: skip
    return "".join(picture.splitlines())  # an empty line would end it for Markdown


def _lanes(due: Sequence[date], days: _Days) -> list[int]:
    """For each day, in order, the first lane in which it stands clear of the one before."""
    clear = math.ceil(days.number * _MARK_PIXELS / _NARROWEST)
    last: list[date] = []
    found = []
    for day in due:
        free = (n for n, one in enumerate(last) if (day - one).days >= clear)
        lane = next(free, len(last))
        last[lane : lane + 1] = [day]
        found.append(lane)
    return found


def _mark(row: dict[Any, Any], days: _Days, y: float, language: Language) -> dict[str, Any]:
    due = row["due_on"].date()
    told = [f"{due}", row["official"], text("status", row["status"], language)]
    if pd.notna(row["settled_on"]):
        told[-1] += f" {row['settled_on']:%Y-%m-%d}"
    return {
        "due": due, "status": row["status"], "x": f"{days.middle(due):.3f}", "y": f"{y:g}",
        "title": " · ".join(str(one) for one in told if isinstance(one, str)),
        "drawn": _BY_STATUS[row["status"]],
    }  # fmt: skip


def _months(days: _Days, language: Language) -> tuple[list[dict[str, Any]], str]:
    """As many months as there is room for, a line where each of them begins, and how their names are
    anchored: at the line, or in the middle where every month has one."""
    firsts = []
    month = days.since.replace(day=1)
    while month <= days.until:
        firsts.append(month)
        month += relativedelta(months=1)
    room = _NARROWEST / _LABEL_PIXELS
    step = next((one for one in _STEPS if len(firsts) / one <= room), _STEPS[-1])
    names = text("unit", "months", language).split()
    named = [one for one in firsts if (one.month - 1) % step == 0]
    found = []
    for n, month in enumerate(named):
        x = days.at(month) if step > 1 else days.middle(month + timedelta(days=14))
        found.append({
            "x": f"{days.at(month):.3f}", "label_x": f"{x:.3f}",
            "opacity": 0.35 if month.month == 1 else 0.13,
            "name": names[month.month - 1],
            "year": month.year if n == 0 or month.month == 1 else "",
        })  # fmt: skip
    return found, "start" if step > 1 else "middle"
