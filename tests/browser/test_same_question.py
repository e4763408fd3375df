"""The screen never changes the question: filters, period and map view, as a person goes about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect

import cities_made
from browser.conftest import Served, Visitor, new_visitor, start
from etl.pipeline import load
from geodata.figures import rates
from geodata.output import wording
from geodata.question.scope import scope
from geodata.store.snapshots import Store

pytestmark = pytest.mark.browser


def _squares(codes: Iterable[str]) -> dict[str, object]:
    """Squares in a row, a tenth of a degree wide."""
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[(115 + (at + x) / 10, 34 + y / 10) for x, y in corners]],
                },
            }
            for at, code in enumerate(codes)
        ],
    }


@pytest.fixture(scope="module")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two streets of one name; of the first, 19 of 20 villages are of a unit that never reports."""
    folder = tmp_path_factory.mktemp("streets")
    city, store = folder / "city", Store(folder / "store")
    cities_made.write(city, silent=19)
    with (city / "city.toml").open("a", encoding="utf-8") as toml:
        toml.write('township.geometry = { file = "streets.geojson", match = "code" }\n')
    (city / "streets.geojson").write_text(json.dumps(_squares(cities_made.STREETS)), "utf-8")
    load(city, store, now=datetime(2026, 4, 1, 9))
    process, url = start(store.folder)
    yield Served(url, store, city)
    process.terminate()
    process.wait(timeout=60)


@pytest.fixture
def clerk(browser: Browser, streets: Served) -> Iterator[Visitor]:
    visitor = new_visitor(browser, streets.url)
    yield visitor
    visitor.page.close()
    assert visitor.faults == []


def go(visitor: Visitor, page: str) -> None:
    visitor.page.get_by_test_id("stSidebarNav").get_by_text(page, exact=True).click()
    expect(visitor.page.locator("h1")).to_contain_text(page)
    visitor.settle()


@pytest.mark.parametrize("before", ["事项", "干部台账"])
def test_from_other_pages_to_coverage_the_question_stays(visitor: Visitor, before: str) -> None:
    visitor.open("/coverage?layer=on_time&period=2026-06&level=township")
    visitor.map("township")
    legend = visitor.map("township").locator(".guatu-legend").inner_text()
    go(visitor, before)
    go(visitor, "覆盖")
    expect(visitor.page).to_have_url(re.compile("layer=on_time"))
    expect(visitor.page).to_have_url(re.compile("period=2026-06"))
    assert visitor.map("township").locator(".guatu-legend").inner_text() == legend
    go(visitor, "导出")
    expect(visitor.page.get_by_label("图层", exact=True)).to_have_value("按时完成")


def test_the_default_is_the_last_closed_month_and_follows_the_day(visitor: Visitor) -> None:
    visitor.open("/")
    assert "period=" not in visitor.page.url
    expect(visitor.page.get_by_label("哪一期")).to_have_value("2026年10月")
    visitor.open("/?as_of=2026-06-20")
    expect(visitor.page.get_by_label("哪一期")).to_have_value("2026年5月")
    assert "period=" not in visitor.page.url


def test_a_running_month_is_marked_and_has_no_arrow(visitor: Visitor) -> None:
    visitor.open("/?as_of=2026-06-20&period=2026-06")
    said = visitor.page.get_by_text("2026年6月（进行中").filter(visible=True)
    expect(said.first).to_be_visible()
    assert visitor.page.get_by_test_id("stMetricDelta").count() == 0
    expect(visitor.page.get_by_text("不作比较").first).to_be_visible()


def test_a_round_is_in_the_link_that_brings_it_again(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.page.get_by_test_id("stMain").get_by_text("轮次", exact=True).click()
    visitor.page.wait_for_url(re.compile("period=[^&]+(@|%40)20"))
    visitor.settle()
    told = visitor.page.get_by_test_id("stMetricValue").all_inner_texts()
    visitor.open(visitor.page.url.removeprefix(visitor.base))
    expect(visitor.page.get_by_test_id("stMetricValue")).to_have_text(told)


def test_days_that_are_typed_are_asked_everywhere(visitor: Visitor, served: Served) -> None:
    visitor.open("/?as_of=2026-10-31")
    visitor.page.get_by_test_id("stMain").get_by_text("自选", exact=True).click()
    for end, typed in (("start", "20260301"), ("end", "20260430")):
        visitor.page.get_by_role("spinbutton", name=f"year, 首日至末日 {end} date").click()
        visitor.page.keyboard.type(typed)
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_url(re.compile(r"period=2026-03-01\.\.2026-04-30"))
    snapshot = served.store.current()
    asked = scope(snapshot, as_of=date(2026, 10, 31), period="2026-03-01..2026-04-30")
    told = wording.figure_text(rates.figure(snapshot, "fulfilment", asked), "zh_CN")
    expect(visitor.page.get_by_test_id("stMetricValue").first).to_have_text(told)
    go(visitor, "干部台账")
    expect(visitor.page).to_have_url(re.compile(r"period=2026-03-01\.\.2026-04-30"))
    expect(visitor.page.get_by_text("2026-03-01").first).to_be_visible()


def test_why_a_running_month_is_not_compared(visitor: Visitor) -> None:
    visitor.open("/?as_of=2026-06-20&period=2026-06")
    visitor.map()  # what is drawn late moves the cards away from under the mouse
    card = visitor.page.get_by_test_id("stCaptionContainer").filter(has_text="不作比较").first
    card.get_by_test_id("stTooltipHoverTarget").hover()
    expect(visitor.page.get_by_test_id("stTooltipContent")).to_contain_text("还没有关闭")


@pytest.mark.parametrize(
    ("opened", "pages"),
    [
        ("/projects?chain={chain}", ("企业与产业链", "重点项目")),
        ("/coverage?layer=on_time&rule={rule}", ("干部台账", "导出", "覆盖")),
    ],
    ids=["chain", "rule"],
)
def test_a_filter_goes_along(
    visitor: Visitor, served: Served, opened: str, pages: tuple[str, ...]
) -> None:
    ((chain, chain_name, rule, rule_name),) = served.store.current().rows(
        "SELECT chain_id, chain.name, rule_id, rule.name FROM chain, rule"
        " WHERE chain_id = (SELECT max(chain_id) FROM chain)"
        " AND rule_id = (SELECT max(rule_id) FROM rule)"
    )
    visitor.open(opened.format(chain=chain, rule=rule))
    stated = opened.format(chain=chain, rule=rule).rpartition("?")[2].rpartition("&")[2]
    shown = chain_name if "chain" in opened else rule_name
    for name in pages:
        go(visitor, name)
        expect(visitor.page).to_have_url(re.compile(stated))
        main = visitor.page.get_by_test_id("stMain")
        box = main.locator(f'input[value="{shown}"]').or_(
            main.locator('[aria-checked="true"], [aria-pressed="true"]').filter(has_text=shown)
        )
        expect(box.first).to_be_visible()


def test_a_street_that_nobody_reported_is_hatched_and_tells_the_range(clerk: Visitor) -> None:
    clerk.open("/coverage?layer=fulfilment&level=township&as_of=2026-03-31&period=2026-03")
    frame = clerk.map("township")
    expect(frame.locator(".guatu-legend")).to_contain_text("过半未知，不定档")
    frame.evaluate("code => window.guatuMap.hover(code)", "990101001000")
    tip = frame.locator(".guatu-tip, .guatu-tooltip").first
    expect(tip).to_contain_text("未上报 19：真实值在 0.0%–95.0% 之间")
    frame.evaluate("code => window.guatuMap.hover(code)", "990102001000")
    expect(tip).to_contain_text("西县")


def test_a_period_that_is_none_is_said(visitor: Visitor) -> None:
    visitor.open("/?period=2026-13")
    expect(visitor.page.get_by_test_id("stAlert").filter(has_text="2026-13")).to_be_visible()
    expect(visitor.page.get_by_label("哪一期")).to_have_value("2026年10月")


def test_where_the_map_looks_is_in_the_link(visitor: Visitor) -> None:
    visitor.open("/coverage?level=township")
    frame = visitor.map("township")
    assert "view=" not in visitor.page.url
    area = frame.locator(".leaflet-container").first.bounding_box()
    assert area is not None
    visitor.requests.clear()
    visitor.page.mouse.move(area["x"] + 500, area["y"] + 200)
    visitor.page.mouse.wheel(0, -300)
    visitor.page.wait_for_url(re.compile(r"view=[\d.-]+,[\d.-]+,[\d.]+"))
    linked = visitor.page.url
    visitor.page.get_by_test_id("stSidebar").get_by_text("English", exact=True).click()
    expect(visitor.page.locator("h1")).to_have_text("Coverage")  # a rerun leaves it
    visitor.settle()
    expect(visitor.page).to_have_url(re.compile("view="))
    other = visitor.page.context.browser
    assert other is not None
    second = new_visitor(other, visitor.base)  # with a session of its own
    second.page.goto(linked)
    second.settle()
    second.map("township")
    second.page.wait_for_timeout(500)
    asked, shown = (
        unquote(url).split("view=")[1].split("&")[0].split(",") for url in (linked, second.page.url)
    )
    assert [float(one) for one in shown] == pytest.approx([float(one) for one in asked], abs=0.002)
    second.map("township").locator(".guatu-buttons button").nth(2).click()
    expect(second.page).not_to_have_url(re.compile("view="))
    second.page.close()
    assert second.faults == []


def test_a_view_that_is_none_is_said(visitor: Visitor) -> None:
    visitor.open("/coverage?view=here")
    expect(visitor.page.get_by_test_id("stAlert").filter(has_text="here")).to_be_visible()


def test_the_roster_of_one_street_is_its_own(clerk: Visitor) -> None:
    clerk.open("/roster?as_of=2026-03-14&township=990102001000")
    expect(clerk.page.get_by_label("乡镇(街道)")).to_have_value("西县 滨河街道")
    assert clerk.page.get_by_test_id("stMetricValue").first.inner_text() == "20"


def test_the_roster_of_the_other_street_is_chosen(clerk: Visitor) -> None:
    clerk.open("/roster?as_of=2026-03-14&township=990102001000")
    clerk.page.get_by_label("乡镇(街道)").click()
    clerk.page.get_by_role("option", name="东县 滨河街道").click()
    clerk.page.wait_for_url(re.compile("township=990101001000"))
    expect(clerk.page.get_by_label("乡镇(街道)")).to_have_value("东县 滨河街道")


def test_the_roster_in_full_is_a_choice_and_noted(clerk: Visitor, streets: Served) -> None:
    clerk.open("/roster?as_of=2026-03-14")
    note = streets.store.folder / "log" / "exports.jsonl"
    for in_full in (False, True):
        if in_full:
            with clerk.rerun():
                clerk.page.get_by_text("表中显示完整姓名").click()
        with clerk.page.expect_download() as download:
            clerk.page.get_by_role("button", name="下载 Excel").click()
        assert written(download.value.path(), "张伟国") is in_full
        assert note.exists() is in_full


def written(file: Path, name: str) -> bool:
    from zipfile import ZipFile

    with ZipFile(file) as parts:
        return any(name in parts.read(one).decode("utf-8", "replace") for one in parts.namelist())


@pytest.mark.parametrize(
    "path", ["/coverage", "/neglected", "/workday", "/roster", "/officials", "/matters", "/data",
             "/projects?projects_show=table", "/companies", "/rankings", "/overview"],
)  # fmt: skip
def test_no_menu_hands_over_names(visitor: Visitor, path: str) -> None:
    visitor.open("/" if path == "/overview" else path)
    tools = visitor.page.locator('[data-testid="stElementToolbarButton"]')
    if path != "/overview":
        tools.first.wait_for(state="attached")
    told = [one.inner_text() + (one.locator("button").first.get_attribute("aria-label") or "")
            for one in tools.all() if one.is_visible()]  # fmt: skip
    assert not [one for one in told if re.search("csv|下载|data", one, re.IGNORECASE)]
    for chart in visitor.page.get_by_test_id("stVegaLiteChart").all():
        expect(chart.locator("details")).to_be_hidden()
