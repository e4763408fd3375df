"""What a part is taken for: every table and kind of place that it could be, the likeliest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from etl.guess import recipes
from etl.guess.cells import (
    COMMUNITY,
    MOST,
    are_names,
    kind_of_names,
    levels,
    share_like,
    share_long_codes,
    share_places,
    texts,
)
from etl.guess.files import Note, Part
from etl.guess.tables import SAMPLE, Fit, cells_at, fit_to, scored
from etl.guess.words import hinted
from etl.headers.columns import plain
from etl.tables import TABLES
from etl.tables.declare import Column, Table
from etl.tables.place import place_table
from geodata.base.codes import KINDS

_TRIED_KINDS = [kind for kind in KINDS[1:] if kind != "community"]


def fits_of(part: Part) -> list[Fit]:
    """Every table of which at least one required column is found, the likeliest first."""
    hints = hinted(part.path.parent.name if "/" in part.file else "", part.path.stem,
                   part.sheet or "", part.layer or "", *recipes.titles(part.rows))  # fmt: skip
    tried = [*_place_fits(part, hints)]
    for table in TABLES:
        fit = fit_to(part, table.name, table, hints)
        if fit:
            tried.append(fit)
    return sorted(tried, key=lambda one: (-one.fits, -one.points))


def _place_fits(part: Part, hints: Collection[str]) -> Iterator[Fit]:
    for kind in _TRIED_KINDS:
        fit = fit_to(part, kind, place_table(kind, mixed=kind == "village"), hints)
        if fit is None:
            continue
        if fit.missing:
            if kind in hints:
                yield fit
            continue
        fit = _with_own_codes(_with_words_for_names(fit))
        named = "" if has_division_codes(fit) else kind_of_names(fit.cells("name"))
        if named and named != kind:
            continue
        if "code" not in fit.positions and not are_names(fit.cells("name")):
            continue
        found = Counter[str]() if has_own_numbers(fit) else levels(fit.cells("code"))
        most = found.most_common(1)[0][0] if found else ""
        del found[""]  # a slip of the pen is of no level
        if most == kind and found[most] < MOST * found.total():
            shown = ", ".join(f"{one} {number}" for one, number in found.most_common())
            yield replace(fit, question=Note("levels_mixed", {"levels": shown}))
        elif most == kind or (most == "" and (kind in hints or named == kind)):
            yield _named(fit, hints) if kind == "village" else fit


def _with_words_for_names(fit: Fit) -> Fit:
    """With the names from another header that may mean them, where the nearest holds numbers: a KML
    always has a ``Name``."""
    column = next(one for one in fit.table.columns if one.name == "name")
    if "name" not in fit.positions or are_names(fit.cells("name")):
        return fit
    for header in column.headers:
        for at, one in enumerate(fit.headings):
            words = at not in fit.positions.values() and plain(one.shown) == plain(header)
            if words and are_names(cells_at(fit.rows[:SAMPLE], at)):
                columns = {**fit.columns, "name": one.shown.strip()}
                return replace(fit, positions={**fit.positions, "name": at}, columns=columns)
    return fit


def has_own_numbers(fit: Fit) -> bool:
    """Whether what stands in the place of codes is something of the office's own."""
    return any(note.key == "own_numbers_used" for note in fit.notes)


def has_division_codes(fit: Fit) -> bool:
    """Whether a register has codes, and they are those of the state."""
    return "code" in fit.positions and not has_own_numbers(fit)


def _with_own_codes(fit: Fit) -> Fit:
    """Without codes that are the same in many rows; and said, where most are none of the state, be it
    that their digits are not, or that a village would have those of a city."""
    codes = texts(fit.cells("code"))
    if not codes:
        return fit
    values: dict[str, object] = {"header": fit.headings[fit.positions["code"]].shown.strip()}
    code, rows = Counter(codes).most_common(1)[0]
    if rows > 1 and len(set(codes)) <= len(codes) / 2:
        return without_codes(fit, Note("codes_repeated", {**values, "code": code, "rows": rows}))
    found = levels(codes)
    named = kind_of_names(fit.cells("name"))
    fine = found[named] if named else found.total() - found[""]
    if fine >= len(codes) / 2:
        return fit
    note = Note("own_numbers_used", {**values, "code": codes[0]})
    return replace(fit, notes=(*fit.notes, note))


def without_codes(fit: Fit, note: Note) -> Fit:
    """The same with codes that are made of names, and why."""
    positions = {name: at for name, at in fit.positions.items() if name != "code"}
    notes = tuple(one for one in fit.notes if one.key != "own_numbers_used")
    return scored(replace(fit, positions=positions, off=(*fit.off, "code"), notes=(*notes, note)))


def _named(fit: Fit, hints: Collection[str]) -> Fit:
    """Villages, communities, or both, as their names end."""
    names = texts(fit.cells("name"))
    communities = sum(bool(COMMUNITY.search(name)) for name in names)
    values: dict[str, object] = {"communities": communities, "villages": len(names) - communities}
    if communities == len(names) and names:
        alone = fit_to(fit.part, "community", place_table("community", mixed=False), hints)
        if alone and alone.fits:
            return replace(alone, notes=(Note("all_communities", values),))
    if communities:
        return replace(fit, kind_by_name=True, notes=(Note("kind_by_name", values),))
    return fit


def filled(fit: Fit, known: Mapping[tuple[str, str], Collection[str]]) -> Fit:
    """The same with a required column nobody's header gives, where the cells of one other column,
    and of no second one, are what it holds."""
    if len(fit.missing) > 1 + fit.is_hinted or fit.question:
        return fit
    columns, positions = dict(fit.columns), dict(fit.positions)
    for column in fit.sought:
        free = [
            at
            for at, one in enumerate(fit.headings)
            if at not in positions.values() and one.shown.strip()
            and not (column.never and re.search(column.never, plain(one.shown)))
            and _holds(column, fit.table, cells_at(fit.rows[:SAMPLE], at), known)
        ]  # fmt: skip
        if len(free) == 1:
            positions[column.name] = free[0]
            columns[column.name] = fit.headings[free[0]].shown.strip()
    return scored(replace(fit, positions=positions, columns=columns))


def _holds(
    column: Column,
    table: Table,
    cells: Sequence[str],
    known: Mapping[tuple[str, str], Collection[str]],
) -> bool:
    given = texts(cells)
    if not given:
        return False
    values = known.get(column.refers_to or ("", ""))
    if values and column.kind == "text":
        return sum(one in values for one in given) >= MOST * len(given)
    if column.kind in {"date", "month"}:
        return share_like(column, cells) >= MOST
    if column.kind in {"code", "target"}:
        return share_long_codes(cells) >= MOST
    return table.name == "place" and column.name == "name" and share_places(cells) >= MOST
