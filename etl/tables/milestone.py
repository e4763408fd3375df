"""Milestones of a project: planned backwards from its finish, struck off one by one."""

from __future__ import annotations

from etl.tables.common import (
    official_id,
    official_name,
    project_id,
    project_name,
    unit_id,
    unit_name,
)
from etl.tables.declare import Column, Naming, Table

MILESTONE = Table(
    "milestone",
    "Milestones (节点) of projects, planned backwards from the finish (倒排工期) and struck off one "
    "by one (逐项销号). Each has a day it is due, or how many days it lies before the planned finish.",
    (
        project_id(refers=True, doc="The project."),
        project_name(),
        Column("milestone", "text", "What is to be done.", "主体封顶", ("节点", "节点名称", "工作任务"),
               required=True),
        Column("position", "count", "Its place in the order.", "3", ("序号", "顺序")),
        Column("due_on", "date", "The day it is due, not after the planned finish.", "2026-08-31",
               ("计划完成日期", "完成时限", "到期日")),
        Column("lead_days", "count", "Instead of the day: days before the planned finish.", "122",
               ("提前天数", "倒排天数"), unit="天 (days)"),
        Column("done_on", "date", "The day it was struck off; empty: not yet.", "2026-08-20",
               ("完成日期", "销号日期", "实际完成日期")),
        Column("depends_on", "text", "The milestone of the same project that comes before it.",
               "基础完工", ("前置节点", "前置任务")),
        unit_id("The responsible unit.", required=False, naming=Naming("unit_name", "'unit'")),
        unit_name("Name of the unit instead of its id, or beside it.", "责任单位"),
        official_id("The responsible official.", required=False,
                    naming=Naming("official_name", "'official'")),
        official_name("Name of the official instead of the id, or beside it.", "责任人"),
    ),
    ("project_id", "milestone"),
)  # fmt: skip
