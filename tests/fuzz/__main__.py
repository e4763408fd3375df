"""``python -m fuzz --minutes 10``: random cases, each batch in a process of its own.

A crash of a native library or a hang ends the process, not the campaign; the folder of the case is
kept for replay (``--replay NUMBER``).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import SystemRandom

from etl.pipeline import load
from geodata.store import Store

from .cases import NOW, TINY, run_case, write_case

_BATCH, _SECONDS = 20, 600
_MOST_MEMORY = 8 << 30  # a case that wants more fails alone, not the machine


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    parser.add_argument("--replay", type=int)
    parser.add_argument("--batch", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.replay is not None:
        return _batch(given.replay, 1)
    if given.batch is not None:
        return _batch(given.batch, _BATCH)
    return _campaign(given.minutes, given.keep)


def _batch(first: int, cases: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    with tempfile.TemporaryDirectory() as scratch:
        store = Store(Path(scratch) / "store")
        load(TINY, store, now=NOW)
        for number in range(first, first + cases):
            print(number, flush=True)
            folder = Path(scratch) / str(number)
            folder.mkdir()
            run_case(number, folder, store)
    return 0


def _campaign(minutes: float, keep: Path) -> int:
    end, cases, failures = time.monotonic() + minutes * 60, 0, 0
    while time.monotonic() < end:
        first = SystemRandom().randrange(1 << 32)
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            command = [sys.executable, "-m", "fuzz", "--batch", str(first)]
            try:
                code: int | str = subprocess.run(
                    command, stdout=out, stderr=err, timeout=_SECONDS, check=False
                ).returncode
            except subprocess.TimeoutExpired:
                code = "hang"
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
