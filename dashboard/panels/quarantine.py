"""Rows that were put aside, as a clerk wants them: what to mend first, where, and how."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.frame.plain import plain
from dashboard.frame.texts import Translate
from geodata.base.messages import Language, text
from geodata.output import rejects, wording
from geodata.output.rejects import Example, Reason

_FIRST = 5
_SHOWN_CHARACTERS = 60


def show(reasons: Sequence[Reason], language: Language, t: Translate) -> None:
    """Every reason with three examples and the remedy, the most rows first."""
    if not reasons:
        st.success(t("data.no_reasons"))
        return
    st.caption(t("data.reasons_note"))
    for one in reasons[:_FIRST]:
        _reason(one, language, t)
    if len(reasons) > _FIRST:
        with st.expander(t("data.more_reasons", reasons=len(reasons) - _FIRST)):
            for one in reasons[_FIRST:]:
                _reason(one, language, t)


def _reason(one: Reason, language: Language, t: Translate) -> None:
    where = rejects.where(one.header, one.column, language)
    with st.container(border=True):
        count, told = st.columns([1, 6])
        count.metric(
            plain(wording.source(one.source, language)), t("data.rows", rows=f"{one.rows:,}")
        )
        told.markdown(
            f"**{plain(where)}{t('data.colon')}{plain(text('reason', one.code, language))}**  \n"
            f"{t('data.remedy')}{t('data.colon')}{plain(text('remedy', one.code, language))}"
        )
        told.caption("  \n".join(_example(example, t) for example in one.examples))


def _example(example: Example, t: Translate) -> str:
    value = " ".join((example.value or "").split())
    if len(value) > _SHOWN_CHARACTERS:
        value = value[:_SHOWN_CHARACTERS] + "…"
    return t(
        "data.example", file=plain(example.file), row=f"{example.row:,}",
        value=plain(value) or t("data.empty"),
    )  # fmt: skip
