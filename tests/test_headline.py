"""The sentences that leadership reads first, by hand, in both languages; silent where nothing is known."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from etl.pipeline import load
from geodata.output.headline import headline
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store


def test_what_stands_what_moved_and_where_to_look(tiny_snapshot: Snapshot) -> None:
    # February: one of five visits owed was made, in January three; nobody ever was in the south
    asked = scope(tiny_snapshot, period="2026-02")
    assert headline(tiny_snapshot, asked, "zh_CN") == (
        "2026年2月，微型市应访完成率 20.0%（1 / 5）。比2026年1月降 40.0 个百分点。"
        "截至 2026-02-28，先看西县南乡：2 个村居中有 2 个需要关注，其中从未走访 2 个。"
    )
    assert headline(tiny_snapshot, asked, "en") == (
        "2026-02, 微型市: Fulfilment 20.0% (1 / 5). Down 40.0 pp on 2026-01."
        " As of 2026-02-28 look first at 南乡, 西县: 2 of 2 places need attention (Never visited 2)."
    )


def test_what_nobody_reported_is_said_beside_the_number(tiny_snapshot: Snapshot) -> None:
    # of the four owed in March two were made, and of one nothing is known: 2/4 to 3/4, above 1/5
    said = headline(tiny_snapshot, scope(tiny_snapshot, period="2026-03"), "zh_CN")
    assert said.startswith(
        "2026年3月，微型市应访完成率 50.0%（2 / 4 · 未上报 1：真实值在 50.0%–75.0% 之间）。"
        "比2026年2月升 30.0 个百分点。"
    )


def test_a_running_month_is_not_compared(tiny_snapshot: Snapshot) -> None:
    asked = scope(tiny_snapshot, as_of=date(2026, 3, 12), period="2026-03")
    said = headline(tiny_snapshot, asked, "zh_CN")
    assert "进行中" in said
    assert "不作升降比较" in said
    assert "百分点" not in said


@pytest.mark.parametrize(("period", "why"), [("2025-01", "早于数据"), ("2027-01", "数据未到")])
def test_a_period_without_data_has_no_number(
    tiny_snapshot: Snapshot, period: str, why: str
) -> None:
    said = headline(tiny_snapshot, scope(tiny_snapshot, period=period), "zh_CN")
    assert f"应访完成率：{why}。" in said
    assert "%" not in said


def test_only_some_places_are_named_as_such(tiny_snapshot: Snapshot) -> None:
    said = headline(tiny_snapshot, scope(tiny_snapshot, period="2026-02", area="990121"), "zh_CN")
    assert said.startswith("2026年2月，西县应访完成率 ")


def test_a_city_of_names_alone_says_nothing(tmp_path: Path, now: datetime) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "city.toml").write_text(
        '[city]\nname = "名市"\ncode = "9901"\n'
        '[sources.county]\nfile = "c.csv"\n[sources.village]\nfile = "v.csv"\n',
        encoding="utf-8",
    )
    (folder / "c.csv").write_text("code,name\n990121,甲县\n", encoding="utf-8")
    (folder / "v.csv").write_text("code,name\n990121100201,乙村\n", encoding="utf-8")
    load(folder, Store(tmp_path / "store"), now=now)
    snapshot = Store(tmp_path / "store").current()
    assert headline(snapshot, scope(snapshot), "zh_CN") == ""
