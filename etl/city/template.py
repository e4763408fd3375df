"""Blank Excel files to fill in, one for each table: headers the loader knows, and its rules.

The first sheet is what is loaded: headers and nothing else. Examples stand on the second, so that
none of them is ever taken for data. Everything follows from the declarations in ``etl/tables``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.city.documentation import title
from etl.headers.columns import unit_word
from etl.tables import PLACE, TABLES
from etl.tables.declare import Column, Table
from geodata.base.codes import KINDS
from geodata.base.errors import RefusedError
from geodata.base.messages import Language, text

_LAST_ROW = 1_048_575
_TEXT = 49  # the number of the format that Excel calls text
_FIRST_DAY, _LAST_DAY = date(1949, 10, 1), date(2199, 12, 31)
#: The kinds of place that lie below a city; wider ones are the root of a folder.
_KINDS = KINDS[KINDS.index("city") + 1 :]
_NOTES = ("column", "required", "what", "words", "unit", "example", "also")
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LIST_LENGTH = 255  # what Excel takes as the source of a drop-down list
_ERROR_LENGTH = 32  # of the title of a message


def write_templates(folder: Path, language: Language) -> list[Path]:
    """Write every template into a folder; the files.

    Raises RefusedError (``template_there``) rather than write over a file somebody filled in.
    """
    files = {folder / f"{kind}.xlsx": (PLACE, text("kind", kind, language)) for kind in _KINDS}
    for table in TABLES:
        name = title(table) if language == "zh_CN" else table.name
        files[folder / f"{table.name}.xlsx"] = (table, name)
    for file in files:
        if file.exists():
            raise RefusedError("template_there", folder=folder, file=file.name)
    folder.mkdir(parents=True, exist_ok=True)
    for file, (table, name) in files.items():
        _write(file, table, name, language)
    return list(files)


def header(column: Column, language: Language) -> str:
    """The header a template gives a column: with its unit where one is known so, * if required."""
    name = column.headers[0] if language == "zh_CN" and column.headers else column.name
    unit = f"({unit_word(column)})" if unit_word(column).isalpha() and language == "zh_CN" else ""
    return name + unit + ("*" if _must(column) else "")


def words(column: Column) -> list[str]:
    """What the drop-down list of a column offers: one word a choice, Chinese where there is one."""
    return [more[0] if more else value for value, more in column.choices.items()]


def _must(column: Column) -> bool:
    return column.needed


def _write(file: Path, table: Table, name: str, language: Language) -> None:
    try:
        with xlsxwriter.Workbook(file, _OPTIONS) as book:
            _write_blank(book, table, name, language)
            _write_notes(book, table, language)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise RefusedError("file_unwritable", file=file, detail=error) from error


def _write_blank(book: Any, table: Table, name: str, language: Language) -> None:
    sheet = book.add_worksheet(_sheet_name(name))
    head = {"bold": True, "bg_color": "#d9e8f5", "border": 1, "text_wrap": True, "valign": "top"}
    optional, required = book.add_format(head), book.add_format({**head, "bg_color": "#ffe08a"})
    formats = {
        "text": book.add_format({"num_format": _TEXT}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for i, column in enumerate(table.columns):
        shown = header(column, language)
        form = "date" if column.kind == "date" else "text" if _is_text(column) else None
        sheet.set_column(i, i, max(12, _width(shown) + 2, len(column.example) + 2),
                         formats[form] if form else None)  # fmt: skip
        sheet.write_string(0, i, shown, required if _must(column) else optional)
        rule = _validation(column)
        if rule:
            message = {
                "error_title": text("template", "wrong_title", language)[:_ERROR_LENGTH],
                "error_message": text("template", column.kind, language),
            }
            sheet.data_validation(1, i, _LAST_ROW, i, {**rule, **message, "ignore_blank": True})
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)


def _is_text(column: Column) -> bool:
    """Whether Excel must leave the cell alone: it would take zeros off a code."""
    return column.kind in {"text", "code", "target", "month", "choice", "flag"}


def _validation(column: Column) -> dict[str, Any] | None:
    match column.kind:
        case "choice" | "flag" | "count" if column.choices:
            offered = words(column)
            return (
                {"validate": "list", "source": offered}
                if len(",".join(offered)) <= _LIST_LENGTH
                else None
            )
        case "date":
            return {
                "validate": "date", "criteria": "between",
                "minimum": _FIRST_DAY, "maximum": _LAST_DAY,
            }  # fmt: skip
        case "count":
            return {
                "validate": "integer", "criteria": "between",
                "minimum": 0, "maximum": 999_999_999,
            }  # fmt: skip
        case "decimal":
            return {"validate": "decimal", "criteria": ">=", "value": 0}
        case "lon" | "lat":
            bound = 180 if column.kind == "lon" else 90
            return {
                "validate": "decimal", "criteria": "between", "minimum": -bound, "maximum": bound,
            }  # fmt: skip
    return None


def _write_notes(book: Any, table: Table, language: Language) -> None:
    sheet = book.add_worksheet(text("template", "notes", language))
    bold = book.add_format({"bold": True, "bg_color": "#d9e8f5", "border": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": _TEXT})
    heads = _NOTES if language == "zh_CN" else (*_NOTES, "meaning")
    sheet.write_string(0, 0, text("template", "required_mark", language))
    for i, name in enumerate(heads):
        sheet.write_string(1, i, text("template", name, language), bold)
    for r, column in enumerate(table.columns, 2):
        for i, cell in enumerate(_note(column, language)):
            sheet.write_string(r, i, cell, plain)
    for i, width in enumerate((20, 10, 36, 30, 18, 18, 36, 60)[: len(heads)]):
        sheet.set_column(i, i, width)
    sheet.freeze_panes(2, 0)


def _note(column: Column, language: Language) -> list[str]:
    """The row of a column on the sheet of notes."""
    what = [text("template", column.kind, language)]
    if column.default is not None:
        what.append(text("template", "default", language, value=_word(column, column.default)))
    if column.refers_to:
        what.append(text("template", "refers", language, table=_table_name(column, language)))
    accepted = "; ".join(" / ".join((*more, value)) for value, more in column.choices.items())
    shown = header(column, language)
    also = [one for one in (*column.headers, column.name) if one != shown.rstrip("*")]
    note = [
        shown,
        text("template", "yes" if _must(column) else "no", language),
        "; ".join(what),
        accepted,
        column.unit,
        _word(column, column.example),
        "、".join(also),
    ]
    return note if language == "zh_CN" else [*note, column.doc]


def _word(column: Column, value: str) -> str:
    """A choice as the list offers it, anything else as it is."""
    found = column.choices.get(value)
    return found[0] if found else value


def _table_name(column: Column, language: Language) -> str:
    (name,) = (column.refers_to or ("",))[:1]
    table = next(one for one in (PLACE, *TABLES) if one.name == name)
    return title(table) if language == "zh_CN" else name


def _width(shown: str) -> int:
    """In characters as Excel counts them: a Chinese one takes two."""
    return sum(2 if ord(sign) > 255 else 1 for sign in shown)


def _sheet_name(name: str) -> str:
    """A name Excel takes: none of its signs, 31 characters at most."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in name)[:31]
