"""Places without a polygon: dots that can be clicked, and estimated cells that say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.conftest import Visitor, new_visitor, start
from dashboard.frame.texts import translator
from test_problems import Scene, Shape, box, loaded

pytestmark = pytest.mark.browser
NOW = datetime(2026, 4, 20, 9, 0)
VILLAGES: dict[str, Shape] = {
    "01": box(0, 0, 800, 1000), "02": box(700, 0, 900, 500), "03": (1000.0, 800.0),
    "04": (1800.0, 500.0),
}  # fmt: skip


def visiting(browser: Browser, folder: Path, extra: str) -> Iterator[Visitor]:
    loaded(folder, NOW, [Scene(VILLAGES, box(0, 0, 2000, 1000))], extra=extra)
    process, url = start(folder / "store")
    visitor = new_visitor(browser, url)
    yield visitor
    visitor.page.close()
    process.terminate()
    process.wait(timeout=60)
    assert visitor.faults == []


@pytest.fixture
def dots(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    yield from visiting(browser, tmp_path, "")


@pytest.fixture
def cells(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    yield from visiting(browser, tmp_path, "estimate = true")


def test_a_dot_is_drawn_and_opens_its_place(dots: Visitor) -> None:
    dots.open("/coverage?layer=visit_coverage&level=place")
    frame = dots.map("place")
    container = frame.locator(".leaflet-container").first
    expect(container).to_have_attribute("data-drawn", "4")
    expect(frame.locator(".guatu-legend")).not_to_contain_text("估算")
    spot = frame.evaluate("code => window.guatuMap.hover(code)", "990101101204")
    container.click(position={"x": spot["x"] + 3, "y": spot["y"] - 2})  # on the rim of the dot
    dots.page.wait_for_url(re.compile(r"/place\?.*place=990101101204"))
    expect(dots.page.locator("h1")).to_contain_text("04村")


def test_estimated_cells_are_told_in_the_legend_and_beside_the_place(cells: Visitor) -> None:
    cells.open("/coverage?layer=visit_coverage&level=place")
    frame = cells.map("place")
    estimated = translator("zh_CN")("map.estimated")
    assert estimated == "估算范围，非勘界"
    expect(frame.locator(".guatu-legend")).to_contain_text(estimated)
    frame.evaluate("code => window.guatuMap.hover(code)", "990101101204")
    expect(frame.locator(".guatu-tooltip")).to_contain_text(estimated)
    frame.evaluate("code => window.guatuMap.hover(code)", "990101101201")
    expect(frame.locator(".guatu-tooltip")).not_to_contain_text(estimated)


def test_the_data_page_shows_the_faults(cells: Visitor) -> None:
    cells.open("/data")
    frame = cells.map("problem_shape")
    expect(frame.locator(".leaflet-container").first).to_have_attribute("data-drawn", "1")
    expect(frame.locator(".guatu-legend")).to_contain_text("重叠")
    cells.open("/data?lang=en")
    expect(cells.page.locator("body")).to_contain_text("Official borders are never moved")
