"""Excel (.xlsx, .xlsm, .xlsb, .xls) and OpenDocument (.ods), whole in memory, with the cells that were
merged."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import ParseError

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from etl.reading.cells import cell_text
from etl.reading.compound import check_compound
from etl.reading.formats.binary_workbook import WORKBOOK, faults_of_binary
from etl.reading.formats.excel_faults import Faults, faults_of
from etl.reading.formats.old_rows import hidden_rows
from etl.reading.formats.open_document import CONTENT, faults_by_sheet
from etl.reading.limits import check_workbook
from etl.reading.merged import Merge
from geodata.base.errors import RefusedError

EXCEL_SUFFIXES = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class Workbook:
    """One sheet, from row 1, and what else there is."""

    rows: list[list[str]]
    merges: tuple[Merge, ...]
    unread: tuple[str, ...]
    """Further sheets that a person sees and in which something stands, where none was named."""
    hidden: frozenset[int]
    """Rows, from 1, that are hidden or filtered out."""
    name: str
    """Of the sheet."""


def read_excel(file: Path, sheet: str | None) -> Workbook:
    """A sheet: the one named, else the first that a person sees and in which something stands.

    Raises RefusedError (``sheet_missing``, ``sheets_none``, ``file_unreadable``, ``content_not_suffix``,
    ``workbook_locked``, and what :mod:`etl.reading.limits` refuses).
    """
    with _refused(file, sheet):
        workbook = _opened(file)
        filled = [sheet] if sheet else _filled(workbook)
        if not (filled or workbook.sheet_names):
            raise RefusedError("sheets_none", file=file.name)
        name, *unread = filled or workbook.sheet_names
        page = workbook.get_sheet_by_name(name)
        rows = [
            [cell_text(value) for value in row] for row in page.to_python(skip_empty_area=False)
        ]
        merges = tuple(
            Merge(top + 1, bottom + 1, left, right)
            for (top, left), (bottom, right) in page.merged_cell_ranges or ()
        )
        faults = _faults(file, name)
        _put(rows, faults.cells)
        merges += tuple(faults.merges)
    return Workbook(rows, merges, tuple(unread) if filled else (), frozenset(faults.hidden), name)


def _faults(file: Path, sheet: str) -> Faults:
    """What the reader does not tell of a sheet, by what the file is and not by its name."""
    if not zipfile.is_zipfile(file):
        return Faults(hidden=set(hidden_rows(file.read_bytes(), sheet)))
    names = _entries(file)
    if CONTENT in names:
        return faults_by_sheet(file).get(sheet, Faults())
    return faults_of_binary(file, sheet) if WORKBOOK in names else faults_of(file, sheet)


def _entries(file: Path) -> set[str]:
    with zipfile.ZipFile(file) as archive:
        return set(archive.namelist())


def sheet_names(file: Path, *, in_order: bool = False) -> list[str]:
    """The sheets of a workbook, the one that is read by itself first, or ``in_order`` as they stand;
    raises RefusedError as :func:`read_excel`."""
    with _refused(file, None):
        workbook = _opened(file)
        if in_order:
            return list(workbook.sheet_names)
        first = _filled(workbook)[:1]
        return first + [name for name in workbook.sheet_names if name not in first]


def filled_sheets(file: Path) -> list[str]:
    """The sheets that a person sees and in which something stands; raises as :func:`read_excel`."""
    with _refused(file, None):
        return _filled(_opened(file))


def _filled(workbook: CalamineWorkbook) -> list[str]:
    """The sheets that a person sees and in which something stands."""
    return [
        one.name
        for one in workbook.sheets_metadata
        if one.visible == SheetVisibleEnum.Visible
        and one.typ == SheetTypeEnum.WorkSheet
        and workbook.get_sheet_by_name(one.name).height
    ]


def _put(rows: list[list[str]], cells: Mapping[tuple[int, int], str]) -> None:
    for (row, column), text in cells.items():
        if row < len(rows):
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = text


def _opened(file: Path) -> CalamineWorkbook:
    content = file.read_bytes()
    if not content.startswith((b"PK", _COMPOUND)):
        raise RefusedError("content_not_suffix", file=file.name, suffix=file.suffix.lower())
    if content.startswith(_COMPOUND) and "EncryptedPackage".encode("utf-16-le") in content:
        raise RefusedError("workbook_locked", file=file.name)
    if zipfile.is_zipfile(file):
        check_workbook(file)
        if CONTENT in _entries(file):
            faults_by_sheet(file)  # what a few words stand for is laid out when it is opened
    else:
        check_compound(file)
    # by content, not by name: many an .xls of an office system is an .xlsx
    return CalamineWorkbook.from_filelike(BytesIO(content))


@contextmanager
def _refused(file: Path, sheet: str | None) -> Iterator[None]:
    """What the reader cannot read is refused."""
    try:
        yield
    except RefusedError:
        raise
    except WorksheetNotFound as error:
        raise RefusedError("sheet_missing", file=file.name, sheet=sheet) from error
    except PasswordError as error:
        raise RefusedError("workbook_locked", file=file.name) from error
    except (
        CalamineError, OSError, zipfile.BadZipFile, ParseError, struct.error, LookupError, ValueError,
    ) as error:  # fmt: skip
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
    except BaseException as error:  # the reader panics at a broken .xls, with no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
