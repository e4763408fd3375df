"""The page of a place as it is shown: each number in a box is that of the rows below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import test_changes
from dashboard.answers.ask import forget
from etl.pipeline import load
from geodata.base.messages import LANGUAGES, Language
from test_dashboard import page
from test_place_page import DING, GRID, JIA, filled


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Path:
    """The tiny city with all it can have, and the city whose places changed."""
    folder = tmp_path_factory.mktemp("shown")
    filled(folder, now)
    (folder / "changed").mkdir()
    test_changes.loaded(folder / "changed", both=True)
    return folder


@pytest.fixture
def tiny(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    forget()
    monkeypatch.setenv("GUATU_STORE", str(folder / "store"))
    yield
    forget()


@pytest.fixture
def changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    forget()
    monkeypatch.setenv("GUATU_STORE", str(folder / "changed" / "store"))
    yield
    forget()


def said(app: AppTest) -> str:
    return " ".join(str(one.value) for one in [*app.markdown, *app.caption, *app.warning])


def rows(app: AppTest, column: str, beside: str | None = None) -> list[object]:
    """A column of the one table that has it (and another one beside it)."""
    (table,) = [one.value for one in app.dataframe if {column, beside or column} <= {*one.value}]
    return list(table[column].astype(object).where(table[column].notna(), None))


@pytest.mark.usefixtures("tiny")
def test_the_boxes_count_the_rows_below() -> None:
    app = page("place", place=JIA, as_of="2026-03-21", period="2026-03")
    boxes = {one.label: one.value for one in app.metric}
    # B is open again and overdue by a day, A is closed
    assert boxes["未办结事项"] == "1"
    assert rows(app, "群众认可") == [None, None]  # of B it holds no more
    assert rows(app, "逾期(天)") == [1, None]
    assert ":red[逾期 1]" in said(app)
    assert boxes["最近走访"] == rows(app, "走访日")[0] == "2026-03-12"
    # of January, February and March; the two of April are not due
    assert boxes["应访完成"] == "3 / 3"
    owed = rows(app, "状态", beside="规则")
    assert owed == ["未到期", "未到期", "已补访", "按时完成", "按时完成"]
    (strip,) = [one.value for one in app.markdown if "<svg" in one.value]
    assert len(re.findall(r'class="owed"', strip)) == len(owed)
    assert ">每月五日 · 联系<" in strip
    assert {*rows(app, "规则")} == {"每月五日"}
    assert boxes["2026-03-21 的状态"] == "事项逾期未办结"
    assert rows(app, "对照") == ["本处", "邻近", "上级"]


@pytest.mark.usefixtures("tiny")
def test_nobody_is_paired_any_more_and_a_grid_has_its_branch() -> None:
    ding = page("place", place=DING, as_of="2026-03-12")
    assert "无人结对" in said(ding)
    assert rows(ding, "责任人", beside="至") == ["二虎"]
    grid = page("place", place=GRID, as_of="2026-03-12")
    assert "第一网格党支部" in said(grid)
    assert "冯九" in said(grid)
    assert "葛十" not in said(grid)  # posted elsewhere since the day before


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("code", "day", "sentence", "instead"),
    [
        (test_changes.A, "2025-12-31", "甲村 自 2025-07-01 起不再存在，由 甲乙村 接续。", ["甲乙村"]),
        (test_changes.F, "2025-12-31", "己村 自 2025-07-01 起不再存在，由 己东村、己西村 接续。",
         ["己东村", "己西村"]),
        (test_changes.C, "2025-06-30", "甲乙村 自 2025-07-01 起才有，2025-06-30 时还是 甲村、乙村。",
         ["甲村", "乙村"]),
    ],
)  # fmt: skip
def test_a_place_that_is_not_there_is_one_sentence_and_who_stands_for_it(
    code: str, day: str, sentence: str, instead: list[str]
) -> None:
    app = page("place", place=code, as_of=day)
    (warning,) = app.warning
    assert warning.value == sentence
    assert [one.label for one in app.button if str(one.key).startswith("instead_")] == instead
    assert not app.metric
    assert not app.dataframe


@pytest.mark.usefixtures("changed")
def test_what_a_place_came_from_leads_there() -> None:
    app = page("place", place=test_changes.C, as_of="2025-12-31")
    assert rows(app, "变动") == ["合并", "合并"]
    assert rows(app, "名称", beside="变动") == ["甲村", "乙村"]


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [JIA, GRID, "990121100000", "990121000000", "990100000000"])
def test_it_stands_for_every_kind_of_place(code: str, language: Language) -> None:
    app = page("place", place=code, as_of="2026-03-12", lang=language)
    assert "⟦" not in said(app)
    assert app.title[0].value


def test_a_place_says_its_attributes(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, now)
    (tmp_path / "city" / "attributes.csv").write_text(
        f"code,attribute,valid_from,note\n{JIA},软弱涣散党组织,2026-03-01,市派第一书记\n",
        encoding="utf-8",
    )
    with (tmp_path / "city" / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[sources.place_attribute]\nfile = "attributes.csv"\n')
    load(tmp_path / "city", store, now=now)
    monkeypatch.setenv("GUATU_STORE", str(store.folder))
    forget()
    assert "软弱涣散党组织 市派第一书记" in said(page("place", place=JIA, as_of="2026-03-12"))
    assert "软弱涣散" not in said(page("place", place=JIA, as_of="2026-02-28"))
    # a filter that leaves the place out leaves its own page as it was
    other = page("place", place=DING, as_of="2026-03-12", attribute="软弱涣散党组织")
    assert "2026-02-28 的状态" in {one.label for one in other.metric}
    forget()
