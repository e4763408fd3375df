"""The app: one frame of shared filters, and the pages inside it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.desk import desk
from dashboard.frame import frame
from dashboard.frame.turns import TURNS

icon = Path(__file__).parent / "static" / "icon.svg"  # a named icon would be fetched from outside
st.set_page_config(
    page_title="挂图 Guatu", page_icon=str(icon), layout="wide", initial_sidebar_state=216
)
with TURNS:
    page = frame.render(desk.show_first)
    try:
        page.run()
    finally:  # also after a page that stopped early
        frame.say_refused()
