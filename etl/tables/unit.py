"""Units: township governments, departments and bureaus."""

from __future__ import annotations

from etl.tables.common import county_name, township_name
from etl.tables.declare import Column, Naming, Table

UNIT = Table(
    "unit",
    "Units that officials are posted to and that send in reports. Where the city folder gives no such "
    "table, whatever unit its other tables name is one, and one that bears the name of a single township "
    "(曹集乡人民政府, 会亭镇) is that township's own.",
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
            naming=Naming("place_name", county="county_name", township="township_name"),
        ),
        Column(
            "place_name",
            "text",
            "Name of that place instead of its code, or beside it.",
            "曹集乡",
            ("所在地", "所属区划", "服务区划", "所在区划"),
            stored=False,
        ),
        township_name(),
        county_name(),
    ),
    ("unit_id",),
)
