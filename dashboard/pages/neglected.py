"""For planners: the places nobody reaches, why, who is responsible, and what to do next."""

from __future__ import annotations

import streamlit as st

from dashboard import answers, filters, frame, panels
from geodata.layers import PLACES, LayerQuery
from geodata.legend import NEGLECTED
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("neglected.title"))
first, second = st.columns([1, 3])
with first:
    days = filters.choose_number(
        t("neglected.days"), "days", default=view.city.neglected_days, low=1, high=3660
    )
with second:
    causes = filters.choose_many(
        t("neglected.cause"), "cause", NEGLECTED, name=lambda one: text("class", one, view.language),
        everything=t("frame.all"),
    )  # fmt: skip
rows = answers.neglected(view.snapshot_id, view.scope, days)
for column, cause in zip(st.columns(len(NEGLECTED)), NEGLECTED, strict=True):
    with column, st.container(border=True, height="stretch"):
        st.metric(
            text("class", cause, view.language),
            t("neglected.places", places=f"{int((rows['cause'] == cause).sum()):,}"),
        )
        st.caption(t(f"cause.{cause}"))
panels.notices(view)
panels.show_map(
    view, LayerQuery("neglected", PLACES, view.scope, days), key="neglected", levels=[PLACES]
)
rows = rows[rows["cause"].isin(causes)]
if rows.empty:
    st.success(t("neglected.none", days=days))
else:
    code = panels.table(
        view,
        rows,
        "neglected",
        columns=["code", "name", "kind", "county", "township", "cause", "days", "last_visit_on",
                 "missed_streak", "responsible"],
    )  # fmt: skip
    if code:
        frame.open_place(code)
