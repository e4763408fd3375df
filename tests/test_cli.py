"""The command line: every example runs, every promise about output and exit codes is kept."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path

import click
import geopandas as gpd
import pandas as pd
import pytest
from click.testing import Result
from python_calamine import CalamineWorkbook

from asking import commands
from etl.cli import ROOMS
from geodata.base.messages import LANGUAGES, Language, text
from geodata.base.people import mask
from geodata.figures import layers
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.layers import LayerQuery
from geodata.output.export import csv_bytes, csv_text, xlsx_bytes
from geodata.question.areas import name_gap
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store

Run = Callable[..., Result]
COMMANDS = sorted(commands())
READING = {"status", "rate", "obligations", "neglected", "roster", "export"}
TABLES = {
    "rate": ["fulfilment"], "obligations": [], "neglected": [],
    "roster": ["--on", "2026-03-05", "--as-of", "2026-03-12"],  # its windows close on that day
}  # fmt: skip
FORMATS = ["gpkg", "geojson", "fgb", "csv", "xlsx"]


@pytest.fixture(scope="session")
def two_snapshots(tiny_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("two") / "store"
    shutil.copytree(tiny_store.folder, folder)
    store = Store(folder)
    (first,) = store.ids()
    shutil.copy(store.snapshots / f"{first}.duckdb", store.snapshots / "20260421T090000-001.duckdb")
    (folder / "current.json").write_text('{"snapshot": "20260421T090000-001"}', encoding="utf-8")
    return store


@pytest.fixture
def desk(tiny: Path, two_snapshots: Store, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with ``city`` and ``store`` in it, as the examples have it."""
    tiny.rename(tiny.with_name("city"))
    shutil.copytree(two_snapshots.folder, tiny.with_name("store"))
    monkeypatch.chdir(tiny.parent)
    return tiny.parent


def examples(command: str) -> list[list[str]]:
    """The command lines after "Example:" in the help, split into words."""
    assert commands()[command].help
    shown = str(commands()[command].help).split("Example:")[1]
    lines = [line.strip() for line in shown.strip().splitlines()]
    return [shlex.split(part) for line in lines if line for part in line.split("&&")]


def table(result: Result) -> pd.DataFrame:
    assert result.exit_code == 0, result.output
    return pd.read_csv(StringIO(result.stdout), dtype=str)


# Help, usage, exit codes


def test_a_command_stands_in_the_room_that_is_said() -> None:
    for room, names in ROOMS.items():
        assert [one.name for one in import_module(f"etl.cli.{room}").COMMANDS] == list(names)


def test_what_is_not_asked_for_is_not_imported() -> None:
    """Neither the version nor a question about it waits for the libraries of a load."""
    code = (
        "import sys; from click.testing import CliRunner; from etl.cli import main;"
        "assert CliRunner().invoke(main, ['--version']).exit_code == 0;"
        "print({'pandas', 'geopandas', 'duckdb', 'typst', 'streamlit'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_promised_commands_are_there() -> None:
    promised = {"demo", "check", "load", "status", "rate", "obligations", "neglected", "roster",
                "export", "serve", "rollback"}  # fmt: skip
    assert promised <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_gives_an_example_that_parses(run: Run, command: str) -> None:
    shown = run(command, "--help")
    assert shown.exit_code == 0
    assert "Example:" in shown.stdout
    for words in examples(command):
        assert words[:2] == ["guatu", command]
        assert commands()[command].make_context(command, words[2:])


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in {"serve", "demo"}])
def test_the_example_runs(run: Run, desk: Path, command: str) -> None:
    assert desk
    for words in examples(command):
        result = run(*words[1:])
        assert (result.exit_code, result.stderr.count("Traceback")) == (0, 0), result.output


def test_the_example_of_demo_runs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in examples("demo"):
        smaller = [re.sub("^4079$", "60", word) for word in words]
        assert run(*smaller[1:]).exit_code == 0
    assert run("demo", "city").exit_code == 0  # over what it wrote itself
    (tmp_path / "other").mkdir()
    (tmp_path / "other/letter.txt").touch()
    refused = run("demo", "other")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "other 里已经有别的文件。请换一个空文件夹。\n",
    )


@pytest.mark.parametrize(
    "words",
    [
        "nothing", "status --colour red", "rate luck", "rate", "load", "export --layer neglected",
        "neglected --days 0", "status --as-of 2026-02-30", "rate on_time --rows some",
        "export --layer neglected --format doc --out a.doc", "--lang fr status", "serve --port 0",
        "demo city --places many",
    ],
)  # fmt: skip
def test_wrong_usage(run: Run, words: str) -> None:
    result = run(*words.split())
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "values"),
    [
        ("status --area 990199", "area_unknown", {"area": "990199"}),
        ("rate on_time --by street", "level_unknown", {"level": "street"}),
        ("rate on_time --since 2026-04-01 --as-of 2026-03-01", "period_backwards",
         {"since": "2026-04-01", "until": "2026-03-01"}),
        ("export --layer neglected --format csv --out no/such/folder.csv", "file_unwritable",
         {"file": "no/such/folder.csv", "detail": "No such file or directory"}),
        ("demo city2 --places 5", "demo_places", {"value": 5}),
        ("status --store empty", "store_empty", {"store": "empty"}),
        ("rollback --store empty", "rollback_none", {"store": "empty"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_one_sentence(
    run: Run, desk: Path, words: str, code: str, values: dict[str, object], language: Language
) -> None:
    assert desk
    result = run("--lang", language, *words.split())
    said = text("error", code, language, **values) + "\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)


@pytest.mark.parametrize("pointer", ["{", "[]", '{"snapshot": "../../etc"}', "\x00"])
def test_a_damaged_pointer(run: Run, desk: Path, pointer: str) -> None:
    (desk / "store/current.json").write_text(pointer, encoding="utf-8")
    result = run("status")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert run("load", "city").exit_code == 0
    assert run("status").exit_code == 0


def test_a_torn_snapshot_can_be_rolled_back(run: Run, desk: Path) -> None:
    torn = desk / "store/snapshots/20260421T090000-001.duckdb"
    torn.write_bytes(torn.read_bytes()[:5000])
    result = run("status")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "20260421T090000-001.duckdb" in result.stderr
    assert run("rollback").exit_code == 0
    assert run("status").exit_code == 0


def test_a_store_that_is_a_file(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUATU_STORE", str(desk / "city/city.toml"))
    for command in (["status"], ["load", "city"], ["rollback"]):
        result = run(*command)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)


# The store


def test_rollback_goes_one_back(run: Run, desk: Path, two_snapshots: Store) -> None:
    assert desk
    first, second = two_snapshots.ids()
    assert json.loads(run("status", "--json").stdout)["snapshot"] == second
    result = run("rollback")
    said = text("cli", "rolled_back", "zh_CN", snapshot=first) + "\n"
    assert (result.exit_code, result.stdout) == (0, said)
    assert json.loads(run("status", "--json").stdout)["snapshot"] == first
    assert run("rollback").exit_code == 1


def test_where_the_store_is(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "store").rename(desk / "elsewhere")
    assert run("status").exit_code == 1
    assert run("status", "--store", "elsewhere").exit_code == 0
    monkeypatch.setenv("GUATU_STORE", str(desk / "elsewhere"))
    assert run("status").exit_code == 0
    assert run("status", "--store", "store").exit_code == 1  # what is said outweighs it


def test_the_language_may_come_from_the_environment(
    run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk
    monkeypatch.setenv("GUATU_LANG", "en")
    assert "Fulfilment" in run("status").stdout
    assert "应访完成率" in run("--lang", "zh_CN", "status").stdout


# What is printed


def test_status_keeps_its_keys(run: Run, tiny_store: Store) -> None:
    answer = json.loads(run("status", "--json", "--store", tiny_store.folder).stdout)
    assert list(answer) == ["snapshot", "city", "period", "as_of", "places", "without_geometry", "rates",
                            "accepted", "quarantined", "overlapping_kinds"]  # fmt: skip
    assert answer["snapshot"] == tiny_store.current_id()
    assert answer["city"] == "微型市"
    # the last visit is of 12 March and the load of 20 April: March is told whole, and closed
    assert (answer["period"], answer["as_of"]) == ("2026-03", "2026-03-31")
    assert list(answer["rates"]) == list(DEFINITIONS)
    for one in answer["rates"].values():
        assert list(one) == ["sort", "numerator", "denominator", "value"]
    # at its end March is over too: 120 + 110, 100 + 150 and 90.5
    assert answer["rates"]["investment_rate"]["numerator"] == 570.5
    assert set(answer["accepted"]) == set(answer["quarantined"])
    earlier = run("status", "--json", "--as-of", "2026-02-05", "--store", tiny_store.folder)
    # January alone is closed by then: V1 to East One, V2 to Jia, V3 to Yi
    assert json.loads(earlier.stdout)["period"] == "2026-01"
    assert json.loads(earlier.stdout)["rates"]["visit_coverage"]["numerator"] == 3


def test_a_figure_and_its_rows(run: Run, tiny_store: Store) -> None:
    def rate(*words: str) -> pd.DataFrame:
        return table(run("rate", *words, "--store", tiny_store.folder, "--format", "csv"))

    one = rate("visit_coverage")
    assert one[["numerator", "denominator"]].to_numpy().tolist() == [["2", "6"]]
    assert list(rate("visit_coverage", "--rows", "numerator")["name"]) == ["东一社区", "甲村"]
    assert len(rate("visit_coverage", "--rows", "missing")) == 4
    assert len(rate("visit_coverage", "--rows", "missing", "--area", "990121")) == 3
    by_county = rate("visit_coverage", "--by", "county")
    assert by_county["code"].tolist() == ["990101000000", "990121000000"]
    assert by_county["numerator"].tolist() == ["1", "1"]
    assert len(rate("visit_coverage", "--by", "township")) == 3


@pytest.mark.parametrize("name", DEFINITIONS)
@pytest.mark.parametrize("more", [(), ("--by", "county"), ("--rows", "missing")])
def test_every_figure_prints(run: Run, tiny_store: Store, name: str, more: tuple[str, ...]) -> None:
    for form in ("table", "csv"):
        assert (
            run("rate", name, *more, "--format", form, "--store", tiny_store.folder).exit_code == 0
        )


def test_neglected_places(run: Run, tiny_store: Store) -> None:
    # on 12 March the window is still open for Bing; a day later its township has not reported
    until = ("--as-of", "2026-03-12", "--period", "2026-03", "--format", "csv")
    rows = table(run("neglected", *until, "--store", tiny_store.folder))
    assert dict(zip(rows["name"], rows["cause"], strict=True)) == {
        "东二社区": "unpaired", "乙村": "lapsed", "丙村": "never_visited", "丁村": "unpaired",
    }  # fmt: skip
    assert rows["code"].str.fullmatch(r"\d{12}").all()
    patient = table(run("neglected", "--days", "62", *until, "--store", tiny_store.folder))
    assert "乙村" not in set(patient["name"])


@pytest.mark.parametrize("command", TABLES)
def test_a_table_goes_out_as_csv_with_codes_as_text(
    run: Run, tiny_store: Store, command: str
) -> None:
    words = [command, *TABLES[command], "--store", tiny_store.folder]
    assert run(*words).exit_code == 0
    assert not table(run(*words, "--format", "csv")).empty


@pytest.mark.parametrize("command", ["neglected", "roster"])
def test_names_are_masked_unless_asked_for(run: Run, tiny_store: Store, command: str) -> None:
    words = [command, *TABLES[command], "--format", "csv", "--store", tiny_store.folder]
    assert "陈*" in run(*words).stdout
    assert "陈明" not in run(*words).stdout
    assert "陈明" in run(*words, "--unmask").stdout


# Export


def read_back(file: Path, form: str) -> pd.DataFrame:
    if form == "csv":
        return pd.read_csv(file, dtype=str)
    if form == "xlsx":
        headers, *rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
        return pd.DataFrame(rows, columns=headers)  # pandas would make numbers of the codes
    frame: pd.DataFrame = gpd.read_file(file)
    assert gpd.GeoDataFrame(frame).crs.to_epsg() == 4490
    return frame


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("level", ["county", "township", "place"])
@pytest.mark.parametrize("name", layers.LAYERS)
def test_an_export_reads_back(
    run: Run, demo_store: Store, demo_snapshot: Snapshot, tmp_path: Path,
    name: str, level: str, form: str,
) -> None:  # fmt: skip
    out = tmp_path / f"layer.{form}"
    result = run("export", "--layer", name, "--level", level, "--format", form, "--out", out,
                 "--store", demo_store.folder)  # fmt: skip
    assert result.exit_code == 0, result.output
    found = layers.layer(demo_snapshot, LayerQuery(name, level, scope(demo_snapshot))).rows
    rows = found if level == "place" else name_gap(found, level, "zh_CN")
    back = read_back(out, form)
    assert f" {len(rows)} " in result.stdout
    if form == "geojson" and rows.empty:
        return  # without features it has no columns either
    if form == "fgb":  # its index puts neighbours side by side
        rows, back = rows.sort_values("code"), back.sort_values("code")
    back["code"] = back["code"].replace("", None)  # an empty cell of a sheet
    is_area = rows["code"].notna()  # matters about what lies in no township are a row of their own
    assert back["code"].dropna().tolist() == rows["code"].dropna().tolist()
    assert back["name"].tolist() == rows["name"].where(is_area, "不在任何乡镇(街道)").tolist()
    assert {"class", "as_of", "snapshot"} <= set(back.columns)
    areas = back[back["code"].notna()]
    if name not in {"projects", "geometry_problems"}:
        assert all(isinstance(code, str) and len(code) == 12 for code in areas["code"])
        assert len(areas) == is_area.sum()
    if form in {"gpkg", "geojson", "fgb"} and name != "projects":
        assert set(gpd.GeoDataFrame(areas).geom_type) <= {"Polygon", "MultiPolygon"}


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_masks_names(run: Run, tiny_store: Store, tmp_path: Path, form: str) -> None:
    for name, column, hidden, known in (
        ("neglected", "responsible", "陈*", "陈明"), ("projects", "leader", "安*", "安国"),
    ):  # fmt: skip
        masked, plain = tmp_path / f"masked.{form}", tmp_path / f"plain.{form}"
        words = ["export", "--layer", name, "--format", form, "--store", tiny_store.folder]
        assert run(*words, "--out", masked).exit_code == 0
        assert run(*words, "--out", plain, "--unmask").exit_code == 0
        assert hidden in set(read_back(masked, form)[column])
        assert known not in set(read_back(masked, form)[column])
        assert known in set(read_back(plain, form)[column])


def test_a_mask_keeps_the_family_name() -> None:
    assert mask("李文华、王芳") == "李**、王*"
    assert mask(None) is None


FORMULAS = ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "村", "2-1"]


def test_formula_cells_are_defused() -> None:
    rows = pd.DataFrame({"code": ["0012"] * len(FORMULAS), "name": FORMULAS})
    expected = ["'=1+1", "'+86", "'-1", "'@SUM(A1)", "'\t=1", "村", "2-1"]
    for body in (csv_text(rows), csv_bytes(rows).decode("utf-8-sig")):
        back = pd.read_csv(StringIO(body), dtype=str)
        assert back["name"].tolist() == expected
        assert back["code"].unique().tolist() == ["0012"]
    sheet = pd.read_excel(BytesIO(xlsx_bytes(rows, "a" * 40)), dtype=str, engine="calamine")
    assert sheet["name"].tolist() == FORMULAS  # a cell of text is no formula in Excel
    assert sheet["code"].unique().tolist() == ["0012"]


def test_a_name_that_is_a_formula_is_defused_wherever_it_is_printed(run: Run, desk: Path) -> None:
    villages = desk / "city/villages.csv"
    villages.write_text(
        villages.read_text(encoding="utf-8").replace("丙村", "=cmd"), encoding="utf-8"
    )
    assert run("load", "city").exit_code == 0
    assert "'=cmd" in run("neglected", "--format", "csv").stdout
    assert "'=cmd" in run("rate", "visit_coverage", "--rows", "missing", "--format", "csv").stdout
    out = desk / "out.csv"
    assert run("export", "--layer", "neglected", "--format", "csv", "--out", out).exit_code == 0
    assert "'=cmd" in set(read_back(out, "csv")["name"])


def test_reading_commands_share_their_options() -> None:
    for command in READING:
        names = {
            option
            for one in commands()[command].params
            if isinstance(one, click.Option)
            for option in one.opts
        }
        assert names >= {"--store", "--as-of", "--since", "--area"}, command
