"""Huangpu: what was published comes back out to the digit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from geodata.figures import rates
from geodata.figures.campaign import targets
from geodata.lists import matters
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store
from programmes import p5
from programmes.folder import begun, loaded


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = begun(tmp_path_factory, "p5", p5.TOML)
    p5.write(folder)
    return loaded(folder, datetime(2022, 1, 1))


@pytest.fixture
def huangpu(store: Store) -> Snapshot:
    return store.current()


def asked(snapshot: Snapshot, **more: Any) -> Scope:
    return scope(snapshot, as_of=p5.END, period=Period(p5.BEGAN, p5.END), **more)


def parts(snapshot: Snapshot, name: str) -> tuple[object, object]:
    one = rates.figure(snapshot, name, asked(snapshot))
    return one.numerator, one.denominator


def test_a_year_of_events_342_of_them_complex(huangpu: Snapshot) -> None:
    assert parts(huangpu, "complex_share") == (342, 200_000)


def test_closing_and_satisfaction_above_99_percent(huangpu: Snapshot) -> None:
    assert parts(huangpu, "closing_rate") == (198_500, 200_000)  # 99.25 %
    assert parts(huangpu, "satisfaction") == (197_600, 198_500)  # 99.55 %
    assert parts(huangpu, "satisfaction_response") == (198_500, 198_500)
    for name in ("closing_rate", "satisfaction"):
        assert (rates.figure(huangpu, name, asked(huangpu)).value or 0) > 0.99


def test_six_ways_of_handling(huangpu: Snapshot) -> None:
    rows = matters.by_way(huangpu, asked(huangpu)).set_index("handling")
    assert tuple(rows.index) == p5.WAYS
    # 200,000 = 6 × 33,333 + 2
    assert rows["raised"].tolist() == [33_334, 33_334, 33_333, 33_333, 33_333, 33_333]
    assert rows["closed_of_raised"].sum() == 198_500


def test_what_is_open_is_dated_and_not_overdue_yet(huangpu: Snapshot) -> None:
    rows = matters.matters(huangpu, asked(huangpu), "open")
    assert len(rows) == 1500
    assert rows["due_on"].notna().all()
    assert parts(huangpu, "overdue_rate") == (0, 1500)


def test_nothing_is_closed_before_people_accept_it(huangpu: Snapshot) -> None:
    closed = huangpu.rows(
        "SELECT count(*) FILTER (event = 'closed'), count(*) FILTER (event = 'accepted')"
        " FROM matter_event"
    )
    assert closed == [(198_500, 198_500)]


def test_a_hundred_companies_a_hundred_villages_ten_thousand_households(huangpu: Snapshot) -> None:
    rows = targets(huangpu, p5.END)
    assert list(zip(rows["goal"], rows["done"], rows["status"], strict=True)) == [
        (100, 100, "reached"), (100, 100, "reached"), (10_000, 10_000, "reached"),
    ]  # fmt: skip
    # one company a day from 1 January, then one village a day: on 9 June, the 160th day,
    # 60 villages and 6,000 households
    june = targets(huangpu, datetime(2021, 6, 9).date())
    assert june["done"].tolist() == [100, 60, 6_000]
