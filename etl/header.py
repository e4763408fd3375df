"""Where the header is: below titles and unit lines, in one row or two, under merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from etl.columns import Heading, Matched, assign, match_columns, plain, split_note, unit_word
from etl.merged import Merge, spread
from etl.read import Sheet
from etl.row import Row
from etl.table import Table
from geodata.errors import RefusedError

_LOOKED_AT = 10  # rows
_REQUIRED_WEIGHS = 3
_LONGEST_GROUP = 15  # characters; a longer text above a header is a title
#: A group that says nothing of its own about what stands below it …
_NEUTRAL = re.compile(
    r".*(情况|信息|概况|内容|成效|数据)|(所在|联系|结对|包联|走访)?(行政村|村居|村\(社区\)|村社区|村|社区)"
    r"|(联系|结对|包联|包村|帮扶|走访)(干部|领导)"
)
#: … unless it is about another time or about what is not so yet.
_TURNING = re.compile(r"计划|预计|拟|目标|应|上年|去年|上月|同期|累计")
_UNITS = re.compile(r"\(.+\)|[户人名次场件个条起项处]|人次|(百|千)?(万|亿)?元|%")
_MONEY_LINE = re.compile(r"单位:(元|千元|万元|百万元|千万元|亿元|万美元)")


@dataclass(frozen=True)
class Header:
    """The header of a file: in which rows it stands, and what it matched."""

    first_row: int
    last_row: int
    headings: list[Heading]
    matched: Matched


def find_header(
    file: str,
    sheet: Sheet,
    table: Table,
    overrides: Mapping[str, str],
    stated: tuple[int, ...] | None,
) -> tuple[Header, Iterator[Row]]:
    """The header, and the rows below it; ``stated`` is what city.toml says, one row or two.

    Raises RefusedError (``file_empty``, ``header_row_missing``, and what matching refuses).
    """
    if stated is None and sheet.header_first:
        stated = (1,)
    rows = iter(sheet.rows)
    looked_at = max(stated) if stated else _LOOKED_AT + 1
    lead = list(islice(rows, looked_at))
    filled = spread(lead, [one for one in sheet.merges if one.top <= looked_at])
    if not any(cell.strip() for row in lead for cell in row.cells):
        raise RefusedError("file_empty", file=file)
    if stated:
        if max(stated) > len(lead):
            raise RefusedError("header_row_missing", file=file, row=max(stated))
        chosen = [filled[number - 1] for number in stated]
    else:
        chosen = best_rows(filled, sheet.merges, table, overrides)
    headings = headings_of(chosen, sheet.merges)
    matched = match_columns(file, headings, table, overrides)
    _check_unit_line(file, filled[: chosen[0].number - 1], table, headings, matched)
    header = Header(chosen[0].number, chosen[-1].number, headings, matched)
    return header, chain(lead[header.last_row :], rows)


def best_rows(
    lead: list[Row], merges: tuple[Merge, ...], table: Table, overrides: Mapping[str, str]
) -> list[Row]:
    """One row or two in which most columns of the table are found; the first of those alike."""
    candidates = _candidates(lead, merges)
    scores = [_score(rows, merges, table, overrides) for rows in candidates]
    return candidates[scores.index(max(scores))]


def _candidates(lead: list[Row], merges: tuple[Merge, ...]) -> list[list[Row]]:
    rows = [row for row in lead if any(cell.strip() for cell in row.cells)]
    singles, pairs = [], []
    for row in rows:
        if row.number > _LOOKED_AT:
            break
        below = lead[row.number] if row.number < len(lead) else None
        under_group = any(_is_group(one, lead) for one in merges if one.bottom == row.number - 1)
        if not under_group and not (below is not None and _is_unit_row(below)):
            singles.append([row])
        if below is not None:
            pairs.append([row, below])
    return [*singles, *pairs] or [rows[:1]]


def _is_group(merge: Merge, lead: list[Row]) -> bool:
    """A text over several columns, neither a title over all of them nor a line of the form."""
    row = lead[merge.top - 1]
    used = [index for index, cell in enumerate(row.cells) if cell.strip()]
    whole = bool(used) and merge.left <= used[0] and merge.right >= used[-1]
    return merge.right > merge.left and not whole and bool(_group(row.cells[merge.left]))


def _is_unit_row(row: Row) -> bool:
    cells = [plain(cell) for cell in row.cells if cell.strip()]
    return bool(cells) and all(_UNITS.fullmatch(cell) for cell in cells)


def _score(
    rows: list[Row], merges: tuple[Merge, ...], table: Table, overrides: Mapping[str, str]
) -> tuple[int, bool]:
    """How much of the table is found, and whether the lower of two rows belongs to the header:
    no row of data leaves every required cell empty."""
    positions, doubled = assign(headings_of(rows, merges), table, overrides)
    required = {one.name for one in table.columns if one.needed}
    found = {*positions, *doubled}
    above, below = rows[0].cells, rows[-1].cells
    under = [
        below[index]
        for name, index in positions.items()
        if name in required
        and index < len(below)
        and below[index] != (above[index] if index < len(above) else "")
    ]
    belongs = len(rows) == 2 and any(below) and not any(under)
    return len(found) + (_REQUIRED_WEIGHS - 1) * len(found & required), belongs


def headings_of(rows: list[Row], merges: tuple[Merge, ...]) -> list[Heading]:
    """What a header says that stands in one row, or in two as group and column."""
    if len(rows) == 1:
        return [Heading(_shown(cell), (cell,) if cell.strip() else ()) for cell in rows[0].cells]
    above, below = rows[0].cells, rows[-1].cells
    width = max(len(above), len(below))
    top = [_group(cell) for cell in above] + [""] * (width - len(above))
    bottom = [cell.strip() for cell in below] + [""] * (width - len(below))
    if not merges:
        top = _carried(top, bottom)
    return [_joined(group, cell) for group, cell in zip(top, bottom, strict=True)]


def _group(cell: str) -> str:
    """What may head a group of columns: no title, and no line of the form as 填报单位:…"""
    text = cell.strip()
    return "" if len(text) > _LONGEST_GROUP or ":" in plain(text)[:-1] else text


def _carried(top: list[str], bottom: list[str]) -> list[str]:
    """A text file keeps a merged header in its first cell: carry it to the right over the cells
    below which something stands."""
    carried, group = [], ""
    for text, below in zip(top, bottom, strict=True):
        if text or not below:
            group = text if below else ""
        carried.append(text or group)
    return carried


def _joined(group: str, cell: str) -> Heading:
    if not group or not cell or group == cell:
        text = group or cell
        return Heading(_shown(text), (text,) if text else ())
    if _UNITS.fullmatch(plain(cell)):
        whole = group + (cell if plain(cell).startswith("(") else f"({cell})")
        return Heading(_shown(whole), (whole, group + cell))
    topic = re.sub("(情况|信息)$", "", plain(group))
    neutral = _NEUTRAL.fullmatch(plain(group)) and not _TURNING.search(plain(group))
    return Heading(
        f"{_shown(group)}/{_shown(cell)}",
        (group + cell, topic + cell, *([cell] if neutral else ())),
    )


def _shown(cell: str) -> str:
    return " ".join(cell.split())


def _check_unit_line(
    file: str, above: list[Row], table: Table, headings: list[Heading], matched: Matched
) -> None:
    """单位:亿元 above the header holds for every amount whose own header states no unit."""
    for found in (
        _MONEY_LINE.search(plain(cell)) for row in above for cell in row.cells if cell.strip()
    ):
        for column in table.columns:
            index = matched.positions.get(column.name)
            if found and index is not None and unit_word(column).endswith("元"):
                note = split_note(headings[index].readings[0])[1]
                if not note and found[1] != unit_word(column):
                    raise RefusedError(
                        "header_unit", file=file, header=found[0], unit=unit_word(column)
                    )
