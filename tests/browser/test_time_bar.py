"""The bar of periods under a map: dragged, played, moved by keys; what it draws is what the page draws
where that period is chosen, and what stands beside the map says that it is of another."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, expect

from browser.conftest import Served, Visitor, new_visitor
from dashboard.frame.texts import translator

pytestmark = pytest.mark.browser
PAGE = "/coverage?layer=visit_coverage&level=place"
_STEP_MS = 50
_MARGIN = 3  # a runner that paints in software beside other tests
#: Milliseconds of each step from the drag until the picture has been painted, the fastest first.
_STEPS = """async () => {
    const slider = document.querySelector(".guatu-time input"), spent = [];
    for (const at of [...Array(12).keys(), ...Array(12).keys()]) {
        const begun = performance.now();
        slider.value = at;
        slider.dispatchEvent(new Event("input"));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        spent.push(performance.now() - begun);
    }
    return spent.sort((a, b) => a - b);
}"""
#: What is told where the pointer is on each of some places.
_TOLD = "codes => codes.map((code) => window.guatuMap.hover(code)?.label)"
#: What is told of the first place that lies left of the middle, and of the first to its right.
_LEFT_AND_RIGHT = """async () => {
    const map = window.guatuMap, middle = document.querySelector(".leaflet-container").clientWidth / 2;
    const index = await (await fetch(performance.getEntriesByType("resource")
        .find((one) => one.name.includes("/shapes/") && one.name.includes("/place/")).name)).json();
    const told = index.codes.map((code) => map.hover(code)).filter((one) => one?.label);
    return [told.find((one) => one.x < middle - 20).label, told.find((one) => one.x > middle + 20).label];
}"""
#: What is told of every place, without the period that it begins with where another is drawn.
_CLASSES = """async () => {
    const index = await (await fetch(performance.getEntriesByType("resource")
        .find((one) => one.name.includes("/shapes/") && one.name.includes("/place/")).name)).json();
    return index.codes.map((code) => window.guatuMap.hover(code)?.label?.split(" · ").at(-1));
}"""


def at(frame: Frame, period: str) -> None:
    expect(frame.locator(".guatu-time")).to_have_attribute("data-period", period)


def legend(frame: Frame) -> list[str]:
    return frame.locator(".guatu-legend li b").all_text_contents()


def moved(visitor: Visitor, period: str) -> Frame:
    """The map after its bar has been dragged to a period."""
    frame = visitor.map("place")
    slider = frame.locator(".guatu-time input")
    months = 2026 * 12 + 9  # October 2026 is the last
    year, month = map(int, period.split("-"))
    last = int(slider.get_attribute("max") or 0)
    slider.fill(str(last - (months - (year * 12 + month - 1))))
    at(frame, period)
    return frame


def test_what_is_dragged_to_is_what_is_drawn_where_it_is_chosen(visitor: Visitor) -> None:
    visitor.open(PAGE)
    frame = moved(visitor, "2026-07")
    drawn: tuple[Any, Any] = legend(frame), frame.evaluate(_CLASSES)
    expect(frame.locator(".guatu-legend summary")).to_contain_text("2026年7月")
    visitor.open(f"{PAGE}&period=2026-07")
    chosen = visitor.map("place")
    at(chosen, "2026-07")
    assert len(drawn[1]) > 900
    assert drawn == (legend(chosen), chosen.evaluate(_CLASSES))


def test_keys_move_it_and_a_space_plays(visitor: Visitor) -> None:
    visitor.open(PAGE)
    frame = visitor.map("place")
    at(frame, "2026-10")
    slider = frame.locator(".guatu-time input")
    slider.press("ArrowLeft")
    at(frame, "2026-09")
    expect(slider).to_have_attribute("aria-valuetext", "2026年9月")
    slider.press("ArrowLeft")
    at(frame, "2026-08")
    slider.press("ArrowRight")
    at(frame, "2026-09")
    slider.press(" ")
    at(frame, "2026-10")  # plays to the end, and stops there
    play = frame.locator(".guatu-time button").first
    expect(play).to_have_attribute("aria-label", translator("zh_CN")("map.play"))
    slider.press(" ")
    at(frame, "2025-11")  # from the beginning
    slider.press(" ")
    expect(play).to_have_attribute("aria-label", translator("zh_CN")("map.play"))


def test_another_period_is_said_to_be_another_and_leads_there(visitor: Visitor) -> None:
    visitor.open(PAGE)
    t = translator("zh_CN")
    frame = moved(visitor, "2026-08")
    bar = frame.locator(".guatu-time")
    expect(bar).to_contain_text(t("map.stays", period="2026年10月"))
    frame.get_by_role("button", name=t("map.back", period="2026年10月")).click()
    at(frame, "2026-10")
    expect(bar).not_to_contain_text(t("map.stays", period="2026年10月"))
    moved(visitor, "2026-08")
    with visitor.rerun():
        frame.get_by_role("button", name=t("map.leave")).click()
    visitor.page.wait_for_url(re.compile("period=2026-08"))
    at(visitor.map("place"), "2026-08")
    expect(visitor.map("place").locator(".guatu-time")).not_to_contain_text("仍是")
    with visitor.rerun():  # and from there to another, and back to the same again
        moved(visitor, "2026-09").get_by_role("button", name=t("map.leave")).click()
    visitor.page.wait_for_url(re.compile("period=2026-09"))


def test_the_pointer_tells_of_the_period_that_is_drawn(visitor: Visitor, served: Served) -> None:
    rows = served.store.current().rows(
        "SELECT code FROM place WHERE kind = 'village' AND valid_to IS NULL ORDER BY 1 LIMIT 3"
    )
    codes = [code for (code,) in rows]
    visitor.open(PAGE)
    frame = moved(visitor, "2026-03")
    told = frame.evaluate(_TOLD, codes)
    assert all(one.startswith("2026年3月 · 期内") for one in told)


def test_two_periods_stand_beside_each_other(visitor: Visitor) -> None:
    t = translator("zh_CN")
    visitor.open(PAGE)
    own = legend(visitor.map("place"))[0]
    frame = moved(visitor, "2026-03")
    other = legend(frame)[0]
    frame.get_by_role("button", name=t("map.compare")).click()
    line = frame.get_by_role("slider", name=t("map.divider"))
    expect(line).to_have_attribute("aria-valuenow", "50")
    assert legend(frame)[0] == f"{other} | {own}"
    expect(frame.locator(".guatu-legend summary")).to_contain_text("2026年3月 | 2026年10月")
    left = frame.evaluate(_LEFT_AND_RIGHT)
    assert left[0].startswith("2026年3月 · ")
    assert left[1].startswith("2026年10月 · ")
    line.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuenow", "55")
    frame.get_by_role("button", name=t("map.back", period="2026年10月")).click()
    expect(line).to_be_hidden()  # with one period there is nothing to compare
    assert legend(frame)[0] == own


def test_how_areas_moved_is_drawn(visitor: Visitor) -> None:
    visitor.open("/movement?period=2026-09&figure=visit_coverage&of_areas=county")
    frame = visitor.map("county")
    expect(frame.locator(".guatu-legend summary")).to_contain_text("2026年8月 → 2026年9月")
    expect(frame.locator(".guatu-time")).to_have_count(0)


def test_all_periods_come_in_one_request_and_a_step_is_quick(visitor: Visitor) -> None:
    visitor.open(PAGE)
    frame = moved(visitor, "2026-09")
    assert len([one for one in visitor.requests if "/times/" in one]) == 1
    before = len(visitor.requests)
    spent = frame.evaluate(_STEPS)
    assert spent[len(spent) // 2] < _STEP_MS * _MARGIN
    assert visitor.requests[before:] == []


def test_nobody_asks_for_periods_who_does_not_touch_the_bar(visitor: Visitor) -> None:
    visitor.open(PAGE)
    visitor.map("place")
    assert not [one for one in visitor.requests if "/times/" in one]


def test_whoever_wants_no_motion_has_the_slider_alone(browser: Browser, served: Served) -> None:
    visitor = new_visitor(browser, served.url)
    visitor.page.emulate_media(reduced_motion="reduce")
    visitor.open(PAGE)
    frame = visitor.map("place")
    expect(frame.locator(".guatu-time button").first).to_be_hidden()
    frame.locator(".guatu-time input").press("ArrowLeft")
    at(frame, "2026-09")
    visitor.page.close()
    assert visitor.faults == []


def test_what_bears_no_day_has_no_bar(visitor: Visitor) -> None:
    visitor.open("/facts")
    expect(visitor.map().locator(".guatu-time")).to_have_count(0)
