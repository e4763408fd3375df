"""Files that join a folder which has a city.toml already."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from etl.city.settings import City, Source, read_city
from etl.desk import layers
from etl.desk.choices import choose, table_of
from etl.desk.edits import Keys
from etl.gate.intake import open_file, parts_of
from etl.guess.files import Note, Part, Repeat, open_folder, repeats_of
from etl.guess.folder import Guess, Proposal, Why, source_of
from etl.guess.patterns import of_repeat, row_keys
from etl.guess.ranked import fits_of
from etl.guess.root import root_of
from etl.guess.shapes import Shapes
from etl.guess.tables import Fit
from etl.guess.toml import city_toml, keys_of, write_guess
from geodata.base.city_folder import document, named, named_files
from geodata.base.codes import KINDS
from geodata.base.errors import GuatuError
from geodata.base.messages import Language

_SURE = 3  # points before the next best


@dataclass(frozen=True)
class Joined:
    """What became of a file that no source names."""

    shown: str
    source: str | None
    sure: str = ""
    why: Why | None = None


def begin(folder: Path, choices: Sequence[Mapping[str, Any]], language: Language) -> bool:
    """Begin a city.toml, where none could be guessed, with the list of places that somebody has chosen
    (:func:`choose` writes it). False where none was."""
    chosen = {one["to"]: one["file"] for one in choices if one.get("to") in KINDS}
    if not chosen:
        return False
    parts = open_folder(folder, set(chosen.values())).parts
    fits = {
        kind: [
            fit
            for part in parts
            for fit in fits_of(part)
            if part.file == file and fit.name == kind and "code" in fit.positions
        ]
        for kind, file in chosen.items()
    }
    write_guess(folder, city_toml(Guess(root_of(folder, fits), []), language))
    return True


def join(folder: Path, new: Collection[str]) -> list[Joined]:
    """Write each of the ``new`` files that no source names into the source that it fits, in city.toml.

    A file that does not read as the files of its source do is left, with the reason.
    """
    city = read_city(folder, enclosed=True)
    sources = document(folder)["sources"]
    known = {
        path.relative_to(folder).as_posix()
        for one in named(sources)
        for path in named_files(folder, one, enclosed=True)
    }
    opened = open_folder(folder, set(new) - known)
    told = [Joined(file, None, why=why) for file, why in opened.unread]
    repeats = {id(one.part): one for one in repeats_of(opened.parts)}
    for part in opened.parts:
        if shapes := layers.shapes_in(folder, city, part):
            told.append(_drawn(folder, city, shapes))
        else:
            told.append(_joined(folder, city, part, repeats.get(id(part))))
        city = read_city(folder, enclosed=True)
    return told


def _drawn(folder: Path, city: City, shapes: Shapes) -> Joined:
    try:
        taken = layers.draw(folder, city, shapes)
    except GuatuError as error:
        return Joined(shapes.part.shown, None, why=error)
    if taken is None:
        return Joined(shapes.part.shown, shapes.source, "medium")
    why = Note("shapes_taken", {"source": shapes.source, "file": taken})
    return Joined(shapes.part.shown, None, why=why)


def _joined(folder: Path, city: City, part: Part, repeat: Repeat | None) -> Joined:
    fits = [
        one
        for one in of_repeat(fits_of(part), repeat)
        if one.fits and (one.part is part or _is_joined(city.source(one.name)))
    ]
    if not fits:
        return _read_alike(folder, city, part)
    best, *others = fits
    lead = best.points - max((one.points for one in others), default=0.0)
    sure = "high" if lead >= _SURE else "medium" if lead > 0 else "low"
    source = city.source(best.name)
    if best.question:
        return Joined(part.shown, None, why=best.question)
    try:
        is_part = source is not None and bool(source.further or source.query)
        reading = (
            source_of(best)
            if source is None or is_part
            else replace(source, files=(part.path,), query=None, further=())
        )
        inner = part.sheet or part.layer
        if (
            source
            and not is_part
            and not part.is_default
            and inner not in {*source.sheet, *source.layer}
        ):
            first = source.called(source.files[0])
            return Joined(part.shown, None, why=Note("other_sheet", {"file": first}))
        if source and best.is_place and (twin := _twin(folder, best, source)):
            return Joined(part.shown, None, why=Note("same_rows", {"file": twin}))
        for one in parts_of(part.path, part.file, reading):
            open_file(part.path, one, best.table, reading)
        is_new = source is None or is_part
        keys = stated(Proposal(best.name, [best], "")) if is_new else {}
        choose(folder, {"file": part.file, "to": best.name, "keys": keys})
    except GuatuError as error:
        return Joined(part.shown, None, why=error)
    return Joined(part.shown, best.name, sure)


def _is_joined(source: Source | None) -> bool:
    """Whether rows of a repeat are rows of this table, as somebody has said before."""
    return source is not None and any(part.joined for part in source.parts)


def _read_alike(folder: Path, city: City, part: Part) -> Joined:
    """A file whose headers nobody knows but the person who said so of the files of one source."""
    alike = [one for one in city.sources if one.columns and _reads(one, part)]
    if len(alike) != 1:
        return Joined(part.shown, None, why=Note("no_header", {}))
    choose(folder, {"file": part.file, "to": alike[0].name})
    return Joined(part.shown, alike[0].name, "medium")


def _reads(source: Source, part: Part) -> bool:
    if not part.is_default:
        return False
    reading = replace(source, files=(part.path,), query=None, further=())
    try:
        for one in parts_of(part.path, part.file, reading):
            open_file(part.path, one, table_of(source.name, mixed=source.kind_by_name), reading)
    except GuatuError:
        return False
    return True


def _twin(folder: Path, fit: Fit, source: Source) -> str | None:
    """The file of a register that holds most of the same places already: they would all be there twice."""
    own = row_keys(fit)
    files = {path.relative_to(folder).as_posix() for path in source.files}
    for part in open_folder(folder, files).parts:
        known = next((one for one in fits_of(part) if one.name == fit.name), None)
        if known and own.are_those_of(row_keys(known)):
            return part.shown
    return None


def stated(proposal: Proposal) -> Keys:
    """The keys of the first part of a source that a guess proposes."""
    found = tomllib.loads("\n".join(keys_of(proposal)))["sources"][proposal.name]
    return dict(found[0] if isinstance(found, list) else found)
