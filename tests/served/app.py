"""The app as its server runs it: with no folder called pages beside the script, which Streamlit's
own tests would take for its old kind of app and run a page without its frame."""

import runpy

runpy.run_module("dashboard.app")
