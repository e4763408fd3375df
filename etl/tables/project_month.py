"""The plan and the actual investment of a project, month by month."""

from __future__ import annotations

from etl.tables.common import project_id, project_name
from etl.tables.declare import Column, Table

PROJECT_MONTH = Table(
    "project_month",
    "Each month's planned and actual investment. An empty actual is unknown, never zero.",
    (
        project_id(refers=True),
        project_name(),
        Column("month", "month", "The month.", "2026-06", ("月份", "年月", "月度"), required=True),
        Column(
            "planned_wan_yuan",
            "decimal",
            "Planned for the month.",
            "1200",
            (
                "计划投资",
                "本月计划",
                "本月计划投资",
                "当月计划投资",
                "月度计划投资",
                "计划",
                "计划完成",
            ),
            unit="万元 (10,000 yuan)",
        ),
        Column(
            "invested_wan_yuan",
            "decimal",
            "Invested in the month; empty: not reported.",
            "1100",
            (
                "完成投资",
                "实际投资",
                "本月完成",
                "本月完成投资",
                "当月完成投资",
                "月度完成投资",
                "完成",
                "实际完成",
            ),
            unit="万元 (10,000 yuan)",
        ),
    ),
    ("project_id", "month"),
)
