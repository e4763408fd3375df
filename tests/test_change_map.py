"""How a figure moved, as a map: what is drawn of an area is what the table tells, and what cannot be
told is drawn as such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard.answers import map_values
from dashboard.answers.ask import forget
from geodata.base.messages import text
from geodata.figures import catalog, comparison, legend
from geodata.movement import change_map, explained
from geodata.movement.explained import Explanation
from geodata.output import moved_words
from geodata.question import periods
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot
from moving_city import NORTH, SOUTH, loaded


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("moving")


@pytest.fixture(scope="module")
def city(folder: Path) -> Snapshot:
    return loaded(folder)


@pytest.fixture
def shown(city: Snapshot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Snapshot]:
    monkeypatch.setenv("GUATU_STORE", str(folder / "store"))
    forget()
    yield city
    forget()


def moved(snapshot: Snapshot, name: str, level: str, **asked: object) -> change_map.ChangeMap:
    found = explained.explained(snapshot, name, scope(snapshot, **asked))
    assert isinstance(found, Explanation), found
    return change_map.of_areas(snapshot, found, level)


def test_two_townships_by_hand(city: Snapshot) -> None:
    # North: 5 of 8 in March; in April 2 of 5, or 3 of 5 if the seventh was visited: less either way.
    # South has its first village, done, since April.
    found = moved(city, "fulfilment", "township", period="2026-04")
    rows = found.rows.set_index("code")
    north, south = (rows.to_dict("index")[one] for one in (NORTH, SOUTH))
    assert (north["then_value"], north["now_value"]) == (5 / 8, 2 / 5)
    assert north["change"] == pytest.approx(-0.225)
    assert found.legend[north["class_index"]].key == "change_fallen"
    assert (south["now_value"], south["why"]) == (1, "no_before")
    assert pd.isna(south["change"])
    assert found.legend[south["class_index"]].key == "no_data"
    assert {one.key: one.count for one in found.legend if one.count} == {
        "change_fallen": 1, "no_data": 1,
    }  # fmt: skip


def test_the_map_says_what_an_area_was_and_is(shown: Snapshot) -> None:
    asked = scope(shown, period="2026-04")
    march = periods.parse(shown, "2026-03")
    params = map_values.change_params("fulfilment", asked, march, "zh_CN")
    told = map_values.moved_areas(shown, "fulfilment", asked, march, "township")
    assert told is not None
    rows = told.rows.assign(class_index=told.rows["class_index"].astype(float))
    said = moved_words.area_labels(rows.sort_values("code"), "county", "zh_CN")
    assert said == [
        "62.5% → 40.0%（-22.50 个百分点）",
        f"— → 100.0% · {text('incomparable', 'no_before', 'zh_CN')}",
    ]
    assert params["against"] == "2026-03"
    found = map_values.values(shown.snapshot_id, "township", "all", params)
    assert [one["count"] for one in found["legend"]] == [one.count for one in told.legend]  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="2026-05"):  # is no earlier one
        map_values.values(shown.snapshot_id, "township", "all", {**params, "against": "2026-05"})


@pytest.mark.parametrize("name", ["fulfilment", "visit_coverage", "overdue_rate", "closing_rate"])
def test_it_tells_what_the_table_and_the_cards_tell(demo_snapshot: Snapshot, name: str) -> None:
    asked = scope(demo_snapshot, period="2026-09")
    found = explained.explained(demo_snapshot, name, asked)
    assert isinstance(found, Explanation)
    for level in ("county", "township"):
        table = explained.by_area(demo_snapshot, found, level).set_index("code")
        cards = comparison.of_areas(demo_snapshot, name, asked, level)
        drawn = change_map.of_areas(demo_snapshot, found, level)
        for row in drawn.rows.to_dict("records"):
            code = row["code"]
            if row["why"] is None:
                assert row["change"] == table["change"][code]
                assert row["change"] == pytest.approx(cards[code].change)
            else:
                assert code not in cards or cards[code].reason == row["why"]
        assert sum(one.count for one in drawn.legend) == len(drawn.rows)


def test_an_area_has_its_own_parts_alone(demo_snapshot: Snapshot) -> None:
    county = demo_snapshot.rows("SELECT min(code) FROM place WHERE kind = 'county'")[0][0]
    found = explained.explained(
        demo_snapshot, "fulfilment", replace(scope(demo_snapshot, period="2026-09"), area=county)
    )
    assert isinstance(found, Explanation)
    inside = change_map.of_areas(demo_snapshot, found, "township").rows["code"]
    assert len(inside) > 0
    assert all(one.startswith(county[:6]) for one in inside)


def test_the_classes_of_a_change() -> None:
    points = [10, 9.99, 2, 1.99, 0, -1.99, -2, -9.99, -10, None]
    changes = pd.Series([one and one / 100 for one in points], dtype=float)
    assert legend.change_indices(changes).tolist() == [0, 1, 1, 2, 2, 2, 3, 3, 4, 5]
    assert legend.change_indices(pd.Series([0.6 - 0.5])).tolist() == [0]  # ten points in floats too


def test_colours_turn_round_where_a_fall_is_better() -> None:
    up = legend.change_classes(falls_when_better=False, is_neutral=False)
    down = legend.change_classes(falls_when_better=True, is_neutral=False)
    none = legend.change_classes(falls_when_better=False, is_neutral=True)
    assert [one.color for one in up[:5]] == [one.color for one in down[4::-1]]
    assert {one.color for one in none[:5]}.isdisjoint({one.color for one in up[:5]})
    assert [one.key for one in up] == [one.key for one in down] == [one.key for one in none]
    assert catalog.definition("overdue_rate").falls_when_better
