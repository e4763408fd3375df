"""Counts as people write them: 12户, 约30, 无, or in words what was done instead of how often."""

from __future__ import annotations

import re
import unicodedata

_NONE = re.compile(r"(无|没有|暂无|未发现)(问题|矛盾|纠纷|意见|建议|反映|情况)*")
_NOTHING_SAID = re.compile(r"[/\\\-—–―]+")
#: What a number may be said to count, as a pattern.
COUNTED = "户|人次|人|名|次|场|件|个|条|起|项|处|户次"
_NUMERALS = re.compile(rf"[约第]?[一二两三四五六七八九十百]+余?({COUNTED})?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: As few characters are a unit or a slip, and no words.
_LEAST_WORDS = 3


def counted(cell: str) -> tuple[str, str]:
    """The count in a cell as text, and the words that stand there instead; what is neither is left for
    the gate to refuse."""
    text = unicodedata.normalize("NFKC", cell).strip(" 。.;；")
    if _NONE.fullmatch(text):
        return "0", ""
    if _NOTHING_SAID.fullmatch(text):
        return "", ""
    if len(_HAN.findall(text)) >= _LEAST_WORDS and not _NUMERALS.fullmatch(text):
        return "", cell
    return cell, ""
