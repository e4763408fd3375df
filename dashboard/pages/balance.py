"""For planners: how visits are shared out over places and officials; too many are a burden too."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import panels
from geodata.base.codes import AREA_KINDS
from geodata.base.messages import text
from geodata.figures import legend, scope_words
from geodata.figures.layers import PLACES, LayerQuery
from geodata.lists import balance
from geodata.output import wording
from geodata.question import areas
from geodata.question.areas import name_gap

view = frame.current()
t = view.t
st.title(t("balance.title"))
told = view.ask(scope_words.scope_text, view.scope, balance.PLACES, view.language)
st.caption(f"{plain(told)}  \n{text('how', balance.PLACES, view.language)}")
st.caption(t("balance.intro"))
found = view.ask(balance.balance, view.scope)
if not found.counted:
    why = text("no_value", found.figure.unknown, view.language) if found.figure.unknown else ""
    st.info(f"{t('balance.none')} {why}", icon=":material/info:")
    st.stop()
shown = {
    "visits": f"{found.visits:,}", "mean": f"{found.mean:.2f}", "unvisited": f"{found.unvisited:,}",
    "most": wording.percent(found.most.share), "least": wording.percent(found.least.share),
}  # fmt: skip
with panels.card_row("balance"):
    for key, value in shown.items():
        st.metric(t(f"balance.{key}"), value, border=True, height="stretch")
st.caption(" ".join(wording.balance(found, view.language)))  # the map is to come up
panels.show_map(
    view, LayerQuery(balance.PLACES, PLACES, view.scope), key="balance", levels=[PLACES]
)
st.subheader(t("balance.distribution"))
st.caption(t("balance.distribution_note"))
counts = found.histogram.rename(columns={"visits": "received", "counted": "known_places"})
panels.histogram(
    counts.rename(columns={one: t(f"column.{one}") for one in counts}),
    [legend.VISITS[one].color for one in legend.visits_indices(counts["received"].astype(float))],
)
chosen = []
for which, tenth in (("most", found.most), ("least", found.least)):
    st.subheader(t(f"balance.{which}_list"))
    st.caption(wording.tenth_edge(tenth, which, view.language))
    listed = tenth.rows.rename(columns={"visits": "received"})
    code = panels.table(
        view, listed, f"balance_{which}",
        columns=["code", "name", "kind", "county", "township", "received", "last_visit_on"],
    )  # fmt: skip
    chosen.append(code)
levels = [one for one in view.ask(areas.levels) if one in AREA_KINDS]
if levels:
    st.subheader(t("balance.areas"))
    level = filters.choose(
        t("coverage.level"), "balance_areas", levels, default=levels[0], inline=True,
        name=lambda one: text("kind", one, view.language),
    )  # fmt: skip
    rows = name_gap(view.ask(balance.by_area, view.scope, level), level, view.language)
    rows = rows.rename(columns={"visits": "received", "counted": "known_places"})
    code = panels.table(
        view, rows, f"balance_{level}",
        columns=["name", "county", "received", "known_places", "mean", "most", "unvisited", "unknown"],
    )  # fmt: skip
    chosen.append(code)
st.subheader(t("balance.officials"))
officials = view.ask(balance.balance, view.scope, balance.OFFICIALS)
st.caption(text("how", balance.OFFICIALS, view.language))
for line in wording.balance(officials, view.language):
    st.caption(line)
panels.table(
    view, officials.rows, "balance_officials", columns=["name", "county", "township", "visits"],
    about=balance.OFFICIALS,
)  # fmt: skip
for code in filter(None, chosen):
    frame.open_place(code)
