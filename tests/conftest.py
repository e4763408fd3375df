"""Small real cities through the real pipeline into real snapshots; nothing of ours is mocked.

A test runs alike in any folder, for anybody, on any day: see :func:`pytest_collection`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from etl import demo
from etl.cli import main
from etl.pipeline import load
from geodata.store.snapshots import Snapshot, Store

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")

if "PYTEST_XDIST_WORKER" in os.environ:
    # Every core has a worker already: one thread each loads a tiny city a quarter sooner. What runs
    # in a process of its own (command line, server, fuzzing) keeps as many as there are cores.
    _connect = duckdb.connect

    def _on_one_thread(
        database: Path | str = ":memory:",
        read_only: bool = False,
        config: dict[str, Any] | None = None,
    ) -> duckdb.DuckDBPyConnection:
        return _connect(database, read_only, {**(config or {}), "threads": 1})

    duckdb.connect = _on_one_thread

#: What a person or a machine may have set, and no test may see.
_FOREIGN = (
    "GUATU_",
    "STREAMLIT_",
    "LC_",
    "LANGUAGE",
    "XDG_",
    "GDAL_",
    "OGR_",
    "PROJ_",
    "PYTHONUTF8",
)
#: What every test sees instead, and whatever it starts; the command line's clock stands still.
_SET = {
    # what nobody foresaw comes through, with its traceback
    "GUATU_TRACEBACK": "1",
    "LANG": "C.UTF-8", "TZ": "Asia/Shanghai", "GUATU_NOW": "2026-11-26T09:00:00",
    # git, which some tests ask for the files of the project, trusts it without a home folder
    "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
}  # fmt: skip
_alone = pytest.StashKey[Path]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Before any test is read, leave the folder pytest was called in, with its store, its city and
    its ``.streamlit``, the home folder, and the settings of the environment."""
    set_hypothesis_home_dir(session.config.rootpath / ".hypothesis")
    folder = Path(tempfile.mkdtemp(prefix="guatu-tests-"))
    session.config.stash[_alone] = folder
    (folder / "working").mkdir()
    (folder / "home").mkdir()
    for name in [one for one in os.environ if one.startswith(_FOREIGN)]:
        del os.environ[name]
    os.environ |= {**_SET, "HOME": str(folder / "home")}
    time.tzset()
    os.chdir(folder / "working")


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(_alone, None):
        os.chdir(config.invocation_params.dir)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_outside(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test leaves working folder and environment as it found them."""
    working = request.config.stash[_alone] / "working"
    before = {name: one for name, one in os.environ.items() if not name.startswith("PYTEST_")}
    yield
    after = {name: one for name, one in os.environ.items() if not name.startswith("PYTEST_")}
    assert (Path.cwd(), list(working.iterdir())) == (working, [])
    assert after == before


TINY = Path(__file__).parent / "cities" / "tiny"
TINY_NOW = datetime(2026, 4, 20, 9, 0)
DEMO_NOW = datetime(2026, 11, 1)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny city, to be broken at will."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


@pytest.fixture(scope="session")
def now() -> datetime:
    """The moment at which the tiny city is loaded."""
    return TINY_NOW


@pytest.fixture(scope="session")
def tiny_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The tiny city, loaded: for reading only."""
    store = Store(tmp_path_factory.mktemp("tiny"))
    load(TINY, store, now=TINY_NOW)
    return store


@pytest.fixture(scope="session")
def tiny_snapshot(tiny_store: Store) -> Snapshot:
    return tiny_store.current()


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The fictional city at 300 places, loaded: for reading only."""
    folder = tmp_path_factory.mktemp("demo")
    demo.write(folder / "city", places=300, seed=1)
    store = Store(folder / "store")
    load(folder / "city", store, now=DEMO_NOW)
    return store


@pytest.fixture(scope="session")
def demo_snapshot(demo_store: Store) -> Snapshot:
    return demo_store.current()


@pytest.fixture
def run() -> Callable[..., Result]:
    """``run("status", "--json")`` is the command line; what it does not expect comes through."""

    def run(*args: object) -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)

    return run


@pytest.fixture
def case(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of one folder; skips where it is not there."""

    def copy(name: str) -> Path:
        folder = next(
            (one for up in Path(__file__).resolve().parents
             if (one := up / "shared" / "cases" / name).is_dir()), None)  # fmt: skip
        if folder is None:
            pytest.skip(f"the folders of cases are not beside the repository: shared/cases/{name}")
        target = tmp_path / name
        target.mkdir()
        for file in folder.rglob("*"):  # what is handed over may be read-only
            if file.is_file():
                copy = target / file.relative_to(folder)
                copy.parent.mkdir(exist_ok=True)
                shutil.copyfile(file, copy)
        return target

    return copy
