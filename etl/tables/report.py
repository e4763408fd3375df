"""Reports: that a unit sent in its report for a day, so that silence is not read as absence."""

from __future__ import annotations

from etl.tables.common import unit_id, unit_name
from etl.tables.declare import Column, Naming, Table

REPORT = Table(
    "report",
    "Which unit reported for which workday. Without a report a place is unknown, not missed.",
    (
        unit_id("The unit that reported.", naming=Naming("unit_name", "'unit'")),
        unit_name("Name of the unit instead of its id, or beside it.", "上报单位"),
        Column(
            "day",
            "date",
            "The workday reported for.",
            "2026-06-24",
            ("日期", "上报日期", "工作日", "上报时间", "工作日日期"),
            required=True,
        ),
    ),
    ("unit_id", "day"),
    accumulates=True,
)
