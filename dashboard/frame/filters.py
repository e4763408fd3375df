"""Filters that live in the URL, so that a view can be sent to a colleague.

What a person chose, or a link brought, is kept beside the widgets and counts on every page that has
the filter: a widget's own state does not outlive its page, and what an old page leaves of it is not
what was chosen. So every widget is told its value before it is drawn, and only its own change is
taken from it. The URL shows what differs from the default, as codes and never as words of a
language. A key has one meaning and one default on every page. What a page cannot take is said
(:func:`refused`) and stays kept for the pages that can.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard.frame.plain import plain
from geodata.question.periods import EARLIEST

_DIGITS = 9  # of any number that a filter may take
_KEPT, _REFUSED, _ASKED, _LINK = "_kept", "_refused", "_asked", "_link"


@dataclass(frozen=True)
class Refused:
    """A value that the page cannot take: of which filter, what it shows instead, and why, in words.
    Without a label the page has no such filter at all."""

    key: str
    value: str
    label: str = ""
    shown: str = ""
    why: str = ""


def begin(page: str) -> None:
    """Before the first filter of a run. ``page``: which one runs, by any name of its own."""
    st.session_state[_REFUSED] = {}
    st.session_state[_ASKED] = set()
    opened, *_ = st.session_state.setdefault(_LINK, (page, tuple(st.query_params)))
    if opened != page:  # what a link brought is told on the page it leads to
        st.session_state[_LINK] = (opened, ())


def refused(*others: str) -> list[Refused]:
    """What the page of this run could not take, so far as it has asked. ``others``: keys of the URL
    that are no filters."""
    _, brought = st.session_state[_LINK]
    unknown = [one for one in brought if one not in {*others, *st.session_state[_ASKED]}]
    return [
        *st.session_state[_REFUSED].values(),
        *(Refused(key, st.query_params[key]) for key in unknown if key in st.query_params),
    ]


def choose(
    label: str,
    key: str,
    options: Sequence[str],
    *,
    name: Callable[[str], str],
    default: str,
    inline: bool = False,
    bare: bool = False,
    above: Sequence[str] = (),
) -> str:
    """One of ``options``, by code; ``name`` gives its words. ``bare``: without its label, which is
    read to whoever does not see it. ``above``: keys of filters that mean
    something only together with this one, and are forgotten when it changes."""
    asked = stated(key)
    value = asked if asked is not None and asked in options else default
    if asked is not None and value != asked:
        refuse(key, asked, label, name(value) if value in options else "")
    st.session_state[key] = value
    # options of a control are Markdown, those of a list are not
    words = (lambda one: plain(name(one))) if inline else name
    told = {"key": key, "format_func": words, "on_change": _note, "args": (key, default, above),
            "label_visibility": "collapsed" if bare else "visible"}  # fmt: skip
    if inline:
        st.segmented_control(label, options, required=True, **told)  # type: ignore[call-overload]
    else:
        st.selectbox(label, options, **told)  # type: ignore[call-overload]
    return _show(key, value, default)


def choose_many(
    label: str,
    key: str,
    options: Sequence[str],
    *,
    name: Callable[[str], str],
    everything: str,
    default: Sequence[str] = (),
) -> tuple[str, ...]:
    """Any number of ``options``; none chosen means ``default``, or all without one."""
    asked = [one for one in (stated(key) or "").split(",") if one]
    chosen = [one for one in options if one in asked]
    if unknown := [one for one in asked if one not in options]:
        shown = "、".join(name(one) for one in chosen)
        refuse(key, ",".join(unknown), label, shown or everything)
    st.session_state[key] = chosen
    st.multiselect(
        label, options, key=key, format_func=name, placeholder=everything, on_change=_note,
        args=(key, ""),
    )  # fmt: skip
    _show(key, ",".join(chosen), "")
    return tuple(chosen or default or options)


def choose_day(label: str, key: str, *, default: date, latest: date) -> date:
    """A day up to ``latest``."""
    asked = stated(key)
    day = _day(asked, latest) or default
    if asked is not None and day.isoformat() != asked:
        refuse(key, asked, label, day.isoformat())
    st.session_state[key] = day
    st.date_input(
        label, key=key, max_value=latest, format="YYYY-MM-DD", on_change=_note,
        args=(key, default.isoformat()),
    )  # fmt: skip
    _show(key, day.isoformat(), default.isoformat())
    return day


def choose_number(label: str, key: str, *, default: int, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``."""
    asked = stated(key)
    value = min(max(int(asked), low), high) if asked and _is_number(asked) else default
    if asked is not None and str(value) != asked:
        refuse(key, asked, label, str(value))
    st.session_state[key] = value
    st.number_input(
        label, key=key, min_value=low, max_value=high, step=1, on_change=_note,
        args=(key, str(default)),
    )  # fmt: skip
    _show(key, str(value), str(default))
    return value


def map_view() -> tuple[float, float, float] | None:
    """Where the map of a page looks, as its address says: latitude and longitude of the middle
    (degrees), and the zoom. The map's own script writes it there; it is of that page alone."""
    st.session_state[_ASKED].add("view")
    if (text := st.query_params.get("view")) is None:
        return None
    try:
        lat, lon, zoom = map(float, text.split(","))
    except ValueError:
        lat = lon = zoom = math.nan
    if abs(lat) <= 90 and abs(lon) <= 180 and 0 <= zoom <= 24:
        return lat, lon, zoom
    refuse("view", text, "", "")
    return None


def stated(key: str) -> str | None:
    """What was chosen before in this session, else what the URL says."""
    st.session_state[_ASKED].add(key)
    kept = _kept()
    if key not in kept and key in st.query_params:
        kept[key] = st.query_params[key]
    return kept.get(key)


def keep(key: str, value: str, default: str) -> str:
    """Take a value as chosen, and show it in the URL, unless it is the default."""
    if value == default:
        _kept().pop(key, None)
    else:
        _kept()[key] = value
    return _show(key, value, default)


def forget(key: str) -> None:
    """What was chosen of it means nothing any more."""
    _kept().pop(key, None)
    if key in st.query_params:
        del st.query_params[key]


def _note(key: str, default: str, above: Sequence[str] = ()) -> None:
    """A person has changed a widget: called before the run that this causes."""
    value = st.session_state[key]
    text = ",".join(value) if isinstance(value, list) else str(value)
    for one in (key, *above):
        forget(one)
    if text != default:
        _kept()[key] = text


def _show(key: str, value: str, default: str) -> str:
    if value != default:  # even where it seems to be there: a change of page empties the browser's
        st.query_params[key] = value  # URL alone
    elif key in st.query_params:
        del st.query_params[key]
    return value


def refuse(key: str, value: str, label: str, shown: str, why: str = "") -> None:
    """What was asked cannot be taken: see :class:`Refused`."""
    st.session_state[_REFUSED][key] = Refused(key, value, label, shown, why)


def _kept() -> dict[str, str]:
    kept: dict[str, str] = st.session_state.setdefault(_KEPT, {})
    return kept


def _is_number(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdigit() and len(text) <= _DIGITS


def _day(text: str | None, latest: date) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return min(day, latest) if day >= EARLIEST else None
