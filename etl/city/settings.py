"""``city.toml``: what the city is, its rules, and where each table comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, cast, get_args

from etl.coordinates.reference import NOTHING_STATED, REFERENCE_KEYS, Reference, read_reference
from etl.tables import TABLES
from etl.tables.matter import MATTER_KINDS
from geodata.base.city_folder import document, named_file, refuse_outside
from geodata.base.codes import KINDS, ROOT_KINDS, Kind, full_code
from geodata.base.errors import RefusedError
from geodata.base.settings import Thresholds
from geodata.figures.indicators import IndicatorKind, parse_indicators
from geodata.figures.ranking import Ranking, parse_rankings
from geodata.rules.rule import Rule, parse_rules

CodeSystem = Literal["division", "free"]
Whole = Literal["month", "file"]
Match = Literal["code", "name"]
_MOST_THRESHOLD = 100_000  # days: whatever is beyond is a slip, and no number compares with NaN
_LAST_ROW = 1_048_576  # of a sheet of Excel


@dataclass(frozen=True)
class Folder:
    """Where the files of the sources are looked for, and whether they may lie elsewhere."""

    path: Path
    is_enclosed: bool


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
    """Where the rows of one table come from."""

    table: str
    kind: Kind | None
    """The kind of place; None for every other table."""
    files: tuple[Path, ...]
    encoding: str | None
    columns: Mapping[str, str]
    sheet: tuple[str, ...]
    """Sheets of Excel files, read one after the other; the first where none is stated."""
    layer: tuple[str, ...]
    reference: Reference
    geometry: GeometrySource | None
    licence: str | None
    kind_by_name: bool
    """Names ending in 居委会 or 社区 are communities, the others villages."""
    code_prefix: str
    parent_prefix: str
    estimate: bool
    """Places with a point alone become estimated cells inside their parent."""
    header_row: tuple[int, ...] | None = None
    """Where the header stands, one row or two; None: it is looked for."""
    earlier: tuple[Source, ...] = ()
    """Registers of earlier years, the latest first."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Attributes of places that the register tells in columns of yes and no: name → header."""
    also: frozenset[str] = frozenset()
    """Headers of columns that another reading of the same files takes."""
    until: date | None = None
    """The last day of an earlier register; None for the one that holds today."""
    whole: Whole | None = None
    """What the files are all there is of: the months they have rows of, or, each file for itself,
    what a file of its name gave of these; None: rows of earlier loads stay beside theirs."""

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


def _city(folder: Path, document: dict[str, Any], enclosed: bool) -> City:
    known = {"city", "indicator", "matters", "ranking", "rule", "sources", "thresholds"}
    _known_keys("", document, known)
    city = _table("city", document.get("city"))
    _known_keys("city", city, {"name", "code", "kind", "codes", "licence", "data_to"})
    codes = cast(CodeSystem, _one_of("city.codes", city.get("codes", "division"), CodeSystem))
    sources = _table("sources", document.get("sources"))
    return City(
        folder=folder,
        name=_text("city.name", city.get("name"), "示例市"),
        code=_root_code(_text("city.code", city.get("code"), "4114"), codes),
        kind=_root_kind(city.get("kind", "city")),
        codes=codes,
        licence=_optional_text("city.licence", city.get("licence")),
        data_to=_day("city.data_to", city["data_to"]) if "data_to" in city else None,
        thresholds=_thresholds(document.get("thresholds", {})),
        rules=parse_rules(_tables(document, "rule")),
        rankings=parse_rankings(_tables(document, "ranking")),
        indicators=parse_indicators(_tables(document, "indicator")),
        sources=tuple(
            _source(Folder(folder, enclosed), name, body) for name, body in sources.items()
        ),
        acceptance_kinds=_acceptance_kinds(document.get("matters", {})),
    )


def _tables(document: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    tables = document.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise RefusedError("city_value", key=key, value=tables, example=f"[[{key}]]")
    return tables


def _root_code(text: str, codes: CodeSystem) -> str:
    code = full_code(text) if codes == "division" else text
    if code is None:
        raise RefusedError("city_value", key="city.code", value=text, example='"4114"')
    return code


def _root_kind(value: object) -> Kind:
    for kind in ROOT_KINDS:
        if value == kind:
            return kind
    raise RefusedError("city_value", key="city.kind", value=value, example='"city"')


def _thresholds(value: object) -> Thresholds:
    given = _table("thresholds", value)
    _known_keys("thresholds", given, {field.name for field in fields(Thresholds)})
    for key, number in given.items():
        if (
            isinstance(number, bool)
            or not isinstance(number, int | float)
            or not (0 < number < _MOST_THRESHOLD)
        ):
            raise RefusedError("city_value", key=f"thresholds.{key}", value=number, example="60")
    return Thresholds(**given)


def _acceptance_kinds(value: object) -> tuple[str, ...]:
    """All kinds of matter for true, none for false, else those listed."""
    key = "closing_needs_acceptance"
    body = _table("matters", value)
    _known_keys("matters", body, {key})
    given = body.get(key, False)
    if isinstance(given, bool):
        return MATTER_KINDS if given else ()
    if isinstance(given, list) and all(kind in MATTER_KINDS for kind in given):
        return tuple(given)
    raise RefusedError(
        "city_value", key=f"matters.{key}", value=given, example='["micro", "livelihood"]'
    )


_SOURCE_KEYS = {
    "file", "encoding", "columns", "sheet", "layer", "geometry", "licence", "header_row",
    "kind_by_name", "code_prefix", "parent_prefix", "estimate", "earlier", "attributes", "whole",
    *REFERENCE_KEYS,
}  # fmt: skip
_ACCUMULATING = {table.name for table in TABLES if table.accumulates}

_PLACE_KEYS = {
    "geometry", "kind_by_name", "code_prefix", "parent_prefix", "estimate", "earlier", "attributes",
}  # fmt: skip


def _source(folder: Folder, name: str, value: object) -> Source:
    where = f"sources.{name}"
    body = _table(where, value)
    given = body.get("earlier", [])
    earlier = [
        _earlier(folder, name, f"{where}.earlier", one)
        for one in (given if isinstance(given, list) else [given])
    ]
    earlier.sort(key=lambda register: register.until or date.min, reverse=True)
    if len({register.until for register in earlier}) < len(earlier):
        raise RefusedError("city_value", key=f"{where}.earlier", value=given, example="2023-12-31")
    return replace(_register(folder, name, where, body), earlier=tuple(earlier))


def _earlier(folder: Folder, name: str, where: str, value: object) -> Source:
    body = _table(where, value)
    _known_keys(where, body, (_SOURCE_KEYS | {"until"}) - {"attributes"})  # of today's alone
    until = _day(f"{where}.until", body.get("until"))
    rest = {key: one for key, one in body.items() if key not in {"until", "earlier"}}
    return replace(_register(folder, name, where, rest), until=until)


def _register(folder: Folder, name: str, where: str, body: dict[str, Any]) -> Source:
    tables = {table.name for table in TABLES}
    if name not in tables and name not in KINDS:
        known = ", ".join([*KINDS, *sorted(tables)])
        raise RefusedError("source_unknown", source=name, known=known)
    _known_keys(where, body, _SOURCE_KEYS if name in KINDS else _SOURCE_KEYS - _PLACE_KEYS)
    if "whole" in body and name not in _ACCUMULATING:
        known = ", ".join(sorted(_SOURCE_KEYS - _PLACE_KEYS - {"whole"}))
        raise RefusedError("city_key_unknown", key=f"{where}.whole", known=known)
    given = body.get("file")
    files = given if isinstance(given, list) and given else [given]
    paths = tuple(_path(folder, f"{where}.file", file) for file in files)
    if len({path.resolve() for path in paths}) < len(paths):
        raise RefusedError("city_value", key=f"{where}.file", value=given, example='["a.csv"]')
    columns = _table(f"{where}.columns", body.get("columns", {}))
    attributes = _table(f"{where}.attributes", body.get("attributes", {}))
    return Source(
        table="place" if name in KINDS else name,
        kind=next((kind for kind in KINDS if kind == name), None),
        files=paths,
        encoding=_optional_text(f"{where}.encoding", body.get("encoding")),
        columns={key: _text(f"{where}.columns.{key}", v, "走访日期") for key, v in columns.items()},
        sheet=_names(f"{where}.sheet", body.get("sheet")),
        layer=_names(f"{where}.layer", body.get("layer")),
        reference=read_reference(where, body),
        geometry=_geometry(folder, where, body.get("geometry")),
        licence=_optional_text(f"{where}.licence", body.get("licence")),
        kind_by_name=_flag(f"{where}.kind_by_name", body.get("kind_by_name", False)),
        code_prefix=_optional_text(f"{where}.code_prefix", body.get("code_prefix")) or "",
        parent_prefix=_optional_text(f"{where}.parent_prefix", body.get("parent_prefix")) or "",
        estimate=_flag(f"{where}.estimate", body.get("estimate", False)),
        attributes={
            key: _text(f"{where}.attributes.{key}", header, "是否贫困村")
            for key, header in attributes.items()
        },
        header_row=_header_row(f"{where}.header_row", body.get("header_row")),
        whole=cast(Whole, _one_of(f"{where}.whole", body["whole"], Whole))
        if "whole" in body
        else None,
    )


def _header_row(key: str, value: object) -> tuple[int, ...] | None:
    """A row of the file as a spreadsheet numbers it, or the two rows of a header, one below the
    other."""
    if value is None:
        return None
    rows = [row for row in (value if isinstance(value, list) else [value]) if type(row) is int]
    given = len(value) if isinstance(value, list) else 1
    below = [rows[0] + number for number in range(given)] if rows else []
    if not rows or rows != below or given > 2 or not 1 <= rows[0] < _LAST_ROW:
        raise RefusedError("city_value", key=key, value=value, example="3")
    return tuple(rows)


def _geometry(folder: Folder, where: str, value: object) -> GeometrySource | None:
    if value is None:
        return None
    where += ".geometry"
    body = _table(where, value)
    _known_keys(where, body, {"file", "match", "column", "layer", "on", *REFERENCE_KEYS})
    return GeometrySource(
        file=_path(folder, f"{where}.file", body.get("file")),
        match=cast(Match, _one_of(f"{where}.match", body.get("match", "code"), Match)),
        column=_optional_text(f"{where}.column", body.get("column")),
        layer=_names(f"{where}.layer", body.get("layer")),
        reference=read_reference(where, body),
        on=_optional_day(f"{where}.on", body.get("on")),
    )


def _path(folder: Folder, key: str, value: object) -> Path:
    stated = _text(key, value, "villages.csv")
    path = named_file(folder.path, stated, enclosed=folder.is_enclosed)
    if path is None:
        raise RefusedError("file_missing", key=key, file=stated)
    return path


def _table(key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RefusedError("city_table_missing", key=key)
    return value


def _known_keys(where: str, table: Mapping[str, object], known: set[str]) -> None:
    for key in table:
        if key not in known:
            full = f"{where}.{key}" if where else key
            raise RefusedError("city_key_unknown", key=full, known=", ".join(sorted(known)))


def _text(key: str, value: object, example: str) -> str:
    if not isinstance(value, str) or not value.strip():
        shown = "—" if value is None else value
        raise RefusedError("city_value", key=key, value=shown, example=f'"{example}"')
    return value.strip()


def _optional_text(key: str, value: object) -> str | None:
    return None if value is None else _text(key, value, "utf-8")


def _names(key: str, value: object) -> tuple[str, ...]:
    """One name or several, none twice; none at all where nothing is stated."""
    if value is None:
        return ()
    given = value if isinstance(value, list) and value else [value]
    names = tuple(_text(key, one, "2026") for one in given)
    if len(set(names)) < len(names):
        raise RefusedError("city_value", key=key, value=value, example='["2025", "2026"]')
    return names


def _optional_day(key: str, value: object) -> date | None:
    return None if value is None else _day(key, value)


def _day(key: str, value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise RefusedError("city_value", key=key, value=value, example="2023-12-31")
    return value


def _flag(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise RefusedError("city_value", key=key, value=value, example="true")
    return value


def _one_of(key: str, value: object, choices: object) -> str:
    allowed = get_args(choices)
    if value not in allowed:
        raise RefusedError("city_value", key=key, value=value, example=f'"{allowed[0]}"')
    return str(value)
