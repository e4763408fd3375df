"""Folders that an office sent, one weakness each, beside the repository; skipped where missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import Result

from etl.pipeline import Summary, load
from etl.reading.layers.spatial import layer_names, read_spatial
from geodata.base.errors import RefusedError
from geodata.figures import rates
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store

Run = Callable[..., Result]
NOW = datetime(2026, 4, 20, 9, 0)


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


#: Six villages of two townships, each a square of a tenth of a degree; code → its west and south.
SQUARES = {f"9901211002{number:02}": (115.1 + (number - 1) / 10, 34.0) for number in (1, 2, 3)} | {
    f"9901212002{number:02}": (115.1 + (number - 1) / 10, 34.1) for number in (1, 2, 3)
}
#: Folder, villages drawn, visits, what is said besides.
WHOLE = [
    ("english", 6, 0, {"townships_from_codes"}),
    ("feature_id", 6, 0, set()),
    ("gdb_folder", 6, 0, set()),
    ("gpkg_one_bare_layer", 6, 0, set()),
    ("gpkg_two_geoms_layer", 6, 0, set()),
    ("kml_collide", 6, 0, set()),
    ("kml_data", 6, 0, set()),
    ("kml_folders_by_name", 6, 0, set()),
    ("names_beside", 0, 0, {"townships_from_codes"}),
    ("names_differ", 6, 0, set()),
    ("pipe", 0, 3, set()),
    ("tab", 6, 0, set()),
    ("wide_days", 0, 12, set()),
    ("wide_months", 0, 0, set()),
    ("wide_visits", 0, 9, {"officials_unlisted"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "drawn", "visits", "said"), WHOLE, ids=[one[0] for one in WHOLE])
def test_a_folder_as_it_lies_there(
    case: Case, store: Store, run: Run, name: str, drawn: int, visits: int, said: set[str]
) -> None:
    folder = case(name)
    if not (folder / "city.toml").exists():
        guessed(folder, run)
    summary = load(folder, store, now=NOW)
    assert (summary.reasons, codes(summary)) == ([], said)
    snapshot = store.current()
    assert snapshot.rows("SELECT code FROM place WHERE kind = 'village' ORDER BY code") == [
        (code,) for code in SQUARES
    ]
    shapes = snapshot.rows(
        "SELECT code, ST_XMin(geometry), ST_YMin(geometry) FROM place"
        " WHERE kind = 'village' AND geometry IS NOT NULL"
    )
    assert len(shapes) == drawn
    for code, west, south in shapes:
        assert (west, south) == pytest.approx(SQUARES[code], abs=1e-6)
    assert snapshot.rows("SELECT count(*) FROM visit") == [(visits,)]


def test_counts_by_month_are_told_for_what_they_are(case: Case, run: Run) -> None:
    assert "逐月的次数统计，不是明细" in guessed(case("wide_months"), run)


def test_a_wps_sheet_gets_a_sentence(case: Case, run: Run) -> None:
    result = run("check", case("et_named"))
    assert result.exit_code == 1
    assert "另存为 .xlsx" in result.output


def test_counties_by_their_adcode(case: Case, store: Store, run: Run) -> None:
    folder = case("datav")
    guessed(folder, run)
    assert load(folder, store, now=NOW).reasons == []
    assert store.current().rows(
        "SELECT count(*), count(geometry) FROM place WHERE kind = 'county'"
    ) == [(3, 3)]


def test_an_offices_own_numbers_are_its_codes(case: Case, store: Store, run: Run) -> None:
    folder = case("own_numbers")
    assert "不是区划代码" in guessed(folder, run)
    assert codes(load(folder, store, now=NOW)) == {"townships_made"}
    rows = store.current().rows("SELECT code FROM place WHERE kind = 'village' ORDER BY code")
    assert rows == [(code,) for code in ("1001", "1002", "1003", "2001", "2002", "2003")]
    assert parts(store.current(), "township") == [(0, 3), (0, 3)]


def test_codes_that_are_all_the_same_are_none(case: Case, store: Store, run: Run) -> None:
    folder = case("all_codes_same")
    assert "“代码”有 6 行都是 000000，不能用作代码" in guessed(folder, run)
    summary = load(folder, store, now=NOW)
    assert codes(summary) == {"codes_made", "in_no_township"}
    assert store.current().rows("SELECT name FROM place WHERE kind = 'village' ORDER BY name") == [
        (name,) for name in sorted(("柳东村", "柳西村", "青东村", "黄岗村"))
    ]
    assert store.current().rows("SELECT count(*) FROM quarantine") == [(2,)]  # two of one name


@pytest.mark.parametrize("name", ["zeros", "zeros_bare"])
def test_lost_zeros_are_offered_and_the_offer_holds(
    case: Case, store: Store, run: Run, name: str
) -> None:
    folder = case(name)
    city = folder / "city.toml"
    if name == "zeros":
        summary = load(folder, store, now=NOW)
        said = dict(summary.warnings)["zeros_lost"]
        assert (said["own"], said["other"], said["digits"]) == ("4001", "04001", 5)
    else:
        assert "加一行 code_digits = 5" in guessed(folder, run)
    text = city.read_text("utf-8")
    for source in ("[sources.village]\n", "[sources.village]\r\n"):
        text = text.replace(source, "[sources.village]\ncode_digits = 5\n")
    city.write_text(text, "utf-8")
    summary = load(folder, store, now=NOW)
    assert (summary.reasons, codes(summary)) == ([], {"in_no_township"})
    assert store.current().rows(
        "SELECT code, geometry IS NOT NULL FROM place WHERE kind = 'village' ORDER BY code"
    ) == [("04001", True), ("04002", True), ("14001", True)]


LAYERS = [
    ("gpkg_two_geoms_layer", "v.gpkg", "villages"), ("gpkg_one_bare_layer", "行政村.gpkg", None),
    ("gdb_folder", "v.gdb", None), ("tab", "v.tab", None), ("kml_collide", "行政村.kml", None),
    ("null_geom", "行政村.geojson", None), ("datav", "990100_full.json", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "layer"), LAYERS, ids=[one[0] for one in LAYERS])
def test_no_reader_speaks_for_itself(
    case: Case, capfd: pytest.CaptureFixture[str], name: str, file: str, layer: str | None
) -> None:
    """GDAL writes its warnings past Python, in words of its own."""
    path = case(name) / file
    capfd.readouterr()
    assert layer_names(path)
    assert read_spatial(path, layer=layer).cells
    assert capfd.readouterr() == ("", "")
