"""What a GeoPackage holds where its reader finds nothing: a shape that is damaged is no empty one."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path


def with_shape(path: Path, layer: str | None, rows: Collection[int]) -> set[int]:
    """Which of these rows of a layer, the only one where None, have a shape at all."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        columns = database.execute(
            "SELECT table_name, column_name FROM gpkg_geometry_columns"
            " WHERE table_name = coalesce(?, table_name)",
            [layer],
        ).fetchall()
        if len(columns) != 1:
            return set()
        table, column = ('"' + name.replace('"', '""') + '"' for name in columns[0])
        found = database.execute(f"SELECT rowid FROM {table} WHERE {column} IS NOT NULL")
        return {row for (row,) in found} & set(rows)
