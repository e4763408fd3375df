"""``python -m fuzz --minutes 10``: random cases, each batch in a process of its own.

A crash of a native library or a hang ends the process, not the campaign; the folder of the case is
kept for replay (``--replay NUMBER``).
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import SystemRandom

from etl.pipeline import load
from geodata.store.snapshots import Store

from .cases import NOW, run_case, write_case
from .formats import TINY

_BATCH = 50
_SECONDS = 30  # of work; a case takes less than one
_MOST_WAIT = 600  # by the clock, where nothing works at all: the machine may be busy with others
_MOST_MEMORY = 4 << 30


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    parser.add_argument("--replay", type=int)
    parser.add_argument("--batch", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--cases", type=int, default=_BATCH, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.replay is not None:
        return _batch(given.replay, 1)
    if given.batch is not None:
        return _batch(given.batch, given.cases)
    return _campaign(given.minutes, given.keep)


def _batch(first: int, cases: int) -> int:
    """Ends at the first broken promise; the last number printed is the case that broke it."""
    if hasattr(os, "sched_setaffinity"):  # a city of six places needs one thread
        os.sched_setaffinity(0, {first % len(os.sched_getaffinity(0))})
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    faulthandler.register(signal.SIGPROF, chain=True)  # tells where it is, and ends the process
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch) / "base"
        load(TINY, Store(base), now=NOW)
        for number in range(first, first + cases):
            print(number, flush=True)
            signal.setitimer(signal.ITIMER_PROF, _SECONDS)
            faulthandler.dump_traceback_later(_MOST_WAIT, exit=True)
            with tempfile.TemporaryDirectory(dir=scratch) as folder:
                run_case(number, Path(folder), base)
            faulthandler.cancel_dump_traceback_later()
            signal.setitimer(signal.ITIMER_PROF, 0)
    return 0


def _campaign(minutes: float, keep: Path) -> int:
    end, cases, failures = time.monotonic() + minutes * 60, 0, 0
    while time.monotonic() < end:
        first = SystemRandom().randrange(1 << 32)
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            command = [sys.executable, "-m", "fuzz", "--batch", str(first)]
            code = subprocess.run(command, stdout=out, stderr=err, check=False).returncode
            out.seek(0)
            begun = out.read().split()
            cases += len(begun)
            if code != 0 and begun:
                failures += 1
                folder = keep / begun[-1]
                folder.mkdir(parents=True, exist_ok=True)
                write_case(int(begun[-1]), folder)
                err.seek(0)
                (folder / "error.txt").write_text(f"{code}\n{err.read()}", encoding="utf-8")
                print(f"{begun[-1]}: {code}, kept in {folder}", flush=True)
    print(f"{cases} cases, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
