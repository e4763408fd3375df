"""Cells of an .xlsx that its reader takes for empty: errors (#N/A), and formulas that nobody has
calculated yet. Nothing is not what stands there."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from etl.limits import unpacked

_MOST_LIST_BYTES = 1 << 20  # of the list of sheets: a few hundred lines
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<c\b([^>]*?)(?<!/)>((?:(?!</c>).)*)</c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_FORMULA = re.compile(rb"<f\b[^>]*>([^<]*)</f>")


def faulty_cells(file: Path, sheet: str) -> dict[tuple[int, int], str]:
    """(row, column) from 0 → ``#N/A`` or ``#=A1+B1``, for the cells of a sheet that hold no value."""
    with zipfile.ZipFile(file) as archive:
        entry = _entry(archive, sheet)
        return dict(_found(file, entry)) if entry else {}


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


def _found(file: Path, entry: zipfile.ZipInfo) -> Iterator[tuple[tuple[int, int], str]]:
    rest = b""
    for piece in unpacked(file, entry):
        text = rest + piece
        whole = text.rfind(b"</c>") + len(b"</c>")
        rest, text = (text[whole:], text[:whole]) if whole > 3 else (text, b"")
        if b't="e"' in text or b"<f" in text:
            yield from _in_text(text)


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
