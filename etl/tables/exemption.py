"""Exemptions: days on which nothing is owed by somebody or for something."""

from __future__ import annotations

from etl.table import Column, Naming, Table
from etl.tables.common import (
    RESPONSIBLE_KINDS,
    TARGET_KINDS,
    VISITED_KINDS,
    county_name,
    township_name,
    unit_name,
    valid_from,
    valid_to,
)

EXEMPTION = Table(
    "exemption",
    "Leave, flood, quarantine: what is exempt leaves every denominator.",
    (
        Column(
            "subject_kind",
            "choice",
            "What is exempt.",
            "official",
            ("豁免类型", "对象类型", "豁免对象类型"),
            required=True,
            choices={**RESPONSIBLE_KINDS, **TARGET_KINDS},
        ),
        Column(
            "subject_id",
            "target",
            "Its id or code.",
            "G000123",
            ("豁免对象", "对象编号", "对象代码", "豁免对象编号", "豁免对象代码"),
            required=True,
            kind_column="subject_kind",
            naming=Naming(
                "subject_name",
                "subject_kind",
                VISITED_KINDS,
                "county_name",
                "township_name",
                "unit_name",
                "coalesce(valid_from, valid_to)",
            ),
        ),
        Column(
            "subject_name",
            "text",
            "Its name instead of its id or code, or beside it.",
            "李文华",
            ("豁免对象名称", "对象名称", "姓名", "干部姓名", "村名"),
            stored=False,
        ),
        township_name(),
        county_name(),
        unit_name("The unit the named official is posted to."),
        valid_from(),
        valid_to(),
        Column(
            "reason", "text", "Why.", "病假", ("原因", "事由", "豁免原因", "豁免事由", "请假原因")
        ),
    ),
    ("subject_kind", "subject_id", "valid_from"),
)
