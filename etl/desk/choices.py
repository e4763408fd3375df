"""What a person decides about a file, written into city.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from etl.desk.edits import Keys, Stated, with_root, with_source
from etl.reading.formats.excel import sheet_names
from etl.reading.layers.spatial import layer_names
from etl.tables import TABLES
from etl.tables.declare import Table
from etl.tables.place import place_table
from geodata.base.city_folder import CITY_FILE, named_files
from geodata.base.codes import KINDS, kind_of
from geodata.base.errors import RefusedError


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
