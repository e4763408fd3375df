"""The months of projects: told in one file or in two, with zeros, and with gaps that are none."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from asking import up_to
from etl.pipeline import Summary, load
from geodata.figures import layers, rates
from geodata.lists import projects
from geodata.movement import upcoming
from geodata.store.snapshots import Snapshot, Store

CITY = """[city]
name = "某县"
code = "990101"
kind = "county"
[sources.village]
file = "村.csv"
[sources.project]
file = "项目.csv"
"""
PLAN = "[[sources.project_month]]\nfile = '计划.csv'\nyear = 2026\n" \
    "wide = { headers = '*月', label = 'month', value = 'planned_wan_yuan' }\n"  # fmt: skip
ACTUAL = "[[sources.project_month]]\nfile = '进度.csv'\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    (tmp_path / "city.toml").write_text(CITY, encoding="utf-8")
    (tmp_path / "村.csv").write_text("代码,名称\n990101100201,甲村\n", encoding="utf-8")
    (tmp_path / "项目.csv").write_text("项目名称\n甲项目\n乙项目\n", encoding="utf-8")
    return tmp_path


def loaded(city: Path, sources: str, store: Store, now: datetime, **files: str) -> Summary:
    for name, body in files.items():
        (city / f"{name}.csv").write_text(body, encoding="utf-8")
    (city / "city.toml").write_text(CITY + sources, encoding="utf-8")
    return load(city, store, now=now)


def months(snapshot: Snapshot) -> list[tuple[object, ...]]:
    return snapshot.rows(
        "SELECT name, month(month), planned_wan_yuan::INTEGER, invested_wan_yuan::INTEGER"
        " FROM project_month JOIN project USING (project_id) ORDER BY name DESC, month"
    )


def status(snapshot: Snapshot, day: date) -> dict[str, str]:
    listed = layers.projects(snapshot, up_to(snapshot, day))
    return dict(zip(listed["name"], listed["status"], strict=True))


def test_a_plan_of_zero_is_a_plan(city: Path, store: Store, now: datetime) -> None:
    loaded(city, PLAN, store, now, 计划="项目名称,1月,2月,3月,4月\n甲项目,100,0,50,—\n")
    assert months(store.current()) == [
        ("甲项目", 1, 100, None), ("甲项目", 2, 0, None), ("甲项目", 3, 50, None)
    ]  # fmt: skip


def test_plan_and_actual_in_two_files_are_one_row(city: Path, store: Store, now: datetime) -> None:
    summary = loaded(
        city, PLAN + ACTUAL, store, now,
        计划="项目名称,1月,2月,3月\n甲项目,100,100,100\n乙项目,10,10,10\n",
        进度="项目名称,月份,完成投资\n甲项目,2026-01,90\n甲项目,2026-02,0\n乙项目,2026-01,10\n乙项目,2026-02,3\n",
    )  # fmt: skip
    assert summary.reasons == []
    assert months(store.current()) == [
        ("甲项目", 1, 100, 90), ("甲项目", 2, 100, 0), ("甲项目", 3, 100, None),
        ("乙项目", 1, 10, 10), ("乙项目", 2, 10, 3), ("乙项目", 3, 10, None),
    ]  # fmt: skip
    # to the end of February 90 of 200 and 13 of 20; of the year 103 of 330
    assert status(store.current(), date(2026, 3, 1)) == {"甲项目": "behind", "乙项目": "behind"}
    share = rates.figure(
        store.current(), "investment_rate", up_to(store.current(), date(2026, 3, 1))
    )
    assert (share.numerator, share.denominator) == (103, 330)


def test_files_that_contradict_each_other_are_put_aside(
    city: Path, store: Store, now: datetime
) -> None:
    summary = loaded(
        city, PLAN + ACTUAL, store, now,
        计划="项目名称,1月,2月\n甲项目,100,100\n",
        进度="项目名称,月份,计划投资,完成投资\n甲项目,2026-01,80,90\n甲项目,2026-02,100,90\n",
    )  # fmt: skip
    assert [(one.code, one.rows) for one in summary.reasons] == [("doubled_differs", 2)]
    assert months(store.current()) == [("甲项目", 2, 100, 90)]


def test_a_month_that_is_told_twice_in_a_file_is_no_pair(
    city: Path, store: Store, now: datetime
) -> None:
    summary = loaded(
        city, ACTUAL, store, now,
        进度="项目名称,月份,计划投资,完成投资\n甲项目,2026-01,80,\n甲项目,2026-01,,90\n甲项目,2026-02,100,90\n",
    )  # fmt: skip
    assert [(one.code, one.rows) for one in summary.reasons] == [("doubled_differs", 2)]


def test_a_month_that_nobody_reported_is_no_zero(city: Path, store: Store, now: datetime) -> None:
    """January to March are planned with 100 each, and only March is told: 90 of 300 would be behind, and so
    would nobody know; 280 are no less than 90 % of 300, whatever January and February were."""
    loaded(
        city, PLAN + ACTUAL, store, now,
        计划="项目名称,1月,2月,3月,4月\n甲项目,100,100,100,100\n乙项目,100,100,100,100\n",
        进度="项目名称,月份,完成投资\n甲项目,2026-03,90\n乙项目,2026-03,280\n",
    )  # fmt: skip
    april = date(2026, 4, 1)
    snapshot = store.current()
    assert status(snapshot, april) == {"甲项目": "not_reported", "乙项目": "normal"}
    listed = layers.projects(snapshot, up_to(snapshot, april))
    assert listed["invested_wan_yuan"].isna().all()
    assert listed["progress"].isna().all()
    share = rates.figure(snapshot, "investment_rate", up_to(snapshot, april))
    assert (share.value, share.denominator) == (None, 0)
    ((code,),) = snapshot.rows("SELECT project_id FROM project WHERE name = '甲项目'")
    curve = projects.curve(snapshot, code, april)
    assert curve["planned"].tolist() == [100, 200, 300, 400]
    assert curve["invested"].isna().all()  # of January on nobody knows
    assert upcoming.falling_behind(snapshot, up_to(snapshot, april)).empty


def test_what_is_not_known_has_no_pace(city: Path, store: Store, now: datetime) -> None:
    """285 of 300 are on plan; at 142.5 a month 427.5 of 700 would be behind, were January known."""
    loaded(
        city, PLAN + ACTUAL, store, now,
        计划="项目名称,1月,2月,3月,4月\n甲项目,100,100,100,400\n",
        进度="项目名称,月份,完成投资\n甲项目,2026-02,280\n甲项目,2026-03,5\n",
    )  # fmt: skip
    asked = up_to(store.current(), date(2026, 4, 1))
    assert status(store.current(), date(2026, 4, 1))["甲项目"] == "normal"
    assert upcoming.falling_behind(store.current(), asked).empty
