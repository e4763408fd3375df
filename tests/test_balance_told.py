"""How visits are shared out, as the page and the command line tell it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

import cities_made
from dashboard.answers.ask import forget
from etl.cli import main
from etl.pipeline import load
from geodata.store.snapshots import Store

APP = Path(__file__).parents[1] / "dashboard" / "app.py"
EAST = cities_made.villages(next(iter(cities_made.STREETS)))


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Forty villages, of which four were visited once on 15 March; two are of a silent unit."""
    folder = cities_made.write(tmp_path / "city", silent=2, visited=EAST[5:9])
    load(folder, Store(tmp_path / "store"), now=datetime(2026, 5, 20))
    monkeypatch.setenv("GUATU_STORE", str(tmp_path / "store"))
    forget()
    yield tmp_path / "store"
    forget()


def run(*given: str) -> tuple[str, str]:
    found = CliRunner().invoke(main, ["--lang", "en", "balance", "--period", "2026-03", *given])
    assert found.exit_code == 0, found.output
    return found.stdout, found.stderr


@pytest.mark.usefixtures("served")
def test_the_command_line() -> None:
    said, _ = run()
    for sentence in (
        "38 places received 4 visits: 0.11 on average, the median is 0; 34 received none.",
        "Of 2 more the number is not known",
        "The most visited tenth (4 places) received 100.0% of all visits (4).",
        "The least visited tenth (4 places) received 0.0% of all visits (0).",
        "Listed are all 4 with at least 1",
    ):
        assert sentence in said
    rows, told = run("--show", "histogram", "--format", "csv")
    assert rows.splitlines() == ["visits,counted", "0,34", "1,4"]
    assert "38 places" in told
    rows, _ = run("--by", "county", "--format", "csv")
    parts = list(csv.DictReader(StringIO(rows)))
    assert [(one["visits"], one["counted"], one["unvisited"]) for one in parts] == [
        ("4", "18", "14"), ("0", "20", "20"),
    ]  # fmt: skip
    rows, _ = run("--of", "official", "--show", "all", "--format", "csv")
    assert [one["name"] for one in csv.DictReader(StringIO(rows))] == ["王**", "李**", "张**"]
    rows, _ = run("--of", "official", "--show", "all", "--unmask", "--format", "csv")
    assert "王芳菲" in rows


@pytest.mark.usefixtures("served")
def test_officials_lie_in_no_area() -> None:
    found = CliRunner().invoke(main, ["balance", "--of", "official", "--by", "county"])
    assert found.exit_code == 2


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("language", "title"),
    [("zh_CN", "均衡：走访分到了哪里"), ("en", "Balance: where the visits went")],
)
def test_the_page(language: str, title: str) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["lang"] = language
    app.query_params["period"] = "2026-03"
    app.run()
    app.switch_page("pages/balance.py").run()
    assert not app.exception
    assert app.title[0].value == title
    assert [one.value for one in app.metric] == ["4", "0.11", "34", "100.0%", "0.0%"]
    assert len(app.dataframe) == 4
