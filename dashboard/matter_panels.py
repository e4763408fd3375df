"""What the page of matters is put together from: filters by sort, the board, one matter's chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import pandas as pd
import streamlit as st

from dashboard import filters, frame, matter_answers, panels
from dashboard.frame import View
from geodata import wording
from geodata.matters import Way
from geodata.messages import text
from geodata.scope import Scope


def choose_sort(view: View, label: str, key: str, section: str, sorts: Sequence[str]) -> str | None:
    """One sort of matter or target, or None for all of them."""
    everything = view.t("frame.all")
    return filters.choose(
        label, key, ["", *sorts], default="",
        name=lambda one: text(section, one, view.language) if one else everything,
    ) or None  # fmt: skip


def board(view: View, scope: Scope) -> None:
    """The number of matters at each step, and how many of them are overdue."""
    steps = matter_answers.board(view.snapshot_id, scope)
    for column, step in zip(st.columns(len(steps)), steps, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.metric(text("matter_state", step.state, view.language), f"{step.matters:,}")
            if step.overdue:
                st.markdown(f":red[{view.t('matters.overdue', n=f'{step.overdue:,}')}]")


def units(view: View, scope: Scope) -> None:
    """What each unit has in hand, the one that holds up most first."""
    rows = matter_answers.by_unit(view.snapshot_id, scope)
    panels.table(
        view, rows.assign(closing_rate=rows["closing_rate"].map(wording.percent)), "matter_units",
        columns=["lead_unit", "overdue", "worst_days", "open", "closing_rate", "reopened"],
    )  # fmt: skip


def ways(view: View, scope: Scope) -> None:
    """How many matters are handled in each way, and by which hand: a line each, nothing where none
    says so."""
    for by in get_args(Way):
        rows = matter_answers.by_way(view.snapshot_id, scope, by).dropna(subset=by)
        parts = [
            view.t(
                "matters.way",
                way=text(by, way, view.language),
                raised=f"{raised:,}",
                closed=wording.percent(closed / raised),
            )
            for way, raised, closed in rows.itertuples(index=False, name=None)
        ]
        if parts:
            st.caption(view.t(f"matters.by_{by}", ways=" · ".join(parts)))


def chain(view: View, matter_id: str) -> None:
    """What one matter is, who handles it, and everything that happened to it."""
    matter = matter_answers.matter(view.snapshot_id, matter_id)
    if matter is None:
        return
    st.subheader(view.t("matters.chain", title=frame.plain(matter.title)))
    told = {"handling": matter.handling, "hand": matter.hand}
    ways = [text(section, one, view.language) for section, one in told.items() if one]
    units = [matter.lead or view.t("matters.no_unit"), *matter.others]
    st.caption(
        " · ".join(
            [
                text("matter_kind", matter.kind, view.language),
                *([frame.plain(matter.category)] if matter.category else []),
                *ways,
                view.t("frame.comma").join(frame.plain(one) for one in units),
                frame.plain(matter_id),
            ]
        )
    )
    panels.table(
        view, matter_answers.events(view.snapshot_id, matter_id, view.scope.as_of), "matter_events",
        key=matter_id, columns=["happened_on", "event", "unit", "official", "new_due_on",
                                "satisfaction", "note"],
    )  # fmt: skip


def open_target(view: View, rows: pd.DataFrame, matter_id: str) -> None:
    """A way from a matter to the place, project or company it is about."""
    row = rows[rows["code"] == matter_id].iloc[0]
    if row["target_kind"] not in ("place", "project", "enterprise"):
        return
    if st.button(view.t("place.look", name=frame.plain(str(row["place"])))):
        panels.open_behind(view, str(row["target_id"]))
