"""Files that are the same for everybody, compressed once and kept so.

Streamlit sends its own scripts as they are, 4 MB for a first page, and compresses nothing that lies
below ``/static``. What it says there against compressing is that it would be done anew each time.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FILES = ("/static/", "/static-leaflet/", "/assets/", "/component/")
_TYPES = ("text/", "application/javascript", "application/json", "image/svg+xml",
          "application/wasm", "font/ttf")  # fmt: skip
_LEAST_BYTES = 1_000
#: All that Streamlit, the map and its frame have, compressed, is a fifth of this.
_MOST_BYTES = 32_000_000
_LEVEL = 9
#: For files under a path that does not name their content, seconds.
_DAY = "max-age=86400"


class Packed:
    """Answers for files that a browser asks for by a fixed path: compressed where it takes that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[tuple[str, str], bytes] = {}
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a file comes back in one piece, and packed."""
        path = str(scope.get("path", ""))
        headers = Headers(scope=scope)
        if scope["type"] != "http" or scope["method"] != "GET" or not path.startswith(_FILES):
            await self.app(scope, receive, send)
            return
        takes = "gzip" in headers.get("accept-encoding", "")
        start: Message = {}
        body: list[bytes] = []

        async def send_packed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.append(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = b"".join(body)
            answer = MutableHeaders(scope=start)
            if "cache-control" not in answer and start["status"] == 200:
                answer["cache-control"] = f"public, {_DAY}"
            if self._is_packable(start, answer, whole):
                answer.add_vary_header("Accept-Encoding")
                if takes:
                    whole = await self._pack(path, answer.get("etag", ""), whole)
                    answer["content-encoding"] = "gzip"
                    answer["content-length"] = str(len(whole))
            await send(start)
            await send({"type": "http.response.body", "body": whole})

        plainly = _without(scope["headers"], b"accept-encoding")
        await self.app({**scope, "headers": plainly}, receive, send_packed)

    @staticmethod
    def _is_packable(start: Message, answer: Headers, whole: bytes) -> bool:
        return (
            start["status"] == 200
            and len(whole) >= _LEAST_BYTES
            and "content-encoding" not in answer
            and answer.get("content-type", "").startswith(_TYPES)
        )

    async def _pack(self, path: str, version: str, whole: bytes) -> bytes:
        found = self._kept.get((path, version))
        if found is None:
            found = await to_thread.run_sync(lambda: gzip.compress(whole, _LEVEL, mtime=0))
            if version and self._size + len(found) <= _MOST_BYTES:
                self._kept[path, version] = found
                self._size += len(found)
        return found


def _without(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[tuple[bytes, bytes]]:
    return [pair for pair in headers if pair[0] != name]
