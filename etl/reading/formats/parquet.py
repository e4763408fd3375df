"""Parquet and GeoParquet: typed columns as text, shapes as WKB in EPSG:4490."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.coordinates.reference import Reference
from etl.coordinates.systems import in_target_crs
from etl.reading.cells import cell_text
from etl.reading.limits import MOST_BYTES, check_rows
from geodata.base.errors import RefusedError

PARQUET_SUFFIXES = {".parquet", ".geoparquet"}
_BATCH_ROWS = 20_000
_DEFAULT_CRS = "OGC:CRS84"  # what GeoParquet means where it says nothing

ShapedRow = tuple[list[str], bytes | None]


def read_parquet(file: Path, reference: Reference) -> tuple[list[str], Iterator[ShapedRow], bool]:
    """Headers, rows, and whether they bring shapes; raises RefusedError (``file_unreadable``,
    ``geometry_encoding``, what :mod:`etl.reading.limits` refuses, and what coordinate systems refuse)."""
    try:
        opened = pq.ParquetFile(file)
        geo = json.loads((opened.schema_arrow.metadata or {}).get(b"geo", b"{}"))
        primary = str(geo.get("primary_column", "")) if isinstance(geo, dict) else ""
        described = geo["columns"][primary] if primary else {}
        others = set(geo["columns"]) if primary else set()
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        raise RefusedError("file_unreadable", file=file.name, detail=error) from error
    if primary and described.get("encoding") != "WKB":
        raise RefusedError(
            "geometry_encoding", file=file.name, encoding=described.get("encoding") or "?"
        )
    check_rows(file, opened.metadata.num_rows)
    _refuse_unpacked(file, opened)
    headers = [name for name in opened.schema_arrow.names if name not in others]
    found = _stated_crs(described) if primary else None
    rows = _rows(file, opened, headers, primary, found, reference)
    return headers, rows, bool(primary)


def _refuse_unpacked(file: Path, opened: pq.ParquetFile) -> None:
    """A group of rows is unpacked as a whole."""
    groups = [opened.metadata.row_group(n) for n in range(opened.metadata.num_row_groups)]
    most = max((group.total_byte_size for group in groups), default=0)
    if most > MOST_BYTES:
        raise RefusedError("file_too_large", file=file.name, bytes=most)


def _stated_crs(described: dict[str, Any]) -> str | None:
    """PROJJSON as pyproj takes it; an explicit null means that nobody knows."""
    stated = described.get("crs", _DEFAULT_CRS)
    return stated if stated is None or isinstance(stated, str) else json.dumps(stated)


def _rows(
    file: Path,
    opened: pq.ParquetFile,
    headers: list[str],
    primary: str,
    found: str | None,
    reference: Reference,
) -> Iterator[ShapedRow]:
    columns = [*headers, primary] if primary else headers
    for batch in opened.iter_batches(batch_size=_BATCH_ROWS, columns=columns):
        texts = [[cell_text(value) for value in batch.column(name).to_pylist()] for name in headers]
        cells = [list(row) for row in zip(*texts, strict=True)] or [[] for _ in range(len(batch))]
        shapes: list[bytes | None] = [None] * len(batch)
        if primary:
            shapes = in_target_crs(file, batch.column(primary).to_pylist(), found, reference)
        yield from zip(cells, shapes, strict=True)
