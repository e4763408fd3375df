"""For analysts: a layer, a format, a day; the same rows as map and table."""

from __future__ import annotations

import streamlit as st

from dashboard.answers.ask import snapshot
from dashboard.frame import filters, frame
from dashboard.frame.plain import plain
from dashboard.panels import layer_filters
from geodata.base.messages import text
from geodata.figures import layers, scope_words
from geodata.figures.layers import LAYERS
from geodata.output import export
from geodata.question import areas

view = frame.current()
t = view.t
st.title(t("export.title"))
st.write(t("export.intro"))
first, second, third = st.columns(3)
with first:
    name = layer_filters.choose_layer(view, LAYERS)
own_level = {"projects": "project", "geometry_problems": "problem"}
levels = [own_level[name]] if name in own_level else list(view.ask(areas.levels))
with second:
    level = filters.choose(
        t("coverage.level"), "export_level", levels, name=lambda one: text("kind", one, view.language),
        default="place" if "place" in levels else levels[0],
    )  # fmt: skip
with third:
    form = filters.choose(
        t("export.format"), "format", export.FORMATS, name=lambda one: t(f"format.{one}"),
        default="gpkg",
    )  # fmt: skip
query = layer_filters.choose_query(view, name, level)
layer = view.ask(layers.layer, query)
st.caption(
    t(
        "export.facts",
        rows=f"{len(layer.rows):,}",
        period=plain(view.ask(scope_words.told_for, view.scope, view.language)),
    )
)
st.download_button(
    t("export.download"),
    data=lambda: export.write(snapshot(view.snapshot_id), layer, form, language=view.language),
    file_name=f"guatu_{name}_{level}_{view.scope.period}.{form}",
    type="primary",
    icon=":material/download:",
    on_click="ignore",
)
st.subheader(t("export.preview"))
st.dataframe(export.table(layer, language=view.language).head(50), hide_index=True)
