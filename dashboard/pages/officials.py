"""For planners: each official's own account, by unit; never a ranking, and not for leadership."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from dashboard import answers, filters, frame, panels, project_answers, workday_answers
from geodata import wording
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("officials.title"))
st.caption(t("officials.intro"))
units = workday_answers.units(view.snapshot_id)
rules = answers.rules(view.snapshot_id)
first, second, third = st.columns([1, 2, 2])
with first:
    days = filters.choose_number(t("coverage.window"), "window", default=366, low=1, high=3660)
with second:
    rule = filters.choose(
        t("officials.rule"), "rule", ["", *rules], default="",
        name=lambda one: rules.get(one, t("frame.all")),
    )  # fmt: skip
with third:
    unit = filters.choose(
        t("officials.unit"), "unit", ["", *units], default="",
        name=lambda one: units[one] if one else t("frame.all"),
    )  # fmt: skip
scope = panels.scope_with(
    view,
    since=view.scope.as_of - timedelta(days=days - 1),
    rule=rule or None,
    unit=unit or None,
    kinds=view.city.kinds,
)
if rules:
    asked = replace(view, scope=scope)
    panels.figures(asked, ["fulfilment", "on_time", "report_rate", "missed_streak"])
forms = workday_answers.pairing_forms(view.snapshot_id, view.scope)
columns = st.columns(len(forms) + 1)
load = answers.figure(view.snapshot_id, "load_per_official", view.scope)
columns[0].metric(
    text("rate", "load_per_official", view.language), wording.figure_text(load, view.language),
    border=True, help=text("how", "load_per_official", view.language),
)  # fmt: skip
for column, (form, count) in zip(columns[1:], forms.items(), strict=True):
    column.metric(text("form", form, view.language), f"{count:,}", border=True)
shown = filters.choose(
    t("officials.show"), "account", ["visits", "load"], default="visits", inline=True,
    name=lambda one: t(f"officials.show_{one}"),
)  # fmt: skip
if shown == "load":
    st.caption(t("officials.load_note"))
    panels.table(
        view, project_answers.load(view.snapshot_id, scope), "load",
        columns=["unit", "official", "things", "places", "projects", "enterprises", "chains"],
    )  # fmt: skip
    st.stop()
rows = workday_answers.officials(view.snapshot_id, scope)
if rows.empty:
    st.info(t("officials.none"), icon=":material/info:")
    st.stop()
panels.table(
    view, rows, "officials",
    columns=["unit", "official", "owed", "done", "made_up", "missed", "exempt", "no_report",
             "pending"],
)  # fmt: skip
