"""Excel: .xlsx, .xlsm and .xls, whole in memory, with the cells that were merged."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from etl.cells import cell_text
from etl.compound import check_compound
from etl.limits import check_workbook
from etl.merged import Merge
from geodata.errors import RefusedError

EXCEL_SUFFIXES = {".xlsx", ".xlsm", ".xls"}


def read_excel(file: Path, sheet: str | None) -> tuple[list[list[str]], tuple[Merge, ...]]:
    """Every row from row 1 of a sheet; raises RefusedError (``sheet_missing``,
    ``file_unreadable``, and what :mod:`etl.limits` refuses)."""
    try:
        workbook = _opened(file)
        page = workbook.get_sheet_by_name(sheet) if sheet else workbook.get_sheet_by_index(0)
        rows = page.to_python(skip_empty_area=False)
    except WorksheetNotFound as error:
        raise RefusedError("sheet_missing", file=file.name, sheet=sheet) from error
    except (CalamineError, OSError, zipfile.BadZipFile) as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
    except BaseException as error:  # the reader panics at a broken .xls, with no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
    merges = tuple(
        Merge(top + 1, bottom + 1, left, right)
        for (top, left), (bottom, right) in page.merged_cell_ranges or ()
    )
    return [[cell_text(value) for value in row] for row in rows], merges


def sheet_names(file: Path) -> list[str]:
    """The sheets of a workbook, in their order; raises RefusedError as :func:`read_excel`."""
    try:
        return _opened(file).sheet_names
    except (CalamineError, OSError, zipfile.BadZipFile) as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
    except BaseException as error:  # as above
        if type(error).__name__ != "PanicException":
            raise
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error


def _opened(file: Path) -> CalamineWorkbook:
    if zipfile.is_zipfile(file):
        check_workbook(file)
    else:
        check_compound(file)
    # by content, not by name: many an .xls of an office system is an .xlsx
    return CalamineWorkbook.from_filelike(BytesIO(file.read_bytes()))
