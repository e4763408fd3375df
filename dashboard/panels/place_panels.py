"""What the page of a place begins with: its name, boxes, the strip calendar, people."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.frame import View
from dashboard.frame.plain import plain
from dashboard.panels import panels
from geodata.base.messages import text
from geodata.figures import rates
from geodata.figures.legend import CAUSES, NEGLECTED
from geodata.land import places
from geodata.land.places import Place
from geodata.lists import matters, place_page
from geodata.output import wording
from geodata.output.strip import strip_html
from geodata.question import attributes, periods

_DAY = len("2026-03-12")  # of some visits the month alone is known
_PERIODS = ("12", "24", "60")  # months that the strip calendar goes back
#: What stands beside the visits done: those missed, and those of which it is not known or not over.
_LACKS = ("missed", "no_report", "pending")
_COLOURS = {one.key: one.color for one in CAUSES}
_STYLE = """<style>
[data-testid="stMetricValue"] { font-size: 1.35rem; }
[data-testid="stMetricValue"] * { white-space: normal; overflow: visible; text-overflow: clip; }
</style>"""


def head(view: View, place: Place) -> None:
    """The name and the way up; stops with one sentence where the place is not there on the day."""
    st.title(plain(place.name))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for one in place.ancestors:
            if st.button(plain(one.name), key=f"up_{one.code}", type="tertiary"):
                frame.open_place(one.code)
            st.markdown("›", width="content")
        begun = view.t("place.since", day=place.valid_from) if place.valid_from else None
        told = [text("kind", place.kind, view.language), plain(place.code), begun]
        st.markdown(" · ".join(one for one in told if one), width="content")
    if not place.is_there:
        _absent(view, place)
        st.stop()
    held = view.ask(attributes.of_place, place.code, view.scope.known_on)
    if held:
        with st.container(horizontal=True, gap="small"):
            for attribute in held:
                words = " ".join(part for part in (attribute.attribute, attribute.note) if part)
                st.badge(plain(words), icon=":material/label:", color="violet")


def _absent(view: View, place: Place) -> None:
    as_of = view.scope.known_on
    instead = view.ask(places.instead, place.code, as_of)
    ended = place.valid_to is not None and place.valid_to < as_of
    day = place.valid_to + timedelta(days=1) if ended and place.valid_to else place.valid_from
    key = ("gone" if ended else "not_yet") + ("_instead" if instead else "")
    names = view.t("frame.comma").join(plain(name) for _, name in instead)
    st.warning(
        view.t(f"place.{key}", name=plain(place.name), day=day, as_of=as_of, names=names),
        icon=":material/history:",
    )
    with st.container(horizontal=True):
        for code, name in instead:
            if st.button(plain(name), key=f"instead_{code}", icon=":material/location_on:"):
                frame.open_place(code)


def choose_strip(view: View) -> tuple[date, date]:
    """The days that the strip calendar shows, as its filter says."""
    months = filters.choose(
        view.t("place.period"), "strip", _PERIODS, default=_PERIODS[0], inline=True,
        name=lambda one: view.t("place.months", months=one),
    )  # fmt: skip
    return place_page.strip_window(view.scope.known_on, int(months))


def boxes(view: View, place: Place, owed: pd.DataFrame) -> None:
    """How it stands, in boxes; each number is that of the rows below."""
    t, as_of = view.t, view.scope.known_on
    st.html(_STYLE)
    visits = view.ask(place_page.visits, place.code, as_of)
    cause = view.ask(place_page.cause, place, view.scope)
    with st.container(horizontal=True):
        if cause and cause != "no_data":
            note = t(f"cause.{cause}") if cause in NEGLECTED else None
            words = text("class", cause, view.language)
            _box(t("place.state", day=view.scope.as_of), words, note, colour=_COLOURS[cause])
        if view.ask(rates.is_given, "visit_coverage"):
            last = None if visits.empty else str(visits["visited_on"].iloc[0])
            day = date.fromisoformat(last) if last and len(last) == _DAY else None
            note = t("place.days_ago", days=f"{(as_of - day).days:,}") if day else None
            _box(t("place.last_visit"), last or t("class.never"), note)
        if len(owed):
            done, due = place_page.fulfilled(owed, as_of)
            lacks = [(one, int((owed["status"] == one).sum())) for one in _LACKS]
            note = " · ".join(
                f"{text('status', one, view.language)} {n:,}" for one, n in lacks if n
            )
            _box(t("place.fulfilled"), f"{done:,} / {due:,}", note, is_bad=bool(lacks[0][1]))
        if view.ask(matters.are_given):
            raised = view.ask(place_page.matters, place.code, as_of)
            overdue = int(raised["is_overdue"].sum())
            note = t("matters.overdue", n=f"{overdue:,}") if overdue else None
            still = int((~raised["state"].isin(("closed", "unknown"))).sum())
            _box(t("place.open_matters"), f"{still:,}", note, is_bad=True)


def _box(
    label: str, value: str, note: str | None, *, colour: str = "transparent", is_bad: bool = False
) -> None:
    with st.container(border=True, width="stretch", height="stretch"):
        st.html(f'<div style="border-top:6px solid {colour}"></div>')
        st.metric(label, value)
        if note:
            st.markdown(f":red[{note}]" if is_bad else f":gray[{note}]")


def strip(view: View, owed: pd.DataFrame, since: date, until: date) -> None:
    """The strip calendar, and its marks as rows."""
    t = view.t
    if owed.empty:
        st.caption(t("place.nothing_owed", since=since, until=until))
        return
    named = owed.assign(rule_id=owed["rule_id"].replace(view.ask(periods.rule_names)))
    picture = strip_html(named, view.scope.known_on, since, until, view.language)
    st.markdown(picture, unsafe_allow_html=True)  # st.html would take the picture out
    st.caption(t("place.strip_note", since=since, until=until))
    with st.expander(t("place.strip_rows", rows=f"{len(owed):,}")):
        roles = [wording.word("role", str(one), view.language) for one in owed["role"]]
        panels.table(
            view, owed.assign(role=roles), f"owed_{since}",
            columns=["due_on", "status", "official", "rule_id", "role", "settled_on", "closes_on"],
        )  # fmt: skip


def people(view: View, code: str) -> None:
    """Who is paired with a place, who was before, and the units that are registered there."""
    t = view.t
    rows = view.ask(place_page.pairings, code, view.scope.known_on)
    now, before = rows[rows["is_now"]], rows[~rows["is_now"]]
    if now.empty:
        st.markdown(f":red[{t('place.nobody')}]")
    for row in now.to_dict("records"):
        with st.container(border=True, gap="small"):
            st.markdown(f"**{plain(str(row['official']))}**")
            since = row["since"]
            told = [wording.word("role", str(row["role"]), view.language), row["unit"],
                    t("place.since", day=since.date()) if pd.notna(since) else None]  # fmt: skip
            st.caption(" · ".join(plain(one) for one in told if isinstance(one, str)))
    if not before.empty:
        with st.expander(t("place.before", n=f"{len(before):,}")):
            roles = [wording.word("role", str(one), view.language) for one in before["role"]]
            panels.table(view, before.assign(role=roles), f"before_{code}",
                         columns=["official", "unit", "role", "since", "until"])  # fmt: skip
    units = view.ask(place_page.units, code, view.scope.known_on)
    if units:
        st.subheader(t("place.units"))
    for unit, officials in units:
        with st.container(border=True, gap="small"):
            st.markdown(f"**{plain(unit)}**")
            names = t("frame.comma").join(plain(one) for one in officials)
            st.caption(names or t("place.no_officials"))
