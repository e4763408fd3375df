"""Figures, areas, streaks, causes and rosters held against a second reading (tests/oracle)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geodata.figures import neglect, rates
from geodata.lists import workday
from geodata.question.periods import Period
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot
from oracle import figures
from oracle.ledger import place_on
from oracle.snapshot import empty, write
from oracle.strategies import THINGS, VILLAGE_KINDS, Case, worlds

KINDS = (*VILLAGE_KINDS, *THINGS)
a_few = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking a world takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def made() -> Iterator[Snapshot]:
    with empty() as snapshot:
        yield snapshot


def asked(case: Case, kinds: tuple[str, ...] = KINDS, area: str | None = None) -> Scope:
    """What is nominally of the days of the case, told on its day."""
    return Scope(case.as_of, Period(case.first, case.last), kinds, area=area)


def share(snapshot: Snapshot, name: str, scope: Scope) -> figures.Share:
    one = rates.figure(snapshot, name, scope)
    return int(one.numerator or 0), int(one.denominator)


@a_few
@given(case=worlds(), kinds=st.sampled_from([KINDS, ("village",), THINGS, ("grid", "project")]))
def test_what_was_owed_and_where(made: Snapshot, case: Case, kinds: tuple[str, ...]) -> None:
    write(made, case.world)
    rows = figures.owed(case.world, case.as_of, case.first, case.last, kinds)
    assert share(made, "fulfilment", asked(case, kinds)) == figures.fulfilment(rows)
    assert share(made, "report_rate", asked(case, kinds)) == figures.report_rate(
        case.world, rows, case.as_of
    )
    coverage = figures.visit_coverage(case.world, case.as_of, case.first, case.last, kinds)
    assert share(made, "visit_coverage", asked(case, kinds)) == coverage
    _visits_are_shared_out_alike(made, case, kinds)
    for level in figures.LEVELS:
        found = rates.by_area(made, "fulfilment", asked(case, kinds), level)
        told = {
            row.code if isinstance(row.code, str) else None: (row.numerator, row.denominator)
            for row in found.itertuples()
        }
        expected = figures.by_area(case.world, rows, level, case.as_of)
        assert told == expected
        for code, one in expected.items():  # asked alone an area has what it had in the list
            if code is not None and place_on(case.world, code, case.as_of):
                assert share(made, "fulfilment", asked(case, kinds, code)) == one


def _visits_are_shared_out_alike(made: Snapshot, case: Case, kinds: tuple[str, ...]) -> None:
    """Each place and official has the visits that count; none, or not known, where there are none."""
    world, question = case.world, asked(case, kinds)
    known = question.within(city_of(made).data_to)
    expected = figures.received(world, known.known_on, known.as_of, case.first, case.last)
    told = rates.rows(made, "visits_per_place", question)
    for code, amount in zip(told["code"], told["amount"], strict=True):
        assert (0 if pd.isna(amount) else amount) == len(expected.get(code, ()))
    among = set().union(*(expected.get(code, set()) for code in told["code"]), set())
    by_official = rates.rows(made, "visits_per_official", question)
    amounts = dict(zip(by_official["code"], by_official["amount"], strict=True))
    went = {one.official_id for one in world.attendances if one.visit_id in among}
    assert went <= set(amounts)
    for official, amount in amounts.items():
        mine = {one.visit_id for one in world.attendances if one.official_id == official} & among
        assert (0 if pd.isna(amount) else amount) == len(mine)


@a_few
@given(case=worlds())
def test_streaks_causes_and_rosters(made: Snapshot, case: Case) -> None:
    world, day = case.world, case.as_of
    write(made, world)
    streaks = made.rows("SELECT target_id, amount FROM streaks_at($day, NULL)"
                        " WHERE target_kind = 'place'", {"day": day})  # fmt: skip
    assert dict(streaks) == figures.streaks(world, day)
    that_day = Scope(day, Period(min(case.first, day), day), KINDS)  # causes are told at its end
    for threshold in (10, 60):
        found = neglect.causes(made, that_day, threshold)
        told = dict(zip(found["code"], found["cause"], strict=True))
        assert told == figures.causes(world, day, KINDS, threshold)
    threshold = city_of(made).neglected_days
    rows = rates.rows(made, "days_since_visit", that_day)
    told_days = rows["amount"].astype(object).where(rows["amount"].notna(), None)
    told_days[rows["status"] == "no_report"] = "unheard"
    since = dict(zip(rows["code"], told_days, strict=True))
    assert since == figures.days_since(world, day, KINDS, threshold)
    for ahead in (0, 5):
        on = day + timedelta(days=ahead)
        rows = workday.roster(made, on, asked(case))
        due = [day.date() for day in rows["due_on"]]
        listed = Counter(
            zip(rows["rule_id"], rows["responsible_id"], rows["code"], due, strict=True)
        )
        assert listed == figures.roster(world, day, on)
