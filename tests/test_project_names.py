"""Projects, companies and chains as an office lists them: by name, without ids."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from etl.pipeline import load
from geodata.store.snapshots import Snapshot, Store
from test_bad_input import put, source, steps

MONTHS = (
    "项目名称,月份,计划投资,完成投资\n东城污水处理厂,2026-03,1200,1100\n东城污水厂,2026-03,5,5\n"
)
VISITS = (
    "对象类型,对象名称,走访日期,走访干部\n企业,豫东食品,2026-03-05,安国\n企业,豫西食品,2026-03-06,安国\n"
    "项目,东城污水处理厂,2026-03-07,白露\n"
)


@pytest.fixture
def named(tiny: Path, store: Store, now: datetime) -> Snapshot:
    """The tiny city, its projects without ids, with companies and a chain."""
    steps(
        put("projects.csv", "项目名称,所属产业链,责任单位\n东城污水处理厂,绿色食品,西镇人民政府\n"),
        put("project_months.csv", MONTHS),
        put("visits.csv", VISITS),
        put("attendances.csv", "visit_id,official_id\n"),
        source("chain", "产业链\n绿色食品\n"),
        source(
            "enterprise", "企业名称,乡镇,产业链,主管部门\n豫东食品,西镇,绿色食品,东街道办事处\n"
        ),
        source(
            "milestone",
            "项目名称,节点,计划完成日期,责任单位,责任人\n东城污水处理厂,封顶,2026-05-01,U2,安国\n",
        ),
        source(
            "bottleneck",
            "项目名称,难题,难题类型,提出日期,责任单位\n东城污水处理厂,缺地,用地,2026-03-01,西镇人民政府\n",
        ),
    )(tiny)
    load(tiny, store, now=now)
    return store.current()


def test_names_lead_to_one_project(named: Snapshot) -> None:
    joined = (
        "SELECT project.name, chain.name, unit.name, month.planned_wan_yuan::INTEGER,"
        " milestone.milestone, milestone.unit_id, bottleneck.title, bottleneck.unit_id FROM project"
        " JOIN chain USING (chain_id) JOIN unit ON unit.unit_id = project.unit_id"
        " JOIN project_month AS month USING (project_id) JOIN milestone USING (project_id)"
        " JOIN bottleneck USING (project_id)"
    )
    assert named.rows(joined) == [
        ("东城污水处理厂", "绿色食品", "西镇人民政府", 1200, "封顶", "U2", "缺地", "U2")
    ]


def test_names_lead_to_companies(named: Snapshot) -> None:
    company = (
        "SELECT enterprise.name, place_code, chain.name, unit_id, visited_on::VARCHAR FROM enterprise"
        " JOIN chain USING (chain_id) JOIN visit ON target_kind = 'enterprise'"
        " AND target_id = enterprise_id"
    )
    assert named.rows(company) == [("豫东食品", "990121100000", "绿色食品", "U1", "2026-03-05")]
    met = "SELECT official_id FROM attendance JOIN visit USING (visit_id) WHERE target_kind = 'project'"
    assert named.rows(met) == [("B",)]


def test_what_is_nobodys_name_is_put_aside(named: Snapshot) -> None:
    rows = named.rows("SELECT table_name, source_row, reasons FROM quarantine ORDER BY ALL")
    told = [
        (table, row, [(one["code"], one["column_name"]) for one in why]) for table, row, why in rows
    ]
    assert told == [
        ("project_month", 3, [("name_unknown", "project_name")]),
        ("visit", 3, [("name_unknown", "target_name")]),
    ]  # fmt: skip
