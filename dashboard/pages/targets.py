"""Campaign targets against the straight line: how much is done, and how much should be."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import panels
from geodata.base.messages import text
from geodata.figures import campaign

view = frame.current()
t = view.t
st.title(t("targets.title"))
st.caption(t("targets.as_of", day=view.scope.known_on))
rows = view.ask(campaign.targets, view.scope.known_on)
if rows.empty:
    st.info(t("targets.none"), icon=":material/info:")
    st.stop()
columns = st.columns(3)
for n, row in enumerate(rows.to_dict("records")):
    with columns[n % 3], st.container(border=True):
        st.markdown(f"**{plain(row['name'])}** · {text('class', row['status'], view.language)}")
        measure = text("measure", row["measure"], view.language)
        is_told = pd.notna(row["done"])
        done = f"{row['done']:,.0f}" if is_told else t("figure.not_given")
        st.markdown("### " + t("targets.of", done=done, goal=f"{row['goal']:,}", measure=measure))
        if is_told:
            st.progress(min(row["share"], 1.0))
        st.caption(
            t("targets.expected", expected=f"{row['expected']:,.0f}",
              begins=f"{row['begins_on']:%Y-%m-%d}", ends=f"{row['ends_on']:%Y-%m-%d}")
        )  # fmt: skip
names = dict(zip(rows["target_id"], rows["name"], strict=True))
chosen = filters.choose(
    t("targets.which"), "campaign", list(names), name=names.__getitem__, default=next(iter(names))
)
days = view.ask(campaign.progress, chosen, view.scope.known_on)
panels.lines(
    days.rename(columns={"done": t("targets.done"), "expected": t("targets.line")}), over="day"
)
