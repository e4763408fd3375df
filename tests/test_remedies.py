"""What a sentence says is to be done leads on: every remedy of the handed cases is followed once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import Result

from etl.pipeline import Summary, load
from geodata.base.errors import RefusedError
from geodata.figures import rates
from geodata.question.scope import scope
from geodata.store.snapshots import Store

Run = Callable[..., Result]
Case = Callable[[str], Path]
NOW = datetime(2026, 4, 20, 9, 0)


@pytest.fixture
def loaded(store: Store) -> Callable[[Path], set[str]]:
    """Loads a folder, and gives what is said besides; nothing may be put aside."""

    def loads(folder: Path) -> set[str]:
        summary: Summary = load(folder, store, now=NOW)
        assert summary.reasons == []
        return {code for code, _ in summary.warnings}

    return loads


Loads = Callable[[Path], set[str]]


def replaced(file: Path, old: str, new: str, *, times: int = -1) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, times), "utf-8")


def test_add_what_is_missing_to_the_townships(case: Case, loaded: Loads, store: Store) -> None:
    folder = case("township_missing")
    assert loaded(folder) == {"in_no_township"}
    with (folder / "townships.csv").open("a", encoding="utf-8") as stream:
        stream.write("990121200,青石乡\n")
    assert loaded(folder) == set()
    asked = scope(store.current(), as_of=date(2026, 3, 31), period="2026-03")
    found = rates.by_area(store.current(), "visit_coverage", asked, "township")
    assert sorted(zip(found["name"], found["denominator"], strict=True)) == [
        ("柳河镇", 3), ("青石乡", 3)]  # fmt: skip


def test_write_the_lost_letters(case: Case, loaded: Loads) -> None:
    folder = case("lost_chars")
    assert loaded(folder) == {"letters_lost"}
    codes = [f"99012110020{n}" for n in (1, 2, 3)] + [f"99012120020{n}" for n in (1, 2, 3)]
    names = ("柳东村", "柳西村", "石桥村", "青东村", "石桥村", "黄岗村")
    rows = [f"{code},{name}" for code, name in zip(codes, names, strict=True)]
    (folder / "villages.csv").write_text("\n".join(["代码,名称", *rows]), "utf-8")
    assert loaded(folder) == set()


def test_look_at_the_id_with_a_nul(case: Case, loaded: Loads) -> None:
    folder = case("nul")
    assert loaded(folder) == {"nul_removed"}
    replaced(folder / "visits.csv", "V2\0", "V2")
    assert loaded(folder) == set()


def test_delete_the_hidden_rows(case: Case, loaded: Loads, store: Store) -> None:
    folder = case("hidden_rows")
    assert loaded(folder) == {"rows_hidden"}
    with xlsxwriter.Workbook(folder / "visits.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([
            ["走访编号", "村代码", "走访日期", "走访户数"],
            ["V1", "990121100201", "2026-03-02", 3], ["V2", "990121100202", "2026-03-03", 5],
            ["V3", "990121200201", "2026-03-04", 4],
        ]):  # fmt: skip
            sheet.write_row(number, 0, row)
    replaced(folder / "city.toml", 'file = "visits.xlsx"', 'file = "visits.xlsx"\nwhole = "month"')
    assert loaded(folder) == {"whole_replaces"}
    assert store.current().rows("SELECT count(*) FROM visit") == [(3,)]


def test_export_the_empty_shape_again(case: Case, loaded: Loads, store: Store, run: Run) -> None:
    folder = case("null_geom")
    run("check", folder, "--write", "--store", folder / "store")
    assert loaded(folder) == {"shape_unreadable_geometry"}
    (file,) = folder.glob("*.geojson")
    layer = json.loads(file.read_text("utf-8"))
    whole = layer["features"][0]["geometry"]
    for number, one in enumerate(layer["features"]):
        if one["geometry"] is None or not one["geometry"].get("coordinates"):
            ring = [[x + number, y] for x, y, *_ in whole["coordinates"][0]]
            one["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    file.write_text(json.dumps(layer), "utf-8")
    assert loaded(folder) == set()
    assert store.current().rows(
        "SELECT count(geometry) FROM place WHERE kind = 'village'"
    ) == [(6,)]  # fmt: skip


def test_put_a_file_of_townships_beside(case: Case, loaded: Loads, run: Run) -> None:
    folder = case("names_beside")
    run("check", folder, "--write", "--store", folder / "store")
    assert loaded(folder) == {"townships_from_codes"}
    (folder / "townships.csv").write_text(
        "代码,名称\n990121100,柳河镇\n990121200,青石乡\n", "utf-8"
    )
    with (folder / "city.toml").open("a", encoding="utf-8") as stream:
        stream.write('[sources.township]\nfile = "townships.csv"\n')
    assert loaded(folder) == set()


def test_name_the_officials(case: Case, loaded: Loads, run: Run) -> None:
    folder = case("wide_visits")
    run("check", folder, "--write", "--store", folder / "store")
    assert loaded(folder) == {"officials_unlisted"}
    (folder / "干部.csv").write_text("干部编号,姓名\nP1,李文\n", "utf-8")
    (folder / "任职.csv").write_text("干部编号,单位编号,层级\nP1,U1,县\n", "utf-8")
    (folder / "单位.csv").write_text("单位编号,单位名称,层级\nU1,县农业局,县\n", "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            '[sources.unit]\nfile = "单位.csv"\n[sources.official]\nfile = "干部.csv"\n'
            '[sources.posting]\nfile = "任职.csv"\n'
        )
    assert "officials_unlisted" not in loaded(folder)


def test_give_each_place_a_code_of_its_own(case: Case, loaded: Loads, run: Run) -> None:
    folder = case("all_codes_same")
    names = ("柳东村", "柳西村", "石桥村", "青东村", "石桥村", "黄岗村")
    rows = [
        f"9901211002{number:02},{name}" if number < 4 else f"9901212002{number:02},{name}"
        for number, name in enumerate(names, 1)
    ]
    (folder / "村.csv").write_text("\n".join(["代码,名称", *rows]), "utf-8")
    result = run("check", folder, "--write", "--store", folder / "store")
    assert result.exit_code == 0
    assert loaded(folder) == {"in_no_township"}


def test_save_the_sheet_of_wps_as_xlsx(case: Case, loaded: Loads, store: Store) -> None:
    folder = case("et_named")
    with pytest.raises(RefusedError, match="format_office"):
        loaded(folder)
    (folder / "走访.et").unlink()
    with xlsxwriter.Workbook(folder / "走访.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["走访编号", "村代码", "走访日期"])
        sheet.write_row(1, 0, ["V1", "990121100201", "2026-03-02"])
    replaced(folder / "city.toml", "走访.et", "走访.xlsx")
    assert loaded(folder) == set()
    assert store.current().rows("SELECT count(*) FROM visit") == [(1,)]


def test_allow_what_shrinks(case: Case, store: Store) -> None:
    load(case("pub_good"), store, now=NOW)
    bad = case("pub_bad")
    with pytest.raises(RefusedError, match="load_shrinks") as refused:
        load(bad, store, now=NOW)
    flags = str(refused.value.values["flags"])
    allowed = [one for one in flags.split() if not one.startswith("--")]
    load(bad, store, now=NOW, allow_fewer=allowed)
    assert store.current().rows("SELECT count(*) FROM place WHERE kind = 'village'") == [(0,)]


def test_the_layer_that_is_there_is_named(case: Case, loaded: Loads) -> None:
    folder = case("gpkg_two_geoms_layer")
    replaced(folder / "city.toml", 'layer = "villages"', 'layer = "村界"')
    with pytest.raises(RefusedError, match="layer_missing") as refused:
        loaded(folder)
    known = str(refused.value.values["known"]).split(", ")
    replaced(folder / "city.toml", "村界", known[0])
    assert loaded(folder) == set()


def test_a_detailed_list_in_the_place_of_counts(case: Case, loaded: Loads, run: Run) -> None:
    folder = case("wide_months")
    (folder / "走访统计.csv").unlink()
    (folder / "走访明细.csv").write_text("村代码,走访日期\n990121100201,2026-03-02\n", "utf-8")
    run("check", folder, "--write", "--store", folder / "store")
    assert loaded(folder) == set()
