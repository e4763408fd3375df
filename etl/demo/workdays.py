"""The four rules of the fictional city and the days on which their visits are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import holidays, is_workday

from etl.demo.people import CITY, COUNTY, TOWNSHIP

MONTHS = tuple((2025 + (9 + n) // 12 - (9 + n) // 12 + (n + 10) // 12, (n + 10) % 12 + 1) for n in range(12))
