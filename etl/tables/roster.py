"""The roster come back: filled in on the day, it gives the visits, the attendance, the report."""

from __future__ import annotations

from etl.tables.common import (
    HOUSEHOLDS,
    NO,
    RESPONSIBLE_KINDS,
    VISITED_KINDS,
    YES,
    county_name,
    target_kind,
    target_name,
    township_name,
)
from etl.tables.declare import Column, Naming, Table

_CAME = {"true": (*YES, "到访"), "false": (*NO, "未到访")}


def _count(name: str, doc: str, *headers: str, counted_in: tuple[str, ...] = ()) -> Column:
    return Column(name, "count", doc, "3", headers, counted_in=counted_in)


ROSTER = Table(
    "roster",
    "Rosters (`guatu roster --on DAY --out FILE`) filled in and handed back. A row left empty under "
    "`came` says nothing; any filled-in row of a township counts as its report for the workday.",
    (
        Column("rule_id", "text", "The rule.", "workday-city", ("规则", "规则编号"), required=True),
        Column(
            "due_on",
            "date",
            "The workday.",
            "2026-06-24",
            ("到期日", "应访日期", "应访日"),
            required=True,
        ),
        Column(
            "responsible_kind",
            "choice",
            "Whether an official or a unit is responsible.",
            "official",
            ("责任类型", "责任主体类型"),
            choices=RESPONSIBLE_KINDS,
            default="official",
        ),
        Column(
            "responsible_id",
            "text",
            "Who goes.",
            "G000123",
            ("责任编号", "干部编号", "责任人编号"),
            required=True,
        ),
        target_kind(),
        Column(
            "code",
            "target",
            "Code of the place, or id of the project, company or chain.",
            "990101100201",
            ("代码", "村居代码", "行政村代码", "区划代码"),
            required=True,
            naming=Naming(
                "target_name",
                "target_kind",
                VISITED_KINDS,
                "county_name",
                "township_name",
                day="coalesce(visited_on, due_on)",
            ),
        ),
        target_name(),
        township_name(),
        county_name(),
        Column(
            "reporting_unit_id",
            "text",
            "The unit whose report this is.",
            "U0012",
            ("上报单位编号", "上报单位代码"),
            refers_to=("unit", "unit_id"),
        ),
        Column(
            "came",
            "flag",
            "Whether somebody came.",
            "是",
            ("是否到访", "到访", "是否走访"),
            choices=_CAME,
        ),
        Column(
            "visited_on",
            "date",
            "The day of the visit; empty: the workday.",
            "2026-06-24",
            ("走访日期", "到访日期", "走访时间"),
        ),
        _count("talks", "Talks held.", "谈话人次", "谈心谈话"),
        _count(
            "households", "Households visited.", "走访户数", "走访群众户数", counted_in=HOUSEHOLDS
        ),
        _count("disputes", "Disputes settled.", "化解矛盾", "化解矛盾纠纷"),
        _count("matters", "Problems solved or practical matters done.", "解决问题", "办实事"),
        _count("suggestions", "Suggestions collected.", "意见建议", "征求意见建议"),
    ),
    ("rule_id", "due_on", "responsible_kind", "responsible_id", "code"),
    accumulates=True,
)
