"""Layers: rows with geometry, a legend and their provenance, free of any renderer.

Map, table and export all take the same Layer, so that they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from geodata import legend, problems, rates
from geodata.codes import AREA_KINDS, KINDS
from geodata.errors import QuestionError
from geodata.indicators import indicator_kinds
from geodata.legend import Indices, LegendClass
from geodata.queries import sql
from geodata.scope import City, Scope, city_of
from geodata.store import Snapshot

LayerName = Literal[
    "pairing_coverage", "visit_coverage", "days_since_visit", "fulfilment", "on_time",
    "neglected", "projects", "facility_coverage", "indicator_over", "closing_rate", "overdue_rate",
    "geometry_problems", "place_attribute",
]  # fmt: skip
LAYERS: tuple[LayerName, ...] = get_args(LayerName)
#: Layers that are called otherwise than the figure they draw.
_RATES = {"place_attribute": "attribute_share"}
#: Every village and community at once, whatever the kinds asked for.
PLACES = "place"


@dataclass(frozen=True)
class LayerQuery:
    """Which layer, of which level, about what. ``threshold``: days, for the neglected layer."""

    name: str
    level: str
    scope: Scope
    threshold: int | None = None


@dataclass(frozen=True)
class Layer:
    """Rows of one level with one class each.

    ``rows`` has at least ``code``, ``name`` and ``class_index`` (into ``legend``), and the columns
    of the figure: numerator, denominator, value, or last_visit_on, days, cause, status …
    """

    query: LayerQuery
    rows: pd.DataFrame
    legend: tuple[LegendClass, ...]
    snapshot_id: str
    licences: tuple[str, ...]


def rate_of(name: str) -> str:
    """The figure that a layer draws."""
    return _RATES.get(name, name)


def layer(snapshot: Snapshot, query: LayerQuery) -> Layer:
    """The layer for a query; raises QuestionError (``layer_unknown``, ``level_unknown``)."""
    if query.name not in LAYERS:
        raise QuestionError("layer_unknown", layer=query.name, known=", ".join(LAYERS))
    city = city_of(snapshot)
    rows, classes, indices = _classified(snapshot, city, query)
    rows = rows.assign(class_index=indices)
    counts = np.bincount(indices, minlength=len(classes))
    counted = tuple(replace(one, count=int(n)) for one, n in zip(classes, counts, strict=True))
    licences = snapshot.rows(
        "SELECT DISTINCT licence FROM load_log WHERE licence IS NOT NULL ORDER BY 1"
    )
    return Layer(query, rows, counted, snapshot.snapshot_id, tuple(text for (text,) in licences))


_Classified = tuple[pd.DataFrame, tuple[LegendClass, ...], Indices]


def _classified(snapshot: Snapshot, city: City, query: LayerQuery) -> _Classified:
    if query.name == "projects":
        rows = projects(snapshot, query.scope)
        return rows, legend.PROJECTS, legend.key_indices(rows["status"], legend.PROJECTS)
    if query.name == "geometry_problems":
        rows = problems.rows(snapshot, query.scope.area)
        return rows, legend.PROBLEMS, legend.key_indices(rows["problem"], legend.PROBLEMS)
    if query.level in AREA_KINDS:
        return _by_area(snapshot, city, query)
    scope = replace(query.scope, kinds=_kinds(query))
    if query.name == "neglected":
        rows = causes(snapshot, scope, query.threshold or city.neglected_days)
        return rows, legend.CAUSES, legend.key_indices(rows["cause"], legend.CAUSES)
    return _by_place(snapshot, city, query, scope)


def _kinds(query: LayerQuery) -> tuple[str, ...]:
    if query.level == PLACES:
        return tuple(k for k in query.scope.kinds if k in {"village", "community"}) or (
            "village",
            "community",
        )
    if query.level not in KINDS:
        raise QuestionError("level_unknown", level=query.level)
    return (query.level,)


def _by_area(snapshot: Snapshot, city: City, query: LayerQuery) -> _Classified:
    if query.name == "neglected":
        rows = _neglected_share(snapshot, city, query)
    else:
        rows = rates.by_area(snapshot, rate_of(query.name), query.scope, query.level)
    if query.name == "days_since_visit":
        indices = legend.days_indices(rows["value"], city.neglected_days, missing="no_data")
        return rows, legend.days_classes(city.neglected_days), indices
    if query.name == "overdue_rate":
        return rows, legend.OVERDUE, legend.overdue_indices(rows["value"])
    if query.name == "place_attribute":
        return rows, legend.PART, legend.overdue_indices(rows["value"])
    return rows, legend.SHARE, legend.share_indices(rows["value"])


def _neglected_share(snapshot: Snapshot, city: City, query: LayerQuery) -> pd.DataFrame:
    """The share of each area's places that are not neglected."""
    level = f"{query.level}_code"
    text = f"""
        SELECT area.code, area.name, coalesce(numerator, 0) AS numerator,
               coalesce(denominator, 0) AS denominator,
               numerator / nullif(denominator, 0) AS value
        FROM places_at($as_of, $area, [$level], NULL) AS area
        LEFT JOIN (
            SELECT {level} AS code, count(*) AS denominator,
                   count(*) FILTER (NOT list_contains($neglected, cause)) AS numerator
            FROM ({sql("lists/causes")}) WHERE cause <> 'no_data' GROUP BY 1
        ) USING (code) ORDER BY area.code
    """
    return snapshot.query(
        text,
        {
            **query.scope.bound(text),
            "level": query.level,
            "threshold": query.threshold or city.neglected_days,
            "neglected": list(legend.NEGLECTED),
        },
    )


def _by_place(snapshot: Snapshot, city: City, query: LayerQuery, scope: Scope) -> _Classified:
    rows = rates.rows(snapshot, rate_of(query.name), scope)
    given = rates.is_given(snapshot, rate_of(query.name))
    if query.name == "days_since_visit":
        missing = "never" if given else "no_data"
        indices = legend.days_indices(rows["amount"], city.neglected_days, missing=missing)
        return (
            rows.rename(columns={"amount": "days"}),
            legend.days_classes(city.neglected_days),
            indices,
        )
    if query.name in {"fulfilment", "on_time"}:
        rows = _sums_by_place(snapshot, scope, rows)
        return rows, legend.SHARE, legend.share_indices(rows["value"])
    if query.name in {"closing_rate", "overdue_rate"}:
        about_places = rows[rows["target_kind"] == "place"]
        rows = _sums_by_place(snapshot, scope, about_places.assign(code=about_places["target_id"]))
        if query.name == "overdue_rate":
            return rows, legend.OVERDUE, legend.overdue_indices(rows["value"])
        return rows, legend.SHARE, legend.share_indices(rows["value"])
    if query.name == "indicator_over":
        return _in_bands(snapshot, scope, rows)
    classes = legend.TWOFOLD[query.name]
    indices = np.where(rows["counted"], 0, 1) if given else np.full(len(rows), 2)
    return rows, classes, indices.astype(np.intp)


def _in_bands(snapshot: Snapshot, scope: Scope, known: pd.DataFrame) -> _Classified:
    """Every place in the band of its indicator; below and over ``scope.over`` without bands."""
    kind = indicator_kinds(snapshot).get(scope.topic or "")
    bands = kind.bands if kind and kind.bands else (scope.over or 0.0,)
    found = known[["code", "indicator_amount", "indicator_period"]]
    rows = _places(snapshot, scope).merge(found, how="left", on="code")
    return rows, legend.band_classes(bands), legend.band_indices(rows["indicator_amount"], bands)


def _places(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    text = (
        "SELECT code, name, kind, county_code, township_code"
        " FROM places_at($as_of, $area, $kinds, $attribute) ORDER BY code"
    )
    return snapshot.query(text, scope.bound(text))


def _sums_by_place(snapshot: Snapshot, scope: Scope, counted: pd.DataFrame) -> pd.DataFrame:
    places = _places(snapshot, scope)
    sums = counted.groupby("code")["counted"].agg(numerator="sum", denominator="count")
    joined = places.merge(sums, how="left", left_on="code", right_index=True)
    joined["value"] = joined["numerator"] / joined["denominator"]
    for column in ("numerator", "denominator"):
        joined[column] = joined[column].fillna(0).astype("int64")
    return joined


def causes(snapshot: Snapshot, scope: Scope, threshold: int) -> pd.DataFrame:
    """Every place in scope with its one cause of neglect; ``threshold`` in days."""
    text = sql("lists/causes") + " ORDER BY days DESC NULLS FIRST, place.code"
    return snapshot.query(text, {**scope.bound(text), "threshold": threshold})


def projects(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """Every project in scope with its progress and status; amounts in wan yuan."""
    city = city_of(snapshot)
    named = sql("lists/projects")
    ratios = {"behind_ratio": city.behind_ratio, "ahead_ratio": city.ahead_ratio}
    return snapshot.query(named, {**scope.bound(named), **ratios})
