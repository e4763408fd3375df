"""Rules and their dates. The expected dates were worked out by hand from published calendars."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata.base.errors import RefusedError
from geodata.rules.calendar import Calendar, Day
from geodata.rules.rule import Rule, RuleDates, rule_dates
from stated import rules_of

HOLIDAY = Day(working=False, public_holiday=True)
WORKED = Day(working=True, public_holiday=False)
BASE: dict[str, object] = {"id": "r", "role": "contact", "targets": ["village"]}

D25 = "FREQ=MONTHLY;BYMONTHDAY=25"
D15 = "FREQ=MONTHLY;BYMONTHDAY=15"
D5 = "FREQ=MONTHLY;BYMONTHDAY=5"
D10_20 = "FREQ=MONTHLY;BYMONTHDAY=10,20"
SATURDAY = "FREQ=MONTHLY;BYDAY=1SA"
SUNDAY = "FREQ=MONTHLY;BYDAY=1SU"
WEEKEND = "FREQ=WEEKLY;BYDAY=SA,SU"
TEN_DAYS = "FREQ=MONTHLY;BYMONTHDAY=10,20,-1"
QUARTER = "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"
LAST_WEEKDAY = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
BEFORE = {"shift": "previous_workday"}
AFTER = {"shift": "next_workday"}
SAME = {"shift": "next_same_weekday", "shift_when": "public_holiday"}


def fixed_holidays(year: int) -> dict[date, Day]:
    return {date(year, month, 1): HOLIDAY for month in (1, 5, 10)}


def make(schedule: str, **keys: object) -> Rule:
    return rules_of([{**BASE, "schedule": schedule, **keys}])[0]


def ask(rule: Rule, span: str, overrides: Mapping[date, Day] | None = None) -> RuleDates:
    first, last = map(date.fromisoformat, span.split(".."))
    return rule_dates(rule, Calendar(overrides), first, last)


def case(name: str, span: str, schedule: str, expected: str, **keys: object) -> Any:
    return pytest.param(span, schedule, keys, expected, id=name)


# nominal>due for each date, in order of due_on
FALLS = [
    case("the 25th on Dragon Boat 2020", "2020-06-01..2020-07-31", D25,
         "2020-06-25>2020-06-24 2020-07-25>2020-07-24", **BEFORE),
    case("the 15th in Spring Festival 2024", "2024-02-01..2024-02-29", D15,
         "2024-02-15>2024-02-09", **BEFORE),
    case("an ordinary 5th", "2024-02-01..2024-02-29", D5, "2024-02-05>2024-02-05", **BEFORE),
    case("forward to a worked Sunday", "2024-02-10..2024-02-10", D10_20,
         "2024-02-10>2024-02-18", **AFTER),
    case("a worked Sunday 2024 stays", "2024-02-01..2024-02-29", "FREQ=MONTHLY;BYMONTHDAY=4",
         "2024-02-04>2024-02-04", **BEFORE),
    case("a worked Sunday 2025 stays", "2025-01-01..2025-01-31", "FREQ=MONTHLY;BYMONTHDAY=26",
         "2025-01-26>2025-01-26", **AFTER),
    case("back out of Spring Festival 2025", "2025-02-01..2025-02-28",
         "FREQ=MONTHLY;BYMONTHDAY=4", "2025-02-04>2025-01-27", **BEFORE),
    case("forward out of Spring Festival 2025", "2025-02-01..2025-02-28",
         "FREQ=MONTHLY;BYMONTHDAY=4", "2025-02-04>2025-02-05", **AFTER),
    case("back out of National Day 2023", "2023-10-01..2023-10-31", D5,
         "2023-10-05>2023-09-28", **BEFORE),
    case("forward to a worked Saturday 2023", "2023-10-01..2023-10-31", D5,
         "2023-10-05>2023-10-07", **AFTER),
    case("back out of National Day 2025", "2025-10-01..2025-10-31", D5,
         "2025-10-05>2025-09-30", **BEFORE),
    case("forward out of National Day 2025", "2025-10-01..2025-10-31", D5,
         "2025-10-05>2025-10-09", **AFTER),
    case("no shift, on a holiday", "2025-10-01..2025-10-31", D5, "2025-10-05>2025-10-05"),
    case("first Saturday, ordinary", "2024-06-01..2024-06-30", SATURDAY,
         "2024-06-01>2024-06-01", **SAME),
    case("first Saturday in National Day 2024", "2024-10-01..2024-10-31", SATURDAY,
         "2024-10-05>2024-10-12", **SAME),
    case("first Saturday in National Day 2025", "2025-10-01..2025-10-31", SATURDAY,
         "2025-10-04>2025-10-11", **SAME),
    case("first Saturday worked in 2023", "2023-10-01..2023-10-31", SATURDAY,
         "2023-10-07>2023-10-07", **SAME),
    case("two steps, Sunday to Sunday in 2017", "2017-10-01..2017-10-31", SUNDAY,
         "2017-10-01>2017-10-15", **SAME),
    case("a Saturday back out of a holiday only", "2024-05-01..2024-06-30", SATURDAY,
         "2024-05-04>2024-04-30 2024-06-01>2024-06-01",
         shift="previous_workday", shift_when="public_holiday"),
    case("the 31st skips short months", "2024-01-01..2024-12-31", "FREQ=MONTHLY;BYMONTHDAY=31",
         "2024-01-31>2024-01-31 2024-03-31>2024-03-31 2024-05-31>2024-05-31 "
         "2024-07-31>2024-07-31 2024-08-31>2024-08-31 2024-10-31>2024-10-31 "
         "2024-12-31>2024-12-31"),
    case("leap day", "2019-01-01..2026-12-31", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
         "2020-02-29>2020-02-28 2024-02-29>2024-02-29", **BEFORE),
    case("Fridays around Labour Day 2024", "2024-05-01..2024-05-19", "FREQ=WEEKLY;BYDAY=FR",
         "2024-05-03>2024-04-30 2024-05-10>2024-05-10 2024-05-17>2024-05-17", **BEFORE),
    case("weekly from a Wednesday", "2024-01-01..2024-01-31", "FREQ=WEEKLY",
         "2024-01-03>2024-01-03 2024-01-10>2024-01-10 2024-01-17>2024-01-17 "
         "2024-01-24>2024-01-24 2024-01-31>2024-01-31", **{"from": date(2024, 1, 3)}),
    case("every other week counts from the start", "2024-02-01..2024-02-29",
         "FREQ=WEEKLY;INTERVAL=2", "2024-02-14>2024-02-14 2024-02-28>2024-02-28",
         **{"from": date(2024, 1, 3)}),
    case("ten-day periods", "2024-02-01..2024-02-29", TEN_DAYS,
         "2024-02-10>2024-02-09 2024-02-20>2024-02-20 2024-02-29>2024-02-29", **BEFORE),
    case("the 10th and 20th of companies", "2024-06-01..2024-06-30", D10_20,
         "2024-06-10>2024-06-11 2024-06-20>2024-06-20", **AFTER),
    case("the last weekday of March", "2024-03-01..2024-03-31", LAST_WEEKDAY,
         "2024-03-29>2024-03-29"),
    case("until a day, inclusive", "2024-01-01..2024-12-31",
         "FREQ=MONTHLY;BYMONTHDAY=10;UNTIL=20240310",
         "2024-01-10>2024-01-10 2024-02-10>2024-02-10 2024-03-10>2024-03-10"),
    case("two dates on one day back", "2023-10-01..2023-10-31", "FREQ=MONTHLY;BYMONTHDAY=1,5",
         "2023-10-01>2023-09-28", **BEFORE),
    case("two dates on one day forward", "2024-06-15..2024-06-16", WEEKEND,
         "2024-06-15>2024-06-17", **AFTER),
    case("the second of the two alone is nobody's", "2024-06-16..2024-06-16", WEEKEND, "", **AFTER),
    case("out of order after shifting", "2015-09-26..2015-10-11", WEEKEND,
         "2015-09-26>2015-09-26 2015-10-03>2015-10-10 2015-09-27>2015-10-11", **SAME),
    case("the first month of a rule", "2016-01-01..2016-12-31", D25,
         "2016-12-25>2016-12-23", **BEFORE, **{"from": date(2016, 12, 1)}),
    case("due before the rule's first day", "2020-06-01..2020-06-30", D25,
         "2020-06-25>2020-06-24", **BEFORE, **{"from": date(2020, 6, 25)}),
    case("valid on due_on, not on nominal_on", "2020-06-01..2020-06-30", D25, "", **BEFORE,
         to=date(2020, 6, 24)),
    case("an empty span", "2024-02-01..2024-01-01", D25, ""),
]  # fmt: skip

# nominal>due>opens>closes
WINDOWS = [
    case("on the day only", "2024-06-01..2024-06-30", D25,
         "2024-06-25>2024-06-25>2024-06-25>2024-06-25"),
    case("early and make-up days count from due_on", "2020-06-01..2020-06-30", D25,
         "2020-06-25>2020-06-24>2020-06-21>2020-07-01", **BEFORE, early_days=3, makeup_days=7),
    case("make-up cut by the next window", "2024-05-01..2024-05-31", D10_20,
         "2024-05-10>2024-05-10>2024-05-08>2024-05-17 2024-05-20>2024-05-20>2024-05-18>2024-06-04",
         early_days=2, makeup_days=15),
    case("cut by a date after the span", "2024-05-10..2024-05-10", D10_20,
         "2024-05-10>2024-05-10>2024-05-08>2024-05-17", early_days=2, makeup_days=15),
    case("as early as can be", "2024-05-01..2024-05-15", D10_20,
         "2024-05-10>2024-05-10>2024-05-01>2024-05-10", early_days=9, makeup_days=3,
         **{"from": date(2024, 5, 1)}),
    case("the last date of a rule is cut by nothing", "2024-06-01..2024-06-30", D25,
         "2024-06-25>2024-06-25>2024-06-25>2024-08-04", makeup_days=40,
         to=date(2024, 6, 30)),
    case("nor by a date that is not known", "2026-12-01..2026-12-31", D25,
         "2026-12-25>2026-12-25>2026-12-25>2027-02-03", makeup_days=40),
    case("quarterly review", "2024-01-01..2024-12-31", QUARTER,
         "2024-03-31>2024-03-29>2024-01-01>2024-03-29 2024-06-30>2024-06-28>2024-03-30>2024-06-28 "
         "2024-09-30>2024-09-30>2024-06-29>2024-09-30 2024-12-31>2024-12-31>2024-10-01>2024-12-31",
         **BEFORE, opens="period", **{"from": date(2024, 1, 1)}),
    case("make-up after the last period alone", "2024-06-01..2024-12-31", QUARTER,
         "2024-06-30>2024-06-28>2024-03-30>2024-06-28 2024-09-30>2024-09-30>2024-06-29>2024-10-05",
         **BEFORE, opens="period", makeup_days=5, to=date(2024, 10, 31)),
    case("a first period due before the first day", "2020-06-01..2020-06-30", D25,
         "2020-06-25>2020-06-24>2020-06-24>2020-06-24", **BEFORE, opens="period",
         **{"from": date(2020, 6, 25)}),
    case("a period over collapsed dates", "2023-10-01..2023-11-01", "FREQ=MONTHLY;BYMONTHDAY=1,5",
         "2023-10-01>2023-09-28>2023-09-06>2023-09-28 2023-11-01>2023-11-01>2023-09-29>2023-11-01",
         **BEFORE, opens="period"),
]  # fmt: skip


@pytest.mark.parametrize(("span", "schedule", "keys", "expected"), FALLS)
def test_where_a_date_falls(
    span: str, schedule: str, keys: dict[str, object], expected: str
) -> None:
    answer = ask(make(schedule, **keys), span)
    assert " ".join(f"{one.nominal_on}>{one.due_on}" for one in answer.dates) == expected
    assert answer.unknown_years == ()


@pytest.mark.parametrize(("span", "schedule", "keys", "expected"), WINDOWS)
def test_its_window(span: str, schedule: str, keys: dict[str, object], expected: str) -> None:
    answer = ask(make(schedule, **keys), span)
    assert written(answer) == expected
    assert answer.unknown_years == ()


def written(answer: RuleDates) -> str:
    return " ".join(
        f"{one.nominal_on}>{one.due_on}>{one.opens_on}>{one.closes_on}" for one in answer.dates
    )


@pytest.mark.parametrize(
    ("span", "schedule", "keys", "overrides", "due", "unknown"),
    [
        pytest.param("2026-12-01..2027-02-28", D25, BEFORE, {}, ["2026-12-25"], (2027,),
                     id="2027 is unknown"),
        pytest.param("2027-01-01..2028-12-31", D25, {}, {}, [], (2027, 2028),
                     id="even where nothing shifts"),
        pytest.param("2004-01-01..2004-01-02", "FREQ=DAILY", BEFORE, {}, ["2004-01-02"], (2003,),
                     id="back into an unknown year"),
        pytest.param("2026-12-31..2026-12-31", "FREQ=MONTHLY;BYMONTHDAY=31", AFTER,
                     {date(2026, 12, 31): HOLIDAY}, [], (2027,), id="on into an unknown year"),
        pytest.param("2027-01-01..2027-02-28", D25, BEFORE, {date(2027, 1, 25): WORKED},
                     [], (2027,), id="one known day of an unknown year"),
        pytest.param("2027-01-01..2027-04-30", D25, BEFORE, fixed_holidays(2027),
                     ["2027-01-25", "2027-02-25", "2027-03-25", "2027-04-23"], (),
                     id="2027 made known"),
        pytest.param("2027-05-01..2027-05-31", SATURDAY, SAME, fixed_holidays(2027),
                     ["2027-05-08"], (), id="first Saturday of May in 2027 made known"),
        pytest.param("2024-06-01..2024-06-30", D25, BEFORE, {date(2024, 6, 25): HOLIDAY},
                     ["2024-06-24"], (), id="a local holiday"),
        pytest.param("2024-05-01..2024-05-31", D25, BEFORE, {date(2024, 5, 25): WORKED},
                     ["2024-05-25"], (), id="a Saturday worked locally"),
        pytest.param("2026-10-01..2028-06-30", QUARTER, {**BEFORE, "opens": "period"},
                     fixed_holidays(2028), ["2026-12-31", "2028-06-30"], (2027,),
                     id="a period after an unknown year"),
    ],
)  # fmt: skip
def test_known_and_unknown_years(
    span: str, schedule: str, keys: dict[str, object], overrides: dict[date, Day],
    due: list[str], unknown: tuple[int, ...],
) -> None:  # fmt: skip
    answer = ask(make(schedule, **keys), span, overrides)
    assert [str(one.due_on) for one in answer.dates] == due
    assert answer.unknown_years == unknown


@pytest.mark.parametrize(
    ("schedule", "keys", "due_on", "next_due_on"),
    [
        (D10_20, {"early_days": 10, "from": date(2024, 5, 1)}, "2024-05-10", "2024-05-20"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,10", {**AFTER, "early_days": 1, "from": date(2025, 10, 1)},
         "2025-10-09", "2025-10-10"),
    ],
    ids=["early days fill the gap", "a shift closes the gap"],
)  # fmt: skip
def test_overlapping_windows_are_refused(
    schedule: str, keys: dict[str, object], due_on: str, next_due_on: str
) -> None:
    for span in ("2025-10-01..2025-10-31", "2030-01-01..2030-12-31"):
        with pytest.raises(RefusedError) as caught:
            ask(make(schedule, **keys), span)
        assert caught.value.code == "rule_windows_overlap"
        assert str(caught.value.values["due_on"]) == due_on
        assert str(caught.value.values["next_due_on"]) == next_due_on


def test_a_whole_table_is_read() -> None:
    table = {
        "id": "workday-city", "tier": "city", "rank": "county", "role": "contact",
        "schedule": D25, "shift": "previous_workday", "shift_when": "public_holiday",
        "early_days": 2, "makeup_days": 7, "opens": "due", "targets": ["village", "community"],
        "reported_by": "place_township", "name": "市级干部工作日",
        "from": date(2016, 12, 1), "to": date(2026, 12, 31),
    }  # fmt: skip
    assert rules_of([table]) == (
        Rule(
            id="workday-city", tier="city", rank="county", role="contact", schedule=D25,
            shift="previous_workday", shift_when="public_holiday", early_days=2, makeup_days=7,
            opens="due", targets=("village", "community"), reported_by="place_township",
            valid_from=date(2016, 12, 1), valid_to=date(2026, 12, 31), name="市级干部工作日",
        ),
    )  # fmt: skip


def test_what_is_left_out_has_its_default() -> None:
    (rule,) = rules_of([{**BASE, "schedule": D25}])
    assert rule == Rule(id="r", role="contact", targets=("village",), schedule=D25)
    assert (rule.shift, rule.shift_when, rule.opens) == ("none", "not_working", "due")
    assert rules_of([]) == ()


@pytest.mark.parametrize("key", ["id", "role", "targets", "schedule"])
def test_a_missing_key_is_refused(key: str) -> None:
    table = {**BASE, "schedule": D25}
    del table[key]
    with pytest.raises(RefusedError) as caught:
        rules_of([table])
    assert caught.value.code == "rule_key_missing"
    assert caught.value.values == {"rule": "#1" if key == "id" else "r", "key": key}


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"shfit": "none"}, "rule_key_unknown"),
        ({"responsible_kind": "unit"}, "rule_key_unknown"),  # a pairing says it
        ({"id": ""}, "rule_value_invalid"),
        ({"id": 7}, "rule_value_invalid"),
        ({"name": " "}, "rule_value_invalid"),
        ({"targets": []}, "rule_value_invalid"),
        ({"targets": "village"}, "rule_value_invalid"),
        ({"targets": ["hamlet"]}, "rule_value_invalid"),
        ({"targets": [{}]}, "rule_value_invalid"),
        ({"shift": "sideways"}, "rule_value_invalid"),
        ({"tier": []}, "rule_value_invalid"),
        ({"early_days": -1}, "rule_value_invalid"),
        ({"makeup_days": True}, "rule_value_invalid"),
        ({"makeup_days": 7.5}, "rule_value_invalid"),
        ({"makeup_days": 10**9}, "rule_value_invalid"),
        ({"from": "2016-12-01"}, "rule_value_invalid"),
        ({"from": date(2020, 1, 2), "to": date(2020, 1, 1)}, "rule_validity_reversed"),
        ({"opens": "period", "early_days": 1}, "rule_period_early_days"),
        ({"schedule": "every month"}, "rule_value_invalid"),
        ({"schedule": "FREQ="}, "rule_value_invalid"),
        ({"schedule": "FREQ=HOURLY"}, "rule_value_invalid"),
        ({"schedule": "FREQ=MINUTELY"}, "rule_value_invalid"),
        ({"schedule": "FREQ=DAILY;BYHOUR=9"}, "rule_value_invalid"),
        ({"schedule": "FREQ=DAILY;INTERVAL=0"}, "rule_value_invalid"),
        ({"schedule": "FREQ=DAILY;UNTIL=20250230"}, "rule_value_invalid"),
        ({"schedule": "FREQ=DAILY;COUNT=3;UNTIL=20250201"}, "rule_value_invalid"),
        ({"schedule": "FREQ=MONTHLY;BYMONTHDAY=32"}, "rule_value_invalid"),
        ({"schedule": "FREQ=MONTHLY;BYMONTHDAY=5;BYMONTHDAY=6"}, "rule_value_invalid"),
        ({"schedule": "FREQ=MONTHLY;BYMONTHDAY="}, "rule_value_invalid"),
        ({"schedule": "FREQ=WEEKLY;BYDAY=1SA"}, "rule_value_invalid"),
        ({"schedule": "BYMONTHDAY=25"}, "rule_value_invalid"),
        ({"schedule": "FREQ=WEEKLY"}, "rule_schedule_needs_from"),
        ({"schedule": "FREQ=MONTHLY;BYMONTH=3"}, "rule_schedule_needs_from"),
        ({"schedule": "FREQ=DAILY;INTERVAL=10"}, "rule_schedule_needs_from"),
        ({"schedule": "FREQ=DAILY;COUNT=10"}, "rule_schedule_needs_from"),
        ({"schedule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule_schedule_never"),
    ],
)
def test_a_wrong_table_is_refused(keys: dict[str, object], code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        rules_of([{**BASE, "schedule": D25, **keys}])
    assert caught.value.code == code
    assert caught.value.values["rule"] in {"r", "#1"}


def test_a_doubled_id_is_refused() -> None:
    table = {**BASE, "schedule": D25}
    with pytest.raises(RefusedError, match="rule_id_doubled"):
        rules_of([table, table])


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    period = draw(st.booleans())
    return make(
        draw(st.sampled_from([D25, D5, D10_20, SATURDAY, SUNDAY, WEEKEND, TEN_DAYS, QUARTER,
                              LAST_WEEKDAY, "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2"])),
        shift=draw(st.sampled_from(["none", *(k["shift"] for k in (BEFORE, AFTER, SAME))])),
        shift_when=draw(st.sampled_from(["not_working", "public_holiday"])),
        early_days=0 if period else draw(st.integers(0, 3)),
        makeup_days=draw(st.integers(0, 40)),
        opens="period" if period else "due",
        **{"from": draw(st.dates(date(2019, 1, 1), date(2025, 6, 30)))},
    )  # fmt: skip


DAYS = st.dates(date(2019, 1, 1), date(2028, 1, 1))


def answer_or_skip(rule: Rule, first: date, last: date) -> RuleDates:
    try:
        return rule_dates(rule, Calendar(), first, last)
    except RefusedError:
        assume(False)
        raise


@settings(deadline=None, max_examples=60)
@given(rules())
def test_windows_are_sorted_and_disjoint(rule: Rule) -> None:
    dates = answer_or_skip(rule, date.min, date(2027, 1, 31)).dates
    assert all(one.opens_on <= one.due_on <= one.closes_on for one in dates)
    assert all(one.closes_on < after.opens_on for one, after in pairwise(dates))
    assert len({one.nominal_on for one in dates}) == len(dates)
    if rule.opens == "period":
        assert all(
            one.due_on + timedelta(days=1) == after.opens_on for one, after in pairwise(dates)
        )


@settings(deadline=None, max_examples=60)
@given(rules(), DAYS, DAYS)
def test_the_span_only_cuts(rule: Rule, first: date, last: date) -> None:
    whole = answer_or_skip(rule, date.min, date(2028, 6, 30))
    part = rule_dates(rule, Calendar(), first, last)
    assert part.dates == tuple(one for one in whole.dates if first <= one.nominal_on <= last)
    assert set(part.unknown_years) <= set(whole.unknown_years)
