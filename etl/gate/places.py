"""Places and their shapes: one source for each kind, widest first, so that parents come before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import duckdb
import pyarrow as pa
import shapely

from etl.city.settings import City, GeometrySource, Source
from etl.coordinates.positions import read_degrees, to_target_datum
from etl.gate import place_codes, stage
from etl.gate.belonging import AREA_NAMES, few, name_parents, say_layers
from etl.gate.typed import type_rows
from etl.gate.warn import warn
from etl.queries import sql
from etl.tables import PLACE
from etl.tables.declare import Table
from etl.tables.place import place_table
from geodata.base.codes import KINDS
from geodata.base.errors import RefusedError
from geodata.land.geometry import joined, repair

_BATCH_SHAPES = 20_000
_columns = {column.name: column for column in PLACE.columns}

_SHAPE_BY_CODE = Table(
    "geometry",
    "Shapes that name their place's code.",
    (replace(_columns["code"], made_of=()), replace(_columns["name"], required=False)),
    ("code",),
)
_SHAPE_BY_NAME = Table(
    "geometry",
    "Shapes that name their place.",
    (
        _columns["name"],
        replace(_columns["parent_code"], headers=("parent",), naming=None),
        *(_columns[name] for name in AREA_NAMES),
    ),
    ("name", "parent_code", *AREA_NAMES),
)


def load_places(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    today: date,
    progress: Callable[[int], None],
) -> None:
    """Load the root and every kind of place below it, with their shapes.

    A file of shapes that states no day shows the places as they are ``today``.

    Raises RefusedError (``places_missing``, ``source_above_root``, and what reading refuses).
    """
    sources = [source for kind in KINDS if (source := city.source(kind))]
    if not sources:
        raise RefusedError("places_missing")
    connection.execute(sql("derive/problems/begin"))
    connection.execute(
        "INSERT INTO place (code, name, kind) VALUES (?, ?, ?)", [city.code, city.name, city.kind]
    )
    for source in sources:
        if KINDS.index(source.kind or "grid") <= KINDS.index(city.kind):
            raise RefusedError("source_above_root", source=source.name, kind=city.kind)
        connection.execute("CREATE OR REPLACE TEMP TABLE register_kind (kind VARCHAR)")
        _load_kind(connection, city, source, today, progress)
        for kind in ("village", "community") if source.kind_by_name else (source.kind,):
            connection.execute("INSERT INTO register_kind VALUES (?)", [kind])
        for register in source.earlier:
            until = register.until or today
            connection.execute(sql("over_time/earlier"), {"until": until})
            connection.execute("INSERT INTO register_day VALUES (?)", [until])
            _load_kind(connection, city, register, until, progress)


def _load_kind(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    source: Source,
    today: date,
    progress: Callable[[int], None],
) -> None:
    table = place_table(source.kind or "grid", mixed=source.kind_by_name)
    licence = source.licence or city.licence
    place_codes.read_list(connection, source, licence, progress)
    read = stage.read_raw(connection, table, source, progress)
    if source.reference.scale is None:
        read_degrees(connection, PLACE)
    type_rows(connection, PLACE, source.reference.scale)
    to_target_datum(connection, PLACE, source.reference.datum)
    connection.execute("ALTER TABLE typed ADD COLUMN kind VARCHAR")
    connection.execute(
        "UPDATE typed SET kind = CASE WHEN NOT $by_name THEN $kind"
        " WHEN regexp_matches(name, '(居委会|居民委员会|社区)$') THEN 'community'"
        " ELSE 'village' END",
        {"by_name": source.kind_by_name, "kind": source.kind},
    )
    name_parents(connection, source, today)
    place_codes.find_codes(connection, source, today)
    place_codes.make_codes(connection, source)
    connection.execute(sql("gate/parent"))
    if source.until:
        connection.execute(sql("over_time/until"), {"until": source.until})
    stage.check_references(connection, PLACE)
    stage.check_table(connection, PLACE)
    repair_shapes(connection, faults="shape_fault")
    join_parts(connection, PLACE, source.name)
    stage.accept(connection, PLACE, read, name=source.name, licence=licence, extra="kind")
    place_codes.warn_of_unused(connection, source)
    warn_of_undrawn(connection, source.name)
    if source.estimate:
        connection.execute("INSERT INTO estimable SELECT code FROM typed")
    _give_shapes(connection, source.name)
    if source.geometry:
        day = source.geometry.on or today
        _load_shapes(connection, source, source.geometry, licence, day, progress)


def _load_shapes(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    geometry: GeometrySource,
    licence: str | None,
    on: date,
    progress: Callable[[int], None],
) -> None:
    table = _SHAPE_BY_CODE if geometry.match == "code" else _SHAPE_BY_NAME
    shapes = replace(
        source,
        files=(geometry.file,),
        query=None,
        layer=geometry.layer,
        reference=geometry.reference,
        columns={geometry.match: geometry.column} if geometry.column else {},
        constants={},
        header_row=None,
    )
    read = stage.read_raw(connection, table, shapes, progress)
    type_rows(connection, table)
    values = {"kind": source.kind, "by_name": source.kind_by_name}
    if geometry.match == "name":
        connection.execute("ALTER TABLE typed ADD COLUMN code VARCHAR")
        say_layers(connection, shapes)
        connection.execute(sql("gate/match_by_name"), {**values, "on": on})
        place_codes.find_named(connection, source, on)
    repair_shapes(connection)
    join_parts(connection, table, f"{source.name}.geometry")
    stage.check_doubles(connection, table)
    connection.execute("INSERT INTO fault " + sql("gate/shape"), values)
    connection.execute("ALTER TABLE typed ADD COLUMN valid_from DATE")
    connection.execute(sql("gate/shape_version"), {"on": on})
    _warn_of_lost_zeros(connection, source)
    stage.write_log(connection, table, read, name=f"{source.name}.geometry", licence=licence)
    _give_shapes(connection, f"{source.name}.geometry")


def _warn_of_lost_zeros(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Say where codes of shapes are those of places but for the zeros before them: a spreadsheet takes
    them away, and only a person knows whether it did."""
    row = connection.execute(
        "SELECT count(DISTINCT place.code), min_by(place.code, typed.code), min(typed.code),"
        " max(greatest(length(typed.code), length(place.code)))"
        " FROM fault JOIN typed USING (_file, _row)"
        " JOIN place ON ltrim(place.code, '0') = ltrim(typed.code, '0')"
        " WHERE fault.code = 'no_such_place'"
    ).fetchone()
    if row and row[0]:
        places, own, other, digits = row
        warn(connection, f"{source.name}.geometry", "zeros_lost", register=source.name,
             places=places, own=own, other=other, digits=digits)  # fmt: skip


def repair_shapes(connection: duckdb.DuckDBPyConnection, *, faults: str = "fault") -> None:
    """Fill ``shape`` with what can be drawn of ``typed``, and ``fault`` with what can not; in
    ``shape_fault`` instead where a row is more than its shape, and stays without one."""
    connection.execute("CREATE OR REPLACE TEMP TABLE shape_fault AS FROM fault LIMIT 0")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE shape (_file VARCHAR, _row BIGINT, wkb BLOB,"
        " before_m2 DOUBLE, after_m2 DOUBLE)"
    )
    (last,) = connection.execute("SELECT coalesce(max(_row), 0) FROM raw").fetchone() or (0,)
    for first in range(0, last + 1, _BATCH_SHAPES):
        batch = connection.execute(
            "SELECT _file, _row, _wkb FROM raw"
            " WHERE _row >= $first AND _row < $end AND _wkb IS NOT NULL",
            {"first": first, "end": first + _BATCH_SHAPES},
        ).fetchall()
        if not batch:
            continue
        files, rows, wkb = zip(*batch, strict=True)
        repaired = repair(list(wkb))
        block = pa.table(
            {
                "_file": pa.array(files, pa.string()),
                "_row": pa.array(rows, pa.int64()),
                "wkb": pa.array(shapely.to_wkb(repaired.shapes), pa.binary()),
                "before_m2": pa.array(repaired.before_m2, pa.float64()),
                "after_m2": pa.array(repaired.after_m2, pa.float64()),
                "fault": pa.array(repaired.faults, pa.string()),
                "value": pa.array(repaired.values, pa.string()),
            }
        )
        connection.register("shape_block", block)
        connection.execute(
            "INSERT INTO shape SELECT _file, _row, wkb, before_m2, after_m2"
            " FROM shape_block WHERE fault IS NULL"
        )
        connection.execute(
            f"INSERT INTO {faults} SELECT _file, _row, fault, 'geometry', value"
            " FROM shape_block WHERE fault IS NOT NULL"
        )
        connection.unregister("shape_block")


def join_parts(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> None:
    """Rows alike in all but their polygons, which lie apart, are parts of one place: the first of
    them has the shape of all, and the others go to ``joined``. ``load_warning`` says of which.

    Polygons that lie over each other are two drawings of one thing, and left as they are.
    """
    cells = ", ".join(f'"{column.name}"' for column in table.stored)
    keys = ", ".join(f'"{name}"' for name in table.key)
    groups = connection.execute(
        sql("gate/parts").replace("{cells}", cells).replace("{keys}", keys)
    ).fetchall()
    told = []
    for shown, files, rows, wkb in groups:
        parts = shapely.from_wkb(wkb)
        whole = joined(parts)
        if whole is None:
            continue
        connection.execute(
            "UPDATE shape SET wkb = $wkb WHERE _file = $file AND _row = $row",
            {"wkb": shapely.to_wkb(whole), "file": files[0], "row": rows[0]},
        )
        connection.execute(
            "INSERT INTO joined SELECT unnest($files), unnest($rows)",
            {"files": files[1:], "rows": rows[1:]},
        )
        told.append(shown)
    if told:
        connection.execute("DELETE FROM shape USING joined"
                           " WHERE shape._file = joined._file AND shape._row = joined._row")  # fmt: skip
        warn(connection, source, "parts_joined", places=len(told), shown=few(told))


def warn_of_undrawn(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Say in ``load_warning`` which accepted rows stay without their shape, and why."""
    for fault, rows, shown in connection.execute(
        "SELECT shape_fault.code, count(*), list(_file || ' ' || _row ORDER BY _file, _row)[:4]"
        " FROM shape_fault ANTI JOIN fault USING (_file, _row) GROUP BY 1 ORDER BY 1"
    ).fetchall():
        warn(connection, source, f"shape_{fault}", rows=rows, shown=few(shown))


def _give_shapes(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    connection.execute(sql("gate/give_shapes"))
    for step in ("origin", "repaired", "undrawn"):
        connection.execute(sql(f"derive/problems/{step}"), {"source": source})
