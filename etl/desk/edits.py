"""One table of a city.toml written anew; everything else of the file stays as it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from itertools import takewhile
from typing import Any

from etl.city.toml_table import literal
from geodata.base.errors import RefusedError

Keys = dict[str, Any]
#: A source as city.toml has it: one table, or a list of its parts.
Stated = Keys | list[Keys]
_TABLE = re.compile(r"\s*\[")
_ROOT = re.compile(r"\s*\[\s*city\s*\]")


def with_source(body: str, name: str, keys: Stated | None) -> str:
    """The text with ``[sources.name]``, or its parts, as ``keys`` say it, or without it.

    Whether only that has changed is asked of the text itself, so that a file written in some other
    way of TOML's is never spoiled. Raises RefusedError (``city_by_hand``).
    """
    wanted = deepcopy(tomllib.loads(body))
    sources = wanted.setdefault("sources", {})
    sources.pop(name, None)
    if keys is not None:
        sources[name] = keys
    lines = body.splitlines()
    first, last = _block(lines, name)
    written = [] if keys is None else _lines(name, keys)
    if first == last and written and lines and lines[-1].strip():
        written = ["", *written]
    text = "\n".join([*lines[:first], *written, *lines[last:]]) + "\n"
    try:
        is_so = _bare(tomllib.loads(text)) == _bare(wanted)
    except tomllib.TOMLDecodeError:
        is_so = False
    if not is_so:
        raise RefusedError("city_by_hand", source=name)
    return text


def with_root(body: str, stated: Mapping[str, str]) -> str:
    """The text in which ``[city]`` says some of its keys anew; raises RefusedError (``city_by_hand``)."""
    wanted = deepcopy(tomllib.loads(body))
    wanted.setdefault("city", {}).update(stated)
    lines = body.splitlines()
    first = next((at for at, line in enumerate(lines) if _ROOT.match(line)), len(lines))
    last = next(
        (at for at, line in enumerate(lines) if at > first and _TABLE.match(line)), len(lines)
    )
    for key, value in stated.items():
        for at in range(first, last):
            if re.match(rf"\s*{key}\s*=", lines[at]):
                lines[at] = f"{key} = {literal(value)}"
    text = "\n".join(lines) + "\n"
    try:
        is_so = tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        is_so = False
    if not is_so:
        raise RefusedError("city_by_hand", source="city")
    return text


def _lines(name: str, keys: Stated) -> list[str]:
    if isinstance(keys, list):
        tables = [_table(f"[[sources.{name}]]", one) for one in keys]
        return [
            line for number, one in enumerate(tables) for line in ([""] if number else []) + one
        ]
    return _table(f"[sources.{name}]", keys)


def _table(head: str, keys: Keys) -> list[str]:
    return [head, *(f"{key} = {literal(value)}" for key, value in keys.items())]


def _block(lines: list[str], name: str) -> tuple[int, int]:
    """The lines of the source; the end of the text where there are none. Comments that stand before the
    next table belong to that one."""
    own = re.compile(rf"\s*\[+\s*sources\s*\.\s*\"?{re.escape(name)}\"?\s*[\].]")
    first = next((at for at, line in enumerate(lines) if own.match(line)), len(lines))
    last = next(
        (
            at
            for at, line in enumerate(lines)
            if at > first and _TABLE.match(line) and not own.match(line)
        ),
        len(lines),
    )
    told = takewhile(
        lambda line: not line.strip() or line.lstrip().startswith("#"),
        reversed(lines[first + 1 : last]),
    )
    return first, max(last - sum(1 for _ in told), first)


def _bare(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document in which no sources and an empty table of them are the same."""
    return {key: one for key, one in document.items() if key != "sources" or one}
