"""What nobody reported is not known: it is hatched, never drawn as missed, and the range in which the
truth can lie stands beside it, on the map, in tables, exports and on paper alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import cities_made
from cities_made import STREETS, villages
from etl.pipeline import load
from geodata.base.codes import full_code
from geodata.figures import legend, rates
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.layers import LAYERS, LayerQuery, layer
from geodata.figures.rates import Figure
from geodata.output import export, wording
from geodata.output.brief import brief
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store

FIRST, SECOND = STREETS
NOW = datetime(2026, 4, 1, 9)


def loaded(folder: Path, *, silent: int, visited: int = 0) -> Snapshot:
    """The street's last so many villages are visited, the second street wholly."""
    seen = villages(FIRST)[20 - visited :] + villages(SECOND)
    store = Store(folder / "store")
    load(cities_made.write(folder / "city", silent=silent, visited=seen), store, now=NOW)
    return store.current()


def march(snapshot: Snapshot, as_of: date = date(2026, 3, 31)) -> Scope:
    return scope(snapshot, as_of=as_of, period="2026-03")


def row(snapshot: Snapshot, level: str, code: str, name: str = "fulfilment") -> dict[Any, Any]:
    rows = layer(snapshot, LayerQuery(name, level, march(snapshot))).rows
    (found,) = rows[rows["code"] == full_code(code)].to_dict("records")
    return found


def drawn(snapshot: Snapshot, level: str, code: str, name: str = "fulfilment") -> tuple[str, bool]:
    found = layer(snapshot, LayerQuery(name, level, march(snapshot)))
    (index,) = found.rows[found.rows["code"] == full_code(code)]["class_index"]
    assert sum(one.count for one in found.legend) == len(found.rows)
    assert [one.count for one in found.legend] == [
        int((found.rows["class_index"] == i).sum()) for i in range(len(found.legend))
    ]
    return found.legend[index].key, found.legend[index].is_hatched


@pytest.mark.parametrize(
    ("silent", "visited", "key", "hatched", "low", "high"),
    [
        (19, 0, "share_unknown", True, 0.0, 0.95),  # 0/20, 19 not reported
        (20, 0, "share_unknown", True, 0.0, 1.0),
        (11, 9, "share_unknown", True, 0.45, 1.0),  # 11 of 20 is more than half
        (10, 10, "share_low_unsure", True, 0.5, 1.0),  # half is not more than half
        (10, 0, "share_poor_unsure", True, 0.0, 0.5),
        (9, 0, "share_poor", False, 0.0, 0.45),  # whatever they did, it is under 50 %
        (1, 17, "share_middle", False, 0.85, 0.9),
        (1, 18, "share_middle_unsure", True, 0.9, 0.95),
        (1, 19, "share_high_unsure", True, 0.95, 1.0),
        (0, 19, "share_high", False, 0.95, None),
        (0, 20, "share_full", False, 1.0, None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["fulfilment", "on_time", "visit_coverage"])
def test_a_street_is_hatched_by_what_nobody_reported(
    tmp_path: Path, name: str, silent: int, visited: int, key: str, hatched: bool, low: float,
    high: float | None,
) -> None:  # fmt: skip
    snapshot = loaded(tmp_path, silent=silent, visited=visited)
    found = row(snapshot, "township", FIRST, name)
    assert (found["numerator"], found["denominator"]) == (visited, 20)
    assert found["no_report"] == silent
    assert (found["lower"], found["upper"]) == pytest.approx((low, high or low))
    assert drawn(snapshot, "township", FIRST, name) == (key, hatched)
    assert drawn(snapshot, "county", FIRST[:6], name) == (key, hatched)
    assert drawn(snapshot, "township", SECOND, name) == ("share_full", False)
    figure = rates.figure(snapshot, name, replace(march(snapshot), area=full_code(FIRST)))
    assert figure.bounds == (None if high is None else pytest.approx((low, high)))


def test_a_village_that_nobody_reported_is_not_red(tmp_path: Path) -> None:
    snapshot = loaded(tmp_path, silent=19)
    *silent, missed = villages(FIRST)
    assert {drawn(snapshot, "village", one) for one in silent} == {("share_unknown", True)}
    assert drawn(snapshot, "village", missed) == ("share_poor", False)
    assert {drawn(snapshot, "village", one, "visit_coverage") for one in silent} == {
        ("visit_unknown", True)
    }
    assert drawn(snapshot, "village", missed, "visit_coverage") == ("not_visited", False)


def test_the_tooltip_tells_the_range(tmp_path: Path) -> None:
    snapshot = loaded(tmp_path, silent=19)
    found = layer(snapshot, LayerQuery("fulfilment", "township", march(snapshot)))
    assert wording.labels(found, found.rows, "zh_CN") == [
        "东县 · 过半未知 (0/20) · 未上报 19：真实值在 0.0%–95.0% 之间",
        "西县 · 100.0% (20/20)",
    ]
    assert wording.labels(found, found.rows, "en")[0] == (
        "东县 · more than half unknown (0/20) · 19 not reported: the true value lies between 0.0% and 95.0%"
    )


def test_what_is_still_open_may_be_made_up_but_never_be_in_time(tmp_path: Path) -> None:
    snapshot = loaded(tmp_path, silent=0)
    asked = march(snapshot, date(2026, 3, 20))  # the window is open to the 22nd
    one = replace(asked, area=full_code(FIRST))
    assert rates.figure(snapshot, "fulfilment", one).bounds == (0.0, 1.0)
    assert rates.figure(snapshot, "on_time", one).bounds is None
    rows = rates.by_area(snapshot, "fulfilment", asked, "township")
    assert list(rows["unknown"]) == [20, 0]
    assert "窗口未关 20" in wording.row_bounds_text(rows.to_dict("records")[0], "zh_CN")


def test_neglect_by_area_is_hatched_too(tmp_path: Path) -> None:
    snapshot = loaded(tmp_path, silent=19)
    found = row(snapshot, "township", FIRST, "neglected")
    assert (found["numerator"], found["denominator"], found["no_report"]) == (0, 20, 19)
    assert drawn(snapshot, "township", FIRST, "neglected") == ("share_unknown", True)


def test_exports_have_the_range_and_the_class(tmp_path: Path) -> None:
    snapshot = loaded(tmp_path, silent=19)
    rows = export.table(
        layer(snapshot, LayerQuery("fulfilment", "township", march(snapshot))), language="zh_CN"
    )
    first = rows.iloc[0]
    assert (first["lower"], first["upper"], first["unknown"]) == (0.0, 0.95, 19)
    assert first["class"] == "过半未知，不定档"


def test_the_brief_tells_the_range(tmp_path: Path) -> None:
    snapshot = loaded(tmp_path, silent=19)
    told = str(brief(snapshot, march(snapshot), language="zh_CN"))
    assert "未上报 19：真实值在 0.0%–95.0% 之间" in told


def test_every_hatched_class_is_hatched_on_paper_and_has_words() -> None:
    for one in (*legend.SHARE, *legend.UNSURE):
        for language in ("zh_CN", "en"):
            assert export.class_label(one.key, one.bounds, language)
    assert all(one.is_hatched for one in legend.UNSURE)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_the_sort_of_a_figure_decides_how_it_is_told(name: str, demo_snapshot: Snapshot) -> None:
    what = DEFINITIONS[name]
    asked = scope(demo_snapshot)
    for numerator, value in ((0, 0.0), (None, None), (0, 30.0), (5, 0.5), (None, 30.0)):
        figure = Figure(name, what.sort, asked, numerator, 10, value)
        for language in ("zh_CN", "en"):
            told = wording.figure_text(figure, language)
            assert ("%" in told) == (what.unit == "percent" and value is not None), told
    found = rates.by_area(demo_snapshot, name, asked, "county")
    assert found["numerator"].isna().all() == (what.sort == "statistic")
    assert wording.is_percent(name) == (what.unit == "percent")


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("level", ["county", "township", "place"])
def test_a_layer_of_days_is_never_told_in_percent(
    name: str, level: str, demo_snapshot: Snapshot
) -> None:
    found = layer(demo_snapshot, LayerQuery(name, level, scope(demo_snapshot)))
    for numerator in (0, None):
        rows = found.rows
        if "numerator" in rows and name == "days_since_visit":
            rows = rows.assign(numerator=numerator)
        told = wording.labels(found, rows, "zh_CN")
        if name == "days_since_visit":
            assert not [one for one in told if "%" in one]
            assert [one for one in told if "天" in one]
