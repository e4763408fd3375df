"""Projects and companies name a place by one code; what is about them lies where that place lay."""

from __future__ import annotations

from datetime import date

import pytest

from etl.pipeline import load
from geodata.figures import campaign, indicators, rates
from geodata.lists import place_page, projects
from geodata.question.periods import Period
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store
from test_changes import E2, NOW, A, B, C, E, write

#: South township, before and after 1 July 2025.
OLD, NEW = "990101200", "990101300"
FILES = {
    # E1 is told by the code that is gone, E2 by the one that came; so are P1 (in the folder) and P3
    "enterprise": f"enterprise_id,name,place_code\nE1,甲厂,{OLD}\nE2,乙厂,{NEW}\n",
    "project_new": f"project_id,name,place_code,started_on\nP1,水厂,{OLD},2025-02-01\n"
    f"P2,桥,990101100,\nP3,路,{NEW},2025-02-01\n",
    "matter": "matter_id,kind,target_kind,target_id,title,proposed_on\n"
    "M1,problem,enterprise,E1,用电,2025-06-01\nM2,problem,enterprise,E1,用电,2025-08-01\n"
    "M3,problem,enterprise,E2,用电,2025-06-01\nM4,problem,enterprise,E2,用电,2025-08-01\n"
    "M5,problem,project,P1,用地,2025-08-01\nM6,problem,project,P3,用地,2025-06-01\n",
    "visit_new": "visit_id,target_kind,target_id,visited_on\n"
    "X1,enterprise,E1,2025-08-05\nX2,enterprise,E2,2025-06-05\n",
    # A and B became C, E became E2; D stays and has none
    "facility": f"facility_id,facility_kind,place_code\nF1,养老,{A}\nF2,养老,{B}\nF3,养老,{E2}\n",
    "indicator": f"place_code,indicator,period,amount\n{A},收入,2024,5\n{B},收入,2024,6\n"
    f"{E},收入,2024,7\n{E2},收入,2023,8\n",
    "target": "target_id,name,measure,goal,begins_on,ends_on,area_code\n"
    f"T1,走进企业,enterprises,2,2025-01-01,2025-12-31,{OLD[:6]}\n",
}


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    root = tmp_path_factory.mktemp("sites")
    city, store = root / "city", Store(root / "store")
    write(city, both=True)
    manifest = city / "city.toml"
    text = manifest.read_text(encoding="utf-8").replace("projects.csv", "project_new.csv")
    text = text.replace("'visits-2026.csv'", "'visits-2026.csv', 'visit_new.csv'")
    for name, content in FILES.items():
        (city / f"{name}.csv").write_text(content, encoding="utf-8")
        if not name.endswith("_new"):
            text += f'[sources.{name}]\nfile = "{name}.csv"\n'
    manifest.write_text(text, encoding="utf-8")
    load(city, store, now=NOW)
    return store.current()


def of(snapshot: Snapshot, name: str, day: date, area: str) -> object:
    asked = scope(snapshot, as_of=day, period=Period(date(2025, 1, 1), day), area=area)
    return rates.figure(snapshot, name, asked).denominator


JUNE, DECEMBER = date(2025, 6, 30), date(2025, 12, 31)


def test_a_matter_lies_where_its_project_or_company_lay_when_it_was_raised(
    moved: Snapshot,
) -> None:
    # raised in June: M1, M3 and M6, in the old township; in August: M2, M4 and M5, in the new one,
    # which took it over and holds them all in December, by either code
    assert of(moved, "closing_rate", DECEMBER, OLD + "000") == 6
    assert of(moved, "closing_rate", DECEMBER, NEW + "000") == 6
    # no matter is lost between the townships and the county
    assert of(moved, "closing_rate", DECEMBER, "990101000000") == 6


@pytest.mark.parametrize(("day", "area"), [(JUNE, OLD), (DECEMBER, NEW)])
def test_a_company_lies_in_the_township_of_the_day(moved: Snapshot, day: date, area: str) -> None:
    asked = scope(moved, as_of=day, area=area + "000", topic="enterprise")
    assert sorted(projects.enterprises(moved, asked)["code"]) == ["E1", "E2"]
    beyond = projects.coverage_beyond(moved, asked).set_index("target_kind")
    assert beyond["things"]["enterprise"] == 2


def test_a_company_entered_counts_for_the_area_under_either_code(moved: Snapshot) -> None:
    # X1 came in August to a place told by its old code, X2 in June to one told by its new code
    assert list(campaign.targets(moved, DECEMBER)["done"]) == [2]


@pytest.mark.parametrize(("day", "places"), [(JUNE, {A, B, E}), (DECEMBER, {C, E2})])
def test_a_facility_stays_where_it_is_when_its_place_changes_its_code(
    moved: Snapshot, day: date, places: set[str]
) -> None:
    asked = scope(moved, as_of=day)
    assert {*rates.rows(moved, "facility_coverage", asked, "numerator")["code"]} == places
    (row,) = indicators.facilities(moved, asked).to_dict("records")
    assert (row["facilities"], row["places"]) == (3, len(places))
    assert sum(len(place_page.facilities(moved, one, day)) for one in places) == 3


@pytest.mark.parametrize(("day", "amounts"), [(JUNE, {A: 5, B: 6, E: 7}), (DECEMBER, {E2: 7})])
def test_an_indicator_follows_a_code_but_no_merger(
    moved: Snapshot, day: date, amounts: dict[str, int]
) -> None:
    # E2 alone took over from E; nobody can say which of A and B the income of C would be
    rows = rates.rows(moved, "indicator_over", scope(moved, as_of=day, topic="收入"))
    assert dict(zip(rows["code"], rows["indicator_amount"], strict=True)) == amounts
    one = max(amounts)
    told = [(r.period, int(r.amount)) for r in place_page.indicators(moved, one, day)]
    assert told == [("2024", 7)]
