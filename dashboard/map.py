"""The map: folium and Leaflet from our own routes, shapes fetched once, values on every change.

This is the only module that imports folium. Names of places never pass through it: the script
fetches them with the shapes and writes them as text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import folium
from folium.elements import JSCSSMixin
from folium.template import Template
from streamlit_folium import st_folium

from dashboard import answers
from dashboard.frame import View
from geodata.layers import LayerQuery
from geodata.messages import text

_STATIC = Path(__file__).parent / "static"
_HEIGHT = 560  # pixels


@dataclass(frozen=True)
class MapSpec:
    """What the script needs to draw a layer; everything that changes with a filter is in ``query``."""

    snapshot: str
    query: str
    levels: list[str]
    outline: str | None
    bounds: list[list[float]]
    """[[south, west], [north, east]], degrees."""
    title: str
    selected: str | None
    view_key: str
    texts: dict[str, str] = field(default_factory=dict)


def spec(
    view: View, query: LayerQuery, *, levels: Sequence[str], selected: str | None = None
) -> MapSpec:
    """The map of a layer at one level, or at the one of several that fits the zoom."""
    county = "county" if "county" in answers.levels(view.snapshot_id) else None
    return MapSpec(
        snapshot=view.snapshot_id,
        query=urlencode(answers.query_params(query, view.language)),
        levels=list(levels),
        outline=None if levels == ["county"] else county,
        bounds=answers.bounds(view.snapshot_id, query.scope.area),
        title=text("layer", query.name, view.language),
        selected=selected,
        view_key=f"{view.city.code}/{query.scope.area or ''}",
        texts={key: view.t(f"map.{key}") for key in ("zoom_in", "nothing", "label")},
    )


@cache
def asset_hash(name: str) -> str:
    """A short hash of a static file, so that its URL may be cached for ever."""
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]


def _asset(name: str) -> str:
    return f"/assets/{asset_hash(name)}/{name}"


class _Map(folium.Map):  # type: ignore[misc]
    """A map without tiles whose Leaflet comes from our own route; folium names CDNs otherwise."""

    default_js = [("leaflet", "/leaflet/leaflet.js")]
    default_css = [("leaflet_css", "/leaflet/leaflet.css")]


class _Shapes(JSCSSMixin):  # type: ignore[misc]
    """Hands the map over to ``static/map.js``."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "guatu.attach({{ this._parent.get_name() }}, {{ this.config }});"
        "{% endmacro %}"
    )

    def __init__(self, config: str) -> None:
        super().__init__()
        self._name = "Shapes"
        self.config = config
        self.default_js = [("guatu", _asset("map.js"))]
        self.default_css = [("guatu_css", _asset("map.css"))]


def draw(what: MapSpec, *, key: str, height: int = _HEIGHT) -> tuple[str, str] | None:
    """Draw the map; (code, token) of the last place clicked, where the token tells clicks apart."""
    config = _script_json(asdict(what))
    canvas = _Map(tiles=None, zoom_control=True, prefer_canvas=True, control_scale=True)
    _Shapes(config).add_to(canvas)
    # streamlit-folium tells maps apart by their script without any `_word`, so the key must differ
    digest = hashlib.sha256(config.encode()).hexdigest()[:16]
    answer = cast(
        dict[str, Any],
        st_folium(
            canvas,
            key=f"{key}-{digest}",
            height=height,
            use_container_width=True,
            returned_objects=["last_clicked", "last_object_clicked_tooltip"],
        ),
    )
    code, place = answer.get("last_object_clicked_tooltip"), answer.get("last_clicked")
    return (str(code), json.dumps(place)) if code and place else None


def _script_json(config: dict[str, Any]) -> str:
    """JSON that may stand inside a script: nothing in it can end the script or a line of it."""
    dumped = json.dumps(config, sort_keys=True)  # ASCII only, so no U+2028 either
    return dumped.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
