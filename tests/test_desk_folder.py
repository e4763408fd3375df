"""What the desk in the browser asks of a folder: what was understood, files that join it, decisions."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
import xlsxwriter
from click.testing import Result

from etl.desk.choices import choose
from etl.desk.edits import with_root, with_source
from etl.desk.joining import join
from etl.pipeline import load
from geodata.base.errors import RefusedError
from geodata.base.messages import text
from geodata.base.privacy import SIGN
from geodata.store.snapshots import Store

Run = Callable[..., Result]
NOW = datetime(2026, 10, 8, 9)
VILLAGES = "行政村代码,行政村名称\n411402100201,甲村\n411402100202,乙村\n411402100203,丙村\n"
#: 九月: one day that there is not; 备用日期 is the day it should have been.
VISITS = (
    "走访编号,行政村代码,走访日期,备用日期,户主姓名\n"
    "1,411402100201,2026-09-03,2026-09-04,王小二\n2,411402100202,2026-02-30,2026-09-05,李三\n"
)
OCTOBER = "走访编号,行政村代码,走访日期\n3,411402100203,2026-10-06\n"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "村名单.csv").write_text(VILLAGES, encoding="utf-8")
    (folder / "九月.csv").write_text(VISITS, encoding="utf-8")
    return folder


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(one) for one in result.stdout.splitlines()]


def decided(folder: Path, *choices: dict[str, Any], new: Sequence[str] = ()) -> Path:
    file = folder.parent / "desk.json"
    file.write_text(json.dumps({"choices": choices, "new": new}), encoding="utf-8")
    return file


def asked(
    run: Run, folder: Path, *choices: dict[str, Any], new: Sequence[str] = ()
) -> list[dict[str, Any]]:
    file = decided(folder, *choices, new=new)
    return lines(
        run("check", folder, "--desk", file, "--masked", "--enclosed", "--json",
            "--out", folder.parent / "out")
    )  # fmt: skip


def sources(folder: Path) -> Any:
    return tomllib.loads((folder / "city.toml").read_text(encoding="utf-8"))["sources"]


def test_what_was_understood_is_told_table_by_table(run: Run, bare: Path) -> None:
    first, *_, rejected, last = asked(run, bare)
    understood = first["understood"]
    village, visit = understood["sources"]
    assert (village["source"], village["shown"], village["sure"]) == (
        "village", "村名单.csv", "high",
    )  # fmt: skip
    assert [(one["header"], one["column"]) for one in visit["headers"]] == [
        ("走访编号", "visit_id"), ("行政村代码", "target_id"), ("走访日期", "visited_on"),
        ("备用日期", ""), ("户主姓名", ""),
    ]  # fmt: skip
    assert visit["headers"][2]["rows"] == ["2026-09-03", "2026-02-30"]
    assert visit["headers"][4]["rows"] == [SIGN, SIGN]  # residents
    assert "李三" not in json.dumps([first, rejected], ensure_ascii=False)
    (row,) = rejected["rejected"]
    assert (row["file"], row["row"], row["headers"][2], row["shown"][2]) == (
        "九月.csv", 3, "走访日期", "2026-02-30",
    )  # fmt: skip
    assert ["visit", "九月.csv", 2, 1, 1] in last["files"]


def test_a_column_is_chosen_and_another_switched_off(run: Run, bare: Path) -> None:
    asked(run, bare)
    here = {"file": "九月.csv", "from": "visit", "to": "visit"}
    *_, last = asked(run, bare, {**here, "columns": {"visited_on": "备用日期"}})
    assert ["visit", "九月.csv", 2, 2, 0] in last["files"]
    assert sources(bare)["visit"] == {"file": "九月.csv", "columns": {"visited_on": "备用日期"}}
    first, *_ = asked(run, bare, {**here, "columns": {"visit_id": ""}})
    headers = first["understood"]["sources"][1]["headers"]
    assert [(one["header"], one["column"]) for one in headers][:1] == [("走访编号", "")]


def test_a_column_that_is_needed_is_not_switched_off(run: Run, bare: Path) -> None:
    asked(run, bare)
    choice = {"file": "九月.csv", "from": "visit", "to": "visit", "columns": {"visited_on": ""}}
    refused = run("check", bare, "--desk", decided(bare, choice), "--json")
    assert refused.exit_code == 1
    assert "visited_on" in refused.stderr


def test_a_new_month_joins_the_source_that_it_fits(run: Run, bare: Path) -> None:
    asked(run, bare)
    (bare / "十月.csv").write_text(OCTOBER, encoding="utf-8")
    (bare / "说明.docx").write_bytes(b"PK")
    (bare / "十一月.csv").write_text(OCTOBER, encoding="utf-8")  # nobody said that it is new
    first, *_, last = asked(run, bare, new=["十月.csv", "说明.docx", "九月.csv"])
    assert sources(bare)["visit"] == {"file": ["九月.csv", "十月.csv"]}
    assert [one["shown"] for one in first["understood"]["unused"]] == ["说明.docx"]
    assert ["visit", "十月.csv", 1, 1, 0] in last["files"]


def test_a_header_that_somebody_chose_is_known_next_month(run: Run, bare: Path) -> None:
    asked(run, bare)
    here = {"file": "九月.csv", "from": "visit", "to": "visit"}
    asked(run, bare, {**here, "columns": {"visited_on": "备用日期"}})
    (bare / "十月.csv").write_text(OCTOBER.replace("走访日期", "备用日期"), encoding="utf-8")
    *_, last = asked(run, bare, new=["十月.csv"])
    assert ["visit", "十月.csv", 1, 1, 0] in last["files"]


def test_a_register_that_is_there_already_does_not_join_it(run: Run, bare: Path) -> None:
    """All its places would be there twice, and none of them accepted."""
    asked(run, bare)
    (bare / "村名单新.csv").write_text(VILLAGES, encoding="utf-8")
    first, *_, last = asked(run, bare, new=["村名单新.csv"])
    (left,) = first["understood"]["unused"]
    assert left["why"] == text("guess", "same_rows", "zh_CN", file="村名单.csv")
    assert ["village", "村名单.csv", 3, 3, 0] in last["files"]


def test_a_file_is_taken_out_and_put_elsewhere(bare: Path, run: Run, store: Store) -> None:
    asked(run, bare)
    (bare / "十月.csv").write_text(OCTOBER, encoding="utf-8")
    join(bare, ["十月.csv"])
    choose(bare, {"file": "九月.csv", "from": "visit", "to": None})
    assert sources(bare)["visit"] == {"file": "十月.csv"}
    choose(bare, {"file": "九月.csv", "from": None, "to": "report"})
    assert sources(bare)["report"] == {"file": "九月.csv"}
    choose(bare, {"file": "九月.csv", "from": "report", "to": "visit"})
    assert "report" not in sources(bare)
    load(bare, store, now=NOW)
    assert store.current().rows("SELECT count(*) FROM visit") == [(2,)]
    with pytest.raises(RefusedError, match="choice_unknown"):
        choose(bare, {"file": "九月.csv", "from": "visit", "to": "no_table"})


def book(file: Path, **pages: str) -> None:
    with xlsxwriter.Workbook(file) as made:
        for name, body in pages.items():
            page = made.add_worksheet(name)
            for number, line in enumerate(body.splitlines()):
                page.write_row(number, 0, line.split(","))


def test_what_is_left_out_tells_its_headers_and_is_taken_in_with_columns(
    run: Run, bare: Path
) -> None:
    (bare / "九月.csv").unlink()
    page = "号,村码,何时到,村干部\n1,411402100201,2026-09-03,王小二\n"
    book(bare / "走访.xlsx", 九月=page, 十月=page.replace("1,4", "2,4"))
    first, *_ = asked(run, bare)
    unused = first["understood"]["unused"]
    assert [(one["shown"], one["sheet"], one["is_default"]) for one in unused] == [
        ("走访.xlsx", "九月", True), ("走访.xlsx [十月]", "十月", False),
    ]  # fmt: skip
    assert [(one["header"], one["sample"]) for one in unused[0]["headers"]] == [
        ("号", "1"), ("村码", "411402100201"), ("何时到", "2026-09-03"), ("村干部", "王**"),
    ]  # fmt: skip
    columns = {"visit_id": "号", "target_id": "村码", "visited_on": "何时到"}
    where = {"file": "走访.xlsx", "from": None, "to": "visit"}
    asked(run, bare, {**where, "sheet": "九月", "is_default": True, "columns": columns})
    assert sources(bare)["visit"] == {"file": "走访.xlsx", "columns": columns}
    *_, last = asked(run, bare, {**where, "sheet": "十月", "is_default": False})
    assert sources(bare)["visit"]["sheet"] == ["九月", "十月"]
    assert ["visit", "走访.xlsx [十月]", 1, 1, 0] in last["files"]
    (bare / "别的.csv").write_text(page.replace("1,4", "3,4"), encoding="utf-8")
    choose(bare, {"file": "走访.xlsx", "sheet": "十月", "from": "visit", "to": None})
    choose(bare, {"file": "别的.csv", "from": None, "to": "visit"})
    with pytest.raises(RefusedError, match="choice_sheet"):  # it would be read of no other file
        choose(bare, {**where, "sheet": "十月", "is_default": False})


def test_a_list_of_places_that_nobody_recognised_begins_the_city(run: Run, bare: Path) -> None:
    """Nothing can be guessed without one; once a person has said which it is, the other files join it."""
    (bare / "村名单.csv").write_text("编的号,叫什么\nA1,甲家\nA2,乙家\n", encoding="utf-8")
    (bare / "九月.csv").write_text("村名,走访日期\n乙家,2026-09-03\n", encoding="utf-8")
    refused = run("check", bare, "--desk", decided(bare), "--masked", "--enclosed", "--json")
    assert refused.exit_code == 1
    told = json.loads(refused.stdout.splitlines()[0])["understood"]
    assert not (bare / "city.toml").exists()
    left = {one["shown"]: one for one in told["unused"]}
    assert [one["header"] for one in left["村名单.csv"]["headers"]] == ["编的号", "叫什么"]
    assert "village" in {one["name"] for one in told["tables"]}
    columns = {"code": "编的号", "name": "叫什么"}
    first, *_, last = asked(
        run, bare, {"file": "村名单.csv", "from": None, "to": "village", "columns": columns}
    )
    assert [one["source"] for one in first["understood"]["sources"]] == ["village", "visit"]
    assert sources(bare)["village"] == {"file": "村名单.csv", "columns": columns}
    assert [one[:1] + one[2:] for one in last["files"]] == [
        ["village", 2, 2, 0],
        ["visit", 1, 1, 0],
    ]


TOML = """\
# mine
[city]
name = "甲" # of ours
code = "411402"

[sources.village]
file = "a.csv"
# about the next one
[sources.visit]
file = "b.csv"
columns = { visited_on = "到村" }
[thresholds]
neglected_days = 60
"""


def test_only_one_source_is_written_anew() -> None:
    changed = with_source(TOML, "visit", {"file": ["b.csv", "c.csv"]})
    assert changed == TOML.replace(
        'file = "b.csv"\ncolumns = { visited_on = "到村" }', 'file = ["b.csv", "c.csv"]'
    )
    assert with_source(TOML, "village", None) == TOML.replace(
        '[sources.village]\nfile = "a.csv"\n', ""
    )
    added = with_source(TOML, "report", {"file": "d.csv"})
    assert added == TOML + '\n[sources.report]\nfile = "d.csv"\n'
    assert 'name = "乙"' in with_root(TOML, {"name": "乙"})
    assert "# mine" in with_root(TOML, {"name": "乙"})


@pytest.mark.parametrize(
    "body",
    [
        '[city]\nname = "甲"\n[sources]\nvisit = { file = "b.csv" }\n',
        '[city]\nname = "甲"\n[sources]\nvisit.file = "b.csv"\n',
        'x = """\n[sources.visit]\n"""\n[sources.visit]\nfile = "b.csv"\n',
    ],
)
def test_what_is_written_in_another_way_is_left_alone(body: str) -> None:
    with pytest.raises(RefusedError, match="city_by_hand"):
        with_source(body, "visit", {"file": "c.csv"})


def test_a_layer_that_comes_later_draws_the_places_of_the_register(run: Run, bare: Path) -> None:
    asked(run, bare)
    names = ["甲村", "乙村", "丙村", "别处村"]
    shapes = [shapely.box(115 + n / 10, 34, 115.1 + n / 10, 34.1) for n in range(4)]
    frame = gpd.GeoDataFrame({"村名": names}, geometry=shapes, crs=4490)
    frame.to_file(bare / "村界.geojson")
    first, *_, last = asked(run, bare, new=["村界.geojson"])
    assert sources(bare)["village"]["geometry"] == {
        "file": "村界.geojson", "match": "name", "column": "村名",
    }  # fmt: skip
    drawn = [one for one in first["understood"]["sources"] if one.get("is_geometry")]
    assert [(one["source"], one["shown"]) for one in drawn] == [("village", "村界.geojson")]
    assert last["reasons"] is not None
    # what is drawn already stays as it is
    frame.to_file(bare / "旧村界.geojson")
    first, *_ = asked(run, bare, new=["旧村界.geojson"])
    assert sources(bare)["village"]["geometry"]["file"] == "村界.geojson"
    assert "旧村界.geojson" in {one["shown"] for one in first["understood"]["unused"]}


def test_a_register_that_is_a_layer_is_drawn_already(run: Run, bare: Path) -> None:
    shapes = [shapely.box(115 + n / 10, 34, 115.1 + n / 10, 34.1) for n in range(2)]
    layer = {"行政村代码": ["411402100201", "411402100202"], "行政村名称": ["甲村", "乙村"]}
    frame = gpd.GeoDataFrame(layer, geometry=shapes, crs=4490)
    (bare / "村名单.csv").unlink()
    frame.to_file(bare / "行政村.geojson")
    asked(run, bare)
    before = sources(bare)["village"]
    frame.drop(columns="行政村代码").to_file(bare / "旧村界.geojson")
    asked(run, bare, new=["旧村界.geojson"])
    assert sources(bare)["village"] == before
