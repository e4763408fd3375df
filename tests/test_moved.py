"""Why a figure moved: each sort of part, worked out by hand in a small city."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import Result

from dashboard.answers.ask import forget
from etl.pipeline import load
from geodata.base.errors import QuestionError
from geodata.figures import rates
from geodata.movement import explained as why
from geodata.movement.explained import Explanation
from geodata.movement.parts import rounded
from geodata.output import moved_words
from geodata.question import periods
from geodata.question.periods import Period, month_of
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store
from moving_city import NORTH, NOW, SOUTH, VILLAGES, VISITED, loaded, visits, write
from test_changes import E2, F1, F2, A, B, C, D, F, G
from test_changes import NOW as CHANGES_NOW
from test_changes import write as write_changes
from test_dashboard import page

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("moving")


@pytest.fixture(scope="module")
def city(folder: Path) -> Snapshot:
    return loaded(folder)


def told(snapshot: Snapshot, name: str, period: str = "2026-04") -> Explanation:
    found = why.explained(snapshot, name, scope(snapshot, period=period))
    assert isinstance(found, Explanation), found
    return found


def moves(found: Explanation) -> list[tuple[str, str, str, str, int]]:
    """Village, what became of it, what it was and is, its part."""
    numbers = {code: str(number) for number, code in VILLAGES.items()}
    rows = why.by_row(found)
    listed = rows[["code", "way", "state_then", "state_now", "weight"]].itertuples(index=False)
    return sorted((numbers[code], *rest) for code, *rest in listed)


def test_each_sort_of_part_of_what_was_owed(city: Snapshot) -> None:
    found = told(city, "fulfilment")
    assert (found.whole.unit, found.change, found.stayed) == (48, Fraction(-1, 8), 1)
    assert moves(found) == [
        ("1", "lost", "done", "missed", -8),
        ("2", "gained", "missed", "done", 8),
        ("4", "left", "done", "exempt", -3),
        ("5", "left", "missed", "unpaired", 5),
        ("6", "left", "done", "merged", -3),
        ("7", "lost", "done", "no_report", -8),
        ("8", "came", "unpaired", "done", 3),
        ("9", "came", "other_person", "missed", -5),
        ("9", "left", "missed", "other_person", 5),
    ]


def test_each_sort_of_part_of_places(city: Snapshot) -> None:
    # 5 of 9 visited in March, 3 of 8 in April: the sixth is no place any more
    found = told(city, "visit_coverage")
    assert (found.whole.unit, found.change) == (72, Fraction(3, 8) - Fraction(5, 9))
    assert moves(found) == [
        ("1", "lost", "counted", "missed", -9),
        ("2", "gained", "missed", "counted", 9),
        ("4", "lost", "counted", "exempt", -9),
        ("6", "left", "counted", "merged", -4),
        ("7", "lost", "counted", "no_report", -9),
        ("8", "gained", "unpaired", "counted", 9),
    ]
    assert moves(told(city, "pairing_coverage")) == [
        ("5", "lost", "counted", "unpaired", -9),
        ("6", "left", "counted", "merged", -1),
        ("8", "gained", "unpaired", "counted", 9),
    ]


def test_causes_and_areas_add_up_to_the_change(city: Snapshot) -> None:
    found = told(city, "fulfilment")
    causes = why.by_cause(found)
    assert (causes["rows"].sum(), causes["weight"].sum()) == (9, -6)
    areas = why.by_area(city, found, "township").set_index("code")
    # the third moved from north to south: it leaves the one with −3 and comes into the other with +3
    assert areas["weight"].to_dict() == {NORTH: -9, SOUTH: 3}
    north, south = areas.loc[NORTH], areas.loc[SOUTH]
    assert (north["then_numerator"], north["then_denominator"]) == (5, 8)
    assert (north["now_numerator"], north["now_denominator"]) == (2, 5)
    assert north["change"] == pytest.approx(2 / 5 - 5 / 8)
    assert (south["then_denominator"], south["now_value"]) == (0, 1)
    for level in ("county", "township"):  # what is told of areas is what is told of them elsewhere
        rows = why.by_area(city, found, level).set_index("code")
        for tense, one in (("then", found.then), ("now", found.now)):
            listed = rates.by_area(city, "fulfilment", one.scope, level).set_index("code")
            known = listed["value"].dropna()
            assert rows[f"{tense}_value"].reindex(known.index).tolist() == known.tolist()


def test_an_area_alone_loses_what_moved_out_of_it(city: Snapshot) -> None:
    asked = scope(city, period="2026-04", area=NORTH)
    found = why.explained(city, "visit_coverage", asked)
    assert isinstance(found, Explanation)
    assert ("3", "left", "counted", "elsewhere") in [one[:4] for one in moves(found)]
    assert found.change == Fraction(2, 7) - Fraction(5, 9)


def test_where_it_cannot_be_told_the_reason_is(city: Snapshot) -> None:
    def reason(name: str, period: str, against: Period | None = None) -> object:
        return why.explained(city, name, scope(city, period=period), against)

    assert reason("fulfilment", "2026-06") == "no_now"
    assert reason("fulfilment", "2026-03") == "no_before"
    april = date(2026, 4, 1)
    assert reason("fulfilment", "2026-04", month_of(april)) == "unequal"
    assert reason("fulfilment", "2026-04", Period(date(2026, 3, 1), date(2026, 3, 9))) == "unequal"
    assert reason("fulfilment", "2026-05") == "running"
    assert reason("fulfilment", "2026-03-01..2026-04-30", month_of(date(2026, 2, 1))) == "unequal"
    with pytest.raises(QuestionError, match="median_unexplained"):
        reason("days_since_visit", "2026-04")
    assert why.choices(city, "fulfilment", scope(city, period="2026-05")) == ()
    march = month_of(date(2026, 3, 1))
    assert why.choices(city, "fulfilment", scope(city, period="2026-04")) == (march,)


def test_periods_are_equal_that_are_as_long(city: Snapshot) -> None:
    month = month_of(date(2026, 4, 1))
    assert periods.is_equal_before(month_of(date(2026, 2, 1)), month)  # 28 days and 30
    assert not periods.is_equal_before(Period(date(2026, 3, 1), date(2026, 3, 30)), month)
    week = Period(date(2026, 4, 6), date(2026, 4, 12))
    assert periods.is_equal_before(Period(date(2026, 3, 30), date(2026, 4, 5)), week)
    assert not periods.is_equal_before(Period(date(2026, 3, 31), date(2026, 4, 6)), week)
    first, second = (periods.round_of(city, "monthly", date(2026, one, 10)) for one in (3, 4))
    assert periods.is_equal_before(first, second)
    assert not periods.is_equal_before(second, first)
    assert not periods.is_equal_before(first, month)


def test_what_is_not_known_is_said_and_the_parts_stand(city: Snapshot) -> None:
    # in April the seventh was not reported: 3 to 4 of 6, and 4 of 6 is more than the 5 of 8 of March
    found = told(city, "fulfilment")
    assert found.is_unsure
    assert found.now.bounds == (3 / 6, 4 / 6)
    (unsure, stayed) = moved_words.notes(found, "en")
    assert "between 50.0% and 66.7%" in unsure
    assert "all known" in unsure
    assert stayed == "Rows that are as they were, and have no part in the change: 1."


def test_drawn_parts_add_up() -> None:
    # thirds of 1 %: 0.33 each would be 0.99
    assert sum(rounded([1, 1, 1], 300, 4)) == pytest.approx(0.01)
    assert rounded([1, 1, 1], 300, 4) == [0.0034, 0.0033, 0.0033]
    assert rounded([-1, 1], 300, 4) == [-0.0033, 0.0033]
    assert rounded([], 300, 4) == []


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Snapshot]:
    """A city as it told April first, and after the report of the second unit and a visit came late."""
    folder = tmp_path_factory.mktemp("late")
    store = Store(folder / "store")
    load(write(folder / "city"), store, now=NOW)
    before = store.current()
    later = visits({**VISITED, 4: (*VISITED[4], 9)})
    later["attendance"] = later["attendance"].replace("V4-9,O1", "V4-9,O3")
    report = (
        "unit_id,day\nU1,2026-03-10\nU2,2026-03-10\nU1,2026-04-10\nU2,2026-04-10\nU1,2026-05-10\n"
    )
    load(write(folder / "city", **later, report=report), store, now=datetime(2026, 5, 21, 9))
    return before, store.current()


def test_two_snapshots_of_one_period(two: tuple[Snapshot, Snapshot]) -> None:
    before, after = two
    found = why.explained(after, "fulfilment", scope(after, period="2026-04"), before=before)
    assert isinstance(found, Explanation)
    # 3 of 6, then 4 of 6: the ninth was visited; the seventh is missed for certain, and counts as little
    assert found.change == Fraction(1, 6)
    assert moves(found) == [("9", "gained", "missed", "done", 6)]
    rows = found.all_rows.set_index("code")
    seventh = rows.loc[VILLAGES[7]]
    assert tuple(seventh[["way", "state_then", "state_now"]]) == ("same", "no_report", "missed")


def test_a_place_that_changes_its_code_is_the_same(tmp_path: Path) -> None:
    write_changes(tmp_path / "city", both=True)
    store = Store(tmp_path / "store")
    load(tmp_path / "city", store, now=CHANGES_NOW)
    snapshot = store.current()
    june = month_of(date(2025, 6, 1))
    found = why.explained(snapshot, "visit_coverage", scope(snapshot, period="2025-08"), june)
    assert isinstance(found, Explanation)
    ways = found.all_rows.set_index("code")["way"]
    # V3 came to E in June, V6 in August, and E is E2 since 1 July; D and G were visited by nobody
    assert (ways[E2], ways[D], ways[G]) == ("same", "same", "same")
    # A and B became one, and F two: of these none is the same
    assert ways.drop([E2, D, G]).to_dict() == {
        A: "left", B: "left", F: "left", C: "came", F1: "came", F2: "came",
    }  # fmt: skip
    # 2 of 6, E and F; then 2 of 6, E2 and C
    assert found.change == 0
    assert found.whole.unit == 36
    areas = why.by_area(snapshot, found, "township")
    assert Fraction(sum(areas["weight"]), found.whole.unit) == found.change
    assert set(areas["code"]) == {"990101100000", "990101300000"}


# The command line and the page


def test_the_command_line_tells_the_parts(city: Snapshot, run: Run) -> None:
    asked = ("explain", "fulfilment", "--period", "2026-04", "--store", city.path.parents[1])
    said = run("--lang", "en", *asked).stdout
    assert "62.5% (5/8) → 50.0% (3/6), -12.50 pp" in said
    assert "left the whole" in said
    assert "nobody paired" in said
    table = run(*asked, "--by", "township", "--format", "csv")
    assert table.exit_code == 0
    head, *rows = table.stdout.splitlines()
    parts = {dict(zip(head.split(","), row.split(","), strict=True))["weight"] for row in rows}
    assert parts == {"-9", "3"}
    answer = json.loads(run(*asked, "--by", "row", "--format", "json").stdout)
    assert (answer["unit"], answer["stayed"], answer["unsure"]) == (48, 1, True)
    assert sum(one["weight"] for one in answer["parts"]) == -6
    assert (answer["then"]["numerator"], answer["now"]["denominator"]) == (5, 6)


def test_the_command_line_refuses_in_a_sentence(city: Snapshot, run: Run) -> None:
    store = city.path.parents[1]
    refused = run("--lang", "en", "explain", "fulfilment", "--period", "2026-03", "--store", store)
    assert refused.exit_code == 1
    assert "no data for the period before" in refused.output
    median = run("--lang", "en", "explain", "days_since_visit", "--store", store)
    assert (median.exit_code, "is a median" in median.output) == (1, True)
    both = ("--against", "2026-03", "--from-snapshot", city.snapshot_id)
    assert run("explain", "fulfilment", *both, "--store", store).exit_code == 2


def test_the_command_line_holds_two_snapshots_against_each_other(
    two: tuple[Snapshot, Snapshot], run: Run
) -> None:
    before, after = two
    store = after.path.parents[1]
    said = run("--lang", "en", "explain", "fulfilment", "--period", "2026-04", "--from-snapshot",
               before.snapshot_id, "--store", store).stdout  # fmt: skip
    assert "50.0% (3/6) → 66.7% (4/6), +16.67 pp" in said


@pytest.fixture
def served(city: Snapshot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    assert city.path.exists()
    monkeypatch.setenv("GUATU_STORE", str(folder / "store"))
    forget()
    yield folder
    forget()


@pytest.mark.usefixtures("served")
def test_the_page_tells_why() -> None:
    app = page("movement", period="2026-04", lang="en")
    assert [one.value for one in app.metric] == ["62.5%", "50.0%", "-12.50 pp"]
    causes, areas, rows = (one.value for one in app.dataframe)
    assert causes["Part (pp)"].sum() == pytest.approx(-12.5)
    assert areas["Part (pp)"].sum() == pytest.approx(-12.5)
    assert len(rows) == 9
    assert any("could turn the change round" in one.value for one in app.caption)


@pytest.mark.usefixtures("served")
def test_the_page_says_why_it_cannot_tell() -> None:
    app = page("movement", period="2026-03", lang="en")
    assert [one.value for one in app.info] == ["There is no data for the period before."]


@pytest.mark.usefixtures("served")
def test_a_card_leads_to_the_page() -> None:
    app = page("overview", period="2026-04", lang="en")
    (button,) = [one for one in app.button if one.key == "why_visit_coverage"]
    button.click().run()
    assert not app.exception
    (figure, *_) = [one for one in app.selectbox if one.label == "Figure"]
    assert figure.value == "visit_coverage"
