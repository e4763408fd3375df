"""What city.toml says of indicators, noted in the snapshot and held against what a file says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import duckdb

from etl.gate.stage import FileRead
from geodata.base.units import factor_between, money_in_yuan
from geodata.figures.indicators import IndicatorKind

#: The digits of an amount as its file has them, before it is rounded to those that are kept.
_AS_WRITTEN = "try_cast(ungrouped(narrow(raw.amount)) AS DECIMAL(28, 12))"


def write_indicators(connection: duckdb.DuckDBPyConnection, kinds: Sequence[IndicatorKind]) -> None:
    """Fill ``indicator_kind``."""
    for one in kinds:
        connection.execute(
            "INSERT INTO indicator_kind VALUES (?, ?, ?, ?)",
            [one.indicator, one.unit, list(one.bands), one.adds_up],
        )


def to_declared_units(
    connection: duckdb.DuckDBPyConnection,
    read: Sequence[FileRead],
    kinds: Sequence[IndicatorKind],
) -> None:
    """Amounts of ``typed`` in the unit that city.toml declares for their indicator, where their file
    states one of its own; a row whose unit cannot be converted to it is a ``fault``."""
    declared = {one.indicator: one.unit for one in kinds if one.unit}
    for file in read:
        stated = file.opened.units.get("amount") if file.opened else None
        if stated is None:
            continue
        named = connection.execute(
            "SELECT DISTINCT indicator FROM typed WHERE _file = $file AND indicator IS NOT NULL",
            {"file": file.file},
        ).fetchall()
        for (indicator,) in named:
            factor = _factor(stated.word, declared.get(indicator, ""))
            values = {"file": file.file, "indicator": indicator}
            if factor is None:
                connection.execute(
                    "INSERT INTO fault SELECT _file, _row, 'other_unit', 'amount',"
                    " concat(amount, ' ', $word) FROM typed"
                    " WHERE _file = $file AND indicator = $indicator",
                    {**values, "word": stated.word},
                )
            elif factor != 1:
                connection.execute(
                    f"UPDATE typed SET amount = try_cast({_AS_WRITTEN} * {factor:f}"
                    " AS DECIMAL(20, 6)) FROM raw WHERE raw._file = typed._file"
                    " AND raw._row = typed._row AND typed._file = $file"
                    " AND typed.indicator = $indicator",
                    values,
                )


def _factor(word: str, unit: str) -> Decimal | None:
    """From the unit of a file to that which is declared; None where nobody can convert it."""
    if word == unit or (not unit and money_in_yuan(word) is None):
        return Decimal(1)
    return factor_between(word, unit)
