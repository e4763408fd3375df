"""Places that change: old codes end, new ones begin, and what names an old code follows it."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from asking import up_to
from etl.pipeline import Summary, load
from geodata.figures import layers, rates
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.layers import LayerQuery
from geodata.question.periods import Period
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store

NOW = datetime(2026, 4, 20, 9)
#: The changes are of 1 July; the register of the old codes is of 30 September.
CHANGED, LAST_OLD = date(2025, 7, 1), date(2025, 6, 30)
YEAR_1, YEAR_2 = date(2025, 6, 20), date(2025, 12, 31)

A, B, C = "990101100201", "990101100202", "990101100211"  # A and B become C
D = "990101100203"  # renamed
E, E2 = "990101200201", "990101300201"  # recoded with its township
F, F1, F2 = "990101200202", "990101300211", "990101300212"  # split
G = "990101100204"  # stays

TOML = """
[city]
name = "变更市"
code = "9901"
[[rule]]
id = "monthly"
tier = "township"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=5"
makeup_days = 7
targets = ["village"]
reported_by = "place_township"
from = 2025-01-01
[sources.county]
file = "counties.csv"
[sources.township]
file = "townships-{year}.csv"
{earlier_townships}
[sources.village]
file = "villages-{year}.csv"
{earlier_villages}
[sources.unit]
file = "units.csv"
[sources.official]
file = "officials.csv"
[sources.posting]
file = "postings.csv"
[sources.pairing]
file = "pairings.csv"
[sources.visit]
file = {visits}
[sources.attendance]
file = {attendances}
[sources.report]
file = {reports}
[sources.project]
file = "projects.csv"
"""
FILES = {
    "counties.csv": "code,name\n990101,东县\n",
    "townships-2025.csv": "code,name\n990101100,北镇\n990101200,南乡\n",
    "townships-2026.csv": "code,name\n990101100,北镇\n990101300,南镇\n",
    "villages-2025.csv": f"code,name\n{A},甲村\n{B},乙村\n{D},丁村\n{E},戊村\n{F},己村\n{G},庚村\n",
    "villages-2026.csv": "code,name\n"
    f"{C},甲乙村\n{D},新丁村\n{E2},戊村\n{F1},己东村\n{F2},己西村\n{G},庚村\n",
    "place_change.csv": "旧代码,新代码,变更类型,变更日期,确认,依据\n"
    f"{A},{C},合并,2025-07-01,是,\n{B},{C},合并,2025-07-01,是,\n"
    f"{D},{D},更名,2025-07-01,是,\n{E},{E2},变更代码,2025-07-01,是,\n"
    f"{F},{F1},拆分,2025-07-01,是,\n{F},{F2},拆分,2025-07-01,是,\n"
    "990101200,990101300,变更代码,2025-07-01,是,\n"
    f"{G},{C},合并,2025-07-01,否,没有确认\n",
    "units.csv": "unit_id,name,place_code\nU1,北镇政府,990101100\nU2,南乡政府,990101200\n",
    "officials.csv": "official_id,name\nO1,安国\nO2,白露\nO3,陈明\n",
    "postings.csv": "official_id,unit_id,tier,rank,valid_from,valid_to\n"
    "O1,U1,township,staff,,\nO2,U1,township,staff,,\nO3,U2,township,staff,,\n",
    "pairings.csv": "responsible_id,target_id,valid_from,valid_to\n"
    f"O1,{A},2025-01-01,\nO2,{B},2025-01-01,\nO1,{D},2025-01-01,\nO3,{E},2025-01-01,\n"
    f"O3,{F},2025-01-01,\n",
    "visits-2025.csv": "visit_id,target_id,visited_on\n"
    f"V1,{A},2025-03-05\nV2,{B},2025-05-06\nV3,{E},2025-06-05\nV4,{F},2025-06-05\n",
    "attendances-2025.csv": "visit_id,official_id\nV1,O1\nV2,O2\nV3,O3\nV4,O3\n",
    "reports-2025.csv": "unit_id,day\nU1,2025-03-05\nU1,2025-05-05\nU2,2025-05-05\nU2,2025-06-05\n",
    # old codes in the second half of the year: V5 counts for C, V6 for E's new code; nobody can
    # tell which part of F was visited by V7
    "visits-2026.csv": "visit_id,target_id,visited_on\n"
    f"V5,{A},2025-08-05\nV6,{E},2025-08-05\nV7,{F},2025-08-05\n",
    "attendances-2026.csv": "visit_id,official_id\nV5,O1\nV6,O3\n",
    "reports-2026.csv": "unit_id,day\nU1,2025-08-05\nU2,2025-08-05\n",
    "projects.csv": "project_id,name,place_code,started_on\nP1,水厂,990101200,2025-02-01\n"
    "P2,桥,990101100,\n",
}


def write(folder: Path, *, both: bool) -> None:
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    years = ("2025", "2026") if both else ("2025",)
    values: dict[str, object] = {
        name: [f"{name}-{year}.csv" for year in years]
        for name in ("visits", "attendances", "reports")
    }
    for kind in ("townships", "villages"):
        old = f'earlier = {{ file = "{kind}-2025.csv", until = 2025-09-30 }}'
        values[f"earlier_{kind}"] = old if both else ""
    toml = TOML.format(year=years[-1], **values)
    if both:
        toml += '[sources.place_change]\nfile = "place_change.csv"\n'
    (folder / "city.toml").write_text(toml, encoding="utf-8")


Loaded = tuple[Summary, Snapshot]


def loaded(folder: Path, *, both: bool) -> Loaded:
    write(folder / "city", both=both)
    store = Store(folder / "store")
    summary = load(folder / "city", store, now=NOW)
    return summary, store.current()


@pytest.fixture(scope="module")
def year_1(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return loaded(tmp_path_factory.mktemp("one"), both=False)[1]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return loaded(tmp_path_factory.mktemp("both"), both=True)


def test_what_is_set_aside_says_why(changed: Loaded) -> None:
    summary, _ = changed
    assert [(one.source, one.code, one.rows) for one in summary.reasons] == [
        ("place_change", "not_confirmed", 1),
        ("visit", "place_split", 1),
    ]
    (split,) = [one.examples for one in summary.reasons if one.code == "place_split"]
    assert split == [("visits-2026.csv", 4, f"{F} → {F1} {F2}")]
    # the pairing on F is kept to the last day of F, and said to end there
    assert summary.notes == [
        ("pairing", "ends_at_split", "target_id", 1, [f"{F} → {F1} {F2} (2025-07-01)"])
    ]


def test_old_places_end_and_new_ones_begin_on_the_day_of_the_change(changed: Loaded) -> None:
    _, snapshot = changed
    rows = snapshot.rows(
        "SELECT code, name, valid_from, valid_to FROM place"
        " WHERE kind IN ('township', 'village') ORDER BY code, valid_from NULLS FIRST"
    )
    assert rows == [
        ("990101100000", "北镇", None, None),
        (A, "甲村", None, LAST_OLD),
        (B, "乙村", None, LAST_OLD),
        (D, "丁村", None, LAST_OLD),
        (D, "新丁村", CHANGED, None),
        (G, "庚村", None, None),
        (C, "甲乙村", CHANGED, None),
        ("990101200000", "南乡", None, LAST_OLD),
        (E, "戊村", None, LAST_OLD),
        (F, "己村", None, LAST_OLD),
        ("990101300000", "南镇", CHANGED, None),
        (E2, "戊村", CHANGED, None),
        (F1, "己东村", CHANGED, None),
        (F2, "己西村", CHANGED, None),
    ]


def test_visits_and_pairings_follow(changed: Loaded) -> None:
    _, snapshot = changed
    visits = snapshot.rows("SELECT visit_id, target_id FROM visit ORDER BY 1")
    assert visits == [("V1", A), ("V2", B), ("V3", E), ("V4", F), ("V5", C), ("V6", E2)]
    pairings = snapshot.rows(
        "SELECT responsible_id, target_id, valid_from, valid_to FROM pairing ORDER BY ALL"
    )
    first = date(2025, 1, 1)
    assert pairings == [
        ("O1", A, first, LAST_OLD),
        ("O1", D, first, None),
        ("O1", C, CHANGED, None),
        ("O2", B, first, LAST_OLD),
        ("O2", C, CHANGED, None),
        ("O3", E, first, LAST_OLD),
        ("O3", F, first, LAST_OLD),
        ("O3", E2, CHANGED, None),
    ]


@pytest.mark.parametrize("day", [date(2025, 3, 31), YEAR_1, LAST_OLD])
@pytest.mark.parametrize("name", list(DEFINITIONS))
def test_figures_of_last_year_stay_what_they_were(
    year_1: Snapshot, changed: Loaded, name: str, day: date
) -> None:
    """Every number and every row behind it, as of a day of the first year."""
    _, both = changed
    before, after = (
        scope(one, as_of=day, period=Period(date(2025, 1, 1), day)) for one in (year_1, both)
    )
    old, new = rates.figure(year_1, name, before), rates.figure(both, name, after)
    assert (old.numerator, old.denominator, old.value) == (
        new.numerator, new.denominator, new.value,
    )  # fmt: skip
    assert (old.pending, old.no_report) == (new.pending, new.no_report)
    pd.testing.assert_frame_equal(rates.rows(year_1, name, before), rates.rows(both, name, after))
    for level in ("county", "township"):
        pd.testing.assert_frame_equal(
            rates.by_area(year_1, name, before, level), rates.by_area(both, name, after, level)
        )
    for layer in ("neglected", "fulfilment"):
        pd.testing.assert_frame_equal(
            layers.layer(year_1, LayerQuery(layer, "village", before)).rows,
            layers.layer(both, LayerQuery(layer, "village", after)).rows,
        )


def test_days_since_the_last_visit_count_predecessors(changed: Loaded) -> None:
    _, snapshot = changed

    def last(day: date) -> dict[str, float]:
        asked = up_to(snapshot, day)
        rows = rates.rows(snapshot, "days_since_visit", asked)
        since = (pd.Timestamp(asked.as_of) - rows["last_visit_on"]).dt.days
        return dict(zip(rows["code"], since, strict=True))

    # on 31 July: C has B's visit of 6 May (later than A's of 5 March), 25 + 30 + 31 = 86 days;
    # E's new code has E's of 5 June, 25 + 31 = 56; the parts of F begin anew
    july = last(date(2025, 7, 31))
    assert {code: july[code] for code in (C, E2)} == {C: 86, E2: 56}
    assert all(pd.isna(july[code]) for code in (F1, F2, D, G))
    assert A not in july
    # on 10 August both have been visited on the 5th, under their old codes
    august = last(date(2025, 8, 10))
    assert {code: august[code] for code in (C, E2)} == {C: 5, E2: 5}
    # and in June A and B are still two
    june = last(LAST_OLD)
    assert {code: june[code] for code in (A, B)} == {A: 117, B: 55}


def test_units_and_projects_stay_with_their_township(changed: Loaded) -> None:
    _, snapshot = changed
    asked = up_to(snapshot, YEAR_2)
    towns = rates.by_area(snapshot, "started_rate", asked, "township").set_index("code")
    assert towns["numerator"].to_dict() == {"990101100000": 0, "990101300000": 1}
    # U2's report of 5 August is that of the new township: nothing there is unreported
    rows = snapshot.rows(
        "SELECT target_id, status FROM obligation_at($day) WHERE due_on = $due ORDER BY 1, 2",
        {"day": YEAR_2, "due": date(2025, 8, 5)},
    )
    # O1 came to C, O2 did not; D was not visited; O3 came to E under its old code
    assert rows == [(D, "missed"), (C, "done"), (C, "missed"), (E2, "done")]


@pytest.mark.parametrize("day", [LAST_OLD, CHANGED, YEAR_2])
def test_sums_over_townships_hold_across_the_change(changed: Loaded, day: date) -> None:
    _, snapshot = changed
    asked = scope(snapshot, as_of=day, period=Period(date(2025, 1, 1), day))
    for name in ("pairing_coverage", "visit_coverage", "fulfilment", "started_rate"):
        whole = rates.figure(snapshot, name, asked)
        areas = rates.by_area(snapshot, name, asked, "township")
        if name == "fulfilment":  # by the township of the due day, also where that has ended
            areas = rates.by_area(snapshot, name, asked, "county")
        assert areas["denominator"].sum() == whole.denominator > 0
        assert areas["numerator"].sum() == whole.numerator


def _square(code: str, west: float) -> dict[str, object]:
    ring = [[west, 34.0], [west + 0.1, 34.0], [west + 0.1, 34.1], [west, 34.1], [west, 34.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": shape}


def test_a_point_decides_which_part_of_a_split_was_visited(tmp_path: Path) -> None:
    write(tmp_path / "city", both=True)
    city = tmp_path / "city"
    parts = {"type": "FeatureCollection", "features": [_square(F1, 115.0), _square(F2, 115.1)]}
    (city / "parts.geojson").write_text(json.dumps(parts), encoding="utf-8")
    toml = (city / "city.toml").read_text(encoding="utf-8")
    toml = toml.replace(
        'file = "villages-2026.csv"',
        'file = "villages-2026.csv"\ngeometry = { file = "parts.geojson" }',
    )
    (city / "city.toml").write_text(toml, encoding="utf-8")
    (city / "visits-2026.csv").write_text(
        "visit_id,target_id,visited_on,lon,lat\n"
        f"V5,{F},2025-08-05,115.05,34.05\nV6,{F},2025-08-05,115.15,34.05\n"
        f"V7,{F},2025-08-05,116,34\nV8,{F},2025-08-05,,\n",
        encoding="utf-8",
    )
    (city / "attendances-2026.csv").write_text("visit_id,official_id\nV5,O3\n", encoding="utf-8")
    store = Store(tmp_path / "store")
    load(city, store, now=NOW)
    rows = store.current().rows(
        "SELECT visit_id, target_id FROM visit WHERE visited_on > $day ORDER BY 1", {"day": CHANGED}
    )
    assert rows == [("V5", F1), ("V6", F2)]
    assert store.current().rows(
        "SELECT source_row, reasons[1].code, len(reasons) FROM quarantine"
        " WHERE table_name = 'visit' ORDER BY 1"
    ) == [(4, "place_split", 1), (5, "place_split", 1)]


def test_a_chain_of_changes_is_followed_to_its_day(tmp_path: Path) -> None:
    """E became E2 in July; E2 became X in October: a visit that still says E is of X."""
    write(tmp_path / "city", both=True)
    city = tmp_path / "city"
    x = "990101300299"
    with (city / "villages-2026.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"{x},戊新村\n")
    with (city / "place_change.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"{E2},{x},变更代码,2025-10-01,是,\n")
    (city / "visits-2026.csv").write_text(
        f"visit_id,target_id,visited_on\nV5,{E},2025-08-05\nV6,{E},2025-11-05\n"
        f"V7,{E2},2025-11-06\n",
        encoding="utf-8",
    )
    (city / "attendances-2026.csv").write_text("visit_id,official_id\nV5,O3\n", encoding="utf-8")
    store = Store(tmp_path / "store")
    load(city, store, now=NOW)
    snapshot = store.current()
    assert snapshot.rows(
        "SELECT visit_id, target_id FROM visit WHERE visited_on > $day ORDER BY 1", {"day": CHANGED}
    ) == [("V5", E2), ("V6", x), ("V7", x)]
    assert snapshot.rows(
        "SELECT code, valid_from, valid_to FROM place WHERE name LIKE '戊%' ORDER BY code"
    ) == [
        (E, None, LAST_OLD),
        (E2, CHANGED, date(2025, 9, 30)),
        (x, date(2025, 10, 1), None),
    ]
    paired = snapshot.rows(
        "SELECT target_id, valid_from, valid_to FROM pairing"
        " WHERE responsible_id = 'O3' AND target_id <> $f ORDER BY 2", {"f": F},
    )  # fmt: skip
    assert paired == [
        (E, date(2025, 1, 1), LAST_OLD),
        (E2, CHANGED, date(2025, 9, 30)),
        (x, date(2025, 10, 1), None),
    ]
    # on 30 September the visit to E of 5 June and the one to E2 of 5 August: the later one counts
    rows = rates.rows(snapshot, "days_since_visit", up_to(snapshot, date(2025, 10, 31)))
    visited = dict(zip(rows["code"], rows["last_visit_on"], strict=True))
    assert visited[x] == pd.Timestamp(2025, 8, 5)
