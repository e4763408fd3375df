"""The map of a page: the only module that knows folium.

folium and streamlit-folium carry the map into the page and its clicks back; what is drawn is our
own script (``static/map.js``), which fetches shapes and values from the routes of
:mod:`dashboard.server.routes`. Nothing comes from anywhere else.

The frame around the map (``mount``) is the same at every rerun, so streamlit-folium leaves it in
place; what changes travels in the feature group, which streamlit-folium evaluates again whenever
its text differs (``show``). So a new filter or date repaints the map that is there: no reload, and
the view stays. streamlit-folium derives identity from the frame's script and our key alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import folium
import streamlit as st
from branca import element
from branca.element import MacroElement
from folium.template import Template
from streamlit_folium import st_folium

from dashboard.server import assets


class _Rendered:
    """Text that is rendered already, where branca would compile it once more."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, **_: object) -> str:
        """The text, as a template gives it."""
        return self._text.removesuffix("\n")


# What branca's elements are given is what a macro has rendered: always another text, compiling it is a
# tenth of a page's run, and braces in a name from data would be carried out
vars(element)["Template"] = _Rendered
_SCRIPTS = ("shapes.js", "paint.js", "fetching.js", "furniture.js", "levels.js", "view.js", "swipe.js",
            "time_bar.js", "map.js")  # fmt: skip
_STYLES = ("map.css",)
_HEIGHT = 560  # pixels, until the script has found how much room there is
#: For a script inside a page, and for streamlit-folium, which rewrites names that look like its
#: own: ``_abc`` in a script, and ``{{'abc'}}``.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&'`$_"}


@dataclass(frozen=True)
class MapTexts:
    """The words on the map itself, in the user's language."""

    zoom_in: str
    zoom_out: str
    whole: str
    """The button that shows everything again."""
    coarser: str
    """Why a wider level is drawn: too many shapes would be in view."""
    estimated: str
    """Beside a place whose border is estimated."""
    failed: str
    """Shapes or values could not be fetched."""
    time: str
    """What a screen reader says the bar of periods is."""
    play: str
    pause: str
    coming: str
    """While periods are fetched."""
    stays: str
    """That what stands beside the map is still told of ``{period}``, where another is drawn."""
    leave: str
    """The button that sets the filter to the period that is drawn."""
    compare: str
    """The button that draws both beside each other."""
    divider: str
    """What a screen reader says the line between them is."""
    back: str
    """The button that draws ``{period}``, the filter's own, again."""


@dataclass(frozen=True)
class Time:
    """A period that a map can be moved to: as it is written in a URL, and its name."""

    key: str
    name: str


@dataclass(frozen=True)
class MapSpec:
    """What a map shows. Plain text everywhere: it is escaped where it is drawn."""

    snapshot: str
    query: Mapping[str, str]
    """What ``/values`` is asked, as URL parameters."""
    levels: tuple[str, ...]
    """All that may be drawn, from the widest to the narrowest."""
    bounds: tuple[float, float, float, float]
    """West, south, east, north in degrees (EPSG:4490): where the map starts."""
    title: str
    """Above the legend, whose classes come with the values: they depend on the level drawn."""
    texts: MapTexts
    label: str
    """What a screen reader says the map is."""
    view_key: str
    """Maps with the same key share the view that was last looked at."""
    view: tuple[float, float, float] | None = None
    """Latitude and longitude (degrees) of the middle, and the zoom, to which a link leads."""
    level: str = "auto"
    """One of ``levels``; ``auto``: the narrowest that can be told apart at this zoom."""
    outlines: tuple[str, ...] = ()
    """Levels whose borders and names lie on top, the widest first."""
    unit: str = ""
    """After the title."""
    selected: str | None = None
    """The code of a shape to mark."""
    attribution: str = ""
    times: tuple[Time, ...] = ()
    """The periods that the map can be moved through, the earliest first; no bar where there are none."""
    period: str = ""
    """Which of them the map is about."""


def draw(
    spec: MapSpec,
    *,
    key: str,
    height: int | None = None,
    leave: Callable[[str], None] | None = None,
) -> tuple[float, float] | None:
    """Draw the map; longitude and latitude (EPSG:4490) of a click, in the one run it causes.
    ``leave``: takes the period to which the reader wants the whole page to go, before that run.

    Every other run gives None, also while the map still remembers the click: Streamlit calls
    ``on_change`` once for each new value, and only that run reports it. ``height``: pixels, or None for
    what the window has room for below what stands above the map.
    """
    news = f"_clicked_on_map_{key}"

    def note() -> None:
        st.session_state[news] = True
        period = (st.session_state.get(f"map_{key}") or {}).get("period")
        if leave and isinstance(period, str):
            leave(period)

    answer = st_folium(
        _frame(),
        render=False,  # as a page of its own; what stands in ours is rendered all the same
        key=f"map_{key}",
        height=height or _HEIGHT,
        use_container_width=True,
        returned_objects=["last_clicked"],
        feature_group_to_add=_update(config(spec, fills=height is None)),
        on_change=note,
    )
    is_new = st.session_state.pop(news, False)
    spot = (answer or {}).get("last_clicked")
    return (float(spot["lng"]), float(spot["lat"])) if is_new and spot else None


def config(spec: MapSpec, *, fills: bool = False) -> str:
    """The spec as JSON for the script, safe inside any script, template or page. ``fills``: whether
    the map is as high as the window has room for."""
    content: dict[str, Any] = asdict(spec)
    content["query"] = dict(spec.query)
    content["fills"] = fills
    content["viewKey"] = content.pop("view_key")
    return json.dumps(content).translate(_ESCAPES)


class _Call(MacroElement):
    """One call of the map's script."""

    def __init__(self, name: str, template: str, argument: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = name
        self.argument = argument
        self._template = _macro(template)


@cache
def _macro(script: str) -> Any:
    return Template("{% macro script(this, kwargs) %}" + script + "{% endmacro %}")


def _frame() -> folium.Map:
    """What is the same for every map at every rerun."""
    frame = folium.Map(
        location=(0, 0),
        zoom_start=3,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
        min_zoom=2,
        max_zoom=18,
        font_size="13px",
    )
    frame.default_js = [
        ("leaflet", "/static-leaflet/leaflet.js"),
        *((name, assets.url(name)) for name in _SCRIPTS),
    ]
    frame.default_css = [
        ("leaflet", "/static-leaflet/leaflet.css"),
        *((name, assets.url(name)) for name in _STYLES),
    ]
    frame.add_child(_Call("Mount", "guatuMap.mount({{ this._parent.get_name() }});"))
    return frame


def _update(content: str) -> folium.FeatureGroup:
    """The change as streamlit-folium takes it: a group of layers, here an empty one."""
    group = folium.FeatureGroup()
    group.add_child(_Call("Show", "guatuMap.show({{ this.argument }});", content))
    return group
