"""What the figures rest on: snapshot, sources, licences, rows accepted and quarantined."""

from __future__ import annotations

import streamlit as st

from dashboard import answers, frame, panels
from geodata.messages import text

view = frame.current()
t = view.t
st.title(t("data.title"))
facts = answers.facts(view.snapshot_id, view.scope.as_of)
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
panels.notices(view)
st.subheader(t("data.sources"))
panels.table(
    view, facts.sources, "sources",
    columns=["table_name", "source_file", "rows_in", "accepted", "quarantined", "set_aside",
             "encoding", "header_row", "matched", "ignored_columns", "licence", "sha256"],
)  # fmt: skip
st.subheader(t("data.reasons"))
if facts.reasons.empty:
    st.success(t("data.no_reasons"))
else:
    reasons = facts.reasons.assign(
        reason=facts.reasons["reason"].map(lambda code: text("reason", code, view.language))
    )
    panels.table(view, reasons, "reasons", columns=None)
st.subheader(t("data.licences"))
for licence in facts.licences or [t("data.no_licence")]:
    st.text(licence)
