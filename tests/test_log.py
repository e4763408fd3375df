"""The one logger: silent unless asked, and then codes, counts and snapshots; nobody's name."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from dashboard.frame.told import told
from geodata.base import log
from geodata.base.errors import StoreError
from geodata.store.snapshots import Store
from test_load import edit

Run = Callable[..., Result]
NAMES = ("安国", "白露", "陈明", "丁香", "二虎", "甲村", "西县", "微型市")


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """Whatever a test sets of the logger ends with it."""
    before = (log.LOG.handlers, log.LOG.propagate, log.LOG.level)
    yield
    log.LOG.handlers, log.LOG.propagate = before[:2]
    log.LOG.setLevel(before[2])


def lines(result: Result) -> list[str]:
    """What the logger said, without the time."""
    return [line.split(" ", 2)[2] for line in result.stderr.splitlines() if " INFO " in line]


def test_load_publishing_and_rollback_are_told(tiny: Path, store: Store, run: Run) -> None:
    """On 30 February nobody came: the row of the visit is put aside, and so is that of who came."""
    asked = ("--log", "info", "--now", "2026-04-20T09:00:00")
    first = run(*asked, "load", tiny, "--store", store.folder)
    rows = sum(one for (one,) in store.current().rows("SELECT rows_in FROM load_log"))
    assert lines(first) == [
        "INFO load begins city=990100000000 sources=14",
        "INFO published snapshot=20260420T090000-001 built_on=None",
        f"INFO load ends city=990100000000 rows={rows} put_aside=0",
    ]
    edit(tiny / "visits.csv", "2026-02-04", "2026-02-30")
    second = run(*asked, "load", tiny, "--store", store.folder)
    assert lines(second)[1:] == [
        "INFO published snapshot=20260420T090000-002 built_on=20260420T090000-001",
        f"INFO load ends city=990100000000 rows={rows} put_aside=2",
    ]
    back = run("--log", "info", "rollback", "--store", store.folder)
    assert lines(back) == ["INFO rolled back to snapshot=20260420T090000-001"]
    said = first.stderr + second.stderr + back.stderr
    assert not [line for line in said.splitlines() if " INFO " in line and _named(line)]


def _named(line: str) -> list[str]:
    return [name for name in NAMES if name in line]


def test_a_refused_load_is_told_by_its_code(tiny: Path, store: Store, run: Run) -> None:
    run("load", tiny, "--store", store.folder)
    (tiny / "visits.csv").write_text("visit_id,target_id,visited_on\n", encoding="utf-8")
    edit(tiny / "city.toml", 'file = "visits.csv"', 'file = "visits.csv"\nwhole = "month"')
    edit(tiny / "officials.csv", "B,白露\nC,陈明\nD,丁香\nE,二虎\n", "")
    refused = run("--log", "info", "load", tiny, "--store", store.folder)
    assert refused.exit_code == 1
    assert lines(refused)[-1] == "INFO load ends city=990100000000 refused=load_shrinks"
    assert len(store.ids()) == 1


def test_unasked_nothing_is_said(tiny: Path, store: Store, run: Run) -> None:
    found = run("load", tiny, "--store", store.folder).stderr
    assert not [line for line in found.splitlines() if "load" in line or "published" in line]


def test_an_error_of_a_page_is_told_with_its_number_and_without_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.begin("info")
    said = told(ValueError("李文华"), "en")
    told(StoreError("store_empty", store=Path("x")), "en")
    failed, foreseen = capsys.readouterr().err.splitlines()
    number = failed.rpartition("number=")[2]
    assert number in said
    assert failed.endswith(f"ERROR a page or route failed error=ValueError number={number}")
    assert foreseen.endswith("INFO a page or route tells error=store_empty")


@pytest.mark.parametrize(
    ("stated", "level"), [(None, "WARNING"), ("info", "INFO"), ("x", "WARNING")]
)
def test_the_level_is_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, stated: str | None, level: str
) -> None:
    if stated:
        monkeypatch.setenv(log.LEVEL, stated)
    log.begin()
    assert logging.getLevelName(logging.getLogger("guatu").level) == level
    assert log.LOG.name == "guatu"
