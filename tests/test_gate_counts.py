"""Rows in are rows accepted and rows put aside: a load that lost one on the way is refused."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from etl.city.settings import read_city
from etl.gate import rejects, stage
from etl.gate.typed import type_rows
from etl.tables.unit import UNIT
from geodata.base.errors import RefusedError
from geodata.base.queries import sql
from geodata.store.snapshots import connect


@pytest.mark.parametrize(("lost", "kept"), [(0, 3), (1, 2), (3, 0)])
def test_a_row_that_is_nowhere_is_missed(tiny: Path, lost: int, kept: int) -> None:
    """Of the three units of the tiny city some leave the gate as neither."""
    source = read_city(tiny).source("unit")
    assert source is not None
    with closing(connect()) as connection:
        connection.execute(sql("schema"))
        stage.create_gate(connection, free_codes=False)
        rejects.begin(connection)
        read = stage.read_raw(connection, UNIT, source, lambda _: None)
        type_rows(connection, UNIT)
        connection.execute("DELETE FROM typed WHERE _row < $row", {"row": 2 + lost})
        if lost == 0:
            stage.accept(connection, UNIT, read, name="unit", licence=None)
            assert connection.execute("SELECT count(*) FROM unit").fetchall() == [(kept,)]
            return
        with pytest.raises(RefusedError) as refused:
            stage.accept(connection, UNIT, read, name="unit", licence=None)
    assert refused.value.code == "rows_lost"
    assert refused.value.values == {"file": "units.csv", "rows": 3, "kept": kept}
