"""How a file is broken: its bytes, one cell, one value of JSON or city.toml, one binary number."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zipfile
from random import Random
from typing import Any

from .formats import packed

#: What hands and programs write into a file that they break.
_TOKENS = [
    *(b"", b",", b'"', b"\n", b"\r", b"\t", b"\0", b"-", b"-1", b"1e999", b"NaN", b"null", b"{}"),
    *(b"[]", b"0", b"99999999999999999999", b"#N/A", b"=1+1", b"\xff\xfe", b"\xef\xbb\xbf", b"'"),
    *(one.encode() for one in "村“，０\u202e𠮷"),
]
_CELLS = [
    *("", " ", "0", "-1", "1e400", "NaN", "inf", "0x1F", "1_000", "１２", "十二", "2026-02-30"),
    *(
        "2026/13/01",
        "0000-00-00",
        "9999-12-31",
        "0001-01-01",
        "46000",
        "2026年3月5日",
        "12:30",
        "#REF!",
    ),
    *(
        "990121100201",
        "990121100201.0",
        "9.90121E+11",
        "合计",
        "A\0B",
        "\ud7ff\ufffd",
        "甲" * 40_000,
    ),
    *(
        "{",
        "{code}",
        "%s",
        "'; DROP TABLE visit; --",
        "=1+1",
        "place",
        "null",
        "\r\n",
        '"',
        "\u202e",
    ),
]
_VALUES: list[Any] = [
    *(None, True, 0, -1, 1e308, 10**30, float("nan"), float("inf"), "", "x", [], {}, [[]], [None]),
    *([0], [0, 0], [[0, 0]], [[[0, 0], [1, 1]]], {"type": "Point"}, "甲" * 1000),
]
_TOML = [
    *("0", "-1", "1e400", "nan", "inf", "true", '""', '"x"', '"{x}"', "[]", "{}", "[[]]", "2026-01-01"),
    *("0001-01-01", "9999-12-31", "9" * 30, '"../x.csv"', '"/etc/passwd"', '"."', '"\\u0000"', '"合计"'),
    *("[1, 2]", '["village"]', '["village", "village"]', '{ weight = 1 }', "2026-01-01T00:00:00"),
    *('"FREQ=SECONDLY"', '"FREQ=YEARLY;COUNT=0"', '"FREQ=MONTHLY;BYMONTHDAY=99"', '"2001-*.csv"', '"*"'),
]  # fmt: skip
_INTEGERS = [0, 1, 2, 5, 15, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFF0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]
_NESTED = 4


def broken(name: str, raw: bytes, rng: Random) -> bytes:
    """The content of a file of that name, broken in one of the ways that fit it."""
    suffix = name.rpartition(".")[2]
    ways = [_bytes, *_WAYS.get(suffix, [])]
    return rng.choice(ways)(raw, rng)


def _bytes(raw: bytes, rng: Random) -> bytes:
    data = bytearray(raw)
    for _ in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice([1, 1, 4, 12, 60]))
        match rng.randrange(6):
            case 0:
                data[at:end] = rng.randbytes(end - at)
            case 1:
                data[at:at] = data[at:end]
            case 2:
                del data[at:end]
            case 3:
                del data[at:]
            case _:
                data[at:end] = rng.choice(_TOKENS)
    return bytes(data)


def _entry(raw: bytes, rng: Random) -> bytes:
    """Broken inside an archive, whose directory stays right."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(entries))
    match rng.randrange(8):
        case 0:
            del entries[name]
        case 1:
            entries[rng.choice(["../" + name, "/" + name, name.upper(), "x/x/" + name])] = (
                entries.pop(name)
            )
        case _:
            entries[name] = broken(name, entries[name], rng)
    return packed(entries)


def _numbers(raw: bytes, rng: Random) -> bytes:
    """A length, an offset, a count or a coordinate that claims something else."""
    data = bytearray(raw)
    for _ in range(rng.choice([1, 1, 2])):
        at = rng.randrange(0, max(len(data) - 8, 1), rng.choice([1, 2, 4]))
        form = rng.choice(["<H", "<I", ">I", "<d"])
        value = (
            rng.choice([*_VALUES[4:5], float("nan"), -1e9, 0.0])
            if form == "<d"
            else rng.choice(_INTEGERS)
        )
        number = struct.pack(form, value & 0xFFFF if form == "<H" else value)
        data[at : at + len(number)] = number
    return bytes(data)


def _cells(raw: bytes, rng: Random) -> bytes:
    """A cell, a column or a row of a CSV."""
    encoding = "utf-8" if _decodes(raw, "utf-8") else "gb18030"
    rows = list(csv.reader(io.StringIO(raw.decode(encoding))))
    row = rng.choice(rows)
    for _ in range(rng.choice([1, 1, 3])):
        match rng.randrange(8):
            case 0:
                rows.insert(rng.randrange(len(rows)), list(row))
            case 1:
                row.append(rng.choice(_CELLS))
            case 2:
                at = rng.randrange(len(rows[0]))
                rows = [one[:at] + one[at + 1 :] for one in rows]
            case 3:
                rows.insert(
                    rng.randrange(len(rows) + 1), rng.choice([[], [""], [rng.choice(_CELLS)]])
                )
            case _:
                row = rng.choice([one for one in rows if one] or [[""]])
                row[rng.randrange(len(row))] = rng.choice(_CELLS)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding, "replace")


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _json(raw: bytes, rng: Random) -> bytes:
    """One value anywhere in the tree."""
    tree = json.loads(raw)
    at: Any = tree
    for _ in range(rng.randrange(1, 9)):
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = rng.choice(keys)
        if rng.random() < 0.15 or not isinstance(at[key], dict | list) or not at[key]:
            break
        at, last = at[key], at
    else:
        at, key = last, next(iter(last)) if isinstance(last, dict) else 0
    match rng.randrange(6):
        case 0:
            del at[key]
        case 1 if isinstance(at, list):
            at.insert(0, at[key])
        case 2:
            for _ in range(_NESTED):
                at[key] = [at[key]]
        case _:
            at[key] = rng.choice(_VALUES)
    return json.dumps(tree, ensure_ascii=False).encode()


def _toml(raw: bytes, rng: Random) -> bytes:
    """A value, a key or a line of city.toml."""
    lines = raw.decode().splitlines()
    for _ in range(rng.choice([1, 1, 2])):
        at = rng.choice([i for i, line in enumerate(lines) if "=" in line])
        key, _, _ = lines[at].partition("=")
        match rng.randrange(8):
            case 0:
                del lines[at]
            case 1:
                lines.insert(rng.randrange(len(lines)), lines[at])
            case 2:
                lines[at] = (
                    re.sub(r"\w+", rng.choice(["", "x", "id", "file", "geometry"]), key) + "= 1"
                )
            case 3:
                one, other = sorted((at, rng.randrange(len(lines))))
                lines[one], lines[other] = lines[other], lines[one]
            case _:
                lines[at] = f"{key}= {rng.choice(_TOML)}"
    return "\n".join(lines).encode()


_WAYS = {
    "csv": [_cells, _cells],
    "geojson": [_json, _json],
    "toml": [_toml, _toml, _toml],
    "zip": [_entry],
    "kmz": [_entry],
    "xlsx": [_entry, _entry],
    **{one: [_numbers] for one in ("shp", "shx", "dbf", "gpkg", "fgb", "xls", "parquet")},
}
