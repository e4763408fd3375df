"""The planner's list for a coming workday: who goes where, the longest missed first."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import answers, filters, frame, panels, workday_answers
from geodata import export, workday
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("roster.title"))
coming = workday_answers.coming_workdays(view.snapshot_id, view.scope.as_of)
years = answers.unknown_years(view.snapshot_id)
if years:
    st.info(t("notice.year_unknown", years=years), icon=":material/info:")
if not coming:
    st.info(t("roster.none"), icon=":material/info:")
    st.stop()
rules = {one.day.isoformat(): t("frame.comma").join(one.rules) for one in coming}
chosen = filters.choose(
    t("workday.day"), "on", list(rules), name=lambda one: f"{one} · {rules[one]}",
    default=next(iter(rules)),
)  # fmt: skip
day = date.fromisoformat(chosen)
rows = workday_answers.roster(view.snapshot_id, day, view.scope)
townships = {str(code): str(name) for code, name in zip(
    rows["township"].fillna(""), rows["township"].fillna(t("roster.no_township")), strict=True)}  # fmt: skip
township = filters.choose(
    t("roster.township"), "township", ["", *townships], default="",
    name=lambda one: townships[one] if one else t("frame.all"),
)  # fmt: skip
if township:
    rows = rows[rows["township"] == township]
visits, places, missed = st.columns(3)
visits.metric(t("roster.visits"), f"{len(rows):,}", border=True)
places.metric(t("roster.places"), f"{rows['code'].nunique():,}", border=True)
missed.metric(t("roster.missed"), f"{int((rows['missed_streak'] > 0).sum()):,}", border=True)
st.download_button(
    t("roster.download"),
    data=lambda: workday.roster_xlsx(export.mask_names(rows), day, view.language),
    file_name=f"roster_{day}{'_' + township if township else ''}.xlsx",
    type="primary",
    icon=":material/download:",
    on_click="ignore",
)
st.caption(t("roster.return"))
st.caption(text("how", "roster", view.language))
code = panels.table(
    view, rows, f"roster_{day}",
    columns=["county", "township", "name", "kind", "responsible", "unit", "missed_streak", "days",
             "open_obligations", "rule_id", "due_on"],
)  # fmt: skip
if code:
    frame.open_place(code)
