"""The same truth in the layouts that offices give it: guessed from the bare file, loaded, and equal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import Result

from etl.headers.lists import whole_days
from etl.pipeline import load
from geodata.store.snapshots import Store

Run = Callable[..., Result]
NOW = datetime(2026, 11, 2, 9)
PLACES = {
    "townships.csv": "代码,名称\n990101100,曹集乡\n990101101,会亭镇\n",
    "villages.csv": "代码,乡镇,名称\n990101100201,曹集乡,曹西村\n990101100202,曹集乡,曹东村\n"
    "990101101201,会亭镇,王庄村\n990101101202,会亭镇,李庄村\n",
}
FIXED = ["项目名称", "所在乡镇", "总投资"]
#: Two projects, three months: planned and invested, in 万元.
MONTHS = [8, 9, 10]
PROJECTS: dict[str, tuple[str, str, list[tuple[object, object]]]] = {
    "甲项目": ("曹集乡", "1.2亿", [(100, 90), (100, 100), (200, 50)]),
    "乙项目": ("会亭镇", "约8500", [(60, 60), (70, 50), (80, "/")]),
}
TRUE = [
    ("乙项目", date(2026, 8, 1), 60, 60), ("乙项目", date(2026, 9, 1), 70, 50),
    ("乙项目", date(2026, 10, 1), 80, None), ("甲项目", date(2026, 8, 1), 100, 90),
    ("甲项目", date(2026, 9, 1), 100, 100), ("甲项目", date(2026, 10, 1), 200, 50),
]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    folder.mkdir()
    for name, content in PLACES.items():
        (folder / name).write_text(content, "utf-8")
    return folder


def book(
    file: Path, rows: Sequence[Sequence[object]], *, sheet: str = "进度", heads: bool = False
) -> None:
    """A workbook with one sheet; ``heads``: pairs of columns below merged cells."""
    with xlsxwriter.Workbook(str(file)) as workbook:
        page = workbook.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        for at in range(3, 9, 2) if heads else ():
            page.merge_range(1, at, 1, at + 1, rows[1][at])


def under_merged_heads(folder: Path) -> None:
    rows: list[list[object]] = [
        ["2026年重点项目进度表（单位：万元）"],
        [*FIXED, *(cell for month in MONTHS for cell in (f"{month}月", ""))],
        ["", "", "", *["计划", "完成"] * 3],
    ]
    rows += [[name, town, amount, *(one for pair in months for one in pair)]
             for name, (town, amount, months) in PROJECTS.items()]  # fmt: skip
    rows.append(["合计", "", "", 160, 150, 170, 150, 280, 50])
    book(folder / "2026年重点项目.xlsx", rows, heads=True)


def in_flat_headers(folder: Path) -> None:
    heads = [f"{month}月{word}" for month in MONTHS for word in ("计划", "完成")]
    rows: list[list[object]] = [
        ["2026年重点项目进度表（单位：万元）"],
        [*FIXED, "1-10月累计完成", *heads],
        *(
            [name, town, amount, 999, *(one for pair in months for one in pair)]
            for name, (town, amount, months) in PROJECTS.items()
        ),
    ]
    book(folder / "2026年重点项目.xlsx", rows)


def in_two_rows(folder: Path) -> None:
    rows: list[list[object]] = [
        ["2026年重点项目进度表（单位：万元）"],
        [*FIXED, "类别", *(f"{month}月" for month in MONTHS)],
    ]
    for name, (town, amount, months) in PROJECTS.items():
        rows.append([name, town, amount, "计划", *(pair[0] for pair in months)])
        rows.append(["", "", "", "完成", *(pair[1] for pair in months)])
    book(folder / "2026年重点项目.xlsx", rows)


def of_this_month(folder: Path) -> None:
    for at, month in enumerate(MONTHS):
        rows: list[list[object]] = [
            [f"2026年{month}月重点项目进度表（单位：万元）"],
            [*FIXED, "本月计划投资", "本月完成投资", "累计完成投资"],
            *(
                [name, town, amount, *months[at], 4000]
                for name, (town, amount, months) in PROJECTS.items()
            ),
        ]
        book(folder / f"2026年{month}月重点项目.xlsx", rows)


@pytest.mark.parametrize("lay", [under_merged_heads, in_flat_headers, in_two_rows, of_this_month])
def test_plan_and_actual_are_the_same_in_every_layout(
    office: Path, run: Run, store: Store, lay: Callable[[Path], None]
) -> None:
    lay(office)
    result = run("check", office, "--write", "--store", office / "store")
    assert result.exit_code == 0, result.output
    summary = load(office, store, now=NOW)
    assert summary.reasons == []
    snapshot = store.current()
    assert snapshot.rows(
        "SELECT name, month, planned_wan_yuan, invested_wan_yuan FROM project_month"
        " JOIN project USING (project_id) ORDER BY name, month"
    ) == [(name, month, planned, invested) for name, month, planned, invested in TRUE]
    assert snapshot.rows("SELECT name, investment_wan_yuan FROM project ORDER BY name") == [
        ("乙项目", 8500),
        ("甲项目", 12000),
    ]


def test_the_newer_of_two_lists_of_projects_is_read(office: Path, run: Run) -> None:
    """In the order of their months: 9月 comes before 10月."""
    of_this_month(office)
    run("check", office, "--write", "--store", office / "store")
    text = (office / "city.toml").read_text("utf-8")
    assert '[sources.project]\nfile = "2026年10月重点项目.xlsx"' in text


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("约8500", 8500), ("1.2亿元（其中今年5000万元）", 12000), ("3亿5000万", 35000), ("1亿2千万元", 12000),
        ("3000万元（含流动资金500万元）", 3000), ("/", None), ("—", None), ("50000元", 5),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(
    office: Path, store: Store, cell: str, amount: int | None
) -> None:
    toml = '[city]\nname = "柳县"\ncode = "990101"\nkind = "county"\n'
    toml += '[sources.township]\nfile = "townships.csv"\n'
    toml += '[sources.village]\nfile = "villages.csv"\n[sources.project]\nfile = "p.csv"\n'
    (office / "city.toml").write_text(toml, "utf-8")
    (office / "p.csv").write_text(f"项目名称,乡镇,总投资（万元）\n甲,曹集乡,{cell}\n", "utf-8")
    assert load(office, store, now=NOW).reasons == []
    (found,) = store.current().rows("SELECT investment_wan_yuan FROM project")
    assert found[0] == (None if amount is None else Decimal(amount))


def test_villages_of_one_official_side_by_side(office: Path, run: Run, store: Store) -> None:
    (office / "曹集乡").mkdir()
    (office / "曹集乡" / "联系村名单.csv").write_text(
        "姓名,职务,联系村1,联系村2\n张三,乡长,曹西村,曹东村\n李四,副乡长,曹东村,无\n", "utf-8"
    )
    run("check", office, "--write", "--store", office / "store")
    assert load(office, store, now=NOW).reasons == []
    found = store.current().rows(
        "SELECT name, target_id FROM pairing JOIN official ON official_id = responsible_id ORDER BY ALL"
    )
    assert found == [("张三", "990101100201"), ("张三", "990101100202"), ("李四", "990101100202")]


def test_several_days_in_a_cell_are_several_visits(office: Path, run: Run, store: Store) -> None:
    """A number of households is not told again of the second; of a span the month alone is known."""
    (office / "2026年走访记录.csv").write_text(
        "走访日期,村名,走访户数\n10.3、10.16,曹西村,9\n10月3日、16日,曹东村,5\n10月20日,王庄村,1\n",
        "utf-8",
    )
    run("check", office, "--write", "--store", office / "store")
    assert load(office, store, now=NOW).reasons == []
    assert store.current().rows("SELECT target_id, visited_on, households FROM visit ORDER BY ALL") == [
        ("990101100201", date(2026, 10, 3), 9), ("990101100201", date(2026, 10, 16), None),
        ("990101100202", date(2026, 10, 3), 5), ("990101100202", date(2026, 10, 16), None),
        ("990101101201", date(2026, 10, 20), 1),
    ]  # fmt: skip


def test_a_span_of_days_is_of_its_month(office: Path, run: Run, store: Store) -> None:
    (office / "2026年走访记录.csv").write_text(
        "走访日期,村名\n10月3-5日,曹西村\n10月7日,曹东村\n", "utf-8"
    )
    run("check", office, "--write", "--store", office / "store")
    assert load(office, store, now=NOW).reasons == []
    assert store.current().rows("SELECT visited_on, is_month_only FROM visit ORDER BY ALL") == [
        (date(2026, 10, 1), True), (date(2026, 10, 7), False)]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        (["10月3日", "16日"], ["10月3日", "10月16日"]), (["2026年9月30日", "10月1日", "2日"],
         ["2026年9月30日", "10月1日", "10月2日"]), (["3日", "4日"], ["3日", "4日"]),
        (["10月3日", "16"], ["10月3日", "16"]),
    ],
)  # fmt: skip
def test_a_day_behind_another_is_of_its_month(told: list[str], whole: list[str]) -> None:
    assert whole_days(told) == whole


TOTALS = [
    # the total's word in the number's column, in the township's, or in the name's
    ("小计,,2个村,200", "合计,2个乡镇,4,400"), (",曹集乡小计,2,200", ",合计,4,400"),
    (",,小计,200", ",,合计,400"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "whole"), TOTALS)
def test_a_total_is_no_village(office: Path, run: Run, store: Store, part: str, whole: str) -> None:
    (office / "villages.csv").unlink()
    rows = ["序号,乡镇,村名,户数", "1,曹集乡,曹西村,100", "2,曹集乡,会计村,100", part,
            "3,会亭镇,王庄村,100", "4,会亭镇,李庄村,100", part, whole]  # fmt: skip
    (office / "村名册.csv").write_text("\n".join(rows), "utf-8")
    run("check", office, "--write", "--store", office / "store")
    summary = load(office, store, now=NOW)
    assert summary.reasons == []
    found = store.current().rows("SELECT name FROM place WHERE kind = 'village' ORDER BY name")
    assert [name for (name,) in found] == ["会计村", "曹西村", "李庄村", "王庄村"]


def test_a_total_is_no_visit(office: Path, run: Run, store: Store) -> None:
    rows = ["走访日期,乡镇,村名,走访户数,走访人", "2026-10-03,曹集乡,曹西村,5,张三",
            "小计,曹集乡,1,5,", "2026-10-04,会亭镇,王庄村,6,张三", "合计,,2,11,1人"]  # fmt: skip
    (office / "走访2026.csv").write_text("\n".join(rows), "utf-8")
    run("check", office, "--write", "--store", office / "store")
    assert load(office, store, now=NOW).reasons == []
    assert store.current().rows("SELECT count(*), sum(households) FROM visit") == [(2, 11)]


def test_zeros_that_a_spreadsheet_took_are_told_of_rows_too(office: Path, store: Store) -> None:
    toml = '[city]\nname = "柳县"\ncode = "X"\ncodes = "free"\nkind = "county"\n[sources.village]\n'
    toml += 'file = "v.csv"\n[sources.visit]\nfile = "走访.csv"\n'
    (office / "city.toml").write_text(toml, "utf-8")
    (office / "v.csv").write_text(
        "代码,乡镇,名称\n00101,曹集乡,曹西村\n00102,曹集乡,曹东村\n", "utf-8"
    )
    (office / "走访.csv").write_text("村代码,走访日期\n101,2026-10-03\n00102,2026-10-03\n", "utf-8")
    warnings = dict(load(office, store, now=NOW).warnings)
    said = warnings["zeros_lost_in_rows"]
    assert (said["rows"], said["own"], said["known"], said["digits"]) == (1, "101", "00101", 5)
    (office / "city.toml").write_text(toml + "code_digits = 5\n", "utf-8")
    assert load(office, store, now=NOW).reasons == []


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2025年3月1日至2026年2月28日", date(2025, 3, 1), date(2026, 2, 28)),
        ("2025.3-2026.2", date(2025, 3, 1), date(2026, 2, 28)),
        ("2026年1月至今", date(2026, 1, 1), None), ("2026.1-", date(2026, 1, 1), None),
        ("2026年2月起", date(2026, 2, 1), None), ("2026.1", date(2026, 1, 1), None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("header", ["结对时间", "起止时间"])
def test_a_span_tells_when_a_pairing_ends_too(
    office: Path, run: Run, store: Store, header: str, cell: str, first: date, last: date | None
) -> None:
    if (header, cell) == ("起止时间", "2026.1"):
        last = date(2026, 1, 31)  # of a header that tells both
    (office / "结对表.csv").write_text(f"村名,姓名,{header}\n曹西村,张三,{cell}\n", "utf-8")
    run("check", office, "--write", "--store", office / "store")
    assert load(office, store, now=NOW).reasons == []
    assert store.current().rows("SELECT valid_from, valid_to FROM pairing") == [(first, last)]


def test_a_span_that_ends_before_it_begins_is_put_aside(
    office: Path, run: Run, store: Store
) -> None:
    (office / "结对表.csv").write_text(
        "村名,姓名,结对时间\n曹西村,张三,2026.3-2026.2\n曹东村,李四,2026.1\n", "utf-8"
    )
    run("check", office, "--write", "--store", office / "store")
    summary = load(office, store, now=NOW)
    assert [(one.code, one.rows) for one in summary.reasons] == [("bad_date", 1)]
