"""One workday that was held: its figures, by county, the places not reached, a paragraph to paste."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import answers, filters, frame, panels, workday_answers
from geodata import printing, workday
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("workday.title"))
held = workday_answers.workdays(view.snapshot_id, view.scope.as_of)
if not held:
    st.info(t("workday.none"), icon=":material/info:")
    st.stop()
rules = {one.day.isoformat(): t("frame.comma").join(one.rules) for one in held}
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
found = workday_answers.bulletin(view.snapshot_id, day, view.scope, rank or None)
figures = {"officials": found.officials, "places": found.places, **found.counts}
for column, (name, count) in zip(st.columns(len(figures)), figures.items(), strict=True):
    column.metric(t(f"workday.{name}"), f"{count:,}", border=True)
st.subheader(t("workday.paragraph"))
area = answers.area_name(view.snapshot_id, view.scope.area)
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
code = panels.table(view, found.by_area, f"bulletin_{day}", columns=["name", *figures, "visits"])
st.subheader(t("workday.not_reached", places=found.not_reached["code"].nunique()))
code = code or panels.table(
    view, found.not_reached, f"not_reached_{day}",
    columns=["code", "name", "kind", "county", "township", "rule_id", "status", "responsible"],
)  # fmt: skip
if code:
    frame.open_place(code)
