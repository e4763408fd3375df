"""A clerk's first hour, in the browser alone: files are dropped, understood, corrected, mended and
published; the next month joins them, and is taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.desk import WAIT_MS, Desk

pytestmark = pytest.mark.browser
#: The files of the example, as its page shows them: in 九月.csv 走访日期 is when the form was written and
#: 到村时间 when somebody was there; the second row has a slip. 十月.csv has a visit of September.
_PAGE = Path(__file__).parents[2] / "docs" / "first-hour.md"
FILES = dict(re.findall(r"`(\w+\.csv)`:\n\n```csv\n(.*?)```", _PAGE.read_text("utf-8"), re.S))
VILLAGES = FILES["村名单.csv"]


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(browser, tmp_path)
    yield desk
    desk.close()


def test_the_first_hour(desk: Desk, tmp_path: Path) -> None:
    for name, body in FILES.items():
        (tmp_path / name).write_text(body, encoding="utf-8")
    page = desk.page
    page.goto(desk.url)
    page.get_by_text("发布数据").first.wait_for(timeout=WAIT_MS)
    desk.drop(tmp_path / "村名单.csv", tmp_path / "九月.csv")
    desk.checked("接受 6 行，隔离 0 行")
    desk.choose("看哪一张表", "走访 · 九月.csv")
    page.get_by_text("不对？换一张表，或换列").click()
    desk.reach(page.get_by_role("button", name="照此再检查"))  # it has unfolded
    desk.picture("choose")
    desk.choose("走访日期 · 2026-08-31", "— 不用这一列 —")
    desk.choose("到村时间 · 2026-09-03", "走访日期 *")
    desk.press("照此再检查")
    desk.checked("接受 5 行，隔离 1 行")
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    page.get_by_label("市、县名称").fill("梁园区")
    desk.press("填好了")
    expect(page.get_by_label("市、县名称")).to_have_count(0, timeout=WAIT_MS)
    desk.checked("接受 5 行，隔离 1 行")
    desk.mend(4, "2026-09-30")
    save = page.get_by_role("button", name="存下改好的 1 行，再检查")
    expect(save).to_be_enabled(timeout=WAIT_MS)
    desk.picture("mended")
    save.click()
    desk.checked("共 7 行，接受 6 行，隔离 1 行")
    expect(page.get_by_text("已改好 1 行").first).to_be_visible()
    # the page that was asked for, now that there is something to see
    first = desk.publish("梁园区")
    # of four villages two were visited in September, one of them on a day that was mended
    desk.visitor.open("/")
    expect(page.get_by_text("50.0%").first).to_be_visible()
    expect(page.get_by_text("2 / 4").first).to_be_visible()
    first = str(desk.store.current_id())

    desk.visitor.open("/data")
    desk.drop(tmp_path / "十月.csv")
    desk.checked("共 11 行，接受 10 行，隔离 1 行")
    expect(page.get_by_text("2026-09").first).to_be_visible()  # a closed month that changes
    desk.picture("second")
    desk.publish()
    desk.visitor.open("/")
    expect(page.get_by_text("75.0%").first).to_be_visible()  # 甲村, 乙村, 丙村
    assert desk.store.current().rows("SELECT count(*) FROM visit") == [(6,)]

    desk.visitor.open("/data")
    desk.press("撤回这次发布")
    expect(page.get_by_text("要退回到它之前的").first).to_be_visible()
    desk.picture("undo")
    desk.press("确认撤回")
    expect(page.get_by_text("已撤回").first).to_be_visible(timeout=WAIT_MS)
    assert desk.store.current_id() == first
    desk.visitor.open("/")
    expect(page.get_by_text("50.0%").first).to_be_visible()


def test_a_file_that_was_left_out_is_taken_in_with_its_columns(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "村名单.csv").write_text(VILLAGES, encoding="utf-8")
    odd = "号,村码,何时到\n1,411402100201,2026-09-03\n2,411402100202,2026-09-04\n"
    (tmp_path / "下村.csv").write_text(odd, encoding="utf-8")
    desk.page.goto(desk.url + "/?lang=en")
    desk.page.get_by_text("Begin here").first.wait_for(timeout=WAIT_MS)
    desk.drop(tmp_path / "村名单.csv", tmp_path / "下村.csv", button="Check")
    desk.checked("Files that are not used")
    desk.choose("It is", "visit")
    desk.choose("村码 · 411402100201", "target_id *")
    desk.picture("left_out")
    desk.press("Check again like this")  # the day is lacking
    expect(desk.page.get_by_text("was taken back").first).to_be_visible(timeout=WAIT_MS)
    desk.visitor.settle()
    desk.choose("It is", "visit")
    desk.choose("村码 · 411402100201", "target_id *")
    desk.choose("何时到 · 2026-09-03", "visited_on *")
    desk.press("Check again like this")
    desk.checked("6 accepted")


def test_a_list_of_places_that_nobody_recognised_is_chosen(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "村名单.csv").write_text("编的号,叫什么\nA1,甲家\nA2,乙家\n", encoding="utf-8")
    (tmp_path / "九月.csv").write_text("村名,走访日期\n乙家,2026-09-03\n", encoding="utf-8")
    desk.page.goto(desk.url)
    desk.page.get_by_text("发布数据").first.wait_for(timeout=WAIT_MS)
    told = desk.page.get_by_test_id("stFileUploaderDropzoneInstructions").first
    assert "每个文件最多 500 MB" in told.evaluate("one => getComputedStyle(one, '::after').content")
    desk.drop(tmp_path / "村名单.csv", tmp_path / "九月.csv")
    desk.checked("没有认得出的区划表")
    desk.choose("把这个文件用起来", "村名单.csv")
    desk.choose("其实是", "行政村")
    desk.choose("编的号 · A1", "代码")
    desk.choose("叫什么 · 甲家", "名称 *")
    desk.press("照此再检查")
    desk.checked("接受 3 行，隔离 0 行")
    expect(desk.page.get_by_label("市、县名称")).to_be_visible()
    desk.picture("begun")


def test_a_whole_folder_is_dropped(desk: Desk, tmp_path: Path) -> None:
    """What lies in it keeps its name; what a system left there is passed over."""
    folder = tmp_path / "本县材料"
    (folder / "走访").mkdir(parents=True)
    (folder / "村名单.csv").write_text(VILLAGES, encoding="utf-8")
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "走访" / "九月.csv").write_text(FILES["九月.csv"], encoding="utf-8")
    desk.page.goto(desk.url)
    desk.drop_folder(folder)
    desk.checked("共 6 行，接受 6 行")
    assert sorted(
        one.relative_to(desk.store.folder).parts[-1]
        for one in desk.store.folder.rglob("*.csv")
    ) == ["九月.csv", "村名单.csv"]  # fmt: skip
    desk.press("放弃")
    expect(desk.page.get_by_text("把文件拖到这里").first).to_be_visible(timeout=WAIT_MS)
    assert not [*desk.store.folder.rglob("*.csv")]
