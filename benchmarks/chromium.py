"""The browser of this machine, kept from fetching anything by itself."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def launch(playwright: Playwright) -> Browser:
    """Start it; ends the program with a sentence where there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("Chromium is needed: apt-get install chromium fonts-noto-cjk")
    return playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
