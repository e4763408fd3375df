"""What every page stands in: the navigation, the bar of filters above the page, the view."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.answers.ask import ask, ask_here, current_id, snapshot
from dashboard.frame import filters, navigation, period_choice
from dashboard.frame.plain import plain
from dashboard.frame.texts import Translate, translator
from dashboard.frame.told import told
from geodata.base.errors import GuatuError
from geodata.base.html import tag
from geodata.base.messages import LANGUAGES, Language, language_or_first, text
from geodata.figures import scope_words
from geodata.lists import search
from geodata.question import areas, attributes
from geodata.question.scope import City, Scope, city_of
from geodata.store.snapshots import Snapshot

P = ParamSpec("P")
R = TypeVar("R")
#: About what is no place, or not told for some places alone.
_NOT_BY_ATTRIBUTE = {"projects", "project", "companies", "rankings", "targets", "data", "place",
                     "definitions"}  # fmt: skip
_VIEW, _SAID = "_view", "_said"
#: Keys of the URL that are no filters: what a page is about, and Streamlit's own.
_NO_FILTERS = ("place", "project", "company", "embed", "embed_options")


@dataclass(frozen=True)
class View:
    """What the person looks at: which snapshot, which scope, in which language."""

    snapshot_id: str
    city: City
    scope: Scope
    language: Language
    t: Translate

    def ask(
        self, question: Callable[Concatenate[Snapshot, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The answer to a question about the snapshot looked at: see :func:`dashboard.answers.ask.ask`."""
        return ask(question, self.snapshot_id, *args, **kwargs)

    def ask_here(
        self, question: Callable[..., R], of_areas: Callable[..., Mapping[str, R]], *args: Hashable
    ) -> R:
        """The answer about the scope looked at: see :func:`dashboard.answers.ask.ask_here`."""
        return ask_here(question, of_areas, self.snapshot_id, self.scope, *args)


def current() -> View:
    """The view of this run; pages read it, the frame alone makes it."""
    return cast(View, st.session_state[_VIEW])


def render(instead: Callable[[Language, Translate], bool]) -> Any:
    """Draw navigation and bar; the page to run. Stops where there is nothing to show: with what ``instead``
    draws, or with one sentence where that is nothing."""
    st.logo(str(Path(__file__).parents[1] / "static" / "logo.svg"), size="large")
    filters.begin(_page_asked())
    with st.sidebar:
        chosen = filters.choose(
            "语言 · Language", "lang", LANGUAGES, name=lambda one: text("language", "name", one),
            default=LANGUAGES[0], inline=True,
        )  # fmt: skip
    language = language_or_first(chosen)
    t = translator(language)
    page = navigation.choose(language)
    try:
        view = st.session_state[_VIEW] = _view(language, t)
    except GuatuError as error:
        if not instead(language, t):
            st.error(plain(told(error, language)))
        st.stop()
    st.set_page_config(page_title=f"{page.title} · {view.city.name}")
    _say_filter(view, page.url_path)
    st.session_state[_SAID] = st.container()
    return page


def say_refused() -> None:
    """Above the page, after it has run: what a link or an earlier page asked, and this one cannot
    take."""
    t = current().t
    with st.session_state[_SAID]:
        for one in filters.refused(*_NO_FILTERS):
            key = "refused" if one.label and one.shown else "refused_all" if one.label else "unused"
            said = t(f"frame.{key}", label=one.label, key=plain(one.key), value=plain(one.value),
                     shown=plain(one.shown))  # fmt: skip
            st.warning(f"{said} {plain(one.why)}".rstrip(), icon=":material/filter_alt_off:")


def _page_asked() -> str:
    """Which page runs: known to Streamlit before its navigation says it."""
    found = get_script_run_ctx()
    return found.page_script_hash if found else ""


def _say_filter(view: View, page: str) -> None:
    """Above every page, and so on paper too, that not all places are meant."""
    if view.scope.attribute:
        key = "not_by_attribute" if page in _NOT_BY_ATTRIBUTE else "only"
        said = view.t(f"frame.{key}", attribute=plain(view.scope.attribute))
        st.caption(f":material/filter_alt: {said}")


def _view(language: Language, t: Translate) -> View:
    snapshot_id = _snapshot(t)
    city = ask(city_of, snapshot_id)
    with st.container(horizontal=True, key="filters", gap="small", vertical_alignment="center"):
        known_on = filters.choose_day(
            t("frame.as_of"), "as_of", default=city.today, latest=city.last_day
        )
        names = ask(areas.names, snapshot_id, known_on)
        period = period_choice.choose(snapshot_id, known_on, language, t)
        area = filters.choose(
            t("frame.area"), "area", list(names), name=names.__getitem__, default=city.code,
            above=("inside",),
        )  # fmt: skip
        inside = ask(areas.inside, snapshot_id, area, known_on) if area != city.code else {}
        if inside:
            names_inside = {area: t("frame.all"), **inside}
            area = filters.choose(
                t("frame.inside"), "inside", list(names_inside),
                name=names_inside.__getitem__, default=area,
            )  # fmt: skip
        attribute = ""
        if known := ask(attributes.names, snapshot_id):
            attribute = filters.choose(
                t("frame.attribute"), "attribute", ["", *known], default="",
                name=lambda one: one or t("frame.every_place"),
            )  # fmt: skip
        looked_up = st.text_input(
            t("frame.find"), key="find", placeholder=t("frame.find_how"),
            icon=":material/search:", label_visibility="collapsed",
        )  # fmt: skip
    with st.sidebar:
        data_to = t("frame.data_to", day=city.data_to or t("frame.no_visits"))
        st.caption(f"{data_to}  \n{t('frame.snapshot', snapshot=snapshot_id)}")
    scope = Scope(
        known_on=known_on,
        period=period,
        kinds=city.base_kinds,
        area=None if area == city.code else area,
        attribute=attribute or None,
    )
    view = View(snapshot_id, city, scope, language, t)
    _sum_up(view)
    _look_up(view, looked_up)
    return view


def _sum_up(view: View) -> None:
    """The bar in a line, behind which it is folded away on a phone; and the language that the
    document is in, which a choice changes without loading it anew."""
    scope = view.scope
    told = [
        view.ask(scope_words.period_name, scope.period, scope.known_on, view.language),
        view.ask(areas.name, scope.area, scope.as_of),
        scope.attribute,
    ]
    words = escape(" · ".join(one for one in told if one))
    st.html(
        f'<details class="guatu-filters"><summary>{view.t("frame.filters")} {words}</summary>'
        f"</details><script>document.documentElement.lang = {tag(view.language)!r};</script>",
        unsafe_allow_javascript=True,
    )


def _snapshot(t: Translate) -> str:
    """The snapshot that a link asks for, said where it is an older one; else the current."""
    current = current_id()
    asked = filters.stated("snapshot")
    if asked in (None, current):
        return current
    try:
        snapshot(str(asked))
    except GuatuError:
        st.warning(t("frame.no_snapshot", snapshot=plain(str(asked))))
        return current
    st.info(t("frame.older", snapshot=plain(str(asked))), icon=":material/history:")
    st.query_params["snapshot"] = str(asked)
    if st.button(t("frame.to_current")):
        filters.keep("snapshot", "", "")
        st.rerun()
    return str(asked)


def _look_up(view: View, words: str) -> None:
    """The places that a name, pinyin, initials or a code finds, below the bar."""
    if not words.strip():
        return
    found = view.ask(search.find, words, view.scope.known_on)
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
    st.switch_page(navigation.link("place"), query_params={"place": code})


def open_project(code: str) -> None:
    """Go to the page of a project."""
    st.session_state["project"] = code
    st.switch_page(navigation.link("project"), query_params={"project": code})


def open_company(code: str) -> None:
    """Go to the page of companies, with one of them open."""
    st.switch_page(navigation.link("companies"), query_params={"company": code})


def open_target(kind: str, code: str) -> None:
    """Go to the page of what is owed a visit; a chain has none of its own."""
    {"place": open_place, "project": open_project, "enterprise": open_company}.get(
        kind, lambda _: st.switch_page(navigation.link("companies"))
    )(code)
