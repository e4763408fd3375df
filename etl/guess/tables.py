"""Which table, or which kind of place, a sheet could be: by its headers, its name and its cells.

Long because how a sheet fits a table is told by its headers and its cells together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from etl.guess import recipes
from etl.guess.cells import (
    share_like,
    texts,
)
from etl.guess.files import Note, Part
from etl.guess.words import grids_beside, narrowest_of, told_kind
from etl.headers.columns import Heading, assign, plain, split_note
from etl.headers.days import Told, read_month
from etl.headers.header import best_rows, headings_of
from etl.headers.lists import FilledDown
from etl.headers.notes import is_total, key_columns
from etl.headers.survey import options_of, with_cells
from etl.headers.wide import Unfolded, Wide, fold_of
from etl.reading.merged import filled_down, spread
from etl.reading.row import Row
from etl.tables.also import weak_headers
from etl.tables.declare import Column, Table
from geodata.base.codes import KINDS

_LOOKED_AT, _DEEPEST = 11, 30  # rows among which a header is looked for at first, and at all
SAMPLE = 2_000
_REQUIRED, _GUESSED, _ID, _HINT = 3, 2, 1, 2
_WRONG_CELLS, _DOUBLED = 5, 9
#: Less than this is no likeness at all.
_LEAST_POINTS = 4
_MOST_DOUBLED, _MOST_HOMONYMS = 0.05, 0.5
#: So many cells at least look like what their column holds.
_LEAST_LIKE = 0.5
#: Of a column whose header is known so few cells are what it holds that the header means another thing.
_LEAST_MEANT = 0.1
_AREAS = ("parent_name", "township_name", "county_name")
_ROWS_BELOW = 2  # a header may have three rows


@dataclass(frozen=True)
class Fit:
    """How well a part fits a table: ``name`` is the table's, or the kind of place."""

    part: Part
    name: str
    table: Table
    header: tuple[int, ...]
    headings: list[Heading]
    positions: Mapping[str, int]
    points: float
    columns: Mapping[str, str] = field(default_factory=dict)
    """Columns found by what their cells hold, and their headers."""
    is_hinted: bool = False
    """Whether the name of the file, sheet or layer speaks of it."""
    kind_by_name: bool = False
    constants: Mapping[str, str] = field(default_factory=dict)
    """What every row says besides."""
    off: tuple[str, ...] = ()
    """Columns whose known headers mean something else here."""
    split: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    wide: Wide | None = None
    unfolded: Unfolded | None = None
    file_pattern: str = ""
    """A name that the files of other months have too."""
    sheet_pattern: str = ""
    twins: tuple[Fit, ...] = ()
    """The same sheet read again, for another person of each row."""
    notes: tuple[Note, ...] = ()
    question: Note | None = None
    """Why nobody but a person can use it as it is."""

    @property
    def stated(self) -> dict[str, str]:
        """What city.toml has to say of its columns; an empty header switches one off."""
        return {**self.columns, **dict.fromkeys(self.off, "")}

    @property
    def is_place(self) -> bool:
        """Whether it is a register of places."""
        return self.name in KINDS

    @property
    def missing(self) -> list[Column]:
        """Required columns that are not there, and that nothing else stands for."""
        there = _there(self.table, {*self.positions, *self.constants}) | {*self.constants}
        return [one for one in self.table.asked if one.name not in there and not one.made_of]

    @property
    def sought(self) -> list[Column]:
        """Those, and what nothing but a point tells: a column of codes tells it better."""
        told = {"lon", *self.positions}
        by_point = [
            one
            for one in self.table.asked
            if one.naming
            and one.naming.or_point
            and told & {one.name, *one.naming.instead} == {"lon"}
        ]
        return [*self.missing, *(one for one in by_point if one not in self.missing)]

    @property
    def fits(self) -> bool:
        """Whether it can be read as this table."""
        return (
            not self.missing and self.points >= _LEAST_POINTS and (self.is_hinted or self.is_told)
        )

    @property
    def is_told(self) -> bool:
        """Whether it says more than of whom or what it is: a list of names alone may be anything."""
        if len(self.table.asked) > 1:
            return True
        names = {
            one for column in self.table.columns if column.naming for one in column.naming.columns
        }
        required = {one.name for one in self.table.asked}
        return not set(self.positions) <= names | required

    @property
    def is_deep(self) -> bool:
        """Whether the header stands where a load would not look for it."""
        return self.header[-1] > _LOOKED_AT

    def cells(self, column: str) -> list[str]:
        """The cells of a column, top to bottom."""
        at = self.positions.get(column)
        return [] if at is None else cells_at(self.rows, at)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows below the header, as they are after what city.toml says of them."""
        lead = [row.cells for row in self.part.rows[self.header[0] - 1 : self.header[-1]]]
        rows = [row for row in self.part.rows[self.header[-1] :] if row.cells not in lead]
        if self.part.merges:
            copies = [replace(row, cells=list(row.cells)) for row in rows]
            rows = list(filled_down(copies, self.part.merges, range(self.width)))
        rows = list(self.unfolded.rows(rows)) if self.unfolded else rows
        label = self.wide.label if self.wide else None
        told = {name: at for name, at in self.positions.items() if name != label}
        keys = key_columns(self.table, told)
        kept = [row for row in rows if not is_total(row.cells, keys)]
        return FilledDown([self.positions[name] for name in self.fill_down]).rows(kept)

    @property
    def width(self) -> int:
        """How many columns the sheet has."""
        return max((len(row.cells) for row in self.part.rows[: self.header[-1]]), default=0)


def cells_at(rows: Sequence[Row], at: int) -> list[str]:
    """One column of some rows."""
    return [row.cells[at] if at < len(row.cells) else "" for row in rows]


def fit_to(part: Part, name: str, table: Table, hints: Collection[str]) -> Fit | None:
    """How well a part fits one table; None where no required column is found."""
    lead = part.rows[:_LOOKED_AT]
    tried = [_fit(part, name, table, hints, wide) for wide in recipes.wides(table, lead)]
    return max(filter(None, tried), key=lambda one: one.points, default=None)


def _fit(
    part: Part, name: str, table: Table, hints: Collection[str], wide: Wide | None
) -> Fit | None:
    header = _header(part, table, wide)
    if header is None:
        return None
    headings = with_cells(headings_of(header, part.merges), part.rows[header[-1].number :])
    unfolded = fold_of(headings, wide) if wide else None
    if wide and unfolded is None:
        return None
    headings = unfolded.headings if unfolded else headings
    positions, doubled = assign(headings, table, {})
    stated = {}
    narrowest = narrowest_of(doubled.get("target_name", ()), headings)
    if narrowest is not None and not unfolded:
        del doubled["target_name"]
        positions["target_name"] = narrowest
        stated = {"target_name": headings[narrowest].shown.strip()}
    about = told_kind(table, headings, positions)
    several = doubled.pop("responsible_name", []) if name == "pairing" else []
    if several:
        positions["responsible_name"] = several[0]
    if not _there(table, positions) or (unfolded and unfolded.tells_nothing(positions.values())):
        return None
    rows = tuple(row.number for row in header)
    fit = _prepared(
        Fit(part, name, table, rows, headings, positions, 0, is_hinted=name in hints, wide=wide,
            unfolded=unfolded, columns=stated, constants={"target_kind": about} if about else {},
            notes=grids_beside(table, headings, positions))
    )  # fmt: skip
    found = scored(fit, len(doubled))
    if not several:
        return found
    first, *others = (
        replace(
            found,
            columns={**found.columns, "responsible_name": headings[at].shown.strip()},
            constants={**found.constants, "role": plain(headings[at].shown)},
            positions={**found.positions, "responsible_name": at},
            points=found.points - at / len(headings) / 2,
        )
        for at in several
    )
    return replace(first, twins=tuple(others))


def _prepared(fit: Fit) -> Fit:
    """With what has to be done before its rows are those of the table, and without the headers that
    are known and mean something else here."""
    sample, positions = fit.rows[:SAMPLE], dict(fit.positions)
    free = fit.name in KINDS
    off: list[str] = []
    told: list[Note] = []
    for column in fit.table.columns:
        at = positions.get(column.name)
        # what says whether a row counts at all is never passed over: its words are asked, row by row
        if at is None or column.needed or column.words_to or column.kind == "flag":
            continue
        if _share(fit, column, cells_at(sample, at), free_codes=free) < _LEAST_MEANT:
            off.append(column.name)
            del positions[column.name]
            cell = next(iter(texts(cells_at(sample, at))), "")
            header = fit.headings[at].shown.strip()
            told.append(
                Note("switched_off", {"header": header, "column": column.name, "cell": cell})
            )
    cells = {name: cells_at(sample, at) for name, at in positions.items()}
    named = {one.name for one in fit.table.columns if one.naming}
    names = cells if "target_id" in named else {}
    whose = next((one for one in ("target_name", "name") if one in (names or cells)), "")
    said = _told(fit)
    asked = tuple(
        Note("year_missing", {"header": fit.headings[positions[one.name]].shown, "cell": cell})
        for one in fit.table.columns
        if (cell := recipes.lacks_year(one, cells.get(one.name, ()), said))
    )
    monthly = recipes.of_one_month(fit.headings, positions, said) and _tells_months(fit)
    return replace(
        fit,
        notes=(*fit.notes, *told, *asked),
        constants={**fit.constants, "month": "{month}"} if monthly else fit.constants,
        positions=positions,
        off=tuple(off),
        split=(
            *recipes.splits(
                names,
                {
                    one: options_of(fit.headings, fit.headings[positions[one]].shown)
                    for one in names
                },
            ),
            *(
                one.name
                for one in fit.table.columns
                if one.part_means == "month"
                and one.name in cells
                and recipes.several_days(one, cells[one.name], said)
            ),
        ),
        fill_down=recipes.blanks(
            {
                name: [cell for cell, of in zip(column, cells[whose], strict=True) if of.strip()]
                for name, column in cells.items()
            }
            if whose and (names or fit.is_place)
            else {}
        ),
    )


def _tells_months(fit: Fit) -> bool:
    """Whether a row is of a month, and no header tells of which."""
    column = next((one for one in fit.table.columns if one.name == "month"), None)
    return column is not None and column.required and "month" not in fit.positions


def _told(fit: Fit) -> Told:
    names = (fit.part.sheet, fit.part.path.stem, fit.part.path.parent.name)
    return recipes.told_of(fit.part.rows[: fit.header[0]], [one for one in names if one])


def year_of(fit: Fit) -> int | None:
    """The year that its file, sheet or title tells."""
    return _told(fit).year


def _share(fit: Fit, column: Column, cells: Sequence[str], *, free_codes: bool) -> float:
    if column.words_to:
        return 1.0
    if column.kind in {"date", "month"}:
        told = _told(fit)
        if column.kind == "date":
            return recipes.share_days(column, cells, told)
        cells = [read_month(cell, told) for cell in cells]
    return share_like(column, cells, free_codes=free_codes)


def scored(fit: Fit, doubled: int = 0) -> Fit:
    """The same with its points."""
    sample = fit.rows[:SAMPLE]
    required = fit.table.asked
    points = float(len(fit.positions) + (_REQUIRED - 1) * len(_there(fit.table, fit.positions)))
    points -= (_REQUIRED - _GUESSED) * len(fit.columns) + doubled
    points += _ID * sum(one.name in fit.positions and _is_id(one) for one in required)
    points += _HINT * fit.is_hinted
    for column in fit.table.columns:
        at = fit.positions.get(column.name)
        free = fit.name in KINDS
        if (
            at is not None
            and _share(fit, column, cells_at(sample, at), free_codes=free) < _LEAST_LIKE
        ):
            points -= _WRONG_CELLS
    keys = [at for name in fit.table.key for at in _told_by(fit, name)]
    found = [tuple(cells_at([row], at)[0] for at in keys) for row in sample]
    found = [cells for cells in found if any(cell.strip() for cell in cells)]
    # without codes, places of several townships may be of one name and nothing say of which they are
    most = _MOST_HOMONYMS if "code" in fit.off and fit.name in KINDS else _MOST_DOUBLED
    if keys and len(set(found)) < (1 - most) * len(found):
        points -= _DOUBLED
    return replace(fit, points=points)


def _header(part: Part, table: Table, wide: Wide | None) -> list[Row] | None:
    """The row or two that could be the header; None where nothing of the table is in any."""
    if part.header_first:
        return part.rows[:1]
    lead = spread(part.rows[:_DEEPEST], [one for one in part.merges if one.top <= _DEEPEST])
    words = {
        plain(word)
        for one in table.columns
        for word in (one.name, *one.headers, *weak_headers(table, one))
    }
    hits = [
        sum(
            any(plain(way) in words or split_note(way)[0] in words for way in one.readings)
            for one in headings_of([row], ())
        )
        for row in lead
    ]
    near = [number for number, found in enumerate(hits[:_LOOKED_AT], 1) if found]
    if near:
        return best_rows(lead[: near[-1] + _ROWS_BELOW], part.merges, table, {}, wide)
    deep = max(range(len(hits)), key=lambda at: hits[at], default=0)
    return [lead[deep]] if hits and hits[deep] else None


def _told_by(fit: Fit, name: str) -> list[int]:
    """Where the cells stand that tell a column: its own, else those that stand for it."""
    if name in fit.positions:
        return [fit.positions[name]]
    column = next(one for one in fit.table.columns if one.name == name)
    others = [*column.made_of, *(column.naming.columns if column.naming else ())]
    within = _AREAS if fit.name in KINDS and column.made_of else ()  # a name is one inside its area
    return [at for one in (*others, *within) for at in _told_by(fit, one)]


def _there(table: Table, positions: Collection[str]) -> set[str]:
    """The required columns that a header gives, or that others tell: a code by its name."""
    return {
        one.name
        for one in table.asked
        if one.name in positions
        or (one.naming and not set(one.naming.instead).isdisjoint(positions))
    }


def _is_id(column: Column) -> bool:
    return column.kind in {"code", "target"} or column.name.endswith("_id")
