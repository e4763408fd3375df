"""The shown of a month: every score with its components, and how it moved."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.frame.told import told
from dashboard.panels import panels
from geodata.base.errors import QuestionError
from geodata.base.messages import text
from geodata.figures import ranking, scope_words
from geodata.output import wording
from geodata.question.areas import name_gap
from geodata.question.scope import is_closed

view = frame.current()
t = view.t
st.title(t("rankings.title"))
declared = {one.id: one for one in view.ask(ranking.rankings)}
if not declared:
    st.info(t("rankings.none"), icon=":material/info:")
    st.stop()
chosen = filters.choose(
    t("rankings.which"), "ranking", list(declared), name=lambda one: declared[one].name,
    default=next(iter(declared)),
)  # fmt: skip
shown = declared[chosen]
try:
    found = view.ask(ranking.ranked, shown, view.scope)
except QuestionError as error:
    st.info(plain(told(error, view.language)), icon=":material/info:")
    st.stop()
st.caption(plain(view.ask(scope_words.told_for, view.scope, view.language)))
if not view.ask(is_closed, view.scope):
    st.warning(t("rankings.provisional"), icon=":material/hourglass:")
parts = [
    t("rankings.component", weight=part.weight,
      rate=plain(wording.component(part.rate, part.topic, part.over, view.language)),
      best=wording.value_text(part.rate, part.best, view.language),
      worst=wording.value_text(part.rate, part.worst, view.language))
    for part in shown.components
]  # fmt: skip
st.caption(t("rankings.score"))
st.caption(" · ".join(parts))
if found.unmoved:
    st.caption(t("rankings.unmoved", reason=text("incomparable", found.unmoved, view.language)))
if found.rows["code"].count() < found.among:
    st.caption(t("rankings.among", among=f"{found.among:,}"))
rows = name_gap(found.rows, shown.level, view.language)
ranked = rows[rows["rank"].notna()]
values = [f"value_{one.rate}" for one in shown.components]
columns = ["rank", "moved", "name", "county", "score", *values,
           "places", "firsts", "months", "is_partial"]  # fmt: skip
code = panels.table(view, wording.ranking_rows(ranked, view.language), "ranking", columns=columns)
for gap in rows[rows["code"].isna()].to_dict("records"):
    st.caption(t("rankings.in_none", area=plain(gap["name"]), places=f"{gap['places']:,}"))
apart = rows[rows["rank"].isna() & rows["code"].notna()]
if not apart.empty:
    st.subheader(t("rankings.unfair", places=shown.fair_places))
    code = code or panels.table(
        view, wording.ranking_rows(apart, view.language), "ranking_apart",
        columns=["name", "county", "places", "score", *values],
    )  # fmt: skip
if code:
    frame.open_place(code)
