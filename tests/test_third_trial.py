"""What a stranger's third trial found: three offices that look at companies, projects and grids too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from click.testing import Result

from etl.headers.notes import is_set_aside
from etl.pipeline import load
from geodata.store.snapshots import Store
from test_first_trial import NOW, office, put, written
from test_sheets import workbook

__all__ = ["office"]
Run = Callable[..., Result]


def test_a_telephone_number_is_no_role(office: Path, run: Run, store: Store) -> None:
    put(office, "结对.csv", "乡镇,帮扶村,帮扶干部,联系方式", "曹集乡,曹西村,赵建国,15112345678")
    assert "联系方式 →" not in written(office, run)
    load(office, store, now=NOW)
    assert store.current().rows("SELECT role FROM pairing") == [("contact",)]
    assert b"15112345678" not in store.current().path.read_bytes()


def test_visits_to_companies_and_what_they_raised(office: Path, run: Run, store: Store) -> None:
    put(
        office,
        "企业名单.csv",
        "企业全称,所属乡镇",
        "华锐电机有限公司,曹集乡",
        "金禾种业有限公司,会亭镇",
    )
    put(office, "走访.csv", "走访时间,走访人,受访企业", "2026-10-16,张三丰,华锐电机有限公司")
    put(office, "问题清单.csv", "事件编号,企业名称,问题诉求,受理时间,处置部门,处置状态",
        "B1,华锐电机有限公司,用工,2026-10-01,人社局,处置中",
        "B2,金禾种业有限公司,融资,2026-10-02,财政局,办结")  # fmt: skip
    toml = written(office, run)
    assert toml.count('constants = { target_kind = "enterprise" }') == 2
    load(office, store, now=NOW)
    rows = store.current().rows
    assert rows(
        "SELECT enterprise.name, visited_on FROM visit JOIN enterprise ON target_id = enterprise_id"
    ) == [("华锐电机有限公司", date(2026, 10, 16))]
    assert rows("SELECT state, target_kind FROM matter ORDER BY matter_id") == [
        ("in_work", "enterprise"), ("closed", "enterprise"),
    ]  # fmt: skip


def test_who_answers_stands_under_a_group(office: Path, run: Run, store: Store) -> None:
    """建设单位 is who builds, and 责任单位 under 包抓责任 who answers."""
    put(office, "重点项目台账.csv", "项目名称,建设单位,总投资(万元),开工时间,包抓责任,,",
        ",,,,包抓领导,责任单位,责任人", "污水厂,某某建设集团,100,计划11月,李四光,住建局,王五六")  # fmt: skip
    written(office, run)
    load(office, store, now=NOW)
    assert store.current().rows(
        "SELECT project.name, unit.name, official.name, started_on FROM project"
        " JOIN unit USING (unit_id) JOIN official USING (official_id)"
    ) == [("污水厂", "住建局", "李四光", None)]


def test_a_grid_beside_a_community_is_asked_about(office: Path, run: Run) -> None:
    put(office, "走访.csv", "走访日期,村名,网格,网格员", "2026-10-16,曹西村,第一网格,张三丰")
    put(office, "事项.csv", "事项,村名,网格,提出日期", "修路,曹西村,第一网格,2026-10-16")
    assert (
        written(office, run).count("旁边还有“网格”：这些行都算到“村名”头上") == 1
    )  # of visits alone


def test_the_plan_of_the_year_and_the_progress_of_months(
    office: Path, run: Run, store: Store
) -> None:
    put(office, "项目台账.csv", "项目编号,项目名称,总投资(万元)", "P1,路灯,100", "P2,桥,200")
    put(office, "2026年分月投资计划.csv", "2026年分月投资计划表（万元）", "项目名称,全年计划,8月,9月,10月",
        "路灯,30,10,10,10", "桥,40,0,20,20")  # fmt: skip
    put(office, "9月进展.csv", "2026年9月份进展情况表", "项目名称,9月当月完成投资,1-9月累计完成投资",
        "路灯,8,19", "桥,0,0")  # fmt: skip
    written(office, run)
    load(office, store, now=NOW)
    assert store.current().rows(
        "SELECT project_id, month(month), planned_wan_yuan::INTEGER, invested_wan_yuan::INTEGER"
        " FROM project_month ORDER BY 1, 2"
    ) == [("P1", 8, 10, None), ("P1", 9, 10, 8), ("P1", 10, 10, None),
          ("P2", 8, 0, None), ("P2", 9, 20, 0), ("P2", 10, 20, None)]  # fmt: skip


def test_a_sheet_for_each_village_and_the_sheet_that_is_left_out(
    office: Path, run: Run, store: Store
) -> None:
    days = [
        ["日期", "工作队员", "入户（户）"],
        ["2026.8.7", "张三丰", "3"],
        ["2026.9.14", "李四光", "10"],
    ]
    workbook(
        office / "驻村日志.xlsx",
        {"汇总": [["项", "数"], ["合计", "13"]], "曹西村": days, "王庄村": [days[0], days[2]]},
    )
    toml = written(office, run)
    assert 'constants = { target_name = "{sheet}" }' in toml
    assert "驻村日志.xlsx [汇总]：" in toml
    load(office, store, now=NOW)
    assert store.current().rows(
        "SELECT name, visited_on, households FROM visit JOIN place ON code = target_id ORDER BY ALL"
    ) == [("曹西村", date(2026, 8, 7), 3), ("曹西村", date(2026, 9, 14), 10),
          ("王庄村", date(2026, 9, 14), 10)]  # fmt: skip


def test_signatures_remarks_and_headings_with_sums_are_no_rows(
    office: Path, run: Run, store: Store
) -> None:
    put(office, "走访.csv", "走访日期,村,走访人", "2026-10-16,曹西村,张三丰", "工作队长签字：,,",
        "截至2026年10月31日,,", ",,此件发至各乡镇", "（本表每月5日前报区委办）,,",
        "区委政法委制,,")  # fmt: skip
    put(office, "项目台账.csv", "序号,项目名称,总投资(万元),责任单位", "一、工业项目（1个）,,100,",
        "1,污水厂,100,住建局", "二、民生项目（1个）,,50,", "2,学校,50,教育局")  # fmt: skip
    written(office, run)
    summary = load(office, store, now=NOW)
    assert summary.reasons == []
    assert store.current().rows("SELECT count(*) FROM visit") == [(1,)]
    assert store.current().rows("SELECT count(*) FROM project") == [(2,)]


def test_what_could_be_a_row_is_none_of_these() -> None:
    assert is_set_aside(["（小王庄新村）", "", ""], [0], [0, 1])
    assert not is_set_aside(["（小王庄新村）", "", ""], [0], [0])  # a list of names alone
    assert not is_set_aside(["完善河长制", "", ""], [0], [0, 1])
    assert is_set_aside(["一、民生（2件）", "", "3"], [1], [1])
    assert not is_set_aside(["", "一、修路", "3"], [0], [0])  # it lacks its name, and is mended


def test_a_chain_without_a_list_of_chains_puts_no_company_aside(
    office: Path, run: Run, store: Store
) -> None:
    put(
        office,
        "企业名单.csv",
        "企业名称,所属乡镇,产业链",
        "华锐电机有限公司,曹集乡,新能源",
        "金禾种业有限公司,会亭镇,",
    )
    written(office, run)
    summary = load(office, store, now=NOW)
    assert summary.reasons == []
    assert [values["shown"] for code, values in summary.warnings if code == "chains_unlisted"] == [
        "新能源"
    ]
    assert store.current().rows("SELECT count(*), count(chain_id) FROM enterprise") == [(2, 0)]
