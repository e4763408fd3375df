"""What comes next: places that would be neglected, and what falls due by official and unit."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.frame import View
from dashboard.panels import panels
from geodata.movement import upcoming

_DAYS, _MOST_DAYS = 14, 60
_NEGLECTED = ["from_day", "code", "name", "kind", "county", "township", "cause", "days",
              "last_visit_on", "next_due_on", "responsible"]  # fmt: skip


def neglected(view: View, threshold: int) -> None:
    """Places that would be neglected if nobody goes; asked for only where somebody wants to see it,
    because every day to come is worked out."""
    if not st.toggle(view.t("coming.show"), key="coming_neglected"):
        return
    days = filters.choose_number(
        view.t("coming.within"), "within", default=_DAYS, low=1, high=_MOST_DAYS
    )
    day = view.ask(upcoming.told_on, view.scope).known_on
    until = day + timedelta(days)
    rows = view.ask(upcoming.neglected, view.scope, days, threshold)
    st.subheader(view.t("coming.neglected"))
    st.caption(view.t("coming.note", day=day, until=until))
    if rows.empty:
        st.success(view.t("coming.none", until=until))
        return
    before = int((rows["next_due_on"].isna() | (rows["from_day"] < rows["next_due_on"])).sum())
    st.markdown(view.t("coming.places", places=f"{len(rows):,}", before=f"{before:,}"))
    if code := panels.table(view, rows, "coming_neglected", columns=_NEGLECTED):
        frame.open_place(code)


def due(view: View, township: str | None, nowhere: str) -> None:
    """What is open and falls due within 30 days, by official or unit; in one township alone, or
    ``nowhere``, where one is chosen."""
    day = view.ask(upcoming.told_on, view.scope).known_on
    rows = view.ask(upcoming.due, view.scope, max(upcoming.SPANS))
    if township:
        rows = rows[rows["township_code"].fillna(nowhere) == township]
    st.subheader(view.t("coming.due"))
    st.caption(view.t("coming.due_note", day=day))
    if rows.empty:
        st.caption(view.t("coming.due_none"))
        return
    by = filters.choose(
        view.t("coming.by"), "by", ["official", "unit"], default="official", inline=True,
        name=lambda one: view.t(f"coming.by_{one}"),
    )  # fmt: skip
    columns = ["unit", "responsible"] if by == "official" else ["unit"]
    panels.table(view, upcoming.counted(rows, day, columns), f"coming_{by}", columns=None)
