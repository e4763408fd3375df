"""A column that the files leave out, because all their rows share it, is stated in city.toml."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from geodata.base.errors import RefusedError
from months import JIA, TOML, YI, Office

PAIRED = '[sources.pairing]\nfile = "pairings.csv"\n'


def stated(tmp_path: Path, constants: str, **files: str) -> Office:
    toml = TOML.replace(PAIRED, f"{PAIRED}constants = {{ {constants} }}\n")
    return Office(tmp_path, toml, files)


def test_a_constant_is_what_every_row_says(tmp_path: Path) -> None:
    pairings = "村名,包村干部\n甲村,李文华\n乙村,王强\n合计,\n"
    there = stated(
        tmp_path, 'role = "包村", valid_from = "2026年3月1日"', **{"pairings.csv": pairings}
    )
    summary = there.load()
    assert summary.reasons == []
    assert there.snapshot.rows("SELECT target_id, role, valid_from FROM pairing ORDER BY 1") == [
        (JIA, "包村", date(2026, 3, 1)),
        (YI, "包村", date(2026, 3, 1)),
    ]


def test_a_constant_may_be_what_the_rows_need(tmp_path: Path) -> None:
    """A list of one village's officials names the village in its title alone."""
    there = stated(tmp_path, 'target_name = "乙村"', **{"pairings.csv": "联系领导\n李文华\n王强\n"})
    assert there.load().reasons == []
    rows = there.snapshot.rows("SELECT target_id, count(*) FROM pairing GROUP BY ALL")
    assert rows == [(YI, 2)]


def test_a_constant_passes_the_checks_of_its_column(tmp_path: Path) -> None:
    there = stated(tmp_path, 'tier = "天上"')
    (reason,) = there.load().reasons
    assert (reason.code, reason.column, reason.rows) == ("bad_choice", "tier", 3)
    assert {one.value for one in reason.examples} == {"天上"}
    assert there.snapshot.rows("SELECT count(*) FROM pairing") == [(0,)]


@pytest.mark.parametrize(
    ("constants", "values"),
    [
        ('role = "包村"', {"column": "role", "header": "角色", "value": "包村"}),
        ('target_name = "甲村"', {"column": "target_name", "header": "村名", "value": "甲村"}),
    ],
)
def test_a_constant_beside_a_column_of_the_file_is_refused(
    tmp_path: Path, constants: str, values: dict[str, str]
) -> None:
    pairings = "村名,联系领导,角色\n甲村,李文华,联系\n"
    with pytest.raises(RefusedError) as caught:
        stated(tmp_path, constants, **{"pairings.csv": pairings}).load()
    assert caught.value.code == "constant_and_column"
    assert caught.value.values == {"file": "pairings.csv", **values}


def test_a_constant_of_no_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        stated(tmp_path, 'weather = "晴"').load()
    assert (caught.value.code, caught.value.values["column"]) == ("column_unknown", "weather")


@pytest.mark.parametrize("sheet", ["北镇", "南乡"])
def test_a_sheet_that_is_called_otherwise_is_no_place_for_it(tmp_path: Path, sheet: str) -> None:
    """Its rows would go to a township that nobody meant."""
    there = stated(tmp_path, 'township_name = "北镇"')
    toml = (there.folder / "city.toml").read_text(encoding="utf-8")
    listed = toml.replace('"pairings.csv"', f'"pairings.xlsx"\nsheet = ["{sheet}"]')
    there.write(**{"city.toml": listed})
    with xlsxwriter.Workbook(there.folder / "pairings.xlsx") as book:
        page = book.add_worksheet(sheet)
        page.write_row("A1", ["村名", "联系领导"])
        page.write_row("A2", ["甲村", "李文华"])
    if sheet == "北镇":
        there.load()
        assert there.snapshot.rows("SELECT target_id FROM pairing") == [(JIA,)]
        return
    with pytest.raises(RefusedError) as caught:
        there.load()
    told = {"file": "pairings.xlsx", "column": "township_name", "value": "北镇", "sheet": "南乡"}
    assert (caught.value.code, caught.value.values) == ("constant_and_sheet", told)
