"""Figures as cards: the first is the headline, two or three stand beside it, the others in a line that
opens. Every card opens into its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.answers import trend_lines
from dashboard.frame.frame import View
from dashboard.frame.plain import plain
from dashboard.panels import moved_panels, panels
from geodata.base.messages import text
from geodata.figures import catalog, comparison, rates, scope_words
from geodata.figures.comparison import Comparison
from geodata.output import wording
from geodata.question.periods import Period

_MOST = 4  # cards in a row; of more, the last give way to the line that opens


def figures(
    view: View, names: Sequence[str], *, row: DeltaGenerator | None = None, months: bool = False
) -> None:
    """Figures with their change on the equal period before. ``row``: where they stand, of
    :func:`panels.card_row`. ``months``: with the line of the periods before."""
    first = len(names) if len(names) <= _MOST else _MOST - 1
    with row or panels.card_row(names[0]):
        _cards(view, names[:first], months=months)
        if further := names[first:]:
            _more(view, further)


def _more(view: View, names: Sequence[str]) -> None:
    told = [
        f"{text('rate', one, view.language)} "
        f"{wording.figure_text(view.ask_here(rates.figure, rates.of_areas, one), view.language)}"
        for one in names
    ]
    # its cards are sent only while it is open: what costs a server is the elements of a page
    more = st.popover(view.t("figure.more", figures=plain(" · ".join(told))),
                      key=f"more_{names[0]}", on_change="rerun", wrap=True)  # fmt: skip
    if more.open:
        with more:
            _cards(view, names)


def _cards(view: View, names: Sequence[str], *, months: bool = False) -> None:
    for name in names:
        with st.container(border=True, height="stretch", gap=None):
            _figure(view, name, months=months)


def _figure(view: View, name: str, *, months: bool) -> None:
    found = view.ask_here(comparison.compared, comparison.of_areas, name)
    now = found.now
    definition = catalog.definition(name)
    falls_when_better = definition.sort == "statistic" or definition.falls_when_better
    judged: Literal["inverse", "normal"] = "inverse" if falls_when_better else "normal"
    asked = view.ask(scope_words.scope_text, now.scope, name, view.language)
    moved = _moved(view, found)
    stays = None if moved or found.before is None else _stays(view, found.before.scope.period)
    st.metric(
        text("rate", name, view.language),
        wording.figure_text(now, view.language),
        delta=moved or stays,
        delta_color="off" if definition.is_neutral or stays else judged,
        delta_arrow="off" if stays else "auto",
        help=f"{plain(asked)}\n\n{text('how', name, view.language)}\n\n"
        f"[{view.t('figure.definitions')}](definitions)",
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if found.before is None:
            st.caption(view.t("figure.incomparable"), help=_why_not(view, found), width="content")
        moved_panels.why(view, found)
    notes = [wording.figure_parts(now, view.language)]
    if now.is_provisional:
        notes.append(view.t("figure.provisional", pending=f"{now.pending:,}"))
    if view.scope.attribute and definition.about == "project":
        notes.append(view.t("figure.not_by_attribute"))
    if unsure := wording.bounds_text(now, view.language):
        notes.append(unsure)
    line = _line(view, name) if months else ""
    if st.button(
        " · ".join(notes) + line, key=f"open_{name}", type="tertiary", help=view.t("figure.open")
    ):
        panels.open_rows(view, name)


def _line(view: View, name: str) -> str:
    """The periods up to the one looked at, as a picture for a label; none of fewer than two values."""
    points = trend_lines.trend_of(view.snapshot_id, name, view.scope)
    picture = trend_lines.picture([one.value for one in points])
    return f" ![]({picture})" if picture else ""


def _moved(view: View, found: Comparison) -> str | None:
    """A change and what it is on; None where nothing moved or nothing can be told."""
    change = wording.change_text(found, view.language)
    on = view.t(f"figure.on_{found.now.scope.period.kind}")
    return change and f"{change} {on}"


def _stays(view: View, before: Period) -> str:
    name = view.ask(scope_words.period_name, before, before.last_day, view.language)
    return view.t("figure.unmoved", before=plain(name))


def _why_not(view: View, found: Comparison) -> str | None:
    return text("incomparable", found.reason, view.language) if found.reason else None
