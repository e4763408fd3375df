"""Matters: how far they are, who holds them up, which are overdue, and what happened to each."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import cards, matter_panels, panels
from geodata.base.codes import MATTERS, TARGETS
from geodata.figures import scope_words
from geodata.lists import matters

view = frame.current()
t = view.t
st.title(t("matters.title"))
if not view.ask(matters.are_given):
    st.info(t("notice.no_matter"), icon=":material/info:")
    st.stop()
units = view.ask(matters.units)
first, second, third = st.columns([1.3, 1.3, 2])
with first:
    kind = matter_panels.choose_sort(view, t("matters.kind"), "matter", "matter_kind", MATTERS)
with second:
    target = matter_panels.choose_sort(view, t("matters.target"), "target", "target_kind", TARGETS)
with third:
    unit = filters.choose(
        t("matters.unit"), "unit", ["", *units], default="",
        name=lambda one: units[one] if one else t("frame.all"),
    )  # fmt: skip
scope = panels.scope_with(
    view, matter=kind, target=target, unit=unit or None,
)  # fmt: skip
period = plain(view.ask(scope_words.told_for, scope, view.language))
st.caption(t("matters.caption", period=period, as_of=scope.as_of))
asked = replace(view, scope=scope)
for names in view.ask(matters.figures, scope):
    cards.figures(asked, names)
st.subheader(t("matters.board"))
st.caption(t("matters.board_caption"))
matter_panels.board(view, scope)
solved, hands = view.ask(matters.effort, scope)
if hands:
    st.caption(t("matters.effort", matters=f"{solved:,}", units=f"{hands:,}"))
matter_panels.ways(view, scope)
st.subheader(t("matters.units"))
matter_panels.units(view, scope)
st.subheader(t("matters.list"))
show = filters.choose(
    t("matters.show"), "matters_show", ["overdue", "open", "all"], default="overdue", inline=True,
    name=lambda one: t(f"matters.show_{one}"),
)  # fmt: skip
rows = view.ask(matters.matters, scope, cast(matters.Show, show))
if rows.empty:
    st.info(t("matters.none_overdue" if show == "overdue" else "matters.none"))
    st.stop()
code = panels.table(
    view, rows, "matters", key=show,
    columns=["title", "days_overdue", "lead_unit", "place", "county", "matter_kind", "state",
             "proposed_on", "due_on", "times_reopened", "closed_on", "code"],
)  # fmt: skip
if code:
    matter_panels.chain(view, code)
    matter_panels.open_target(view, rows, code)
else:
    st.caption(t("matters.pick"))
