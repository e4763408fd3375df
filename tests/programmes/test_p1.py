"""Shangqiu: the published workday comes back out to the digit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from click.testing import Result

from asking import SHOWN, printed
from geodata.figures import layers, rates
from geodata.figures.layers import LayerQuery
from geodata.lists import workday
from geodata.output.printing import bulletin_html
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store
from programmes import p1
from programmes.folder import begun, loaded

END = date(2020, 6, 30)
PLACES = 4079  # 3,887 + 192


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = begun(tmp_path_factory, "p1", p1.TOML)
    p1.write(folder)
    return loaded(folder, datetime(2020, 7, 1))


@pytest.fixture
def shangqiu(store: Store) -> Snapshot:
    return store.current()


def asked(snapshot: Snapshot) -> Scope:
    return scope(snapshot, as_of=END)


def test_workdays_by_tier_move_to_the_working_day_before(shangqiu: Snapshot) -> None:
    rows = shangqiu.rows("SELECT rule_id, nominal_on, due_on FROM rule_date ORDER BY due_on")
    assert rows == [
        ("workday-township", date(2020, 6, 5), date(2020, 6, 5)),  # a Friday
        ("workday-county", date(2020, 6, 15), date(2020, 6, 15)),  # a Monday
        ("workday-city", p1.NOMINAL, p1.HELD),
    ]


def test_every_village_and_community_is_paired_one_to_one(shangqiu: Snapshot) -> None:
    figure = rates.figure(shangqiu, "pairing_coverage", asked(shangqiu))
    assert (figure.numerator, figure.denominator) == (PLACES, PLACES)
    for kind, count in (("village", 3887), ("community", 192)):
        one = rates.figure(shangqiu, "pairing_coverage", scope(shangqiu, as_of=END, kinds=(kind,)))
        assert (one.numerator, one.denominator) == (count, count)
    assert workday.pairing_forms(shangqiu, asked(shangqiu)) == {
        "one_to_one": PLACES, "many_to_one": 0, "one_to_many": 0, "many_to_many": 0,
    }  # fmt: skip
    held = rates.figure(shangqiu, "load_per_official", asked(shangqiu))
    assert (held.denominator, held.value) == (PLACES, 1)  # one official, one place


def test_registered_poor_villages_and_weak_organisations(shangqiu: Snapshot) -> None:
    villages = scope(shangqiu, as_of=END, kinds=("village",))
    for attribute, count in (("建档立卡贫困村", 920), ("软弱涣散党组织", 995)):
        share = rates.figure(shangqiu, "attribute_share", replace(villages, topic=attribute))
        assert (share.numerator, share.denominator) == (count, 3887)
        only = scope(shangqiu, as_of=END, attribute=attribute)
        paired = rates.figure(shangqiu, "pairing_coverage", only)
        assert (paired.numerator, paired.denominator) == (count, count)
        drawn = layers.layer(
            shangqiu, LayerQuery("place_attribute", "village", replace(villages, topic=attribute))
        )
        assert [one.count for one in drawn.legend] == [count, 3887 - count, 0]
    both = scope(shangqiu, as_of=END, attribute="建档立卡贫困村", topic="软弱涣散党组织")
    one = rates.figure(shangqiu, "attribute_share", both)
    # villages 346 … 1,340 are weak, 1 … 920 poor: 346 … 920 are both, 920 − 345
    assert (one.numerator, one.denominator) == (575, 920)


def test_the_bulletin_of_24_june_2020(shangqiu: Snapshot) -> None:
    found = workday.bulletin(shangqiu, p1.HELD, asked(shangqiu), rank="county")
    assert (found.officials, found.counts) == (
        996,
        {"talks": 966, "households": 6771, "disputes": 52, "matters": 247, "suggestions": 76},
    )
    everybody = workday.bulletin(shangqiu, p1.HELD, asked(shangqiu))
    assert everybody.officials == 996 + p1.BELOW  # rank, not tier: all of them are of the city's
    words = workday.paragraph(found, "甲市", "zh_CN")
    page = bulletin_html(found, "甲市", "zh_CN").decode()
    for count in (996, 966, 6771, 52, 247, 76):
        assert str(count) in words
        assert f"<td>{count:,}</td>" in page


def test_the_day_itself_is_what_was_owed(shangqiu: Snapshot) -> None:
    owed = scope(shangqiu, as_of=END, period=Period(date(2020, 6, 1), END), rule="workday-city")
    figure = rates.figure(shangqiu, "on_time", owed)
    # the four below that rank went along to a place of somebody else's, and not to their own
    assert (figure.numerator, figure.denominator) == (996, 1000)


def test_the_command_line_prints_the_coverage(store: Store, run: Callable[..., Result]) -> None:
    result = run(
        "rate", "pairing_coverage", "--as-of", END, "--period", "2020-06", "--store", store.folder
    )
    shown = printed(result.stdout)
    assert [shown[one] for one in SHOWN] == ["4079", "4079", "100.00%"]
    assert (shown["pending"], shown["no_report"]) == ("0", "0")
