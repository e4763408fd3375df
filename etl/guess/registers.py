"""Which lists are registers: one of some places never takes the place of that of all, and one without
codes has them from a layer.

Long because which of several lists stands for the others is told by their names, years and rows together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from etl.guess.cells import short_name, texts
from etl.guess.files import Note, Part
from etl.guess.ranked import has_division_codes, without_codes
from etl.guess.recipes import LEAST_MONTHS, is_month
from etl.guess.tables import Fit, cells_at, fit_to, year_of
from etl.headers.columns import plain
from etl.tables.place import place_table
from etl.tables.place_attribute import PLACE_ATTRIBUTE
from geodata.base.codes import full_code

#: A register with fewer rows than this part of another's, most of them the other's, is a part of it.
_NEAR = 0.9
_SHARED = 0.5
#: Headers under which a list says what its places are.
_ATTRIBUTE_HEADERS = (
    "类别",
    "类型",
    "村类别",
    "村类型",
    "村居类别",
    "村居类型",
    "性质",
    "名单类别",
)
#: What a file is called that lists some places for what they are or did, and not all there are.
PARTIAL_WORDS = (
    "脱贫", "贫困", "软弱涣散", "统计", "示范", "整顿", "后进", "薄弱", "低收入", "重点村", "先进",
    "试点", "帮扶村",
)  # fmt: skip
_SAME_RANK = {"community": "village"}
#: What is put behind the name of a file that takes the place of another.
_VERSION = re.compile(
    r"[-_ ]?[(（\[【]?(最新|新|修改|修订|更正|更新|订正|终稿|最终|定稿)[版稿]?[)）\]】]?|[(（]\d{1,2}[)）]"
)
_KINDS = ("village", "community")
#: So many places of the smaller list, and it is the same places.
_SAME_NAMES = 0.5
#: So many names of a list must be in the layer that its codes are taken from.
_LEAST_SHARE = 0.5


def without_partial(
    fits: Sequence[Fit], is_readable: Callable[[Fit], bool]
) -> tuple[list[Fit], list[tuple[Part, Note]]]:
    """The fits without registers of places that are a part of another, larger one; where such a list
    says in one word what its places are, it is a list of attributes instead."""
    kept: list[Fit] = []
    left: list[tuple[Part, Note]] = []
    codes = {id(one): _codes(one) for one in fits if one.is_place}
    for one in fits:
        whole = next(
            (
                other
                for other in sorted(fits, key=lambda fit: -len(codes.get(id(fit), ())))
                if _is_part(one, other, codes) and is_readable(other)
            ),
            None,
        )
        if whole is None:
            kept.append(one)
        elif attribute := _as_attribute(one):
            kept.append(attribute)
        else:
            rows, of = len(codes[id(one)]), len(codes[id(whole)])
            values = {"file": whole.part.shown, "rows": rows, "of": of}
            left.append((one.part, Note("partial", values)))
    return kept, left


def without_older(fits: Sequence[Fit]) -> tuple[list[Fit], list[tuple[Part, Note]]]:
    """The fits without lists of earlier years, of which most stands in one that tells a later year and is
    as long or nearly so; and without those that have a newer version beside them (…（最新）.xlsx)."""
    left: list[tuple[Part, Note]] = []
    kept = list(fits)
    for one in fits:
        newer = max(
            (other for other in fits if _is_newer(other, one)), key=_year_or_first, default=None
        )
        if newer is None:
            continue
        kept = [other for other in kept if other is not one]
        if year_of(newer) == year_of(one):
            left.append((one.part, Note("other_version", {"file": newer.part.shown})))
        else:
            values: dict[str, object] = {"file": newer.part.shown}
            values |= {"year": year_of(one), "newer": year_of(newer)}
            left.append((one.part, Note("older_register", values)))
    return kept, left


def _year_or_first(fit: Fit) -> int:
    return year_of(fit) or 0


def _is_newer(newer: Fit, older: Fit) -> bool:
    """Whether a list takes the place of another: of a later year, or a later version of one file."""
    if newer is older or _rank(newer) != _rank(older) or not _is_like(newer, older):
        return False
    if not (newer.is_place or newer.name == "pairing"):
        return _is_version(newer.part, older.part) and _stands_for(newer, older)
    own, its = year_of(newer), year_of(older)
    if own and its and own != its:
        return own > its and _stands_for(newer, older)
    return _is_version(newer.part, older.part) and _stands_for(newer, older)


def _is_like(one: Fit, other: Fit) -> bool:
    return one.part.has_shapes == other.part.has_shapes and one.constants == other.constants


def _is_version(newer: Part, older: Part) -> bool:
    """Whether the names of two files are one but for a mark of a later version."""
    own, its = newer.path, older.path
    if own.parent != its.parent or own.suffix.lower() != its.suffix.lower() or own == its:
        return False
    mark = own.stem.removeprefix(its.stem) if own.stem.startswith(its.stem) else ""
    return bool(_VERSION.fullmatch(mark)) and (newer.sheet or "") == (older.sheet or "")


def _stands_for(newer: Fit, older: Fit) -> bool:
    """Whether a list holds what an older one does, but for what has changed."""
    if newer.is_place and is_partial(newer):
        return False
    if newer.is_place:
        tell = _codes if all("code" in one.positions for one in (newer, older)) else _named
    else:
        tell = _targets
    own, its = set[object](tell(newer)), set[object](tell(older))
    return bool(its) and len(own & its) >= _SHARED * max(len(own), len(its))


def _targets(fit: Fit) -> frozenset[str]:
    """What a list of pairings is about, as it is named there."""
    column = "target_id" if "target_id" in fit.positions else "target_name"
    return frozenset(short_name(one) for one in texts(fit.cells(column)))


def is_partial(fit: Fit) -> bool:
    """Whether its name says that it lists some places for what they are."""
    return any(word in fit.part.shown for word in PARTIAL_WORDS)


def likeliest(fits: Sequence[Fit]) -> Fit | None:
    """What the others of a table are held against: one without shapes, of registers one that names about
    as many places as any and by their whole names, and of two the one that says less besides."""
    most = max((len(_named(one)) for one in fits if one.is_place), default=0)

    def rank(one: Fit) -> tuple[bool, bool, bool, int, float, int]:
        is_whole = one.is_place and len(_named(one)) >= _NEAR * most
        whole_names = sum(name != short_name(name) for name in one.cells("name")) if is_whole else 0
        drawn, partial = one.part.has_shapes, one.is_place and is_partial(one)
        return not drawn, not partial, is_whole, whole_names, one.points, -len(one.headings)

    return max(fits, key=rank, default=None)


def _rank(fit: Fit) -> str:
    return _SAME_RANK.get(fit.name, fit.name)


def without_statistics(fits: Sequence[Fit]) -> tuple[list[Fit], list[tuple[Part, Note]]]:
    """The fits without registers that count something month by month, where another has the places."""
    counting = [one for one in fits if one.is_place and _counts_months(one)]
    registers = {one.name for one in fits if one.is_place and not _counts_months(one)}
    left = [one for one in counting if one.name in registers]
    return (
        [one for one in fits if one not in left],
        [(one.part, Note("counts_by_month", {})) for one in left],
    )


def _counts_months(fit: Fit) -> bool:
    return len({one.shown for one in fit.headings if is_month(one.shown)}) >= LEAST_MONTHS


def _is_part(one: Fit, other: Fit, codes: dict[int, frozenset[str]]) -> bool:
    if one is other or not one.is_place or not other.is_place or not codes[id(one)]:
        return False
    if _rank(one) != _rank(other):
        return False
    own, its = codes[id(one)], codes[id(other)]
    if own < its:
        return True
    return len(own) < _NEAR * len(its) and len(own & its) >= _SHARED * len(own)


def _codes(fit: Fit) -> frozenset[str]:
    return frozenset(full_code(cell) or cell for cell in texts(fit.cells("code")))


def _as_attribute(fit: Fit) -> Fit | None:
    """The list as a source of attributes, if one of its columns has the same word in every row."""
    found = fit_to(fit.part, PLACE_ATTRIBUTE.name, PLACE_ATTRIBUTE, ())
    if found is None or fit.part.has_shapes:
        return None
    if not found.missing:
        return found
    if [one.name for one in found.missing] != ["attribute"]:
        return None
    for at, heading in enumerate(found.headings):
        cells = cells_at(found.rows, at)
        header = heading.shown.strip()
        if header in _ATTRIBUTE_HEADERS and len(set(cells)) == 1 and texts(cells):
            return replace(
                found,
                positions={**found.positions, "attribute": at},
                columns={"attribute": header},
            )
    return None


@dataclass(frozen=True)
class Lent:
    """The fits, and by source the layer or table that has the codes of its places."""

    fits: list[Fit]
    codes: dict[str, Fit]


def with_codes_lent(fits: Sequence[Fit]) -> Lent:
    """Let a layer of codes and names give them to the registers that have none; the layer is then no
    register itself."""
    lists = [one for one in fits if one.name in _KINDS and not has_division_codes(one)]
    layers = [one for one in fits if one.name in _KINDS and one.part.has_shapes and _has_codes(one)]
    lender = next((one for one in layers if _named_share(lists, one) >= _LEAST_SHARE), None)
    if not lists or lender is None:
        return Lent(list(fits), {})
    kept = [one for one in fits if one is not lender and one not in lists]
    mixed = _mixed(without_own_numbers(lists))
    names = {one.name for one in mixed}
    return Lent([*kept, *mixed], dict.fromkeys(names, lender))


def without_own_numbers(fits: Sequence[Fit]) -> list[Fit]:
    """The fits where codes are those of the state: numbers of the office's own are none."""
    return [
        without_codes(one, Note("own_numbers", note.values))
        if (note := next((it for it in one.notes if it.key == "own_numbers_used"), None))
        else one
        for one in fits
    ]


def _mixed(lists: Sequence[Fit]) -> list[Fit]:
    """Sheets of villages and of communities in one file as one register, read by the names' endings."""
    paths = {one.part.path for one in lists}
    if len(paths) > 1 or {one.name for one in lists} != set(_KINDS):
        return list(lists)
    together = []
    for one in lists:
        again = fit_to(one.part, "village", place_table("village", mixed=True), ())
        if again is None or again.missing:
            return list(lists)
        notes = tuple(note for note in one.notes if note.key != "all_communities")
        together.append(replace(again, kind_by_name=True, notes=notes, points=one.points))
    names = [name for one in together for name in texts(one.cells("name"))]
    communities = sum(name.endswith("社区") for name in names)
    said = Note("kind_by_name", {"communities": communities, "villages": len(names) - communities})
    return [replace(together[0], notes=(*together[0].notes, said)), *together[1:]]


def _has_codes(fit: Fit) -> bool:
    return has_division_codes(fit) and "name" in fit.positions


def _named_share(lists: Sequence[Fit], layer: Fit) -> float:
    known = {short_name(name) for name in texts(layer.cells("name"))}
    names = [short_name(name) for one in lists for name in texts(one.cells("name"))]
    return sum(name in known for name in names) / len(names) if names else 0.0


def known_names(fit: Fit, used: Sequence[Fit]) -> Fit | None:
    """The register that has most of the names of this one, where one of the two has no codes to tell
    places of one name apart: a list of the same places for another purpose."""
    if not fit.is_place:
        return None
    for one in used:
        own, names = set(_named(fit)), set(_named(one))
        if not (all(town for _, town in own) and all(town for _, town in names)):
            own, names = {(name, "") for name, _ in own}, {(name, "") for name, _ in names}
        uncoded = not {"code"} <= set(fit.positions) & set(one.positions)
        if uncoded and 0 < _SAME_NAMES * min(len(own), len(names)) <= len(own & names):
            return one
    return None


def _named(fit: Fit) -> frozenset[tuple[str, str]]:
    """The names of its places, and the townships beside them."""
    names, towns = fit.cells("name"), fit.cells("township_name")
    towns = towns or [fit.constants.get("township_name", fit.part.sheet or "")] * len(names)
    return frozenset(
        (short_name(name), plain(town))
        for name, town in zip(names, towns, strict=True)
        if name.strip()
    )
