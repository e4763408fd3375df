"""A server without any data, and what a clerk does there in the browser."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import Error as PageError
from playwright.sync_api import TimeoutError as TooLongError

from browser.conftest import Visitor, new_visitor, start
from geodata.store.snapshots import Store

#: A whole office is checked and loaded within it, on a machine that has other work too.
WAIT_MS = 300_000
#: How often a list is opened, and how long it may take: a page that is drawn anew closes it.
_TRIES, _OPEN_MS = 5, 5_000
#: Where single files go; a whole folder has an input of its own.
_FILES = "input[type=file]:not([webkitdirectory])"


class Desk:
    """A server without any data, and what a clerk does there."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.store = Store(folder / "store")
        self.process, self.url = start(self.store.folder, "--allow-publish")
        self.visitor: Visitor = new_visitor(browser, self.url)
        self.pictures = os.environ.get("DESK_PICTURES")
        if self.pictures:  # all of the desk on one picture
            self.page.set_viewport_size({"width": 1200, "height": 1650})

    @property
    def page(self) -> Page:
        return self.visitor.page

    def drop(self, *files: Path, button: str = "检查") -> None:
        self.page.locator(_FILES).set_input_files(files)
        self.press(button)

    def drop_folder(self, folder: Path) -> None:
        self.page.get_by_text("整个文件夹一起放").click(timeout=WAIT_MS)
        self.page.locator("input[webkitdirectory]").set_input_files(folder)
        self.press("检查")

    def close(self) -> None:
        self.page.close()
        self.process.terminate()
        self.process.wait(timeout=60)
        assert self.visitor.faults == [], self.visitor.faults

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click(timeout=WAIT_MS)

    def reach(self, found: Locator) -> None:
        """Scroll to it; once more where the page was drawn anew in between."""
        for _ in range(_TRIES - 1):
            try:
                found.scroll_into_view_if_needed(timeout=WAIT_MS)
                return
            except PageError as error:
                if "not attached" not in str(error):
                    raise
        found.scroll_into_view_if_needed(timeout=WAIT_MS)

    def choose(self, label: str, option: str) -> None:
        """An option of a list; it is opened again where the page was drawn anew in between."""
        box = self.page.get_by_role("combobox", name=label)
        found = self.page.get_by_role("option", name=option).first
        for left in reversed(range(_TRIES)):
            self.reach(box)
            box.fill("")  # the same words once more would be no input, and open nothing
            box.fill(option)
            try:
                found.click(timeout=_OPEN_MS)
                break
            except TooLongError:
                if not left:
                    raise
        expect(box).to_have_value(option, timeout=WAIT_MS)
        self.visitor.settle()

    def checked(self, found: str) -> None:
        expect(self.page.get_by_text(found).first).to_be_visible(timeout=WAIT_MS)
        self.visitor.settle()
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=WAIT_MS)

    def mend(self, column: int, said: str) -> None:
        """Type into a cell of the first row of the grid, so many columns from the left."""
        canvas = self.page.locator(".stDataFrameGlideDataEditor").last
        self.reach(canvas)
        canvas.click(position={"x": 20, "y": 52})
        for _ in range(column):
            self.page.keyboard.press("ArrowRight")
        self.page.keyboard.press("Enter")
        editor = self.page.locator("#portal textarea, #portal input").first
        editor.fill(said, timeout=WAIT_MS)
        editor.press("Enter")
        expect(editor).to_have_count(0)

    def publish(self, seen: str = "已发布快照") -> str:
        before = self.store.current_id()
        self.press("发布")
        expect(self.page.get_by_text(seen).filter(visible=True).first).to_be_visible(
            timeout=WAIT_MS
        )
        self.visitor.settle()
        assert self.store.current_id() != before
        return str(self.store.current_id())

    def picture(self, name: str) -> None:
        """For docs/first-hour.md, and only when DESK_PICTURES names a folder for them."""
        if self.pictures:
            self.page.screenshot(path=Path(self.pictures) / f"desk_{name}.png")
