"""Layers: rows with geometry, a legend and their provenance, free of any renderer.

Map, table and export all take the same Layer, so that they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from geodata.base.codes import AREA_KINDS, KINDS
from geodata.base.errors import QuestionError
from geodata.base.queries import sql
from geodata.figures import legend, neglect, rates
from geodata.figures.catalog import DEFINITIONS, Definition, Drawn, drawn
from geodata.figures.indicators import indicator_kinds
from geodata.figures.legend import Indices, LegendClass
from geodata.land import problems
from geodata.question.scope import City, Scope, city_of
from geodata.store.snapshots import Snapshot

#: Layers that draw no figure.
OTHERS = ("neglected", "projects", "geometry_problems")
LAYERS: tuple[str, ...] = (*(one.layer for one in DEFINITIONS.values() if one.layer), *OTHERS)
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
    """The figure that a layer draws; its own name where it draws none."""
    found = drawn(name)
    return found[0].name if found else name


def about(snapshot: Snapshot, name: str, scope: Scope) -> Scope:
    """The scope as a layer can be asked it (:func:`geodata.figures.rates.about`): one of an indicator is
    about the first there is, unless another is asked. Raises QuestionError (``topic_unknown``)."""
    found = drawn(name)
    if found is None:
        return scope
    what, _ = found
    if what.is_over and not scope.topic:
        scope = replace(scope, topic=next(iter(rates.topics(snapshot, what.name)), None))
    return rates.about(snapshot, what.name, scope)


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
    found = drawn(query.name)
    return rates.reached(snapshot, found[0].name, query.scope) if found else query.scope


_Classified = tuple[pd.DataFrame, tuple[LegendClass, ...], Indices]


def _classified(snapshot: Snapshot, city: City, query: LayerQuery) -> _Classified:
    if query.name == "projects":
        rows = projects(snapshot, query.scope)
        return rows, legend.PROJECTS, legend.key_indices(rows["status"], legend.PROJECTS)
    if query.name == "geometry_problems":
        rows = problems.rows(snapshot, query.scope.area)
        return rows, legend.PROBLEMS, legend.key_indices(rows["problem"], legend.PROBLEMS)
    found = drawn(query.name)
    if query.level in AREA_KINDS:
        return (
            _by_area(snapshot, city, query, *found) if found else _of_neglect(snapshot, city, query)
        )
    scope = replace(query.scope, kinds=_kinds(query))
    if found:
        return _by_place(snapshot, city, scope, *found)
    rows = neglect.causes(snapshot, scope, query.threshold or city.neglected_days)
    hidden = neglect.hidden(snapshot, scope)
    classes = tuple(one for one in legend.CAUSES if one.key not in hidden)
    return rows, classes, legend.key_indices(rows["cause"], classes)


def _kinds(query: LayerQuery) -> tuple[str, ...]:
    if query.level == PLACES:
        return tuple(k for k in query.scope.kinds if k in {"village", "community"}) or (
            "village",
            "community",
        )
    if query.level not in KINDS:
        raise QuestionError("level_unknown", level=query.level)
    return (query.level,)


def _of_neglect(snapshot: Snapshot, city: City, query: LayerQuery) -> _Classified:
    threshold = query.threshold or city.neglected_days
    return _shares(neglect.by_area(snapshot, query.scope, query.level, threshold))


def _by_area(
    snapshot: Snapshot, city: City, query: LayerQuery, what: Definition, how: Drawn
) -> _Classified:
    rows = rates.by_area(snapshot, what.name, query.scope, query.level)
    return _by_class(rows, how, city)


def _by_class(rows: pd.DataFrame, how: Drawn, city: City) -> _Classified:
    """The ``value`` of each row by the classes that areas are told apart by."""
    if how.areas == "days":
        indices = legend.days_indices(rows["value"], city.neglected_days, missing="no_data")
        return _mostly_unknown(rows, legend.days_classes(city.neglected_days), indices)
    if how.areas == "visits":
        return _mostly_unknown(rows, legend.VISITS, legend.visits_indices(rows["value"]))
    if how.areas == "overdue":
        return _mostly_unknown(rows, legend.OVERDUE, legend.overdue_indices(rows["value"]))
    if how.areas == "part":
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


def _by_place(
    snapshot: Snapshot, city: City, scope: Scope, what: Definition, how: Drawn
) -> _Classified:
    if how.places == "rolled_up":
        return _by_class(rates.by_place(snapshot, what.name, scope), how, city)
    rows = rates.rows(snapshot, what.name, scope)
    given = rates.unknown(snapshot, what.name, scope) is None
    is_unknown = rows["status"].isin(what.unknown) if what.unknown and given else None
    if how.places == "bands":
        return _in_bands(snapshot, scope, rows)
    if how.places == "days":
        missing = "never" if given else "no_data"
        classes = legend.days_classes(city.neglected_days)
        indices = legend.days_indices(rows["amount"], city.neglected_days, missing=missing)
        rows = rows.rename(columns={"amount": "days"})
    elif how.places == "visits":
        classes = legend.VISITS
        rows = rows.rename(columns={"amount": "visits"})
        rows = rows if given else rows.assign(visits=float("nan"))
        indices = legend.visits_indices(rows["visits"])
    else:
        classes = how.places
        found = np.where(rows["counted"], 0, 1) if given else np.full(len(rows), 2)
        indices = found.astype(np.intp)
    if is_unknown is None:
        return rows, classes, indices
    return rows, *legend.with_class(classes, indices, legend.VISIT_UNKNOWN, is_unknown)


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
