"""What comes next: who will be neglected if nobody goes, what falls due, which projects will fall
behind at their pace, which matters are due. All of it is told from the last day known, as far as data
reach.

A place would be neglected on the first day on which its cause would be one that means somebody has to
do something, if nobody goes anywhere and whoever can still report does. Pairings, exemptions and
places are those of the day as the snapshot has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from geodata.base.queries import sql
from geodata.figures import layers, neglect
from geodata.figures.legend import NEGLECTED
from geodata.question.periods import month_of
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot

#: Within how many days what falls due is counted.
SPANS = (7, 14, 30)
#: The pace of a project is the mean of so many of its reported months, and holds for so many more.
RECENT_MONTHS, MONTHS_AHEAD = 3, 3
_COLUMNS = ["from_day", "code", "name", "kind", "county", "township", "cause", "days", "last_visit_on",
            "next_due_on", "responsible"]  # fmt: skip


@dataclass(frozen=True)
class Upcoming:
    """What comes after a day, up to another, both included."""

    day: date
    """The last day known."""
    until: date
    neglected: pd.DataFrame
    """Places that would be neglected, by the first day on which they would be: see :func:`neglected`."""
    owed: pd.DataFrame
    """What falls due by then, and at least within 30 days, or is still open, in the roster's order."""
    projects: pd.DataFrame
    matters: pd.DataFrame

    @property
    def due(self) -> pd.DataFrame:
        """Of what is owed that which falls due by the last day, or is still open."""
        return self.owed[self.owed["due_on"] <= pd.Timestamp(self.until)]


def told_on(snapshot: Snapshot, scope: Scope) -> Scope:
    """The scope on the last day known, as far as data reach, in the month that runs on it."""
    day = min(scope.known_on, city_of(snapshot).data_to or scope.known_on)
    return replace(scope, known_on=day, period=month_of(day))


def upcoming(snapshot: Snapshot, scope: Scope, days: int, threshold: int | None = None) -> Upcoming:
    """All of it within some ``days``; ``threshold`` of neglect in days, else the city's own."""
    asked = told_on(snapshot, scope)
    return Upcoming(
        asked.known_on, asked.known_on + timedelta(days), neglected(snapshot, scope, days, threshold),
        due(snapshot, scope, max(days, *SPANS)), falling_behind(snapshot, scope),
        matters(snapshot, scope, days),
    )  # fmt: skip


def neglected(
    snapshot: Snapshot, scope: Scope, days: int, threshold: int | None = None
) -> pd.DataFrame:
    """The places that are not neglected and would be within some days, if nobody goes: from_day (the
    first one), code, name, kind, county, township, cause (on it), days (since the last visit, on it),
    last_visit_on, next_due_on (when the next visit is owed), responsible."""
    asked = told_on(snapshot, scope)
    known, limit = asked.known_on, threshold or city_of(snapshot).neglected_days
    text = f"FROM ({neglect.told(snapshot, asked)}) ORDER BY last_visit_on NULLS FIRST, code"

    def told(day: date) -> pd.DataFrame:
        values = asked.bound(threshold=limit)
        rows = snapshot.query(text, {**values, "scope": {**values["scope"], "as_of": day}})
        return rows[rows["cause"].isin(NEGLECTED)]

    seen = set(told(known)["code"])
    turns = snapshot.rows(
        sql("movement/change_days"),
        {"known": known, "until": known + timedelta(days), "threshold": limit},
    )
    found = []
    for (day,) in turns:
        rows = told(day)
        found.append(rows[~rows["code"].isin(seen)].assign(from_day=pd.Timestamp(day)))
        seen |= set(rows["code"])
    if not found:
        return pd.DataFrame(columns=_COLUMNS)
    due_on = snapshot.query(sql("movement/next_due"), {"known": known})
    joined = pd.concat(found, ignore_index=True).merge(due_on, on="code", how="left")
    return joined[_COLUMNS]


def due(snapshot: Snapshot, scope: Scope, days: int) -> pd.DataFrame:
    """What falls due within some days, and what is due and still open (status ``pending``), each visit
    owed in the roster's order."""
    asked = told_on(snapshot, scope)
    until = asked.known_on + timedelta(days)
    return snapshot.query(sql("movement/due"), asked.bound(until=until))


def counted(rows: pd.DataFrame, day: date, by: Sequence[str]) -> pd.DataFrame:
    """How many of some rows of :func:`due` are still open, and fall due within 7, 14 and 30 days of a day,
    by some of their columns, in their order: ``window_open``, ``due_7``, ``due_14``, ``due_30``."""
    after = (rows["due_on"] - pd.Timestamp(day)).dt.days
    marks = {"window_open": rows["status"].eq("pending")}
    for span in SPANS:
        marks[f"due_{span}"] = rows["status"].eq("upcoming") & after.le(span)
    marked = rows[list(by)].assign(**{name: one.astype("int64") for name, one in marks.items()})
    return marked.groupby(list(by), sort=False, dropna=False).sum().reset_index()


def falling_behind(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """Projects that are not behind and would be at their pace, by the first month in which they would:
    month, code, name, county, status, reported_to, pace_wan_yuan (a month), planned_wan_yuan and
    projected_wan_yuan (by its end), unit, leader (formula and limits: docs/figures.md)."""
    asked = told_on(snapshot, scope)
    rows = layers.projects(snapshot, asked)
    rows = rows.loc[rows["status"].isin(["normal", "ahead"]),
                    ["code", "name", "county", "status", "reported_to", "unit", "leader"]]  # fmt: skip
    paces = snapshot.query(
        sql("movement/paces"),
        {"day": asked.known_on, "recent": RECENT_MONTHS, "ahead": MONTHS_AHEAD},
    )
    ratio = city_of(snapshot).behind_ratio
    behind = paces[paces["projected_wan_yuan"] < ratio * paces["planned_wan_yuan"]]
    first = behind.drop_duplicates("code")
    columns = ["month", "code", "name", "county", "status", "reported_to", "pace_wan_yuan",
               "planned_wan_yuan", "projected_wan_yuan", "unit", "leader"]  # fmt: skip
    return (
        rows.merge(first, on="code").sort_values(["month", "code"])[columns].reset_index(drop=True)
    )


def matters(snapshot: Snapshot, scope: Scope, days: int) -> pd.DataFrame:
    """Open matters that are due on the day or within some days after it, the next one first."""
    asked = told_on(snapshot, scope)
    until = asked.known_on + timedelta(days)
    return snapshot.query(sql("movement/matters_due"), asked.bound(until=until))
