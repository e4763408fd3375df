"""What every answer says, what is behind no path, and what is kept by whom."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from browser.conftest import start
from geodata.store.snapshots import Store
from security.conftest import Door
from security.test_nonsense import visit

PATHS = (
    "/", "/coverage", "/nothing", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics",
    "/static-leaflet/leaflet.js", "/media/none", "/shapes/none/index.json", "/assets/0/map.js",
    "/component/streamlit_folium.st_folium/index.html", "/../../etc/passwd", "//evil.example",
)  # fmt: skip


def policy(said: str) -> dict[str, str]:
    return {name: what for name, _, what in (one.strip().partition(" ") for one in said.split(";"))}


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_safe(door: Door, path: str) -> None:
    _, headers, _ = door.get(path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Server"] is None
    said = policy(headers["Content-Security-Policy"])
    assert said["default-src"] == "'self'"
    assert said["img-src"] == "'self' data: blob:"
    assert said["object-src"] == "'none'"
    assert said["base-uri"] == said["frame-ancestors"] == said["form-action"] == "'self'"
    assert said["connect-src"] == f"'self' ws://localhost:{door.port} wss://localhost:{door.port}"
    assert "http" not in " ".join(said.values())


@pytest.mark.parametrize(
    "path",
    ["metrics", "agent/interact", "agent/openapi.json", "agent/mcp", "agent/other", "agent",
     "script-health-check", "upload_file/a/b"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_what_nobody_here_needs_is_closed(door: Door, path: str, method: str) -> None:
    status, _, body = door.get(f"/_stcore/{path}", method=method)
    assert (status, body) == (404, b'{"error":"not found"}')


def test_what_names_people_or_places_is_in_no_shared_cache(door: Door, tiny_store: Store) -> None:
    here = tiny_store.current_id()
    assert door.get("/media/none")[1]["Cache-Control"] == "no-store"
    part, *_ = json.loads(door.get(f"/shapes/{here}/index.json")[2])
    pack = f"/shapes/{here}/{part['level']}/{part['part']}.json"
    for path in (f"/shapes/{here}/index.json", pack):
        status, headers, _ = door.get(path)
        assert status == 200
        assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
    query = "layer=visit_coverage&as_of=2026-03-31&period=2026-03&kinds=village"
    for one in ("values", "times"):
        _, headers, _ = door.get(f"/{one}/{here}/place/0.json?{query}")
        assert headers["Cache-Control"] == "private, no-cache"


def scripts(door: Door) -> list[str]:
    _, _, page = door.get("/")
    return re.findall(r'(?:src|href)="\.(/static/js/[^"]+\.js)"', page.decode())


def test_scripts_are_compressed_and_kept(door: Door) -> None:
    """Of the scripts of a first page at most two fifths of the bytes travel."""
    plain = packed = 0
    for path in [*scripts(door), "/static-leaflet/leaflet.js"]:
        _, headers, whole = door.get(path)
        assert headers["Content-Encoding"] is None
        _, headers, sent = door.get(path, {"Accept-Encoding": "gzip"})
        if len(whole) >= 1000:
            assert headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(sent) == whole
            assert "Accept-Encoding" in headers["Vary"]
        assert int(headers["Content-Length"]) == len(sent)
        assert headers["Cache-Control"].startswith("public, ")
        assert "max-age" in headers["Cache-Control"]
        plain, packed = plain + len(whole), packed + len(sent)
    assert plain > 1_000_000
    assert packed < 0.4 * plain


def test_part_of_a_file_is_not_compressed(door: Door) -> None:
    asked = {"Accept-Encoding": "gzip", "Range": "bytes=0-9"}
    status, headers, body = door.get("/static-leaflet/leaflet.js", asked)
    assert (status, headers["Content-Encoding"], len(body)) == (206, None, 10)


def test_a_page_that_there_is_not_leads_to_the_first(door: Door) -> None:
    html = {"Accept": "text/html"}
    for path in ("/nothing", "/coverage/nothing", "/a/b/c", "/pages/coverage"):
        status, headers, _ = door.get(f"{path}?lang=en&area=990121", html)
        assert (path, status, headers["Location"]) == (path, 302, "/?lang=en&area=990121")
    assert door.get("/nothing", html)[1]["Location"] == "/"
    assert door.get("/coverage?lang=en", html)[0] == 200


def test_no_message_names_a_folder_of_the_server(tmp_path: Path) -> None:
    """An empty store says what to do and not where it lies."""
    folder = tmp_path / "somewhere" / "store"
    folder.mkdir(parents=True)
    process, url = start(folder)
    try:
        (run,) = visit(url, "")
        (said,) = run.alerts
        assert "guatu load" in said
        assert str(tmp_path) not in said
        assert run.exceptions == []
    finally:
        process.terminate()
        process.wait(timeout=20)
