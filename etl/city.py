"""``city.toml``: what the city is, its rules, and where each table comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, cast, get_args

from etl.reference import NOTHING_STATED, REFERENCE_KEYS, Reference, read_reference
from etl.tables import TABLES
from etl.tables.matter import MATTER_KINDS
from geodata.codes import KINDS, ROOT_KINDS, Kind, full_code
from geodata.errors import RefusedError
from geodata.indicators import IndicatorKind, parse_indicators
from geodata.ranking import Ranking, parse_rankings
from geodata.rule import Rule, parse_rules
from geodata.settings import Thresholds

CodeSystem = Literal["division", "free"]
Match = Literal["code", "name"]
CITY_FILE = "city.toml"
_MOST_THRESHOLD = 100_000  # days: whatever is beyond is a slip, and no number compares with NaN
_LAST_ROW = 1_048_576  # of a sheet of Excel


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
    until: date | None = None
    """The last day of an earlier register; None for the one that holds today."""

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


def read_city(folder: Path) -> City:
    """Read ``folder/city.toml``; raises RefusedError with the rule, the value and an example."""
    path = folder / CITY_FILE
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise RefusedError("city_missing", folder=folder) from error
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, numbers or nesting no end
        raise RefusedError("city_unreadable", file=CITY_FILE, detail=error) from error
    except OSError as error:
        raise RefusedError("file_unreadable", file=CITY_FILE, detail=error.strerror) from error
    return _city(folder, document)


def _city(folder: Path, document: dict[str, Any]) -> City:
    known = {"city", "indicator", "matters", "ranking", "rule", "sources", "thresholds"}
    _known_keys("", document, known)
    city = _table("city", document.get("city"))
    _known_keys("city", city, {"name", "code", "kind", "codes", "licence"})
    codes = cast(CodeSystem, _one_of("city.codes", city.get("codes", "division"), CodeSystem))
    sources = _table("sources", document.get("sources"))
    return City(
        folder=folder,
        name=_text("city.name", city.get("name"), "示例市"),
        code=_root_code(_text("city.code", city.get("code"), "4114"), codes),
        kind=_root_kind(city.get("kind", "city")),
        codes=codes,
        licence=_optional_text("city.licence", city.get("licence")),
        thresholds=_thresholds(document.get("thresholds", {})),
        rules=parse_rules(_tables(document, "rule")),
        rankings=parse_rankings(_tables(document, "ranking")),
        indicators=parse_indicators(_tables(document, "indicator")),
        sources=tuple(_source(folder, name, body) for name, body in sources.items()),
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
    "kind_by_name", "code_prefix", "parent_prefix", "estimate", "earlier", "attributes",
    *REFERENCE_KEYS,
}  # fmt: skip

_PLACE_KEYS = {
    "geometry", "kind_by_name", "code_prefix", "parent_prefix", "estimate", "earlier", "attributes",
}  # fmt: skip


def _source(folder: Path, name: str, value: object) -> Source:
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


def _earlier(folder: Path, name: str, where: str, value: object) -> Source:
    body = _table(where, value)
    _known_keys(where, body, (_SOURCE_KEYS | {"until"}) - {"attributes"})  # of today's alone
    until = _day(f"{where}.until", body.get("until"))
    rest = {key: one for key, one in body.items() if key not in {"until", "earlier"}}
    return replace(_register(folder, name, where, rest), until=until)


def _register(folder: Path, name: str, where: str, body: dict[str, Any]) -> Source:
    tables = {table.name for table in TABLES}
    if name not in tables and name not in KINDS:
        known = ", ".join([*KINDS, *sorted(tables)])
        raise RefusedError("source_unknown", source=name, known=known)
    _known_keys(where, body, _SOURCE_KEYS if name in KINDS else _SOURCE_KEYS - _PLACE_KEYS)
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


def _geometry(folder: Path, where: str, value: object) -> GeometrySource | None:
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


def _path(folder: Path, key: str, value: object) -> Path:
    stated = _text(key, value, "villages.csv")
    path = folder / stated
    try:
        there = path.is_file()
    except OSError:  # a name that no file system can hold
        there = False
    if not there:
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
