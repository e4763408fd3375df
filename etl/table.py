"""What a table of a city folder looks like: its columns, their headers, units and rules.

A table is declared once, in its module under ``etl/tables``; reading, checking, the documentation
(docs/city-folder.md) and the templates all follow from the declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

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
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Accepted value → what a file may write for it."""
    default: str | None = None
    """The value where the cell is empty or the column is absent."""
    kind_column: str = "target_kind"
    """For a target: the earlier column that says whether it is a place, whose code is normalised."""
    refers_to: tuple[str, str] | None = None
    """(table, column) that must know the value."""


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
