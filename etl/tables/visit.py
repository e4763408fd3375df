"""Visits: that somebody was there, on which day, and what came of it, as counts."""

from __future__ import annotations

from etl.tables.common import (
    HOUSEHOLDS,
    NO,
    TALKS,
    VISITED_KINDS,
    YES,
    county_name,
    is_meant,
    latitude,
    longitude,
    target_id,
    target_kind,
    target_name,
    township_name,
    unit_name,
)
from etl.tables.declare import Column, Naming, Table


def _count(
    name: str, doc: str, *headers: str, words_to: str = "", counted_in: tuple[str, ...] = ()
) -> Column:
    return Column(name, "count", doc, "3", headers, words_to=words_to, counted_in=counted_in)


VISIT = Table(
    "visit",
    "Visits, one row each, however many officials came.",
    (
        Column(
            "visit_id",
            "text",
            "Id of the visit, unique; in an export of KoboToolbox `_id`, of ODK `KEY`. In a file that gives "
            "none at all it is made of place, day and who came: a row of the same three that comes again is "
            "a correction.",
            "V2026-000017",
            ("走访编号", "记录编号", "走访记录编号", "走访单号"),
            weak=("_id",),
            required=True,
            made_of=(
                "target_kind",
                "target_id",
                "visited_on",
                "is_month_only",
                "officials",
                "unit_name",
            ),
        ),
        target_kind(),
        target_id(
            "Code of the place visited, or id of the project, company or chain. Without code and "
            "name it is the village or community that the point lies in.",
            Naming(
                "target_name",
                "target_kind",
                VISITED_KINDS,
                "county_name",
                "township_name",
                day="visited_on",
                or_point=True,
            ),
        ),
        target_name(),
        township_name(),
        county_name(),
        Column(
            "visited_on",
            "date",
            "Day of the visit; never after the day of the load. Where a file tells the month alone "
            "(10月) the visit counts for the month and for no day of it.",
            "2026-06-24",
            (
                "走访日期",
                "走访时间",
                "日期",
                "到访日期",
                "到访时间",
                "入村日期",
                "进村日期",
                "活动日期",
                "visit_date",
            ),
            required=True,
            part_means="month",
            never="变更|调整|更新|任|聘|签|印发|填|制表|报|录入|登记|审|成立|出生|入党|参加工作|建成|竣工|开工|完|"
            "办结|生效|失效|开始|结束|截止|起|止|计划|拟|结对|选派|下派|期限|时限",
        ),
        Column(
            "is_month_only",
            "flag",
            "Whether of the day the month alone is known; it is then the first day of the month.",
            "否",
            ("只知月份",),
            choices={"true": YES, "false": NO},
            default="false",
        ),
        is_meant(
            "took_place",
            "Whether the visit took place; a row that says no is no visit and put aside.",
            (
                "是否走访",
                "是否到访",
                "是否入村",
                "是否进村",
                "是否已走访",
                "是否完成走访",
                "是否开展",
                "是否完成",
                "到访",
            ),
            "已走访 走访 已到访 到访 已入村 已完成 完成 已开展 开展",
            "未走访 未到访 未入村 未进村 未完成 未开展 没走访 没有 未去 取消 已取消 延期 推迟",
        ),
        _count(
            "talks",
            "Talks held.",
            "谈话人次",
            "谈心谈话",
            "谈心谈话人次",
            "座谈次数",
            "谈话人数",
            words_to="note",
            counted_in=TALKS,
        ),
        _count(
            "households",
            "Households visited: a count, never a name.",
            "走访户数",
            "走访群众户数",
            "入户数",
            "走访农户数",
            words_to="note",
            counted_in=HOUSEHOLDS,
        ),
        _count(
            "disputes",
            "Disputes settled.",
            "化解矛盾",
            "化解矛盾纠纷",
            "化解矛盾数",
            "化解矛盾纠纷数",
            "矛盾纠纷化解数",
            words_to="note",
        ),
        _count(
            "matters",
            "Problems solved or practical matters done.",
            "解决问题",
            "办实事",
            "解决问题数",
            "办实事数",
            "解决问题办实事",
            "为民办实事",
            words_to="note",
        ),
        _count(
            "suggestions",
            "Suggestions collected.",
            "意见建议",
            "征求意见建议",
            "收集意见建议",
            "意见建议数",
            "征集意见建议",
            words_to="note",
        ),
        Column(
            "note",
            "text",
            "What came of it, in words: what a file writes in the place of a count (解决问题：路灯已修) is "
            "kept here, and the count stays unknown.",
            "解决问题：路灯已修",
            ("走访成效", "工作成效"),
            is_prose=True,
        ),
        longitude(),
        latitude(),
        Column(
            "officials",
            "text",
            "Names of the officials who came, between 、 or commas: they become attendance. Titles, units, "
            "telephone numbers, 等3人 and 一行 are no part of a name; 张伟(代李国庆) came on behalf of "
            "李国庆; whoever stands under 陪同 only came along. Whom no list knows is asked for, and the "
            "visit stands.",
            "李文华、王强",
            (
                "走访领导",
                "走访干部",
                "带队领导",
                "到访干部",
                "到访领导",
                "走访人",
                "走访人员",
                "提交人",
            ),
            stored=False,
            holds_several=True,
        ),
        unit_name(
            "The unit that these officials are posted to; beside several names only a hint.",
            "走访单位",
            "所在单位",
        ),
    ),
    ("visit_id",),
    accumulates=True,
    undone="未走访|未入户|未到|未开展|未完成|没有走访|尚未|待走访|拟走访|拟安排|计划|安排|下月|下一步",
    doubt="取消|作废|未(入|进|下)(村|户|组)|未走访|未成行|未开展|未到(村|户|访|场)|未能(走访|入户|入村|成行|到)|"
    "没有走访|没去|未去|改期",
)
