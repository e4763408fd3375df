"""Files on their way from a browser: written to disk as they come, so that none waits in memory.

Streamlit keeps what it takes in memory until the session ends. It is given an empty file of the same
name instead, which goes through its checks and shows in its widget, and the content lies in the store
until a job takes it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator
from functools import cache
from pathlib import Path
from typing import IO, Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime

from geodata.base.scratch import Scratch
from geodata.base.settings import store_folder
from geodata.store.snapshots import UPLOADS, Store

#: Of one file; ``server.maxUploadSize`` tells the browser the same.
MOST_MEGABYTES = 500
#: Of all files that no job has taken yet.
MOST_WAITING_MEGABYTES = 2048
_MOST_HEADERS = 1 << 16
_PREFIX, _SUFFIX = ".sent-", ".part"
_UPLOADS = "/_stcore/upload_file/"
_ROUTE = re.compile(_UPLOADS + r"[\w-]+/([\w-]+)", re.ASCII)
_BOUNDARY = re.compile(r'multipart/form-data;.*\bboundary="?([^";, ]{1,200})"?', re.IGNORECASE)
_BLANK_LINE = b"\r\n\r\n"


class _TooLargeError(Exception):
    pass


@cache
def _scratch(store: Path) -> Scratch:
    return Scratch(_PREFIX, Store(store).private(UPLOADS))


def _place(file_id: str) -> Path:
    return _scratch(store_folder(None).resolve()).path / (file_id + _SUFFIX)


def content(file: Any) -> IO[bytes]:
    """What ``st.file_uploader`` gave the name of; FileNotFoundError once it was removed."""
    return _place(file.file_id).open("rb")


def remove(file_id: str) -> None:
    """Let go of the content of a file."""
    _place(file_id).unlink(missing_ok=True)


def remove_forgotten() -> None:
    """Remove what belongs to no session any more."""
    if not Runtime.exists():  # no server runs in this process
        return
    manager: Any = Runtime.instance().uploaded_file_mgr
    known = {file_id for files in list(manager.file_storage.values()) for file_id in list(files)}
    for path in _place("").parent.glob("*" + _SUFFIX):
        if path.name.removesuffix(_SUFFIX) not in known:
            path.unlink(missing_ok=True)


class Received:
    """In front of Streamlit: whatever its uploader sends is taken here."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the file, or pass the request on."""
        if scope["type"] == "http" and str(scope["path"]).startswith(_UPLOADS):
            await take(self.app, scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def take(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request of the uploader: ``app`` is Streamlit, which sees no content."""
    route = _ROUTE.fullmatch(str(scope.get("path", "")))
    kind = Headers(scope=scope).get("content-type")
    if route and scope.get("method") == "DELETE":
        remove(route[1])
    if route is None or scope.get("method") != "PUT" or kind is None:
        await app(scope, receive, send)
        return
    boundary = _BOUNDARY.match(kind)
    answer = await _put(app, scope, receive, route[1], boundary[1].encode() if boundary else b"")
    for message in answer:
        await send(message)


async def _put(
    app: ASGIApp, scope: Scope, receive: Receive, file_id: str, boundary: bytes
) -> list[Message]:
    """The answer to one file: Streamlit's to its name, or 400 or 413 in its place."""
    chunks = _chunks(receive)
    start = b""
    async for chunk in chunks:
        start += chunk
        if _BLANK_LINE in start or len(start) > _MOST_HEADERS:
            break
    headers, there, rest = start.partition(_BLANK_LINE)
    if not (boundary and there and headers.startswith(b"--" + boundary)):
        return _refusal(400)
    end = b"\r\n--" + boundary
    answer = await _asked(app, scope, headers + there + end + b"--\r\n")
    if answer[0]["status"] >= 300:
        return answer
    remove_forgotten()
    status = 400
    try:
        if await _write(_place(file_id), rest, chunks, end):
            return answer
    except _TooLargeError:
        status = 413
    finally:
        await chunks.aclose()
    remove(file_id)
    return _refusal(status)


async def _write(path: Path, rest: bytes, chunks: AsyncIterator[bytes], end: bytes) -> bool:
    """Write up to ``end``; whether it came."""
    waiting = sum(one.stat().st_size for one in path.parent.glob("*" + _SUFFIX) if one != path)
    most = min(MOST_MEGABYTES << 20, (MOST_WAITING_MEGABYTES << 20) - waiting)
    written = 0
    with path.open("wb") as out:
        while True:
            at = rest.find(end)
            ready = rest[:at] if at >= 0 else rest[: max(len(rest) - len(end) + 1, 0)]
            written += out.write(ready)
            if written > most:
                raise _TooLargeError
            if at >= 0:
                return True
            rest = rest[len(ready) :]
            try:
                rest += await anext(chunks)
            except StopAsyncIteration:
                return False


async def _chunks(receive: Receive) -> AsyncGenerator[bytes, None]:
    """The body of a request as it comes; it ends early where the browser goes away."""
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)
        yield message.get("body", b"")


async def _asked(app: ASGIApp, scope: Scope, body: bytes) -> list[Message]:
    """What ``app`` answers to the same request with another body."""
    length = [(b"content-length", str(len(body)).encode())]
    kept = [
        one for one in scope["headers"] if one[0] not in {b"content-length", b"transfer-encoding"}
    ]
    answer: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        answer.append(message)

    await app({**scope, "headers": kept + length}, receive, send)
    return answer


def _refusal(status: int) -> list[Message]:
    response = Response(status_code=status)
    return [
        {"type": "http.response.start", "status": status, "headers": response.raw_headers},
        {"type": "http.response.body", "body": b""},
    ]
