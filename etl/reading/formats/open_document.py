"""What the reader of an .ods does not tell: cells that were merged and rows that nobody sees.

[OpenDocument 1.2, part 1, 9.1]: a row and a cell may stand for many alike (``…-repeated``), a merged
cell says how many it spans (``…-spanned``), and a row may be collapsed or filtered out.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import Element, XMLPullParser

from etl.reading.formats.excel_faults import Faults
from etl.reading.limits import MOST_CELLS, unpacked
from etl.reading.merged import Merge
from geodata.base.errors import RefusedError

CONTENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}


def faults_by_sheet(file: Path) -> Mapping[str, Faults]:
    """The merged cells and hidden rows of every sheet.

    Raises RefusedError (``sheet_too_wide``) where a few words stand for more cells than can be read, and
    ParseError, ValueError.
    """
    found: dict[str, Faults] = defaultdict(Faults)
    with zipfile.ZipFile(file) as archive:
        elements = _elements(file, archive.getinfo(CONTENT))
        for tag, element in elements:
            if tag == f"{_TABLE}table":
                _read(file, elements, found[element.get(f"{_TABLE}name", "")])
    return found


def _read(file: Path, elements: Iterator[tuple[str, Element]], faults: Faults) -> None:
    """One table, up to its end."""
    top, left, filled = 1, 0, 0
    for tag, element in elements:
        if tag == f"/{_TABLE}table":
            return
        if tag == f"{_TABLE}table-row":
            left = filled = 0
        elif tag[1:] in _CELLS and tag[0] == "/":
            columns = _number(element, "number-columns-spanned")
            rows = _number(element, "number-rows-spanned")
            if columns > 1 or rows > 1:
                faults.merges.append(Merge(top, top + rows - 1, left, left + columns - 1))
            left += _number(element, "number-columns-repeated")
            filled = left if len(element) else filled
            element.clear()
        elif tag == f"/{_TABLE}table-row":
            rows = _number(element, "number-rows-repeated")
            if filled * rows > MOST_CELLS:
                raise RefusedError("sheet_too_wide", file=file.name, cells=filled * rows)
            if filled and element.get(f"{_TABLE}visibility", "visible") != "visible":
                faults.hidden.update(range(top, top + rows))
            top += rows
            element.clear()


def _elements(file: Path, entry: zipfile.ZipInfo) -> Iterator[tuple[str, Element]]:
    """Every element as it begins, and, with a stroke before its tag, as it ends."""
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    for piece in unpacked(file, entry):
        parser.feed(piece)
        for event, element in cast(Iterator[tuple[str, Element]], parser.read_events()):
            yield ("/" if event == "end" else "") + element.tag, element


def _number(element: Element, name: str) -> int:
    return int(element.get(f"{_TABLE}{name}", "1"))
