"""Cells that lost letters, NULs in keys, rows that nobody sees: read, counted and said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import Result
from streamlit.testing.v1 import AppTest

from etl.gate.damage import Damage
from etl.pipeline import check, load
from etl.reading.formats.excel import read_excel
from etl.tables.matter import MATTER
from etl.tables.place import PLACE
from geodata.base.messages import text
from geodata.store.snapshots import Store
from test_dashboard import page, serving  # noqa: F401 - a fixture
from test_shrinking import add, numbered, villages
from xls import xls

Run = Callable[..., Result]
NOW = datetime(2026, 4, 20, 9, 0)
_NAME = next(one for one in PLACE.columns if one.name == "name")
_CODE = next(one for one in PLACE.columns if one.name == "code")

WHOLE = ["柳东村", "柳东·西村", "Genève", "Köln", "São Paulo", "联通村", "第3村", "石桥村（新）",
         "𬒈村", "㙟村", "后〇村", "", None]  # fmt: skip


@pytest.mark.parametrize("cell", WHOLE)
def test_a_whole_name_is_left_alone(cell: str | None) -> None:
    damage = Damage()
    assert damage.seen(_NAME, [cell], [2]) == [cell]
    assert damage == Damage()


@pytest.mark.parametrize(
    "cell",
    ["后■村", "公\ufffd村", "石\ue000村", "?村", "？村", "锟斤拷村", "烫烫烫",
     "波城县".encode().decode("gb18030", "replace"), "柳河".encode().decode("gb18030"),
     "柳东村".encode().decode("latin-1")],
)  # fmt: skip
def test_letters_that_are_lost_are_noted_and_stay(cell: str) -> None:
    damage = Damage()
    assert damage.seen(_NAME, ["柳东村", cell], [2, 3]) == ["柳东村", cell]
    assert damage.lost == {3: cell}
    assert damage.nul == {}


def test_a_question_is_no_lost_letter_where_it_is_no_name() -> None:
    damage = Damage()
    title = next(one for one in MATTER.columns if one.name == "title")
    damage.seen(title, ["为什么不修路？", "☑是 □否"], [2, 3])
    assert damage.lost == {}
    damage.seen(title, ["路\ufffd坏"], [4])
    assert damage.lost == {4: ""}  # what somebody wrote is shown to nobody


def test_no_key_holds_a_nul() -> None:
    damage = Damage()
    assert damage.seen(_CODE, ["990\0", "\0", None, "991"], [2, 3, 4, 5]) == [
        "990", None, None, "991"]  # fmt: skip
    assert damage.nul == {2: "990", 3: ""}


def test_a_load_counts_lost_letters(tmp_path: Path, store: Store, run: Run) -> None:
    folder = villages(tmp_path / "a", numbered(5))
    stated = (folder / "villages.csv").read_text("utf-8")
    for n, name in enumerate(("后■村", "公\ufffd村", "石\ue000村", "锟斤拷村")):
        stated = stated.replace(f"10020{n + 1}村", name)
    (folder / "villages.csv").write_text(stated, "utf-8")
    values = {"source": "village", "file": "villages.csv", "rows": 4,
              "shown": "2 后■村, 3 公\ufffd村, 4 石\ue000村 …"}  # fmt: skip
    assert check(folder, tmp_path, now=NOW).warnings == [("letters_lost", values)]
    summary = load(folder, store, now=NOW)
    assert summary.reasons == []
    assert summary.warnings == [("letters_lost", values)]
    said = run("check", folder, "--store", store.folder)
    assert text("warning", "letters_lost", "zh_CN", **values) in said.stderr
    names = {name for (name,) in store.current().rows("SELECT name FROM place")}
    assert {"后■村", "公\ufffd村", "锟斤拷村"} <= names


def test_a_key_with_a_nul_is_the_key_without(tmp_path: Path, store: Store) -> None:
    folder = villages(tmp_path / "a", numbered(2))
    add(folder, "visit", "visit_id,target_id,visited_on",
        "V1,990121100201,2026-03-02", "V2\0,990121100202,2026-03-03")  # fmt: skip
    summary = load(folder, store, now=NOW)
    assert summary.warnings == [("nul_removed", {
        "source": "visit", "file": "visit.csv", "rows": 1, "shown": "3 V2"})]  # fmt: skip
    assert store.current().rows("SELECT visit_id FROM visit ORDER BY 1") == [("V1",), ("V2",)]
    add(folder, "visit", "visit_id,target_id,visited_on", "V2,990121100201,2026-03-04")
    load(folder, store, now=NOW)  # a correction of the same visit
    assert store.current().rows("SELECT visit_id, target_id FROM visit ORDER BY 1") == [
        ("V1", "990121100201"), ("V2", "990121100201")]  # fmt: skip


def hidden(folder: Path, *rows: int, filtered: bool = False) -> None:
    """Five visits from row 3 on, below a title; some of the rows hidden."""
    with xlsxwriter.Workbook(folder / "visits.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "三月走访")
        sheet.write_row(1, 0, ["走访编号", "村代码", "走访日期"])
        for n in range(5):
            sheet.write_row(n + 2, 0, [f"V{n}", "990121100201", f"2026-03-0{n + 1}"])
        if filtered:
            sheet.autofilter(1, 0, 6, 2)
            sheet.filter_column(0, "x == V0")
        for row in rows:
            sheet.set_row(row - 1, None, None, {"hidden": True})
    with (folder / "city.toml").open("a", encoding="utf-8") as toml:
        toml.write('[sources.visit]\nfile = "visits.xlsx"\n')


@pytest.mark.parametrize("filtered", [False, True])
def test_rows_that_nobody_sees_count_and_are_said(
    tmp_path: Path, store: Store, filtered: bool
) -> None:
    folder = villages(tmp_path / "a", numbered(1))
    hidden(
        folder, 1, 4, 5, 7, 9, filtered=filtered
    )  # a title and an empty row are none of the data
    summary = load(folder, store, now=NOW)
    assert summary.warnings == [("rows_hidden", {
        "source": "visit", "file": "visits.xlsx", "rows": 3, "shown": "4, 5, 7"})]  # fmt: skip
    assert store.current().rows("SELECT count(*) FROM visit") == [(5,)]


def test_a_sheet_without_hidden_rows_says_nothing(tmp_path: Path, store: Store) -> None:
    folder = villages(tmp_path / "a", numbered(1))
    hidden(folder)
    assert load(folder, store, now=NOW).warnings == []


def test_the_data_page_says_it(serving: Store, tmp_path: Path) -> None:  # noqa: F811
    folder = villages(tmp_path / "a", numbered(1))
    (folder / "villages.csv").write_text("代码,名称\n990121100201,后■村\n", "utf-8")
    load(folder, serving, now=NOW)
    shown: AppTest = page("data").run()
    assert any("后■村" in one.value for one in shown.warning)


def test_hidden_rows_of_an_old_workbook(tmp_path: Path) -> None:
    rows = [["村代码", "走访日期"], *(["990121100201", f"2026-03-0{day}"] for day in range(1, 6))]
    for hidden_at, told in (((), set()), ((2, 4), {3, 5})):
        (tmp_path / "a.xls").write_bytes(xls(rows, hidden=hidden_at))
        assert read_excel(tmp_path / "a.xls", None).hidden == told
