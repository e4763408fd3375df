"""What a load has to say of itself: warnings, and figures of closed months that it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.frame.plain import plain
from geodata.base.messages import Language
from geodata.output import wording


def show(
    warnings: Sequence[tuple[str, Mapping[str, object]]], months: Sequence[str], language: Language
) -> None:
    """Each warning, and the lines of the closed months below one another, the first a heading."""
    for code, values in warnings:
        st.warning(plain(wording.warning(code, values, language)))
    if months:
        head, *rest = (plain(one.strip()) for one in months)
        st.warning("  \n".join([f"**{head}**", *rest]), icon=":material/history:")
