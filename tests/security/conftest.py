"""A served dashboard that an attacker asks: by HTTP, by websocket, from another name."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from browser.conftest import start
from geodata.store.snapshots import Store

APP = Path(__file__).parents[1] / "served" / "app.py"
#: Python runs this at its start: every attempt to reach or to look up another machine is noted.
WATCH = """
import ipaddress, os, sys
def _note(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if host not in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"):
        with open(os.environ["OUTSIDE"], "a") as noted:
            print(event, host, file=noted)
sys.addaudithook(_note)
"""


@dataclass(frozen=True)
class Door:
    """A server, and what it tried to reach beyond this machine."""

    url: str
    outside: Path

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(urlsplit(self.url).port or 0)

    def asked(self) -> str:
        """Which other machines it asked, one a line."""
        return self.outside.read_text(encoding="utf-8") if self.outside.exists() else ""

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body of an answer. ``Host`` is this server's unless it is given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": f"localhost:{self.port}", **(headers or {})}.items():
                if value:
                    connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            body = b"" if answer.status == 101 else answer.read()
            return answer.status, answer.headers, body
        finally:
            connection.close()

    def websocket(self, host: str, origin: str | None) -> int:
        """The status with which the server takes (101) or refuses a websocket."""
        asked = {
            "Host": host, "Origin": origin or "", "Connection": "Upgrade", "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        }  # fmt: skip
        return self.get("/_stcore/stream", asked)[0]


@pytest.fixture(scope="session")
def door(tiny_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The tiny city, served also under the name of an office."""
    folder = tmp_path_factory.mktemp("door")
    (folder / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    process, url = start(
        tiny_store.folder, "--host-name", "Guatu.office.example", "--host-name", "gate.example:8443",
        environment={"PYTHONPATH": str(folder), "OUTSIDE": str(folder / "outside")},
    )  # fmt: skip
    yield Door(url, folder / "outside")
    process.terminate()
    process.wait(timeout=20)


def open_page(name: str, **query: str) -> AppTest:
    """A page as a link opens it."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app._page_hash = calc_hash("" if name == "overview" else name)
    app.run()
    assert not app.exception, f"{name}: {app.exception}"
    return app


def json_of(body: bytes) -> dict[str, object]:
    """A JSON object."""
    found = json.loads(body)
    assert isinstance(found, dict)
    return found
