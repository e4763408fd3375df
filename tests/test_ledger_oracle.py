"""The ledger held against a second, independent reading of the design (tests/oracle)."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from oracle.ledger import Row, ledger
from oracle.snapshot import empty, rows, write
from oracle.strategies import Case, worlds


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty() as made:
        yield made


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(case=worlds())
def test_every_row_is_the_oracle_s(connection: duckdb.DuckDBPyConnection, case: Case) -> None:
    write(connection, case.world)
    found = [Row(*row) for row in rows(connection, case)]
    assert found == ledger(case.world, case.as_of, case.first, case.last)
