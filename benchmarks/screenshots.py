"""The pictures of the README: every page, in both languages, as a browser shows it.

``python -m benchmarks.screenshots`` (or ``make screenshots``) writes the fictional city, loads it,
serves it, and saves what Chromium shows to ``docs/screenshots/<page>_<language>.png``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import chromium
from benchmarks.served import served
from etl import demo
from etl.pipeline import load
from geodata.base.messages import LANGUAGES, Language
from geodata.store.snapshots import Store

PAGES = (
    "overview", "movement", "balance", "coverage", "neglected", "workday", "roster", "officials",
    "projects", "companies", "matters", "facts", "rankings", "targets", "export", "data", "doubts",
)  # fmt: skip
FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"

_PLACES, _SEED = 4079, 1
_NOW = datetime(2026, 11, 1, 9, 0)  # fixed, so that the same code gives the same pictures
_WITH_MAP = {"overview", "movement", "balance", "coverage", "neglected", "projects", "facts"}
_LOCALES: dict[Language, str] = {"zh_CN": "zh-CN", "en": "en-GB"}
_WIDTH, _HEIGHT = 1366, 900
_WAIT_MS = 60_000
_COLOURS = 192
_STANDS = (
    "document.querySelector('[data-testid=stApp]')"
    "?.getAttribute('data-test-script-state') === 'notRunning'"
)
#: What a page draws after its script has ended: each of them, where there is one, has come.
_DRAWN = """() => [
    ['[data-testid=stVegaLiteChart]', 'canvas, svg'],
    ['[data-testid=stDataFrame]', 'canvas'],
].every(([box, inner]) =>
    [...document.querySelectorAll(box)].every((one) => one.querySelector(inner)))
&& !document.querySelector('[data-testid=stSkeleton]')"""


def main() -> None:
    """Take every picture, and print how large each is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        city, store = Path(folder) / "city", Store(Path(folder) / "store")
        demo.write(city, places=_PLACES, seed=_SEED)
        load(city, store, now=_NOW)
        with served(store.folder) as (_, base), _browser() as browser:
            for language in LANGUAGES:
                _take_all(browser, base, language)


def _take_all(browser: Browser, base: str, language: Language) -> None:
    page = browser.new_page(
        viewport={"width": _WIDTH, "height": _HEIGHT}, locale=_LOCALES[language]
    )
    for name in PAGES:
        path = "" if name == "overview" else name
        page.goto(f"{base}/{path}?lang={language}")
        _settle(page, has_map=name in _WITH_MAP)
        target = FOLDER / f"{name}_{language}.png"
        page.screenshot(path=target, animations="disabled")
        _quantise(target)
        print(f"{target.name:24}{target.stat().st_size / 1024:6.0f} KB", flush=True)
    page.close()


def _settle(page: Page, *, has_map: bool) -> None:
    """Wait until all that the page shows is there."""
    page.locator("h1").first.wait_for(timeout=_WAIT_MS)
    page.wait_for_function(_STANDS, timeout=_WAIT_MS)
    if has_map:
        inside = page.frame_locator("iframe[title*='streamlit_folium']")
        ready = inside.locator('.leaflet-container[data-ready="true"]')
        ready.first.wait_for(timeout=_WAIT_MS)
    page.wait_for_function(_DRAWN, timeout=_WAIT_MS)
    page.wait_for_function(_STANDS, timeout=_WAIT_MS)  # a map may have asked for one more run
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")


def _quantise(path: Path) -> None:
    """The commonest colours as they are, every other as the nearest of them: legends stay true."""
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    colours, index, counts = np.unique(
        pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    kept = colours[np.argsort(-counts, kind="stable")[:_COLOURS]].astype(np.int32)
    nearest = [int(np.argmin(((kept - colour) ** 2).sum(axis=1))) for colour in colours]
    few = Image.fromarray(np.array(nearest, np.uint8)[index].reshape(pixels.shape[:2]), "P")
    few.putpalette(kept.astype(np.uint8).tobytes())
    few.save(path, optimize=True)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
