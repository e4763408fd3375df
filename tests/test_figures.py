"""Figures: worked out by hand for the tiny city, and held to their rows on the fictional one.

The tiny city has six places: East One and East Two in East Street (East District), Jia and Yi in
West Town, Bing and Ding in South Township (both West County). The window is 31 days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asking import up_to
from geodata.base.errors import QuestionError
from geodata.figures import rates
from geodata.figures.catalog import DEFINITIONS
from geodata.question.periods import Period
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot

EAST, WEST = "990101", "990121"
STREET, TOWN, SOUTH = "990101001", "990121100", "990121200"
MARCH, LATER, FEBRUARY = date(2026, 3, 12), date(2026, 3, 13), date(2026, 2, 5)
Parts = tuple[int | None, int | float]

BY_HAND: list[tuple[str, date, str | None, Parts]] = [
    # paired on 12 March: A, B, C and D; E's pairing with Ding ended on 28 February; East Two never
    ("pairing_coverage", MARCH, None, (4, 6)),
    ("pairing_coverage", MARCH, EAST, (1, 2)),
    ("pairing_coverage", MARCH, WEST, (3, 4)),
    ("pairing_coverage", MARCH, TOWN, (2, 2)),
    ("pairing_coverage", MARCH, SOUTH, (1, 2)),
    ("pairing_coverage", FEBRUARY, None, (5, 6)),
    ("pairing_coverage", date(2026, 2, 28), SOUTH, (2, 2)),  # its last day counts
    ("pairing_coverage", date(2026, 3, 1), SOUTH, (1, 2)),
    ("pairing_coverage", date(2024, 12, 31), None, (0, 6)),  # the day before all of them
    # 10 February to 12 March: V6 to East One, V7 to Jia
    ("visit_coverage", MARCH, None, (2, 6)),
    ("visit_coverage", MARCH, EAST, (1, 2)),
    ("visit_coverage", MARCH, WEST, (1, 4)),
    ("visit_coverage", MARCH, TOWN, (1, 2)),
    ("visit_coverage", MARCH, SOUTH, (0, 2)),
    # 6 January to 5 February: V4 to Jia, V5 to East One; V1 and V2 were on the 5th, and V3 to Yi,
    # on the 9th, makes up the workday of 5 January and counts on it
    ("visit_coverage", FEBRUARY, None, (2, 6)),
    ("visit_coverage", date(2026, 2, 4), None, (3, 6)),  # from the 5th: V1 and V5, V2, V3
    # East One 7 days ago, Jia today, Yi on 9 January (22 + 28 + 12 = 62): the median is 7
    ("days_since_visit", MARCH, None, (None, 3)),
    ("days_since_visit", MARCH, SOUTH, (None, 0)),
    # due on 5 March: A done that day, B made up on the 12th by C on B's behalf, C and D open
    ("fulfilment", MARCH, None, (2, 4)),
    ("fulfilment", MARCH, EAST, (1, 1)),
    ("fulfilment", MARCH, WEST, (1, 3)),
    ("fulfilment", MARCH, SOUTH, (0, 1)),
    ("on_time", MARCH, None, (1, 4)),
    ("on_time", MARCH, WEST, (0, 3)),
    # due on 5 February: B alone that day; A's V5 was the day before, and there are no early days
    ("fulfilment", FEBRUARY, None, (1, 5)),
    ("on_time", FEBRUARY, None, (1, 5)),
    # windows over before 12 March, nominal since 10 February: none; on the 13th: U3 sent nothing
    ("report_rate", MARCH, None, (0, 0)),
    ("report_rate", LATER, None, (2, 3)),
    ("report_rate", LATER, WEST, (1, 2)),
    # by 12 March East One 0, Jia 0, Yi 1 (February), Bing 2, Ding 2 (January, February)
    ("missed_streak", MARCH, None, (None, 5)),
    # P1 on 10 January, P2 on 1 February; P3 and P4 not
    ("started_rate", MARCH, None, (2, 4)),
    ("started_rate", MARCH, EAST, (1, 1)),
    ("started_rate", MARCH, WEST, (1, 3)),
    ("started_rate", date(2026, 1, 31), None, (1, 4)),
    ("started_rate", MARCH, SOUTH, (0, 1)),
    # January and February: 120 + 110, 100 + 150, 0; the plan of the year 300 + 600 + 50
    ("investment_rate", MARCH, None, (480, 950)),
    ("investment_rate", MARCH, EAST, (230, 300)),
    ("investment_rate", MARCH, WEST, (250, 650)),
    # January alone is over: 120 + 100; of P3 nothing is reported yet
    ("investment_rate", FEBRUARY, None, (220, 900)),
    ("investment_rate", MARCH, SOUTH, (0, 0)),  # P4 has no plan
]
VALUES = [
    ("days_since_visit", MARCH, None, 7),
    ("days_since_visit", MARCH, EAST, 7),
    ("days_since_visit", MARCH, WEST, 31),  # of 0 and 62
    ("days_since_visit", MARCH, SOUTH, None),
    ("days_since_visit", FEBRUARY, None, 1),  # East One 1, Jia 0, Yi 27
    ("missed_streak", MARCH, None, 1),  # of 0, 0, 1, 2, 2
    ("missed_streak", MARCH, SOUTH, 2),
    ("missed_streak", FEBRUARY, None, 0),  # of 0, 0, 0, 1, 1
    ("pairing_coverage", MARCH, None, 4 / 6),
    ("report_rate", MARCH, None, None),
    ("started_rate", MARCH, None, 0.5),
    ("investment_rate", MARCH, None, 480 / 950),
    ("investment_rate", MARCH, SOUTH, None),
]


@pytest.mark.parametrize(("name", "day", "area", "parts"), BY_HAND)
def test_numerator_and_denominator(
    tiny_snapshot: Snapshot, name: str, day: date, area: str | None, parts: Parts
) -> None:
    one = rates.figure(tiny_snapshot, name, up_to(tiny_snapshot, day, area=area))
    assert (one.numerator, one.denominator) == parts


@pytest.mark.parametrize(("name", "day", "area", "value"), VALUES)
def test_value(
    tiny_snapshot: Snapshot, name: str, day: date, area: str | None, value: float | None
) -> None:
    one = rates.figure(tiny_snapshot, name, up_to(tiny_snapshot, day, area=area))
    assert one.value == (None if value is None else pytest.approx(value))


def test_money_is_exact(tiny_snapshot: Snapshot) -> None:
    # in April March is over too: 90.5 more of P2; P1 sent nothing, and that is not zero
    one = rates.figure(tiny_snapshot, "investment_rate", up_to(tiny_snapshot, date(2026, 4, 1)))
    assert one.numerator == Decimal("570.5")
    assert isinstance(one.numerator, Decimal)


def test_provisional_while_a_window_is_open(tiny_snapshot: Snapshot) -> None:
    on_the_last_day = rates.figure(tiny_snapshot, "fulfilment", up_to(tiny_snapshot, MARCH))
    assert (on_the_last_day.pending, on_the_last_day.no_report) == (2, 0)
    assert on_the_last_day.is_provisional
    # the day after Yi is missed, and of Bing nothing is known: U3 did not report
    after = rates.figure(tiny_snapshot, "fulfilment", up_to(tiny_snapshot, LATER))
    assert (after.pending, after.no_report) == (0, 1)
    assert not after.is_provisional
    assert (after.numerator, after.denominator) == (2, 4)


def test_what_is_asked_for_opens_into_its_places(tiny_snapshot: Snapshot) -> None:
    asked = up_to(tiny_snapshot, MARCH)
    missing = rates.rows(tiny_snapshot, "pairing_coverage", asked, "missing")
    assert list(missing["name"]) == ["东二社区", "丁村"]
    never = rates.rows(tiny_snapshot, "days_since_visit", asked, "missing")
    assert list(never["name"]) == ["东二社区", "丙村", "丁村"]
    short = rates.rows(tiny_snapshot, "investment_rate", asked, "missing")
    assert list(short["code"]) == ["P1", "P2", "P3"]


def test_the_areas_of_the_tiny_city(tiny_snapshot: Snapshot) -> None:
    asked = up_to(tiny_snapshot, MARCH)
    towns = rates.by_area(tiny_snapshot, "visit_coverage", asked, "township")
    assert [tuple(row) for row in towns[["name", "numerator", "denominator"]].itertuples(index=False)] == [
        ("东街道", 1, 2), ("西镇", 1, 2), ("南乡", 0, 2),
    ]  # fmt: skip
    west = rates.by_area(tiny_snapshot, "visit_coverage", up_to(tiny_snapshot, MARCH, area=WEST),
                         "township")  # fmt: skip
    assert list(west["name"]) == ["西镇", "南乡"]


@pytest.mark.parametrize("question", ["rate_unknown", "rows_unknown", "level_unknown", "area_unknown",
                                      "rule_unknown", "period_backwards"])  # fmt: skip
def test_a_question_that_has_no_answer(tiny_snapshot: Snapshot, question: str) -> None:
    asked = scope(tiny_snapshot)
    questions: dict[str, Callable[[], object]] = {
        "rate_unknown": lambda: rates.figure(tiny_snapshot, "luck", asked),
        "rows_unknown": lambda: rates.rows(tiny_snapshot, "on_time", asked, "some"),  # type: ignore[arg-type]
        "level_unknown": lambda: rates.by_area(tiny_snapshot, "on_time", asked, "street"),
        "area_unknown": lambda: scope(tiny_snapshot, area="990199"),
        "rule_unknown": lambda: scope(tiny_snapshot, rule="weekly"),
        "period_backwards": lambda: scope(tiny_snapshot, period=f"{LATER}..{MARCH}"),
    }
    with pytest.raises(QuestionError, match=question):
        questions[question]()


# Properties, on the fictional city


DAYS = st.dates(date(2025, 6, 1), date(2026, 11, 1))  # the fictional city is loaded on the last
ADDITIVE = [name for name, one in DEFINITIONS.items() if one.is_additive]
SHARES = [name for name, one in DEFINITIONS.items() if one.sort == "share"]


def codes(snapshot: Snapshot, kind: str) -> list[str]:
    rows = snapshot.rows("SELECT code FROM place WHERE kind = $kind ORDER BY code", {"kind": kind})
    return [code for (code,) in rows]


@settings(max_examples=60)
@given(data=st.data(), day=DAYS, name=st.sampled_from(SHARES), days=st.integers(1, 400))
def test_a_share_opens_into_its_rows(
    demo_snapshot: Snapshot, data: st.DataObject, day: date, name: str, days: int
) -> None:
    areas = [None, *codes(demo_snapshot, "county"), *codes(demo_snapshot, "township")]
    area = data.draw(st.sampled_from(areas))
    asked = scope(
        demo_snapshot, as_of=day, period=Period(day - timedelta(days=days), day), area=area
    )
    one = rates.figure(demo_snapshot, name, asked)
    counted, every, missing = (
        rates.rows(demo_snapshot, name, asked, which)
        for which in ("numerator", "denominator", "missing")
    )
    assert isinstance(one.numerator, int)
    assert 0 <= one.numerator <= one.denominator
    assert (len(counted), len(every)) == (one.numerator, one.denominator)
    assert len(missing) + len(counted) == len(every)
    both = pd.concat([counted, missing]) if len(every) else every
    assert sorted(both["code"]) == sorted(every["code"])
    assert counted["counted"].all()
    assert not missing["counted"].any()
    is_told = one.denominator and one.unknown is None
    assert one.value == (one.numerator / one.denominator if is_told else None)


@settings(max_examples=40)
@given(data=st.data(), day=DAYS, name=st.sampled_from(ADDITIVE))
def test_children_add_up(
    demo_snapshot: Snapshot, data: st.DataObject, day: date, name: str
) -> None:
    """Counties to the root; townships to their county, but for projects, which may lie in none."""
    in_townships = DEFINITIONS[name].about not in {"project", "matter"}  # those may lie in a county
    counties = [*codes(demo_snapshot, "county")] if in_townships else []
    area = data.draw(st.sampled_from([None, *counties]))
    level = "township" if area else "county"
    asked = up_to(demo_snapshot, day, area=area)
    whole = rates.figure(demo_snapshot, name, asked)
    parts = rates.by_area(demo_snapshot, name, asked, level)
    for column, total in (("numerator", whole.numerator), ("denominator", whole.denominator)):
        assert float(parts[column].sum()) == pytest.approx(float(total or 0))
    assert parts["pending"].sum() == whole.pending
    assert parts["no_report"].sum() == whole.no_report


@settings(max_examples=20)
@given(day=DAYS)
def test_on_time_is_never_more_than_fulfilled(demo_snapshot: Snapshot, day: date) -> None:
    asked = up_to(demo_snapshot, day)
    on_time, fulfilled = (
        rates.figure(demo_snapshot, name, asked) for name in ("on_time", "fulfilment")
    )
    assert on_time.denominator == fulfilled.denominator
    assert (on_time.numerator or 0) <= (fulfilled.numerator or 0)
    assert fulfilled.pending + fulfilled.no_report <= fulfilled.denominator
