"""The app: one frame of shared filters, and the pages inside it."""

from __future__ import annotations

import streamlit as st

from dashboard import frame

st.set_page_config(page_title="挂图 Guatu", page_icon=":material/map:", layout="wide")
page = frame.render()
page.run()
