"""The one document that the app lives in, as the browser gets it: its language, our style and script, and for
links into a page where the server is, so that the browser need not try and fail.

For ``/coverage?…`` Streamlit's page first looks for its server under ``/coverage/``, gets 404s and
logs errors. Its own setting for embedders, ``window.__streamlit``, names the server instead. For a
page that there is not it would say so in English alone: such a link leads to the first page, in the
language and with the filters it names.
"""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.server import assets
from geodata.base.html import tag
from geodata.base.messages import language_or_first

#: ``/`` and every page by its file; a path of Streamlit's own is no page of HTML.
PAGES = {"/", *(f"/{one.stem}" for one in (Path(__file__).parents[1] / "pages").glob("*.py"))}
_HEAD, _LANG, _END = b"<head>", b'<html lang="en"', b"</body>"
_SCRIPT = b"<script>window.__streamlit={BACKEND_BASE_URL:location.origin+'/'}</script>"


class DeepLinks:
    """Adds a line to the head of every page of HTML and one to its end, and says its language."""

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
            is_html = answer.get("content-type", "").startswith("text/html")
            if is_html and "/component/" not in scope["path"] and scope["path"] not in PAGES:
                query = scope["query_string"].decode("latin-1")
                first = RedirectResponse(f"/?{query}" if query else "/", 302)
                await first(scope, receive, send)
                return
            if is_html:
                asked = QueryParams(scope["query_string"]).get("lang")
                language = tag(language_or_first(asked)).encode()
                # at the end, after the styles that Streamlit writes into the head
                ours = (
                    f'<link rel="stylesheet" href="{assets.url("frame.css")}">'
                    f'<script src="{assets.url("frame.js")}"></script>'
                ).encode()
                body = body.replace(_HEAD, _HEAD + _SCRIPT, 1)
                body = body.replace(_LANG, b'<html lang="' + language + b'"', 1)
                body = body.replace(_END, ours + _END, 1)
                answer["content-length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app({**scope, "headers": headers}, receive, send_page)
