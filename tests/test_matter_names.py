"""Matters as an office lists them: units by name, several of them, and no ids."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from etl.pipeline import load
from geodata.store.snapshots import Store
from test_bad_input import source

HEAD = "事项类型,村代码,提出日期,事项内容,责任单位,协办单位,办结日期\n"
LIGHT = "问题,990121100201,2026-03-02,路灯不亮,东街道办事处,西镇人民政府、东街道办事处,"


def told(store: Store) -> list[tuple[object, ...]]:
    return store.current().rows(
        "SELECT title, lead_unit_id, co_units, closed_on::VARCHAR FROM matter ORDER BY title"
    )


def put_aside(store: Store) -> list[tuple[int, str, str, str]]:
    rows = store.current().rows(
        "SELECT source_row, unnest(reasons, recursive := true) FROM quarantine"
        " WHERE table_name = 'matter' ORDER BY ALL"
    )
    return [tuple(row[:4]) for row in rows]


def test_units_by_name(tiny: Path, store: Store, now: datetime) -> None:
    source(
        "matter",
        f"{HEAD}{LIGHT}\n问题,990121100202,2026-03-03,缺水,西镇政府,,\n"
        "问题,990121100202,2026-03-04,修桥,西镇人民政府,水利局、东街道办事处,\n",
    )(tiny)
    load(tiny, store, now=now)
    assert told(store) == [("路灯不亮", "U1", "U1、U2", None)]
    assert [row[:3] for row in put_aside(store)] == [
        (3, "name_unknown", "lead_unit_name"), (4, "name_unknown", "co_unit_names"),
    ]  # fmt: skip


def test_a_matter_without_an_id_is_known_again(tiny: Path, store: Store, now: datetime) -> None:
    source("matter", f"{HEAD}{LIGHT}\n")(tiny)
    load(tiny, store, now=now)
    (before,) = store.current().rows("SELECT matter_id FROM matter")
    later = f"{HEAD}{LIGHT}2026-03-20\n问题,990121100201,2026-03-02,缺水,,,\n"
    (tiny / "matter.csv").write_text(later, encoding="utf-8")
    load(tiny, store, now=now)
    rows = store.current().rows("SELECT title, matter_id FROM matter ORDER BY title")
    assert [title for title, _ in rows] == ["缺水", "路灯不亮"]
    assert rows[1][1] == before[0]
    assert told(store)[1][3] == "2026-03-20"


def test_without_a_table_of_units_those_named_are_units(
    tiny: Path, store: Store, now: datetime
) -> None:
    toml = tiny / "city.toml"
    text = toml.read_text(encoding="utf-8")
    for name in ("unit", "official", "posting", "report"):
        text = text.replace(f'[sources.{name}]\nfile = "{name}s.csv"\n', "")
    toml.write_text(text, encoding="utf-8")
    (tiny / "pairings.csv").write_text("村代码,联系干部\n990121100201,安国\n", encoding="utf-8")
    source("matter", f"{HEAD}{LIGHT}\n")(tiny)
    load(tiny, store, now=now, allow_fewer=["project", "project_month"])  # they name units by id
    named = store.current().rows(
        "SELECT unit.name FROM matter JOIN unit ON unit_id = lead_unit_id"
        " UNION ALL SELECT unit.name FROM matter, unnest(string_split(co_units, '、')) AS co (id)"
        " JOIN unit ON unit_id = id ORDER BY ALL"
    )
    assert named == [("东街道办事处",), ("东街道办事处",), ("西镇人民政府",)]


def test_the_five_grades_of_satisfaction(tiny: Path, store: Store, now: datetime) -> None:
    grades = ["非常满意", "满意", "基本满意", "不满意", "非常不满意", "4", "", "还行", "7"]
    rows = [
        f"S{n},问题,990121100201,事{n},2026-03-02,2026-03-20,{word}\n"
        for n, word in enumerate(grades, 1)
    ]
    head = "事项编号,事项类型,村代码,事项内容,提出日期,办结日期,满意度\n"
    source("matter", head + "".join(rows))(tiny)
    load(tiny, store, now=now)
    found = store.current().rows("SELECT matter_id, satisfaction FROM matter ORDER BY matter_id")
    assert [score for _, score in found] == [5, 4, 3, 2, 1, 4, None]
    assert [row[:2] for row in put_aside(store)] == [(9, "bad_count"), (10, "bad_satisfaction")]
