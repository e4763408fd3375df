"""A file on its way from a browser goes to disk as it comes, and goes away at once."""

from __future__ import annotations

import asyncio
import os
import resource
import stat
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.server import received
from geodata.store.snapshots import Store

BOUNDARY = b"----WebKitFormBoundaryX"
HEAD = (
    b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="f"; filename="'
    + "市.zip".encode() + b'"\r\nContent-Type: application/zip\r\n\r\n'
)  # fmt: skip
END = b"\r\n--" + BOUNDARY + b"--\r\n"
PIECE = 1 << 16
_UNTOUCHED = 999_999_999  # bytes that a request claims, which is passed on as it is


@pytest.fixture
def serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    store = Store(tmp_path / "store")
    monkeypatch.setenv("GUATU_STORE", str(store.folder))
    yield store
    received._scratch.cache_clear()


class Streamlit:
    """What stands behind: it notes what it is sent, and agrees or does not."""

    def __init__(self, status: int = 204) -> None:
        self.status, self.bodies = status, list[bytes]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        lengths = [int(value) for name, value in scope["headers"] if name == b"content-length"]
        assert lengths in ([len(body)], [_UNTOUCHED])
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def put(app: Any, pieces: Iterator[bytes], file_id: str = "a-b", method: str = "PUT") -> int:
    """The status with which an upload of this body is answered."""
    answer: list[int] = []
    kind = b"multipart/form-data; boundary=" + BOUNDARY
    scope = {
        "type": "http", "method": method, "path": f"/_stcore/upload_file/session-1/{file_id}",
        "headers": [(b"content-type", kind), (b"content-length", str(_UNTOUCHED).encode())],
    }  # fmt: skip

    async def receive() -> dict[str, object]:
        piece = next(pieces, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(message: Any) -> None:
        answer.extend([message["status"]] if "status" in message else [])

    with ThreadPoolExecutor(1) as pool:  # a browser of an earlier test leaves its loop running
        pool.submit(lambda: asyncio.run(received.take(app, scope, receive, send))).result()
    return answer[0]


def body(megabytes: float, end: bytes = END) -> Iterator[bytes]:
    yield HEAD
    for number in range(int(megabytes * (1 << 20)) // PIECE):
        yield bytes([number % 251]) * PIECE
    yield end


def waiting(store: Store) -> list[Path]:
    return sorted((store.folder / "uploads").glob(".sent-*/*.part"))


def test_six_of_a_hundred_megabytes_wait_on_disk(serving: Store) -> None:
    behind = Streamlit()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    try:
        for number in range(6):
            assert put(behind, body(20), f"file-{number}") == 204
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB
    assert behind.bodies == [HEAD + END] * 6  # its name, and nothing of it
    files = waiting(serving)
    assert [file.stat().st_size for file in files] == [20 << 20] * 6
    sent = SimpleNamespace(file_id="file-3", name="市.zip")
    with received.content(sent) as content:
        assert content.read() == b"".join(bytes([n % 251]) * PIECE for n in range(320))
    for folder in (serving.folder / "uploads", files[0].parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    received.remove("file-3")
    assert len(waiting(serving)) == 5


@pytest.mark.parametrize("size", [1, 3, 7, len(END) - 1, len(END), 4096])
def test_the_content_is_the_content_however_it_is_cut(serving: Store, size: int) -> None:
    """Pieces of any size, and content that looks like the end."""
    text = b"\r\n--" + BOUNDARY[:-1] + b"\r\n\r\n--\r\n" + bytes(range(256))
    whole = HEAD + text + END
    pieces = (whole[at : at + size] for at in range(0, len(whole), size))
    assert put(Streamlit(), pieces) == 204
    assert waiting(serving)[0].read_bytes() == text


def test_an_empty_file_is_a_file(serving: Store) -> None:
    assert put(Streamlit(), iter([HEAD, END])) == 204
    assert waiting(serving)[0].read_bytes() == b""


@pytest.mark.parametrize("status", [400, 403, 413])
def test_what_streamlit_refuses_is_not_taken(serving: Store, status: int) -> None:
    """No session, no token: nothing is written for it."""
    assert put(Streamlit(status), body(1)) == status
    assert not waiting(serving)


def test_what_breaks_off_or_is_no_upload_leaves_nothing(serving: Store) -> None:
    behind = Streamlit()
    assert put(behind, body(1, b"")) == 400
    assert put(behind, iter([b"x" * PIECE] * 20)) == 400
    assert put(behind, iter([b"--other\r\n\r\nx", END])) == 400
    assert put(behind, iter([])) == 400
    assert not waiting(serving)


def test_one_file_and_all_have_a_limit(serving: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received, "MOST_MEGABYTES", 2)
    monkeypatch.setattr(received, "MOST_WAITING_MEGABYTES", 5)
    behind = Streamlit()
    assert put(behind, body(2), "one") == 204
    assert put(behind, body(2.1), "two") == 413
    assert put(behind, body(2), "three") == 204
    assert put(behind, body(2), "four") == 413
    assert put(behind, body(2), "three") == 204  # again: it takes the place of its own
    assert [file.stem for file in waiting(serving)] == ["one", "three"]
    assert put(behind, iter([b""]), "one", method="DELETE") == 204
    assert [file.stem for file in waiting(serving)] == ["three"]


@pytest.mark.parametrize("path", ["../x", "a/b", "a%2fb", "é", ""])
def test_no_name_leads_out_of_the_folder(serving: Store, path: str) -> None:
    behind = Streamlit(404)
    assert put(behind, body(1), path) == 404
    assert not list(serving.folder.rglob("*.part"))
    assert not [one for one in os.listdir(serving.folder.parent) if one != "store"]  # noqa: PTH208
