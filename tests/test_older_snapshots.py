"""A snapshot of an earlier version is served: what it lacks was not given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import dashboard
from dashboard.answers.ask import forget
from geodata.figures import rates
from geodata.figures.catalog import DEFINITIONS, definition
from geodata.lists import projects
from geodata.question.scope import scope
from geodata.store.snapshots import Store, connect
from test_dashboard import page

#: What came into the schema after a first version was in use.
NEW_TABLES = ("place_overlap", "facility", "indicator", "matter", "matter_event", "matter_spell",
              "matter_unit", "milestone", "bottleneck", "chain", "enterprise", "target",
              "load_change",
              "load_changed_row", "load_warning", "geometry_problem", "place_search", "ranking",
              "ranking_component", "indicator_kind", "alias", "doubt_threshold", "dismissal")  # fmt: skip
NEW_COLUMNS = {
    "project": (
        "geometry",
        "level",
        "chain_id",
        "task_force",
        "is_protected",
        "link",
        "stands_at",
        "difficulty",
    ),
    "visit": ("distance_m", "from_roster", "is_month_only", "note"),
    "visit_day": ("counts_to",),
    "load_log": ("header_row", "matched", "set_aside"),
}
PAGES = sorted(path.stem for path in (Path(dashboard.__file__).parent / "pages").glob("*.py"))


@pytest.fixture(scope="module")
def older(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The fictional city as a snapshot of the first version would hold it."""
    store = Store(tmp_path_factory.mktemp("older"))
    store.snapshots.mkdir(parents=True)
    current = demo_store.current_id() or ""
    path = store.path(current)
    path.write_bytes(demo_store.path(current).read_bytes())
    with closing(connect()) as connection:
        connection.execute(f"ATTACH '{path}' AS old")
        there = {
            name
            for (name,) in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE database_name = 'old'"
            ).fetchall()
        }
        assert set(NEW_TABLES) <= there
        for table in NEW_TABLES:
            connection.execute(f"DROP TABLE old.{table}")
        for table, columns in NEW_COLUMNS.items():
            for column in columns:
                connection.execute(f"ALTER TABLE old.{table} DROP COLUMN {column}")
        connection.execute("DETACH old")
    (store.folder / "current.json").write_text(f'{{"snapshot": "{current}"}}', encoding="utf-8")
    return store


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_figure_can_be_asked(older: Store, demo_store: Store, name: str) -> None:
    snapshot = older.current()
    asked = scope(snapshot)
    one = rates.figure(snapshot, name, asked)
    if definition(name).needs in {*NEW_TABLES}:
        assert one.value is None
    elif definition(name).about == "place":
        assert one == rates.figure(demo_store.current(), name, asked)


def test_what_projects_lack_has_its_default(older: Store) -> None:
    snapshot = older.current()
    assert snapshot.rows("SELECT DISTINCT is_protected, geometry, level FROM project") == [
        (False, None, None)
    ]
    assert projects.project_at(snapshot, 0.0, 0.0) is None


@pytest.fixture
def served(older: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GUATU_STORE", str(older.folder))
    forget()
    yield
    forget()


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens(name: str) -> None:
    assert not page(name).exception
