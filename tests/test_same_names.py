"""Townships of one name stay two, and nobody's full name leaves unasked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import cities_made
from cities_made import OFFICIALS
from dashboard.server import export_log, serve
from etl.pipeline import load
from geodata.figures import rates
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.layers import LayerQuery, layer
from geodata.lists import workday
from geodata.output import wording
from geodata.question.scope import scope
from geodata.store.snapshots import Store


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("made")
    store = Store(folder / "store")
    load(cities_made.write(folder / "city", silent=19), store, now=datetime(2026, 4, 1, 9))
    return store


def test_the_roster_keeps_two_streets_of_one_name_apart(made: Store) -> None:
    snapshot = made.current()
    rows = workday.roster(snapshot, date(2026, 4, 15), scope(snapshot, as_of=date(2026, 4, 1)))
    counts = rows.groupby(["township_code", "county", "township"]).size()
    assert dict(counts) == {
        ("990101001000", "东县", "滨河街道"): 20,
        ("990102001000", "西县", "滨河街道"): 20,
    }


def test_a_street_is_told_with_its_county(made: Store) -> None:
    snapshot = made.current()
    asked = scope(snapshot, as_of=date(2026, 3, 31), period="2026-03")
    rows = rates.by_area(snapshot, "fulfilment", asked, "township")
    assert list(zip(rows["county"], rows["name"], strict=True)) == [
        ("东县", "滨河街道"),
        ("西县", "滨河街道"),
    ]
    for name in ("fulfilment", "neglected", "days_since_visit"):
        found = layer(snapshot, LayerQuery(name, "township", asked))
        told = wording.labels(found, found.rows, "zh_CN")
        assert [one.split(" · ")[0] for one in told] == ["东县", "西县"]
    assert "county" not in rates.by_area(snapshot, "fulfilment", asked, "county")


@pytest.mark.parametrize("which", ["numerator", "denominator", "missing"])
@pytest.mark.parametrize("name", DEFINITIONS)
def test_the_rows_of_a_figure_have_no_full_name(
    made: Store, run: Callable[..., Any], name: str, which: str
) -> None:
    said = run("rate", name, "--rows", which, "--format", "csv", "--store", made.folder).stdout
    assert not [one for one in OFFICIALS.values() if one in said]


def test_full_names_come_by_choice(made: Store, run: Callable[..., Any]) -> None:
    asked = ("rate", "load_per_official", "--rows", "numerator", "--format", "csv")
    assert "张**" in run(*asked, "--store", made.folder).stdout
    assert "张伟国" in run(*asked, "--unmask", "--store", made.folder).stdout


def test_full_names_handed_over_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUATU_STORE", str(tmp_path))
    for rows in (3, 4):
        export_log.note("roster 2026-04-15", rows, "s1", now=datetime(2026, 4, 1, 9))
    assert (tmp_path / "log" / "exports.jsonl").read_text(encoding="utf-8").splitlines()[1] == (
        '{"time": "2026-04-01T09:00:00", "what": "roster 2026-04-15", "rows": 4, "snapshot": "s1"}'
    )


def test_streamlits_own_export_is_off() -> None:
    assert serve._OPTIONS["client.disableDataExport"] is True
