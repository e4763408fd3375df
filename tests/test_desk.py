"""The desk in the browser: loose files, what is refused, decisions that are taken back, mended rows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from dashboard.server import loose, publishing
from dashboard.server.desk import Desk, Mended
from dashboard.server.uploads import MOST_FILES, Sent
from etl.pipeline import load
from geodata.base.errors import RefusedError
from geodata.base.privacy import SIGN
from geodata.store.snapshots import Store
from test_dashboard import serving  # noqa: F401 - a fixture
from test_desk_folder import OCTOBER, VILLAGES, VISITS
from test_publish import archive

NOW = datetime(2026, 10, 8, 9)
_WAIT_SECONDS = 120


def sent(*names: str, body: str = "x") -> list[Sent]:
    return [Sent(name, BytesIO(body.encode())) for name in names]


def office(**files: str) -> list[Sent]:
    return [Sent(f"{name}.csv", BytesIO(body.encode())) for name, body in files.items()]


def settle(job: Desk) -> Desk:
    deadline = time.monotonic() + _WAIT_SECONDS
    while job.is_running:
        assert time.monotonic() < deadline, job.state
        time.sleep(0.05)
    return job


def there(folder: Path) -> set[str]:
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}


# Loose files


def test_files_lie_in_a_folder_as_they_are_called(tmp_path: Path) -> None:
    files = sent("村.csv", "走访/九月.csv", ".DS_Store", "__MACOSX/x.csv", "图\\a.shp")
    city, asked = loose.alone(files, tmp_path)
    assert there(city) == {"村.csv", "走访/九月.csv", "图/a.shp"}
    assert asked.new == ()


def test_a_folder_that_holds_all_of_them_is_not_one_more(tmp_path: Path) -> None:
    files = sent("本县/村.csv", "本县/走访/2026/九月.csv")
    city, _ = loose.alone(files, tmp_path)
    assert there(city) == {"村.csv", "2026/九月.csv"}  # deeper nothing is looked for


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["../x.csv"], "upload_name"), (["a/../../x.csv"], "upload_name"),
        (["..\\x.csv"], "upload_name"), (["/etc/passwd"], "upload_name"),
        (["C:\\x.csv"], "upload_name"), ([".hidden.csv"], "upload_name"),
        (["a/.ssh/x.csv"], "upload_name"), (["~$九月.xlsx"], "upload_name"),
        (["a\nb.csv"], "upload_name"), (["村" * 80 + ".csv"], "upload_name"), ([""], "upload_name"),
        (["a.csv", "a.csv"], "upload_twice"), (["a.csv", "A.CSV"], "upload_twice"),
        (["x/a/b.csv", "y/a/b.csv"], "upload_twice"),
        ([f"{number}.csv" for number in range(MOST_FILES + 1)], "upload_too_many"),
    ],
)  # fmt: skip
def test_names_that_are_refused_leave_nothing(
    tmp_path: Path, names: Sequence[str], code: str
) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(RefusedError, match=code):
        loose.alone(sent("good.csv", *names), tmp_path / "in")
    assert there(tmp_path) == set()


def test_what_joins_a_city_replaces_its_name_and_nothing_else(tiny: Path, tmp_path: Path) -> None:
    before = (tiny / "visits.csv").read_bytes()
    files = sent("visits.csv", "April.csv", "new.csv")
    city, asked = loose.onto(tiny, files, {"April.csv": "reports.csv"}, tmp_path)
    assert set(asked.new) == {"visits.csv", "reports.csv", "new.csv"}
    assert (city / "visits.csv").read_text() == (city / "reports.csv").read_text() == "x"
    assert (tiny / "visits.csv").read_bytes() == before
    assert there(city) == {*there(tiny), "new.csv"}
    for number, (name, replaced, code) in enumerate(
        [("a.xlsx", "reports.csv", "upload_wrong_kind"), ("city.toml", "", "upload_there")]
    ):
        with pytest.raises(RefusedError, match=code):
            loose.onto(tiny, sent(name), {name: replaced}, tmp_path / f"aside{number}")


def test_an_archive_without_a_city_is_files(tiny: Path, tmp_path: Path) -> None:
    made = archive(("市/村.csv", VILLAGES), ("市/九月.csv", VISITS))
    for name in ("alone", "onto"):
        (tmp_path / name).mkdir()
    city, _ = loose.unpacked(made, tmp_path / "alone", None)
    assert there(city) == {"村.csv", "九月.csv"}
    made.seek(0)
    city, asked = loose.unpacked(made, tmp_path / "onto", tiny)
    assert set(asked.new) == {"村.csv", "九月.csv"}
    assert there(city) >= there(tiny)


# The desk


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(publishing.ALLOW, "1")
    monkeypatch.setenv(publishing.CITY, "")


def begun(**files: str) -> Desk:
    return settle(Desk(partial(loose.alone, office(**files)), "zh_CN"))


@pytest.mark.usefixtures("allowed")
def test_a_decision_that_cannot_be_read_is_taken_back(
    serving: Store,  # noqa: F811
) -> None:
    job = begun(村名单=VILLAGES, 九月=VISITS)
    assert (job.state, job.refusal) == ("checked", "")
    assert [one["sure"] for one in job.understood["sources"]] == ["high", "high"]
    here = {"file": "九月.csv", "from": "visit", "to": "visit"}
    job.decide({**here, "columns": {"visited_on": ""}})
    settle(job)
    assert (job.state, job.is_taken_back) == ("checked", True)
    assert "visited_on" in job.refusal
    assert "columns" not in (job._city / "city.toml").read_text("utf-8")
    job.decide({**here, "columns": {"visited_on": "备用日期"}})
    settle(job)
    assert (job.refusal, job.is_taken_back) == ("", False)
    assert [one["sure"] for one in job.understood["sources"]] == ["high", "chosen"]
    job.decide({"file": "九月.csv", "from": "visit", "to": None})
    settle(job)
    assert [one["shown"] for one in job.understood["unused"]] == ["九月.csv"]
    job.decide({"file": "九月.csv", "from": None, "to": "visit"})  # taken in again
    settle(job)
    assert job.understood["unused"] == []
    assert serving.current_id() is None
    job.discard()


@pytest.mark.usefixtures("allowed", "serving")
def test_what_was_lacking_is_added() -> None:
    job = begun(九月=VISITS)
    assert (job.state, job.is_begun) == ("refused", True)
    assert [one["shown"] for one in job.understood["unused"]] == ["九月.csv"]
    assert job.understood["unused"][0]["why"]
    job.add(partial(loose.join, office(村名单=VILLAGES)))
    settle(job)
    assert (job.state, job.refusal) == ("checked", "")
    assert [one["source"] for one in job.understood["sources"]] == ["village", "visit"]
    job.add(partial(loose.join, office(十月=OCTOBER)))
    settle(job)
    assert [one["shown"] for one in job.understood["sources"]][2:] == ["十月.csv"]
    job.add(partial(loose.join, sent("../x.csv")))
    settle(job)
    assert (job.state, job.is_taken_back) == ("checked", True)
    job.discard()
    assert not job.is_begun


MATTERS = (
    "编号,标题,区划代码,提出日期,反映人\n1,路灯不亮,411402100201,2026-09-31,李三\n"
    "2,水渠漏水 电话13912345678,411402100202,2026-09-32,王五\n"
)


@pytest.mark.usefixtures("allowed")
def test_mended_rows_are_read_and_what_is_hidden_stays_as_it_came(
    serving: Store,  # noqa: F811
) -> None:
    job = begun(村名单=VILLAGES, 九月=VISITS, 事项=MATTERS)
    assert [(one["file"], one["row"]) for one in job.to_mend if one["source"] == "matter"] == [
        ("事项.csv", 2), ("事项.csv", 3),
    ]  # fmt: skip
    row = next(one for one in job.to_mend if one["row"] == 3 and one["source"] == "matter")
    at = row["headers"].index("提出日期")
    title = row["headers"].index("标题")
    assert SIGN in row["shown"][title]
    assert "13912345678" in row["came"][title]
    cells = [*row["came"]]
    cells[at] = "2026-09-02"
    job.mend([Mended("matter", "事项.csv", row["headers"], {3: cells})])
    settle(job)
    assert (job.state, job.refusal) == ("checked", "")
    assert ["matter", "mended-matter-1.csv", 1, 1, 0] in job.result["files"]
    left = [(one["source"], one["row"]) for one in job.to_mend]
    assert ("matter", 2) in left
    assert ("matter", 3) not in left
    body = (job._city / "mended-matter-1.csv").read_text("utf-8")
    assert "13912345678" in body
    job.decide({"root": {"name": "梁园区"}})
    settle(job)
    job.publish()
    assert settle(job).state == "published"
    found = serving.current().rows("SELECT proposed_on::VARCHAR, title FROM matter")
    assert found == [("2026-09-02", f"水渠漏水 电话{SIGN}")]
    base = publishing.base_folder()
    assert base
    again = settle(Desk(partial(loose.onto, base, office(十月=OCTOBER), {}), "zh_CN"))
    assert ("matter", 3) not in [(one["source"], one["row"]) for one in again.to_mend]
    again.add(partial(loose.join, office(事项=MATTERS)))  # the file itself came anew
    settle(again)
    assert ("matter", 3) in [(one["source"], one["row"]) for one in again.to_mend]
    again.discard()


@pytest.mark.usefixtures("allowed")
def test_the_published_city_is_left_alone_until_it_is_published(
    tiny: Path,
    serving: Store,  # noqa: F811
    now: datetime,
) -> None:
    old = load(tiny, serving, now=now).snapshot_id
    files = {one: (tiny / one).read_bytes() for one in there(tiny)}
    april = "visit_id,target_id,visited_on\nV8,990121100202,2026-04-11\n"
    job = settle(Desk(partial(loose.onto, tiny, office(april=april), {}), "en"))
    assert (job.state, job.refusal) == ("checked", "")
    assert ["visit", "april.csv", 1, 1, 0] in job.result["files"]
    job.decide({"file": "visits.csv", "from": "visit", "to": "no_table"})
    settle(job)
    assert job.is_taken_back
    assert {one: (tiny / one).read_bytes() for one in there(tiny)} == files
    assert serving.current_id() == old
    job.discard()


def test_a_geodatabase_is_dropped_as_the_folder_it_is(tmp_path: Path) -> None:
    """Its tables are called alike in every other one, and a newer one comes whole in its place."""
    city = tmp_path / "city"
    (city / "镇界.gdb").mkdir(parents=True)
    (city / "镇界.gdb" / "a00000001.gdbtable").write_bytes(b"towns")
    sent = [
        Sent(f"村界.gdb/{name}", BytesIO(b"villages"))
        for name in ("a00000001.gdbtable", "a00000009.gdbtable")
    ]
    assert loose.join(sent, city) == [one.name for one in sent]
    assert (city / "镇界.gdb" / "a00000001.gdbtable").read_bytes() == b"towns"
    newer = [Sent("村界.gdb/a00000001.gdbtable", BytesIO(b"newer"))]
    assert loose.join(newer, city) == ["村界.gdb/a00000001.gdbtable"]
    assert {one.name: one.read_bytes() for one in (city / "村界.gdb").iterdir()} == {
        "a00000001.gdbtable": b"newer"
    }


DEEP = "走访台账,,\n村,实际,实际\n村名,走访日期,走访人\n甲村,2026-09-03,张三丰\n乙村,2026-09-31,李四光\n"


@pytest.mark.usefixtures("allowed")
def test_a_row_under_a_header_of_two_rows_is_mended(
    serving: Store,  # noqa: F811
) -> None:
    job = begun(村名单=VILLAGES, 台账=DEEP)
    here = {"file": "台账.csv", "from": "visit", "to": "visit", "header_row": [2, 3]}
    job.decide(here)
    settle(job)
    assert (job.state, job.refusal) == ("checked", "")
    (row,) = [one for one in job.to_mend if one["source"] == "visit"]
    assert row["row"] == 5
    cells = ["2026-09-30" if cell == "2026-09-31" else cell for cell in row["came"]]
    job.mend([Mended("visit", "台账.csv", row["headers"], {5: cells})])
    settle(job)
    assert (job.state, job.refusal) == ("checked", "")
    assert job.to_mend == []
    job.decide({"root": {"name": "梁园区"}})
    settle(job)
    job.publish()
    assert settle(job).state == "published"
    days = serving.current().rows("SELECT visited_on::VARCHAR FROM visit ORDER BY 1")
    assert days == [("2026-09-03",), ("2026-09-30",)]
