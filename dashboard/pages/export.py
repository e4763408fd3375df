"""For analysts: a layer, a format, a day; the same rows as map and table."""

from __future__ import annotations

import streamlit as st

from dashboard import answers, fact_answers, filters, frame, panels
from geodata import export
from geodata.layers import LAYERS, LayerQuery
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("export.title"))
st.write(t("export.intro"))
first, second, third = st.columns(3)
with first:
    name = filters.choose(
        t("coverage.layer"), "layer", LAYERS, name=lambda one: text("layer", one, view.language),
        default="neglected",
    )  # fmt: skip
topic = None
known = fact_answers.attributes(view.snapshot_id)
if name == "place_attribute" and known:
    topic = filters.choose(
        t("coverage.attribute"), "drawn", known, default=known[0], name=str, inline=True
    )
own_level = {"projects": "project", "geometry_problems": "problem"}
levels = [own_level[name]] if name in own_level else list(answers.levels(view.snapshot_id))
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
query = LayerQuery(name, level, panels.scope_with(view, topic=topic))
layer = answers.layer(view.snapshot_id, query)
st.caption(t("export.facts", rows=f"{len(layer.rows):,}", as_of=view.scope.as_of))
st.download_button(
    t("export.download"),
    data=lambda: export.write(
        answers.snapshot(view.snapshot_id), layer, form, language=view.language
    ),
    file_name=f"guatu_{name}_{level}_{view.scope.as_of}.{form}",
    type="primary",
    icon=":material/download:",
    on_click="ignore",
)
st.subheader(t("export.preview"))
st.dataframe(export.table(layer, language=view.language).head(50), hide_index=True)
