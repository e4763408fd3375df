"""Yongzhou: what was published comes back out to the digit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from click.testing import Result

from asking import SHOWN, printed
from geodata.figures import layers, rates
from geodata.figures.campaign import targets
from geodata.figures.indicators import facilities
from geodata.lists import workday
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store
from programmes import p2
from programmes.folder import begun, loaded

DAY = date(2021, 7, 31)
MONTHS = {5: date(2021, 5, 1), 6: date(2021, 6, 1), 7: date(2021, 7, 1)}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = begun(tmp_path_factory, "p2", p2.TOML)
    p2.write(folder)
    return loaded(folder, datetime(2021, 8, 1))


@pytest.fixture
def yongzhou(store: Store) -> Snapshot:
    return store.current()


def month(snapshot: Snapshot, number: int, **more: str) -> Scope:
    """Matters raised in one month, told at the end of July."""
    until = date(2021, number, 31 if number != 6 else 30)
    return scope(snapshot, as_of=DAY, period=Period(MONTHS[number], until), **more)


def parts(snapshot: Snapshot, name: str, asked: Scope) -> tuple[object, object]:
    one = rates.figure(snapshot, name, asked)
    return one.numerator, one.denominator


def test_micro_matters_claimed(yongzhou: Snapshot) -> None:
    assert parts(yongzhou, "claim_rate", month(yongzhou, 5, matter="micro")) == (471, 471)
    june = month(yongzhou, 6, matter="micro")
    assert parts(yongzhou, "claim_rate", june) == (13_000, 13_000)
    by_county = rates.by_area(yongzhou, "claim_rate", june, "county").set_index("code")
    assert by_county.loc[f"{p2.COUNTY}000000", "numerator"] == 13_000
    july = month(yongzhou, 7, matter="micro")
    assert parts(yongzhou, "claim_rate", july) == (0, 120)  # collected, and nobody's yet
    assert parts(yongzhou, "claim_rate", replace(july, area=f"{p2.DISTRICT}000000")) == (0, 120)


def test_ten_thousand_officials_did_36000_matters(yongzhou: Snapshot) -> None:
    (row,) = targets(yongzhou, p2.ENDED).to_dict("records")
    assert (row["done"], row["status"]) == (36_000, "reached")
    (came,) = yongzhou.rows("SELECT count(DISTINCT official_id) FROM attendance")
    assert came == (10_000,)


def test_helping_pairs_by_form(yongzhou: Snapshot) -> None:
    forms = workday.pairing_forms(yongzhou, scope(yongzhou, as_of=DAY))
    # 600 alone; 2 × 200 at one place; 100 with 2 places each
    assert forms == {
        "one_to_one": 600, "many_to_one": 400, "one_to_many": 200, "many_to_many": 0,
    }  # fmt: skip


@pytest.mark.parametrize("kind", p2.FACILITIES)
def test_every_village_and_community_has_both_facilities(yongzhou: Snapshot, kind: str) -> None:
    asked = replace(scope(yongzhou, as_of=DAY), topic=kind)
    assert parts(yongzhou, "facility_coverage", asked) == (3305, 3305)
    counted = facilities(yongzhou, asked).set_index("facility_kind")
    assert counted.loc[kind, "places"] == 3305


def test_every_risk_has_a_unit_that_answers(yongzhou: Snapshot) -> None:
    asked = month(yongzhou, 5, matter="risk")
    assert parts(yongzhou, "assignment_rate", asked) == (1181, 1181)
    named = yongzhou.rows(
        "SELECT count(*) FROM matter JOIN unit ON unit_id = lead_unit_id WHERE kind = 'risk'"
    )
    assert named == [(1181,)]


def test_major_projects_and_those_under_construction(yongzhou: Snapshot) -> None:
    """The restart rate is of projects under construction, and not of the 144."""
    asked = scope(yongzhou, as_of=DAY)
    assert parts(yongzhou, "started_rate", asked) == (p2.BUILDING, 144)
    rows = layers.projects(yongzhou, asked)
    building = rows[rows["started_on"].notna() & rows["finished_on"].isna()]
    assert len(rows) == 144
    assert len(building) == p2.BUILDING
    assert not (building["status"] == "stopped").any()  # 90 of 90 are at work again


def test_the_command_line_prints_rates_of_a_hundred(
    store: Store, run: Callable[..., Result]
) -> None:
    window = ("--as-of", DAY, "--since", "2021-05-01", "--until", "2021-05-31")
    for name, kind, count in (("claim_rate", "micro", "471"), ("assignment_rate", "risk", "1181")):
        result = run("rate", name, "--matter", kind, *window, "--store", store.folder)
        shown = printed(result.stdout)
        assert [shown[one] for one in SHOWN] == [count, count, "100.00%"]
        assert (shown["pending"], shown["no_report"]) == ("0", "0")
