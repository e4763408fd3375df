"""Units of money and time, wherever an office states them: applied to the digit, or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import Result

from etl.pipeline import load
from etl.tables.declare import Table
from etl.tables.indicator import INDICATOR
from etl.tables.matter import MATTER
from etl.tables.milestone import MILESTONE
from etl.tables.project import PROJECT
from etl.tables.project_month import PROJECT_MONTH
from etl.tables.visit import VISIT
from geodata.base.errors import RefusedError
from geodata.base.messages import Language, sentence
from geodata.base.units import factor_between, money_in_yuan
from geodata.store.snapshots import Store
from intake import Taken, take

HEAD = ["项目编号", "项目名称", "总投资"]
ROWS = [["P1", "水厂", "1.2"], ["P2", "公路", "35"]]
#: 1.2 and 35 亿元 in 万元.
IN_WAN = ["12000", "350000"]
MONTHS = ["项目编号", "月份", "计划投资", "完成投资"]
MONTH = ["P1", "2026-06", "1.2", "0.8"]


def write(folder: Path, *rows: Sequence[str], name: str = "table") -> Path:
    path = folder / f"{name}.csv"
    width = max(map(len, rows))
    lines = [",".join(f'"{cell}"' for cell in [*row, *[""] * (width - len(row))]) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def amounts(taken: Taken, name: str = "investment_wan_yuan") -> list[str | None]:
    return taken.computed[name]


def plan(taken: Taken) -> list[list[str | None]]:
    return [amounts(taken, "planned_wan_yuan"), amounts(taken, "invested_wan_yuan")]


def refused(code: str, path: Path, table: Table = PROJECT) -> None:
    """Refused with this code, in a sentence of either language."""
    with pytest.raises(RefusedError) as caught:
        take(path, table)
    assert caught.value.code == code
    languages: tuple[Language, ...] = ("zh_CN", "en")
    for language in languages:
        assert "{" not in sentence(caught.value, language)


@pytest.mark.parametrize(
    ("word", "yuan"),
    [
        ("元", 1), ("千元", 1000), ("万元", 10**4), ("万", 10**4), ("百万元", 10**6), ("千万元", 10**7),
        ("亿元", 10**8), ("亿", 10**8), ("人民币亿元", 10**8), ("万元人民币", 10**4), ("万人民币", 10**4),
        ("十亿元", 10**9), ("人民币", None), ("百", None), ("美元", None), ("万美元", None), ("户", None),
        ("", None), ("亩", None), ("元/亩", None),
    ],
)  # fmt: skip
def test_what_a_unit_of_money_is(word: str, yuan: int | None) -> None:
    assert money_in_yuan(word) == yuan


def test_a_factor_is_exact() -> None:
    assert factor_between("亿元", "万元") == Decimal(10000)
    assert factor_between("元", "万元") == Decimal("0.0001")
    assert factor_between("元", "亿元") == Decimal("0.00000001")
    assert factor_between("美元", "万元") is None


@pytest.mark.parametrize(
    "header",
    ["总投资（亿元）", "总投资(单位：亿元)", "总投资[亿元]", "总投资/亿元", "总投资亿元", "总投资：亿元",
     "总投资 单位：亿元", "总投资单位（亿元）", "总投资（亿）", "总投资（人民币亿元）"],
)  # fmt: skip
def test_in_the_header(tmp_path: Path, header: str) -> None:
    taken = take(write(tmp_path, [*HEAD[:2], header], *ROWS), PROJECT)
    assert amounts(taken) == IN_WAN
    assert taken.matched[-1].endswith("→ 万元,×10000)")


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("元", "0.0001"),
        ("千元", "0.1"),
        ("百万元", "100"),
        ("千万元", "1000"),
        ("万元", "1"),
        ("万", "1"),
    ],
)
def test_units_other_than_hundred_millions(tmp_path: Path, unit: str, factor: str) -> None:
    path = write(tmp_path, [*HEAD[:2], f"总投资（{unit}）"], ["P1", "水厂", "12,345.67"])
    found = amounts(take(path, PROJECT))[0]
    assert found is not None
    assert Decimal(found.replace(",", "")) == Decimal("12345.67") * Decimal(factor)


@pytest.mark.parametrize(
    "lines",
    [
        [["", "", "亿元"]],
        [["", "", "（亿元）"]],
        [["单位：亿元"]],
        [["2026年重点项目表"], ["填报单位：元氏县发改局", "", "金额单位：亿元"]],
        [["2026年重点项目投资计划表（单位：亿元）"]],
        [["2026年重点项目一览表（亿元）"]],
        [["2026年投资（亿元）完成情况"]],
        [["2026年100亿元产业项目表（2026年，亿元）"]],
        [["重点项目表", "单位（亿元）"]],
        [["单 位：亿元、亩、户"]],
        [["计量单位:人民币亿元"]],
    ],
)
def test_above_the_header(tmp_path: Path, lines: list[list[str]]) -> None:
    taken = take(write(tmp_path, *lines, HEAD, *ROWS), PROJECT)
    assert amounts(taken) == IN_WAN
    assert taken.header_row == len(lines) + 1


@pytest.mark.parametrize(
    "note",
    [
        "注：投资金额单位为亿元", "备注：金额单位：亿元", "说明：表中投资均为亿元。", "注：总投资以亿元计",
        "注：1.以上资金单位均为亿元；2.数据截至6月。", "单位：亿元", "（亿元）", "注：投资额（亿元）",
        "注：本表数据以亿元为单位", "*投资单位统一为“亿元”", "本表金额：亿元", "投资额为亿元",
    ],
)  # fmt: skip
def test_in_a_note_below(tmp_path: Path, note: str) -> None:
    taken = take(write(tmp_path, HEAD, *ROWS, [note]), PROJECT)
    assert amounts(taken)[:2] == IN_WAN


@pytest.mark.parametrize(
    "note",
    [
        "注：投资金额单位为亿元",
        "*投资单位统一为“亿元”",
        "本表金额：亿元",
        "投资额为亿元",
        "以亿元为单位",
    ],
)
def test_a_note_that_stands_where_the_name_does_is_no_row(tmp_path: Path, note: str) -> None:
    """Neither id nor number stands before the names, or the note begins behind an empty number."""
    for rows in (
        [HEAD[1:], *(row[1:] for row in ROWS), [note]],
        [["序号", *HEAD[1:]], ["1", *ROWS[0][1:]], ["2", *ROWS[1][1:]], ["", note]],
    ):
        taken = take(write(tmp_path, *rows), PROJECT)
        assert (amounts(taken), taken.numbers) == (IN_WAN, [2, 3])


def test_in_a_column_of_units(tmp_path: Path) -> None:
    for header in ("单位", "计量单位", "投资单位"):
        path = write(tmp_path, [*HEAD, header], [*ROWS[0], "亿元"], [*ROWS[1], "万元"])
        assert amounts(take(path, PROJECT)) == ["12000", "35"]
        offices = take(path, PROJECT).computed.get("unit_name", [None, None])
        assert offices == [None, None]  # 亿元 is nobody's office
    units = write(tmp_path, [*HEAD, "责任单位"], [*ROWS[0], "财政局"], [*ROWS[1], "交通局"])
    assert amounts(take(units, PROJECT)) == ["1.2", "35"]
    refused("header_unit", write(tmp_path, [*HEAD, "单位"], [*ROWS[0], "万美元"]))
    own = [*HEAD[:2], "总投资(万元)", "单位"]
    refused("unit_contradicts", write(tmp_path, own, [*ROWS[0], "亿元"]))
    assert amounts(take(write(tmp_path, own, [*ROWS[0], "万元"]), PROJECT)) == ["1.2"]


def test_in_a_row_of_units_below_the_header(tmp_path: Path) -> None:
    for units in (["", "", "亿元"], ["", "", "（亿元）"], ["单位", "", "亿元"], ["/", "-", "亿元"]):
        taken = take(write(tmp_path, HEAD, units, *ROWS), PROJECT)
        assert (taken.header_row, taken.numbers, amounts(taken)) == (2, [3, 4], IN_WAN)
    stated = take(write(tmp_path, HEAD, ["", "", "亿元"], *ROWS), PROJECT, header_row=(1,))
    assert (stated.numbers, amounts(stated)) == ([3, 4], IN_WAN)


def test_below_a_header_of_two_rows(tmp_path: Path) -> None:
    path = write(
        tmp_path, ["项目编号", "月份", "投资情况", ""], ["", "", "计划投资", "完成投资"],
        ["", "", "亿元", "万元"], MONTH,
    )  # fmt: skip
    taken = take(path, PROJECT_MONTH)
    assert plan(taken) == [["12000"], ["0.8"]]
    assert taken.numbers == [4]


def test_in_the_group_of_several_columns(tmp_path: Path) -> None:
    """The group's unit holds below it; a column's own is nearer."""
    for group, second in (
        ("投资（亿元）", "完成投资"),
        ("亿元", "完成投资"),
        ("投资情况（单位：亿元）", "完成投资"),
    ):
        with xlsxwriter.Workbook(tmp_path / "table.xlsx") as book:
            sheet = book.add_worksheet()
            for column, title in zip("AB", MONTHS[:2], strict=True):
                sheet.merge_range(f"{column}1:{column}2", title)
            sheet.merge_range("C1:D1", group)
            sheet.write_row("C2", ["计划投资", second])
            sheet.write_row("A3", MONTH)
        assert plan(take(tmp_path / "table.xlsx", PROJECT_MONTH)) == [["12000"], ["8000"]]
    path = write(
        tmp_path, [*MONTHS[:2], "投资（亿元）", ""], ["", "", "计划投资", "完成投资(万元)"], MONTH
    )
    assert plan(take(path, PROJECT_MONTH)) == [["12000"], ["0.8"]]


def test_for_several_columns(tmp_path: Path) -> None:
    """In a corner it holds for all; over each for each; over one of two nobody can tell."""
    corner = write(tmp_path, ["", "", "", "亿元"], MONTHS, MONTH)
    assert plan(take(corner, PROJECT_MONTH)) == [["12000"], ["8000"]]
    each = write(tmp_path, ["", "", "亿元", "万元"], MONTHS, MONTH)
    assert plan(take(each, PROJECT_MONTH)) == [["12000"], ["0.8"]]
    refused("unit_unclear", write(tmp_path, ["", "", "亿元", ""], MONTHS, MONTH), PROJECT_MONTH)
    named = write(tmp_path, MONTHS, MONTH, ["注：计划投资单位为亿元，完成投资单位为元"])
    assert plan(take(named, PROJECT_MONTH)) == [["12000"], ["0.00008"]]


def test_in_the_name_of_the_file_or_sheet(tmp_path: Path) -> None:
    taken = take(write(tmp_path, HEAD, *ROWS, name="重点项目（亿元）"), PROJECT)
    assert amounts(taken) == IN_WAN
    for name in ("重点项目_亿元", "重点项目 单位亿元"):
        assert amounts(take(write(tmp_path, HEAD, *ROWS, name=name), PROJECT)) == IN_WAN
    for name in ("投资（亿元）", "单位亿元"):
        with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
            sheet = book.add_worksheet(name)
            for at, row in enumerate((HEAD, *ROWS)):
                sheet.write_row(at, 0, row)
        assert amounts(take(tmp_path / "book.xlsx", PROJECT)) == IN_WAN
    nearer = write(tmp_path, ["单位：万元"], HEAD, *ROWS, name="重点项目（亿元）")
    assert amounts(take(nearer, PROJECT)) == ["1.2", "35"]


def test_the_nearest_holds(tmp_path: Path) -> None:
    """A header says more of its column than a title or a note for all."""
    own = [*HEAD[:2], "总投资(万元)"]
    for path in (
        write(tmp_path, ["重点项目表（单位：亿元）"], own, *ROWS),
        write(tmp_path, own, *ROWS, ["注：金额单位为亿元"]),
    ):
        assert amounts(take(path, PROJECT))[:2] == ["1.2", "35"]


def test_contradictions_are_refused(tmp_path: Path) -> None:
    """Of equal rank, or a note against the header of the very column that it names."""
    own = [*HEAD[:2], "总投资(万元)"]
    for path in (
        write(tmp_path, ["重点项目表（单位：亿元）"], HEAD, *ROWS, ["注：金额单位为万元"]),
        write(tmp_path, ["重点项目表（单位：亿元）"], ["单位：万元"], HEAD, *ROWS),
        write(tmp_path, own, *ROWS, ["注：总投资单位为亿元"]),
        write(tmp_path, own, ["", "", "亿元"], *ROWS),
        write(tmp_path, ["单位：万元、亿元"], HEAD, *ROWS),
    ):
        refused("unit_contradicts", path)
    same = write(tmp_path, ["重点项目表（单位：万）"], own, *ROWS, ["注：总投资单位为万元"])
    assert amounts(take(same, PROJECT))[:2] == ["1.2", "35"]


@pytest.mark.parametrize("unit", ["万美元", "港元", "元/亩", "亿日元", "万USD", "%", "亩"])
def test_what_cannot_be_converted_is_refused(tmp_path: Path, unit: str) -> None:
    refused("header_unit", write(tmp_path, [*HEAD[:2], f"总投资（{unit}）"], *ROWS))


@pytest.mark.parametrize(
    "line", ["单位：万美元", "单位：元/亩", "（港元）", "项目表（单位：亿日元）"]
)
def test_nor_in_a_line(tmp_path: Path, line: str) -> None:
    refused("header_unit", write(tmp_path, [line], HEAD, *ROWS))
    refused("header_unit", write(tmp_path, HEAD, *ROWS, [line]))


def test_a_note_about_another_column(tmp_path: Path) -> None:
    """产值 is no column of ours; of a word that no header has nobody can tell what it means."""
    head = [*HEAD, "年产值"]
    rows = [[*row, "9"] for row in ROWS]
    for note in ("注：年产值单位为亿元", "注：年产值（亿元）", "注：面积单位为亩"):
        assert amounts(take(write(tmp_path, head, *rows, [note]), PROJECT))[:2] == ["1.2", "35"]
    for note in ("注：税收单位为亿元", "注：完成投资单位为亿元"):
        refused("unit_unclear", write(tmp_path, head, *rows, [note]))


@pytest.mark.parametrize(
    "line",
    ["2026年亿元以上重点项目表", "填报单位：千亿元产业办", "总投资100亿元", "注：水厂投产后年产值可达5亿元",
     "单位：户", "注：户数单位为户", "责任单位：元氏县"],
)  # fmt: skip
def test_what_states_no_unit_of_the_column(tmp_path: Path, line: str) -> None:
    for path in (write(tmp_path, [line], HEAD, *ROWS), write(tmp_path, HEAD, *ROWS, [line])):
        assert amounts(take(path, PROJECT))[:2] == ["1.2", "35"]


@pytest.mark.parametrize(
    ("cell", "fine"),
    [
        ("1.2亿", "12000"), ("3000万元", "3000"), ("5,000元", "0.5"), ("1.2 亿元", "12000"),
        ("3000万", "3000"), ("１．２亿元", "12000"), ("0.01元", "0.000001"), ("500", "500"),
        ("约500", "500"), ("5万美元", "5万美元"),
        ("1亿2000万", "12000"), ("1亿2000", "1亿2000"), ("12,5", "12,5"), ("-3", "-3"),
    ],
)  # fmt: skip
def test_in_a_cell(tmp_path: Path, cell: str, fine: str) -> None:
    assert amounts(take(write(tmp_path, HEAD, ["P1", "水厂", cell]), PROJECT)) == [fine]


def test_a_cell_is_nearer_than_its_header(tmp_path: Path) -> None:
    """And what cannot be read in 亿元 is not read in 万元 either."""
    cells = ["3000万元", "1.5", "12,5", "2+", "约2", ""]
    path = write(tmp_path, [*HEAD[:2], "总投资（亿元）"], *(["P", "水厂", cell] for cell in cells))
    assert amounts(take(path, PROJECT)) == ["3000", "15000", "12,5 亿元", "2+ 亿元", "20000", None]


def test_what_city_toml_names_has_its_unit_too(tmp_path: Path) -> None:
    path = write(tmp_path, [*HEAD[:2], "概算（亿元）"], *ROWS)
    columns = {"investment_wan_yuan": "概算（亿元）"}
    assert amounts(take(path, PROJECT, columns=columns)) == IN_WAN
    other = write(tmp_path, [*HEAD[:2], "概算（万美元）"], *ROWS)
    with pytest.raises(RefusedError, match="header_unit"):
        take(other, PROJECT, columns={"investment_wan_yuan": "概算（万美元）"})


def test_counts_in_thousands_are_refused(tmp_path: Path) -> None:
    head, row = (
        ["走访编号", "村代码", "走访日期", "走访户数"],
        ["V1", "990121100201", "2026-03-05", "3"],
    )
    for rows in (
        [["单位：万户"], head, row],
        [head, ["", "", "", "万户"], row],
        [["走访统计表（千户）"], head, row],
    ):
        refused("header_unit", write(tmp_path, *rows), VISIT)
    fine = take(write(tmp_path, ["单位：户、人次"], head, ["", "", "", "户"], row), VISIT)
    assert fine.column("households") == ["3"]


def test_days(tmp_path: Path) -> None:
    """Days that the law allows are working days or not, and both columns are told alike."""
    start = ["事项编号", "村代码", "事项", "提出日期"]
    row = ["S1", "990121100201", "办证", "2026-03-05", "20", "3"]
    for one, two in (("（工作日）", "（个工作日）"), ("（天）", "（日）"), ("", "(工作日)")):
        taken = take(write(tmp_path, [*start, f"法定时限{one}", f"实际用时{two}"], row), MATTER)
        assert taken.column("statutory_days") == ["20"]
    mixed = write(tmp_path, [*start, "法定时限（工作日）", "实际用时（天）"], row)
    refused("unit_contradicts", mixed, MATTER)
    for unit in ("小时", "周", "月"):
        refused("header_unit", write(tmp_path, [*start, f"法定时限（{unit}）"], row[:5]), MATTER)
    refused("header_unit", write(tmp_path, ["单位：小时"], [*start, "法定时限"], row[:5]), MATTER)
    lead = ["P1", "竣工", "30"]
    for unit, fine in (("天", True), ("日", True), ("工作日", False)):
        path = write(tmp_path, ["项目编号", "节点", f"提前天数（{unit}）"], lead)
        if fine:
            assert take(path, MILESTONE).column("lead_days") == ["30"]
        else:
            refused("header_unit", path, MILESTONE)


def source(folder: Path, name: str, *rows: Sequence[str], more: str = "") -> None:
    write(folder, *rows, name=name)
    city = (folder / "city.toml").read_text(encoding="utf-8")
    city = city.replace(f'[sources.{name}]\nfile = "{name}s.csv"\n', "")
    (folder / "city.toml").write_text(
        f'{city}\n[sources.{name}]\nfile = "{name}.csv"\n{more}', encoding="utf-8"
    )


def test_amounts_reach_the_snapshot_to_the_fen(tiny: Path, store: Store, now: datetime) -> None:
    """1.23456789 亿元 are 12,345.6789 万元; one fen is 0.000001 万元."""
    source(
        tiny, "project", HEAD, ["P1", "水厂", "1.23456789"], ["P2", "公路", "0.01元"],
        ["P3", "学校", "12,5"], ["P4", "桥", "5万美元"], ["注：投资金额单位为亿元"],
    )  # fmt: skip
    city = (tiny / "city.toml").read_text(encoding="utf-8")
    months = '[sources.project_month]\nfile = "project_months.csv"\n'
    (tiny / "city.toml").write_text(city.replace(months, ""), encoding="utf-8")
    load(tiny, store, now=now)
    found = store.current().rows("SELECT project_id, investment_wan_yuan FROM project ORDER BY 1")
    assert found == [("P1", Decimal("12345.6789")), ("P2", Decimal("0.000001"))]
    aside = "SELECT source_row, reasons[1].code FROM quarantine ORDER BY 1"
    assert store.current().rows(aside) == [(4, "bad_decimal"), (5, "bad_decimal")]
    log = "SELECT set_aside, matched FROM load_log WHERE table_name = 'project'"
    ((aside_rows, matched),) = store.current().rows(log)
    assert aside_rows == [6]
    assert matched[-1] == "总投资 → investment_wan_yuan (亿元 → 万元,×10000)"


def test_check_says_which_unit_was_applied(tiny: Path, run: Callable[..., Result]) -> None:
    source(tiny, "project", ["单位：亿元"], HEAD, *ROWS)
    assert "总投资 → investment_wan_yuan (亿元 → 万元,×10000)" in run("check", tiny).stderr


DECLARED = (
    '\n[[indicator]]\nname = "集体收入"\nunit = "元"\n[[indicator]]\nname = "户数"\nunit = "户"\n'
)
INDICATORS = ["村代码", "指标", "年度", "数值"]


def indicator(village: str, name: str, amount: str) -> list[str]:
    return [f"990121100{village}", name, "2025", amount]


@pytest.mark.parametrize(
    "rows",
    [
        [["单位：万元"], INDICATORS],
        [[*INDICATORS[:3], "数值（万元）"]],
        [INDICATORS, ["", "", "", "万元"]],
    ],
)
def test_an_indicator_is_in_its_declared_unit(
    tiny: Path, store: Store, now: datetime, rows: list[list[str]]
) -> None:
    """6.2 万元 are 62,000 元; households are no money, and 产值 has no unit to convert to."""
    source(
        tiny, "indicator", *rows, indicator("201", "集体收入", "6.2"), indicator("201", "户数", "30"),
        indicator("201", "产值", "9"), more=DECLARED,
    )  # fmt: skip
    load(tiny, store, now=now)
    assert store.current().rows("SELECT indicator, amount FROM indicator") == [
        ("集体收入", Decimal(62000))
    ]
    last = len(rows) + 3
    aside = "SELECT source_row, reasons[1].code FROM quarantine ORDER BY 1"
    assert store.current().rows(aside) == [(last - 1, "other_unit"), (last, "other_unit")]


def test_an_indicator_in_its_own_unit(tiny: Path, store: Store, now: datetime) -> None:
    rows = [indicator("201", "集体收入", "6.2"), indicator("202", "产值", "9")]
    source(tiny, "indicator", [*INDICATORS[:3], "数值（元）"], rows[0], more=DECLARED)
    load(tiny, store, now=now)
    assert store.current().rows("SELECT amount FROM indicator") == [(Decimal("6.2"),)]
    taken = take(write(tiny, INDICATORS, *rows, ["注：数值单位为万元"]), INDICATOR)
    assert taken.matched[-1] == "数值 → amount (万元)"
