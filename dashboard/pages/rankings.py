"""The ranking of a month: every score with its components, and how it moved."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard import filters, frame, panels, ranking_answers
from geodata import wording

view = frame.current()
t = view.t
st.title(t("rankings.title"))
declared = {one.id: one for one in ranking_answers.rankings(view.snapshot_id)}
if not declared:
    st.info(t("rankings.none"), icon=":material/info:")
    st.stop()
this = view.scope.as_of.replace(day=1)
months = {f"{one:%Y-%m}": one for one in (this - relativedelta(months=n) for n in range(12))}
is_over = (view.scope.as_of + timedelta(days=1)).day == 1
first, second = st.columns(2)
with first:
    chosen = filters.choose(
        t("rankings.which"), "ranking", list(declared), name=lambda one: declared[one].name,
        default=next(iter(declared)),
    )  # fmt: skip
with second:
    names = list(months)
    month = filters.choose(
        t("rankings.month"), "month", names, name=str, default=names[0 if is_over else 1]
    )
ranking = declared[chosen]
if months[month] == this and not is_over:
    st.warning(t("rankings.provisional"), icon=":material/hourglass:")
found = ranking_answers.ranked(view.snapshot_id, ranking, months[month], view.scope.area)
parts = [
    t("rankings.component", weight=part.weight,
      rate=wording.component(part.rate, part.topic, part.over, view.language),
      best=wording.value_text(part.rate, part.best, view.language),
      worst=wording.value_text(part.rate, part.worst, view.language))
    for part in ranking.components
]  # fmt: skip
st.caption(t("rankings.score"))
st.caption(" · ".join(parts))
if len(found.rows) < found.among:
    st.caption(t("rankings.among", among=f"{found.among:,}"))
ranked = found.rows[found.rows["rank"].notna()]
columns = ["rank", "moved", "name", "score", *(f"value_{one.rate}" for one in ranking.components),
           "places", "firsts", "months", "is_partial"]  # fmt: skip
code = panels.table(view, wording.ranking_rows(ranked, view.language), "ranking", columns=columns)
apart = found.rows[found.rows["rank"].isna()]
if not apart.empty:
    st.subheader(t("rankings.unfair", places=ranking.fair_places))
    code = code or panels.table(
        view, wording.ranking_rows(apart, view.language), "ranking_apart",
        columns=["name", "places", "score"],
    )  # fmt: skip
if code:
    frame.open_place(code)
