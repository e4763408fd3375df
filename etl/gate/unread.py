"""What lies in the city folder and no source reads, and what is new there since the load before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from etl.city.settings import City, Source
from etl.gate.intake import parts_of
from etl.reading.endings import ending
from etl.reading.folder import READ_SUFFIXES, files_in
from etl.reading.formats.excel import EXCEL_SUFFIXES, filled_sheets

_SHOWN = 10  # names that a sentence holds


#: A code of ``[warning]`` in the texts, and its values.
Told = tuple[str, dict[str, object]]


def told_of_folder(
    connection: duckdb.DuckDBPyConnection, city: City, *, has_earlier: bool
) -> list[Told]:
    """Which files and sheets nothing reads, and which were not there before: no fault of the data, and so
    no row of ``load_warning``."""
    told: list[Told] = []
    sheets = dict[Path, set[str] | None]()
    for source, path in _files(city):
        for part in parts_of(path, source.called(path), source):
            _note(sheets, path, part.sheet)
    for one in (part for source in city.sources for part in source.parts):
        if one.joined:  # the sheet or file above is read with its rows
            for path in [one.joined.file] if one.joined.file else one.files:
                _note(sheets, path, one.joined.sheet)
    for one in city.sources:
        if one.geometry:
            sheets.setdefault(one.geometry.file.resolve(), None)
    there = [path for path in files_in(city.folder) if ending(path) in READ_SUFFIXES]
    unread = [path for path in there if path.resolve() not in sheets]
    told += _names("files_unread", [path.relative_to(city.folder).as_posix() for path in unread])
    for path in there:
        read = sheets.get(path.resolve())
        if read and ending(path) in EXCEL_SUFFIXES:
            left = [one for one in filled_sheets(path) if one not in read]
            file = path.relative_to(city.folder).as_posix()
            if left:
                told.append(("sheets_unread", {"file": file, "sheets": ", ".join(left)}))
    if has_earlier:
        new = connection.execute(
            "SELECT DISTINCT source_file FROM load_log WHERE sha256 <> ''"
            " AND source_file NOT IN (SELECT source_file FROM earlier.load_log) ORDER BY 1"
        ).fetchall()
        told += _names("files_new", [file for (file,) in new])
    return told


def _note(sheets: dict[Path, set[str] | None], path: Path, sheet: str | None) -> None:
    """That a sheet of a file is read, or the whole of it."""
    known = sheets.setdefault(path.resolve(), set())
    if sheet is None:
        sheets[path.resolve()] = None
    elif known is not None:
        known.add(sheet)


def _files(city: City) -> Iterator[tuple[Source, Path]]:
    for source in city.sources:
        whole = [*source.parts, *source.earlier, *filter(None, [source.codes])]
        for one in whole:
            for path in one.files:
                yield one, path


def _names(code: str, names: list[str]) -> list[Told]:
    shown = "、".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    return [(code, {"files": len(names), "shown": shown})] if names else []
