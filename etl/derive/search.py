"""What a place can be looked up by: its name in pinyin, with every reading, and its initials."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import islice, product

import duckdb
import pyarrow as pa
from pypinyin import Style, pinyin

_MOST = 64  # spellings of one name: six characters with two readings each
_BATCH = 50_000


def write_search(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``place_search`` with the spellings of every name there is."""
    names = [
        name
        for (name,) in connection.execute("SELECT DISTINCT name FROM place ORDER BY 1").fetchall()
    ]
    for begin in range(0, len(names), _BATCH):
        some = names[begin : begin + _BATCH]
        block = pa.table({"name": some, "spellings": [spellings(name) for name in some]})
        connection.register("search_block", block)
        connection.execute("INSERT INTO place_search SELECT * FROM search_block")
        connection.unregister("search_block")


def spellings(name: str) -> str:
    """Every pinyin of a name, then every row of initials, each after a space: `` shanxian sx``.

    A dictionary of phrases reads 单县 as danxian, so each character is taken with all its readings.
    """
    readings = [_readings(sign) for sign in name if sign.isalnum()]
    whole = ("".join(parts) for parts in islice(product(*readings), _MOST))
    initials = [tuple(dict.fromkeys(one[0] for one in some)) for some in readings]
    short = ("".join(parts) for parts in islice(product(*initials), _MOST))
    return "".join(f" {one}" for one in _once((*whole, *short)))


def _once(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(text for text in texts if text)


@cache
def _readings(sign: str) -> tuple[str, ...]:
    """The readings of a character without tones, ``v`` for ü; any other sign as it is."""
    (found,) = pinyin(sign, style=Style.NORMAL, heteronym=True, v_to_u=False)
    return tuple(dict.fromkeys(one.lower().replace("ü", "v") for one in found if one.strip()))
