"""A clerk uploads a city folder, sees what is wrong with it, and publishes it, or does not."""

from __future__ import annotations

import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.conftest import Visitor, new_visitor, start
from browser.desk import WAIT_MS
from etl.pipeline import load
from geodata.store.snapshots import Store

pytestmark = pytest.mark.browser
TINY = Path(__file__).parents[1] / "cities" / "tiny"
TINY_NOW = datetime(2026, 4, 20, 9, 0)
#: Where single files go; a whole folder has an input of its own.
_FILES = "input[type=file]:not([webkitdirectory])"


class Desk:
    """A served tiny city of the test's own, and a copy of its folder to be changed."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.city = Path(shutil.copytree(TINY, folder / "city"))
        self.store = Store(folder / "store")
        self.first = load(self.city, self.store, now=TINY_NOW).snapshot_id
        self.process, self.url = start(
            self.store.folder, "--allow-publish", "--city", str(self.city)
        )
        self.visitor: Visitor = new_visitor(browser, self.url)

    @property
    def page(self) -> Page:
        return self.visitor.page

    def upload(self, file: Path) -> None:
        self.visitor.open("/data")
        self.page.locator(_FILES).set_input_files(file)
        self.page.get_by_role("button", name="检查", exact=True).click(timeout=WAIT_MS)

    def publish(self) -> None:
        self.page.get_by_role("button", name="发布", exact=True).click(timeout=WAIT_MS)
        self.page.get_by_text("已发布快照").wait_for(timeout=WAIT_MS)
        self.visitor.settle()


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(browser, tmp_path)
    yield desk
    desk.page.close()
    desk.process.terminate()
    desk.process.wait(timeout=60)
    assert desk.visitor.faults == []


def drop(page: Page, file: Path) -> None:
    """Drag a file from the desktop and let it fall on the uploader."""
    payload = page.evaluate_handle(
        """([bytes, name]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name, {type: 'application/zip'}));
            return data;
        }""",
        [list(file.read_bytes()), file.name],
    )
    zone = page.get_by_test_id("stFileUploaderDropzone").first
    for event in ("dragenter", "dragover", "drop"):
        zone.dispatch_event(event, {"dataTransfer": payload})


def test_a_dropped_folder_is_checked_published_and_shown(desk: Desk, tmp_path: Path) -> None:
    with (desk.city / "visits.csv").open("a", encoding="utf-8") as file:
        file.write("V8,990121100202,2026-03-11,,,,,\nV9,990121100201,2026-02-30,,,,,\n")
    # 6 places; from 10 February to 12 March 东一社区 and 甲村 were visited, now 乙村 too: 3 of 6
    desk.visitor.open("/")
    expect(desk.page.get_by_text("33.3%").first).to_be_visible()
    shutil.make_archive(str(tmp_path / "city"), "zip", desk.city)
    desk.visitor.open("/data")
    drop(desk.page, tmp_path / "city.zip")
    desk.page.get_by_role("button", name="检查", exact=True).click(timeout=WAIT_MS)
    expect(desk.page.get_by_text("不影响别人查看").first).to_be_visible()
    expect(desk.page.get_by_text("隔离 1 行").first).to_be_visible(timeout=WAIT_MS)
    expect(desk.page.get_by_text("visits.csv 第 10 行：2026-02-30").first).to_be_visible()
    with desk.page.expect_download() as download:
        desk.page.get_by_role("button", name=re.compile("下载 rejects.xlsx")).click()
    assert download.value.path().read_bytes()[:2] == b"PK"
    assert desk.store.current_id() == desk.first
    desk.publish()
    published = str(desk.store.current_id())
    assert published != desk.first
    kept = desk.store.folder / "uploads" / published
    assert {one.name for one in kept.iterdir()} == {one.name for one in desk.city.iterdir()}
    expect(desk.page.get_by_text(published).first).to_be_visible()
    desk.visitor.open("/")
    expect(desk.page.get_by_text("50.0%").first).to_be_visible()


def test_one_table_replaces_its_file(desk: Desk, tmp_path: Path) -> None:
    before = (desk.city / "visits.csv").read_text("utf-8")
    sent = tmp_path / "三月.csv"
    sent.write_text(before + "V8,990121100202,2026-03-11,,,,,\n", encoding="utf-8")
    desk.visitor.open("/data")
    desk.page.locator(_FILES).set_input_files(sent)
    desk.page.get_by_label("三月.csv 代替哪个文件").click()
    desk.page.get_by_role("option", name="visits.csv").click()
    desk.page.get_by_role("button", name="检查", exact=True).click()
    expect(desk.page.get_by_text("三月.csv").first).to_have_count(0, timeout=WAIT_MS)
    desk.publish()
    assert desk.store.current().rows("SELECT count(*) FROM visit") == [(8,)]
    assert (desk.city / "visits.csv").read_text("utf-8") == before


def test_what_cannot_be_used_leaves_the_old_snapshot_serving(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing more")
    desk.upload(tmp_path / "broken.zip")
    expect(desk.page.get_by_text("这个压缩包打不开").first).to_be_visible(timeout=WAIT_MS)
    desk.page.get_by_role("button", name="再上传").click()
    (desk.city / "city.toml").write_text(
        '[city]\nname = "某市"\ncode = "990100"\nkind = "city"\n', encoding="utf-8"
    )
    shutil.make_archive(str(tmp_path / "bad"), "zip", desk.city)
    desk.upload(tmp_path / "bad.zip")
    expect(desk.page.get_by_text("city.toml 缺少 [sources]").first).to_be_visible(timeout=WAIT_MS)
    expect(desk.page.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    assert desk.store.current_id() == desk.first
    desk.visitor.open("/")
    expect(desk.page.get_by_text("33.3%").first).to_be_visible()


def test_a_server_that_may_not_publish_takes_no_files(browser: Browser, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    load(TINY, store, now=TINY_NOW)
    process, url = start(store.folder)
    try:
        visitor = new_visitor(browser, url)
        visitor.open("/data")
        expect(visitor.page.get_by_text("发布数据")).to_have_count(0)
        assert visitor.page.locator("input[type=file]").count() == 0
        request = urllib.request.Request(f"{url}/_stcore/upload_file/a/b", data=b"x", method="PUT")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=5)
        assert refused.value.code == 404
        refused.value.close()
        assert visitor.faults == []
        visitor.page.close()
    finally:
        process.terminate()
        process.wait(timeout=60)
