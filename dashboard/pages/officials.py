"""For planners: each official's own account, by unit; never a ranking, and not for leadership."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.panels import cards, panels
from geodata.base.messages import text
from geodata.figures import rates
from geodata.lists import projects, workday
from geodata.output import wording
from geodata.question import periods

view = frame.current()
t = view.t
st.title(t("officials.title"))
panels.period(view)
st.caption(t("officials.intro"))
units = view.ask(workday.units)
rules = view.ask(periods.rule_names)
first, second, third = st.columns([2, 2, 2])
with first:
    kinds = filters.choose_many(
        t("coverage.kinds"), "kinds", view.city.kinds, name=lambda one: text("kind", one, view.language),
        everything=t("coverage.base_kinds"), default=view.city.base_kinds,
    )  # fmt: skip
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
scope = panels.scope_with(view, rule=rule or None, unit=unit or None, kinds=kinds)
if rules:
    asked = replace(view, scope=scope)
    cards.figures(asked, ["fulfilment", "on_time", "report_rate", "missed_streak"])
forms = view.ask(workday.pairing_forms, scope)
row = panels.card_row("load")
load = view.ask(rates.figure, "load_per_official", scope)
row.metric(
    text("rate", "load_per_official", view.language), wording.figure_text(load, view.language),
    border=True, help=text("how", "load_per_official", view.language),
)  # fmt: skip
for form, count in forms.items():
    row.metric(text("form", form, view.language), f"{count:,}", border=True)
shown = filters.choose(
    t("officials.show"), "account", ["visits", "load"], default="visits", inline=True,
    name=lambda one: t(f"officials.show_{one}"),
)  # fmt: skip
if shown == "load":
    st.caption(t("officials.load_note"))
    panels.table(
        view, view.ask(projects.load, scope), "load",
        columns=["unit", "official", "things", "places", "projects", "enterprises", "chains"],
    )  # fmt: skip
    st.stop()
rows = view.ask(workday.officials, scope)
if rows.empty:
    st.info(t("officials.none"), icon=":material/info:")
    st.stop()
panels.table(
    view, rows, "officials",
    columns=["unit", "official", "owed", "done", "made_up", "missed", "exempt", "no_report",
             "pending"],
)  # fmt: skip
