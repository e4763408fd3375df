"""Shangnan: what was published comes back out to the digit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from click.testing import Result

from asking import SHOWN, printed
from geodata.figures import layers, rates
from geodata.lists import matters, projects
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store
from programmes import p4
from programmes.folder import begun, loaded


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = begun(tmp_path_factory, "p4", p4.TOML)
    p4.write(folder)
    return loaded(folder, datetime(2023, 7, 1))


@pytest.fixture
def shangnan(store: Store) -> Snapshot:
    return store.current()


def asked(snapshot: Snapshot, **more: Any) -> Scope:
    return scope(snapshot, as_of=p4.END, period=Period(p4.BEGAN, p4.END), **more)


def parts(snapshot: Snapshot, name: str, question: Scope) -> tuple[object, object]:
    one = rates.figure(snapshot, name, question)
    return one.numerator, one.denominator


@pytest.mark.parametrize(
    ("kind", "role", "people", "things"),
    [
        ("chain", "lead", 10, 10),
        ("project", "service", 116, 139),
        ("enterprise", "contact", 24, 34),
    ],
)
def test_who_covers_chains_projects_and_companies(
    shangnan: Snapshot, kind: str, role: str, people: int, things: int
) -> None:
    rows = projects.coverage_beyond(shangnan, asked(shangnan))
    found = rows[(rows["target_kind"] == kind) & (rows["role"] == role)]
    assert found[["people", "covered", "things"]].to_numpy().tolist() == [[people, things, things]]
    assert parts(shangnan, "cover_rate", asked(shangnan, topic=kind)) == (things, things)


def test_four_roles_on_one_project(shangnan: Snapshot) -> None:
    roles = projects.roles(shangnan, "project", "P0", p4.END)
    assert tuple(role for role, _ in roles) == p4.FOUR_ROLES
    assert dict(roles)["difficulties"] == "干部L0（单位0）"
    assert dict(roles)["papers"] == "单位1"


def test_key_projects_and_their_money(shangnan: Snapshot) -> None:
    key = asked(shangnan, levels=("county",))
    assert len(layers.projects(shangnan, key)) == 64
    one = rates.figure(shangnan, "investment_rate", key)
    assert int(one.numerator or 0) == 346_900  # wan yuan: 3.469 billion yuan


def test_22_calls_of_communities_solved_by_50_units(shangnan: Snapshot) -> None:
    calls = asked(shangnan, matter="call")
    assert matters.effort(shangnan, calls) == (22, 50)
    assert parts(shangnan, "closing_rate", calls) == (22, 22)
    assert parts(shangnan, "complex_share", calls) == (22, 22)  # several units on every one


def test_41_problems_of_projects_and_companies_solved(shangnan: Snapshot) -> None:
    problems = asked(shangnan, matter="problem")
    assert parts(shangnan, "closing_rate", problems) == (41, 41)
    by_target = [
        parts(shangnan, "closing_rate", asked(shangnan, matter="problem", target=target))
        for target in ("project", "enterprise", "place")
    ]
    assert by_target == [(20, 20), (21, 21), (0, 0)]
    # each lies where its project or company does: the townships add up to the whole
    towns = rates.by_area(shangnan, "closing_rate", problems, "township")
    assert towns["numerator"].sum() == 41


def test_the_progress_chart_of_livelihood_matters(shangnan: Snapshot) -> None:
    """Ten on the wall of one community, two at each step."""
    steps = matters.board(shangnan, asked(shangnan, matter="livelihood"))
    assert {one.state: one.matters for one in steps if one.matters} == {
        "proposed": 2, "claimed": 2, "assigned": 2, "accepted": 2, "closed": 2,
    }  # fmt: skip


def test_the_command_line_prints_them(store: Store, run: Callable[..., Result]) -> None:
    window = ("--as-of", p4.END, "--since", p4.BEGAN, "--store", store.folder)
    result = run("rate", "closing_rate", "--matter", "problem", *window)
    shown = printed(result.stdout)
    assert [shown[one] for one in SHOWN] == ["41", "41", "100.00%"]
