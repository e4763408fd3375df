"""Rows that were put aside come back as they came, are mended, and are accepted."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from click.testing import Result
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

from etl.pipeline import load
from geodata.base.errors import RefusedError
from geodata.base.messages import LANGUAGES, text
from geodata.base.privacy import SIGN
from geodata.output import rejects
from geodata.store.snapshots import Store
from test_dashboard import page, serving  # noqa: F401 - a fixture
from test_load import append, edit

Run = Callable[..., Result]
Rows = list[list[object]]
NOTES = ["原文件行号", "退回原因"]


def sheets(body: bytes | None) -> dict[str, Rows]:
    assert body
    book = CalamineWorkbook.from_filelike(BytesIO(body))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def rejected(store: Store) -> dict[str, Rows]:
    return sheets(rejects.workbook(store.current(), "zh_CN"))


def write_sheet(file: Path, rows: Rows) -> None:
    """What a clerk saves: the sheet with its cells as text."""
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, ["" if cell is None else str(cell) for cell in row])


def test_rows_come_back_with_every_cell_that_is_declared(
    tiny: Path, store: Store, now: datetime
) -> None:
    """Formulas and zeros in front too; columns that nobody uses, repeated or without a header, do not."""
    (tiny / "visits.csv").write_text(
        "备注,visit_id,target_id,visited_on,备注,,talks,unit_name\n"
        "好,V1,990101001001,2026-01-05,,,1,\n"
        '"=1+1",V2,990101001001,2026-02-30,007,x,-2,=1+1\n'
        "@a,V3,990101001009,2026-01-05,,,003,@a\n",
        encoding="utf-8",
    )
    load(tiny, store, now=now)
    found = rejected(store)
    assert list(found) == ["visits", "attendances"]
    head, first, second = found["visits"]
    assert head == [*NOTES, "visit_id", "target_id", "visited_on", "talks", "unit_name"]
    assert first[0] == 3
    assert first[2:] == ["V2", "990101001001", "2026-02-30", "-2", "=1+1"]
    assert second[0] == 4
    assert second[2:] == ["V3", "990101001009", "2026-01-05", "003", "@a"]
    told = str(first[1]).splitlines()
    for line, column, code in (
        (told[0], "talks", "bad_count"), (told[1], "visited_on", "bad_date"),
    ):  # fmt: skip
        said = [text(section, code, "zh_CN") for section in ("reason", "remedy")]
        assert line == f"{column}：{said[0]}。{said[1]}"
    ((cells,),) = store.current().rows(
        "SELECT row_json FROM quarantine WHERE source_file = 'visits.csv' AND source_row = 3"
    )
    assert json.loads(cells)[-1] == ["unit_name", "=1+1", "unit_name"]


def test_a_mended_sheet_loads_as_it_stands(tiny: Path, store: Store, now: datetime) -> None:
    """Beside the file it came from, whose bad rows stay where they are."""
    append(tiny / "visits.csv", "V8,990121100201,2026-02-30,,,,,")
    append(tiny / "visits.csv", "V9,990121100299,2026-03-02,,,,,")
    append(tiny / "attendances.csv", "V8,A,")
    first = load(tiny, store, now=now)
    assert [row[3:] for row in first.files if row[0] in ("visit", "attendance")] == [(7, 2), (7, 1)]
    rows = rejected(store)["visits"]
    for row in rows:
        row[:] = [
            {"2026-02-30": "2026-02-28", "990121100299": "990121100202"}.get(str(cell), cell)
            for cell in row
        ]
    write_sheet(tiny / "mended.xlsx", rows)
    edit(tiny / "city.toml", 'file = "visits.csv"', 'file = ["visits.csv", "mended.xlsx"]')
    second = load(tiny, store, now=now)
    assert [row[1:] for row in second.files if row[0] in ("visit", "attendance")] == [
        ("visits.csv", 9, 7, 2), ("mended.xlsx", 2, 2, 0), ("attendances.csv", 8, 8, 0),
    ]  # fmt: skip
    snapshot = store.current()
    assert snapshot.rows(
        "SELECT visit_id, target_id, visited_on::VARCHAR FROM visit WHERE visit_id > 'V7' ORDER BY 1"
    ) == [("V8", "990121100201", "2026-02-28"), ("V9", "990121100202", "2026-03-02")]
    ((ignored,),) = snapshot.rows(
        "SELECT ignored_columns FROM load_log WHERE source_file = 'mended.xlsx'"
    )
    assert ignored == []


def test_a_sheet_that_was_not_mended_comes_back_the_same(
    tiny: Path, store: Store, now: datetime
) -> None:
    """A cell too many stays too many, and the columns of ours are not put in twice."""
    append(tiny / "visits.csv", "V8,990121100201,2026-03-01,1,1,1,1,1,9")
    originals: rejects.Originals = {}
    load(tiny, store, now=now, originals=originals)
    assert rejected(store)["visits"][1][-1] == SIGN
    rows = sheets(rejects.workbook(store.current(), "zh_CN", originals))["visits"]
    assert rows[1][-1] == "9"
    write_sheet(tiny / "mended.xlsx", rows)
    edit(tiny / "city.toml", 'file = "visits.csv"', 'file = ["visits.csv", "mended.xlsx"]')
    summary = load(tiny, store, now=now, originals=originals)
    assert ("visit", "mended.xlsx", 1, 0, 1) in summary.files
    again = sheets(rejects.workbook(store.current(), "zh_CN", originals))
    assert [row[1:] for row in again["mended"]] == [row[1:] for row in rows]
    assert again["mended"][1][0] == 2


def test_a_bad_row_drags_no_good_one_with_it(tiny: Path, store: Store, now: datetime) -> None:
    append(tiny / "visits.csv", "V1,990101001001,2026-01-99,,,,,")
    summary = load(tiny, store, now=now)
    assert [one[:2] for one in summary.reasons] == [("visit", "bad_date")]
    assert store.current().rows("SELECT count(*) FROM visit WHERE visit_id = 'V1'") == [(1,)]


def test_cells_of_excel_and_of_a_shapefile_come_back(
    tiny: Path, store: Store, now: datetime
) -> None:
    write_sheet(tiny / "units.xlsx", [["单位编号", "单位名称", "电话"], ["", "甲", "0371"]])
    edit(tiny / "city.toml", 'file = "units.csv"', 'file = ["units.csv", "units.xlsx"]')
    edit(tiny / "villages.geojson", "990121100202", "990121100209")
    load(tiny, store, now=now)
    found = rejected(store)
    assert found["units"][1][2:] == ["", "甲"]
    assert found["units"][0][2:] == ["单位编号", "单位名称"]
    assert "990121100209" in found["villages"][1]
    assert "单位编号：必填却为空" in str(found["units"][1][1])


def test_two_files_of_one_name_have_a_sheet_each(tiny: Path, store: Store, now: datetime) -> None:
    for folder in ("a", "b"):
        (tiny / folder).mkdir()
        name = "一个很长很长很长很长很长很长很长很长很长很长很长的[名字]"
        (tiny / folder / f"{name}.csv").write_text(f"unit_id,name\n,{folder}\n", encoding="utf-8")
    edit(tiny / "city.toml", 'file = "units.csv"',
         f'file = ["units.csv", "a/{name}.csv", "b/{name}.csv"]')  # fmt: skip
    load(tiny, store, now=now)
    found = rejected(store)
    assert [rows[1][-1] for rows in found.values()] == ["a", "b"]


def test_a_file_that_changes_under_the_load_is_refused(
    tiny: Path, store: Store, now: datetime
) -> None:
    append(tiny / "visits.csv", "V8,990121100201,2026-02-30,,,,,")

    def meddle(step: str, rows: int) -> None:
        if step == "visit" and rows:
            append(tiny / "visits.csv", "V9,990121100201,2026-03-01,,,,,")

    with pytest.raises(RefusedError, match="file_changed"):
        load(tiny, store, now=now, progress=meddle)
    assert store.current_id() is None


# The command line


def test_check_writes_the_workbook_and_takes_it_away(run: Run, tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    append(tiny / "visits.csv", "V8,990121100201,2026-02-30,=A1,,,,")
    result = run("check", tiny, "--out", out)
    assert result.exit_code == 0
    assert str(out / "rejects.xlsx") in result.stdout
    (sheet,) = sheets((out / "rejects.xlsx").read_bytes()).values()
    assert sheet[0][:2] == NOTES
    assert sheet[1][5] == "=A1"
    (tiny / "visits.csv").write_text("visit_id,target_id,visited_on\n", encoding="utf-8")
    (tiny / "attendances.csv").write_text("visit_id,official_id\n", encoding="utf-8")
    clean = run("check", tiny, "--out", out)
    assert text("report", "none", "zh_CN") in clean.stdout
    assert list(out.iterdir()) == []


def test_check_overwrites_no_source(run: Run, tiny: Path) -> None:
    write_sheet(tiny / "rejects.xlsx", [["unit_id", "name"], ["U8", "丁"]])
    edit(tiny / "city.toml", 'file = "units.csv"', 'file = ["units.csv", "rejects.xlsx"]')
    before = (tiny / "rejects.xlsx").read_bytes()
    result = run("check", tiny, "--out", tiny)
    said = text("error", "rejects_is_source", "zh_CN", file=tiny / "rejects.xlsx") + "\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)
    assert (tiny / "rejects.xlsx").read_bytes() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_lines_up_and_hides_nothing(run: Run, tiny: Path, language: str) -> None:
    for day in range(31, 36):
        append(tiny / "visits.csv", f"W{day},990121100201,2026-02-{day},,,,,")
    append(tiny / "postings.csv", "A,\x1b[31mU9,township,staff,,")
    shown = run("--lang", language, "check", tiny).stdout
    # 5 rows of one reason: the most to mend come first, three of them are shown, 2 are counted
    assert shown.index("visits.csv", shown.index("2026-02-31")) < shown.index("U9")
    assert "2026-02-33" in shown
    assert "2026-02-34" not in shown
    assert text("report", "more", language, rows=2) in shown
    assert "\x1b" not in shown
    files = shown.splitlines()[1:16]  # the tiny city has 15 files
    assert len({len(line) for line in files}) == 1


def test_json_lines_hold_the_same(run: Run, tiny: Path) -> None:
    append(tiny / "visits.csv", "V8,990121100201,2026-02-30,,,,,")
    *steps, last = [json.loads(line) for line in run("check", tiny, "--json").stdout.splitlines()]
    assert {"visit", "derive_shapes"} <= {step["step"] for step in steps}
    assert sum(step["rows"] for step in steps) == sum(rows for _, _, rows, *_ in last["files"])
    assert last["snapshot_id"] is None
    (found,) = last["reasons"]
    assert (found["code"], found["rows"]) == ("bad_date", 1)
    assert found["examples"] == [{"file": "visits.csv", "row": 9, "value": "2026-02-30"}]


# The Data page


def test_the_data_page_tells_what_to_mend_first(
    tiny: Path,
    serving: Store,  # noqa: F811
    now: datetime,
) -> None:
    append(tiny / "visits.csv", "V8,990121100201,2026-02-30,,,,,")
    append(tiny / "visits.csv", "V9,990121100201,2026-02-31,,,,,")
    append(tiny / "postings.csv", "A,U*9*,township,staff,,")
    load(tiny, serving, now=now)
    data: AppTest = page("data")
    counts = [(one.label, one.value) for one in data.metric][3:]
    assert counts == [("走访 visit", "2 行"), ("任职 posting", "1 行")]
    shown = " ".join(str(one.value) for one in [*data.markdown, *data.caption]).replace("\\", "")
    for code in ("bad_date", "unknown_unit"):
        assert text("remedy", code, "zh_CN") in shown
    assert "visits.csv 第 9 行：2026-02-30" in shown
    assert "U*9*" in shown
    table = data.dataframe[0].value
    assert table["文件"].iloc[0] == "visits.csv"
    assert table["SHA-256"].str.len().eq(12).all()


def test_a_snapshot_without_bad_rows_has_no_workbook(tiny_store: Store) -> None:
    assert rejects.workbook(tiny_store.current(), "en") is None
    with duckdb.connect(tiny_store.current().path, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM quarantine").fetchone() == (0,)
