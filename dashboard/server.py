"""The ASGI app: Streamlit, and beside it the routes that the map's script fetches from.

Everything comes from this machine: Leaflet from its package, shapes and values from the snapshot.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import streamlit as st
import xstatic.pkg.leaflet as leaflet
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from dashboard import answers
from geodata.errors import GuatuError

_STATIC = Path(__file__).parent / "static"
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_JSON = "application/json"


def _asset(request: Request) -> Response:
    path = _STATIC / request.path_params["name"]
    if path.parent != _STATIC or not path.is_file():
        return Response(status_code=404)
    return FileResponse(path, headers=_FOR_EVER)


def _shape_index(request: Request) -> Response:
    try:
        index = answers.shape_index(request.path_params["snapshot"])
    except GuatuError:
        return Response(status_code=404)
    return Response(json.dumps(index), media_type=_JSON, headers=_FOR_EVER)


def _shape_pack(request: Request) -> Response:
    where = request.path_params
    try:
        pack = answers.shape_pack(where["snapshot"], where["level"], where["part"])
    except GuatuError:
        pack = None
    if pack is None:
        return Response(status_code=404)
    return Response(pack, media_type=_JSON, headers={**_FOR_EVER, "Content-Encoding": "gzip"})


def _values(request: Request) -> Response:
    """Depends on nothing but its URL, so a browser may keep it; errors are never kept."""
    where = request.path_params
    try:
        values = answers.values(where["snapshot"], where["level"], where["part"], request.query_params)
    except GuatuError:
        return Response(status_code=404)
    except (KeyError, ValueError):
        return Response(status_code=400)
    body = gzip.compress(json.dumps(values, ensure_ascii=False).encode(), 5, mtime=0)
    return Response(body, media_type=_JSON, headers={**_FOR_EVER, "Content-Encoding": "gzip"})


_routes: list[BaseRoute] = [
    Mount("/leaflet", StaticFiles(directory=leaflet.BASE_DIR)),
    Route("/assets/{hash}/{name}", _asset),
    Route("/shapes/{snapshot}/index.json", _shape_index),
    Route("/shapes/{snapshot}/{level}/{part}.json", _shape_pack),
    Route("/values/{snapshot}/{level}/{part}.json", _values),
]
app = st.App(
    Path(__file__).parent / "app.py",
    routes=_routes,
    middleware=[Middleware(GZipMiddleware, minimum_size=2_000)],
)
