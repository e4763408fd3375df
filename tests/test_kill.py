"""kill -9 at any moment: the old snapshot serves on, and the next load clears what was left."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from etl import demo
from etl.over_time.carry import ACCUMULATING
from etl.over_time.shrinking import COUNTED
from etl.pipeline import load
from geodata.base.messages import text
from geodata.store.snapshots import Snapshot, Store

Run = Callable[..., Result]
PLACES, MOMENTS = 800, 8


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("big") / "city"
    demo.write(folder, places=PLACES, seed=1)
    return folder


def start(folder: Path, store: Store) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "etl.cli", "load", str(folder), "--store", str(store.folder)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def moment(number: int) -> datetime:
    return datetime(2026, 4, 20) + timedelta(minutes=number)


def places(snapshot: Snapshot) -> int:
    ((count,),) = snapshot.rows("SELECT count(*) FROM place WHERE kind IN ('village', 'community')")
    return int(count)


def unfinished(store: Store) -> list[Path]:
    return list(store.snapshots.glob("*.loading*"))


def test_kill_at_any_moment(tiny: Path, big: Path, tmp_path: Path) -> None:
    whole = Store(tmp_path / "whole")
    began = time.monotonic()
    assert start(big, whole).wait() == 0
    duration = time.monotonic() - began
    assert places(whole.current()) == PLACES

    store = Store(tmp_path / "store")
    chance = random.Random(20260420)  # noqa: S311 - moments, not secrets
    killed, left_behind = 0, 0
    # one moment in each eighth of the load, so that every phase has its turn
    for part in range(MOMENTS):
        # both cities have one code: what a finished load left must not stay
        published = load(
            tiny, store, now=moment(part), replace=ACCUMULATING, allow_fewer=COUNTED
        ).snapshot_id
        assert unfinished(store) == []
        process = start(big, store)
        time.sleep(duration * (part + chance.random()) / MOMENTS)
        process.kill()
        killed += process.wait() != 0
        left_behind += bool(unfinished(store))
        serving = store.current()
        if serving.snapshot_id == published:
            assert places(serving) == 6
            assert serving.rows("SELECT count(*) FROM visit") == [(7,)]
        else:  # it was quicker this time, and then it is all there
            assert places(serving) == PLACES
            assert serving.rows("SELECT count(*) FROM load_log WHERE rows_in = 0") == [(0,)]
    load(tiny, store, now=moment(MOMENTS), replace=ACCUMULATING, allow_fewer=COUNTED)
    assert unfinished(store) == []
    assert places(store.current()) == 6
    assert killed >= MOMENTS // 2
    assert left_behind >= 2  # the kills did hit loads that were writing


def test_two_loads_at_once(tiny: Path, big: Path, store: Store, run: Run) -> None:
    first = start(big, store)
    try:
        while not unfinished(store):
            assert first.poll() is None
            time.sleep(0.01)
        second = run("load", tiny, "--store", store.folder)
        assert first.poll() is None
    finally:
        first.kill()
        first.wait()
    assert second.exit_code == 1
    assert second.stdout == ""
    assert second.stderr == text("error", "load_running", "zh_CN", store=store.folder) + "\n"
    assert run("load", tiny, "--store", store.folder).exit_code == 0
    assert places(store.current()) == 6


def test_readers_are_not_held_up_by_a_load(tiny: Path, store: Store, run: Run) -> None:
    load(tiny, store, now=moment(0))
    with store.writing():
        assert run("status", "--store", store.folder).exit_code == 0
