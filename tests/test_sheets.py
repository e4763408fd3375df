"""Several sheets of a workbook, or several layers of a file, read as one table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import Result
from python_calamine import CalamineWorkbook

from etl.pipeline import load
from geodata.base.errors import GuatuError
from geodata.store.snapshots import Store

WEST, SOUTH = "990121100", "990121200"


def workbook(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def visits(folder: Path, sheets: dict[str, list[list[str]]], stated: str) -> None:
    """The visits of the tiny city in a workbook."""
    workbook(folder / "visits.xlsx", sheets)
    toml = folder / "city.toml"
    given = '[sources.visit]\nfile = "visits.csv"\n'
    assert given in toml.read_text(encoding="utf-8")
    text = toml.read_text(encoding="utf-8").replace(
        given, f'[sources.visit]\nfile = "visits.xlsx"\n{stated}\n'
    )
    text = text.replace('[sources.attendance]\nfile = "attendances.csv"\n', "")
    toml.write_text(text, encoding="utf-8")


def kml(villages: dict[str, str]) -> str:
    """A folder for each township, with one village in it."""
    ring = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
    square = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"
    mark = "<Placemark><name>{}</name>" + square + "</Placemark>"
    folders = ""
    for west, (town, village) in enumerate(villages.items(), 115):
        corners = f"{west},34 {west + 0.1},34 {west + 0.1},34.1 {west},34.1 {west},34"
        folders += f"<Folder><name>{town}</name>{mark.format(village, corners)}</Folder>"
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>'


BY_TOWNSHIP = {
    "填表说明": [["请各乡镇认真填写"]],
    "西镇": [
        ["西镇走访台账"],
        ["村名", "走访日期"],
        ["甲村", "2026-01-05"],
        ["丙村", "2026-01-06"],
    ],
    "南乡": [["走访日期", "村名", "走访户数"], ["2026-02-05", "甲村", "3"]],
}


def test_a_sheet_for_each_township_tells_the_township(
    tiny: Path, store: Store, now: datetime
) -> None:
    """甲村 is in both townships, and only the sheet's name says which is meant."""
    with (tiny / "villages.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"{SOUTH}203,甲村\n")
    visits(tiny, BY_TOWNSHIP, 'sheet = ["西镇", "南乡"]')
    load(tiny, store, now=now)
    rows = store.current().rows("SELECT target_id, visited_on, households FROM visit ORDER BY ALL")
    assert [(code, str(day), households) for code, day, households in rows] == [
        (f"{WEST}201", "2026-01-05", None), (f"{SOUTH}203", "2026-02-05", 3),
    ]  # fmt: skip
    log = (
        "SELECT source_file, rows_in, accepted, header_row FROM load_log WHERE table_name = 'visit'"
    )
    assert store.current().rows(log) == [
        ("visits.xlsx [西镇]", 2, 1, 2), ("visits.xlsx [南乡]", 1, 1, 1),
    ]  # fmt: skip
    where = "SELECT source_file, source_row FROM quarantine"
    assert store.current().rows(where) == [("visits.xlsx [西镇]", 4)]


def test_rows_to_mend_stand_under_the_name_of_their_sheet(
    tiny: Path, tmp_path: Path, run: Callable[..., Result]
) -> None:
    visits(tiny, BY_TOWNSHIP, 'sheet = ["西镇", "南乡"]')
    run("check", tiny, "--out", tmp_path / "out", "--store", tmp_path / "none")
    book = CalamineWorkbook.from_path(tmp_path / "out" / "rejects.xlsx")
    assert book.sheet_names == ["visits 西镇", "visits 南乡"]  # 甲村 is not in 南乡 here
    head, row = book.get_sheet_by_name("visits 西镇").to_python()
    assert (head[2:], row[0], row[2:]) == (["村名", "走访日期"], 4, ["丙村", "2026-01-06"])


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ('sheet = ["西镇", "北乡"]', "sheet_missing"),
        ('sheet = ["西镇", "西镇"]', "city_value"),
        ("sheet = []", "city_value"),
        ('sheet = ["西镇", 3]', "city_value"),
        ('sheet = ["西镇", "填表说明"]', "column_missing"),
    ],
)
def test_what_is_refused(tiny: Path, store: Store, now: datetime, stated: str, code: str) -> None:
    visits(tiny, BY_TOWNSHIP, stated)
    with pytest.raises(GuatuError) as refused:
        load(tiny, store, now=now)
    assert refused.value.code == code


def test_a_folder_of_kml_for_each_township(tiny: Path, store: Store, now: datetime) -> None:
    (tiny / "villages.kml").write_text(kml({"西镇": "甲村", "南乡": "丁村"}), encoding="utf-8")
    toml = tiny / "city.toml"
    text = toml.read_text(encoding="utf-8")
    given = 'geometry = { file = "villages.geojson", match = "code" }'
    assert given in text
    one = 'geometry = { file = "villages.kml", match = "name", column = "Name" }'
    toml.write_text(text.replace(given, one), encoding="utf-8")
    with pytest.raises(GuatuError) as refused:  # which of the two is not to be guessed
        load(tiny, store, now=now)
    assert refused.value.code == "layer_unstated"
    both = one.replace(" }", ', layer = ["西镇", "南乡"] }')
    toml.write_text(text.replace(given, both), encoding="utf-8")
    load(tiny, store, now=now)
    drawn = "SELECT name FROM place WHERE kind = 'village' AND geometry IS NOT NULL ORDER BY ALL"
    assert store.current().rows(drawn) == [("丁村",), ("甲村",)]


def test_a_bare_folder_is_guessed_to_have_them(tmp_path: Path, run: Callable[..., Result]) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    villages = f"代码,名称\n{WEST}201,甲村\n{WEST}202,乙村\n{SOUTH}201,丙村\n"
    (folder / "村.csv").write_text(villages, encoding="utf-8")
    (folder / "乡镇.csv").write_text(f"代码,名称\n{WEST},西镇\n{SOUTH},南乡\n", encoding="utf-8")
    head = ["村(社区)", "联系领导"]
    workbook(
        folder / "结对台账.xlsx",
        {
            "说明": [["请各乡镇认真填写"]],
            "西镇": [head, ["甲村", "安国"], ["乙村", "白露"]],
            "南乡": [head, ["丙村", "陈明"]],
        },
    )
    result = run("check", folder, "--write", "--store", tmp_path / "none")
    assert result.exit_code == 0
    body = (folder / "city.toml").read_text(encoding="utf-8")
    assert 'file = "结对台账.xlsx"\nsheet = ["西镇", "南乡"]\n' in body
    assert "结对台账.xlsx [南乡]     1     1     0" in result.output


def test_folders_of_kml_are_guessed_to_be_one_layer(
    tmp_path: Path, run: Callable[..., Result]
) -> None:
    villages = f"代码,名称\n{WEST}201,甲村\n{SOUTH}201,丙村\n"
    (tmp_path / "村.csv").write_text(villages, encoding="utf-8")
    (tmp_path / "乡镇.csv").write_text(f"代码,名称\n{WEST},西镇\n{SOUTH},南乡\n", encoding="utf-8")
    (tmp_path / "村界.kml").write_text(kml({"西镇": "甲村", "南乡": "丙村"}), encoding="utf-8")
    result = run("check", tmp_path, "--write", "--store", tmp_path / "none")
    assert result.exit_code == 0
    stated = 'geometry = { file = "村界.kml", match = "name", layer = ["西镇", "南乡"], column = "Name" }'
    assert stated in (tmp_path / "city.toml").read_text(encoding="utf-8")
