"""Whose shapes a layer holds: the kind of place whose codes or names stand in its attributes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from etl.guess.cells import short_name, texts
from etl.guess.files import Part
from etl.guess.tables import cells_at
from etl.headers.columns import plain
from etl.tables import PLACE
from geodata.base.codes import full_code

T = TypeVar("T")
#: So much of a column must be known, or the layer is nobody's.
LEAST_SHARE = 0.5
#: So many polygons may one place have on the average; more are other places, and it is what they lie in.
_MOST_PARTS = 1.5
_HEADERS = {
    column.name: {plain(word) for word in (column.name, *column.headers)}
    for column in PLACE.columns
    if column.name in {"code", "name", "township_name"}
}
_TOWNSHIP = re.compile(r"(街道办事处|街道|办事处|镇|乡)$")


@dataclass(frozen=True)
class Places:
    """The codes of one source of places, and the names that only one of them bears: alone, or in a
    township."""

    source: str
    codes: frozenset[str]
    names: frozenset[str]
    names_in: frozenset[tuple[str, str]]
    """Township and name."""


@dataclass(frozen=True)
class Shapes:
    """A layer proposed as the shapes of a source."""

    part: Part
    source: str
    match: str
    column: str
    found: int
    """How many rows of the layer name a place of the source."""
    rows: int
    reached: frozenset[str]
    """The places of the source that are named."""
    is_known: bool
    """Whether the column's header is one the loader knows."""

    @property
    def share(self) -> float:
        """Which part of the layer names a place."""
        return self.found / self.rows

    def continues(self, other: Shapes) -> bool:
        """Whether it is a further layer of the same file, read alike, of other places."""
        return (
            self.part.path == other.part.path
            and (self.match, self.column, self.part.crs)
            == (other.match, other.column, other.part.crs)
            and self.reached.isdisjoint(other.reached)
        )


def places(
    source: str, codes: Sequence[str], names: Sequence[str], townships: Sequence[str]
) -> Places:
    """What a layer is compared with; ``townships`` of the names, row by row."""
    called = _single(map(short_name, texts(names)))
    inside = _single(one for one in _named_in(townships, names) if all(one))
    return Places(source, frozenset(map(as_code, texts(codes))), called, inside)


def _single(found: Iterable[T]) -> frozenset[T]:
    return frozenset(one for one, count in Counter(found).items() if count == 1)


def _named_in(townships: Sequence[str], names: Sequence[str]) -> list[tuple[str, str]]:
    """Township and name of each row; ("", …) where it has none."""
    towns = [_TOWNSHIP.sub("", plain(one)) for one in townships] or [""] * len(names)
    return list(zip(towns, map(short_name, names), strict=True))


def best_shapes(part: Part, known: Sequence[Places]) -> Shapes | None:
    """The likeliest, even where it is not likely enough; of columns alike the one whose header is
    known, then a code before a name; None where no attribute names anything."""
    return max(_all(part, known), key=_rank, default=None)


def zeros_lost(part: Part, codes: Sequence[str]) -> dict[str, object] | None:
    """The column of a layer that has these codes but for zeros before them, with an example of each."""
    bare = {code.strip().lstrip("0"): code.strip() for code in codes if code.strip().isdecimal()}
    for at, header in enumerate(part.rows[0].cells):
        cells = texts(cells_at(part.rows[1:], at))
        found = {cell: bare[short] for cell in cells if (short := cell.lstrip("0")) in bare}
        differing = {cell: own for cell, own in found.items() if cell != own}
        if differing and len(found) == len(set(cells)):
            other = min(differing)
            digits = max(map(len, (*found, *found.values())))
            return {"file": part.shown, "header": header, "other": other, "own": differing[other],
                    "digits": digits}  # fmt: skip
    return None


def _rank(one: Shapes) -> tuple[float, int, bool, bool]:
    return one.share, len(one.reached), one.is_known, one.match == "code"


def _all(part: Part, known: Sequence[Places]) -> Iterator[Shapes]:
    rows = part.rows[1:]
    townships = next(
        (cells_at(rows, at) for at, header in enumerate(part.rows[0].cells)
         if plain(header) in _HEADERS["township_name"]), ()
    )  # fmt: skip
    for at, header in enumerate(part.rows[0].cells):
        cells = [cell.strip() for cell in cells_at(rows, at)]
        for match, values in (
            ("code", [as_code(one) for one in cells]),
            ("name", [short_name(one) for one in cells]),
        ):
            inside = _named_in(townships if match == "name" else (), cells)
            for one in known:
                wanted = one.codes if match == "code" else one.names
                found = [
                    "".join(there) if there in one.names_in else value
                    for value, there in zip(values, inside, strict=True)
                    if value and (value in wanted or there in one.names_in)
                ]
                if found and len(found) <= _MOST_PARTS * len(set(found)):
                    is_known = plain(header) in _HEADERS[match]
                    yield Shapes(part, one.source, match, header, len(found), len(rows),
                                 frozenset(found), is_known)  # fmt: skip


def as_code(text: str) -> str:
    """A code as the loader knows it, whatever is no division code as it stands."""
    return full_code(text) or text
