"""Matters at full size: 200,000 a year over five years.

``python -m benchmarks.matters`` makes the tables in SQL, computes the spells and prints how long
that took, and how long each question of the page takes, against the budget of a rerun.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks.report import Report
from etl.gate import stage
from etl.queries import sql as load_sql
from geodata.base.queries import sql
from geodata.figures import rates
from geodata.lists import matters
from geodata.question.periods import month_of
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot, connect, define_shared

_MATTERS, _YEARS, _COUNTIES = 200_000, 5, 9
_LAST = date(2026, 10, 31)
_BUDGET_MS = 100
_RUNS = 5
_TABLES = """
CREATE TEMP TABLE size AS SELECT $matters AS matters, $days AS days, $last::DATE AS last_day;
INSERT INTO place (code, name, kind, parent_code)
SELECT '990000000000', 'root', 'city', NULL
UNION ALL
SELECT format('9900{:02d}000000', i + 1), 'county ' || i, 'county', '990000000000'
FROM range($counties) AS c(i)
UNION ALL
SELECT format('v{:07d}', i), 'village ' || i, 'village', format('9900{:02d}000000', i % $counties + 1)
FROM range(4079) AS v(i);
INSERT INTO unit SELECT format('U{:04d}', i), 'unit ' || i, NULL FROM range(328) AS u(i);
INSERT INTO matter (matter_id, kind, target_kind, target_id, title, lead_unit_id, proposed_on, due_on)
SELECT format('S{:08d}', i), ['problem', 'practical', 'micro', 'risk', 'service'][i % 5 + 1], 'place',
       format('v{:07d}', hash(i) % 4079), 'matter ' || i % 40, format('U{:04d}', hash(i + 1) % 328),
       last_day - (hash(i + 2) % days)::INTEGER AS raised, raised + 30
FROM size, range(matters) AS m(i);
INSERT INTO matter_event (matter_id, event, happened_on, satisfaction)
SELECT matter_id, step.event, proposed_on + step.after, CASE step.event WHEN 'rated' THEN 4 END
FROM matter, size, unnest([
    {event: 'claimed', after: 1}, {event: 'assigned', after: 2}, {event: 'started', after: 4},
    {event: 'closed', after: 20}, {event: 'rated', after: 22}]) AS s(step)
WHERE proposed_on + step.after <= last_day AND (step.after < 20 OR hash(matter_id) % 100 > 0)
"""
_RATES = (
    "closing_rate", "on_time_closing", "overdue_rate", "reopening_rate", "satisfaction",
    "satisfaction_response",
)  # fmt: skip


def main() -> None:
    """Make the tables, and time the load and every question."""
    report = Report()
    report.section(f"{_MATTERS * _YEARS:,} matters over {_YEARS} years")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matters.duckdb"
        with closing(connect()) as connection:
            _fill(report, connection, path)
        snapshot = Snapshot.open(path)
        report.line("the file", path.stat().st_size / 2**20, "MB")
        for area in (None, "990003000000"):
            where = area or "the whole"
            scope = Scope(_LAST, month_of(_LAST), ("village",), area)
            for name in _RATES:
                _time(report, f"{name}, {where}", partial(rates.figure, snapshot, name, scope))
            _time(report, f"board, {where}", partial(matters.board, snapshot, scope))
            _time(report, f"by unit, {where}", partial(matters.by_unit, snapshot, scope))
            _time(report, f"overdue, {where}", partial(matters.matters, snapshot, scope, "overdue"))
        _time(report, "one chain", partial(matters.events, snapshot, "S00500000", _LAST))


def _fill(report: Report, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute(f"ATTACH '{path}' AS snapshot (STORAGE_VERSION 'v1.5.0')")
    connection.execute("SET search_path = 'snapshot.main,memory.main'")
    connection.execute(sql("schema"))
    stage.create_gate(connection, free_codes=True)
    values = {
        "matters": _MATTERS * _YEARS,
        "days": 365 * _YEARS,
        "last": _LAST,
        "counties": _COUNTIES,
    }
    for text in _TABLES.split(";"):
        named = {key: value for key, value in values.items() if f"${key}" in text}
        connection.execute(text, named)
    connection.execute(load_sql("derive/lineage"))
    start = perf_counter()
    define_shared(connection, is_temporary=True)
    connection.execute(load_sql("derive/matter"))
    report.line("spells", perf_counter() - start, "s")
    connection.execute("USE memory")
    connection.execute("DETACH snapshot")


def _time(report: Report, what: str, ask: Callable[[], object]) -> None:
    """The median of a few runs, after one that warms up."""
    ask()
    took = []
    for _ in range(_RUNS):
        start = perf_counter()
        ask()
        took.append((perf_counter() - start) * 1000)
    report.line(what, sorted(took)[_RUNS // 2], "ms", _BUDGET_MS)


if __name__ == "__main__":
    main()
