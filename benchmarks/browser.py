"""How long until the map has drawn, in a real browser with an empty cache."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import chromium
from benchmarks.report import Report

#: From the moment the frame of the map begins to load until every shape in view has been painted.
_DRAWN = "performance.now()"


def measure(report: Report, store: Path, places: int) -> None:
    """Open the coverage page once to warm the server, then with a fresh browser context."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "dashboard.serve", "--store", str(store), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://localhost:{port}/_stcore/health")
        with sync_playwright() as playwright:
            browser = chromium.launch(playwright)
            for warm in (False, True):
                page = browser.new_context(viewport={"width": 1366, "height": 900}).new_page()
                page.goto(f"http://localhost:{port}/coverage")
                frame_element = page.wait_for_selector("iframe[title*=folium]", timeout=600_000)
                frame = frame_element.content_frame() if frame_element else None
                assert frame is not None
                frame.wait_for_selector('[data-ready="true"]', timeout=600_000)
                drawn = frame.evaluate(_DRAWN)
                if warm:
                    report.line(
                        "map drawn in the browser", drawn / 1000, "s", 1.5 if places < 10_000 else 2
                    )
                page.context.close()
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
