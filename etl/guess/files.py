"""The files of a bare folder, each sheet and layer opened, before anybody has said what they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import shapely

from etl.coordinates.reference import NOTHING_STATED, Reference
from etl.reading.endings import ending
from etl.reading.folder import READ_SUFFIXES, files_in
from etl.reading.foreign import refuse_foreign
from etl.reading.formats.excel import EXCEL_SUFFIXES, sheet_names
from etl.reading.layers.spatial import SPATIAL_SUFFIXES, bounds, layer_names
from etl.reading.merged import Merge
from etl.reading.read import open_sheet
from etl.reading.row import Row
from geodata.base.errors import GuatuError, RefusedError

#: Of a file, rows enough to know it by.
_MOST_ROWS = 200_000
#: CGCS2000 Gauss-Kruger with the zone before the easting: first zone, last zone, EPSG of the first.
_ZONES = ((13, 23, 4491), (25, 45, 4513))


class Note(NamedTuple):
    """Something to be told: a key of ``[guess]`` in the texts, and its values."""

    key: str
    values: dict[str, object]


@dataclass(frozen=True)
class Part:
    """A sheet or layer of a file, or the whole of a file that has none."""

    path: Path
    file: str
    """Relative to the folder."""
    sheet: str | None
    layer: str | None
    is_default: bool
    """Whether it is what is read where no sheet or layer is named."""
    encoding: str | None
    rows: list[Row]
    merges: tuple[Merge, ...]
    has_shapes: bool
    header_first: bool
    crs: str | None
    """Where the file states none: the one its coordinates fit."""
    number: int = 0
    """Where it stands in its file."""

    @property
    def shown(self) -> str:
        """The file, and the sheet or layer where it has several."""
        inner = self.sheet or self.layer
        return self.file if self.is_default or not inner else f"{self.file} [{inner}]"

    def is_polygons(self) -> bool:
        """Whether the first shape is one."""
        wkb = next((row.wkb for row in self.rows if row.wkb), None)
        return wkb is not None and "Polygon" in shapely.from_wkb(wkb).geom_type


@dataclass(frozen=True)
class Folder:
    """What was opened, and what was not, with the reason."""

    parts: list[Part]
    unread: list[tuple[str, Note | GuatuError]]


def open_folder(folder: Path, only: Collection[str] | None = None) -> Folder:
    """Open every file of the folder and of the folders in it, or ``only`` those of them."""
    opened = Folder([], [])
    for path in files_in(folder):
        file = path.relative_to(folder).as_posix()
        if only is not None and file not in only:
            continue
        suffix = ending(path)
        if not _is_text(file):
            shown = file.encode("utf-8", "replace").decode("utf-8")
            opened.unread.append((shown, Note("name_broken", {})))
            continue
        if suffix not in READ_SUFFIXES:
            opened.unread.append((file, _no_data(path)))
            continue
        try:
            parts, unread = _parts(path, file)
        except GuatuError as error:
            opened.unread.append((file, error))
        except Exception as error:  # a reader of some format gave up half-way through the file
            refused = RefusedError("file_unreadable", file=file, detail=error)
            opened.unread.append((file, refused))
        else:
            opened.parts.extend(parts)
            opened.unread.extend(unread)
            if not parts and not unread:
                opened.unread.append((file, Note("empty", {})))
    return opened


def _no_data(path: Path) -> Note | GuatuError:
    try:
        refuse_foreign(path)
    except RefusedError as error:
        return error
    return Note("ending", {"suffix": path.suffix or path.name})


def _is_text(file: str) -> bool:
    """Whether the name can be written down: one from another system may be bytes and no text."""
    try:
        file.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _parts(path: Path, file: str) -> tuple[list[Part], list[tuple[str, GuatuError]]]:
    """Its sheets or layers, or the whole of it; and what of them cannot be read, which hides no other."""
    suffix = ending(path)
    if suffix in EXCEL_SUFFIXES:
        names = sheet_names(path)
        first = names[0] if names else None
        return [
            replace(part, number=number)
            for number, name in enumerate(sheet_names(path, in_order=True))
            for part in _part(path, file, name, None, name == first)
        ], []
    if suffix not in SPATIAL_SUFFIXES:
        return list(_part(path, file, None, None, True)), []
    names = layer_names(path)
    parts: list[Part] = []
    unread: list[tuple[str, GuatuError]] = []
    for name in names:
        try:
            parts += _part(path, file, None, name, len(names) == 1)
        except RefusedError as error:
            unread.append((file if len(names) == 1 else f"{file} [{name}]", error))
    return parts, unread


def _part(
    path: Path, file: str, sheet: str | None, layer: str | None, is_default: bool
) -> Iterator[Part]:
    """The part, unless nothing at all stands in it."""
    crs = None
    try:
        opened = open_sheet(path, sheet=sheet, layer=layer)
    except RefusedError as error:
        crs = _fitting_crs(path, layer) if error.code == "crs_missing" else None
        if crs is None:
            raise
        opened = open_sheet(path, layer=layer, reference=Reference(crs) if crs else NOTHING_STATED)
    rows = list(islice(opened.rows, _MOST_ROWS))
    if any(cell.strip() for row in rows for cell in row.cells):
        yield Part(
            path, file, sheet, layer, is_default, opened.encoding, rows, opened.merges,
            opened.has_shapes, opened.header_first, crs,
        )  # fmt: skip


def _fitting_crs(path: Path, layer: str | None) -> str | None:
    """The CGCS2000 zone whose number stands before every easting of a file without a CRS."""
    if ending(path) not in SPATIAL_SUFFIXES:
        return None
    box = bounds(path, layer)
    if len(box) != 4 or not 1.5e6 < box[1] <= box[3] < 6.5e6:  # northings of China
        return None
    west, east = int(box[0] // 1e6), int(box[2] // 1e6)
    for first, last, code in _ZONES:
        if west == east and first <= west <= last:
            return f"EPSG:{code + west - first}"
    return None
