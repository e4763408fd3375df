"""What is not known of a figure: how many of its rows, and between which values the truth lies.

A row may be unknown because nobody reported, because its window is still open, or because nobody
knows on which day a matter was closed. What an unknown row could be is told row by row: ``least`` is
what would lower the figure most (counted, not counted, or NULL: no part of it), ``most`` what would
lift it most. As the rows are independent of each other, the range of the figure is the figure of all
``least`` and the figure of all ``most``.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from geodata.figures.catalog import Sort, Status
from geodata.figures.legend import is_mostly_unknown

#: Columns of the rows of figures in which an unknown one may be no part of the whole either.
RANGE = ("least", "most")
_COUNTED = ("pending", "no_report", "undated")


def amounts(sort: Sort, statuses: Collection[Status] = (), *, has_range: bool = False) -> str:
    """The sums of the rows of a figure, of which nobody knows those of some ``statuses``: numerator,
    denominator, value, pending, no_report, undated, unknown (rows of which nobody knows what they are),
    among (rows that count or may count), and the range of the truth: lower, upper."""
    listed = ", ".join(f"'{one}'" for one in statuses)
    is_unknown = f"coalesce(status IN ({listed}), false)" if statuses else "false"
    if sort == "share":
        least, most = RANGE if has_range else ("counted", f"counted OR {is_unknown}")
        sums = (
            "count(*) FILTER (counted) AS numerator, count(counted) AS denominator,"
            " count(*) FILTER (counted) / nullif(count(counted), 0) AS value"
        )
        whole, lower, upper = "count(*)", _share(least), _share(most)
    elif sort == "ratio":
        sums = (
            "coalesce(sum(numerator), 0) AS numerator, coalesce(sum(denominator), 0) AS denominator,"
            " (sum(numerator) / nullif(sum(denominator), 0))::DOUBLE AS value"
        )
        whole, lower, upper = "count(*)", "NULL::DOUBLE", "NULL::DOUBLE"
    else:
        sums = "NULL::BIGINT AS numerator, count(amount) AS denominator, median(amount) AS value"
        whole = f"count(*) FILTER (amount IS NOT NULL OR {is_unknown})"
        # wherever the unknown ones lie, the median is between those with all at either end
        lower, upper = (
            f"median(CASE WHEN {is_unknown} THEN {end} ELSE amount::DOUBLE END)"
            for end in ("0::DOUBLE", "'infinity'::DOUBLE")
        )
    counts = [
        f"count(*) FILTER (status = '{one}') AS {one}" if statuses else f"0 AS {one}"
        for one in _COUNTED
    ]
    return ", ".join(
        [sums, *counts, f"count(*) FILTER ({is_unknown}) AS unknown", f"{whole} AS among",
         f"{lower} AS lower", f"{upper} AS upper"]
    )  # fmt: skip


def _share(counted: str) -> str:
    return f"count(*) FILTER ({counted}) / nullif(count({counted}), 0)"


def told(rows: pd.DataFrame, statuses: Collection[Status], *, is_known: bool) -> pd.DataFrame:
    """Sums of areas or places, from :func:`amounts` of ``statuses``, as they may be told: no value, and
    of a median no range, where most is not known; none of both where the figure can have none
    (``is_known`` False)."""
    if not is_known:
        rows = rows.assign(value=float("nan"), lower=float("nan"), upper=float("nan"), unknown=0)
    is_mostly = is_mostly_unknown(rows["unknown"], rows["among"])
    found = rows.assign(value=rows["value"].where(~is_mostly)).drop(columns="among")
    is_endless = found["upper"] == float("inf")  # of a median of which half or more is unknown
    found[["lower", "upper"]] = found[["lower", "upper"]].mask(is_endless)
    if not statuses:
        return found.drop(columns=["unknown", "lower", "upper", "undated"])
    return found if "undated" in statuses else found.drop(columns="undated")
