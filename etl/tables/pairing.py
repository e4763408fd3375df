"""Pairings: who is responsible for what."""

from __future__ import annotations

from etl.table import Column, Naming, Table
from etl.tables.common import (
    RESPONSIBLE_KINDS,
    VISITED_KINDS,
    county_name,
    target_id,
    target_kind,
    target_name,
    township_name,
    unit_name,
    valid_from,
    valid_to,
)

_DAY = "coalesce(valid_from, valid_to)"

PAIRING = Table(
    "pairing",
    "Who is paired with which place (or project, company, chain), in which role, and when.",
    (
        Column(
            "responsible_kind",
            "choice",
            "Whether an official or a unit is responsible.",
            "official",
            ("责任类型", "责任主体类型", "结对主体类型"),
            choices=RESPONSIBLE_KINDS,
            default="official",
        ),
        Column(
            "responsible_id",
            "text",
            "Id of the official or unit.",
            "G000123",
            (
                "责任编号",
                "干部编号",
                "领导编号",
                "official_id",
                "结对领导编号",
                "联系领导编号",
                "结对干部编号",
                "包村干部编号",
                "责任人编号",
                "干部编码",
            ),
            required=True,
            naming=Naming(
                "responsible_name",
                "responsible_kind",
                unit="unit_name",
                day=_DAY,
                or_unit=True,
                several=True,
            ),
        ),
        Column(
            "responsible_name",
            "text",
            "Name of the official or unit instead of the id, or beside it; of several officials, "
            "between 、 or commas, each is paired.",
            "李文华",
            (
                "干部姓名",
                "领导姓名",
                "结对领导",
                "结对干部",
                "联系领导",
                "包联领导",
                "帮扶干部",
                "联系干部",
                "包联干部",
                "包村干部",
                "联系干部姓名",
                "结对干部姓名",
                "包联干部姓名",
                "包村干部姓名",
                "联系领导姓名",
                "结对领导姓名",
            ),
            stored=False,
        ),
        unit_name(
            "The unit the named official is posted to; where nobody is named, the unit itself is paired.",
            "结对单位",
            "联系单位",
            "包联单位",
            "帮扶单位",
            "包村单位",
        ),
        target_kind(),
        target_id(
            "Code of the place, or id of the project, company or chain.",
            Naming(
                "target_name",
                "target_kind",
                VISITED_KINDS,
                "county_name",
                "township_name",
                day=_DAY,
            ),
        ),
        target_name(),
        township_name(),
        county_name(),
        Column(
            "role",
            "text",
            "The role; rules say which role they are about.",
            "contact",
            ("角色", "联系方式", "结对类型", "结对角色", "联系类型"),
            default="contact",
        ),
        valid_from(),
        valid_to(),
    ),
    ("responsible_kind", "responsible_id", "target_kind", "target_id", "role", "valid_from"),
)
