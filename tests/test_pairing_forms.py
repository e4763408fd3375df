"""How pairings are shared out: by form, and places per official. Computed by hand."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from asking import up_to
from etl.pipeline import load
from geodata.figures import rates
from geodata.lists import workday
from geodata.store.snapshots import Store


def test_forms_and_load(tiny: Path, store: Store, now: datetime) -> None:
    with (tiny / "pairings.csv").open("a", encoding="utf-8") as file:
        file.write("A,990101001002,contact,2025-01-01,\n")  # A: two places, alone at each
        file.write("C,990121100201,contact,2025-01-01,\n")  # C: 乙 alone, and 甲 together with B
    load(tiny, store, now=now)
    snapshot = store.current()
    asked = up_to(snapshot, date(2026, 3, 12))  # E's pairing ended in February
    assert workday.pairing_forms(snapshot, asked) == {
        "one_to_one": 1,  # D–丙
        "many_to_one": 1,  # B–甲
        "one_to_many": 3,  # A–东一, A–东二, C–乙
        "many_to_many": 1,  # C–甲
    }
    figure = rates.figure(snapshot, "load_per_official", asked)
    assert (figure.denominator, figure.value) == (4, 1.5)  # A 2, B 1, C 2, D 1
