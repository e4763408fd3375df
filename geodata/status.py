"""What a snapshot holds, in one answer: the status command and the Data page read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from geodata.queries import sql
from geodata.rates import DEFINITIONS, figure
from geodata.scope import Scope, city_of
from geodata.store import Snapshot

_PLACES = "SELECT kind, count(*) FROM places_on($day) GROUP BY kind ORDER BY kind"
_BARE_PLACES = (
    "SELECT kind, count(*) FROM places_on($day) WHERE geometry IS NULL GROUP BY kind ORDER BY kind"
)


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
    day = {"day": scope.as_of}
    log = "SELECT table_name, sum({0})::BIGINT FROM load_log GROUP BY 1 ORDER BY 1"
    return Status(
        snapshot=snapshot.snapshot_id,
        city=city_of(snapshot).name,
        as_of=scope.as_of,
        places=dict(snapshot.rows(_PLACES, day)),
        without_geometry=dict(snapshot.rows(_BARE_PLACES, day)),
        rates=rates,
        accepted=dict(snapshot.rows(log.format("accepted"))),
        quarantined=dict(snapshot.rows(log.format("quarantined"))),
    )


def _plain(amount: int | Decimal | None) -> int | float | None:
    return float(amount) if isinstance(amount, Decimal) else amount


@dataclass(frozen=True)
class Facts:
    """What a snapshot was made of: the Data page."""

    loaded_at: str
    accepted: int
    quarantined: int
    places: dict[str, int]
    sources: pd.DataFrame
    reasons: pd.DataFrame
    licences: list[str]


def facts(snapshot: Snapshot, as_of: date) -> Facts:
    """Sources, licences, rows accepted and quarantined with their reasons."""
    ((loaded_at,),) = snapshot.rows("SELECT strftime(loaded_at, '%Y-%m-%d %H:%M') FROM city")
    sources = snapshot.query("SELECT * FROM load_log")
    reasons = snapshot.query(sql("lists/quarantine_reasons"))
    return Facts(
        loaded_at=loaded_at,
        accepted=int(sources["accepted"].sum()),
        quarantined=int(sources["quarantined"].sum()),
        places=dict(snapshot.rows(_PLACES, {"day": as_of})),
        sources=sources.assign(
            ignored_columns=sources["ignored_columns"].map(", ".join),
            matched=sources["matched"].map(", ".join),
            set_aside=sources["set_aside"].map(lambda rows: ", ".join(map(str, rows))),
        ),
        reasons=reasons.rename(columns={"code": "reason"}).assign(
            examples=reasons["examples"].map("; ".join)
        ),
        licences=sorted(set(sources["licence"].dropna())),
    )
