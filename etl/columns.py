"""Which header of a file is which column: as city.toml says, else by name or synonym."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etl.table import Column, Table
from geodata.errors import RefusedError


@dataclass(frozen=True)
class Matched:
    """``positions``: column → index of its cell; ``ignored``: headers that are no column of ours."""

    positions: dict[str, int]
    ignored: list[str]
    width: int


def match_columns(
    file: str, headers: list[str], table: Table, overrides: Mapping[str, str]
) -> Matched:
    """Match headers to columns; raises RefusedError.

    ``column_unknown``: city.toml names a column of no such table; ``header_missing``: a header the
    file does not have; ``column_missing``: a required column that no header gives;
    ``header_doubled``: two headers for one column.
    """
    found = [_plain(header) for header in headers]
    columns = {column.name: column for column in table.columns}
    positions: dict[str, int] = {}
    for name, header in overrides.items():
        if name not in columns:
            raise RefusedError(
                "column_unknown", table=table.name, column=name, known=", ".join(columns)
            )
        if _plain(header) not in found:
            raise RefusedError("header_missing", file=file, header=header, known=", ".join(headers))
        positions[name] = found.index(_plain(header))
    for column in table.columns:
        if column.name not in positions:
            _match(file, column, headers, found, positions)
    for column in table.columns:
        instead = column.naming.instead if column.naming else ()
        if column.needed and positions.keys().isdisjoint((column.name, *instead)):
            raise RefusedError(
                "column_missing",
                file=file,
                column=column.name,
                headers=", ".join(headers),
                names=" / ".join((column.name, *column.headers)),
            )
    taken = set(positions.values())
    ignored = [header for i, header in enumerate(headers) if i not in taken and header.strip()]
    return Matched(positions, ignored, len(headers))


def _match(
    file: str, column: Column, headers: list[str], found: list[str], positions: dict[str, int]
) -> None:
    names = {_plain(name) for name in (column.name, *column.headers)}
    free = [i for i, text in enumerate(found) if text in names and i not in positions.values()]
    if len(free) > 1:
        exact = [i for i in free if found[i] == _plain(column.name)]
        if len(exact) != 1:
            doubled = ", ".join(headers[i] for i in free)
            raise RefusedError("header_doubled", file=file, column=column.name, headers=doubled)
        free = exact
    if free:
        positions[column.name] = free[0]


def _plain(header: str) -> str:
    return "".join(header.split()).strip("*﻿").lower()
