"""The planner's list for a coming workday: who goes where, the longest missed first."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.panels import coming_panels, panels
from dashboard.server import export_log
from geodata.base import people
from geodata.base.messages import text
from geodata.lists import workday
from geodata.question import periods

view = frame.current()
t = view.t
st.title(t("roster.title"))
st.caption(t("roster.since", day=view.scope.known_on))
coming = view.ask(workday.coming, view.scope.known_on)
years = view.ask(periods.unknown_years)
if years:
    st.info(t("notice.year_unknown", years=years), icon=":material/info:")
if not coming:
    st.info(t("roster.none"), icon=":material/info:")
    st.stop()
rules = workday.called(coming, view.ask(periods.rule_names), t("frame.comma"))
chosen = filters.choose(
    t("workday.day"), "on", list(rules), name=lambda one: f"{one} · {rules[one]}",
    default=next(iter(rules)),
)  # fmt: skip
day = date.fromisoformat(chosen)
rows = view.ask(workday.roster, day, view.scope)
nowhere = "-"  # in no township
codes = rows["township_code"].fillna(nowhere)
townships = {
    code: " ".join(one for one in names if isinstance(one, str)) or t("roster.no_township")
    for code, *names in zip(codes, rows["county"], rows["township"], strict=True)
}
township = filters.choose(
    t("roster.township"), "township", ["", *townships], default="",
    name=lambda one: townships[one] if one else t("frame.all"),
)  # fmt: skip
if township:
    rows = rows[codes == township]
row = panels.card_row("roster")
row.metric(t("roster.visits"), f"{len(rows):,}", border=True)
row.metric(t("roster.places"), f"{rows['code'].nunique():,}", border=True)
row.metric(t("roster.missed"), f"{int((rows['missed_streak'] > 0).sum()):,}", border=True)
in_full = st.toggle(t("roster.in_full"), key="roster_in_full", help=t("roster.in_full_why"))


def write() -> bytes:
    """The file; whoever takes the names in full is noted."""
    if in_full:
        export_log.note(f"roster {day}", len(rows), view.snapshot_id)
    return workday.roster_xlsx(rows if in_full else people.masked(rows), day, view.language)


st.download_button(
    t("roster.download"),
    data=write,
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
coming_panels.due(view, township, nowhere)
if code:
    frame.open_target(rows.drop_duplicates("code").set_index("code")["target_kind"][code], code)
