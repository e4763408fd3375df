"""What was understood of a city folder, table by table, for a person who sees only a screen: which file
is which table, which header which column, the first rows below them, and what is left out.

Residents' data and names of officials are hidden in what is shown, as in everything that is handed out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from etl.city.settings import Source, read_city
from etl.desk.choices import table_of
from etl.desk.joining import Joined, stated
from etl.gate import residents
from etl.gate.intake import Intake, open_file
from etl.gate.stage import sheets_of
from etl.guess.files import Part, open_folder
from etl.guess.folder import Guess, Why, why_none
from etl.guess.ranked import fits_of
from etl.guess.toml import called, told_why
from etl.headers.columns import plain
from etl.tables import TABLES
from etl.tables.declare import Column, Table
from geodata.base import people, privacy
from geodata.base.codes import KINDS
from geodata.base.messages import Language
from geodata.output.rejects import note_headers

_SHOWN_ROWS, _SHOWN_CHARACTERS, _LOOKED_AT = 5, 60, 10
#: Headers under which officials may stand, before anybody has said so.
_PERSONS = re.compile("人$|人员|干部|领导|书记|姓名|责任|负责|official|leader|name", re.IGNORECASE)
_PLACE_DIGITS = 12  # a number as long names a place; a longer one may name a person
_CODES = {"code", "target"}


def understood(
    folder: Path, language: Language, found: Guess | None = None, joined: Sequence[Joined] = ()
) -> dict[str, Any]:
    """As JSON: ``root``, ``sources`` (one entry a file or sheet), ``unused``, ``asked``, and ``tables``,
    all that a file could be taken for. Raises RefusedError as a load would."""
    city = read_city(folder, enclosed=True)
    sure = {one.name: one.sure for one in found.proposals} if found else {}
    more = {one.shown: one for one in joined}
    told = []
    for source in city.sources:
        for one in _of_source(folder, source, language):
            new = more.get(one["shown"])
            told.append({**one, "sure": new.sure if new else sure.get(source.name, "stated")})
    unused = [(one.shown, one.why) for one in joined if one.why is not None]
    if found:
        unused += found.unused
    return {
        "root": {"name": city.name, "code": city.code, "kind": city.kind},
        "sources": told,
        "unused": list(_unused(folder, unused, language)),
        "asked": list(_asked(found, language)),
        "tables": list(_tables(language)),
    }


def nothing_understood(folder: Path, language: Language) -> dict[str, Any]:
    """The same of a folder from which no city.toml could be guessed: why each file is not used, and what
    it could be taken for."""
    opened = open_folder(folder)
    unused = [*((one.shown, why_none(fits_of(one))) for one in opened.parts), *opened.unread]
    return {
        "root": {"name": "", "code": "", "kind": ""},
        "sources": [],
        "unused": list(_unused(folder, unused, language)),
        "asked": [],
        "tables": list(_tables(language)),
    }


def _asked(found: Guess | None, language: Language) -> Iterator[dict[str, Any]]:
    """What nobody but a person can decide, and the keys it would be used with."""
    for one in found.proposals if found else ():
        if one.question is not None:
            part = one.fits[0].part
            is_answered_by_yes = part.crs is not None and one.fits[0].question is None
            yield {
                "source": one.name, "title": called(one.name, language), "file": part.file,
                "shown": ", ".join(fit.part.shown for fit in one.fits),
                "why": told_why(one.question, language),
                "keys": stated(one) if is_answered_by_yes else {},
            }  # fmt: skip


def _unused(
    folder: Path, unused: Sequence[tuple[str, Why]], language: Language
) -> Iterator[dict[str, Any]]:
    """What is left out, with its headers and which columns they would be of the tables it comes near."""
    whys = dict(unused)
    files = {shown if (folder / shown).is_file() else shown.partition(" [")[0] for shown in whys}
    parts = {one.shown: one for one in open_folder(folder, files).parts}
    for shown, why in whys.items():
        part = parts.get(shown)
        told = {
            "shown": shown,
            "file": part.file if part else shown,
            "why": told_why(why, language),
        }
        yield {**told, **(_offered(part) if part else {})}


def _offered(part: Part) -> dict[str, Any]:
    fits = fits_of(part)
    if fits:
        headings = [one.shown for one in fits[0].headings]
        below = fits[0].rows
    else:
        lead = part.rows[:_LOOKED_AT]
        at = max(range(len(lead)), key=lambda one: sum(map(bool, lead[one].cells)), default=0)
        headings, below = part.rows[at].cells, part.rows[at + 1 :]
    first = [row.cells for row in islice(below, _SHOWN_ROWS)]
    return {
        "sheet": part.sheet or "", "layer": part.layer or "", "is_default": part.is_default,
        "header_row": list(fits[0].header) if fits and fits[0].is_deep else [],
        "headers": [
            {
                "header": heading.strip(), "column": "",
                "sample": next((cell for row in first if (cell := _hidden(heading, row, at))), ""),
            }
            for at, heading in enumerate(headings) if heading.strip()
        ],
        "fits": {
            one.name: {one.headings[at].shown.strip(): name for name, at in one.positions.items()}
            for one in fits if [head.shown for head in one.headings] == list(headings)
        },
    }  # fmt: skip


def _hidden(heading: str, cells: Sequence[str], at: int) -> str:
    """A cell of a column that nobody has taken for anything."""
    cell = cells[at].strip() if at < len(cells) else ""
    if cell and privacy.is_personal(heading):
        return privacy.SIGN
    if _PERSONS.search(heading):
        return people.mask(cell) or ""
    return privacy.masked_prose(cell)[:_SHOWN_CHARACTERS]


def _tables(language: Language) -> Iterator[dict[str, Any]]:
    for name in (*KINDS, *(table.name for table in TABLES)):
        table = table_of(name)
        columns = [
            {"name": one.name, "title": _title(one, language), "required": one.needed}
            for one in table.columns
        ]
        yield {"name": name, "title": called(name, language), "columns": columns}


def _of_source(folder: Path, source: Source, language: Language) -> Iterator[dict[str, Any]]:
    table = table_of(source.name, mixed=source.kind_by_name)
    for one, path, part in sheets_of(source):
        opened = open_file(path, part, table, one)
        is_one_of_several = "*" in "".join(one.sheet) or len(one.sheet) > 1
        yield {
            "source": source.name, "title": called(source.name, language),
            "part": source.parts.index(one),
            "shown": part.file, "file": path.relative_to(folder).as_posix(),
            "sheet": (part.sheet or "") if is_one_of_several else "",
            "layer": (part.layer or "") if len(one.layer) > 1 else "",
            "mended_keys": _mended_keys(source, one, opened),
            "stated": dict(one.columns), "encoding": one.encoding or "",
            "header_row": list(one.header_row or ()), "is_spatial": part.layer is not None,
            "headers": _headers(table, opened, language),
        }  # fmt: skip
    if source.geometry:
        yield {
            "source": source.name, "title": called(source.name, language), "is_geometry": True,
            "shown": source.geometry.file.name, "headers": [],
            "file": source.geometry.file.relative_to(folder).as_posix(),
        }  # fmt: skip


def _mended_keys(source: Source, part: Source, opened: Intake) -> dict[str, Any]:
    """How mended rows are read that stand in a file of their own: they are rows of the table already, and
    what was told beside them has to be told again; so has what is which under a header of several rows,
    which is one row there. Empty where they simply join the file's source."""
    told, columns = opened.constants, dict(part.columns)
    is_recipe = part.wide or part.split or part.fill_down or part.joined
    is_deep = len(part.header_row or ()) > 1
    if not (source.further or is_recipe or is_deep or told != part.constants):
        return {}
    if is_deep:
        named = {name: opened.headings[at] for name, at in opened.columns.positions.items()}
        columns |= {name: header.strip() for name, header in named.items()}
    keys = {"columns": columns, "constants": dict(told), "encoding": part.encoding}
    return {key: one for key, one in keys.items() if one}


def _headers(table: Table, opened: Intake, language: Language) -> list[dict[str, Any]]:
    own = {column.name: column for column in table.columns}
    by_index = {at: name for name, at in opened.columns.positions.items()}
    personal = set(residents.personal_columns(table, opened))
    ours = {plain(one) for one in note_headers()}
    first = list(_first_rows(opened))
    known = privacy.people_in(
        row[at] for row in first for at in personal if at < len(row) and row[at]
    )

    def shown(cells: Sequence[str], at: int) -> str:
        cell = cells[at].strip() if at < len(cells) else ""
        name = by_index.get(at)
        column = own.get(name) if name else None
        if at in personal or (column is None and privacy.is_personal(opened.headings[at])):
            return privacy.SIGN if cell else ""
        if column is not None and people.names_officials(table.name, column.name):
            return people.mask(cell) or ""
        if column is not None and column.kind in _CODES and len(cell) <= _PLACE_DIGITS:
            return cell
        mask = privacy.masked_prose if column is None or column.is_prose else privacy.masked
        return mask(cell, known)[:_SHOWN_CHARACTERS]

    return [
        {
            "header": heading.strip(), "column": by_index.get(at, ""),
            "title": _title(own[by_index[at]], language) if at in by_index else "",
            "sample": next((cell for row in first if (cell := shown(row, at))), ""),
            "rows": [shown(row, at) for row in first],
        }
        for at, heading in enumerate(opened.headings)
        if heading.strip() and plain(heading) not in ours
    ]  # fmt: skip


def _first_rows(opened: Intake) -> Iterator[list[str]]:
    rows = (row.cells for row in opened.reopen().rows if row.number > opened.header_row)
    return islice((cells for cells in rows if any(cell.strip() for cell in cells)), _SHOWN_ROWS)


def _title(column: Column, language: Language) -> str:
    """What a column is called to people: in Chinese by the first header in Chinese it is known by."""
    if language == "zh_CN":
        return next((one for one in column.headers if privacy.has_words(one)), column.name)
    return column.name
