"""What is told of all areas of a level at once is what is told of each alone: pages look it up there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.answers.ask import ask_here, forget
from etl.pipeline import load
from geodata.base.codes import AREA_KINDS
from geodata.base.errors import QuestionError
from geodata.figures import comparison, overview, rates
from geodata.figures.catalog import DEFINITIONS
from geodata.movement import trend
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store
from moving_city import NOW, loaded
from test_changes import NOW as CHANGES_NOW
from test_changes import write as write_changes
from test_left_in import gapped

FIGURES = [name for name, one in DEFINITIONS.items() if not one.is_over]


@pytest.fixture(scope="module", params=["tiny", "moving", "changes", "gap"])
def city(
    request: pytest.FixtureRequest,
    tiny_snapshot: Snapshot,
    tmp_path_factory: pytest.TempPathFactory,
) -> Snapshot:
    """The tiny city, villages that move and merge, areas that change, and some in no township."""
    if request.param == "tiny":
        return tiny_snapshot
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "moving":
        return loaded(folder)
    store = Store(folder / "store")
    if request.param == "changes":
        write_changes(folder / "city", both=True)
        load(folder / "city", store, now=CHANGES_NOW)
    else:
        (folder / "city").mkdir()
        load(gapped(folder / "city"), store, now=NOW)
    return store.current()


def areas(snapshot: Snapshot) -> dict[str, list[str]]:
    """Kind → the codes of every area of it that there ever was."""
    rows = snapshot.rows("SELECT DISTINCT kind, code FROM place ORDER BY ALL")
    return {one: [code for kind, code in rows if kind == one] for one in AREA_KINDS}


def asked(snapshot: Snapshot, periods: int) -> list[Scope]:
    last = scope(snapshot)
    return [replace(last, period=one) for one in trend.up_to(snapshot, last.period, periods)]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_and_its_change(city: Snapshot, name: str) -> None:
    for of in asked(city, 3 if name in overview.LEADING else 1):
        for level, codes in areas(city).items():
            figures = rates.of_areas(city, name, of, level)
            moved = comparison.of_areas(city, name, of, level)
            points = trend.points(city, name, of, level)
            assert figures.keys() == moved.keys()
            for code in figures.keys() & {*codes}:
                here = replace(of, area=code)
                assert figures[code] == rates.figure(city, name, here)
                assert moved[code] == comparison.compared(city, name, here)
                assert code not in points or points[code] == trend.point(city, name, here)


def test_where_to_look_first(city: Snapshot) -> None:
    for of in asked(city, 2):
        for level, codes in areas(city).items():
            found = overview.look_first_of_areas(city, of, level)
            for code in found.keys() & {*codes}:
                assert found[code] == overview.look_first(city, replace(of, area=code))


def test_they_are_not_empty(tiny_snapshot: Snapshot) -> None:
    of = scope(tiny_snapshot, period="2026-02")
    found = rates.of_areas(tiny_snapshot, "fulfilment", of, "township")
    # of five owed V5 or V4 alone came in time, and it was to Jia
    assert {code: (one.numerator, one.denominator) for code, one in found.items()} == {
        "990101001000": (0, 1), "990121100000": (1, 2), "990121200000": (0, 2),
    }  # fmt: skip
    counties = {"990101000000", "990121000000"}
    assert trend.points(tiny_snapshot, "fulfilment", of, "county").keys() == counties
    assert overview.look_first_of_areas(tiny_snapshot, of, "county").keys() <= counties


def test_officials_who_serve_in_several_areas_lie_in_none(tiny_snapshot: Snapshot) -> None:
    assert rates.of_areas(tiny_snapshot, "load_per_official", scope(tiny_snapshot), "county") == {}


@pytest.mark.parametrize("ask", [rates.of_areas, comparison.of_areas])
def test_a_level_that_is_none(tiny_snapshot: Snapshot, ask: Callable[..., object]) -> None:
    with pytest.raises(QuestionError, match="level_unknown"):
        ask(tiny_snapshot, "fulfilment", scope(tiny_snapshot), "village")


def test_areas_that_are_looked_at_one_after_the_other_are_asked_about_once(
    tiny_snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(tiny_snapshot.path.parent.parent))
    forget()
    asked: list[str] = []

    def of_areas(snapshot: Snapshot, name: str, of: Scope, level: str) -> dict[str, rates.Figure]:
        asked.append(level)
        return rates.of_areas(snapshot, name, of, level)

    whole = scope(tiny_snapshot, period="2026-02")
    found = [
        ask_here(
            rates.figure,
            of_areas,
            tiny_snapshot.snapshot_id,
            replace(whole, area=code),
            "fulfilment",
        )
        for code in ("990121100000", "990121200000", "990121100000")
    ]
    assert [(one.numerator, one.denominator) for one in found] == [(1, 2), (0, 2), (1, 2)]
    assert asked == ["township"]
    forget()
