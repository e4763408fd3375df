"""Filters that live in the URL, so that a view can be sent to a colleague.

A widget's own state counts while the session lives; the URL gives its first value and always
shows its present one, as codes and never as words of a language. Streamlit forgets a widget that a
page does not draw, and now and then one whose page is left quickly, so what differs from the
default is kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

_KEPT = "_kept"


def choose(
    label: str,
    key: str,
    options: Sequence[str],
    *,
    name: Callable[[str], str],
    default: str,
    inline: bool = False,
) -> str:
    """One of ``options``, by code; ``name`` gives its words."""
    _start(key, _given(key), options, default)
    if inline:
        st.segmented_control(label, options, key=key, format_func=name, required=True)
    else:
        st.selectbox(label, options, key=key, format_func=name)
    return _keep(key, st.session_state[key] or default, default)


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
    if key not in st.session_state:
        given = (_given(key) or "").split(",")
        st.session_state[key] = [one for one in given if one in options]
    st.multiselect(label, options, key=key, format_func=name, placeholder=everything)
    chosen = [one for one in options if one in st.session_state[key]]
    _keep(key, ",".join(chosen), "")
    return tuple(chosen or default or options)


def choose_day(label: str, key: str, *, default: date, latest: date) -> date:
    """A day up to ``latest``."""
    if key not in st.session_state:
        st.session_state[key] = _day(_given(key), latest) or default
    st.session_state[key] = min(st.session_state[key], latest)
    chosen = st.date_input(label, key=key, max_value=latest, format="YYYY-MM-DD")
    day = chosen if isinstance(chosen, date) else default
    _keep(key, day.isoformat(), default.isoformat())
    return day


def choose_number(label: str, key: str, *, default: int, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``."""
    if key not in st.session_state:
        text = _given(key) or ""
        given = int(text) if text.isdigit() else default
        st.session_state[key] = min(max(given, low), high)
    st.number_input(label, key=key, min_value=low, max_value=high, step=1)
    return int(_keep(key, str(st.session_state[key]), str(default)))


def _start(key: str, given: str | None, options: Sequence[str], default: str) -> None:
    if st.session_state.get(key) not in options:
        st.session_state[key] = given if given in options else default


def _given(key: str) -> str | None:
    """What was chosen before in this session, else what the URL says."""
    kept: dict[str, str] = st.session_state.setdefault(_KEPT, {})
    return kept.get(key) or st.query_params.get(key)


def _keep(key: str, value: str, default: str) -> str:
    kept: dict[str, str] = st.session_state.setdefault(_KEPT, {})
    kept[key] = value
    if value == default:
        del kept[key]
        if key in st.query_params:
            del st.query_params[key]
    else:  # even where it seems to be there: a change of page empties the browser's URL alone
        st.query_params[key] = value
    return value


def _day(text: str | None, latest: date) -> date | None:
    try:
        return min(date.fromisoformat(text or ""), latest)
    except ValueError:
        return None
