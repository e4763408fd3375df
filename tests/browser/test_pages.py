"""Every page in both languages, in a real browser, with the network cable pulled."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import Served, Visitor
from dashboard.frame.texts import translator
from geodata.base.messages import LANGUAGES, Language

pytestmark = pytest.mark.browser

PAGES = (
    "overview", "movement", "balance", "coverage", "neglected", "workday", "roster", "officials",
    "projects",
    "companies", "matters", "facts", "rankings", "targets", "export", "data", "doubts",
)  # fmt: skip
WITH_MAP = {"overview": "county", "coverage": None, "neglected": "place", "projects": "project",
            "facts": "place", "balance": "place"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_stands(visitor: Visitor, language: Language) -> None:
    t = translator(language)
    visitor.open(f"/?lang={language}")
    for name in PAGES:
        visitor.page.get_by_test_id("stSidebarNav").get_by_text(
            t(f"nav.{name}"), exact=True
        ).click()
        if name != "overview":
            visitor.page.wait_for_url(re.compile(f"/{name}"))
        visitor.settle()
        shown = visitor.page.locator("body").inner_text()
        assert "⟦" not in shown, f"{name} has an untranslated key"
        assert visitor.page.get_by_test_id("stException").count() == 0, name
        if language == "en":
            expect(visitor.page).to_have_url(re.compile(f"lang={language}"))
        if name in WITH_MAP:
            frame = visitor.map(WITH_MAP[name])
            drawn = frame.locator(".leaflet-container").first.get_attribute("data-drawn")
            assert int(drawn or 0) >= 2, f"{name} drew {drawn} shapes"
            assert "⟦" not in frame.locator("body").inner_text()


def test_hovering_tells_name_and_figure_of_the_awkward_village(
    visitor: Visitor, served: Served
) -> None:
    ((code, name),) = served.store.current().rows(
        "SELECT code, name FROM place WHERE name LIKE '<img%'"
    )
    visitor.open("/coverage?layer=days_since_visit&level=place")
    frame = visitor.map("place")
    frame.evaluate("code => window.guatuMap.hover(code)", code)
    tip = frame.locator(".guatu-tip, .guatu-tooltip").first
    expect(tip).to_contain_text(name)
    expect(tip).to_contain_text("天")


def test_a_link_brings_the_same_view(visitor: Visitor) -> None:
    visitor.open("/coverage?lang=en&layer=pairing_coverage&level=township&as_of=2026-06-30")
    visitor.map("township")
    expect(visitor.page.locator("h1")).to_have_text("Coverage")
    expect(visitor.page.get_by_label("Layer")).to_have_value("Pairing coverage")
    assert "as_of=2026-06-30" in visitor.page.url


def test_another_filter_sends_values_and_no_shapes(visitor: Visitor) -> None:
    visitor.open("/coverage?level=place")
    visitor.map("place")
    visitor.requests.clear()
    visitor.page.get_by_text("轮次", exact=True).click()
    visitor.page.wait_for_url(re.compile("period="))
    visitor.settle()
    visitor.map("place")
    assert any("/values/" in url for url in visitor.requests)
    assert not [url for url in visitor.requests if "/shapes/" in url]


def test_a_click_on_the_map_opens_the_place(visitor: Visitor) -> None:
    visitor.open("/coverage?level=county")
    frame = visitor.map("county")
    box = frame.locator(".leaflet-container").first.bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    visitor.page.wait_for_url(re.compile(r"/place\?.*place=99"))
    visitor.settle()
    expect(visitor.page.get_by_text("县(市、区)").first).to_be_visible()


def test_a_click_on_a_dot_opens_the_project(visitor: Visitor) -> None:
    visitor.open("/projects")
    frame = visitor.map("project")
    frame.locator(".leaflet-container").first.scroll_into_view_if_needed()
    spot = frame.evaluate("window.guatuMap.hover('P012')")
    box = frame.locator(".leaflet-container").first.bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + spot["x"] + 2, box["y"] + spot["y"] - 2)
    visitor.page.wait_for_url(re.compile(r"/project\?.*project=P012"))
    visitor.settle()
    expect(visitor.page.locator("h1")).to_have_text(spot["name"])


def test_a_figure_opens_into_its_rows(visitor: Visitor) -> None:
    visitor.open("/?lang=en")
    visitor.page.get_by_role("button", name=re.compile(r"^[\d,]+ . [\d,]+$")).first.click()
    dialog = visitor.page.get_by_role("dialog")
    expect(dialog).to_contain_text("How computed:")
    expect(dialog.get_by_text("The rest").first).to_be_visible()
    expect(dialog.get_by_text(re.compile(r"[\d,]+ rows")).first).to_be_visible()


def test_the_export_page_hands_over_a_file(visitor: Visitor) -> None:
    visitor.open("/export?format=csv")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="下载").first.click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("code,name,kind")
    assert len(text.splitlines()) == 1001


def test_what_has_no_value_stays_inside_its_card(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 1366, "height": 900})
    visitor.open("/?lang=en&period=2001-01")
    card = '[data-testid="stMetric"]:has-text("before the data")'
    visitor.page.wait_for_selector(card)
    wide = visitor.page.eval_on_selector_all(
        card,
        """cards => cards.map(card => {
            const words = document.createRange();
            words.selectNodeContents(card.querySelector('[data-testid="stMetricValue"]'));
            return words.getBoundingClientRect().right - card.getBoundingClientRect().right;
        })""",
    )
    assert wide
    assert max(wide) <= 0
