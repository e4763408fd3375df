"""Visits worth asking about, as the page and the command line tell them: masked, in both languages, and
never as code."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from dashboard.answers.ask import forget
from etl.city.settings import read_city
from etl.cli import main
from geodata.base.errors import RefusedError
from test_doubts import ALL, DISMISSALS, EAST, HOSTILE, city, row

APP = Path(__file__).parents[1] / "dashboard" / "app.py"


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A city with doubtful visits of four rules, one dismissed, and dismissals that fit none."""
    city(tmp_path, ALL, dismissals=DISMISSALS)
    monkeypatch.setenv("GUATU_STORE", str(tmp_path / "store"))
    forget()
    yield tmp_path
    forget()


def run(*given: str, language: str = "en") -> str:
    asked = ["--lang", language, "doubts", "--period", "2026-03", *given]
    found = CliRunner().invoke(main, asked)
    assert found.exit_code == 0, found.output
    return found.stdout


def table(*given: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(run(*given, "--format", "csv"))))


@pytest.mark.usefixtures("served")
def test_the_command_line() -> None:
    said = run()
    assert "no verdict on anybody" in said
    assert "Of 5 visits checked, 0 to ask about, 1 dismissed." in said
    assert "3 dismissals fit no row" in said
    assert "无法" not in said
    apart = table("--rule-name", "far_apart")
    assert [one["officials"] for one in apart] == ["王**", "张**", "王**、李**", "张**"]
    assert table("--rule-name", "far_apart", "--unmask")[0]["officials"] == "王芳菲"
    (dismissed,) = table("--show", "dismissed")
    assert dismissed["reason"] == f"'{HOSTILE}"  # no formula for a spreadsheet
    assert len(table("--show", "unfit")) == 3
    rules = {one["rule"]: one for one in table("--show", "rules")}
    assert rules["far_point"]["threshold"] == "1000.0"
    areas = table("--by", "county")
    assert [one["far_apart"] for one in areas] == ["2", "2"]
    told = json.loads(run("--format", "json", "--rule-name", "far_point"))
    assert told["open"] == []
    assert told["dismissed"][0]["dismissed_on"] == "2026-04-02"
    assert told["rules"][0]["dismissed"] == 1


def page(language: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["lang"] = language
    app.query_params["period"] = "2026-03"
    app.run()
    app.switch_page("pages/doubts.py").run()
    assert not app.exception
    return app


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("language", "title", "question"),
    [
        ("zh_CN", "待核实的走访", "同一人一天到了相距很远的两地？"),
        ("en", "Visits to ask about", "Was one official in two distant places on one day?"),
    ],
)
def test_the_page(language: str, title: str, question: str) -> None:
    app = page(language)
    assert app.title[0].value == title
    cards = {one.label: one.value for one in app.metric}
    assert cards[question] == "4 / 15"
    assert len(app.metric) == 5
    areas, rows, dismissed, unfit = (one.value for one in app.dataframe)
    assert (len(areas), len(rows), len(dismissed), len(unfit)) == (2, 70, 1, 3)
    written = " ".join(one.value for one in [*app.markdown, *app.caption])
    assert "<script>" not in written
    for name in ("王芳菲", "李国庆", "张伟国"):
        assert name not in rows.to_string()
        assert name not in written


def test_a_page_of_what_cannot_be_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    city(tmp_path, [row(EAST[0], 3, "")], shapes=False)
    monkeypatch.setenv("GUATU_STORE", str(tmp_path / "store"))
    forget()
    app = page("en")
    forget()
    assert [one.value for one in app.metric] == ["Cannot be checked"] * 5
    said = [one.value for one in app.caption if "Cannot be checked" in one.value]
    assert len(said) == 5


@pytest.mark.parametrize(
    ("told", "value"),
    [("far_m = 0", "0"), ("far_m = -5", "-5"), ('apart_km = "far"', "far"), ("apart_km = nan", "nan"),
     ("same_rows = 1", "1"), ("same_rows = 2.5", "2.5"), ("nothing_rows = 0", "0"),
     ("round_counts = 100000", "100000"), ("near_m = 5", None)],
)  # fmt: skip
def test_wrong_thresholds_are_refused(tmp_path: Path, told: str, value: str | None) -> None:
    city(tmp_path, [row(EAST[0], 3)])
    toml = tmp_path / "city" / "city.toml"
    text = toml.read_text(encoding="utf-8").replace("[sources]", f"[doubts]\n{told}\n[sources]")
    toml.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        read_city(tmp_path / "city")
    assert refused.value.code == ("city_value" if value else "city_key_unknown")
    if value:
        assert str(refused.value.values["value"]) == value
        assert str(refused.value.values["key"]).startswith("doubts.")
        assert refused.value.values["example"]
