"""Server time of a page's rerun, and what a browser is sent; against ``folium.GeoJson`` embedded."""

from __future__ import annotations

import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np
from streamlit.config import set_option
from streamlit.logger import set_log_level
from streamlit.testing.v1 import AppTest

from benchmarks.report import Report
from dashboard.answers import map_values
from dashboard.answers.ask import ask, current_id, forget, snapshot
from geodata.figures import layers
from geodata.figures.layers import LayerQuery
from geodata.question import areas
from geodata.question.scope import city_of, scope

_APP = Path(__file__).parents[1] / "dashboard" / "app.py"
_RERUNS = 7
_FOLIUM_RERUNS = 3


def measure(report: Report, store: Path, *, against_folium: bool) -> None:
    """Reruns of the coverage page, and the bytes of shapes and values."""
    main = sys.modules["__main__"]
    set_log_level("ERROR")
    set_option("runner.magicEnabled", False)  # as the server has it
    try:
        _measure(report, store, against_folium=against_folium)
    finally:  # an app under test takes that name, by which later processes would be begun with it
        sys.modules["__main__"] = main


def _measure(report: Report, store: Path, *, against_folium: bool) -> None:
    os.environ["GUATU_STORE"] = str(store)

    forget()
    app = AppTest.from_file(str(_APP), default_timeout=600).run()
    app.switch_page("pages/coverage.py")
    first = _seconds(app.run)
    again = statistics.median(_seconds(app.run) for _ in range(_RERUNS))
    report.line("coverage page, first run", first * 1000, "ms")
    report.line("coverage page, rerun", again * 1000, "ms", 100)
    _sizes(report)
    if against_folium:
        with mock.patch("dashboard.panels.layer_map.draw", _embedded):
            app.run()
            embedded = statistics.median(_seconds(app.run) for _ in range(_FOLIUM_RERUNS))
        report.line("the same page with folium.GeoJson embedded", embedded * 1000, "ms")
        report.line("times faster (at least 50)", embedded / again, "×")


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _sizes(report: Report) -> None:

    snapshot_id = current_id()
    city = ask(city_of, snapshot_id)
    parts = ask(map_values.shape_index, snapshot_id)
    levels = {*ask(areas.zoom_levels, snapshot_id), "grid"}
    sent = [part for part in parts if part["level"] in levels]
    packs = [
        ask(map_values.shape_pack, snapshot_id, str(p["level"]), str(p["part"])) or b""
        for p in sent
    ]
    whole = len(sent) == len(levels)
    report.line(
        "shapes of all levels, gzipped" if whole else "shapes of all parts of all levels, gzipped",
        sum(map(len, packs)) / 1000,
        "KB",
        400 if whole else None,
    )
    as_of = city.today.isoformat()
    query = {
        "layer": "days_since_visit",
        "as_of": as_of,
        "since": as_of,
        "kinds": ",".join(city.base_kinds),
    }
    largest = max((p for p in parts if p["level"] == "place"), key=lambda p: int(str(p["shapes"])))
    values = map_values.values(snapshot_id, "place", str(largest["part"]), query)
    body = gzip.compress(json.dumps(values, ensure_ascii=False).encode())
    report.line("values of the largest part, gzipped", len(body) / 1000, "KB", 30)
    _times(report, snapshot_id, str(largest["part"]))


def _times(report: Report, snapshot_id: str, part: str) -> None:
    """The classes of all periods, as the bar under the map asks for them."""
    query = map_values.query_params(
        LayerQuery("visit_coverage", "place", scope(snapshot(snapshot_id))), "zh_CN"
    )

    def told() -> dict[str, object]:
        return map_values.times(snapshot_id, "place", part, query)

    first, again = _seconds(told), _seconds(told)
    body = gzip.compress(json.dumps(told(), ensure_ascii=False).encode())
    report.line("all periods of the map, asked first", first, "s")
    report.line("all periods of the map, asked again", again * 1000, "ms", 100)
    report.line("all periods of the largest part, gzipped", len(body) / 1000, "KB", 60)


def _embedded(view: object, query: object, **_: object) -> None:
    """The map as folium draws it by itself: every shape inside the page, at every rerun."""
    import folium
    from streamlit_folium import st_folium

    from dashboard.frame.frame import View

    assert isinstance(view, View)
    assert isinstance(query, LayerQuery)
    place_query = LayerQuery(query.name, "place", query.scope, query.threshold)
    layer = view.ask(layers.layer, place_query)
    shapes = _drawn_shapes(view.snapshot_id)
    features = [
        {
            "type": "Feature",
            "geometry": shapes[code],
            "properties": {"name": name, "color": layer.legend[int(index)].color},
        }
        for code, name, index in zip(
            layer.rows["code"], layer.rows["name"], layer.rows["class_index"], strict=True
        )
        if code in shapes
    ]
    canvas = folium.Map(tiles=None)
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda feature: {"fillColor": feature["properties"]["color"], "weight": 0.5},
        tooltip=folium.GeoJsonTooltip(["name"]),
    ).add_to(canvas)
    st_folium(canvas, key="embedded", returned_objects=["last_clicked"])


def _drawn_shapes(snapshot_id: str) -> dict[str, dict[str, object]]:
    """The very shapes our own map draws, unpacked: code → GeoJSON geometry."""

    pack = json.loads(
        gzip.decompress(ask(map_values.shape_pack, snapshot_id, "place", "all") or b"")
    )
    scale = pack["scale"]
    found: dict[str, dict[str, object]] = {}
    for code, rings in zip(pack["codes"], pack["shapes"], strict=True):
        if rings is None or len(rings[0]) == 2:
            continue
        lines = []
        for ring in rings:
            line = (np.array(ring).reshape(-1, 2).cumsum(axis=0) * scale).round(6).tolist()
            lines.append([[*line, line[0]]])
        found[code] = {"type": "MultiPolygon", "coordinates": lines}
    return found
