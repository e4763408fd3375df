"""Attributes of places: registered-poor, weak organisation, and whatever else a programme names."""

from __future__ import annotations

from dataclasses import replace

from etl.tables.common import county_name, target_name, township_name, valid_from, valid_to
from etl.tables.declare import Column, Naming, Table
from etl.tables.place import place_table
from geodata.base.codes import Kind

_HOLDS = Column(
    "holds",
    "flag",
    "Whether it has the attribute; yes where left out. A row that says no counts as not having it.",
    "是",
    ("是否", "是否具有", "有无"),
    choices={
        "true": ("是", "有", "1", "yes", "y", "√", "✓"),
        "false": ("否", "无", "不是", "0", "no", "n", "×", "-", "—"),
    },
    default="true",
)

PLACE_ATTRIBUTE = Table(
    "place_attribute",
    "Attributes (属性) of places that figures are filtered by: registered-poor villages, weak "
    "organisations. Who is responsible stands in `pairing`, with a `role` such as 第一书记. Where "
    "the register of places has a column of yes and no instead, see `attributes` of its source.",
    (
        Column(
            "code",
            "code",
            "The place, of any level.",
            "990101100201",
            (
                "代码",
                "区划代码",
                "村居代码",
                "行政村代码",
                "村代码",
                "社区代码",
                "村(社区)代码",
                "村编码",
                "place_code",
                "village_code",
            ),
            required=True,
            refers_to=("place", "code"),
            naming=Naming(
                "target_name",
                county="county_name",
                township="township_name",
                day="coalesce(valid_from, valid_to)",
            ),
        ),
        target_name(),
        township_name(),
        county_name(),
        Column(
            "attribute",
            "text",
            "The attribute, in the city's own words.",
            "软弱涣散党组织",
            ("属性", "属性名称", "标签", "村居属性"),
            required=True,
        ),
        _HOLDS,
        valid_from(),
        valid_to(),
        Column(
            "note", "text", "Anything to add.", "2026 年整顿对象", ("备注", "说明"), is_prose=True
        ),
    ),
    ("code", "attribute", "valid_from"),
    lists=("code", "attribute", "holds"),
    sublists=("attribute",),
    in_place_of=(("code", "attribute"),),
)


def registered(kind: Kind, *, mixed: bool) -> Table:
    """One attribute as a column of the register of places: its name is none of the file's, and an
    empty cell says no. Where the register gives no codes its places are known by their names."""
    places = {one.name: one for one in place_table(kind, mixed=mixed).columns}
    own = {one.name: one for one in PLACE_ATTRIBUTE.columns}
    kinds: tuple[Kind, ...] = ("village", "community") if mixed else (kind,)
    naming = Naming("name", kinds=kinds, county="county_name", township="township_name")
    columns = (
        replace(places["code"], refers_to=("place", "code"), naming=naming, made_of=()),
        replace(places["name"], stored=False),
        places["township_name"],
        places["county_name"],
        replace(own["attribute"], headers=(), required=False),
        replace(_HOLDS, headers=(), default="false"),
        own["valid_from"],
        own["valid_to"],
    )
    return replace(PLACE_ATTRIBUTE, columns=columns)
