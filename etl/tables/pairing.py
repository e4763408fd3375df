"""Pairings: who is responsible for what."""

from __future__ import annotations

from etl.table import Column, Table
from etl.tables.common import RESPONSIBLE_KINDS, target_id, target_kind, valid_from, valid_to

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
        ),
        target_kind(),
        target_id("Code of the place, or id of the project, company or chain."),
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
