"""A county or a township looked at alone: nothing is empty, and nobody is first among one."""

from __future__ import annotations

import pytest

from dashboard.answers.ask import ask
from geodata.figures.ranking import ranked, ranking_of
from geodata.question import areas
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store
from test_dashboard import page

MONTH = "2026-09"


@pytest.mark.parametrize("which", ["township", "county"])
def test_an_area_that_is_ranked_is_ranked_among_all(demo_snapshot: Snapshot, which: str) -> None:
    declared = ranking_of(demo_snapshot, which)
    whole = ranked(demo_snapshot, declared, scope(demo_snapshot, period=MONTH))
    last = whole.rows[whole.rows["rank"].notna()].iloc[-1]
    alone = ranked(
        demo_snapshot, declared, scope(demo_snapshot, period=MONTH, area=str(last["code"]))
    )
    assert len(alone.rows) == 1
    assert alone.rows.iloc[0].equals(last)  # a figure most of which is not known is none in both
    assert last["rank"] == (whole.rows["rank"] > 0).sum()  # no tie at the end
    assert alone.among == whole.among == whole.rows["rank"].notna().sum()


def test_a_township_stands_with_its_county_in_the_ranking_of_counties(
    demo_snapshot: Snapshot,
) -> None:
    ((township, county),) = demo_snapshot.rows(
        "SELECT code, county_code FROM lineage WHERE kind = 'township' ORDER BY 1 LIMIT 1"
    )
    rows = ranked(
        demo_snapshot,
        ranking_of(demo_snapshot, "county"),
        scope(demo_snapshot, period=MONTH, area=township),
    ).rows
    assert list(rows["code"]) == [county]


@pytest.fixture
def served(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("GUATU_STORE", str(demo_store.folder))
    return demo_store


def test_an_area_is_drawn_by_what_lies_in_it(served: Store) -> None:
    here = served.current()
    ((county,), (township,)) = (
        here.rows("SELECT min(code) FROM place WHERE kind = $kind", {"kind": kind})[0]
        for kind in ("county", "township")
    )
    levels = [
        ask(areas.levels_in, here.snapshot_id, scope(here, area=area))
        for area in (None, county, township)
    ]
    assert levels == [["county", "township"], ["township"], ["place"]]


def test_what_is_not_in_an_area_is_not_said_to_be_missing(served: Store) -> None:
    here = served.current()
    ((township, county),) = here.rows(  # every project of the fictional city lies in a county alone
        "SELECT code, parent_code FROM place WHERE kind = 'township' ORDER BY 1 LIMIT 1"
    )
    for name in ("projects", "companies"):
        app = page(name, area=county, inside=township)
        assert [one.value for one in app.info] == ["所选地区或属性内没有这类数据，可换个地区看。"]
