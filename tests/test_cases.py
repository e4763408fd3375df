"""Folders that an office sent, one weakness each, beside the repository; skipped where missing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import Result

from etl.pipeline import Summary, load
from geodata.base.errors import RefusedError
from geodata.figures import rates
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store

Run = Callable[..., Result]
NOW = datetime(2026, 4, 20, 9, 0)


@pytest.fixture
def case(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of one folder; skips where it is not there."""

    def copy(name: str) -> Path:
        folder = next(
            (one for up in Path(__file__).resolve().parents
             if (one := up / "shared" / "cases" / name).is_dir()), None)  # fmt: skip
        if folder is None:
            pytest.skip(f"the folders of cases are not beside the repository: shared/cases/{name}")
        target = tmp_path / name
        target.mkdir()
        for file in folder.iterdir():  # what is handed over may be read-only
            if file.is_file():
                shutil.copyfile(file, target / file.name)
        return target

    return copy


Case = Callable[[str], Path]


def guessed(folder: Path, run: Run) -> str:
    """The city.toml that a check writes."""
    result = run("check", folder, "--write", "--store", folder / "store")
    assert result.exit_code == 0, result.output
    return (folder / "city.toml").read_text("utf-8")


def count(snapshot: Snapshot, kind: str = "village") -> int:
    query = "SELECT count(*) FROM place WHERE kind = $kind"
    return int(snapshot.rows(query, {"kind": kind})[0][0])


def parts(snapshot: Snapshot, level: str) -> list[tuple[int, int]]:
    asked = scope(snapshot, as_of=date(2026, 3, 31), period="2026-03")
    rows = rates.by_area(snapshot, "visit_coverage", asked, level)
    whole = rates.figure(snapshot, "visit_coverage", asked)
    assert (rows["numerator"].sum(), rows["denominator"].sum()) == (
        whole.numerator, whole.denominator)  # fmt: skip
    return list(zip(rows["numerator"], rows["denominator"], strict=True))


def codes(summary: Summary) -> set[str]:
    return {code for code, _ in summary.warnings}


def test_a_bad_register_does_not_take_the_good_ones_place(case: Case, store: Store) -> None:
    load(case("pub_good"), store, now=NOW)
    before = store.current_id()
    with pytest.raises(RefusedError, match="load_shrinks") as raised:
        load(case("pub_bad"), store, now=NOW)
    assert raised.value.values["shrunk"] == "village 6 → 0, visit 3 → 0"
    assert store.current_id() == before
    assert count(store.current()) == 6


@pytest.mark.parametrize("name", ["stat_of_some", "poor_list"])
def test_a_list_of_some_leaves_the_register(case: Case, store: Store, run: Run, name: str) -> None:
    folder = case(name)
    stated = guessed(folder, run)
    assert '[sources.village]\nfile = "villages.csv"' in stated
    summary = load(folder, store, now=NOW)
    assert summary.reasons == []
    assert count(store.current()) == 6
    attributes = store.current().rows("SELECT count(*) FROM place_attribute WHERE holds")
    assert attributes == [(3 if name == "poor_list" else 0,)]


@pytest.mark.parametrize(
    ("name", "drawn", "said"),
    [("null_geom", 4, {"shape_unreadable_geometry"}), ("geojson_cell", 6, set()),
     ("geoshape_in_register", 6, set())],
)  # fmt: skip
def test_every_place_stays(
    case: Case, store: Store, run: Run, name: str, drawn: int, said: set[str]
) -> None:
    folder = case(name)
    if not (folder / "city.toml").exists():
        guessed(folder, run)
    summary = load(folder, store, now=NOW)
    assert summary.reasons == []
    assert codes(summary) == said
    snapshot = store.current()
    assert count(snapshot) == 6
    assert snapshot.rows(
        "SELECT count(*) FROM place WHERE kind = 'village' AND geometry IS NOT NULL"
    ) == [(drawn,)]
    assert snapshot.rows("SELECT code FROM geometry_problem WHERE kind = 'undrawn'") == (
        [("990121200201",)] if said else []
    )


def test_parts_add_up_where_a_township_is_missing(case: Case, store: Store) -> None:
    summary = load(case("township_missing"), store, now=NOW)
    assert codes(summary) == {"in_no_township"}
    assert parts(store.current(), "township") == [(2, 3), (1, 3)]
    assert parts(store.current(), "county") == [(3, 6)]


def test_parts_add_up_where_townships_are_names_alone(case: Case, store: Store, run: Run) -> None:
    folder = case("names_beside")
    guessed(folder, run)
    load(folder, store, now=NOW)
    assert sum(n for _, n in parts(store.current(), "township")) == 6


@pytest.mark.parametrize(
    ("name", "said", "rows", "visits"),
    [("lost_chars", "letters_lost", 6, 1), ("nul", "nul_removed", 1, 3),
     ("hidden_rows", "rows_hidden", 2, 5)],
)  # fmt: skip
def test_what_is_damaged_is_counted_and_said(
    case: Case, store: Store, name: str, said: str, rows: int, visits: int
) -> None:
    summary = load(case(name), store, now=NOW)
    assert summary.reasons == []
    ((code, values),) = summary.warnings
    assert (code, values["rows"]) == (said, rows)
    assert count(store.current()) == 6
    assert store.current().rows("SELECT count(*) FROM visit") == [(visits,)]
