"""Companies: where they are, and to which industrial chain they belong."""

from __future__ import annotations

from etl.table import Column, Table
from etl.tables.common import chain_id, latitude, longitude, unit_id

ENTERPRISE = Table(
    "enterprise",
    "Companies (企业), one row each; who covers one is a pairing.",
    (
        Column(
            "enterprise_id", "text", "Id, unique.", "E0001", ("企业编号", "企业代码"), required=True
        ),
        Column("name", "text", "Name.", "豫东食品有限公司", ("企业名称", "名称"), required=True),
        Column(
            "place_code",
            "code",
            "The place it lies in, of any level.",
            "990121",
            ("所在地代码", "区划代码"),
            refers_to=("place", "code"),
        ),
        chain_id("The industrial chain it belongs to."),
        unit_id("The department in charge of it.", required=False),
        longitude(),
        latitude(),
    ),
    ("enterprise_id",),
)
