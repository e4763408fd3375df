"""The Data page tells what a load changed, and never an official's name in a download."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from dashboard.answers.ask import forget
from etl.pipeline import load
from geodata.output.status import facts
from geodata.question.scope import scope
from geodata.store.snapshots import Store
from test_dashboard import page
from test_load import edit


def test_what_changed_is_told(
    tiny: Path, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(store.folder))
    forget()
    load(tiny, store, now=now)
    first = facts(store.current(), scope(store.current()).as_of)
    assert (first.before, len(first.changes), len(first.changed_rows)) == (None, 0, 0)
    edit(tiny / "visits.csv", "V4,990121100201", "V4,990121100202")
    edit(tiny / "officials.csv", "D,丁香", "D,丁小香")
    load(tiny, store, now=now)
    second = facts(store.current(), scope(store.current()).as_of)
    assert second.before == store.ids()[0]
    visit = second.changes.set_index("table_name").loc["visit"]
    assert list(visit[["changed", "unchanged", "carried"]]) == [1, 6, 0]
    assert second.changed_rows["table_name"].tolist() == ["visit"]
    shown = page("data")
    forget()
    assert store.ids()[0] in "".join(one.value for one in shown.caption)
    assert len(shown.dataframe) == 3  # sources, changes, the row that was corrected
    assert "与上一个快照相比" in [one.value for one in shown.subheader]
