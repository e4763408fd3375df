"""What the pages of projects are put together from: filters, the board, charts, lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.frame import View
from dashboard.frame.plain import plain
from dashboard.panels import panels
from geodata.base.messages import text
from geodata.figures.legend import MILESTONES, PROJECTS
from geodata.lists import projects
from geodata.lists.projects import Thing
from geodata.output import wording
from geodata.question.scope import Scope

_CARDS = 6
_ROW_PIXELS = 30


def asked(view: View) -> View:
    """The view with the projects that the filters choose."""
    t = view.t
    levels = view.ask(projects.levels)
    chains = view.ask(projects.chain_names)
    first, second, third = st.columns([2, 2, 1.2])
    with first:
        chosen = filters.choose_many(
            t("projects.level"), "project_level", levels, everything=t("frame.all"),
            name=lambda one: text("project_level", one, view.language),
        )  # fmt: skip
    with second:
        chain = filters.choose(
            t("projects.chain"), "chain", ["", *chains], default="",
            name=lambda one: chains[one] if one else t("frame.all"),
        )  # fmt: skip
    with third:
        protected = filters.choose(
            t("projects.protected"), "protected", ["", "1"], default="", inline=True,
            name=lambda one: t("projects.only_protected" if one else "frame.all"),
        )  # fmt: skip
    scope = panels.scope_with(
        view,
        levels=() if chosen == levels else chosen,
        chain=chain or None,
        protected=bool(protected),
    )
    return replace(view, scope=scope)


def header(view: View, facts: dict[str, Any]) -> None:
    """What a project is and where it stands, in a line and in boxes."""
    level, stopped = facts["level"], facts["stop_reason"]
    notes = [
        facts["code"],
        facts["county"],
        facts["category"],
        facts["chain"],
        level and text("project_level", level, view.language),
        facts["is_protected"] and view.t("projects.only_protected"),
        stopped and wording.word("bottleneck_kind", stopped, view.language),
    ]
    st.text(" · ".join(one for one in notes if one))
    for name in ("stands_at", "difficulty"):
        if facts[name]:
            st.text(f"{view.t(f'column.{name}')}　{facts[name]}")
    finish = facts["planned_finish_on"]
    boxes = {
        "status": text("class", facts["status"], view.language),
        "progress": wording.percent(facts["progress"]),
        "leader": facts["leader"],
        "task_force": facts["task_force"],
        "unit": facts["unit"],
        "planned_finish_on": finish and f"{finish:%Y-%m-%d}",
    }
    for column, (name, shown) in zip(st.columns(len(boxes)), boxes.items(), strict=True):
        with column, st.container(border=True, height="stretch"):
            st.caption(view.t(f"column.{name}"))
            st.text(shown or "—")


def board(view: View, rows: pd.DataFrame) -> None:
    """The projects in columns by status, a card each; a card opens its project."""
    there = [one for one in PROJECTS if (rows["status"] == one.key).any()]
    for column, one in zip(st.columns(max(len(there), 1)), there, strict=False):
        some = rows[rows["status"] == one.key].sort_values("progress", na_position="last")
        with column:
            st.html(f'<div style="border-top:6px solid {one.color}"></div>')
            st.markdown(f"**{text('class', one.key, view.language)} · {len(some):,}**")
            for card in some.head(_CARDS).to_dict("records"):
                _card(card)
            if len(some) > _CARDS:
                st.caption(view.t("projects.more", more=f"{len(some) - _CARDS:,}"))


def _card(card: dict[Any, Any]) -> None:
    with st.container(border=True):
        name = plain(str(card["name"]))
        if st.button(name, key=f"card_{card['code']}", type="tertiary"):
            frame.open_project(str(card["code"]))
        progress = wording.percent(card["progress"]) if pd.notna(card["progress"]) else None
        shown = [progress, card["county"], card["leader"]]
        st.caption(" · ".join(plain(one) for one in shown if isinstance(one, str)))


def due(view: View) -> str | None:
    """What is overdue and due within the week, and what has held projects up longest."""
    t = view.t
    st.subheader(t("projects.due"))
    code = panels.table(
        view, view.ask(projects.due, view.scope), "due",
        columns=["code", "name", "milestone", "due_on", "milestone_status", "days_late",
                 "official"],
    )  # fmt: skip
    st.subheader(t("projects.held_up"))
    rows = view.ask(projects.bottlenecks, view.scope)
    held = panels.table(
        view, rows[rows["solved_on"].isna()], "held_up",
        columns=["code", "name", "days_open", "title", "bottleneck_kind", "dispatch_level", "unit",
                 "opened_on"],
    )  # fmt: skip
    st.subheader(t("projects.by_kind_and_level"))
    st.caption(text("how", "bottleneck_days", view.language))
    panels.table(
        view, view.ask(projects.bottleneck_groups, view.scope), "bottleneck_groups",
        columns=["bottleneck_kind", "dispatch_level", "bottlenecks", "still_open", "median_days",
                 "longest_days"],
    )  # fmt: skip
    return code or held


def milestone_chart(view: View, rows: pd.DataFrame) -> None:
    """A bar for each milestone up to the day it is due, a thinner one for each day after it, a dot
    where it was struck off, and a line at the day looked at."""
    words = {one.key: text("class", one.key, view.language) for one in MILESTONES}
    day = pd.Timestamp(view.scope.as_of)
    bars = rows.assign(
        due_on=pd.to_datetime(rows["due_on"]), done_on=pd.to_datetime(rows["done_on"])
    )
    begins = bars["due_on"].shift(1)
    bars["begins"] = begins.where(begins < bars["due_on"], bars["due_on"] - timedelta(days=30))
    late = bars["milestone_status"].isin(("done_late", "overdue"))
    bars["late_to"] = bars["done_on"].fillna(day).where(late)
    bars["words"] = bars["milestone_status"].map(words)
    colour = alt.Color(
        "words:N", legend=alt.Legend(title=None, orient="bottom", columns=3),
        scale=alt.Scale(domain=list(words.values()), range=[one.color for one in MILESTONES]),
    )  # fmt: skip
    base = alt.Chart(bars).encode(
        y=alt.Y("milestone:N", sort=list(rows["milestone"]), axis=alt.Axis(title=None))
    )
    axis = alt.Axis(format="%Y-%m", title=None)
    planned = base.mark_bar(height=14).encode(
        x=alt.X("begins:T", axis=axis), x2="due_on:T", color=colour
    )
    over = base.mark_bar(height=6).encode(x="due_on:T", x2="late_to:T", color=colour)
    done = base.mark_point(filled=True, size=60, color="#333333").encode(x="done_on:T")
    today = alt.Chart(pd.DataFrame({"day": [day]})).mark_rule(strokeDash=[4, 3]).encode(x="day:T")
    layers = alt.layer(planned, over.transform_filter("isValid(datum.late_to)"),
                       done.transform_filter("isValid(datum.done_on)"), today)  # fmt: skip
    st.altair_chart(layers.properties(height=_ROW_PIXELS * len(rows) + 60))


def role_lines(view: View, roles: tuple[tuple[str, str], ...]) -> None:
    """Who answers for a thing, a line for each role."""
    for role, names in roles or (("", view.t("place.nobody")),):
        st.text(f"{wording.word('role', role, view.language)}　{names}".strip())


def company(view: View, code: str, scope: Scope) -> None:
    """A company: who answers for it, who was there, and its matters."""
    st.subheader(plain(view.ask(projects.company_name, code) or code))
    role_lines(view, view.ask(projects.roles, "enterprise", code, scope.as_of))
    panels.table(
        view, view.ask(projects.visits, "enterprise", code, scope.as_of), f"visits_{code}",
        columns=["visited_on", "officials", "talks", "matters", "suggestions", "note"],
    )  # fmt: skip
    matters(view, "enterprise", code, scope)


def matters(view: View, kind: Thing, code: str, scope: Scope) -> None:
    """The matters of a thing, through to their closing."""
    st.subheader(view.t("place.matters"))
    panels.table(
        view, view.ask(projects.matters, kind, code, scope.as_of), f"matters_{code}",
        columns=["title", "matter_kind", "state", "lead_unit", "proposed_on", "due_on",
                 "days_overdue", "closed_on", "satisfaction"],
    )  # fmt: skip


def link(address: str) -> None:
    """An address from a file: a link where it is one of the web, else as it is written."""
    if address.startswith(("http://", "https://")):
        st.link_button(plain(address), address, icon=":material/open_in_new:")
    else:
        st.text(address)
