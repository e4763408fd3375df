"""The working calendar against the State Council's published arrangements."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from geodata.base.errors import RefusedError
from geodata.rules.calendar import Calendar, Day, UnknownDayError

WORKED = Day(working=True, public_holiday=False)
FREE = Day(working=False, public_holiday=False)
HOLIDAY = Day(working=False, public_holiday=True)
NOTICE_2027 = {date(2027, 1, 1): HOLIDAY, date(2027, 5, 1): HOLIDAY, date(2027, 10, 1): HOLIDAY}

PUBLISHED = [
    pytest.param("2020-06-24", WORKED, id="the workday of the bulletin"),
    pytest.param("2020-06-25", HOLIDAY, id="Dragon Boat, a Thursday"),
    pytest.param("2020-06-26", HOLIDAY, id="its bridging Friday"),
    pytest.param("2020-06-28", WORKED, id="the Sunday worked for it"),
    pytest.param("2024-02-04", WORKED, id="Sunday before Spring Festival"),
    pytest.param("2024-02-09", WORKED, id="New Year's Eve 2024 was no day off"),
    pytest.param("2024-02-10", HOLIDAY, id="Spring Festival on a Saturday"),
    pytest.param("2024-02-16", HOLIDAY, id="its last bridging day"),
    pytest.param("2024-02-18", WORKED, id="Sunday after Spring Festival"),
    pytest.param("2025-01-26", WORKED, id="Sunday worked in January 2025"),
    pytest.param("2025-01-28", HOLIDAY, id="New Year's Eve 2025 was a day off"),
    pytest.param("2023-09-29", HOLIDAY, id="Mid-Autumn joined to National Day"),
    pytest.param("2023-10-07", WORKED, id="Saturday worked after it"),
    pytest.param("2025-10-08", HOLIDAY, id="eight days of National Day"),
    pytest.param("2024-06-01", FREE, id="an ordinary Saturday"),
    pytest.param("2024-06-08", FREE, id="a weekend that adjoins a holiday Monday"),
    pytest.param("2024-06-12", WORKED, id="an ordinary Wednesday"),
]


def seen(calendar: Calendar, day: date) -> Day:
    return Day(calendar.is_working(day), calendar.is_public_holiday(day))


@pytest.mark.parametrize(("day", "known"), PUBLISHED)
def test_a_published_day(day: str, known: Day) -> None:
    assert seen(Calendar(), date.fromisoformat(day)) == known


def test_every_day_is_as_the_package_says() -> None:
    calendar = Calendar()
    assert calendar.years() >= set(range(2004, 2027))
    day = date(min(calendar.years()), 1, 1)
    while day <= calendar.last_day():
        free, name = chinese_calendar.get_holiday_detail(day)
        assert seen(calendar, day) == Day(not free, free and name is not None), day
        day += timedelta(days=97)


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2099, 1, 1)])
def test_an_unknown_day_is_never_guessed(day: date) -> None:
    calendar = Calendar()
    assert not calendar.knows(day)
    for ask in (calendar.is_working, calendar.is_public_holiday):
        with pytest.raises(UnknownDayError) as caught:
            ask(day)
        assert caught.value.code == "calendar_year_unknown"
        assert caught.value.values == {"year": day.year}


def test_an_override_wins_for_its_day_alone() -> None:
    calendar = Calendar({date(2024, 6, 25): HOLIDAY, date(2024, 5, 25): WORKED})
    assert seen(calendar, date(2024, 6, 25)) == HOLIDAY
    assert seen(calendar, date(2024, 5, 25)) == WORKED
    assert seen(calendar, date(2024, 6, 26)) == WORKED
    assert calendar.years() == Calendar().years()


def test_a_year_is_known_once_its_fixed_holidays_are_listed() -> None:
    year = max(Calendar().years()) + 1
    notice = {day.replace(year=year): known for day, known in NOTICE_2027.items()}
    calendar = Calendar({**notice, date(year, 2, 2): HOLIDAY})
    assert calendar.years() == Calendar().years() | {year}
    assert calendar.last_day() == date(year, 12, 31)
    assert seen(calendar, date(year, 2, 2)) == HOLIDAY
    for unlisted in (date(year, 3, 1) + timedelta(days=n) for n in range(7)):
        assert seen(calendar, unlisted) == (WORKED if unlisted.isoweekday() < 6 else FREE)


def test_a_few_local_days_do_not_pass_for_a_year() -> None:
    calendar = Calendar({date(2099, 1, 1): HOLIDAY, date(2099, 5, 1): HOLIDAY})
    assert not calendar.knows(date(2099, 5, 1))
    with pytest.raises(UnknownDayError):
        calendar.is_working(date(2099, 5, 1))
    assert 2099 not in calendar.years()
    assert calendar.last_day() == date(2099, 5, 1)


def test_a_worked_public_holiday_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        Calendar({date(2024, 10, 1): Day(working=True, public_holiday=True)})
    assert caught.value.code == "calendar_day_contradictory"
    assert caught.value.values == {"day": date(2024, 10, 1)}
