"""Exemptions: days on which nothing is owed by somebody or for something."""

from __future__ import annotations

from etl.tables.common import (
    RESPONSIBLE_KINDS,
    TARGET_KINDS,
    VISITED_KINDS,
    county_name,
    is_meant,
    township_name,
    unit_name,
    valid_from,
    valid_to,
)
from etl.tables.declare import Column, Naming, Table

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
            default="official",
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
                several=True,
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
        is_meant(
            "is_granted",
            "Whether it was granted; a row that says no is put aside.",
            ("是否批准", "审批结果", "审批意见", "批准情况", "审批状态", "是否同意"),
            "批准 已批准 同意 已同意 通过 已通过",
            "未批准 不批准 不同意 未同意 驳回 未通过 不通过 待批 待审批 审批中",
        ),
        Column(
            "reason",
            "text",
            "Why.",
            "病假",
            ("原因", "事由", "豁免原因", "豁免事由", "请假原因", "请假类别", "请假类型", "假别"),
            is_prose=True,
        ),
    ),
    ("subject_kind", "subject_id", "valid_from"),
    lists=("subject_kind", "subject_id"),
    in_place_of=(("subject_kind", "subject_id"),),
)
