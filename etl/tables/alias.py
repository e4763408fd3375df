"""Aliases: what a name means that could mean several places, or none."""

from __future__ import annotations

from etl.tables.declare import Column, Table

ALIAS = Table(
    "alias",
    "Names as people write them and the place or the official they mean; an alias goes before every "
    "other match.",
    (
        Column(
            "name",
            "text",
            "The name as it is written.",
            "老曹西",
            ("名称", "别名", "写法", "曾用名"),
            required=True,
        ),
        Column(
            "code",
            "code",
            "The code of the place it means; empty where it means an official.",
            "990101100201",
            ("代码", "区划代码", "村居代码", "行政村代码"),
            refers_to=("place", "code"),
        ),
        Column(
            "within_code",
            "code",
            "The county or township inside which it is meant; empty: everywhere.",
            "990101100",
            ("所属代码", "上级代码", "所属乡镇代码", "范围代码"),
            refers_to=("place", "code"),
        ),
        Column(
            "official_id",
            "text",
            "The id of the official it means.",
            "",
            ("干部编号", "领导编号", "人员编号"),
        ),
        Column(
            "official_name",
            "text",
            "Instead of the id, the name of the official.",
            "",
            ("干部姓名", "领导姓名", "姓名", "所指干部"),
        ),
        Column(
            "unit_name",
            "text",
            "The unit of the named official, where two bear the name.",
            "",
            ("单位", "单位名称", "工作单位"),
        ),
    ),
    ("name", "within_code"),
)
