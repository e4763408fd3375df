"""A GeoJSON may say where in the network its coordinate system is described, and its reader asks
there: no file may send it anywhere."""

from __future__ import annotations

import json
import mmap
import re
from pathlib import Path
from typing import Any

from geodata.base.errors import RefusedError

_KINDS = {"link", "url"}
_VALUE = re.compile(r"[^\s\x1e]")


def _key(word: str) -> str:
    """A pattern for a word of JSON as its reader takes it: in either case, escaped or not."""
    letters = [f"(?:[{one}{one.upper()}]|{_escaped(one)})" for one in word]
    return '"' + "".join(letters) + '"'


def _escaped(letter: str) -> str:
    return rf"\\u00(?i:{ord(letter):02x}|{ord(letter.upper()):02x})"


_CRS = re.compile(_key("crs").encode())
_WHERE = re.compile(f"{_key('href')}|{_key('url')}".encode())


def refuse_linked_crs(file: Path, path: Path) -> None:
    """Raises RefusedError (``crs_linked``, ``file_unreadable``) where ``path``, called ``file`` to
    people, has a ``crs`` of type link or url, wherever in it. Only a file that has all the words of
    one is read for it."""
    if not path.stat().st_size:
        return
    with (
        path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        if not (_CRS.search(content) and _WHERE.search(content)):
            return
    try:
        _check(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
    except _LinkedError as error:
        raise RefusedError("crs_linked", file=file.name) from error


def _check(text: str) -> None:
    """One value, or many one after the other: GeoJSON by lines."""
    decoder = json.JSONDecoder(object_pairs_hook=_checked)
    at = 0
    while found := _VALUE.search(text, at):
        _, at = decoder.raw_decode(text, found.start())


class _LinkedError(Exception):
    pass


def _checked(pairs: list[tuple[str, Any]]) -> bool:
    """Whether an object is a description that lies elsewhere: of keys that come twice, any may be
    the one that counts."""
    if any(key.lower() == "crs" and value is True for key, value in pairs):
        raise _LinkedError
    kinds = {value.lower() for key, value in pairs if key.lower() == "type" and _is_text(value)}
    return bool(kinds & _KINDS)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
