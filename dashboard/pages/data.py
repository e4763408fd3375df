"""What the figures rest on: snapshot, sources, licences, rows accepted and what to mend."""

from __future__ import annotations

import streamlit as st

from dashboard import (
    data_answers,
    frame,
    panels,
    problem_panel,
    publish_panel,
    publishing,
    quarantine,
)
from geodata import rejects
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("data.title"))
facts = data_answers.facts(view.snapshot_id, view.scope.as_of)
st.write(
    t("data.snapshot", snapshot=view.snapshot_id, loaded_at=facts.loaded_at, city=view.city.name)
)
accepted, quarantined, places = st.columns(3)
accepted.metric(t("data.accepted"), t("data.rows", rows=f"{facts.accepted:,}"))
quarantined.metric(t("data.quarantined"), t("data.rows", rows=f"{facts.quarantined:,}"))
places.metric(
    t("data.places"),
    f"{sum(facts.places.values()):,}",
    help=t("frame.comma").join(
        f"{text('kind', kind, view.language)} {n:,}" for kind, n in facts.places.items()
    ),
)
for code, values in facts.warnings:
    st.warning(text("warning", code, view.language, **values))
panels.notices(view)
if publishing.allowed():
    publish_panel.show(view)
st.subheader(t("data.reasons"))
quarantine.show(facts.reasons, view.language, t)
if facts.quarantined:
    st.download_button(
        t("data.rejects"),
        data=lambda: data_answers.rejects_workbook(view.snapshot_id, view.language),
        file_name=rejects.FILE_NAME,
        help=t("data.rejects_note"),
        on_click="ignore",
        icon=":material/download:",
    )
st.subheader(t("data.sources"))
panels.table(
    view, data_answers.in_words(facts.sources, view.language), "sources",
    columns=["table_name", "source_file", "rows_in", "accepted", "quarantined", "set_aside",
             "encoding", "header_row", "matched", "ignored_columns", "licence", "sha256"],
)  # fmt: skip
if facts.before:
    st.subheader(t("data.changes"))
    st.caption(t("data.changes_since", snapshot=facts.before))
    panels.table(view, data_answers.in_words(facts.changes, view.language), "changes", columns=None)
    if not facts.changed_rows.empty:
        with st.expander(t("data.changed_rows")):
            rows = data_answers.in_words(facts.changed_rows, view.language)
            panels.table(view, rows, "changed_rows", columns=None)
st.subheader(t("data.problems"))
problem_panel.show(view)
st.subheader(t("data.licences"))
for licence in facts.licences or [t("data.no_licence")]:
    st.text(licence)
