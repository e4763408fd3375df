"""Parts of the page that tells why a figure moved."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.frame import filters, navigation
from dashboard.frame.frame import View
from dashboard.frame.plain import plain
from geodata.base.codes import AREA_KINDS
from geodata.base.messages import text
from geodata.figures import catalog, legend, rates, scope_words
from geodata.figures.comparison import Comparison
from geodata.movement import explained
from geodata.movement.explained import Explanation
from geodata.output import moved_words, wording
from geodata.question import periods
from geodata.question.periods import Period
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot

FIGURE, AGAINST = "figure", "against"
#: Columns that say where a row lies.
LIES = tuple(f"{one}_code" for one in AREA_KINDS)
#: What a reader wants to know of a row; the download of the command line has all.
_READ = ("way", "state_then", "state_now", "part", "code", "name", "title", "milestone", "kind",
         "rule_id", "responsible_kind", "responsible_id", "target_kind", "target_id", "due_on",
         "matter_kind", "then_numerator", "then_denominator", "now_numerator", "now_denominator",
         "county_code", "township_code")  # fmt: skip
_FIRST = "fulfilment"


def explainable(snapshot: Snapshot) -> tuple[str, ...]:
    """The figures that have been given and that parts of rows add up to."""
    return tuple(
        one.name for one in catalog.DEFINITIONS.values()
        if one.is_additive and rates.is_given(snapshot, one.name)
    )  # fmt: skip


def about(snapshot: Snapshot, name: str, scope: Scope) -> Scope:
    """The scope of a figure; of one that is about a topic alone, the first there is."""
    if not catalog.definition(name).is_over:
        return scope
    first = next(iter(rates.topics(snapshot, name)), None)
    return rates.about(snapshot, name, Scope(**{**vars(scope), "topic": first}))


def choose_figure(view: View) -> str:
    """Which figure."""
    given = view.ask(explainable)
    if not given:
        st.info(view.t("movement.none"), icon=":material/info:")
        st.stop()
    return filters.choose(
        view.t("movement.figure"), FIGURE, given, name=lambda one: text("rate", one, view.language),
        default=_FIRST if _FIRST in given else given[0],
    )  # fmt: skip


def choose_against(view: View, name: str, scope: Scope) -> Period | None:
    """Which of the earlier periods that it can be held against; None where there are none."""
    known = {str(one): one for one in view.ask(explained.choices, name, scope)}
    if not known:
        return None
    names = {
        key: view.ask(scope_words.period_name, one, one.last_day, view.language)
        for key, one in known.items()
    }
    before = view.ask(periods.before, scope.period)
    default = str(before) if str(before) in known else next(iter(known))
    return known[
        filters.choose(
            view.t("movement.against"),
            AGAINST,
            list(known),
            name=names.__getitem__,
            default=default,
        )
    ]


def headline(view: View, found: Explanation) -> None:
    """Then, now, and the change."""
    shown = [
        (
            view.ask(
                scope_words.period_name, one.scope.period, one.scope.period.last_day, view.language
            ),
            wording.figure_text(one, view.language),
            wording.figure_parts(one, view.language),
        )
        for one in (found.then, found.now)
    ]
    rows = view.t("movement.moved", rows=f"{len(found.all_rows) - found.stayed:,}")
    shown.append((view.t("movement.change"), moved_words.change_text(found, view.language), rows))
    for column, (name, value, note) in zip(st.columns(3), shown, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.metric(plain(name), value)
            st.caption(note)


def bars(view: View, found: Explanation, causes: pd.DataFrame) -> None:
    """The parts by cause as bars to both sides of nothing."""
    label, part = view.t("movement.cause"), view.t("column.part")
    said = causes["way"] + " · " + causes["state_then"] + " → " + causes["state_now"]
    falls = catalog.definition(found.now.name).falls_when_better
    up, down = (view.t(f"movement.{one}") for one in ("lifts", "lowers"))
    rows = pd.DataFrame(
        {
            label: said,
            part: causes["part"],
            "side": [up if one >= 0 else down for one in causes["part"]],
        }
    )
    better, worse = (one.color for one in legend.MOVED)
    chart = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            y=alt.Y(f"{label}:N", sort=None, axis=alt.Axis(title=None, labelLimit=320)),
            x=alt.X(f"{part}:Q"),
            color=alt.Color(
                "side:N", legend=alt.Legend(title=None, orient="bottom"),
                scale=alt.Scale(domain=[up, down], range=[worse, better] if falls else [better, worse]),
            ),
            tooltip=[alt.Tooltip(f"{label}:N"), alt.Tooltip(f"{part}:Q", format="+.2f")],
        )
    )  # fmt: skip
    st.altair_chart(chart)


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """What a reader wants to know of rows, the rest left out."""
    return rows[[one for one in _READ if one in rows]]


def why(view: View, compared: Comparison) -> None:
    """On the card of a figure that moved, or may have: the way to the page that tells why."""
    now = compared.now
    has_moved = compared.change or compared.reason == "unknown"
    if not has_moved or not catalog.definition(now.name).is_additive:
        return
    if st.button(view.t("movement.why"), key=f"why_{now.name}", type="tertiary"):
        filters.keep(FIGURE, now.name, _FIRST)
        filters.forget(AGAINST)
        st.switch_page(navigation.link("movement"))
