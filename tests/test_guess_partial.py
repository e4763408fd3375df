"""A list of some places never takes the place of the register of all."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
import shapely

from etl.guess.files import Note
from etl.guess.folder import Guess, Proposal, guess
from etl.guess.toml import city_toml, write_guess
from etl.pipeline import Summary, load
from geodata.store.snapshots import Store

NOW = datetime(2026, 4, 20, 9, 0)
NAMES = {f"99012110020{n}": f"{name}村" for n, name in enumerate("东西南北上下", 1)}
ALL = list(NAMES)


def register(
    folder: Path, name: str, codes: list[str], head: str = "代码,名称", more: str = ""
) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "townships.csv").write_text("代码,名称\n990121100,柳河镇\n", "utf-8")
    rows = (f"{code},{NAMES.get(code, '新村')}{more}" for code in codes)
    (folder / name).write_text("\n".join([head, *rows]) + "\n", "utf-8")


def proposals(found: Guess) -> dict[str, Proposal]:
    return {one.name: one for one in found.proposals}


def files(found: Guess, name: str) -> list[str]:
    return [fit.part.shown for fit in proposals(found)[name].fits]


def keys(found: Guess) -> dict[str, str]:
    return {file: why.key for file, why in found.unused if isinstance(why, Note)}


def loaded(folder: Path, found: Guess, store: Store) -> Summary:
    write_guess(folder, city_toml(found, "zh_CN"))
    return load(folder, store, now=NOW)


@pytest.mark.parametrize("name", ["脱贫村名单.csv", "软弱涣散村.csv", "走访统计.csv", "一个表.csv"])
@pytest.mark.parametrize("count", [1, 3, 5])
def test_a_list_of_some_leaves_the_register(
    tmp_path: Path, store: Store, name: str, count: int
) -> None:
    folder = tmp_path / "a"
    register(folder, "villages.csv", ALL)
    register(folder, name, ALL[:count], "村代码,村名,1月,合计", ",2,2")
    found = guess(folder)
    assert files(found, "village") == ["villages.csv"]
    assert keys(found) == {name: "partial"}
    assert f"6 处区划中的 {count} 处" in city_toml(found, "zh_CN")
    loaded(folder, found, store)
    assert store.current().rows("SELECT count(*) FROM place WHERE kind = 'village'") == [(6,)]


def test_a_list_with_a_slip_is_a_list_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    register(folder, "villages.csv", ALL)
    register(folder, "走访统计.csv", [*ALL[:3], "990121100299"])
    found = guess(folder)
    assert files(found, "village") == ["villages.csv"]
    assert keys(found) == {"走访统计.csv": "partial"}


def test_a_list_that_says_what_its_places_are_gives_an_attribute(
    tmp_path: Path, store: Store
) -> None:
    folder = tmp_path / "a"
    register(folder, "villages.csv", ALL)
    register(folder, "脱贫村名单.csv", ALL[:3], "村代码,村名,类别", ",脱贫村")
    found = guess(folder)
    assert files(found, "village") == ["villages.csv"]
    assert files(found, "place_attribute") == ["脱贫村名单.csv"]
    assert proposals(found)["place_attribute"].sure != "high"
    assert loaded(folder, found, store).reasons == []
    assert store.current().rows(
        "SELECT code, attribute FROM place_attribute ORDER BY code"
    ) == [(code, "脱贫村") for code in ALL[:3]]  # fmt: skip


def test_words_that_differ_are_no_attribute_that_all_have(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    register(folder, "villages.csv", ALL)
    register(folder, "名单.csv", [], "村代码,村名,类别")
    with (folder / "名单.csv").open("a", encoding="utf-8") as file:
        file.write(f"{ALL[0]},东村,甲\n{ALL[1]},西村,乙\n")
    found = guess(folder)
    assert "place_attribute" not in proposals(found)
    assert keys(found) == {"名单.csv": "partial"}


def test_a_newer_register_goes_before_an_older_one_of_its_size(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    register(folder, "villages-2025.csv", ALL)
    register(folder, "villages-2026.csv", [*ALL[1:], "990121100207"])
    found = guess(folder)
    assert files(found, "village") == ["villages-2026.csv"]
    assert keys(found) == {"villages-2025.csv": "older_register"}


def test_a_list_of_some_communities_leaves_a_register_of_both(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    register(folder, "villages.csv", ALL)
    with (folder / "villages.csv").open("a", encoding="utf-8") as file:
        file.write("990121100011,城东社区\n990121100012,城西社区\n")
    (folder / "社区.csv").write_text("代码,名称\n990121100011,城东社区\n", "utf-8")
    found = guess(folder)
    assert keys(found) == {"社区.csv": "partial"}
    assert "community" not in proposals(found)


def test_a_register_with_shapes_is_not_displaced_either(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    register(folder, "脱贫.csv", ALL[:3])
    body = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"代码": code, "名称": name},
         "geometry": shapely.geometry.mapping(shapely.box(115 + n, 34, 116 + n, 35))}
        for n, (code, name) in enumerate(NAMES.items())]}  # fmt: skip
    (folder / "行政村.geojson").write_text(json.dumps(body, ensure_ascii=False), "utf-8")
    found = guess(folder)
    assert files(found, "village") == ["行政村.geojson"]
    assert keys(found) == {"脱贫.csv": "partial"}


@pytest.mark.parametrize(("name", "sure"), [("villages.csv", "high"), ("脱贫村名单.csv", "low")])
def test_nobody_is_sure_of_a_list_that_is_called_one_of_some(
    tmp_path: Path, name: str, sure: str
) -> None:
    folder = tmp_path / "a"
    register(folder, name, ALL[:3], "村代码,村名")
    assert proposals(guess(folder))["village"].sure == sure
