"""Lines of a form that are no rows of the table: totals, notes, who filled it in and who signed.

They are neither accepted nor quarantined but set aside by number, and only where nothing in them
could be a row: the line begins with such a word, and no cell that a row needs holds anything else.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from etl.columns import plain
from etl.table import Table

_LABEL = re.compile(
    r"(附?注|备注|说明|填[表报]说明|填[表报]人|制表人?|编制人|填[表报]单位|制表单位"
    r"|(填[表报]|制表|上报|统计)(日期|时间)|审[核批]人?|复核人?|(单位)?负责人|分管领导|主要领导"
    r"|经办人|联系人|联系电话|电话|签字|盖章|公章|(数据|资料)来源)\d?:.*"
    r"|\(?(签字|盖章|公章|签章)\)?|(制表|填[表报])(日期|时间)"
)
#: How a label can begin: what does not is told without a regular expression.
LABEL_STARTS = frozenset("附注备说填制编统上审复单负分主经联电签盖公数资(（*※")
_TOTAL = re.compile(r".{0,20}?(合计|总计|小计|共计|累计)(\(.*\))?")


def needed_columns(table: Table, positions: dict[str, int]) -> list[int]:
    """Where the cells stand that make a row a row: those required, and those of its key."""
    return [
        positions[column.name]
        for column in table.columns
        if column.name in positions
        and column.default is None
        and (column.required or column.name in table.key)
    ]


def is_set_aside(cells: list[str], needed: Collection[int]) -> bool:
    """Whether a line is a total, a note or a signature, and can be nothing else."""
    first = next((index for index, cell in enumerate(cells) if cell.strip()), None)
    if first is None or not (_says(_TOTAL, cells[first]) or _says(_LABEL, cells[first])):
        return False
    return all(
        _says(_LABEL, cells[index])
        for index in needed
        if index != first and index < len(cells) and cells[index].strip()
    )


def _says(pattern: re.Pattern[str], cell: str) -> bool:
    text = re.sub(r"[\s*※]", "", cell.replace("：", ":").replace("（", "(").replace("）", ")"))
    return bool(pattern.fullmatch(text) or pattern.fullmatch(plain(cell)))
