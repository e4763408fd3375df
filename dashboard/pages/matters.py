"""Matters: how far they are, who holds them up, which are overdue, and what happened to each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import streamlit as st

from dashboard import filters, frame, matter_answers, matter_panels, panels
from geodata import matters

view = frame.current()
t = view.t
st.title(t("matters.title"))
if not matter_answers.given(view.snapshot_id):
    st.info(t("notice.no_matter"), icon=":material/info:")
    st.stop()
units = matter_answers.units(view.snapshot_id)
first, second, third, fourth = st.columns([1, 1.3, 1.3, 2])
with first:
    days = filters.choose_number(
        t("matters.window"), "window", default=view.city.window_days, low=1, high=3660
    )
with second:
    kind = matter_panels.choose_sort(
        view, t("matters.kind"), "matter", "matter_kind", matters.KINDS
    )
with third:
    target = matter_panels.choose_sort(
        view, t("matters.target"), "target", "target_kind", matters.TARGETS
    )
with fourth:
    unit = filters.choose(
        t("matters.unit"), "unit", ["", *units], default="",
        name=lambda one: units[one] if one else t("frame.all"),
    )  # fmt: skip
scope = panels.scope_with(
    view, since=view.scope.as_of - timedelta(days=days - 1), matter=kind, target=target,
    unit=unit or None,
)  # fmt: skip
st.caption(t("matters.caption", since=scope.since, as_of=scope.as_of))
asked = replace(view, scope=scope)
for names in matter_answers.figures(view.snapshot_id, scope):
    panels.figures(asked, names, before=scope.window_before())
st.subheader(t("matters.board"))
st.caption(t("matters.board_caption"))
matter_panels.board(view, scope)
solved, hands = matter_answers.effort(view.snapshot_id, scope)
if hands:
    st.caption(t("matters.effort", matters=f"{solved:,}", units=f"{hands:,}"))
matter_panels.ways(view, scope)
st.subheader(t("matters.units"))
matter_panels.units(view, scope)
st.subheader(t("matters.list"))
show = filters.choose(
    t("matters.show"), "show", ["overdue", "open", "all"], default="overdue", inline=True,
    name=lambda one: t(f"matters.show_{one}"),
)  # fmt: skip
rows = matter_answers.listed(view.snapshot_id, scope, cast(matters.Show, show))
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
