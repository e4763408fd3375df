"""A strip calendar: what was owed, a mark for each visit on the day it was due, by rule and role.

One picture without a script. Days are percent of its width and marks are of one size, so it fits a
telephone as it fits a wall. Marks that would touch on the narrowest screen lie in lanes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

import pandas as pd
from dateutil.relativedelta import relativedelta

from geodata.base.messages import Language, text
from geodata.figures.legend import STATUSES, Mark
from geodata.output.wording import word

_NARROWEST = 320  # pixels that a strip has on a telephone
_LABEL_PIXELS = 22  # that the name of a month needs
_MARK_PIXELS = 12
_LANE, _TITLE, _HEAD = 16, 20, 34  # heights in pixels
_STEPS = (1, 2, 3, 6, 12)  # months between labels
_OUTLINE = 'stroke="#333" stroke-width="1"'
_SHAPES = {
    "circle": '<circle r="5" fill="{0}" ' + _OUTLINE + "/>",
    "triangle": '<path d="M0-5.6 5.6 4.6H-5.6Z" fill="{0}" ' + _OUTLINE + "/>",
    "cross": '<path d="M-4.5-4.5 4.5 4.5M4.5-4.5-4.5 4.5" stroke="{0}" stroke-width="3.2"/>',
    "square": '<rect x="-4.5" y="-4.5" width="9" height="9" fill="{0}" ' + _OUTLINE + "/>",
    "diamond": '<path d="M0-6 6 0 0 6-6 0Z" fill="{0}" ' + _OUTLINE + "/>",
    "ring": '<circle r="4" fill="{0}" stroke="#777" stroke-width="1.6"/>',
    "bar": '<rect x="-5.5" y="-1.8" width="11" height="3.6" fill="{0}"/>',
}
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
    body: list[str] = []
    top = float(_HEAD)
    for (rule, role), rows in obligations.groupby(["rule_id", "role"], dropna=False):
        title = f"{rule} · {word('role', str(role), language)}"
        body.append(f'<text x="0" y="{top + 14}" font-weight="600">{escape(title)}</text>')
        top += _TITLE
        rows = rows.sort_values(["due_on", "official"], kind="stable")
        lanes = _lanes([one.date() for one in rows["due_on"]], days)
        for row, lane in zip(rows.to_dict("records"), lanes, strict=True):
            body.append(_mark(row, days, top + (lane + 0.5) * _LANE, language))
        top += (max(lanes) + 1) * _LANE + 6
    counts = obligations["status"].value_counts()
    said = "，" if language == "zh_CN" else ", "
    label = said.join(
        f"{text('status', one.key, language)} {counts[one.key]}"
        for one in STATUSES
        if one.key in counts
    )
    return (
        f'<figure style="margin:0" role="img" aria-label="{escape(label)}">'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{top:g}"'
        ' font-size="11" fill="currentColor" style="display:block;overflow:visible">'
        f"{''.join(_months(days, top, language))}{_today(days, as_of, top)}{''.join(body)}</svg>"
        f"{_legend(counts, language)}</figure>"
    )


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


def _mark(row: dict[Any, Any], days: _Days, y: float, language: Language) -> str:
    due = row["due_on"].date()
    told = [f"{due}", row["official"], text("status", row["status"], language)]
    if pd.notna(row["settled_on"]):
        told[-1] += f" {row['settled_on']:%Y-%m-%d}"
    title = " · ".join(str(one) for one in told if isinstance(one, str))
    return (
        f'<svg class="owed" data-due="{due}" data-status="{row["status"]}" x="{days.middle(due):.3f}%"'
        f' y="{y:g}" overflow="visible"><title>{escape(title)}</title>'
        f"{_shape(_BY_STATUS[row['status']])}</svg>"
    )


def _shape(mark: Mark) -> str:
    return _SHAPES[mark.shape].format(mark.color)


def _months(days: _Days, height: float, language: Language) -> Iterator[str]:
    """The names of as many months as there is room for, and a line where each of them begins."""
    firsts = []
    month = days.since.replace(day=1)
    while month <= days.until:
        firsts.append(month)
        month += relativedelta(months=1)
    room = _NARROWEST / _LABEL_PIXELS
    step = next((one for one in _STEPS if len(firsts) / one <= room), _STEPS[-1])
    named = [one for one in firsts if (one.month - 1) % step == 0]
    for month in named:
        x = days.at(month)
        yield (
            f'<line x1="{x:.3f}%" x2="{x:.3f}%" y1="18" y2="{height:g}" stroke="currentColor"'
            f' opacity="{0.35 if month.month == 1 else 0.13}"/>'
        )
    for n, month in enumerate(named):
        x = days.at(month) if step > 1 else days.middle(month + timedelta(days=14))
        anchor = "start" if step > 1 else "middle"
        name = f"{month.month}月" if language == "zh_CN" else f"{month:%b}"
        yield f'<text x="{x:.3f}%" y="28" font-size="10" text-anchor="{anchor}">{name}</text>'
        if n == 0 or month.month == 1:
            x = days.at(month)
            yield f'<text x="{x:.3f}%" y="14" font-weight="600">{month.year}</text>'


def _today(days: _Days, as_of: date, height: float) -> str:
    x = days.at(as_of + timedelta(days=1))
    return (
        f'<line class="as-of" x1="{x:.3f}%" x2="{x:.3f}%" y1="4" y2="{height:g}" stroke="#d7191c"'
        f' stroke-width="1.5" stroke-dasharray="4 3"/><text x="{x:.3f}%" dx="-4" y="14"'
        f' text-anchor="end" fill="#d7191c">{as_of}</text>'
    )


def _legend(counts: pd.Series[int], language: Language) -> str:
    there = [one for one in STATUSES if one.key in counts]
    parts = [
        f'<span style="white-space:nowrap;margin-right:1em"><svg width="14" height="14"'
        f' viewBox="-7 -7 14 14" style="vertical-align:-2px">{_shape(one)}</svg>'
        f" {escape(text('status', one.key, language))} {counts[one.key]}</span>"
        for one in there
    ]
    return f'<figcaption style="font-size:13px;line-height:1.9">{" ".join(parts)}</figcaption>'
