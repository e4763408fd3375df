"""What the name of a file, sheet or folder says about what is in it."""

from __future__ import annotations

from etl.city.documentation import title
from etl.tables import TABLES

_WORDS: dict[str, tuple[str, ...]] = {
    "province": ("省级", "province"),
    "city": ("地市", "市级", "cities"),
    "county": (
        "区县",
        "县区",
        "县市区",
        "县(市、区)",
        "县级",
        "county",
        "counties",
        "canton",
        "areas",
    ),
    "township": ("乡镇", "街道", "镇办", "township", "streets"),
    "village": ("行政村", "村居", "村庄", "村名", "村", "village", "municipalit"),
    "community": ("社区", "居委会", "community", "communities"),
    "grid": ("网格", "grid"),
    "place_change": ("撤并", "区划调整"),
    "place_attribute": ("属性",),
    "unit": ("部门", "机构"),
    "official": ("领导", "人员名单", "花名册"),
    "posting": ("职务",),
    "project": ("项目",),
    "project_month": ("月度进度", "投资进度", "月报"),
    "pairing": ("包联", "包村", "联系点", "包保", "帮扶"),
    "visit": ("入户", "走村", "下访"),
    "attendance": ("参加人员", "同行"),
    "report": ("工作日报",),
    "roster": ("派工单", "派单"),
    "exemption": ("请假", "免访"),
    "calendar_override": ("节假日", "调休", "日历", "calendar"),
    "target": ("任务目标",),
    "facility": ("场所", "facilities"),
    "matter": ("问题", "工单", "民生", "微实事"),
    "matter_event": ("办理过程", "办理记录", "流转"),
}


def hinted(*names: str) -> set[str]:
    """The tables and kinds of place that names speak of; a word inside a longer one says nothing."""
    text = " ".join(names).lower().replace("-", "_")
    found = {word: name for name, words in _all().items() for word in words if word in text}
    return {
        name
        for word, name in found.items()
        if not any(word != other and word in other for other in found)
    }


def _all() -> dict[str, tuple[str, ...]]:
    own = {table.name: (table.name, title(table)) for table in TABLES}
    return {name: (*own.get(name, ()), *_WORDS.get(name, ())) for name in {**_WORDS, **own}}
