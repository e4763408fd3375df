"""Small but nasty worlds for Hypothesis.

Days are mostly drawn from a pool that hugs the edges of the rules' windows, for that is where two
readings of the design come apart.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from .ledger import (
    RANKS,
    Attendance,
    Change,
    Exemption,
    Official,
    Opens,
    Override,
    Pairing,
    Place,
    Posting,
    Rank,
    Report,
    ReportedBy,
    ResponsibleKind,
    Rule,
    RuleDate,
    Shift,
    ShiftWhen,
    TargetKind,
    Thing,
    Tier,
    Unit,
    Visit,
    World,
    nominal_dates,
    refused,
    rule_dates,
)

T = TypeVar("T")

CITY = "990100000000"
ROLES = ("contact", "help")
TIERS: tuple[Tier, ...] = ("city", "county", "township")
THINGS: tuple[TargetKind, ...] = ("project", "enterprise", "chain")
VILLAGE_KINDS = ("village", "community", "grid")

# Starts from which two to four months hold the awkward holidays.
STARTS = (
    dt.date(2019, 1, 20),
    dt.date(2020, 1, 1),
    dt.date(2020, 6, 1),
    dt.date(2020, 9, 10),
    dt.date(2021, 1, 25),
    dt.date(2021, 9, 1),
    dt.date(2022, 1, 5),
    dt.date(2023, 9, 1),
    dt.date(2024, 1, 15),
    dt.date(2024, 2, 1),
    dt.date(2025, 1, 1),
    dt.date(2025, 9, 20),
    dt.date(2026, 1, 25),
    dt.date(2026, 4, 1),
)

# Schedules by the days between two dates of each, at the least.
SPARSE = (
    "FREQ=MONTHLY;BYMONTHDAY=25",
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=MONTHLY;BYMONTHDAY=5",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYMONTHDAY=1",
    "FREQ=MONTHLY;BYDAY=1SA",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=10",
    "FREQ=MONTHLY",
    "FREQ=YEARLY;BYMONTH=2,6,10;BYMONTHDAY=3",
)
DENSE = (
    "FREQ=MONTHLY;BYMONTHDAY=10,20",
    "FREQ=WEEKLY;BYDAY=WE",
    "FREQ=WEEKLY;BYDAY=SA",
    "FREQ=WEEKLY;BYDAY=MO,SA",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
)
DAILY = ("FREQ=DAILY", "FREQ=DAILY;INTERVAL=3")
REST_DAYS = ("BYDAY=SA", "BYDAY=1SA", "BYDAY=MO,SA", "BYMONTHDAY", "FREQ=MONTHLY", "DAILY")


@dataclass(frozen=True)
class Case:
    """What `ledger` is called with."""

    world: World
    as_of: dt.date
    first: dt.date
    last: dt.date


@st.composite
def worlds(draw: st.DrawFn) -> Case:
    """A world none of whose rules is refused, a range of nominal dates and an as_of."""
    first = draw(st.sampled_from(STARTS))
    last = first + dt.timedelta(days=draw(st.integers(60, 120)))
    overrides = draw_overrides(draw, first, last)
    rules = tuple(draw_rule(draw, f"r{i + 1}", first, last) for i in range(draw(few(1, 3))))
    assume(not any(refused(rule, World(overrides=overrides)) for rule in rules))

    dates = [
        date
        for rule in rules
        for date in rule_dates(rule, overrides, last)
        if date.nominal_on >= first
    ]
    days = edges(dates) or [first, last]
    places, changes = draw_changes(draw, draw_places(draw, days), days)
    townships = sorted({place.code for place in places if place.kind == "township"})
    units = draw_units(draw, townships)
    officials = tuple(Official(f"o{i + 1}", f"官员{i + 1}") for i in range(draw(few(2, 5))))
    postings = draw_postings(draw, rules, officials, units, days)
    pairings = draw_pairings(draw, rules, officials, units, places, days)
    visits = draw_visits(draw, pairings, places, dates, days)
    world = World(
        rules=rules,
        officials=officials,
        units=units,
        postings=postings,
        places=places,
        pairings=pairings,
        exemptions=draw_exemptions(draw, pairings, units, days),
        reports=draw_reports(draw, units, dates),
        visits=visits,
        attendances=draw_attendances(draw, visits, officials, postings, pairings),
        overrides=overrides,
        things=draw_things(draw, places),
        changes=changes,
    )
    return Case(world, draw_as_of(draw, days, first, last), first, last)


def few(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


def chance(draw: st.DrawFn, percent: int) -> bool:
    """True that often; shrinks towards False."""
    return draw(st.integers(0, 99)) >= 100 - percent


def pick(draw: st.DrawFn, items: Sequence[T]) -> T:
    return draw(st.sampled_from(items))


def edges(dates: Sequence[RuleDate]) -> list[dt.date]:
    """The days on and around every end of every window."""
    days: set[dt.date] = set()
    for date in dates:
        for day in (date.nominal_on, date.due_on, date.opens_on, date.closes_on):
            days.update(day + dt.timedelta(days=offset) for offset in (-1, 0, 1))
    return sorted(days)


def draw_validity(
    draw: st.DrawFn, days: Sequence[dt.date], open_percent: int = 60
) -> tuple[dt.date | None, dt.date | None]:
    """Mostly open-ended; else it begins, ends or does both on an edge."""
    if chance(draw, open_percent):
        return None, None
    begin, end = sorted((pick(draw, days), pick(draw, days)))
    return pick(draw, ((None, end), (begin, None), (begin, end)))


# Calendar and rules


def draw_overrides(draw: st.DrawFn, first: dt.date, last: dt.date) -> tuple[Override, ...]:
    """A day cannot be both a working day and a public holiday."""
    span = (last - first).days
    offsets = draw(st.lists(st.integers(-5, span + 5), max_size=3, unique=True))
    kinds = ((True, False), (False, True), (False, False))
    return tuple(
        Override(first + dt.timedelta(days=offset), *pick(draw, kinds)) for offset in offsets
    )


def draw_rule(draw: st.DrawFn, rule_id: str, first: dt.date, last: dt.date) -> Rule:
    size = pick(draw, ("sparse", "sparse", "sparse", "dense", "daily"))
    schedule = pick(draw, {"sparse": SPARSE, "dense": DENSE, "daily": DAILY}[size])
    slack = {"sparse": 9, "dense": 2, "daily": 0}[size]
    opens: Opens = "period" if chance(draw, 30) else "due"
    valid_from, valid_to = draw_rule_validity(draw, first, last, daily=size == "daily")
    rule = Rule(
        id=rule_id,
        role=pick(draw, ROLES) if chance(draw, 25) else ROLES[0],
        targets=draw_targets(draw),
        schedule=schedule,
        tier=pick(draw, TIERS) if chance(draw, 35) else None,
        rank=pick(draw, RANKS[:4]) if chance(draw, 30) else None,
        early_days=draw(st.integers(0, slack)) if opens == "due" else 0,
        makeup_days=draw(st.integers(0, slack + 3)),
        opens=opens,
        reported_by=draw_reported_by(draw),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    if valid_from is not None and chance(draw, 20):
        on_a_date = next(nominal_dates(rule, last), valid_from)
        rule = replace(rule, valid_from=min(on_a_date, valid_to or on_a_date))
    return draw_shift(draw, rule)


def draw_rule_validity(
    draw: st.DrawFn, first: dt.date, last: dt.date, daily: bool
) -> tuple[dt.date | None, dt.date | None]:
    span = (last - first).days
    begin = first + dt.timedelta(days=draw(st.integers(-40, span // 2)))
    end = begin + dt.timedelta(days=draw(st.integers(1, 14 if daily else span)))
    if daily:
        return begin, end
    long_ago = first - dt.timedelta(days=400)
    return pick(draw, ((long_ago, None), (begin, None), (begin, end), (None, None)))


def draw_shift(draw: st.DrawFn, rule: Rule) -> Rule:
    """Any shift, but none that would chase working Saturdays for months."""
    shift: Shift = pick(draw, ("previous_workday", "none", "next_workday", "next_same_weekday"))
    when: ShiftWhen = pick(draw, ("not_working", "public_holiday"))
    if shift == "next_same_weekday" and any(part in rule.schedule for part in REST_DAYS):
        when = "public_holiday"
    return replace(rule, shift=shift, shift_when=when)


def draw_targets(draw: st.DrawFn) -> tuple[str, ...]:
    return pick(
        draw,
        (
            ("village", "community", "grid"),
            ("village", "community"),
            ("village", "community", "grid", "project", "chain"),
            ("village", "township"),
            ("grid", "enterprise", "village"),
            ("project", "enterprise", "community", "village"),
        ),
    )


def draw_reported_by(draw: st.DrawFn) -> ReportedBy:
    return "official_unit" if chance(draw, 40) else "place_township"


# Places, units, officials


def draw_places(draw: st.DrawFn, days: Sequence[dt.date]) -> tuple[Place, ...]:
    places = [Place(CITY, "city")]
    counties = [f"99010{i + 1}000000" for i in range(draw(few(1, 2)))]
    places += [Place(code, "county", CITY) for code in counties]
    townships = [f"990101{i + 1:03}000" for i in range(draw(few(1, 3)))]
    for code in townships:
        places += draw_versions(draw, code, "township", counties, days, steady=80)
    parents = list(townships)
    for i in range(draw(few(2, 6))):
        kind = pick(draw, VILLAGE_KINDS) if chance(draw, 40) else "village"
        code = f"990101001{i + 201}"
        places += draw_versions(draw, code, kind, parents, days, steady=60)
        if kind == "community":
            parents.append(code)
    return tuple(places)


def draw_changes(
    draw: st.DrawFn, places: tuple[Place, ...], days: Sequence[dt.date]
) -> tuple[tuple[Place, ...], tuple[Change, ...]]:
    """Half the time one township, or two, become a new one on a day, and their places move with them
    or keep the old code of their parent."""
    whole = [
        one for one in places if one.kind == "township" and not (one.valid_from or one.valid_to)
    ]
    if not whole or chance(draw, 50):
        return places, ()
    gone = [one.code for one in whole[: draw(few(1, 2))]]
    cut, new = pick(draw, days), Place(f"{gone[0][:-6]}999000", "township", whole[0].parent_code)
    before = cut - dt.timedelta(days=1)
    found = [replace(new, valid_from=cut)]
    for place in places:
        moves = place.parent_code in gone and not (place.valid_from or place.valid_to)
        if place.code in gone:
            found.append(replace(place, valid_to=before))
        elif moves and chance(draw, 70):
            found.append(replace(place, valid_to=before))
            found.append(replace(place, valid_from=cut, parent_code=new.code))
        else:
            found.append(place)
    return tuple(found), tuple(Change(code, new.code, cut) for code in gone)


def draw_versions(
    draw: st.DrawFn,
    code: str,
    kind: str,
    parents: Sequence[str],
    days: Sequence[dt.date],
    steady: int,
) -> list[Place]:
    """One version for ever (`steady` percent), one that begins or ends, or two."""
    whole = Place(code, kind, pick(draw, parents))
    if chance(draw, steady):
        return [whole]
    cut = pick(draw, days)
    before = replace(whole, valid_to=cut - dt.timedelta(days=1))
    after = replace(whole, valid_from=cut, parent_code=pick(draw, parents))
    shape = pick(draw, ("reparented", "ends", "begins", "gap", "new kind"))
    if shape == "ends":
        return [before]
    if shape == "begins":
        return [after]
    if shape == "gap":
        return [before, replace(after, valid_from=cut + dt.timedelta(days=draw(few(1, 20))))]
    if shape == "new kind" and kind in ("village", "grid"):
        after = replace(after, kind="community" if kind == "village" else "village")
    return [before, after]


def draw_things(draw: st.DrawFn, places: Sequence[Place]) -> tuple[Thing, ...]:
    """The projects, companies and chains that pairings name, most of them somewhere."""
    codes = sorted({place.code for place in places})
    return tuple(
        Thing(
            kind, f"{kind}{i}", pick(draw, codes) if kind != "chain" and chance(draw, 80) else None
        )
        for kind in THINGS
        for i in (1, 2)
    )


def draw_units(draw: st.DrawFn, townships: Sequence[str]) -> tuple[Unit, ...]:
    """A unit to most townships, two to some, and offices that sit in no township."""
    units = [Unit("u-city", None), Unit("u-county", "990101000000")]
    for i, code in enumerate(townships):
        shape = pick(draw, ("one", "one", "one", "two", "none"))
        if shape != "none":
            units.append(Unit(f"u-town{i + 1}", code))
        if shape == "two":
            units.append(Unit(f"u-town{i + 1}b", code))
    return tuple(units)


def draw_postings(
    draw: st.DrawFn,
    rules: Sequence[Rule],
    officials: Sequence[Official],
    units: Sequence[Unit],
    days: Sequence[dt.date],
) -> tuple[Posting, ...]:
    """Half of them made to fit one of the rules."""
    postings = []
    for official in officials:
        for _ in range(pick(draw, (1, 1, 2, 3, 0))):
            rule = pick(draw, rules)
            fits = chance(draw, 50)
            tier: Tier = rule.tier if fits and rule.tier else pick(draw, TIERS)
            rank: Rank = rule.rank if fits and rule.rank else pick(draw, RANKS)
            unit = pick(draw, units)
            validity = draw_validity(draw, days)
            postings.append(Posting(official.official_id, unit.unit_id, tier, rank, *validity))
    return tuple(dict.fromkeys(postings))


def draw_pairings(
    draw: st.DrawFn,
    rules: Sequence[Rule],
    officials: Sequence[Official],
    units: Sequence[Unit],
    places: Sequence[Place],
    days: Sequence[dt.date],
) -> tuple[Pairing, ...]:
    roles = sorted({rule.role for rule in rules})
    codes = sorted({p.code for p in places if p.kind in VILLAGE_KINDS})
    townships = sorted({p.code for p in places if p.kind == "township"})
    pairings: list[Pairing] = []
    for _ in range(draw(few(3, 9))):
        if pairings and chance(draw, 20):
            pairings.append(doubled(draw, pick(draw, pairings), officials, days))
            continue
        by: ResponsibleKind = "unit" if chance(draw, 20) else "official"
        who = pick(draw, units).unit_id if by == "unit" else pick(draw, officials).official_id
        kind, target = draw_target(draw, codes, townships)
        role = pick(draw, ROLES) if chance(draw, 10) else pick(draw, roles)
        pairings.append(Pairing(by, who, kind, target, role, *draw_validity(draw, days)))
    return tuple(dict.fromkeys(pairings))


def draw_target(
    draw: st.DrawFn, codes: Sequence[str], townships: Sequence[str]
) -> tuple[TargetKind, str]:
    kind: TargetKind = pick(
        draw, ("place", "place", "place", "place", "place", "project", "enterprise", "chain")
    )
    if kind != "place":
        return kind, f"{kind}{draw(few(1, 2))}"
    return kind, pick(draw, townships if chance(draw, 10) else codes)


def doubled(
    draw: st.DrawFn, pairing: Pairing, officials: Sequence[Official], days: Sequence[dt.date]
) -> Pairing:
    """The same pairing over another time, or the same target in other hands."""
    begin, end = draw_validity(draw, days, open_percent=30)
    again = replace(pairing, valid_from=begin, valid_to=end)
    if chance(draw, 50):
        return again
    other = pick(draw, officials).official_id
    return replace(again, responsible_kind="official", responsible_id=other)


def draw_exemptions(
    draw: st.DrawFn, pairings: Sequence[Pairing], units: Sequence[Unit], days: Sequence[dt.date]
) -> tuple[Exemption, ...]:
    exemptions = []
    for _ in range(pick(draw, (1, 0, 2, 0))):
        pairing = pick(draw, pairings)
        validity = draw_validity(draw, days, open_percent=35)
        subject = pick(draw, ("responsible", "target", "bystander"))
        if subject == "responsible":
            who = Exemption(pairing.responsible_kind, pairing.responsible_id, *validity)
        elif subject == "target":
            who = Exemption(pairing.target_kind, pairing.target_id, *validity)
        else:
            who = Exemption("unit", pick(draw, units).unit_id, *validity)
        exemptions.append(who)
    return tuple(dict.fromkeys(exemptions))


# What was done


def draw_visits(
    draw: st.DrawFn,
    pairings: Sequence[Pairing],
    places: Sequence[Place],
    dates: Sequence[RuleDate],
    days: Sequence[dt.date],
) -> tuple[Visit, ...]:
    visits = []
    for i in range(draw(few(0, 14))):
        pairing = pick(draw, pairings)
        kind, target = pairing.target_kind, pairing.target_id
        if chance(draw, 10):
            kind, target = "place", pick(draw, places).code
        if dates and chance(draw, 60):
            date = pick(draw, dates)
            near = (date.due_on, date.opens_on, date.closes_on, date.due_on + dt.timedelta(days=1))
            day = pick(draw, near)
        else:
            day = pick(draw, days)
        visits.append(Visit(f"v{i + 1:02}", kind, target, day))
    return tuple(visits)


def draw_attendances(
    draw: st.DrawFn,
    visits: Sequence[Visit],
    officials: Sequence[Official],
    postings: Sequence[Posting],
    pairings: Sequence[Pairing],
) -> tuple[Attendance, ...]:
    """Mostly those paired with the target, or colleagues in their stead; at times nobody."""
    everyone = [official.official_id for official in officials]
    attendances = []
    for visit in visits:
        paired = [
            who
            for pairing in pairings
            if (pairing.target_kind, pairing.target_id) == (visit.target_kind, visit.target_id)
            for who in people_of(pairing, postings)
        ]
        for _ in range(pick(draw, (1, 1, 1, 2, 3, 0))):
            meant = pick(draw, paired) if paired and chance(draw, 75) else pick(draw, everyone)
            other = pick(draw, everyone)
            if other != meant and chance(draw, 25):
                attendances.append(Attendance(visit.visit_id, other, on_behalf_of=meant))
            else:
                attendances.append(Attendance(visit.visit_id, meant))
    return tuple(dict.fromkeys(attendances))


def people_of(pairing: Pairing, postings: Sequence[Posting]) -> list[str]:
    if pairing.responsible_kind == "official":
        return [pairing.responsible_id]
    return [p.official_id for p in postings if p.unit_id == pairing.responsible_id]


def draw_reports(
    draw: st.DrawFn, units: Sequence[Unit], dates: Sequence[RuleDate]
) -> tuple[Report, ...]:
    """None at all, or about half of them and a few for days that are no due dates."""
    if not chance(draw, 60):
        return ()
    dues = sorted({date.due_on for date in dates})[:12]
    reports = []
    for unit in units:
        for due_on in dues:
            shape = draw(st.integers(0, 9))
            if shape >= 4:
                reports.append(Report(unit.unit_id, due_on))
            elif shape == 3:
                reports.append(Report(unit.unit_id, due_on + dt.timedelta(days=1)))
    return tuple(dict.fromkeys(reports))


def draw_as_of(draw: st.DrawFn, days: Sequence[dt.date], first: dt.date, last: dt.date) -> dt.date:
    """Mostly late enough for windows to be over, and on an edge of one."""
    if chance(draw, 50):
        return pick(draw, days[len(days) // 2 :])
    if chance(draw, 50):
        return last + dt.timedelta(days=draw(few(0, 30)))
    return first + dt.timedelta(days=draw(few(0, (last - first).days)))
