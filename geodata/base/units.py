"""Units of measure as offices write them, and how many of one unit of money are one of another."""

from __future__ import annotations

import re
from decimal import Decimal

_TIMES = {
    "": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
_MANY = "|".join(sorted(filter(None, _TIMES), key=len, reverse=True))
_YUAN = r"(?:元人民币|(?<=[百千万亿])人民币|元)"
_SIGN = r"(?:人民币|rmb|cny|¥)?"
_FOREIGN = r"(?:美元|美金|港元|港币|澳门元|澳元|欧元|日元|英镑|韩元|新台币|台币|卢布)"
#: A unit of money as a regular expression without groups: 亿元, 万人民币, 万美元.
MONEY = rf"{_SIGN}(?:{_MANY})?(?:{_YUAN}|{_FOREIGN})"
#: Any measure likewise: 户, 万人次, 元/亩, 工作日.
MEASURE = (
    rf"{MONEY}(?:[/每]\w+)?|(?:{_MANY})?(?:户次?|人次|人|名|次|场|件|个工作日|个月|个|条|起|项|处|亩|公顷"
    r"|座|家|栋|套|辆|吨|公斤|平方米|平方公里|公里|千米|米|工作日|自然日|日历日|天|日|小时|周|月|年)|%|‰"
)
_AMOUNT_OF_YUAN = re.compile(rf"{_SIGN}(?P<many>{_MANY}|)(?P<yuan>{_YUAN}|)")
_MEASURES = re.compile(rf"(?:{MEASURE})(?:[、,;和及](?:{MEASURE}))*")


def is_measure(word: str) -> bool:
    """Whether a word is a measure that offices count in, or several: 户、人."""
    return bool(_MEASURES.fullmatch(word))


def money_in_yuan(word: str) -> int | None:
    """How many yuan a unit is: 10,000 of 万元, and of 万 too; None of what is no unit of yuan."""
    found = _AMOUNT_OF_YUAN.fullmatch(word)
    if not found or not (found["yuan"] or re.search("[万亿]", word)):
        return None
    return _TIMES[found["many"]]


def factor_between(word: str, other: str) -> Decimal | None:
    """By what an amount in one unit of yuan is multiplied to be in another; None where one is none.

    Exact: all units are powers of ten.
    """
    one, two = money_in_yuan(word), money_in_yuan(other)
    return Decimal(one) / Decimal(two) if one and two else None
