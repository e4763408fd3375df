"""Places are found by name, pinyin with every reading, initials and code."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.derive.search import spellings
from etl.pipeline import load
from geodata.lists.search import find
from geodata.store.snapshots import Snapshot, Store

DAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("单县", ["shanxian", "danxian", "sx", "dx"]),
        ("浚县", ["xunxian", "junxian", "xx"]),
        ("涡阳县", ["guoyangxian", "woyangxian", "gyx"]),
        ("绿园", ["lvyuan", "ly"]),
        ("东一社区", ["dongyishequ", "dysq"]),
        ("第3网格A", ["di3wanggea", "d3wga"]),
    ],
)
def test_every_reading_is_a_spelling(name: str, readings: list[str]) -> None:
    assert set(readings) <= set(spellings(name).split())


@given(st.text(max_size=30))
def test_any_name_has_spellings_and_not_too_many(name: str) -> None:
    assert len(spellings(name).split(" ")) <= 129


def codes(snapshot: Snapshot, words: str, most: int = 20) -> list[str]:
    return list(find(snapshot, words, DAY, most=most)["code"])


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("甲村", "990121100201"),
        ("甲", "990121100201"),
        ("jiacun", "990121100201"),
        ("Jia Cun", "990121100201"),
        ("jc", "990121100201"),
        ("990121100201", "990121100201"),
        ("西镇", "990121100000"),
        ("xizhen", "990121100000"),
        ("西县", "990121000000"),
    ],
)
def test_the_closest_comes_first(tiny_snapshot: Snapshot, words: str, first: str) -> None:
    assert codes(tiny_snapshot, words)[0] == first


def test_wider_kinds_come_before_narrower_ones(tiny_snapshot: Snapshot) -> None:
    """East District, East Street, then the communities East One and East Two."""
    found = find(tiny_snapshot, "东", DAY)
    assert list(found["name"]) == ["东区", "东街道", "东一社区", "东二社区"]
    assert list(found["county"].fillna("")) == ["", "东区", "东区", "东区"]


def test_the_beginning_of_a_code_finds_all_below_it(tiny_snapshot: Snapshot) -> None:
    assert codes(tiny_snapshot, "9901211002") == ["990121100201", "990121100202"]
    assert codes(tiny_snapshot, "99", most=3) == codes(tiny_snapshot, "99")[:3]


@pytest.mark.parametrize("words", ["", "  ", "没有这个村", "%", "_", "';--", "zzzz"])
def test_nothing_is_found_without_an_error(tiny_snapshot: Snapshot, words: str) -> None:
    assert codes(tiny_snapshot, words) == []


def test_a_place_that_has_ended_is_not_found(tiny: Path, store: Store, now: datetime) -> None:
    villages = tiny / "villages.csv"
    rows = villages.read_text(encoding="utf-8").splitlines()
    rows = [rows[0] + ",valid_to", *(row + "," for row in rows[1:4]), rows[4] + ",2026-03-11"]
    villages.write_text("\n".join(rows), encoding="utf-8")
    load(tiny, store, now=now)
    assert codes(store.current(), "丁村") == []
    assert list(find(store.current(), "丁村", date(2026, 3, 11))["code"]) == ["990121200202"]


def test_a_whole_code_comes_before_those_that_begin_with_it(demo_snapshot: Snapshot) -> None:
    ((community, grids),) = demo_snapshot.rows(
        "SELECT parent_code, count(*) FROM place WHERE kind = 'grid'"
        " GROUP BY parent_code ORDER BY count(*) DESC, parent_code LIMIT 1"
    )
    found = list(find(demo_snapshot, community, date(2026, 10, 31), most=50)["code"])
    assert found[0] == community
    assert len(found) == grids + 1
    # the first six digits are of the county, and it comes before all that lies in it
    county = list(find(demo_snapshot, community[:6], date(2026, 10, 31))["code"])
    assert county[0] == f"{community[:6]}000000"
