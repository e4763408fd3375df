"""What the name of a file, sheet or folder says about what is in it, and a header of whom or what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.city.documentation import title
from etl.guess.files import Note
from etl.headers.columns import Heading, plain
from etl.tables import TABLES
from etl.tables.declare import Table
from etl.tables.visit import VISIT

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
    "project_month": ("月度进度", "投资进度", "月报", "投资计划", "分月"),
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
_GRID = "网格"
_GRIDS = {"网格", "网格名称", "所属网格", "所在网格", "网格编号", "网格号"}
#: What the header of a name says that is no place → what it is.
_NO_PLACE = {"企业": "enterprise", "公司": "enterprise", "项目": "project"}


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


def narrowest_of(several: Sequence[int], headings: Sequence[Heading]) -> int | None:
    """Of columns that name a place the one of grids, which lie in whatever else is named (网格名称 beside
    所属社区); of 走访村 and 联系村 nobody knows which is meant."""
    found = [at for at in several if _GRID in headings[at].shown]
    return found[0] if len(found) == 1 else None


def told_kind(
    table: Table, headings: Sequence[Heading], positions: Mapping[str, int]
) -> str | None:
    """What the rows are about, where the header of its name says that it is no place."""
    at = positions.get("target_name")
    if (
        at is None
        or "target_kind" in positions
        or all(one.name != "target_kind" for one in table.columns)
    ):
        return None
    return next((kind for word, kind in _NO_PLACE.items() if word in headings[at].shown), None)


def grids_beside(
    table: Table, headings: Sequence[Heading], positions: Mapping[str, int]
) -> tuple[Note, ...]:
    """That a visit tells a grid beside the place that was taken: it would count for that place."""
    at = positions.get("target_name")
    found = [one.shown for one in headings if plain(one.shown) in _GRIDS]
    if table is not VISIT or at is None or not found or _GRID in headings[at].shown:
        return ()
    return (Note("grid_beside", {"header": found[0], "taken": headings[at].shown}),)
