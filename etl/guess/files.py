"""The files of a bare folder, each sheet and layer opened, before anybody has said what they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import shapely

from etl.coordinates.reference import NOTHING_STATED, Reference
from etl.headers.columns import plain
from etl.headers.joined import Joined, parents_of
from etl.reading.endings import ending
from etl.reading.folder import READ_SUFFIXES, files_in
from etl.reading.foreign import refuse_foreign
from etl.reading.formats.excel import EXCEL_SUFFIXES, filled_sheets, sheet_names
from etl.reading.layers.spatial import SPATIAL_SUFFIXES, bounds, layer_names
from etl.reading.merged import Merge
from etl.reading.read import open_sheet
from etl.reading.row import Row
from geodata.base.errors import GuatuError, RefusedError

#: Of a file, rows enough to know it by.
_MOST_ROWS = 200_000
#: What ties the rows of a repeat to those above, as KoboToolbox and ODK write it.
_KEPT = 20  # signs of a long name that no sheet loses
_IN_WORKBOOK, _OF_TABLE = "_parent_index", "_parent_table_name"
_TIES = ((_IN_WORKBOOK, "_index"), ("PARENT_KEY", "KEY"))
#: CGCS2000 Gauss-Kruger with the zone before the easting: first zone, last zone, EPSG of the first.
_ZONES = ((13, 23, 4491), (25, 45, 4513))


class Note(NamedTuple):
    """Something to be told: a key of ``[guess]`` in the texts, and its values."""

    key: str
    values: dict[str, object]


Why = Note | GuatuError


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
    joined: Joined | None = None
    """The sheet or file above, whose cells stand behind its own from ``own_width`` on."""
    own_width: int = 0

    @property
    def shown(self) -> str:
        """The file, and the sheet or layer where it has several."""
        inner = self.sheet or self.layer
        return self.file if self.is_default or not inner else f"{self.file} [{inner}]"

    def shown_beside(self, read: Collection[str]) -> str:
        """The same, with the sheet or layer also where others of the file are read."""
        inner = self.sheet or self.layer
        return f"{self.file} [{inner}]" if inner and self.file in read else self.shown

    def is_polygons(self) -> bool:
        """Whether the first shape is one."""
        wkb = next((row.wkb for row in self.rows if row.wkb), None)
        return wkb is not None and "Polygon" in shapely.from_wkb(wkb).geom_type


@dataclass(frozen=True)
class Folder:
    """What was opened, and what was not, with the reason."""

    parts: list[Part]
    unread: list[tuple[str, Why]]


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


class Repeat(NamedTuple):
    """A sheet or file whose rows belong to those of another, and the same with the cells of that one."""

    part: Part
    above: Part
    joined: Part
    told: Note
    """How many of its rows are tied to one above."""


def repeats_of(parts: Sequence[Part]) -> Iterator[Repeat]:
    """The repeats among the exports of survey apps, those that lie in another repeat last."""
    waiting = [(part, found) for part in parts if (found := _above(part, parts))]
    in_repeats = {id(part) for part, _ in waiting}
    for part, (above, (by, to)) in sorted(waiting, key=lambda one: id(one[1][0]) in in_repeats):
        joined = Joined(by, to, None if above.path == part.path else above.path, above.sheet)
        parents = parents_of(joined, above.shown, above.rows, above.sheet)
        rows = list(parents.rows(part.shown, part.rows))
        tied = len(parents.used) + len(parents.later)
        told = Note("joined_to", {
            "above": above.sheet or above.file, "by": by, "to": to, "found": tied,
            "rows": tied + len(parents.without),
        })  # fmt: skip
        whole = replace(part, rows=rows, joined=joined, own_width=parents.width)
        yield Repeat(part, above, whole, told)


def _above(part: Part, parts: Sequence[Part]) -> tuple[Part, tuple[str, str]] | None:
    """The part that the rows of another belong to, and what ties the two."""
    for by, to in _TIES:
        ties = _column(part, by)
        if ties is None:
            continue
        names = {plain(one)[:_KEPT] for one in _column(part, _OF_TABLE) or []}
        near = [
            other
            for other in parts
            if other is not part
            and (
                other.path == part.path
                if by == _IN_WORKBOOK
                else other.path.parent == part.path.parent
            )
            and not set(ties).isdisjoint(_column(other, to) or [])
            and (not names or other.sheet is None or plain(other.sheet)[:_KEPT] in names)
        ]
        if len(near) == 1:
            return near[0], (by, to)
    return None


def _column(part: Part, header: str) -> list[str] | None:
    """The cells that stand in something under a header of the first row."""
    headers = [plain(cell) for cell in part.rows[0].cells] if part.rows else []
    if plain(header) not in headers:
        return None
    at = headers.index(plain(header))
    return [
        cell for row in part.rows[1:] if at < len(row.cells) and (cell := row.cells[at].strip())
    ]


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


def _parts(path: Path, file: str) -> tuple[list[Part], list[tuple[str, Why]]]:
    """Its sheets or layers, or the whole of it; and what of them cannot be read, which hides no other."""
    suffix = ending(path)
    if suffix in EXCEL_SUFFIXES:
        names = sheet_names(path)
        seen, first = filled_sheets(path), names[0] if names else None
        hidden: list[tuple[str, Why]] = [
            (f"{file} [{name}]", Note("sheet_hidden", {}))
            for name in names
            if name not in seen and seen
        ]
        return [
            replace(part, number=number)
            for number, name in enumerate(sheet_names(path, in_order=True))
            if name in seen or not seen
            for part in _part(path, file, name, None, name == first)
        ], hidden
    if suffix not in SPATIAL_SUFFIXES:
        return list(_part(path, file, None, None, True)), []
    names = layer_names(path)
    parts: list[Part] = []
    unread: list[tuple[str, Why]] = []
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
