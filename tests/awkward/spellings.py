"""One file, many rows: a cell in every spelling that a clerk finds, each row with its own verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from awkward.case import Case, Loads, Visit
from awkward.plain import V2, VISITS, A, B, C, visits

_FIELDS = {"村代码": "target", "村名": "target", "走访日期": "day", "走访户数": "households"}


def spelt(
    name: str,
    story: str,
    column: str,
    verdicts: Mapping[str, object],
    warnings: Sequence[str] = (),
) -> Case:
    """Visits that differ from V2 in one cell: as written → the value it has, or the reason why the row
    is put aside."""
    header = [
        "走访编号",
        column if column == "村名" else "村代码",
        "走访日期",
        "谈话人次",
        "走访户数",
    ]
    rows, aside, found = [], [], dict.fromkeys(VISITS)
    wanted: dict[str, Visit | None] = dict(found)
    for number, (written, verdict) in enumerate(verdicts.items(), 1):
        own = f"V{number}"
        row = [own, "曹西村" if column == "村名" else B, *V2[2:]]
        rows.append(
            [written if head == column else cell for head, cell in zip(header, row, strict=True)]
        )
        if isinstance(verdict, Reason):
            aside.append(("visit", number + 1, str(verdict)))
        else:
            wanted[own] = Visit(**{**vars(VISITS["V2"]), _FIELDS[column]: verdict})
    return Case(
        name, story, visits(header, *rows), Loads(aside=aside, visits=wanted, warnings=warnings)
    )


class Reason(str):
    """Why a row is put aside, no value."""

    __slots__ = ()


_DATE, _COUNT, _CODE = Reason("bad_date"), Reason("bad_count"), Reason("bad_code")
_UNKNOWN = Reason("name_unknown")
_DAY = date(2026, 3, 3)
_MONTH = date(2026, 3, 1)  # of which the month alone is known

CASES = [
    spelt("days that are certain", "wrote the day of each visit another way", "走访日期", {
        "2026-03-03": _DAY, "2026年3月3日": _DAY, "2026年 3月 3日": _DAY, "2026.3.3": _DAY, "2026/3/3": _DAY,
        "20260303": _DAY, "２０２６－０３－０３": _DAY, "２０２６年３月３日": _DAY, " 2026-03-03　": _DAY,
        "2026-03-03 14:30:00": _DAY, "2026/3/3 0:00": _DAY, "2026-03-03T00:00:00.000": _DAY,
        "2026-03-02T16:00:00Z": _DAY,  # midnight of the third in China
        "2026-03-03T08:00:00+08:00": _DAY, "2024-02-29": date(2024, 2, 29),
    }),
    spelt("days that are none", "wrote days that may be another, or that no calendar has", "走访日期", {
        "46084": _DATE, "26/3/1": _DATE, "03/04/2026": _DATE, "3月3日": _DATE, "2026-02-31": _DATE,
        "2026-02-29": _DATE, "2026-13-03": _DATE, "2026-03-03至2026-03-05": _MONTH,
        "2026-03-03、2026-03-04": _DATE, "2026-03-03(补)": _DATE, "2026-03-03,": _DATE,
        "二〇二六年三月三日": _DATE, "0206-03-03": _DATE, "1900-01-00": _DATE, "2026年3月": _MONTH,
        "2026-04-21": Reason("in_the_future"), "　": Reason("missing"),
    }),
    spelt("counts", "wrote the number of households another way in each row", "走访户数", {
        "5": 5, "5.00": 5, "1,234": 1234, "１２": 12, " 7　": 7, "8\u00a0": 8, "9\u200b": 9, "": None,
        "０": 0, "-5": _COUNT, "5.5": None, "5户": 5, "五": 5, "50%": _COUNT, "1,2": None,
        "=SUM(E2:E4)": _COUNT, "#N/A": _COUNT, "—": None, "无": 0, "'5": _COUNT, "1e3": _COUNT,
        "99012119600101001": _COUNT, "0.5万": None, "3户8人": 3, "8人": None,
    }, warnings=["counts_in_words"]),
    spelt("codes", "let spreadsheets and fingers at the codes", "村代码", {
        B: B, f"{B}\u200b": B, "９９０１２１１００２０２": B,
        "990121100": "990121100000",  # the township itself may be what was visited
        "9.90121E+11": _CODE, B[:-1]: _CODE, "0" + B: _CODE, B.replace("0", "O", 1): _CODE,
        f"{B}.00": _CODE, "990121 100202": _CODE, f"'{B}": _CODE, "曹西村": _CODE,
        "990122100202": Reason("unknown_place"), "990121100209": Reason("unknown_place"),
    }),
    spelt("names", "wrote the name of the village, each time in another form", "村名", {
        "曹西村": B, "曹西村民委员会": B, "曹西村委会": B, "东县曹集镇曹西村": B, "曹集镇-曹西村": B,
        "曹　西村": B, "（曹集镇）曹西村": B, "曹西": B, "曹東村": A, "劉莊村": C, "曹西村\u200b": B,
        "曹喜村": _UNKNOWN, "刘店乡曹西村": _UNKNOWN, "曹集镇": _UNKNOWN, "": Reason("missing"),
        "#N/A": Reason("error_cell name_unknown"),
    }),
]  # fmt: skip
