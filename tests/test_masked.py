"""No command hands over an official's name in full unasked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest

from asking import commands
from etl import demo
from etl.over_time.carry import KEYS
from etl.pipeline import load
from geodata.figures import layers
from geodata.figures.catalog import DEFINITIONS
from geodata.store.snapshots import Store

#: What hands over no rows of a snapshot: it writes a city, loads, removes or serves one.
_NO_ROWS = {"demo", "check", "load", "rollback", "prune", "template", "schema", "changes", "serve"}
#: What every other command is asked.
_ASKED: dict[str, list[list[str]]] = {
    "snapshots": [[]],
    "diff": [[], *(["--table", one] for one in KEYS)],
    "status": [[], ["--json"]],
    "rate": [
        *([name, "--rows", which, "--format", form] for name in DEFINITIONS
          for which, form in (("numerator", "csv"), ("denominator", "csv"), ("missing", "table"))),
    ],
    "explain": [
        [name, "--by", "row", "--format", form]
        for name in ("fulfilment", "visit_coverage", "started_rate", "closing_rate")
        for form in ("csv", "json")
    ],
    "upcoming": [
        ["--format", "json"], *(["--show", one] for one in ("neglected", "due", "officials", "projects")),
    ],
    "obligations": [[]],
    "matters": [[], ["--overdue"]],
    "neglected": [[]],
    "roster": [["--on", "2026-11-15"], ["--on", "2026-11-15", "--out", "roster.xlsx"]],
    "export": [
        ["--layer", name, "--level", level, "--format", form, "--out", f"{name}_{level}.{form}"]
        for name in layers.LAYERS for level in ("county", "place", "project", "problem")
        for form in ("csv", "xlsx", "geojson")
    ],
    "brief": [["--format", "html", "--out", "brief.html"]],
    "ranking": [[]],
    "targets": [[]],
    "balance": [["--of", one, "--show", "all", "--format", "csv"] for one in ("place", "official")],
    "doubts": [
        ["--period", "2026", "--show", show, "--format", form]
        for show, form in (("open", "csv"), ("dismissed", "table"), ("open", "json"))
    ],
    "find": [["村"]],
    "overlaps": [[]],
    "projects": [[]],
}  # fmt: skip
_ASKED_ALL = [(command, one) for command, each in _ASKED.items() for one in each]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("masked")
    store = Store(folder / "store")
    for seed in (1, 2):
        demo.write(folder / f"city{seed}", places=100, seed=seed)
        load(folder / f"city{seed}", store, now=datetime(2026, 11, seed, 9))
    return store


@pytest.fixture(scope="module")
def names(store: Store) -> list[str]:
    """Of three characters and more: a shorter one may be a part of another word."""
    found: set[str] = set()
    for snapshot_id in store.ids():
        snapshot = store.snapshot(snapshot_id)
        found |= {one for (one,) in snapshot.rows("SELECT name FROM official") if len(one) > 2}
    assert len(found) > 20
    return sorted(found)


def written(file: Path) -> Iterator[str]:
    if is_zipfile(file):
        with ZipFile(file) as parts:
            yield from (parts.read(one).decode("utf-8") for one in parts.namelist())
    else:
        yield file.read_text(encoding="utf-8-sig")


def test_every_command_is_asked() -> None:
    assert {*commands()} == {*_ASKED, *_NO_ROWS}


@pytest.mark.parametrize(
    ("command", "asked"),
    _ASKED_ALL,
    ids=lambda one: "-".join([one] if isinstance(one, str) else one),
)
def test_no_name_in_full(
    store: Store, names: list[str], run: Callable[..., Any], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, command: str, asked: list[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    answer = run(command, *asked, "--store", store.folder)
    assert answer.exit_code == 0 or command == "export", answer.output  # not every level has all
    said = [answer.output, *(text for file in tmp_path.iterdir() for text in written(file))]
    assert not [one for one in names if any(one in text for text in said)]


def test_names_in_full_are_there_to_be_found(
    store: Store, names: list[str], run: Callable[..., Any]
) -> None:
    for asked in (
        ("neglected",),
        ("diff", "--table", "official"),
        ("roster", "--on", "2026-11-15"),
    ):
        said = run(*asked, "--unmask", "--store", store.folder).output
        assert [one for one in names if one in said], asked
