"""Postings: where an official serves, at which tier and rank, and when."""

from __future__ import annotations

from etl.table import Column, Naming, Table
from etl.tables.common import (
    official_id,
    official_name,
    unit_id,
    unit_name,
    valid_from,
    valid_to,
)

POSTING = Table(
    "posting",
    "Where each official serves, and when.",
    (
        official_id(
            "The official.", naming=Naming("official_name", "'official'", unit="unit_name")
        ),
        official_name("Name of the official instead of the id, or beside it.", "姓名"),
        unit_id("The unit posted to.", naming=Naming("unit_name", "'unit'")),
        unit_name("Name of the unit instead of its id, or beside it.", "任职单位", "所在单位"),
        Column(
            "tier",
            "choice",
            "The tier the official works at.",
            "city",
            ("层级", "级别", "任职层级"),
            required=True,
            choices={
                "city": ("市", "市级", "市直"),
                "county": ("县", "县级", "区级", "县区级", "县(市、区)"),
                "township": ("乡", "乡镇", "乡级", "乡镇级", "街道"),
            },
        ),
        Column(
            "rank",
            "choice",
            "The official's own rank, lowest to highest: staff, township, county, city, province.",
            "county",
            ("职级", "职务层次", "职务级别", "行政级别"),
            choices={
                "staff": ("科员", "一般干部", "工作人员"),
                "township": ("乡科级", "科级", "正科级", "副科级"),
                "county": ("县处级", "处级", "正处级", "副处级"),
                "city": ("厅局级", "厅级", "正厅级", "副厅级"),
                "province": ("省部级",),
            },
        ),
        valid_from(),
        valid_to(),
    ),
    ("official_id", "unit_id", "tier", "valid_from"),
)
