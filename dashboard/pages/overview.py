"""For leadership: the map, a handful of figures, the three places to look at first."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import filters, frame, navigation
from dashboard.frame.plain import plain
from dashboard.panels import cards, panels
from geodata.base.messages import text
from geodata.figures import comparison, neglect, overview, scope_words
from geodata.figures.layers import LayerQuery
from geodata.figures.legend import NEGLECTED
from geodata.output import brief, headline, status, wording
from geodata.question import areas

view = frame.current()
t = view.t
with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
    st.title(
        t("overview.title", area=plain(view.ask(areas.name, view.scope.area, view.scope.as_of)))
    )
    period = plain(view.ask(scope_words.told_for, view.scope, view.language))
    st.caption(period, help=t("overview.caption", period=period), width="content")
    if view.ask(brief.is_told, view.scope):
        for form in ("pdf", "html"):
            panels.brief_button(view, form)
    else:
        st.caption(t("overview.no_brief"), width="content")
names = view.ask(overview.given_figures)
first = view.ask_here(overview.look_first, overview.look_first_of_areas)
if names:
    leading = view.ask_here(comparison.compared, comparison.of_areas, names[0])
    st.markdown(plain(view.ask(headline.told, leading, first, view.scope, view.language)))
    cards_here = panels.card_row(names[0])
else:
    panels.notices(view)

levels = view.ask(areas.levels_in, view.scope)
left, right = st.columns([2.7, 1])
with left:
    level = filters.choose(
        t("coverage.level"), "overview_level", levels, name=lambda one: text("kind", one, view.language),
        default=levels[0] if levels else "", inline=True, bare=True,
    )  # fmt: skip
    query = LayerQuery(view.ask(overview.leading_layer), level, view.scope)
    panels.show_map(view, query, key="overview", levels=[level])
with right:
    st.subheader(t("overview.first"))
    day = view.ask(neglect.told_on, view.scope).as_of
    untested = view.ask(neglect.untested, view.scope)
    if first:
        st.caption(t("overview.first_as_of", day=day))
    elif len(untested) < len(NEGLECTED):
        st.write(t("overview.nothing_first", day=day))
    if untested and not first:
        st.write(plain(wording.untold_causes(untested, view.language)))
    for place in first:
        causes = t("frame.comma").join(
            f"{text('class', cause, view.language)} {count}" for cause, count in place.causes
        )
        with st.container(border=True, gap=None):
            name = f"**{plain(place.called(view.language))}** · {plain(place.county)}"
            if st.button(name, key=f"look_{place.code}", type="tertiary", help=t("overview.look")):
                frame.open_place(place.code)
            line = t("overview.first_line", neglected=place.neglected, places=place.places)
            st.markdown(f"{line}  \n:gray[{causes}]")
since = view.ask(status.since_load)
if since:
    line = t("overview.since", **{one: f"{n:,}" for one, n in vars(since).items()})
    months = t("overview.closed", months=since.months) if since.months else ""
    st.page_link(navigation.link("data"), label=f"{line}{months}", icon=":material/history:")
if names:
    cards.figures(view, names, row=cards_here, months=True)  # last: what it asks takes longest
    panels.notices(view)
