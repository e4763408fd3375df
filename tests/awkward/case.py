"""What a case is: what a clerk did, the files that came of it, and the verdict beside them.

A verdict names what differs from the plain folder of :mod:`awkward.plain`; all it does not name
must be as there, to the digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import shapely

Write = Callable[[Path], object]
#: (source, row of the file, reasons)
Aside = tuple[str, int, str]


@dataclass(frozen=True)
class Village:
    """A village as the snapshot holds it."""

    name: str
    township: str | None
    shape: shapely.Geometry | None
    lon: float | None = None
    lat: float | None = None
    kind: str = "village"


@dataclass(frozen=True)
class Visit:
    """A visit as the snapshot holds it."""

    target: str
    day: date
    talks: int | None
    households: int | None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Loads:
    """It is published. A village or visit that is None is not in the snapshot."""

    aside: Sequence[Aside] = ()
    """The rows in quarantine; no other row may be there."""
    villages: Mapping[str, Village | None] = field(default_factory=dict)
    visits: Mapping[str, Visit | None] = field(default_factory=dict)
    set_aside: Mapping[str, list[int]] = field(default_factory=dict)
    """File → its rows that are totals, notes or signatures."""
    ignored: Mapping[str, list[str]] = field(default_factory=dict)
    """File → its headers that are no column of ours."""
    encoding: str | None = None
    """The encoding that the file of visits was found to be in."""
    warnings: Sequence[str] = ()
    problems: Sequence[tuple[str, str, str | None]] = ()
    """(kind, code, other code) of each fault of a shape."""
    answers: Mapping[str, list[tuple[object, ...]]] = field(default_factory=dict)
    """Further questions to the snapshot, in SQL."""


@dataclass(frozen=True)
class Refused:
    """Nothing is published; ``says`` must stand in the sentence, in every language."""

    code: str
    says: str = ""


@dataclass(frozen=True)
class Case:
    """``story`` is what a clerk did; ``write`` does it to the plain folder."""

    name: str
    story: str
    write: Write
    verdict: Loads | Refused
