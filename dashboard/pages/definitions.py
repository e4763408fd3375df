"""What the figures mean: period, scope, change, and each figure."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import frame
from geodata.figures import definitions

st.markdown(definitions.page(frame.current().language))
