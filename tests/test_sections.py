"""What stands inside a sheet or beside a row and says that a row is not what it seems; and files of which
one takes the place of another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import Result

from etl.headers.days import Told, is_elsewhere, told_by
from etl.pipeline import Summary, load
from geodata.base.errors import RefusedError
from geodata.store.snapshots import Store

Run = Callable[..., Result]
NOW = datetime(2026, 11, 2, 9)
A, B, C, D = "990101100201", "990101100202", "990101101201", "990101101202"
HEAD = ["乡镇", "村名", "走访日期", "走访人"]
TITLE = ["2026年10月走访登记表"]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "townships.csv").write_text(
        "代码,名称\n990101100,曹集乡\n990101101,会亭镇\n", "utf-8"
    )
    (folder / "villages.csv").write_text(
        f"代码,乡镇,名称\n{A},曹集乡,曹西村\n{B},曹集乡,曹东村\n{C},会亭镇,王庄村\n{D},会亭镇,李庄村\n",
        "utf-8",
    )
    return folder


def book(folder: Path, name: str, *rows: Sequence[object], sheet: str = "走访") -> None:
    with xlsxwriter.Workbook(str(folder / name)) as workbook:
        page = workbook.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)


def loaded(office: Path, run: Run, store: Store) -> Summary:
    """The bare folder guessed and loaded."""
    result = run("check", office, "--write", "--store", office / "store")
    assert result.exit_code == 0, result.output
    return load(office, store, now=NOW, allow_fewer={"visit", "pairing", "village"})


def visits(store: Store) -> list[tuple[object, ...]]:
    return store.current().rows("SELECT target_id, visited_on FROM visit ORDER BY ALL")


def reasons(summary: Summary) -> list[tuple[str, int]]:
    return [(one.code, one.rows) for one in summary.reasons]


VISITED: list[list[object]] = [
    ["曹集乡", "曹西村", "10月8日", "张三"],
    ["曹集乡", "曹东村", "10月9日", "张三"],
]
PLANNED: list[list[object]] = [
    ["会亭镇", "王庄村", "10月12日", "李四"],
    ["会亭镇", "李庄村", "10月13日", "李四"],
]
TRUE = [(A, date(2026, 10, 8)), (B, date(2026, 10, 9))]


@pytest.mark.parametrize(
    "between",
    [
        [["二、未走访的村（拟走访时间）"]],
        [[], ["下月走访计划"], HEAD],
        [[], ["乡镇", "村名", "计划走访日期", "责任人"]],
    ],
)  # fmt: skip
def test_what_is_not_done_yet_is_no_visit(
    office: Path, run: Run, store: Store, between: list[list[object]]
) -> None:
    book(office, "2026年10月走访.xlsx", TITLE, HEAD, *VISITED, *between, *PLANNED)
    assert reasons(loaded(office, run, store)) == [("below_heading", 2)]
    assert visits(store) == TRUE


@pytest.mark.parametrize("part", ["（一）会亭镇", "一、会亭镇"])
def test_a_part_of_what_is_not_done_does_not_end_it(
    office: Path, run: Run, store: Store, part: str
) -> None:
    """（一） stands below 二、, and 一、 below a title."""
    above = "二、未走访的村" if part[0] == "（" else "下月走访计划"
    book(office, "2026年10月走访.xlsx", TITLE, HEAD, *VISITED, [above], [part], *PLANNED)
    assert reasons(loaded(office, run, store)) == [("below_heading", 2)]
    assert visits(store) == TRUE


def test_a_section_ends_the_one_before(office: Path, run: Run, store: Store) -> None:
    book(
        office,
        "2026年10月走访.xlsx",
        TITLE,
        HEAD,
        ["一、未走访的村"],
        *PLANNED,
        ["二、已走访的村"],
        *VISITED,
    )
    assert reasons(loaded(office, run, store)) == [("below_heading", 2)]
    assert visits(store) == TRUE


def test_what_is_planned_is_a_project_all_the_same(office: Path, run: Run, store: Store) -> None:
    book(office, "2026年重点项目.xlsx", ["2026年重点项目（单位：万元）"], ["项目名称", "所在乡镇", "总投资"],
         ["一、续建项目（1个）"], ["甲项目", "曹集乡", 900], ["二、计划新开工项目（1个）"],
         ["乙项目", "会亭镇", 800])  # fmt: skip
    assert loaded(office, run, store).reasons == []
    assert store.current().rows("SELECT count(*), sum(investment_wan_yuan) FROM project") == [
        (2, 1700)
    ]


def test_sections_of_what_was_done_are_read(office: Path, run: Run, store: Store) -> None:
    book(office, "2026年10月走访.xlsx", TITLE, HEAD, ["一、曹集乡走访情况"], *VISITED,
         ["二、会亭镇走访情况"], *PLANNED)  # fmt: skip
    assert loaded(office, run, store).reasons == []
    assert len(visits(store)) == 4


def test_a_header_that_is_printed_on_every_page_is_no_row(
    office: Path, run: Run, store: Store
) -> None:
    book(office, "2026年10月走访.xlsx", TITLE, HEAD, *VISITED, TITLE, HEAD, *PLANNED)
    assert loaded(office, run, store).reasons == []
    assert len(visits(store)) == 4
    (aside,) = store.current().rows("SELECT set_aside FROM load_log WHERE table_name = 'visit'")
    assert aside[0] == [5, 6]


@pytest.mark.parametrize("title", ["柳县2026年10月走访登记表", "10月"])
def test_a_second_title_tells_the_month_of_the_days_below_it(
    office: Path, run: Run, store: Store, title: str
) -> None:
    book(office, "走访.xlsx", ["柳县2026年9月走访登记表"], HEAD, ["曹集乡", "曹西村", "8日", "张三"],
         [title], ["曹集乡", "曹东村", "9日", "张三"])  # fmt: skip
    assert loaded(office, run, store).reasons == []
    assert visits(store) == [(A, date(2026, 9, 8)), (B, date(2026, 10, 9))]


def test_a_section_below_a_second_title_is_of_its_month(
    office: Path, run: Run, store: Store
) -> None:
    book(office, "走访.xlsx", ["柳县2026年9月走访登记表"], HEAD, ["曹集乡", "曹西村", "8日", "张三"],
         ["柳县2026年10月走访登记表"], ["一、曹集乡走访情况"],
         ["曹集乡", "曹东村", "9日", "张三"])  # fmt: skip
    assert loaded(office, run, store).reasons == []
    assert visits(store) == [(A, date(2026, 9, 8)), (B, date(2026, 10, 9))]


@pytest.mark.parametrize(
    ("remark", "counts"),
    [("因大雨取消，未入村", False), ("作废", False), ("解决路灯3盏", True), ("", True)],
)
def test_a_remark_that_a_visit_was_none_is_asked(
    office: Path, run: Run, store: Store, remark: str, counts: bool
) -> None:
    rows = [[*row, ""] for row in VISITED] + [[*PLANNED[0], remark]]
    book(office, "2026年10月走访.xlsx", TITLE, [*HEAD, "备注"], *rows)
    assert reasons(loaded(office, run, store)) == ([] if counts else [("remark_doubts", 1)])
    assert len(visits(store)) == 2 + counts


def test_a_remark_that_somebody_or_something_is_gone_is_asked(
    office: Path, run: Run, store: Store
) -> None:
    (office / "villages.csv").write_text(
        f"代码,乡镇,名称,备注\n{A},曹集乡,曹西村,\n{B},曹集乡,曹东村,2024年已撤并到曹西村\n"
        f"{C},会亭镇,王庄村,由大王庄、小王庄合并而来\n{D},会亭镇,李庄村,\n",
        "utf-8",
    )
    (office / "包村表.csv").write_text(
        "乡镇,包村干部,所包村,备注\n曹集乡,张三,曹西村,\n会亭镇,李四,王庄村,2026年6月已调离\n",
        "utf-8",
    )
    summary = loaded(office, run, store)
    assert sorted((one.source, one.code, one.rows) for one in summary.reasons) == [
        ("pairing", "remark_doubts", 1), ("village", "remark_doubts", 1)]  # fmt: skip
    found = store.current().rows("SELECT code FROM place WHERE kind = 'village' ORDER BY code")
    assert [code for (code,) in found] == [A, C, D]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("2025年包村表.csv", "2026年包村表.csv"),
        ("包村表.csv", "包村表（最新）.csv"),
        ("包村表.csv", "包村表(1).csv"),
    ],
)  # fmt: skip
def test_of_two_lists_of_pairings_the_later_is_read(
    office: Path, run: Run, store: Store, older: str, newer: str
) -> None:
    head = "乡镇,包村干部,所包村\n"
    (office / older).write_text(head + "曹集乡,张三,曹西村\n曹集乡,李四,曹东村\n", "utf-8")
    (office / newer).write_text(head + "曹集乡,赵六,曹西村\n曹集乡,李四,曹东村\n", "utf-8")
    loaded(office, run, store)
    found = store.current().rows(
        "SELECT target_id, name FROM pairing JOIN official ON official_id = responsible_id ORDER BY ALL"
    )
    assert found == [(A, "赵六"), (B, "李四")]


def test_lists_of_two_townships_are_no_versions(office: Path, run: Run, store: Store) -> None:
    head = "包村干部,所包村\n"
    (office / "包村表.csv").write_text(head + "张三,曹西村\n李四,曹东村\n", "utf-8")
    (office / "包村表(1).csv").write_text(head + "王五,王庄村\n赵六,李庄村\n", "utf-8")
    loaded(office, run, store)
    assert store.current().rows("SELECT count(*) FROM pairing") == [(4,)]


def test_a_corrected_file_of_visits_does_not_count_twice(
    office: Path, run: Run, store: Store
) -> None:
    book(office, "2026年10月走访.xlsx", TITLE, HEAD, *VISITED)
    book(
        office,
        "2026年10月走访（修改）.xlsx",
        TITLE,
        HEAD,
        VISITED[0],
        ["曹集乡", "曹东村", "10月10日", "张三"],
    )
    loaded(office, run, store)
    assert visits(store) == [(A, date(2026, 10, 8)), (B, date(2026, 10, 10))]


def test_a_sheet_over_the_turn_of_a_year(office: Path, run: Run, store: Store) -> None:
    title: list[object] = ["2025年12月—2026年1月走访登记表"]
    book(office, "冬季走访.xlsx", title, HEAD, ["曹集乡", "曹西村", "12月28日", "张三"],
         ["曹集乡", "曹东村", "1.4", "张三"], ["会亭镇", "王庄村", "3月4日", "张三"])  # fmt: skip
    assert reasons(loaded(office, run, store)) == [("bad_date", 1)]
    assert visits(store) == [(A, date(2025, 12, 28)), (B, date(2026, 1, 4))]
    toml = office / "city.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("[sources.visit]", "[sources.visit]\nyear = 2025")
    )
    with pytest.raises(RefusedError) as caught:
        load(office, store, now=NOW)
    assert (caught.value.code, caught.value.values["said"]) == ("year_contradicts", "2025—2026")


def test_a_day_of_another_year_than_the_title_is_said(office: Path, run: Run, store: Store) -> None:
    book(office, "2026年10月走访.xlsx", TITLE, HEAD, ["曹集乡", "曹西村", "2025-10-09", "张三"],
         ["曹集乡", "曹东村", "2026-10-09", "张三"], ["会亭镇", "王庄村", "2026-09-30", "张三"])  # fmt: skip
    said = [
        values for code, values in loaded(office, run, store).warnings if code == "days_elsewhere"
    ]
    assert [(one["rows"], one["shown"]) for one in said] == [(1, "3 2025-10-09")]


@pytest.mark.parametrize(
    ("day", "told", "is_far"),
    [
        ("2026-10-09", Told(2026, 10), False), ("2026-09-09", Told(2026, 10), False),
        ("2026-08-31", Told(2026, 10), True), ("2027-01-02", Told(2026, 12), False),
        ("2027-02-01", Told(2026, 12), True), ("2025-12-31", Told(2026), True),
        ("2025-12-31", Told(), False), ("10月9日", Told(2026, 3), False),
    ],
)  # fmt: skip
def test_how_far_a_day_may_be(day: str, told: Told, is_far: bool) -> None:
    assert is_elsewhere(day, told) is is_far


@pytest.mark.parametrize(
    ("title", "months"),
    [
        ("2025年12月—2026年1月走访", {12: 2025, 1: 2026, 2: None, 11: None}),
        ("2025.11-2026.2走访台账", {11: 2025, 12: 2025, 2: 2026, 3: None}),
        ("2024年12月—2026年1月", {12: None, 1: None}),
        ("2025年和2026年走访", {12: None, 1: None}),
    ],
)
def test_the_turn_of_a_year_tells_the_year_of_its_months(
    title: str, months: dict[int, int | None]
) -> None:
    told = told_by([title], [])
    assert {month: told.year_of(month) for month in months} == months


def test_months_below_what_they_are_of(office: Path, run: Run, store: Store) -> None:
    """计划投资 over 8月 | 9月, 完成投资 over the same."""
    book(office, "2026年重点项目.xlsx", ["2026年重点项目（单位：万元）"],
         ["项目名称", "所在乡镇", "总投资", "计划投资", "", "", "完成投资", "", ""],
         ["", "", "", "8月", "9月", "10月", "8月", "9月", "10月"],
         ["甲项目", "曹集乡", 900, 1, 2, 3, 4, 5, 6])  # fmt: skip
    assert loaded(office, run, store).reasons == []
    assert store.current().rows(
        "SELECT month, planned_wan_yuan, invested_wan_yuan FROM project_month ORDER BY month"
    ) == [(date(2026, 8, 1), 1, 4), (date(2026, 9, 1), 2, 5), (date(2026, 10, 1), 3, 6)]


def test_months_of_nothing_that_is_known_are_refused(office: Path, store: Store) -> None:
    (office / "city.toml").write_text(
        '[city]\nname = "柳县"\ncode = "990101"\nkind = "county"\n[sources.township]\n'
        'file = "townships.csv"\n[sources.village]\nfile = "villages.csv"\n[sources.project_month]\n'
        'file = "p.csv"\nyear = 2026\nwide = { headers = "*月", label = "month" }\n', "utf-8"
    )  # fmt: skip
    (office / "p.csv").write_text("项目名称,8月,9月\n甲,1,2\n", "utf-8")
    with pytest.raises(RefusedError) as caught:
        load(office, store, now=NOW)
    assert caught.value.code == "wide_unknown"


def test_a_month_that_every_row_says(office: Path, store: Store) -> None:
    (office / "city.toml").write_text(
        '[city]\nname = "柳县"\ncode = "990101"\nkind = "county"\n[sources.township]\n'
        'file = "townships.csv"\n[sources.village]\nfile = "villages.csv"\n[sources.visit]\n'
        'file = "2026年10月走访村.csv"\nconstants = { visited_on = "{month}" }\n', "utf-8"
    )  # fmt: skip
    (office / "2026年10月走访村.csv").write_text("村名,走访人\n曹西村,张三\n", "utf-8")
    assert load(office, store, now=NOW).reasons == []
    found = store.current().rows("SELECT target_id, visited_on, is_month_only FROM visit")
    assert found == [(A, date(2026, 10, 1), True)]


@pytest.mark.parametrize("name", ["表里村", "名单社区", "10月8日"])
def test_a_row_with_one_cell_is_no_title(office: Path, run: Run, store: Store, name: str) -> None:
    """It is put aside, or known, and never passed over."""
    book(office, "2026年10月走访.xlsx", TITLE, HEAD, *VISITED, ["", name, "", ""], *PLANNED)
    summary = loaded(office, run, store)
    assert [
        (one.rows, one.examples[0].row) for one in summary.reasons if one.code == "missing"
    ] == [(1, 5)]
    assert len(visits(store)) == 4
