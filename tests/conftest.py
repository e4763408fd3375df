"""Small real cities through the real pipeline into real snapshots; nothing of ours is mocked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from etl import demo
from etl.cli import main
from etl.pipeline import load
from geodata.store import Snapshot, Store

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
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """``run("status", "--json")`` is the command line; what it does not expect comes through."""
    monkeypatch.delenv("GUATU_STORE", raising=False)
    monkeypatch.delenv("GUATU_LANG", raising=False)

    def run(*args: object) -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)

    return run
