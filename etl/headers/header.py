"""Where the header is: below titles and unit lines, in one row or two, under merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from etl.headers.columns import Heading, Matched, assign, match_columns, plain, split_note
from etl.headers.survey import LOOKED_AT, headings_of_export, is_export, with_cells
from etl.headers.units import unit_in
from etl.headers.wide import Unfolded, Wide, fold_of, unfold
from etl.reading.merged import Merge, spread
from etl.reading.row import Row
from etl.reading.sheet import Sheet
from etl.tables.declare import Table
from geodata.base.errors import RefusedError

_LOOKED_AT = 10  # rows
_REQUIRED_WEIGHS = 3
_LONGEST_GROUP = 15  # characters; a longer text above a header is a title
#: A group that says nothing of its own about what stands below it …
_NEUTRAL = re.compile(
    r".*(情况|信息|概况|内容|成效|数据)|(所在|联系|结对|包联|走访)?(行政村|村居|村\(社区\)|村社区|村|社区)"
    r"|(联系|结对|包联|包村|帮扶|走访)(干部|领导)|(包抓|包联|包保|包干|包挂|推进|落实)?责任(分工|落实|体系)?"
)
#: … unless it is about another time or about what is not so yet.
_TURNING = re.compile(r"计划|预计|拟|目标|应|上年|去年|上月|同期|累计")
_IN_PARENTHESES = re.compile(r"\(.+\)")
#: What a row of units says under a column that has none.
_NO_UNIT = {"单位", "计量单位", "/", "-", "—", "--", "——"}


@dataclass(frozen=True)
class Header:
    """The header of a file: in which rows it stands, and what it matched."""

    first_row: int
    last_row: int
    headings: list[Heading]
    matched: Matched
    above: list[list[str]]
    """The lines above it: titles, units."""
    unfolded: Unfolded | None = None
    """How columns side by side become rows."""


def find_header(
    file: str,
    sheet: Sheet,
    table: Table,
    overrides: Mapping[str, str],
    stated: tuple[int, ...] | None,
    constants: Mapping[str, str],
    wide: Wide | None = None,
) -> tuple[Header, Iterator[Row]]:
    """The header, and the rows below it; ``stated`` is what city.toml says, up to three rows.

    Where columns stand side by side for rows (``wide``) the header is that of the rows they become, and
    the rows are still those of the sheet.

    Raises RefusedError (``file_empty``, ``header_row_missing``, ``wide_missing``, ``wide_unknown``, and
    what matching refuses).
    """
    if stated is None and sheet.header_first:
        stated = (1,)
    rows = iter(sheet.rows)
    looked_at = (max(stated) if stated else _LOOKED_AT + 1) + 1
    lead = list(islice(rows, looked_at))
    filled = spread(lead, [one for one in sheet.merges if one.top <= looked_at])
    if not any(cell.strip() for row in lead for cell in row.cells):
        raise RefusedError("file_empty", file=file)
    if stated:
        if max(stated) > len(lead):
            raise RefusedError("header_row_missing", file=file, row=max(stated))
        chosen = [filled[number - 1] for number in stated]
    else:
        chosen = best_rows(filled, sheet.merges, table, overrides, wide)
    headings = headings_of(chosen, sheet.merges)
    last = chosen[-1].number
    if not sheet.header_first and last < len(filled) and _is_measures(filled[last]):
        headings = _with_units(headings, filled[last].cells)
        last += 1
    lead += islice(rows, LOOKED_AT)
    headings = with_cells(headings, lead[last:])
    unfolded = unfold(file, headings, wide) if wide else None
    headings = unfolded.headings if unfolded else headings
    matched = match_columns(file, headings, table, overrides, constants)
    above = [row.cells for row in filled[: chosen[0].number - 1]]
    if len(chosen) > 1 and not _is_unit_row(chosen[1]):  # a line of the form over the columns
        above.append([cell for cell in chosen[0].cells if not _group(cell)])
    if wide and unfolded and unfolded.tells_nothing(matched.positions.values()):
        shown = ", ".join(one.shown for one in headings[len(unfolded.fixed) + unfolded.has_label :])
        raise RefusedError("wide_unknown", file=file, headers=wide.headers, known=shown)
    header = Header(chosen[0].number, last, headings, matched, above, unfolded)
    return header, chain(lead[last:], rows)


def best_rows(
    lead: list[Row],
    merges: tuple[Merge, ...],
    table: Table,
    overrides: Mapping[str, str],
    wide: Wide | None = None,
) -> list[Row]:
    """One row or more in which most columns of the table are found; the first of those alike."""
    candidates = _candidates(lead, merges)
    scores = [_score(rows, merges, table, overrides, wide) for rows in candidates]
    return candidates[scores.index(max(scores))]


def _candidates(lead: list[Row], merges: tuple[Merge, ...]) -> list[list[Row]]:
    rows = [row for row in lead if any(cell.strip() for cell in row.cells)]
    singles, pairs, triples = [], [], []
    for row in rows:
        if row.number > _LOOKED_AT:
            break
        below = lead[row.number] if row.number < len(lead) else None
        under_group = any(_is_group(one, lead) for one in merges if one.bottom == row.number - 1)
        if not under_group and not (below is not None and _is_unit_row(below)):
            singles.append([row])
        if below is not None:
            pairs.append([row, below])
        if any(one.top == row.number and one.bottom == row.number + 2 for one in merges):
            triples.append(lead[row.number - 1 : row.number + 2])
    return [*singles, *triples, *pairs] or [rows[:1]]


def _is_group(merge: Merge, lead: list[Row]) -> bool:
    """A text over several columns, neither a title over all of them nor a line of the form."""
    row = lead[merge.top - 1]
    used = [index for index, cell in enumerate(row.cells) if cell.strip()]
    whole = bool(used) and merge.left <= used[0] and merge.right >= used[-1]
    return merge.right > merge.left and not whole and bool(_group(row.cells[merge.left]))


def _is_unit_row(row: Row) -> bool:
    cells = [plain(cell) for cell in row.cells if plain(cell) not in {"", *_NO_UNIT}]
    return bool(cells) and all(map(_is_unit, cells))


def _is_unit(cell: str) -> bool:
    return bool(unit_in(cell) or _IN_PARENTHESES.fullmatch(plain(cell)))


def _is_measures(row: Row) -> bool:
    """Whether a row states units, and nothing in it can be anything else."""
    cells = [plain(cell) for cell in row.cells if plain(cell) not in {"", *_NO_UNIT}]
    return bool(cells) and all(map(unit_in, cells))


def _with_units(headings: list[Heading], cells: Sequence[str]) -> list[Heading]:
    units = [*map(unit_in, cells), *[""] * len(headings)]
    return [
        replace(one, unit_below=unit) if unit else one
        for one, unit in zip(headings, units, strict=False)
    ]


def _score(
    rows: list[Row],
    merges: tuple[Merge, ...],
    table: Table,
    overrides: Mapping[str, str],
    wide: Wide | None,
) -> tuple[int, bool]:
    """How much of the table is found, and whether the lower of two rows belongs to the header:
    no row of data leaves every required cell empty."""
    headings = headings_of(rows, merges)
    unfolded = fold_of(headings, wide) if wide else None
    positions, doubled = assign(unfolded.headings if unfolded else headings, table, overrides)
    if wide and not unfolded:
        return 0, False
    required = {one.name for one in table.columns if one.needed}
    found = {*positions, *doubled}
    above, below = rows[0].cells, rows[-1].cells
    under = [
        below[index]
        for name, position in positions.items()
        if name in required
        and (index := unfolded.position(position) if unfolded else position) is not None
        and index < len(below)
        and below[index] != (above[index] if index < len(above) else "")
    ]
    belongs = len(rows) > 1 and any(below) and not any(under)
    return len(found) + (_REQUIRED_WEIGHS - 1) * len(found & required), belongs


def headings_of(rows: list[Row], merges: tuple[Merge, ...]) -> list[Heading]:
    """What a header says that stands in one row, or in several as group and column."""
    if len(rows) == 1 and is_export(rows[0].cells):
        return headings_of_export(rows[0].cells)
    if len(rows) == 1:
        return [
            Heading(_shown(cell), (cell,) if cell.strip() else (), levels=(cell.strip(),))
            for cell in rows[0].cells
        ]
    if len(rows) > 2:
        inner = headings_of(rows[1:], merges)
        above = [_group(cell) for cell in rows[0].cells]
        above += [""] * (len(inner) - len(above))
        return [_under(group, one) for group, one in zip(above, inner, strict=False)]
    above, below = rows[0].cells, rows[-1].cells
    width = max(len(above), len(below))
    top = [_group(cell) for cell in above] + [""] * (width - len(above))
    bottom = [cell.strip() for cell in below] + [""] * (width - len(below))
    if not merges:
        top = _carried(top, bottom)
    return [
        replace(_joined(group, cell), levels=tuple(dict.fromkeys(filter(None, (group, cell)))))
        for group, cell in zip(top, bottom, strict=True)
    ]


def _under(group: str, heading: Heading) -> Heading:
    """A column of two rows under a third."""
    if not group or group in heading.levels[:1]:
        return heading
    told = heading.readings if _says_nothing(group, heading.shown) else ()
    return replace(
        heading,
        shown=f"{_shown(group)}/{heading.shown}",
        readings=(*(group + one for one in heading.readings), *told),
        levels=(group, *heading.levels),
    )


def _group(cell: str) -> str:
    """What may head a group of columns: no title, and no line of the form as 填报单位:…"""
    text = cell.strip()
    base = split_note(text)[0] if unit_in(split_note(text)[1]) else plain(text)[:-1]
    return "" if len(text) > _LONGEST_GROUP or ":" in base else text


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
    if plain(cell) in _NO_UNIT:
        return Heading(_shown(group), (group,))
    if _is_unit(cell):
        whole = group + (cell if plain(cell).startswith("(") else f"({cell})")
        unit = unit_in(cell)
        return Heading(_shown(whole), (group,) if unit else (whole, group + cell), unit)
    base, note = split_note(group)
    if unit := unit_in(group) or unit_in(note):
        inner = _joined("" if unit_in(group) else base, cell)
        return replace(inner, shown=f"{_shown(group)}/{_shown(cell)}", unit_above=unit)
    topic = re.sub("(情况|信息)$", "", plain(group))
    neutral = _says_nothing(group, cell)
    return Heading(
        f"{_shown(group)}/{_shown(cell)}",
        (group + cell, topic + cell, *([cell] if neutral else ())),
    )


def _says_nothing(group: str, cell: str) -> bool:
    """Whether a group leaves what stands below it what it is."""
    is_neutral = _NEUTRAL.fullmatch(plain(group)) and not _TURNING.search(plain(group))
    return bool(is_neutral) or plain(group) in plain(cell)


def _shown(cell: str) -> str:
    return " ".join(cell.split())
