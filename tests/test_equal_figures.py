"""The same figure with the same scope has the same value and change wherever it is told: figures,
command line, brief, ranking, export and pages, at twenty dates and over every kind of period."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pandas as pd
import pytest
from click.testing import Result

from dashboard.answers import map_values
from dashboard.answers.ask import forget
from geodata.base.messages import text
from geodata.figures import layers, rates
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.comparison import compared
from geodata.figures.layers import LayerQuery
from geodata.figures.ranking import Component, Ranking, ranked
from geodata.output import wording
from geodata.output.brief import brief
from geodata.output.export import table
from geodata.output.paper import Cards
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store
from test_dashboard import page

Run = Callable[..., Result]
#: Every eighteenth day of the year of data, month ends and days of workdays among them.
DATES = [date(2025, 11, 20) + timedelta(days=18 * n) for n in range(18)] + [
    date(2026, 9, 30), date(2026, 10, 31),
]  # fmt: skip
FIGURES = ("fulfilment", "on_time", "visit_coverage", "pairing_coverage", "days_since_visit",
           "investment_rate", "closing_rate", "overdue_rate")  # fmt: skip
PERIODS = (None, "2026-02", "2026-01-10..2026-02-20", "2026", "workday-county@2026-02-15")


@pytest.fixture(scope="module")
def county(demo_snapshot: Snapshot) -> str:
    ((code,),) = demo_snapshot.rows("SELECT min(code) FROM place WHERE kind = 'county'")
    return str(code)


def asked(snapshot: Snapshot, day: date, county: str, n: int) -> Scope:
    """One scope for a date: all periods and areas come up in turn."""
    period = PERIODS[n % len(PERIODS)] if day >= date(2026, 3, 1) else None
    return scope(snapshot, as_of=day, period=period, area=county if n % 2 else None)


@pytest.mark.parametrize(("n", "day"), [*enumerate(DATES)])
def test_one_table_of_scopes(demo_store: Store, run: Run, county: str, n: int, day: date) -> None:
    snapshot = demo_store.current()
    scoped = asked(snapshot, day, county, n)
    told = {name: compared(snapshot, name, scoped) for name in FIGURES}
    words = ["--as-of", day, "--period", scoped.period, "--store", demo_store.folder]
    words += ["--area", scoped.area] if scoped.area else []

    # the command line: all at once, and one by one with its change
    status = json.loads(run("status", *words, "--json").stdout)["rates"]
    for name, found in told.items():
        now = found.now
        assert status[name]["value"] == now.value
        assert status[name]["denominator"] == float(now.denominator)
        result = run("rate", name, *words, "--format", "csv")
        row = pd.read_csv(StringIO(result.stdout)).iloc[0]
        assert (None if pd.isna(row["value"]) else row["value"]) == pytest.approx(now.value)
        assert (None if pd.isna(row["change"]) else row["change"]) == pytest.approx(found.change)

    # the brief
    document = brief(snapshot, scoped, language="zh_CN")
    cards = {
        card.label: card for block in document.blocks if isinstance(block, Cards)
        for card in block.cards
    }  # fmt: skip
    for name, found in told.items():
        card = cards[text("rate", name, "zh_CN")]
        assert card.value == wording.figure_text(found.now, "zh_CN")
        assert wording.figure_parts(found.now, "zh_CN") in card.detail
        change = wording.change_text(found, "zh_CN")
        reason = text("incomparable", str(found.reason), "zh_CN") if found.reason else "持平"
        assert (change or reason) in card.detail

    # areas: the roll-up, the layer, its export and the ranking
    by_area = rates.by_area(snapshot, "fulfilment", scoped, "township")
    now = told["fulfilment"].now
    assert (by_area["numerator"].sum(), by_area["denominator"].sum()) == (
        now.numerator, now.denominator,
    )  # fmt: skip
    layer = layers.layer(snapshot, LayerQuery("fulfilment", "township", scoped))
    handed = table(layer, language="zh_CN").set_index("code")
    values = by_area.set_index("code")["value"]
    assert handed["value"].equals(values.loc[handed.index])
    assert set(handed["period"]) == {str(scoped.period)}
    if scoped.period.kind == "month":
        which = Ranking("r", "r", "township", (Component("fulfilment", 1),), 1)
        rows = ranked(snapshot, which, scoped).rows.set_index("code")
        told_values = values.loc[rows.index]
        assert rows["value_fulfilment"].equals(told_values.rename("value_fulfilment"))


@pytest.mark.parametrize(("n", "day"), [*enumerate(DATES)][::4])
@pytest.mark.parametrize("name", ["overview", "officials", "matters", "projects"])
def test_pages_tell_the_same(
    demo_store: Store, county: str, monkeypatch: pytest.MonkeyPatch, name: str, n: int, day: date
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(demo_store.folder))
    forget()
    snapshot = demo_store.current()
    scoped = asked(snapshot, day, county, n)
    link = {"as_of": day.isoformat(), "period": str(scoped.period)}
    shown = page(name, **link, **({"area": scoped.area} if scoped.area else {}))
    metrics = {metric.label: metric for metric in shown.metric}
    names = [one for one in DEFINITIONS if text("rate", one, "zh_CN") in metrics]
    assert len(names) >= 3  # the others are told in a line, and sent once they are opened
    for one in names:
        found = compared(snapshot, one, scoped)
        metric = metrics[text("rate", one, "zh_CN")]
        now = found.now
        unknown = text("no_value", now.unknown, "zh_CN") if now.unknown else None
        assert metric.value == (unknown or wording.figure_text(now, "zh_CN"))
        change = wording.change_text(found, "zh_CN")
        if change or found.before is None:
            assert metric.delta.startswith(change or "")
            assert bool(metric.delta) == bool(change)
        else:  # as it was, which a card says
            assert not metric.delta or metric.delta.endswith("持平")
    forget()


def test_the_map_and_its_query_carry_the_period(demo_snapshot: Snapshot, demo_store: Store,
                                                monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("GUATU_STORE", str(demo_store.folder))
    forget()
    for period in PERIODS[1:]:
        scoped = scope(demo_snapshot, period=period)
        query = LayerQuery("visit_coverage", "place", scoped)
        params = map_values.query_params(query, "zh_CN")
        assert map_values.parse_query(demo_snapshot.snapshot_id, "place", params) == (
            query,
            "zh_CN",
        )
    forget()
