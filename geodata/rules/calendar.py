"""The working calendar: which days are worked and which are public holidays.

The State Council moves working days about every year (调休): a Sunday may be worked and a
Friday may be free. The package ``chinese_calendar`` knows these arrangements for a span of
years; a city adds the days it knows better, or a year the package does not know yet.
Nothing is guessed: a day of a year that neither knows raises :class:`UnknownDayError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chinese_calendar import holidays, workdays

from geodata.base.errors import GuatuError, RefusedError

_FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1))
_SATURDAY = 5


class UnknownDayError(GuatuError):
    """The calendar of that day's year is not known, so nothing may be said about the day."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__("calendar_year_unknown", year=day.year)


@dataclass(frozen=True)
class Day:
    """What is known of one day; ``public_holiday`` means free because of a public holiday."""

    working: bool
    public_holiday: bool


class Calendar:
    """The package's years, with a city's own days laid over them.

    An override wins for its own day, in a year that is known. It makes a *whole* year known, one that the
    package does not know, only where the year's three public holidays of fixed date (1 January,
    1 May, 1 October) are all listed as public holidays: no arrangement of a year is without
    them, and a few local days do not pass for one. The days of such a year that are not listed
    are ordinary: Monday to Friday worked, Saturday and Sunday not.

    A public holiday is a day the arrangement itself gives, its bridging days included. A weekend
    that merely adjoins one (2024-06-08 and 09 before the Dragon Boat Monday) is not one.
    """

    def __init__(self, overrides: Mapping[date, Day] | None = None) -> None:
        self._overrides = dict(overrides or {})
        for day, known in sorted(self._overrides.items()):
            if known.working and known.public_holiday:
                raise RefusedError("calendar_day_contradictory", day=day)
        package = range(min(holidays).year, max(holidays).year + 1)
        listed = {day.year for day in self._overrides}
        self._years = frozenset(package) | {year for year in listed if self._lists_all_of(year)}

    def knows(self, day: date) -> bool:
        """Whether the day's year is known: one overridden day of it says nothing of the others."""
        return day.year in self._years

    def is_working(self, day: date) -> bool:
        """Whether the day is worked; raises :class:`UnknownDayError`."""
        return self._day(day).working

    def is_public_holiday(self, day: date) -> bool:
        """Whether the day is free because of a public holiday; raises :class:`UnknownDayError`."""
        return self._day(day).public_holiday

    def years(self) -> frozenset[int]:
        """The years of which every day is known."""
        return self._years

    def last_day(self) -> date:
        """The last day anything is known about."""
        return max([date(max(self._years), 12, 31), *self._overrides])

    def _day(self, day: date) -> Day:
        if day.year not in self._years:
            raise UnknownDayError(day)
        if day in self._overrides:
            return self._overrides[day]
        # The package's own functions look for the span of their years at every call: too slow
        # for a daily rule. These two tables are what they read.
        if day in workdays:
            return Day(working=True, public_holiday=False)
        if day in holidays:
            return Day(working=False, public_holiday=True)
        return Day(working=day.weekday() < _SATURDAY, public_holiday=False)

    def _lists_all_of(self, year: int) -> bool:
        fixed = (self._overrides.get(date(year, month, day)) for month, day in _FIXED_HOLIDAYS)
        return all(known is not None and known.public_holiday for known in fixed)
