"""Columns that several tables share, so that one thing has one name and one rule everywhere."""

from __future__ import annotations

from etl.table import Column

TARGET_KINDS = {
    "place": ("村居", "村", "社区", "网格", "行政村", "village", "community", "grid"),
    "project": ("项目", "重点项目"),
    "enterprise": ("企业", "公司"),
    "chain": ("产业链",),
}
RESPONSIBLE_KINDS = {"official": ("干部", "领导", "个人"), "unit": ("单位", "部门")}


def valid_from(doc: str = "First day it holds, included; empty: always has.") -> Column:
    """The first day of a validity."""
    return Column("valid_from", "date", doc, "2016-12-01", ("生效日期", "开始日期", "起始日期"))


def valid_to(doc: str = "Last day it holds, included; empty: still does.") -> Column:
    """The last day of a validity."""
    return Column("valid_to", "date", doc, "2026-06-30", ("失效日期", "结束日期", "终止日期"))


def target_kind() -> Column:
    """What kind of thing a pairing or a visit is about."""
    return Column(
        "target_kind",
        "choice",
        "What it is about; a place unless said otherwise.",
        "place",
        ("对象类型", "走访对象类型", "联系对象类型"),
        choices=TARGET_KINDS,
        default="place",
    )


def target_id(doc: str) -> Column:
    """The code of the place, or the id of the project, company or chain."""
    return Column(
        "target_id",
        "target",
        doc,
        "990101100201",
        ("对象代码", "村居代码", "行政村代码", "村代码", "社区代码", "网格代码", "place_code"),
        required=True,
    )


def longitude() -> Column:
    """A longitude in EPSG:4490."""
    return Column("lon", "lon", "Longitude, EPSG:4490.", "115.6500", ("经度",), unit="°")


def latitude() -> Column:
    """A latitude in EPSG:4490."""
    return Column("lat", "lat", "Latitude, EPSG:4490.", "34.4100", ("纬度",), unit="°")


def official_id(doc: str, *, required: bool = True) -> Column:
    """The id of an official who is in the official table."""
    return Column(
        "official_id",
        "text",
        doc,
        "G000123",
        ("干部编号", "领导编号", "人员编号"),
        required=required,
        refers_to=("official", "official_id"),
    )


def unit_id(doc: str, *, required: bool = True) -> Column:
    """The id of a unit that is in the unit table."""
    return Column(
        "unit_id",
        "text",
        doc,
        "U0012",
        ("单位编号", "单位代码", "部门编号", "责任单位编号"),
        required=required,
        refers_to=("unit", "unit_id"),
    )


def chain_id(doc: str) -> Column:
    """The id of an industrial chain that is in the chain table."""
    return Column(
        "chain_id",
        "text",
        doc,
        "C01",
        ("产业链编号", "所属产业链"),
        refers_to=("chain", "chain_id"),
    )


def project_id(*, refers: bool, doc: str = "Id of the project, unique.") -> Column:
    """The id of a project; ``refers`` where the project table must know it."""
    return Column(
        "project_id",
        "text",
        doc,
        "P001",
        ("项目编号", "项目代码"),
        required=True,
        refers_to=("project", "project_id") if refers else None,
    )
