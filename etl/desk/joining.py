"""Files that join a folder which has a city.toml already, and what a person decides about a file."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from etl.city.settings import City, Source, read_city
from etl.desk.edits import Keys, Stated, with_root, with_source
from etl.gate.intake import open_file, parts_of
from etl.guess.files import Note, Part, Repeat, open_folder, repeats_of
from etl.guess.folder import Guess, Proposal, Why, source_of
from etl.guess.patterns import of_repeat, row_keys
from etl.guess.ranked import fits_of
from etl.guess.root import root_of
from etl.guess.tables import Fit
from etl.guess.toml import city_toml, keys_of, write_guess
from etl.reading.formats.excel import sheet_names
from etl.reading.layers.spatial import layer_names
from etl.tables import TABLES
from etl.tables.declare import Table
from etl.tables.place import place_table
from geodata.base.city_folder import CITY_FILE, document, named, named_files
from geodata.base.codes import KINDS, kind_of
from geodata.base.errors import GuatuError, RefusedError
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
        told.append(_joined(folder, city, part, repeats.get(id(part))))
        city = read_city(folder, enclosed=True)
    return told


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


def choose(folder: Path, choice: Mapping[str, Any]) -> None:
    """Write one decision into city.toml.

    ``file`` (and ``sheet`` or ``layer`` of it; ``is_default``: the one that is read unasked) goes from
    the source ``from`` to the source ``to``, each None where there is none; ``columns``, column →
    header, become those of the source it stays in, or join those of another; ``keys`` are those of a
    source that is new. ``root`` alone says name or code of the city anew.
    Raises RefusedError (``city_by_hand``, ``choice_unknown``, ``choice_sheet``, ``choice_database``).
    """
    path = folder / CITY_FILE
    body = path.read_text(encoding="utf-8-sig")
    if root := choice.get("root"):
        path.write_text(with_root(body, root), encoding="utf-8", newline="\n")
        return
    sources = tomllib.loads(body).get("sources", {})
    here, there = choice.get("from"), choice.get("to")
    if there is not None and there not in _names():
        raise RefusedError("choice_unknown", value=there)
    before = _parts(sources.get(here)) if here else []
    at = min(int(choice.get("part") or 0), max(len(before) - 1, 0))
    if here and before and here != there:
        left = _without(folder, before[at], choice)
        rest = [*before[:at], *([left] if left else []), *before[at + 1 :]]
        body = with_source(body, here, _whole(rest))
    if there:
        there_parts = _parts(sources.get(there))
        position = at if here == there else _like(there_parts, choice)
        own = dict(there_parts[position]) if position < len(there_parts) else {}
        if here != there:
            own = _with(folder, own, choice, before[at] if before else {})
        if (columns := choice.get("columns")) is not None:
            known = own.get("columns", {}) if here != there else {}
            own = {**own, "columns": {**known, **columns}}
            own = own if columns else {key: one for key, one in own.items() if key != "columns"}
        body = with_source(
            body, there, _whole([*there_parts[:position], own, *there_parts[position + 1 :]])
        )
    path.write_text(body, encoding="utf-8", newline="\n")


def _parts(stated: object) -> list[Keys]:
    """The parts of a source; one where it is a table alone, none where it is not there."""
    found = _list(stated)
    return [dict(one) for one in found]


def _whole(parts: Sequence[Keys]) -> Stated | None:
    return None if not parts else parts[0] if len(parts) == 1 else list(parts)


def _like(parts: Sequence[Keys], choice: Mapping[str, Any]) -> int:
    """The part of a source that a file joins: of several the one that is read as the file is to be, or a
    new one behind them."""
    keys = {key: one for key, one in (choice.get("keys") or {}).items() if key != "file"}
    if choice["to"] in KINDS and any("database" in one for one in parts):
        raise RefusedError("choice_database", source=choice["to"])
    if len(parts) == 1 and "database" in parts[0]:
        return 1
    if len(parts) < 2 and not (keys and parts):
        return 0
    for at, one in enumerate(parts):
        if {key: value for key, value in one.items() if key != "file"} == keys:
            return at
    return len(parts)


def _names() -> set[str]:
    """Every source that a city.toml may have."""
    return {table.name for table in TABLES} | set(KINDS)


def _without(folder: Path, own: Keys, choice: Mapping[str, Any]) -> Keys | None:
    """A source without a file, or without one of its sheets; None where nothing is left."""
    for key in ("sheet", "layer"):
        inner = _list(own.get(key))
        if choice.get(key) in inner and len(inner) > 1:
            left = [one for one in inner if one != choice[key]]
            return {**own, key: left[0] if len(left) == 1 else left}
    files = [one for one in _files(folder, own) if one != choice["file"]]
    return {**own, "file": files[0] if len(files) == 1 else files} if files else None


def _with(folder: Path, own: Keys, choice: Mapping[str, Any], before: Keys) -> Keys:
    """A source with a file more, or with one more sheet or layer of its file."""
    key = next((one for one in ("sheet", "layer") if choice.get(one)), None)
    if own:
        files = _files(folder, own)
        if key is None or (choice.get("is_default") and choice["file"] not in files):
            return {**own, "file": list(dict.fromkeys([*_list(own["file"]), choice["file"]]))}
        inner = choice[key]
        stated = _list(own.get(key))
        if inner in stated:
            return {**own, "file": list(dict.fromkeys([*_list(own["file"]), choice["file"]]))}
        if files != [choice["file"]]:
            raise RefusedError("choice_sheet", file=choice["file"], sheet=inner)
        path = folder / choice["file"]
        names = sheet_names if key == "sheet" else layer_names
        return {**own, key: [*(stated or names(path)[:1]), inner]}
    if choice.get("keys"):
        return dict(choice["keys"])
    found: Keys = {"file": choice["file"]}
    if key and not choice.get("is_default"):
        found[key] = choice[key]
    if choice.get("header_row"):
        found["header_row"] = choice["header_row"]
    return found | {
        key: before[key] for key in ("encoding", "header_row", "crs") if key in before
    }  # fmt: skip


def _files(folder: Path, own: Keys) -> list[str]:
    return [
        path.relative_to(folder).as_posix()
        for one in _list(own.get("file"))
        for path in named_files(folder, one, enclosed=True)
    ]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def table_of(name: str, *, mixed: bool = False) -> Table:
    """The table of a source, as a file of it means its headers."""
    kind = kind_of(name)
    if kind:
        return place_table(kind, mixed=mixed)
    return next(one for one in TABLES if one.name == name)
