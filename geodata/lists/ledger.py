"""The ledger as rows: what is owed, each with its one status at a day."""

from __future__ import annotations

import pandas as pd

from geodata.question.periods import Period
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot

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
    period: Period | None = None,
) -> pd.DataFrame:
    """Every obligation in the area of the scope, past and future, with its status on the day known;
    of places of some kinds alone, or of a period, where any are named."""
    return snapshot.query(
        f"SELECT {_COLUMNS} FROM ledger_in($scope)"
        " WHERE ($rule IS NULL OR rule_id = $rule)"
        " AND ($scope.unit IS NULL OR unit_id = $scope.unit)"
        " AND ($kinds IS NULL OR list_contains($kinds, kind))"
        " AND nominal_on >= coalesce($since, nominal_on)"
        " AND nominal_on <= coalesce($until, nominal_on)"
        " ORDER BY due_on, rule, responsible_kind, responsible_id, target_kind, target_id",
        scope.bound(
            rule=scope.rule or (period and period.rule),
            kinds=kinds and list(kinds),
            since=period and period.since,
            until=period and period.until,
        ),
    )
