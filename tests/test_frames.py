"""What a map draws while it is moved through periods: in each what the page draws where that period is
chosen, never ahead of the day it is known on, and never a zero where nothing can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.answers import map_values
from dashboard.answers.ask import forget
from etl.pipeline import load
from geodata.base.messages import LANGUAGES
from geodata.figures import layers, rates
from geodata.figures.catalog import drawn
from geodata.figures.layers import LAYERS, LayerQuery
from geodata.land import shapes
from geodata.movement import frames
from geodata.question import periods
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store
from moving_city import loaded
from test_changes import NOW as CHANGES_NOW
from test_changes import write as write_changes

#: Of the tiny city, where the order of shapes is that of their codes.
_TINY_VISITED = {"2026-01": 3, "2026-02": 2, "2026-03": 2}


@pytest.fixture(params=["tiny", "demo", "moving", "changes"])
def served(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Snapshot]:
    """A city that is shown: two that stand still, one whose villages and one whose areas change."""
    if request.param in {"tiny", "demo"}:
        store: Store = request.getfixturevalue(f"{request.param}_store")
    elif request.param == "moving":
        loaded(tmp_path)
        store = Store(tmp_path / "store")
    else:
        write_changes(tmp_path / "city", both=True)
        store = Store(tmp_path / "store")
        load(tmp_path / "city", store, now=CHANGES_NOW)
    monkeypatch.setenv("GUATU_STORE", str(store.folder))
    forget()
    yield store.current()
    forget()


def told(snapshot: Snapshot, query: LayerQuery, part: str) -> list[dict[str, Any]]:
    params = map_values.query_params(query, "zh_CN")
    found = map_values.times(snapshot.snapshot_id, query.level, part, params)["periods"]
    assert isinstance(found, list)
    return found


def test_every_period_is_drawn_as_it_is_where_it_is_chosen(served: Snapshot) -> None:
    parts = [one for one in shapes.index(served.cursor())
             if one.level in {"place", "township", "project"}]  # fmt: skip
    compared = 0
    for name in LAYERS:
        for part in parts:
            if name == "geometry_problems" or (name == "projects") != (part.level == "project"):
                continue
            found = drawn(name)
            if found and not rates.is_given(served, found[0].name):
                continue
            about = layers.about(served, name, scope(served))
            query = LayerQuery(name, part.level, about)
            for one in told(served, query, part.part):
                asked = frames.of_period(query, periods.parse(served, one["key"]))
                params = map_values.query_params(asked, "zh_CN")
                page = map_values.values(served.snapshot_id, part.level, part.part, params)
                assert (one["classes"], one["legend"]) == (page["classes"], page["legend"])
                compared += 1
    assert compared > 20


def test_months_and_their_counts_by_hand(tiny_store: Store, serve: Callable[[Store], None]) -> None:
    serve(tiny_store)
    here = tiny_store.current()
    query = LayerQuery("visit_coverage", "place", scope(here, as_of=date(2026, 3, 31)))
    (part,) = [one.part for one in shapes.index(here.cursor()) if one.level == "place"]
    found = told(here, query, part)
    assert {one["key"]: one["classes"].count("0") for one in found} == _TINY_VISITED
    assert {one["key"]: one["legend"][0]["count"] for one in found} == _TINY_VISITED


def test_nothing_is_told_ahead_of_the_day(tiny_snapshot: Snapshot) -> None:
    def keys(**asked: object) -> list[str]:
        query = LayerQuery("visit_coverage", "place", scope(tiny_snapshot, **asked))
        return [str(one) for one in frames.periods_of(tiny_snapshot, query)]

    assert keys(as_of=date(2026, 2, 10), period="2026-01") == ["2026-01", "2026-02"]
    assert keys(as_of=date(2026, 2, 10), period="2026-03") == []  # has not begun
    assert keys(as_of=date(2026, 3, 31), period="monthly@2026-02-05") == [
        "monthly@2026-01-05", "monthly@2026-02-05", "monthly@2026-03-05",
    ]  # fmt: skip
    assert keys(period="2026-03-01..2026-03-10")[-2:] == [
        "2026-02-19..2026-02-28", "2026-03-01..2026-03-10",
    ]  # fmt: skip


def test_an_earlier_month_is_among_those_shown(demo_snapshot: Snapshot) -> None:
    query = LayerQuery("visit_coverage", "place", scope(demo_snapshot, period="2025-03"))
    found = [str(one) for one in frames.periods_of(demo_snapshot, query)]
    assert (len(found), found[-1]) == (12, "2025-03")  # before the data, so that it says so


def test_what_cannot_be_told_is_no_zero(tiny_store: Store, serve: Callable[[Store], None]) -> None:
    serve(tiny_store)
    here = tiny_store.current()
    query = LayerQuery("visit_coverage", "place", scope(here, period="2025-12"))
    (part,) = [one.part for one in shapes.index(here.cursor()) if one.level == "place"]
    for one in told(here, query, part):
        assert one["untold"] == "早于数据"
        missing = next(n for n, of in enumerate(one["legend"]) if of["hatch"])
        assert set(one["classes"]) <= {str(missing), "-"}


def test_what_bears_no_day_has_no_periods(demo_snapshot: Snapshot) -> None:
    for name in ("geometry_problems", "facility_coverage"):
        about = layers.about(demo_snapshot, name, scope(demo_snapshot))
        assert frames.periods_of(demo_snapshot, LayerQuery(name, "place", about)) == ()


def test_the_words_are_those_of_the_language(
    tiny_store: Store, serve: Callable[[Store], None]
) -> None:
    serve(tiny_store)
    here = tiny_store.current()
    query = LayerQuery("neglected", "place", replace(scope(here), known_on=date(2026, 3, 31)))
    names = [
        map_values.times(here.snapshot_id, "place", "all", map_values.query_params(query, one))
        for one in LANGUAGES
    ]
    assert names[0] != names[1]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Store], None]]:
    def begin(store: Store) -> None:
        monkeypatch.setenv("GUATU_STORE", str(store.folder))
        forget()

    yield begin
    forget()
