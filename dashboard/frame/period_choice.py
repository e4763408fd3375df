"""The one chooser of a period: a month, a round of a rule, or any span of days; the same on every page.

In the URL it is ``period``, written as on the command line, and only where it is not the default.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.answers.ask import ask, snapshot
from dashboard.frame import filters
from dashboard.frame.plain import plain
from dashboard.frame.texts import Translate
from dashboard.frame.told import told
from geodata.base.errors import QuestionError
from geodata.base.messages import Language
from geodata.figures import scope_words
from geodata.question import periods
from geodata.question.periods import Period
from geodata.question.scope import default_period, months, rounds

_KEY = "period"
_KIND, _MONTH, _RULE, _ROUND, _DAYS = (
    f"_period_{one}" for one in ("kind", "month", "rule", "round", "days")
)
_DEFAULT, _SHOWN = "_period_default", "_period_shown"


def choose(snapshot_id: str, known_on: date, language: Language, t: Translate) -> Period:
    """The period that the reader chose; the last closed month where none was."""
    default = ask(default_period, snapshot_id, known_on)
    asked = filters.stated(_KEY)
    why, chosen = "", default
    try:
        chosen = _present(snapshot_id, asked, default)
    except QuestionError as error:
        why = told(error, language)
    rules = ask(periods.rule_names, snapshot_id)
    kinds = ["month", "round", "span"] if rules else ["month", "span"]
    kind = _pick(
        t("period.kind"), _KIND, kinds, chosen.kind, {one: t(f"period.{one}") for one in kinds}
    )
    if kind == "month":
        chosen = _month(snapshot_id, known_on, chosen, language, t)
    elif kind == "round":
        chosen = _round(snapshot_id, known_on, chosen, rules, t)
    else:
        chosen = _span(known_on, chosen, t)
    if why and chosen == default:  # said until another is chosen
        name = ask(scope_words.period_name, snapshot_id, default, known_on, language)
        filters.refuse(_KEY, str(asked), t("period.which"), name, why)
    else:
        filters.keep(_KEY, str(chosen), str(default))
    st.session_state[_DEFAULT] = default
    if st.session_state.setdefault(_SHOWN, chosen) != chosen:  # another was chosen
        filters.forget("day")
        st.session_state[_SHOWN] = chosen
    return chosen


def go(period: str) -> None:
    """Choose a period, as it is written in a URL, for the run that follows: called before that run."""
    for key in (_KIND, _MONTH, _RULE, _ROUND, _DAYS):
        st.session_state.pop(key, None)
    filters.keep(_KEY, period, "")


def _present(snapshot_id: str, asked: str | None, default: Period) -> Period:
    """What was chosen before or the URL says; whoever chose nothing follows the default. Raises
    QuestionError for what is no period."""
    if asked is None:
        if st.session_state.get(_DEFAULT, default) != default:
            for key in (_KIND, _MONTH, _ROUND, _DAYS):
                st.session_state.pop(key, None)
        return default
    return periods.parse(snapshot(snapshot_id), asked)


def _pick(label: str, key: str, options: Sequence[str], default: str, names: dict[str, str]) -> str:
    if st.session_state.get(key) not in options:
        st.session_state[key] = default if default in options else options[0]
    else:  # a widget of a page before hands its value on only where it is written back
        st.session_state[key] = st.session_state[key]
    if len(options) <= 3:
        st.segmented_control(
            label, options, key=key, format_func=lambda one: plain(names[one]), required=True,
            label_visibility="collapsed",
        )  # fmt: skip
    else:
        _list(label, options, key, names)
    return str(st.session_state[key])


def _list(label: str, options: Sequence[str], key: str, names: dict[str, str]) -> None:
    st.selectbox(
        label, options, key=key, format_func=names.__getitem__, label_visibility="collapsed"
    )


def _month(
    snapshot_id: str, known_on: date, chosen: Period, language: Language, t: Translate
) -> Period:
    known = {str(one): one for one in ask(months, snapshot_id, known_on)}
    if chosen.kind == "month":  # also one from a link that lies before or after the data
        known.setdefault(str(chosen), chosen)
    names = {
        key: ask(scope_words.period_name, snapshot_id, one, known_on, language)
        for key, one in known.items()
    }
    if st.session_state.get(_MONTH) not in known:
        default = str(chosen) if chosen.kind == "month" else next(iter(known))
        st.session_state[_MONTH] = default
    else:
        st.session_state[_MONTH] = st.session_state[_MONTH]
    _list(t("period.which"), list(known), _MONTH, names)
    return known[st.session_state[_MONTH]]


def _round(
    snapshot_id: str, known_on: date, chosen: Period, rules: dict[str, str], t: Translate
) -> Period:
    rule = _pick(t("period.rule"), _RULE, list(rules), chosen.rule or next(iter(rules)), rules)
    found = {str(one): one for one in ask(rounds, snapshot_id, rule, known_on)}
    if not found:
        st.caption(t("period.no_round"))
        return chosen
    names = {
        key: t("period.round_of", day=one.since, opens=one.first_day, closes=one.last_day)
        for key, one in found.items()
    }
    if st.session_state.get(_ROUND) not in found:
        st.session_state[_ROUND] = str(chosen) if str(chosen) in found else next(iter(found))
    else:
        st.session_state[_ROUND] = st.session_state[_ROUND]
    _list(t("period.which"), list(found), _ROUND, names)
    return found[st.session_state[_ROUND]]


def _span(known_on: date, chosen: Period, t: Translate) -> Period:
    if _DAYS not in st.session_state:
        st.session_state[_DAYS] = (chosen.since, chosen.until)
    else:
        st.session_state[_DAYS] = st.session_state[_DAYS]
    days = st.date_input(
        t("period.days"), key=_DAYS, max_value=max(known_on, chosen.until), format="YYYY-MM-DD",
        label_visibility="collapsed",
    )  # fmt: skip
    if not isinstance(days, tuple) or len(days) != 2:
        return chosen
    return Period(*days)
