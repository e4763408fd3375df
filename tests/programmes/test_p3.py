"""Yuzhou: what was published comes back out to the digit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result

from asking import SHOWN, printed
from geodata.figures import layers, rates
from geodata.figures.indicators import tallies
from geodata.figures.ranking import ranked, ranking_of
from geodata.lists import projects, workday
from geodata.lists.ledger import obligations
from geodata.output.wording import percent
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store
from programmes import p3
from programmes.folder import begun, loaded

JANUARY = date(2022, 1, 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = begun(tmp_path_factory, "p3", p3.TOML)
    p3.write(folder)
    return loaded(folder, datetime(2022, 11, 1))


@pytest.fixture
def yuzhou(store: Store) -> Snapshot:
    return store.current()


def asked(snapshot: Snapshot, **more: Any) -> Scope:
    return scope(snapshot, as_of=p3.END, period=Period(JANUARY, p3.END), **more)


def told(snapshot: Snapshot, name: str, question: Scope) -> tuple[object, object, str]:
    """Numerator, denominator, and the value with two decimals."""
    one = rates.figure(snapshot, name, question)
    return one.numerator, one.denominator, f"{one.value:.2%}"


def test_projects_started_and_money_of_the_year(yuzhou: Snapshot) -> None:
    upper = asked(yuzhou, levels=("province", "city"))
    begun = rates.figure(yuzhou, "started_rate", upper)
    assert (begun.numerator, begun.denominator, percent(begun.value)) == (53, 55, "96.4%")
    money = rates.figure(yuzhou, "investment_rate", asked(yuzhou))
    # 1,650,000 wan yuan = 16.5 billion yuan, of the plan of the whole year
    assert (money.numerator, money.denominator) == (Decimal(1_650_000), Decimal(p3.PLANNED))
    assert percent(money.value) == "75.9%"


def test_key_projects_and_those_protected(yuzhou: Snapshot) -> None:
    rows = layers.projects(yuzhou, asked(yuzhou))
    assert len(rows) == 160
    assert rows["leader"].notna().all()  # each with one leader and one task force
    forces = yuzhou.rows("SELECT count(DISTINCT task_force) FROM project")
    assert forces == [(160,)]
    assert len(layers.projects(yuzhou, asked(yuzhou, protected=True))) == 43


def test_bottlenecks_solved_over_five_levels_of_dispatch(yuzhou: Snapshot) -> None:
    assert told(yuzhou, "bottleneck_solved_rate", asked(yuzhou)) == (161, 161, "100.00%")
    rows = projects.bottlenecks(yuzhou, asked(yuzhou))
    # 161 = 5 × 32 + 1
    assert rows["dispatch_level"].value_counts().to_dict() == dict(
        zip(p3.DISPATCH, (33, 32, 32, 32, 32), strict=True)
    )
    assert set(rows["bottleneck_kind"]) == {"funds", "land", "environment"}


def test_problems_of_companies(yuzhou: Snapshot) -> None:
    question = asked(yuzhou, matter="problem", target="enterprise")
    assert told(yuzhou, "closing_rate", question) == (479, 504, "95.04%")
    hands = yuzhou.rows("SELECT DISTINCT hand FROM matter WHERE kind = 'problem' ORDER BY 1")
    assert hands == [("co",), ("lead",), ("supervise",), ("urge",)]


def test_services_on_the_spot_and_days_cut(yuzhou: Snapshot) -> None:
    assert told(yuzhou, "on_the_spot_rate", asked(yuzhou)) == (1665, 2125, "78.35%")
    # published as 87.30 %; 50,129 − 6,363 = 43,766, and 43,766 ÷ 50,129 = 87.3067 %
    assert told(yuzhou, "days_cut", asked(yuzhou)) == (43_766, 50_129, "87.31%")


def test_the_command_line_prints_them(store: Store, run: Callable[..., Result]) -> None:
    window = ("--as-of", p3.END, "--since", JANUARY, "--store", store.folder)
    for name, shown in (
        ("days_cut", ["43766", "50129", "87.31%"]),
        ("on_the_spot_rate", ["1665", "2125", "78.35%"]),
        ("investment_rate", ["1650000.000000", "2173913.000000", "75.90%"]),
    ):
        found = printed(run("rate", name, *window).stdout)
        assert [found[one] for one in SHOWN] == shown, name
    csv = run("rate", "days_cut", *window, "--format", "csv").stdout
    assert str(43_766 / 50_129) in csv  # a program takes the number itself


@pytest.mark.parametrize(
    ("over", "counted", "shown"), [(50_000.0, 653, "100.0%"), (100_000.0, 256, "39.2%")]
)
def test_villages_by_collective_income(
    yuzhou: Snapshot, over: float, counted: int, shown: str
) -> None:
    question = replace(asked(yuzhou, kinds=("village",)), topic=p3.INCOME, over=over)
    one = rates.figure(yuzhou, "indicator_over", question)
    assert (one.numerator, one.denominator, percent(one.value)) == (counted, 653, shown)


def test_weak_organisations_have_a_first_secretary_or_a_team(yuzhou: Snapshot) -> None:
    weak = asked(yuzhou, attribute="软弱涣散党组织")
    assert told(yuzhou, "attribute_share", weak)[:2] == (31, p3.VILLAGES + p3.COMMUNITIES)
    led = replace(weak, role="第一书记")
    assert told(yuzhou, "pairing_coverage", led) == (30, 31, "96.77%")
    (left,) = rates.rows(yuzhou, "pairing_coverage", led, "missing")["code"]
    team = replace(weak, role="驻村工作组")
    (helped,) = rates.rows(yuzhou, "pairing_coverage", team, "numerator")["code"]
    assert left == helped
    people = yuzhou.rows(
        "SELECT count(DISTINCT responsible_id) FROM pairing WHERE role = '驻村工作组'"
    )
    assert people == [(3,)]


def test_tallies_of_the_villages(yuzhou: Snapshot) -> None:
    rows = tallies(yuzhou, asked(yuzhou))
    assert dict(zip(rows["indicator"], rows["amount"].astype(int), strict=True)) == {
        "坑塘": 1394, "残垣断壁": 5786, "违章建筑": 5474, "空心院": 6773, "集贸市场": 54,
        "社区开放日": 301, "开放日服务群众": 30_000,
    }  # fmt: skip


def test_first_in_eight_of_ten_evaluations(yuzhou: Snapshot) -> None:
    rows = ranked(yuzhou, ranking_of(yuzhou, "township"), scope(yuzhou, period="2022-10")).rows
    best, second = rows.iloc[0], rows.iloc[1]
    assert (best["code"], best["firsts"], best["months"]) == ("411081101000", 8, 10)
    assert (second["code"], second["firsts"]) == ("411081102000", 2)


def test_the_community_workday_is_a_first_saturday(yuzhou: Snapshot) -> None:
    found = workday.bulletin(yuzhou, p3.FIRST, asked(yuzhou), level="township")
    assert (found.officials, found.places) == (5269, p3.COMMUNITIES)
    owed = scope(yuzhou, as_of=p3.END, period=Period(p3.FIRST, p3.END), rule="community-saturday")
    assert told(yuzhou, "on_time", owed) == (5269, 5269, "100.00%")
    days = yuzhou.rows(
        "SELECT nominal_on, due_on FROM rule_date WHERE rule_id = 'community-saturday' ORDER BY 1"
    )
    assert days[0] == (date(2022, 3, 5), date(2022, 3, 5))
    moved = [(nominal, due) for nominal, due in days if nominal != due]
    # 4 June lay in the Dragon Boat holiday, 1 October was National Day
    assert moved == [
        (date(2022, 6, 4), date(2022, 6, 11)),
        (date(2022, 10, 1), date(2022, 10, 8)),
    ]


def test_companies_are_owed_a_visit_on_the_tenth_and_the_twentieth(yuzhou: Snapshot) -> None:
    rows = obligations(
        yuzhou, scope(yuzhou, as_of=p3.END, period=Period(JANUARY, p3.END), rule="double-ten")
    )
    held = rows.groupby(rows["due_on"].astype(str).str[:10])["target_id"].nunique().to_dict()
    # 20 March was a Sunday, 10 April too
    assert held == dict.fromkeys(("2022-03-10", "2022-03-18", "2022-04-08", "2022-04-20"), 30)


def test_grids_have_a_branch_each_and_officials_who_live_there(yuzhou: Snapshot) -> None:
    grids = asked(yuzhou, kinds=("grid",))
    assert told(yuzhou, "pairing_coverage", grids) == (199, 199, "100.00%")
    assert rates.figure(yuzhou, "load_per_official", grids).denominator == 2716
    branches = yuzhou.rows(
        "SELECT count(*), count(DISTINCT place_code) FROM unit JOIN place ON code = place_code"
        " WHERE kind = 'grid'"
    )
    assert branches == [(199, 199)]
