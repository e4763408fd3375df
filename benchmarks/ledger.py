"""The ledger at full size: a city of 4,079 places over ten years, and 620,000 places over one.

``python -m benchmarks.ledger`` makes the tables in SQL, fills the ledger and prints how long that
took, how much memory it needed at its peak, and how long the questions of every page take.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Literal

import duckdb

from etl.derive.obligations import write_obligations, write_rules
from etl.queries import sql as load_sql
from geodata.base.queries import sql
from geodata.figures.rates import by_area, figure
from geodata.question.periods import Period
from geodata.question.scope import Scope
from geodata.rules.rule import Rule
from geodata.store.snapshots import Snapshot, connect

_TIERS = ("city", "county", "township")
_KINDS: tuple[Literal["village", "community"], ...] = ("village", "community")
_COUNTIES = 9
_PLACES_OF_ONE_OFFICIAL = 4
_TABLES = """
CREATE TEMP TABLE size AS SELECT $places AS places, greatest($places // 20, 1) AS townships,
    $first::DATE AS first_day, $last::DATE AS last_day;
INSERT INTO place (code, name, kind, parent_code)
SELECT '990000000000', 'root', 'city', NULL
UNION ALL
SELECT format('9900{:02d}000000', i + 1), 'county ' || i, 'county', '990000000000'
FROM range($counties) AS c(i)
UNION ALL
SELECT format('t{:06d}', i), 'township ' || i, 'township', format('9900{:02d}000000', i % $counties + 1)
FROM size, range(townships) AS t(i)
UNION ALL
SELECT format('v{:07d}', i), 'village ' || i, if(i % 5 = 0, 'community', 'village'),
       format('t{:06d}', i % townships)
FROM size, range(places) AS v(i);
INSERT INTO unit SELECT 'u' || code, name, code FROM place WHERE kind = 'township';
-- one official a tier for every few places; a tenth of them changed their post in the middle
INSERT INTO official
SELECT format('{}{:06d}', tier, i), format('{} {}', tier, i)
FROM size, range(places // $each + 1) AS o(i), unnest($tiers) AS t(tier);
INSERT INTO posting
SELECT official_id, format('ut{:06d}', hash(official_id) % townships), rtrim(official_id, '0123456789'),
       'township', NULL,
       if(hash(official_id) % 10 = 0, first_day + ((last_day - first_day) // 2)::INTEGER, NULL)
FROM official, size;
INSERT INTO posting
SELECT official_id, format('ut{:06d}', (hash(official_id) + 1) % townships), tier, rank, valid_to + 1, NULL
FROM posting, size WHERE valid_to IS NOT NULL;
INSERT INTO pairing
SELECT 'official', format('{}{:06d}', tier, i // $each), 'place', format('v{:07d}', i), 'contact',
       NULL, NULL
FROM size, range(places) AS v(i), unnest($tiers) AS t(tier);
-- two in three are visited, most on the day, some up to nine days late; two in three report
INSERT INTO visit (visit_id, target_kind, target_id, visited_on)
SELECT format('{}-{}-{}', target_id, responsible_id, due_on), 'place', target_id,
       due_on + if(hash(due_on, target_id) % 4 = 0, hash(target_id) % 10, 0)::INTEGER
FROM rule_date JOIN rule USING (rule_id)
JOIN pairing ON starts_with(responsible_id, tier) AND hash(target_id, responsible_id, due_on) % 3 > 0
CROSS JOIN size WHERE due_on BETWEEN first_day AND last_day;
INSERT INTO attendance (visit_id, official_id, on_behalf_of)
SELECT visit_id, split_part(visit_id, '-', 2), NULL FROM visit;
INSERT INTO report (unit_id, day)
SELECT DISTINCT unit_id, due_on FROM rule_date, unit, size
WHERE due_on BETWEEN first_day AND last_day AND hash(unit_id, due_on) % 3 > 0;
"""


@dataclass(frozen=True)
class Case:
    """How many places, visited once a month at some tiers, from a day to a day."""

    places: int
    first: date
    last: date
    tiers: tuple[str, ...] = _TIERS


CASES = (
    Case(4_079, date(2016, 1, 1), date(2025, 12, 31)),
    Case(620_000, date(2025, 1, 1), date(2025, 12, 31), _TIERS[2:]),
)


def main(cases: tuple[Case, ...] = CASES) -> None:
    """Print the times of each case, each in a process of its own so that its peak is its own."""
    for case in cases:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            alone.submit(run, case).result()


def run(case: Case) -> None:
    """Print the times of one case."""
    months = (case.last.year - case.first.year + 1) * 12
    print(f"{case.places:,} places, {months} months, {len(case.tiers)} tiers")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.duckdb"
        with closing(connect()) as connection:
            connection.execute(f"ATTACH '{path}' AS snapshot (STORAGE_VERSION 'v1.5.0')")
            connection.execute("SET search_path = 'snapshot.main,memory.main'")
            connection.execute("SET enable_progress_bar = false")
            _make_tables(connection, case)
            before = _peak()
            connection.execute("BEGIN")
            _time("obligation.sql", lambda: write_obligations(connection))
            _time("commit", lambda: connection.execute("COMMIT"))
            ((owed,),) = connection.execute("SELECT count(*) FROM obligation").fetchall()
            print(f"  {'rows':32}{owed:12,}")
            print(f"  {'peak memory before, after':32}{before:10.2f} GB {_peak():.2f} GB")
            connection.execute("USE memory")
            connection.execute("DETACH snapshot")
        snapshot = Snapshot.open(path)
        middle = case.first + (case.last - case.first) // 2
        _ask(snapshot, Scope(middle, Period(case.first, middle), _KINDS))


def _make_tables(connection: duckdb.DuckDBPyConnection, case: Case) -> None:
    connection.execute(sql("schema"))
    rules = [
        Rule(
            id=f"monthly-{tier}",
            role="contact",
            targets=_KINDS,
            schedule=f"FREQ=MONTHLY;BYMONTHDAY={5 * position}",
            tier="city" if tier == "city" else "county" if tier == "county" else "township",
            shift="previous_workday",
            makeup_days=7,
            reported_by="place_township",
            valid_from=case.first,
            valid_to=case.last,
        )
        for position, tier in enumerate(case.tiers, start=1)
    ]
    write_rules(connection, rules, case.last)
    values = {"places": case.places, "first": case.first, "last": case.last,
              "counties": _COUNTIES, "tiers": list(case.tiers), "each": _PLACES_OF_ONE_OFFICIAL}  # fmt: skip
    for statement in duckdb.extract_statements(_TABLES):
        names = statement.named_parameters
        connection.execute(statement, {name: values[name] for name in names})
    connection.execute(load_sql("derive/lineage"))


def _ask(snapshot: Snapshot, scope: Scope) -> None:
    by_status = "SELECT status, count(*) FROM obligation_at($day) GROUP BY ALL ORDER BY 1"
    every = "SELECT status FROM obligation_at($day)"
    _time("status of every row", lambda: snapshot.query(every, {"day": scope.as_of}))
    for turn in ("counted", "counted again"):
        _time(f"statuses, {turn}", lambda: snapshot.rows(by_status, {"day": scope.as_of}))
    _time("fulfilment", lambda: figure(snapshot, "fulfilment", scope))
    _time("fulfilment by county", lambda: by_area(snapshot, "fulfilment", scope, "county"))
    _time("missed streaks", lambda: figure(snapshot, "missed_streak", scope))


def _time(name: str, work: Callable[[], object]) -> None:
    start, worked = perf_counter(), process_time()
    work()
    seconds, worked = perf_counter() - start, process_time() - worked
    print(f"  {name:32}{seconds:10.2f} s {worked:10.2f} s of all cores", flush=True)


def _peak() -> float:
    """Gigabytes this process has held at most."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


if __name__ == "__main__":
    main()
