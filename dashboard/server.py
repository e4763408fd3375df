"""The server: the Streamlit app, and the routes from which the map's script fetches.

Shapes and assets stand behind URLs that name their content (a snapshot's id, a digest), so a
browser may keep them for good. Nothing is served that is not on this machine.
"""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager
from xstatic.pkg import leaflet

from dashboard import answers, assets, publishing
from dashboard.deep_links import DeepLinks
from geodata.errors import GuatuError

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASK_AGAIN = {"Cache-Control": "private, no-cache"}
_SAFE = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "SAMEORIGIN"}


class SafeHeaders:
    """Every answer says: believe the content type, and frame this only inside itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to the answer's start."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SAFE.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_safely)


class Uploads:
    """Streamlit always takes files; here it does so only where publishing is allowed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say that there is nothing here."""
        path = str(scope.get("path", ""))
        if path.startswith("/_stcore/upload_file") and not publishing.allowed():
            await _not_found()(scope, receive, send)
        else:
            await self.app(scope, receive, send)


# Plain functions, so that Starlette runs them in its thread pool: they read DuckDB.


def asset(request: Request) -> Response:
    """A script or style of ours, by the digest of its content."""
    path = assets.find(request.path_params["digest"], request.path_params["name"])
    if path is None:
        return _not_found()
    return FileResponse(path, headers=_FOREVER, media_type=assets.TYPES[path.suffix])


def shape_index(request: Request) -> Response:
    """Which parts of shapes a snapshot has."""
    try:
        return JSONResponse(answers.shape_index(request.path_params["snapshot"]), headers=_FOREVER)
    except GuatuError:
        return _not_found()


def shape_pack(request: Request) -> Response:
    """One part of the shapes, as it was packed at load."""
    snapshot, level, part = (request.path_params[name] for name in ("snapshot", "level", "part"))
    try:
        packed = answers.shape_pack(snapshot, level, part)
    except GuatuError:
        packed = None
    if packed is None:
        return _not_found()
    etag = f'"{hashlib.sha256(packed).hexdigest()[:16]}"'
    headers = {**_FOREVER, "ETag": etag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type="application/json", headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(packed, media_type="application/json", headers=headers)


def values(request: Request) -> Response:
    """A class and a short text for each shape, and the legend; Streamlit's middleware gzips it."""
    snapshot, level, part = (request.path_params[name] for name in ("snapshot", "level", "part"))
    try:
        found = answers.values(snapshot, level, part, dict(request.query_params))
    except GuatuError:
        return _not_found()
    except (KeyError, ValueError):
        return JSONResponse({"error": "bad query"}, status_code=400)
    return JSONResponse(found, headers=_ASK_AGAIN)


def _not_found() -> Response:
    return JSONResponse({"error": "not found"}, status_code=404)


# Streamlit takes a folder called pages for its old kind of app until st.navigation has run once, so
# the first link into a page would run that page without its frame.
PagesManager.uses_pages_directory = False
app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[
        Mount("/static-leaflet", StaticFiles(directory=leaflet.BASE_DIR)),
        Route("/assets/{digest}/{name}", asset),
        Route("/shapes/{snapshot}/index.json", shape_index),
        Route("/shapes/{snapshot}/{level}/{part:path}.json", shape_pack),
        Route("/values/{snapshot}/{level}/{part:path}.json", values),
    ],
    middleware=[Middleware(SafeHeaders), Middleware(Uploads), Middleware(DeepLinks)],
)
