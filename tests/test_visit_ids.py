"""Files of visits as offices keep them: no ids, places and people by name, under two rows of headers."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from etl.guess.folder import guess
from etl.guess.toml import city_toml
from etl.pipeline import Summary, load
from geodata.store.snapshots import Store

HEAD = "乡镇,村名,走访日期,走访干部,走访户数\n"
VISITS = (
    "西镇,甲村,2026-01-05,白露,4\n西镇,甲村,2026-02-05,白露,5\n西镇,乙村委会,2026-01-09,陈明,2\n"
)


def put(city: Path, rows: str, name: str = "visits") -> None:
    (city / f"{name}.csv").write_text(HEAD + rows, encoding="utf-8")


@pytest.fixture
def named(tiny: Path) -> Path:
    """The tiny city, its visits told by name alone; the attendances of ids are gone."""
    put(tiny, VISITS)
    text = (tiny / "city.toml").read_text(encoding="utf-8")
    text = re.sub(r"\[sources\.attendance\]\n.*\n", "", text)
    (tiny / "city.toml").write_text(text, encoding="utf-8")
    return tiny


def reasons(summary: Summary) -> list[tuple[str, str]]:
    return [(one.code, one.column or "") for one in summary.reasons]


def changed(summary: Summary, table: str = "visit") -> tuple[int, int, int]:
    """Rows added, changed, unchanged."""
    ((added, other, same),) = [row[2:5] for row in summary.changes if row[0] == table]
    return added, other, same


def kept(store: Store) -> list[tuple[object, ...]]:
    return store.current().rows(
        "SELECT target_id, visited_on::VARCHAR, households, official_id"
        " FROM visit JOIN attendance USING (visit_id) ORDER BY ALL"
    )


def test_visits_need_no_ids(named: Path, store: Store, now: datetime) -> None:
    assert reasons(load(named, store, now=now)) == []
    assert kept(store) == [
        ("990121100201", "2026-01-05", 4, "B"),
        ("990121100201", "2026-02-05", 5, "B"),
        ("990121100202", "2026-01-09", 2, "C"),
    ]


def test_a_row_that_comes_again_is_known_again(named: Path, store: Store, now: datetime) -> None:
    """The same three however they are written, one of them corrected, and a new one."""
    load(named, store, now=now)
    put(
        named,
        "西镇,甲村村委会,2026/1/5,白露,4\n西镇,甲村,2026年2月5日,白露,6\n西镇,乙村,2026-03-09,陈明,1\n",
    )
    assert changed(load(named, store, now=now + timedelta(hours=1))) == (1, 1, 1)
    assert [row[2] for row in kept(store)] == [4, 6, 2, 1]  # that of 9 January stays


def test_two_visits_that_differ_want_a_person(named: Path, store: Store, now: datetime) -> None:
    put(named, VISITS + "西镇,甲村,2026-01-05,白露,9\n西镇,甲村,2026-01-05,陈明,4\n")
    summary = load(named, store, now=now)
    assert reasons(summary) == [("doubled_differs", "visit_id")]
    assert len(kept(store)) == 3  # the two of one day are aside; that of another official stands


def test_a_column_of_ids_may_be_left_empty(named: Path, store: Store, now: datetime) -> None:
    """As in a blank form filled in: the same ids as without the column."""
    load(named, store, now=now)
    rows = "".join(f",{row}\n" for row in VISITS.splitlines())
    (named / "visits.csv").write_text("走访编号," + HEAD + rows, encoding="utf-8")
    assert changed(load(named, store, now=now + timedelta(hours=1))) == (0, 0, 3)


def test_an_id_that_is_empty_is_a_fault(tiny: Path, store: Store, now: datetime) -> None:
    file = tiny / "visits.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("V7,", ",", 1), encoding="utf-8")
    assert ("missing", "visit_id") in reasons(load(tiny, store, now=now))


def test_a_roster_under_two_rows_of_headers_is_guessed(tiny: Path, tmp_path: Path) -> None:
    """As an office keeps it: a title, groups over the columns, the township once, totals below."""
    office = tmp_path / "office"
    office.mkdir()
    for name in ("counties", "townships", "villages", "units", "officials", "postings"):
        (office / f"{name}.csv").write_bytes((tiny / f"{name}.csv").read_bytes())
    put(office, VISITS, "1月走访")
    with xlsxwriter.Workbook(office / "结对名册.xlsx") as book:
        page = book.add_worksheet()
        page.merge_range("A1:D1", "干部联系村(社区)名册")
        page.merge_range("A2:B2", "村(社区)")
        page.merge_range("D2:D3", "起始日期")
        page.write("C2", "联系干部")
        page.write_row("A3", ["乡镇", "村名", "姓名"])
        page.merge_range("A4:A5", "西镇")
        page.write_row("B4", ["甲村", "白露", "2025-01-01"])
        page.write_row("B5", ["乙村委会", "陈明", "2025-01-01"])
        page.write_row("A6", ["合计", "2 个村"])
    body = city_toml(guess(office), "zh_CN")
    (office / "city.toml").write_text(body, encoding="utf-8")
    assert tomllib.loads(body)["sources"]["pairing"] == {"file": "结对名册.xlsx"}
    store = Store(tmp_path / "store")
    summary = load(office, store, now=datetime(2026, 4, 20))
    assert reasons(summary) == []
    paired = store.current().rows("SELECT responsible_id, target_id FROM pairing ORDER BY ALL")
    assert paired == [("B", "990121100201"), ("C", "990121100202")]
    assert len(kept(store)) == 3
