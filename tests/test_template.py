"""Blank templates: what they write is what the loader reads."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import Result
from python_calamine import CalamineWorkbook

from etl.city.template import header, words, write_templates
from etl.headers.columns import Heading, match_columns
from etl.pipeline import load
from etl.tables import PLACE, TABLES
from etl.tables.declare import Table
from geodata.base.messages import LANGUAGES, Language, text
from geodata.store.snapshots import Store

Run = Callable[..., Result]
NOW = datetime(2026, 4, 20, 9, 0)
KINDS = ["county", "township", "village", "community", "grid"]
CITY = '[city]\nname = "微型市"\ncode = "9901"\n'


def sheets(file: Path) -> list[list[list[str]]]:
    book = CalamineWorkbook.from_path(file)
    pages = [book.get_sheet_by_index(i).to_python() for i in range(len(book.sheet_names))]
    return [[[str(cell) for cell in row] for row in page] for page in pages]


@pytest.fixture(scope="session", params=LANGUAGES)
def blank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank") / str(request.param)
    write_templates(folder, request.param)
    return folder


def test_there_is_one_for_every_table_and_kind_of_place(blank: Path) -> None:
    names = {path.stem for path in blank.iterdir()}
    assert names == {*KINDS, *(table.name for table in TABLES)}


def test_the_sheets_are_named_in_the_language(tmp_path: Path) -> None:
    write_templates(tmp_path, "zh_CN")
    assert CalamineWorkbook.from_path(tmp_path / "visit.xlsx").sheet_names == ["走访", "说明"]
    assert CalamineWorkbook.from_path(tmp_path / "village.xlsx").sheet_names == ["行政村", "说明"]


@pytest.mark.parametrize("table", [PLACE, *TABLES], ids=lambda table: table.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_header_is_known_to_the_loader(language: Language, table: Table) -> None:
    headers = [header(column, language) for column in table.columns]
    matched = match_columns("x.xlsx", [Heading(one, (one,)) for one in headers], table, {}, {})
    assert matched.ignored == []
    assert matched.positions == {column.name: i for i, column in enumerate(table.columns)}
    for column, shown in zip(table.columns, headers, strict=True):
        assert shown.endswith("*") == column.needed
        if language == "zh_CN":
            assert any(ord(sign) > 0x4E00 for sign in shown), column.name
        if column.unit.startswith("万元") and language == "zh_CN":
            assert shown == f"{shown.split('(')[0]}(万元)"


def test_the_example_is_nowhere_on_the_sheet_that_is_loaded(blank: Path) -> None:
    for file in blank.iterdir():
        data, notes = sheets(file)
        assert len(data) == 1, file.name
        table = PLACE if file.stem in KINDS else next(t for t in TABLES if t.name == file.stem)
        assert [row[0] for row in notes[2:]] == data[0]
        for column, row in zip(table.columns, notes[2:], strict=True):
            assert row[5] in {column.example, *column.choices.get(column.example, ())}
            assert all(word in row[3] for word in words(column))


def test_blank_templates_load_as_no_rows(blank: Path, store: Store) -> None:
    sources = "".join(
        f'[sources.{path.stem}]\nfile = "{path.name}"\n' for path in sorted(blank.iterdir())
    )
    (blank / "city.toml").write_text(CITY + sources, encoding="utf-8")
    try:
        summary = load(blank, store, now=NOW)
    finally:
        (blank / "city.toml").unlink()
    assert len(summary.files) == len(KINDS) + len(TABLES)
    assert {one[2:] for one in summary.files} == {(0, 0, 0)}
    assert store.current().rows("SELECT count(*) FROM place") == [(1,)]


def test_a_template_filled_in_loads(tmp_path: Path, store: Store) -> None:
    """The rows of the second sheet, as a clerk would copy them, with ids that fit together; a change
    of places needs two years of them."""
    write_templates(tmp_path / "blank", "zh_CN")
    same = {"target_id": "990101100201", "area_code": "990101100201", "code": "990101100201",
            "place_code": "990101100201", "co_units": "U0012",
            "parent_code": "", "on_behalf_of": "", "responsible_id": "G000123",
            "subject_id": "G000123", "rule_id": "r", "depends_on": "",
            "came": "到访", "within_code": ""}  # fmt: skip
    city = tmp_path / "city"
    city.mkdir()
    sources = ""
    for name in ("village", *(table.name for table in TABLES if table.name != "place_change")):
        data, notes = sheets(tmp_path / "blank" / f"{name}.xlsx")
        table = PLACE if name == "village" else next(t for t in TABLES if t.name == name)
        row = ["" if not column.stored else same.get(column.name, note[5])
               for column, note in zip(table.columns, notes[2:], strict=True)]  # fmt: skip
        with xlsxwriter.Workbook(city / f"{name}.xlsx", {"strings_to_numbers": False}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, data[0])
            sheet.write_row(1, 0, row)
        sources += f'[sources.{name}]\nfile = "{name}.xlsx"\n'
    (city / "city.toml").write_text(CITY + sources, encoding="utf-8")
    summary = load(city, store, now=datetime(2026, 11, 22))
    assert summary.reasons == []
    assert {one[2:] for one in summary.files} == {(1, 1, 0)}
    ((money, place),) = store.current().rows("SELECT investment_wan_yuan, place_code FROM project")
    assert (money, place) == (35000, "990101100201")


def inside(file: Path, part: str) -> str:
    with zipfile.ZipFile(file) as archive:
        return archive.read(part).decode()


def test_the_sheet_helps_whoever_fills_it_in(blank: Path) -> None:
    sheet = inside(blank / "visit.xlsx", "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="1"' in sheet
    assert sheet.count('type="whole"') == 5  # talks, households, disputes, matters, suggestions
    assert sheet.count('type="date"') == 1
    assert sheet.count('type="decimal"') == 2
    assert '"村居,项目,企业,产业链"' in sheet.replace("&quot;", '"')
    # ids and codes are text, or Excel takes the zeros off
    styles = inside(blank / "visit.xlsx", "xl/styles.xml")
    assert 'numFmtId="49"' in styles
    assert '<col min="1" max="1"' in sheet
    assert "style=" in sheet.split('<col min="1" max="1"')[1].split("/>")[0]


def test_what_was_filled_in_is_never_written_over(tmp_path: Path, run: Run) -> None:
    (tmp_path / "visit.xlsx").write_bytes(b"mine")
    refused = run("template", tmp_path)
    assert refused.exit_code == 1
    said = text("error", "template_there", "zh_CN", folder=tmp_path, file="visit.xlsx")
    assert refused.stderr == said + "\n"
    assert [path.name for path in tmp_path.iterdir()] == ["visit.xlsx"]
    assert run("template", tmp_path / "blank").exit_code == 0
    assert len(list((tmp_path / "blank").iterdir())) == len(KINDS) + len(TABLES)
