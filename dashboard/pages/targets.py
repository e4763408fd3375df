"""Campaign targets against the straight line: how much is done, and how much should be."""

from __future__ import annotations

import streamlit as st

from dashboard import filters, frame, panels, ranking_answers
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("targets.title"))
rows = ranking_answers.targets(view.snapshot_id, view.scope.as_of)
if rows.empty:
    st.info(t("targets.none"), icon=":material/info:")
    st.stop()
columns = st.columns(3)
for n, row in enumerate(rows.to_dict("records")):
    with columns[n % 3], st.container(border=True):
        st.markdown(
            f"**{frame.plain(row['name'])}** · {text('class', row['status'], view.language)}"
        )
        measure = text("measure", row["measure"], view.language)
        st.markdown(
            "### "
            + t("targets.of", done=f"{row['done']:,}", goal=f"{row['goal']:,}", measure=measure)
        )
        st.progress(min(row["share"], 1.0))
        st.caption(
            t("targets.expected", expected=f"{row['expected']:,.0f}",
              begins=f"{row['begins_on']:%Y-%m-%d}", ends=f"{row['ends_on']:%Y-%m-%d}")
        )  # fmt: skip
names = dict(zip(rows["target_id"], rows["name"], strict=True))
chosen = filters.choose(
    t("targets.which"), "target", list(names), name=names.__getitem__, default=next(iter(names))
)
days = ranking_answers.progress(view.snapshot_id, chosen, view.scope.as_of)
panels.lines(
    days.rename(columns={"done": t("targets.done"), "expected": t("targets.line")}), over="day"
)
