"""A layer as a map of the view: what :mod:`dashboard.map` draws, and where a click leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard import map as maps
from dashboard.answers import map_values
from dashboard.frame import filters, period_choice
from dashboard.frame.frame import View
from geodata.base.messages import text
from geodata.figures import scope_words
from geodata.figures.layers import LayerQuery
from geodata.land import places
from geodata.lists import projects
from geodata.movement import frames
from geodata.question import areas
from geodata.question.periods import Period
from geodata.question.scope import Scope

_CHANGE_HEIGHT = 460  # pixels


def draw(
    view: View,
    query: LayerQuery,
    *,
    key: str,
    levels: Sequence[str],
    selected: str | None = None,
    height: int | None = None,
) -> str | None:
    """Draw a layer at one level, or at the one of several that fits the zoom; the code clicked.
    ``height``: pixels, or None for what the window has room for."""
    title = text("layer", query.name, view.language)
    if query.name == "place_attribute" and query.scope.topic:
        title = query.scope.topic
    params = map_values.query_params(query, view.language)
    spec = replace(
        _spec(view, title, params, query.scope.area, levels, selected, key),
        times=_times(view, query), period=str(query.scope.period),
    )  # fmt: skip
    where = maps.draw(spec, key=key, height=height, leave=period_choice.go)
    if where is None or levels[0] == "problem":
        return None
    if "project" in levels:
        return view.ask(projects.project_at, *where)
    return view.ask(places.under, *where, levels=tuple(levels), as_of=query.scope.as_of)


def draw_change(view: View, name: str, scope: Scope, against: Period, level: str) -> str | None:
    """Draw how a figure moved since an earlier period in the areas of a level; the code clicked."""
    then, now = (
        view.ask(scope_words.period_name, one, one.last_day, view.language)
        for one in (against, scope.period)
    )
    title = view.t("map.change", figure=text("rate", name, view.language), then=then, now=now)
    params = map_values.change_params(name, scope, against, view.language)
    spec = _spec(view, title, params, scope.area, [level], None, "movement")
    where = maps.draw(spec, key="movement", height=_CHANGE_HEIGHT)
    return where and view.ask(places.under, *where, levels=(level,), as_of=scope.as_of)


def _spec(
    view: View,
    title: str,
    query: Mapping[str, str],
    area: str | None,
    levels: Sequence[str],
    selected: str | None,
    key: str,
) -> maps.MapSpec:
    t = view.t
    south, west, north, east = view.ask(places.bounds, area)
    level = levels[0] if len(levels) == 1 else "auto"
    wider = view.ask(areas.zoom_levels)
    if level in wider:  # should a level have too many shapes in view, there is a wider one
        wider = wider[: wider.index(level) + 1]
        levels = wider
    return maps.MapSpec(
        snapshot=view.snapshot_id,
        query=query,
        levels=tuple(levels),
        bounds=(west, south, east, north),
        title=title,
        texts=maps.MapTexts(
            zoom_in=t("map.zoom_in"),
            zoom_out=t("map.zoom_out"),
            whole=t("map.whole"),
            coarser=t("map.coarser"),
            estimated=t("map.estimated"),
            failed=t("map.failed"),
            time=t("map.time"),
            play=t("map.play"),
            pause=t("map.pause"),
            coming=t("map.coming"),
            stays=t("map.stays", period="{period}"),
            leave=t("map.leave"),
            compare=t("map.compare"),
            divider=t("map.divider"),
            back=t("map.back", period="{period}"),
        ),
        label=t("map.label", title=title),
        view_key=f"{key}/{view.city.code}/{area or ''}",
        view=filters.map_view(),
        level=level,
        outlines=tuple(one for one in ("county", "township") if one in wider),
        selected=selected,
    )


def _times(view: View, query: LayerQuery) -> tuple[maps.Time, ...]:
    known_on = query.scope.known_on
    return tuple(
        maps.Time(str(one), view.ask(scope_words.period_name, one, known_on, view.language))
        for one in view.ask(frames.periods_of, query)
    )
