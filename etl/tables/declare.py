"""What a table of a city folder looks like: its columns, their headers, units and rules.

A table is declared once, in its module under ``etl/tables``; reading, checking, the documentation
(docs/city-folder.md) and the templates all follow from the declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from geodata.base.codes import KINDS

ColumnKind = Literal[
    "text",
    "code",
    "target",
    "count",
    "decimal",
    "date",
    "month",
    "period",
    "choice",
    "flag",
    "lon",
    "lat",
]


@dataclass(frozen=True)
class Naming:
    """How a code may be given by name instead: see ``etl/names/resolve.py``. All columns of one table."""

    name: str
    """The column that holds the name."""
    what: str = "'place'"
    """SQL: what is named: place, official, unit, project, enterprise or chain."""
    kinds: tuple[str, ...] = KINDS
    """The kinds of place that may be meant."""
    county: str | None = None
    """The column that names the county the place lies in."""
    township: str | None = None
    unit: str | None = None
    """The column that names the unit the official is posted to."""
    day: str = "NULL::DATE"
    """SQL: the day on which the place, or the posting, must be in force; NULL is the day of the load."""
    or_area: bool = False
    """Where no name is given, the township or county itself is meant."""
    or_unit: bool = False
    """Where no name is given either, the unit itself is meant."""
    is_list: bool = False
    """The column holds several codes, and that of the names several names, with 、 between them."""
    several: bool = False
    """A cell may name several officials; each is a row of its own."""
    about: tuple[str, str] = ("NULL::VARCHAR", "NULL::VARCHAR")
    """SQL: the kind and the code of what the row is about; of two of one name who is paired with it."""
    has_behalf: bool = False
    """A name may say on whose behalf somebody came: 张伟(代李国庆)."""
    or_point: bool = False
    """Where no name is given either, the place follows from ``lon`` and ``lat``."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read to find the code."""
        within = (self.name, self.county, self.township, self.unit)
        return tuple(column for column in within if column)

    @property
    def instead(self) -> tuple[str, ...]:
        """The columns of which any one may stand for that of the code."""
        areas = (self.township, self.county) if self.or_area else ()
        unit = (self.unit,) if self.or_unit else ()
        point = ("lon",) if self.or_point else ()
        return (self.name, *(one for one in (*areas, *unit) if one), *point)


@dataclass(frozen=True)
class Column:
    """One column: its name in the snapshot, what a file may call it, and what it may hold."""

    name: str
    kind: ColumnKind
    doc: str
    example: str
    headers: tuple[str, ...] = ()
    """Other headers this column is known by; the name itself always counts."""
    required: bool = False
    unit: str = ""
    alike: tuple[str, ...] = ()
    """Other units it may be told in, where all such columns of a file are."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Accepted value → what a file may write for it."""
    default: str | None = None
    """The value where the cell is empty or the column is absent."""
    kind_column: str = "target_kind"
    """For a target: the earlier column that says whether it is a place, whose code is normalised."""
    refers_to: tuple[str, str] | None = None
    """(table, column) that must know the value."""
    naming: Naming | None = None
    """How the value may be given by name."""
    made_of: tuple[str, ...] = ()
    """For an id: in a file that gives none it is made of these, so that a row that comes again is
    known again."""
    part_means: Literal["", "month", "first", "last"] = ""
    """For a day of which a file tells the month alone (2026年9月): the first day of it, the last, or only
    that it was in that month; a deadline's month is over on its last day. Empty: it is put aside."""
    counts_from: str = ""
    """For a deadline: the column with the day from which 15日内 counts."""
    ends: str = ""
    """For a last day: the column of the first, with which it may share a cell (10月8日—10月31日); for a
    longitude that of the latitude."""
    shared: tuple[str, ...] = ()
    """Headers of cells that hold both."""
    counted_in: tuple[str, ...] = ()
    """For a count: the only words for what is counted that may stand behind the number: 8人 are no
    households. Empty: any."""
    words_to: str = ""
    """For a count: the column that keeps what is written in its place in words (路灯已修)."""
    holds_several: bool = False
    """Whether a cell is meant to hold several, all of one row: those who came on one visit."""
    tells_state: bool = False
    """For a day: whether words in its place (已办结, 正在办理) tell how the row stands."""
    is_prose: bool = False
    """Whether somebody writes here in words, and may write of residents: what names or numbers them is
    hidden (:mod:`geodata.base.privacy`)."""
    stored: bool = True
    """False for a column that only helps to read the others; quarantine shows it all the same."""
    never: str = ""
    """What a header says that is never guessed to be it, however its cells look: a regular expression."""
    weak: tuple[str, ...] = ()
    """Headers that mean it only in a file where no other header does: ``id``."""

    @property
    def needed(self) -> bool:
        """Whether no file is read without it."""
        return self.required and self.default is None and not self.made_of


@dataclass(frozen=True)
class Table:
    """One table of the snapshot that a city folder may fill."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns that tell one row from another."""
    accumulates: bool = False
    """Rows are events: those of earlier loads stay until a file brings their key again."""
    replaced_by: tuple[str, ...] = ()
    """The part of the key by which new rows replace all earlier ones; the whole key where empty."""
    lists: tuple[str, ...] = ()
    """What a row of a list with a validity says, its days aside: see ``etl/over_time/undated.py``."""
    sublists: tuple[str, ...] = ()
    """The columns that tell one list of the table from another, which may come in later."""
    doubt: str = ""
    """What a remark (备注) beside a row may say by which it may be none: a regular expression."""
    undone: str = ""
    """What a heading inside a sheet says by which the rows below it are none: a regular expression."""
    in_place_of: tuple[tuple[str, ...], ...] = ()
    """By which columns a row is known to have come in the place of another, the likeliest first."""

    @property
    def asked(self) -> tuple[Column, ...]:
        """The columns that every row has to tell, in whichever way."""
        return tuple(one for one in self.columns if one.required and one.default is None)

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns that the snapshot keeps."""
        return tuple(column for column in self.columns if column.stored)
