"""Campaign targets: so much by a date, held against the straight line from nothing to all of it."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geodata.base.queries import sql
from geodata.question.scope import city_of
from geodata.store.snapshots import Snapshot


def targets(snapshot: Snapshot, as_of: date) -> pd.DataFrame:
    """Every target with what is done of it by a day.

    Columns: target_id, name, measure, goal, begins_on, ends_on, area, done, expected (on the
    straight line, both days of the campaign included), share (done ÷ goal, may pass 1) and status:
    not_begun, reached, ahead, normal, behind, target_missed, or no_data where nobody told what it
    counts (done and share are then NULL). Ahead and behind are told by the city's own
    ratios, as for projects.
    """
    city = city_of(snapshot)
    return snapshot.query(
        sql("lists/targets"),
        {"as_of": as_of, "behind_ratio": city.behind_ratio, "ahead_ratio": city.ahead_ratio},
    )


def progress(snapshot: Snapshot, target_id: str, as_of: date) -> pd.DataFrame:
    """What was done of one target day by day: day, done (up to and including it), expected."""
    return snapshot.query(sql("lists/target_days"), {"as_of": as_of, "target_id": target_id})
