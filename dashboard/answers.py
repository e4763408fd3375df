"""Questions to geodata, each answered once: a published snapshot never changes, so neither do they.

Both the pages and the routes ask here, by the snapshot's id.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

import pandas as pd

from geodata import brief as briefs
from geodata import (
    layers,
    legend,
    overview,
    places,
    rates,
    search,
    shapes,
)
from geodata.codes import AREA_KINDS
from geodata.export import class_label
from geodata.layers import Layer, LayerQuery
from geodata.messages import LANGUAGES, Language
from geodata.paper import Document
from geodata.places import Place
from geodata.rates import Figure
from geodata.scope import City, Scope, city_of
from geodata.settings import store_folder
from geodata.store import Snapshot, Store
from geodata.wording import labels

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ANSWERS = 64  # a few pages times a few filters times the snapshots still open


def current_id() -> str:
    """The snapshot to show now: a pointer is read, so a new one is seen at the next run."""
    store = _store()
    return store.current_id() or store.current().snapshot_id  # an empty store says so itself


@lru_cache(maxsize=1)
def _store() -> Store:
    return Store(store_folder(None))


def snapshot(snapshot_id: str) -> Snapshot:
    """The snapshot with that id; raises StoreError."""
    return _store().snapshot(snapshot_id)


@lru_cache(maxsize=_ANSWERS)
def city(snapshot_id: str) -> City:
    """What the snapshot is about."""
    return city_of(snapshot(snapshot_id))


@lru_cache(maxsize=_ANSWERS)
def figure(snapshot_id: str, name: str, scope: Scope) -> Figure:
    """One figure."""
    return rates.figure(snapshot(snapshot_id), name, scope)


@lru_cache(maxsize=_ANSWERS)
def by_area(snapshot_id: str, name: str, scope: Scope, level: str) -> pd.DataFrame:
    """The figure of every area of a level."""
    return rates.by_area(snapshot(snapshot_id), name, scope, level)


def figure_rows(snapshot_id: str, name: str, scope: Scope, which: rates.Which) -> pd.DataFrame:
    """The rows behind a figure; asked for by a person, so not kept."""
    return rates.rows(snapshot(snapshot_id), name, scope, which)


def layer(snapshot_id: str, query: LayerQuery) -> Layer:
    """One layer; the parts of a map ask for it at once, and it is computed once."""
    with _computing:
        return _layer(snapshot_id, query)[0]


_computing = threading.Lock()


@lru_cache(maxsize=_ANSWERS)
def _layer(snapshot_id: str, query: LayerQuery) -> tuple[Layer, pd.DataFrame]:
    found = layers.layer(snapshot(snapshot_id), query)
    return found, found.rows.set_index("code")


def _indexed(snapshot_id: str, query: LayerQuery) -> pd.DataFrame:
    with _computing:
        return _layer(snapshot_id, query)[1]


@lru_cache(maxsize=_ANSWERS)
def levels(snapshot_id: str) -> tuple[str, ...]:
    """The levels that have places, widest first; absent ones appear on no screen."""
    found = snapshot(snapshot_id).rows("SELECT DISTINCT level FROM shape_index")
    there = {level for (level,) in found}
    order = ("province", "city", "county", "township", "place", "village", "community", "grid")
    root = city(snapshot_id).kind
    return tuple(level for level in order if level in there and level != root)


def levels_in(snapshot_id: str, scope: Scope) -> list[str]:
    """The levels to draw an area by: those below its own, places where there are no others."""
    below = zoom_levels(snapshot_id)
    found = place(snapshot_id, scope.area, scope.as_of) if scope.area else None
    if found and found.kind in below:
        below = below[below.index(found.kind) + 1 :]
    return [one for one in below if one in AREA_KINDS] or below


def zoom_levels(snapshot_id: str) -> list[str]:
    """The levels a map may choose from by zoom: each covers the land once."""
    return [one for one in levels(snapshot_id) if one in AREA_KINDS or one == "place"]


@lru_cache(maxsize=_ANSWERS)
def area_names(snapshot_id: str) -> dict[str, str]:
    """The areas one may look at, root first, then the level below it: code → name."""
    here = city(snapshot_id)
    below = next(
        (one for one in levels(snapshot_id) if one in {"city", "county", "township"}), None
    )
    rows = snapshot(snapshot_id).rows(
        "SELECT code, arg_max(name, coalesce(valid_from, DATE '0001-01-01')) FROM place"
        " WHERE kind = $level GROUP BY code ORDER BY code",
        {"level": below},
    )
    return {here.code: here.name, **dict(rows)}


@lru_cache(maxsize=_ANSWERS)
def areas_in(snapshot_id: str, code: str) -> dict[str, str]:
    """The counties or townships directly inside an area: code → name."""
    rows = snapshot(snapshot_id).rows(
        "SELECT code, arg_max(name, coalesce(valid_from, DATE '0001-01-01')) FROM place"
        " WHERE parent_code = $code AND kind IN ('county', 'township') GROUP BY code ORDER BY code",
        {"code": code},
    )
    return dict(rows)


@lru_cache(maxsize=_ANSWERS)
def shape_index(snapshot_id: str) -> list[dict[str, object]]:
    """Which parts of shapes there are: for the map's script."""
    return [vars(part) for part in shapes.index(snapshot(snapshot_id).cursor())]


def shape_pack(snapshot_id: str, level: str, part: str) -> bytes | None:
    """One part of the shapes as it was packed at load."""
    return shapes.pack(snapshot(snapshot_id).cursor(), level, part)


@lru_cache(maxsize=_ANSWERS)
def _codes(snapshot_id: str, level: str, part: str, on: date) -> list[str]:
    return shapes.codes(snapshot(snapshot_id).cursor(), level, part, on)


def values(snapshot_id: str, level: str, part: str, query: Mapping[str, str]) -> dict[str, object]:
    """One class (base 36) and one short text for each shape of a part, in the order of its pack,
    and the legend of the whole layer.

    A shape with no row in the layer (outside the area asked for), or of another time, has class
    ``-`` and no text.
    """
    asked, language = parse_query(level, query)
    rows = _indexed(snapshot_id, asked).reindex(_codes(snapshot_id, level, part, asked.scope.as_of))
    there = rows["class_index"].notna()
    classes = "".join(
        _DIGITS[int(index)] if known else "-"
        for index, known in zip(rows["class_index"], there, strict=True)
    )
    shown = layer(snapshot_id, asked)
    return {
        "classes": classes,
        "labels": labels(shown, rows, language),
        "legend": [
            {
                "label": class_label(one.key, one.bounds, language),
                "color": one.color,
                "hatch": one.is_hatched,
                "count": one.count,
            }
            for one in shown.legend
        ],
    }


def query_params(query: LayerQuery, language: Language) -> dict[str, str]:
    """A layer query as URL parameters; the level is a part of the path."""
    scope = query.scope
    params = {
        "layer": query.name,
        "as_of": scope.as_of.isoformat(),
        "since": scope.since.isoformat(),
        "kinds": ",".join(scope.kinds),
        "area": scope.area or "",
        "rule": scope.rule or "",
        "topic": scope.topic or "",
        "over": "" if scope.over is None else repr(scope.over),
        "levels": ",".join(scope.levels),
        "chain": scope.chain or "",
        "protected": "1" if scope.protected else "",
        "attribute": scope.attribute or "",
        "role": scope.role or "",
        "threshold": str(query.threshold or ""),
        "lang": language,
    }
    return {key: value for key, value in params.items() if value}


def parse_query(level: str, params: Mapping[str, str]) -> tuple[LayerQuery, Language]:
    """The other way round; raises ValueError or KeyError for what no page of ours sends."""
    as_of = date.fromisoformat(params["as_of"])
    language = params.get("lang", LANGUAGES[0])
    if language not in LANGUAGES:
        raise ValueError(language)
    scope = Scope(
        as_of=as_of,
        since=date.fromisoformat(params["since"]),
        until=as_of,
        kinds=tuple(params["kinds"].split(",")),
        area=params.get("area"),
        rule=params.get("rule"),
        topic=params.get("topic"),
        over=float(params["over"]) if "over" in params else None,
        levels=tuple(params["levels"].split(",")) if "levels" in params else (),
        chain=params.get("chain"),
        protected="protected" in params,
        attribute=params.get("attribute"),
        role=params.get("role"),
    )
    threshold = int(params["threshold"]) if "threshold" in params else None
    return LayerQuery(params["layer"], level, scope, threshold), language


@lru_cache(maxsize=_ANSWERS)
def neglected(snapshot_id: str, scope: Scope, threshold: int) -> pd.DataFrame:
    """The neglected places alone, worst first."""
    rows = layers.causes(snapshot(snapshot_id), scope, threshold)
    return rows[rows["cause"].isin(legend.NEGLECTED)]


@lru_cache(maxsize=_ANSWERS)
def gaps(snapshot_id: str, as_of: date) -> list[tuple[str, dict[str, object]]]:
    """What the city folder did not give: a key of ``[notice]`` and its values, for each."""
    here = snapshot(snapshot_id)
    found: list[tuple[str, dict[str, object]]] = [
        (f"no_{table}", {})
        for table in ("pairing", "visit", "project", "rule", "matter")
        if not here.rows(f'SELECT 1 FROM "{table}" LIMIT 1')
    ]
    if city(snapshot_id).reports_inferred and ("no_visit", {}) not in found:
        found.append(("reports_inferred", {}))
    bare = here.rows(
        "SELECT kind, count(*) FROM place WHERE geometry IS NULL AND lon IS NULL"
        " AND in_force($as_of, valid_from, valid_to) GROUP BY kind ORDER BY count(*) DESC",
        {"as_of": as_of},
    )
    if bare:
        found.append(("no_boundary", {"kinds": dict(bare)}))
    if years := unknown_years(snapshot_id):
        found.append(("year_unknown", {"years": years}))
    return found


@lru_cache(maxsize=_ANSWERS)
def bounds(snapshot_id: str, area: str | None) -> tuple[float, float, float, float]:
    """South, west, north, east of an area, of everything where it has no geometry; degrees."""
    rows = snapshot(snapshot_id).rows(
        "SELECT min(ST_YMin(geometry)), min(ST_XMin(geometry)), max(ST_YMax(geometry)),"
        " max(ST_XMax(geometry)) FROM place WHERE code = $code",
        {"code": area or city(snapshot_id).code},
    )
    whole = snapshot(snapshot_id).rows(
        "SELECT min(min_lat), min(min_lon), max(max_lat), max(max_lon) FROM shape_part"
    )
    south, west, north, east = rows[0] if rows[0][0] is not None else whole[0]
    if south is None:
        return 17.0, 73.0, 54.0, 135.0  # nothing has a geometry: all of China
    return south, west, north, east


def place_under(
    snapshot_id: str, lon: float, lat: float, *, levels: Sequence[str], as_of: date
) -> str | None:
    """The narrowest place of these levels under a point (EPSG:4490), None where there is none.

    A place that is drawn as a dot is there where its dot is: the map's script reports a click on a
    dot as one on the dot's own spot, which it knows to about 5 m.
    """
    kinds = [*levels, *(("village", "community") if "place" in levels else ())]
    rows = snapshot(snapshot_id).rows(
        "SELECT code FROM places_on($as_of) WHERE list_contains($kinds, kind)"
        " AND (ST_Contains(geometry, ST_Point($lon, $lat)) OR (geometry IS NULL"
        " AND abs(lon - $lon) <= $near AND abs(lat - $lat) <= $near))"
        " ORDER BY geometry IS NOT NULL, ST_Area(geometry),"
        " abs(lon - $lon) + abs(lat - $lat) LIMIT 1",
        {"kinds": kinds, "as_of": as_of, "lon": lon, "lat": lat, "near": shapes.SCALE},
    )
    return str(rows[0][0]) if rows else None


@lru_cache(maxsize=_ANSWERS)
def area_name(snapshot_id: str, code: str | None) -> str:
    """The name of an area; of the root for None."""
    here = city(snapshot_id)
    found = place(snapshot_id, code, date.max) if code else None
    return found.name if found else here.name


@lru_cache(maxsize=_ANSWERS)
def given_figures(snapshot_id: str) -> tuple[str, ...]:
    """The leading figures that can be told."""
    return overview.given_figures(snapshot(snapshot_id))


@lru_cache(maxsize=_ANSWERS)
def is_given(snapshot_id: str, name: str) -> bool:
    """Whether the table that a figure rests on has any row."""
    return rates.is_given(snapshot(snapshot_id), name)


def leading_layer(snapshot_id: str) -> str:
    """The layer that the maps for leadership draw: fulfilment where there are rules."""
    given = given_figures(snapshot_id)
    return next((one for one in ("fulfilment", "visit_coverage") if one in given), "visit_coverage")


@lru_cache(maxsize=_ANSWERS)
def look_first(snapshot_id: str, scope: Scope) -> tuple[overview.LookFirst, ...]:
    """The three areas to look at first."""
    return overview.look_first(snapshot(snapshot_id), scope, city(snapshot_id).neglected_days)


def brief(snapshot_id: str, scope: Scope, language: Language) -> Document:
    """The brief of the month up to the day looked at."""
    return briefs.brief(
        snapshot(snapshot_id), scope.as_of, area=scope.area, attribute=scope.attribute,
        language=language, until=scope.as_of,
    )  # fmt: skip


def level_below(snapshot_id: str, kind: str) -> str | None:
    """The next narrower level that has places."""
    below = levels(snapshot_id)
    order = [*AREA_KINDS, "place", "village", "community", "grid"]
    return next((one for one in below if order.index(one) > order.index(kind)), None)


def shown_level(snapshot_id: str, level: str, area: str | None) -> str:
    """The level of the table beside a map that chooses its own: the widest below the area."""
    if level != "auto":
        return level
    found = place(snapshot_id, area, date.max) if area else None
    kind = found.kind if found else city(snapshot_id).kind
    return level_below(snapshot_id, kind) or levels(snapshot_id)[-1]


@lru_cache(maxsize=_ANSWERS)
def place(snapshot_id: str, code: str, as_of: date) -> Place | None:
    """One place at a day."""
    return places.place(snapshot(snapshot_id), code, as_of)


@lru_cache(maxsize=_ANSWERS)
def find(snapshot_id: str, words: str, as_of: date) -> pd.DataFrame:
    """The places that words may mean."""
    return search.find(snapshot(snapshot_id), words, as_of, most=8)


@lru_cache(maxsize=_ANSWERS)
def rules(snapshot_id: str) -> dict[str, str]:
    """The city's rules: id → what people call it."""
    text = "SELECT rule_id, coalesce(name, rule_id) FROM rule ORDER BY 1"
    return dict(snapshot(snapshot_id).rows(text))


@lru_cache(maxsize=_ANSWERS)
def unknown_years(snapshot_id: str) -> str:
    """The years that rules reach and no calendar knows, in words; empty where there are none."""
    rows = snapshot(snapshot_id).rows("SELECT DISTINCT year FROM rule_unknown_year ORDER BY 1")
    return ", ".join(str(year) for (year,) in rows)
