"""Tables on the screen: shares in percent, keys in words."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.answers.ask import forget
from dashboard.panels import panels
from geodata.store.snapshots import Store
from test_dashboard import page


@pytest.mark.parametrize(
    ("about", "rows", "expected"),
    [
        ("fulfilment", {"value": [0.9], "numerator": [9], "denominator": [10]}, ["value"]),
        ("days_since_visit", {"value": [30.0], "numerator": [None]}, []),  # a median of days
        ("days_since_visit", {"value": [30.0], "numerator": [0]}, []),
        (None, {"value": [30.0]}, []),
        (None, {"progress": [0.48], "name": ["甲"]}, ["progress"]),
    ],
)
def test_shares_are_told_in_percent(
    about: str | None, rows: dict[str, list[object]], expected: list[str]
) -> None:
    assert panels._shares(pd.DataFrame(rows), about) == expected


def test_projects_say_why_and_up_to_which_month(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(demo_store.folder))
    forget()
    shown = page("projects", projects_show="table").dataframe[0].value
    forget()
    assert set(shown["停工原因"].dropna()) == {"用地"}
    assert set(shown["数据到月"].dropna()) <= {f"2026-{month:02d}" for month in range(1, 11)}
