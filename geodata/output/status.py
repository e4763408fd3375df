"""What a snapshot holds, in one answer: the status command and the Data page read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from geodata.base.queries import sql
from geodata.figures import closed_months
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.rates import figure
from geodata.output.rejects import Reason, reason
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot

_PLACES = "SELECT kind, count(*) FROM places_on($day) GROUP BY kind ORDER BY kind"
_BARE_PLACES = (
    "SELECT kind, count(*) FROM places_on($day) WHERE geometry IS NULL GROUP BY kind ORDER BY kind"
)
_SHA256_SHOWN = 12  # enough to tell two files apart by eye


@dataclass(frozen=True)
class Status:
    """Counts and figures of one snapshot at one day."""

    snapshot: str
    city: str
    period: str
    as_of: date
    places: dict[str, int]
    without_geometry: dict[str, int]
    rates: dict[str, dict[str, Any]]
    accepted: dict[str, int]
    quarantined: dict[str, int]
    overlapping_kinds: bool
    """Whether figures of places count the same land for two kinds."""

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
        period=str(scope.period),
        as_of=scope.as_of,
        places=dict(snapshot.rows(_PLACES, day)),
        without_geometry=dict(snapshot.rows(_BARE_PLACES, day)),
        rates=rates,
        accepted=dict(snapshot.rows(log.format("accepted"))),
        quarantined=dict(snapshot.rows(log.format("quarantined"))),
        overlapping_kinds=scope.overlapping_kinds,
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
    reasons: list[Reason]
    licences: list[str]
    warnings: list[tuple[str, dict[str, object]]]
    """(code, values) of what looks wrong about a source and was loaded all the same."""
    unknown_people: pd.DataFrame
    """Whom rows name and no list knows, or several are: ``lists/unknown_people.sql``."""
    before: str | None
    """The snapshot that this one followed; None for the first."""
    changes: pd.DataFrame
    changed_rows: pd.DataFrame


@dataclass(frozen=True)
class Since:
    """What a load brought, against the snapshot that it followed."""

    added: int
    """Rows of all tables, as are the next two."""
    changed: int
    removed: int
    months: int
    """Months that were closed before it, of which it changed a figure."""


def since_load(snapshot: Snapshot) -> Since | None:
    """What the load of a snapshot brought; None where it is the first, or nothing is told of it."""
    changes, _ = _changes(snapshot)
    if changes.empty:
        return None
    added, changed, removed = (int(changes[one].sum()) for one in ("added", "changed", "removed"))
    told, _ = closed_months.kept(snapshot)
    return Since(added, changed, removed, len({one.month for one in told}))


def facts(snapshot: Snapshot, as_of: date) -> Facts:
    """Sources, licences, rows accepted and quarantined with their reasons."""
    ((loaded_at,),) = snapshot.rows("SELECT strftime(loaded_at, '%Y-%m-%d %H:%M') FROM city")
    sources = snapshot.query(
        "SELECT * FROM load_log ORDER BY quarantined DESC, row_number() OVER ()"
    )
    changes, changed_rows = _changes(snapshot)
    return Facts(
        loaded_at=loaded_at,
        accepted=int(sources["accepted"].sum()),
        quarantined=int(sources["quarantined"].sum()),
        places=dict(snapshot.rows(_PLACES, {"day": as_of})),
        sources=sources.assign(
            ignored_columns=sources["ignored_columns"].map(", ".join),
            encoding=sources["encoding"].fillna("—"),
            sha256=sources["sha256"].str[:_SHA256_SHOWN],
            matched=sources["matched"].map(", ".join),
            set_aside=sources["set_aside"].map(lambda rows: ", ".join(map(str, rows))),
        ),
        reasons=[reason(row) for row in snapshot.rows(sql("lists/quarantine_reasons"))],
        licences=sorted(set(sources["licence"].dropna())),
        warnings=_warnings(snapshot),
        unknown_people=_unknown_people(snapshot),
        before=None if changes.empty else str(changes["before_id"].iloc[0]),
        changes=changes.drop(columns="before_id"),
        changed_rows=changed_rows,
    )


def _changes(snapshot: Snapshot) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What differs from the snapshot before; nothing in a snapshot older than these tables."""
    found = snapshot.rows(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = 'snapshot'"
        " AND table_name = 'load_change'"
    )
    if not found:
        return pd.DataFrame(columns=["before_id"]), pd.DataFrame()
    return (
        snapshot.query(
            "SELECT * FROM load_change WHERE added + changed + unchanged + carried + removed > 0"
        ),
        # inside JSON an official's name would go out unmasked
        snapshot.query("SELECT * FROM load_changed_row WHERE table_name <> 'official'"),
    )


def _unknown_people(snapshot: Snapshot) -> pd.DataFrame:
    """None in a snapshot that is older than they are."""
    if not snapshot.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'unknown_person'"):
        return pd.DataFrame()
    return snapshot.query(sql("lists/unknown_people"))


def _warnings(snapshot: Snapshot) -> list[tuple[str, dict[str, object]]]:
    """None in a snapshot that is older than they are."""
    if not snapshot.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'load_warning'"):
        return []
    rows = snapshot.rows("SELECT code, values_json FROM load_warning ORDER BY source, code")
    return [(code, json.loads(values)) for code, values in rows]
