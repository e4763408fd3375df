"""Rows that were not accepted: why, with examples and what to do, and as a workbook to mend.

The workbook has one sheet for each file with such rows: the file's own headers and cells, of the
columns that were declared, after two columns of ours that a load passes over, so a mended sheet can
be loaded as it is. A snapshot holds the cells without residents' data (:mod:`geodata.base.privacy`);
whoever ran the command has them as they came.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from geodata.base import people, privacy
from geodata.base.messages import LANGUAGES, Language, text
from geodata.base.queries import sql
from geodata.store.snapshots import Snapshot

FILE_NAME = "rejects.xlsx"
_SHEET_ROWS = 1_048_576  # what Excel holds, the header included
_SHEET_NAME = 31
_CELL_CHARACTERS = 32_767
_KEPT = 3  # parts of a cell in row_json
_BATCH = 10_000
_MENDED_ROWS = 500  # in a grid at a time
_NAMES = re.compile(r"[^\s、,，;；/]+")

#: (source, file, row) → the cells of a row as they came, where the snapshot holds them masked.
Originals = dict[tuple[str, str, int], str]


class Example(NamedTuple):
    """One faulty row: where it is and what stands there."""

    file: str
    row: int
    value: str | None


class Reason(NamedTuple):
    """Why rows of one source were not accepted, in one column."""

    source: str
    code: str
    column: str
    header: str
    """What the file calls the column; empty where it has none."""
    rows: int
    examples: list[Example]


def reason(row: Sequence[Any]) -> Reason:
    """A row of ``lists/quarantine_reasons.sql``."""
    source, code, column, header, rows, examples = row
    shown = [  # an older snapshot holds values as they came
        Example(one["file"], one["row"], privacy.masked(one["value"]) if one["value"] else None)
        for one in examples
    ]
    return Reason(source, code, column, header, rows, shown)


def kept_cells(row_json: str, matched: Sequence[str]) -> list[list[str]]:
    """``[header, cell, column]`` of each cell of a row in quarantine.

    An older snapshot holds ``[header, cell]`` of every column of the file, as they came: of these
    the ones that nobody declared are dropped where it tells which (``matched``, "header → column"),
    and residents' data is hidden.
    """
    cells: list[list[str]] = json.loads(row_json)
    if all(len(cell) == _KEPT for cell in cells):
        return cells
    columns = dict(one.rsplit(" → ", 1) for one in matched if " → " in one)
    known = privacy.residents(cells)
    return [
        [
            header,
            privacy.SIGN
            if cell.strip() and header.strip() not in columns and privacy.is_personal(header)
            else privacy.masked(cell, known),
            columns.get(header.strip(), ""),
        ]
        for header, cell, *_ in cells
        if header.strip() in columns or not columns
    ]


def where(header: str | None, column: str | None, language: Language) -> str:
    """The column in words: as the file calls it, else the shape, else the whole row."""
    if column == "geometry":
        return text("rejects", "geometry", language)
    return header or column or text("rejects", "whole_row", language)


def note_headers() -> frozenset[str]:
    """The headers of our own columns, in every language: no column of a city's."""
    return frozenset(
        text("rejects", name, language) for language in LANGUAGES for name in ("row", "reasons")
    )


def workbook(
    snapshot: Snapshot, language: Language, originals: Originals | None = None
) -> bytes | None:
    """The bytes of an .xlsx with every row in quarantine; None where there is none.

    Without ``originals`` it is for anybody: names of officials are masked as in every export.
    """
    files = snapshot.rows(sql("lists/rejected_files"))
    if not files:
        return None
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    # text, so that a code which is typed anew keeps its zeros
    styles = [book.add_format(style) for style in (
        {"bold": True, "bottom": 1}, {"num_format": "@"},
        {"num_format": "@", "bg_color": "#ffd9d0"}, {"text_wrap": True, "valign": "top"},
    )]  # fmt: skip
    taken: set[str] = set()
    for source, file, width in files:
        rows = _rows(snapshot, source, file, originals)
        first: _Rejected | None = next(rows)
        while first:
            sheet = book.add_worksheet(_sheet_name(file, taken))
            first = _write_sheet(sheet, styles, first, rows, width, language)
    book.close()
    return out.getvalue()


def to_mend(
    snapshot: Snapshot, language: Language, originals: Originals | None
) -> list[dict[str, Any]]:
    """The first rows in quarantine, for whoever mends them in a grid: file and row, every reason as a
    sentence, the headers, the cells as they may be shown, and as they came."""
    found: list[dict[str, Any]] = []
    for source, file, _ in snapshot.rows(sql("lists/rejected_files")):
        shown = _rows(snapshot, source, file, None)
        plain = _rows(snapshot, source, file, originals or {})
        for (number, reasons, cells), (_, _, came) in zip(shown, plain, strict=True):
            if len(found) == _MENDED_ROWS:
                return found
            found.append({
                "source": source, "file": file, "row": number,
                "reasons": _sentences(reasons, language),
                "headers": [header for header, _ in cells],
                "shown": [cell for _, cell in cells], "came": [cell for _, cell in came],
            })  # fmt: skip
    return found


_Rejected = tuple[int, list[dict[str, Any]], list[list[str]]]


def _rows(
    snapshot: Snapshot, source: str, file: str, originals: Originals | None
) -> Iterator[_Rejected]:
    """Number, reasons and cells of each row, without the columns of an earlier workbook."""
    notes = note_headers()
    with snapshot.reading() as cursor:
        cursor.execute(sql("lists/rejected_rows"), {"source": source, "file": file})
        while batch := cursor.fetchmany(_BATCH):
            for number, row, reasons, row_json, matched in batch:
                kept = kept_cells((originals or {}).get((source, file, number), row_json), matched)
                yield row, reasons, [
                    [header, _masked(cell) if originals is None and people.names_officials(
                        source, column) else cell]
                    for header, cell, column in kept if header.strip() not in notes
                ]  # fmt: skip


def _masked(names: str) -> str:
    """李文华、王芳 becomes 李**、王*, as in every export."""
    return _NAMES.sub(lambda name: people.mask(name[0]) or "", names)


def _write_sheet(
    sheet: Any,
    styles: list[Any],
    first: _Rejected,
    rest: Iterator[_Rejected],
    width: int,
    language: Language,
) -> _Rejected | None:
    """Fill one sheet; the first row that finds no place in it, if any."""
    bold, plain, bad, wrapped = styles
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 11)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, width + 1, 16, plain)
    headers = [text("rejects", name, language) for name in ("row", "reasons")]
    for column, header in enumerate([*headers, *(header for header, _ in first[2])]):
        sheet.write_string(0, column, header, bold)
    row: _Rejected | None = first
    line = 1
    while row and line < _SHEET_ROWS:
        number, reasons, cells = row
        faulty = {one["header"] for one in reasons if one["header"]}
        sheet.write_number(line, 0, number)
        sheet.write_string(line, 1, _sentences(reasons, language), wrapped)
        for column, (header, cell) in enumerate(cells, 2):
            style = bad if header.strip() in faulty else plain
            if cell:
                sheet.write_string(line, column, cell[:_CELL_CHARACTERS], style)
            elif style is bad:
                sheet.write_blank(line, column, None, style)
        row, line = next(rest, None), line + 1
    return row


def _sentences(reasons: list[dict[str, Any]], language: Language) -> str:
    """Every reason on a line of its own: what, where, and what to do."""
    lines = sorted(
        text(
            "rejects", "sentence", language,
            where=where(one["header"], one["column_name"], language),
            reason=text("reason", one["code"], language),
            remedy=text("remedy", one["code"], language),
        )
        for one in reasons
    )  # fmt: skip
    return "\n".join(lines)[:_CELL_CHARACTERS]


def _sheet_name(file: str, taken: set[str]) -> str:
    """The file's name as Excel allows it, and no name twice."""
    whole, _, inner = file.rsplit("/", 1)[-1].partition(" [")  # a sheet or layer of it
    stem = f"{whole.rsplit('.', 1)[0]} {inner.removesuffix(']')}".strip()
    plain = "".join("_" if sign in "[]:*?/\\'" else sign for sign in stem) or "_"
    tails = ("", *(f" ({number})" for number in range(2, len(taken) + 3)))
    names = (plain[: _SHEET_NAME - len(tail)] + tail for tail in tails)
    name = next(name for name in names if name.lower() not in {*taken, "history"})
    taken.add(name.lower())
    return name
