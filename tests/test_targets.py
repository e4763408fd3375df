"""Campaign targets worked out by hand: a hundred days from 1 January to 10 April 2026.

On 12 March the 71st day is over. Visits so far: seven, to two villages (Jia, Yi) and one community;
households 3 + 4 + 2 + 5 + 1 + 2 + 2 = 19.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.pipeline import load
from geodata.figures.campaign import progress, targets
from geodata.store.snapshots import Snapshot, Store

TARGETS = """target_id,name,measure,goal,begins_on,ends_on,area_code
walk,走百村,villages,4,2026-01-01,2026-04-10,
knock,访万户,households,20,2026-01-01,2026-04-10,
west,西县走访,visits,3,2026-01-01,2026-04-10,990121
east,东区谈话,谈话人次,10,2026-01-01,2026-04-10,990101
firms,进百企,enterprises,2,2026-03-11,2026-03-20,
firms-east,东区进企,enterprises,2,2026-03-01,2026-03-20,990101
firms-west,西县进企,enterprises,2,2026-03-01,2026-03-20,990121
walk-west,西县走村,villages,2,2026-03-01,2026-03-20,990121
later,以后,places,1,2026-05-01,2026-05-31,
over,过去,places,3,2026-01-01,2026-01-31,
short,过去,communities,2,2026-01-01,2026-01-31,
"""
MARCH = date(2026, 3, 12)


@pytest.fixture
def snapshot(tiny: Path, store: Store, now: datetime) -> Snapshot:
    (tiny / "targets.csv").write_text(TARGETS, encoding="utf-8")
    visits = tiny / "visits.csv"
    text = visits.read_text(encoding="utf-8").splitlines()
    rows = [text[0] + ",target_kind", *(f"{row},place" for row in text[1:])]
    rows += [f"W{n},{firm},2026-03-{day},1,0,0,0,0,enterprise"
             for n, (firm, day) in enumerate([("Q1", 10), ("Q1", 11), ("Q1", 12)])]  # fmt: skip
    visits.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with (tiny / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[sources.target]\nfile = "targets.csv"\n')
        file.write('[sources.enterprise]\nfile = "enterprises.csv"\n')
    (tiny / "enterprises.csv").write_text(
        "enterprise_id,name,place_code\nQ1,纺织厂,990121200201\n", encoding="utf-8"
    )
    load(tiny, store, now=now)
    return store.current()


def one(snapshot: Snapshot, target_id: str, as_of: date) -> dict[str, Any]:
    rows = targets(snapshot, as_of).set_index("target_id")
    return dict(rows.loc[target_id, ["done", "expected", "status"]])


@pytest.mark.parametrize(
    ("target_id", "as_of", "done", "expected", "status"),
    [
        ("walk", MARCH, 2, 2.8, "behind"),  # 4 × 71 / 100 = 2.84; 2 < 0.9 × 2.84
        ("walk", date(2026, 1, 9), 2, 0.4, "ahead"),
        ("walk", date(2026, 4, 10), 2, 4, "behind"),
        ("walk", date(2026, 4, 11), 2, 4, "target_missed"),
        ("knock", MARCH, 19, 14.2, "ahead"),  # 20 × 71 / 100; 19 > 1.1 × 14.2
        ("west", MARCH, 7, 2.1, "reached"),  # V2, V3, V4, V7, and three to Q1
        ("east", MARCH, 3, 7.1, "behind"),  # V1, V5, V6: one talk each
        ("firms", MARCH, 1, 0.4, "ahead"),  # Q1 on the 11th and 12th: one company, once
        ("firms", date(2026, 3, 10), 0, 0, "not_begun"),  # a visit the day before does not count
        # Q1 has its works in 丙村 of West County, and entering it is no walk of that village
        ("firms-west", MARCH, 1, 1.2, "behind"),  # 2 × 12 / 20
        ("firms-east", MARCH, 0, 1.2, "behind"),
        ("walk-west", MARCH, 1, 1.2, "behind"),  # V7 to 甲村
        ("later", MARCH, 0, 0, "not_begun"),
        ("over", MARCH, 3, 3, "reached"),  # East One, Jia, Yi in January
        ("short", MARCH, 1, 2, "target_missed"),
    ],
)
def test_targets_against_the_straight_line(
    snapshot: Snapshot, target_id: str, as_of: date, done: int, expected: float, status: str
) -> None:
    assert one(snapshot, target_id, as_of) == {
        "done": done, "expected": pytest.approx(expected), "status": status,
    }  # fmt: skip


def test_a_target_day_by_day_ends_in_its_sum(snapshot: Snapshot) -> None:
    days = progress(snapshot, "knock", MARCH)
    assert len(days) == 71
    assert list(days["done"].iloc[[0, 3, 4, 7, 8]]) == [0, 0, 7, 7, 9]
    assert days["done"].is_monotonic_increasing
    assert days["done"].iloc[-1] == one(snapshot, "knock", MARCH)["done"]
    assert days["expected"].iloc[-1] == pytest.approx(14.2)


def test_a_goal_of_nothing_and_an_end_before_the_beginning(
    tiny: Path, store: Store, now: datetime
) -> None:
    (tiny / "targets.csv").write_text(
        TARGETS.splitlines()[0]
        + "\na,甲,visits,0,2026-01-01,2026-04-10,\nb,乙,visits,1,2026-04-10,2026-01-01,\n",
        encoding="utf-8",
    )
    with (tiny / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[sources.target]\nfile = "targets.csv"\n')
    reasons = {
        reason for _, reason, *_ in load(tiny, store, now=now, allow_fewer=["target"]).reasons
    }
    assert reasons == {"goal_of_nothing", "ends_before_begins"}
