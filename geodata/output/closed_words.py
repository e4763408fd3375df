"""What a load changes in closed months, as lines for the terminal and the screen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from geodata.base.messages import Language, text
from geodata.figures.closed_months import MonthChange, RowsBehind, kept
from geodata.output import wording
from geodata.store.snapshots import Snapshot

_MOST = 24  # months told on a page

_COUNTIES = 5


def lines(
    told: Sequence[MonthChange], behind: Sequence[RowsBehind], language: Language, months: int
) -> list[str]:
    """What a load changes in closed months, as lines: the root, up to five counties and the rows that
    lie behind it, for each of the first ``months`` months. No line where nothing changes."""
    every = [(month, list(rows)) for month, rows in groupby(told, key=lambda one: one.month)]
    told_lines = [text("closed", "head", language, months=len(every))] if every else []
    for month, changes in every[:months]:
        by_area: dict[str | None, list[MonthChange]] = {None: []}
        for one in changes:
            by_area.setdefault(one.area, []).append(one)
        root = _figures(by_area.pop(None), language)
        told_lines.append(text("closed", "month", language, month=month, figures=root))
        for rows in list(by_area.values())[:_COUNTIES]:
            area = rows[0].area_name or rows[0].area
            figures = _figures(rows, language)
            told_lines.append(text("closed", "county", language, area=area, figures=figures))
        if len(by_area) > _COUNTIES:
            told_lines.append(
                text("closed", "more_areas", language, count=len(by_area) - _COUNTIES)
            )
        shown = [
            text(
                "closed", "rows", language, table=wording.table(one.table, language), added=one.added,
                changed=one.changed, removed=one.removed, examples=_listed(one, language),
            )
            for one in behind if one.month == month
        ]  # fmt: skip
        if shown:
            rows_of = text("closed", "separator", language).join(shown)
            told_lines.append(text("closed", "behind", language, rows=rows_of))
    if len(every) > months:
        told_lines.append(text("closed", "more_months", language, count=len(every) - months))
    return told_lines


def _figures(changes: Sequence[MonthChange], language: Language) -> str:
    return text("closed", "separator", language).join(
        text(
            "closed", "figure", language, rate=text("rate", one.rate, language),
            before=_counted(one.before, one.before_numerator, one.before_denominator, language),
            after=_counted(one.after, one.after_numerator, one.after_denominator, language),
        )
        for one in changes
    )  # fmt: skip


def _counted(
    value: float | None, numerator: int | None, denominator: int | None, language: Language
) -> str:
    if denominator is None:
        return text("closed", "gone", language)
    return text(
        "closed", "value", language, value=wording.percent(value), numerator=numerator,
        denominator=denominator,
    )  # fmt: skip


def _listed(one: RowsBehind, language: Language) -> str:
    more = one.added + one.changed + one.removed > len(one.examples)
    return text("closed", "separator", language).join([*one.examples, *(["…"] if more else [])])


def kept_lines(snapshot: Snapshot, language: Language) -> list[str]:
    """What the load of a snapshot changed in months that were closed before it."""
    told, behind = kept(snapshot)
    return lines(told, behind, language, _MOST)
