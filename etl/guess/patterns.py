"""Which files of one table are read alike, as one part of it; their names without their months, by which
the file of the month to come is read too; and what the repeat of a survey app can be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from etl.guess.files import Note, Part, Repeat
from etl.guess.ranked import fits_of
from etl.guess.tables import Fit
from etl.headers.columns import plain
from etl.headers.survey import TIES
from geodata.base.codes import full_code
from geodata.output.rejects import note_headers

_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_OF_TIME = re.compile(r"[年月日季度期第上下半至]+")
#: What a repeat of visits may be: nothing that people or places are listed by.
_OF_VISITS = {"visit", "attendance", "matter", "matter_event"}
_OFFICIALS = re.compile("干部|领导|走访人|责任人|ganbu|lingdao|official|staff|cadre", re.IGNORECASE)
_MONTH_SHEET = re.compile(r"(1[0-2]|0?[1-9])月份?")


def with_patterns(fits: Sequence[Fit], files: Sequence[str], others: Sequence[Fit]) -> list[Fit]:
    """The fits of one part of a table that accumulates, with the patterns by which its further files are
    read; only where these mean no other of the ``files`` of the folder, and none that the ``others`` of
    the same table are read from."""
    own = {fit.part.file for fit in fits}
    if own & {fit.part.file for fit in others} or any(
        fit.part.joined and fit.part.joined.file for fit in fits
    ):  # another file of the same table, or one of the rows above that has no pattern
        return list(fits)
    pattern = _pattern(next(iter(own))) if len(own) == 1 else ""
    if pattern and {file for file in files if _is_of(file, pattern)} != own:
        pattern = ""
    sheets = [fit.part.sheet for fit in fits]
    months = all(one is not None and _MONTH_SHEET.fullmatch(one) for one in sheets)
    return [
        replace(fit, file_pattern=pattern, sheet_pattern="*月*" if months else "") for fit in fits
    ]


def _pattern(file: str) -> str:
    path = PurePosixPath(file)
    words = [_OF_TIME.sub("", word) for word in _WORD.findall(path.stem)]
    word = max(words, key=len, default="")
    tells_time = any(
        sign.isdigit() for sign in path.stem
    )  # else the next month's has the same name
    return str(path.with_name(f"*{word}*{path.suffix}")) if tells_time and len(word) > 1 else ""


def _is_of(file: str, pattern: str) -> bool:
    path, of = PurePosixPath(file), PurePosixPath(pattern)
    return path.parent == of.parent and fnmatchcase(path.name, of.name)


def read_alike(fit: Fit, used: Sequence[Fit]) -> bool:
    """Whether one source reads it with the others: files alike in everything that is stated, or
    sheets of one file alike in all but their names."""
    paths = {one.part.path for one in used}
    if fit.part.path in paths:
        return len(paths) == 1 and settings_of(fit)[1:] == settings_of(used[0])[1:]
    return len(used) == len(paths) and settings_of(fit) == settings_of(used[0])


def settings_of(fit: Fit) -> tuple[object, ...]:
    """What must be the same for all files of a source: the sheet or layer, and everything else."""
    inner = None if fit.part.is_default else fit.part.sheet or fit.part.layer
    return (
        inner, dict(fit.columns), fit.header if fit.is_deep else None, fit.part.crs,
        dict(fit.constants), fit.off, fit.split, fit.fill_down, fit.wide, fit.part.joined,
    )  # fmt: skip


def alike(fits: Sequence[Fit]) -> list[Fit]:
    """The fits with what one of the same columns needs done to it done to all of them: a sheet in which
    nothing is left out may be filled down too, and is then read with the others."""
    said: dict[tuple[object, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def of(fit: Fit) -> tuple[object, ...]:
        return (frozenset(fit.positions), *map(str, settings_of(fit)[1:6]))

    for fit in fits:
        split, filled_down = said.get(of(fit), ((), ()))
        said[of(fit)] = (
            tuple(dict.fromkeys((*split, *fit.split))),
            tuple(dict.fromkeys((*filled_down, *fit.fill_down))),
        )
    return [replace(fit, split=said[of(fit)][0], fill_down=said[of(fit)][1]) for fit in fits]


def parts(fits: Sequence[Fit]) -> list[list[Fit]]:
    """The files of one table by what city.toml has to say of them: each is a part of the table."""
    found: list[list[Fit]] = []
    for fit in fits:
        own = next((one for one in found if read_alike(fit, one)), None)
        if own is None:
            found.append([fit])
        else:
            own.append(fit)
    return found


def with_sheets(fits: Sequence[Fit], others: Sequence[Fit]) -> list[Fit]:
    """The fits with their sheets named where other tables are read from the same workbook: one that
    nobody named would be said to leave the rest of it unread."""
    sheets = {(fit.part.path, fit.part.sheet) for fit in others if fit.part.sheet}
    return [
        replace(fit, part=replace(fit.part, is_default=False))
        if any(path == fit.part.path and sheet != fit.part.sheet for path, sheet in sheets)
        else fit
        for fit in fits
    ]


def in_order(parts: Sequence[Part], repeats: Mapping[int, Repeat]) -> list[tuple[Part, list[Fit]]]:
    """What each part could be, those first that others belong to; ``repeats`` by the part they are."""
    whole = [part for part in parts if id(part) not in repeats]
    below = [one.part for one in repeats.values()]
    return [(part, of_repeat(fits_of(part), repeats.get(id(part)))) for part in (*whole, *below)]


def of_repeat(fits: Sequence[Fit], repeat: Repeat | None) -> list[Fit]:
    """Of the fits of a repeat those that visits may have below them, and the same joined to what is above,
    where its own columns tell something that the table asks for."""
    if repeat is None:
        return list(fits)
    joined = [
        replace(one, notes=(*one.notes, repeat.told))
        for one in fits_of(repeat.joined)
        if one.wide is None and _tells(one)
    ]
    own = [_asked(one, repeat) for one in (*fits, *joined) if one.name in _OF_VISITS]
    return sorted(own, key=lambda one: (-one.fits, -one.points))


def _tells(fit: Fit) -> bool:
    """Whether a repeat itself tells something that is asked, and not only the rows above it."""
    own = {
        name
        for name, at in fit.positions.items()
        if at < fit.part.own_width and plain(fit.headings[at].shown) not in TIES
    }
    ways = [(one.name, *(one.naming.instead if one.naming else ())) for one in fit.table.asked]
    return any(not own.isdisjoint(one) for one in ways)


def _asked(fit: Fit, repeat: Repeat) -> Fit:
    """With the question whether names are those of officials, where nothing says so: a repeat may as well
    be one of households."""
    at = fit.positions.get("official_name")
    if fit.name != "attendance" or at is None or {"official_id", "unit_name"} & set(fit.positions):
        return fit
    header = fit.headings[at].shown.strip()
    name = fit.part.sheet or fit.part.path.stem.removeprefix(repeat.above.path.stem)
    if _OFFICIALS.search(
        f"{name} {header}"
    ):  # the name of the form says 干部走访 of whatever is in it
        return fit
    return replace(fit, question=Note("whose_names", {"header": header}))


#: So many rows of the smaller file, and it is the same rows.
_SAME_KEYS = 0.5


@dataclass(frozen=True)
class Keys:
    """By which its rows are told apart, and what they are; none for a file of mended rows, which is
    meant to bring the same."""

    columns: tuple[str, ...]
    values: frozenset[tuple[str, ...]]

    def are_those_of(self, other: Keys) -> bool:
        """Whether most rows of the smaller file are in the other one too."""
        fewer = min(len(self.values), len(other.values))
        shared = len(self.values & other.values)
        return self.columns == other.columns and 0 < fewer * _SAME_KEYS <= shared


def row_keys(fit: Fit) -> Keys:
    """What tells the rows of a file apart; of a list without ids what these are made of."""
    wanted = ("code",) if fit.is_place else fit.table.key
    columns = tuple(name for name in wanted if name in fit.positions)
    if not (columns or fit.is_place or fit.table.accumulates):
        made_of = [
            one for column in fit.table.columns if column.name in wanted for one in column.made_of
        ]
        columns = tuple(made_of) if {*made_of} <= {*fit.positions} else ()
    if note_headers() & {one.shown for one in fit.headings}:
        return Keys((), frozenset())
    cells = ([full_code(cell) or cell for cell in fit.cells(name)] for name in columns)
    return Keys(columns, frozenset(zip(*cells, strict=True)))
