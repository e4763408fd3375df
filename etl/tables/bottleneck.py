"""Bottlenecks: what holds a project up, who took it on, and when it was solved."""

from __future__ import annotations

from etl.tables.common import project_id, project_name, unit_id, unit_name
from etl.tables.declare import Column, Naming, Table

KINDS = {
    "funds": ("资金",),
    "land": ("用地", "土地"),
    "environment": ("环评", "环境"),
    "approval": ("审批", "手续"),
    "relocation": ("征迁", "拆迁"),
    "power": ("水电", "水电气"),
    "labour": ("用工", "劳动力"),
    "other": ("其他",),
}
LEVELS = {
    "city_leader": ("市领导", "市主要领导"),
    "executive_vice_mayor": ("常务副市长",),
    "vice_mayor": ("副市长", "分管副市长"),
    "project_centre": ("项目中心", "项目服务中心"),
    "responsible_unit": ("责任单位",),
}

BOTTLENECK = Table(
    "bottleneck",
    "Bottlenecks (堵点、难题) of projects, and the level of dispatch (五级调度) that took each.",
    (
        Column("bottleneck_id", "text", "Id, unique. In a file that gives none at all it is made of "
               "project, title and day.", "B0001", ("难题编号", "堵点编号"), required=True,
               made_of=("project_id", "title", "opened_on")),
        project_id(refers=True, doc="The project."),
        project_name(),
        Column("title", "text", "What it is about.", "20 亩用地未批", ("难题", "堵点", "事项"),
               is_prose=True),
        Column("kind", "choice", "What is lacking.", "land", ("难题类型", "堵点类型"), required=True,
               choices=KINDS),
        Column("level", "choice", "The level of dispatch that took it.", "vice_mayor",
               ("调度层级", "调度级别"), choices=LEVELS),
        unit_id("The unit that has to solve it.", required=False,
                naming=Naming("unit_name", "'unit'")),
        unit_name("Name of the unit instead of its id, or beside it.", "责任单位"),
        Column("opened_on", "date", "The day it was brought up.", "2026-05-18",
               ("提出日期", "交办日期"), required=True),
        Column("solved_on", "date", "The day it was solved; empty: not yet.", "2026-06-30",
               ("解决日期", "办结日期")),
    ),
    ("bottleneck_id",),
)  # fmt: skip
