"""Rules, their dates and what they make people owe, computed once at load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb

from etl.gate.warn import warn
from etl.queries import sql
from geodata.rules.calendar import Calendar, Day
from geodata.rules.rule import Rule, rule_dates

_APART = timedelta(days=366)


def write_rules(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], today: date) -> None:
    """Fill ``rule``, ``rule_date`` and ``rule_unknown_year``, to the end of the year after ``today``,
    the day of the load; and ``load_warning`` for a rule that loses dates to shifting.

    A rule without a first day asks for nothing before the month of the first visit to what it is
    about, or of the first report.
    Raises RefusedError for a rule whose windows overlap.
    """
    overrides = connection.execute(
        "SELECT day, working, public_holiday FROM calendar_override"
    ).fetchall()
    calendar = Calendar({day: Day(working, holiday) for day, working, holiday in overrides})
    days = _days_told(connection)
    last = max(date(today.year + 1, 12, 31), calendar.last_day())
    for rule in rules:
        connection.execute(
            "INSERT INTO rule VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [rule.id, rule.tier, rule.rank, rule.role, list(rule.targets), rule.schedule,
             rule.shift, rule.shift_when, rule.early_days, rule.makeup_days, rule.opens,
             rule.reported_by, rule.valid_from, rule.valid_to, rule.name],
        )  # fmt: skip
        first = rule.valid_from or _first_day(connection, rule, days, today)
        found = rule_dates(rule, calendar, first, last)
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
        if found.lost:
            values = {
                "rule": rule.name or rule.id,
                "lost": len(found.lost),
                "all": len(found.lost) + len(found.dates),
                "day": found.lost[-1].isoformat(),
            }
            warn(connection, "rule", "rule_dates_lost", **values)


def _days_told(connection: duckdb.DuckDBPyConnection) -> dict[str, list[date]]:
    """Kind of target → the days on which one was visited; under ``report`` those of reports."""
    found: dict[str, list[date]] = {}
    for kind, day in connection.execute(sql("derive/days_told")).fetchall():
        found.setdefault(kind, []).append(day)
    return found


def _first_day(
    connection: duckdb.DuckDBPyConnection, rule: Rule, told: dict[str, list[date]], today: date
) -> date:
    """The first day of the month of the first visit to what a rule is about, or of the first report;
    of today's where there is none. Days a year and more before all others are slips of the pen."""
    days = sorted({day for kind in (*rule.targets, "report") for day in told.get(kind, ())})
    at = len(days) - 1
    while at > 0 and days[at] - days[at - 1] <= _APART:
        at -= 1
    if at > 0:
        values = {"day": days[at].isoformat(), "first": days[0].isoformat(), "days": at}
        warn(connection, "rule", "days_apart", rule=rule.name or rule.id, **values)
    return (days[at] if days else today).replace(day=1)


def write_obligations(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``obligation`` and ``visit_day``: see docs/ledger.md and ``etl/derive/sql/obligation.sql``; and
    ``load_warning`` for rules under which a missed visit cannot be told from an unreported one."""
    connection.execute(sql("derive/obligation"))
    connection.execute(sql("derive/visit_day"))
    for rule, untold, everything in connection.execute(sql("derive/obligation_untold")).fetchall():
        told = {"rule": rule, "untold": untold, "all": everything}
        warn(connection, "rule", "rule_cannot_tell", **told)
