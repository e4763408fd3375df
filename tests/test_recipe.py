"""A source is a recipe: several parts, columns side by side, lists in cells, days without a year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from geodata.base.errors import RefusedError
from geodata.figures.rates import figure
from geodata.lists import workday
from geodata.output.rejects import workbook
from geodata.question.scope import scope
from months import BING, JIA, TOML, YI, Office

_VISIT = '[sources.visit]\nfile = "visits.csv"\n'
_PAIRING = '[sources.pairing]\nfile = "pairings.csv"\n'


def office(tmp_path: Path, keys: str, **files: str) -> Office:
    """A small county whose visits are read with these further keys."""
    toml = TOML.replace(_VISIT, _VISIT + keys)
    return Office(tmp_path, toml, files)


def visits(there: Office, columns: str = "target_id, visited_on") -> list[tuple[object, ...]]:
    return there.snapshot.rows(f"SELECT {columns} FROM visit ORDER BY ALL")


def sheet(path: Path, rows: list[list[object]], name: str = "Sheet1") -> None:
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet(name)
    for number, cells in enumerate(rows):
        page.write_row(number, 0, cells)
    book.close()


def test_several_parts_are_one_table(tmp_path: Path) -> None:
    """Two persons of one row, each in a role of their own, and a list of another office beside it."""
    parts = """
[[sources.pairing]]
file = "towns/*/pairings.csv"
columns = { responsible_name = "包村领导" }
constants = { role = "包村领导", township_name = "{folder}" }
[[sources.pairing]]
file = "towns/*/pairings.csv"
columns = { responsible_name = "包村干部" }
constants = { role = "包村干部", township_name = "{folder}" }
[[sources.pairing]]
file = "pairings.csv"
"""
    there = Office(tmp_path, TOML.replace(_PAIRING, parts))
    (there.folder / "towns" / "北镇").mkdir(parents=True)
    (there.folder / "towns" / "北镇" / "pairings.csv").write_text(
        "村名,包村领导,包村干部\n甲村,刘一,陈二\n乙村,张三,陈二\n", encoding="utf-8"
    )
    summary = there.load()
    assert summary.reasons == []
    rows = there.snapshot.rows(
        "SELECT role, target_id, official.name FROM pairing"
        " JOIN official ON official_id = responsible_id ORDER BY ALL"
    )
    assert rows == [
        ("contact", JIA, "李文华"), ("contact", YI, "王强"), ("contact", BING, "赵敏"),
        ("包村干部", JIA, "陈二"), ("包村干部", YI, "陈二"),
        ("包村领导", JIA, "刘一"), ("包村领导", YI, "张三"),
    ]  # fmt: skip
    files = there.snapshot.rows("SELECT source_file, rows_in, accepted FROM load_log"
                                " WHERE table_name = 'pairing' ORDER BY 1")  # fmt: skip
    assert files == [
        ("pairings.csv", 3, 3),
        ("towns/北镇/pairings.csv", 2, 2),
        ("towns/北镇/pairings.csv (2)", 2, 2),
    ]


def test_parts_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    parts = '[[sources.visit]]\nfile = "visits.csv"\ndatum = "gcj02"\n' + (
        '[[sources.visit]]\nfile = "more.csv"\ndatum = "bd09"\n'
    )
    there = Office(tmp_path, TOML.replace(_VISIT, parts), {"more.csv": "a\n"})
    with pytest.raises(RefusedError) as refused:
        there.load()
    assert (refused.value.code, refused.value.values["key"]) == ("parts_differ", "datum")


def test_several_villages_of_one_cell_are_rows(tmp_path: Path) -> None:
    pairings = "联系领导,联系乡镇,联系村\n李文华,北镇,甲村、乙村；丙村\n王强,北镇、北镇,乙村,丙村\n"
    pairings = pairings.replace("北镇、北镇,乙村,丙村", '北镇、北镇,"乙村,丙村"')
    keys = 'columns = { township_name = "联系乡镇" }\nsplit = ["township_name", "target_name"]\n'
    there = Office(tmp_path, TOML.replace(_PAIRING, _PAIRING + keys), {"pairings.csv": pairings})
    summary = there.load()
    assert summary.reasons == []
    assert there.paired() == [
        ("李文华", JIA, None, None),
        ("李文华", YI, None, None), ("王强", YI, None, None),
        ("李文华", BING, None, None), ("王强", BING, None, None),
    ]  # fmt: skip
    ((rows, accepted),) = there.snapshot.rows(
        "SELECT rows_in, accepted FROM load_log WHERE table_name = 'pairing'"
    )
    assert (rows, accepted) == (5, 5)


def test_a_number_of_a_row_that_becomes_several_is_told_once(tmp_path: Path) -> None:
    body = (
        "村名,走访日期,走访领导,走访户数\n甲村、乙村,2026-03-12,李文华,12\n丙村,2026-03-13,赵敏,5\n"
    )
    there = office(tmp_path, 'split = ["target_name"]\n', **{"visits.csv": body})
    assert there.load().reasons == []
    assert visits(there, "target_id, households") == [(JIA, 12), (YI, None), (BING, 5)]


def test_a_number_beside_visits_side_by_side_is_told_once(tmp_path: Path) -> None:
    body = "村名,走访户数,第1次走访,第2次走访\n甲村,12,2026-01-15,2026-02-15\n"
    keys = 'wide = { headers = "第*次走访", value = "visited_on" }\n'
    there = office(tmp_path, keys, **{"visits.csv": body})
    assert there.load().reasons == []
    assert visits(there, "visited_on::VARCHAR, households") == [
        ("2026-01-15", 12),
        ("2026-02-15", None),
    ]


def test_a_list_of_which_one_is_unknown_loses_that_one_alone(tmp_path: Path) -> None:
    keys = 'split = ["target_name"]\n'
    there = Office(
        tmp_path,
        TOML.replace(_PAIRING, _PAIRING + keys),
        {"pairings.csv": "联系领导,联系村\n李文华,甲村、己村\n"},
    )
    (reason,) = there.load().reasons
    assert (reason.code, reason.rows, reason.examples[0].row) == ("name_unknown", 1, 2)
    assert str(reason.examples[0].value).startswith("己村")
    assert there.paired() == [("李文华", JIA, None, None)]


def test_of_fewer_townships_each_village_lies_in_one(tmp_path: Path) -> None:
    """南镇 has a 乙村 of its own; it is the one that is meant where 北镇 is not named."""
    keys = 'columns = { township_name = "联系乡镇" }\nsplit = ["township_name", "target_name"]\n'
    there = Office(
        tmp_path,
        TOML.replace(_PAIRING, _PAIRING + keys),
        {
            "townships.csv": "code,name\n990101100,北镇\n990101200,南镇\n",
            "villages.csv": f"code,name\n{JIA},甲村\n{YI},乙村\n990101200201,乙村\n990101200202,丁村\n"
            "990101200203,丙村\n",
            "pairings.csv": "联系领导,联系乡镇,联系村\n李文华,北镇、南镇,甲村、丁村、丙村\n"
            "王强,南镇,乙村、丁村\n赵敏,北镇、南镇,乙村、丁村、丙村\n",
        },
    )
    reasons = there.load().reasons  # which 乙村 赵敏 goes to nobody can tell
    (reason,) = [one for one in reasons if one.source == "pairing"]
    assert (reason.code, reason.rows, reason.examples[0].row) == ("name_ambiguous", 1, 4)
    assert [(who, code) for who, code, *_ in there.paired()] == [
        ("李文华", JIA),
        ("王强", "990101200201"),
        ("李文华", "990101200202"), ("王强", "990101200202"), ("赵敏", "990101200202"),
        ("李文华", "990101200203"), ("赵敏", "990101200203"),
    ]  # fmt: skip


def test_what_is_written_once_holds_for_the_rows_below(tmp_path: Path) -> None:
    body = "村名,走访日期,走访领导\n甲村,2026-01-15,李文华\n,2026-02-15,\n合计,,\n乙村,2026-02-16,王强\n"
    there = office(tmp_path, 'fill_down = ["target_name", "officials"]\n', **{"visits.csv": body})
    assert there.load().reasons == []
    assert visits(there) == [
        (JIA, date(2026, 1, 15)), (JIA, date(2026, 2, 15)), (YI, date(2026, 2, 16))
    ]  # fmt: skip


def test_visits_side_by_side_become_rows(tmp_path: Path) -> None:
    body = (
        "村名,走访领导,第1次走访,第2次走访,第3次走访\n"
        "甲村,李文华,2026-01-15,2026-02-15,\n乙村,王强,,2026-02-16,2026-02-30\n丙村,赵敏,,,\n"
    )
    keys = 'wide = { headers = "第*次走访", value = "visited_on" }\n'
    there = office(tmp_path, keys, **{"visits.csv": body})
    (reason,) = there.load().reasons
    assert (reason.code, reason.rows, reason.examples[0].row) == ("bad_date", 1, 3)
    assert visits(there) == [
        (JIA, date(2026, 1, 15)), (JIA, date(2026, 2, 15)), (YI, date(2026, 2, 16))
    ]  # fmt: skip
    ((rows, accepted, aside),) = there.snapshot.rows(
        "SELECT rows_in, accepted, quarantined FROM load_log WHERE table_name = 'visit'"
    )
    assert (rows, accepted, aside) == (4, 3, 1)


def test_days_side_by_side_with_ticks_become_visits(tmp_path: Path) -> None:
    body = "村名,走访领导,2026-01-15,2026-02-15,合计\n甲村,李文华,√,√,2\n乙村,王强,,√,1\n"
    keys = 'wide = { headers = "2026-*", label = "visited_on", value = "took_place" }\n'
    there = office(tmp_path, keys, **{"visits.csv": body})
    assert there.load().reasons == []
    assert visits(there) == [
        (JIA, date(2026, 1, 15)), (JIA, date(2026, 2, 15)), (YI, date(2026, 2, 15))
    ]  # fmt: skip


def test_months_of_a_project_under_three_rows_of_headers(tmp_path: Path) -> None:
    there = Office(
        tmp_path,
        TOML + '[sources.project]\nfile = "projects.xlsx"\n[sources.project_month]\n'
        'file = "projects.xlsx"\nwide = { headers = "*月", label = "month" }\n',
    )
    book = xlsxwriter.Workbook(there.folder / "projects.xlsx")
    page = book.add_worksheet("挂图作战")
    page.merge_range("A1:H1", "试县2026年重点项目进度表")
    page.merge_range("A2:H2", "单位：亿元")
    for column, header in (
        ("A", "序号"),
        ("B", "项目名称"),
        ("C", "总投资"),
        ("H", "累计完成投资"),
    ):
        page.merge_range(f"{column}3:{column}5", header)
    page.merge_range("D3:G3", "月度投资情况")
    page.merge_range("D4:E4", "1月")
    page.merge_range("F4:G4", "2月")
    page.write_row("D5", ["计划", "完成", "计划", "完成"])
    page.write_row("A6", ["一、工业项目（1个）"])
    page.write_row("A7", [1, "水厂", 1.5, 0.2, 0.1, 0.3, "", 0.1])
    page.write_row("A8", ["合计", "", 1.5])
    book.close()
    assert there.load().reasons == []
    assert [
        (name, int(money))
        for name, money in there.snapshot.rows("SELECT name, investment_wan_yuan FROM project")
    ] == [("水厂", 15_000)]
    months = there.snapshot.rows(
        "SELECT month, planned_wan_yuan::INTEGER, invested_wan_yuan::INTEGER"
        " FROM project_month ORDER BY 1"
    )
    assert months == [(date(2026, 1, 1), 2_000, 1_000), (date(2026, 2, 1), 3_000, None)]


def test_a_pattern_that_no_header_fits_is_refused(tmp_path: Path) -> None:
    there = office(tmp_path, 'wide = { headers = "第*回", value = "visited_on" }\n')
    with pytest.raises(RefusedError) as refused:
        there.load()
    assert refused.value.code == "wide_missing"
    assert "走访日期" in str(refused.value.values["known"])


def test_days_take_their_year_from_the_sheet(tmp_path: Path) -> None:
    keys = 'file = "visits.xlsx"\nsheet = "3月"\n'
    there = Office(tmp_path, TOML.replace('file = "visits.csv"\n', keys))
    sheet(
        there.folder / "visits.xlsx",
        [
            ["试县2026年3月走访记录汇总表"],
            ["汇总单位：组织部   汇总时间：2027年1月5日"],
            ["村名", "走访日期", "走访领导", "走访户数", "解决问题"],
            ["甲村", "3.12", "李文华", "6户", "协调修复路灯3盏"],
            ["甲村", "3/13", "李文华", "约30", "无"],
            ["甲村", "3月14日", "李文华", 5, "/"],
            ["乙村", "16日", "王强", 4, 2],
            ["乙村", 3.17, "王强", "", ""],
            ["乙村", "2026.3.18", "王强", "", ""],
            ["丙村", "3月", "赵敏", "", ""],
            ["丙村", "9.9", "赵敏", "", ""],  # far from the month of the sheet
        ],
        "3月",
    )
    (reason,) = there.load().reasons
    assert (reason.code, reason.rows, reason.examples[0].value) == ("bad_date", 1, "9.9")
    assert visits(there, "target_id, visited_on, is_month_only, households, matters, note") == [
        (JIA, date(2026, 3, 12), False, 6, None, "解决问题：协调修复路灯3盏"),
        (JIA, date(2026, 3, 13), False, 30, 0, None),
        (JIA, date(2026, 3, 14), False, 5, None, None),
        (YI, date(2026, 3, 16), False, 4, 2, None),
        (YI, date(2026, 3, 17), False, None, None, None),
        (YI, date(2026, 3, 18), False, None, None, None),
        (BING, date(2026, 3, 1), True, None, None, None),
    ]
    (matched,) = there.snapshot.rows("SELECT matched FROM load_log WHERE table_name = 'visit'")
    assert "走访日期 → visited_on (3.12 → 2026-03-12)" in matched[0]


def test_a_day_that_a_spreadsheet_cut_is_not_guessed(tmp_path: Path) -> None:
    """10.10 typed as a number is 10.1: of such a visit the month alone is known."""
    keys = 'file = "visits.xlsx"\nyear = 2026\n'
    there = Office(tmp_path, TOML.replace('file = "visits.csv"\n', keys))
    rows: list[list[object]] = [
        ["村名", "走访日期"],
        ["甲村", 9.1],
        ["乙村", "9.1"],
        ["丙村", 9.12],
    ]
    sheet(there.folder / "visits.xlsx", rows)
    assert there.load().reasons == []
    assert visits(there, "target_id, visited_on, is_month_only") == [
        (JIA, date(2026, 9, 1), True),
        (YI, date(2026, 9, 1), False),
        (BING, date(2026, 9, 12), False),
    ]


def test_years_that_contradict_each_other_are_asked(tmp_path: Path) -> None:
    keys = 'file = "2025年走访.xlsx"\n'
    there = Office(tmp_path, TOML.replace('file = "visits.csv"\n', keys))
    sheet(
        there.folder / "2025年走访.xlsx",
        [
            ["试县2026年走访记录"],
            ["村名", "走访日期"],
            ["甲村", "3月5日"],
            ["乙村", "2026年3月6日"],
        ],
    )
    (reason,) = there.load().reasons
    assert (reason.code, reason.examples[0].value) == ("bad_date", "3月5日")
    assert visits(there) == [(YI, date(2026, 3, 6))]


def test_a_month_counts_for_the_month_and_for_no_day(tmp_path: Path) -> None:
    """李文华 owes 甲村 a visit on 15 March, with seven days to make it up: a visit in March, on a day
    nobody knows, is a visit of the month; whether it was that one is unknown, never missed."""
    body = "村名,走访日期,走访领导\n甲村,2026年3月,李文华\n乙村,2026-03-15,王强\n"
    there = office(tmp_path, "", **{"visits.csv": body})
    assert there.load().reasons == []
    snapshot = there.snapshot
    march = scope(snapshot, period="2026-03")
    covered = figure(snapshot, "visit_coverage", march)
    assert (covered.numerator, covered.denominator) == (2, 3)
    half = figure(snapshot, "visit_coverage", scope(snapshot, period="2026-03-01..2026-03-20"))
    assert (half.numerator, half.denominator) == (1, 3)
    statuses = dict(snapshot.rows(
        "SELECT target_id, status FROM obligation_at(DATE '2026-04-30') WHERE due_on = '2026-03-15'"
    ))  # fmt: skip
    assert statuses[JIA] == "no_report"
    assert statuses[YI] == "done"


def test_a_visit_of_a_month_is_on_no_workday(tmp_path: Path) -> None:
    """The bulletin of the 1st does not tell of it, though that day stands for its month."""
    there = office(
        tmp_path, "", **{"visits.csv": "村名,走访日期\n甲村,2026年3月\n乙村,2026-03-01\n"}
    )
    assert there.load().reasons == []
    asked = scope(there.snapshot, period="2026-03")
    assert workday.bulletin(there.snapshot, date(2026, 3, 1), asked).visits == 1


def test_a_leave_of_which_one_cell_tells_both_days(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.source(
        "exemption",
        "姓名,请假类别,起止时间\n李文华,病假,2026年10月8日—10月31日\n王强,事假,2026.9.1-2026.11.30\n"
        "赵敏,年休假,10.9-10.15\n",
        'year = 2026\nconstants = { subject_kind = "official" }\n',
    )
    assert there.load().reasons == []
    rows = there.snapshot.rows("SELECT valid_from, valid_to FROM exemption ORDER BY 1")
    assert rows == [
        (date(2026, 9, 1), date(2026, 11, 30)),
        (date(2026, 10, 8), date(2026, 10, 31)),
        (date(2026, 10, 9), date(2026, 10, 15)),
    ]


def test_deadlines_as_people_write_them(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.source(
        "matter",
        "村名,问题内容,反映时间,办理时限\n"
        "甲村,路灯,2026-09-01,15日内\n甲村,水管,2026-06-01,6月底前\n甲村,道路,2026-02-15,3月2日前\n"
        "甲村,桥,2025-12-20,1月5日前\n甲村,渠,2026-03-01,2026年6月12日\n甲村,井,2026-03-01,10个工作日内\n",
    )
    (reason,) = there.load().reasons
    assert (reason.code, reason.examples[0].value) == ("bad_date", "10个工作日内")
    assert dict(there.snapshot.rows("SELECT title, due_on FROM matter")) == {
        "路灯": date(2026, 9, 16), "水管": date(2026, 6, 30), "道路": date(2026, 3, 2),
        "桥": date(2026, 1, 5), "渠": date(2026, 6, 12),
    }  # fmt: skip


def test_a_rejected_row_is_handed_back_as_it_was_understood(tmp_path: Path) -> None:
    """A mended row is read without the sheet that told its year and its village."""
    body = "2026年走访\n村名,走访日期,走访领导\n甲村,3.12,李文华\n,3.13,\n己村,3.14,李文华\n"
    there = office(tmp_path, 'fill_down = ["target_name"]\n', **{"visits.csv": body})
    there.load()
    assert workbook(there.snapshot, language="zh_CN", originals=None) is not None
    ((row,),) = there.snapshot.rows("SELECT row_json FROM quarantine")
    assert '"2026-03-14"' in row


@pytest.mark.parametrize(
    ("mark", "name", "title"),
    [("{title}", "a", "2026年北镇包村干部安排表"), ("{file}", "北镇干部包村表", ""),
     ("{title}", "b", "北镇")],
)  # fmt: skip
def test_a_township_is_taken_out_of_a_longer_name(
    tmp_path: Path, mark: str, name: str, title: str
) -> None:
    keys = f'[sources.pairing]\nfile = "towns/*.xlsx"\nconstants = {{ township_name = "{mark}" }}\n'
    there = Office(tmp_path, TOML.replace(_PAIRING, keys))
    (there.folder / "towns").mkdir()
    rows: list[list[object]] = [[title]] if title else []
    sheet(there.folder / "towns" / f"{name}.xlsx", [*rows, ["村名", "责任人"], ["甲村", "刘一"]])
    assert there.load().reasons == []
    assert [(name, code) for name, code, *_ in there.paired()] == [("刘一", JIA)]


def test_a_title_that_is_not_there(tmp_path: Path) -> None:
    keys = _PAIRING + 'constants = { role = "{title}" }\n'
    there = Office(tmp_path, TOML.replace(_PAIRING, keys))
    with pytest.raises(RefusedError, match="constant_no_title"):
        there.load()
