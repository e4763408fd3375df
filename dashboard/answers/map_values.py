"""What the map's script fetches: shapes as they were packed, and for each its class and its words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from dashboard.answers.ask import ask, snapshot
from geodata.base.messages import LANGUAGES, Language
from geodata.figures import layers
from geodata.figures.layers import LayerQuery
from geodata.land import shapes
from geodata.output.export import class_label
from geodata.output.wording import labels
from geodata.question import codec
from geodata.store.snapshots import Snapshot

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


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
    asked, language = parse_query(snapshot_id, level, query)
    layer = ask(layers.layer, snapshot_id, asked)
    rows = ask(by_code, snapshot_id, asked).reindex(
        ask(codes, snapshot_id, level, part, asked.scope.as_of)
    )
    there = rows["class_index"].notna()
    classes = "".join(
        _DIGITS[int(index)] if known else "-"
        for index, known in zip(rows["class_index"], there, strict=True)
    )
    return {
        "classes": classes,
        "labels": labels(layer, rows, language),
        "legend": [
            {
                "label": class_label(one.key, one.bounds, language),
                "color": one.color,
                "hatch": one.is_hatched,
                "count": one.count,
            }
            for one in layer.legend
        ],
    }


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
