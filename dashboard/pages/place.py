"""One place: where it belongs, who is paired with it, what was owed and what was done."""

from __future__ import annotations

import streamlit as st

from dashboard import answers, frame, matter_answers, overlap_panel, panels
from geodata.codes import AREA_KINDS
from geodata.layers import LayerQuery
from geodata.messages import text

view = frame.current()
t = view.t
code = st.query_params.get("place") or st.session_state.get("place", "")
place = answers.place(view.snapshot_id, code, view.scope.as_of)
if place is None:
    st.info(t("place.none"), icon=":material/info:")
    st.stop()
st.title(place.name)
st.caption(" › ".join([*place.ancestors, place.name]) + f" · {place.code} · "
           + text("kind", place.kind, view.language))  # fmt: skip
scope = panels.scope_with(view, area=place.code)
if place.kind in AREA_KINDS:
    figures = frame.View(view.snapshot_id, view.city, scope, view.language, t)
    panels.figures(figures, answers.given_figures(view.snapshot_id))
    below = answers.level_below(view.snapshot_id, place.kind)
    if below:
        layer = answers.leading_layer(view.snapshot_id)
        panels.show_map(
            view, LayerQuery(layer, below, scope), key="place", levels=[below], selected=place.code
        )
    st.stop()
facts, history = st.columns([1, 2])
with facts:
    st.metric(t("place.last_visit"), str(place.last_visit_on or t("class.never")))
    st.metric(
        t("place.days"), t("place.days_value", days=place.days) if place.days is not None else "—"
    )
    st.subheader(t("place.paired"))
    for line in place.paired or [t("place.nobody")]:
        st.text(line)
with history:
    st.subheader(t("place.owed"))
    panels.table(
        view, answers.place_obligations(view.snapshot_id, code, view.scope.as_of), f"owed_{code}",
        columns=["rule_id", "nominal_on", "due_on", "closes_on", "status", "settled_on", "official"],
    )  # fmt: skip
    st.subheader(t("place.visits"))
    panels.table(
        view, answers.place_visits(view.snapshot_id, code, view.scope.as_of), f"visits_{code}",
        columns=["visited_on", "officials", "talks", "households", "disputes", "matters",
                 "suggestions", "distance_m"],
    )  # fmt: skip
    if matter_answers.given(view.snapshot_id):
        st.subheader(t("place.matters"))
        panels.table(
            view, matter_answers.of_place(view.snapshot_id, code, view.scope.as_of),
            f"matters_{code}",
            columns=["title", "matter_kind", "state", "lead_unit", "proposed_on", "due_on",
                     "days_overdue", "closed_on"],
        )  # fmt: skip
overlap_panel.show(view, code)
