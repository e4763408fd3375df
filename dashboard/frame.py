"""What every page stands in: language, day and area in the sidebar, the navigation, the view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import streamlit as st

from dashboard import answers, fact_answers, filters
from dashboard.texts import Translate, translator
from geodata.errors import GuatuError
from geodata.messages import LANGUAGES, Language, sentence
from geodata.scope import City, Scope

_PAGES = (
    "overview", "coverage", "neglected", "workday", "roster", "officials", "projects", "companies",
    "matters", "facts", "rankings", "targets", "export", "data",
)  # fmt: skip
_ICONS = {
    "overview": ":material/dashboard:",
    "coverage": ":material/map:",
    "neglected": ":material/location_off:",
    "workday": ":material/event_available:",
    "roster": ":material/assignment_ind:",
    "officials": ":material/badge:",
    "projects": ":material/construction:",
    "companies": ":material/factory:",
    "matters": ":material/checklist:",
    "facts": ":material/home_work:",
    "rankings": ":material/leaderboard:",
    "targets": ":material/flag:",
    "export": ":material/download:",
    "data": ":material/database:",
    "place": ":material/location_on:",
    "project": ":material/foundation:",
}
#: Opened by a click, and not in the navigation.
_HIDDEN = ("place", "project")
#: About what is no place, or not told for some places alone.
_NOT_BY_ATTRIBUTE = {"projects", "project", "companies", "rankings", "targets", "data", "place"}
_LANGUAGE_NAMES = {"zh_CN": "中文", "en": "English"}
_STYLE = """<style>
.stMainBlockContainer { padding-top: 2.6rem; padding-bottom: 2rem; }
h1 { font-size: 1.9rem !important; padding: 0.2rem 0 0.4rem !important; }
h3 { font-size: 1.15rem !important; }
[data-testid="stSidebarNavLink"] { min-height: 1.7rem; padding-top: 0.05rem; padding-bottom: 0.05rem; }
[data-testid="stSidebarNavItems"] { gap: 0; padding-bottom: 0.2rem; }
[data-testid="stSidebarNavItems"] li > div { margin-top: 0; margin-bottom: 0; }
[data-testid="stSidebarNavLink"] { margin-top: 0; margin-bottom: 0; }
[data-testid="stMetricDelta"] * { white-space: normal; overflow: visible; font-size: 0.8rem; }
[data-testid="stMetricDelta"] * { text-overflow: clip; }
[data-testid="stMetricLabel"] p { white-space: normal; font-size: 0.85rem; }
[data-testid="stMetricValue"] { font-size: 1.75rem; }
[data-testid="stBaseButton-tertiary"] p { text-align: left; }
[data-testid="stBaseButton-tertiary"] { justify-content: flex-start; }
span:has(> [data-testid="stBaseButton-tertiary"]) { justify-content: flex-start !important; }
@media (max-width: 640px) { .stMainBlockContainer { padding-top: 4.2rem; } }
@media print { section[data-testid="stSidebar"], header, .stDownloadButton { display: none !important; } }
</style>"""
_VIEW, _LINKS = "_view", "_links"


@dataclass(frozen=True)
class View:
    """What the person looks at: which snapshot, which scope, in which language."""

    snapshot_id: str
    city: City
    scope: Scope
    language: Language
    t: Translate


def current() -> View:
    """The view of this run; pages read it, the frame alone makes it."""
    return cast(View, st.session_state[_VIEW])


def link(page: str) -> Any:
    """A page by its name, for links and switches."""
    return st.session_state[_LINKS][page]


def render() -> Any:
    """Draw the sidebar; the page to run. Stops with one sentence where there is nothing to show."""
    st.logo(str(Path(__file__).parent / "static" / "logo.svg"), size="large")
    with st.sidebar:
        chosen = filters.choose(
            "语言 · Language", "lang", LANGUAGES, name=_LANGUAGE_NAMES.__getitem__,
            default=LANGUAGES[0], inline=True,
        )  # fmt: skip
    language: Language = "en" if chosen == "en" else "zh_CN"
    st.html(_STYLE)
    t = translator(language)
    page = st.navigation(_pages(t), expanded=True)
    try:
        view = st.session_state[_VIEW] = _view(language, t)
    except GuatuError as error:
        st.error(sentence(error, language))
        st.stop()
    _say_filter(view, page.url_path)
    return page


def _say_filter(view: View, page: str) -> None:
    """Above every page, and so on paper too, that not all places are meant."""
    if view.scope.attribute:
        key = "not_by_attribute" if page in _NOT_BY_ATTRIBUTE else "only"
        said = view.t(f"frame.{key}", attribute=plain(view.scope.attribute))
        st.caption(f":material/filter_alt: {said}")


def _pages(t: Translate) -> list[Any]:
    folder = Path(__file__).parent / "pages"
    pages = {
        name: st.Page(
            folder / f"{name}.py",
            title=t(f"nav.{name}"),
            icon=_ICONS[name],
            url_path=name,
            default=name == _PAGES[0],
            visibility="hidden" if name in _HIDDEN else "visible",
        )
        for name in (*_PAGES, *_HIDDEN)
    }
    st.session_state[_LINKS] = pages
    return list(pages.values())


def _view(language: Language, t: Translate) -> View:
    snapshot_id = answers.current_id()
    city = answers.city(snapshot_id)
    names = answers.area_names(snapshot_id)
    with st.sidebar:
        looking_up = st.container()
        as_of = filters.choose_day(
            t("frame.as_of"), "as_of", default=city.today, latest=max(city.today, city.loaded_on)
        )
        area = filters.choose(
            t("frame.area"), "area", list(names), name=names.__getitem__, default=city.code
        )
        inside = answers.areas_in(snapshot_id, area) if area != city.code else {}
        if inside:
            names_inside = {area: t("frame.all"), **inside}
            area = filters.choose(
                t("frame.inside"), "inside", list(names_inside),
                name=names_inside.__getitem__, default=area,
            )  # fmt: skip
        attribute = ""
        if known := fact_answers.attributes(snapshot_id):
            attribute = filters.choose(
                t("frame.attribute"), "attribute", ["", *known], default="",
                name=lambda one: one or t("frame.every_place"),
            )  # fmt: skip
        st.caption(t("frame.data_to", day=city.data_to or t("frame.no_visits")))
        st.caption(t("frame.snapshot", snapshot=snapshot_id))
    scope = Scope(
        as_of=as_of,
        since=as_of - timedelta(days=city.window_days - 1),
        until=as_of,
        kinds=city.base_kinds,
        area=None if area == city.code else area,
        attribute=attribute or None,
    )
    view = View(snapshot_id, city, scope, language, t)
    with looking_up:
        _look_up(view)
    return view


def _look_up(view: View) -> None:
    """Find a place by name, pinyin, initials or code."""
    words = st.text_input(
        view.t("frame.find"),
        key="find",
        placeholder=view.t("frame.find_how"),
        icon=":material/search:",
    )
    if not words.strip():
        return
    found = answers.find(view.snapshot_id, words, view.scope.as_of)
    if found.empty:
        st.caption(view.t("frame.find_nothing"))
    for row in found.to_dict("records"):
        above = " ".join(one for one in (row["county"], row["township"]) if isinstance(one, str))
        if st.button(
            f"{plain(row['name'])} · {plain(above)}" if above else plain(row["name"]),
            key=f"found_{row['code']}", type="tertiary",
        ):  # fmt: skip
            open_place(row["code"])


def open_place(code: str) -> None:
    """Go to the page of a place."""
    st.session_state["place"] = code
    st.switch_page(link("place"), query_params={"place": code})


def open_project(code: str) -> None:
    """Go to the page of a project."""
    st.session_state["project"] = code
    st.switch_page(link("project"), query_params={"project": code})


def open_company(code: str) -> None:
    """Go to the page of companies, with one of them open."""
    st.switch_page(link("companies"), query_params={"company": code})


def plain(name: str) -> str:
    """A name from a file inside Markdown: shown as it is, never as markup."""
    return "".join("\\" + sign if sign in "\\`*_{}[]<>()#+-.!|$~:" else sign for sign in name)
