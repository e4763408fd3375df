"""Every awkward file of the corpus gets its verdict, whole and in both languages."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import duckdb
import pytest
import shapely

from awkward import CASES
from awkward.case import Case, Loads, Refused
from awkward.plain import TOML, VILLAGES, VISITS, write_plain
from etl.cli import main
from etl.cli.report import print_summary
from etl.over_time.shrinking import COUNTED
from etl.pipeline import Summary, load
from geodata.base.errors import GuatuError
from geodata.base.messages import LANGUAGES, sentence
from geodata.store.snapshots import Store

NOW = datetime(2026, 4, 20, 9, 0)
#: Of degrees: a tenth of a millimetre.
DECIMALS = 9
#: What no sentence for people may hold: a gap that was not filled, a name of Python, a traceback.
LEFTOVER = re.compile(r"\{\w*\}|\bNone\b|Traceback|Error\(|<class|object at 0x")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that serves another city, so that nothing is carried over from it."""
    folder = tmp_path_factory.mktemp("served")
    write_plain(folder)
    (folder / "city.toml").write_text(
        TOML.replace('"990121"', '"9901"').replace('"county"', '"city"'), encoding="utf-8"
    )
    store = Store(folder / "store")
    load(folder, store, now=NOW)
    return store


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert len({case.story for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_an_awkward_file(
    case: Case, tmp_path: Path, served: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(Path(shutil.copytree(served.folder, tmp_path / "store")))
    before = store.current_id()
    folder = tmp_path / "city"
    folder.mkdir()
    write_plain(folder)
    case.write(folder)
    verdict = case.verdict
    if isinstance(verdict, Refused):
        with pytest.raises(GuatuError) as refused:
            load(folder, store, now=NOW)
        assert refused.value.code == verdict.code
        for said in told(refused.value, tmp_path):
            assert verdict.says in said
        assert (store.current_id(), store.ids()) == (before, [before])
        assert not list(store.folder.rglob("*.loading*"))
    else:
        # some have more bad rows than good ones, which a load takes only where it is told to
        summary = load(folder, store, now=NOW, allow_fewer=COUNTED)
        assert store.ids() == [before, store.current_id()]
        compare(store.path(str(store.current_id())), summary, verdict)
        assert_printable(summary, tmp_path, capsys)


def told(error: GuatuError, folder: Path) -> list[str]:
    """What the error says in each language; that it is one sentence which a person can read."""
    found = [sentence(error, language) for language in LANGUAGES]
    for said in found:
        assert said.count("\n") == 0, said
        assert not LEFTOVER.search(said), said
        assert error.code not in said
        assert str(folder) not in said.replace(str(folder / "city"), "")  # as it was called
        assert len(said) < 600
        assert re.search(r"[.。?？]$", said), said
    return found


def assert_printable(summary: Summary, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That everything a load has to say can be said in both languages."""
    for language in LANGUAGES:
        with click.Context(main, info_name="guatu") as context:
            context.params = {"lang": language.split("_")[0]}
            print_summary(summary)
        said = "".join(capsys.readouterr())
        assert summary.snapshot_id
        assert summary.snapshot_id in said
        assert not LEFTOVER.search(said), said
        assert str(folder) not in said


def compare(file: Path, summary: Summary, verdict: Loads) -> None:
    """The whole verdict against the snapshot."""
    with duckdb.connect(file, read_only=True) as connection:

        def rows(query: str) -> list[tuple[Any, ...]]:
            return connection.execute(query).fetchall()

        quarantine = rows(
            "SELECT table_name, source_row, list_transform(reasons, r -> r.code), row_json"
            " FROM quarantine"
        )
        found = sorted((table, row, set(codes)) for table, row, codes, _ in quarantine)
        assert found == sorted(
            (table, row, set(codes.split())) for table, row, codes in verdict.aside
        )
        assert all(json.loads(cells) for *_, cells in quarantine), "the row is not kept"
        compare_villages(rows(
            "SELECT code, name, parent_code, ST_AsWKB(geometry), geometry_source, lon, lat, kind"
            " FROM place WHERE kind IN ('village', 'community', 'grid')"
            " QUALIFY row_number() OVER (PARTITION BY code ORDER BY valid_from DESC NULLS LAST) = 1"
        ), verdict)  # fmt: skip
        visits = rows(
            "SELECT visit_id, target_id, visited_on, talks, households, lon, lat FROM visit"
        )
        wanted = {key: one for key, one in {**VISITS, **verdict.visits}.items() if one}
        assert {key: tuple(one) for key, *one in visits} == {
            key: (one.target, one.day, one.talks, one.households,
                  *(None if value is None else pytest.approx(value, abs=10**-DECIMALS)
                    for value in (one.lon, one.lat)))
            for key, one in wanted.items()
        }  # fmt: skip
        assert rows("SELECT count(*) FROM load_log WHERE rows_in <> accepted + quarantined") == [
            (0,)
        ]
        log = rows(
            "SELECT source_file, set_aside, ignored_columns, encoding, table_name, rows_in FROM load_log"
        )
        assert {file: aside for file, aside, *_ in log if aside} == verdict.set_aside
        assert {file: headers for file, _, headers, *_ in log if headers} == verdict.ignored
        if verdict.encoding:
            assert {one[3] for one in log if one[4] == "visit"} == {verdict.encoding}
        faulty = sum(table == "visit" for table, *_ in verdict.aside)
        assert sum(one[5] for one in log if one[4] == "visit") == len(wanted) + faulty
        assert [code for code, _ in summary.warnings] == list(verdict.warnings)
        problems = rows("SELECT kind, code, other_code FROM geometry_problem ORDER BY ALL")
        assert problems == sorted(verdict.problems, key=str)
        for query, answer in verdict.answers.items():
            assert rows(query) == answer


def compare_villages(found: list[tuple[Any, ...]], verdict: Loads) -> None:
    wanted = {code: one for code, one in {**VILLAGES, **verdict.villages}.items() if one}
    assert {one[0] for one in found} == set(wanted)
    for code, name, parent, wkb, origin, lon, lat, kind in found:
        village = wanted[code]
        point = [None if at is None else pytest.approx(at, abs=10**-DECIMALS)
                 for at in (village.lon, village.lat)]  # fmt: skip
        assert (name, parent, kind) == (village.name, village.township, village.kind)
        assert [lon, lat] == point
        assert (wkb is None) == (village.shape is None), code
        assert origin == ("none" if village.shape is None else "surveyed")
        if village.shape is not None:
            assert rounded(shapely.from_wkb(wkb)) == rounded(village.shape)


def rounded(shape: shapely.Geometry) -> str:
    """Its text to nine decimals, wherever its border begins."""
    exact = shapely.transform(shape, lambda points: points.round(DECIMALS) + 0.0)
    return shapely.to_wkt(shapely.normalize(exact), rounding_precision=DECIMALS)
