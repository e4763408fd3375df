"""The story of the fictional city, as its own pages tell it: what is wrong must be found first."""

from __future__ import annotations

from datetime import datetime

import pytest

from etl import demo
from etl.pipeline import load
from geodata.figures import layers, ranking, rates
from geodata.lists import matters
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Three counties: one alone has nobody to close too early."""
    folder = tmp_path_factory.mktemp("story")
    demo.write(folder / "city", places=1200, seed=1)
    store = Store(folder / "store")
    load(folder / "city", store, now=datetime(2026, 11, 1))
    return store.current()


@pytest.fixture
def asked(city: Snapshot) -> Scope:
    return scope(city)


def test_a_chain_of_matters_is_stuck_behind_one_bureau(city: Snapshot, asked: Scope) -> None:
    units = matters.by_unit(city, asked)
    first, rest = units.iloc[0], units.iloc[1:]
    assert str(first["lead_unit"]).endswith("自然资源局")
    assert first["overdue"] > 10 * rest["overdue"].max()
    assert first["worst_days"] > 100  # since May


def test_one_county_closes_matters_by_reopening_them(city: Snapshot, asked: Scope) -> None:
    """It closes most, which alone would put it first; beside that stands how much comes back."""
    closing = rates.by_area(city, "closing_rate", asked, "county").set_index("name")["value"]
    reopened = rates.by_area(city, "reopening_rate", asked, "county").set_index("name")["value"]
    hasty = str(closing.idxmax())
    assert reopened.idxmax() == hasty
    assert reopened[hasty] > 5 * reopened.drop(hasty).max()


def test_projects_are_held_up_by_land(city: Snapshot, asked: Scope) -> None:
    rows = rates.rows(city, "bottleneck_days", asked)
    still_open = rows[rows["solved_on"].isna()]["bottleneck_kind"].value_counts()
    assert still_open.idxmax() == "land"
    assert still_open["land"] > still_open.sum() / 2
    still = rows[rows["solved_on"].isna() & (rows["bottleneck_kind"] == "land")]
    wall = layers.projects(city, asked).set_index("code")["status"]
    is_late = wall.isin(("behind", "stopped"))
    held = wall.index.isin(still["code"])
    assert is_late[held].mean() > 2 * is_late[~held].mean()


def test_leaders_come_to_building_sites_and_there_are_photos(city: Snapshot) -> None:
    ((projects_visited, too_early, strangers),) = city.rows(
        "SELECT count(DISTINCT target_id), count(*) FILTER (visited_on < started_on),"
        " count(*) FILTER (attendance.official_id <> project.official_id)"
        " FROM visit JOIN project ON project_id = target_id JOIN attendance USING (visit_id)"
        " WHERE target_kind = 'project'"
    )
    assert projects_visited > 10
    assert (too_early, strangers) == (0, 0)
    assert city.rows("SELECT count(*) FROM project WHERE link IS NULL") == [(0,)]


def test_every_grid_has_its_branch(city: Snapshot) -> None:
    assert city.rows(
        "SELECT count(*) > 0 AND count(*) = count(unit_id) FROM place"
        " LEFT JOIN unit ON place_code = code WHERE kind = 'grid'"
    ) == [(True,)]


def test_the_county_that_reopens_loses_its_place(city: Snapshot) -> None:
    """It closes most matters; the ranking of counties takes into account how much comes back."""
    which = ranking.ranking_of(city, "county")
    rows = ranking.ranked(city, which, scope(city)).rows.set_index("code")
    hasty = rows["value_reopening_rate"].idxmax()
    assert rows["points_closing_rate"].idxmax() == hasty
    assert rows["points_reopening_rate"].idxmin() == hasty
