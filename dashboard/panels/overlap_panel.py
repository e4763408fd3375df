"""What lies over the same land as a place: a grid's communities, a community's grids."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame import frame
from dashboard.frame.frame import View
from dashboard.panels import panels
from geodata.base.messages import text
from geodata.land import places
from geodata.output import wording


def show(view: View, code: str) -> None:
    """The places of parallel layers with their shares, a row opens one; nothing where there are
    none."""
    rows = view.ask(places.overlaps, code)
    if rows.empty:
        return
    st.subheader(view.t("place.overlaps"))
    st.caption(view.t("place.overlaps_note"))
    shown = pd.DataFrame(
        {
            "code": rows["other_code"],
            "other_code": rows["other_code"],
            "other_name": rows["other_name"],
            "other_kind": [text("kind", kind, view.language) for kind in rows["other_kind"]],
            "area_m2": rows["area_m2"].round(),
            "share_text": [wording.percent(share) for share in rows["share"]],
            "other_share_text": [wording.percent(share) for share in rows["other_share"]],
        }
    )
    other = panels.table(view, shown, f"overlaps_{code}", columns=list(shown.columns[1:]))
    if other:
        frame.open_place(other)
