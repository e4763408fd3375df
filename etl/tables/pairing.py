"""Pairings: who is responsible for what."""

from __future__ import annotations

from etl.tables.common import (
    RESPONSIBLE_KINDS,
    VISITED_KINDS,
    county_name,
    is_current,
    rank,
    target_id,
    target_kind,
    target_name,
    tier,
    township_name,
    unit_name,
    valid_from,
    valid_to,
)
from etl.tables.declare import Column, Naming, Table

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
                *(
                    f"{how}{who}"
                    for how in (
                        "结对",
                        "联系",
                        "包联",
                        "包村",
                        "帮扶",
                        "驻村",
                        "包保",
                        "联村",
                        "挂点",
                        "包片",
                        "联片",
                        "包抓",
                        "挂包",
                        "挂联",
                        "挂钩",
                        "驻点",
                        "蹲点",
                        "下沉",
                    )
                    for who in ("领导", "干部")
                ),
                *(
                    f"{how}{who}姓名"
                    for how in ("联系", "结对", "包联", "包村", "帮扶", "驻村")
                    for who in ("干部", "领导")
                ),
                *(
                    f"{how}责任人"
                    for how in ("帮扶", "包保", "包村", "结对", "包联", "联系", "挂包")
                ),
                *(f"{how}人" for how in ("包联", "包保", "联系", "结对", "帮扶", "包村")),
                *(
                    f"{now}{how}{who}"
                    for now in ("现", "现任")
                    for how in ("包村", "联系", "包联", "结对", "帮扶", "驻村")
                    for who in ("干部", "领导")
                ),
                *("网格长", "网格员", "专职网格员", "网格员姓名", "网格长姓名", "网格责任人"),
                *(
                    "包社区领导",
                    "包社区干部",
                    "驻村工作队",
                    "驻村工作队员",
                    "包村工作队",
                    "责任人",
                    "姓名",
                ),
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
        is_current(),
        tier("The tier of the named official, where no table of postings tells it.", stored=False),
        rank("The rank of the named official, where no table of postings tells it.", stored=False),
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
            ("角色", "结对类型", "结对角色", "联系类型"),
            default="contact",
        ),
        valid_from(),
        valid_to(),
    ),
    ("responsible_kind", "responsible_id", "target_kind", "target_id", "role", "valid_from"),
    lists=("responsible_kind", "responsible_id", "target_kind", "target_id", "role"),
    sublists=("role", "target_kind"),
    doubt="调离|调出|调走|退休|离任|免职|辞职|去世|空缺|待定|不再",
    in_place_of=(
        ("target_kind", "target_id", "role"),
        ("responsible_kind", "responsible_id", "role"),
    ),
)
