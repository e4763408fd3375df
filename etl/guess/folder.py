"""From a bare folder of files to what its city.toml could say: guesses, each with its grounds.

Long because each step of a guess narrows what the next may choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from etl.city.settings import Source
from etl.coordinates.reference import Reference
from etl.gate.intake import open_file, parts_of
from etl.guess.cells import texts
from etl.guess.files import Note, Part, Repeat, open_folder, repeats_of
from etl.guess.patterns import (
    Keys,
    alike,
    in_order,
    parts,
    read_alike,
    row_keys,
    settings_of,
    with_patterns,
    with_sheets,
)
from etl.guess.ranked import filled
from etl.guess.recipes import counts_by_month
from etl.guess.registers import (
    is_partial,
    known_names,
    likeliest,
    with_codes_lent,
    without_older,
    without_own_numbers,
    without_partial,
    without_statistics,
)
from etl.guess.root import Root, holds_root_alone, root_of
from etl.guess.shapes import LEAST_SHARE, Shapes, as_code, best_shapes, places, zeros_lost
from etl.guess.tables import Fit
from etl.guess.townships import by_sheet, names_of_townships, told_by_place
from etl.tables import TABLES
from geodata.base.codes import KINDS, kind_of
from geodata.base.errors import GuatuError, RefusedError

_SURE, _LIKELY = 3, 1  # points before the next best
_NUMBER, _LONGEST_NUMBER = re.compile(r"(\d+)"), 20
_ORDER = [*KINDS, *(table.name for table in TABLES)]

Why = Note | GuatuError


@dataclass(frozen=True)
class Proposal:
    """One source: its files, all read alike, and what a person should look at."""

    name: str
    fits: list[Fit]
    sure: str
    shapes: Sequence[Shapes] = ()
    """Layers of one file that bring the shapes of its places."""
    question: Why | None = None
    """Why it is left as a comment for a person to decide; None where it is used."""
    codes: Fit | None = None
    """The layer that gives its places their codes, and their shapes."""


@dataclass(frozen=True)
class Guess:
    """What a folder could be."""

    root: Root
    proposals: list[Proposal]
    unused: list[tuple[str, Why]] = field(default_factory=list)


def guess(folder: Path) -> Guess:
    """Guess at a folder that has no city.toml; raises RefusedError
    (``guess_nothing``, ``guess_mixed``, ``crs_missing``)."""
    opened = open_folder(folder)
    repeats = {id(one.part): one for one in repeats_of(opened.parts)}
    ranked = in_order(opened.parts, repeats)
    chosen, unused = _chosen(by_sheet(ranked), repeats)
    chosen = [told_by_place(fit, names_of_townships(chosen, opened.parts)) for fit in chosen]
    chosen, older = without_older(chosen)
    unused += older
    lent = with_codes_lent(chosen)
    chosen, statistics = without_statistics(lent.fits)
    unused += statistics
    chosen, partial = without_partial(chosen, lambda one: _refusal(one) is None)
    unused += partial
    proposals = []
    files = [part.file for part in opened.parts] + [file for file, _ in opened.unread]
    for name in _ORDER:
        own = [fit for fit in chosen if fit.name == name]
        used, left = _together(own)
        unused += left
        used = alike(used)
        if used and used[0].table.accumulates:
            several = parts(used)
            used = [
                fit
                for part in several
                for fit in with_patterns(
                    part, files, [one for other in several if other is not part for one in other]
                )
            ]
        if used:
            sure, lender = _sureness(used, ranked), lent.codes.get(name)
            proposals.append(Proposal(name, used, sure, question=_doubt(used), codes=lender))
    usable = {one.name: one.fits for one in proposals if one.question is None}
    if not any(name in KINDS for name in usable):
        raise _nothing(folder, proposals, unused, opened.unread)
    coded = {name: [*fits, *filter(None, [lent.codes.get(name)])] for name, fits in usable.items()}
    root = root_of(folder, coded)
    if not root.is_free:
        proposals = [replace(one, fits=without_own_numbers(one.fits)) for one in proposals]
    proposals, too_wide = _below(proposals, root)
    proposals = _with_orphans_told(proposals, root)
    every = [fit for one in proposals if one.question is None for fit in one.fits]
    proposals = [replace(one, fits=with_sheets(one.fits, every)) for one in proposals]
    proposals, nobodys = _with_shapes(proposals, opened.parts, unused)
    return Guess(root, proposals, [*too_wide, *nobodys, *opened.unread])


def _nothing(
    folder: Path,
    proposals: Sequence[Proposal],
    unused: Sequence[tuple[Part, Why]],
    unread: Sequence[tuple[str, Why]],
) -> RefusedError:
    """Why there are no places: none at all, or none that could be used as they are."""
    for one in proposals:
        if one.name in KINDS and isinstance(one.question, Note):
            file = one.fits[0].part.shown
            if one.question.key == "levels_mixed":
                levels = one.question.values["levels"]
                return RefusedError("guess_mixed", file=file, levels=levels)
            remedy = f'crs = "{one.question.values["crs"]}"'
            return RefusedError("crs_missing", file=file, remedy=remedy)
    broken = [file for file, why in unread if isinstance(why, GuatuError)]
    lacking = [
        f"{part.shown} ({why.values['source']}: {', '.join(map(str, missing))})"
        for part, why in unused
        if isinstance(why, Note) and isinstance(missing := why.values.get("missing"), list)
        and why.values["source"] in KINDS
    ]  # fmt: skip
    return RefusedError(
        "guess_nothing",
        folder=folder,
        lacking="; ".join(lacking) or "—",
        unread=", ".join(broken) or "—",
    )


def _chosen(
    ranked: Sequence[tuple[Part, list[Fit]]], repeats: Mapping[int, Repeat]
) -> tuple[list[Fit], list[tuple[Part, Why]]]:
    """What each part is taken for, and the parts that are no table. A repeat is joined to no rows that are
    of its table themselves: they would count twice."""
    plain = [fits[0] for _, fits in ranked if fits and fits[0].fits]
    known: dict[tuple[str, str], set[str]] = {}
    for fit in plain:
        for column in fit.table.key:
            known.setdefault((fit.table.name, column), set()).update(fit.cells(column))
    chosen, left, taken = list[Fit](), list[tuple[Part, Why]](), dict[int, set[str]]()
    for part, fits in ranked:
        above = taken.get(id(repeats[id(part)].above), set()) if id(part) in repeats else set()
        fits = [fit for fit in fits if fit.part is part or fit.name not in above]
        best = fits[0] if fits and fits[0].fits else None
        for fit in fits:
            if fit.sought and (fit.is_hinted or best is None or best is fit or best.columns):
                more = filled(fit, known)
                if more.fits and (best is None or more.points > best.points):
                    best = more
        if best:
            own = [best, *best.twins, *_beside(best, fits)]
            chosen += own
            taken[id(part)] = {fit.name for fit in own}
        else:
            left.append((part, why_none(fits)))
    used = {id(fit.part) for fit in chosen}
    read = {id(one.above) for one in repeats.values() if id(one.joined) in used}
    return chosen, [one for one in left if id(one[0]) not in read]


def _beside(best: Fit, fits: Sequence[Fit]) -> list[Fit]:
    """What else the same sheet tells: beside its rows what stands in columns side by side."""
    others = [one for one in fits if one.fits and _of_months(one) is not _of_months(best)]
    return [one for one in others if one.table is not best.table and not one.is_place][:1]


def _of_months(fit: Fit) -> bool:
    unfolds = fit.wide is not None and bool(fit.wide.label or fit.wide.value)
    return unfolds or "month" in fit.constants


def why_none(fits: list[Fit]) -> Note:
    """Why a part is no table, by the one it comes nearest to."""
    if not fits:
        return Note("no_header", {})
    best = max(fits, key=lambda one: one.points)
    if best.name == "visit" and counts_by_month(best.part.rows):
        return Note("counts_by_month", {})
    if not best.missing:
        return Note("cells_differ", {"source": best.name})
    return Note("nearest", {"source": best.name, "missing": [one.name for one in best.missing]})


def _together(fits: list[Fit]) -> tuple[list[Fit], list[tuple[Part, Why]]]:
    """Of the files of one table those that can be one list, in the order of their names; a register
    with shapes stands back behind one without, and an older one behind a newer of the same rows."""
    used: list[Fit] = []
    taken: list[Keys] = []
    left: list[tuple[Part, Why]] = []
    order = sorted(fits, key=lambda one: _in_time(one.part.shown), reverse=True)
    order.sort(key=lambda one: (one.is_place and one.part.has_shapes, -len(one.columns)))
    base = likeliest(order)
    order.sort(key=lambda one: not base or (one is not base, settings_of(one) != settings_of(base)))
    for fit in order:
        first = base or fit
        own = row_keys(fit)
        twin = next(
            (
                one
                for one, keys in zip(used, taken, strict=True)
                if own.are_those_of(keys) and one.constants == fit.constants
            ),
            None,
        )
        if twin:
            key = "same_rows" if fit.is_place else "same_rows_told"
            left.append((fit.part, Note(key, {"file": twin.part.shown})))
        elif (known := known_names(fit, used)) is not None:
            left.append((fit.part, Note("same_places", {"file": known.part.shown})))
        elif used and fit.is_place and not read_alike(fit, used):
            one_file = any(one.part.path == fit.part.path for one in used)
            key = "other_sheet" if one_file else "other_form"
            left.append((fit.part, Note(key, {"file": first.part.shown})))
        elif (error := _refusal(fit)) is not None:
            left.append((fit.part, error))
        else:
            used.append(fit)
            taken.append(own)
    return sorted(used, key=lambda one: (one.part.file, one.part.number)), left


def _in_time(name: str) -> list[str]:
    """By which names stand in the order of their numbers: 9月 before 10月."""
    return [one.zfill(_LONGEST_NUMBER) if one.isdecimal() else one for one in _NUMBER.split(name)]


def _refusal(fit: Fit) -> GuatuError | None:
    """Why a load would refuse the file."""
    try:
        source = source_of(fit)
        (part,) = parts_of(fit.part.path, fit.part.file, source)
        open_file(fit.part.path, part, fit.table, source)
    except GuatuError as error:
        return error
    return None


def source_of(fit: Fit) -> Source:
    """A file as a load would take it."""
    kind = kind_of(fit.name)
    return Source(
        table="place" if kind else fit.name, kind=kind, files=(fit.part.path,),
        folder=fit.part.path.parent,
        encoding=fit.part.encoding, columns=fit.stated,
        sheet=(fit.part.sheet,) if fit.part.sheet else (),
        layer=(fit.part.layer,) if fit.part.layer else (),
        reference=Reference(fit.part.crs), geometry=None, licence=None, kind_by_name=fit.kind_by_name,
        code_prefix="", parent_prefix="", estimate=False,
        header_row=fit.header if fit.is_deep else None,
        constants=fit.constants, split=fit.split, fill_down=fit.fill_down,
        wide=fit.wide, joined=fit.part.joined,
    )  # fmt: skip


def _doubt(used: list[Fit]) -> Note | None:
    found = next((fit.question for fit in used if fit.question), None)
    crs = next((fit.part.crs for fit in used if fit.part.crs), None)
    return found or (Note("crs_question", {"crs": crs}) if crs else None)


def _sureness(used: list[Fit], ranked: Iterable[tuple[Part, list[Fit]]]) -> str:
    """``high`` where every column has its header and no other table comes near."""
    others = [
        fit.points
        for part, fits in ranked
        for fit in fits
        if part.shown == used[0].part.shown and fit.fits and fit.table.name != used[0].table.name
    ]
    if used[0].is_place and any(is_partial(one) for one in used):
        return "low"
    lead = used[0].points - max(others, default=0)
    if lead >= _SURE and not any(fit.columns or fit.off for fit in used):
        return "high"
    return "medium" if lead >= _LIKELY else "low"


def _below(proposals: list[Proposal], root: Root) -> tuple[list[Proposal], list[tuple[str, Why]]]:
    """Without what cannot lie below the root."""
    kept: list[Proposal] = []
    left: list[tuple[str, Why]] = []
    for one in proposals:
        if one.name in KINDS and KINDS.index(kind_of(one.name) or "grid") <= KINDS.index(
            kind_of(root.kind) or "city"
        ):
            alone = holds_root_alone(one.name, one.fits, root)
            why = Note("root_alone" if alone else "above_root", {"kind": root.kind})
            left += [(fit.part.shown, why) for fit in one.fits]
        else:
            kept.append(one)
    return kept, left


def _with_orphans_told(proposals: list[Proposal], root: Root) -> list[Proposal]:
    """Say beside a register how many of its rows name a parent that no register has."""
    registers = [one for one in proposals if one.name in KINDS and one.question is None]
    known = {
        as_code(root.code),
        *(as_code(code) for one in registers for code in _column(one.fits, "code")),
    }

    def told(fit: Fit) -> Fit:
        if "township_name" in fit.positions:  # of which the missing level is built
            return fit
        rows = sum(as_code(code) not in known for code in texts(fit.cells("parent_code")))
        note = Note("parents_unknown", {"rows": rows})
        return replace(fit, notes=(*fit.notes, note)) if rows else fit

    return [
        replace(one, fits=[told(fit) for fit in one.fits]) if one in registers else one
        for one in proposals
    ]


def _with_shapes(
    proposals: list[Proposal], parts: Sequence[Part], unused: list[tuple[Part, Why]]
) -> tuple[list[Proposal], list[tuple[str, Why]]]:
    """Give the layers that are no table themselves to the places they name; the rest is left."""
    known = [
        places(one.name, _column(one.fits, "code"), _column(one.fits, "name"), _townships(one))
        for one in proposals
        if one.name in KINDS and one.question is None and not _is_drawn(one)
    ]  # fmt: skip
    reasons = {id(part): why for part, why in unused}
    found: dict[str, list[Shapes]] = {}
    left: list[tuple[str, Why]] = []
    layers = [part for part in parts if id(part) in reasons and part.has_shapes]
    offered = [(part, best_shapes(part, known)) for part in layers]
    offered.sort(
        key=lambda one: (one[1].share, len(one[1].reached)) if one[1] else (0, 0), reverse=True
    )
    for part, shapes in offered:
        if shapes is None or shapes.share < LEAST_SHARE:
            share = round(100 * shapes.share) if shapes else 0
            left.append((part.shown, Note("shapes_unknown", {"share": share})))
        elif not all(shapes.continues(one) for one in found.get(shapes.source, [])):
            taken = found[shapes.source][0].part.shown
            left.append(
                (part.shown, Note("shapes_taken", {"source": shapes.source, "file": taken}))
            )
        else:
            found.setdefault(shapes.source, []).append(shapes)
    read = {fit.part.file for one in proposals for fit in one.fits}
    left += [(part.shown_beside(read), why) for part, why in unused if not part.has_shapes]
    return [
        _with_zeros_told(replace(one, shapes=found.get(one.name, ()))) for one in proposals
    ], left


def _is_drawn(one: Proposal) -> bool:
    """Whether a register brings its polygons itself: another layer of them is an older one, or a copy."""
    return all(fit.part.has_shapes and fit.part.is_polygons() for fit in one.fits)


def _with_zeros_told(one: Proposal) -> Proposal:
    """Say where the layer has the same codes but for the zeros before them."""
    if not one.shapes or one.shapes[0].match != "name":
        return one
    lost = zeros_lost(one.shapes[0].part, _column(one.fits, "code"))
    first, *others = one.fits
    notes = (*first.notes, Note("zeros_lost", lost)) if lost else first.notes
    return replace(one, fits=[replace(first, notes=notes), *others])


def _column(fits: Sequence[Fit], name: str) -> list[str]:
    return [cell for fit in fits for cell in fit.cells(name)]


def _townships(one: Proposal) -> list[str]:
    """The township that each row states with its name, or nothing."""
    given = (fit.cells("township_name") or [""] * len(fit.rows) for fit in one.fits)
    return [cell for cells in given for cell in cells]
