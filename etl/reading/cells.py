"""A cell of a typed file as the text that a person reads in it."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

_EXACT = 1e15  # beyond, a float no longer holds every whole number

#: A month and the first digit of a day that may have had a second one.
_MAY_BE_CUT = re.compile(r"(1[0-2]|[1-9])\.[123]")


class CutNumber(str):
    """A number such as 10.1: where it was typed for a day it may have been 10.10, and a zero is lost."""

    __slots__ = ()


def cell_text(value: Any) -> str:
    """411402.0 is 411402, midnight is a date, and nothing is an empty text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return _number_text(float(value))
    if isinstance(value, Decimal):
        return _decimal_text(value)
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()  # None where there is no time
        if value is None:
            return ""
    if isinstance(value, datetime):
        return (value.date() if value.time() == time.min else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _number_text(number: float) -> str:
    if math.isnan(number):
        return ""
    text = str(int(number)) if number.is_integer() and abs(number) < _EXACT else str(number)
    return _cut(text)


def _decimal_text(number: Decimal) -> str:
    """Every digit of it, but for zeros behind the point of a whole number."""
    if not number.is_finite():
        return _number_text(float(number))
    whole, _, part = format(number, "f").partition(".")
    return _cut(f"{whole}.{part}") if part.strip("0") else whole


def _cut(text: str) -> str:
    return CutNumber(text) if _MAY_BE_CUT.fullmatch(text) else text
