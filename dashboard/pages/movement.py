"""For leaders and planners: why a figure moved, by cause, by area, and row by row."""

from __future__ import annotations

import streamlit as st

from dashboard.answers.ask import snapshot
from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import layer_map, moved_panels, panels
from geodata.base.codes import AREA_KINDS
from geodata.base.messages import text
from geodata.figures import scope_words
from geodata.movement import explained
from geodata.output import moved_words
from geodata.question import areas
from geodata.question.areas import name_gap

view = frame.current()
t = view.t
st.title(t("movement.title"))
first, second = st.columns(2)
with first:
    name = moved_panels.choose_figure(view)
scope = view.ask(moved_panels.about, name, view.scope)
with second:
    against = moved_panels.choose_against(view, name, scope)
st.caption(plain(view.ask(scope_words.scope_text, scope, name, view.language)))
st.caption(text("how", name, view.language))
found = view.ask(explained.explained, name, scope, against)
if isinstance(found, str):
    st.info(text("incomparable", found, view.language), icon=":material/info:")
    st.stop()
moved_panels.headline(view, found)
for note in moved_words.notes(found, view.language):
    st.caption(plain(note))

st.subheader(t("movement.causes"))
st.caption(t("movement.causes_note"))
causes = moved_words.shown(found, explained.by_cause(found), view.language)
if causes.empty:
    st.success(t("movement.nothing"))
    st.stop()
moved_panels.bars(view, found, causes)
panels.table(view, causes, f"causes_{name}",
             columns=["way", "state_then", "state_now", "rows", "part"])  # fmt: skip

levels = [one for one in view.ask(areas.levels) if one in AREA_KINDS]
code = None
if levels:
    st.subheader(t("movement.areas"))
    level = filters.choose(
        t("coverage.level"), "of_areas", levels, default=levels[0], inline=True,
        name=lambda one: text("kind", one, view.language),
    )  # fmt: skip
    st.caption(t("movement.areas_note"))
    clicked = layer_map.draw_change(view, name, scope, found.then.scope.period, level)
    if clicked:
        frame.open_place(clicked)
    of_areas = explained.by_area(snapshot(view.snapshot_id), found, level)
    named = name_gap(moved_words.shown(found, of_areas, view.language), level, view.language)
    code = panels.table(
        view, named, f"moved_{name}_{level}", about=name,
        columns=["name", "county", "then_value", "now_value", "points", "part", "then_numerator",
                 "then_denominator", "now_numerator", "now_denominator"],
    )  # fmt: skip

st.subheader(t("movement.rows"))
rows = explained.by_row(found)
if code:
    lie = rows[[one for one in moved_panels.LIES if one in rows]]
    rows = rows[lie.isin([code]).any(axis=1)]
    st.caption(t("movement.rows_of", area=plain(view.ask(areas.name, code, scope.as_of))))
shown = moved_words.shown(found, rows, view.language)
chosen = panels.table(view, moved_panels.readable(shown), f"rows_{name}", columns=None, about=name)
if chosen:
    panels.open_behind(view, chosen)
