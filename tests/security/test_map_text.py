"""What data says on a map is text: nothing in it is carried out on the server."""

from __future__ import annotations

import folium
import pytest

from dashboard import map as maps


@pytest.mark.parametrize("name", ["{{ 7 * 7 }}", "{% raw %}a{% endraw %}", "{# a #}", "{{"])
def test_braces_are_drawn_as_they_are(name: str) -> None:
    texts = maps.MapTexts("+", "-", "o", "c", "e", "f", "t", "p", "q", "g", "s", "l", "d", "v", "b")
    spec = maps.MapSpec("s", {}, ("village",), (115, 34, 116, 35), name, texts, "map", "v")
    figure = folium.Figure()
    frame = maps._frame()
    figure.add_child(frame)
    frame.add_child(maps._update(maps.config(spec)))
    drawn = figure.render()
    assert name in drawn
    assert "guatuMap.mount(map_" in drawn
