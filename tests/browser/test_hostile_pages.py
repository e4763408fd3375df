"""A city of hostile names in a real browser: nothing is fetched, nothing runs, names are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser

from browser.conftest import Visitor, new_visitor, start
from dashboard.frame.plain import JOINER
from etl.pipeline import load
from geodata.store.snapshots import Store
from security import hostile

pytestmark = pytest.mark.browser
#: Where the names of a city stand in most sorts of elements.
PATHS = ("/", "/coverage?layer=on_time", "/facts?about=facilities",
         "/projects?projects_show=board", "/data")  # fmt: skip


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    hostile.write(folder / "city")
    load(folder / "city", Store(folder / "store"), now=datetime(2026, 11, 1))
    process, url = start(folder / "store")
    yield url
    process.terminate()
    process.wait(timeout=60)


@pytest.fixture
def guest(browser: Browser, hostile_url: str) -> Iterator[Visitor]:
    visitor = new_visitor(browser, hostile_url)
    yield visitor
    visitor.page.close()


def shown(guest: Visitor) -> str:
    """The text of a page as it is read."""
    text = guest.page.locator("[data-testid=stApp]").inner_text()
    return " ".join(text.replace(JOINER, "").split())


def reads(guest: Visitor, text: str) -> None:
    """Wait until a text is read on the page."""
    guest.page.wait_for_function(
        "([text, joiner]) => document.querySelector('[data-testid=stApp]').innerText"
        ".replaceAll(joiner, '').split(/\\s+/).join(' ').includes(text)",
        arg=[text, JOINER],
    )


def test_names_are_read_and_never_drawn(guest: Visitor) -> None:
    """No request leaves the machine (the visitor tells on it), and there is no picture, formula,
    icon or link of a name; what is read is what the file says."""
    whole = " ".join(hostile.HOSTILE.split())
    for path in PATHS:
        guest.open(path)
        page = guest.page.locator("[data-testid=stApp]")
        for drawn in ("img[alt=evil]", "img[src*=evil]", ".katex", "a[href*='evil.example']"):
            assert page.locator(drawn).count() == 0, f"{path}: {drawn}"
        icons = page.locator("[data-testid=stIconMaterial]").all_inner_texts()
        assert "evil" not in icons
        reads(guest, whole)  # an element's own script may come after the page has run
        if path == "/":
            assert f"示例市 {whole} · 总览" in shown(guest)
    assert guest.faults == []


def test_the_map_of_hostile_names_runs_nothing(guest: Visitor) -> None:
    guest.open("/coverage?level=township")
    frame = guest.map("township")
    assert frame.locator("img[src*=evil]").count() == 0
    assert guest.faults == []
