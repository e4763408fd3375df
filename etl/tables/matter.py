"""Matters: what somebody raised and somebody handles, whoever raised it."""

from __future__ import annotations

from dataclasses import replace

from etl.tables.common import (
    VISITED_KINDS,
    county_name,
    satisfaction,
    target_id,
    target_kind,
    target_name,
    township_name,
)
from etl.tables.declare import Column, Naming, Table

_KINDS = {
    "problem": ("问题",),
    "practical": ("实事",),
    "micro": ("微实事",),
    "livelihood": ("民生实事",),
    "risk": ("隐患", "风险隐患"),
    "call": ("吹哨", "社区吹哨"),
    "service": ("服务", "服务事项"),
}
MATTER_KINDS = tuple(_KINDS)


def _day(name: str, doc: str, example: str, *headers: str, required: bool = False) -> Column:
    return Column(name, "date", doc, example, headers, required=required)


_CLOSED_ON = replace(
    _day(
        "closed_on", "Day it was closed; words in its place (未办结, 已办结) tell the state.",
        "2026-03-20", "办结日期", "办结时间", "整改完成日期",
    ),
    tells_state=True,
)  # fmt: skip

MATTER = Table(
    "matter",
    "Problems, practical and micro-matters, livelihood items, risks, calls and services, one row "
    "each; see [matters.md](matters.md). A title says what is to be done; what names or numbers "
    "a resident in it is hidden at load. "
    "A matter without rows in `matter_event` has the history that its own dates tell.",
    (
        Column(
            "matter_id",
            "text",
            "Id of the matter, unique. In a file that gives none at all it is made of kind, target, day "
            "and title.",
            "S2026-000031",
            ("事项编号", "问题编号", "工单编号", "编号"),
            required=True,
            made_of=("kind", "target_kind", "target_id", "proposed_on", "title"),
        ),
        Column(
            "kind",
            "choice",
            "What sort of matter it is.",
            "problem",
            ("事项类型", "事项类别"),
            choices=_KINDS,
            default="problem",
        ),
        target_kind(),
        target_id(
            "Code of the place that it is about, or id of the project, company or chain.",
            Naming(
                "target_name",
                "target_kind",
                VISITED_KINDS,
                "county_name",
                "township_name",
                day="proposed_on",
            ),
        ),
        target_name(),
        township_name(),
        county_name(),
        Column(
            "title",
            "text",
            "What is to be done, in a few words; name no resident.",
            "村口路灯不亮",
            ("事项", "事项名称", "事项内容", "标题", "问题", "问题内容", "问题描述", "诉求内容"),
            required=True,
            is_prose=True,
        ),
        Column(
            "category",
            "text",
            "Field of work.",
            "交通",
            ("类别", "领域", "问题类别", "问题类型", "所属领域"),
            is_prose=True,
        ),
        Column(
            "handling",
            "choice",
            "The way of handling (六办).",
            "tracked",
            ("办理方式", "六办"),
            choices={
                "immediate": ("马上办",),
                "initiative": ("主动办",),
                "doorstep": ("上门办",),
                "tracked": ("跟踪办",),
                "public": ("公开办",),
                "joint": ("联动办",),
            },
        ),
        Column(
            "hand",
            "choice",
            "How officials take part in it.",
            "lead",
            ("参与方式", "领办方式"),
            choices={
                "lead": ("领办",),
                "co": ("协办",),
                "supervise": ("督办",),
                "urge": ("催办",),
            },
        ),
        Column(
            "lead_unit_id",
            "text",
            "The unit that answers for it.",
            "U0012",
            ("责任单位编号", "牵头单位编号", "主办单位编号"),
            refers_to=("unit", "unit_id"),
            naming=Naming("lead_unit_name", "'unit'"),
        ),
        Column(
            "lead_unit_name",
            "text",
            "Its name instead of the id, or beside it.",
            "县交通运输局",
            ("责任单位", "牵头单位", "主办单位", "承办单位", "责任部门", "牵头部门"),
            stored=False,
        ),
        Column(
            "co_units",
            "text",
            "Ids of the other units that handle it, with 、 between them; with any the matter is "
            "complex (复杂事项).",
            "U0013、U0020",
            ("协办单位编号", "配合单位编号"),
            naming=Naming("co_unit_names", "'unit'", is_list=True),
            holds_several=True,
        ),
        Column(
            "co_unit_names",
            "text",
            "Their names instead of the ids, with 、 between them.",
            "县财政局、县水利局",
            ("协办单位", "配合单位", "协助单位", "协办部门", "配合部门"),
            stored=False,
            holds_several=True,
        ),
        _day(
            "proposed_on",
            "Day it was raised; never after the day of the load.",
            "2026-03-02",
            "提出日期", "上报日期", "受理日期", "提出时间", "上报时间", "受理时间", "反映日期", "反映时间",
             "登记日期",
            required=True,
        ),
        replace(
            _day(
                "due_on", "Day it is to be closed by; 15日内 counts from the day it was raised.",
                "2026-03-31",
                "办理期限", "限办日期", "应办结日期", "办结期限", "整改时限", "办理时限", "完成时限",
            ),
            part_means="last",
            counts_from="proposed_on",
        ),
        Column(
            "visit_id",
            "text",
            "The visit that brought it back.",
            "V2026-000017",
            ("走访编号",),
            refers_to=("visit", "visit_id"),
        ),
        Column(
            "statutory_days",
            "count",
            "Days that the law allows for a service.",
            "20",
            ("法定时限", "法定天数"),
            unit="天 (days)",
            alike=("工作日",),
        ),
        Column(
            "actual_days",
            "count",
            "Days that it took; 0: done on the spot.",
            "3",
            ("实际用时", "实际天数", "办理天数"),
            unit="天 (days)",
            alike=("工作日",),
        ),
        _day("claimed_on", "Day it was claimed.", "2026-03-03", "认领日期"),
        _day("assigned_on", "Day it was handed to a unit.", "2026-03-04", "交办日期"),
        _day("accepted_on", "Day the people accepted the outcome.", "2026-03-19", "认可日期"),
        _CLOSED_ON,
        satisfaction("How satisfied people were with the outcome, from 1 to 5."),
        Column(
            "state",
            "text",
            "How it stands, in the words that offices use (已办结, 正在办理, 未办结, 列入计划, 是, 否), read "
            "as one of the states of [matters.md](matters.md). 已办结 without a day is closed on an "
            "unknown day. Other words are put aside where no day of closing stands beside them.",
            "已办结",
            (
                "办结情况", "办理状态", "办结状态", "办理情况", "办理进度", "办理结果", "处理状态",
                "事项状态", "问题状态", "当前状态", "状态", "整改状态", "整改情况", "解决情况",
                "完成状态", "完成情况",
                "是否办结", "是否完成", "是否解决", "是否销号", "是否整改到位",
            ),
            is_prose=True,
        ),
    ),
    ("matter_id",),
)  # fmt: skip
