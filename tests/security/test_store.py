"""Every state of a store has a command that leads out of it, and it is the one that the message names."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from dashboard.server.publishing import Job
from etl.pipeline import load
from geodata.base.errors import RefusedError, StoreError
from geodata.base.messages import text
from geodata.store import diff
from geodata.store.snapshots import Store, is_whole

Run = Callable[..., Result]
NOW = datetime(2026, 4, 20, 9, 0)
NOBODY = 65534


def flip(path: Path) -> None:
    """Turn bytes over in every block but the headers: the file still opens."""
    body = bytearray(path.read_bytes())
    for at in range(3 * 4096 + 5000, len(body), 65536):
        body[at] ^= 0xFF
    path.chmod(0o600)
    path.write_bytes(bytes(body))


def tear(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def lose(path: Path) -> None:
    path.unlink()


def point(store: Store, body: str | None) -> None:
    pointer = store.folder / "current.json"
    pointer.unlink() if body is None else pointer.write_text(body, encoding="utf-8")


@pytest.fixture
def loaded(tiny_store: Store, tmp_path: Path) -> Store:
    """One snapshot of the tiny city."""
    shutil.copytree(tiny_store.folder, tmp_path / "store")
    return Store(tmp_path / "store")


def publish(store: Store, tiny_store: Store, now: datetime) -> str:
    """The tiny city once more, as a load at this moment would publish it."""
    with store.writing():
        loading = store.begin(now)
        shutil.copyfile(tiny_store.path(tiny_store.ids()[0]), loading)
        return store.publish(loading)


@pytest.fixture
def two(loaded: Store, tiny_store: Store) -> Store:
    publish(loaded, tiny_store, NOW + timedelta(days=1))
    return loaded


def broken(run: Run, store: Store) -> str:
    """What a reading command says; one sentence."""
    result = run("status", "--store", store.folder)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "Traceback" not in result.stderr
    return result.stderr


def led_out(run: Run, store: Store, said: str, tiny: Path, command: str) -> None:
    """That the command is named, that it works, and that reading works thereafter."""
    assert command in said, said
    words = command.replace("城市文件夹", str(tiny)).split()[1:]
    result = run(*words, "--store", store.folder)
    assert result.exit_code == 0, result.stderr
    after = run("status", "--store", store.folder)
    assert after.exit_code == 0, after.stderr


@pytest.mark.parametrize("harm", [flip, tear])
def test_the_current_one_is_damaged(
    run: Run, two: Store, tiny: Path, harm: Callable[[Path], None]
) -> None:
    first, second = two.ids()
    harm(two.path(second))
    refused = run("load", tiny, "--store", two.folder)
    assert refused.exit_code == 1
    assert "guatu rollback" in refused.stderr
    led_out(run, two, broken(run, two), tiny, "guatu rollback")
    assert two.current_id() == first


@pytest.mark.parametrize("harm", [flip, tear])
def test_the_only_one_is_damaged(
    run: Run, loaded: Store, tiny: Path, harm: Callable[[Path], None]
) -> None:
    (only,) = loaded.ids()
    harm(loaded.path(only))
    way = "guatu load 城市文件夹 --replace all"
    for command in (["load", tiny], ["rollback"], ["check", tiny]):
        refused = run(*command, "--store", loaded.folder)
        assert (refused.exit_code, way in refused.stderr) == (1, True), refused.stderr
    led_out(run, loaded, broken(run, loaded), tiny, way)
    assert loaded.before(str(loaded.current_id())) == only
    assert run("rollback", "--store", loaded.folder).exit_code == 1  # to the damaged one, never


@pytest.mark.parametrize("harm", [flip, tear])
def test_all_are_damaged(run: Run, two: Store, tiny: Path, harm: Callable[[Path], None]) -> None:
    for one in two.ids():
        harm(two.path(one))
    led_out(run, two, broken(run, two), tiny, "guatu load 城市文件夹 --replace all")


def test_one_that_is_not_current_is_damaged(run: Run, two: Store, tiny: Path) -> None:
    flip(two.path(two.ids()[0]))
    refused = run("diff", "--table", "visit", "--store", two.folder)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "guatu snapshots" in refused.stderr
    assert run("snapshots", "--store", two.folder).exit_code == 0
    assert run("status", "--store", two.folder).exit_code == 0
    assert run("load", tiny, "--store", two.folder).exit_code == 0


@pytest.mark.parametrize(
    "pointer", [None, "", "{", "[]", '{"snapshot": "../x"}', "\0", '{"snapshot": 1}']
)
def test_the_pointer_is_lost(run: Run, two: Store, tiny: Path, pointer: str | None) -> None:
    second = two.current_id()
    point(two, pointer)
    led_out(run, two, broken(run, two), tiny, "guatu rollback")
    assert two.current_id() == second
    if pointer == "{":
        point(two, pointer)
        assert run("load", tiny, "--store", two.folder).exit_code == 0


def test_the_pointer_is_lost_and_the_newest_damaged(run: Run, two: Store, tiny: Path) -> None:
    first, second = two.ids()
    tear(two.path(second))
    point(two, "{")
    led_out(run, two, broken(run, two), tiny, "guatu rollback")
    assert two.current_id() == first


def test_the_current_one_is_gone(run: Run, two: Store, tiny: Path) -> None:
    first, second = two.ids()
    lose(two.path(second))
    led_out(run, two, broken(run, two), tiny, "guatu rollback")
    assert two.current_id() == first


@pytest.mark.parametrize("pointer", [None, "{"])
def test_there_is_none(run: Run, tmp_path: Path, tiny: Path, pointer: str | None) -> None:
    store = Store(tmp_path / "store")
    if pointer is not None:
        store.folder.mkdir()
        point(store, pointer)
    led_out(run, store, broken(run, store), tiny, "guatu load 城市文件夹")


def test_what_killed_loads_left(run: Run, loaded: Store, tiny: Path) -> None:
    for name in ("x.loading", "x.loading.wal"):
        (loaded.snapshots / name).write_bytes(b"torn")
    (loaded.snapshots / "y.loading.spill").mkdir()
    (loaded.folder / "current.json.new").write_text("{")
    assert run("status", "--store", loaded.folder).exit_code == 0
    assert run("load", tiny, "--store", loaded.folder).exit_code == 0
    assert not list(loaded.snapshots.glob("*.loading*"))
    assert not (loaded.folder / "current.json.new").exists()


@pytest.fixture
def read_only(two: Store, run: Run) -> Iterator[Store]:
    """A store of somebody else's, asked by a user who may look and no more."""
    if sys.platform == "win32":
        pytest.skip("no such rights there")
    folder = Path(tempfile.mkdtemp())  # not below a folder that only root may enter
    store = Store(Path(shutil.copytree(two.folder, folder / "store")))
    assert run("status", "--store", store.folder).exit_code == 0
    paths = [folder, store.folder, *store.folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield store
    finally:
        if is_root:
            os.seteuid(0)
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
        shutil.rmtree(folder)


def test_a_store_that_may_only_be_read(run: Run, read_only: Store) -> None:
    """It is read; whatever would write says so, in one sentence, and names another folder."""
    assert run("status", "--store", read_only.folder).exit_code == 0
    for words in (["rollback"], ["prune", "--keep", "1"]):
        refused = run(*words, "--store", read_only.folder)
        assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
        assert re.search("数据仓.*写不进去.*--store", refused.stderr), refused.stderr
    with pytest.raises(StoreError, match="store_unwritable"), read_only.writing():
        pass


def test_a_store_that_may_only_be_read_takes_no_upload(
    run: Run, read_only: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = run("serve", "--allow-publish", "--store", read_only.folder)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "写不进去" in refused.stderr
    monkeypatch.setenv("GUATU_STORE", str(read_only.folder))
    with pytest.raises(StoreError, match="store_unwritable"):
        Job(lambda folder: folder, "zh_CN")


# Which snapshot was built on which


def test_a_snapshot_knows_what_it_was_built_on(store: Store, tiny_store: Store, tiny: Path) -> None:
    """A, B, back to A, C: C was built on A, whatever the names say."""
    a, b = (publish(store, tiny_store, NOW + timedelta(days=n)) for n in range(2))
    assert store.rollback() == a
    c = str(load(tiny, store, now=NOW + timedelta(days=2)).snapshot_id)
    assert (store.before(a), store.before(b), store.before(c)) == (None, a, a)
    assert diff.pair(store, None, None) == (a, c)
    assert store.rollback() == a
    with pytest.raises(RefusedError, match="rollback_none"):
        store.rollback()


def test_the_clock_went_back(run: Run, store: Store, tiny_store: Store) -> None:
    later = publish(store, tiny_store, NOW + timedelta(days=9))
    earlier = publish(store, tiny_store, NOW + timedelta(days=1))
    earliest = publish(store, tiny_store, NOW)
    assert store.ids() == [later, earlier, earliest]
    shown = run("snapshots", "--format", "csv", "--store", store.folder).stdout.splitlines()
    assert [line.split(",")[0] for line in shown[1:]] == [earliest, earlier, later]
    assert diff.pair(store, None, None) == (earlier, earliest)
    assert store.prune(2) == [later]
    assert store.rollback() == earlier
    with pytest.raises(RefusedError, match="rollback_none"):
        store.rollback()


def test_pruning_leaves_a_way_back(store: Store, tiny_store: Store) -> None:
    a, b = (publish(store, tiny_store, NOW + timedelta(days=n)) for n in range(2))
    store.rollback()
    c = publish(store, tiny_store, NOW + timedelta(days=2))
    assert store.prune(2) == []
    assert store.prune(1) == [a, b]
    assert (store.ids(), store.before(c)) == ([c], None)


def test_a_store_of_an_earlier_version_goes_by_name(store: Store, tiny_store: Store) -> None:
    a, b = (publish(store, tiny_store, NOW + timedelta(days=n)) for n in range(2))
    point(store, json.dumps({"snapshot": b}))
    assert (store.ids(), store.before(b)) == ([a, b], a)
    c = publish(store, tiny_store, NOW + timedelta(days=2))
    assert (store.ids(), store.before(c), store.before(b)) == ([a, b, c], b, a)


def test_a_circle_ends(store: Store, tiny_store: Store) -> None:
    a, b = (publish(store, tiny_store, NOW + timedelta(days=n)) for n in range(2))
    point(store, json.dumps({"snapshot": b, "parents": {a: b, b: a}}))
    assert store.rollback() == a
    for one in (a, b):
        tear(store.path(one))
    with pytest.raises(StoreError, match="snapshot_lost"):
        store.rollback()


# Who may look into it


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
def test_nobody_else_may_read_a_store(store: Store, tiny: Path) -> None:
    before = os.umask(0)
    try:
        snapshot_id = str(load(tiny, store, now=NOW).snapshot_id)
    finally:
        os.umask(before)
    rights = {
        path: stat.S_IMODE(path.stat().st_mode)
        for path in (store.folder, store.snapshots, store.path(snapshot_id))
    }
    assert list(rights.values()) == [0o700, 0o700, 0o600]
    store.snapshots.chmod(0o755)  # as an earlier version made it
    with store.writing():
        assert stat.S_IMODE(store.snapshots.stat().st_mode) == 0o700


def test_a_full_disk_at_a_rollback(two: Store, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    current = two.current_id()
    refused = run("rollback", "--store", two.folder)
    said = text(
        "error", "store_unwritable", "zh_CN", store=two.folder, detail="No space left on device"
    )
    assert (refused.exit_code, refused.stderr) == (1, said + "\n")
    assert two.current_id() == current
    assert not (two.folder / "current.json.new").exists()


def test_whole_is_whole(two: Store) -> None:
    first, second = (two.path(one) for one in two.ids())
    flip(first)
    assert (is_whole(first), is_whole(second)) == (False, True)
    first.write_bytes(b"")
    assert not is_whole(first)
