"""Places: province, city, county, township, village, community and grid, one source for each."""

from __future__ import annotations

from etl.table import Column, Table
from etl.tables.common import latitude, longitude, valid_from, valid_to

PLACE = Table(
    "place",
    "Places, one source for each kind: `[sources.county]`, `[sources.township]`, "
    "`[sources.village]`, `[sources.community]`, `[sources.grid]` …",
    (
        Column(
            "code",
            "code",
            "Division code: 12 digits, or the 6 or 9 digits of a county or township; a grid adds "
            'three digits to its community. With `codes = "free"` in `[city]`, any unique text.',
            "990101100201",
            (
                "代码",
                "区划代码",
                "行政区划代码",
                "统计用区划代码",
                "村居代码",
                "网格代码",
                "编码",
            ),
            required=True,
        ),
        Column(
            "name",
            "text",
            "Name as it is written on the map.",
            "曹西村",
            ("名称", "村名", "行政村名称", "社区名称", "网格名称", "乡镇名称", "县区名称"),
            required=True,
        ),
        Column(
            "parent_code",
            "code",
            "Code of the place it belongs to; where left out, it follows from the code.",
            "990101100",
            ("上级代码", "所属代码", "上级区划代码", "所属乡镇代码", "所属社区代码"),
        ),
        valid_from("First day the place exists, included; empty: always has."),
        valid_to("Last day the place exists, included; empty: still does."),
        longitude(),
        latitude(),
    ),
    ("code", "valid_from"),
)
