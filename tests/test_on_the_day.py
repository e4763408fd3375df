"""The day itself: what holds up to a day holds on it, and what begins on a day does not hold before.

Each is worked out by hand, on the last day, on the one after it, and nowhere else.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from asking import up_to
from etl.pipeline import load
from geodata.figures import rates
from geodata.lists import workday
from geodata.question import periods
from geodata.question.periods import Period
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store
from test_changes import CHANGED, E2, LAST_OLD, NOW, A, B, C, E, write

# Codes that change on 1 July 2025: A and B become C, E becomes E2


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A is visited under its own code on its last day, and named once more on the day after it."""
    folder = tmp_path_factory.mktemp("changed")
    write(folder / "city", both=True)
    (folder / "city" / "visits-2025.csv").write_text(
        f"visit_id,target_id,visited_on\nV1,{A},{LAST_OLD}\nV2,{B},2025-05-06\nV3,{E},{LAST_OLD}\n",
        encoding="utf-8",
    )
    (folder / "city" / "visits-2026.csv").write_text(
        f"visit_id,target_id,visited_on\nV4,{E},{CHANGED}\n", encoding="utf-8"
    )
    for year, came in (("2025", "V1,O1\nV2,O2\nV3,O3\n"), ("2026", "V4,O3\n")):
        attendance = f"visit_id,official_id\n{came}"
        (folder / "city" / f"attendances-{year}.csv").write_text(attendance, encoding="utf-8")
    store = Store(folder / "store")
    load(folder / "city", store, now=NOW)
    return store.current()


def test_a_code_is_its_own_on_its_last_day_and_its_successor_s_on_the_next(
    changed: Snapshot,
) -> None:
    assert changed.rows("SELECT visit_id, target_id FROM visit ORDER BY 1") == [
        ("V1", A), ("V2", B), ("V3", E), ("V4", E2),
    ]  # fmt: skip


def test_a_visit_on_the_last_day_of_a_place_is_the_last_of_the_one_it_became(
    changed: Snapshot,
) -> None:
    """On 10 July C has A's of 30 June, 10 days ago, and E2 its own of 1 July."""
    rows = rates.rows(changed, "days_since_visit", up_to(changed, date(2025, 7, 10)))
    days = dict(zip(rows["code"], rows["amount"], strict=True))
    assert {code: days[code] for code in (C, E2)} == {C: 10, E2: 9}


def test_a_visit_on_the_last_day_of_a_place_covers_the_one_it_became(changed: Snapshot) -> None:
    """Of the days from 30 June to 10 July C and E2 were visited, of six villages."""
    span = Period(LAST_OLD, date(2025, 7, 10))
    asked = scope(changed, as_of=date(2025, 7, 10), period=span)
    rows = rates.rows(changed, "visit_coverage", asked)
    assert sorted(rows["code"][rows["counted"]]) == sorted([C, E2])
    assert len(rows) == 6


# A township that changes its county, and villages that are there with it for one day


def test_ancestors_that_meet_on_one_day(tmp_path: Path) -> None:
    """South Town is of East County to 29 June and of West County from the 30th. Village 1 ends on the
    30th, village 2 begins on the 29th: each lies with one of the two for one day."""
    files = {
        "city.toml": '[city]\nname = "迁移市"\ncode = "9901"\n[sources]\n'
        + "".join(f'{one}.file = "{one}.csv"\n' for one in ("county", "township", "village")),
        "county.csv": "code,name\n990101,东县\n990102,西县\n",
        "township.csv": "code,name,parent_code,valid_from,valid_to\n"
        "990101200,南镇,990101,,2025-06-29\n990101200,南镇,990102,2025-06-30,\n",
        "village.csv": "code,name,valid_from,valid_to\n990101200201,一村,,2025-06-30\n"
        "990101200202,二村,2025-06-29,\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    store = Store(tmp_path / "store")
    load(tmp_path, store, now=NOW)
    before, after = date(2025, 6, 29), date(2025, 6, 30)
    east, west = "990101000000", "990102000000"
    assert store.current().rows(
        "SELECT code, valid_from, valid_to, county_code FROM lineage WHERE kind = 'village'"
        " ORDER BY code, valid_from NULLS FIRST"
    ) == [
        ("990101200201", None, before, east),
        ("990101200201", after, after, west),
        ("990101200202", before, before, east),
        ("990101200202", after, None, west),
    ]


# The tiny city: visits of 5 March may be made up for to 12 March


@pytest.mark.parametrize(
    ("day", "owed"),
    [
        (date(2026, 3, 4), []),
        (date(2026, 3, 5), ["990101001001", "990121100201", "990121100202", "990121200201"]),
        (date(2026, 3, 12), ["990101001001", "990121100201", "990121100202", "990121200201"]),
        (date(2026, 3, 13), []),
    ],
)
def test_a_visit_stands_on_the_roster_from_the_first_day_of_its_window_to_the_last(
    tiny_snapshot: Snapshot, day: date, owed: list[str]
) -> None:
    rows = workday.roster(tiny_snapshot, day, scope(tiny_snapshot, as_of=date(2026, 3, 4)))
    assert sorted(rows["code"]) == owed


def test_a_month_is_closed_once_its_last_window_is_over(tiny_snapshot: Snapshot) -> None:
    """The visits of 5 March may be made up for to the 12th: until the end of March it runs anyway. A
    span to the 5th is closed on the 13th, and not while the window is open, on the 12th."""
    march = periods.month_of(date(2026, 3, 5))
    span = Period(date(2026, 3, 1), date(2026, 3, 5))

    def closed(period: Period, day: int) -> bool:
        return periods.is_closed(tiny_snapshot, period, date(2026, 3, day))

    assert (closed(span, 12), closed(span, 13)) == (False, True)
    assert (closed(march, 30), closed(march, 31)) == (False, True)


def test_the_default_is_a_month_that_data_reach_with_one_day(tiny_snapshot: Snapshot) -> None:
    """Data begin on 31 January or on 1 February: January is told only in the first case."""
    known_on, january = date(2026, 2, 4), periods.month_of(date(2026, 1, 1))
    assert periods.last_closed(tiny_snapshot, known_on, date(2026, 1, 31)) == january
    february = periods.month_of(known_on)
    assert periods.last_closed(tiny_snapshot, known_on, date(2026, 2, 1)) == february
    assert periods.months(date(2026, 2, 1), known_on) == [february]
    assert periods.months(date(2026, 1, 31), known_on) == [february, january]
