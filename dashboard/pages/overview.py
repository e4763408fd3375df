"""For leadership: the map, a handful of figures, the three places to look at first."""

from __future__ import annotations

import streamlit as st

from dashboard import answers, filters, frame, panels
from geodata.layers import LayerQuery
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("overview.title", area=answers.area_name(view.snapshot_id, view.scope.area)))
said, paper = st.columns([3, 1.4], vertical_alignment="center")
said.caption(t("overview.caption", as_of=view.scope.as_of, since=view.scope.since))
with paper, st.container(horizontal=True, horizontal_alignment="right"):
    for form in ("pdf", "html"):
        panels.brief_button(view, form)
names = answers.given_figures(view.snapshot_id)
if names:
    panels.figures(view, names)
else:
    panels.notices(view)

levels = answers.levels_in(view.snapshot_id, view.scope)
left, right = st.columns([2.7, 1])
with left:
    level = filters.choose(
        t("coverage.level"), "overview_level", levels, name=lambda one: text("kind", one, view.language),
        default=levels[0] if levels else "", inline=True,
    )  # fmt: skip
    query = LayerQuery(answers.leading_layer(view.snapshot_id), level, view.scope)
    panels.show_map(view, query, key="overview", levels=[level], height=470)
with right:
    st.subheader(t("overview.first"))
    first = answers.look_first(view.snapshot_id, view.scope)
    if not first:
        judged = "visit_coverage" in names
        st.write(t("overview.nothing_first") if judged else t("overview.cannot_tell"))
    for place in first:
        causes = t("frame.comma").join(
            f"{text('class', cause, view.language)} {count}" for cause, count in place.causes
        )
        with st.container(border=True):
            st.markdown(f"**{frame.plain(place.name)}** · {frame.plain(place.county)}")
            st.write(t("overview.first_line", neglected=place.neglected, places=place.places))
            st.caption(causes)
            if st.button(t("overview.look"), key=f"look_{place.code}", type="tertiary"):
                frame.open_place(place.code)
if names:
    panels.notices(view)
