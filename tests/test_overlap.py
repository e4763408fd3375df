"""Parallel layers: hand-made squares at 34°N, and how much of each lies in which."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from dashboard.answers.ask import forget
from etl.pipeline import load
from geodata.figures import rates
from geodata.land import places
from geodata.land.overlap import overlaps
from geodata.lists import workday
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store
from test_dashboard import page
from test_problems import NEAR, box, write

TOWN = "990101101"
V, C = f"{TOWN}201", f"{TOWN}001"
#: A village and a community of 1 km² each, side by side, the community 100 m into the village.
VILLAGE, COMMUNITY = box(0, 0, 1000, 1000), box(900, 0, 1900, 1000)
GRIDS = {
    "G1": (C, box(1000, 0, 1400, 500)),  # inside C alone: 0.2 km²
    "G2": (C, box(500, 500, 1500, 1000)),  # 500 m in V, 600 m in C, of 1000 m
    "G3": (C, None),
    "G4": (C, box(3000, 0, 3100, 100)),  # in neither
}


def city(folder: Path, now: datetime, extra: str = "") -> Snapshot:
    folder.mkdir(exist_ok=True)
    (folder / "city.toml").write_text(
        '[city]\nname = "方县"\ncode = "990101"\nkind = "county"\ncodes = "free"\n'
        '[sources.township]\nfile = "townships.csv"\n[sources.village]\nfile = "v.geojson"\n'
        '[sources.community]\nfile = "c.geojson"\n[sources.grid]\nfile = "g.geojson"\n' + extra,
        encoding="utf-8",
    )
    (folder / "townships.csv").write_text(f"code,name\n{TOWN},甲镇\n", encoding="utf-8")
    write(folder / "v.geojson", [(V, "东村", VILLAGE)])
    write(folder / "c.geojson", [(C, "西社区", COMMUNITY)])
    write(folder / "g.geojson", [(code, f"{code}网格", one) for code, (_, one) in GRIDS.items()])
    for name, parents in (("v", {V: TOWN}), ("c", {C: TOWN}), ("g", dict.fromkeys(GRIDS, C))):
        path = folder / f"{name}.geojson"
        told = json.loads(path.read_text(encoding="utf-8"))
        for feature in told["features"]:
            feature["properties"]["parent_code"] = parents[feature["properties"]["code"]]
        path.write_text(json.dumps(told), encoding="utf-8")
    store = Store(folder / "store")
    load(folder, store, now=now)
    return store.current()


def rows(snapshot: Snapshot) -> dict[tuple[str, str], tuple[float, float, float]]:
    found = snapshot.rows("SELECT code, other_code, area_m2, share, other_share FROM place_overlap")
    return {(code, other): tuple(rest) for code, other, *rest in found}


def test_areas_and_shares_are_those_worked_out_by_hand(tmp_path: Path, now: datetime) -> None:
    expected = {
        ("G1", C): (200_000, 1.0, 0.2),  # 400 × 500 m of 400 × 500, and of 1 km²
        ("G2", V): (250_000, 0.5, 0.25),  # 500 × 500 m of 1000 × 500, and of 1 km²
        ("G2", C): (300_000, 0.6, 0.3),  # 600 × 500 m: from 900 m to 1500 m
        (V, C): (100_000, 0.1, 0.1),  # 100 × 1000 m
    }
    found = rows(city(tmp_path / "city", now))
    assert set(found) == set(expected)  # G1 only touches V; G3 has no polygon, G4 meets nothing
    for pair, hand in expected.items():
        assert found[pair] == pytest.approx(hand, rel=NEAR)


def test_one_place_is_told_from_its_own_side(tmp_path: Path, now: datetime) -> None:
    told = places.overlaps(city(tmp_path / "city", now), C)
    assert list(told["code"]) == [C, C, C]
    assert list(told["other_code"]) == ["G2", "G1", V]  # grids by area, then villages
    assert list(told["share"]) == pytest.approx([0.3, 0.2, 0.1], rel=NEAR)
    assert list(told["other_share"]) == pytest.approx([0.6, 1.0, 0.1], rel=NEAR)


def test_the_command_prints_the_crosswalk(
    tmp_path: Path, now: datetime, run: Callable[..., Result]
) -> None:
    city(tmp_path / "city", now)
    store = ("--store", tmp_path / "city" / "store")
    printed = run("overlaps", "--format", "csv", *store)
    told: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(printed.stdout.lstrip("\ufeff"))))
    assert {(one["code"], one["other_code"]) for one in told} == {
        ("G1", C), ("G2", V), ("G2", C), (V, C),
    }  # fmt: skip
    assert run("overlaps", "G4", *store).stdout.strip() == "没有符合条件的行。"
    assert run("overlaps", "nowhere", *store).exit_code == 1


VISITS = """[sources.visit]
file = "visits.csv"
"""


def visited(folder: Path, now: datetime) -> Snapshot:
    """One visit to a grid inside C (3 households), one to C itself (5)."""
    folder.mkdir()
    (folder / "visits.csv").write_text(
        "visit_id,target_kind,target_id,visited_on,households\n"
        f"1,place,G1,2026-04-10,3\n2,place,{C},2026-04-10,5\n",
        encoding="utf-8",
    )
    return city(folder, now, VISITS)


def test_a_visit_to_a_grid_counts_once(tmp_path: Path, now: datetime) -> None:
    snapshot = visited(tmp_path / "city", now)
    asked = scope(snapshot, as_of=date(2026, 4, 10), kinds=("village", "community", "grid"))
    day = workday.bulletin(snapshot, date(2026, 4, 10), asked)
    assert (day.visits, day.counts["households"]) == (2, 3 + 5)
    # each coverage has its own visits: 1 of 1 community, 1 of 4 grids, 0 of 1 village
    counts = {}
    for kind in ("community", "grid", "village"):
        one = rates.figure(
            snapshot,
            "visit_coverage",
            scope(snapshot, as_of=date(2026, 4, 10), kinds=(kind,)),
        )
        counts[kind] = (one.numerator, one.denominator)
    assert counts == {"community": (1, 1), "grid": (1, 4), "village": (0, 1)}


def test_status_says_that_kinds_overlap(
    tmp_path: Path, now: datetime, run: Callable[..., Result]
) -> None:
    visited(tmp_path / "city", now)
    store = ("--store", tmp_path / "city" / "store")
    both = ("--kind", "grid", "--kind", "community")
    assert json.loads(run("status", "--json", *both, *store).stdout)["overlapping_kinds"] is True
    assert json.loads(run("status", "--json", *store).stdout)["overlapping_kinds"] is False
    assert "同一块地计两次" in run("status", *both, *store).stdout
    assert "同一块地计两次" not in run("status", *store).stdout


def test_the_page_says_that_kinds_overlap(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(demo_store.folder))
    forget()
    both = page("coverage", kinds="grid,community")
    assert any("同一块地计两次" in one.value for one in both.info)
    assert not any("同一块地计两次" in one.value for one in page("coverage").info)
    forget()


CUTS = st.lists(st.integers(1, 99), max_size=6, unique=True).map(sorted)


@given(CUTS, CUTS)
def test_shares_of_grids_that_partition_a_community_sum_to_one(
    across: list[int], up: list[int]
) -> None:
    x, y = [0, *across, 100], [0, *up, 100]
    grids = [
        box(west * 10, south * 10, east * 10, north * 10)
        for west, east in pairwise(x)
        for south, north in pairwise(y)
    ]
    found = overlaps(np.array(grids, dtype=object), np.array([box(0, 0, 1000, 1000)], dtype=object))
    assert len(found.left) == len(grids)
    assert found.other_share.sum() == pytest.approx(1, abs=1e-9)
    assert found.share == pytest.approx(np.ones(len(grids)), abs=1e-6)


def test_a_sliver_of_both_is_dust_and_a_hut_is_not() -> None:
    wide, hut = box(0, 0, 10_000, 10_000), box(100, 100, 105, 105)
    beside = box(9_999.995, 0, 20_000, 10_000)  # 5 mm of 10 km: 5e-7 of both
    found = overlaps(np.array([hut], dtype=object), np.array([wide], dtype=object))
    assert found.share == pytest.approx([1.0], rel=1e-6)
    assert found.other_share == pytest.approx([25 / 1e8], rel=NEAR)  # 25 m² of 100 km²
    thin = overlaps(np.array([wide], dtype=object), np.array([beside], dtype=object))
    assert not len(thin.left)
    assert not shapely.is_empty(shapely.intersection(wide, beside))
