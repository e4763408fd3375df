"""Campaign targets: so many companies entered, villages walked, households visited by a date."""

from __future__ import annotations

from etl.tables.declare import Column, Table

MEASURES = {
    "enterprises": ("企业", "进企业", "走访企业数"),
    "projects": ("项目", "进项目"),
    "villages": ("村", "走村", "行政村"),
    "communities": ("社区", "进社区"),
    "places": ("村居", "村(社区)"),
    "households": ("户", "访户", "走访户数"),
    "visits": ("走访", "走访次数"),
    "talks": ("谈话", "谈话人次"),
    "disputes": ("化解矛盾",),
    "matters": ("办实事", "解决问题"),
    "suggestions": ("意见建议",),
}

TARGET = Table(
    "target",
    "Campaign targets (目标): enter 100 companies, walk 100 villages, visit 10,000 households.",
    (
        Column("target_id", "text", "Id, unique.", "T1", ("目标编号",), required=True),
        Column(
            "name", "text", "Name.", "走访万户", ("目标名称", "名称"), required=True, is_prose=True
        ),
        Column(
            "measure",
            "choice",
            "What is counted: places, companies and projects once each, the rest by visit.",
            "households",
            ("指标", "计数"),
            required=True,
            choices=MEASURES,
        ),
        Column("goal", "count", "How many.", "10000", ("目标数", "目标值"), required=True),
        Column("begins_on", "date", "First day.", "2026-01-01", ("开始日期",), required=True),
        Column("ends_on", "date", "Last day.", "2026-12-31", ("截止日期", "结束日期"), True),
        Column(
            "area_code",
            "code",
            "The county or township it is for; empty: everywhere.",
            "990101100",
            ("地区代码", "区划代码"),
            refers_to=("place", "code"),
        ),
    ),
    ("target_id",),
)
