"""Key projects as a wall map (挂图作战): where they are, how far, what is due, what holds them up."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import cards, panels, project_panels
from geodata.base.messages import text
from geodata.figures import layers, rates, scope_words
from geodata.figures.layers import LayerQuery
from geodata.figures.legend import PROJECTS
from geodata.land.shapes import PROJECT_LEVELS
from geodata.lists import projects

view = frame.current()
t = view.t
st.title(t("projects.title"))
if view.ask(layers.layer, LayerQuery("projects", "project", view.scope)).rows.empty:
    here = view.ask(rates.is_given, "started_rate")
    st.info(t("notice.none_here" if here else "notice.no_project"), icon=":material/info:")
    st.stop()
view = project_panels.asked(view)
query = LayerQuery("projects", "project", view.scope)
layer = view.ask(layers.layer, query)
period = plain(view.ask(scope_words.told_for, view.scope, view.language))
st.caption(t("projects.caption", period=period, as_of=view.scope.as_of))
figures = view.ask(projects.given_figures)
cards.figures(view, figures)
left, right = st.columns([3, 2])
with left:
    panels.show_map(view, query, key="projects", levels=PROJECT_LEVELS)
    nowhere = int(layer.rows["lon"].isna().sum())
    if nowhere:
        st.caption(t("projects.nowhere", projects=f"{nowhere:,}"))
with right:
    st.subheader(t("projects.months"))
    months = view.ask(projects.months, view.scope)
    if months.empty:
        st.caption(t("project.no_plan"))
    else:
        named = months.rename(columns={one: t(f"column.{one}") for one in months})
        st.bar_chart(
            named.set_index(t("column.month")), stack=False, y_label=t("projects.unit"),
            color=["#abd9e9", "#2c7bb6"],
        )  # fmt: skip
        st.caption(t("projects.months_note"))
shown = filters.choose(
    t("projects.show"), "projects_show", ["board", "table", "due"], default="board", inline=True,
    name=lambda one: t(f"projects.show_{one}"),
)  # fmt: skip
code = None
if shown == "board":
    project_panels.board(view, layer.rows)
elif shown == "due":
    code = project_panels.due(view)
else:
    statuses = filters.choose_many(
        t("projects.status"), "status", [one.key for one in PROJECTS],
        name=lambda one: text("class", one, view.language), everything=t("frame.all"),
    )  # fmt: skip
    code = panels.table(
        view, layer.rows[layer.rows["status"].isin(statuses)], "projects",
        columns=["code", "name", "level", "category", "county", "status", "progress",
                 "planned_wan_yuan", "invested_wan_yuan", "reported_to", "plan_year_wan_yuan",
                 "invested_year_wan_yuan", "started_on", "stop_reason", "unit", "leader",
                 "task_force", "chain", "is_protected"],
    )  # fmt: skip
if code:
    frame.open_project(code)
