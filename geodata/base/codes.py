"""Kinds of place and the statistical division codes of China.

A division code has 12 digits, 2-2-2-3-3: province, city, county, township, village or
community (National Bureau of Statistics, rules for statistical division codes). A grid adds
three digits to the code of its community, and the land survey seven zeros to that of a village.
Codes are text and are never calculated with.
"""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal["province", "city", "county", "township", "village", "community", "grid"]

#: From the widest to the narrowest; village and community are of the same rank.
KINDS: tuple[Kind, ...] = get_args(Kind)
ROOT_KINDS: tuple[Kind, ...] = ("province", "city", "county")
#: What people are sent to besides places.
THINGS = ("project", "enterprise", "chain")
#: What a matter may be about, and what kinds of matter there are.
TARGETS = ("place", *THINGS)
MATTERS = ("problem", "practical", "micro", "livelihood", "risk", "call", "service")
#: The kinds that have others below them, widest first.
AREA_KINDS: tuple[Kind, ...] = ("province", "city", "county", "township")
_RANK = dict(zip(KINDS, (0, 1, 2, 3, 4, 4, 5), strict=True))
_FULL_LENGTHS = {2, 4, 6, 9, 12}
_CODE_DIGITS, _GRID_DIGITS = 12, 15
#: Behind the code of a village in the layers of the land survey (三调): 12 digits and these.
_SURVEY_ZEROS = "0" * 7


def kind_of(name: str) -> Kind | None:
    """The kind of place of this name; None where it is none."""
    return next((kind for kind in KINDS if kind == name), None)


def is_above(parent: str, child: str) -> bool:
    """Whether a place of kind ``parent`` may hold one of kind ``child``."""
    return _RANK[parent] < _RANK[child]  # type: ignore[index]


def full_code(text: str) -> str | None:
    """The 12-digit code (15 for a grid) for 2, 4, 6, 9, 12 or 15 digits, or for the 19 of the land
    survey, whose last seven are zeros; None for anything else."""
    code = text.strip()
    if not (code.isascii() and code.isdigit()):
        return None
    if len(code) == _CODE_DIGITS + len(_SURVEY_ZEROS) and code.endswith(_SURVEY_ZEROS):
        code = code[:_CODE_DIGITS]
    if len(code) in _FULL_LENGTHS:
        return code.ljust(_CODE_DIGITS, "0")
    return code if len(code) == _GRID_DIGITS else None
