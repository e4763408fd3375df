"""What the reader of an .xlsb does not tell: merged cells, hidden rows, and cells that hold an error.

[MS-XLSB 2.1.4]: a part is a row of records, each its type (one or two bytes), its size (one to four, of
seven bits each) and as many bytes.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from etl.reading.formats.excel_faults import Faults
from etl.reading.limits import MOST_CELLS, unpacked
from etl.reading.merged import Merge
from geodata.base.errors import RefusedError

WORKBOOK = "xl/workbook.bin"
_RELATIONS = "xl/_rels/workbook.bin.rels"
_ROW, _CELL_ERROR, _FORMULA_ERROR, _SHEET, _MERGE = 0, 3, 11, 156, 176
_LAST_CELL = 11  # types up to here are a row and its cells
_ROW_FLAGS, _HIDDEN = 11, 0x10  # fDyZero
_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


def faults_of_binary(file: Path, sheet: str) -> Faults:
    """The faults of a sheet; none where its place in the workbook is not found.

    Raises RefusedError (``sheet_too_wide``); and struct.error, IndexError, UnicodeError and ParseError
    where the file is broken.
    """
    found = Faults()
    with zipfile.ZipFile(file) as archive:
        entry = _entry(file, archive, sheet)
    row = column = furthest = 0
    for kind, body in _records(file, entry) if entry else ():
        if kind <= _LAST_CELL:
            number = int(struct.unpack_from("<I", body)[0])
            row, column = (number, 0) if kind == _ROW else (row, number)
            furthest = max(furthest, column)
            if (row + 1) * (furthest + 1) > MOST_CELLS:  # all are laid out up to the last one
                cells = (row + 1) * (furthest + 1)
                raise RefusedError("sheet_too_wide", file=file.name, cells=cells)
        if kind == _ROW and body[_ROW_FLAGS] & _HIDDEN:
            found.hidden.add(row + 1)
        elif kind in {_CELL_ERROR, _FORMULA_ERROR}:
            found.cells[row, column] = _ERRORS.get(body[8], "#N/A")
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            found.merges.append(Merge(top + 1, bottom + 1, left, right))
    return found


def _entry(file: Path, archive: zipfile.ZipFile, sheet: str) -> zipfile.ZipInfo | None:
    """Where a sheet of this name lies."""
    there = {entry.filename: entry for entry in archive.infolist()}
    if not {WORKBOOK, _RELATIONS} <= set(there):
        return None
    relations = ElementTree.fromstring(b"".join(unpacked(file, there[_RELATIONS])))  # noqa: S314
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for kind, body in _records(file, there[WORKBOOK]):
        if kind == _SHEET:
            relation, at = _text(body, 8)
            if _text(body, at)[0] == sheet:
                target = targets.get(relation, "")
                inner = target.lstrip("/") if target[:1] == "/" else PurePosixPath("xl", target)
                return there.get(str(inner))
    return None


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text of so many pairs of bytes, and where it ends."""
    start = at + 4
    end = start + 2 * int(struct.unpack_from("<I", body, at)[0])
    return body[start:end].decode("utf-16-le"), end


def _records(file: Path, entry: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    content = b"".join(unpacked(file, entry))
    at = 0
    while at < len(content):
        kind, at = content[at], at + 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | (content[at] << 7), at + 1
        size = 0
        for shift in range(0, 28, 7):
            part, at = content[at], at + 1
            size |= (part & 0x7F) << shift
            if not part & 0x80:
                break
        yield kind, content[at : at + size]
        at += size
