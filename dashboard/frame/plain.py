"""Text from data inside Streamlit's Markdown: every label, title, caption and note is Markdown.

Whatever a file names (a place, a unit, an attribute …) goes through :func:`plain` on its way into
one. What is no Markdown needs none of it: options of a select box, cells of a table, ``st.text``.
"""

from __future__ import annotations

import re

#: Takes no room and is no sign of Markdown.
JOINER = "\u2060"
_SIGNS = frozenset("\\`*_{}[]<>()#!|$~:&@^")
#: What ends a line, and whatever else is no room but white.
_BREAK = re.compile(r"[^\S \u3000\u00a0]+")
#: Signs of Markdown where a line begins: of a list, of a heading above.
_AT_FIRST = re.compile(r"^(\d+(?=\.)|(?=[-+=]))")
#: Read in the text that Markdown leaves, where a backslash no longer helps: names of icons and
#: emoji, addresses, arrows and dashes.
_APART = re.compile(
    r"(?<=:)(?=[\w/])|(?<=[wW])(?=\.)|(?=@)|(?<=[<~-])(?=[-=])|(?<=[-=])(?=[>=-])|(?<=>)(?==)"
)


def plain(name: str) -> str:
    """A text for Markdown that shows it as it is, on one line, and never as markup."""
    apart = _APART.sub(JOINER, _BREAK.sub(" ", name.strip()))
    inside = "".join("\\" + sign if sign in _SIGNS else sign for sign in apart)
    return _AT_FIRST.sub(r"\1\\", inside)
