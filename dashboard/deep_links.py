"""Links into a page: tell the browser where the server is, so that it need not try and fail.

For ``/coverage?…`` Streamlit's page first looks for its server under ``/coverage/``, gets 404s and
logs errors. Its own setting for embedders, ``window.__streamlit``, names the server instead.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = b"<head>"
_SCRIPT = b"<script>window.__streamlit={BACKEND_BASE_URL:location.origin+'/'}</script>"


class DeepLinks:
    """Adds one line to the head of every page of HTML."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a page comes back uncompressed, since it is written into."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        start: Message = {}
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            answer = MutableHeaders(scope=start)
            if answer.get("content-type", "").startswith("text/html"):
                body = body.replace(_HEAD, _HEAD + _SCRIPT, 1)
                answer["content-length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app({**scope, "headers": headers}, receive, send_page)
