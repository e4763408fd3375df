"""Rules, their dates and what they make people owe, computed once at load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from geodata.calendar import Calendar, Day
from geodata.queries import sql
from geodata.rule import FIRST_DAY, Rule, rule_dates


def write_rules(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], today: date) -> None:
    """Fill ``rule``, ``rule_date`` and ``rule_unknown_year``, to the end of next year.

    Raises RefusedError for a rule whose windows overlap.
    """
    overrides = connection.execute(
        "SELECT day, working, public_holiday FROM calendar_override"
    ).fetchall()
    calendar = Calendar({day: Day(working, holiday) for day, working, holiday in overrides})
    last = max(date(today.year + 1, 12, 31), calendar.last_day())
    for rule in rules:
        connection.execute(
            "INSERT INTO rule VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [rule.id, rule.tier, rule.rank, rule.role, list(rule.targets), rule.schedule,
             rule.shift, rule.shift_when, rule.early_days, rule.makeup_days, rule.opens,
             rule.reported_by, rule.valid_from, rule.valid_to, rule.name],
        )  # fmt: skip
        found = rule_dates(rule, calendar, rule.valid_from or FIRST_DAY, last)
        if found.dates:
            connection.executemany(
                "INSERT INTO rule_date VALUES (?, ?, ?, ?, ?)",
                [
                    [rule.id, one.nominal_on, one.due_on, one.opens_on, one.closes_on]
                    for one in found.dates
                ],
            )
        for year in found.unknown_years:
            connection.execute("INSERT INTO rule_unknown_year VALUES (?, ?)", [rule.id, year])


def write_obligations(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``obligation``: see docs/ledger.md and ``geodata/sql/load/obligation.sql``."""
    connection.execute(sql("load/obligation"))
