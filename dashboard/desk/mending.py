"""Rows that were put aside, mended in a grid; what is hidden in it stays as it came."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame.plain import plain
from dashboard.frame.texts import Translate
from dashboard.server.desk import Desk, Mended


def show(t: Translate, job: Desk) -> None:
    """A grid for each file with such rows, and one button for all of them."""
    done = len(job.rejected) - len(job.to_mend)
    if done:
        st.success(t("desk.mended", rows=done))
    if not job.to_mend:
        return
    st.markdown(f"**{t('desk.mend')}**")
    st.caption(t("desk.mend_note"))
    mended = []
    for (source, file), rows in groupby(job.to_mend, key=lambda one: (one["source"], one["file"])):
        kept = list(rows)
        st.caption(t("desk.mend_file", file=plain(file), rows=len(kept)))
        if found := _grid(t, job, source, file, kept):
            mended.append(found)
    changed = sum(len(one.rows) for one in mended)
    said = t("desk.save", rows=changed)
    if st.button(said, type="primary", disabled=not changed, key=f"mend_{job.checks}"):
        job.mend(mended)
        st.rerun()


def _grid(
    t: Translate, job: Desk, source: str, file: str, rows: list[dict[str, Any]]
) -> Mended | None:
    """One file's rows; those of them that somebody has changed."""
    width = max(len(one["headers"]) for one in rows)
    headers = next(one["headers"] for one in rows if len(one["headers"]) == width)
    number, why = t("desk.row"), t("desk.why")
    shown = pd.DataFrame(
        [[one["row"], one["reasons"], *_wide(one["shown"], width)] for one in rows],
        columns=range(width + 2),
    ).astype(dict.fromkeys(range(1, width + 2), "str"))
    names: dict[Any, Any] = {
        "0": st.column_config.NumberColumn(number, disabled=True, format="%d", pinned=True),
        "1": st.column_config.TextColumn(why, disabled=True, width="large"),
        **{str(at): st.column_config.TextColumn(head or "—") for at, head in enumerate(headers, 2)},
    }
    shown.columns = pd.Index([str(one) for one in shown.columns])
    edited = st.data_editor(
        shown, column_config=names, hide_index=True, num_rows="fixed",
        key=f"grid_{job.checks}_{source}_{file}",
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for one, cells in zip(rows, edited.itertuples(index=False), strict=True):
        now = ["" if cell is None else str(cell) for cell in cells[2:]]
        before = _wide(one["shown"], width)
        if now != before:
            came = _wide(one["came"], width)
            found[one["row"]] = [
                own if cell == hidden else cell
                for cell, hidden, own in zip(now, before, came, strict=True)
            ]
    return Mended(source, file, headers, found) if found else None


def _wide(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]
