"""One file through the first part of the gate: what its rows say, by column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from etl.city.settings import Source
from etl.coordinates.reference import NOTHING_STATED
from etl.gate.intake import open_file, parts_of
from etl.reading.row import Row
from etl.tables.declare import Table

_SOURCE = Source(
    table="visit",
    kind=None,
    files=(),
    folder=Path(),
    encoding=None,
    columns={},
    sheet=(),
    layer=(),
    reference=NOTHING_STATED,
    geometry=None,
    licence=None,
    kind_by_name=False,
    code_prefix="",
    parent_prefix="",
    estimate=False,
)


@dataclass(frozen=True)
class Taken:
    """What was understood of a file."""

    rows: list[Row]
    positions: dict[str, int]
    header_row: int
    matched: list[str]
    ignored: list[str]
    set_aside: list[int]
    encoding: str | None
    computed: dict[str, list[str | None]]

    def column(self, name: str) -> list[str]:
        """The cells of one column."""
        return [row.cells[self.positions[name]] for row in self.rows]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the rows in the file."""
        return [row.number for row in self.rows]


def take(path: Path, table: Table, **source: Any) -> Taken:
    """Open a file as a source of this table with these keys of city.toml would be."""
    stated = replace(_SOURCE, **source)
    (part,) = parts_of(path, path.name, stated)
    opened = open_file(path, part, table, stated)
    batches = list(opened.batches)
    computed: dict[str, list[str | None]] = {}
    for batch in batches:
        for name, cells in batch.computed.items():
            computed.setdefault(name, []).extend(cells)
    columns = opened.columns
    return Taken(
        [row for batch in batches for row in batch.rows],
        columns.positions,
        opened.header_row,
        columns.matched,
        columns.ignored,
        opened.set_aside,
        opened.encoding,
        computed,
    )
