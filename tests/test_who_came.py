"""Officials named in the row of a visit: a corrected row is right about who came, too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from etl.pipeline import load
from geodata.store.snapshots import Store

HEADER = "visit_id,target_id,visited_on,走访干部\n"
JANUARY = "N1,990121100201,2026-01-05,赵一、钱二\nN2,990121100202,2026-01-06,赵一\n"


@pytest.fixture
def named(tiny: Path) -> Path:
    """The tiny city, its visits naming who came; its own attendance left out."""
    toml = tiny / "city.toml"
    text = toml.read_text(encoding="utf-8")
    for source, file in (("attendance", "attendances.csv"), ("report", "reports.csv")):
        text = text.replace(f'[sources.{source}]\nfile = "{file}"\n', "")
    toml.write_text(text, encoding="utf-8")
    for file, line in (("officials.csv", "X1,赵一\nX2,钱二\nX3,孙三\n"),):
        path = tiny / file
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + line, "utf-8")
    visits(tiny, JANUARY)
    return tiny


def visits(tiny: Path, rows: str) -> None:
    (tiny / "visits.csv").write_text(HEADER + rows, encoding="utf-8")


def came(store: Store) -> list[tuple[str, str]]:
    return store.current().rows("SELECT visit_id, official_id FROM attendance ORDER BY ALL")


def test_an_official_taken_out_of_the_row_did_not_come(
    named: Path, store: Store, now: datetime
) -> None:
    load(named, store, now=now)
    assert came(store) == [("N1", "X1"), ("N1", "X2"), ("N2", "X1")]
    visits(named, "N1,990121100201,2026-01-05,孙三\n")  # a correction, and not a word of N2
    load(named, store, now=now)
    assert came(store) == [("N1", "X3"), ("N2", "X1")]


def test_a_month_without_the_row_keeps_who_came(named: Path, store: Store, now: datetime) -> None:
    load(named, store, now=now)
    visits(named, "N3,990121100201,2026-02-05,钱二\n")
    load(named, store, now=now)
    load(named, store, now=now)  # and once more, for what stays must stay twice
    assert came(store) == [("N1", "X1"), ("N1", "X2"), ("N2", "X1"), ("N3", "X2")]


def test_visits_replaced_take_who_came_with_them(named: Path, store: Store, now: datetime) -> None:
    load(named, store, now=now)
    visits(named, "N3,990121100201,2026-02-05,钱二\n")
    summary = load(named, store, now=now, replace=["visit"])
    assert came(store) == [("N3", "X2")]
    assert summary.reasons == []
