"""A check or load from the browser ends by itself, can be discarded by anybody, and leaves nothing."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from dashboard.server import publishing, uploads
from dashboard.server.publishing import Job
from geodata.base.messages import text
from geodata.base.scratch import Scratch, scratch
from geodata.store.snapshots import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
ROOT = Path(__file__).parents[2]
_WAIT_SECONDS = 120
BUDGET = "from etl.cli.budget import keep_to; keep_to({seconds}, {megabytes}); "
#: Never comes back, and never lets another thread run.
ENDLESS = "import re; re.match('(a*)*b', 'a' * 60)"


def python(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def settle(job: Job) -> Job:
    eventually(lambda: not job.is_running)
    return job


@pytest.fixture
def serving(store: Store, tiny_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store from which a server would serve, with one snapshot."""
    monkeypatch.setenv("GUATU_STORE", str(store.folder))
    shutil.copytree(tiny_store.folder, store.folder)
    return store


def alive(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# What the system holds


def test_time_ends_what_never_comes_back() -> None:
    with python(BUDGET.format(seconds=1, megabytes=4096) + ENDLESS) as process:
        assert process.wait(_WAIT_SECONDS) == -signal.SIGALRM


def test_memory_is_refused_and_said() -> None:
    with python(BUDGET.format(seconds=60, megabytes=100) + "b = bytearray(6 << 30)") as process:
        _, said = process.communicate(timeout=_WAIT_SECONDS)
    assert (process.returncode, "MemoryError" in said) == (1, True)
    code = (
        "import sys, etl.cli.common, click; from etl.cli import main\n"
        "@main.command()\ndef much(): bytearray(6 << 30)\n"
        "sys.argv = ['guatu', '--budget', '60', '100', 'much']; main()"
    )
    with python("import os; os.environ.pop('GUATU_TRACEBACK', 0)\n" + code) as process:
        _, said = process.communicate(timeout=_WAIT_SECONDS)
    assert (process.returncode, said) == (1, text("error", "memory_spent", "zh_CN") + "\n")


def test_nothing_is_orphaned() -> None:
    """The server is killed without a word: what it started ends with it."""
    child = BUDGET.format(seconds=600, megabytes=4096) + ENDLESS
    server = python(
        f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {child!r}],"
        " start_new_session=True); print(p.pid, flush=True); p.wait()"
    )
    assert server.stdout is not None
    process_id = int(server.stdout.readline())
    eventually(lambda: "SigCgt" in Path(f"/proc/{process_id}/status").read_text())
    time.sleep(1)  # until it has set its limits
    assert alive(process_id)
    server.kill()
    server.communicate()
    eventually(lambda: not alive(process_id))


# Jobs


def test_a_check_that_takes_too_long_ends(
    serving: Store, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(publishing.SECONDS, "1")
    job = settle(Job(partial(uploads.assemble, tiny, files={}), "zh_CN"))
    assert (job.state, job.refusal) == (
        "refused", text("error", "upload_too_long", "zh_CN", minutes=1),
    )  # fmt: skip
    assert not list((serving.folder / "uploads").iterdir())  # at once, while the page is still open


def test_whoever_waits_may_discard_what_is_before(
    serving: Store, tiny: Path, tmp_path: Path
) -> None:
    """One check never ends, and its session is gone: the next person need not wait for it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def stuck(folder: Path) -> Path:
        city = uploads.assemble(tiny, folder, {})
        toml = city / "city.toml"
        toml.unlink()
        toml.symlink_to(pipe)  # nobody will ever write into it
        return city

    first = Job(stuck, "zh_CN")
    second = Job(partial(uploads.assemble, tiny, files={}), "zh_CN")
    eventually(lambda: first._process is not None)
    assert (first.state, second.state, publishing.at_work()) == ("checking", "waiting", first)
    started = first._process
    assert started is not None
    first.discard()
    assert settle(second).state == "checked"
    settle(first)
    assert (first.state, first.refusal) == ("refused", text("error", "upload_discarded", "zh_CN"))
    assert not alive(started.pid)
    assert not first._work.exists()
    second.discard()
    assert serving.current_id() is not None


def test_a_check_and_a_load_read_nothing_outside(
    serving: Store, tiny: Path, tmp_path: Path
) -> None:
    """Even where whatever stands before them let it pass, or the folder changed in between."""

    def outside(city: Path) -> None:
        (city / "visits.csv").unlink()
        (city / "visits.csv").symlink_to(tmp_path / "tiny" / "visits.csv")

    def prepare(folder: Path) -> Path:
        city = uploads.assemble(tiny, folder, {})
        outside(city)
        return city

    job = settle(Job(prepare, "zh_CN"))
    said = text("error", "file_outside", "zh_CN", file="visits.csv")
    assert (job.state, job.refusal) == ("refused", said)
    before = serving.current_id()
    job = settle(Job(partial(uploads.assemble, tiny, files={}), "zh_CN"))
    assert job.state == "checked"
    outside(job._city)
    job.publish()
    assert (settle(job).state, job.refusal, serving.current_id()) == ("checked", said, before)
    job.discard()


@pytest.mark.usefixtures("serving")
def test_what_goes_wrong_names_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def too_long(folder: Path) -> Path:
        (folder / ("x" * 300)).touch()
        return folder

    def odd(_: Path) -> Path:
        raise KeyError("李文华")

    job = settle(Job(too_long, "zh_CN"))
    said = text("error", "upload_stopped", "zh_CN", detail="File name too long")
    assert (job.state, job.refusal) == ("refused", said)
    job = settle(Job(odd, "zh_CN"))
    (log,) = tmp_path.glob("guatu-error-*.log")
    assert (job.state, log.name in job.refusal) == ("refused", True)
    assert not [one for one in (str(tmp_path), "李文华") if one in job.refusal]


def test_what_a_check_started_ends_with_it(serving: Store, tiny: Path) -> None:
    job = Job(partial(uploads.assemble, tiny, files={}), "zh_CN")
    eventually(lambda: job._process is not None)
    assert job._process is not None
    group = job._process.pid
    assert os.getpgid(group) == group  # of its own, not the server's
    job.discard()
    settle(job)

    def is_empty() -> bool:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        return False

    eventually(is_empty)
    assert not list((serving.folder / "uploads").iterdir())


def test_the_upload_goes_with_its_session(serving: Store, tiny: Path) -> None:
    """A browser that was closed decides nothing any more."""
    job = settle(Job(partial(uploads.assemble, tiny, files={}), "zh_CN"))
    work = job._work
    assert (job.state, work.is_dir()) == ("checked", True)
    del job
    eventually(lambda: bool(gc.collect()) or not work.exists())
    assert not work.exists()
    assert serving.current_id() is not None


def test_what_a_killed_server_left_is_removed_by_the_next(serving: Store) -> None:
    uploads_folder = serving.private("uploads")
    code = (
        "import os, pathlib; from geodata.base.scratch import Scratch;"
        f"s = Scratch('.work-', pathlib.Path({str(uploads_folder)!r})); (s.path / 'x').touch();"
        "os.kill(os.getpid(), 9)"
    )
    with python(code) as process:
        process.wait(_WAIT_SECONDS)
    assert len(list(uploads_folder.iterdir())) == 1
    seen: list[Path] = []

    def look(folder: Path) -> Path:
        seen.extend(uploads_folder.iterdir())
        return folder  # which has no city

    job = Job(look, "zh_CN")
    settle(job)
    assert seen == [job._work]


# Folders for a while


def test_only_what_nobody_holds_is_removed(tmp_path: Path) -> None:
    held = Scratch("kind-", tmp_path)
    fresh, old, other = tmp_path / "kind-fresh", tmp_path / "kind-old", tmp_path / "another"
    for one in (fresh, old, other):
        one.mkdir()
    os.utime(old, (0, 0))
    os.utime(other, (0, 0))
    (tmp_path / "kind-link").symlink_to(other)
    again = Scratch("kind-", tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {held.path.name, again.path.name, "kind-fresh", "another", "kind-link"}
    assert again.path.stat().st_mode & 0o777 == 0o700
    again.remove()
    again.remove()
    assert not again.path.exists()
    held.remove()


def test_the_folder_of_a_killed_check_goes_with_the_next(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    code = (
        "import os; from geodata.base.scratch import scratch\n"
        "with scratch('guatu-check-'): os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", code]
    for _ in range(2):
        subprocess.run(command, cwd=ROOT, env=environment, check=False)
        assert len(list(tmp_path.iterdir())) == 1
    with scratch("guatu-check-") as folder:
        assert folder.is_dir()
    assert not folder.exists()
