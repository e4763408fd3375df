"""A figure opens into rows that people can read, those to look at first; each says its window."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.figures import rates
from geodata.figures.catalog import DEFINITIONS
from geodata.output import named
from geodata.question.scope import scope
from geodata.store.snapshots import Store
from test_dashboard import page

DAY = date(2026, 3, 12)


def test_figures_open_with_what_is_to_be_looked_at() -> None:
    first = {name: one.opens_with for name, one in DEFINITIONS.items()}
    assert first["closing_rate"] == first["facility_coverage"] == "missing"
    assert first["overdue_rate"] == first["reopening_rate"] == "numerator"
    assert first["complex_share"] == "numerator"  # neither good nor bad
    assert first["bottleneck_days"] == "denominator"  # no row of it is missing


@pytest.mark.parametrize("name", ["fulfilment", "overdue_rate", "milestone_punctuality"])
def test_rows_are_told_by_names_and_not_by_codes(
    demo_store: Store, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(demo_store.folder))
    here = demo_store.current()
    rows = rates.rows(here, name, scope(here))
    assert len(rows)
    shown = named.by_name(here, rows, scope(here).as_of)
    assert not {"county_code", "unit_id", "target_id", "responsible_id"} & {*shown}
    (county,) = here.rows(
        "SELECT name FROM place WHERE code = $code", {"code": rows["county_code"].iloc[0]}
    )[0]
    assert shown["county"].iloc[0] == county
    if name == "fulfilment":
        who = {"code": rows["responsible_id"].iloc[0]}
        ((official,),) = here.rows("SELECT name FROM official WHERE official_id = $code", who)
        assert shown["official"].iloc[0] == official
        assert "responsible_kind" not in shown


def test_an_official_and_a_unit_of_one_id_keep_their_names(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(demo_store.folder))
    here = demo_store.current()
    rows = rates.rows(here, "fulfilment", scope(here)).head(2)
    ids = here.rows("SELECT min(official_id), min(unit_id) FROM official, unit")[0]
    rows = rows.assign(responsible_kind=["official", "unit"], responsible_id=list(ids))
    names = here.rows(
        "SELECT (SELECT name FROM official WHERE official_id = $o),"
        " (SELECT name FROM unit WHERE unit_id = $u)", {"o": ids[0], "u": ids[1]},
    )[0]  # fmt: skip
    assert tuple(named.by_name(here, rows, scope(here).as_of)["official"]) == names


@pytest.fixture
def served(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUATU_STORE", str(demo_store.folder))


@pytest.mark.usefixtures("served")
def test_the_coverage_of_a_facility_opens_into_its_rows() -> None:
    app = page("facts")
    assert not any("怎么算的" in one.value for one in app.markdown)
    next(one for one in app.button if str(one.key).startswith("open_")).click().run()
    assert not app.exception
    assert any("怎么算的" in one.value for one in app.markdown)


@pytest.mark.usefixtures("served")
def test_projects_and_companies_say_their_window() -> None:
    assert any("难题为期内提出的" in one.value for one in page("projects").caption)
    assert any("走访次数为" in one.value for one in page("companies").caption)
    assert any(
        "全部页面、简报、排名和命令行用同一期间" in one.help for one in page("overview").caption
    )
