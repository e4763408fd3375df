"""A figure over the periods up to the one asked about, by hand: what is not known is a gap."""

from __future__ import annotations

from datetime import date

from geodata.movement.trend import trend
from geodata.output.drawing import sparkline
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot


def told(
    snapshot: Snapshot, name: str, count: int = 12, **asked: object
) -> list[tuple[object, ...]]:
    points = trend(snapshot, name, scope(snapshot, **asked), count)
    return [(str(one.period), one.value, one.unknown) for one in points]


def test_months_before_the_data_are_a_gap_and_no_zero(tiny_snapshot: Snapshot) -> None:
    # owed: five each in January (three settled: V1, V2, V3) and February (V5 or V4 alone in time)
    assert told(tiny_snapshot, "fulfilment", 4, period="2026-02") == [
        ("2025-11", None, "before_data"),
        ("2025-12", None, "before_data"),
        ("2026-01", 3 / 5, None),
        ("2026-02", 1 / 5, None),
    ]


def test_who_was_paired_before_the_data_is_a_gap_too(tiny_snapshot: Snapshot) -> None:
    found = told(tiny_snapshot, "pairing_coverage", 4, period="2026-02")
    assert [(month, unknown) for month, _, unknown in found] == [
        ("2025-11", "before_data"), ("2025-12", "before_data"), ("2026-01", None), ("2026-02", None),
    ]  # fmt: skip
    assert [value is None for _, value, _ in found] == [True, True, False, False]


def test_places_visited_of_six_month_by_month(tiny_snapshot: Snapshot) -> None:
    # January: East One, Jia and Yi; February: East One and Jia; March: East One and Jia
    (january, february, march) = told(tiny_snapshot, "visit_coverage", 3, period="2026-03")
    assert [january[1], february[1], march[1]] == [3 / 6, 2 / 6, 2 / 6]


def test_there_are_twelve_and_the_last_is_the_one_asked_about(tiny_snapshot: Snapshot) -> None:
    found = told(tiny_snapshot, "fulfilment", period="2026-03")
    assert len(found) == 12
    assert (found[0][0], found[-1][0]) == ("2025-04", "2026-03")


def test_a_rule_has_no_round_before_its_first(tiny_snapshot: Snapshot) -> None:
    found = told(tiny_snapshot, "fulfilment", period="monthly@2026-03-05")
    assert [one[0] for one in found] == [
        "monthly@2026-01-05", "monthly@2026-02-05", "monthly@2026-03-05",
    ]  # fmt: skip
    assert [one[1] for one in found] == [3 / 5, 1 / 5, 2 / 4]


def test_a_month_whose_windows_are_open_is_provisional(tiny_snapshot: Snapshot) -> None:
    points = trend(
        tiny_snapshot, "fulfilment", scope(tiny_snapshot, as_of=date(2026, 3, 12), period="2026-03")
    )
    assert [one.is_provisional for one in points[-2:]] == [False, True]


def test_a_line_has_a_gap_where_nothing_is_known() -> None:
    # five places from 4 to 106; 0 lies at 32 and 1 at 4
    drawn = sparkline([0.0, 1.0, None, 1.0, None])
    assert 'd="M4.0 32.0h0L29.5 4.0M80.5 4.0h0"' in drawn
    assert '<circle cx="80.5" cy="4.0"' in drawn


def test_a_line_of_equal_values_lies_in_the_middle() -> None:
    assert 'd="M4.0 18.0h0L106.0 18.0"' in sparkline([0.5, 0.5])
