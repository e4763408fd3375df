"""Publishing from the browser: a job checks what was uploaded and, when told to, publishes it.

Reading a city is the work of ``guatu``, in a process of its own, so that the pages of everybody
else keep working, and a load that fails or is killed leaves the old snapshot serving. The folder a
snapshot was published from stays beside it, so that single files can be replaced in it later.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from geodata.errors import GuatuError, RefusedError
from geodata.messages import Language, sentence
from geodata.rejects import Example, Reason
from geodata.settings import store_folder
from geodata.store import Store

ALLOW, CITY = "GUATU_ALLOW_PUBLISH", "GUATU_CITY"
_UPLOADS, _WORK = "uploads", ".work-"
_KEPT = 2  # the folder of the current snapshot, and of the one a rollback goes to
_STALE_SECONDS = 24 * 3600
#: A spatial file may not send the reader on to other files or hosts.
_ENVIRONMENT = {"GDAL_SKIP": "OGR_VRT", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
State = Literal["waiting", "checking", "checked", "refused", "loading", "published"]
_turn = threading.Lock()  # one at a time: each may need the memory of a whole city


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


def _uploads(store: Store) -> Path:
    return store.folder / _UPLOADS


class Job:
    """One upload on its way: unpacked, checked, and published when somebody says so.

    ``prepare`` puts the upload into a scratch folder and returns the city folder in it.
    """

    def __init__(self, prepare: Callable[[Path], Path], language: Language) -> None:
        self.state: State = "waiting"
        self.step, self.rows = "", 0
        self.result: dict[str, Any] = {}
        self.refusal = ""
        self._language = language
        self._store = Store(store_folder(None))
        _uploads(self._store).mkdir(parents=True, exist_ok=True)
        self._clear_stale()
        self._work = Path(tempfile.mkdtemp(prefix=_WORK, dir=_uploads(self._store)))
        self._process: subprocess.Popen[str] | None = None
        self._is_discarded = False
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

    def publish(self) -> None:
        """Load what was checked."""
        self.state, self.refusal, self.step, self.rows = "loading", "", "", 0
        self._begin(self._load)

    def discard(self) -> None:
        """Forget the upload; a load that has begun runs to its end."""
        if self.state == "loading":
            return
        self._is_discarded = True
        if self._process:
            self._process.kill()
        shutil.rmtree(self._work, ignore_errors=True)

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
            except GuatuError as error:
                self._refuse(sentence(error, self._language))
            except Exception as error:  # whatever an upload brings, its page must not wait for ever
                self._refuse(sentence(RefusedError("upload_stopped", detail=error), self._language))

    def _refuse(self, said: str) -> None:
        """A load that was refused may be tried again: what was checked is still there."""
        self.refusal = said
        self.state = "checked" if self.state == "loading" else "refused"

    def _check(self, prepare: Callable[[Path], Path]) -> None:
        self.state = "checking"
        unpacked = self._work / "upload"
        unpacked.mkdir()
        self._city = prepare(unpacked)
        self.result = self._guatu("check", str(self._city), "--out", str(self._out))
        self.state = "checked"

    def _load(self) -> None:
        self.result = self._guatu("load", str(self._city), "--store", str(self._store.folder))
        uploads = _uploads(self._store)
        self._city.rename(uploads / str(self.result["snapshot_id"]))
        kept = sorted(one for one in uploads.iterdir() if not one.name.startswith(_WORK))
        for old in [*kept[:-_KEPT], self._work]:
            shutil.rmtree(old, ignore_errors=True)
        self.state = "published"

    def _guatu(self, *arguments: str) -> dict[str, Any]:
        """Run a command; its result. Raises RefusedError with what it said."""
        command = [sys.executable, "-m", "etl.cli", "--lang", self._language, *arguments, "--json"]
        said = self._work / "said"
        with said.open("w", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
                env={**os.environ, **_ENVIRONMENT},
            )  # fmt: skip
            last: dict[str, Any] = {}
            with self._process as process:
                for line in process.stdout or ():
                    last = json.loads(line)
                    self.step = last.get("step", self.step)
                    self.rows += last.get("rows", 0)
        if process.returncode == 0:
            return last
        told = said.read_text(encoding="utf-8").strip().splitlines()
        if process.returncode == 1 and told:
            raise RefusedError("upload_refused", said=told[-1])
        raise RefusedError("upload_stopped", detail=process.returncode)

    def _clear_stale(self) -> None:
        """What sessions left that ended before they had decided."""
        oldest = time.time() - _STALE_SECONDS
        for work in _uploads(self._store).glob(_WORK + "*"):
            if work.stat().st_mtime < oldest:
                shutil.rmtree(work, ignore_errors=True)
