"""Old snapshots go, the current one never does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from geodata.base.errors import RefusedError, StoreError
from geodata.base.messages import text
from geodata.store.snapshots import Store

Run = Callable[..., Result]


@pytest.fixture
def five(tiny_store: Store, tmp_path: Path) -> Store:
    """Five snapshots, the last the current one."""
    shutil.copytree(tiny_store.folder, tmp_path / "store")
    store = Store(tmp_path / "store")
    (first,) = store.ids()
    for day in range(21, 25):
        shutil.copy(store.path(first), store.path(f"202604{day}T090000-001"))
    point_to(store, store.ids()[-1])
    return store


def point_to(store: Store, snapshot_id: str) -> None:
    pointer = f'{{"snapshot": "{snapshot_id}"}}'
    (store.folder / "current.json").write_text(pointer, encoding="utf-8")


def test_the_newest_stay(run: Run, five: Store) -> None:
    ids = five.ids()
    shown = run("prune", "--keep", "2", "--store", five.folder)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines() == [
        text("cli", "pruned", "zh_CN", snapshot=one) for one in ids[:3]
    ]
    assert five.ids() == ids[3:]
    assert five.current().snapshot_id == ids[-1]
    again = run("prune", "--keep", "2", "--store", five.folder)
    assert again.stdout == text("cli", "pruned_none", "zh_CN") + "\n"


def test_the_current_one_stays_however_old(five: Store) -> None:
    ids = five.ids()
    point_to(five, ids[0])
    assert five.prune(1) == ids[1:4]
    assert five.ids() == [ids[0], ids[4]]
    assert five.current().snapshot_id == ids[0]


def test_ten_stay_unless_told_otherwise(run: Run, five: Store) -> None:
    assert run("prune", "--store", five.folder).exit_code == 0
    assert len(five.ids()) == 5


def test_not_one_is_refused(run: Run, five: Store) -> None:
    for keep in ("0", "-1", "many"):
        assert run("prune", "--keep", keep, "--store", five.folder).exit_code == 2
    assert len(five.ids()) == 5


def test_nothing_goes_while_a_load_runs_or_the_pointer_is_unsure(five: Store) -> None:
    with five.writing(), pytest.raises(RefusedError, match="load_running"):
        five.prune(1)
    (five.folder / "current.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="pointer_unreadable"):
        five.prune(1)
    assert len(five.ids()) == 5


def test_an_empty_store_is_said_to_be(run: Run, tmp_path: Path) -> None:
    refused = run("prune", "--store", tmp_path / "none")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert not (tmp_path / "none").exists()


def test_a_store_named_from_where_one_stands_is_another_elsewhere(
    tiny_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = []
    for name in ("one", "two"):
        shutil.copytree(tiny_store.folder, tmp_path / name / "store")
        monkeypatch.chdir(tmp_path / name)
        names.append(Store(Path("store")).current().path)
    assert [path.parts[-4] for path in names] == ["one", "two"]
