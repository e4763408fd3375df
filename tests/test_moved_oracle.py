"""In any city, between any two periods, the parts of a figure's change add up to it exactly: of all
rows, by cause and by area."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geodata.figures import rates
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.rates import Figure
from geodata.movement import explained as why
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot
from oracle import figures
from oracle.snapshot import empty, write
from oracle.strategies import THINGS, VILLAGE_KINDS, Case, worlds

KINDS = (*VILLAGE_KINDS, *THINGS)
NAMES = ("fulfilment", "on_time", "report_rate", "visit_coverage", "pairing_coverage")


@pytest.fixture(scope="module")
def made() -> Iterator[Snapshot]:
    with empty() as snapshot:
        yield snapshot


def value(one: Figure) -> Fraction:
    return Fraction(one.numerator or 0) / Fraction(one.denominator)


@settings(
    max_examples=15, deadline=None, derandomize=True, database=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking a world takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
@given(case=worlds(), cut=st.integers(1, 9))
def test_parts_add_up(made: Snapshot, case: Case, cut: int) -> None:
    write(made, case.world)
    until = case.first + (case.last - case.first) * cut // 10
    first = Period(case.first, until)
    second = Period(min(until + timedelta(days=1), case.last), case.last)
    for name in NAMES:
        then, now = (
            rates.figure(made, name, Scope(case.as_of, one, KINDS)) for one in (first, second)
        )
        if not then.denominator or not now.denominator:
            continue
        found = why.between(made, then, made, now)
        change = value(now) - value(then)
        unit = found.whole.unit
        assert unit == then.denominator * now.denominator
        assert found.change == change
        assert Fraction(sum(why.by_row(found)["weight"]), unit) == change
        causes = why.by_cause(found)
        assert Fraction(sum(causes["weight"]), unit) == change
        assert causes["rows"].sum() + found.stayed == len(found.all_rows)
        for level in figures.LEVELS:
            areas = why.by_area(made, found, level)
            assert Fraction(sum(areas["weight"]), unit) == change
            for tense, one in (("then", then), ("now", now)):
                sums = areas[[f"{tense}_numerator", f"{tense}_denominator"]].sum()
                assert tuple(sums) == (one.numerator, one.denominator)


def test_the_parts_of_every_figure_of_a_whole_city_add_up(demo_snapshot: Snapshot) -> None:
    october = scope(demo_snapshot, period="2026-10")
    moved = {}
    for name, one in DEFINITIONS.items():
        if one.is_additive and rates.is_given(demo_snapshot, name):
            found = why.explained(demo_snapshot, name, october)
            if isinstance(found, why.Explanation):
                assert found.change == value(found.now) - value(found.then), name
                for level in ("county", "township"):
                    rows = why.by_area(demo_snapshot, found, level)
                    assert Fraction(sum(rows["weight"]), found.whole.unit) == found.change, name
                moved[name] = found
    # money in millionths, so that the sums of a ratio are exact too
    invested = why.by_row(moved["investment_rate"])
    assert set(invested["way"]) == {"gained"}
    assert (invested["then_denominator"] == invested["now_denominator"]).all()
    # each month has matters of its own
    assert moved["closing_rate"].is_renewed
    assert set(why.by_cause(moved["closing_rate"])["way"]) == {"came", "left"}
    assert not moved["overdue_rate"].is_renewed
