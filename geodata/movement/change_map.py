"""The change of a figure between two periods as a map: every area of a level with what it was, what it
is, and by how much it moved, or why that cannot be told of it.

The numbers are those of the table (:func:`geodata.movement.explained.by_area`); whether a change can be
told of an area is what :func:`geodata.figures.comparison.of_areas` says of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geodata.figures import comparison, legend, rates
from geodata.figures.catalog import definition
from geodata.figures.legend import LegendClass
from geodata.movement import explained
from geodata.movement.explained import Explanation
from geodata.store.snapshots import Snapshot

_SUMS = ("then_value", "now_value", "then_denominator", "now_denominator", "change")


@dataclass(frozen=True)
class ChangeMap:
    """Areas with one class each. ``rows``: code, name, of townships also the county, then_value,
    now_value, change (a share of 1, none where it cannot be told), why (a
    :data:`geodata.figures.comparison.Reason`, or None) and class_index into ``legend``."""

    rows: pd.DataFrame
    legend: tuple[LegendClass, ...]


def of_areas(snapshot: Snapshot, found: Explanation, level: str) -> ChangeMap:
    """The change of every area of a level in the scope of an explanation. Raises QuestionError
    (``level_unknown``)."""
    now, what = found.now, definition(found.now.name)
    moved = explained.by_area(snapshot, found, level)
    there = rates.by_area(snapshot, now.name, now.scope, level)
    there = there[there["code"].notna()][
        [one for one in ("code", "name", "county") if one in there]
    ]
    rows = there.merge(moved[["code", *_SUMS]], how="left", on="code")
    told = comparison.of_areas(
        snapshot, now.name, replace(now.scope, area=None), level, found.then.scope.period
    )
    unsure = {code for code, one in told.items() if one.reason == "unknown"}
    is_unknown = (
        rows["code"].isin(unsure)
        | (rows["then_value"].isna() & (rows["then_denominator"] > 0))
        | (rows["now_value"].isna() & (rows["now_denominator"] > 0))
    )
    missing = [~(rows["now_denominator"] > 0), is_unknown, ~(rows["then_denominator"] > 0)]
    why = np.select(missing, ["no_now", "unknown", "no_before"], default="")
    rows = rows.assign(
        why=pd.Series(why, rows.index, dtype=object).replace("", None),
        change=rows["change"].mask(why != ""),
    )
    classes, indices = legend.with_class(
        legend.change_classes(
            falls_when_better=what.falls_when_better, is_neutral=what.is_neutral
        ), legend.change_indices(rows["change"]),
        legend.CHANGE_UNKNOWN, rows["why"] == "unknown",
    )  # fmt: skip
    counts = np.bincount(indices, minlength=len(classes))
    counted = tuple(replace(one, count=int(n)) for one, n in zip(classes, counts, strict=True))
    columns = [*there, "then_value", "now_value", "change", "why"]
    return ChangeMap(rows[columns].assign(class_index=indices), counted)
