"""One place: who answers for it, what was owed and done, what was raised, what stands there."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import frame
from dashboard.frame.plain import plain
from dashboard.panels import overlap_panel, place_lists, place_panels
from geodata.base.codes import AREA_KINDS, full_code
from geodata.land import places
from geodata.lists import matters, place_page

view = frame.current()
t = view.t
chosen = st.query_params.get("place") or st.session_state.get("place", "")
found = (
    view.ask(places.place, one, view.scope.known_on)
    for one in (chosen, full_code(chosen) or chosen)
)
place = next((one for one in found if one is not None), None)
if place is None:
    said = t("place.unknown", code=plain(chosen)) if chosen else t("place.none")
    st.info(said, icon=":material/info:")
    st.stop()
code = place.code
place_panels.head(view, place)
if place.kind in AREA_KINDS:
    place_lists.inside(view, place)
if place.kind not in AREA_KINDS or place.kind in view.city.kinds:
    boxes = st.container()
    people, strip = st.columns([1, 3])
    with people:
        st.subheader(t("place.paired"))
        place_panels.people(view, code)
    with strip:
        st.subheader(t("place.strip"))
        since, until = place_panels.choose_strip(view)
        owed = view.ask(place_page.obligations, code, view.scope.known_on, since, until)
        place_panels.strip(view, owed, since, until)
    with boxes:
        place_panels.boxes(view, place, owed)
    if view.ask(matters.are_given):
        st.subheader(t("place.matters"))
        place_lists.matters(view, code)
    st.subheader(t("place.visits"))
    place_lists.visits(view, code)
    st.subheader(t("place.compared"))
    place_lists.compared(view, place)
place_lists.projects(view, code)
place_lists.indicators(view, code)
place_lists.facilities(view, code)
place_lists.changes(view, code)
overlap_panel.show(view, code)
