"""Lists and targets of what nobody told: NULL, never 0."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from etl.pipeline import load
from geodata.figures import rates
from geodata.figures.campaign import progress, targets
from geodata.lists import matters
from geodata.lists.projects import chains, coverage_beyond, enterprises, uncovered
from geodata.question.scope import scope
from geodata.store.snapshots import Store

MARCH = date(2026, 3, 12)
TARGETS = """target_id,name,measure,goal,begins_on,ends_on
A,化解矛盾,disputes,10,2026-01-01,2026-12-31
B,访户,households,10,2026-01-01,2026-12-31
C,进企,enterprises,10,2026-01-01,2026-12-31
D,走村,villages,10,2026-01-01,2026-12-31
"""


@pytest.fixture
def city(tiny: Path) -> Path:
    """The tiny city with visits that tell households alone, to places alone."""
    rows = [row.split(",") for row in (tiny / "visits.csv").read_text("utf-8").splitlines()]
    kept = [",".join([*row[:3], row[4]]) for row in rows]
    (tiny / "visits.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    (tiny / "targets.csv").write_text(TARGETS, encoding="utf-8")
    (tiny / "enterprises.csv").write_text(
        "enterprise_id,name,place_code\nQ1,纺织厂,990121\n", encoding="utf-8"
    )
    with (tiny / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[sources.target]\nfile = "targets.csv"\n')
        file.write('[sources.enterprise]\nfile = "enterprises.csv"\n')
    return tiny


def test_a_target_of_what_was_not_told(city: Path, store: Store, now: datetime) -> None:
    """Disputes and companies are not given; households are 19 and villages two (see test_targets)."""
    load(city, store, now=now)
    found = targets(store.current(), MARCH).set_index("target_id")
    assert found["status"].to_dict() == {
        "A": "no_data", "B": "reached", "C": "no_data", "D": "normal",  # 2 on a line at 10 × 71 / 365 = 1.9
    }  # fmt: skip
    assert found["done"].dropna().to_dict() == {"B": 19, "D": 2}
    assert found["share"].isna().to_dict() == {"A": True, "B": False, "C": True, "D": False}
    assert progress(store.current(), "A", MARCH)["done"].isna().all()
    assert progress(store.current(), "B", MARCH)["done"].iloc[-1] == 19


def test_a_company_of_which_nothing_was_told(city: Path, store: Store, now: datetime) -> None:
    load(city, store, now=now)
    columns = ["visits", "open", "overdue", "closed_by_day"]
    rows = enterprises(store.current(), scope(store.current(), as_of=MARCH))
    assert rows[columns].isna().all(axis=None)
    with (city / "visits.csv").open("a", encoding="utf-8") as file:
        file.write("W,990121100201,2026-03-01,1\n")
    (city / "matters.csv").write_text(
        "编号,对象类型,对象代码,事项,提出日期\nM,企业,Q1,贷款,2026-03-20\n", encoding="utf-8"
    )
    with (city / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[sources.matter]\nfile = "matters.csv"\n')
    load(city, store, now=now)
    rows = enterprises(store.current(), scope(store.current(), as_of=MARCH))
    assert rows[columns[1:]].values.tolist() == [[0, 0, 0]]  # raised on 20 March: none yet
    assert rows["visits"].isna().all()


def test_who_covers_what_nobody_told(city: Path, store: Store, now: datetime) -> None:
    """One project has a pairing; of companies and chains none was given, so nobody knows."""
    (city / "chains.csv").write_text("chain_id,name\nK1,纺织\n", encoding="utf-8")
    with (city / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[sources.chain]\nfile = "chains.csv"\n')
    pairings = (city / "pairings.csv").read_text("utf-8").splitlines()
    (city / "pairings.csv").write_text(
        "\n".join(f"{one},{'place' if row else 'target_kind'}" for row, one in enumerate(pairings))
        + "\nA,P1,lead,2025-01-01,,project\n",
        encoding="utf-8",
    )
    assert load(city, store, now=now).reasons == []
    snapshot = store.current()
    asked = scope(snapshot, as_of=MARCH)
    rows = coverage_beyond(snapshot, asked)
    whole = rows[rows["role"].isna()].set_index("target_kind").drop(columns="role")
    things = len(snapshot.rows("SELECT 1 FROM project"))
    assert whole.to_dict("index")["project"] == {
        "things": things, "covered": 1, "people": 1, "units": 0,
    }  # fmt: skip
    assert whole.drop(index="project").drop(columns="things").isna().all(axis=None)
    assert len(whole) == 3
    assert set(uncovered(snapshot, asked)["target_kind"]) == {"project"}
    told = {
        topic: rates.figure(snapshot, "cover_rate", replace(asked, topic=topic))
        for topic in (None, "project", "enterprise")
    }
    assert {topic: (one.numerator, one.denominator) for topic, one in told.items()} == {
        None: (1, things), "project": (1, things), "enterprise": (0, 0),
    }  # fmt: skip
    assert told["enterprise"].value is None
    (chain,) = chains(snapshot, asked).to_dict(
        "records"
    )  # no company and no project tells its chain
    assert pd.isna([chain["enterprises"], chain["projects"]]).all()


def test_nobody_told_what_was_closed(city: Path, store: Store, now: datetime) -> None:
    """A list of problems with due days and nothing of their end: no rate of what was closed."""
    rates_of_ends = ("closing_rate", "on_time_closing", "overdue_rate")
    list_ = city / "matters.csv"
    head = "编号,对象类型,对象代码,事项,提出日期,办理时限"
    row = "M,村,990121100201,路灯,2026-02-01,2026-02-20"
    list_.write_text(f"{head}\n{row}\n", encoding="utf-8")
    with (city / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[sources.matter]\nfile = "matters.csv"\n')
    assert ("matters_without_end", {"source": "matter", "matters": 1}) in load(
        city, store, now=now
    ).warnings
    snapshot = store.current()
    assert snapshot.rows("SELECT due_on FROM matter") == [(date(2026, 2, 20),)]
    asked = scope(snapshot, as_of=date(2026, 3, 31), period="2026-02")
    assert {rates.figure(snapshot, one, asked).unknown for one in rates_of_ends} == {"not_given"}
    assert matters.by_unit(snapshot, asked)["closing_rate"].isna().all()
    list_.write_text(f"{head},办结日期\n{row},\n", encoding="utf-8")
    assert "matters_without_end" not in dict(load(city, store, now=now).warnings)
    found = {one: rates.figure(store.current(), one, asked) for one in rates_of_ends}
    assert {name: (one.numerator, one.denominator) for name, one in found.items()} == {
        "closing_rate": (0, 1), "on_time_closing": (0, 1), "overdue_rate": (1, 1),
    }  # fmt: skip


def test_days_that_no_bottleneck_took(city: Path, store: Store, now: datetime) -> None:
    """Two bottlenecks and no day of a solution: whether either is solved nobody told."""
    body = "project_id,bottleneck_id,title,kind,opened_on\nP1,B1,缺地,land,2026-01-10\n"
    (city / "stuck.csv").write_text(body + "P1,B2,缺钱,funding,2026-02-01\n", encoding="utf-8")
    with (city / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[sources.bottleneck]\nfile = "stuck.csv"\n')
    load(city, store, now=now)
    found = rates.figure(store.current(), "bottleneck_days", scope(store.current(), as_of=MARCH))
    assert (found.value, found.unknown) == (None, "not_given")
