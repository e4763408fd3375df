"""The history of matters, one row for each thing that happened to one."""

from __future__ import annotations

from etl.tables.common import official_id, official_name, satisfaction, unit_id, unit_name
from etl.tables.declare import Column, Naming, Table

MATTER_EVENT = Table(
    "matter_event",
    "What happened to a matter, and when. A matter with rows here has this history and no other; "
    "the dates in `matter` then say nothing.",
    (
        Column(
            "matter_id",
            "text",
            "The matter.",
            "S2026-000031",
            ("事项编号", "问题编号", "工单编号"),
            required=True,
            refers_to=("matter", "matter_id"),
        ),
        Column(
            "event",
            "choice",
            "What happened.",
            "assigned",
            ("环节", "事件", "办理环节"),
            required=True,
            choices={
                "proposed": ("提出", "受理"),
                "claimed": ("认领",),
                "assigned": ("交办", "派单"),
                "returned": ("退回", "退件"),
                "started": ("开办", "办理中", "开始办理"),
                "extended": ("延期",),
                "solved": ("解决", "已办理"),
                "accepted": ("认可", "群众认可", "验收"),
                "closed": ("办结", "销号"),
                "rated": ("评价", "回访"),
                "reopened": ("重办", "退回重办", "重新办理"),
            },
        ),
        Column(
            "happened_on",
            "date",
            "The day; never after the day of the load.",
            "2026-03-04",
            ("日期", "发生日期", "办理日期"),
            required=True,
        ),
        Column(
            "seq",
            "count",
            "Order within the matter and the day. Where empty, events of one day stand in the order "
            "of the list beside `event`.",
            "1",
            ("序号", "顺序"),
        ),
        unit_id("The unit that did it; of an assignment, the unit that answers from then on.",
                required=False, naming=Naming("unit_name", "'unit'")),
        unit_name("Its name instead of the id, or beside it.", "办理单位", "责任单位", "承办单位"),
        official_id("The official who did it.", required=False,
                    naming=Naming("official_name", "'official'", day="happened_on")),
        official_name("Name of the official instead of the id, or beside it.", "经办人", "办理人"),
        Column(
            "new_due_on",
            "date",
            "The new due day, which an extension must have and another event may.",
            "2026-04-30",
            ("新办理期限", "延期至"),
        ),
        satisfaction("Of a rating: how satisfied people were, from 1 to 5."),
        Column("note", "text", "A remark; name no resident.", "等待配件", ("备注", "说明"),
               is_prose=True),
    ),
    ("matter_id", "happened_on", "event", "seq"),
)  # fmt: skip
