"""Coverage: which places are paired, visited, done with; by level, on the map and as a table."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from dashboard import answers, fact_answers, filters, frame, panels
from geodata import wording
from geodata.layers import LayerQuery, rate_of
from geodata.messages import text

_LAYERS = ["visit_coverage", "fulfilment", "on_time", "days_since_visit", "pairing_coverage"]
_OF_MATTERS = ["closing_rate", "overdue_rate"]
_OF_THE_LEDGER = {"fulfilment", "on_time"}
_AUTO = "auto"

view = frame.current()
t = view.t
st.title(t("coverage.title"))
levels = answers.levels(view.snapshot_id)
further = [*_OF_MATTERS, "place_attribute"]
layers = [*_LAYERS, *(one for one in further if answers.is_given(view.snapshot_id, rate_of(one)))]
first, second, third, fourth = st.columns([2, 2, 1.4, 2.2])
with first:
    name = filters.choose(
        t("coverage.layer"), "layer", layers, name=lambda one: text("layer", one, view.language),
        default=layers[0],
    )  # fmt: skip
with second:
    level = filters.choose(
        t("coverage.level"), "level", [_AUTO, *levels], default=_AUTO,
        name=lambda one: t("coverage.auto") if one == _AUTO else text("kind", one, view.language),
    )  # fmt: skip
with third:
    days = filters.choose_number(
        t("coverage.window"), "window", default=view.city.window_days, low=1, high=3660
    )
with fourth:
    kinds = filters.choose_many(
        t("coverage.kinds"), "kinds", view.city.kinds, name=lambda one: text("kind", one, view.language),
        everything=t("coverage.base_kinds"), default=view.city.base_kinds,
    )  # fmt: skip
rules = answers.rules(view.snapshot_id)
rule = ""
if name in _OF_THE_LEDGER and len(rules) > 1:
    rule = filters.choose(
        t("officials.rule"), "rule", ["", *rules], default="",
        name=lambda one: rules.get(one, t("frame.all")), inline=True,
    )  # fmt: skip
roles = fact_answers.roles(view.snapshot_id)
role = topic = ""
if name == "pairing_coverage" and len(roles) > 1:
    role = filters.choose(
        t("coverage.role"), "role", ["", *roles], default="", inline=True,
        name=lambda one: wording.word("role", one, view.language) if one else t("frame.all"),
    )  # fmt: skip
if name == "place_attribute":
    known = fact_answers.attributes(view.snapshot_id)
    topic = filters.choose(
        t("coverage.attribute"), "drawn", known, default=known[0], name=str, inline=True
    )
scope = panels.scope_with(
    view, since=view.scope.as_of - timedelta(days=days - 1), kinds=kinds, rule=rule or None,
    role=role or None, topic=topic or None,
)  # fmt: skip
st.caption(text("how", rate_of(name), view.language))
if scope.overlapping_kinds:
    st.info(text("scope", "kinds_overlap", view.language), icon=":material/layers:")
shown = answers.shown_level(view.snapshot_id, level, view.scope.area)
panels.show_map(
    view,
    LayerQuery(name, level, scope),
    key="coverage",
    levels=answers.zoom_levels(view.snapshot_id) if level == _AUTO else [level],
)
layer = answers.layer(view.snapshot_id, LayerQuery(name, shown, scope))
st.subheader(t("coverage.table", level=text("kind", shown, view.language)))
code = panels.table(
    view,
    layer.rows,
    f"{name}_{shown}",
    columns=["code", "name", "kind", "numerator", "denominator", "value", "counted", "days",
             "last_visit_on", "pending", "no_report"],
)  # fmt: skip
if code:
    frame.open_place(code)
