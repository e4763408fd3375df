"""What is listed on the page of a place: matters, visits, neighbours, projects, indicators …"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.answers import trend_lines
from dashboard.frame import frame
from dashboard.frame.frame import View
from dashboard.frame.plain import plain
from dashboard.panels import cards, matter_panels, panels
from geodata.base.codes import AREA_KINDS
from geodata.base.messages import text
from geodata.figures import layers, overview, scope_words
from geodata.figures.layers import PLACES, LayerQuery, rate_of
from geodata.land import places
from geodata.land.places import Place
from geodata.lists import neighbours, place_page
from geodata.output import wording
from geodata.output.export import class_label
from geodata.question import areas
from geodata.question.areas import name_gap

_BOX = 200  # pixels: an indicator
_MAP_HEIGHT = 380
_FAR = 950  # metres: from there in kilometres


def matters(view: View, code: str) -> None:
    """The matters of a place through to satisfaction; a row opens what happened to it."""
    rows = view.ask(place_page.matters, code, view.scope.known_on)
    chosen = panels.table(
        view, rows, f"matters_{code}",
        columns=["title", "state", "days_overdue", "matter_kind", "lead_unit", "proposed_on", "due_on",
                 "accepted_on", "closed_on", "satisfaction", "times_reopened"],
    )  # fmt: skip
    if chosen:
        matter_panels.chain(view, chosen)
    elif len(rows):
        st.caption(view.t("matters.pick"))


def visits(view: View, code: str) -> None:
    """The visits to a place, latest first, with what was done."""
    rows = view.ask(place_page.visits, code, view.scope.known_on)
    columns = ["visited_on", "officials", "talks", "households", "disputes", "matters",
               "suggestions", "note", "distance_m"]  # fmt: skip
    panels.table(view, rows, f"visits_{code}", columns=_known(rows, columns))


def compared(view: View, place: Place) -> None:
    """A place beside its neighbours and its parent, as a table and on the map; a row opens it."""
    t = view.t
    rows = view.ask(neighbours.compared, place, view.scope)
    rows = rows.assign(
        beside=[t(f"place.beside_{one}") for one in rows["beside"]],
        apart=[_apart(view, one) for one in rows["metres"]],
        visited=[
            wording.percent(visited / places) + f" ({visited:,}/{places:,})"
            if beside == "parent"
            else t("place.yes" if visited else "place.no")
            for beside, visited, places in zip(
                rows["beside"], rows["visited"], rows["places"], strict=True
            )
        ],
    )
    table, drawn = st.columns([8, 5])
    with table:
        code = panels.table(
            view, rows, f"compared_{place.code}",
            columns=["beside", "name", "county", "apart", "visited", "days", "open", "overdue"],
        )  # fmt: skip
        st.caption(t("place.compared_note",
                     period=plain(view.ask(scope_words.told_for, view.scope, view.language)),
                     kind=text("kind", place.kind, view.language)))  # fmt: skip
    if place.is_drawn:
        with drawn:
            _map(view, place)
    if code and code != place.code:
        frame.open_place(code)


def _apart(view: View, metres: float) -> str:
    if pd.isna(metres):
        return ""
    if metres < _FAR:
        return view.t("place.apart_m", m=f"{metres:.0f}") if metres else view.t("place.touching")
    return view.t("place.apart_km", km=f"{metres / 1000:,.1f}")


def _map(view: View, place: Place) -> None:
    around = [one.code for one in place.ancestors if one.kind in AREA_KINDS]
    scope = replace(view.scope, area=around[-1] if len(around) > 1 else None)
    there = view.ask(areas.levels)
    level = PLACES if place.kind != "grid" and PLACES in there else place.kind
    query = LayerQuery("neglected", level, scope, view.city.neglected_days)
    panels.show_map(view, query, key="near", levels=[level], selected=place.code,
                    height=_MAP_HEIGHT)  # fmt: skip


def projects(view: View, code: str) -> None:
    """The projects that name a place or lie inside it; a row opens one."""
    rows = view.ask(place_page.projects, code, view.scope)
    if rows.empty:
        return
    st.subheader(view.t("place.projects"))
    st.caption(view.t("place.projects_note"))
    lies = [view.t(f"place.lies_{one}") for one in rows["lies"]]
    chosen = panels.table(
        view, rows.assign(lies=lies), f"projects_{code}",
        columns=["name", "lies", "status", "progress", "planned_wan_yuan", "invested_wan_yuan",
                 "reported_to", "level", "category", "unit", "leader"],
    )  # fmt: skip
    if chosen:
        frame.open_project(chosen)


def indicators(view: View, code: str) -> None:
    """The indicators of a place: the last period, its band, and the periods before."""
    found = view.ask(place_page.indicators, code, view.scope.known_on)
    if not found:
        return
    st.subheader(view.t("place.indicators"))
    with st.container(horizontal=True):
        for one in found:
            with st.container(border=True, width=_BOX, height="stretch"):
                st.metric(
                    f"{plain(one.kind.indicator)} · {one.period}",
                    f"{wording.number(one.amount)} {plain(one.kind.unit)}",
                    **_moved(view, one),
                    chart_data=[float(amount) for _, amount in one.earlier[-11:]]
                    + [float(one.amount)] if len(one.earlier) > 1 else None,
                )  # fmt: skip
                if one.band:
                    st.html(
                        f'<span style="border-left:1em solid {one.band.color};padding-left:.5em">'
                        f"{class_label(one.band.key, one.band.bounds, view.language)}</span>"
                    )


def _moved(view: View, one: place_page.Reading) -> dict[str, Any]:
    """The change on the last period before that is as long, as ``st.metric`` takes it."""
    before = [earlier for earlier in one.earlier if len(earlier[0]) == len(one.period)]
    if not before:
        return {}
    period, amount = before[-1]
    moved = one.amount - amount
    sign, arrow = ("+", "up") if moved > 0 else ("−", "down") if moved < 0 else ("±", "off")
    told = view.t("place.moved", period=period, change=sign + wording.number(abs(moved)))
    return {"delta": told, "delta_color": "off", "delta_arrow": arrow}


def facilities(view: View, code: str) -> None:
    """What a place has: its facilities in use."""
    rows = view.ask(place_page.facilities, code, view.scope.known_on)
    rows = rows.rename(columns={"opened_on": "in_use_since"})
    if rows.empty:
        return
    st.subheader(view.t("place.facilities"))
    panels.table(
        view, rows, f"facilities_{code}",
        columns=_known(rows, ["facility_kind", "name", "in_use_since"]),
    )  # fmt: skip


def _known(rows: pd.DataFrame, columns: list[str]) -> list[str]:
    """The columns without those in which nothing is known."""
    return [one for one in columns if one not in rows or rows[one].notna().any()]


def changes(view: View, code: str) -> None:
    """What a place came from and what it became; a row opens the other place."""
    rows = view.ask(places.changes, code, view.scope.known_on)
    if rows.empty:
        return
    st.subheader(view.t("place.changes"))
    shown = rows.assign(
        change=[text("change", one, view.language) for one in rows["change"]],
        side=[view.t(f"place.side_{one}") for one in rows["side"]],
    )
    chosen = panels.table(view, shown, f"changes_{code}",
                          columns=["on_date", "change", "side", "name", "county", "code"])  # fmt: skip
    if chosen and chosen != code:
        frame.open_place(chosen)


def inside(view: View, place: Place) -> None:
    """An area's figures, and the places of the next level on the map and as a table; a click opens
    one. Villages and communities are told by the cause of their neglect."""
    scope = replace(view.scope, area=place.code if place.code != view.city.code else None)
    cards.figures(replace(view, scope=scope), view.ask(overview.given_figures), months=True)
    below = view.ask(areas.level_below, place.kind)
    if not below:
        return
    name = view.ask(overview.leading_layer) if below in AREA_KINDS else "neglected"
    query = LayerQuery(name, below, scope, view.city.neglected_days)
    panels.show_map(view, query, key="place", levels=[below], selected=place.code)
    st.subheader(view.t("coverage.table", level=text("kind", below, view.language)))
    rows = view.ask(layers.layer, query).rows
    is_of_areas = below in AREA_KINDS
    here = view.snapshot_id
    lines = trend_lines.of_areas(here, rate_of(name), scope, below) if is_of_areas else None
    code = panels.table(
        view, name_gap(rows, below, view.language) if is_of_areas else rows,
        f"inside_{place.code}",
        columns=["name", "county", "kind", "cause", "last_visit_on", "days", "missed_streak",
                 "overdue_matters", "responsible", "numerator", "denominator", "value", "counted",
                 "pending", "no_report", "lower", "upper"],
        about=name, lines=lines,
    )  # fmt: skip
    if code:
        frame.open_place(code)
