"""The faults of the city's shapes: how many of each kind, how to mend them, and where they are."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import frame
from dashboard.frame.frame import View
from dashboard.panels import layer_map, panels
from geodata.base.messages import text
from geodata.figures import layers
from geodata.figures.layers import LayerQuery
from geodata.land import problems


def show(view: View) -> None:
    """Counts with the remedy, the map, and every fault as a row; a row opens its place."""
    t = view.t
    counts = view.ask(problems.counts)
    if counts.empty:
        st.success(t("data.no_problems"))
        return
    words = {kind: text("class", kind, view.language) for kind in counts["problem"]}
    panels.table(
        view,
        counts.assign(
            problem=counts["problem"].map(words),
            mend=[text("mend", kind, view.language) for kind in counts["problem"]],
        ),
        "problem_counts",
        columns=None,
    )
    query = LayerQuery("geometry_problems", problems.LEVELS[0], view.scope)
    layer_map.draw(view, query, key="problems", levels=problems.LEVELS, height=420)
    rows = view.ask(layers.layer, query).rows
    st.caption(t("data.problems_map", rows=f"{min(len(rows), problems.MOST_DRAWN):,}"))
    listed = rows.drop(columns="code").rename(columns={"place_code": "code"})
    words_of_slivers = {
        of: text("class", of, view.language) for of in ("overlap", "gap", "outside_parent")
    }
    code = panels.table(
        view,
        listed.assign(
            problem=listed["problem"].map(words),
            detail=listed["detail"].map(lambda one: words_of_slivers.get(one, one)),
        ),
        "problems",
        columns=["problem", "name", "county", "township", "code", "other_code", "area_m2", "share",
                 "detail", "source"],
    )  # fmt: skip
    if code:
        frame.open_place(code)
