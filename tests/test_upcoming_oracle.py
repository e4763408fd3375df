"""Whoever is said to be neglected after some days without visits is: in random cities, what is told of
the days to come is what is told on them, when nobody has gone anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from geodata.figures import neglect
from geodata.figures.legend import NEGLECTED
from geodata.movement import upcoming
from geodata.question.periods import month_of
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot
from oracle.ledger import (
    Attendance,
    Change,
    Exemption,
    Official,
    Pairing,
    Place,
    Posting,
    Report,
    Rule,
    Unit,
    Visit,
    World,
)
from oracle.snapshot import empty, write
from oracle.strategies import VILLAGE_KINDS

DAYS = 10
_DUE = "SELECT DISTINCT due_on FROM rule_date WHERE closes_on >= $day"
#: Places of which somebody who could report does not: nobody knows their unit.
_SILENT = "FROM obligation WHERE target_kind = 'place' AND closes_on >= $day AND NOT reported"


@pytest.fixture(scope="module")
def made() -> Iterator[Snapshot]:
    with empty() as snapshot:
        yield snapshot


def on(day: date) -> Scope:
    return Scope(day, month_of(day), VILLAGE_KINDS)


def told(snapshot: Snapshot, day: date, threshold: int) -> dict[str, str]:
    """The places that are neglected on a day, with the cause."""
    found = neglect.causes(snapshot, on(day), threshold)
    found = found[found["cause"].isin(NEGLECTED)]
    return dict(zip(found["code"], found["cause"], strict=True))


def by_day(snapshot: Snapshot, day: date, threshold: int) -> dict[str, tuple[date, str]]:
    """What is told of the days after one: place → first day, and cause on it."""
    rows = upcoming.neglected(snapshot, on(day), DAYS, threshold)
    days = [one.date() for one in rows["from_day"]]
    return dict(zip(rows["code"], zip(days, rows["cause"], strict=True), strict=True))


def everybody_reports(world: World, due: list[date]) -> World:
    reports = {Report(unit.unit_id, day) for unit in world.units for day in due}
    return replace(world, reports=(*{*world.reports, *reports},))


DAY = date(2026, 3, 20)


def crowded(seed: int) -> World:
    """Two townships with thirty villages each, a round every Monday and two on the first and the 25th,
    and everything else at random: half of it ends or begins about the day."""
    rng = Random(seed)  # noqa: S311

    def about(before: int, after: int) -> date:
        return DAY + timedelta(rng.randint(-before, after))

    def perhaps(chance: float, day: date) -> date | None:
        return day if rng.random() < chance else None

    towns = {f"99010110{n}000": f"U{n}" for n in (1, 2)}
    villages = {f"{town[:9]}2{n:02}": unit for town, unit in towns.items() for n in range(30)}
    officials = [f"O{n}" for n in range(12)]
    codes = list(villages)
    gone = rng.sample(codes, 4)
    taken = [one for one in codes if one not in gone][: len(gone) // 2]
    merged = about(10, 10)
    pairings = [
        Pairing("official", rng.choice(officials), "place", code, "contact",
                perhaps(0.5, about(90, 8)), perhaps(0.25, about(5, 12)))
        for code in codes for _ in range(rng.choice((0, 1, 1, 1, 2)))
    ]  # fmt: skip
    visits = [Visit(f"V{n}", "place", rng.choice(codes[10:]), about(45, 10)) for n in range(70)]
    return World(
        rules=(
            Rule("weekly", "contact", ("village",), "FREQ=WEEKLY;BYDAY=MO", makeup_days=3,
                 valid_from=date(2026, 1, 1), valid_to=perhaps(0.5, about(0, 8))),
            Rule("monthly", "contact", ("village",), "FREQ=MONTHLY;BYMONTHDAY=1,25", tier="township",
                 makeup_days=7, valid_from=date(2026, 1, 1)),
        ),
        officials=tuple(Official(one) for one in officials),
        units=tuple(Unit(unit, town) for town, unit in towns.items()),
        postings=tuple(
            Posting(one, rng.choice([*towns.values()]), "township", "staff", None,
                    perhaps(0.2, about(5, 10))) for one in officials
        ),
        places=(
            Place("990100000000", "city"), Place("990101000000", "county", "990100000000"),
            *(Place(town, "township", "990101000000") for town in towns),
            *(Place(code, "village", f"{code[:9]}000",
                    valid_to=merged - timedelta(1) if code in gone else None) for code in codes),
        ),
        changes=tuple(Change(old, rng.choice(taken), merged) for old in gone),
        pairings=tuple(pairings),
        exemptions=tuple(
            Exemption("place", code, perhaps(0.5, about(20, 8)), perhaps(0.6, about(2, 10)))
            for code in rng.sample(codes, 8)
        ),
        visits=tuple(visits),
        attendances=tuple(Attendance(one.visit_id, rng.choice(officials)) for one in visits),
        reports=tuple(
            Report(unit, DAY - timedelta(n)) for unit in towns.values() for n in range(60)
            if rng.random() < 0.6
        ),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_what_is_told_of_days_to_come_comes(made: Snapshot, seed: int) -> None:
    threshold = 12
    world = crowded(seed)
    write(made, world)
    world = everybody_reports(world, [one for (one,) in made.rows(_DUE, {"day": DAY})])
    write(made, world)
    assert any(one.visited_on > DAY for one in world.visits)
    among_later_visits = by_day(made, DAY, threshold)
    write(made, replace(world, visits=tuple(one for one in world.visits if one.visited_on <= DAY)))
    found = by_day(made, DAY, threshold)
    assert found == among_later_visits  # what is not known on the day changes nothing
    assert not made.rows(_SILENT, {"day": DAY})
    seen, came = set(told(made, DAY, threshold)), {}
    for ahead in range(1, DAYS + 1):
        later = DAY + timedelta(ahead)
        for code, cause in told(made, later, threshold).items():
            if code not in seen:
                came[code] = (later, cause)
                seen.add(code)
    assert found == came
    assert len(found) > 2
