"""Registers without codes: the office's list says which places there are, a layer what their codes are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.guess.cells import short_name, texts
from etl.guess.files import Note
from etl.guess.tables import Fit, fit_to
from etl.tables.place import place_table

_KINDS = ("village", "community")
#: So many names of a list must be in the layer that its codes are taken from.
_LEAST_SHARE = 0.5


@dataclass(frozen=True)
class Lent:
    """The fits, and by source the layer or table that has the codes of its places."""

    fits: list[Fit]
    codes: dict[str, Fit]


def with_codes_lent(fits: Sequence[Fit]) -> Lent:
    """Let a layer of codes and names give them to the registers that have none; the layer is then no
    register itself."""
    lists = [one for one in fits if one.name in _KINDS and "code" not in one.positions]
    layers = [one for one in fits if one.name in _KINDS and one.part.has_shapes and _has_codes(one)]
    lender = next((one for one in layers if _share(lists, one) >= _LEAST_SHARE), None)
    if not lists or lender is None:
        return Lent(list(fits), {})
    kept = [one for one in fits if one is not lender and one not in lists]
    mixed = _mixed(lists)
    names = {one.name for one in mixed}
    return Lent([*kept, *mixed], dict.fromkeys(names, lender))


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
    return "code" in fit.positions and "name" in fit.positions


def _share(lists: Sequence[Fit], layer: Fit) -> float:
    known = {short_name(name) for name in texts(layer.cells("name"))}
    names = [short_name(name) for one in lists for name in texts(one.cells("name"))]
    return sum(name in known for name in names) / len(names) if names else 0.0
