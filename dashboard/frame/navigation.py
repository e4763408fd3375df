"""The pages and where they stand: in groups in the navigation, or opened by a click alone."""

from __future__ import annotations

from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.frame.texts import translator
from geodata.base.messages import Language

#: By what somebody comes for; the first page is the one to begin with.
_GROUPS = {
    "look": ("overview", "coverage", "neglected", "projects", "companies", "matters", "facts"),
    "plan": ("workday", "roster", "officials"),
    "analyse": ("movement", "balance", "rankings", "targets", "export"),
    "manage": ("data", "doubts", "definitions"),
}
_ICONS = {
    "overview": ":material/dashboard:",
    "movement": ":material/trending_up:",
    "balance": ":material/balance:",
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
    "doubts": ":material/contact_support:",
    "definitions": ":material/menu_book:",
}
#: Opened by a click, and not in the navigation.
_HIDDEN = ("place", "project")
_LINKS = "_links"


def choose(language: Language) -> Any:
    """Draw the navigation; the page that was asked for."""
    # copies: Streamlit marks the one it is about to run
    pages = st.session_state[_LINKS] = {name: copy(one) for name, one in _made(language).items()}
    t = translator(language)
    groups = {t(f"nav.{group}"): [pages[one] for one in names] for group, names in _GROUPS.items()}
    *_, last = groups.values()
    last += [pages[one] for one in _HIDDEN]
    return st.navigation(groups, expanded=True)


def link(page: str) -> Any:
    """A page by its name, for links and switches."""
    return st.session_state[_LINKS][page]


@cache  # each looks for its file again: a tenth of a page's run
def _made(language: Language) -> dict[str, Any]:
    folder, t = Path(__file__).parents[1] / "pages", translator(language)
    names = [name for group in _GROUPS.values() for name in group]
    return {
        name: st.Page(
            folder / f"{name}.py",
            title=t(f"nav.{name}"),
            icon=_ICONS[name],
            url_path=name,
            default=name == names[0],
            visibility="hidden" if name in _HIDDEN else "visible",
        )
        for name in (*names, *_HIDDEN)
    }
