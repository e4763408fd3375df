"""Key projects: where, who answers for them, when planned and when begun."""

from __future__ import annotations

from typing import Literal

from etl.tables.common import (
    NO,
    YES,
    chain_id,
    chain_name,
    county_name,
    latitude,
    longitude,
    official_id,
    official_name,
    project_id,
    township_name,
    unit_id,
    unit_name,
)
from etl.tables.declare import Column, Naming, Table

LEVELS = {
    "province": ("省级", "省重点"),
    "city": ("市级", "市重点"),
    "county": ("县级", "县区级"),
    "township": ("乡级", "乡镇级"),
}


def _day(
    name: str,
    doc: str,
    *headers: str,
    example: str = "2026-03-15",
    part_means: Literal["first", "last"] = "last",
) -> Column:
    return Column(name, "date", doc, example, headers, part_means=part_means)


PROJECT = Table(
    "project",
    "Key projects, one row each. A spatial file or a column of WKT gives a project its polygon; from "
    "afar it is drawn as a dot, at `lon` and `lat` or else inside the polygon.",
    (
        project_id(refers=False),
        Column(
            "name",
            "text",
            "Name.",
            "东城污水处理厂",
            ("项目名称", "名称", "工程名称"),
            required=True,
        ),
        Column(
            "category",
            "text",
            "Category.",
            "基础设施",
            ("类别", "项目类别", "项目类型", "所属行业"),
            is_prose=True,
        ),
        Column(
            "place_code",
            "code",
            "The place it belongs to, of any level.",
            "990121",
            ("所在地代码", "区划代码", "建设地点代码", "所属区划代码"),
            refers_to=("place", "code"),
            naming=Naming(
                "place_name", county="county_name", township="township_name", or_area=True
            ),
        ),
        Column(
            "place_name",
            "text",
            "Name of that place instead of its code, or beside it; without it the township or "
            "county stands for it.",
            "曹集乡",
            ("所在地", "所属区划", "所在区划", "项目所在地", "建设地点", "项目地点", "实施地点"),
            stored=False,
        ),
        township_name(),
        county_name(),
        unit_id("The responsible unit.", required=False, naming=Naming("unit_name", "'unit'")),
        unit_name("Name of the unit instead of its id, or beside it.", "责任单位", "牵头单位"),
        official_id("The leader.", required=False, naming=Naming("official_name", "'official'")),
        official_name(
            "Name of the leader instead of the id, or beside it.",
            "责任领导",
            "牵头领导",
            "包联领导",
        ),
        longitude(),
        latitude(),
        _day(
            "planned_start_on",
            "Planned start.",
            "计划开工日期",
            "计划开工",
            "计划开工时间",
            "拟开工时间",
        ),
        _day(
            "started_on",
            "Start; empty: not started.",
            "实际开工日期",
            "开工日期",
            "实际开工时间",
            "开工时间",
            part_means="first",
        ),
        _day(
            "planned_finish_on",
            "Planned finish.",
            "计划竣工日期",
            "计划完工日期",
            "计划竣工时间",
            "计划完工时间",
            example="2026-12-31",
        ),
        _day(
            "finished_on",
            "Finish; empty: not finished.",
            "竣工日期",
            "完工日期",
            "实际竣工日期",
            "实际完工日期",
            "竣工时间",
            "完工时间",
        ),
        _day(
            "stopped_on",
            "The day it was stopped; empty: it was not.",
            "停工日期",
            "停工时间",
            "停建日期",
        ),
        Column(
            "stop_reason",
            "text",
            "Why it was stopped: land, funds, environment …",
            "land",
            ("停工原因", "停建原因"),
            is_prose=True,
        ),
        Column(
            "stands_at",
            "text",
            "What can be seen of it (形象进度), in words.",
            "主体完成80%",
            ("形象进度", "项目进展", "进展情况", "工程进度", "建设进度"),
            is_prose=True,
        ),
        Column(
            "difficulty",
            "text",
            "What holds it up, in words; a bottleneck of its own is a row of `bottleneck`.",
            "20亩用地指标未落实",
            ("存在问题", "存在的问题", "存在困难", "困难问题", "需协调解决的问题"),
            is_prose=True,
        ),
        Column(
            "investment_wan_yuan",
            "decimal",
            "Total investment.",
            "35000",
            ("总投资", "总投资额", "项目总投资", "计划总投资"),
            unit="万元 (10,000 yuan)",
        ),
        Column(
            "level",
            "choice",
            "Whose key project it is.",
            "city",
            ("项目级别", "级别"),
            choices=LEVELS,
        ),
        chain_id("The industrial chain it belongs to."),
        chain_name(),
        Column(
            "task_force", "text", "The task force.", "一号专班", ("工作专班", "专班"), is_prose=True
        ),
        Column(
            "is_protected",
            "flag",
            "Whether it is on the protected list.",
            "是",
            ("挂牌保护", "是否挂牌保护"),
            choices={"true": YES, "false": NO},
            default="false",
        ),
        Column(
            "link",
            "text",
            "Where photographs and papers are (on the intranet).",
            "http://10.0.0.8/p/P001",
            ("资料链接", "链接"),
        ),
    ),
    ("project_id",),
    doubt=r"^(已|拟|申请)?(取消|终止|退库|调出|撤项|放弃)",
)
