"""Start the server: ``python -m dashboard.serve --store FOLDER --port P`` (see ``guatu serve``)."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from streamlit.web import cli

from dashboard import publishing

_OPTIONS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "runner.magicEnabled": "false",  # a page says what it draws
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "theme.base": "light",
    "theme.primaryColor": "#2c7bb6",
    "theme.font": 'system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
}
_UPLOAD_MEGABYTES = 500  # held in memory until it is unpacked


def main() -> None:
    """Serve one store on one port, on this machine alone unless told otherwise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", required=True)
    parser.add_argument("--port", required=True)
    parser.add_argument("--address", default="localhost")
    parser.add_argument("--allow-publish", action="store_true")
    parser.add_argument("--city")
    given = parser.parse_args()
    os.environ["GUATU_STORE"] = given.store
    # what was said here decides, whatever the environment says
    os.environ[publishing.ALLOW] = "1" if given.allow_publish else ""
    os.environ[publishing.CITY] = given.city or ""
    options = {
        **_OPTIONS,
        "server.port": given.port,
        "server.address": given.address,
        "server.maxUploadSize": str(_UPLOAD_MEGABYTES if given.allow_publish else 1),
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    sys.argv = ["streamlit", "run", str(Path(__file__).parent / "server.py"), *flags]
    cli.main()


if __name__ == "__main__":
    main()
