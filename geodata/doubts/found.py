"""What the rules find in a scope: how many visits each checked and doubts, where, and which.

A visit is one that counts in the period, to a place of the kinds asked about. It is *checked* by a rule
where what the rule looks at was given, *doubtful* where the rule holds, *dismissed* where the city
folder gives a reason for that visit and rule, and *open* otherwise. No figure knows any of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geodata.base.codes import AREA_KINDS
from geodata.base.queries import sql
from geodata.doubts.rules import DOUBTS
from geodata.figures import rates, unsure
from geodata.land import places
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot


@dataclass(frozen=True)
class Found:
    """What the rules find in a scope."""

    scope: Scope
    rules: pd.DataFrame
    """Each rule: rule, checked, doubtful, open, dismissed (visits), threshold. Where nothing was
    checked the others are NA: nobody can tell, which is not none."""
    rows: pd.DataFrame
    """Open ones, by area: rule, visit_id, code, name, kind, county, township, visited_on, officials,
    amount (in the unit of the rule), other (another visit), county_code, township_code."""
    dismissed: pd.DataFrame
    """Dismissed ones: as ``rows``, with reason, dismissed_by, dismissed_on."""
    unfit: pd.DataFrame
    """Dismissals that fit no row: visit_id, rule, reason, dismissed_by, dismissed_on."""


def thresholds(snapshot: Snapshot) -> dict[str, float]:
    """The threshold of each rule: the city's own, else the rule's."""
    told = dict(snapshot.rows("SELECT rule, amount FROM doubt_threshold"))
    return {name: float(told.get(name, one.threshold)) for name, one in DOUBTS.items()}


def found(snapshot: Snapshot, scope: Scope) -> Found:
    """What the rules find in a scope, as far as data reach."""
    asked = scope.within(city_of(snapshot).data_to)
    values = asked.bound(thresholds=thresholds(snapshot))
    limits = values["thresholds"]
    text = (
        "SELECT rule, count(*) AS checked, count(*) FILTER (doubtful) AS doubtful,"
        " count(*) FILTER (is_open) AS open, count(*) FILTER (is_dismissed) AS dismissed"
        f" FROM ({_found()}) GROUP BY rule"
    )
    told = snapshot.query(text, values).set_index("rule")
    rules = told.reindex(list(DOUBTS)).astype("Int64").reset_index()
    rules = rules.assign(checked=rules["checked"].fillna(0))
    rows = snapshot.query(sql("doubts/rows").replace("{found}", _found()), values)
    unfit = snapshot.query(sql("doubts/unfit").replace("{found}", _of_rules()), values)
    of_dismissal = ["reason", "dismissed_by", "dismissed_on"]
    is_open = rows.pop("is_open").astype(bool)
    return Found(
        asked,
        rules.assign(threshold=rules["rule"].map(limits)),
        rows[is_open].drop(columns=of_dismissal).reset_index(drop=True),
        rows[~is_open].reset_index(drop=True),
        unfit,
    )  # fmt: skip


def by_area(snapshot: Snapshot, scope: Scope, level: str) -> pd.DataFrame:
    """The areas of a level: code, name, of townships also the county, checked (visits that any rule
    checked), doubtful (of which any rule doubts, and nobody dismissed), share, and by rule the open ones; NA
    where the rule checked none. Visits of areas add up to those of the whole."""
    asked = scope.within(city_of(snapshot).data_to)
    values = {"thresholds": thresholds(snapshot)}
    areas = ", ".join(f"{one}_code" for one in AREA_KINDS)
    visits = f"SELECT visit_id, code, {areas}, bool_or(is_open) AS counted FROM ({_found()}) GROUP BY ALL"
    rows = rates.rolled_up(snapshot, asked, level, visits, unsure.amounts("share"), values)
    rows = rows[["code", "name", "numerator", "denominator", "value"]]
    own = rates.level_within(snapshot, asked.area, level)
    text = (
        f"SELECT rule, {own}_code AS code, count(*) FILTER (is_open) FROM ({_found()}) GROUP BY ALL"
    )
    counts = {(rule, code): n for rule, code, n in snapshot.rows(text, asked.bound(**values))}
    for rule in DOUBTS:
        mine = [counts.get((rule, code if pd.notna(code) else None)) for code in rows["code"]]
        rows = rows.assign(**{rule: pd.array(mine, dtype="Int64")})
    named = {"numerator": "doubtful", "denominator": "checked", "value": "share"}
    return places.with_county(snapshot, rows.rename(columns=named), level, asked.as_of)


def _of_rules() -> str:
    """The rows of all rules, each with the name of its own."""
    return " UNION ALL ".join(
        f"SELECT '{name}' AS rule, * FROM ({sql(f'doubts/{name}')})" for name in DOUBTS
    )


def _found() -> str:
    return sql("doubts/found").replace("{found}", _of_rules())
