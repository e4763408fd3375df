"""What leadership asks first: which figures there are, what was not given, and where to look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.base.messages import Language
from geodata.base.queries import sql
from geodata.figures import neglect, rates
from geodata.figures.legend import NEGLECTED
from geodata.question import periods
from geodata.question.areas import gap_text
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot

LEADING = (
    "fulfilment", "visit_coverage", "pairing_coverage", "started_rate", "investment_rate",
)  # fmt: skip
_DRAWN = ("fulfilment", "visit_coverage")


@dataclass(frozen=True)
class LookFirst:
    """An area worth looking at: how many of its places are neglected, and why."""

    code: str
    """Of the township; of the county for its places in no township."""
    name: str | None
    """None for a county's places in no township."""
    county: str
    neglected: int
    places: int
    causes: tuple[tuple[str, int], ...]

    def called(self, language: Language) -> str:
        """Its name, or that these are the county's places in no township."""
        return gap_text("township", language) if self.name is None else self.name


def given_figures(snapshot: Snapshot) -> tuple[str, ...]:
    """The leading figures whose tables were given; one without its table would be a false zero."""
    return tuple(name for name in LEADING if rates.is_given(snapshot, name))


def leading_layer(snapshot: Snapshot) -> str:
    """The layer that the maps for leadership draw: fulfilment where there are rules."""
    return next((one for one in given_figures(snapshot) if one in _DRAWN), "visit_coverage")


def look_first(
    snapshot: Snapshot, scope: Scope, threshold: int | None = None
) -> tuple[LookFirst, ...]:
    """The three areas with the most neglected places; ``threshold`` in days, else the city's own."""
    return tuple(one for _, one in _look_first(snapshot, scope, None, threshold))


def look_first_of_areas(
    snapshot: Snapshot, scope: Scope, level: str
) -> dict[str, tuple[LookFirst, ...]]:
    """:func:`look_first` in each area of a level of the whole city that has neglected places."""
    found: dict[str, tuple[LookFirst, ...]] = {}
    for area, one in _look_first(snapshot, scope, level, None):
        found[area] = (*found.get(area, ()), one)
    return found


def _look_first(
    snapshot: Snapshot, scope: Scope, level: str | None, threshold: int | None
) -> list[tuple[str, LookFirst]]:
    """Three of each area of a level beside its code; of all the scope where no level is named."""
    text = sql("lists/look_first").replace("FROM causes_in_scope", neglect.told(snapshot, scope))
    rows = snapshot.rows(
        text,
        neglect.told_on(snapshot, scope).bound(
            threshold=threshold or city_of(snapshot).neglected_days,
            neglected=list(NEGLECTED), level=level,
        ),
    )  # fmt: skip
    found = []
    for area, code, name, county, neglected, places, causes in rows:
        by_cause = tuple((one["cause"], one["n"]) for one in causes)
        found.append((area, LookFirst(code, name, county, neglected, places, by_cause)))
    return found


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
