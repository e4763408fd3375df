"""Places by name: what a clerk writes instead of a code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from awkward.case import Case, Loads, Village, Visit, Write
from awkward.plain import (
    HEADER,
    REGISTER,
    V1,
    V2,
    V3,
    VILLAGES,
    VISITS,
    B,
    csv_text,
    put,
    source,
    steps,
    visits,
)

_BY_NAME = ["走访编号", "村名", "走访日期", "谈话人次", "走访户数"]
_E = "990121200202"


def _names(second: str, *more: str, headers: tuple[str, ...] = ()) -> Write:
    """The visits by name; that of V2 as written."""
    rows = ([V1[0], "曹东村", *V1[2:]], [V2[0], second, *V2[2:]], [V3[0], "刘庄村", *V3[2:]])
    return visits(
        [*_BY_NAME, *headers],
        *([*row, *(more if row[0] == "V2" else [""] * len(headers))] for row in rows),
    )


#: A second 曹西村, in the other township; it has no shape.
_TWIN = put("villages.csv", csv_text([*REGISTER, [_E, "曹西村"]]))
_TWINS = {_E: Village("曹西村", "990121200000", None)}
_CHANGE = ["旧代码", "新代码", "变更类型", "变更日期", "确认"]

CASES = [
    Case("two of one name", "wrote a name that two villages bear",
         steps(_TWIN, _names("曹西村")),
         Loads(aside=[("visit", 3, "name_ambiguous")], visits={"V2": None}, villages=_TWINS)),
    Case("two of one name, and the township", "named the township in a column of its own",
         steps(_TWIN, _names("曹西村", "刘店乡", headers=("乡镇",))),
         Loads(visits={"V2": replace(VISITS["V2"], target=_E)}, villages=_TWINS)),
    Case("code and name disagree", "changed the code and forgot the name",
         visits([*HEADER, "村名"], [*V1, "曹东村"], [*V2, "曹东村"], [*V3, ""]),
         Loads(aside=[("visit", 3, "name_disagrees")], visits={"V2": None})),
    Case("an alias", "wrote what people call the village",
         steps(source("alias", ["别名", "代码"], ["西头", B]), _names("西头")),
         Loads()),
    Case("a renamed village", "wrote the old name for a day before the village was renamed",
         steps(put("villages.csv", csv_text([
                   [*REGISTER[0], "生效日期", "失效日期"], [*REGISTER[1], "", ""],
                   [B, "曹西村", "", "2026-03-09"], [B, "西曹村", "2026-03-10", ""], [*REGISTER[3], "", ""]])),
               visits(_BY_NAME, [V1[0], "曹东村", *V1[2:]], [V2[0], "曹西村", *V2[2:]],
                      [V3[0], "刘庄村", *V3[2:]], ["V4", "西曹村", "2026-03-11", "", "1"])),
         Loads(visits={"V4": Visit(B, date(2026, 3, 11), None, 1)},
               villages={B: replace(VILLAGES[B], name="西曹村")})),
    Case("a village that was recoded", "used the old code for a day after the change",
         steps(put("villages.csv", csv_text([
                   [*REGISTER[0], "生效日期", "失效日期"], [*REGISTER[1], "", ""],
                   [B, "曹西村", "", "2026-02-28"], ["990121100204", "曹西村", "2026-03-01", ""], [*REGISTER[3], "", ""]])),
               source("place_change", _CHANGE, [B, "990121100204", "变更代码", "2026-03-01", "√"])),
         Loads(visits={"V2": replace(VISITS["V2"], target="990121100204")},
               villages={"990121100204": Village("曹西村", "990121100000", None)})),
    Case("a place by its point", "gave neither code nor name, only where the telephone was",
         visits(["走访编号", "走访日期", "谈话人次", "走访户数", "经度", "纬度"],
                ["V1", *V1[2:], "115.15", "34.05"], ["V2", *V2[2:], "115.25", "34.05"],
                ["V3", *V3[2:], "115.15", "34.15"], ["V4", "2026-03-05", "", "", "115.2", "34.05"],
                ["V5", "2026-03-05", "", "", "116", "34"]),
         Loads(aside=[("visit", 5, "point_ambiguous"), ("visit", 6, "point_outside")],
               visits={"V1": replace(VISITS["V1"], lon=115.15, lat=34.05),
                       "V2": replace(VISITS["V2"], lon=115.25, lat=34.05),
                       "V3": replace(VISITS["V3"], lon=115.15, lat=34.15)})),
]  # fmt: skip
