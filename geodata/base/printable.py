"""Text for a terminal, which takes some characters for orders."""

from __future__ import annotations

import re

#: What moves a cursor, sets colours and titles, or turns the direction of reading; not tab and line.
_ORDERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\n)"
)


def printable(said: str) -> str:
    """The text with such characters written out (``\\u001b``), as JSON would have them."""
    return _ORDERS.sub(lambda one: f"\\u{ord(one[0]):04x}", said)
