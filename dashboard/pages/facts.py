"""Facilities and indicators of places: who has what, and who earns how much."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import layer_filters, panels
from geodata.base.messages import text
from geodata.figures import indicators, layers, rates
from geodata.figures.layers import LayerQuery
from geodata.output import wording
from geodata.question import areas

view = frame.current()
t = view.t
st.title(t("facts.title"))
panels.period(view)
kinds = view.ask(indicators.facility_kinds, view.scope)
told = view.ask(indicators.indicator_kinds)
about = [one for one, there in (("facilities", kinds), ("indicators", told)) if there]
if not about:
    is_cut = view.scope.area or view.scope.attribute
    st.info(t("notice.none_here" if is_cut else "facts.none"), icon=":material/info:")
    st.stop()
first, second, third = st.columns([1.3, 2, 2])
with first:
    shown = filters.choose(
        t("facts.about"), "about", about, name=lambda one: t(f"facts.{one}"), default=about[0],
        inline=True,
    )  # fmt: skip
with second:
    topics = list(kinds if shown == "facilities" else told)
    topic = layer_filters.choose_topic(view, shown, topics)
with third:
    levels = view.ask(areas.levels)
    level = filters.choose(
        t("coverage.level"), "facts_level", levels, name=lambda one: text("kind", one, view.language),
        default="place" if "place" in levels else levels[0],
    )  # fmt: skip
name = "facility_coverage" if shown == "facilities" else "indicator_over"
marks = told[topic].bands or (0.0,) if shown == "indicators" else (None,)
unit = told[topic].unit if shown == "indicators" else ""
for column, over in zip(st.columns(max(len(marks), 3)), marks, strict=False):
    scope = panels.scope_with(view, topic=topic, over=over)
    found = view.ask(rates.figure, name, scope)
    label = topic if over is None else f"{topic} {t('facts.over', over=f'{over:,g}', unit=unit)}"
    label = plain(label)
    column.metric(label, wording.figure_text(found, view.language), border=True,
                  help=text("how", name, view.language))  # fmt: skip
    parts = t("facts.of", counted=wording.counted_text(found), all=f"{found.denominator:,}")
    if column.button(parts, key=f"open_{over}", type="tertiary", help=t("figure.open")):
        panels.open_rows(replace(view, scope=scope), name, label)
scope = panels.scope_with(view, topic=topic, over=marks[0])
query = LayerQuery(name, level, scope)
panels.show_map(view, query, key="facts", levels=[level])
code = panels.table(
    view, view.ask(layers.layer, query).rows, f"{name}_{level}",
    columns=["code", "name", "county", "kind", "indicator_amount", "indicator_period", "counted", "numerator",
             "denominator", "value"],
    about=name,
)  # fmt: skip
tallies = view.ask(indicators.tallies_of_year, scope)
if shown == "indicators" and not tallies.empty:
    st.subheader(t("facts.tallies"))
    panels.table(view, tallies, "tallies", columns=None)
if code:
    frame.open_place(code)
