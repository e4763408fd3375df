"""The one declaration of city.toml: what it says of itself holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from etl.city.city_table import CityTable, IndicatorTable, MattersTable, ThresholdsTable
from etl.city.ranking_table import RankingTable
from etl.city.rule_table import RuleTable
from etl.city.settings import read_city
from etl.city.source_table import EarlierTable, EventSourceTable, GeometryTable, PlaceSourceTable
from etl.city.toml_table import keys
from etl.cli import main
from etl.tables import TABLES
from geodata.base.codes import KINDS
from geodata.base.errors import RefusedError
from stated import document_of

DECLARED = (
    CityTable, RuleTable, RankingTable, IndicatorTable, MattersTable, ThresholdsTable,
    PlaceSourceTable, EventSourceTable, EarlierTable, GeometryTable,
)  # fmt: skip


def declared() -> Iterator[tuple[str, FieldInfo]]:
    for table in DECLARED:
        for key, field in keys(table).items():
            yield f"{table.__name__}.{key}", field


@pytest.mark.parametrize(("key", "field"), list(declared()), ids=lambda one: str(one)[:60])
def test_every_key_is_described_and_its_example_is_accepted(key: str, field: FieldInfo) -> None:
    assert field.description, key
    assert field.examples, key
    adapter = TypeAdapter[object](field.rebuild_annotation())
    adapter.validate_python(field.examples[0], strict=True)


def test_the_schema_for_editors_knows_every_source_and_key() -> None:
    printed = CliRunner().invoke(main, ["schema"])
    assert printed.exit_code == 0
    schema = json.loads(printed.output)
    defined = schema["$defs"]
    assert set(defined["SourcesTable"]["properties"]) == {*KINDS, *(one.name for one in TABLES)}
    assert set(defined["RuleTable"]["properties"]) == set(keys(RuleTable))
    assert defined["RuleTable"]["additionalProperties"] is False
    assert defined["RuleTable"]["required"] == ["id", "role", "targets", "schedule"]
    file = defined["SourceTable"]["properties"]["file"]
    assert [one["type"] for one in file["anyOf"]] == ["string", "array"]  # one, or a list


def test_the_first_thing_wrong_is_a_slip_in_a_key() -> None:
    """Whatever else it breaks: wehn = … for when = … explains what is missing."""
    with pytest.raises(RefusedError) as caught:
        document_of(rule=[{"id": "a", "rol": "contact", "targets": 1}])
    assert caught.value.code == "rule_key_unknown"
    assert (caught.value.values["rule"], caught.value.values["key"]) == ("a", "rol")


@pytest.mark.parametrize(
    ("sources", "code", "key"),
    [
        ({"village": {"file": "a", "earlier": [{"file": "b", "until": "2020"}]}}, "city_value",
         "sources.village.earlier.until"),
        ({"village": {"file": "a", "earlier": {"file": "b"}}}, "city_value",
         "sources.village.earlier.until"),
        ({"village": {"file": "a", "geometry": {"file": "b", "scale": 2}}}, "city_value",
         "sources.village.geometry.scale"),
        ({"visit": {"file": "a", "columns": {"visited_on": 3}}}, "city_value",
         "sources.visit.columns.visited_on"),
        ({"visit": {"file": "a", "geometry": {}}}, "city_key_unknown", "sources.visit.geometry"),
        ({"unit": {"file": "a", "whole": "month"}}, "city_key_unknown", "sources.unit.whole"),
        ({"visit": {"file": ["a", 3]}}, "city_value", "sources.visit.file"),
        ({"visit": 3}, "city_table_missing", "sources.visit"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_whole_way_to_its_key(
    sources: dict[str, object], code: str, key: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        document_of(sources=sources)
    assert (caught.value.code, caught.value.values["key"]) == (code, key)


def test_reading_city_toml_needs_no_geopandas() -> None:
    asked = "import sys, etl.city.settings; print('geopandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def city_of(folder: Path, file: str, *names: str, enclosed: bool = True) -> list[str]:
    """The files that ``file = …`` finds in a folder of these names."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("code,name\n", encoding="utf-8")
    head = '[city]\nname = "x"\ncode = "9901"\n[sources.village]\nfile = '
    (folder / "city.toml").write_text(head + file, encoding="utf-8")
    (source,) = read_city(folder, enclosed=enclosed).sources
    return [path.relative_to(folder).as_posix() for path in source.files]


NAMES = (
    "乡/乙/b.csv",
    "乡/甲/深/c.csv",
    "乡/a.csv",
    "乡/~$a.csv",
    "乡/.a.csv",
    "乡/x[1].csv",
    "乡/a.txt",
)


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ('"乡/*.csv"', ["乡/a.csv", "乡/x[1].csv"]),
        ('"乡/*/*.csv"', ["乡/乙/b.csv"]),
        ('"**/*.csv"', ["乡/a.csv", "乡/x[1].csv", "乡/乙/b.csv", "乡/甲/深/c.csv"]),
        ('"乡/x[1]*"', ["乡/x[1].csv"]),  # brackets are brackets
        ('["乡/a.csv", "乡/甲/**/*.csv"]', ["乡/a.csv", "乡/甲/深/c.csv"]),
    ],
)
def test_files_are_found_by_a_pattern(tmp_path: Path, file: str, found: list[str]) -> None:
    assert city_of(tmp_path, file, *NAMES) == found


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ('"乡/*.xlsx"', "file_missing"),
        ('["乡/a.csv", "乡/*.csv"]', "file_twice"),  # one file twice
        ('"../*.csv"', "file_outside"),
        ('"/*/*.csv"', "file_outside"),
        ('"乡\\u0000/*.csv"', "file_outside"),
    ],
)
def test_a_pattern_that_finds_nothing_or_leads_out_is_refused(
    tmp_path: Path, file: str, code: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        city_of(tmp_path, file.replace("\\\\", "\\"), *NAMES)
    assert caught.value.code == code


def test_a_pattern_that_no_system_can_hold_finds_nothing(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        city_of(tmp_path, '"a\\u0000/*.csv"', *NAMES, enclosed=False)
    assert caught.value.code == "file_missing"
