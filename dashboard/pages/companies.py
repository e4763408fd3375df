"""Companies and industrial chains: who covers them, who was there last, and which nobody covers."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import panels, project_panels
from geodata.base.messages import text
from geodata.figures import scope_words
from geodata.lists import projects
from geodata.output import wording

view = frame.current()
t = view.t
st.title(t("companies.title"))
covered = view.ask(projects.coverage_beyond, view.scope)
if covered.empty:
    st.info(t("notice.none_here" if view.scope.area else "companies.none"), icon=":material/info:")
    st.stop()
whole = covered[covered["role"].isna()]
for column, row in zip(st.columns(3), whole.to_dict("records"), strict=False):
    is_told = pd.notna(row["covered"])
    column.metric(
        t("companies.covered", kind=text("kind", row["target_kind"], view.language)),
        f"{row['covered']:,.0f} / {row['things']:,}" if is_told else f"— / {row['things']:,}",
        border=True,
    )  # fmt: skip
    if is_told:
        key = "companies.people_units" if row["units"] else "companies.people"
        column.caption(t(key, people=f"{row['people']:,.0f}", units=f"{row['units']:,.0f}"))
    else:
        column.caption(t("companies.not_told"))
chains = view.ask(projects.chain_names)
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
if view.ask(projects.company_name, asked):  # from a row of another page
    project_panels.company(view, asked, scope)
if shown == "roles":
    st.caption(t("companies.distinct"))
    by_role = covered[covered["role"].notna()]
    roles = [wording.word("role", one, view.language) for one in by_role["role"]]
    panels.table(view, by_role.assign(role=roles), "roles",
                 columns=["target_kind", "role", "covered", "things", "people", "units"])  # fmt: skip
elif shown == "nobody":
    rows = view.ask(projects.uncovered, view.scope)
    code = panels.table(view, rows, "nobody", columns=["target_kind", "code", "name", "county"])
    if code:
        panels.open_behind(view, code)
elif shown == "chains":
    panels.table(view, view.ask(projects.chains, view.scope), "chains",
                 columns=["name", "responsible", "enterprises", "projects"])  # fmt: skip
else:
    rows = view.ask(projects.enterprises, scope)
    uncovered = int(rows["responsible"].isna().sum())
    is_told = whole.set_index("target_kind")["covered"].notna().get("enterprise", False)
    st.caption(
        t(
            "companies.first" if is_told else "companies.first_untold",
            uncovered=f"{uncovered:,}",
            period=plain(view.ask(scope_words.told_for, scope, view.language)),
        )
    )
    code = panels.table(view, rows, "companies",
                        columns=["code", "name", "area", "chain", "responsible",
                                 "last_visit_on", "days", "visits", "open", "overdue",
                                 "closed_by_day", "unit"])  # fmt: skip
    if code and code != asked:
        project_panels.company(view, code, scope)
