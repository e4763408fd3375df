"""Rankings worked out by hand for the tiny city: East Street, West Town and South Township.

Fulfilment by month (due on the 5th): January 1/1, 2/2, 0/2; February 0/1, 1/2, 0/2; March to the
12th 1/1, 1/2, 0/1. Places visited in the month: January 1/2, 2/2, 0/2; February 1/2, 1/2, 0/2; March
1/2, 1/2, 0/2.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.base.errors import QuestionError, RefusedError
from geodata.figures import rates
from geodata.figures.ranking import Component, Ranking, ranked, ranking_of, rankings
from geodata.question.periods import month_of
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot
from stated import rankings_of

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
STREET, TOWN, SOUTH = "990101001000", "990121100000", "990121200000"
SIXTY_FORTY = (Component("fulfilment", 60), Component("visit_coverage", 40))


def ranking(*components: Component, fair_places: int = 2, **more: Any) -> Ranking:
    return Ranking("r", "r", "township", components, fair_places, **more)


def of(snapshot: Snapshot, month: date) -> Scope:
    return scope(snapshot, period=month_of(month))


def column(rows: pd.DataFrame, name: str) -> dict[str, Any]:
    return {
        code: None if pd.isna(one) else one
        for code, one in zip(rows["code"], rows[name], strict=True)
    }


@pytest.mark.parametrize(
    ("month", "scores"),
    [
        (JANUARY, {TOWN: 100, STREET: 80, SOUTH: 0}),  # 60 + 40; 60 + 20; 0
        (FEBRUARY, {TOWN: 50, STREET: 20, SOUTH: 0}),  # 30 + 20; 0 + 20; 0
        (MARCH, {STREET: 80, TOWN: 50, SOUTH: 0}),  # 60 + 20; 30 + 20; 0
    ],
)
def test_scores_are_weighted_means(
    tiny_snapshot: Snapshot, month: date, scores: dict[str, float]
) -> None:
    rows = ranked(tiny_snapshot, ranking(*SIXTY_FORTY), of(tiny_snapshot, month)).rows
    assert column(rows, "score") == scores
    assert list(rows["code"]) == list(scores)  # best first
    assert list(rows["rank"]) == [1, 2, 3]


def test_a_figure_may_be_about_one_thing_alone(demo_snapshot: Snapshot) -> None:
    """Half for villages with an income over 100,000 yuan, half for those with a children's home."""
    tables = [{"id": "r", "weights": {
        "indicator_over": {"weight": 5, "topic": "集体经济收入", "over": 100_000},
        "facility_coverage": {"weight": 5, "topic": "儿童之家"},
    }}]  # fmt: skip
    (declared,) = rankings_of(tables)
    month = date(2026, 9, 1)
    rows = ranked(demo_snapshot, declared, of(demo_snapshot, month)).rows.set_index("code")
    assert rows["score"].nunique() > 1
    until = of(demo_snapshot, month)
    for code, score in rows["score"].items():
        inside = replace(until, area=str(code))
        income = rates.figure(
            demo_snapshot, "indicator_over", replace(inside, topic="集体经济收入", over=100_000.0)
        )
        homes = rates.figure(demo_snapshot, "facility_coverage", replace(inside, topic="儿童之家"))
        values = [one.value for one in (income, homes) if one.value is not None]
        assert score == pytest.approx(100 * sum(values) / len(values), abs=0.005)


def test_movement_and_how_often_first(tiny_snapshot: Snapshot) -> None:
    """In March South did not report: what it scored in February is not held against coverage alone."""
    rows = ranked(tiny_snapshot, ranking(*SIXTY_FORTY), of(tiny_snapshot, MARCH)).rows
    assert column(rows, "moved") == {STREET: 1, TOWN: -1, SOUTH: None}
    assert column(rows, "firsts") == {STREET: 1, TOWN: 2, SOUTH: 0}
    assert column(rows, "months") == {STREET: 3, TOWN: 3, SOUTH: 3}
    since = ranked(
        tiny_snapshot, ranking(*SIXTY_FORTY, first_month=FEBRUARY), of(tiny_snapshot, MARCH)
    ).rows
    assert column(since, "firsts") == {STREET: 1, TOWN: 1, SOUTH: 0}
    first = ranked(tiny_snapshot, ranking(*SIXTY_FORTY), of(tiny_snapshot, JANUARY)).rows
    assert set(column(first, "moved").values()) == {None}


def test_ties_share_a_rank_and_leave_the_next_out(tiny_snapshot: Snapshot) -> None:
    """On 28 February Town and South have both places paired, Street one of two."""
    rows = ranked(
        tiny_snapshot, ranking(Component("pairing_coverage", 1)), of(tiny_snapshot, FEBRUARY)
    ).rows
    assert column(rows, "rank") == {TOWN: 1, SOUTH: 1, STREET: 3}


def test_a_component_without_a_figure_leaves_its_weight_out(tiny_snapshot: Snapshot) -> None:
    """Projects lie in counties: at the end of March 230 of 300 and 340.5 of 650 of the year's plan;
    towns have none."""
    parts = (Component("fulfilment", 50), Component("investment_rate", 50))
    counties = ranked(
        tiny_snapshot, Ranking("r", "r", "county", parts, 2), of(tiny_snapshot, MARCH)
    ).rows
    assert column(counties, "score") == {
        "990101000000": 88.33,  # (100 + 76.67) / 2
        "990121000000": 42.86,  # (33.33 + 52.38) / 2
    }
    assert not counties["is_partial"].any()
    towns = ranked(tiny_snapshot, ranking(*parts), of(tiny_snapshot, MARCH)).rows
    assert column(towns, "score") == {STREET: 100, TOWN: 50, SOUTH: None}  # South did not report
    assert column(towns, "is_partial") == {STREET: True, TOWN: True, SOUTH: False}


def test_days_earn_points_between_best_and_worst(tiny_snapshot: Snapshot) -> None:
    """On 28 February: Street 24 days, Town the median of 23 and 50, South was never visited."""
    days = Component("days_since_visit", 1, best=0, worst=60)
    rows = ranked(tiny_snapshot, ranking(days), of(tiny_snapshot, FEBRUARY)).rows
    assert column(rows, "score") == {STREET: 60, TOWN: 39.17, SOUTH: None}
    assert column(rows, "rank") == {STREET: 1, TOWN: 2, SOUTH: None}


def test_an_area_too_small_is_told_apart(tiny_snapshot: Snapshot) -> None:
    rows = ranked(
        tiny_snapshot, ranking(*SIXTY_FORTY, fair_places=3), of(tiny_snapshot, FEBRUARY)
    ).rows
    assert set(column(rows, "rank").values()) == {None}
    assert column(rows, "score") == {STREET: 20, TOWN: 50, SOUTH: 0}  # told, not ranked


def test_what_city_toml_declares_is_what_is_ranked(tiny_snapshot: Snapshot) -> None:
    (declared,) = rankings(tiny_snapshot)
    assert declared == Ranking("township", "乡镇排名", "township", SIXTY_FORTY, 2, FEBRUARY)
    assert ranking_of(tiny_snapshot, "township") == ranking_of(tiny_snapshot, None) == declared
    with pytest.raises(QuestionError, match="ranking_unknown"):
        ranking_of(tiny_snapshot, "other")


@pytest.mark.parametrize(
    "table",
    [
        {"id": "r"},
        {"id": "r", "weights": {}},
        {"id": "r", "weights": {"fulfilment": -1}},
        {"id": "r", "weights": {"fulfilment": 0}},
        {"id": "r", "weights": {"fulfilment": math.nan}},
        {"id": "r", "weights": {"fulfilment": math.inf}},
        {"id": "r", "weights": {"fulfilment": True}},
        {"id": "r", "weights": {"beauty": 1}},
        {"id": "r", "weights": {"days_since_visit": 1}},
        {"id": "r", "weights": {"fulfilment": {"weight": 1, "best": 0}}},
        {"id": "r", "weights": {"fulfilment": {"weight": 1, "of": 0}}},
        {"id": "r", "weights": {"fulfilment": {"weight": 1, "topic": "卫生室"}}},
        {"id": "r", "weights": {"facility_coverage": {"weight": 1, "topic": 7}}},
        {"id": "r", "weights": {"facility_coverage": {"weight": 1, "over": 7}}},
        {"id": "r", "weights": {"indicator_over": 1}},
        {"id": "r", "weights": {"indicator_over": {"weight": 1, "topic": "收入"}}},
        {"id": "", "weights": {"fulfilment": 1}},
        {"id": "r", "weights": {"fulfilment": 1}, "level": "village"},
        {"id": "r", "weights": {"fulfilment": 1}, "fair_places": 0},
        {"id": "r", "weights": {"fulfilment": 1}, "from": "2026"},
        {"id": "r", "weights": {"fulfilment": 1}, "to": date(2026, 1, 1)},
    ],
)
def test_a_ranking_that_cannot_be_meant_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(RefusedError, match=r"city_value|city_key_unknown"):
        rankings_of([table])


def test_two_rankings_have_two_names() -> None:
    with pytest.raises(RefusedError, match="city_value"):
        rankings_of([{"id": "r", "weights": {"fulfilment": 1}}] * 2)


@given(
    st.lists(st.one_of(st.none(), st.floats(-10, 10)), min_size=1),
    st.floats(-5, 5),
    st.floats(0.1, 5),
)
def test_points_stay_between_nothing_and_all(
    values: list[float | None], worst: float, span: float
) -> None:
    given = pd.Series(values, dtype="float64")
    for best in (worst + span, worst - span):
        points = Component("fulfilment", 1, best=best, worst=worst).points(given)
        assert points.isna().equals(given.isna())
        assert points.dropna().between(0, 1).all()


def test_inside_a_county_only_its_townships_are_ranked(demo_snapshot: Snapshot) -> None:
    county = demo_snapshot.rows("SELECT min(code) FROM place WHERE kind = 'county'")[0][0]
    which = ranking_of(demo_snapshot, None)
    rows = ranked(demo_snapshot, which, scope(demo_snapshot, period="2026-09", area=county)).rows
    assert all(code.startswith(county[:6]) for code in rows["code"])
    whole = ranked(demo_snapshot, which, of(demo_snapshot, date(2026, 9, 1))).rows.set_index("code")
    assert column(rows, "score") == column(whole.loc[rows["code"]].reset_index(), "score")
