"""``city.toml``: what the city is, its rules, and where each table comes from.

Long because every key of a source comes from here to the rooms that use it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from os.path import commonpath
from pathlib import Path
from typing import Any

from etl.city.city_table import CodeSystem
from etl.city.document import Document
from etl.city.origin import Folder, origin, path
from etl.city.refusals import validated
from etl.city.source_table import (
    EventSourceTable,
    GeometryTable,
    JoinedTable,
    Match,
    PlaceSourceTable,
    RegisterTable,
    SourceTable,
    Whole,
)
from etl.coordinates.reference import NOTHING_STATED, Reference
from etl.headers.joined import Joined
from etl.headers.wide import Wide
from etl.reading.databases.query import Query
from etl.tables import TABLES
from geodata.base.city_folder import document, refuse_outside
from geodata.base.codes import KINDS, Kind
from geodata.base.errors import RefusedError
from geodata.base.settings import Thresholds
from geodata.figures.indicators import IndicatorKind
from geodata.figures.ranking import Ranking
from geodata.rules.rule import Rule


@dataclass(frozen=True)
class GeometrySource:
    """A file of shapes and how its rows find their places."""

    file: Path
    match: Match
    column: str | None = None
    layer: tuple[str, ...] = ()
    reference: Reference = NOTHING_STATED
    on: date | None = None
    """The day whose places the shapes are of; None: the day of the load."""


@dataclass(frozen=True)
class Source:
    """Where the rows of one table, or a part of them, come from."""

    table: str
    kind: Kind | None
    """The kind of place; None for every other table."""
    files: tuple[Path, ...]
    """Of a query the database alone, or where nothing lies: see :func:`origin`."""
    folder: Path
    """The city folder."""
    encoding: str | None
    columns: Mapping[str, str]
    sheet: tuple[str, ...]
    """Sheets of Excel files, read one after the other; the first where none is stated."""
    layer: tuple[str, ...]
    reference: Reference
    licence: str | None
    query: Query | None = None
    """What the rows are asked of a database by, instead of being in files."""
    geometry: GeometrySource | None = None
    kind_by_name: bool = False
    """Names ending in 居委会 or 社区 are communities, the others villages."""
    code_prefix: str = ""
    code_digits: int = 0
    """So many digits has every code: shorter ones have lost zeros; 0 where nothing is said."""
    parent_prefix: str = ""
    codes: Source | None = None
    """Where the codes of a register come from that gives none."""
    estimate: bool = False
    """Places with a point alone become estimated cells inside their parent."""
    header_row: tuple[int, ...] | None = None
    """Where the header stands, one row or two; None: it is looked for."""
    earlier: tuple[Source, ...] = ()
    """Registers of earlier years, the latest first."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Attributes of places that the register tells in columns of yes and no: name → header."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Column → what every row says of it, where no header of the files does."""
    also: frozenset[str] = frozenset()
    """Headers of columns that another reading of the same files takes."""
    until: date | None = None
    """The last day of an earlier register; None for the one that holds today."""
    whole: Whole | None = None
    """What the files are all there is of: the months they have rows of, or, each file for itself,
    what a file of its name gave of these; None: rows of earlier loads stay beside theirs."""

    fill_down: tuple[str, ...] = ()
    """Columns whose empty cells mean what stands above."""
    split: tuple[str, ...] = ()
    """Columns of whose cells each entry becomes a row."""
    wide: Wide | None = None
    joined: Joined | None = None
    """The sheet or file that each row belongs to a row of."""
    year: int | None = None
    """Of days that are written without one."""
    further: tuple[Source, ...] = ()
    """The other parts of the same table."""

    @property
    def parts(self) -> tuple[Source, ...]:
        """Itself, and the other parts of the same table."""
        return (self, *self.further)

    def called(self, path: Path) -> str:
        """How one of its files is told: from the city folder, so that a file keeps its name when others
        join it; from the folder they have in common where some lie elsewhere."""
        files = [one for part in self.parts for one in part.files]
        inside = all(one.is_relative_to(self.folder) and ".." not in one.parts for one in files)
        base = self.folder if inside else commonpath([one.parent for one in files])
        return path.relative_to(base).as_posix()

    @property
    def name(self) -> str:
        """How the source is called in city.toml: the kind of place, or the table."""
        name = self.kind or self.table
        return f"{name}.{self.until}" if self.until else name


@dataclass(frozen=True)
class City:
    """A city folder, as its city.toml describes it."""

    folder: Path
    name: str
    code: str
    kind: Kind
    codes: CodeSystem
    licence: str | None
    data_to: date | None
    """A last day that the visits and reports speak for, where it is later than they show."""
    thresholds: Thresholds
    doubts: Mapping[str, float]
    """From where on each rule asks about a visit (:mod:`geodata.doubts.rules`)."""
    rules: tuple[Rule, ...]
    rankings: tuple[Ranking, ...]
    indicators: tuple[IndicatorKind, ...]
    sources: tuple[Source, ...]
    acceptance_kinds: tuple[str, ...]
    """The kinds of matter that are not closed before the people have accepted the outcome."""

    def source(self, name: str) -> Source | None:
        """The source of that name, None where the city gives none."""
        return next((source for source in self.sources if source.name == name), None)


def read_city(folder: Path, *, enclosed: bool = False) -> City:
    """Read ``folder/city.toml``; raises RefusedError with the rule, the value and an example.

    ``enclosed`` refuses a folder that names or holds what lies outside it (``file_outside``), as
    one that a stranger sent must not.
    """
    if enclosed:
        refuse_outside(folder)
    return _city(folder, document(folder), enclosed)


def _city(folder: Path, body: dict[str, Any], enclosed: bool) -> City:
    stated = validated(Document, body)
    here = Folder(folder, enclosed)
    return City(
        folder=folder,
        name=stated.city.name,
        code=str(stated.city.root_code),
        kind=stated.city.kind,
        codes=stated.city.codes,
        licence=stated.city.licence,
        data_to=stated.city.data_to,
        thresholds=Thresholds(**stated.thresholds.model_dump()),
        doubts=stated.doubts.limits(),
        rules=stated.rules(),
        rankings=stated.rankings(),
        indicators=stated.indicators(),
        sources=tuple(
            _source(here, name, getattr(stated.sources, name)) for name in body["sources"]
        ),
        acceptance_kinds=stated.matters.acceptance_kinds,
    )


def _source(folder: Folder, name: str, stated: PlaceSourceTable | list[SourceTable]) -> Source:
    where = f"sources.{name}"
    if isinstance(stated, list):
        first, *further = (_register(folder, name, where, table) for table in stated)
        return _alike(where, first, further)
    table = stated
    source = _register(folder, name, where, table)
    earlier = [
        replace(_register(folder, name, f"{where}.earlier", one), until=one.until)
        for one in sorted(table.earlier, key=lambda register: register.until, reverse=True)
    ]
    return replace(source, earlier=tuple(earlier), attributes=table.attributes)


def _alike(where: str, first: Source, further: Sequence[Source]) -> Source:
    """The parts of one table as one source; what holds for the table as a whole is stated by any part,
    and by none otherwise (RefusedError ``parts_differ``)."""
    parts = [first, *further]
    whole: dict[str, Any] = {}
    for key, of in _OF_THE_WHOLE.items():
        said = {of(one) for one in parts} - {None}
        if len(said) > 1:
            raise RefusedError(
                "parts_differ", source=where, key=key, values=", ".join(map(str, said))
            )
        whole[key] = next(iter(said), None)
    parts = [
        replace(
            one,
            licence=whole["licence"],
            whole=whole["whole"],
            reference=replace(one.reference, datum=whole["datum"], scale=whole["scale"]),
        )
        for one in parts
    ]
    return replace(parts[0], further=tuple(parts[1:]))


#: What all parts of a table have in common, because it is done to all of their rows at once.
_OF_THE_WHOLE: Mapping[str, Callable[[Source], object]] = {
    "licence": lambda one: one.licence,
    "whole": lambda one: one.whole,
    "datum": lambda one: one.reference.datum,
    "scale": lambda one: one.reference.scale,
}


def _wide(name: str, table: SourceTable) -> Wide | None:
    if table.wide is None:
        return None
    amounts = {
        column.name
        for one in TABLES
        if one.name == name
        for column in one.columns
        if column.kind == "decimal"
    }
    return Wide(**table.wide.model_dump(), is_amount=table.wide.value in amounts)


def _register(folder: Folder, name: str, where: str, table: SourceTable) -> Source:
    kind = next((kind for kind in KINDS if kind == name), None)
    files, query = origin(folder, name, where, table)
    source = Source(
        table="place" if kind else name,
        kind=kind,
        files=files,
        query=query,
        folder=folder.path,
        encoding=table.encoding,
        columns=table.columns,
        constants=table.constants,
        sheet=tuple(table.sheet),
        layer=tuple(table.layer),
        reference=table.reference(),
        licence=table.licence,
        header_row=tuple(table.header_row) if table.header_row else None,
        whole=table.whole if isinstance(table, EventSourceTable) else None,
        fill_down=tuple(table.fill_down),
        split=tuple(table.split),
        wide=_wide(name, table),
        year=table.year,
        joined=_joined(folder, f"{where}.joined", table.joined),
        code_digits=table.code_digits or 0,
    )
    if not isinstance(table, RegisterTable):
        return source
    return replace(
        source,
        geometry=_geometry(folder, f"{where}.geometry", table.geometry),
        kind_by_name=table.kind_by_name,
        code_prefix=table.code_prefix,
        parent_prefix=table.parent_prefix,
        codes=_register(folder, name, f"{where}.codes", table.codes) if table.codes else None,
        estimate=table.estimate,
    )


def _joined(folder: Folder, where: str, table: JoinedTable | None) -> Joined | None:
    if table is None:
        return None
    file = path(folder, f"{where}.file", table.file) if table.file else None
    return Joined(table.by, table.to, file, table.sheet)


def _geometry(folder: Folder, where: str, table: GeometryTable | None) -> GeometrySource | None:
    if table is None:
        return None
    return GeometrySource(
        file=path(folder, f"{where}.file", table.file),
        match=table.match,
        column=table.column,
        layer=tuple(table.layer),
        reference=table.reference(),
        on=table.on,
    )
