"""Coverage: which places are paired, visited, done with; by level, on the map and as a table."""

from __future__ import annotations

import streamlit as st

from dashboard.answers import trend_lines
from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import layer_filters, panels
from geodata.base.codes import AREA_KINDS
from geodata.base.messages import text
from geodata.figures import layers, rates, scope_words
from geodata.figures.layers import LayerQuery, rate_of
from geodata.question import areas
from geodata.question.areas import name_gap

_LAYERS = [
    layer_filters.LAYER,
    "fulfilment",
    "on_time",
    "days_since_visit",
    "visits_per_place",
    "pairing_coverage",
]
_OF_MATTERS = ["closing_rate", "overdue_rate"]
_AUTO = "auto"

view = frame.current()
t = view.t
st.title(t("coverage.title"))
levels = view.ask(areas.levels)
further = [*_OF_MATTERS, "place_attribute"]
offered = [*_LAYERS, *(one for one in further if view.ask(rates.is_given, rate_of(one)))]
first, second, third = st.columns([2, 2, 2.2])
with first:
    name = layer_filters.choose_layer(view, offered)
with second:
    level = filters.choose(
        t("coverage.level"), "level", [_AUTO, *levels], default=_AUTO,
        name=lambda one: t("coverage.auto") if one == _AUTO else text("kind", one, view.language),
    )  # fmt: skip
with third:
    kinds = layer_filters.choose_kinds(view)
scope = layer_filters.choose_scope(view, name, kinds)
asked = view.ask(scope_words.scope_text, scope, rate_of(name), view.language)
st.caption(f"{plain(asked)}  \n{text('how', rate_of(name), view.language)}")
if scope.overlapping_kinds:
    st.info(text("scope", "kinds_overlap", view.language), icon=":material/layers:")
shown = view.ask(areas.shown_level, level, view.scope.area)
panels.show_map(
    view,
    LayerQuery(name, level, scope),
    key="coverage",
    levels=view.ask(areas.zoom_levels) if level == _AUTO else [level],
)
layer = view.ask(layers.layer, LayerQuery(name, shown, scope))
st.subheader(t("coverage.table", level=text("kind", shown, view.language)))
is_of_areas = shown in AREA_KINDS
lines = trend_lines.of_areas(view.snapshot_id, rate_of(name), scope, shown) if is_of_areas else None
code = panels.table(
    view,
    name_gap(layer.rows, shown, view.language) if is_of_areas else layer.rows,
    f"{name}_{shown}",
    columns=["code", "name", "county", "kind", "numerator", "denominator", "value", "counted", "days",
             "visits", "last_visit_on", "pending", "no_report", "lower", "upper"],
    about=name, lines=lines,
)  # fmt: skip
if code:
    frame.open_place(code)
