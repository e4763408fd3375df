"""One project: who answers for it, how far it is, its milestones, what holds it up, who came."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import frame
from dashboard.frame.plain import plain
from dashboard.panels import panels, project_panels
from geodata.lists import projects

view = frame.current()
t = view.t
code = st.query_params.get("project") or st.session_state.get("project", "")
project = view.ask(projects.project, code, view.scope)
if project is None:
    st.info(t("project.none"), icon=":material/info:")
    st.stop()
scope = panels.scope_with(view, area=None)
facts = project.facts
st.title(plain(facts["name"]))
project_panels.header(view, facts)
left, right = st.columns(2)
with left:
    st.subheader(t("project.curve"))
    curve = view.ask(projects.curve, code, scope.as_of)
    if curve.empty:
        st.caption(t("project.no_plan"))
    else:
        names = {"invested": t("column.invested_wan_yuan"), "planned": t("column.planned_wan_yuan")}
        panels.lines(curve[["day", *names]].rename(columns=names), over="day")
with right:
    st.subheader(t("project.milestones"))
    milestones = view.ask(projects.milestones, scope, code)
    if milestones.empty:
        st.caption(t("project.no_milestones"))
    else:
        project_panels.milestone_chart(view, milestones)
st.subheader(t("project.roles"))
project_panels.role_lines(view, project.roles)
if facts["link"]:
    st.subheader(t("column.link"))
    project_panels.link(facts["link"])
st.subheader(t("project.bottlenecks"))
panels.table(
    view, view.ask(projects.bottlenecks, scope, code).drop(columns="code"),
    f"bottlenecks_{code}",
    columns=["title", "bottleneck_kind", "dispatch_level", "unit", "opened_on", "solved_on",
             "days_open"],
)  # fmt: skip
project_panels.matters(view, "project", code, scope)
st.subheader(t("place.visits"))
panels.table(
    view, view.ask(projects.visits, "project", code, scope.as_of), f"visits_{code}",
    columns=["visited_on", "officials", "talks", "matters", "suggestions", "note"],
)  # fmt: skip
