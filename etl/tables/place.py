"""Places: province, city, county, township, village, community and grid, one source for each."""

from __future__ import annotations

from dataclasses import replace

from etl.tables.common import latitude, longitude, valid_from, valid_to
from etl.tables.declare import Column, Table
from geodata.base.codes import Kind

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
                "区划编码",
                "行政区代码",
                "行政村代码",
                "村代码",
                "社区代码",
                "乡镇代码",
                "县区代码",
                "网格编码",
                "xzqdm",
            ),
            required=True,
        ),
        Column(
            "name",
            "text",
            "Name as it is written on the map.",
            "曹西村",
            (
                "名称",
                "村名",
                "村名称",
                "行政村",
                "行政村名称",
                "行政村名",
                "村居名称",
                "村(社区)",
                "村(社区)名称",
                "社区名称",
                "社区名",
                "网格名称",
                "乡镇名称",
                "县区名称",
                "区划名称",
                "行政区名称",
                "行政区划名称",
                "xzqmc",
            ),
            required=True,
        ),
        Column(
            "parent_code",
            "code",
            "Code of the place it belongs to; where left out, it follows from the code.",
            "990101100",
            (
                "上级代码",
                "所属代码",
                "上级区划代码",
                "所属乡镇代码",
                "所属社区代码",
                "上级编码",
                "父级代码",
            ),
        ),
        valid_from("First day the place exists, included; empty: always has."),
        valid_to("Last day the place exists, included; empty: still does."),
        longitude(),
        latitude(),
    ),
    ("code", "valid_from"),
)

#: Headers that speak of one kind of place alone, of its code and of its name: in a file of villages
#: 乡镇名称 is not the village's name.
_CODES: dict[str, set[str]] = {
    "county": {"县区代码"},
    "township": {"乡镇代码"},
    "village": {"村居代码", "行政村代码", "村代码"},
    "community": {"村居代码", "社区代码"},
    "grid": {"网格代码", "网格编码"},
}
_NAMES: dict[str, set[str]] = {
    "county": {"县区名称"},
    "township": {"乡镇名称"},
    "village": {
        "村名", "村名称", "行政村", "行政村名称", "行政村名", "村居名称", "村(社区)", "村(社区)名称"
    },
    "community": {"社区名称", "社区名", "村居名称", "村(社区)", "村(社区)名称"},
    "grid": {"网格名称"},
}  # fmt: skip

#: Whose code a file of one kind names beside its own.
_WIDER = {
    "township": ("county",),
    "village": ("township",),
    "community": ("township",),
    "grid": ("community", "village"),
}


def place_table(kind: Kind, *, mixed: bool) -> Table:
    """The table as a file of one kind means its headers; ``mixed``: villages and communities.

    The code of the next wider kind is the parent's: 乡镇代码 in a file of villages.
    """
    own = {"village", "community"} if mixed else {kind}
    upper = set().union(*(_CODES[one] for child in own for one in _WIDER.get(child, ())))

    def headers(column: Column) -> tuple[str, ...]:
        words = {"code": _CODES, "name": _NAMES}.get(column.name)
        if column.name == "parent_code":
            return (*column.headers, *sorted(upper))
        if words is None:
            return column.headers
        meant = set().union(*(words.get(one, set()) for one in own))
        others = set().union(*words.values()) - meant
        return tuple(one for one in column.headers if one not in others)

    return replace(
        PLACE,
        columns=tuple(replace(one, headers=headers(one)) for one in PLACE.columns),
    )
