"""What the page of matters is put together from: filters by sort, the board, one matter's chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import pandas as pd
import streamlit as st

from dashboard.frame import filters
from dashboard.frame.frame import View
from dashboard.frame.plain import plain
from dashboard.panels import panels
from geodata.base.messages import text
from geodata.lists import matters
from geodata.lists.matters import Way
from geodata.output import wording
from geodata.question.scope import Scope


def choose_sort(view: View, label: str, key: str, section: str, sorts: Sequence[str]) -> str | None:
    """One sort of matter or target, or None for all of them."""
    everything = view.t("frame.all")
    return filters.choose(
        label, key, ["", *sorts], default="",
        name=lambda one: text(section, one, view.language) if one else everything,
    ) or None  # fmt: skip


def board(view: View, scope: Scope) -> None:
    """The number of matters at each step, and how many of them are overdue."""
    steps = view.ask(matters.board, scope)
    with panels.card_row("steps"):
        for step in steps:
            overdue = view.t("matters.overdue", n=f"{step.overdue:,}") if step.overdue else None
            st.metric(
                text("matter_state", step.state, view.language), f"{step.matters:,}", border=True,
                height="stretch", delta=overdue, delta_color="red", delta_arrow="off",
            )  # fmt: skip


def units(view: View, scope: Scope) -> None:
    """What each unit has in hand, the one that holds up most first."""
    rows = view.ask(matters.by_unit, scope)
    panels.table(
        view, rows.assign(closing_rate=rows["closing_rate"].map(wording.percent)), "matter_units",
        columns=["lead_unit", "overdue", "worst_days", "open", "closing_rate", "reopened"],
    )  # fmt: skip


def ways(view: View, scope: Scope) -> None:
    """How many matters are handled in each way, and by which hand: a line each, nothing where none
    says so."""
    for by in get_args(Way):
        rows = view.ask(matters.by_way, scope, by).dropna(subset=by)
        parts = [
            view.t(
                "matters.way",
                way=text(by, way, view.language),
                raised=f"{raised:,}",
                closed=wording.percent(rate)
                if pd.notna(rate)
                else text("no_value", "mostly_unknown", view.language),
            )
            for way, raised, rate in zip(
                rows[by], rows["raised"], rows["closing_rate"], strict=True
            )
        ]
        if parts:
            st.caption(view.t(f"matters.by_{by}", ways=" · ".join(parts)))


def chain(view: View, matter_id: str) -> None:
    """What one matter is, who handles it, and everything that happened to it."""
    matter = view.ask(matters.matter, matter_id)
    if matter is None:
        return
    st.subheader(view.t("matters.chain", title=plain(matter.title)))
    told = {"handling": matter.handling, "hand": matter.hand}
    ways = [text(section, one, view.language) for section, one in told.items() if one]
    units = [matter.lead or view.t("matters.no_unit"), *matter.others]
    st.caption(
        " · ".join(
            [
                text("matter_kind", matter.kind, view.language),
                *([plain(matter.category)] if matter.category else []),
                *ways,
                view.t("frame.comma").join(plain(one) for one in units),
                plain(matter_id),
            ]
        )
    )
    panels.table(
        view, view.ask(matters.events, matter_id, view.scope.as_of), "matter_events",
        key=matter_id, columns=["happened_on", "event", "unit", "official", "new_due_on",
                                "satisfaction", "note"],
    )  # fmt: skip


def open_target(view: View, rows: pd.DataFrame, matter_id: str) -> None:
    """A way from a matter to the place, project or company it is about."""
    row = rows[rows["code"] == matter_id].iloc[0]
    if row["target_kind"] not in ("place", "project", "enterprise"):
        return
    if st.button(view.t("place.look", name=plain(str(row["place"])))):
        panels.open_behind(view, str(row["target_id"]))
