"""What pages are put together from: rows behind figures, maps, tables with a download, notices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.answers import trend_lines
from dashboard.answers.ask import snapshot
from dashboard.frame import frame, navigation
from dashboard.frame.frame import View
from dashboard.frame.plain import plain
from dashboard.panels import layer_map
from geodata.base import people
from geodata.base.messages import text
from geodata.figures import catalog, overview, rates, scope_words
from geodata.figures.layers import LayerQuery
from geodata.land import places
from geodata.lists import projects
from geodata.output import brief, export, named, paper, wording
from geodata.question import periods
from geodata.question.scope import Scope

_SHOWN_ROWS = 1000
_PERCENTS = ("value", "lower", "upper", "then_value", "now_value")
#: Columns to the right of the line of a figure: what is not known of it.
_AFTER_TREND = ("pending", "no_report", "lower", "upper", "note")
_PERCENT = st.column_config.NumberColumn(format="percent")
#: Columns that hold keys, and the section of words they are shown by.
_WORDED = {
    "cause": "class",
    "kind": "kind",
    "matter_kind": "matter_kind",
    "target_kind": "target_kind",
    "state": "matter_state",
    "event": "matter_event",
    "level": "project_level",
    "milestone_status": "class",
    "bottleneck_kind": "bottleneck_kind",
    "dispatch_level": "dispatch_level",
    "who": "who",
}


def open_rows(view: View, name: str, title: str | None = None) -> None:
    """The rows behind a figure in a window of their own, those to look at first."""

    @st.dialog(title or text("rate", name, view.language), width="large")
    def dialog() -> None:
        st.markdown(f"**{view.t('figure.how')}** {text('how', name, view.language)}")
        st.page_link(navigation.link("definitions"), label=view.t("figure.definitions"))
        _months(view, name)
        which: catalog.Which = st.segmented_control(
            view.t("figure.rows"),
            ["missing", "numerator", "denominator"],
            default=catalog.definition(name).opens_with,
            required=True,
            format_func=lambda key: view.t(f"figure.{key}"),
        )
        rows = view.ask(rates.rows, name, view.scope, which)
        code = table(view, rows, f"{name}_{which}", columns=None, about=name)
        if code and "target_id" in rows:  # of what is owed and of a matter: what it is about
            code = str(rows.loc[rows["code"] == code, "target_id"].iloc[0])
        if code:
            open_behind(view, code)

    dialog()


def _months(view: View, name: str) -> None:
    """The figure over the periods up to the one looked at, with gaps where it has no value."""
    points = trend_lines.trend_of(view.snapshot_id, name, view.scope)
    if sum(one.value is not None for one in points) < 2:
        return
    is_percent = wording.is_percent(name)
    label = text("rate", name, view.language) + (" (%)" if is_percent else "")
    values = [math.nan if one.value is None else one.value for one in points]
    lines(
        pd.DataFrame({
            "day": pd.to_datetime([one.period.since for one in points]),
            label: [100 * one if is_percent else one for one in values],
        }),
        over="day", height=160,
    )  # fmt: skip


def open_behind(view: View, code: str) -> None:
    """Go to the page of the place, project or company that a code is of; stay where it is of none."""
    if view.ask(places.place, code, view.scope.known_on):
        frame.open_place(code)
    if view.ask(projects.project, code, view.scope):
        frame.open_project(code)
    if view.ask(projects.company_name, code):
        frame.open_company(code)


def card_row(key: str) -> DeltaGenerator:
    """Where cards stand in a row that wraps, so that no number is cut."""
    return st.container(horizontal=True, gap="small", key=f"cards_{key}")


def table(
    view: View,
    rows: pd.DataFrame,
    name: str,
    *,
    columns: Sequence[str] | None,
    key: str = "",
    about: str | None = None,
    lines: Mapping[str, str] | None = None,
) -> str | None:
    """A sortable table, its download, and the code of the row that was chosen, if any. ``about``:
    the figure or layer that ``value`` is of, which tells its unit. ``lines``: code → a picture of the
    periods before, which no download has."""
    if rows.empty:
        st.caption(view.t("table.no_rows"))
        return None
    chosen = [one for one in (columns or rows.columns) if one in rows]
    shown = rows[chosen].head(_SHOWN_ROWS)
    if columns is None:
        shown = named.by_name(snapshot(view.snapshot_id), shown, view.scope.as_of)
    for column, section in {**_WORDED, "status": _status_section(rows)}.items():
        if column in shown:
            shown = shown.assign(**{column: _words(shown[column], section, view)})
    if "rule_id" in shown:
        shown = shown.assign(rule_id=shown["rule_id"].replace(view.ask(periods.rule_names)))
    if "stop_reason" in shown:  # a kind of bottleneck, or words of the city's own
        reasons = shown["stop_reason"].map(
            lambda one: wording.word("bottleneck_kind", one, view.language), na_action="ignore"
        )
        shown = shown.assign(stop_reason=reasons)
    for moment in shown.select_dtypes("datetime"):
        form = "%Y-%m" if moment == "reported_to" else "%Y-%m-%d"
        shown = shown.assign(**{str(moment): shown[moment].dt.strftime(form)})
    if about and {"unknown", "value"} <= set(rows):
        mostly = [
            wording.is_mostly_unknown(row) for row in rows.head(_SHOWN_ROWS).to_dict("records")
        ]
        if any(mostly):  # a column of numbers holds no words
            word = text("no_value", "mostly_unknown", view.language)
            shown = shown.assign(note=[word if one else "" for one in mostly])
    if lines:
        order = sorted([*shown, "trend"], key=lambda one: one in _AFTER_TREND)
        shown = shown.assign(trend=rows["code"].map(lines))[order]
    names = {one: _heading(view, str(one)) for one in shown}
    st.caption(
        view.t("table.rows", shown=f"{len(shown):,}", rows=f"{len(rows):,}")
        if len(rows) > len(shown)
        else view.t("table.all_rows", rows=f"{len(rows):,}")
    )
    st.dataframe(
        shown.rename(columns=names), hide_index=True, placeholder="—", key=f"table_{name}{key}",
        column_config={names[one]: _PERCENT for one in _shares(shown, about)}
        | ({names["trend"]: st.column_config.ImageColumn()} if lines else {}),
        on_select="rerun" if "code" in rows else "ignore", selection_mode="single-row",
    )  # fmt: skip
    st.download_button(
        view.t("table.download"),
        data=lambda: export.csv_bytes(people.masked(rows[chosen], catalog.people_of(about))),
        file_name=f"{name}_{view.scope.period}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"download_{name}{key}",
    )
    state = st.session_state.get(f"table_{name}{key}")
    selected = state["selection"]["rows"] if state else []
    code = rows.iloc[selected[0]]["code"] if selected else None
    return str(code) if pd.notna(code) else None  # of what lies in no area there is no page


def _shares(rows: pd.DataFrame, about: str | None) -> list[str]:
    """The columns that are told in percent."""
    values = _PERCENTS if about and wording.is_percent(about) else ()
    return [one for one in ("progress", "doubtful_share", *values) if one in rows]


def _heading(view: View, column: str) -> str:
    rate = column.removeprefix("value_")
    return text("rate", rate, view.language) if rate != column else view.t(f"column.{column}")


def _status_section(rows: pd.DataFrame) -> str:
    """Projects have one set of statuses, what is owed another."""
    return "class" if "planned_wan_yuan" in rows else "status"


def _words(column: pd.Series[str], section: str, view: View) -> pd.Series[str]:
    return column.map(lambda key: text(section, key, view.language), na_action="ignore")


def show_map(
    view: View,
    query: LayerQuery,
    *,
    key: str,
    levels: Sequence[str],
    selected: str | None = None,
    height: int | None = None,
) -> None:
    """The map of a layer; a click opens the place or the project under it. ``height``: pixels, or
    None for what the window has room for."""
    code = layer_map.draw(view, query, key=key, levels=levels, selected=selected, height=height)
    if code and "project" in levels:
        frame.open_project(code)
    elif code:
        frame.open_place(code)


def lines(rows: pd.DataFrame, *, over: str, height: int | None = None) -> None:
    """One line for each column but ``over``, a day; the axis says year and month in figures.
    ``height``: pixels."""
    long = rows.melt(over, var_name="line", value_name="value")
    order = [str(one) for one in rows if one != over]
    chart = (
        alt.Chart(long)
        .mark_line()
        .encode(
            x=alt.X(f"{over}:T", axis=alt.Axis(format="%Y-%m", title=None, tickCount="month")),
            y=alt.Y("value:Q", axis=alt.Axis(title=None), scale=alt.Scale(zero=height is None)),
            color=alt.Color(
                "line:N", sort=order, legend=alt.Legend(title=None, orient="bottom"),
                scale=alt.Scale(domain=order, range=["#2c7bb6", "#999999", "#fdae61"][: len(order)]),
            ),
        )
    )  # fmt: skip
    st.altair_chart(chart.properties(height=height) if height else chart)


def histogram(rows: pd.DataFrame, colors: Sequence[str], *, height: int = 220) -> None:
    """A bar for each row, in its colour: the first column across, as whole numbers, the second up."""
    across, up = rows.columns
    chart = (
        alt.Chart(rows.assign(color=colors))
        .mark_bar(stroke="#54278f", strokeWidth=0.5)
        .encode(
            x=alt.X(f"{across}:O", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y(f"{up}:Q"),
            color=alt.Color("color:N", scale=None),
            tooltip=[alt.Tooltip(f"{across}:O"), alt.Tooltip(f"{up}:Q", format=",")],
        )
    )
    st.altair_chart(chart.properties(height=height))


def period(view: View) -> None:
    """The period looked at, in words: under the title of a page."""
    st.caption(plain(view.ask(scope_words.told_for, view.scope, view.language)))


def brief_button(view: View, form: str) -> None:
    """The brief of the period looked at, made when it is asked for."""
    period = str(view.scope.period)

    def write() -> bytes:
        document = view.ask(brief.brief, view.scope, language=view.language)
        return paper.to_pdf(document) if form == "pdf" else paper.to_html(document)

    st.download_button(
        view.t(f"overview.brief_{form}", period=period),
        data=write,
        file_name=f"brief_{period}.{form}",
        mime="application/pdf" if form == "pdf" else "text/html",
        on_click="ignore",
        key=f"brief_{form}",
    )


def notices(view: View) -> None:
    """What was not given, said plainly; nothing is made up for it."""
    for note, values in view.ask(overview.gaps, view.scope.known_on):
        st.info(view.t(f"notice.{note}", **_counted(view, values)), icon=":material/info:")


def _counted(view: View, values: Mapping[str, object]) -> dict[str, object]:
    counts = values.get("kinds")
    if not isinstance(counts, dict):
        return dict(values)
    parts = [f"{text('kind', kind, view.language)} {n:,}" for kind, n in counts.items()]
    return {**values, "kinds": view.t("frame.comma").join(parts)}


def scope_with(view: View, **changes: object) -> Scope:
    """The view's scope with some of it changed."""
    return Scope(**{**vars(view.scope), **changes})
