"""Facilities and indicators of places: who has what, and who earns how much."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import answers, fact_answers, filters, frame, panels
from geodata import wording
from geodata.layers import LayerQuery
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("facts.title"))
kinds = fact_answers.facility_kinds(view.snapshot_id, view.scope)
indicators = fact_answers.indicator_kinds(view.snapshot_id)
about = [one for one, there in (("facilities", kinds), ("indicators", indicators)) if there]
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
    topics = list(kinds if shown == "facilities" else indicators)
    topic = filters.choose(
        t(f"facts.{'facility' if shown == 'facilities' else 'indicator'}"), f"topic_{shown}", topics,
        name=str, default=topics[0],
    )  # fmt: skip
with third:
    levels = answers.levels(view.snapshot_id)
    level = filters.choose(
        t("coverage.level"), "facts_level", levels, name=lambda one: text("kind", one, view.language),
        default="place" if "place" in levels else levels[0],
    )  # fmt: skip
name = "facility_coverage" if shown == "facilities" else "indicator_over"
marks = indicators[topic].bands or (0.0,) if shown == "indicators" else (None,)
unit = indicators[topic].unit if shown == "indicators" else ""
for column, over in zip(st.columns(max(len(marks), 3)), marks, strict=False):
    scope = panels.scope_with(view, topic=topic, over=over)
    found = answers.figure(view.snapshot_id, name, scope)
    label = topic if over is None else f"{topic} {t('facts.over', over=f'{over:,g}', unit=unit)}"
    column.metric(label, wording.figure_text(found, view.language), border=True,
                  help=text("how", name, view.language))  # fmt: skip
    parts = t("facts.of", counted=f"{found.numerator:,}", all=f"{found.denominator:,}")
    if column.button(parts, key=f"open_{over}", type="tertiary", help=t("figure.open")):
        panels.open_rows(replace(view, scope=scope), name, label)
scope = panels.scope_with(view, topic=topic, over=marks[0])
query = LayerQuery(name, level, scope)
panels.show_map(view, query, key="facts", levels=[level])
code = panels.table(
    view, answers.layer(view.snapshot_id, query).rows, f"{name}_{level}",
    columns=["code", "name", "kind", "indicator_amount", "indicator_period", "counted", "numerator",
             "denominator", "value"],
)  # fmt: skip
tallies = fact_answers.tallies(view.snapshot_id, scope)
if shown == "indicators" and not tallies.empty:
    st.subheader(t("facts.tallies"))
    panels.table(view, tallies, "tallies", columns=None)
if code:
    frame.open_place(code)
