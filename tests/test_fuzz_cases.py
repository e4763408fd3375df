"""Hundreds of files broken in known ways, on their whole way in: ``make fuzz`` runs more of them.

Each half is a process of its own with a limit of memory and, for each case, of time, because what
breaks a native reader would end this one too.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_TESTS = Path(__file__).parent
_CASES = 31  # odd, so that the two begin on a core each
_SECONDS = 600


def test_no_promise_breaks() -> None:
    """No traceback, crash or hang, no half-published snapshot, no lost row, no figure that fails."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "fuzz", "--batch", str(first), "--cases", str(_CASES)],
            cwd=_TESTS,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for first in (0, _CASES)
    ]
    try:
        for worker in workers:
            out, err = worker.communicate(timeout=_SECONDS)
            begun = out.split()
            last = begun[-1] if begun else "none"
            again = f"PYTHONPATH=tests python -m fuzz --replay {last}"
            assert worker.returncode == 0, f"{again}\n{err}"
            assert len(begun) == _CASES
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
