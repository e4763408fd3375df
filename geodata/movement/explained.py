"""Why a figure moved between two periods, or between what two snapshots told of one: exactly, row by
row (:mod:`geodata.movement.parts`).

A row lies in the area it lies in now, and one that left where it lay. For areas, a row that moved from
one to another leaves the first and comes into the second, so that the part of an area follows from its
own sums then and now, and the parts of areas add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from geodata.base.errors import QuestionError
from geodata.figures import comparison, rates
from geodata.figures.catalog import definition
from geodata.figures.comparison import Reason
from geodata.figures.legend import is_mostly_unknown
from geodata.figures.rates import Figure
from geodata.land import places
from geodata.movement import parts, sides
from geodata.movement.parts import SUMS, Whole
from geodata.movement.sides import AREAS, PARTS_OF_ONE
from geodata.question import periods
from geodata.question.periods import Period
from geodata.question.scope import Scope, months, rounds
from geodata.store.snapshots import Snapshot

_MOST_PERIODS = 36
_MADE = (*SUMS, *(f"{one}_{tense}" for one in ("unknown", "is_in") for tense in ("then", "now")),
         "was_there", "is_there", "number", *(f"{one}_then" for one in AREAS))  # fmt: skip
#: What the states and sums say of a row.
_TOLD = ("counted", "status", "numerator", "denominator")
_NAMES = "SELECT code, name FROM place_names($day) WHERE list_contains($codes, code)"


@dataclass(frozen=True)
class Explanation:
    """Two values of a figure and the part of each row in the change between them."""

    then: Figure
    now: Figure
    is_unsure: bool
    """Whether what is not known of either could make the change none, or turn its sign: the parts are
    those of what is known."""
    all_rows: pd.DataFrame
    """Every row of either, with ``weight``, ``way`` and all that the roll-ups are made of."""
    whole: Whole
    """The sums that weights belong to; ``unit`` is what they are parts of."""

    @property
    def change(self) -> Fraction:
        """What the value gained: the sum of all parts."""
        return Fraction(sum(self.all_rows["weight"]), self.whole.unit)

    @property
    def is_renewed(self) -> bool:
        """Whether no row is in both, as where each period has matters of its own."""
        return not self.all_rows["way"].isin(["gained", "lost", "same"]).any()

    @property
    def stayed(self) -> int:
        """How many rows are as they were."""
        return int((self.all_rows["way"] == "same").sum())


def explained(
    snapshot: Snapshot,
    name: str,
    scope: Scope,
    against: Period | None = None,
    *,
    before: Snapshot | None = None,
) -> Explanation | Reason:
    """Why a figure moved against the equal period before, or another (``against``); or against what an
    earlier snapshot (``before``) told of the same period. The reason where the two cannot be held
    against each other.

    Raises QuestionError (``rate_unknown``, ``median_unexplained``).
    """
    if not definition(name).is_additive:
        raise QuestionError("median_unexplained", rate=name)
    now = rates.figure(snapshot, name, scope)
    if before is None:
        held = comparison.earlier(snapshot, name, now, against)
    else:
        held = comparison.as_told(before, snapshot, name, now)
    if isinstance(held, str):
        return held
    then = rates.figure(before or snapshot, name, held)
    if then.unknown not in {None, "mostly_unknown"} or not then.denominator:
        return "no_before"
    if not now.denominator:
        return "no_now"
    return between(before or snapshot, then, snapshot, now)


def between(before: Snapshot, then: Figure, after: Snapshot, now: Figure) -> Explanation:
    """The parts between any two values of a figure that have a denominator, whatever it is worth to hold
    them against each other."""
    codes = sides.moved(before, then.scope, after, now.scope)
    rows = parts.joined(
        sides.side(before, then.name, then.scope, codes),
        sides.side(after, now.name, now.scope, codes),
    )
    whole = parts.whole(rows)
    weighed = rows.assign(weight=_weights(rows, whole))
    rows = weighed.assign(way=parts.ways(weighed))
    return Explanation(then, now, comparison.may_turn(now, then), rows, whole)


def choices(snapshot: Snapshot, name: str, scope: Scope) -> tuple[Period, ...]:
    """The earlier periods that a figure can be held against, the latest first."""
    now, period = rates.figure(snapshot, name, scope), scope.period
    known: list[Period] = []
    if period.rule is not None:
        known = rounds(snapshot, period.rule, scope.known_on)
    elif period.kind == "month":
        known = months(snapshot, scope.known_on)
    else:
        one = periods.before(snapshot, period)
        while one and len(known) < _MOST_PERIODS:
            known, one = [*known, one], periods.before(snapshot, one)
    equal = [one for one in known if periods.is_equal_before(one, period)][:_MOST_PERIODS]
    found = (comparison.earlier(snapshot, name, now, one) for one in equal)
    return tuple(one.period for one in found if isinstance(one, Scope))


def by_row(found: Explanation) -> pd.DataFrame:
    """The rows that moved: way, state_then, state_now, their own columns (of a ratio what they added
    then and now), weight, part; the largest part first."""
    moved = found.all_rows[found.all_rows["way"] != "same"]
    first = ["way", "state_then", "state_now"]
    own = [one for one in moved if one not in {*first, *_MADE, *_TOLD, "weight"}]
    rows = moved[[*first, *own]]
    if definition(found.now.name).sort == "ratio":
        rows = rows.assign(
            then_numerator=_amounts(found, moved["above_then"]),
            then_denominator=_amounts(found, moved["below_then"]),
            now_numerator=_amounts(found, moved["above_now"]),
            now_denominator=_amounts(found, moved["below_now"]),
        )
    return _told(rows.assign(weight=moved["weight"]), found.whole)


def by_cause(found: Explanation) -> pd.DataFrame:
    """The parts by what became of a row and what it was and is: way, state_then, state_now, rows,
    weight, part; the largest first. What stayed as it was has no part and is left out."""
    moved = found.all_rows[found.all_rows["way"] != "same"]
    grouped = moved.groupby(["way", "state_then", "state_now"], sort=False)["weight"]
    summed = grouped.agg(["size", "sum"]).reset_index()
    return _told(summed.rename(columns={"size": "rows", "sum": "weight"}), found.whole)


def by_area(snapshot: Snapshot, found: Explanation, level: str) -> pd.DataFrame:
    """The parts by the areas of a level: code, name, of townships also the county;
    then_numerator, then_denominator, then_value, the same of now, change, weight, part; the largest
    first. Without a code what
    lies in none; no value where most of it is unknown. Raises QuestionError (``level_unknown``)."""
    scope = found.now.scope
    own = f"{rates.level_within(snapshot, scope.area, level)}_code"
    sums = _sums(found.all_rows, f"{own}_then", "then").join(
        _sums(found.all_rows, own, "now"), how="outer"
    )
    sums = sums.fillna(0).rename_axis("code").reset_index()
    sums["code"] = sums["code"].where(sums["code"] != "", None)
    codes = [one for one in sums["code"] if one]
    names = dict(snapshot.rows(_NAMES, {"day": scope.as_of, "codes": codes}))
    rows = pd.DataFrame({"code": sums["code"], "name": [names.get(one) for one in sums["code"]]})
    for tense in ("then", "now"):
        above, below = sums[f"above_{tense}"], sums[f"below_{tense}"]
        is_mostly = is_mostly_unknown(sums[f"unknown_{tense}"], sums[f"among_{tense}"])
        values = [up / down if down else None for up, down in zip(above, below, strict=True)]
        rows[f"{tense}_numerator"] = _amounts(found, above)
        rows[f"{tense}_denominator"] = _amounts(found, below)
        rows[f"{tense}_value"] = pd.Series(values, dtype="float64").mask(is_mostly)
    rows["change"] = rows["now_value"] - rows["then_value"]
    rows["weight"] = _weights(sums, found.whole)
    told = _told(rows, found.whole)
    return places.with_county(snapshot, told, own.removesuffix("_code"), scope.as_of)


def _sums(rows: pd.DataFrame, by: str, tense: str) -> pd.DataFrame:
    """What the rows of a side that are there add, by the areas they lie in (``""``: in none)."""
    there = rows[rows["was_there" if tense == "then" else "is_there"]]
    amounts = there[[f"above_{tense}", f"below_{tense}"]].copy()
    amounts[f"among_{tense}"] = 1
    amounts[f"unknown_{tense}"] = there[f"unknown_{tense}"].astype(int)
    return amounts.groupby(there[by].fillna("")).sum()


def _amounts(found: Explanation, sums: pd.Series[int]) -> list[float]:
    """Counts as they are, the sums of a ratio in its own unit."""
    is_share = definition(found.now.name).sort == "share"
    return [int(one) if is_share else int(one) / PARTS_OF_ONE for one in sums]


def _weights(rows: pd.DataFrame, whole: Whole) -> pd.Series[int]:
    columns = (rows[one].map(int) for one in SUMS)
    found = [whole.weight(*one) for one in zip(*columns, strict=True)]
    return pd.Series(found, rows.index, dtype=object)


def _told(rows: pd.DataFrame, whole: Whole) -> pd.DataFrame:
    """With ``part`` as a share of 1, the largest first."""
    parts_ = rows.assign(part=[one / whole.unit for one in rows["weight"]])
    order = parts_["part"].abs().sort_values(ascending=False, kind="stable").index
    return parts_.loc[order].reset_index(drop=True)
