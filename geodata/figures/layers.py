"""Layers: rows with geometry, a legend and their provenance, free of any renderer.

Map, table and export all take the same Layer, so that they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

import numpy as np
import pandas as pd

from geodata.base import legend
from geodata.base.codes import AREA_KINDS, KINDS
from geodata.base.errors import QuestionError
from geodata.base.legend import Indices, LegendClass
from geodata.base.queries import sql
from geodata.figures import neglect, rates
from geodata.figures.indicators import indicator_kinds
from geodata.land import problems
from geodata.question.scope import City, Scope, city_of
from geodata.store.snapshots import Snapshot

LayerName = Literal[
    "pairing_coverage", "visit_coverage", "days_since_visit", "fulfilment", "on_time",
    "neglected", "projects", "facility_coverage", "indicator_over", "closing_rate", "overdue_rate",
    "geometry_problems", "place_attribute",
]  # fmt: skip
LAYERS: tuple[LayerName, ...] = get_args(LayerName)
#: Layers that are called otherwise than the figure they draw.
_RATES = {"place_attribute": "attribute_share"}
#: The layers of visits owed and of matters, which are summed up by place.
_SUMMED = ("fulfilment", "on_time", "closing_rate", "overdue_rate")
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
    as_of: date
    """The day at whose end it is told: of what rests on visits, as far as data reach."""


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
    # what lies in no area of the level is a row, and on no map
    counts = np.bincount(indices[rows["code"].notna().to_numpy()], minlength=len(classes))
    counted = tuple(replace(one, count=int(n)) for one, n in zip(classes, counts, strict=True))
    licences = snapshot.rows(
        "SELECT DISTINCT licence FROM load_log WHERE licence IS NOT NULL ORDER BY 1"
    )
    named = tuple(text for (text,) in licences)
    as_of = _told_on(snapshot, query).as_of
    return Layer(query, rows, counted, snapshot.snapshot_id, named, as_of)


def _told_on(snapshot: Snapshot, query: LayerQuery) -> Scope:
    if query.name == "neglected":
        return neglect.told_on(snapshot, query.scope)
    if (name := rate_of(query.name)) in rates.DEFINITIONS:
        return rates.reached(snapshot, name, query.scope)
    return query.scope


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
        rows = neglect.causes(snapshot, scope, query.threshold or city.neglected_days)
        hidden = neglect.hidden(snapshot, scope)
        classes = tuple(one for one in legend.CAUSES if one.key not in hidden)
        return rows, classes, legend.key_indices(rows["cause"], classes)
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
        threshold = query.threshold or city.neglected_days
        rows = neglect.by_area(snapshot, query.scope, query.level, threshold)
    else:
        rows = rates.by_area(snapshot, rate_of(query.name), query.scope, query.level)
    if query.name == "days_since_visit":
        indices = legend.days_indices(rows["value"], city.neglected_days, missing="no_data")
        return _mostly_unknown(rows, legend.days_classes(city.neglected_days), indices)
    if query.name == "overdue_rate":
        return _mostly_unknown(rows, legend.OVERDUE, legend.overdue_indices(rows["value"]))
    if query.name == "place_attribute":
        return rows, legend.PART, legend.overdue_indices(rows["value"])
    return _shares(rows)


def _shares(rows: pd.DataFrame) -> _Classified:
    """Shares by class; what is not known is never drawn as missed."""
    if "upper" not in rows:
        return rows, legend.SHARE, legend.share_indices(rows["value"])
    return rows, *legend.unsure_indices(rows["value"], rows["upper"], rows["unknown"])


def _mostly_unknown(
    rows: pd.DataFrame, classes: tuple[LegendClass, ...], indices: Indices
) -> _Classified:
    """What has no value because most is unknown is a class of its own, where there is any."""
    is_mostly = rows["value"].isna() & (rows["unknown"] > 0)
    return rows, *legend.with_class(classes, indices, legend.MOSTLY_UNKNOWN, is_mostly)


def _by_place(snapshot: Snapshot, city: City, query: LayerQuery, scope: Scope) -> _Classified:
    if query.name in _SUMMED:
        rows = rates.by_place(snapshot, query.name, scope)
        if query.name == "overdue_rate":
            return _mostly_unknown(rows, legend.OVERDUE, legend.overdue_indices(rows["value"]))
        return _shares(rows)
    rows = rates.rows(snapshot, rate_of(query.name), scope)
    given = rates.unknown(snapshot, rate_of(query.name), scope) is None
    if query.name == "days_since_visit":
        missing = "never" if given else "no_data"
        indices = legend.days_indices(rows["amount"], city.neglected_days, missing=missing)
        is_unheard = (rows["status"] == "no_report") & given
        days = legend.days_classes(city.neglected_days)
        named = rows.rename(columns={"amount": "days"})
        return named, *legend.with_class(days, indices, legend.VISIT_UNKNOWN, is_unheard)
    if query.name == "indicator_over":
        return _in_bands(snapshot, scope, rows)
    classes: tuple[LegendClass, ...] = legend.TWOFOLD[query.name]
    indices = np.where(rows["counted"], 0, 1) if given else np.full(len(rows), 2)
    if query.name == "visit_coverage" and given:
        is_unknown = rows["status"].isin(["no_report", "pending"])
        if is_unknown.any():  # a class of its own, where there are any
            classes, indices = (*classes, legend.VISIT_UNKNOWN), np.where(is_unknown, 3, indices)
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
        "SELECT code, name, kind, county_code, township_code FROM places_at($scope) ORDER BY code"
    )
    return snapshot.query(text, scope.bound())


def projects(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """Every project in scope with its progress and status; amounts in wan yuan."""
    city = city_of(snapshot)
    named = sql("lists/projects")
    ratios = {"behind_ratio": city.behind_ratio, "ahead_ratio": city.ahead_ratio}
    return snapshot.query(named, scope.bound(**ratios))
