"""What the figures rest on: snapshot, sources, licences, rows accepted and what to mend."""

from __future__ import annotations

import streamlit as st

from dashboard.desk import desk
from dashboard.frame import frame
from dashboard.frame.plain import plain
from dashboard.panels import load_panel, panels, problem_panel, quarantine
from dashboard.server import publishing
from geodata.base.messages import text
from geodata.output import closed_words, rejects, status, wording

view = frame.current()
t = view.t
st.title(t("data.title"))
facts = view.ask(status.facts, view.scope.known_on)
st.write(
    t(
        "data.snapshot",
        snapshot=view.snapshot_id,
        loaded_at=facts.loaded_at,
        city=plain(view.city.name),
    )
)
row = panels.card_row("data")
row.metric(t("data.accepted"), t("data.rows", rows=f"{facts.accepted:,}"))
row.metric(t("data.quarantined"), t("data.rows", rows=f"{facts.quarantined:,}"))
row.metric(
    t("data.places"),
    f"{sum(facts.places.values()):,}",
    help=t("frame.comma").join(
        f"{text('kind', kind, view.language)} {n:,}" for kind, n in facts.places.items()
    ),
)
load_panel.show(facts.warnings, view.ask(closed_words.kept_lines, view.language), view.language)
panels.notices(view)
if publishing.allowed():
    desk.show(view.language, t)
st.subheader(t("data.reasons"))
quarantine.show(facts.reasons, view.language, t)
if facts.quarantined:
    st.download_button(
        t("data.rejects"),
        data=lambda: view.ask(rejects.workbook, view.language) or b"",
        file_name=rejects.FILE_NAME,
        help=t("data.rejects_note"),
        on_click="ignore",
        icon=":material/download:",
    )
if not facts.unknown_people.empty:
    st.subheader(t("data.unknown_people"))
    st.caption(t("data.unknown_people_note"))
    panels.table(
        view, wording.in_words(facts.unknown_people, view.language), "unknown_people",
        columns=["person", "their_unit", "who", "candidates", "rows", "visits", "table_name",
                 "source_file", "source_row"],
    )  # fmt: skip
st.subheader(t("data.sources"))
panels.table(
    view, wording.in_words(facts.sources, view.language), "sources",
    columns=["table_name", "source_file", "rows_in", "accepted", "quarantined", "set_aside",
             "encoding", "header_row", "matched", "ignored_columns", "licence", "sha256"],
)  # fmt: skip
if facts.before:
    st.subheader(t("data.changes"))
    st.caption(t("data.changes_since", snapshot=facts.before))
    panels.table(view, wording.in_words(facts.changes, view.language), "changes", columns=None)
    if not facts.changed_rows.empty:
        with st.expander(t("data.changed_rows")):
            rows = wording.in_words(facts.changed_rows, view.language)
            panels.table(view, rows, "changed_rows", columns=None)
st.subheader(t("data.problems"))
problem_panel.show(view)
st.subheader(t("data.licences"))
for licence in facts.licences or [t("data.no_licence")]:
    st.text(licence)
