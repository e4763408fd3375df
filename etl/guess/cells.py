"""What the cells of a column look like: days, codes, counts, words of a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from etl.headers.columns import plain
from etl.headers.counts import COUNTED, counted
from etl.headers.units import is_amount, is_read_as_amount
from etl.tables.declare import Column
from geodata.base.codes import full_code

_DAY = re.compile(
    r"(19[5-9]\d|2[01]\d\d)([-/.年]\d{1,2}[-/.月]\d{1,2}日?([ T]\d.*)?|(0[1-9]|1[0-2])([0-2]\d|3[01]))"
)
_MONTH = re.compile(r"(19[5-9]\d|2[01]\d\d)[-/.年]?\d{1,2}月?")
_COUNT = re.compile(rf"约?\d[\d,]*(\.0+)?({COUNTED})?")
_DECIMAL = re.compile(r"\d[\d,]*(\.\d+)?")
_PLACE = re.compile(
    r"[\u4e00-\u9fff（）()·]{1,20}(村|居委会|村委会|社区|镇|乡|街道|办事处|县|区|市|网格)"
)
COMMUNITY = re.compile(r"(居委会|居民委员会|社区)$")
_COMMITTEE = re.compile(
    r"村?(村民委员会|村委会|村委|行政村)$|(社区)?(居民委员会|居委会|居委)$|(村|社区)$"
)
_ENDINGS = {
    "grid": re.compile("网格$|网格.{0,3}[0-9一二三四五六七八九十]+号?$"),
    "township": re.compile("(乡|镇|街道|街道办事处)$"),
    "village": re.compile("(村|社区|村委会|居委会|委员会)$"),
}
#: The first two digits of a province's code (GB/T 2260), and those of what is made up.
_PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
              *range(61, 66), 71, 81, 82, 99))
)  # fmt: skip
#: Of a column that is what it is taken for, so many cells look like it.
MOST = 0.9


def texts(cells: Sequence[str]) -> list[str]:
    """The cells in which something stands."""
    return [text for cell in cells if (text := cell.strip())]


def share_like(column: Column, cells: Sequence[str], *, free_codes: bool = False) -> float:
    """Which part of some cells could be of a column; 1 where nothing can be said."""
    given = texts(cells)
    if not given:
        return 1.0 if not column.required else 0.0
    match column.kind:
        case "date":
            fine = [bool(_DAY.fullmatch(one)) for one in given]
        case "month":
            fine = [bool(_DAY.fullmatch(one) or _MONTH.fullmatch(one)) for one in given]
        case "count":
            words = {word for more in column.choices.values() for word in more}
            fine = [bool(_COUNT.fullmatch(one)) or one in words or _is_count(one) for one in given]
        case "decimal":
            fine = [
                bool(_DECIMAL.fullmatch(one)) or (is_amount(column) and is_read_as_amount(one))
                for one in given
            ]
        case "choice" | "flag":
            words = {word for value, more in column.choices.items() for word in (value, *more)}
            fine = [one.lower() in words for one in given]
        case "code" if not free_codes:
            fine = [full_code(one) is not None for one in given]
        case _:
            return 1.0
    return sum(fine) / len(given)


def _is_count(cell: str) -> bool:
    number, words = counted(cell)
    return number != cell and not words


def short_name(name: str) -> str:
    """A name without what its committee, or its kind, adds to it: 北关村民委员会 is 北关."""
    return _COMMITTEE.sub("", plain(name)) or plain(name)


def are_names(cells: Sequence[str]) -> bool:
    """Whether most of some cells are words, and not numbers that stand under such a header."""
    given = texts(cells)
    return 2 * sum(any(sign.isalpha() for sign in one) for one in given) > len(given)


def kind_of_names(cells: Sequence[str]) -> str:
    """The kind of place that names tell by their endings; "" where they do not."""
    given = texts(cells)
    for kind, pattern in _ENDINGS.items():
        if given and sum(bool(pattern.search(one)) for one in given) >= MOST * len(given):
            return kind
    return ""


def share_places(cells: Sequence[str]) -> float:
    """Which part of some cells reads like names of places."""
    given = texts(cells)
    return sum(bool(_PLACE.fullmatch(one)) for one in given) / len(given) if given else 0.0


def share_long_codes(cells: Sequence[str]) -> float:
    """Which part of some cells are whole division codes of places or grids."""
    given = texts(cells)
    fine = sum(len(one) in {12, 15} and full_code(one) is not None for one in given)
    return fine / len(given) if given else 0.0


def levels(cells: Sequence[str]) -> Counter[str]:
    """How many codes are of which kind, by their digits; "" for what is no division code."""
    return Counter(level(one) for one in texts(cells))


def level(code: str) -> str:
    """The kind a division code is of; a community's is a village's."""
    full = full_code(code)
    if full is None or full[:2] not in _PROVINCES:
        return ""
    if len(full) == 15:
        return "grid"
    for digits, kind in ((2, "province"), (4, "city"), (6, "county"), (9, "township")):
        if not full[digits:].strip("0"):
            return kind
    return "village"
