"""The four rules of the fictional city and the days on which their visits are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import holidays, is_workday

from etl.demo.people import CITY, COUNTY, TOWNSHIP

MONTHS = tuple((2025 + (n + 10) // 12, (n + 10) % 12 + 1) for n in range(12))
"""The twelve months of data, (year, month)."""
FIRST_DAY, LAST_DAY = date(2025, 11, 1), date(2026, 10, 31)
MAKEUP_DAYS = 7


@dataclass(frozen=True)
class Workday:
    """A rule: who goes (``tier``; None: whoever is paired with a grid), and when each month."""

    id: str
    name: str
    tier: int | None
    day: int  # of the month; 0 for the first Saturday
    began: date


RULES = (
    Workday("workday-township", "乡镇干部工作日", TOWNSHIP, 5, date(2016, 12, 1)),
    Workday("workday-county", "县级干部工作日", COUNTY, 15, date(2016, 12, 1)),
    Workday("workday-city", "市级干部工作日", CITY, 25, date(2016, 12, 1)),
    Workday("grid-saturday", "周六进网格", None, 0, FIRST_DAY),
)


def due_on(rule: Workday, year: int, month: int) -> date:
    """The day a visit is due: the working day before, or the next Saturday that is no holiday."""
    if rule.day:
        day = date(year, month, rule.day)
        while not is_workday(day):
            day -= timedelta(days=1)
        return day
    day = date(year, month, 1)
    day += timedelta(days=(5 - day.weekday()) % 7)
    while day in holidays:
        day += timedelta(days=7)
    return day
