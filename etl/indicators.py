"""What city.toml says of indicators, noted in the snapshot."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from geodata.indicators import IndicatorKind


def write_indicators(connection: duckdb.DuckDBPyConnection, kinds: Sequence[IndicatorKind]) -> None:
    """Fill ``indicator_kind``."""
    for one in kinds:
        connection.execute(
            "INSERT INTO indicator_kind VALUES (?, ?, ?, ?)",
            [one.indicator, one.unit, list(one.bands), one.adds_up],
        )
