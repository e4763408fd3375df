"""What a load changes in months that were closed and told before it.

A figure of a closed month is asked of the snapshot before and of the new one, root and counties, and
townships where these stay as they were; what differs is told with the rows of the load that lie behind
it. Only months in which anything
differs at all are asked, so that the load of a new month costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from geodata.base.errors import QuestionError
from geodata.base.queries import sql
from geodata.figures import rates
from geodata.question import periods
from geodata.question.periods import month_of
from geodata.question.scope import Scope, city_of, scope
from geodata.store.diff import AFTER, BEFORE, Comparison, Keys
from geodata.store.snapshots import Snapshot, connect

#: The figures that are told, and that a load may not change unsaid.
RATES = ("fulfilment", "on_time", "visit_coverage", "report_rate")
_SPELL = ("{r}.valid_from", "{r}.valid_to")
_ALWAYS = ("NULL", "NULL")
_VISIT = "(SELECT visited_on FROM {db}.visit WHERE visit_id = {r}.visit_id)"
#: Tables whose rows lie behind them: the days that a row ``{r}`` is about, first and last, and what
#: is shown of it.
_TABLES = {
    "visit": ("{r}.visited_on", "{r}.visited_on", "visited_on, called(target_kind, target_id)"),
    "attendance": (_VISIT, _VISIT, "first, called('official', official_id)"),
    "report": ("{r}.day", "{r}.day", "day, called('unit', unit_id)"),
    "roster": ("{r}.due_on", "{r}.due_on", "due_on, called(responsible_kind, responsible_id),"
               " called('place', code)"),
    "pairing": (*_SPELL, "called(responsible_kind, responsible_id), '→',"
                " called(target_kind, target_id), spell(valid_from, valid_to)"),
    "posting": (*_SPELL, "called('official', official_id), '→', called('unit', unit_id),"
                " spell(valid_from, valid_to)"),
    "exemption": (*_SPELL, "called(subject_kind, subject_id), spell(valid_from, valid_to)"),
    "place": (*_SPELL, "name, code, spell(valid_from, valid_to)"),
    "calendar_override": ("{r}.day", "{r}.day", "day"),
    "place_change": (*_ALWAYS, "on_date, old_code, '→', new_code"),
    "unit": (*_ALWAYS, "name"),
    "rule": (*_ALWAYS, "rule_id, schedule"),
}  # fmt: skip
_KEYS_OF_RULES = {"rule": ("rule_id",)}
_SHOWN = 3


class MonthChange(NamedTuple):
    """A figure of a closed month that is another after the load; None where it is told no more."""

    month: str
    """``2026-01``."""
    rate: str
    area: str | None
    """Code of a county or township; None: the whole root."""
    area_name: str | None
    before_numerator: int
    before_denominator: int
    after_numerator: int | None
    after_denominator: int | None

    @property
    def before(self) -> float | None:
        """The value before, between 0 and 1."""
        return self.before_numerator / self.before_denominator if self.before_denominator else None

    @property
    def after(self) -> float | None:
        """The value after."""
        return (
            (self.after_numerator or 0) / self.after_denominator if self.after_denominator else None
        )


class RowsBehind(NamedTuple):
    """Rows of the load that lie behind the change of a month."""

    month: str
    table: str
    added: int
    changed: int
    removed: int
    examples: list[str]
    """The first few, each with what became of it before it: ``+`` new, ``~`` changed, ``−`` gone."""


def asked(snapshot: Snapshot, month: date) -> Scope:
    """The scope in which a closed month is told: the one place where its bounds are said."""
    return scope(snapshot, period=month_of(month))


def closed_before(snapshot: Snapshot) -> list[date]:
    """The first days of the months that were closed as far as the data of a snapshot reach, from the
    first month with a visit or report to the last."""
    city = city_of(snapshot)
    if city.data_from is None:
        return []
    told = periods.months(city.data_from, city.today)[::-1]
    return [one.since for one in told if periods.is_closed(snapshot, one, city.today)]


def changes(before: Snapshot, after: Snapshot) -> list[MonthChange]:
    """The figures of closed months that differ, months in their order, the root before counties."""
    months = closed_before(before)
    marks, fresh = _marks(before), _marks(after)
    everywhere = marks.get(None) != fresh.get(None)
    found: list[MonthChange] = []
    for month in months:
        if everywhere or marks.get(month) != fresh.get(month):
            for rate in RATES:
                found += _differing(before, after, month, rate)
    return found


def rows_behind(
    before: Snapshot, after: Snapshot, keys: Keys, told: list[MonthChange]
) -> list[RowsBehind]:
    """The rows of the load that can lie behind the changes told, by month and table."""
    months = sorted({one.month for one in told})
    if not months:
        return []
    with closing(connect()) as connection:
        for name, snapshot in ((BEFORE, before), (AFTER, after)):
            quoted = str(snapshot.path).replace("'", "''")
            connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
        connection.execute("CREATE TEMP TABLE month AS SELECT unnest($months) AS month",
                           {"months": months})  # fmt: skip
        connection.execute(sql("changes/month_reach"))
        wanted = {
            table: key for table, key in {**keys, **_KEYS_OF_RULES}.items() if table in _TABLES
        }
        comparison = Comparison(connection, wanted)
        found: list[RowsBehind] = []
        for table in comparison.keys:
            found += _behind(connection, comparison, table)
    return sorted(found, key=lambda one: one.month)


def keep(path: Path, told: list[MonthChange], behind: list[RowsBehind]) -> None:
    """Write both into a snapshot that is not published yet; raises duckdb.Error."""
    quoted = str(path).replace("'", "''")
    with closing(connect()) as connection:
        connection.execute(f"ATTACH '{quoted}' AS {AFTER}")
        connection.execute("BEGIN")
        connection.executemany(
            f"INSERT INTO {AFTER}.closed_month_change VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [list(one) for one in told],
        )
        for one in behind:
            connection.execute(
                f"INSERT INTO {AFTER}.closed_month_row VALUES (?, ?, ?, ?, ?, ?)", list(one)
            )
        connection.execute("COMMIT")
        connection.execute(f"DETACH {AFTER}")


def kept(snapshot: Snapshot) -> tuple[list[MonthChange], list[RowsBehind]]:
    """What the load of a published snapshot changed; nothing in one that is older than this."""
    told = snapshot.rows("FROM closed_month_change ORDER BY month, area_code NULLS FIRST")
    behind = snapshot.rows("FROM closed_month_row ORDER BY month")
    return [MonthChange(*one) for one in told], [RowsBehind(*one) for one in behind]


def _differing(before: Snapshot, after: Snapshot, month: date, rate: str) -> list[MonthChange]:
    if not rates.is_given(before, rate):
        return []
    is_wide = city_of(before).kind in {"province", "city"}
    levels = [None, "county", "township"] if is_wide else [None, "township"]
    old = _counts(before, month, rate, levels)
    try:
        given, new = rates.is_given(after, rate), _counts(after, month, rate, levels)
    except QuestionError:  # the load took away what the month was told from
        given, new = False, {}
    found: list[MonthChange] = []
    for level in levels:
        differing = {one.area for one in found}
        for area in [*old, *(one for one in new if one not in old)]:
            was, now = old.get(area), new.get(area)
            there = was or now
            # where a county differs, or the root of no county, its townships do because of it
            if there is None or there.level != level or there.over in differing:
                continue
            if was is None and now is not None and now.counts == (0, 0):
                continue
            then = (now.counts if now else (0, 0)) if given else (None, None)
            if was is None or was.counts != then:
                counts = was.counts if was else (0, 0)
                found.append(MonthChange(f"{month:%Y-%m}", rate, area, there.name, *counts, *then))
    return found


class _Counted(NamedTuple):
    """What an area counts in a month: ``over`` is the area that is told in its stead if it differs."""

    level: str | None
    name: str | None
    over: str | None
    counts: tuple[int, int]


_NOTHING_OVER = ""


def _counts(
    snapshot: Snapshot, month: date, rate: str, levels: Sequence[str | None]
) -> dict[str | None, _Counted]:
    """Numerator and denominator of the root, and of each area of the levels that lies below it."""
    scope = asked(snapshot, month)
    root = rates.figure(snapshot, rate, scope)
    whole = int(root.numerator or 0), int(root.denominator)
    counts: dict[str | None, _Counted] = {None: _Counted(None, None, _NOTHING_OVER, whole)}
    counties: dict[str, str] = {}
    for level in levels:
        if level is None:
            continue
        for row in rates.by_area(snapshot, rate, scope, level).to_dict("records"):
            code, name, county = str(row["code"]), str(row["name"]), row.get("county")
            over: str | None = _NOTHING_OVER
            if level == "county":
                counties[name] = code
            elif "county" in levels:  # two townships may have one name
                name = f"{county}{name}" if county else name
                over = counties.get(str(county), _NOTHING_OVER)
            else:
                over = None
            if level == "township" and code in counts:  # what lies in no county lies in no township
                continue
            counted = int(row["numerator"]), int(row["denominator"])
            counts[code] = _Counted(level, name, over, counted)
    return counts


def _marks(snapshot: Snapshot) -> dict[date | None, object]:
    """A mark of all that the figures of each month rest on; under None of what all months rest on."""
    return dict(snapshot.rows(sql("lists/month_marks")))


def _behind(
    connection: duckdb.DuckDBPyConnection, comparison: Comparison, table: str
) -> list[RowsBehind]:
    first, last, shown = _TABLES[table]
    rows = connection.execute(
        sql("changes/rows_behind").format(
            rows=comparison.differing(table, first, last), shown=shown
        ),
        {"count": _SHOWN},
    ).fetchall()
    return [
        RowsBehind(month, table, added, changed, removed, examples)
        for month, added, changed, removed, examples in rows
    ]
