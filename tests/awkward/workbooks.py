"""Workbooks: sheets, merged cells, dates, formulas, and what is no workbook."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from awkward.case import Case, Loads, Refused, Write
from awkward.plain import (
    HEADER,
    V1,
    V2,
    V3,
    VISITS,
    VISITS_TABLE,
    A,
    csv_text,
    visits_from,
)
from xls import compound, xls

Fill = Callable[[Any, Any], object]
_GONE = dict.fromkeys(("V1", "V2", "V3"))


def _book(fill: Fill, more: str = "", **options: object) -> Write:
    """The visits in a workbook that ``fill(book, first sheet)`` writes."""

    def write(folder: Path) -> None:
        with xlsxwriter.Workbook(folder / "visits.xlsx", options) as book:
            fill(book, book.add_worksheet("走访"))

    return visits_from("visits.xlsx", write, more)


def _rows(sheet: Any, rows: Sequence[Sequence[object]] = VISITS_TABLE, first: int = 0) -> None:
    for number, row in enumerate(rows, first):
        sheet.write_row(number, 0, row)


def _cell(value: object, column: int = 2, form: str = "yyyy/m/d") -> Fill:
    """The table with one cell of V2 as Excel keeps it."""

    def fill(book: Any, sheet: Any) -> None:
        _rows(sheet)
        if isinstance(value, date):
            sheet.write_datetime(2, column, value, book.add_format({"num_format": form}))
        else:
            sheet.write(2, column, value)

    return fill


def _typed(book: Any, sheet: Any) -> None:
    """Codes as numbers, days as days, counts as numbers."""
    days = book.add_format({"num_format": "yyyy年m月d日"})
    sheet.write_row(0, 0, HEADER)
    for number, (name, visit) in enumerate(VISITS.items(), 1):
        sheet.write_row(number, 0, [name, int(visit.target)])
        sheet.write_datetime(number, 2, visit.day, days)
        for column, count in ((3, visit.talks), (4, visit.households)):
            if count is not None:
                sheet.write_number(number, column, count)


def _merged(book: Any, sheet: Any) -> None:
    """One cell of the day over two rows of visits."""
    _rows(sheet, [HEADER, V1, [*V2[:2], "", *V2[3:]], V3])
    sheet.merge_range(1, 2, 2, 2, V1[2], book.add_format())


def _titled(book: Any, sheet: Any) -> None:
    """A title over all columns, groups over some of them."""
    form = book.add_format()
    sheet.merge_range(0, 0, 0, 4, "东县2026年3月走访情况统计表", form)
    sheet.merge_range(1, 0, 1, 2, "基本情况", form)
    sheet.merge_range(1, 3, 1, 4, "工作情况", form)
    _rows(sheet, [*VISITS_TABLE, ["合计", "", "", "3", "12"]], first=2)


def _second(*rows: Sequence[object], hide: bool = False, empty: bool = False) -> Fill:
    """A further sheet behind the first, which may be hidden or empty."""

    def fill(book: Any, sheet: Any) -> None:
        if not empty:
            _rows(sheet)
        other = book.add_worksheet("四月")
        _rows(other, rows)
        if hide:
            other.hide()

    return fill


def _hidden_first(book: Any, sheet: Any) -> None:
    _rows(sheet, [["字典"], ["是"], ["否"]])
    shown = book.add_worksheet("三月")
    _rows(shown)
    shown.activate()
    sheet.hide()


def _formula(column: int, formula: str, value: str = "") -> Fill:
    """A cell of V2 as a formula; without a value it was never calculated."""

    def fill(_: Any, sheet: Any) -> None:
        _rows(sheet)
        sheet.write_formula(2, column, formula, None, value)

    return fill


def _far(_: Any, sheet: Any) -> None:
    _rows(sheet)
    sheet.write(1_048_575, 100, " ")


def _locked() -> bytes:
    """What Excel makes of a workbook with a password: an encrypted stream in a compound file."""
    old, new = ("Workbook", "EncryptedPackage")

    def entry(name: str) -> bytes:
        raw = (name + "\0").encode("utf-16-le")
        return raw.ljust(64, b"\0") + struct.pack("<H", len(raw))

    return compound(bytes(5000)).replace(entry(old), entry(new))


_APRIL = [HEADER, ["V4", A, "2026-04-01", "1", "1"]]
CASES = [
    Case("a workbook of numbers and days", "let Excel take codes for numbers and days for days", _book(_typed), Loads()),
    Case("a workbook of 1904", "typed the table on a Mac, whose days begin in 1904", _book(_typed, date_1904=True), Loads()),
    Case("an error in a cell", "let #N/A of a lookup stand in a cell",
         _book(_formula(4, "=NA()", "#N/A")),
         Loads(aside=[("visit", 3, "bad_count")], visits={"V2": None})),
    Case("a formula without its value", "had a program write formulas that no Excel has calculated yet",
         _book(_formula(4, "=2+3")), Loads(aside=[("visit", 3, "bad_count")], visits={"V2": None})),
    Case("a formula of a name", "had a program look up the number of a visit, which no Excel has calculated",
         _book(_formula(0, "=A1&2")),
         Loads(aside=[("visit", 3, "error_cell")], visits={"V2": None})),
    Case("merged days", "merged the cell of the day over two visits", _book(_merged),
         Loads(visits={"V2": replace(VISITS["V2"], day=date(2026, 3, 2))})),
    Case("titles and groups", "merged a title and groups above the header, and added a total",
         _book(_titled), Loads(set_aside={"visits.xlsx": [7]})),
    Case("an empty first sheet", "left the first sheet empty", _book(_second(*VISITS_TABLE, empty=True)), Loads()),
    Case("a hidden first sheet", "hid the sheet of the drop-down lists, which stands first", _book(_hidden_first), Loads()),
    Case("two sheets", "kept March and April on sheets of their own", _book(_second(*_APRIL)),
         Loads(warnings=["sheets_unread"])),
    Case("a sheet that is not there", "named a sheet that was renamed since",
         _book(lambda _, sheet: _rows(sheet), 'sheet = "三月份"\n'), Refused("sheet_missing", "三月份")),
    Case("a workbook of nothing", "saved an empty workbook", _book(lambda *_: None), Refused("file_empty", "visits.xlsx")),
    Case("a cell far away", "typed a space into the last row of the sheet, far to the right",
         _book(_far), Refused("sheet_too_wide", "visits.xlsx")),
    Case("HTML called .xls", "saved what an office system calls Excel and is a web page",
         visits_from("visits.xls", "<html><table><tr><td>走访编号</td></tr></table></html>".encode()),
         Refused("content_not_suffix", ".xls")),
    Case("CSV called .xlsx", "renamed a CSV to .xlsx", visits_from("visits.xlsx", csv_text(VISITS_TABLE).encode()),
         Refused("content_not_suffix", ".xlsx")),
    Case("a password of a workbook", "protected the workbook by a password", visits_from("visits.xlsx", _locked()),
         Refused("workbook_locked", "visits.xlsx")),
    Case("a workbook cut off", "broke the copying of the workbook off",
         visits_from("visits.xls", xls(VISITS_TABLE)[:1500]), Refused("file_unreadable", "visits.xls")),
]  # fmt: skip


def _renamed(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "visits.xlsx") as book:
        _rows(book.add_worksheet())
    (folder / "visits.xlsx").rename(folder / "visits.xls")
