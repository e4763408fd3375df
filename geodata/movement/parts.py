"""The rows of two sides held against each other, and the exact part of each in the change.

Let r₀ = N₀ ÷ D₀ be the earlier value, D₁ the later denominator, and of each row a₀, b₀ what it added
above and below the line then, a₁, b₁ what it adds now (of a share b is 1, and a is 1 where it is
counted; both are 0 of a row that is not there). The part of a row in the change is

    [(a₁ − r₀·b₁) − (a₀ − r₀·b₀)] ÷ D₁

whose sum over all rows is [(N₁ − r₀·D₁) − 0] ÷ D₁ = r₁ − r₀. So parts are whole numbers (weights)
over the one number D₀·D₁, and every roll-up adds up to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from geodata.movement.sides import AREAS, MADE, Side

#: What became of a row: newly counted, no longer counted (of a ratio: more, less above the line for
#: what is below it), in the whole now, in it no more, as it was.
Way = Literal["gained", "lost", "came", "left", "same"]


class Whole(NamedTuple):
    """The sums of either side, of a ratio in millionths."""

    above_then: int
    below_then: int
    above_now: int
    below_now: int

    @property
    def unit(self) -> int:
        """What weights are parts of: D₀·D₁."""
        return self.below_then * self.below_now

    def weight(self, above_then: int, below_then: int, above_now: int, below_now: int) -> int:
        """The part of a row, or of the sums of many, times the unit."""
        n0, d0 = self.above_then, self.below_then
        return (above_now * d0 - n0 * below_now) - (above_then * d0 - n0 * below_then)


SUMS = Whole._fields


def joined(then: Side, now: Side) -> pd.DataFrame:
    """Every row that is in the whole of either side, with what both made of it (``above_then`` …),
    ``state_then``, ``state_now`` and where it lay and lies (``county_code_then``, ``county_code``); its
    other columns are those of now, or of then where it left."""
    keys = [*now.what.same, "number"]
    found = now.rows.merge(
        then.rows, on=keys, how="outer", suffixes=("", "_then"), indicator="side"
    )
    is_now, is_then = found["side"] != "right_only", found["side"] != "left_only"
    found = found.drop(columns="side")
    for column in set(then.rows) & set(now.rows) - {*keys, *MADE}:
        found[column] = found[column].where(is_now, found[f"{column}_then"])
    others = [one for one in now.rows if one not in MADE]
    made = {
        f"{one}_{tense}": found[f"{one}_then" if tense == "then" else one]
        for one in MADE for tense in ("then", "now")
    }  # fmt: skip
    lay = {f"{one}_then": found[f"{one}_then"] for one in AREAS if one in others}
    rows = found[others].assign(**made, **lay, was_there=is_then, is_there=is_now)
    whole = rows["is_in_then"].eq(True) | rows["is_in_now"].eq(True)
    rows = rows[whole].reset_index(drop=True)
    amounts = {one: rows[one].fillna(0).map(int).astype(object) for one in SUMS}
    known = {
        f"{one}_{tense}": rows[f"{one}_{tense}"].eq(True)
        for one in ("unknown", "is_in") for tense in ("then", "now")
    }  # fmt: skip
    rows = rows.assign(**amounts, **known)
    for tense, there, one in (("then", "was_there", then), ("now", "is_there", now)):
        missing = rows.index[~rows[there]]
        keyed = rows.loc[missing, list(one.what.same)].to_dict("records")
        state = rows[f"state_{tense}"].astype(object)
        state.loc[missing] = [
            one.absent({str(key): is_ for key, is_ in row.items()}) for row in keyed
        ]
        rows[f"state_{tense}"] = state
    return rows


def whole(rows: pd.DataFrame) -> Whole:
    """The sums of all rows."""
    return Whole(*(sum(rows[one]) for one in SUMS))


def ways(rows: pd.DataFrame) -> pd.Series[str]:
    """What became of each row (:data:`Way`), by its weight where it is in both."""
    was, is_ = rows["is_in_then"], rows["is_in_now"]
    weight = rows["weight"].map(lambda one: (one > 0) - (one < 0))
    conditions = [~was, ~is_, weight > 0, weight < 0]
    found = np.select(conditions, ["came", "left", "gained", "lost"], "same")
    return pd.Series(found, rows.index, dtype=object)


def rounded(weights: Sequence[int], unit: int, digits: int) -> list[float]:
    """Parts with so many decimals that add up to their rounded sum: rounded down, and the largest
    remainders up."""
    scale = 10**digits
    exact = [Fraction(one * scale, unit) for one in weights]
    floors = [one.numerator // one.denominator for one in exact]
    short = round(sum(exact, Fraction(0))) - sum(floors)
    order = sorted(range(len(exact)), key=lambda at: floors[at] - exact[at])
    for at in order[:short]:
        floors[at] += 1
    return [one / scale for one in floors]
