"""Division codes: what spreadsheets make of twelve digits."""

from __future__ import annotations

from dataclasses import replace

from awkward.case import Case, Loads, Village
from awkward.plain import (
    REGISTER,
    VILLAGES,
    A,
    B,
    csv_text,
    put,
    steps,
    swap,
    toml,
)

_D = "990121100203"
_BARE = Village("新庄村", "990121100000", None)

CASES = [
    Case("a village of nine digits", "cut the code of a village to the nine of its township",
         swap("villages.csv", B, B[:9]),
         Loads(aside=[("village", 3, "code_of_another_kind"), ("village.geometry", 3, "no_such_place"),
                      ("visit", 3, "unknown_place")],
               villages={B: None}, visits={"V2": None})),
    Case("a code twice", "entered one village twice, under two names",
         put("villages.csv", csv_text([*REGISTER, [A, "曹东新村"]])),
         Loads(aside=[("village", 2, "doubled_differs"), ("village", 5, "doubled_differs"),
                      ("village.geometry", 2, "no_such_place"), ("visit", 2, "unknown_place")],
               villages={A: None}, visits={"V1": None})),
    Case("the township's code beside it", "named township and code in every row of villages",
         put("villages.csv", csv_text([[*REGISTER[0], "乡镇代码", "乡镇名称"], *[[*row, row[0][:9], "某乡"] for row in REGISTER[1:]]])),
         Loads(warnings=["township_differs"])),
    Case("the township's code and no register", "gave villages their township's code, but no list of townships",
         steps(toml('[sources.township]\nfile = "townships.csv"\n', ""),
               put("villages.csv", csv_text([[*REGISTER[0], "乡镇代码"], *[[*row, row[0][:9]] for row in REGISTER[1:]]]))),
         Loads(villages={code: replace(one, township="990121000000") for code, one in VILLAGES.items()},
               warnings=["in_no_township"])),
    Case("rows of a new register", "added villages from several lists",
         put("villages.csv", csv_text([*REGISTER, ["990122100201", "邻村"], ["990121300201", "远村"],
                                       ["990121100204", ""], [_D, "新庄村"]])),
         Loads(aside=[("village", 5, "outside_root"), ("village", 7, "missing")],
               villages={"990121300201": Village("远村", "990121000000", None), _D: _BARE},
               warnings=["in_no_township"])),
    Case("a village under a village", "named another village as the parent, and one that nobody has registered",
         put("villages.csv", csv_text([[*REGISTER[0], "上级代码"], *[[*row, row[0][:9]] for row in REGISTER[1:]],
                                       [_D, "新庄村", A], ["990121100204", "李庄村", "990121900"]])),
         Loads(aside=[("village", 5, "parent_not_above"), ("village", 6, "unknown_parent")])),
    Case("a village that is gone", "ended a village and kept its visits of later days",
         put("villages.csv", csv_text([[*REGISTER[0], "失效日期"], [*REGISTER[1], ""], [*REGISTER[2], "2026-03-01"], [*REGISTER[3], ""]])),
         Loads(aside=[("visit", 3, "place_gone")], visits={"V2": None})),
]  # fmt: skip
