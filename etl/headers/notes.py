"""Lines of a form that are no rows of the table: totals, notes, who filled it in and who signed.

They are neither accepted nor quarantined but set aside by number, and only where nothing in them
could be a row: a note begins the line, a total's word stands in any column, and no cell that a row
needs holds anything else.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from etl.headers.columns import plain
from etl.tables.declare import Column, Table

_LABEL = re.compile(
    r"(附?注|备注|说明|填[表报]说明|填[表报]人|制表人?|编制人|填[表报]单位|制表单位"
    r"|(填[表报]|制表|上报|统计)(日期|时间)|审[核批]人?|复核人?|(单位)?负责人|分管领导|主要领导"
    r"|经办人|联系人|联系电话|电话|签字|盖章|公章|(数据|资料)来源)\d?:.*"
    r"|\(?(签字|盖章|公章|签章)\)?|(制表|填[表报])(日期|时间)"
    # a unit that holds for the whole table: 本表金额:亿元, 投资单位统一为“亿元”, 以万元为单位
    r"|\D{0,12}?(金额|投资(总?额)?|资金|数据|数字|单位)(单位)?(均|都|统一)*[为是按以:]"
    r"[“\"'(]?[千百十]?[万亿]?元[”\"')]?(计|为单位)?[。.]?"
    r"|\D{0,12}?[以按][“\"']?[千百十]?[万亿]?元[”\"']?(为单位|计[算价]?|填[报写]?)[。.]?"
)
#: What alone in its line is a signature or a remark: 工作队长签字：, 此件发至各村, 合计20件, 已办结13件。
_ALONE = re.compile(
    r".{0,12}(签字|签名|签章|盖章|审核|审批|负责人|队长|书记|主任|科长|制表|填表):.*|\(.{4,}\)"
    r"|(截至|截止|此件|此表|本表|以上|合计|共计|总计).{2,80}|.{2,20}([委办局部室府组]制|编制|编印|印制|印发)"
)
_LEAST_WIDE = 3  # columns: in a narrow list a cell that stands alone may be the row
#: The heading of a section, which stands alone in its line: 一、工业项目（5个）.
_SECTION = re.compile(r"\(?[一二三四五六七八九十]{1,3}(\)|、|\.).{1,30}")
LONGEST_NOTE = 3  # cells that are filled in a line that states a unit, and is no row
#: How a label can begin: what does not is told without a regular expression.
LABEL_STARTS = frozenset("附注备说填制编统上审复单负分主经联电签盖公数资(（*※")
#: What every word of a total has in it, so that most cells are told without a regular expression.
IN_TOTALS = "计"
_TOTAL = re.compile(r".{0,20}?(合计|总计|小计|共计|累计)(\(.*\))?")
#: What a total counts, where a row has its name or code: 2 个村, 共12人, 4.
_COUNT = re.compile(r"共?\d{1,5}(\.0)?((个|名|位|户|件|次|人|项|处|条|村)\D{0,4})?")


def needed_columns(table: Table, positions: dict[str, int]) -> list[int]:
    """Where the cells stand that make a row a row: those required, and those of its key."""
    return [positions[column.name] for column in _needed(table) if column.name in positions]


def key_columns(table: Table, positions: dict[str, int]) -> list[int]:
    """The same, and where the names stand that tell a code of them."""
    names = [
        positions[name]
        for column in _needed(table)
        if column.naming and column.name not in positions
        for name in column.naming.instead
        if name in positions
    ]
    return [*needed_columns(table, positions), *names]


def _needed(table: Table) -> list[Column]:
    return [
        column
        for column in table.columns
        if column.default is None and (column.required or column.name in table.key)
    ]


def is_set_aside(cells: list[str], needed: Collection[int], key: Collection[int]) -> bool:
    """Whether a line is a total, a note or a signature, and can be nothing else.

    ``needed`` and ``key`` are as :func:`needed_columns` and :func:`key_columns` say.
    """
    first = next((index for index, cell in enumerate(cells) if cell.strip()), None)
    if first is None:
        return False
    is_alone = sum(bool(cell.strip()) for cell in cells) == 1
    if is_section(cells[first]) and (is_alone or _heads(cells, key, first)):
        return True
    if is_alone and len(key) > 1 and len(cells) >= _LEAST_WIDE and _says(_ALONE, cells[first]):
        return True
    if _says(_LABEL, cells[first]) and _holds_nothing(cells, needed, first):
        return True
    return is_total(cells, key)


def _heads(cells: list[str], key: Collection[int], first: int) -> bool:
    """Whether the heading of a section stands before sums of it, and nothing where a row has its name."""
    return (
        bool(key)
        and first < min(key)
        and not any(index < len(cells) and cells[index].strip() for index in key)
    )


def is_section(cell: str) -> bool:
    """Whether a text is the heading of a section, or of a part of one."""
    return _says(_SECTION, cell)


def is_total(cells: list[str], key: Collection[int]) -> bool:
    """Whether a line is a total, and can be nothing else."""
    totals = (at for at, cell in enumerate(cells) if IN_TOTALS in cell and _says(_TOTAL, cell))
    return any(_holds_nothing(cells, key, at, _COUNT) for at in totals)


def _holds_nothing(
    cells: list[str], columns: Collection[int], but: int, also: re.Pattern[str] = _LABEL
) -> bool:
    """Whether nothing but labels, or what is as good as one, stands in these columns, one aside."""
    return all(
        _says(_LABEL, cells[index]) or _says(also, cells[index])
        for index in columns
        if index != but and index < len(cells) and cells[index].strip()
    )


def _says(pattern: re.Pattern[str], cell: str) -> bool:
    text = re.sub(r"[\s*※]", "", cell.replace("：", ":").replace("（", "(").replace("）", ")"))
    return bool(pattern.fullmatch(text) or pattern.fullmatch(plain(cell)))
