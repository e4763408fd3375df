"""A load says which figures of closed months it changes, by how much and through which rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result

from dashboard.answers.ask import forget
from etl.pipeline import Summary
from geodata.figures import closed_months
from geodata.figures.closed_months import MonthChange, RowsBehind
from months import FIRST, HEAD, JIA, LOADED, TOML, VISITS, YI, Office
from test_dashboard import page

Run = Callable[..., Result]
COUNTIES = """
[city]
name = "试市"
code = "9901"
[[rule]]
id = "monthly"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=15"
makeup_days = 7
targets = ["village"]
from = 2026-01-01
[sources.county]
file = "counties.csv"
[sources.township]
file = "townships.csv"
[sources.village]
file = "villages.csv"
[sources.pairing]
file = "pairings.csv"
[sources.visit]
file = "visits.csv"
"""


def told(summary: Summary) -> list[tuple[object, ...]]:
    return [
        (one.month, one.rate, one.area_name, one.before_numerator, one.before_denominator,
         one.after_numerator, one.after_denominator)
        for one in summary.closed_months
    ]  # fmt: skip


def test_a_late_row_of_january_is_told_with_its_rows(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.load(FIRST)
    there.write(**{"visits.csv": HEAD + "乙村,2026-01-16,王强\n甲村,2026-10-15,李文华\n"})
    summary = there.load()
    # of three visits owed in January one was made on the day; now one more, a day late
    assert told(summary) == [
        ("2026-01", "fulfilment", None, 1, 3, 2, 3),
        ("2026-01", "visit_coverage", None, 1, 3, 2, 3),
    ]
    assert [(one.before, one.after) for one in summary.closed_months[:1]] == [(1 / 3, 2 / 3)]
    assert summary.rows_behind == [
        RowsBehind("2026-01", "visit", 1, 0, 0, ["+ 2026-01-16 乙村"]),
        RowsBehind("2026-01", "attendance", 1, 0, 0, ["+ 2026-01-16 王*"]),
    ]
    assert closed_months.kept(there.snapshot) == (summary.closed_months, summary.rows_behind)


def test_the_load_of_a_new_month_says_nothing(tmp_path: Path) -> None:
    there = Office(tmp_path)
    assert there.load(FIRST).closed_months == []
    there.write(**{"visits.csv": HEAD + "甲村,2026-10-15,李文华\n"})
    first = there.load()
    there.write(**{"visits.csv": HEAD + "乙村,2026-10-15,王强\n乙村,2026-10-16,王强\n"})
    second = there.load(datetime(2026, 11, 3))  # October was running when it was loaded last
    assert (first.closed_months, second.closed_months, second.rows_behind) == ([], [], [])


def test_a_month_whose_windows_were_open_was_not_closed(tmp_path: Path) -> None:
    there = Office(tmp_path, TOML.replace("BYMONTHDAY=15", "BYMONTHDAY=28"))
    there.load(datetime(2026, 10, 5))  # the window of 28 September is open until the 5th
    there.write(**{"visits.csv": HEAD + "丙村,2026-09-28,赵敏\n"})
    assert told(there.load(datetime(2026, 10, 6))) == []
    there.write(**{"visits.csv": HEAD + "丙村,2026-09-29,赵敏\n"})
    again = there.load(datetime(2026, 10, 7))
    assert told(again) == []  # it was there in September already
    there.write(
        **{"visits.csv": HEAD + "丙村,2026-09-29,赵敏\n", "pairings.csv": "村名,联系领导\n"}
    )
    assert {one.month for one in there.load(replace=["pairing"]).closed_months} == {
        f"2026-{month:02}"
        for month in range(1, 9)  # data end in September, its window is open
    }


def test_what_is_told_no_more_is_said(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.load(FIRST)
    there.write(**{"visits.csv": HEAD})
    summary = there.load(replace=["visit"])
    assert ("2026-02", "fulfilment", None, 2, 3, None, None) not in told(summary)
    assert MonthChange("2026-02", "visit_coverage", None, None, 2, 3, None, None) in (
        summary.closed_months
    )


def test_a_rule_that_changes_is_behind_it(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.load(FIRST)
    there.write(**{"city.toml": TOML.replace("BYMONTHDAY=15", "BYMONTHDAY=20")})
    summary = there.load()
    assert {one.month for one in summary.closed_months} >= {"2026-01", "2026-09"}
    assert [one for one in summary.rows_behind if one.month == "2026-01"] == [
        RowsBehind("2026-01", "rule", 0, 1, 0, ["~ monthly FREQ=MONTHLY;BYMONTHDAY=20"])
    ]


def test_counties_are_told_though_the_root_stays(tmp_path: Path) -> None:
    files = {
        "counties.csv": "code,name\n990101,东县\n990102,西县\n",
        "townships.csv": "code,name\n990101100,北镇\n990102100,南镇\n",
        "villages.csv": f"code,name\n{JIA},甲村\n990102100201,丁村\n",
        "pairings.csv": "村名,联系领导\n甲村,李文华\n丁村,王强\n",
        "visits.csv": "visit_id,村名,visited_on\nV1,甲村,2026-09-01\nV2,甲村,2026-08-01\n",
    }
    there = Office(tmp_path, COUNTIES, files)
    there.load(FIRST)
    there.write(**{"visits.csv": "visit_id,村名,visited_on\nV1,丁村,2026-09-01\n"})
    assert told(there.load()) == [
        ("2026-09", "visit_coverage", "东县", 1, 1, 0, 1),
        ("2026-09", "visit_coverage", "西县", 0, 1, 1, 1),
    ]


def test_townships_are_told_though_root_and_county_stay(tmp_path: Path) -> None:
    files = {
        "townships.csv": "code,name\n990101100,北镇\n990101101,南镇\n",
        "villages.csv": f"code,name,parent_code\n{JIA},甲村,990101100\n{YI},乙村,990101100\n"
        "990101101201,丁村,990101101\n",
        "pairings.csv": "村名,联系领导\n甲村,李文华\n乙村,王强\n丁村,赵敏\n",
        "visits.csv": HEAD + "乙村,2026-09-15,王强\n",
    }
    there = Office(tmp_path, files=files)
    there.load(FIRST)
    villages = files["villages.csv"].replace("乙村,990101100", "乙村,990101101")
    there.write(**{"villages.csv": villages})
    # 乙村 and its visit go from 北镇 (1 of 2) to 南镇 (0 of 1); 1 of 3 in all stays
    rates = ("fulfilment", "visit_coverage")
    assert [one for one in told(there.load()) if one[0] == "2026-09" and one[1] in rates] == [
        ("2026-09", "fulfilment", "北镇", 1, 2, 0, 1),
        ("2026-09", "fulfilment", "南镇", 0, 1, 1, 2),
        ("2026-09", "visit_coverage", "北镇", 1, 2, 0, 1),
        ("2026-09", "visit_coverage", "南镇", 0, 1, 1, 2),
    ]


@pytest.fixture
def corrected(tmp_path: Path) -> Office:
    """An office that is about to load a late visit of January."""
    there = Office(tmp_path)
    there.load(FIRST)
    there.write(**{"visits.csv": HEAD + "乙村,2026-01-16,王强\n"})
    return there


def test_the_command_line_says_it_before_it_publishes(corrected: Office, run: Run) -> None:
    words = ("check", corrected.folder, "--store", corrected.store.folder)
    said = run(*words).stdout
    assert "已结束月份的数字有变动（1 个月）：" in said
    assert "2026-01  应访完成率 33.3%（1/3） → 66.7%（2/3）；" in said
    assert "涉及的行：走访新增 1、更正 0、去掉 0（+ 2026-01-16 乙村）；" in said
    assert "Figures of closed months change (1 months):" in run("--lang", "en", *words).stdout
    line = json.loads(run(*words, "--json").stdout.splitlines()[-1])
    (first, *_) = line["closed_months"]
    assert (first["month"], first["rate"], first["before"]) == ("2026-01", "fulfilment", 1 / 3)
    assert line["rows_behind"][0]["examples"] == ["+ 2026-01-16 乙村"]
    assert len(corrected.store.ids()) == 1
    shown = run("load", corrected.folder, "--store", corrected.store.folder).stdout
    assert "2026-01  应访完成率" in shown


def test_the_command_line_takes_a_day_and_a_correction(corrected: Office, run: Run) -> None:
    corrected.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    load = ("load", corrected.folder, "--store", corrected.store.folder)
    shown = run(*load, "--changes-on", "2026-10-02")
    assert "自 2026-10-02 起新增 1 条，结束 1 条" in shown.stderr
    assert "没有用上" in run(*load, "--changes-on", "2026-10-03").stderr
    corrected.pairings("甲村,张鸣", "乙村,王强", "丙村,赵敏")
    assert "按更正处理" in run(*load, "--rewrite", "pairing").stderr
    assert [name for name, *_ in corrected.paired()[:2]] == ["李文华", "张鸣"]
    assert run(*load, "--rewrite", "visit").exit_code == 2


def test_the_data_page_says_it(corrected: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    corrected.load(LOADED)
    monkeypatch.setenv("GUATU_STORE", str(corrected.store.folder))
    forget()
    shown = page("data")
    forget()
    (said,) = [one.value for one in shown.warning if "已结束月份" in one.value]
    assert "2026-01  应访完成率 33.3%（1/3） → 66.7%（2/3）" in said.replace("\\", "")
    assert not shown.exception
    assert (VISITS.count("甲村"), len(YI)) == (9, 12)
