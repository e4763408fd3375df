"""Calendar overrides: local holidays, and years the built-in calendar does not know yet."""

from __future__ import annotations

from etl.tables.common import NO, YES
from etl.tables.declare import Column, Table

CALENDAR_OVERRIDE = Table(
    "calendar_override",
    "Days that differ from the built-in working calendar.",
    (
        Column("day", "date", "The day.", "2027-02-06", ("日期", "date"), required=True),
        Column(
            "working",
            "flag",
            "Whether people work that day.",
            "否",
            ("是否上班", "工作日", "是否工作日", "上班"),
            required=True,
            choices={"true": (*YES, "上班"), "false": (*NO, "休息")},
        ),
        Column(
            "public_holiday",
            "flag",
            "Whether it is a public holiday.",
            "是",
            ("是否法定节假日", "节假日", "是否节假日", "法定节假日"),
            choices={"true": YES, "false": NO},
            default="false",
        ),
    ),
    ("day",),
)
