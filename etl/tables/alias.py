"""Aliases: what a name means that could mean several places, or none."""

from __future__ import annotations

from etl.table import Column, Table

ALIAS = Table(
    "alias",
    "Names as people write them and the places they mean; an alias goes before every other match.",
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
            "The code of the place it means.",
            "990101100201",
            ("代码", "区划代码", "村居代码", "行政村代码"),
            required=True,
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
    ),
    ("name", "within_code"),
)
