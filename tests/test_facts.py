"""Facilities and indicators worked out by hand for the six places of the tiny city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result

from asking import up_to
from etl.pipeline import load
from geodata.base.errors import RefusedError
from geodata.figures import rates
from geodata.figures.indicators import (
    IndicatorKind,
    facilities,
    indicator_kinds,
    tallies,
)
from geodata.figures.layers import LayerQuery, layer
from geodata.figures.legend import band_classes, band_indices
from geodata.question.periods import Period
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot, Store
from stated import indicators_of

JIA, YI, BING, DING = "990121100201", "990121100202", "990121200201", "990121200202"
EAST_ONE = "990101001001"
FACILITIES = f"""设施编号,设施类型,村代码,启用日期,停用日期
1,养老,{JIA},2025-01-01,
2,养老,{YI},2026-03-13,
3,养老,{BING},,2026-03-11
4,养老,{EAST_ONE},,2026-03-12
5,养老,{EAST_ONE},,
6,儿童,{DING},,
"""
INDICATORS = f"""村代码,指标,年度,数值
{JIA},收入,2024,40000
{JIA},收入,2025年,50000
{YI},收入,2025,50001
{BING},收入,2025,"100,000"
{DING},收入,2024,120000
{DING},收入,2026,1
{JIA},坑塘,2026-01,3
{JIA},坑塘,2026年2月,2
{EAST_ONE},坑塘,2026-02,4
{EAST_ONE},坑塘,2026-03,9
"""
TOML = """
[[indicator]]
name = "收入"
unit = "元"
bands = [50000, 100000]
[[indicator]]
name = "坑塘"
adds_up = true
[sources.facility]
file = "facilities.csv"
[sources.indicator]
file = "indicators.csv"
"""
DAY = date(2026, 3, 12)


@pytest.fixture
def snapshot(tiny: Path, store: Store, now: datetime) -> Snapshot:
    (tiny / "facilities.csv").write_text(FACILITIES, encoding="utf-8")
    (tiny / "indicators.csv").write_text(INDICATORS, encoding="utf-8")
    with (tiny / "city.toml").open("a", encoding="utf-8") as file:
        file.write(TOML)
    load(tiny, store, now=now)
    return store.current()


def asked(snapshot: Snapshot, day: date = DAY, **more: Any) -> Scope:
    return replace(up_to(snapshot, day), **more)


@pytest.mark.parametrize(
    ("day", "topic", "counted"),
    [
        (DAY, "养老", {JIA, EAST_ONE}),  # Yi's opens tomorrow, Bing's closed yesterday
        (date(2026, 3, 13), "养老", {JIA, YI, EAST_ONE}),
        (date(2026, 3, 11), "养老", {JIA, BING, EAST_ONE}),
        (date(2024, 12, 31), "养老", {BING, EAST_ONE}),
        (DAY, "儿童", {DING}),
        (DAY, None, {JIA, EAST_ONE, DING}),
    ],
)
def test_facility_coverage(
    snapshot: Snapshot, day: date, topic: str | None, counted: set[str]
) -> None:
    question = asked(snapshot, day, topic=topic)
    figure = rates.figure(snapshot, "facility_coverage", question)
    assert (figure.numerator, figure.denominator) == (len(counted), 6)
    rows = rates.rows(snapshot, "facility_coverage", question, "numerator")
    assert set(rows["code"]) == counted


def test_facilities_in_use_are_counted_one_by_one(snapshot: Snapshot) -> None:
    rows = facilities(snapshot, asked(snapshot))
    assert rows.to_dict("records") == [
        {"facility_kind": "儿童", "facilities": 1, "places": 1},
        {"facility_kind": "养老", "facilities": 3, "places": 2},  # East One has two
    ]


@pytest.mark.parametrize(
    ("over", "numerator"),
    [(50_000, 3), (100_000, 1), (0, 4)],  # Yi, Bing, Ding; Ding; and Jia
)
def test_places_over_the_mark_by_the_last_year_that_is_over(
    snapshot: Snapshot, over: float, numerator: int
) -> None:
    """Jia 50,000 and Yi 50,001 in 2025, Bing 100,000; Ding by 2024, as 2026 is not over."""
    figure = rates.figure(snapshot, "indicator_over", asked(snapshot, topic="收入", over=over))
    assert (figure.numerator, figure.denominator) == (numerator, 4)


def test_the_past_is_told_by_what_was_over_then(snapshot: Snapshot) -> None:
    """On 30 December 2025 the year 2025 is not over: Jia 40,000 and Ding 120,000 of 2024."""
    question = asked(snapshot, date(2025, 12, 30), topic="收入", over=50_000.0)
    figure = rates.figure(snapshot, "indicator_over", question)
    assert (figure.numerator, figure.denominator) == (1, 2)


def test_bands_on_the_map(snapshot: Snapshot) -> None:
    found = layer(snapshot, LayerQuery("indicator_over", "place", asked(snapshot, topic="收入")))
    classes = dict(zip(found.rows["code"], found.rows["class_index"], strict=True))
    assert [classes[code] for code in (JIA, YI, BING, DING, EAST_ONE)] == [0, 1, 1, 2, 3]
    assert [one.count for one in found.legend] == [1, 2, 1, 2]
    by_town = layer(
        snapshot, LayerQuery("indicator_over", "township", asked(snapshot, topic="收入", over=50e3))
    )
    values = by_town.rows.set_index("name")["value"]
    assert values["西镇"] == 1 / 2
    assert values["南乡"] == 1
    assert pd.isna(values["东街道"])


def test_tallies_add_up_over_places_and_whole_months(snapshot: Snapshot) -> None:
    year = asked(snapshot, period=Period(date(2026, 1, 1), DAY))
    (row,) = tallies(snapshot, year).to_dict("records")
    # January and February; March is not over on the 12th
    assert (row["indicator"], row["amount"], row["places"]) == ("坑塘", 3 + 2 + 4, 2)
    assert (row["first_period"], row["last_period"]) == ("2026-01", "2026-02")
    (west,) = tallies(
        snapshot, asked(snapshot, period=Period(date(2026, 2, 1), DAY), area="990121000000")
    ).to_dict("records")
    assert west["amount"] == 2


def test_what_city_toml_declares(snapshot: Snapshot) -> None:
    assert indicator_kinds(snapshot) == {
        "收入": IndicatorKind("收入", "元", (50_000, 100_000)),
        "坑塘": IndicatorKind("坑塘", adds_up=True),
    }


@pytest.mark.parametrize(
    "table",
    [
        {"unit": "元"},
        {"name": " "},
        {"name": "a", "unit": 1},
        {"name": "a", "bands": [2, 1]},
        {"name": "a", "bands": [1, 1]},
        {"name": "a", "bands": [-1]},
        {"name": "a", "bands": [float("inf")]},
        {"name": "a", "bands": [1, 2, 3, 4, 5]},
        {"name": "a", "bands": 1},
        {"name": "a", "adds_up": "yes"},
        {"name": "a", "of": 1},
    ],
)
def test_an_indicator_that_cannot_be_meant_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(RefusedError, match=r"city_value|city_key_unknown"):
        indicators_of([table])


def test_two_indicators_have_two_names() -> None:
    with pytest.raises(RefusedError, match="city_value"):
        indicators_of([{"name": "a"}] * 2)


def test_a_bound_lies_below_itself() -> None:
    values = pd.Series([0.0, 1.0, 1.5, 2.0, 2.1, None])
    assert list(band_indices(values, (1.0, 2.0))) == [0, 0, 1, 1, 2, 3]
    for bands in range(1, 5):
        bounds = tuple(float(one) for one in range(bands))
        assert len(band_classes(bounds)) == bands + 2


def test_an_indicator_is_over_its_own_first_bound_alike_on_the_line_and_in_the_file(
    snapshot: Snapshot, run: Callable[..., Result], tmp_path: Path
) -> None:
    """Of 50,000, 50,001, 100,000 and 120,000 three are over 50,000, and all over nothing."""
    at = ("--as-of", "2026-03-12", "--period", "2026-02", "--store", snapshot.path.parents[1])
    for more, told in ((), "3/4"), (("--over", "0"), "4/4"), (("--over", "100000"), "1/4"):
        said = run("rate", "indicator_over", "--topic", "收入", *more, *at, "--format", "csv")
        row = pd.read_csv(StringIO(said.stdout)).iloc[0]
        assert f"{row['numerator']}/{row['denominator']}" == told
    out = tmp_path / "over.csv"
    export = ("export", "--layer", "indicator_over", "--out", out, *at)
    assert run(*export, "--level", "county", "--topic", "收入").exit_code == 0
    rows = pd.read_csv(out)
    assert (rows["numerator"].sum(), rows["denominator"].sum()) == (3, 4)
    assert {*rows["topic"], *rows["over"]} == {"收入", 50_000.0}
    # unless one is asked it is about the first there is, and says so
    assert run(*export, "--level", "place").exit_code == 0
    assert {*pd.read_csv(out)["topic"]} == {"坑塘"}
    refused = run(*export, "--level", "place", "--topic", "身高")
    assert (refused.exit_code, "身高" in refused.stderr) == (1, True)
