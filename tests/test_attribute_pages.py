"""Pages filtered by an attribute, which the URL and the map's questions carry."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from dashboard.answers import map_values
from dashboard.answers.ask import current_id, forget, snapshot
from etl.pipeline import load
from geodata.figures.layers import LayerQuery
from geodata.question.scope import scope
from geodata.store.snapshots import Store
from test_attributes import LED, POOR, WEAK, YI, give
from test_dashboard import page


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Store:
    folder = tmp_path_factory.mktemp("attributes")
    shutil.copytree(Path(__file__).parent / "cities" / "tiny", folder / "city")
    give(folder / "city")
    store = Store(folder / "store")
    load(folder / "city", store, now=now)
    return store


@pytest.fixture
def serving(held: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GUATU_STORE", str(held.folder))
    forget()
    yield
    forget()


@pytest.mark.usefixtures("serving")
def test_a_query_of_the_map_carries_what_it_is_filtered_by() -> None:
    here = snapshot(current_id())
    asked = replace(scope(here), attribute=POOR, role=LED, topic=WEAK)
    query = LayerQuery("place_attribute", "place", asked)
    params = map_values.query_params(query, "zh_CN")
    assert map_values.parse_query(here.snapshot_id, "place", params) == (query, "zh_CN")


@pytest.mark.usefixtures("serving")
def test_pages_are_filtered() -> None:
    link = {"as_of": "2026-03-12", "period": "2026-02-10..2026-03-12", "attribute": WEAK}
    overview = page("overview", **link)
    (select,) = [box for box in overview.main.selectbox if box.label == "属性"]
    assert (select.options, select.value) == (["全部村居", POOR, WEAK], WEAK)
    assert any(f"只看有“{WEAK}”属性的村居" in one.value for one in overview.caption)
    figures = {metric.label: metric.value for metric in overview.metric}
    # of East One and Yi both are paired, one was visited from 10 February to 12 March
    assert (figures["结对覆盖率"], figures["走访覆盖率"]) == ("100.0%", "50.0%")
    opened = {metric.label: metric.value for metric in page("projects", **link).metric}
    assert opened["项目开工率"] == "50.0%"
    assert any("不按属性筛选" in button.label for button in page("projects", **link).button)
    assert page("neglected", **link).dataframe[0].value["代码"].tolist() == [YI]
    paragraph = page("workday", **link, day="2026-03-05").code[0].value
    assert f"微型市（仅{WEAK}）" in paragraph


@pytest.mark.usefixtures("serving")
def test_the_map_of_coverage_draws_an_attribute() -> None:
    link = {"as_of": "2026-03-12", "period": "2026-03", "level": "place"}
    for query, counted in (
        ({"layer": "place_attribute", "drawn": WEAK}, ["东一社区", "乙村"]),
        ({"layer": "place_attribute", "drawn": POOR}, ["甲村"]),
        ({"layer": "pairing_coverage", "role": LED}, ["东一社区"]),
    ):
        table = page("coverage", **link, **query).dataframe[0].value.set_index("名称")
        (flag,) = [one for one in table if table[one].dtype == bool]
        assert table.index[table[flag]].tolist() == counted


def test_without_attributes_there_is_no_filter(
    tiny_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(tiny_store.folder))
    forget()
    overview = page("overview", attribute=WEAK)
    assert "属性" not in [box.label for box in overview.main.selectbox]
    (layers,) = [box for box in page("coverage").selectbox if box.label == "图层"]
    assert "区划属性" not in layers.options
    forget()
