"""What the documents say is true: columns, keys, commands, links, and the example of the README."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click
import pytest

from asking import commands
from etl.city.documentation import city_folder_markdown
from etl.city.settings import read_city
from etl.city.source_table import EventSourceTable, PlaceSourceTable
from etl.city.synonyms import headers_markdown
from etl.city.toml_table import keys
from etl.cli import main
from etl.pipeline import load
from etl.tables import PLACE, TABLES
from etl.tables.declare import Column, Table
from geodata.base.errors import RefusedError
from geodata.base.messages import LANGUAGES
from geodata.base.queries import sql
from geodata.figures import rates
from geodata.figures.catalog import DEFINITIONS
from geodata.question.scope import scope
from geodata.store.snapshots import Store, connect

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMMES = (ROOT / "docs/programmes.md").read_text(encoding="utf-8")
PAGES = [
    *(ROOT / f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
NOW = datetime(2026, 4, 20, 9, 0)
#: Columns of a snapshot's table that no file gives.
DERIVED = {
    "place": {"kind", "geometry", "geometry_source"},
    "attendance": {"from_roster", "from_visit", "source_file"},
    "report": {"from_roster", "source_file"},
    "roster": {"source_file"},
    "visit": {"from_roster", "distance_m", "source_file"},
    **{name: {"undated"} for name in ("exemption", "pairing", "place_attribute", "posting")},
    "project": {"geometry"},
}
#: Columns that every row of a file has and some row of the snapshot does not.
UNTOLD = {"posting": {"tier"}}  # of officials whom the city's files only name
TYPES = {
    "text": "VARCHAR", "code": "VARCHAR", "target": "VARCHAR", "choice": "VARCHAR",
    "count": "INTEGER", "decimal": "DECIMAL(20,6)", "date": "DATE", "month": "DATE", "period": "VARCHAR",
    "flag": "BOOLEAN", "lon": "DOUBLE", "lat": "DOUBLE",
}  # fmt: skip
READING = ("status", "rate", "explain", "obligations", "matters", "neglected", "upcoming", "balance",
           "doubts", "roster", "export", "ranking", "brief")  # fmt: skip


# The city folder


def test_the_reference_is_what_the_code_declares() -> None:
    written = (ROOT / "docs/city-folder.md").read_text(encoding="utf-8")
    assert written == city_folder_markdown(), (
        "run: python -m etl.city.documentation docs/city-folder.md"
    )


def test_the_page_of_headers_is_what_the_code_declares() -> None:
    written = (ROOT / "docs/headers.md").read_text(encoding="utf-8")
    assert written == headers_markdown(), "run: python -m etl.city.synonyms docs/headers.md"
    for table in TABLES:
        for column in table.columns:
            assert all(word in written for word in column.headers)


@pytest.mark.parametrize("table", [PLACE, *TABLES], ids=lambda table: table.name)
def test_the_schema_has_the_declared_columns_and_no_others(table: Table) -> None:
    with closing(connect()) as connection:
        connection.execute(sql("schema"))
        described = connection.execute(
            "SELECT column_name, data_type, NOT is_nullable FROM duckdb_columns()"
            " WHERE table_name = ?",
            [table.name],
        ).fetchall()
    kept = {name: (kind, required) for name, kind, required in described}
    untold = UNTOLD.get(table.name, set())
    declared = {
        column.name: (TYPES[column.kind], is_given(column) and column.name not in untold)
        for column in table.stored
    }
    extra = DERIVED.get(table.name, set())
    assert set(kept) == set(declared) | extra
    assert {name: kept[name] for name in declared} == declared


def is_given(column: Column) -> bool:
    """Whether no accepted row lacks it."""
    return column.required or column.default is not None


def documented(section: str) -> set[str]:
    """The keys in the first column of a section of docs/city-folder.md."""
    (body,) = re.findall(
        rf"^### `{re.escape(section)}`\n(.*?)^##", city_folder_markdown(), re.M | re.S
    )
    return set(re.findall(r"^\| `(\w+)` \|", body, re.M))


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        ("[city]", "nonsense = 1\n"),
        ("[thresholds]", "[thresholds]\nnonsense = 1\n"),
        ("[matters]", "[matters]\nnonsense = 1\n"),
        ("[[rule]]", '[[rule]]\nid = "x"\nnonsense = 1\n'),
        ("[sources.X]", '[sources.village]\nfile = "v.csv"\nnonsense = 1\n'),
        ("[sources.X]", '[sources.visit]\nfile = "v.csv"\nnonsense = 1\n'),
        ("geometry", '[sources.village]\nfile = "v.csv"\ngeometry = { nonsense = 1 }\n'),
    ],
)
def test_every_key_of_city_toml_is_documented_and_no_other(
    section: str, wrong: str, tmp_path: Path
) -> None:
    rest = "" if "[sources" in wrong else "[sources]\n"
    text = f'[city]\nname = "x"\ncode = "9901"\n{wrong}{rest}'
    (tmp_path / "city.toml").write_text(text, encoding="utf-8")
    (tmp_path / "v.csv").write_text("code,name\n", encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        read_city(tmp_path)
    assert caught.value.code in {"city_key_unknown", "rule_key_unknown"}
    known = set(str(caught.value.values["known"]).split(", "))
    if section == "[sources.X]":  # some keys are of places alone, one of events alone
        of_places, of_events = set(keys(PlaceSourceTable)), set(keys(EventSourceTable))
        assert known == (of_places if "village" in wrong else of_events)
        known = of_places | of_events
    assert documented(section) == known


def test_the_example_of_the_reference_is_understood(tmp_path: Path) -> None:
    text, _ = re.findall(r"```toml\n(.*?)```", city_folder_markdown(), re.S)
    for name in re.findall(r'"([\w-]+\.\w+)"', text):
        (tmp_path / name).touch()
    (tmp_path / "city.toml").write_text(text, encoding="utf-8")
    city = read_city(tmp_path)
    assert [rule.id for rule in city.rules] == ["workday-city"]
    assert [source.name for source in city.sources] == ["village", "visit"]


@pytest.mark.parametrize("table", [PLACE, *TABLES], ids=lambda table: table.name)
def test_every_example_of_a_choice_is_one(table: Table) -> None:
    for column in table.columns:
        words = {word for value, more in column.choices.items() for word in (value, *more)}
        assert not words or column.example in words, column.name


# The README


def test_the_least_city_of_the_readme_loads(tmp_path: Path, store: Store) -> None:
    files = dict(re.findall(r"^`([\w.-]+)`:\n\n```\w+\n(.*?)^```", README, re.M | re.S))
    assert set(files) == {"city.toml", "villages.csv"}
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert len(files["city.toml"].splitlines()) == 5
    named = tomllib.loads(files["city.toml"])["sources"]
    assert {source["file"] for source in named.values()} == set(files) - {"city.toml"}
    summary = load(tmp_path, store, now=NOW)
    assert summary.files == [("village", "villages.csv", 2, 2, 0)]
    assert summary.reasons == []
    snapshot = store.current()
    assert rates.figure(snapshot, "visit_coverage", scope(snapshot)).denominator == 2


def options(command: click.Command) -> set[str]:
    told = [
        one for one in command.params if not getattr(one, "hidden", False)
    ]  # of our own programs
    found = {name for param in told for name in (*param.opts, *param.secondary_opts)}
    return {name for name in found if name.startswith("-")}


def shown() -> Iterator[tuple[str, set[str]]]:
    """Every use of ``guatu`` in the README: the command and the options beside it."""
    for line in README.splitlines():
        for code in re.findall(r"`([^`]+)`", line) or [line]:
            used = re.match(r"guatu((?: --?[\w-]+(?: \w+)?)*) ?([a-z]+)?(.*)", code)
            if used and used[2]:
                yield used[2], set(re.findall(r"--[\w-]+", used[3].split("#")[0]))


def test_the_readme_shows_commands_that_are_there() -> None:
    uses = list(shown())
    for name, given in uses:
        assert given <= options(commands()[name]), name
    assert {name for name, _ in uses} == set(commands())


def test_the_table_of_commands_has_every_option() -> None:
    rows = re.findall(r"^\| `guatu (\w+)([^|]*)\|[^|]*(?:\|[^|]*)?\| ?([^|]*) ?\|$", README, re.M)
    told = {name: set(re.findall(r"--[\w-]+", first + last)) for name, first, last in rows}
    shared = options(commands()["obligations"]) - {"--format"}
    (sentence,) = re.findall(r"^The commands that .* also take (.*)$", README, re.M)
    assert set(re.findall(r"`(--[\w-]+)`", sentence)) == shared
    for name, command in commands().items():
        assert told[name] | (shared if name in READING else set()) == options(command), name


def test_the_readme_names_options_of_the_program_itself() -> None:
    known = options(main) | {"--help", "-h", "--version"}
    assert {"--lang", "--version"} <= known
    for option in re.findall(r"`guatu (--[\w-]+)", README):
        assert option in known


def test_the_readme_names_variables_and_targets_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in re.findall(r"make \w+ ([A-Z]+)=", README) + re.findall(r"`([A-Z]+)=\w+`", README):
        assert re.search(rf"^{name} *\?=", makefile, re.M), name
    for target in re.findall(r"(?:^|`)make (\w+)", README, re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_every_page_has_its_pictures_in_the_readme() -> None:
    pages = {path.stem for path in (ROOT / "dashboard/pages").glob("*.py")}
    pages -= {"place", "project", "definitions"}  # opened by a click
    named = set(re.findall(r"\(docs/screenshots/([\w.]+)\)", README))
    assert named == {f"{page}_{language}.png" for page in pages for language in LANGUAGES}


# The programmes


def test_every_row_of_the_programmes_names_a_test_that_is_there_and_none_is_left_out() -> None:
    named = re.findall(r"`(test_p\d)\.py::(test_\w+)` \|$", PROGRAMMES, re.M)
    written = [
        (path.stem, name)
        for path in sorted((ROOT / "tests/programmes").glob("test_p*.py"))
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    ]
    rows = re.findall(r"^\| P\d", PROGRAMMES, re.M)
    assert len(named) == len(rows)
    assert set(named) <= set(written)
    left = {name for _, name in set(written) - set(named)}
    assert all(name.startswith("test_the_command_line") for name in left), left


def test_every_figure_and_page_of_the_programmes_is_there() -> None:
    pages = tomllib.loads((ROOT / "dashboard/text/zh_CN.toml").read_text(encoding="utf-8"))["nav"]
    for row in re.findall(r"^\| P\d.*", PROGRAMMES, re.M):
        where = row.split("|")[4]
        figures = [one for one in re.findall(r"`([a-z_]+)`", where) if "_" in one]
        assert set(figures) <= {*DEFINITIONS, "closing_needs_acceptance"}, row
        titles = set(re.findall(r"[A-Z][a-z ]+ ([\u4e00-\u9fff]+)", where))
        assert titles <= set(pages.values()), row


# Links and paths


def links() -> list[tuple[Path, str]]:
    return [
        (page, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("page", "target"), links())
def test_every_link_leads_somewhere(page: Path, target: str) -> None:
    assert "://" not in target, "no link leaves this repository"
    assert (page.parent / target.split("#")[0]).exists()


def test_every_path_in_the_documents_is_there() -> None:
    """``<table>`` in a path stands for any."""
    folders = r"(?:geodata|etl|dashboard|tests|benchmarks|docs)/[\w./<>-]*[\w>]"
    for page in PAGES:
        for path in re.findall(rf"`({folders})/?`", page.read_text(encoding="utf-8")):
            assert list(ROOT.glob(re.sub(r"<\w+>", "*", path))), f"{page.name}: {path}"
