"""Cells that lost letters on their way: read as they stand, counted, and said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.tables.declare import Column

NUL = "\0"
_SEPARATOR = "\n"
_SHOWN = 3
_SHOWN_CHARACTERS = 20
#: Nowhere a letter: the sign for one that could not be read, letters of a private font, what is left
#: of UTF-8 that was read as Latin-1 or, twice over, as GBK.
_LOST = re.compile(
    "[\ufffd\ue000-\uf8ff]|[\u00c3-\u00ef][\u0080-\u00bf]|锟斤拷|锟斤|斤拷|烫烫烫|屯屯屯"
)
#: In a name: what stands for a letter that a machine did not have.
_LOST_IN_NAME = re.compile(_LOST.pattern + "|[■□▇▊?？]")
_HAN = re.compile("[\u4e00-\u9fff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


@dataclass
class Damage:
    """What one file has of it."""

    lost: dict[int, str] = field(default_factory=dict)
    """Row → a cell of it whose letters are lost."""
    nul: dict[int, str] = field(default_factory=dict)
    """Row → a cell of it that held a NUL, without it."""

    def seen(
        self, column: Column, cells: Sequence[str | None], numbers: Sequence[int]
    ) -> Sequence[str | None]:
        """The cells without NULs, which no key may hold, once what is wrong with them is noted."""
        whole = _SEPARATOR.join(filter(None, cells))
        if NUL in whole:
            for number, cell in zip(numbers, cells, strict=True):
                if cell and NUL in cell:
                    self.nul.setdefault(number, cell.replace(NUL, "") if _is_shown(column) else "")
            cells = [cell and (cell.replace(NUL, "") or None) for cell in cells]
        if column.kind == "text" and _NOT_ASCII.search(whole):
            lost = _LOST_IN_NAME if _is_name(column) else _LOST
            if lost.search(whole) or any(map(_is_misread, set(cells))):
                for number, cell in zip(numbers, cells, strict=True):
                    if cell and (lost.search(cell) or _is_misread(cell)):
                        self.lost.setdefault(number, cell if _is_shown(column) else "")
        return cells


def told(rows: dict[int, str]) -> dict[str, object]:
    """How many rows, and the first of them with what stands there."""
    shown = [
        f"{row} {cell[:_SHOWN_CHARACTERS]}".strip() for row, cell in sorted(rows.items())[:_SHOWN]
    ]
    return {"rows": len(rows), "shown": ", ".join(shown) + (" …" if len(rows) > _SHOWN else "")}


def _is_shown(column: Column) -> bool:
    """Whether its cells may be told to whoever opens the Data page: ids, codes and names of places,
    never what somebody wrote or whom it is about."""
    return column.name in {"name", "target_name"} or column.name.endswith(("_id", "code"))


def _is_name(column: Column) -> bool:
    return column.name in {"name", "officials"} or column.name.endswith(("_name", "_names"))


def _is_misread(cell: str | None) -> bool:
    """Whether it is UTF-8 that was read as GBK: its bytes are whole Chinese words of UTF-8."""
    if not cell or cell.isascii():
        return False
    try:
        meant = cell.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return False
    return len(_HAN.findall(meant)) * 2 >= len(meant)
