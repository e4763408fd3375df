"""Headers as offices write them: under titles, in two rows, merged, with units; notes below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import Result

from etl.headers.columns import plain
from etl.pipeline import load
from etl.tables import PLACE, TABLES
from etl.tables.also import OF_TABLE, weak_headers
from etl.tables.declare import Table
from etl.tables.place import place_table
from etl.tables.project import PROJECT
from etl.tables.project_month import PROJECT_MONTH
from etl.tables.visit import VISIT
from geodata.base.errors import RefusedError
from geodata.store.snapshots import Store
from intake import Taken, take
from xls import xls

VISIT_ROW = "V1,990121100201,2026-03-05,3"
PLAIN = "走访编号,村代码,走访日期,走访户数"


def csv(folder: Path, *lines: str) -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def counted(taken: Taken, name: str = "households") -> list[tuple[int, str]]:
    """(row of the file, cell) of one column."""
    return list(zip(taken.numbers, taken.column(name), strict=True))


@pytest.mark.parametrize("table", [PLACE, *TABLES], ids=lambda table: table.name)
def test_a_synonym_means_one_column(table: Table) -> None:
    """However it is written, and in a file of whatever kind of place."""
    headers = [plain(one) for column in table.columns for one in (column.name, *column.headers)]
    assert sorted(headers) == sorted(set(headers))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_less_usual_word_means_one_column_too(table: Table) -> None:
    usual = {plain(one) for column in table.columns for one in (column.name, *column.headers)}
    also = [plain(one) for column in table.columns for one in weak_headers(table, column)]
    assert len(also) == len(set(also))
    assert usual.isdisjoint(also)


def test_less_usual_words_are_of_columns_that_there_are() -> None:
    columns = {table.name: {one.name for one in table.columns} for table in [PLACE, *TABLES]}
    assert {name: set(of) - columns[name] for name, of in OF_TABLE.items()} == {
        name: set() for name in OF_TABLE
    }


def test_a_usual_word_stands_before_less_usual_ones(tmp_path: Path) -> None:
    head, row = "村代码,入户时间,走访日期,下村时间", "990121100201,2026-03-04,2026-03-05,2026-03-06"
    taken = take(csv(tmp_path, head, row), VISIT)
    assert taken.column("visited_on") == ["2026-03-05"]
    taken = take(csv(tmp_path, head.replace("走访日期", "备注日"), row), VISIT)
    assert taken.column("visited_on") == ["2026-03-04"]  # the one that is listed first
    assert taken.ignored == ["备注日", "下村时间"]


def test_the_township_of_a_village_is_not_its_name(tmp_path: Path) -> None:
    path = csv(
        tmp_path, "县区名称,乡镇名称,乡镇代码,村名,村代码", "东县,一乡,990121100,甲村,990121100201"
    )
    taken = take(path, place_table("village", mixed=False))
    assert taken.matched == [
        "县区名称 → county_name",
        "乡镇名称 → township_name",
        "乡镇代码 → parent_code",
        "村名 → name",
        "村代码 → code",
    ]
    assert taken.ignored == []


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ([], 1),
        (["夏邑县2026年走访情况统计表,,,"], 2),
        (["夏邑县2026年走访情况统计表,,,", "填报单位:民政局,,单位:户,2026年6月"], 3),
        (["走访日期说明", "", "", *["说明,,,"] * 6], 10),
    ],
)
def test_titles_above(tmp_path: Path, above: list[str], row: int) -> None:
    taken = take(csv(tmp_path, *above, PLAIN, VISIT_ROW), VISIT)
    assert taken.header_row == row
    assert counted(taken) == [(row + 1, "3")]


def test_a_header_too_far_down(tmp_path: Path) -> None:
    """Beyond the tenth row it is not looked for, but it can be stated."""
    path = csv(tmp_path, *["标题,,,"] * 10, PLAIN, VISIT_ROW)
    with pytest.raises(RefusedError, match="column_missing"):
        take(path, VISIT)
    assert counted(take(path, VISIT, header_row=(11,))) == [(12, "3")]
    with pytest.raises(RefusedError, match="header_row_missing"):
        take(path, VISIT, header_row=(13,))


@pytest.mark.parametrize(
    "header",
    [
        "*走访编号,＊村代码（12位）,走访日期 (年-月-日),走访户数(户)",
        '走访编号,村代码,走访日期,"走访\n户数(户)"',
        "走访编号,村 代 码,走访日期：,走访户数【户】",
        "VISIT_ID,Target_ID,ｖｉｓｉｔｅｄ＿ｏｎ,households",
    ],
)
def test_how_a_header_is_written(tmp_path: Path, header: str) -> None:
    assert take(csv(tmp_path, header, VISIT_ROW), VISIT).column("households") == ["3"]


MONTH = "项目编号,月份,计划投资{},完成投资{}"


def test_units_in_the_header(tmp_path: Path) -> None:
    """A unit that is the column's is fine, and another of yuan is converted (test_units.py)."""
    row = "P1,2026-06,1200,1100"
    fine = take(csv(tmp_path, MONTH.format("（万元）", "[万元]"), row), PROJECT_MONTH)
    assert fine.column("invested_wan_yuan") == ["1100"]
    for unit in ("(万美元)", "（亩）", "(%)"):
        with pytest.raises(RefusedError, match="header_unit"):
            take(csv(tmp_path, MONTH.format("", unit), row), PROJECT_MONTH)
    with pytest.raises(RefusedError, match="header_unit"):
        take(csv(tmp_path, PLAIN + "(万户)", VISIT_ROW), VISIT)


def test_a_unit_line_above_the_header(tmp_path: Path) -> None:
    row = "P1,2026-06,1200,1100"
    fine = take(csv(tmp_path, "月报,,,", "单位：万元,,,", MONTH.format("", ""), row), PROJECT_MONTH)
    assert fine.header_row == 3
    other = csv(tmp_path, "月报,,,", ",,,单位：亿元", MONTH.format("", ""), row)
    assert take(other, PROJECT_MONTH).computed["planned_wan_yuan"] == ["12000000"]
    own = csv(tmp_path, ",,,单位:亿元", MONTH.format("(万元)", "(万元)"), row)
    assert take(own, PROJECT_MONTH).column("planned_wan_yuan") == ["1200"]


def test_a_row_of_units_below_the_header(tmp_path: Path) -> None:
    taken = take(csv(tmp_path, "统计表", PLAIN, ",,,(户)", VISIT_ROW), VISIT)
    assert (taken.header_row, counted(taken)) == (3, [(4, "3")])


def test_two_rows_of_a_text_file(tmp_path: Path) -> None:
    """The group stands in its first cell alone: 走访情况 over 户数 and 备注, 谈心谈话 over 人次."""
    path = csv(
        tmp_path,
        "统计表,,,,,,",
        "走访编号,村代码,走访日期,走访情况,,谈心谈话,备注",
        ",,,户数,备注,人次,",
        "V1,990121100201,2026-03-05,3,x,5,y",
    )
    taken = take(path, VISIT)
    assert taken.header_row == 3
    assert (taken.column("households"), taken.column("talks")) == (["3"], ["5"])
    assert "走访情况/户数 → households" in taken.matched
    assert taken.ignored == ["走访情况/备注", "备注"]


def merged(folder: Path) -> Path:
    """Group headers over their columns, the others merged over both rows, a village over three."""
    with xlsxwriter.Workbook(folder / "table.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:F1", "2026年走访情况统计表")
        sheet.merge_range("A2:C2", "填报单位:民政局")
        sheet.merge_range("D2:F2", "填报日期:2026年6月")
        for column, title in zip("ABC", ("走访编号", "村代码", "走访日期"), strict=True):
            sheet.merge_range(f"{column}3:{column}4", title)
        sheet.merge_range("D3:E3", "走访情况")
        sheet.write_row("D4", ["户数", "备注"])
        sheet.merge_range("F3:F4", "谈话人次")
        for number in range(5, 9):
            sheet.write_row(f"A{number}", [f"V{number}", "", "2026-03-05", 3])
        sheet.merge_range("B5:B7", "990121100201")
        sheet.merge_range("F5:F6", 4)
    return folder / "table.xlsx"


def test_merged_cells(tmp_path: Path) -> None:
    taken = take(merged(tmp_path), VISIT)
    assert taken.header_row == 4
    assert counted(taken) == [(5, "3"), (6, "3"), (7, "3"), (8, "3")]
    # filled down inside the block, rows 5 to 7; row 8 is empty and stays so
    assert taken.column("target_id") == ["990121100201"] * 3 + [""]
    # a count over two rows is told once: 4 and nothing, never 4 and 4
    assert taken.column("talks") == ["4", "", "", ""]


def test_merged_cells_of_an_old_workbook(tmp_path: Path) -> None:
    rows = [
        ["走访编号", "村代码", "走访日期"],
        ["V1", "990121100201", "2026-03-05"],
        ["V2", "", "2026-03-06"],
    ]
    (tmp_path / "table.xls").write_bytes(xls(rows, [(1, 2, 1, 1)]))
    assert take(tmp_path / "table.xls", VISIT).column("target_id") == ["990121100201"] * 2


PLANNED = [
    ["项目编号", "项目名称", "预计", ""],
    ["", "", "竣工日期", "开工日期"],
    ["P1", "路", "2026-12-01", ""],
]


def test_a_group_may_turn_the_meaning(tmp_path: Path) -> None:
    """预计 over 竣工日期 is no day on which it was finished."""
    taken = take(csv(tmp_path, *(",".join(row) for row in PLANNED)), PROJECT)
    assert "finished_on" not in taken.positions
    assert {"planned_start_on", "planned_finish_on"} < set(taken.positions)
    guessed = [[cell.replace("预计", "争取") for cell in row] for row in PLANNED]
    taken = take(csv(tmp_path, *(",".join(row) for row in guessed)), PROJECT)
    assert taken.ignored == ["争取/竣工日期", "争取/开工日期"]
    planned = [[cell.replace("预计", "计划") for cell in row] for row in PLANNED]
    taken = take(csv(tmp_path, *(",".join(row) for row in planned)), PROJECT)
    assert taken.matched[2:] == [
        "计划/竣工日期 → planned_finish_on",
        "计划/开工日期 → planned_start_on",
    ]


def test_a_merged_group_may_turn_the_meaning(tmp_path: Path) -> None:
    path = tmp_path / "table.xls"
    path.write_bytes(xls(PLANNED, [(0, 1, 0, 0), (0, 1, 1, 1), (0, 0, 2, 3)]))
    taken = take(path, PROJECT)
    assert "finished_on" not in taken.positions
    assert taken.header_row == 2


def test_stated_headers(tmp_path: Path) -> None:
    path = csv(tmp_path, PLAIN, "甲,乙,丙,丁", VISIT_ROW)
    columns = {"visit_id": "甲", "target_id": "乙", "visited_on": "丙", "households": "丁"}
    assert counted(take(path, VISIT, columns=columns)) == [(3, "3")]
    assert counted(take(path, VISIT, header_row=(2,), columns=columns)) == [(3, "3")]
    with pytest.raises(RefusedError, match="header_missing"):
        take(path, VISIT, header_row=(1,), columns=columns)


ASIDE = [
    "合计,,,3",
    "一乡小计,,,3",
    "总 计：,,,3",
    "注：户数为累计数,,,",
    "备注:,,,",
    "填表人：张三,审核人：李四,填表日期：2026-6-24,",
    "制表日期:2026-06-24,,,",
    ",审核:王五,,",
]
ROWS = [
    "V2,合计,2026-03-05,3",  # has an id and a day of its own
    "合计,,2026-03-05,3",  # has a day
    "备注村,,,3",  # no note: no colon
    "张三,,,",  # no word we know
]


def test_totals_and_notes(tmp_path: Path) -> None:
    """Recognised lines are set aside by number; whatever might be a row goes through the gate."""
    lines: Sequence[str] = [VISIT_ROW, *ASIDE, *ROWS]
    taken = take(csv(tmp_path, PLAIN, *lines), VISIT)
    assert taken.set_aside == list(range(3, 3 + len(ASIDE)))
    assert taken.numbers == [2, *range(3 + len(ASIDE), 3 + len(ASIDE) + len(ROWS))]
    assert len(taken.rows) + len(taken.set_aside) == len(lines)


def test_check_shows_how_headers_were_read(
    tiny: Path, store: Store, now: datetime, run: object
) -> None:
    visits = tiny / "visits.csv"
    text = visits.read_text(encoding="utf-8").replace("talks", "天气", 1)
    visits.write_text("走访统计表,,\n" + text + "合计,,,,19\n", encoding="utf-8")
    assert callable(run)
    result: Result = run("check", tiny)
    assert (
        "visit visits.csv：表头在第 2 行；visit_id → visit_id, target_id → target_id"
        in result.stderr
    )
    assert "visit visits.csv：未用的列 天气" in result.stderr
    assert (
        "visit visits.csv：标题、表头、合计、备注、签字等 1 行不是数据，未计入(第 10 行)"
        in result.stderr
    )
    load(tiny, store, now=now)
    ((row, matched, aside),) = store.current().rows(
        "SELECT header_row, matched, set_aside FROM load_log WHERE table_name = 'visit'"
    )
    assert (row, aside, len(matched)) == (2, [10], 7)


@pytest.mark.parametrize(
    ("value", "fine"), [("2", 1), ("[1, 2]", 0), ("[1, 3]", 0), ("0", 0), ('"2"', 0)]
)
def test_header_row_of_city_toml(tiny: Path, run: object, value: str, fine: int) -> None:
    (tiny / "units.csv").write_text(
        "单位表\n" + (tiny / "units.csv").read_text(encoding="utf-8"), encoding="utf-8"
    )
    city = (tiny / "city.toml").read_text(encoding="utf-8")
    stated = city.replace('file = "units.csv"', f'file = "units.csv"\nheader_row = {value}')
    (tiny / "city.toml").write_text(stated, encoding="utf-8")
    assert callable(run)
    result: Result = run("check", tiny)
    assert "Traceback" not in result.stderr
    if fine or value == "[1, 2]":  # a title above the header is a group that says nothing
        assert ("unit units.csv：表头在第 2 行" in result.stderr) == (result.exit_code == 0)
    else:
        assert (result.exit_code, "header_row" in result.stderr) == (1, True)


@pytest.mark.parametrize("cell", ["9.90121E+11", "99012110020", "990121100201.5", "0990121100201"])
def test_codes_that_a_spreadsheet_spoiled(
    tiny: Path, store: Store, now: datetime, cell: str
) -> None:
    with (tiny / "visits.csv").open("a", encoding="utf-8") as file:
        file.write(f"V8,{cell},2026-03-01,,,,,\nV9,990121100201,46082,,,,,\n")
    load(tiny, store, now=now)
    reasons = store.current().rows(
        "SELECT source_row, list_transform(reasons, x -> x.code) FROM quarantine ORDER BY 1"
    )
    assert reasons == [(9, ["bad_code"]), (10, ["bad_date"])]
