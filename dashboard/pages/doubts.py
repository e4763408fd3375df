"""For planners: visits worth asking about, by township first; questions, and no verdict on anybody."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import panels
from geodata.base import people
from geodata.base.codes import AREA_KINDS
from geodata.base.messages import text
from geodata.doubts import found, words
from geodata.doubts.rules import DOUBTS
from geodata.figures import scope_words
from geodata.question import areas
from geodata.question.areas import name_gap

_COLUMNS = ["code", "rule", "why", "name", "county", "township", "visited_on", "officials", "visit_id",
            "other"]  # fmt: skip

view = frame.current()
t = view.t
st.title(t("doubts.title"))
st.caption(plain(view.ask(scope_words.told_for, view.scope, view.language)))
st.info(text("doubts", "intro", view.language), icon=":material/help:")
told = view.ask(found.found, view.scope)
with panels.card_row("doubts"):
    for one in told.rules.to_dict("records"):
        rule = one["rule"]
        can_be = one["checked"] > 0
        st.metric(
            text("doubt", rule, view.language),
            t("doubts.open", open=f"{one['open']:,}", checked=f"{one['checked']:,}")
            if can_be
            else t("doubts.unchecked"),
            help="\n\n".join([
                words.means(rule, one["threshold"], view.language),
                text("doubt_not", rule, view.language),
                *([] if can_be else [text("doubt_needs", rule, view.language)]),
            ]),
            border=True, height="stretch",
        )  # fmt: skip
for line in words.unchecked(told, view.language):
    st.caption(line)
with st.expander(t("doubts.meaning")):
    for one in told.rules.to_dict("records"):
        name = one["rule"]
        means = words.means(name, one["threshold"], view.language)
        st.markdown(
            f"**{text('doubt', name, view.language)}** {means}"
            f" {t('doubts.not')}{text('doubt_not', name, view.language)}"
        )
    st.markdown(text("doubts", "dismiss", view.language))

levels = [one for one in view.ask(areas.levels) if one in AREA_KINDS]
area = None
if levels:
    st.subheader(t("doubts.areas"))
    level = filters.choose(
        t("coverage.level"), "doubt_areas", levels, default=levels[-1], inline=True,
        name=lambda one: text("kind", one, view.language),
    )  # fmt: skip
    st.caption(t("doubts.areas_note"))
    of_areas = view.ask(found.by_area, view.scope, level).sort_values(
        ["doubtful", "code"], ascending=[False, True]
    )
    named = name_gap(of_areas, level, view.language)
    area = panels.table(
        view, named.rename(columns={"share": "doubtful_share"}), f"doubts_{level}",
        columns=["name", "county", "checked", "doubtful", "doubtful_share", *DOUBTS],
    )  # fmt: skip

st.subheader(t("doubts.rows"))
chosen = filters.choose_many(
    t("doubts.rule"), "doubt", tuple(DOUBTS), name=lambda one: text("doubt", one, view.language),
    everything=t("frame.all"),
)  # fmt: skip
rows = told.rows[told.rows["rule"].isin(chosen)]
if area:
    rows = rows[rows[["county_code", "township_code"]].isin([area]).any(axis=1)]
    st.caption(t("doubts.rows_of", area=plain(view.ask(areas.name, area, view.scope.as_of))))
shown = people.masked(words.in_words(rows, view.language))
if rows.empty:
    st.success(t("doubts.none"))
elif code := panels.table(view, shown, "doubts", columns=_COLUMNS):
    frame.open_place(code)
if len(told.dismissed):
    st.subheader(t("doubts.dismissed"))
    panels.table(
        view, people.masked(words.in_words(told.dismissed, view.language)), "dismissed",
        columns=[*_COLUMNS, "reason", "dismissed_by", "dismissed_on"],
    )  # fmt: skip
if len(told.unfit):
    st.subheader(t("doubts.unfit"))
    st.caption(text("doubts", "unfit", view.language, rows=f"{len(told.unfit):,}"))
    asked = told.unfit["rule"].map(lambda one: text("doubt", one, view.language))
    panels.table(view, people.masked(told.unfit.assign(rule=asked)), "unfit", columns=None)
