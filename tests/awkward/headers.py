"""Headers, and lines that are no rows."""

from __future__ import annotations

from awkward.case import Case, Loads, Refused
from awkward.plain import (
    HEADER,
    V1,
    V2,
    V3,
    A,
    B,
    C,
    put,
    swap,
    toml,
    visits,
)

_ID, _CODE, _DAY, *_COUNTS = HEADER

CASES = [
    Case(
        "a header twice",
        "copied the column of days once more to the right, under the same header",
        visits([*HEADER, _DAY], [*V1, V1[2]], [*V2, "2026-03-13"], [*V3, V3[2]]),
        Refused("header_doubled", _DAY),
    ),
    Case(
        "two headers of one column",
        "kept 走访日期 and 入村日期, which both mean the day of the visit",
        visits([*HEADER, "入村日期"], [*V1, ""], [*V2, ""], [*V3, ""]),
        Refused("header_doubled", "入村日期"),
    ),
    Case(
        "a header misspelt",
        "wrote 走访曰期, with the character for “say” instead of “day”",
        swap("visits.csv", "走访日期", "走访曰期"),
        Refused("column_missing", "走访曰期"),
    ),
    Case(
        "a header in row 4",
        "kept title, unit and period of the form above the header",
        visits(["东县走访情况统计表"], ["填报单位：曹集镇"], ["2026年3月"], HEADER, V1, V2, V3),
        Loads(),
    ),
    Case(
        "a header below row 10",
        "pasted a long instruction above the table",
        visits(*[[f"填表说明{row}"] for row in range(11)], HEADER, V1, V2, V3),
        Refused("column_missing", "visits.csv"),
    ),
    Case(
        "a header row stated beyond the file",
        "wrote header_row = 40 for a file of four rows",
        toml('file = "visits.csv"', 'file = "visits.csv"\nheader_row = 40'),
        Refused("header_row_missing", "40"),
    ),
    Case(
        "a header once more",
        "printed the header on every page, and exported the pages",
        visits(HEADER, V1, V2, HEADER, V3),
        Loads(set_aside={"visits.csv": [4]}),
    ),
    Case(
        "headers with marks",
        "marked what is required with a star and wrote units into the headers",
        visits(
            [f"*{_ID}", f"{_CODE}（必填）", f" {_DAY}：", f"{_COUNTS[0]}(人次)", "走访\n户数"],
            V1,
            V2,
            V3,
        ),
        Loads(),
    ),
    Case(
        "a count in thousands",
        "counted households in tens of thousands and said so in the header",
        swap("visits.csv", "走访户数", "走访户数（万户）"),
        Refused("header_unit", "万户"),
    ),
    Case(
        "lines of the form",
        "left note, author and day below the table",
        visits(
            HEADER,
            V1,
            V2,
            V3,
            ["注：数据截至3月底"],
            ["填表人：李某", "", "审核人：王某"],
            ["填表日期：2026年4月1日"],
        ),
        Loads(set_aside={"visits.csv": [5, 6, 7]}),
    ),
    Case(
        "a note nobody knows",
        "wrote a remark in words of his own below the table",
        visits(HEADER, V1, V2, V3, ["以上数据经村里核对过"]),
        Loads(aside=[("visit", 5, "missing")]),
    ),
    Case(
        "empty lines",
        "left empty lines between the months, one with spaces in it",
        visits(HEADER, V1, ["", "", "", "", ""], V2, [" ", "　", "", "", ""], [], V3),
        Loads(aside=[("visit", 5, "missing")]),
    ),
    Case(
        "one cell too many",
        "typed 12,5 into a file whose cells are parted by commas",
        put(
            "visits.csv",
            ",".join(HEADER) + f"\nV1,{A},2026-03-02,1,3\nV2,{B},2026-03-03,2,5,5\n"
            f"V3,{C},2026-03-04,,4\n",
        ),
        Loads(aside=[("visit", 3, "too_many_cells")], visits={"V2": None}),
    ),
    Case(
        "another header stated",
        "told city.toml a header that the file does not have",
        toml('file = "visits.csv"', 'file = "visits.csv"\ncolumns = { visited_on = "到村时间" }'),
        Refused("header_missing", "到村时间"),
    ),
]
