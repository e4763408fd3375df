"""A folder that others sent, or that is open in the browser, makes nobody ask a server anything."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result

from dashboard.server import uploads
from etl.city.settings import read_city
from etl.desk.joining import join
from etl.desk.understood import understood
from etl.pipeline import check
from geodata.base.city_folder import DATABASE_PASSWORD
from geodata.base.errors import RefusedError
from geodata.base.messages import LANGUAGES, sentence

Run = Callable[..., Result]
NOW = datetime(2026, 4, 20, 9)
SECRET = "kept-Secret-7f3"  # noqa: S105 (of nobody)
HEAD = '[city]\nname = "微型市"\ncode = "9901"\n'


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A port at which nobody knocks, or the test fails; the password lies ready."""
    monkeypatch.setenv(DATABASE_PASSWORD, SECRET)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening
        listening.settimeout(0)
        with pytest.raises(BlockingIOError):
            listening.accept()


WHERE = [
    "[sources.visit]\ndatabase = '{}'\nquery = 'SELECT 1'\n",
    "[[sources.visit]]\nfile = 'villages.csv'\n[[sources.visit]]\ndatabase = '{}'\nquery = 'SELECT 1'\n",
    "[sources.village.codes]\ndatabase = '{}'\nquery = 'SELECT 1'\n",
    "[sources.village.earlier]\nuntil = 2023-12-31\ndatabase = '{}'\nquery = 'SELECT 1'\n",
    "[sources.visit]\nfile = '{}'\n",
    "[sources.visit]\ndatabase = ['villages.csv', '{}']\nquery = 'SELECT 1'\n",
]
ADDRESSES = [
    "postgresql://reader@127.0.0.1:{}/jcgz", "postgres://reader@127.0.0.1:{}/jcgz", " POSTGRESQL://reader@127.0.0.1:{}/jcgz",
    "postgresql://reader@localhost:{}/jcgz?sslmode=disable", "http://127.0.0.1:{}/x",
    "file://127.0.0.1:{}/x.sqlite",
]  # fmt: skip


def sent(folder: Path, source: str, address: str) -> Path:
    folder.mkdir()
    (folder / "villages.csv").write_text("code,name\n990101100201,甲村\n", encoding="utf-8")
    village = "" if source.startswith("[sources.village]") else "[sources.village]\n"
    body = f"{HEAD}{village}file = 'villages.csv'\n" + source.replace("{}", address)
    (folder / "city.toml").write_text(body, encoding="utf-8")
    return folder


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        act()
    for language in LANGUAGES:
        assert SECRET not in sentence(caught.value, language)
    return caught.value.code


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("source", WHERE)
def test_a_server_is_refused_before_it_is_asked(
    tmp_path: Path, door: socket.socket, source: str, address: str
) -> None:
    folder = sent(tmp_path / "sent", source, address.format(door.getsockname()[1]))
    expected = {"file_outside"} if "\nfile = '{}'" in source else {"database_outside"}
    assert refused(lambda: uploads.refuse_outside(folder)) in expected
    assert refused(lambda: uploads.assemble(folder, tmp_path / "into", {})) in expected
    assert refused(lambda: read_city(folder, enclosed=True)) in expected
    assert refused(lambda: check(folder, tmp_path / "aside", now=NOW, enclosed=True)) in expected
    assert refused(lambda: join(folder, ["villages.csv"])) in expected
    assert refused(lambda: understood(folder, "zh_CN")) in expected


@pytest.mark.parametrize("options", [("--enclosed",), ("--enclosed", "--desk")])
def test_neither_does_a_command_for_the_browser(
    tmp_path: Path, door: socket.socket, run: Run, options: tuple[str, ...]
) -> None:
    folder = sent(tmp_path / "sent", WHERE[0], ADDRESSES[0].format(door.getsockname()[1]))
    (tmp_path / "decisions.json").write_text(json.dumps({"new": [], "choices": []}), "utf-8")
    desk = [tmp_path / "decisions.json"] if "--desk" in options else []
    told = run("check", folder, *options, *desk, "--store", tmp_path / "store")
    assert told.exit_code == 1
    assert "guatu load" in told.output
    if not desk:
        told = run("load", folder, *options, "--store", tmp_path / "store")
        assert told.exit_code == 1


def test_a_password_is_told_to_nobody(tmp_path: Path, door: socket.socket, run: Run) -> None:
    address = f"postgresql://reader:{SECRET}@127.0.0.1:{door.getsockname()[1]}/jcgz"
    folder = sent(tmp_path / "sent", WHERE[0], address)
    assert refused(lambda: uploads.refuse_outside(folder)) == "database_password"
    for command in ("check", "load"):
        told = run("--log", "info", command, folder, "--store", tmp_path / "store")
        assert told.exit_code == 1
        assert SECRET not in told.output


def test_a_file_of_sqlite_lies_in_the_folder_itself(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE secret (code, name)")
    for name in (
        "../other.sqlite",
        str(other),
        "link.sqlite",
        f"file:{other}",
        "file:other.sqlite",
    ):
        shutil.rmtree(tmp_path / "sent", ignore_errors=True)
        source = "[sources.township]\ndatabase = '{}'\nquery = 'SELECT * FROM secret'\n"
        folder = sent(tmp_path / "sent", source, name)
        (folder / "link.sqlite").symlink_to(other)
        assert refused(partial(read_city, folder, enclosed=True)) == "file_outside"
        assert refused(partial(uploads.refuse_outside, folder)) == "file_outside"


def test_a_log_beside_a_file_that_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    folder = sent(
        tmp_path / "sent", "[sources.township]\ndatabase = '{}'\nquery = 'SELECT 1'\n", "a.sqlite"
    )
    with closing(sqlite3.connect(folder / "a.sqlite")) as connection:
        connection.execute("CREATE TABLE t (a)")
    (folder / "a.sqlite-wal").symlink_to(tmp_path / "elsewhere")
    assert refused(lambda: read_city(folder, enclosed=True)) == "file_outside"


@pytest.mark.parametrize("text", ["://" + ":" * 2_000_000, "://:" * 500_000, "password " * 200_000])
def test_a_text_without_end_is_soon_looked_through(tmp_path: Path, text: str) -> None:
    folder = sent(tmp_path / "sent", f"licence = '{text}'\n", "")
    begun = time.monotonic()
    assert [one.name for one in read_city(folder, enclosed=True).sources] == ["village"]
    assert time.monotonic() - begun < 5
