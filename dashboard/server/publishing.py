"""Publishing from the browser: a job checks what was uploaded and, when told to, publishes it.

Reading a city is the work of ``guatu``, in a process of its own, so that the pages of everybody
else keep working, and a load that fails or is killed leaves the old snapshot serving. The folder a
snapshot was published from stays beside it, so that single files can be replaced in it later.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from geodata.base.errors import GuatuError, RefusedError
from geodata.base.log import LOG
from geodata.base.messages import Language, sentence
from geodata.base.scratch import Scratch
from geodata.base.settings import store_folder
from geodata.base.unforeseen import unforeseen
from geodata.figures.closed_months import MonthChange, RowsBehind
from geodata.output.rejects import Example, Reason
from geodata.store.snapshots import UPLOADS, Store

ALLOW, CITY = "GUATU_ALLOW_PUBLISH", "GUATU_CITY"
#: What one check or load may use, in the environment of the server.
SECONDS, MEGABYTES = "GUATU_JOB_SECONDS", "GUATU_JOB_MEGABYTES"
_SECONDS, _MEGABYTES = 3600, 8192
_WORK = ".work-"
_STALE_SECONDS = 24 * 3600
_GRACE_SECONDS = 5  # a process ends itself first
_ENVIRONMENT = {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
State = Literal["waiting", "checking", "checked", "refused", "loading", "published"]
_turn = threading.Lock()  # one at a time: each may need the memory of a whole city
_jobs: weakref.WeakSet[Job] = weakref.WeakSet()


def allowed() -> bool:
    """Whether ``guatu serve --allow-publish`` was said."""
    return os.environ.get(ALLOW) == "1"


def base_folder() -> Path | None:
    """The city folder in which single files may be replaced: that of the current snapshot."""
    store = Store(store_folder(None))
    kept = _uploads(store) / str(store.current_id())
    if kept.is_dir():
        return kept
    given = os.environ.get(CITY)
    return Path(given) if given else None


def at_work() -> Job | None:
    """The job whose turn it is, whoever began it; None where nothing runs."""
    return next((job for job in list(_jobs) if job.state in {"checking", "loading"}), None)


def _uploads(store: Store) -> Path:
    return store.folder / UPLOADS


def _budget() -> tuple[int, int]:
    """Seconds and megabytes that a check or load may use."""

    def given(name: str, usual: int) -> int:
        stated = os.environ.get(name, "")
        return int(stated) if stated.isdecimal() and stated.isascii() and int(stated) else usual

    return given(SECONDS, _SECONDS), given(MEGABYTES, _MEGABYTES)


class Job:
    """One upload on its way: unpacked, checked, and published when somebody says so.

    ``prepare`` puts the upload into a scratch folder and returns the city folder in it. Whatever the
    job holds goes with it: with the session that began it, or when the server ends.
    """

    def __init__(self, prepare: Callable[[Path], Path], language: Language) -> None:
        self.state: State = "waiting"
        self.step, self.rows = "", 0
        self.result: dict[str, Any] = {}
        self.refusal = ""
        self._language = language
        self.begun, self._began = datetime.now(), time.monotonic()
        self._store = Store(store_folder(None))
        self._discard_undecided()
        self._scratch = Scratch(_WORK, self._store.private(UPLOADS))
        self._work = self._scratch.path
        self._process: subprocess.Popen[str] | None = None
        self._is_discarded = False
        self._lists: tuple[str, ...] = ()
        _jobs.add(self)
        self._begin(self._check, prepare)

    @property
    def is_running(self) -> bool:
        """Whether a process is at work, or waits for its turn."""
        return self.state in {"waiting", "checking", "loading"}

    @property
    def findings(self) -> list[Path]:
        """The files that the check wrote."""
        return sorted(self._out.iterdir()) if self._out.is_dir() else []

    @property
    def reasons(self) -> list[Reason]:
        """Why rows were put aside."""
        return [
            Reason(**{**one, "examples": [Example(**example) for example in one["examples"]]})
            for one in self.result["reasons"]
        ]

    @property
    def closed_months(self) -> tuple[list[MonthChange], list[RowsBehind]]:
        """Figures of closed months that publishing would change, and the rows that lie behind."""
        told, behind = self.result["closed_months"], self.result["rows_behind"]
        return (
            [MonthChange(**{key: one[key] for key in MonthChange._fields}) for one in told],
            [RowsBehind(**one) for one in behind],
        )

    def check_again(self, lists: Sequence[str]) -> None:
        """Check once more, with other options of ``guatu`` about lists without days."""
        self._lists = tuple(lists)
        self._again(self._check_city)

    def _again(self, work: Callable[..., None], *given: object) -> None:
        self.state, self.refusal, self.step, self.rows = "waiting", "", "", 0
        self._begin(work, *given)

    @property
    def shrunk(self) -> list[tuple[str, int | None, int, int]]:
        """What would lose its rows: table, rows before (None where there were none), after, and
        rows in the files."""
        return [(table, *counts) for table, *counts in self.result.get("shrunk", ())]

    def publish(self, allow_fewer: Collection[str] = ()) -> None:
        """Load what was checked; ``allow_fewer`` names the tables that are meant to shrink."""
        self.state, self.refusal, self.step, self.rows = "loading", "", "", 0
        self._begin(self._load, allow_fewer)

    def discard(self) -> None:
        """Forget the upload, whoever asks; a load that has begun runs to its end or to that of its
        time."""
        if self.state == "loading":
            return
        self._is_discarded = True
        if self._process and self._process.poll() is None:
            _end(self._process)
        self._scratch.remove()

    @property
    def _into(self) -> tuple[str, str]:
        return "--store", str(self._store.folder)

    @property
    def _out(self) -> Path:
        return self._work / "out"

    def _begin(self, work: Callable[..., None], *given: object) -> None:
        threading.Thread(target=self._in_turn, args=(work, *given), daemon=True).start()

    def _in_turn(self, work: Callable[..., None], *given: object) -> None:
        with _turn:
            try:
                if not self._is_discarded:
                    work(*given)
            except Exception as error:  # whatever an upload brings, its page must not wait for ever
                self._refuse(sentence(_named(error), self._language))
            if self._is_discarded:  # by somebody else, perhaps, and while it was unpacked
                shutil.rmtree(self._work, ignore_errors=True)
                self._refuse(sentence(RefusedError("upload_discarded"), self._language))

    def _refuse(self, said: str) -> None:
        """A load that was refused may be tried again: what was checked is still there. Of a check
        nothing is kept."""
        self._say(said)
        if self.state == "loading":
            self.state = "checked"
        else:
            self._scratch.remove()
            self.state = "refused"

    def _say(self, said: str) -> None:
        for folder in (self._work, self._store.folder.resolve(), self._store.folder):
            said = said.replace(f"{folder}{os.sep}", "").replace(str(folder), folder.name)
        self.refusal = said  # a browser is told no folder of this machine

    def _check(self, prepare: Callable[[Path], Path]) -> None:
        self.state = "checking"
        unpacked = self._work / "upload"
        unpacked.mkdir()
        self._city = prepare(unpacked)
        self._check_city()

    def _check_city(self) -> None:
        self.state = "checking"
        where = (*self._into, "--out", str(self._out), "--masked", "--enclosed")
        self.result = self._guatu("check", str(self._city), *where, *self._lists)
        self.state = "checked"

    def _load(self, allow_fewer: Collection[str]) -> None:
        allowed = [word for table in allow_fewer for word in ("--allow-fewer", table)]
        self.result = self._guatu(
            "load", str(self._city), *self._into, "--enclosed", *self._lists, *allowed
        )
        uploads = _uploads(self._store)
        published = str(self.result["snapshot_id"])
        LOG.info("published from a browser snapshot=%s", published)
        self._city.rename(uploads / published)
        # the folder of the current snapshot is the base of single files, and so is the one before
        # it after a rollback
        kept = {published, self._store.before(published)}
        for old in uploads.iterdir():
            if old.name not in kept and not old.name.startswith("."):
                shutil.rmtree(old, ignore_errors=True)
        self._scratch.remove()
        self.state = "published"

    def _guatu(self, *arguments: str) -> dict[str, Any]:
        """Run a command; its result. Raises RefusedError with what it said."""
        seconds, megabytes = _budget()
        command = [
            sys.executable, "-m", "etl.cli", "--lang", self._language,
            "--budget", str(seconds), str(megabytes), *arguments, "--json",
        ]  # fmt: skip
        began = time.monotonic()
        said, aside = self._work / "said", self._work / "tmp"
        aside.mkdir(exist_ok=True)
        with said.open("w", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
                env={**os.environ, **_ENVIRONMENT, "TMPDIR": str(aside)}, start_new_session=True,
            )  # fmt: skip
            late = threading.Timer(seconds + _GRACE_SECONDS, _end, (self._process,))
            late.daemon = True
            late.start()
            try:
                last: dict[str, Any] = {}
                with self._process as process:
                    for line in process.stdout or ():
                        last = json.loads(line)
                        self._hear(last)
            finally:
                late.cancel()
                _end(process)
        if process.returncode == 0:
            return last
        told = said.read_text(encoding="utf-8").strip().splitlines()
        if process.returncode == 1 and told:
            raise RefusedError("upload_refused", said=told[-1])
        if process.returncode < 0 and time.monotonic() - began >= seconds:
            raise RefusedError("upload_too_long", minutes=-(-seconds // 60))
        raise RefusedError("upload_stopped", detail=process.returncode)

    def _hear(self, said: dict[str, Any]) -> None:
        self.step = said.get("step", self.step)
        self.rows += said.get("rows", 0)

    def _discard_undecided(self) -> None:
        """What sessions still hold that have not decided for a day."""
        for job in list(_jobs):
            if not job.is_running and job._began < time.monotonic() - _STALE_SECONDS:
                job.discard()


def _named(error: Exception) -> GuatuError:
    """The error to tell: what the disk says without the place, what nobody foresaw with its number."""
    if isinstance(error, GuatuError):
        return error
    if isinstance(error, OSError):
        return RefusedError("upload_stopped", detail=error.strerror or type(error).__name__)
    found = unforeseen(error)
    values = {key: one.name if isinstance(one, Path) else one for key, one in found.values.items()}
    return GuatuError(found.code, **values)


def _end(process: subprocess.Popen[str]) -> None:
    """End a process and whatever it has started."""
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):  # it is gone, with all of its group
        os.killpg(process.pid, signal.SIGKILL)
