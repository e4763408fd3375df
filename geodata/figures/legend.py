"""Classes: where a figure turns, and the colours they are drawn in. Nothing else knows either.

The colours are ColorBrewer's RdYlBu (safe for the colour-blind); "no data" is a class of its own,
hatched grey, and never zero.

Long because classes of all kinds are told apart here alone, so that no colour has two meanings.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

_BEST, _GOOD, _MIDDLE, _POOR, _WORST = "#2c7bb6", "#abd9e9", "#ffffbf", "#fdae61", "#d7191c"
_NEVER, _QUIET, _UNKNOWN = "#7b3294", "#bdbdbd", "#e0e0e0"
_STUCK = "#de77ae"  # as light as lies between orange and red, so that hue is not needed to tell


@dataclass(frozen=True)
class LegendClass:
    """One class of a layer. ``bounds`` fill the text of its label, ``count`` its rows."""

    key: str
    color: str
    is_hatched: bool = False
    bounds: tuple[float, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Mark:
    """One class that is drawn as a mark: by its shape too, so that colour is not needed to tell."""

    key: str
    color: str
    shape: str


NO_DATA = LegendClass("no_data", _UNKNOWN, is_hatched=True)

SHARE = (
    LegendClass("share_full", _BEST),
    LegendClass("share_high", _GOOD),
    LegendClass("share_middle", _MIDDLE),
    LegendClass("share_low", _POOR),
    LegendClass("share_poor", _WORST),
    NO_DATA,
)
_SHARE_FLOORS = (1.0, 0.95, 0.80, 0.50)
#: Where what is not known is more than this part of the whole, there is no value, and a class of its
#: own.
MOST_UNKNOWN = 0.5
MOSTLY_UNKNOWN = LegendClass("share_unknown", _QUIET, is_hatched=True)
#: The classes of a share of which a part is not known, in the order of :data:`SHARE`: hatched over
#: their colour where what is not known could lift them into another.
UNSURE = (
    LegendClass("share_high_unsure", _GOOD, is_hatched=True),
    LegendClass("share_middle_unsure", _MIDDLE, is_hatched=True),
    LegendClass("share_low_unsure", _POOR, is_hatched=True),
    LegendClass("share_poor_unsure", _WORST, is_hatched=True),
    MOSTLY_UNKNOWN,
)

#: The part of the open matters that is overdue.
OVERDUE = (
    LegendClass("overdue_none", _BEST),
    LegendClass("overdue_few", _GOOD),
    LegendClass("overdue_some", _MIDDLE),
    LegendClass("overdue_many", _POOR),
    LegendClass("overdue_most", _WORST),
    NO_DATA,
)
_OVERDUE_TOPS = (0.0, 0.05, 0.20, 0.50)

#: The part of the places that have an attribute: no judgement, so one hue from light to dark.
PART = (
    LegendClass("part_none", "#f2f0f7"),
    LegendClass("part_few", "#cbc9e2"),
    LegendClass("part_some", "#9e9ac8"),
    LegendClass("part_many", "#756bb1"),
    LegendClass("part_most", "#54278f"),
    NO_DATA,
)

#: How many visits a place received: the same classes in every period, each twice as wide as the one
#: before, so that a month and a year both tell places apart. No judgement: many are a burden too.
VISITS = (
    LegendClass("visits_none", "#f2f0f7"),
    LegendClass("visits_one", "#cbc9e2"),
    LegendClass("visits_up_to", "#a29dcb", bounds=(2, 3)),
    LegendClass("visits_up_to", "#7d76b8", bounds=(4, 7)),
    LegendClass("visits_up_to", "#63489f", bounds=(8, 15)),
    LegendClass("visits_from", "#3f007d", bounds=(16,)),
    NO_DATA,
)
_VISITS_TOPS = (0, 1, 3, 7, 15)

PAIRED = (LegendClass("paired", _BEST), LegendClass("unpaired", _WORST), NO_DATA)
VISITED = (LegendClass("visited", _BEST), LegendClass("not_visited", _WORST), NO_DATA)

#: Where nobody reported, or a visit may still come in time to count.
VISIT_UNKNOWN = LegendClass("visit_unknown", _QUIET, is_hatched=True)

EQUIPPED = (LegendClass("equipped", _BEST), LegendClass("not_equipped", _WORST), NO_DATA)
ATTRIBUTED = (
    LegendClass("attributed", "#756bb1"),
    LegendClass("not_attributed", "#f2f0f7"),
    NO_DATA,
)
PROJECTS = (
    LegendClass("ahead", _BEST),
    LegendClass("normal", _GOOD),
    LegendClass("behind", _POOR),
    LegendClass("stopped", _WORST),
    LegendClass("finished", "#4d4d4d"),
    LegendClass("not_reported", _QUIET, is_hatched=True),
    LegendClass("no_plan", _UNKNOWN, is_hatched=True),
)

MILESTONES = (
    LegendClass("done", _BEST),
    LegendClass("done_late", _POOR),
    LegendClass("overdue", _WORST),
    LegendClass("due_this_week", "#ffd92f"),
    LegendClass("to_come", _QUIET),
)

CAUSES = (
    LegendClass("never_visited", _NEVER),
    LegendClass("lapsed", _WORST),
    LegendClass("unpaired", _POOR),
    LegendClass("matter_stuck", _STUCK),
    LegendClass("no_report", _QUIET, is_hatched=True),
    LegendClass("not_owed", "#8c510a"),
    LegendClass("not_yet_due", _MIDDLE),
    LegendClass("exempt", "#f0f0f0"),
    LegendClass("fine", _GOOD),
    NO_DATA,
)
PROBLEMS = (
    LegendClass("overlap", _WORST),
    LegendClass("gap", _POOR),
    LegendClass("sliver", _MIDDLE),
    LegendClass("outside_parent", _NEVER),
    LegendClass("hole", "#8c510a"),
    LegendClass("duplicate", "#4d4d4d"),
    LegendClass("repaired", _GOOD),
    LegendClass("point_outside_parent", _BEST),
    LegendClass("point_in_sibling", "#80cdc1"),
    LegendClass("point_shared", "#01665e"),
    LegendClass("undrawn", "#762a83"),
)
#: The statuses of what is owed, as marks of a strip calendar: each has a shape of its own.
STATUSES = (
    Mark("done", _BEST, "circle"),
    Mark("made_up", _GOOD, "triangle"),
    Mark("missed", _WORST, "cross"),
    Mark("no_report", _QUIET, "square"),
    Mark("pending", _MIDDLE, "diamond"),
    Mark("upcoming", "#ffffff", "ring"),
    Mark("exempt", "#8c8c8c", "bar"),
)
#: What lifts a figure and what lowers it, where higher is better.
MOVED = (LegendClass("better", _BEST), LegendClass("worse", _WORST))
#: By how much an area moved is not told where what is not known could turn it round.
CHANGE_UNKNOWN = LegendClass("change_unknown", _QUIET, is_hatched=True)
#: In percentage points: from how many on a change is a large one, and one at all.
CHANGE_LARGE, CHANGE_STEADY = 10, 2
#: Where neither way is better: ColorBrewer's PuOr, which judges nothing.
_RISEN, _UP, _EVEN, _DOWN, _FALLEN = "#5e3c99", "#b2abd2", "#f7f7f7", "#fdb863", "#e66101"
#: The causes that mean somebody has to do something.
NEGLECTED = ("never_visited", "lapsed", "unpaired", "not_owed", "matter_stuck", "no_report")


@overload
def is_mostly_unknown(unknown: int, of: int) -> bool: ...
@overload
def is_mostly_unknown(unknown: pd.Series[int], of: pd.Series[int]) -> pd.Series[bool]: ...
def is_mostly_unknown(
    unknown: int | pd.Series[int], of: int | pd.Series[int]
) -> bool | pd.Series[bool]:
    """Whether so much of a whole is not known that it has no value, wherever it is told."""
    return unknown > MOST_UNKNOWN * of


def days_classes(neglected_days: int) -> tuple[LegendClass, ...]:
    """The classes of days since the last visit, around the city's own threshold."""
    half, twice = neglected_days // 2, neglected_days * 2
    return (
        LegendClass("days_within", _BEST, bounds=(0, half)),
        LegendClass("days_within", _GOOD, bounds=(half + 1, neglected_days)),
        LegendClass("days_within", _POOR, bounds=(neglected_days + 1, twice)),
        LegendClass("days_over", _WORST, bounds=(twice,)),
        LegendClass("never", _NEVER),
        NO_DATA,
    )


def change_classes(*, falls_when_better: bool, is_neutral: bool) -> tuple[LegendClass, ...]:
    """The classes of the change of a share, the largest rise first; the colours turn round where a fall
    is better, and judge nothing where neither is."""
    colors = (_BEST, _GOOD, _MIDDLE, _POOR, _WORST)
    if is_neutral:
        colors = (_RISEN, _UP, _EVEN, _DOWN, _FALLEN)
    risen, up, even, down, fallen = colors[::-1] if falls_when_better else colors
    return (
        LegendClass("change_risen", risen, bounds=(CHANGE_LARGE,)),
        LegendClass("change_up", up, bounds=(CHANGE_STEADY, CHANGE_LARGE)),
        LegendClass("change_steady", even, bounds=(CHANGE_STEADY,)),
        LegendClass("change_down", down, bounds=(CHANGE_STEADY, CHANGE_LARGE)),
        LegendClass("change_fallen", fallen, bounds=(CHANGE_LARGE,)),
        NO_DATA,
    )


def change_indices(changes: pd.Series[float]) -> Indices:
    """The class of each change (a share of 1) in :func:`change_classes`; NaN is no data."""
    points = np.round(_numbers(changes) * 100, 6)  # 0.6 − 0.5 is less than 0.1
    conditions = [
        np.isnan(points), points >= CHANGE_LARGE, points >= CHANGE_STEADY,
        points > -CHANGE_STEADY, points > -CHANGE_LARGE,
    ]  # fmt: skip
    return np.select(conditions, [5, 0, 1, 2, 3], default=4)


_BAND_COLORS = {
    2: (_WORST, _BEST),
    3: (_WORST, _MIDDLE, _BEST),
    4: (_WORST, _POOR, _GOOD, _BEST),
    5: (_WORST, _POOR, _MIDDLE, _GOOD, _BEST),
}


def band_classes(bounds: tuple[float, ...]) -> tuple[LegendClass, ...]:
    """One class below, between and over the bounds, lowest first; then no data."""
    whole = [int(one) if float(one).is_integer() else one for one in bounds]
    colors = _BAND_COLORS[len(bounds) + 1]
    between = pairwise(whole)
    return (
        LegendClass("band_below", colors[0], bounds=(whole[0],)),
        *(
            LegendClass("band_between", color, bounds=pair)
            for color, pair in zip(colors[1:-1], between, strict=True)
        ),
        LegendClass("band_over", colors[-1], bounds=(whole[-1],)),
        NO_DATA,
    )


def band_indices(values: pd.Series[float], bounds: tuple[float, ...]) -> Indices:
    """The class of each value in :func:`band_classes`: a bound itself lies below; NaN is no data."""
    numbers = _numbers(values)
    found = np.searchsorted(np.array(bounds), numbers, side="left")
    return np.where(np.isnan(numbers), len(bounds) + 1, found)


Indices = npt.NDArray[np.integer[Any]]


def share_indices(values: pd.Series[float]) -> Indices:
    """The class of each share in :data:`SHARE`; NaN is no data. A share just below 1 is not full."""
    numbers = _numbers(values)
    conditions = [np.isnan(numbers), *(numbers >= floor for floor in _SHARE_FLOORS)]
    return np.select(conditions, [len(SHARE) - 1, 0, 1, 2, 3], default=4)


def unsure_indices(
    values: pd.Series[float], uppers: pd.Series[float], unknown: pd.Series[int]
) -> tuple[tuple[LegendClass, ...], Indices]:
    """The classes of shares that can lie anywhere up to ``uppers``, and the class of each: of its
    own where there is no value because most is unknown (``unknown``: how many rows are), hatched
    where what is not known could change the class, else as :func:`share_indices` says. Of the classes
    of :data:`UNSURE` only those that occur."""
    low, high = share_indices(values), share_indices(uppers)
    is_none = np.isnan(_numbers(values))
    found = np.where((low != high) & ~is_none, len(SHARE) - 1 + low, low)
    found = np.where(
        is_none & (unknown.to_numpy(dtype=np.int64) > 0), len(SHARE) + len(UNSURE) - 1, found
    )
    present = sorted({*range(len(SHARE)), *(int(one) for one in found)})
    classes = [(*SHARE, *UNSURE)[one] for one in present]
    return tuple(classes), np.searchsorted(np.array(present), found)


def with_class(
    classes: tuple[LegendClass, ...], indices: Indices, one: LegendClass, is_of: pd.Series[bool]
) -> tuple[tuple[LegendClass, ...], Indices]:
    """The classes and indices with one class more, before "no data", of the rows it holds for; as they
    are where there are none."""
    if not is_of.any():
        return classes, indices
    *others, last = classes
    shifted = np.where(indices == len(others), len(classes), indices)
    found = np.where(is_of.to_numpy(dtype=bool), len(others), shifted)
    return (*others, one, last), found.astype(np.intp)


def overdue_indices(values: pd.Series[float]) -> Indices:
    """The class of each share in :data:`OVERDUE` or :data:`PART`; NaN is no data."""
    numbers = _numbers(values)
    conditions = [np.isnan(numbers), *(numbers <= top for top in _OVERDUE_TOPS)]
    return np.select(conditions, [len(OVERDUE) - 1, 0, 1, 2, 3], default=4)


def days_indices(days: pd.Series[float], neglected_days: int, *, missing: str = "never") -> Indices:
    """The class of each number of days in :func:`days_classes`; NaN is ``missing``."""
    absent = 4 if missing == "never" else 5
    half, twice = neglected_days // 2, neglected_days * 2
    numbers = _numbers(days)
    conditions = [np.isnan(numbers), *(numbers <= top for top in (half, neglected_days, twice))]
    return np.select(conditions, [absent, 0, 1, 2], default=3)


def visits_indices(visits: pd.Series[float]) -> Indices:
    """The class of each number of visits in :data:`VISITS`; NaN is no data. A median between two
    numbers is of the class of the upper one, so that "no visit" is exactly none."""
    numbers = _numbers(visits)
    conditions = [np.isnan(numbers), *(numbers <= top for top in _VISITS_TOPS)]
    return np.select(conditions, [len(VISITS) - 1, 0, 1, 2, 3, 4], default=5)


def key_indices(keys: pd.Series[str], classes: tuple[LegendClass, ...]) -> Indices:
    """The class of each key."""
    order = {one.key: index for index, one in enumerate(classes)}
    return keys.map(order).to_numpy(dtype=np.intp)


def _numbers(values: pd.Series[float]) -> npt.NDArray[np.floating[Any]]:
    """As floats, NaN where nothing is known."""
    return values.to_numpy(dtype=np.float64, na_value=np.nan)
