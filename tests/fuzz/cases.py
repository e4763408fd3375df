"""One case is one number: which file of the tiny city becomes what format, and how it is broken."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from random import Random

from etl.pipeline import Summary, load
from etl.tables import TABLES
from geodata.base.errors import GuatuError
from geodata.base.messages import LANGUAGES, sentence, text
from geodata.figures import overview, rates
from geodata.figures.catalog import DEFINITIONS
from geodata.output import rejects
from geodata.question.scope import city_of, scope
from geodata.store.snapshots import Snapshot, Store

from .breaking import broken
from .formats import PARTS, TINY, villages, visits

NOW = datetime(2026, 4, 20, 9, 0)
_ABSOLUTE = re.compile(r"(?:^|[\s\"'(:：])/(?:tmp|home|root|work|usr|var|private)/")
#: Refusals that are the loader's own fault: the database gave up, or a row was lost.
_OWN_FAULTS = {"load_failed", "rows_lost"}
#: Tables of which every row comes from a row of a file: rosters and parents add rows to others.
_AS_READ = {table.name for table in TABLES} - {"attendance", "report", "visit"}


def run_case(number: int, folder: Path, base: Path) -> bool:
    """Load the broken city over a copy of the store ``base``; whether it was accepted.

    Raises AssertionError, or what came through, where a promise broke.
    """
    city = write_case(number, folder)
    store = Store(Path(shutil.copytree(base, folder / "store")))
    before = _content(store)
    try:
        summary = load(city, store, now=NOW)
    except GuatuError as error:
        assert error.code not in _OWN_FAULTS, f"no fault of the file: {error}"
        assert _content(store) == before, "a refusal changed the store"
        for language in LANGUAGES:
            _check_words(sentence(error, language))
        return False
    assert not list(store.folder.rglob("*.loading*")), "an unfinished file is left"
    snapshot = Snapshot.open(store.path(store.current_id() or ""))
    try:
        _check_summary(summary, snapshot)
        _check_figures(snapshot)
    finally:
        snapshot.close()
    return True


def write_case(number: int, folder: Path) -> Path:
    """The broken city of that number."""
    rng = Random(number)
    city = Path(shutil.copytree(TINY, folder / "city"))
    path = rng.choice(_MAKERS)(city, rng)
    path.write_bytes(broken(path.name, path.read_bytes(), rng))
    return city


def _content(store: Store) -> dict[str, tuple[int, int]]:
    files = (path for path in store.folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {
        path.relative_to(store.folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in files
    }


def _check_words(told: str) -> None:
    assert told.strip()
    assert not _ABSOLUTE.search(told), f"a path of this machine: {told}"
    assert "Traceback" not in told


def _check_summary(summary: Summary, snapshot: Snapshot) -> None:
    accepted: dict[str, int] = {}
    for source, file, rows, good, bad in summary.files:
        assert rows == good + bad, f"{source} {file}: rows are lost"
        accepted[source] = accepted.get(source, 0) + good
    for table in _AS_READ & set(accepted):
        ((kept,),) = snapshot.rows(f'SELECT count(*) FROM "{table}"')
        assert kept == accepted[table], f"{table}: {accepted[table]} accepted, {kept} stored"
    ((kept,),) = snapshot.rows("SELECT count(*) FROM quarantine")
    assert kept == sum(bad for *_, bad in summary.files), "rows put aside are lost"
    for language in LANGUAGES:
        for one in summary.reasons:
            assert text("reason", one.code, language)
        for code, values in summary.warnings:
            _check_words(text("warning", code, language, **values))
    rejects.workbook(snapshot, "zh_CN")


def _check_figures(snapshot: Snapshot) -> None:
    asked = scope(snapshot)
    for name in DEFINITIONS:
        figure = rates.figure(snapshot, name, asked)
        if figure.sort == "share":
            assert figure.value is None or 0 <= figure.value <= 1, f"{name}: {figure.value}"
    overview.given_figures(snapshot)
    overview.look_first(snapshot, asked, city_of(snapshot).neglected_days)


def _as_it_is(city: Path, rng: Random) -> Path:
    return city / rng.choice(sorted(path.name for path in city.glob("*.csv")))


def _description(city: Path, _: Random) -> Path:
    return city / "city.toml"


def _visits(suffix: str) -> Callable[[Path, Random], Path]:
    def make(city: Path, _: Random) -> Path:
        return _instead(city, "visits.csv", {f"visits{suffix}": visits(suffix)})

    return make


def _villages(suffix: str) -> Callable[[Path, Random], Path]:
    def make(city: Path, rng: Random) -> Path:
        path = _instead(city, "villages.geojson", villages(suffix))
        return path.with_suffix(rng.choice(PARTS)) if suffix == ".shp" else path

    return make


_MAKERS: list[Callable[[Path, Random], Path]] = [
    *(_as_it_is, _as_it_is, _description, _description),
    *map(_visits, (".xlsx", ".xlsx", ".xls", ".csv")),
    *map(
        _villages, (".shp", ".shp", ".zip", ".kml", ".kmz", ".gpkg", ".fgb", ".parquet", ".geojson")
    ),
]


def _instead(city: Path, old: str, files: Mapping[str, bytes]) -> Path:
    """Other files in the place of ``old``; the one that city.toml names."""
    (city / old).unlink()
    for name, content in files.items():
        (city / name).write_bytes(content)
    new = max(files, key=lambda name: name.endswith(".shp"))
    path = city / "city.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return city / new
