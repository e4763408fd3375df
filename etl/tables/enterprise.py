"""Companies: where they are, and to which industrial chain they belong."""

from __future__ import annotations

from etl.tables.common import (
    chain_id,
    chain_name,
    county_name,
    latitude,
    longitude,
    township_name,
    unit_id,
    unit_name,
)
from etl.tables.declare import Column, Naming, Table

ENTERPRISE = Table(
    "enterprise",
    "Companies (企业), one row each; who covers one is a pairing.",
    (
        Column(
            "enterprise_id",
            "text",
            "Id, unique. In a file that gives none at all it is made of the name.",
            "E0001",
            ("企业编号", "企业代码", "统一社会信用代码"),
            required=True,
            made_of=("name",),
        ),
        Column("name", "text", "Name.", "豫东食品有限公司", ("企业名称", "名称"), required=True),
        Column(
            "place_code",
            "code",
            "The place it lies in, of any level.",
            "990121",
            ("所在地代码", "区划代码"),
            refers_to=("place", "code"),
            naming=Naming(
                "place_name", county="county_name", township="township_name", or_area=True
            ),
        ),
        Column(
            "place_name",
            "text",
            "Name of that place instead of its code, or beside it.",
            "曹集乡",
            ("所在地", "所属区划", "所在区划"),
            stored=False,
        ),
        township_name(),
        county_name(),
        chain_id("The industrial chain it belongs to."),
        chain_name(),
        unit_id(
            "The department in charge of it.",
            required=False,
            naming=Naming("unit_name", "'unit'"),
        ),
        unit_name("Name of the department instead of its id, or beside it.", "主管部门"),
        longitude(),
        latitude(),
    ),
    ("enterprise_id",),
)
