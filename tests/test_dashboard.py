"""The pages without a browser: every one stands on every kind of city, and says what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answers.ask import forget
from dashboard.frame.turns import AT_ONCE
from etl.pipeline import load
from geodata.store.snapshots import Store
from test_load import county_alone

APP = Path(__file__).parents[1] / "dashboard" / "app.py"
PAGES = (
    "overview", "movement", "balance", "coverage", "neglected", "workday", "roster", "officials",
    "projects",
    "companies", "matters", "export", "data", "doubts",
)  # fmt: skip


@pytest.fixture
def serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store that the dashboard of this process serves."""
    monkeypatch.setenv("GUATU_STORE", str(tmp_path / "served"))
    forget()
    yield Store(tmp_path / "served")
    forget()


def page(name: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    if name != "overview":
        app.switch_page(f"pages/{name}.py").run()
    assert not app.exception, f"{name}: {app.exception}"
    return app


def test_a_county_alone_shows_no_city_level(tiny: Path, serving: Store, now: datetime) -> None:
    county_alone(tiny)
    load(tiny, serving, now=now)
    for name in PAGES:
        page(name)
    coverage = page("coverage")
    (levels,) = [box for box in coverage.selectbox if box.label == "层级"]
    assert levels.options == ["随缩放", "乡镇(街道)", "村居", "行政村"]
    (areas,) = [box for box in page("overview").main.selectbox if box.label == "地区"]
    assert areas.options == ["西县", "西镇", "南乡"]
    assert page("overview").title[0].value == "西县 · 总览"


def test_a_page_that_stops_early_gives_its_turn_back(
    tiny: Path, serving: Store, now: datetime
) -> None:
    load(tiny, serving, now=now)
    (serving.folder / "current.json").write_text("{", encoding="utf-8")
    for _ in range(AT_ONCE + 1):  # were a turn kept, the last would wait for ever
        app = AppTest.from_file(str(APP), default_timeout=60).run()
        assert app.error


def test_a_city_of_names_alone_says_what_is_missing(
    tmp_path: Path, serving: Store, now: datetime
) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "city.toml").write_text(
        '[city]\nname = "名市"\ncode = "9901"\n'
        '[sources.county]\nfile = "c.csv"\n[sources.village]\nfile = "v.csv"\n',
        encoding="utf-8",
    )
    (folder / "c.csv").write_text("code,name\n990121,甲县\n", encoding="utf-8")
    (folder / "v.csv").write_text("code,name\n990121100201,乙村\n", encoding="utf-8")
    load(folder, serving, now=now)
    for name in PAGES:
        page(name)
    said = " ".join(note.value for note in page("overview").info)
    for sentence in (
        "未提供结对数据",
        "未提供走访数据",
        "未提供项目数据",
        "没有边界的区划：",
        "没有应访台账",
    ):
        assert sentence in said
    assert not page("overview").metric
    assert "0%" not in " ".join(str(m.value) for m in page("projects").metric)


def test_the_overview_names_no_official(tiny: Path, serving: Store, now: datetime) -> None:
    load(tiny, serving, now=now)
    overview = page("overview", as_of="2026-03-12")
    shown = " ".join(
        str(one.value) for one in [*overview.markdown, *overview.caption, *overview.metric]
    )
    for name in ("安国", "白露", "陈明", "丁香", "二虎"):
        assert name not in shown


def test_the_figures_of_the_overview_are_those_of_the_hand(
    tiny: Path, serving: Store, now: datetime
) -> None:
    load(tiny, serving, now=now)
    overview = AppTest.from_file(str(APP), default_timeout=60)
    overview.query_params.update(as_of="2026-03-12", period="2026-02-10..2026-03-12")
    overview.session_state["more_started_rate"] = True  # the line of further figures is open
    overview.run()
    figures = {metric.label: metric.value for metric in overview.metric}
    # visits from 10 February to 12 March: 东一社区 and 甲村 of six places; pairings: 丁村's ended
    assert figures["走访覆盖率"] == "33.3%"
    assert figures["结对覆盖率"] == "66.7%"
    assert figures["项目开工率"] == "50.0%"
    assert figures["年度投资完成率"] == "50.5%"
