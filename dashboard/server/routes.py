"""The server: the Streamlit app, and the routes from which the map's script fetches.

Shapes and assets stand behind URLs that name their content (a snapshot's id, a digest), so a
browser may keep them for good. Nothing is served that is not on this machine.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from functools import wraps
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.runtime.pages_manager import PagesManager
from xstatic.pkg import leaflet

from dashboard.answers import map_values
from dashboard.answers.ask import ask
from dashboard.frame.told import show, told
from dashboard.server import assets
from dashboard.server.deep_links import DeepLinks
from dashboard.server.doors import Closed, SafeHeaders
from dashboard.server.gate import Gate
from dashboard.server.packed import Packed
from dashboard.server.received import Received
from geodata.base.errors import GuatuError, StoreError
from geodata.base.messages import language_or_first

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
#: What names places is for the one browser alone, and for no cache on the way.
_KEEP = {"Cache-Control": "private, max-age=31536000, immutable"}
_ASK_AGAIN = {"Cache-Control": "private, no-cache"}


# Plain functions, so that Starlette runs them in its thread pool: they read DuckDB.


def asset(request: Request) -> Response:
    """A script or style of ours, by the digest of its content."""
    path = assets.find(request.path_params["digest"], request.path_params["name"])
    if path is None:
        return _not_found()
    return FileResponse(path, headers=_FOREVER, media_type=assets.TYPES[path.suffix])


def _answering(work: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """What is not there is 404, a question that no page of ours asks 400; what cannot be answered
    is told in a sentence."""

    @wraps(work)
    def answer(request: Request) -> Response:
        try:
            return work(request)
        except GuatuError as error:
            if not isinstance(error, StoreError) or error.code == "snapshot_unknown":
                return _not_found()
            return failed(request, error)
        except (KeyError, ValueError, OverflowError):
            return JSONResponse({"error": "bad query"}, status_code=400)
        except Exception as error:
            return failed(request, error)

    return answer


def failed(request: Request, error: Exception) -> Response:
    """The sentence for what cannot be answered, also where everything else has failed."""
    language = language_or_first(request.query_params.get("lang"))
    return JSONResponse({"error": told(error, language)}, status_code=503, headers=_ASK_AGAIN)


@_answering
def shape_index(request: Request) -> Response:
    """Which parts of shapes a snapshot has."""
    return JSONResponse(ask(map_values.shape_index, request.path_params["snapshot"]), headers=_KEEP)


@_answering
def shape_pack(request: Request) -> Response:
    """One part of the shapes, as it was packed at load."""
    snapshot, level, part = (request.path_params[name] for name in ("snapshot", "level", "part"))
    packed = ask(map_values.shape_pack, snapshot, level, part)
    if packed is None:
        return _not_found()
    etag = f'"{hashlib.sha256(packed).hexdigest()[:16]}"'
    headers = {**_KEEP, "ETag": etag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type="application/json", headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(packed, media_type="application/json", headers=headers)


@_answering
def values(request: Request) -> Response:
    """A class and a short text for each shape, and the legend; Streamlit's middleware gzips it."""
    snapshot, level, part = (request.path_params[name] for name in ("snapshot", "level", "part"))
    found = map_values.values(snapshot, level, part, dict(request.query_params))
    return JSONResponse(found, headers=_ASK_AGAIN)


@_answering
def times(request: Request) -> Response:
    """The classes of each shape in all periods that the map can be moved through."""
    snapshot, level, part = (request.path_params[name] for name in ("snapshot", "level", "part"))
    found = map_values.times(snapshot, level, part, dict(request.query_params))
    return JSONResponse(found, headers=_ASK_AGAIN)


def _not_found() -> Response:
    return JSONResponse({"error": "not found"}, status_code=404)


def make(hosts: frozenset[str]) -> st.App:
    """The app for requests to these ``hosts``, as :func:`dashboard.server.gate.hosts` makes them. Streamlit's
    settings have to stand before."""
    # Streamlit takes a folder called pages for its old kind of app until st.navigation has run once,
    # so the first link into a page would run that page without its frame.
    PagesManager.uses_pages_directory = False
    return st.App(
        Path(__file__).parents[1] / "app.py",
        routes=[
            Mount("/static-leaflet", StaticFiles(directory=leaflet.BASE_DIR)),
            Route("/assets/{digest}/{name}", asset),
            Route("/shapes/{snapshot}/index.json", shape_index),
            Route("/shapes/{snapshot}/{level}/{part:path}.json", shape_pack),
            Route("/values/{snapshot}/{level}/{part:path}.json", values),
            Route("/times/{snapshot}/{level}/{part:path}.json", times),
        ],
        middleware=[
            Middleware(Gate, hosts),
            Middleware(SafeHeaders),
            Middleware(Closed),
            Middleware(Received),
            Middleware(DeepLinks),
            Middleware(Packed),
        ],
        on_script_error=show,
        exception_handlers={Exception: failed},
    )
