"""Facilities: what a place has, from when to when."""

from __future__ import annotations

from etl.tables.common import latitude, longitude
from etl.tables.declare import Column, Table

FACILITY = Table(
    "facility",
    "Facilities (设施): elderly-care centres, children's homes, clinics, squares; one row each.",
    (
        Column("facility_id", "text", "Id, unique.", "F0001", ("设施编号",), required=True),
        Column(
            "facility_kind",
            "text",
            "What it is; coverage is told for each kind.",
            "养老服务中心",
            ("设施类型", "设施类别", "类型"),
            required=True,
        ),
        Column("name", "text", "Name.", "曹西村养老服务中心", ("设施名称", "名称"), is_prose=True),
        Column(
            "place_code",
            "code",
            "The village, community or grid that has it.",
            "990101100201",
            ("所在地代码", "村居代码", "行政村代码", "村代码", "区划代码"),
            required=True,
            refers_to=("place", "code"),
        ),
        Column("opened_on", "date", "First day of use; empty: always there.", "2024-05-01",
               ("启用日期", "建成日期")),
        Column("closed_on", "date", "Last day of use; empty: still in use.", "2026-03-31",
               ("停用日期",)),
        longitude(),
        latitude(),
    ),
    ("facility_id",),
)  # fmt: skip
