"""Key projects: where they are, how far, planned against invested month by month."""

from __future__ import annotations

import streamlit as st

from dashboard import answers, filters, frame, panels
from geodata.layers import LayerQuery
from geodata.legend import PROJECTS
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("projects.title"))
query = LayerQuery("projects", "project", view.scope)
layer = answers.layer(view.snapshot_id, query)
if layer.rows.empty:
    st.info(t("notice.no_project"), icon=":material/info:")
    st.stop()
panels.figures(view, ["started_rate", "investment_rate"])
left, right = st.columns([3, 2])
with left:
    panels.show_map(view, query, key="projects", levels=["project"])
with right:
    st.subheader(t("projects.months"))
    months = answers.project_months(view.snapshot_id, view.scope)
    st.bar_chart(
        months.rename(columns={one: t(f"column.{one}") for one in months}).set_index(
            t("column.month")
        ),
        stack=False,
        y_label=t("projects.unit"),
        color=["#abd9e9", "#2c7bb6"],
    )
    st.caption(t("projects.months_note"))
statuses = filters.choose_many(
    t("projects.status"), "status", [one.key for one in PROJECTS],
    name=lambda one: text("class", one, view.language), everything=t("frame.all"),
)  # fmt: skip
rows = layer.rows[layer.rows["status"].isin(statuses)]
panels.table(
    view,
    rows,
    "projects",
    columns=["code", "name", "category", "county", "status", "progress", "planned_wan_yuan",
             "invested_wan_yuan", "reported_to", "plan_year_wan_yuan", "invested_year_wan_yuan",
             "started_on", "stop_reason", "unit", "leader"],
)  # fmt: skip
