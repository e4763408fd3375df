"""A published snapshot shows up without a restart; an empty store says what to do."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.conftest import NOW, Served, new_visitor, start
from etl.pipeline import load
from geodata.store.snapshots import Store

pytestmark = pytest.mark.browser


def test_a_new_snapshot_shows_without_a_restart(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    shutil.copytree(served.store.folder, store.folder)
    process, url = start(store.folder)
    try:
        visitor = new_visitor(browser, url)
        visitor.open("/data")
        expect(visitor.page.get_by_text(str(store.current_id())).first).to_be_visible()
        published = load(served.city, store, now=NOW + timedelta(minutes=5)).snapshot_id
        visitor.page.reload()
        visitor.settle()
        expect(visitor.page.get_by_text(str(published)).first).to_be_visible()
        assert visitor.faults == []
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_an_empty_store_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    process, url = start(tmp_path / "store")
    try:
        page = browser.new_page()
        page.goto(url)
        expect(page.get_by_text("guatu load").first).to_be_visible(timeout=60_000)
        page.close()
    finally:
        process.terminate()
        process.wait(timeout=60)
