"""What a snapshot holds, in one answer: the status command and the Data page read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from geodata.rates import DEFINITIONS, figure
from geodata.scope import Scope, city_of
from geodata.store import Snapshot


@dataclass(frozen=True)
class Status:
    """Counts and figures of one snapshot at one day."""

    snapshot: str
    city: str
    as_of: date
    places: dict[str, int]
    without_geometry: dict[str, int]
    rates: dict[str, dict[str, Any]]
    accepted: dict[str, int]
    quarantined: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """The keys that ``guatu status --json`` promises; amounts as plain numbers."""
        return {**vars(self), "as_of": self.as_of.isoformat()}


def status(snapshot: Snapshot, scope: Scope) -> Status:
    """The status of a snapshot for a scope; places are those that exist on its day."""
    rates = {}
    for name in DEFINITIONS:
        one = figure(snapshot, name, scope)
        rates[name] = {
            "sort": one.sort,
            "numerator": _plain(one.numerator),
            "denominator": _plain(one.denominator),
            "value": one.value,
        }
    on_day = "FROM place WHERE in_force($day, valid_from, valid_to)"
    day = {"day": scope.as_of}
    log = "SELECT table_name, sum({0})::BIGINT FROM load_log GROUP BY 1 ORDER BY 1"
    return Status(
        snapshot=snapshot.snapshot_id,
        city=city_of(snapshot).name,
        as_of=scope.as_of,
        places=dict(snapshot.rows(f"SELECT kind, count(*) {on_day} GROUP BY 1 ORDER BY 1", day)),
        without_geometry=dict(
            snapshot.rows(
                f"SELECT kind, count(*) {on_day} AND geometry IS NULL GROUP BY 1 ORDER BY 1", day
            )
        ),
        rates=rates,
        accepted=dict(snapshot.rows(log.format("accepted"))),
        quarantined=dict(snapshot.rows(log.format("quarantined"))),
    )


def _plain(amount: int | Decimal | None) -> int | float | None:
    return float(amount) if isinstance(amount, Decimal) else amount
