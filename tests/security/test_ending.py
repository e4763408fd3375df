"""Whatever ends ``guatu serve`` ends the server; and nobody holds a connection open for nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.conftest import start
from dashboard.server import connections
from geodata.store.snapshots import Store
from security.conftest import Door


@contextlib.contextmanager
def guatu_serve(store: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The command as somebody types it, once its server answers; and the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "etl.cli", "--lang", "en", "serve", "--store", str(store)]
    process = subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None, process.stdout and process.stdout.read()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield process, port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)
        if process.stdout:
            process.stdout.close()


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
        return True
    return False


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_what_ends_the_command_ends_the_server(tiny_store: Store, sent: signal.Signals) -> None:
    """Sent to the one process that was started, with a browser connected."""
    with guatu_serve(tiny_store.folder) as (process, port):
        asked = (
            f"GET /_stcore/stream HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", port), timeout=20) as browser:
            browser.sendall(asked.encode())
            assert browser.recv(12) == b"HTTP/1.1 101"
            os.kill(process.pid, sent)
            process.wait(timeout=20)
        assert not answers(port)
        assert process.stdout is not None
        said = process.stdout.read()
        assert f"http://localhost:{port}" in said
        assert "Traceback" not in said


def test_a_port_that_is_taken_is_told(tiny_store: Store) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "etl.cli", "serve", "--store", str(tiny_store.folder),
             "--port", str(port)],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"无法在 localhost 的 {port} 端口上启动")
    assert ended.stderr.count("\n") == 1


@pytest.fixture
def quick(tiny_store: Store, tmp_path: Path) -> Iterator[Door]:
    """A server that waits a second at most."""
    (tmp_path / "sitecustomize.py").write_text(
        "from dashboard.server import connections\n"
        "connections.HEAD_SECONDS = connections.BODY_SECONDS = 0.5\n",
        encoding="utf-8",
    )
    process, url = start(
        tiny_store.folder, "--allow-publish", environment={"PYTHONPATH": str(tmp_path)}
    )
    yield Door(url, tmp_path / "none")
    process.terminate()
    process.wait(timeout=20)


def test_a_connection_held_open_for_nothing_is_closed(quick: Door) -> None:
    own = f"Host: localhost:{quick.port}\r\n"
    whole = f"GET /_stcore/health HTTP/1.1\r\n{own}\r\n"
    for begun in (
        "",
        "GET / HT",
        f"GET / HTTP/1.1\r\n{own}X-Slow: ",
        f"PUT /_stcore/upload_file/a/b HTTP/1.1\r\n{own}Content-Length: 1000\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x",
    ):
        with socket.create_connection(("127.0.0.1", quick.port), timeout=20) as held:
            held.sendall(begun.encode())
            start = time.monotonic()
            with contextlib.suppress(ConnectionResetError):
                while held.recv(65536):
                    pass
            assert time.monotonic() - start < 3, begun
    with socket.create_connection(("127.0.0.1", quick.port), timeout=20) as held:
        held.sendall(whole.encode())
        assert held.recv(65536).startswith(b"HTTP/1.1 200")
        held.sendall(f"GET / HTTP/1.1\r\n{own}X-Slow: ".encode())  # after one that was answered
        held.settimeout(3)
        with contextlib.suppress(ConnectionResetError):
            while held.recv(65536):
                pass


def test_a_head_that_trickles_in_is_closed(quick: Door) -> None:
    with socket.create_connection(("127.0.0.1", quick.port), timeout=20) as held:
        start = time.monotonic()
        with pytest.raises(OSError):  # noqa: PT011, PT012
            for letter in "GET / HTTP/1.1\r\nX-Slow: " + "a" * 200:
                held.sendall(letter.encode())
                time.sleep(0.05)
        assert time.monotonic() - start < 4


def test_nobody_waits_without_end() -> None:
    assert connections.HEAD_SECONDS <= 30
    assert connections.BODY_SECONDS <= 120
