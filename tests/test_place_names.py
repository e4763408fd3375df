"""A place is called by its name of the day asked about, alike in every list and export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from etl.pipeline import load
from geodata.figures import campaign, layers, neglect, overview, ranking, rates, scope_words
from geodata.figures.layers import LayerQuery
from geodata.land import places
from geodata.lists import matters, projects, search, workday
from geodata.output import export, named
from geodata.output.brief import brief
from geodata.output.paper import to_html
from geodata.question import areas
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store

CHANGED = date(2026, 3, 16)
COUNTY, TOWN, VILLAGE = "990121000000", "990121200000", "990121200201"
OLD = {COUNTY: "西县", TOWN: "南乡", VILLAGE: "丙村"}
NEW = {COUNTY: "卯区", TOWN: "寅镇", VILLAGE: "丑村"}
DAYS = [
    (date(2026, 3, 14), OLD),
    (date(2026, 3, 15), OLD),
    (CHANGED, NEW),
    (date(2026, 3, 17), NEW),
]
HEAD = "code,name,valid_from,valid_to\n"
FILES = {
    "counties.csv": f"{HEAD}990101,东区,,\n990121,西县,,2026-03-15\n990121,卯区,2026-03-16,\n",
    "townships.csv": f"{HEAD}990101001,东街道,,\n990121100,西镇,,\n990121200,南乡,,2026-03-15\n"
    "990121200,寅镇,2026-03-16,\n",
    "villages.csv": f"{HEAD}990121100201,甲村,,\n990121100202,乙村,,\n{VILLAGE},丙村,,2026-03-15\n"
    f"{VILLAGE},丑村,2026-03-16,\n990121200202,丁村,,\n",
    "matters.csv": "matter_id,title,kind,target_kind,target_id,lead_unit_id,proposed_on\n"
    f"M,修路,problem,place,{VILLAGE},U3,2026-03-02\n",
    "events.csv": "matter_id,event,happened_on,unit_id\nM,claimed,2026-03-03,U3\n",
    "companies.csv": f"enterprise_id,name,place_code\nE1,纸厂,{VILLAGE}\n",
    "targets.csv": "target_id,name,measure,goal,begins_on,ends_on,area_code\n"
    f"T,走遍,places,4,2026-03-01,2026-04-30,{COUNTY}\n",
}
SOURCES = """
[sources.matter]
file = "matters.csv"
[sources.matter_event]
file = "events.csv"
[sources.enterprise]
file = "companies.csv"
[sources.target]
file = "targets.csv"
"""


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Snapshot:
    """The tiny city whose 西县, 南乡 and 丙村 are called 卯区, 寅镇 and 丑村 from 16 March on."""
    folder = tmp_path_factory.mktemp("renamed")
    city = folder / "city"
    city.mkdir()
    for path in (Path(__file__).parent / "cities" / "tiny").iterdir():
        (city / path.name).write_bytes(path.read_bytes())
    for name, text in FILES.items():
        (city / name).write_text(text, encoding="utf-8")
    toml = (city / "city.toml").read_text(encoding="utf-8")
    geometry = 'geometry = { file = "villages.geojson", match = "code" }\n'
    assert geometry in toml
    (city / "city.toml").write_text(toml.replace(geometry, "") + SOURCES, encoding="utf-8")
    store = Store(folder / "store")
    summary = load(city, store, now=now)
    assert not summary.reasons
    return store.current()


Named = Iterable[tuple[object, object]]


def told(rows: pd.DataFrame, code: str = "code", name: str = "name") -> Named:
    return zip(rows[code], rows[name], strict=True)


def beside(rows: pd.DataFrame) -> Named:
    """The names of the county and the township beside what lies in them."""
    mine = rows[rows["code"] == VILLAGE]
    return [*((COUNTY, one) for one in mine["county"]), *((TOWN, one) for one in mine["township"])]


def of_layer(here: Snapshot, about: Scope) -> Named:
    for level in ("county", "township", "village"):
        layer = layers.layer(here, LayerQuery("visit_coverage", level, about))
        yield from told(layer.rows)
        yield from told(export.table(layer, language="zh_CN"))


def of_ledger(here: Snapshot, about: Scope) -> Named:
    rows = rates.rows(here, "fulfilment", about)
    shown = named.by_name(here, rows, about.as_of)
    yield from zip(rows["target_id"], shown["place"], strict=True)
    yield from zip(rows["township_code"], shown["township"], strict=True)
    yield from zip(rows["county_code"], shown["county"], strict=True)


def of_bulletin(here: Snapshot, about: Scope) -> Named:
    for level in ("county", "township"):
        found = workday.bulletin(here, date(2026, 3, 5), about, level=level)
        yield from told(found.by_area)
        yield from told(found.not_reached)
        yield from beside(found.not_reached)


def of_roster(here: Snapshot, about: Scope) -> Named:
    rows = workday.roster(here, date(2026, 4, 3), about)
    return [*told(rows), *beside(rows)]


def of_causes(here: Snapshot, about: Scope) -> Named:
    rows = neglect.causes(here, about, 60)
    return [*told(rows), *beside(rows)]


def of_matters(here: Snapshot, about: Scope) -> Named:
    rows = matters.matters(here, about)
    return [*told(rows, "target_id", "place"), *((COUNTY, one) for one in rows["county"])]


def of_page(here: Snapshot, about: Scope) -> Named:
    place = places.place(here, VILLAGE, about.as_of)
    assert place
    return [(place.code, place.name), *((one.code, one.name) for one in place.ancestors)]


def of_search(here: Snapshot, about: Scope) -> Named:
    rows = search.find(here, VILLAGE, about.as_of)
    return [*told(rows), *beside(rows)]


def of_projects(here: Snapshot, about: Scope) -> Named:
    rows = layers.projects(here, about)
    yield from told(rows, "county_code", "county")
    yield from ((VILLAGE, one) for one in projects.enterprises(here, about)["area"])
    yield from ((COUNTY, one) for one in campaign.targets(here, about.as_of)["area"])


def of_areas(here: Snapshot, about: Scope) -> Named:
    yield from areas.names(here, about.as_of).items()
    yield from areas.inside(here, COUNTY, about.as_of).items()
    inside = scope(here, as_of=about.known_on, period=str(about.period), area=COUNTY)
    yield COUNTY, areas.name(here, COUNTY, about.as_of)
    yield COUNTY, scope_words.area_name(here, inside)
    paper = to_html(brief(here, inside, language="zh_CN")).decode()
    paper = re.sub("西县公路|西县工厂|南乡学校", "", paper)  # projects keep their names
    for code, name in OLD.items():
        yield from ((code, one) for one in (name, NEW[code]) if one in paper)


def of_figures(here: Snapshot, about: Scope) -> Named:
    for level in ("county", "township"):
        rows = rates.by_area(here, "fulfilment", about, level)
        yield from told(rows)
        yield from told(neglect.by_area(here, about, level, 60))
    yield from ((COUNTY, one) for one in rows[rows["code"] == TOWN]["county"])
    yield from told(rates.rows(here, "report_rate", about))
    for found in overview.look_first(here, about, 1):
        yield found.code, found.name
    month = scope(here, as_of=about.known_on, period="2026-03")
    yield from told(ranking.ranked(here, ranking.ranking_of(here, None), month).rows)


@pytest.mark.parametrize(
    "ask",
    [of_layer, of_ledger, of_bulletin, of_roster, of_causes, of_matters, of_page, of_search,
     of_projects, of_areas, of_figures],
)  # fmt: skip
@pytest.mark.parametrize(("day", "names"), DAYS)
def test_every_list_calls_a_place_alike(
    renamed: Snapshot, ask: Callable[[Snapshot, Scope], Named], day: date, names: dict[str, str]
) -> None:
    about = scope(renamed, as_of=day, period=f"2026-03-01..{day}")
    assert about.as_of == about.known_on == day
    found = {(code, name) for code, name in ask(renamed, about) if code in names}
    assert found
    assert found <= {*names.items()}


def test_nobody_names_places_alone() -> None:
    """The macro of the name of a place on a day is the only one; what a place was called on the day of
    a change is told of that day."""
    root = Path(__file__).parents[1]
    chosen = re.compile(
        r"(arg_max|any_value)\(\s*(place\.|p\.)?name\b[^;]*?FROM (place|changed)\b", re.S
    )
    found = {
        path.name
        for folder in ("geodata", "dashboard")
        for path in (root / folder).rglob("*.*")
        if path.suffix in {".sql", ".py"} and chosen.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"table_macros.sql", "place_changes.sql"}
