"""The ledger held against a second, independent reading of the design (tests/oracle)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from geodata.store.snapshots import Snapshot
from oracle.ledger import (
    Attendance,
    Exemption,
    Official,
    Pairing,
    Place,
    Posting,
    Report,
    Row,
    Rule,
    Unit,
    Visit,
    World,
    ledger,
)
from oracle.snapshot import empty, rows, write
from oracle.strategies import Case, worlds

# The 24th of June 2020 stands in for the 25th; its window is over on the 1st of July.
DUE, CLOSES = date(2020, 6, 24), date(2020, 7, 1)
RULE = Rule(
    id="workday",
    role="contact",
    targets=("village", "grid", "project"),
    schedule="FREQ=MONTHLY;BYMONTHDAY=25",
    shift="previous_workday",
    makeup_days=7,
    valid_from=date(2020, 6, 1),
    valid_to=date(2020, 6, 30),
)
WORLD = World(
    rules=(RULE,),
    officials=(Official("ann"), Official("bo")),
    units=(Unit("town", "T1"), Unit("town2", "T2"), Unit("office")),
    postings=(Posting("ann", "office", "city", "county"), Posting("bo", "town", "city", "staff")),
    places=(
        Place("C", "county"),
        Place("T1", "township", "C"),
        Place("T2", "township", "C"),
        Place("V", "village", "T1"),
        Place("N", "community", "T2", None, DUE),
        Place("N", "community", "T1", date(2020, 6, 25)),
        Place("G", "grid", "N"),
        Place("H", "village", "C"),
    ),
    pairings=(
        Pairing("official", "ann", "place", "V", "contact"),
        Pairing("official", "bo", "place", "V", "contact"),
        Pairing("official", "bo", "place", "V", "contact", DUE),
        Pairing("official", "ann", "place", "G", "contact"),
        Pairing("official", "ann", "place", "H", "contact"),
        Pairing("official", "ann", "project", "P", "contact"),
        Pairing("unit", "office", "place", "V", "contact"),
        Pairing("official", "ann", "place", "gone", "contact"),
    ),
)
ENDED = replace(
    WORLD,
    places=(
        WORLD.places[0],
        replace(WORLD.places[1], valid_to=date(2020, 6, 23)),
        *WORLD.places[2:],
    ),
)
VISITS = (Visit("v2", "place", "V", CLOSES), Visit("v1", "place", "V", CLOSES))


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    with empty() as made:
        yield made


def compare(snapshot: Snapshot, case: Case) -> None:
    write(snapshot, case.world)
    found = [Row(*row) for row in rows(snapshot, case)]
    assert found == ledger(case.world, case.as_of, case.first, case.last)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking a world takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(case=worlds())
def test_every_row_is_the_oracle_s(snapshot: Snapshot, case: Case) -> None:
    compare(snapshot, case)


@pytest.mark.parametrize(
    "world",
    [
        WORLD,
        ENDED,
        replace(WORLD, reports=(Report("town", DUE),)),
        replace(WORLD, reports=(Report("town2", DUE),)),
        replace(WORLD, reports=(Report("office", DUE),)),
        replace(ENDED, reports=(Report("town", DUE),)),
        replace(WORLD, visits=VISITS),
        replace(WORLD, units=WORLD.units[1:], visits=VISITS),
        replace(WORLD, visits=VISITS, attendances=(Attendance("v1", "bo"),)),
        replace(WORLD, visits=VISITS, attendances=(Attendance("v1", "bo", "ann"),)),
        replace(WORLD, visits=VISITS, attendances=(Attendance("v2", "ann"), Attendance("v1", "ann"))),
        replace(WORLD, visits=(Visit("v", "project", "P", DUE),), attendances=(Attendance("v", "ann"),)),
        replace(WORLD, exemptions=(Exemption("unit", "office"), Exemption("place", "T1"))),
        replace(WORLD, rules=(replace(RULE, reported_by="official_unit"),), reports=(Report("office", DUE),)),
        replace(WORLD, rules=(replace(RULE, opens="period", valid_from=date(2020, 6, 25)),)),
    ],
    ids=[
        "silence", "a township ended", "its report", "report of where the grid lay",
        "report of the official's unit", "report of an ended township", "visits by nobody",
        "a township without a unit", "by a colleague", "on behalf", "the lesser of two ids",
        "a project", "exemptions", "reported by the official's unit", "a period due before it",
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_of", [DUE, CLOSES, date(2020, 7, 2)])
def test_awkward_worlds(snapshot: Snapshot, world: World, as_of: date) -> None:
    compare(snapshot, Case(world, as_of, date(2020, 6, 1), date(2020, 6, 30)))
