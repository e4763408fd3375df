"""What the reader of an .xlsx does not tell: errors (#N/A) and formulas that nobody has calculated
yet, which it takes for empty, and rows that are hidden or filtered out, which it reads as any other."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from etl.reading.limits import unpacked
from etl.reading.merged import Merge

_MOST_LIST_BYTES = 1 << 20  # of the list of sheets: a few hundred lines
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<c\b([^>]*?)(?<!/)>((?:(?!</c>).)*)</c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb"<row\b([^>]*)>")
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_IS_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_FORMULA = re.compile(rb"<f\b[^>]*>([^<]*)</f>")


@dataclass
class Faults:
    """What one sheet has of them."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) from 0 → ``#N/A`` or ``#=A1+B1``, of the cells that hold no value."""
    hidden: set[int] = field(default_factory=set)
    """Rows from 1."""
    merges: list[Merge] = field(default_factory=list)
    """Where the reader itself does not know of any."""


def faults_of(file: Path, sheet: str) -> Faults:
    """The faults of a sheet; none where its place in the workbook is not found."""
    found = Faults()
    with zipfile.ZipFile(file) as archive:
        entry = _entry(archive, sheet)
        if entry:
            for text in _whole_cells(file, entry):
                if b't="e"' in text or b"<f" in text:
                    found.cells.update(_in_text(text))
                if b" hidden=" in text:
                    found.hidden.update(_hidden(text))
    return found


def _entry(archive: zipfile.ZipFile, sheet: str) -> zipfile.ZipInfo | None:
    """Where a sheet of this name lies."""
    names = {entry.filename: entry for entry in archive.infolist()}
    lists = [names.get(one) for one in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")]
    texts = [archive.read(one) for one in lists if one and one.file_size <= _MOST_LIST_BYTES]
    if len(texts) < len(lists):
        return None
    sheets, relations = (ElementTree.fromstring(text) for text in texts)  # noqa: S314
    wanted = next((one.get(_RELATION) for one in sheets.iter() if one.get("name") == sheet), None)
    target = next((one.get("Target", "") for one in relations if one.get("Id") == wanted), "")
    return names.get(target.lstrip("/") if target[:1] == "/" else str(PurePosixPath("xl", target)))


def _whole_cells(file: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The text of a sheet in pieces that each end with a cell."""
    rest = b""
    for piece in unpacked(file, entry):
        text = rest + piece
        whole = text.rfind(b"</c>") + len(b"</c>")
        rest, text = (text[whole:], text[:whole]) if whole > 3 else (text, b"")
        yield text
    yield rest


def _hidden(text: bytes) -> Iterator[int]:
    for attributes in _ROW.findall(text):
        number = _NUMBER.search(attributes)
        if number and _IS_HIDDEN.search(attributes):
            yield int(number[1])


def _in_text(text: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for attributes, body in _CELL.findall(text):
        place, value = _PLACE.search(attributes), _VALUE.search(body)
        if place is None:
            continue
        if b't="e"' in attributes:
            shown = value[1].decode("utf-8", "replace") if value else "#N/A"
        elif b"<f" in body and b't="str"' not in attributes and not (value and value[1].strip()):
            formula = _FORMULA.search(body)
            shown = "#=" + (formula[1].decode("utf-8", "replace") if formula else "")
        else:
            continue
        column = 0
        for letter in place[1]:
            column = column * 26 + letter - 64
        yield (int(place[2]) - 1, column - 1), shown
