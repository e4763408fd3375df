"""Units: township governments, departments and bureaus."""

from __future__ import annotations

from etl.table import Column, Table

UNIT = Table(
    "unit",
    "Units that officials are posted to and that send in reports.",
    (
        Column(
            "unit_id",
            "text",
            "Id of the unit, unique.",
            "U0012",
            ("单位编号", "单位代码", "部门编号", "单位编码", "机构编码", "部门编码"),
            required=True,
        ),
        Column(
            "name",
            "text",
            "Name.",
            "曹集乡人民政府",
            ("名称", "单位", "单位名称", "单位全称", "部门", "部门名称", "机构名称"),
            True,
        ),
        Column(
            "place_code",
            "code",
            "The place it serves; a township's own unit names the township, and reports for it.",
            "990101100",
            ("所在地代码", "所属区划代码", "区划代码", "所在乡镇代码", "行政区划代码"),
            refers_to=("place", "code"),
        ),
    ),
    ("unit_id",),
)
