"""Postings: where an official serves, at which tier and rank, and when."""

from __future__ import annotations

from etl.tables.common import (
    is_current,
    official_id,
    official_name,
    rank,
    tier,
    unit_id,
    unit_name,
    valid_from,
    valid_to,
)
from etl.tables.declare import Naming, Table

POSTING = Table(
    "posting",
    "Where each official serves, and when.",
    (
        official_id(
            "The official.", naming=Naming("official_name", "'official'", unit="unit_name")
        ),
        official_name("Name of the official instead of the id, or beside it.", "姓名"),
        unit_id("The unit posted to.", naming=Naming("unit_name", "'unit'")),
        unit_name("Name of the unit instead of its id, or beside it.", "任职单位", "所在单位"),
        tier("The tier the official works at.", required=True),
        rank(
            "The official's own rank, lowest to highest: staff, township, county, city, province."
        ),
        is_current(),
        valid_from(),
        valid_to(),
    ),
    ("official_id", "unit_id", "tier", "valid_from"),
    lists=("official_id", "unit_id", "tier", "rank"),
    sublists=("official_id",),
    in_place_of=(("official_id",), ("unit_id",)),
)
