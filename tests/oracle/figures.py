"""Figures, areas, streaks, causes and rosters, read from docs/ledger.md by the same slow loops.

They rest on the rows of the oracle's own ledger; nothing here comes from geodata.

F1  A row lies in the areas in which its target lay on due_on; a project or company where its place
    lay, a chain nowhere. The areas of a level on a day are those that exist; what lay in one that a
    confirmed change has since replaced lies in its successor, and one that is gone without a
    successor stays a part of the whole, as does what lies in no area of the level.
F2  A streak counts due days on which a visit to the place was missed, back to the last on which one
    was settled, however many people owed one. It is None where the last due day of which anything
    could be said by then (settled, missed, not reported) was not reported by anybody.
F3  The report rate: townships, rules they report for and due days whose window is over and on which
    something that is not exempt was owed to what lay there.
F4  Causes in the order of docs/ledger.md. "Something is to come" looks at obligations due after the
    day that are not exempt, and at rules that find somebody on the day who stays into UNKNOWN, the
    year that no calendar knows.
F6  Days since the last visit are None where there was none, and "unheard" where the place's last word
    is that nobody reported: its cause would be "no report", were it neither exempt nor unpaired.
F5  A visit counts on the nominal days of what it settles, whenever it is known, else on its own day; a
    rule whose window is a whole period has no workday of its own. It counts for the place that took
    over its place since, too.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from .ledger import (
    RANKS,
    Pairing,
    Place,
    Posting,
    Row,
    Rule,
    RuleDate,
    World,
    ancestor_on,
    in_force,
    ledger,
    place_on,
    reported_township,
    site_of,
    told,
)

UNKNOWN = dt.date(2027, 1, 1)
LATER = dt.date(2026, 12, 31)
EVER = (dt.date(2000, 1, 1), dt.date(2026, 11, 30))
Share = tuple[int, int]
LEVELS = ("city", "county", "township")


def owed(
    world: World, as_of: dt.date, since: dt.date, until: dt.date, kinds: Iterable[str]
) -> list[Row]:
    """What fell due by the day and is nominally of since … until, of targets of some kinds."""
    wanted = set(kinds)
    return [
        row
        for row in ledger(world, as_of, since, until)
        if row.due_on <= as_of and row.status != "exempt" and kind_of(world, row) in wanted
    ]


def kind_of(world: World, row: Row) -> str:
    if row.target_kind != "place":
        return row.target_kind
    place = place_on(world, row.target_id, row.due_on)
    assert place is not None
    return place.kind


def fulfilment(rows: Iterable[Row]) -> Share:
    rows = list(rows)
    return sum(row.status in ("done", "made_up") for row in rows), len(rows)


def area_of(world: World, row: Row, level: str, day: dt.date) -> str | None:
    """The area of a level that a row lies in, under the code it has on the day (F1)."""
    site = site_of(world, row.target_kind, row.target_id, row.due_on)
    code = None if site is None else lay_in(world, site, row.due_on, level)
    return None if code is None else told(world, code, day)


def lay_in(world: World, code: str, day: dt.date, level: str) -> str | None:
    place, seen = place_on(world, code, day), set()
    while place is not None and place.code not in seen:
        if place.kind == level:
            return place.code
        seen.add(place.code)
        place = None if place.parent_code is None else ancestor_on(world, place.parent_code, day)
    return None


def by_area(world: World, rows: Iterable[Row], level: str, day: dt.date) -> dict[str | None, Share]:
    """Counted and owed of every area that exists on the day, and of what lies in no such one."""
    rows = list(rows)
    codes = {place.code for place in world.places if place.kind == level and in_force(place, day)}
    lies = {row: area_of(world, row, level, day) for row in rows}
    return {
        code: fulfilment(row for row in rows if lies[row] == code)
        for code in {*codes, *lies.values()}
    }


def report_rate(world: World, rows: Iterable[Row], as_of: dt.date) -> Share:
    """Townships that reported, of townships × rules × due days whose window is over (F3); where
    reports are given, without townships of which no unit is known."""
    known = {told(world, one.place_code, as_of) for one in world.units if one.place_code}
    found: dict[tuple[str, str, dt.date], bool] = {}
    rules = {rule.id: rule for rule in world.rules}
    for row in rows:
        rule = rules[row.rule]
        site = site_of(world, row.target_kind, row.target_id, row.due_on)
        township = None if site is None else lay_in(world, site, row.due_on, "township")
        if rule.reported_by == "place_township" and township and row.closes_on < as_of:
            key = (told(world, township, as_of), row.rule, row.due_on)
            date = RuleDate(row.nominal_on, row.due_on, row.opens_on, row.closes_on)
            found[key] = found.get(key, False) or reported_township(world, township, date)
    rows_left = [one for key, one in found.items() if one or not world.reports or key[0] in known]
    return sum(rows_left), len(rows_left)


def streaks(world: World, as_of: dt.date) -> dict[str, int | None]:
    """Due days missed in a row by each place that ever owed something by the day (F2)."""
    by_day: dict[str, dict[dt.date, set[str]]] = {}
    for row in ledger(world, as_of, *EVER):
        if row.target_kind == "place" and row.due_on <= as_of:
            by_day.setdefault(row.target_id, {}).setdefault(row.due_on, set()).add(row.status)
    found: dict[str, int | None] = {}
    for code, days in by_day.items():
        said = [days[day] for day in sorted(days) if days[day] - {"exempt", "pending", "upcoming"}]
        if said and not said[-1] & {"done", "made_up", "missed"}:
            found[code] = None
            continue
        missed = 0
        for day in sorted(days, reverse=True):
            if days[day] & {"done", "made_up"}:
                break
            missed += "missed" in days[day]
        found[code] = missed
    return found


def last_visits(world: World, as_of: dt.date) -> dict[str, dt.date]:
    found: dict[str, dt.date] = {}
    for visit in world.visits:
        if visit.target_kind == "place" and visit.visited_on <= as_of:
            codes = {visit.target_id} | {
                change.new_code
                for change in world.changes
                if change.old_code == visit.target_id and visit.visited_on < change.on_date <= as_of
            }
            for code in codes:
                found[code] = max(found.get(code, visit.visited_on), visit.visited_on)
    return found


def days_since(
    world: World, as_of: dt.date, kinds: Iterable[str], threshold: int
) -> dict[str, int | str | None]:
    """Days since the last visit to every place of some kinds on the day (F6)."""
    wanted = set(kinds)
    seen = last_visits(world, as_of)
    rows = [row for row in ledger(world, as_of, *EVER) if row.target_kind == "place"]
    found: dict[str, int | str | None] = {}
    for place in world.places:
        if place.kind in wanted and in_force(place, as_of):
            last = seen.get(place.code)
            mine = [row for row in rows if row.target_id == place.code and row.status != "exempt"]
            if is_unheard(mine, has_to_come(world, place, as_of, mine), as_of, threshold, last):
                found[place.code] = "unheard"
            else:
                found[place.code] = None if last is None else (as_of - last).days
    return found


def has_to_come(world: World, place: Place, as_of: dt.date, mine: list[Row]) -> bool:
    """Whether something is to come for a place, to which what is in ``mine`` was or is owed."""
    return any(row.due_on > as_of for row in mine) or any(
        place.kind in rule.targets
        and rule.valid_to is None
        and finds(world, rule, place.code, as_of)
        for rule in world.rules
    )


def is_unheard(
    mine: list[Row], to_come: bool, as_of: dt.date, threshold: int, last: dt.date | None
) -> bool:
    """Whether the last word of a place is that nobody reported."""
    closed = [row for row in mine if row.closes_on < as_of]
    if not closed:
        return False
    latest = max(
        closed,
        key=lambda row: (row.due_on, row.status != "no_report", row.rule, row.responsible_id),
    )
    goes_on = to_come or any(row.status == "pending" for row in mine)
    is_fresh = goes_on or (as_of - latest.closes_on).days <= threshold
    is_unseen = last is None or last < latest.opens_on
    return latest.status == "no_report" and is_unseen and is_fresh


def received(
    world: World, known_on: dt.date, as_of: dt.date, since: dt.date, until: dt.date
) -> dict[str, set[str]]:
    """The visits to each place that is visited, known by a day and counting within since … until, under
    the codes of as_of (F5); one to a code that another took over also counts for that."""
    rules = {rule.id: rule for rule in world.rules}
    nominal: dict[str, set[dt.date]] = {}
    for row in ledger(world, LATER, *EVER):
        if row.visit_id and rules[row.rule].opens != "period":
            nominal.setdefault(row.visit_id, set()).add(row.nominal_on)
    found: dict[str, set[str]] = {}
    for visit in world.visits:
        days = nominal.get(visit.visit_id, {visit.visited_on})
        if visit.target_kind != "place" or visit.visited_on > known_on:
            continue
        if any(since <= day <= until for day in days):
            taken_over = {
                change.new_code
                for change in world.changes
                if change.old_code == visit.target_id and visit.visited_on < change.on_date <= as_of
            }
            for code in {visit.target_id, *taken_over}:
                found.setdefault(code, set()).add(visit.visit_id)
    return found


def visited(
    world: World, known_on: dt.date, as_of: dt.date, since: dt.date, until: dt.date
) -> set[str]:
    """The places that a visit known by a day counts for within since … until, under the codes of
    as_of (F5)."""
    return set(received(world, known_on, as_of, since, until))


def visit_coverage(
    world: World, known_on: dt.date, since: dt.date, until: dt.date, kinds: Iterable[str]
) -> Share:
    """Places of some kinds at the end of since … until, and those of them that were visited (F5)."""
    as_of = min(known_on, until)
    seen, wanted = visited(world, known_on, as_of, since, until), set(kinds)
    there = [
        place.code for place in world.places if place.kind in wanted and in_force(place, as_of)
    ]
    return sum(code in seen for code in there), len(there)


def causes(world: World, as_of: dt.date, kinds: Iterable[str], threshold: int) -> dict[str, str]:
    """Every place of some kinds on the day with the one cause of its neglect (F4)."""
    wanted = set(kinds)
    seen = last_visits(world, as_of)
    rows = [row for row in ledger(world, as_of, *EVER) if row.target_kind == "place"]
    return {
        place.code: cause(world, place, as_of, threshold, seen.get(place.code), rows)
        for place in world.places
        if place.kind in wanted and in_force(place, as_of)
    }


def cause(
    world: World,
    place: Place,
    as_of: dt.date,
    threshold: int,
    last: dt.date | None,
    rows: list[Row],
) -> str:
    code = place.code
    if any(
        (one.subject_kind, one.subject_id) == ("place", code) and in_force(one, as_of)
        for one in world.exemptions
    ):
        return "exempt"
    pairings = [one for one in world.pairings if one.target_kind == "place"]
    has_pairings = bool(pairings)
    days = [one.visited_on for one in world.visits] + [one.day for one in world.reports]
    starts = [one.valid_from for one in pairings if one.valid_from is not None]
    is_dated = has_pairings and len(starts) == len(pairings)
    if has_pairings and not any(one.target_id == code and in_force(one, as_of) for one in pairings):
        # before all pairings and all data nobody told who was paired
        return "no_data" if is_dated and as_of < min(starts + days) else "unpaired"
    has_visits = any(one.target_kind == "place" for one in world.visits)
    if not has_visits or as_of < min(days):  # before the first of them nothing is known
        return "no_data"
    mine = [row for row in rows if row.target_id == code and row.status != "exempt"]
    to_come = has_to_come(world, place, as_of, mine)
    if is_unheard(mine, to_come, as_of, threshold, last):
        return "no_report"
    if last is None:
        fallen_due = any(row.due_on <= as_of for row in mine)
        if world.rules and has_pairings and not fallen_due:
            return "not_yet_due" if to_come else "not_owed"
        return "never_visited"
    return "lapsed" if (as_of - last).days > threshold else "fine"


def roster(world: World, as_of: dt.date, day: dt.date) -> Counter[tuple[str, str, str, dt.date]]:
    """Who goes where on a day: what is due or still open on it."""
    return Counter(
        (row.rule, row.responsible_id, row.target_id, row.due_on)
        for row in ledger(world, as_of, *EVER)
        if row.status in ("upcoming", "pending") and row.opens_on <= day <= row.closes_on
    )


def finds(world: World, rule: Rule, code: str, day: dt.date) -> bool:
    """Whether a rule finds somebody on a day who is to go to a place, and still would in UNKNOWN."""

    def holds(row: Pairing | Posting) -> bool:
        return in_force(row, day) and (row.valid_to is None or row.valid_to >= UNKNOWN)

    for pairing in world.pairings:
        if (pairing.role, pairing.target_kind, pairing.target_id) != (rule.role, "place", code):
            continue
        posts = [one for one in world.postings if one.official_id == pairing.responsible_id]
        if not holds(pairing):
            continue
        if pairing.responsible_kind == "unit" or (not posts and not rule.tier and not rule.rank):
            return True
        if any(
            holds(post)
            and (rule.tier is None or post.tier == rule.tier)
            and (rule.rank is None or RANKS.index(post.rank) >= RANKS.index(rule.rank))
            for post in posts
        ):
            return True
    return False
