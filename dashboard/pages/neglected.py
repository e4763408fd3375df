"""For planners: the places nobody reaches, why, who is responsible, and what to do next."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import coming_panels, layer_filters, panels
from geodata.base.messages import text
from geodata.figures import neglect, scope_words
from geodata.figures.layers import PLACES, LayerQuery
from geodata.figures.legend import NEGLECTED
from geodata.output import wording

view = frame.current()
t = view.t
st.title(t("neglected.title"))
asked = view.ask(neglect.told_on, view.scope)
told = view.ask(scope_words.scope_text, asked, "days_since_visit", view.language)
st.caption(plain(told))
if asked.as_of < view.scope.as_of:
    st.caption(t("neglected.as_of_data", day=asked.as_of))
if view.scope.as_of < view.scope.known_on:
    st.caption(t("neglected.later", day=view.scope.known_on))
first, second = st.columns([1, 3])
with first:
    days = layer_filters.choose_days(view)
with second:
    causes = filters.choose_many(
        t("neglected.cause"), "cause", NEGLECTED, name=lambda one: text("class", one, view.language),
        everything=t("frame.all"),
    )  # fmt: skip
rows = view.ask(neglect.neglected, view.scope, days)
untested = view.ask(neglect.untested, view.scope)
with panels.card_row("causes"):
    for cause in NEGLECTED:
        why = untested.get(cause)
        count = t("neglected.places", places=f"{int((rows['cause'] == cause).sum()):,}")
        st.metric(
            text("class", cause, view.language),
            text("no_value", why, view.language) if why else count,
            help=t("neglected.untested") if why else t(f"cause.{cause}"),
            border=True, height="stretch",
        )  # fmt: skip
panels.show_map(
    view, LayerQuery("neglected", PLACES, view.scope, days), key="neglected", levels=[PLACES]
)
panels.notices(view)
rows = rows[rows["cause"].isin(causes)]
if rows.empty:
    tested = [text("class", one, view.language) for one in causes if one not in untested]
    if tested:
        named = t("frame.comma").join(tested)
        st.success(t("neglected.none", day=asked.as_of, days=days, causes=named))
    if len(tested) < len(causes):
        untold = {one: why for one, why in untested.items() if one in causes}
        st.info(plain(wording.untold_causes(untold, view.language)))
else:
    code = panels.table(
        view,
        rows,
        "neglected",
        columns=["code", "name", "kind", "county", "township", "cause", "days", "last_visit_on",
                 "missed_streak", "responsible", "finds_nobody"],
    )  # fmt: skip
    if code:
        frame.open_place(code)
coming_panels.neglected(view, days)
