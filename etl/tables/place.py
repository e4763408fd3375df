"""Places: province, city, county, township, village, community and grid, one source for each."""

from __future__ import annotations

from dataclasses import replace

from etl.tables.common import (
    county_name,
    latitude,
    longitude,
    township_name,
    valid_from,
    valid_to,
)
from etl.tables.declare import Column, Naming, Table
from geodata.base.codes import Kind

#: A township's own name, in its register and beside its villages.
_TOWNSHIP_NAMES = ("乡镇名称", "街道名称", "镇街名称", "乡镇街道名称", "乡镇(街道)名称")


def _without(column: Column, *headers: str) -> Column:
    """The same but for headers that are a place's own name in files of another kind."""
    return replace(column, headers=tuple(one for one in column.headers if one not in headers))


PLACE = Table(
    "place",
    "Places, one source for each kind: `[sources.county]`, `[sources.township]`, "
    "`[sources.village]`, `[sources.community]`, `[sources.grid]` …",
    (
        Column(
            "code",
            "code",
            "Division code: 12 digits, or the 6 or 9 digits of a county or township, or the 19 of the "
            "land survey (三调); a grid adds three digits to its community. With "
            '`codes = "free"` in `[city]`, any unique text. Where a register gives none they come from '
            "`codes`, else they are made of names.",
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
                "村编码",
                "行政村编码",
                "村居编码",
                "建制村代码",
                "社区编码",
                "乡镇编码",
                "街道代码",
                "镇街代码",
                "网格编号",
                "网格号",
                "社区代码",
                "乡镇代码",
                "县区代码",
                "网格编码",
                "xzqdm",
                "zldwdm",
                "qsdwdm",
                "village_code",
                "villcode",
                "town_code",
                "township_code",
                "county_code",
            ),
            required=True,
            weak=("adcode", "pac", "id"),
            made_of=("name",),
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
                "村居",
                "村(居)",
                "村(居)名称",
                "建制村",
                "建制村名称",
                "村委会",
                "村委会名称",
                "社区",
                "居委会",
                "居委会名称",
                "社区居委会",
                "网格",
                "网格名",
                "行政村名称",
                "行政村名",
                "村居名称",
                "村(社区)",
                "村(社区)名称",
                "社区名称",
                "社区名",
                "网格名称",
                *_TOWNSHIP_NAMES,
                "县区名称",
                "区划名称",
                "行政区名称",
                "行政区划名称",
                "xzqmc",
                "zldwmc",
                "qsdwmc",
                "village_name",
                "villname",
                "town_name",
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
            naming=Naming(
                "parent_name", county="county_name", township="township_name", or_area=True
            ),
        ),
        Column(
            "parent_name",
            "text",
            "Name of the place it belongs to, where neither code tells it: of the community of a grid.",
            "文昌社区",
            (
                "上级名称",
                "上级区划",
                "上级区划名称",
                "所属社区",
                "所属村",
                "所属村居",
                "所属行政村",
                "所属村(社区)",
                "所在社区",
                "所在村",
            ),
            stored=False,
        ),
        _without(township_name(), *_TOWNSHIP_NAMES),
        _without(county_name(), "县区名称"),
        valid_from("First day the place exists, included; empty: always has."),
        valid_to("Last day the place exists, included; empty: still does."),
        longitude(),
        latitude(),
    ),
    ("code", "valid_from"),
    doubt=r"^(20\d\d年(\d{1,2}月)?)?(已|现已|已经)?(撤并|撤销|撤村|合并|并入|注销)",
)

#: Headers that speak of one kind of place alone, of its code and of its name: in a file of villages
#: 乡镇名称 is not the village's name.
_CODES: dict[str, set[str]] = {
    "county": {"县区代码", "county_code"},
    "township": {"乡镇代码", "乡镇编码", "街道代码", "镇街代码", "town_code", "township_code"},
    "village": {
        "村居代码",
        "行政村代码",
        "村代码",
        "村编码",
        "行政村编码",
        "村居编码",
        "建制村代码",
        "village_code",
        "villcode",
    },
    "community": {"村居代码", "村居编码", "社区代码", "社区编码"},
    "grid": {"网格代码", "网格编码", "网格编号", "网格号"},
}
_NAMES: dict[str, set[str]] = {
    "county": {"县区名称", "county_name"},
    "township": {*_TOWNSHIP_NAMES, "town_name", "township_name"},
    "village": {
        "村居", "村(居)", "村(居)名称", "建制村", "建制村名称", "村委会", "村委会名称", "村名", "村名称",
         "行政村", "行政村名称", "行政村名", "村居名称", "村(社区)", "村(社区)名称",
        "village_name", "villname",
    },
    "community": {
        "社区", "居委会", "居委会名称", "社区居委会", "村居", "村(居)", "村(居)名称", "社区名称", "社区名",
        "村居名称", "村(社区)", "村(社区)名称",
    },
    "grid": {"网格", "网格名", "网格名称"},
}  # fmt: skip

#: Whose code a file of one kind names beside its own.
_WIDER = {
    "township": ("county",),
    "village": ("township",),
    "community": ("township",),
    "grid": ("community", "village"),
}


#: The columns that name the areas in which a place lies, and the kinds whose own name they would be.
_AREAS: dict[str, tuple[Kind, ...]] = {
    "parent_name": ("province", "city", "county", "township"),
    "township_name": ("province", "city", "county", "township"),
    "county_name": ("province", "city", "county"),
}


def place_table(kind: Kind, *, mixed: bool) -> Table:
    """The table as a file of one kind means its headers; ``mixed``: villages and communities.

    The code of the next wider kind is the parent's: 乡镇代码 in a file of villages; so is its name.
    """
    own = {"village", "community"} if mixed else {kind}
    wider = {one for child in own for one in _WIDER.get(child, ())}

    def headers(column: Column) -> tuple[str, ...]:
        if kind in _AREAS.get(column.name, ()):
            return ()
        match column.name:
            case "parent_code":
                upper: set[str] = set().union(*(_CODES[one] for one in wider))
                return (*column.headers, *sorted(upper))
            case "parent_name" if kind == "grid":
                return (*column.headers, *sorted(set().union(*(_NAMES[one] for one in wider))))
            case "township_name":
                return (*column.headers, *_TOWNSHIP_NAMES, "town_name")
            case "county_name":
                return (*column.headers, "县区名称", "县")
        words = {"code": _CODES, "name": _NAMES}.get(column.name)
        if words is None:
            return column.headers
        meant = set().union(*(words.get(one, set()) for one in own))
        others = set().union(*words.values()) - meant
        also = (f"{kind}_name",) if column.name == "name" and f"{kind}_name" in meant else ()
        return (*(one for one in column.headers if one not in others and one not in also), *also)

    return replace(
        PLACE,
        columns=tuple(replace(one, headers=headers(one)) for one in PLACE.columns),
    )
