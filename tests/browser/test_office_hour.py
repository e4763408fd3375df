"""The first hour of a whole county office, and its second month, in the browser alone: its bare folder is
dropped as it lies there. It is handed to the project and not shipped with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.desk import Desk
from geodata.figures.rates import figure
from geodata.question.scope import scope

OFFICE = Path(__file__).parents[3] / "shared" / "office"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not OFFICE.is_dir() and not os.environ.get("CI"), reason="shared/office is not here"
    ),
]


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(browser, tmp_path)
    yield desk
    desk.close()


def test_the_first_hour_and_the_second_month(desk: Desk) -> None:
    """The truth beside the folder says: 72 places, of which 64 were visited in October."""
    page = desk.page
    page.goto(desk.url)
    desk.drop_folder(OFFICE / "qingyuan")
    desk.checked("隔离 0 行")
    desk.picture("office")
    desk.publish("青原县")
    first = desk.store.current()
    covered = figure(first, "visit_coverage", scope(first, period="2026-10"))
    assert (covered.numerator, covered.denominator) == (64, 72)
    desk.visitor.open("/?period=2026-10")
    expect(page.get_by_text("64 / 72").first).to_be_visible()
    visits = first.rows("SELECT count(*) FROM visit")[0][0]

    desk.visitor.open("/data")
    desk.drop(OFFICE / "qingyuan-november" / "走访记录2026年11月.xlsx")
    desk.checked("隔离 0 行")
    desk.publish()
    second = desk.store.current()
    assert second.rows("SELECT count(*) FROM visit") == [(visits + 106,)]
    desk.visitor.open("/?period=2026-10")
    expect(page.get_by_text("64 / 72").first).to_be_visible()
