"""Periods, worked out by hand: a county of three villages, one rule for the 1st of each month, moved to
the workday before, with five days to make up.

Nominal 1 February 2025 falls due on Monday 27 January (28 January to 4 February is Spring Festival,
26 January is worked), its window is 27 January to 1 February; 1 January (New Year) falls due on
31 December; 1 March, a Saturday, on 28 February; 1 April on the day itself.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from etl.pipeline import load
from geodata.base.errors import QuestionError
from geodata.figures import rates
from geodata.figures.catalog import definition
from geodata.figures.comparison import compared
from geodata.question import periods
from geodata.question.periods import Period, month_of
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store

VILLAGES = ("990101100201", "990101100202", "990101101201")
CITY = """
[city]
name = "示例县"
code = "990101"
kind = "county"
data_to = 2025-04-30
[[rule]]
id = "first"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=1"
shift = "previous_workday"
makeup_days = 5
from = 2025-01-01
targets = ["village"]
[sources]
township.file = "townships.csv"
village.file = "villages.csv"
official.file = "officials.csv"
pairing.file = "pairings.csv"
visit.file = "visits.csv"
attendance.file = "attendance.csv"
unit.file = "units.csv"
report.file = "reports.csv"
"""
#: (village, day, official): the round of February is held on 27 January by G1 and G2, and made up by
#: nobody; G1 goes again on 20 January of its own accord, G3 on 3 March to make up the round of March.
VISITS = (
    (0, date(2024, 12, 31), "G1"), (1, date(2025, 1, 3), "G2"), (2, date(2024, 12, 31), "G3"),
    (0, date(2025, 1, 20), "G1"),
    (0, date(2025, 1, 27), "G1"), (1, date(2025, 1, 27), "G2"),
    (0, date(2025, 2, 28), "G1"), (2, date(2025, 3, 3), "G3"),
    (0, date(2025, 4, 1), "G1"), (1, date(2025, 4, 1), "G2"), (2, date(2025, 4, 1), "G3"),
)  # fmt: skip


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("county")
    write(folder)
    store = Store(folder / "store")
    load(folder, store, now=datetime(2025, 5, 10))
    return store.current()


def write(folder: Path) -> None:
    days = ("2024-12-31", "2025-01-27", "2025-02-28", "2025-04-01")
    files = {
        "city.toml": CITY,
        "townships.csv": "代码,名称\n990101100,甲乡\n990101101,乙乡\n",
        "villages.csv": "代码,名称\n" + "".join(f"{v},{v[-3:]}村\n" for v in VILLAGES),
        "officials.csv": "official_id,name\n" + "".join(f"G{n},干部{n}\n" for n in (1, 2, 3)),
        "units.csv": "unit_id,name,place_code\nU0,甲乡政府,990101100\nU1,乙乡政府,990101101\n",
        "reports.csv": "unit_id,day\n" + "".join(f"U{u},{day}\n" for u in (0, 1) for day in days),
        "pairings.csv": "responsible_id,target_id,role\n"
        + "".join(f"G{n + 1},{village},contact\n" for n, village in enumerate(VILLAGES)),
        "visits.csv": "visit_id,target_id,visited_on\n"
        + "".join(f"V{n},{VILLAGES[v]},{day}\n" for n, (v, day, _) in enumerate(VISITS)),
        "attendance.csv": "visit_id,official_id\n"
        + "".join(f"V{n},{who}\n" for n, (_, _, who) in enumerate(VISITS)),
    }  # fmt: skip
    for name, body in files.items():
        (folder / name).write_text(body, encoding="utf-8")


def parts(snapshot: Snapshot, name: str, scoped: Scope) -> tuple[object, object]:
    one = rates.figure(snapshot, name, scoped)
    return one.numerator, one.denominator


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        # on 28 January the round of February is held already, and January does not borrow it
        (date(2025, 1, 28), (3, 3)),
        (date(2025, 1, 31), (3, 3)),
        (date(2025, 4, 30), (3, 3)),
    ],
)
def test_a_running_month_borrows_nothing(
    county: Snapshot, as_of: date, expected: tuple[int, int]
) -> None:
    assert parts(county, "fulfilment", scope(county, as_of=as_of, period="2025-01")) == expected


def test_a_visit_counts_in_the_month_of_what_it_settles(county: Snapshot) -> None:
    def visited(period: str, as_of: date = date(2025, 4, 30)) -> object:
        return parts(county, "visit_coverage", scope(county, as_of=as_of, period=period))[0]

    # 31 December is of January, and so of no earlier month; 27 January is of February, 20 January of
    # its own month; 3 March makes up 1 March
    assert visited("2024-12") == 0
    assert visited("2025-01") == 3
    assert visited("2025-02") == 2
    assert visited("2025-03") == 2
    assert visited("2025-04") == 3
    assert visited("2025-02", date(2025, 1, 28)) == 2  # known before the month begins
    assert visited("2025-03", date(2025, 3, 2)) == 1  # not made up yet
    assert visited("2025-01-20..2025-01-20") == 1
    assert visited("2025-01-27..2025-01-27") == 0
    assert visited("first@2025-02-01") == 2


def test_a_round_holds_its_window(county: Snapshot) -> None:
    round_of = periods.parse(county, "first@2025-03-01")
    assert round_of.window == (date(2025, 2, 28), date(2025, 3, 5))
    assert parts(county, "fulfilment", scope(county, period=round_of)) == (2, 3)
    assert periods.before(county, round_of) == periods.parse(county, "first@2025-02-01")
    assert periods.before(county, periods.parse(county, "first@2025-01-01")) is None


def test_the_default_is_the_last_closed_month(county: Snapshot) -> None:
    def default(day: date) -> str:
        return str(scope(county, as_of=day).period)

    assert default(date(2025, 4, 30)) == "2025-04"
    assert default(date(2025, 4, 29)) == "2025-03"
    assert default(date(2025, 3, 31)) == "2025-03"  # its window closed on 5 March
    assert default(date(2025, 1, 31)) == "2025-01"
    assert default(date(2025, 1, 30)) == "2024-12"
    assert default(date(2024, 12, 31)) == "2024-12"
    assert (
        default(date(2024, 12, 30)) == "2024-12"
    )  # running: nothing is closed before there is data


def test_a_change_is_told_between_closed_months_alone(county: Snapshot) -> None:
    def told(name: str, **asked: object) -> tuple[str | None, float | None]:
        found = compared(county, name, scope(county, **asked))
        change = found.change
        return found.reason, None if change is None else round(change, 4)

    assert told("fulfilment", period="2025-03") == (None, 0.0)  # 2/3 as in February
    assert told("fulfilment", period="2025-04") == (None, 0.3333)
    assert told("visit_coverage", period="2025-02") == (None, -0.3333)
    assert told("fulfilment", period="2025-04", as_of=date(2025, 4, 29)) == ("running", None)
    assert told("fulfilment", period="2025-03", as_of=date(2025, 3, 5)) == ("running", None)
    assert told("fulfilment", period="2025-01-01..2025-03-31") == ("no_before", None)
    assert told("fulfilment", period="2025-03-01..2025-03-10") == ("other_rounds", None)
    assert told("fulfilment", period="2025-05") == ("no_now", None)
    assert told("fulfilment", period="first@2025-04-01") == (None, 0.3333)


def test_beyond_and_before_the_data_nothing_is_known(county: Snapshot) -> None:
    last = date(2025, 5, 10)
    for period, why in (("2025-05", "beyond_data"), ("2024-11", "before_data")):
        asked = scope(county, as_of=last, period=period)
        for name in ("fulfilment", "visit_coverage", "days_since_visit", "missed_streak"):
            one = rates.figure(county, name, asked)
            areas = rates.by_area(county, name, asked, "township")
            if why == "beyond_data" and definition(name).is_state:
                # the running month: the state of the last day with data
                assert (one.unknown, one.as_of) == (None, date(2025, 4, 30))
                assert one.value is not None
                continue
            assert (one.value, one.unknown) == (None, why)
            assert areas["value"].isna().all()
    with pytest.raises(QuestionError, match="day_to_come"):
        scope(county, as_of=date(2025, 5, 11))
    # states are told as far as data reach: on 10 May those of 30 April, 29 days after the last visits
    asked = scope(county, as_of=last, period="2025-04-01..2025-05-10")
    late = rates.figure(county, "days_since_visit", asked)
    assert (late.value, late.as_of) == (29, date(2025, 4, 30))


@pytest.mark.parametrize(
    ("words", "since", "until", "kind"),
    [
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28), "month"),
        ("2025-02-01..2025-02-28", date(2025, 2, 1), date(2025, 2, 28), "month"),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "span"),
        ("2025-02-03..2025-02-03", date(2025, 2, 3), date(2025, 2, 3), "span"),
        ("first@2025-02-01", date(2025, 2, 1), date(2025, 2, 1), "round"),
    ],
)
def test_what_is_written_is_read(
    county: Snapshot, words: str, since: date, until: date, kind: str
) -> None:
    period = periods.parse(county, words)
    assert (period.since, period.until, period.kind) == (since, until, kind)
    assert periods.parse(county, str(period)) == period


@pytest.mark.parametrize(
    ("words", "code"),
    [("", "period_unreadable"), ("2025-13", "period_unreadable"), ("last month", "period_unreadable"),
     ("2025-02-30..2025-03-01", "period_unreadable"), ("2025-03-01..2025-02-01", "period_backwards"),
     ("0000", "period_unreadable"), ("first@2025-02-02", "round_unknown"),
     ("second@2025-02-01", "round_unknown"), ("²025", "period_unreadable")],
)  # fmt: skip
def test_what_is_no_period_is_refused(county: Snapshot, words: str, code: str) -> None:
    with pytest.raises(QuestionError, match=code):
        periods.parse(county, words)


def test_equal_periods_before(county: Snapshot) -> None:
    def before(words: str) -> str:
        return str(periods.before(county, periods.parse(county, words)))

    assert before("2025-03") == "2025-02"
    assert before("2025-01") == "2024-12"
    assert before("2025-01-01..2025-03-31") == "2024-10-01..2024-12-31"
    assert before("2025") == "2024-01-01..2024-12-31"
    assert before("2025-03-03..2025-03-09") == "2025-02-24..2025-03-02"


def test_the_months_one_may_choose() -> None:
    assert periods.months(date(2025, 11, 30), date(2026, 2, 1)) == [
        month_of(date(2026, 2, 1)), month_of(date(2026, 1, 1)), month_of(date(2025, 12, 1)),
        month_of(date(2025, 11, 1)),
    ]  # fmt: skip
    assert periods.months(None, date(2026, 2, 9)) == [Period(date(2026, 2, 1), date(2026, 2, 28))]
