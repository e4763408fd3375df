"""Every page on every screen: nothing is cut, nothing scrolls sideways, what leads is above the fold."""

from __future__ import annotations

import pytest

from browser.conftest import Visitor
from geodata.base.messages import LANGUAGES, Language

pytestmark = pytest.mark.browser

PAGES = (
    "overview", "movement", "balance", "coverage", "neglected", "workday", "roster", "officials",
    "projects",
    "companies", "matters", "facts", "rankings", "targets", "export", "data", "doubts",
)  # fmt: skip
#: Of a phone, of a laptop enlarged by a quarter, of a laptop, of a desk, of a wall; CSS pixels.
SCREENS = ((390, 844), (1093, 614), (1366, 768), (1920, 1080), (3840, 2160))
#: Of the height of a screen, how much map is to be seen without scrolling.
MAP_SHARE = {"overview": {768: 0.4, 1080: 0.5, 2160: 0.6},
             "coverage": {768: 0.5, 1080: 0.55, 2160: 0.6}}  # fmt: skip
_CUT = """() => [...document.querySelectorAll('[data-testid=stMetricValue], [data-testid=stMetricValue] *')]
    .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
    .map(one => one.innerText)"""
#: Labels that run into the sign behind them.
_OVER = """() => [...document.querySelectorAll('[data-testid=stMetricLabel]:has(button)')]
    .filter(one => Math.round(one.querySelector('p').getBoundingClientRect().right)
        > Math.round(one.querySelector('button').getBoundingClientRect().left) + 1)
    .map(one => one.innerText)"""
_BROKEN = """() => [...document.querySelectorAll('[data-testid=stMetricValue] p')]
    .filter(one => /^[\\d,.%]+$/.test(one.innerText) && one.getClientRects().length
        && one.clientHeight > 2 * parseFloat(getComputedStyle(one).fontSize)).map(one => one.innerText)"""
_SIDEWAYS = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
    .map(one => one.scrollWidth - one.clientWidth)"""
_FIRST = """() => document.querySelector('[data-testid=stMetricValue]')?.getBoundingClientRect().bottom"""
_MAP = """() => {
    const seen = document.querySelector('iframe[data-fills]').getBoundingClientRect();
    return (Math.min(seen.bottom, innerHeight) - seen.top) / innerHeight;
}"""


def steady(visitor: Visitor) -> None:
    """Wait until two frames have been drawn as the one before."""
    visitor.page.wait_for_function(
        """() => {
            const now = document.querySelector('[data-testid=stMain]').innerText.length
                + '/' + document.querySelector('[data-testid=stMain]').scrollWidth
                + '/' + [...document.querySelectorAll('iframe, [data-testid=stMetric]')]
                    .map(one => JSON.stringify(one.getBoundingClientRect())).join();
            const same = window.guatuSeen === now;
            window.guatuSeen = now;
            return same;
        }""",
        polling=200,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_every_screen(visitor: Visitor, name: str, language: Language) -> None:
    visitor.open(f"/{'' if name == 'overview' else name}?lang={language}")
    if name in MAP_SHARE:
        visitor.map()
    for width, height in SCREENS:
        visitor.page.set_viewport_size({"width": width, "height": height})
        steady(visitor)
        where = f"{name} at {width}×{height}"
        assert visitor.page.evaluate(_CUT) == [], where
        assert visitor.page.evaluate(_OVER) == [], where
        assert visitor.page.evaluate(_BROKEN) == [], where
        assert max(visitor.page.evaluate(_SIDEWAYS)) <= 1, where
        if name == "overview":
            assert visitor.page.evaluate(_FIRST) < height, where
        if width >= 1366 and name in MAP_SHARE:
            share = visitor.page.evaluate(_MAP)
            assert share >= MAP_SHARE[name][height], f"{where}: {share:.2f}"


@pytest.mark.parametrize(("language", "tag", "title"), [
    ("zh_CN", "zh-CN", "覆盖 · 示例市"), ("en", "en", "Coverage · 示例市"),
])  # fmt: skip
def test_the_document_says_its_page_and_its_language(
    visitor: Visitor, language: Language, tag: str, title: str
) -> None:
    visitor.open(f"/coverage?lang={language}")
    visitor.page.wait_for_function("title => document.title === title", arg=title)
    assert visitor.page.evaluate("document.documentElement.lang") == tag


def test_another_language_is_said_without_a_new_document(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.page.get_by_test_id("stSidebar").get_by_text("English", exact=True).click()
    visitor.page.wait_for_function("document.documentElement.lang === 'en'")


def test_on_a_phone_the_bar_is_folded_and_the_navigation_closes(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.open("/")
    area = visitor.page.get_by_label("地区")
    folded = visitor.page.get_by_text("筛选 2026年10月 · 示例市")
    area.wait_for(state="hidden")
    folded.click()
    area.wait_for(state="visible")
    visitor.page.get_by_test_id("stExpandSidebarButton").click()
    inside = visitor.page.get_by_test_id("stSidebarNav").get_by_text("覆盖", exact=True)
    inside.click()
    visitor.page.wait_for_function(
        "document.querySelector('[data-testid=stSidebar]').dataset.collapsed === 'true'"
    )


def test_the_map_follows_the_window(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 1366, "height": 768})
    visitor.open("/coverage?level=township")
    frame = visitor.map("township")
    before = frame.evaluate("document.querySelector('.leaflet-container').clientHeight")
    visitor.page.set_viewport_size({"width": 1366, "height": 1168})
    frame.wait_for_function(
        "high => document.querySelector('.leaflet-container').clientHeight >= high + 200",
        arg=before,
    )
    visitor.map("township")
