"""Who may ask: by the name it is asked under, and the page that asks."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from dashboard.server import gate
from security.conftest import WATCH, Door

PATHS = (
    "/", "/coverage", "/_stcore/health", "/_stcore/host-config", "/media/x", "/static/js/x.js",
    "/shapes/x/index.json", "/values/x/place/0.json", "/times/x/place/0.json", "/static-leaflet/leaflet.js",
    "/assets/0/map.js", "/component/streamlit_folium.st_folium/index.html",
    "/_stcore/upload_file/a/b", "/nothing",
)  # fmt: skip
#: Host and Origin of a page that has nothing to do here; {port} is the server's own.
FOREIGN = (
    ("evil.example:{port}", "http://evil.example:{port}"),  # a name resolved to this machine
    ("evil.example:{port}", None),
    ("evil.example", None),
    ("localhost.evil.example:{port}", None),
    ("localhost:{port}.evil.example", None),
    ("localhost", None),  # another port of this machine
    ("localhost:9", None),
    ("127.0.0.1:9", "http://127.0.0.1:9"),
    ("LOCALHOST:{port}", "http://LOCALHOST:{port}"),  # not letter by letter what is allowed
    ("localhost:{port}", "http://localhost:9"),
    ("localhost:{port}", "http://127.0.0.1:{port}"),
    ("localhost:{port}", "http://evil.example:{port}"),
    ("localhost:{port}", "http://localhost:{port}.evil.example"),
    ("localhost:{port}", "http://evil@localhost:{port}"),
    ("localhost:{port}", "http://localhost:{port}/"),
    ("localhost:{port}", "http://LOCALHOST:{port}"),
    ("localhost:{port}", "file://localhost:{port}"),
    ("localhost:{port}", "null"),
    ("gate.example:{port}", None),  # allowed with another port alone
    ("guatu.office.example:9", None),
)
OWN = (
    ("localhost:{port}", "http://localhost:{port}"),
    ("127.0.0.1:{port}", "http://127.0.0.1:{port}"),
    ("[::1]:{port}", "http://[::1]:{port}"),
    ("localhost:{port}", None),
    ("guatu.office.example:{port}", "http://guatu.office.example:{port}"),
    ("guatu.office.example", "https://guatu.office.example"),  # through a proxy
    ("gate.example:8443", "https://gate.example:8443"),
)


@pytest.mark.parametrize(("host", "origin"), FOREIGN)
def test_a_foreign_name_or_page_gets_nothing(door: Door, host: str, origin: str | None) -> None:
    host = host.format(port=door.port)
    headers = {"Host": host}
    if origin:
        headers["Origin"] = origin = origin.format(port=door.port)
    for path in PATHS:
        status, _, body = door.get(path, headers)
        assert (path, status) == (path, 403)
        assert b"--host-name" in body
    assert door.get("/_stcore/upload_file/a/b", headers, method="PUT")[0] == 403
    assert door.get("/", headers, method="OPTIONS")[0] == 403
    assert door.websocket(host, origin) == 403


@pytest.mark.parametrize(("host", "origin"), OWN)
def test_its_own_names_get_everything(door: Door, host: str, origin: str | None) -> None:
    host = host.format(port=door.port)
    headers = {"Host": host}
    if origin:
        headers["Origin"] = origin = origin.format(port=door.port)
    for path in ("/", "/coverage", "/_stcore/health", "/static-leaflet/leaflet.js"):
        assert door.get(path, headers)[0] == 200
    assert door.websocket(host, origin) == 101


@pytest.mark.parametrize(
    "extra", ["Host: evil.example\r\n", "Host: localhost:{port}\r\n", "{none}"]
)
def test_a_request_has_one_host(door: Door, extra: str) -> None:
    own = f"Host: localhost:{door.port}\r\n" if extra != "{none}" else ""
    said = extra.format(port=door.port, none="")
    with socket.create_connection(("127.0.0.1", door.port), timeout=10) as raw:
        version = "1.1" if own else "1.0"  # which may leave it out
        raw.sendall(f"GET / HTTP/{version}\r\n{own}{said}Connection: close\r\n\r\n".encode())
        assert raw.recv(12) in {b"HTTP/1.1 403", b"HTTP/1.1 400"}


def test_a_request_has_one_origin(door: Door) -> None:
    own = f"localhost:{door.port}"
    with socket.create_connection(("127.0.0.1", door.port), timeout=10) as raw:
        raw.sendall(
            f"GET / HTTP/1.1\r\nHost: {own}\r\nOrigin: http://{own}\r\nOrigin: http://{own}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        assert raw.recv(12) == b"HTTP/1.1 403"


def test_nothing_is_asked_of_the_outside(door: Door) -> None:
    """Streamlit would ask two hosts for this machine's address at a foreign Origin."""
    for host, origin in (*FOREIGN, *OWN):
        door.websocket(host.format(port=door.port), origin and origin.format(port=door.port))
    assert door.asked() == ""


def test_the_watch_over_the_outside_sees(tmp_path: Path) -> None:
    """The watch of these tests does note an attempt: or nothing would hold."""
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    code = (
        "import socket\ntry: socket.create_connection(('192.0.2.1', 9), timeout=0.01)\n"
        "except OSError: pass"
    )
    noted = tmp_path / "outside"
    more = {"PYTHONPATH": str(tmp_path), "OUTSIDE": str(noted)}
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | more)
    assert "192.0.2.1" in noted.read_text()


@pytest.mark.parametrize(
    ("server", "host", "status"),
    [
        (("10.0.0.5", 8501), "10.0.0.5:8501", 200),
        (("::ffff:10.0.0.5", 8501), "10.0.0.5:8501", 200),
        (("fe80::1", 8501), "[fe80::1]:8501", 200),
        (("10.0.0.5", 8501), "10.0.0.6:8501", 403),
        (("10.0.0.5", 8501), "10.0.0.5:8502", 403),
        (("10.0.0.5", 8501), "office:8501", 403),
        (None, "10.0.0.5:8501", 403),
    ],
)
def test_a_server_for_everybody_answers_under_the_number_it_is_reached_by(
    server: tuple[str, int] | None, host: str, status: int
) -> None:
    """A name could be anybody's; the number that the connection came to is this machine's."""
    said: list[int] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message.get("status", 0))

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/", "server": server,
             "headers": [(b"host", host.encode())]}  # fmt: skip
    asked = gate.Gate(PlainTextResponse("in"), gate.hosts("0.0.0.0", 8501))  # noqa: S104
    with ThreadPoolExecutor(1) as pool:  # a browser of an earlier test leaves a loop in this thread
        pool.submit(lambda: asyncio.run(asked(scope, receive, send))).result()
    assert said[0] == status


@pytest.mark.parametrize(
    ("address", "port", "names", "expected"),
    [
        ("localhost", 8501, (), {"localhost:8501", "127.0.0.1:8501", "[::1]:8501"}),
        ("::1", 80, (), {"localhost:80", "127.0.0.1:80", "[::1]:80",
                         "localhost", "127.0.0.1", "[::1]"}),
        ("::ffff:10.0.0.5", 8501, (), {"localhost:8501", "127.0.0.1:8501", "[::1]:8501",
                                       "10.0.0.5:8501"}),
        ("10.0.0.5", 8501, ("A.cn", "b.cn:443", "[fe80::1]", " "),
         {"localhost:8501", "127.0.0.1:8501", "[::1]:8501", "10.0.0.5:8501", "a.cn", "a.cn:8501",
          "b.cn:443", "[fe80::1]", "[fe80::1]:8501"}),
    ],
)  # fmt: skip
def test_which_names_are_let_in(
    address: str, port: int, names: tuple[str, ...], expected: set[str]
) -> None:
    assert gate.hosts(address, port, names) == expected


def test_a_name_is_given_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, run: Callable[..., object]
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr("etl.cli.serving.become", commands.append)
    run("serve", "--host-name", "a.cn", "--host-name", "b.cn:443")
    assert [two for one, two in zip(commands[0], commands[0][1:], strict=False)
            if one == "--host-name"] == ["a.cn", "b.cn:443"]  # fmt: skip
