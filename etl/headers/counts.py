"""Counts as people write them: 12户, 约30, 十二户, 无, or in words what was done instead of how often."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_NONE = re.compile(r"(无|没有|暂无|未发现)(问题|矛盾|纠纷|意见|建议|反映|情况)*")
_NOTHING_SAID = re.compile(r"[/\\\-—–―]+")
#: What a number may be said to count, as a pattern.
COUNTED = "户|人次|人|名|次|场|件|个|条|起|项|处|户次"
_DIGIT = "一二两三四五六七八九"
_VALUES = dict(zip(_DIGIT, (1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
#: Below a thousand; 一百五 may be 105 or 150.
_NUMERAL = re.compile(
    rf"约?(?:([{_DIGIT}])百)?(?:(?:(?<=百)([{_DIGIT}])|(?<!百)([{_DIGIT}])?)十([{_DIGIT}])?"
    rf"|(?:(?<=百)零|(?<!百))([{_DIGIT}]))?"
)
#: More than a number: 5-6, 3+2, ≥5, 1.5.
_SEVERAL = re.compile(r"[≥>]?\d[\d\s+~—–～.,/-]{0,12}\+?")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def counted(cell: str, units: Collection[str] = ()) -> tuple[str, str]:
    """The count in a cell as text, and the words that stand there instead, or besides; what is neither is
    left for the gate to refuse. ``units`` are the only ones that it may be counted in: of 3户8人 three
    are households, and 8人 are none."""
    text = unicodedata.normalize("NFKC", cell).strip(" 。.;；")
    own = "|".join(units) or COUNTED
    if _NONE.fullmatch(text):
        return "0", ""
    if _NOTHING_SAID.fullmatch(text):
        return "", ""
    if number := _numeral(re.sub(rf"\s*(?:{own})$", "", text)):
        return str(number), ""
    if re.fullmatch(rf"约?\s*(\d+|\d{{1,3}}(,\d{{3}})+)(\.0+)?\s*({own})?", text):
        return cell, ""
    if not _HAN.search(text) and not _SEVERAL.fullmatch(text):
        return cell, ""
    others = rf"\d+\s*(?!(?:{own})$)(?:{COUNTED})$|\((?:含|其中|包括)"
    first = re.match(rf"(\d+)\s*(?:{own})(?:{others})", text) if units else None
    return (first[1] if first else ""), cell


def _numeral(text: str) -> int:
    """十二 as 12; 0 where it is no number below a thousand."""
    found = _NUMERAL.fullmatch(text)
    if not found:
        return 0
    hundreds, tens_behind, tens, ones, alone = (_VALUES.get(one or "", 0) for one in found.groups())
    is_ten = "十" in text and not tens_behind and not tens
    return 100 * hundreds + 10 * (tens_behind + tens + is_ten) + ones + alone
