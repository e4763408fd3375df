"""Companies and industrial chains: who covers them, who was there last, and which nobody covers."""

from __future__ import annotations

import streamlit as st

from dashboard import filters, frame, panels, project_answers, project_panels
from geodata import wording
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("companies.title"))
covered = project_answers.coverage(view.snapshot_id, view.scope)
if covered.empty:
    st.info(t("notice.none_here" if view.scope.area else "companies.none"), icon=":material/info:")
    st.stop()
whole = covered[covered["role"].isna()]
for column, row in zip(st.columns(3), whole.to_dict("records"), strict=False):
    column.metric(
        t("companies.covered", kind=text("kind", row["target_kind"], view.language)),
        f"{row['covered']:,} / {row['things']:,}", border=True,
    )  # fmt: skip
    key = "companies.people_units" if row["units"] else "companies.people"
    column.caption(t(key, people=f"{row['people']:,}", units=f"{row['units']:,}"))
chains = project_answers.chain_names(view.snapshot_id)
first, second, third = st.columns([2, 2, 1.2])
with first:
    chain = filters.choose(
        t("projects.chain"), "chain", ["", *chains], default="",
        name=lambda one: chains[one] if one else t("frame.all"),
    )  # fmt: skip
with second:
    shown = filters.choose(
        t("projects.show"), "covers", ["companies", "chains", "roles", "nobody"],
        default="companies",
        name=lambda one: t(f"companies.show_{one}"), inline=True,
    )  # fmt: skip
scope = panels.scope_with(view, chain=chain or None)
asked = st.query_params.get("company", "")
if project_answers.company(view.snapshot_id, asked):  # from a row of another page
    project_panels.company(view, asked, scope)
if shown == "roles":
    st.caption(t("companies.distinct"))
    by_role = covered[covered["role"].notna()]
    roles = [wording.word("role", one, view.language) for one in by_role["role"]]
    panels.table(view, by_role.assign(role=roles), "roles",
                 columns=["target_kind", "role", "covered", "things", "people", "units"])  # fmt: skip
elif shown == "nobody":
    rows = project_answers.uncovered(view.snapshot_id, view.scope)
    code = panels.table(view, rows, "nobody", columns=["target_kind", "code", "name", "county"])
    if code:
        panels.open_behind(view, code)
elif shown == "chains":
    panels.table(view, project_answers.chains(view.snapshot_id, view.scope), "chains",
                 columns=["name", "responsible", "enterprises", "projects"])  # fmt: skip
else:
    rows = project_answers.enterprises(view.snapshot_id, scope)
    uncovered = int(rows["responsible"].isna().sum())
    st.caption(
        t("companies.first", uncovered=f"{uncovered:,}", since=scope.since, as_of=scope.as_of)
    )
    code = panels.table(view, rows, "companies",
                        columns=["code", "name", "area", "chain", "responsible",
                                 "last_visit_on", "days", "visits", "open", "overdue",
                                 "closed_by_day", "unit"])  # fmt: skip
    if code and code != asked:
        project_panels.company(view, code, scope)
