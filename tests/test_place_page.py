"""The chain of a place, by hand on the tiny city, and one for one with the ledger on random worlds."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import test_changes
import test_facts
import test_matters
from etl.pipeline import load
from geodata.figures import neglect, rates
from geodata.land import places
from geodata.lists import place_page
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store

JIA, YI, BING, DING = "990121100201", "990121100202", "990121200201", "990121200202"
EAST_ONE, GRID = "990101001001", "990101001001001"
DAY = date(2026, 3, 12)


def filled(folder: Path, now: datetime) -> Store:
    """The tiny city with matters, facilities, indicators, and a branch in its grid."""
    city = folder / "city"
    shutil.copytree(Path(__file__).parent / "cities" / "tiny", city)
    for name, text in (
        ("matters.csv", test_matters.MATTERS),
        ("events.csv", test_matters.EVENTS),
        ("facilities.csv", test_facts.FACILITIES),
        ("indicators.csv", test_facts.INDICATORS),
    ):
        (city / name).write_text(text, encoding="utf-8")
    for name, rows in (
        ("units.csv", f"B1,第一网格党支部,{GRID}\n"),
        ("officials.csv", "F,冯九\nG,葛十\n"),
        ("postings.csv", "F,B1,township,staff,2025-01-01,\nG,B1,township,staff,,2026-03-11\n"),
        ("city.toml", '[sources.matter]\nfile = "matters.csv"\n'
                      '[sources.matter_event]\nfile = "events.csv"\n' + test_facts.TOML),
    ):  # fmt: skip
        with (city / name).open("a", encoding="utf-8") as file:
            file.write(rows)
    store = Store(folder / "store")
    load(city, store, now=now)
    return store


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Snapshot:
    return filled(tmp_path_factory.mktemp("place"), now).current()


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """甲 and 乙 merged, 丁 renamed, 戊 recoded and 己 split on 1 July 2025."""
    return test_changes.loaded(tmp_path_factory.mktemp("changed"), both=True)[1]


def plain(rows: pd.DataFrame) -> list[tuple[object, ...]]:
    """The rows with days as text and None where nothing is known."""
    days = rows.select_dtypes("datetime").columns
    texts = rows.assign(**{str(one): rows[one].dt.strftime("%Y-%m-%d") for one in days})
    return list(texts.astype(object).where(rows.notna(), None).itertuples(index=False, name=None))


def people(snapshot: Snapshot, code: str, day: date) -> list[tuple[object, ...]]:
    found = place_page.pairings(snapshot, code, day)
    columns = ["is_now", "role", "official", "unit", "since", "until"]
    return plain(found[columns])


def test_who_is_paired_and_who_was(snapshot: Snapshot) -> None:
    ((is_now, role, official, unit, since, until),) = people(snapshot, DING, date(2026, 2, 28))
    assert (is_now, role, official, unit, until) == (True, "contact", "二虎", "南乡人民政府", None)
    assert since == "2025-01-01"
    # the day after, nobody: the unit is that of the last day, when E's posting ended too
    ((is_now, _, official, unit, _, until),) = people(snapshot, DING, date(2026, 3, 1))
    assert (is_now, official, unit, until) == (
        False,
        "二虎",
        "南乡人民政府",
        "2026-02-28",
    )
    assert people(snapshot, DING, date(2024, 12, 31)) == []


def test_a_grid_shows_its_branch_and_the_officials_of_the_day(snapshot: Snapshot) -> None:
    branch = "第一网格党支部"
    assert place_page.units(snapshot, GRID, date(2026, 3, 11)) == ((branch, ("冯九", "葛十")),)
    assert place_page.units(snapshot, GRID, DAY) == ((branch, ("冯九",)),)
    assert place_page.units(snapshot, JIA, DAY) == ()


def owed(snapshot: Snapshot, code: str, day: date, months: int) -> list[tuple[str, str]]:
    found = place_page.obligations(snapshot, code, day, *place_page.strip_window(day, months))
    return [
        (str(due)[:10], status)
        for due, status in zip(found["due_on"], found["status"], strict=True)
    ]


def test_what_was_owed_with_its_status_of_the_day(snapshot: Snapshot) -> None:
    # 5 April 2026 is a Sunday of Qingming (4 to 6 April): due on Friday 3 April; 5 May is the last day
    # of the Labour Day holiday (1 to 5 May): due on 30 April
    assert owed(snapshot, JIA, DAY, 12) == [
        ("2026-04-30", "upcoming"),
        ("2026-04-03", "upcoming"),
        ("2026-03-05", "made_up"),  # C stood in on 12 March
        ("2026-02-05", "done"),
        ("2026-01-05", "done"),
    ]
    assert owed(snapshot, JIA, date(2026, 3, 11), 12)[2] == ("2026-03-05", "pending")
    # one month back: from 1 February to the end of April
    one_month = ["2026-04-30", "2026-04-03", "2026-03-05", "2026-02-05"]
    assert [due for due, _ in owed(snapshot, JIA, DAY, 1)] == one_month
    # E's pairing ended in February; both windows of 丁村 are over and its township had reported
    assert owed(snapshot, DING, DAY, 12) == [("2026-02-05", "missed"), ("2026-01-05", "missed")]


@pytest.mark.parametrize(
    ("code", "day", "fulfilled"),
    [(JIA, DAY, (3, 3)), (JIA, date(2026, 3, 11), (2, 3)), (DING, DAY, (0, 2)), (YI, DAY, (1, 3))],
)
def test_how_much_was_done_is_the_figure_of_the_place(
    snapshot: Snapshot, code: str, day: date, fulfilled: tuple[int, int]
) -> None:
    since, until = place_page.strip_window(day, 12)
    found = place_page.obligations(snapshot, code, day, since, until)
    assert place_page.fulfilled(found, day) == fulfilled
    about = Scope(day, Period(since, day), ("village", "community"))
    rows = rates.rows(snapshot, "fulfilment", about)
    mine = rows[rows["code"] == code]
    assert (int(mine["counted"].sum()), len(mine)) == fulfilled


def test_matters_through_to_satisfaction(snapshot: Snapshot) -> None:
    def told(code: str, day: int) -> list[tuple[object, ...]]:
        found = place_page.matters(snapshot, code, date(2026, 3, day))
        return plain(found[["code", "state", "is_overdue", "days_overdue", "accepted_on", "closed_on",
                            "satisfaction"]])  # fmt: skip

    # B was closed on the 15th, rated 2, reopened on the 18th and overdue from the 21st, by one day
    assert told(JIA, 21) == [
        ("B", "in_work", True, 1, None, None, None),
        ("A", "closed", False, None, None, "2026-03-10", 5),
    ]
    assert told(JIA, 16)[0] == ("B", "closed", False, None, "2026-03-15", "2026-03-15", 2)
    # C: due on the 10th and extended on the 12th, so overdue on the 11th alone; I is not raised yet
    assert told(YI, 11) == [("C", "assigned", True, 1, None, None, None)]
    assert told(YI, 12) == [("C", "assigned", False, None, None, None, None)]


def test_projects_are_those_that_name_the_place_or_lie_in_it(snapshot: Snapshot) -> None:
    def at(code: str) -> dict[str, str]:
        rows = place_page.projects(snapshot, code, scope(snapshot, as_of=DAY))
        return dict(zip(rows["code"], rows["lies"], strict=True)) if len(rows) else {}

    # P2 lies at 115.15 34.05, inside 甲村 (115.1 to 115.2, 34.0 to 34.1), and names the county
    assert at(JIA) == {"P2": "drawn"}
    assert at(BING) == {"P4": "drawn"}
    # the township has no border of its own but that of its villages
    assert at("990121200000") == {"P4": "named"}
    assert at("990121000000") == {"P2": "named", "P3": "named", "P4": "drawn"}
    assert at(YI) == {}


def test_facilities_and_indicators_of_the_day(snapshot: Snapshot) -> None:
    def kinds(code: str, day: date) -> list[str]:
        return list(place_page.facilities(snapshot, code, day)["facility_kind"])

    assert (kinds(YI, DAY), kinds(YI, date(2026, 3, 13))) == ([], ["养老"])
    assert (kinds(BING, date(2026, 3, 11)), kinds(BING, DAY)) == (["养老"], [])
    assert kinds(EAST_ONE, DAY) == ["养老", "养老"]

    ponds, income = place_page.indicators(snapshot, JIA, DAY)
    assert (income.kind.indicator, income.period, income.amount) == ("收入", "2025", Decimal(50000))
    assert income.earlier == (("2024", Decimal(40000)),)
    # a bound itself lies below
    assert income.band
    assert (income.band.key, income.band.bounds) == ("band_below", (50000,))
    assert (ponds.kind.indicator, ponds.period, ponds.amount) == ("坑塘", "2026-02", Decimal(2))
    assert ponds.band is None
    assert ponds.earlier == (("2026-01", Decimal(3)),)
    # before 2025 was over, 2024 was the last; February is not over on its 27th
    before = place_page.indicators(snapshot, JIA, date(2025, 12, 30))
    assert [(one.period, one.earlier) for one in before] == [("2024", ())]
    assert place_page.indicators(snapshot, JIA, date(2026, 2, 27))[0].period == "2026-01"


def test_the_cause_is_that_of_the_list_of_the_neglected(snapshot: Snapshot) -> None:
    about = scope(snapshot, as_of=DAY)
    listed = neglect.causes(snapshot, about, 60).set_index("code")["cause"]
    assert Counter(listed).total() == 6
    for code, cause in listed.items():
        place = places.place(snapshot, str(code), DAY)
        assert place
        assert place_page.cause(snapshot, place, about) == cause
    grid = places.place(snapshot, GRID, DAY)
    assert grid
    assert place_page.cause(snapshot, grid, about) is None  # no rule sends anybody to grids


def test_visits_are_told_with_those_of_the_places_taken_over(changed: Snapshot) -> None:
    def visits(code: str, day: date) -> list[str]:
        return list(place_page.visits(changed, code, day)["visit_id"])

    # V1 to 甲, V2 to 乙, V5 to both as one; V3 and V6 to 戊 under its two codes
    assert visits(test_changes.C, test_changes.YEAR_2) == ["V5", "V2", "V1"]
    assert visits(test_changes.E2, test_changes.YEAR_2) == ["V6", "V3"]
    assert visits(test_changes.F1, test_changes.YEAR_2) == []  # a part of a split begins anew
    assert visits(test_changes.C, test_changes.YEAR_1) == []
    last = changed.rows(
        "SELECT code, last_visit_on FROM last_visits($day)", {"day": test_changes.YEAR_2}
    )
    for code, day in last:
        shown = place_page.visits(changed, code, test_changes.YEAR_2)["visited_on"]
        assert shown.iloc[0] == str(day)


def test_obligations_are_told_with_those_of_the_places_taken_over(changed: Snapshot) -> None:
    whole = place_page.obligations(
        changed, test_changes.C, test_changes.YEAR_2, date(2025, 1, 1), date(2025, 12, 31)
    )
    in_ledger = changed.rows(
        "SELECT target_id, count(*) FROM obligation WHERE due_on <= DATE '2025-12-31'"
        " AND target_id IN ($a, $b, $c) GROUP BY 1",
        {"a": test_changes.A, "b": test_changes.B, "c": test_changes.C},
    )
    assert Counter(whole["target_id"]) == dict(in_ledger)
    assert {test_changes.A, test_changes.B, test_changes.C} == {code for code, _ in in_ledger}


A, B, C, D = test_changes.A, test_changes.B, test_changes.C, test_changes.D
F, F1, F2 = test_changes.F, test_changes.F1, test_changes.F2


@pytest.mark.parametrize(
    ("code", "day", "there", "instead", "came_from"),
    [
        (A, test_changes.LAST_OLD, True, [], []),
        (A, test_changes.CHANGED, False, [C], [("after", "merge", C, "甲乙村")]),
        (C, test_changes.LAST_OLD, False, [A, B], []),
        (C, test_changes.CHANGED, True, [],
         [("before", "merge", A, "甲村"), ("before", "merge", B, "乙村")]),
        (D, test_changes.CHANGED, True, [], [("before", "rename", D, "丁村")]),
        (F, test_changes.CHANGED, False, [F1, F2],
         [("after", "split", F1, "己东村"), ("after", "split", F2, "己西村")]),
        (F2, test_changes.LAST_OLD, False, [F], []),
    ],
)  # fmt: skip
def test_what_stands_for_a_place_that_is_not_there(
    changed: Snapshot, code: str, day: date, there: bool, instead: list[str],
    came_from: list[tuple[str, str, str, str]],
) -> None:  # fmt: skip
    place = places.place(changed, code, day)
    assert place
    assert place.is_there == there
    found = () if there else places.instead(changed, code, day)
    assert [one for one, _ in found] == instead
    rows = places.changes(changed, code, day)
    assert [
        *rows[["side", "change", "code", "name"]].itertuples(index=False, name=None)
    ] == came_from
