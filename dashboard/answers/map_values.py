"""What the map's script fetches: shapes as they were packed, and for each its class and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from dashboard.answers.ask import ask, snapshot
from geodata.base.messages import LANGUAGES, Language, text
from geodata.figures import layers
from geodata.figures.layers import LayerQuery
from geodata.figures.legend import LegendClass
from geodata.land import shapes
from geodata.movement import change_map, explained, frames
from geodata.output.export import class_label
from geodata.output.moved_words import area_labels
from geodata.output.wording import labels
from geodata.question import codec, periods
from geodata.question.periods import Period
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot

#: The parameter that asks for a change, since an earlier period.
AGAINST = "against"


def shape_index(here: Snapshot) -> list[dict[str, object]]:
    """Which parts of shapes there are."""
    return [vars(part) for part in shapes.index(here.cursor())]


def shape_pack(here: Snapshot, level: str, part: str) -> bytes | None:
    """One part of the shapes as it was packed at load."""
    return shapes.pack(here.cursor(), level, part)


def by_code(here: Snapshot, query: LayerQuery) -> pd.DataFrame:
    """The rows of a layer by code: every part of a map asks for them, and the page for the layer."""
    return ask(layers.layer, here.snapshot_id, query).rows.set_index("code")


def codes(here: Snapshot, level: str, part: str, on: date) -> list[str]:
    """The codes of the shapes of a part, in the order of its pack."""
    return shapes.codes(here.cursor(), level, part, on)


def values(snapshot_id: str, level: str, part: str, query: Mapping[str, str]) -> dict[str, object]:
    """One class (base 36) and one short text for each shape of a part, in the order of its pack,
    and the legend of the whole layer.

    A shape with no row in the layer (outside the area asked for), or of another time, has class
    ``-`` and no text.
    """
    if AGAINST in query:
        return _changes(snapshot_id, level, part, query)
    asked, language = parse_query(snapshot_id, level, query)
    layer = ask(layers.layer, snapshot_id, asked)
    rows = ask(by_code, snapshot_id, asked).reindex(
        ask(codes, snapshot_id, level, part, asked.scope.as_of)
    )
    return {
        "classes": frames.digits(rows["class_index"].to_numpy(np.float64)),
        "labels": labels(layer, rows, language),
        "legend": _legend(layer.legend, language),
    }


def moved_areas(
    here: Snapshot, name: str, scope: Scope, against: Period, level: str
) -> change_map.ChangeMap | None:
    """How a figure moved between two periods in every area of a level; None where they cannot be held
    against each other."""
    found = ask(explained.explained, here.snapshot_id, name, scope, against)
    return None if isinstance(found, str) else change_map.of_areas(here, found, level)


def _changes(
    snapshot_id: str, level: str, part: str, query: Mapping[str, str]
) -> dict[str, object]:
    """:func:`values` of a change between two periods."""
    asked, language = parse_query(snapshot_id, level, query)
    against = periods.parse(snapshot(snapshot_id), query[AGAINST])
    found = ask(moved_areas, snapshot_id, asked.name, asked.scope, against, level)
    if found is None:
        raise ValueError(query[AGAINST])
    order = ask(codes, snapshot_id, level, part, asked.scope.as_of)
    rows = found.rows.set_index("code").reindex(order)
    return {
        "classes": frames.digits(rows["class_index"].to_numpy(np.float64)),
        "labels": area_labels(rows, level, language),
        "legend": _legend(found.legend, language),
    }


def change_params(name: str, scope: Scope, against: Period, language: Language) -> dict[str, str]:
    """What is asked of a change as URL parameters: a figure instead of a layer."""
    own = query_params(LayerQuery(name, "", scope), language)
    return {**own, AGAINST: str(against)}


def times(snapshot_id: str, level: str, part: str, query: Mapping[str, str]) -> dict[str, object]:
    """The classes of :func:`values` and their legend in each period that the layer can be moved
    through, the earliest first, with why nothing can be told of it. Each is a question of
    its own, since whoever asks about another period asks about the same ones again."""
    asked, language = parse_query(snapshot_id, level, query)
    found = []
    for period in ask(frames.periods_of, snapshot_id, asked):
        moment = ask(frames.moment, snapshot_id, frames.of_period(asked, period))
        found.append({
            "key": str(period),
            "classes": moment.classes.get(part, ""),
            "legend": _legend(moment.legend, language),
            "untold": text("no_value", moment.untold, language) if moment.untold else "",
        })  # fmt: skip
    return {"periods": found}


def _legend(classes: Sequence[LegendClass], language: Language) -> list[dict[str, object]]:
    return [
        {
            "label": class_label(one.key, one.bounds, language),
            "color": one.color,
            "hatch": one.is_hatched,
            "count": one.count,
        }
        for one in classes
    ]


def query_params(query: LayerQuery, language: Language) -> dict[str, str]:
    """A layer query as URL parameters; the level is a part of the path."""
    threshold = {} if query.threshold is None else {"threshold": str(query.threshold)}
    return {"layer": query.name, **codec.encode(query.scope), **threshold, "lang": language}


def parse_query(
    snapshot_id: str, level: str, params: Mapping[str, str]
) -> tuple[LayerQuery, Language]:
    """The other way round; raises ValueError, KeyError or QuestionError for what no page of ours
    sends."""
    language = params.get("lang", LANGUAGES[0])
    if language not in LANGUAGES:
        raise ValueError(language)
    scope = codec.decode(snapshot(snapshot_id), params)
    threshold = int(params["threshold"]) if "threshold" in params else None
    return LayerQuery(params["layer"], level, scope, threshold), language
