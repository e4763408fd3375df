"""Bytes: which encoding, which line ends, which separators."""

from __future__ import annotations

from dataclasses import replace

from awkward.case import Case, Loads, Refused
from awkward.plain import (
    HEADER,
    REGISTER,
    V1,
    V2,
    V3,
    VILLAGES,
    VISITS_TABLE,
    A,
    csv_text,
    put,
    steps,
    swap,
    toml,
    visits,
)

_TEXT = csv_text(VISITS_TABLE)
_BIG5 = "visit_id,target_id,visited_on,村名\nV1,,2026-03-02,龍潭村\n"
#: 𠮷 is beyond the first plane: four bytes in GB18030, a pair in UTF-16.
_RARE = csv_text([*REGISTER[:1], [A, "曹𠮷村"], *REGISTER[2:]])

CASES = [
    Case(
        "utf-8 with a mark",
        "saved the table from Excel as “CSV UTF-8”, which puts three bytes before the first header",
        put("visits.csv", _TEXT, "utf-8-sig"),
        Loads(encoding="utf-8-sig"),
    ),
    Case(
        "utf-16",
        "saved as “Unicode text” in Excel: UTF-16 with a mark, tabs between the cells",
        put("visits.csv", _TEXT.replace(",", "\t"), "utf-16"),
        Loads(encoding="utf-16"),
    ),
    Case(
        "utf-16 without a mark",
        "cut the two bytes of the mark off a Unicode export",
        put("visits.csv", _TEXT, "utf-16-le"),
        Refused("encoding_unknown", "visits.csv"),
    ),
    Case(
        "four bytes of gb18030",
        "kept a rare character of a village's name in a GB18030 file",
        put("villages.csv", _RARE, "gb18030"),
        Loads(villages={A: replace(VILLAGES[A], name="曹𠮷村")}),
    ),
    Case(
        "big5",
        "handed on a table from an office that writes Big5, which no rule tells from GBK",
        put("visits.csv", _BIG5, "big5"),
        Refused("encoding_doubtful", "big5: visit_id,target_id,visited_on,村名"),
    ),
    Case(
        "two encodings",
        "pasted the lines of a GBK file below those of a UTF-8 file",
        put(
            "visits.csv",
            (_TEXT + "V4,曹西村,2026-03-05,,\n").encode() + "甲,乙,丙\xff".encode("gb18030"),
        ),
        Refused("encoding_unknown", "visits.csv"),
    ),
    Case(
        "a wrong encoding stated",
        'wrote encoding = "utf-8" into city.toml for a GB18030 file',
        steps(
            put("visits.csv", _TEXT, "gb18030"),
            toml('file = "visits.csv"', 'file = "visits.csv"\nencoding = "utf-8"'),
        ),
        Refused("encoding_wrong", "utf-8"),
    ),
    Case(
        "mixed line ends",
        "edited a Windows file on a Mac and then on Linux",
        put(
            "visits.csv",
            "\r\n".join(_TEXT.split("\n")[:2]) + "\r" + "\n".join(_TEXT.split("\n")[2:]),
        ),
        Loads(),
    ),
    Case(
        "Chinese commas",
        "typed the whole table by hand with the Chinese comma",
        put("visits.csv", _TEXT.replace(",", "，")),
        Refused("column_missing", "visits.csv"),
    ),
    Case(
        "a quoted line break",
        "pressed Alt+Enter inside a cell",
        visits([*HEADER, "备注"], [*V1, "上午去\n下午再去"], [*V2, "一, 二"], [*V3, '写着"空"']),
        Loads(ignored={"visits.csv": ["备注"]}),
    ),
    Case(
        "a quote that never ends",
        "typed one double quote before a date and never a second",
        swap("visits.csv", "2026-03-03", '"2026-03-03'),
        Refused("quote_open", "visits.csv"),
    ),
    Case(
        "two stray quotes",
        "typed one double quote in each of two notes, rows apart: all between would be one cell",
        put("visits.csv", _TEXT.replace("1,3\n", '1,"3\n').replace(",4\n", ',"4\n')),
        Refused("quote_open", "visits.csv"),
    ),
    Case(
        "quoted words",
        "began a note with a quoted word, in a file typed by hand",
        put("visits.csv", _TEXT.replace("户数", "户数,备注").replace("1,3", '1,3,"三新"工程')),
        Loads(ignored={"visits.csv": ["备注"]}),
    ),
    Case(
        "an empty file",
        "saved the file before anything was typed",
        put("visits.csv", b""),
        Refused("file_empty", "visits.csv"),
    ),
    Case(
        "only a header",
        "handed in the empty form of the month",
        visits(HEADER),
        Loads(visits={"V1": None, "V2": None, "V3": None}),
    ),
]
