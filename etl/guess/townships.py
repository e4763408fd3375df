"""The place that a file or sheet is about as a whole: a name or its title says it, and no column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from etl.guess.cells import texts
from etl.guess.files import Part
from etl.guess.recipes import titles
from etl.guess.tables import Fit, cells_at, scored
from etl.headers.columns import plain

_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{1,8}?(镇|乡|街道|办事处)")
#: Tables that say who is responsible for what: their tier follows from whose list it is.
_TIERED = "pairing"
#: What those of a township are called who are paired with its villages, where no header says it.
_ROLE = "包村"
_OF_COUNTY = re.compile(r"(县|区|市)(级|委|管)?领导")
_LEAST_SHARE = 0.9


def names_of_townships(fits: Sequence[Fit], parts: Sequence[Part]) -> set[str]:
    """What the townships are called in registers, layers and columns of the folder."""
    found: set[str] = set()
    for fit in fits:
        column = "name" if fit.name == "township" else "township_name"
        found |= {name for cell in fit.cells(column) if _TOWNSHIP.fullmatch(name := plain(cell))}
    for part in parts:
        for at in range(len(part.rows[0].cells) if part.has_shapes and part.rows else 0):
            cells = texts(cells_at(part.rows[1:], at))
            named = {plain(cell) for cell in cells if _TOWNSHIP.fullmatch(plain(cell))}
            if cells and len(named) >= _LEAST_SHARE * len(set(cells)):
                found |= named
    return found


def told_by_place(fit: Fit, townships: set[str]) -> Fit:
    """The same with the township, and the tier, that its folder, name or title says."""
    own = {column.name for column in fit.table.columns}
    constants = dict(fit.constants)
    lines = [fit.part.path.stem, *titles(fit.part.rows)]
    is_open = "target_name" in own and not {"township_name", "target_id"} & set(fit.positions)
    if is_open and "township_name" in own and not _says(fit.part.sheet, townships):
        folder = plain(fit.part.path.parent.name) if "/" in fit.part.file else ""
        named = {name for name in townships for line in lines if name in plain(line)}
        if folder in townships:
            constants["township_name"] = "{folder}"
        elif len(named) == 1:
            constants["township_name"] = named.pop()
    if fit.name == _TIERED and "tier" not in fit.positions:
        folder = plain(fit.part.path.parent.name) if "/" in fit.part.file else ""
        if folder in townships or "township_name" in constants:
            constants = {"role": _ROLE, **constants, "tier": "township"}
        elif any(_OF_COUNTY.search(line) for line in lines):
            constants["tier"] = "county"
    return replace(fit, constants=constants) if constants != fit.constants else fit


def by_sheet(ranked: Sequence[tuple[Part, list[Fit]]]) -> list[tuple[Part, list[Fit]]]:
    """The same, with the visits of a sheet that is called like a place of a register those to it."""
    names = {
        plain(cell)
        for _, fits in ranked
        for fit in fits[:1]
        if fit.fits and fit.is_place
        for cell in fit.cells("name")
    }
    return [
        (
            part,
            sorted(
                (_of_sheet(fit, names) for fit in fits), key=lambda one: (-one.fits, -one.points)
            ),
        )
        for part, fits in ranked
    ]


def _of_sheet(fit: Fit, names: set[str]) -> Fit:
    if fit.name != "visit" or [one.name for one in fit.missing] != ["target_id"]:
        return fit
    if not _says(fit.part.sheet, names):
        return fit
    return scored(replace(fit, constants={**fit.constants, "target_name": "{sheet}"}))


def _says(sheet: str | None, townships: set[str]) -> bool:
    return sheet is not None and plain(sheet) in townships
