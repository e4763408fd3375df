"""Spreadsheets in formats that no library here writes: .xlsb ([MS-XLSB]) and .ods (OpenDocument)."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Collection, Sequence
from datetime import date
from xml.sax.saxutils import escape

Cells = Sequence[Sequence[object]]
#: Top, bottom, left, right, from 0.
Merged = tuple[int, int, int, int]

_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships'
    ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}"/></Relationships>'
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types'
    ' xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
ERROR = object()  # a cell that holds #N/A


def xlsb(
    rows: Cells, *, sheet: str = "走访", hidden: Collection[int] = (), merged: Sequence[Merged] = ()
) -> bytes:
    """One sheet; ``hidden``: rows from 0."""
    widest = max(map(len, rows))
    body = [
        _record(129),
        _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, widest - 1)),
        _record(145),
    ]
    for number, row in enumerate(rows):
        flags = 0x10 if number in hidden else 0
        body.append(_record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0)))
        for column, value in enumerate(row):
            head = struct.pack("<II", column, 0)
            if value is ERROR:
                body.append(_record(3, head + bytes([42])))
            elif isinstance(value, int | float):
                body.append(_record(5, head + struct.pack("<d", value)))
            elif value is not None and value != "":
                body.append(_record(6, head + _wide(str(value))))
    body.append(_record(146))
    if merged:
        body.append(_record(177, struct.pack("<I", len(merged))))
        body += [_record(176, struct.pack("<IIII", *one)) for one in merged]
        body.append(_record(178))
    body.append(_record(130))
    book = [_record(131), _record(143),
            _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(sheet)),
            _record(144), _record(132)]  # fmt: skip
    return _zipped({
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.bin"),
        "xl/_rels/workbook.bin.rels": _RELATIONS.format(kind="worksheet", target="worksheets/sheet1.bin"),
        "xl/workbook.bin": b"".join(book),
        "xl/worksheets/sheet1.bin": b"".join(body),
    })  # fmt: skip


def ods(
    rows: Cells, *, sheet: str = "走访", hidden: Collection[int] = (), merged: Sequence[Merged] = ()
) -> bytes:
    """One sheet, with the empty rest of it that every program writes."""
    across = {
        (top, left): (bottom - top + 1, right - left + 1) for top, bottom, left, right in merged
    }
    lines = []
    for number, row in enumerate(rows):
        seen = ' table:visibility="filter"' if number in hidden else ""
        cells = "".join(
            _cell(value, across.get((number, column))) for column, value in enumerate(row)
        )
        lines.append(f"<table:table-row{seen}>{cells}</table:table-row>")
    lines.append(
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return opened("".join(lines), sheet)


def opened(lines: str, sheet: str = "走访") -> bytes:
    """An .ods of the rows as they are written."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space}:office:1.0"'
        f' xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="{sheet}">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return _zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _cell(value: object, spanned: tuple[int, int] | None) -> str:
    span = (
        f' table:number-rows-spanned="{spanned[0]}" table:number-columns-spanned="{spanned[1]}"'
        if spanned
        else ""
    )
    if value is None or value == "":
        return f"<table:table-cell{span}/>"
    if isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return (
        f"<table:table-cell{span} {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"
    )


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, parts = len(body), bytearray()
    while True:
        more = size > 0x7F
        parts.append(size & 0x7F | (0x80 if more else 0))
        size >>= 7
        if not more:
            return head + bytes(parts) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _zipped(parts: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else None
            archive.writestr(name, content, stored)
    return packed.getvalue()
