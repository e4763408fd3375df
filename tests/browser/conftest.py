"""A real dashboard on a real snapshot, and a real Chromium that tells on every fault."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright

from etl import demo
from etl.pipeline import load
from geodata.store.snapshots import Store

NOW = datetime(2026, 11, 1, 9, 0)
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
#: A machine that has other work too is slow, and not wrong: what is awaited ends the waiting.
_WAIT_MS = 60_000
expect.set_options(timeout=_WAIT_MS)
_NOTE_RUNS = """() => {
    window.guatuRan = false;
    new MutationObserver(() => { window.guatuRan = true; }).observe(
        document.querySelector('[data-testid=stApp]'),
        { attributes: true, attributeFilter: ['data-test-script-state'] });
}"""


@dataclass
class Served:
    """A running dashboard."""

    url: str
    store: Store
    city: Path


@dataclass
class Visitor:
    """A page of the browser, and everything that went wrong in it."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> None:
        """Go to a path and wait until the page stands."""
        self.page.goto(self.base + path)
        self.settle()

    def settle(self) -> None:
        """Wait until Streamlit has finished drawing."""
        self.page.locator("h1").first.wait_for(timeout=_WAIT_MS)
        self.page.wait_for_function(
            "document.querySelector('[data-testid=stApp]')"
            "?.getAttribute('data-test-script-state') === 'notRunning'",
            timeout=_WAIT_MS,
        )

    @contextmanager
    def rerun(self) -> Iterator[None]:
        """What is done within makes the page run again: wait until it has."""
        self.page.evaluate(_NOTE_RUNS)
        yield
        self.page.wait_for_function("window.guatuRan", timeout=_WAIT_MS)
        self.settle()

    def map(self, level: str | None = None) -> Frame:
        """The frame of the map, once it has drawn (a level, where one is named)."""
        handle = self.page.wait_for_selector("iframe[title*='streamlit_folium']", timeout=_WAIT_MS)
        frame = handle.content_frame() if handle else None
        assert frame is not None
        wanted = f'[data-level="{level}"]' if level else ""
        frame.wait_for_selector(f'.leaflet-container[data-ready="true"]{wanted}', timeout=_WAIT_MS)
        return frame


def start(
    store: Path,
    *options: str,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> tuple[subprocess.Popen[bytes], str]:
    """Serve a store on a free port, with more in the environment and in a working folder where they
    are given; the process and its URL, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "dashboard.server.serve",
        "--store",
        str(store),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
        env={**os.environ, **(environment or {})},
    )  # fmt: skip
    url = f"http://localhost:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return process, url
        except OSError:
            assert process.poll() is None, "the server ended"
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    city, store = folder / "city", Store(folder / "store")
    demo.write(city, places=1000, seed=1)
    load(city, store, now=NOW)
    process, url = start(store.folder)
    yield Served(url, store, city)
    process.terminate()
    process.wait(timeout=60)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        message = "Chromium is not there: install it (apt-get install chromium fonts-noto-cjk)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield browser
        browser.close()


def new_visitor(browser: Browser, base: str) -> Visitor:
    page = browser.new_page(viewport={"width": 1366, "height": 900}, locale="zh-CN")
    visitor = Visitor(page, base)
    page.on("pageerror", lambda error: visitor.faults.append(f"script: {error}"))
    page.on(
        "console",
        lambda message: (
            visitor.faults.append(f"console: {message.text}") if message.type == "error" else None
        ),
    )
    page.on("dialog", lambda dialog: visitor.faults.append(f"dialog: {dialog.message}"))

    def note(url: str) -> None:
        visitor.requests.append(url)
        if not url.startswith((base, "data:", "blob:")):
            visitor.faults.append(f"leaves this machine: {url}")

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda one: note(one.url.replace("ws://", "http://")))
    return visitor


@pytest.fixture
def visitor(browser: Browser, served: Served) -> Iterator[Visitor]:
    visitor = new_visitor(browser, served.url)
    yield visitor
    visitor.page.close()
    assert visitor.faults == []
