"""Whether anybody told what a figure counts: its table, and of it what the figure rests on, so that
what nobody told is no 0 %."""

from __future__ import annotations

from datetime import date

from geodata.question import periods
from geodata.store.snapshots import Snapshot

_DUE = "FROM matter_spell WHERE due_on IS NOT NULL"
#: Where nobody tells what was closed, nothing is known to be open either.
CLOSING_GIVEN = (
    "SELECT 1 FROM matter_spell WHERE state = 'closed' UNION ALL SELECT 1 FROM load_log"
    " WHERE table_name = 'matter_event' AND accepted > 0 OR table_name = 'matter'"
    " AND len(list_filter(matched, one -> regexp_matches(one, '→ (closed_on|state)$'))) > 0"
)
#: What of its table must be there, where the table alone does not tell.
_GIVEN = {
    "pairing_coverage": "FROM pairing WHERE target_kind = 'place'",
    "visit_coverage": "FROM visit WHERE target_kind = 'place'",
    "days_since_visit": "FROM visit WHERE target_kind = 'place'",
    "cover_rate": "FROM pairing WHERE target_kind <> 'place'",
    "claim_rate": "FROM matter_spell WHERE is_claimed OR state = 'claimed'",
    "assignment_rate": "FROM matter_spell WHERE is_assigned",
    "closing_rate": CLOSING_GIVEN,
    "on_time_closing": f"SELECT 1 WHERE EXISTS ({_DUE}) AND EXISTS ({CLOSING_GIVEN})",
    "overdue_rate": f"SELECT 1 WHERE EXISTS ({_DUE}) AND EXISTS ({CLOSING_GIVEN})",
    "reopening_rate": "FROM load_log WHERE table_name = 'matter_event' AND accepted > 0",
    "satisfaction": "FROM matter_spell WHERE satisfaction IS NOT NULL",
    "satisfaction_response": "FROM matter_spell WHERE satisfaction IS NOT NULL",
    "complex_share": "FROM matter_unit WHERE part = 'co'",
    "on_the_spot_rate": "FROM matter_spell WHERE kind = 'service'",
    "days_cut": "FROM matter WHERE statutory_days IS NOT NULL AND actual_days IS NOT NULL",
    "report_rate": "FROM obligation WHERE NOT EXISTS (FROM report)"
    " OR EXISTS (FROM unit WHERE place_code IS NOT NULL)",
    "started_rate": "FROM project WHERE started_on IS NOT NULL",
    "investment_rate": "FROM project_month WHERE invested_wan_yuan IS NOT NULL",
    "milestone_punctuality": "FROM milestone WHERE done_on IS NOT NULL",
    "bottleneck_solved_rate": "FROM bottleneck WHERE solved_on IS NOT NULL",
    "bottleneck_days": "FROM bottleneck WHERE solved_on IS NOT NULL",
}
#: The first day that the rows of a state speak of: before it nobody told, which is not nobody and
#: nothing.
_FIRST = {
    "pairing_coverage": "first_day(valid_from) FROM pairing WHERE target_kind = 'place'",
    "load_per_official": "first_day(valid_from) FROM pairing WHERE target_kind = 'place'",
    "cover_rate": "first_day(valid_from) FROM pairing WHERE target_kind <> 'place'",
    "facility_coverage": "first_day(opened_on) FROM facility",
    "attribute_share": "first_day(valid_from) FROM place_attribute",
    "overdue_rate": "min(proposed_on) FROM matter",
    "started_rate": "least(min(started_on), min(planned_start_on),"
    " (SELECT min(month) FROM project_month)) FROM project",
}


def first_told(snapshot: Snapshot, name: str, data_from: date | None) -> date | None:
    """The first day on which a state is told: that of its own rows or, where it is earlier,
    ``data_from``, the first with a visit or report; None where rows without a day speak of any."""
    if name not in _FIRST:
        return None
    ((first,),) = snapshot.rows(f"SELECT {_FIRST[name]}")
    return min(first, data_from or first) if first else None


def is_told(snapshot: Snapshot, name: str, table: str) -> bool:
    """Whether the figure of that name, which rests on ``table``, has anything to rest on."""
    given = _GIVEN.get(name, f'FROM "{table}"')
    return bool(snapshot.rows(f"SELECT 1 WHERE EXISTS ({given})"))


def gaps(snapshot: Snapshot, as_of: date) -> list[tuple[str, dict[str, object]]]:
    """What the city folder did not give, each with what is told of it."""
    found: list[tuple[str, dict[str, object]]] = [
        (f"no_{table}", {})
        for table in ("pairing", "visit", "project", "rule", "matter")
        if not snapshot.rows(f'SELECT 1 FROM "{table}" LIMIT 1')
    ]
    ((inferred,),) = snapshot.rows("SELECT reports_inferred FROM city")
    if inferred and ("no_visit", {}) not in found:
        found.append(("reports_inferred", {}))
    bare = snapshot.rows(
        "SELECT kind, count(*) FROM place WHERE geometry IS NULL AND lon IS NULL"
        " AND in_force($as_of, valid_from, valid_to) GROUP BY kind ORDER BY count(*) DESC",
        {"as_of": as_of},
    )
    if bare:
        found.append(("no_boundary", {"kinds": dict(bare)}))
    if years := periods.unknown_years(snapshot):
        found.append(("year_unknown", {"years": years}))
    return found
