"""One workday that was held: its figures, by county, what was not visited as owed, a paragraph to paste."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.panels import panels
from geodata.base.messages import text
from geodata.lists import workday
from geodata.output import printing
from geodata.question import areas, periods
from geodata.question.areas import name_gap

view = frame.current()
t = view.t
st.title(t("workday.title"))
panels.period(view)
held = view.ask(workday.held, view.scope)
if not held:
    key = "none_of_period" if view.ask(periods.rule_names) else "none"
    st.info(t(f"workday.{key}"), icon=":material/info:")
    st.stop()
rules = workday.called(held, view.ask(periods.rule_names), t("frame.comma"))
first, second = st.columns([2, 1])
with first:
    chosen = filters.choose(
        t("workday.day"), "day", list(rules), name=lambda one: f"{one} · {rules[one]}",
        default=next(iter(rules)),
    )  # fmt: skip
with second:
    rank = filters.choose(
        t("workday.rank"), "rank", ["", *workday.RANKS], default="",
        name=lambda one: text("rank", one, view.language) if one else t("workday.every_rank"),
    )  # fmt: skip
day = date.fromisoformat(chosen)
found = view.ask(workday.bulletin, day, view.scope, rank=rank or None)
figures = {"officials": found.officials, **found.reached, **found.counts}
with panels.card_row("workday"):
    for name, count in figures.items():
        shown = t("figure.not_given") if count is None else f"{count:,}"
        st.metric(t(f"workday.{name}"), shown, border=True)
if found.asked:
    st.caption(t("workday.asked", asked=f"{found.asked:,}"))
st.subheader(t("workday.paragraph"))
area = view.ask(areas.name, view.scope.area, view.scope.known_on)
if view.scope.attribute:  # what is pasted elsewhere says itself that it is not about all places
    area = t("workday.only", area=area, attribute=view.scope.attribute)
st.code(workday.paragraph(found, area, view.language), language=None, wrap_lines=True)
st.download_button(
    t("workday.print"),
    data=lambda: printing.bulletin_html(found, area, view.language),
    file_name=f"bulletin_{day}.html",
    mime="text/html",
    on_click="ignore",
)
st.subheader(t("workday.by_area"))
st.caption(t("workday.distinct"))
by_area = name_gap(found.by_area, found.level, view.language)
code = panels.table(
    view, by_area, f"bulletin_{day}", columns=["name", "county", *figures, "visits"]
)
owed = sum(one.owed - one.reached for one in found.rounds.values())
st.subheader(t("workday.not_reached", as_of=found.as_of, count=owed, open=found.open))
things = found.not_reached.query("target_kind != 'place'")["code"].nunique()
if things:
    st.caption(t("workday.not_reached_things", things=things))
if code:
    frame.open_place(code)
missed = panels.table(
    view, found.not_reached, f"not_reached_{day}",
    columns=["code", "name", "kind", "county", "township", "rule_id", "status", "responsible",
             "others_on"],
)  # fmt: skip
if missed:
    kinds = found.not_reached.drop_duplicates("code").set_index("code")["target_kind"]
    frame.open_target(kinds[missed], missed)
