"""Named queries stay joins by hash: a nested loop over places would take minutes in a province."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from geodata.base.queries import sql
from geodata.doubts.rules import DOUBTS
from geodata.figures.legend import MOST_UNKNOWN
from geodata.question.periods import Period
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot

FOLDER = Path(__file__).parents[1] / "geodata" / "sql"
ASKED = Scope(
    known_on=date(2026, 3, 12), period=Period(date(2026, 1, 1), date(2026, 3, 12)),
    kinds=("village", "community"), topic="收入", over=5.0, levels=("city",),
)  # fmt: skip
VALUES: dict[str, object] = {
    **ASKED.bound(),
    "as_of": date(2026, 3, 12), "since": date(2026, 1, 1), "until": date(2026, 3, 12),
    "day": date(2026, 3, 5), "area": None, "kinds": ["village", "community"],
    "threshold": 60, "behind_ratio": 0.9, "ahead_ratio": 1.1, "rank": None,
    "code": "990121100201", "neglected": ["lapsed"], "target_id": "T1",
    "kind": "project", "text": "jia", "most": 5, "source": "visit", "file": "visits.csv",
    "matter_id": "M1", "show": "all",
    "most_unknown": MOST_UNKNOWN, "lon": 116.0, "lat": 35.0, "near": 0.0005,
    "thresholds": {name: one.threshold for name, one in DOUBTS.items()}, "sorts": ["unit"], "ids": ["U1"],
    "by": "hand", "codes": ["990121100201"], "ends": [date(9999, 12, 31)], "parent": "990121100000",
    "level": "county", "inside": ["990121100202"], "low": "990121100201", "high": "990121100202",
}  # fmt: skip
NAMES = sorted(
    path.relative_to(FOLDER).with_suffix("").as_posix()
    for folder in ("rates", "lists")
    for path in (FOLDER / folder).glob("*.sql")
) + [f"doubts/{name}" for name in DOUBTS]


@pytest.mark.parametrize("name", NAMES)
def test_no_join_is_a_loop_over_everything(tiny_snapshot: Snapshot, name: str) -> None:
    text = (
        sql(name)
        .replace("{level}", "county")
        .replace("causes_in_scope", f"({sql('lists/causes')})")
    )
    values = {key: value for key, value in VALUES.items() if re.search(rf"\${key}\b", text)}
    with tiny_snapshot.cursor() as cursor:
        ((_, plan),) = cursor.execute(f"EXPLAIN {text}", values).fetchall()
    assert "BLOCKWISE_NL_JOIN" not in plan


def test_every_value_is_asked_for() -> None:
    """None is left here of a query that is gone."""
    texts = "".join(sql(name) for name in NAMES)
    assert [key for key in VALUES if not re.search(rf"\${key}\b", texts)] == []
