"""Start the server: ``python -m dashboard.serve --store FOLDER --port P`` (see ``guatu serve``)."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from streamlit.web import cli

_OPTIONS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "theme.base": "light",
    "theme.primaryColor": "#2c7bb6",
    "theme.font": 'system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
}


def main() -> None:
    """Serve one store on one port, on this machine alone unless told otherwise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", required=True)
    parser.add_argument("--port", required=True)
    parser.add_argument("--address", default="localhost")
    given = parser.parse_args()
    os.environ["GUATU_STORE"] = given.store
    options = {**_OPTIONS, "server.port": given.port, "server.address": given.address}
    flags = [f"--{name}={value}" for name, value in options.items()]
    sys.argv = ["streamlit", "run", str(Path(__file__).parent / "server.py"), *flags]
    cli.main()


if __name__ == "__main__":
    main()
