"""What holds of every ledger, and one ledger worked out by hand (docs/ledger.md)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from hypothesis import HealthCheck, Phase, given, settings

from etl.pipeline import load
from geodata.figures import rates
from geodata.figures.rates import by_area, figure
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store
from oracle.ledger import STATUSES, Attendance, Visit, World
from oracle.snapshot import empty, write
from oracle.strategies import Case, worlds

Run = Callable[..., Result]
TINY = Path(__file__).parent / "cities" / "tiny"
KINDS = ("village", "community", "grid")
KEY = "rule_id, responsible_kind, responsible_id, target_kind, target_id"
ADDITIVE = ("fulfilment", "on_time", "pairing_coverage", "visit_coverage")
a_few = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking a world takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def made() -> Iterator[Snapshot]:
    with empty() as snapshot:
        yield snapshot


def rows(snapshot: Snapshot, text: str, **values: object) -> list[tuple[object, ...]]:
    return snapshot.rows(text, values)


# What holds of every world


@a_few
@given(case=worlds())
def test_every_obligation_has_one_status_and_one_key(made: Snapshot, case: Case) -> None:
    write(made, case.world)
    at = f"SELECT {KEY}, due_on, nominal_on, status FROM obligation_at($day)"
    found = rows(made, at, day=case.as_of)
    assert len({row[:6] for row in found}) == len({(*row[:5], row[6]) for row in found})
    assert len({row[:6] for row in found}) == len(found)
    assert len(found) == rows(made, "SELECT count(*) FROM obligation")[0][0]
    assert {row[-1] for row in found} <= {*STATUSES}


@a_few
@given(case=worlds())
def test_windows_are_disjoint_and_no_visit_settles_two(made: Snapshot, case: Case) -> None:
    write(made, case.world)
    assert not rows(made, "FROM rule_date WHERE due_on NOT BETWEEN opens_on AND closes_on")
    assert not rows(
        made,
        "FROM rule_date AS a JOIN rule_date AS b USING (rule_id)"
        " WHERE a.due_on < b.due_on AND b.opens_on <= a.closes_on",
    )
    twice = f"SELECT {KEY}, visit_id FROM obligation WHERE visit_id IS NOT NULL"
    assert not rows(made, f"{twice} GROUP BY ALL HAVING count(*) > 1")
    assert not rows(made, "FROM obligation WHERE settled_on NOT BETWEEN opens_on AND closes_on")


@a_few
@given(case=worlds())
def test_what_is_settled_stays_settled(made: Snapshot, case: Case) -> None:
    write(made, case.world)
    settled = (
        f"SELECT {KEY}, due_on, status, visit_id, settled_on FROM obligation_at($day)"
        " WHERE status IN ('done', 'made_up')"
    )
    before: set[tuple[object, ...]] = set()
    for days in (-20, -3, 0, 1, 9, 60):
        after = {*rows(made, settled, day=case.as_of + timedelta(days=days))}
        assert before <= after
        before = after


@a_few
@given(case=worlds())
def test_later_visits_never_change_a_closed_window(made: Snapshot, case: Case) -> None:
    closed = f"SELECT {KEY}, * FROM obligation_at($day) WHERE closes_on < $day ORDER BY ALL"
    # visits before them all: a rule without a first day begins with the first month in which something
    # that it is about was visited
    first = min(case.first, case.as_of)
    places = {one.code for one in case.world.places}
    begun = [Visit(f"+{code}", "place", code, first) for code in sorted(places)]
    begun += [Visit(f"+{one.thing_id}", one.kind, one.thing_id, first) for one in case.world.things]
    world = replace(case.world, visits=(*case.world.visits, *begun))
    write(made, world)
    before = rows(made, closed, day=case.as_of)
    write(made, everybody_everywhere(world, case.as_of))
    assert rows(made, closed, day=case.as_of) == before


def everybody_everywhere(world: World, day: date) -> World:
    """The world with every paired target visited on the day by everybody."""
    targets = sorted({(pairing.target_kind, pairing.target_id) for pairing in world.pairings})
    visits = tuple(Visit(f"++{i}", *target, day) for i, target in enumerate(targets))
    came = tuple(Attendance(v.visit_id, o.official_id) for v in visits for o in world.officials)
    return replace(world, visits=(*world.visits, *visits), attendances=(*world.attendances, *came))


@a_few
@given(case=worlds())
def test_figures_open_into_their_rows_and_counties_add_up(made: Snapshot, case: Case) -> None:
    write(made, case.world)
    about = Scope(
        case.as_of, Period(case.first, case.as_of), (*KINDS, "project", "enterprise", "chain")
    )
    for name in (*ADDITIVE, "report_rate"):
        whole = figure(made, name, about)
        counted, owed, missing = (
            rates.rows(made, name, about, which)
            for which in ("numerator", "denominator", "missing")
        )
        assert (len(counted), len(owed)) == (whole.numerator, whole.denominator)
        keys = [column for column in owed if column not in ("counted", "targets")]
        assert {*tuples(counted[keys])} <= {*tuples(owed[keys])}
        assert len(counted) + len(missing) == len(owed)
        counties = by_area(made, name, about, "county")
        assert counties["numerator"].sum() == whole.numerator
        assert counties["denominator"].sum() == whole.denominator
        assert counties["pending"].sum() == whole.pending
        assert counties["no_report"].sum() == whole.no_report


def tuples(frame: object) -> list[tuple[str, ...]]:
    """Rows as text, since NaT is not equal to itself."""
    return list(frame.astype(str).itertuples(index=False, name=None))  # type: ignore[attr-defined]


# The tiny city by hand: due on the 5th, open to the 12th


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Its data speak for all days up to the load, so that April can be asked about."""
    folder = tmp_path_factory.mktemp("tiny")
    shutil.copytree(TINY, folder / "city")
    manifest = folder / "city" / "city.toml"
    text = manifest.read_text("utf-8").replace(
        'code = "9901"', 'code = "9901"\ndata_to = 2026-04-20', 1
    )
    manifest.write_text(text, encoding="utf-8")
    store = Store(folder / "store")
    load(folder / "city", store, now=datetime(2026, 4, 20))
    return store.current()


Ask = Callable[..., Scope]


@pytest.fixture
def ask(tiny: Snapshot) -> Ask:
    """A scope of the tiny city since a day, New Year if none is said."""
    return lambda as_of, since=date(2026, 1, 1): scope(
        tiny, as_of=as_of, period=Period(since, as_of)
    )


# A's target was visited on 5 January and 5 March, and on 4 February, before the window opened. B came
# in January and February, and C stood in on 12 March. C came four days late in January. D and E never
# came; E left in February; the unit of both did not report in March.
CLOSED = {
    "A": ["done", "missed", "done"],
    "B": ["done", "done", "made_up"],
    "C": ["made_up", "missed"],
    "D": ["missed", "missed"],
    "E": ["missed", "missed"],
}


@pytest.mark.parametrize(
    ("as_of", "march"),
    [
        (date(2026, 3, 11), {"B": "pending", "C": "pending", "D": "pending"}),
        (date(2026, 3, 12), {"C": "pending", "D": "pending"}),
        (date(2026, 3, 20), {"C": "missed", "D": "no_report"}),
    ],
)
def test_statuses_of_the_tiny_city(tiny: Snapshot, as_of: date, march: dict[str, str]) -> None:
    found = rows(
        tiny,
        "SELECT responsible_id, list(status ORDER BY due_on) FROM obligation_at($day)"
        " WHERE due_on < DATE '2026-04-01' GROUP BY ALL",
        day=as_of,
    )
    expected = {who: [*them] for who, them in CLOSED.items()}
    for who, status in march.items():
        expected[who][2:] = [status]
    assert dict(found) == expected  # type: ignore[arg-type]
    later = "SELECT DISTINCT status FROM obligation_at($day) WHERE due_on >= DATE '2026-04-01'"
    assert rows(tiny, later, day=as_of) == [("upcoming",)]


def test_who_stands_in_settles_the_other_s_visit_and_not_their_own(tiny: Snapshot) -> None:
    found = rows(
        tiny,
        "SELECT responsible_id, status, visit_id, settled_on FROM obligation_at($day)"
        " WHERE nominal_on = DATE '2026-03-05' AND responsible_id IN ('B', 'C') ORDER BY 1",
        day=date(2026, 3, 20),
    )
    assert found == [("B", "made_up", "V7", date(2026, 3, 12)), ("C", "missed", None, None)]


def test_april_moves_before_the_festival(tiny: Snapshot) -> None:
    april = "SELECT due_on, opens_on, closes_on FROM rule_date WHERE nominal_on = DATE '2026-04-05'"
    assert rows(tiny, april) == [(date(2026, 4, 3), date(2026, 4, 3), date(2026, 4, 10))]


@pytest.mark.parametrize(
    ("name", "as_of", "since", "amounts"),
    [
        ("fulfilment", date(2026, 3, 12), date(2026, 1, 1), (6, 14, 2, 0)),
        ("fulfilment", date(2026, 3, 20), date(2026, 1, 1), (6, 14, 0, 1)),
        ("fulfilment", date(2026, 3, 20), date(2026, 3, 1), (2, 4, 0, 1)),
        ("fulfilment", date(2026, 3, 11), date(2026, 3, 1), (1, 4, 3, 0)),
        ("on_time", date(2026, 3, 12), date(2026, 1, 1), (4, 14, 2, 0)),
        ("on_time", date(2026, 3, 20), date(2026, 3, 1), (1, 4, 0, 1)),
        ("report_rate", date(2026, 3, 12), date(2026, 1, 1), (6, 6, 0, 0)),
        ("report_rate", date(2026, 3, 20), date(2026, 1, 1), (8, 9, 0, 0)),
    ],
)
def test_figures_of_the_tiny_city(
    tiny: Snapshot, ask: Ask, name: str, as_of: date, since: date, amounts: tuple[int, ...]
) -> None:
    found = figure(tiny, name, ask(as_of, since))
    assert (found.numerator, found.denominator, found.pending, found.no_report) == amounts
    assert found.is_provisional is (found.pending > 0)


@pytest.mark.parametrize(
    ("as_of", "until", "owed"),
    [
        (date(2026, 4, 20), date(2026, 4, 4), 0),
        (date(2026, 4, 20), date(2026, 4, 5), 4),
        (date(2026, 4, 4), date(2026, 4, 4), 0),  # due on the 3rd, and nominally of the 5th
        (date(2026, 4, 4), date(2026, 4, 30), 4),
        (date(2026, 4, 2), date(2026, 4, 2), 0),
    ],
)
def test_a_period_goes_by_the_nominal_day_finished_or_not(
    tiny: Snapshot, as_of: date, until: date, owed: int
) -> None:
    april = Scope(as_of, Period(date(2026, 4, 1), until), KINDS)
    assert figure(tiny, "fulfilment", april).denominator == owed


def test_fulfilment_of_its_counties(tiny: Snapshot, ask: Ask) -> None:
    areas = by_area(tiny, "fulfilment", ask(date(2026, 3, 20)), "county")
    assert areas["numerator"].tolist() == [2, 4]
    assert areas["denominator"].tolist() == [3, 11]


def test_a_streak_skips_what_is_unknown_and_stops_at_a_visit(tiny: Snapshot) -> None:
    told = "SELECT target_id, amount FROM streaks_at($day, NULL) ORDER BY 1"
    streaks = rows(tiny, told, day=date(2026, 3, 20))
    assert streaks == [
        ("990101001001", 0),  # visited in March
        ("990121100201", 0),
        ("990121100202", 2),  # C: February and March
        ("990121200201", None),  # D: January and February, and whether March nobody told
        ("990121200202", 2),  # E, until it left
    ]


def test_the_command_line_cuts_by_nominal_day(run: Run, tiny_store: Store) -> None:
    def due(*words: str) -> list[str]:
        result = run("obligations", *words, "--store", tiny_store.folder, "--format", "csv")
        assert result.exit_code == 0, result.output
        return list(pd.read_csv(StringIO(result.stdout))["nominal_on"])

    everything = due()
    window = ("--since", "2026-02-01", "--until", "2026-02-28")
    assert due(*window) == [one for one in everything if one.startswith("2026-02")]
    assert due("--period", "2026-02") == due(*window)
    assert due(*window)
