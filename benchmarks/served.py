"""A dashboard on a free port, for as long as a measurement or a picture needs it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_START_SECONDS, _END_SECONDS = 90, 30


@contextmanager
def served(store: Path) -> Iterator[tuple[int, str]]:
    """The process that serves a store as ``guatu serve`` does, and its URL; raises RuntimeError where
    it does not answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dashboard.server.serve", "--store", str(store)]
    process = subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://localhost:{port}"
    try:
        _await(f"{url}/_stcore/health", process)
        yield process.pid, url
    finally:
        process.terminate()
        process.wait(timeout=_END_SECONDS)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the dashboard ended before it answered") from None
            time.sleep(0.1)
    raise RuntimeError(f"the dashboard did not answer within {_START_SECONDS} s")
