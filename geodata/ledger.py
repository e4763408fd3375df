"""The ledger as rows: what is owed, each with its one status at a day."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geodata.scope import Scope
from geodata.store import Snapshot

#: In the order in which they are decided.
STATUSES = ("exempt", "done", "made_up", "upcoming", "pending", "no_report", "missed")

_COLUMNS = (
    "rule_id AS rule, responsible_kind, responsible_id, target_kind, target_id, nominal_on, due_on,"
    " opens_on, closes_on, status, visit_id, settled_on"
)


def obligations(
    snapshot: Snapshot,
    scope: Scope,
    kinds: tuple[str, ...] | None = None,
    *,
    first_due: date | None = None,
    last_due: date | None = None,
) -> pd.DataFrame:
    """Every obligation in the area of the scope, past and future, with its status on ``as_of``;
    of places of some kinds alone, or due between two days, where any are named."""
    return snapshot.query(
        f"SELECT {_COLUMNS} FROM obligation_at($as_of)"
        " WHERE lies_in($area, province_code, city_code, county_code, township_code)"
        " AND ($rule IS NULL OR rule_id = $rule) AND ($unit IS NULL OR unit_id = $unit)"
        " AND ($kinds IS NULL OR list_contains($kinds, kind))"
        " AND due_on >= coalesce($first_due, due_on) AND due_on <= coalesce($last_due, due_on)"
        " AND has_attribute(CASE target_kind WHEN 'place' THEN target_id END, $as_of, $attribute)"
        " ORDER BY due_on, rule, responsible_kind, responsible_id, target_kind, target_id",
        {
            "as_of": scope.as_of,
            "area": scope.area,
            "rule": scope.rule,
            "unit": scope.unit,
            "kinds": kinds and list(kinds),
            "attribute": scope.attribute,
            "first_due": first_due,
            "last_due": last_due,
        },
    )
