"""How long until the map has drawn, in a real browser with an empty cache."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import chromium
from benchmarks.report import Report
from benchmarks.served import served

#: From the moment the frame of the map begins to load until every shape in view has been painted.
_DRAWN = "performance.now()"
#: Milliseconds of a step of the bar of periods, from the drag until it has been painted: the median.
_STEP = """async () => {
    const slider = document.querySelector(".guatu-time input"), spent = [];
    for (let at = 0; at <= slider.max; at += 1) {
        const begun = performance.now();
        slider.value = at;
        slider.dispatchEvent(new Event("input"));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        spent.push(performance.now() - begun);
    }
    return spent.sort((a, b) => a - b)[Math.floor(spent.length / 2)];
}"""


def measure(report: Report, store: Path, places: int) -> None:
    """Open the coverage page once to warm the server, then with a fresh browser context."""
    with served(store) as (_, url), sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for warm in (False, True):
            page = browser.new_context(viewport={"width": 1366, "height": 900}).new_page()
            page.goto(f"{url}/coverage")
            frame_element = page.wait_for_selector("iframe[title*=folium]", timeout=600_000)
            frame = frame_element.content_frame() if frame_element else None
            assert frame is not None
            frame.wait_for_selector('[data-ready="true"]', timeout=600_000)
            drawn = frame.evaluate(_DRAWN)
            if warm:
                report.line(
                    "map drawn in the browser", drawn / 1000, "s", 1.5 if places < 10_000 else 2
                )
                slider = frame.locator(".guatu-time input")
                slider.press("ArrowLeft")
                frame.wait_for_selector(".guatu-time.guatu-away", timeout=600_000)
                report.line("a step through the periods", frame.evaluate(_STEP), "ms", 50)
            page.context.close()
        browser.close()
