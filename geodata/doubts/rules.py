"""The rules there are, one record each, in the manner of high-frequency checks of field surveys (World
Bank DIME, ``ipacheck``). Its rows are ``geodata/sql/doubts/<name>.sql``, its words the sections
``[doubt…]`` in ``geodata/text``; its threshold is a city's own (``[doubts]`` in city.toml).

Not there is a check of when a visit was entered: no table of a city holds that day.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Doubt:
    """A rule that asks about visits."""

    name: str
    key: str
    """Of its threshold in city.toml."""
    threshold: float
    """Where a city says nothing: metres, kilometres, or rows as its words say."""
    is_whole: bool = False
    """Whether the threshold counts rows; the rule then holds at it, else only beyond."""


DOUBTS: dict[str, Doubt] = {
    one.name: one
    for one in (
        # beyond what a GCJ-02 point taken for another datum is off by (up to about 700 m)
        Doubt("far_point", "far_m", 1000),
        Doubt("far_apart", "apart_km", 200),
        Doubt("same_counts", "same_rows", 5, is_whole=True),
        Doubt("nothing_found", "nothing_rows", 20, is_whole=True),
        Doubt("round_counts", "round_counts", 20, is_whole=True),
    )
}
