"""Whatever stands in a URL, and whatever became of a snapshot: a sentence, no traceback, no 500."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.websocket import Reader, Run
from browser.conftest import start
from dashboard.answers.ask import forget
from geodata.base.errors import QuestionError
from geodata.question import periods
from geodata.question.scope import Scope
from geodata.store.snapshots import Store, connect
from security.conftest import Door, json_of, open_page

NONSENSE = (
    "", "²", "٣", "9" * 5000, "-" + "9" * 5000, "1e309", "nan", "\x00", "0001-01-01", "9999-12-31",
    "0000-00-00", "0001", "9999", "9999-12", "9999-12-31..9999-12-31", "0001-01-01..0001-01-01",
    "2026-10..", "@", "monthly@9999-12-31", "monthly@0001-01-01", "../../etc", "<img src=x>", ",",
)  # fmt: skip
#: Those of them that pages are opened with.
OPENED = ("²", "9" * 5000, "\x00", "0001-01-01", "0001", "9999-12-31..9999-12-31",
          "0001-01-01..0001-01-01", "monthly@9999-12-31")  # fmt: skip


@pytest.fixture
def serving_tiny(tiny_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GUATU_STORE", str(tiny_store.folder))
    forget()
    yield
    forget()


@pytest.mark.usefixtures("serving_tiny")
@pytest.mark.parametrize(
    ("name", "key"), [("overview", "as_of"), ("overview", "period"), ("neglected", "days")]
)
def test_a_filter_in_the_url_is_taken_or_told(name: str, key: str) -> None:
    for value in OPENED:
        app = open_page(name, **{key: value})
        assert app.warning, value


@pytest.mark.usefixtures("serving_tiny")
def test_a_day_too_far_off_is_told() -> None:
    (said,) = [one.value for one in open_page("overview", period="9999").warning]
    assert said.endswith("显示。 日期 9999-01-01 太远，只能问 1900-01-01 到 2199-12-31。")
    (said,) = [one.value for one in open_page("overview", as_of="0001-01-01").warning]
    assert "0001-01-01" in said
    assert not open_page("overview", as_of="1900-01-01", period="1900-01").exception
    assert not open_page("overview", period="2199-12").warning


def test_the_days_that_are_asked_about() -> None:
    first, last = date(1900, 1, 1), date(2199, 12, 31)
    periods.askable(first, last)
    Scope(first, periods.month_of(first), ())
    for far in (first - timedelta(days=1), last + timedelta(days=1), date.min, date.max):
        with pytest.raises(QuestionError, match="day_far"):
            periods.askable(first, far)
        with pytest.raises(QuestionError, match="day_far"):
            Scope(far, periods.month_of(first), ())


def test_the_routes_never_fail(door: Door, tiny_store: Store) -> None:
    here = tiny_store.current_id()
    good = {"layer": "visit_coverage", "as_of": "2026-03-31", "period": "2026-03", "kinds": "village",
            "threshold": "60", "over": "1", "lang": "en"}  # fmt: skip
    asked = [f"/{one}/{here}/place/0.json?{urllib.parse.urlencode(good)}"
             for one in ("values", "times")]  # fmt: skip
    assert [door.get(one)[0] for one in asked] == [200, 200]
    for value in NONSENSE:
        asked += [f"/{one}/{here}/place/0.json?{urllib.parse.urlencode({**good, key: value})}"
                  for key in good for one in ("values", "times")]  # fmt: skip
        asked.append(f"/values/{here}/county/0.json?"
                     f"{urllib.parse.urlencode({**good, 'against': value})}")  # fmt: skip
        quoted = urllib.parse.quote(value[:200], safe="")
        asked += [
            f"/values/{quoted}/place/0.json", f"/values/{here}/{quoted}/0.json", f"/media/{quoted}",
            f"/times/{quoted}/place/0.json", f"/times/{here}/{quoted}/0.json",
            f"/values/{here}/place/{quoted}.json", f"/shapes/{quoted}/index.json",
            f"/shapes/{here}/{quoted}/0.json", f"/shapes/{here}/place/{quoted}.json",
            f"/assets/{quoted}/map.js", f"/assets/0/{quoted}", f"/static-leaflet/{quoted}",
        ]  # fmt: skip
    for path in asked:
        status, _, body = door.get(path)
        assert status in {200, 301, 400, 404}, (status, path[:200])
        assert b"Traceback" not in body


def damaged(store: Store, folder: Path) -> Store:
    """A copy of a store in whose current snapshot bytes are flipped, all but the heads of the file."""
    copy = Store(Path(shutil.copytree(store.folder, folder / "damaged")))
    path = copy.path(str(copy.current_id()))
    path.chmod(0o600)
    with path.open("r+b") as file:
        for at in range(3 * 4096 + 200_000, path.stat().st_size, 4096):
            file.seek(at)
            file.write(os.urandom(64))
    return copy


def visit(url: str, *pages: str, query: str = "") -> list[Run]:
    """What pages show."""

    async def walk() -> list[Run]:
        async with Reader(url) as reader:
            return [await reader.open(one, query) for one in pages]

    with ThreadPoolExecutor(1) as pool:  # a browser of an earlier test leaves a loop in this thread
        return pool.submit(lambda: asyncio.run(walk())).result()


def test_what_nobody_foresaw_has_a_number(tiny_store: Store, tmp_path: Path) -> None:
    """A snapshot of which somebody took a column away: no test of ours knows that error."""
    store = Store(Path(shutil.copytree(tiny_store.folder, tmp_path / "odd")))
    path = store.path(str(store.current_id()))
    path.chmod(0o600)
    with connect() as connection:
        connection.execute(f"ATTACH '{path}' AS odd")
        connection.execute("ALTER TABLE odd.visit ALTER talks TYPE TEXT")
        connection.execute("UPDATE odd.visit SET talks = 'many'")
    logs = tmp_path / "logs"
    logs.mkdir()
    process, url = start(store.folder, environment={"TMPDIR": str(logs)})
    try:
        (run,) = visit(url, "workday", query="lang=en")
        assert run.exceptions == []
        (said,) = [one for one in run.alerts if "nobody foresaw" in one]
        assert str(tmp_path) not in said
        (number,) = re.findall(r"number (\w+)", said.replace("\\", ""))
        log = logs / f"guatu-error-{number}.log"
        assert "Traceback" in log.read_text(encoding="utf-8")
        assert log.name in said.replace("\\", "")
        assert log.stat().st_mode & 0o077 == 0
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_damaged_snapshot_is_told_in_a_sentence(tiny_store: Store, tmp_path: Path) -> None:
    store = damaged(tiny_store, tmp_path)
    logs = tmp_path / "logs"
    logs.mkdir()
    process, url = start(store.folder, environment={"TMPDIR": str(logs)})
    try:
        door = Door(url, tmp_path / "none")
        here = store.current_id()
        query = "layer=visit_coverage&as_of=2026-03-31&period=2026-03&kinds=village&lang=en"
        status, _, body = door.get(f"/values/{here}/place/0.json?{query}")
        assert status == 503
        said = str(json_of(body)["error"])
        assert str(tmp_path) not in said
        assert door.get(f"/shapes/{here}/index.json")[0] in {200, 404, 503}
        for run in visit(url, "", "coverage", "data", "matters"):
            shown = " ".join(run.alerts)
            assert run.exceptions == []
            assert "没料到" in shown or "快照" in shown
            assert str(tmp_path) not in shown
            assert "Traceback" not in shown
    finally:
        process.terminate()
        process.wait(timeout=20)
