"""Attributes that the register of places tells in columns of its own: 是否贫困村, yes or no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import duckdb

from etl.city.settings import City, Source
from etl.gate import stage
from etl.gate.typed import type_rows
from etl.names import resolve as names
from etl.over_time import undated
from etl.tables.place_attribute import registered


def load_registered(
    connection: duckdb.DuckDBPyConnection, city: City, progress: Callable[[int], None]
) -> None:
    """Read the register once more for every attribute that its source names."""
    for source in city.sources:
        for attribute, header in source.attributes.items():
            _load(connection, city, source, attribute, header, progress)


def _load(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    source: Source,
    attribute: str,
    header: str,
    progress: Callable[[int], None],
) -> None:
    table = registered(source.kind or "grid", mixed=source.kind_by_name)
    own = {column.name for column in table.columns}
    columns = {name: one for name, one in source.columns.items() if name in own}
    constants = {name: one for name, one in source.constants.items() if name in own}
    also = frozenset({*source.columns.values(), *source.attributes.values()})
    read = stage.read_raw(
        connection,
        table,
        replace(source, columns={**columns, "holds": header}, constants=constants, also=also),
        progress,
    )
    connection.execute("UPDATE raw SET attribute = $attribute", {"attribute": attribute})
    type_rows(connection, table)
    connection.execute(  # a code says which place it is, however its name is spelt here
        "UPDATE typed SET name = NULL, township_name = NULL, county_name = NULL WHERE code IS NOT NULL"
    )
    names.resolve(connection, table)
    stage.check_keys(connection, table)
    stage.check_references(connection, table)
    stage.check_table(connection, table)
    name = f"{source.name}.attributes.{attribute}"
    stage.accept(connection, table, read, name=name, licence=source.licence or city.licence)
    undated.note_aside(connection, table)
