"""A bare folder of files becomes a city.toml: every guess with its grounds, every doubt a question."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
import xlsxwriter
from click.testing import Result

from etl import demo
from etl.city.settings import read_city
from etl.guess.cells import level
from etl.guess.folder import Guess, guess
from etl.guess.toml import city_toml, quoted
from etl.guess.words import hinted
from etl.pipeline import load
from geodata.base.messages import LANGUAGES, Language, text
from geodata.land.datum import from_cgcs2000
from geodata.store.snapshots import Snapshot, Store

Run = Callable[..., Result]
ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "real"
NOW = datetime(2026, 4, 20, 9, 0)
VILLAGES = "行政村代码,行政村名称\n411402100201,甲村\n411402100202,乙村\n411403100201,丙村\n"


def put(folder: Path, **files: str) -> Path:
    """Text files, called ``name.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def sheet(file: Path, pages: dict[str, list[list[Any]]]) -> None:
    with xlsxwriter.Workbook(file) as book:
        for name, rows in pages.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)


def written(folder: Path, language: Language = "zh_CN") -> dict[str, Any]:
    """What is guessed, as the file says it; the file is written and understood."""
    body = city_toml(guess(folder), language)
    (folder / "city.toml").write_text(body, encoding="utf-8")
    read_city(folder)
    return tomllib.loads(body)


def unused(found: Guess) -> dict[str, str]:
    return {file: getattr(why, "key", getattr(why, "code", "")) for file, why in found.unused}


def counts(snapshot: Snapshot) -> list[tuple[Any, ...]]:
    return snapshot.rows(
        "SELECT table_name, sum(rows_in), sum(accepted), sum(quarantined) FROM load_log"
        " GROUP BY ALL ORDER BY ALL"
    )


# Folders that are whole but for their city.toml


def test_the_demo_city_is_guessed_whole(
    tmp_path: Path, store: Store, demo_snapshot: Snapshot
) -> None:
    demo.write(tmp_path / "city", places=300, seed=1)
    original = tomllib.loads((tmp_path / "city/city.toml").read_text(encoding="utf-8"))
    (tmp_path / "city/city.toml").unlink()
    found = written(tmp_path / "city")
    assert found["city"] == {"name": "示例市", "code": "9901", "kind": "city"}
    for table in ("visit", "pairing", "unit"):
        original["sources"][table]["file"].sort()  # several files of one table stand by name
    assert found["sources"] == original["sources"]
    assert "rule" not in found
    load(tmp_path / "city", store, now=datetime(2026, 11, 1))
    assert counts(store.current()) == counts(demo_snapshot)


def test_the_tiny_city_is_guessed_whole(tiny: Path, store: Store, tiny_snapshot: Snapshot) -> None:
    original = tomllib.loads((tiny / "city.toml").read_text(encoding="utf-8"))
    (tiny / "city.toml").unlink()
    found = written(tiny)
    # no file says what 9901 is called, so the folder's name stands in and is asked about
    assert found["city"] == {"name": "tiny", "code": "9901", "kind": "city"}
    assert found["sources"] == original["sources"]
    load(tiny, store, now=NOW)
    assert counts(store.current()) == counts(tiny_snapshot)
    places = (
        "SELECT code, name, kind, parent_code, geometry_source FROM place"
        " WHERE kind <> 'city' ORDER BY ALL"
    )
    assert store.current().rows(places) == tiny_snapshot.rows(places)


def test_a_real_prefecture_is_guessed(tmp_path: Path, store: Store) -> None:
    if not (REAL / "shangqiu").is_dir():
        reason = "the real files are not beside the repository: shared/real/shangqiu"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(shutil.copytree(REAL / "shangqiu", tmp_path / "商丘市资料"))
    found = written(folder)
    assert found["city"] == {"name": "商丘市", "code": "4114", "kind": "city"}
    assert found["sources"] == {
        "county": {
            "file": "areas.csv",
            "geometry": {"file": "counties.geojson", "match": "name"},
        },
        "township": {"file": "streets.csv"},
        "village": {"file": "villages.csv", "kind_by_name": True},
    }
    summary = load(folder, store, now=NOW)
    assert [one[2:] for one in summary.files] == [(11, 11, 0), (9, 9, 0), (199, 199, 0),
                                                  (4834, 4834, 0)]  # fmt: skip


def test_codes_of_another_country_are_asked_about(tmp_path: Path) -> None:
    put(tmp_path, cantons="code,name\nZH,Zürich\nBE,Bern\n", other="a,b\n1,2\n")
    found = guess(tmp_path)
    assert (found.root.is_free, found.root.code) == (True, tmp_path.name)
    assert [one.name for one in found.proposals] == ["county"]
    assert 'codes = "free"' in city_toml(found, "zh_CN")


# What an office really has


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Files as they come: titles, two header rows, GBK, a month a file, a document among them."""
    folder = tmp_path / "梁园区"
    (folder / "走访").mkdir(parents=True)
    (folder / "村居名单.csv").write_bytes(
        "村(社区)代码,行政村名称\n411402100201,甲村\n411402100001,东街社区\n411402100202,乙村\n"
        .replace("村(社区)代码", "村代码").encode("gb18030")
    )  # fmt: skip
    (folder / "去年村名单.csv").write_text(
        "村代码,行政村名称\n411402100201,甲村\n411402100202,旧乙村\n", encoding="utf-8"
    )
    head = [
        ["走访记录表"],
        ["走访编号", "村代码", "走访日期", "走访情况", ""],
        ["", "", "", "走访户数", "谈话人次"],
    ]
    for month, rows in (
        ("3月", [["V1", "411402100201", "2026-03-05", 3, 1]]),
        ("4月", [["V2", "411402100202", "2026-04-03", 2, 0], ["V3", "411402100001", "2026-04-03", 1, 1]]),
    ):  # fmt: skip
        sheet(folder / f"走访/走访记录({month}).xlsx", {"Sheet1": [*head, *rows]})
    (folder / "README.docx").write_bytes(b"PK")
    (folder / "空.csv").touch()
    (folder / "电话.csv").write_text("科室,电话\n办公室,1\n", encoding="utf-8")
    return folder


def test_the_files_of_an_office(office: Path, store: Store) -> None:
    found = guess(office)
    assert written(office) == {
        "city": {"name": "梁园区", "code": "411402", "kind": "county"},
        "sources": {
            "village": {"file": "村居名单.csv", "encoding": "gb18030", "kind_by_name": True},
            "visit": {"file": ["走访/走访记录(3月).xlsx", "走访/走访记录(4月).xlsx"]},
        },
    }
    assert unused(found) == {
        "README.docx": "format_office", "去年村名单.csv": "partial", "电话.csv": "no_header",
        "空.csv": "empty",
    }  # fmt: skip
    summary = load(office, store, now=NOW)
    assert summary.reasons == []
    visits = "SELECT visit_id, households, talks FROM visit ORDER BY 1"
    assert store.current().rows(visits) == [("V1", 3, 1), ("V2", 2, 0), ("V3", 1, 1)]
    kinds = "SELECT kind, count(*) FROM place WHERE kind <> 'county' GROUP BY 1 ORDER BY 1"
    assert store.current().rows(kinds) == [("community", 1), ("village", 2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_guess_has_its_grounds_beside_it(office: Path, language: Language) -> None:
    lines = city_toml(guess(office), language).splitlines()
    above = lines[: lines.index("[sources.village]")][-4:]
    assert any("村代码 → code" in line for line in above)
    file = text("guess", "partial", language, file="村居名单.csv", rows=2, of=3)
    said = text("guess", "unused_file", language, file="去年村名单.csv", why=file)
    assert f"# {said}" in lines
    assert "# [[rule]]" in lines


def test_a_column_is_told_by_what_it_holds(tmp_path: Path, store: Store) -> None:
    put(
        tmp_path,
        村名单=VILLAGES,
        走访="走访编号,到了哪个村,哪天到的,走访户数\nV1,411402100201,2026-03-05,2\n",
    )
    found = written(tmp_path)
    assert found["sources"]["visit"]["columns"] == {
        "target_id": "到了哪个村",
        "visited_on": "哪天到的",
    }
    load(tmp_path, store, now=NOW)
    assert store.current().rows("SELECT count(*) FROM visit") == [(1,)]


def test_of_two_columns_that_could_be_it_none_is_taken(tmp_path: Path) -> None:
    put(
        tmp_path,
        村名单=VILLAGES,
        走访="走访编号,村代码,去的日子,回的日子\nV1,411402100201,2026-03-05,2026-03-06\n",
    )
    found = guess(tmp_path)
    assert [one.name for one in found.proposals] == ["village"]
    ((file, why),) = found.unused
    assert file == "走访.csv"
    assert getattr(why, "values", {}) == {"source": "visit", "missing": ["visited_on"]}


def test_files_with_other_headers_are_parts_of_one_table(tmp_path: Path) -> None:
    put(
        tmp_path,
        村名单=VILLAGES,
        走访1="走访编号,村代码,走访日期\nV1,411402100201,2026-03-05\n",
        走访2="走访编号,村代码,哪天到的\nV2,411402100201,2026-03-05\n",
    )
    assert written(tmp_path)["sources"]["visit"] == [
        {"file": "走访1.csv"},
        {"file": "走访2.csv", "columns": {"visited_on": "哪天到的"}},
    ]
    assert unused(guess(tmp_path)) == {}


def test_mended_rows_stand_beside_those_they_mend(tmp_path: Path) -> None:
    put(
        tmp_path,
        村名单=VILLAGES,
        走访="走访编号,村代码,走访日期\nV1,411402100201,3月5日\nV2,411402100201,2026-03-06\n",
    )
    mended: list[list[Any]] = [["原文件行号", "退回原因", "走访编号", "村代码", "走访日期"],
              [2, "日期", "V1", "411402100201", "2026-03-05"]]  # fmt: skip
    sheet(tmp_path / "走访-改.xlsx", {"走访": mended})
    assert written(tmp_path)["sources"]["visit"] == {"file": ["走访-改.xlsx", "走访.csv"]}


def test_a_sheet_and_a_deep_header_are_named(tmp_path: Path, store: Store) -> None:
    put(tmp_path, 村名单=VILLAGES)
    notes = [[f"填表须知第{number}条"] for number in range(1, 13)]
    rows = [["单位编号", "单位名称"], ["U1", "甲局"]]
    sheet(tmp_path / "报表.xlsx", {"封面": [["报表"]], "单位": [*notes, *rows]})
    found = written(tmp_path)
    assert found["sources"]["unit"] == {"file": "报表.xlsx", "sheet": "单位", "header_row": 13}
    load(tmp_path, store, now=NOW)
    assert store.current().rows("SELECT unit_id, name FROM unit") == [("U1", "甲局")]


def test_parents_that_no_list_has_are_told(tmp_path: Path) -> None:
    put(tmp_path, 村名单="村代码,村名,乡镇代码\n411402100201,甲村,411402100\n")
    body = city_toml(guess(tmp_path), "zh_CN")
    assert "# " + text("guess", "parents_unknown", "zh_CN", rows=1) in body.splitlines()
    put(tmp_path, 乡镇="代码,名称\n411402100,甲乡\n411403100,乙乡\n")
    assert not any(fit.notes for one in guess(tmp_path).proposals for fit in one.fits)


def test_a_file_of_mixed_levels_is_a_question(tmp_path: Path) -> None:
    mixed = "代码,名称\n411402,梁园区\n411402100,甲乡\n411403,睢阳区\n411403100,乙乡\n"
    put(tmp_path, 村名单=VILLAGES, 区划=mixed)
    found = guess(tmp_path)
    assert {one.name: one.question is None for one in found.proposals} == {
        "county": False,
        "village": True,
    }
    body = city_toml(found, "zh_CN")
    assert "# [sources.county]" in body.splitlines()
    assert "sources" in tomllib.loads(body)
    assert set(tomllib.loads(body)["sources"]) == {"village"}


# Shapes


def squares(codes: Iterable[str], crs: str | None = "EPSG:4490") -> gpd.GeoDataFrame:
    """One square of 0.1° for each code, side by side from 115°E 34°N."""
    shapes = [shapely.box(115 + n / 10, 34, 115.1 + n / 10, 34.1) for n, _ in enumerate(codes)]
    return gpd.GeoDataFrame({"BM": list(codes)}, geometry=shapes, crs=crs)


CODES = ["411402100201", "411402100202", "411403100201"]


def test_shapes_without_a_crs_are_a_question(tmp_path: Path) -> None:
    put(tmp_path, 村名单=VILLAGES)
    # 115.0-115.3 lies in the 3-degree zone 38 (centre 114): EPSG:4526, eastings 38 5xx xxx
    squares(CODES).to_crs("EPSG:4526").to_file(tmp_path / "村界.shp")
    (tmp_path / "村界.prj").unlink()
    body = city_toml(guess(tmp_path), "zh_CN")
    assert "geometry" not in tomllib.loads(body)["sources"]["village"]
    asked = '# geometry = { file = "村界.shp", match = "code", column = "BM", crs = "EPSG:4526" }'
    assert asked in body.splitlines()
    # taking the mark away makes it so
    assert tomllib.loads(body.replace(asked, asked[2:]))["sources"]["village"]["geometry"]


@pytest.mark.parametrize(("known", "taken"), [(2, True), (1, False)])
def test_half_of_a_layer_must_be_known(tmp_path: Path, known: int, taken: bool) -> None:
    put(tmp_path, 村名单=VILLAGES)
    layer = squares([*CODES[:known], *["X", "Y", "Z"][: 4 - known]])
    layer.to_file(tmp_path / "图.geojson")
    found = guess(tmp_path)
    assert bool(found.proposals[0].shapes) == taken  # 2 of 4 are half, 1 of 4 is not
    assert unused(found) == ({} if taken else {"图.geojson": "shapes_unknown"})


def test_displaced_shapes_are_asked_about(tmp_path: Path, run: Run) -> None:
    folder = put(tmp_path / "city", 村名单=VILLAGES)
    places = squares(CODES)
    # the county's true outline, and the villages where a web map would draw them
    counties = gpd.GeoDataFrame(
        {"代码": ["411402", "411403"], "名称": ["梁园区", "睢阳区"]},
        geometry=[shapely.box(115, 34, 115.2, 34.1), shapely.box(115.2, 34, 115.3, 34.1)],
        crs="EPSG:4490",
    )
    counties.to_file(folder / "县区.geojson")
    places.geometry = shapely.transform(
        places.geometry.array,
        lambda p: np.column_stack(from_cgcs2000(p[:, 0], p[:, 1], "gcj02")),
    )
    places.to_file(folder / "村界.geojson")
    done = run("check", folder, "--write", "--store", tmp_path / "store")
    assert done.exit_code == 0, done.output
    body = (folder / "city.toml").read_text(encoding="utf-8")
    assert "# " + text("guess", "datum", "zh_CN", layer="village.geometry", datum="gcj02") in body
    assert "datum" not in tomllib.loads(body)["sources"]["village"]["geometry"]


# The command


def test_write_checks_what_it_wrote(tmp_path: Path, run: Run) -> None:
    put(tmp_path / "city", 村名单=VILLAGES + "41140310020,少一位的村\n")
    done = run("check", tmp_path / "city", "--write", "--store", tmp_path / "store")
    assert done.exit_code == 0
    told = text("cli", "city_guessed", "zh_CN", file=tmp_path / "city/city.toml", sources=1, doubts=0,
                questions=0, unused=0)  # fmt: skip
    assert done.stderr.splitlines()[0] == told
    assert text("cli", "checked", "zh_CN") in done.stdout
    again = run("check", tmp_path / "city", "--store", tmp_path / "store")
    assert again.stdout == done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_city_toml_that_is_there_is_left_alone(tiny: Path, run: Run, language: Language) -> None:
    before = (tiny / "city.toml").read_bytes()
    refused = run("--lang", language, "check", tiny, "--write")
    assert refused.exit_code == 1
    assert refused.stderr == text("error", "city_exists", language, file=tiny / "city.toml") + "\n"
    assert (tiny / "city.toml").read_bytes() == before


def test_nothing_is_written_where_nothing_is_known(tmp_path: Path, run: Run) -> None:
    put(tmp_path / "bare", 电话="科室,电话\n办公室,1\n")
    for folder in (tmp_path / "bare", tmp_path / "none"):
        refused = run("check", folder, "--write")
        assert refused.exit_code == 1
        assert (
            refused.stderr
            == text("error", "guess_nothing", "zh_CN", folder=folder, lacking="—", unread="—")
            + "\n"
        )
    assert not (tmp_path / "bare/city.toml").exists()


def test_places_that_cannot_be_used_say_why(tmp_path: Path, run: Run) -> None:
    folder = put(tmp_path / "mixed", 区划="代码,名称\n411402,梁园区\n411402100,甲乡\n")
    refused = run("check", folder, "--write")
    levels = "county 1, township 1"
    said = text("error", "guess_mixed", "zh_CN", file="区划.csv", levels=levels)
    assert (refused.exit_code, refused.stderr) == (1, said + "\n")
    lacks = put(tmp_path / "lacks", villages="代码,备注\n411402100201,甲\n")
    refused = run("check", lacks, "--write")
    lacking = "villages.csv (village: name)"
    said = text("error", "guess_nothing", "zh_CN", folder=lacks, lacking=lacking, unread="—")
    assert (refused.exit_code, refused.stderr) == (1, said + "\n")
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "村名单.csv").write_bytes("村代码,村名\n".encode("gb18030") + b"\xff\xff\x80\n")
    refused = run("check", bare, "--write")
    said = text("error", "guess_nothing", "zh_CN", folder=bare, lacking="—", unread="村名单.csv")
    assert (refused.exit_code, refused.stderr) == (1, said + "\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_city_toml_names_the_remedy(language: Language) -> None:
    said = text("error", "city_missing", language, folder="夹")
    assert "guatu check 夹 --write" in said


# Names that are awkward to write


NAMES = ['村"名', "村\\名", "村\n名", "村#名", "村'名", "村\x7f名", "村]名"]


@pytest.mark.parametrize("name", NAMES)
def test_any_file_name_is_written_so_that_it_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.csv").write_text(VILLAGES, encoding="utf-8")
    (tmp_path / f"{name}.docx").write_text("", encoding="utf-8")
    assert written(tmp_path)["sources"]["village"]["file"] == f"{name}.csv"
    assert tomllib.loads(f"x = {quoted(name)}") == {"x": name}


def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    put(tmp_path, 村名单=VILLAGES)
    (tmp_path / os.fsdecode(b"\xb4\xe5.csv")).write_text(VILLAGES, encoding="utf-8")
    assert written(tmp_path)["sources"] == {"village": {"file": "村名单.csv"}}
    assert list(unused(guess(tmp_path)).values()) == ["name_broken"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [("41", "province"), ("411400", "city"), ("411402", "county"), ("411402001000", "township"),
     ("411402001", "township"), ("411402001001", "village"), ("411402001001001", "grid"),
     ("ZH", ""), ("12345", "")],
)  # fmt: skip
def test_digits_say_the_kind(code: str, kind: str) -> None:
    assert level(code) == kind


def test_a_longer_word_hides_the_shorter_one_in_it() -> None:
    assert hinted("project_months") == {"project_month"}
    assert hinted("事项办理过程") == {"matter_event"}
    assert hinted("走访记录(3月)") == {"visit"}
    assert hinted("行政村") == {"village"}


@pytest.mark.parametrize("who", ["包村领导", "包村干部", "联系领导", "驻村干部", "帮扶责任人"])
def test_the_list_of_who_looks_after_which_village_is_one_of_pairings(
    tmp_path: Path, who: str
) -> None:
    """序号, 村名, who, telephone, below a title: the commonest list there is."""
    folder = put(
        tmp_path / "city", 行政村名录=VILLAGES,
        安排表=f"某乡2026年领导干部包村安排表,,,\n序号,村名,{who},联系电话\n"
        "1,甲村,张伟副书记,13812345678\n2,乙村,李杰（县委书记）,\n3,丙村,王芳,\n",
    )  # fmt: skip
    assert written(folder)["sources"]["pairing"] == {"file": "安排表.csv"}
    load(folder, Store(tmp_path / "store"), now=NOW)
    assert Store(tmp_path / "store").current().rows(
        "SELECT place.name, official.name FROM pairing JOIN place ON code = target_id"
        " JOIN official ON official_id = responsible_id ORDER BY code"
    ) == [("甲村", "张伟"), ("乙村", "李杰"), ("丙村", "王芳")]  # fmt: skip
