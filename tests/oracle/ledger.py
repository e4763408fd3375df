"""The obligation ledger, read from the design page alone, by the slowest clearest loops.

Nothing here comes from geodata: where the two disagree, one of them misread the design.

Where the design is silent or loose, this oracle decides (the numbers are cited in the code):

D1  Calendar. An override of a day replaces both facts about it. Outside the years that
    chinese_calendar knows (2004 to 2026) Monday to Friday are working days and no day is a
    public holiday. A public holiday is any day off inside a named holiday period: the statutory
    days, the days in lieu and the weekends between them; a plain weekend is none.
D2  `shift_when` only says which nominal dates move. `previous_workday` and `next_workday` then
    land on the nearest working day before or after; `next_same_weekday` steps seven days at a time
    for as long as `shift_when` still holds. A shift that has not landed after SHIFT_LIMIT days
    makes the rule a refused one.
D3  Nominal dates are those of dateutil's rrule with DTSTART = valid_from, or 2004-01-01 where the
    rule has none. DTSTART itself counts only when it fits the pattern (dateutil, unlike RFC 5545).
    A rule without valid_from owes nothing nominally before the month of the first visit or report,
    of the day of the load where there is neither.
D4  "Before" and "next" among a rule's dates go by due_on, not by nominal_on: next_same_weekday
    can overtake. Of nominal dates sharing a due_on the earliest nominal is "the first".
D5  `opens = period` opens the first window on the rule's first day (D3), or on due_on where
    previous_workday has put that before the first day.
    The last date of a rule has no next one, so only makeup_days close it.
D6  Windows may reach outside the rule's validity; due_on may, too. Only nominal_on is tested.
D7  Tier and rank must be met by one and the same posting. With neither given, any posting in force
    on due_on will do; there has to be one, but of an official who has no posting at all, ever,
    the pairing is enough. A paired unit owes whatever the tier and rank.
D8  A place with no version valid on due_on owes nothing, nor does one whose kind on that day is not
    among the targets. Projects, enterprises and chains always exist.
D9  A visit settles whatever version of the place, if any, was valid on the day of the visit.
D10 An attendance "B on behalf of A" settles A's obligation and B's own: B attended, too. For a
    paired unit the person there must be posted to it; an outsider standing in is no help.
D11 An exemption names exactly the responsible or the target. That of an official's unit, or of the
    place above the target, exempts nothing.
D12 Of several reporting units one report is enough. `official_unit`: every unit in which the
    official has a posting in force on due_on, not only the posting that met tier and rank.
D13 `place_township`: every unit whose place_code is the township of the target on due_on (the
    target itself, when it is one; that of its place for a project or company). A township without
    such a unit sent no report. What lies in no township (a chain; a project without a place; a place
    where that level is absent) falls back to `official_unit`. `official_unit` falls back to the
    township in turn where the official has no posting at all, ever, so that no unit is known.
D14 "Gives no reports at all": the world has no report row whatever, at any day. Then a
    unit has reported when one of its visits falls inside the window. Those of a township are
    the visits to what lies in it on the day of the visit, whoever attended and whether or not
    it has a unit; those of an official's unit are the visits attended by anyone posted to it on
    the day of the visit.
    A unit of a township's successor, or of one it was made of, is one of its own; places may still
    name the code of a township that is gone.
D15 visit_id and settled_on are given on done and made_up rows only.
D16 A pairing says whether an official or a unit is responsible; a rule does not.
D17 A parent that does not exist on the day still is the parent: the last version of it before that
    day counts, or else its first. Otherwise a county's figures would lose the places of a
    township that ended before they were given a new one.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import chinese_calendar
from dateutil.rrule import rrulestr

EPOCH = dt.date(2004, 1, 1)
SHIFT_LIMIT = 400
REFUSAL_HORIZON = dt.date(2030, 12, 31)
ONE_DAY = dt.timedelta(days=1)

Tier = Literal["city", "county", "township"]
Rank = Literal["staff", "township", "county", "city", "province"]
RANKS: tuple[Rank, ...] = ("staff", "township", "county", "city", "province")
ResponsibleKind = Literal["official", "unit"]
TargetKind = Literal["place", "project", "enterprise", "chain"]
Shift = Literal["none", "previous_workday", "next_workday", "next_same_weekday"]
ShiftWhen = Literal["not_working", "public_holiday"]
Opens = Literal["due", "period"]
ReportedBy = Literal["official_unit", "place_township"]
Status = Literal["exempt", "done", "made_up", "upcoming", "pending", "no_report", "missed"]
STATUSES: tuple[Status, ...] = (
    "exempt",
    "done",
    "made_up",
    "upcoming",
    "pending",
    "no_report",
    "missed",
)


class NeverLandsError(Exception):
    """A shift that finds no day to land on."""


@dataclass(frozen=True)
class Rule:
    id: str
    role: str
    targets: tuple[str, ...]
    schedule: str
    tier: Tier | None = None
    rank: Rank | None = None
    shift: Shift = "none"
    shift_when: ShiftWhen = "not_working"
    early_days: int = 0
    makeup_days: int = 0
    opens: Opens = "due"
    reported_by: ReportedBy = "place_township"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class Official:
    official_id: str
    name: str = ""


@dataclass(frozen=True)
class Unit:
    unit_id: str
    place_code: str | None = None


@dataclass(frozen=True)
class Posting:
    official_id: str
    unit_id: str
    tier: Tier
    rank: Rank
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class Place:
    """One version of a place: a code may have several, their validities disjoint."""

    code: str
    kind: str
    parent_code: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class Pairing:
    responsible_kind: ResponsibleKind
    responsible_id: str
    target_kind: TargetKind
    target_id: str
    role: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class Exemption:
    subject_kind: ResponsibleKind | TargetKind
    subject_id: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class Report:
    unit_id: str
    day: dt.date


@dataclass(frozen=True)
class Visit:
    visit_id: str
    target_kind: TargetKind
    target_id: str
    visited_on: dt.date


@dataclass(frozen=True)
class Attendance:
    visit_id: str
    official_id: str
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Change:
    """A code that another takes over on a day; several with one new code are a merger."""

    old_code: str
    new_code: str
    on_date: dt.date


@dataclass(frozen=True)
class Thing:
    """A project, company or chain, and the place it lies in, if any."""

    kind: TargetKind
    thing_id: str
    place_code: str | None = None


@dataclass(frozen=True)
class Override:
    day: dt.date
    working: bool
    public_holiday: bool = False


@dataclass(frozen=True)
class World:
    rules: tuple[Rule, ...] = ()
    officials: tuple[Official, ...] = ()
    units: tuple[Unit, ...] = ()
    postings: tuple[Posting, ...] = ()
    places: tuple[Place, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    reports: tuple[Report, ...] = ()
    visits: tuple[Visit, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    overrides: tuple[Override, ...] = ()
    things: tuple[Thing, ...] = ()
    changes: tuple[Change, ...] = ()
    loaded_on: dt.date = dt.date(2026, 4, 20)


@dataclass(frozen=True)
class RuleDate:
    """One line of a rule's own small table of dates."""

    nominal_on: dt.date
    due_on: dt.date
    opens_on: dt.date
    closes_on: dt.date


@dataclass(frozen=True)
class Row:
    rule: str
    responsible_kind: ResponsibleKind
    responsible_id: str
    target_kind: TargetKind
    target_id: str
    nominal_on: dt.date
    due_on: dt.date
    opens_on: dt.date
    closes_on: dt.date
    status: Status
    visit_id: str | None = None
    settled_on: dt.date | None = None


def ledger(world: World, as_of: dt.date, first: dt.date, last: dt.date) -> list[Row]:
    """Every obligation nominally dated first..last, with its status at as_of, in order of key.

    The rules must not be refused ones.
    """
    rows: dict[tuple[str, str, str, str, str, dt.date], Row] = {}
    for rule in world.rules:
        for date in rule_dates(rule, world.overrides, last):
            if date.nominal_on < first or (
                rule.valid_from is None and date.nominal_on < first_month(world, rule)
            ):
                continue
            for pairing in world.pairings:
                if owes(world, rule, pairing, date.due_on):
                    row = row_of(world, rule, pairing, date, as_of)
                    key = (
                        row.rule,
                        row.responsible_kind,
                        row.responsible_id,
                        row.target_kind,
                        row.target_id,
                        row.nominal_on,
                    )
                    rows[key] = row
    return [rows[key] for key in sorted(rows)]


def first_month(world: World, rule: Rule) -> dt.date:
    """The first day from which a rule without a first day owes anything (D3): days more than a year
    before all others do not count."""
    kinds = {place.code: place.kind for place in world.places}
    days = {
        visit.visited_on
        for visit in world.visits
        if (kinds[visit.target_id] if visit.target_kind == "place" else visit.target_kind)
        in rule.targets
    }
    first = None
    for day in sorted(days | {report.day for report in world.reports}, reverse=True):
        if first is not None and (first - day).days > 366:
            break
        first = day
    return (first or world.loaded_on).replace(day=1)


# The rule's dates


def refused(rule: Rule, world: World, horizon: dt.date = REFUSAL_HORIZON) -> bool:
    """Whether some window, of a date up to the horizon, would close before its due date."""
    try:
        dates = rule_dates(rule, world.overrides, horizon)
    except NeverLandsError:
        return True
    return any(date.closes_on < date.due_on for date in dates)


def rule_dates(rule: Rule, overrides: tuple[Override, ...], until: dt.date) -> list[RuleDate]:
    """The dates nominally up to `until`, by due_on (D4)."""
    first_nominal: dict[dt.date, dt.date] = {}
    for nominal_on in nominal_dates(rule, until):
        due_on = shifted(rule, nominal_on, overrides)
        if due_on not in first_nominal or nominal_on < first_nominal[due_on]:
            first_nominal[due_on] = nominal_on

    dues = sorted(first_nominal)
    openings = []
    for i, due_on in enumerate(dues):
        if rule.opens == "due":
            openings.append(due_on - dt.timedelta(days=rule.early_days))
        elif i == 0:
            openings.append(min(rule.valid_from or EPOCH, due_on))
        else:
            openings.append(dues[i - 1] + ONE_DAY)

    dates = []
    for i, due_on in enumerate(dues):
        closes_on = due_on + dt.timedelta(days=rule.makeup_days)
        if i + 1 < len(dues):
            closes_on = min(closes_on, openings[i + 1] - ONE_DAY)
        dates.append(RuleDate(first_nominal[due_on], due_on, openings[i], closes_on))
    return [date for date in dates if date.nominal_on <= until]


def nominal_dates(rule: Rule, until: dt.date) -> Iterator[dt.date]:
    """Those up to `until`, and enough after it to know the next window of each of them."""
    start = rule.valid_from or EPOCH
    days_after = SHIFT_LIMIT + rule.early_days + rule.makeup_days
    enough = until + dt.timedelta(days=days_after)
    schedule = rrulestr(rule.schedule, dtstart=dt.datetime.combine(start, dt.time()))
    beyond = 0
    for moment in schedule:
        day = moment.date()
        if rule.valid_to is not None and day > rule.valid_to:
            return
        if day > enough:
            beyond += 1
        if beyond > 3:
            return
        yield day


def shifted(rule: Rule, nominal_on: dt.date, overrides: tuple[Override, ...]) -> dt.date:
    """The due date (D2)."""
    if rule.shift == "none" or not must_shift(rule, nominal_on, overrides):
        return nominal_on
    step = 7 if rule.shift == "next_same_weekday" else 1
    way = -1 if rule.shift == "previous_workday" else 1
    for distance in range(step, SHIFT_LIMIT + 1, step):
        day = nominal_on + dt.timedelta(days=way * distance)
        if rule.shift == "next_same_weekday":
            if not must_shift(rule, day, overrides):
                return day
        elif is_working(day, overrides):
            return day
    raise NeverLandsError(f"{rule.id}: {nominal_on} finds no day to move to")


def must_shift(rule: Rule, day: dt.date, overrides: tuple[Override, ...]) -> bool:
    if rule.shift_when == "public_holiday":
        return is_public_holiday(day, overrides)
    return not is_working(day, overrides)


def is_working(day: dt.date, overrides: tuple[Override, ...]) -> bool:
    for override in overrides:
        if override.day == day:
            return override.working
    return published(day)[0]


def is_public_holiday(day: dt.date, overrides: tuple[Override, ...]) -> bool:
    for override in overrides:
        if override.day == day:
            return override.public_holiday
    return published(day)[1]


@cache
def published(day: dt.date) -> tuple[bool, bool]:
    """Whether the day is a working day, and whether a public holiday, before any override (D1)."""
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return day.weekday() < 5, False
    return not off, bool(off) and name is not None


# Who owes


def in_force(
    row: Posting | Place | Pairing | Exemption,
    day: dt.date,
) -> bool:
    """Whether the row's validity, both ends included, covers the day."""
    if row.valid_from is not None and day < row.valid_from:
        return False
    return row.valid_to is None or day <= row.valid_to


def owes(world: World, rule: Rule, pairing: Pairing, due_on: dt.date) -> bool:
    if pairing.role != rule.role or not in_force(pairing, due_on):
        return False
    if pairing.target_kind == "place":
        place = place_on(world, pairing.target_id, due_on)
        if place is None or place.kind not in rule.targets:
            return False
    elif pairing.target_kind not in rule.targets:
        return False
    if pairing.responsible_kind == "unit":
        return True
    is_posted = any(one.official_id == pairing.responsible_id for one in world.postings)
    if not is_posted and rule.tier is None and rule.rank is None:
        return True
    return any(
        posting.official_id == pairing.responsible_id
        and in_force(posting, due_on)
        and (rule.tier is None or posting.tier == rule.tier)
        and (rule.rank is None or RANKS.index(posting.rank) >= RANKS.index(rule.rank))
        for posting in world.postings
    )


def place_on(world: World, code: str, day: dt.date) -> Place | None:
    for place in world.places:
        if place.code == code and in_force(place, day):
            return place
    return None


def township_on(world: World, code: str, day: dt.date) -> str | None:
    """The code of the township the place lay in (or was) on the day."""
    seen = set()
    place = place_on(world, code, day)
    while place is not None and place.code not in seen:
        if place.kind == "township":
            return place.code
        seen.add(place.code)
        place = None if place.parent_code is None else ancestor_on(world, place.parent_code, day)
    return None


def ancestor_on(world: World, code: str, day: dt.date) -> Place | None:
    """The version of a parent that counts on the day (D17)."""
    versions = [place for place in world.places if place.code == code]
    versions.sort(key=lambda place: place.valid_from or dt.date.min)
    begun = [place for place in versions if (place.valid_from or dt.date.min) <= day]
    return next(iter(begun[-1:] or versions[:1]), None)


def site_of(world: World, kind: TargetKind, target_id: str, day: dt.date) -> str | None:
    """The code that says where a target lies on a day: its own, or that its place has then."""
    if kind == "place":
        return target_id
    things = {(one.kind, one.thing_id): one.place_code for one in world.things}
    code = things.get((kind, target_id))
    return None if code is None else told(world, code, day)


def units_of(world: World, official_id: str, day: dt.date) -> set[str]:
    return {
        posting.unit_id
        for posting in world.postings
        if posting.official_id == official_id and in_force(posting, day)
    }


# Settlement and status


def row_of(world: World, rule: Rule, pairing: Pairing, date: RuleDate, as_of: dt.date) -> Row:
    visit = settlement(world, pairing, date)
    if visit is not None and visit.visited_on > as_of:
        visit = None
    status = status_of(world, rule, pairing, date, as_of, visit)
    if status not in ("done", "made_up"):
        visit = None
    return Row(
        rule=rule.id,
        responsible_kind=pairing.responsible_kind,
        responsible_id=pairing.responsible_id,
        target_kind=pairing.target_kind,
        target_id=pairing.target_id,
        nominal_on=date.nominal_on,
        due_on=date.due_on,
        opens_on=date.opens_on,
        closes_on=date.closes_on,
        status=status,
        visit_id=None if visit is None else visit.visit_id,
        settled_on=None if visit is None else visit.visited_on,
    )


def status_of(
    world: World,
    rule: Rule,
    pairing: Pairing,
    date: RuleDate,
    as_of: dt.date,
    visit: Visit | None,
) -> Status:
    if exempt(world, pairing, date.due_on):
        return "exempt"
    if visit is not None:
        return "done" if visit.visited_on <= date.due_on else "made_up"
    if date.due_on > as_of:
        return "upcoming"
    if as_of <= date.closes_on:
        return "pending"
    return "missed" if reported(world, rule, pairing, date) else "no_report"


def exempt(world: World, pairing: Pairing, due_on: dt.date) -> bool:
    subjects = {
        (pairing.responsible_kind, pairing.responsible_id),
        (pairing.target_kind, pairing.target_id),
    }
    return any(
        (exemption.subject_kind, exemption.subject_id) in subjects and in_force(exemption, due_on)
        for exemption in world.exemptions
    )


def settlement(world: World, pairing: Pairing, date: RuleDate) -> Visit | None:
    settling = [
        visit
        for visit in world.visits
        if (visit.target_kind, visit.target_id) == (pairing.target_kind, pairing.target_id)
        and date.opens_on <= visit.visited_on <= date.closes_on
        and attended_for(world, pairing, visit)
    ]
    return min(settling, key=lambda visit: (visit.visited_on, visit.visit_id), default=None)


def attended_for(world: World, pairing: Pairing, visit: Visit) -> bool:
    if pairing.responsible_kind == "unit":
        return attended_by_unit(world, pairing.responsible_id, visit)
    return any(
        attendance.visit_id == visit.visit_id
        and pairing.responsible_id in (attendance.official_id, attendance.on_behalf_of)
        for attendance in world.attendances
    )


def attended_by_unit(world: World, unit_id: str, visit: Visit) -> bool:
    """Whether someone posted to the unit on the day of the visit was there in person."""
    return any(
        attendance.visit_id == visit.visit_id
        and unit_id in units_of(world, attendance.official_id, visit.visited_on)
        for attendance in world.attendances
    )


# Reports


def reported(world: World, rule: Rule, pairing: Pairing, date: RuleDate) -> bool:
    """Whether one of the reporting units (D12, D13) sent its report, or may be taken to (D14)."""
    township = None
    site = site_of(world, pairing.target_kind, pairing.target_id, date.due_on)
    is_known = pairing.responsible_kind == "unit" or any(
        posting.official_id == pairing.responsible_id for posting in world.postings
    )
    if site is not None and (rule.reported_by == "place_township" or not is_known):
        township = township_on(world, site, date.due_on)
    if township is not None:
        return reported_township(world, township, date)
    if pairing.responsible_kind == "unit":
        units = {pairing.responsible_id}
    else:
        units = units_of(world, pairing.responsible_id, date.due_on)
    if world.reports:
        return sent_report(world, units, date.due_on)
    return any(
        attended_by_unit(world, unit_id, visit)
        for unit_id in units
        for visit in visits_inside(world, date)
    )


def reported_township(world: World, township: str, date: RuleDate) -> bool:
    """Whether a township, by its code on the day, reported for a date of a rule."""
    if world.reports:
        units = {
            unit.unit_id
            for unit in world.units
            if unit.place_code is not None
            and (
                township in (unit.place_code, told(world, unit.place_code, date.due_on))
                or told(world, township, date.due_on) == unit.place_code
                or any(
                    (change.old_code, change.new_code) == (township, unit.place_code)
                    and date.due_on < change.on_date
                    and place_on(world, unit.place_code, date.due_on) is None
                    for change in world.changes
                )
            )
        }
        return sent_report(world, units, date.due_on)
    return any(
        site is not None and township_on(world, site, visit.visited_on) == township
        for visit in visits_inside(world, date)
        for site in [site_of(world, visit.target_kind, visit.target_id, visit.visited_on)]
    )


def told(world: World, code: str, day: dt.date) -> str:
    """The code under which a place goes on a day: its own while that is in force."""
    if place_on(world, code, day) is not None:
        return code
    for change in world.changes:
        if change.old_code == code and day >= change.on_date:
            return change.new_code
        if change.new_code == code and day < change.on_date:
            olds = {one.old_code for one in world.changes if one.new_code == code}
            return change.old_code if len(olds) == 1 else code
    return code


def sent_report(world: World, units: set[str], day: dt.date) -> bool:
    return any(report.unit_id in units and report.day == day for report in world.reports)


def visits_inside(world: World, date: RuleDate) -> list[Visit]:
    return [visit for visit in world.visits if date.opens_on <= visit.visited_on <= date.closes_on]
