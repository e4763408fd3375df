"""Names of files and sheets without their months: the file of the month to come is read too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from etl.guess.tables import Fit

_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_OF_TIME = re.compile(r"[年月日季度期第上下半至]+")
_MONTH_SHEET = re.compile(r"(1[0-2]|0?[1-9])月份?")


def with_patterns(fits: Sequence[Fit], files: Sequence[str], others: Sequence[Fit]) -> list[Fit]:
    """The fits of one part of a table that accumulates, with the patterns by which its further files are
    read; only where these mean no other of the ``files`` of the folder, and none that the ``others`` of
    the same table are read from."""
    own = {fit.part.file for fit in fits}
    if own & {fit.part.file for fit in others}:
        return list(fits)
    pattern = _pattern(next(iter(own))) if len(own) == 1 else ""
    if pattern and {file for file in files if _is_of(file, pattern)} != own:
        pattern = ""
    sheets = [fit.part.sheet for fit in fits]
    months = all(one is not None and _MONTH_SHEET.fullmatch(one) for one in sheets)
    return [
        replace(fit, file_pattern=pattern, sheet_pattern="*月*" if months else "") for fit in fits
    ]


def _pattern(file: str) -> str:
    path = PurePosixPath(file)
    words = [_OF_TIME.sub("", word) for word in _WORD.findall(path.stem)]
    word = max(words, key=len, default="")
    return str(path.with_name(f"*{word}*{path.suffix}")) if len(word) > 1 else ""


def _is_of(file: str, pattern: str) -> bool:
    path, of = PurePosixPath(file), PurePosixPath(pattern)
    return path.parent == of.parent and fnmatchcase(path.name, of.name)
