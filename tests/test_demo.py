"""The fictional city: its land is a valid coverage, its tables are clean, its story is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from etl.demo import write
from etl.demo.workdays import RULES, due_on
from geodata.base.errors import RefusedError

Frame = pd.DataFrame


@dataclass
class Folder:
    """A written city folder, its tables read as text."""

    path: Path

    def table(self, name: str) -> Frame:
        path = self.path / name
        if path.suffix == ".xlsx":
            return pd.read_excel(path, dtype=str, engine="calamine")
        encoding = "gb18030" if name == "visits.csv" else "utf-8"
        return pd.read_csv(path, dtype=str, encoding=encoding)

    def layer(self, name: str) -> pd.Series:
        frame = pyogrio.read_dataframe(self.path / "boundaries.gpkg", layer=name)
        assert frame.crs.to_epsg() == 4490
        return pd.Series(frame.geometry.to_numpy(), index=frame["code"])

    def places(self) -> Frame:
        return pd.concat([self.table("villages.csv"), self.table("communities.csv")])

    def visits(self) -> Frame:
        """Code and day of each visit."""
        return self.table("visits.csv").rename(columns={"对象代码": "code", "走访日期": "day"})


Make = Callable[..., Folder]


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = tmp_path_factory.mktemp("demo") / "city"
    write(folder)
    return Folder(folder)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    def make(places: int, seed: int = 1) -> Folder:
        folder = tmp_path_factory.mktemp("demo")
        write(folder, places=places, seed=seed)
        return Folder(folder)

    return make


def check_land(folder: Folder, levels: list[str]) -> None:
    """Every level is a valid coverage of single polygons, and a union of the level below."""
    villages, communities = folder.layer("village"), folder.layer("community")
    grids = folder.layer("grid")
    undivided = communities[~communities.index.isin(grids.index.str[:12])]
    leaves = pd.concat([villages, undivided, grids])
    below = pd.concat([villages, communities])
    check_coverage(leaves)
    check_coverage(below)
    for code, parts in grids.groupby(grids.index.str[:12]):
        assert shapely.equals(shapely.coverage_union_all(parts.to_numpy()), communities[code])
    for level in levels:
        shapes = folder.layer(level)
        check_coverage(shapes)
        digits = len(shapes.index[0])
        joined = below.groupby(below.index.str[:digits]).agg(
            lambda parts: shapely.coverage_union_all(parts.to_numpy())
        )
        assert sorted(joined.index) == sorted(shapes.index)
        assert shapely.equals(joined.loc[shapes.index].to_numpy(), shapes.to_numpy()).all()
        below = shapes


def check_coverage(shapes: pd.Series) -> None:
    cells = shapes.to_numpy()
    assert shapes.index.is_unique
    assert (shapely.get_type_id(cells) == shapely.GeometryType.POLYGON).all()
    assert shapely.is_valid(cells).all()
    assert shapely.coverage_is_valid(cells)


def check_tables(folder: Folder) -> None:
    """Codes are unique and nested, ids exist, and every place and grid is paired once."""
    places, grids = folder.places(), folder.table("grids.xlsx")
    townships, counties = folder.table("townships.csv"), folder.table("counties.csv")
    for frame, parents in ((grids, places), (places, townships), (townships, counties)):
        assert frame["code"].is_unique
        assert frame["parent_code"].isin(parents["code"]).all()
        assert not frame.duplicated(["parent_code", "name"]).any()
        nested = zip(frame["code"], frame["parent_code"], strict=True)
        assert all(code.startswith(parent) for code, parent in nested)
        assert frame["code"].str.startswith("99").all()
    officials, units = folder.table("officials.xlsx"), folder.table("units.csv")
    postings, pairings = folder.table("postings.csv"), folder.table("pairings.csv")
    assert units["unit_id"].is_unique
    assert sorted(postings["official_id"]) == sorted(officials["official_id"])
    assert postings["unit_id"].isin(units["unit_id"]).all()
    begun = pairings[pairings["valid_from"] == "2025-11-01"]
    for role, targets in (("contact", places), ("grid", grids)):
        assert sorted(begun.loc[begun["role"] == role, "target_id"]) == sorted(targets["code"])
    check_visits(folder)


def check_visits(folder: Folder) -> None:
    visits, attendances = folder.table("visits.csv"), folder.table("attendances.csv")
    officials = set(folder.table("officials.xlsx")["official_id"])
    targets = {*folder.places()["code"], *folder.table("grids.xlsx")["code"]}
    assert visits["走访编号"].is_unique
    assert set(visits["对象类型"]) == {"村居"}
    assert set(visits["对象代码"]) <= targets
    days = visits["走访日期"].map(date.fromisoformat)
    assert date(2025, 11, 1) <= days.min() <= days.max() <= date(2026, 10, 31)
    assert set(attendances["visit_id"]) == set(visits["走访编号"])
    assert not attendances.duplicated(["visit_id", "official_id"]).any()
    assert set(attendances["official_id"]) <= officials
    assert set(attendances["on_behalf_of"].dropna()) <= officials
    reports = folder.table("reports.csv")
    assert not reports.duplicated().any()
    assert reports["unit_id"].isin(folder.table("units.csv")["unit_id"]).all()


def test_the_default_city_has_the_published_size(city: Folder) -> None:
    assert len(city.table("counties.csv")) == 9
    assert len(city.table("townships.csv")) == 190
    assert len(city.table("villages.csv")) == 3887
    assert len(city.table("communities.csv")) == 192
    grids = city.table("grids.xlsx")
    assert len(grids) == 199
    assert grids["parent_code"].nunique() == 40
    assert set(grids["code"].str.len()) == {15}
    postings = city.table("postings.csv")
    upper = postings[postings["tier"] != "township"]
    assert len(upper) == 996
    assert set(upper["rank"]) == {"county", "city"}
    assert (postings["rank"] == "city").sum() == 35


def test_its_land_is_a_valid_coverage_at_every_level(city: Folder) -> None:
    check_land(city, ["township", "county"])
    villages = city.layer("village").to_numpy()
    assert 25 <= shapely.get_num_coordinates(villages).mean() <= 35
    km2 = shapely.area(villages).mean() * 111.0**2 * np.cos(np.radians(34.4))
    assert 2.3 <= km2 <= 3.0


def test_its_tables_are_clean(city: Folder) -> None:
    check_tables(city)
    counties, townships = city.table("counties.csv"), city.table("townships.csv")
    numbers = counties["code"].str[4:].astype(int)
    assert (counties["name"].str.endswith("区") == (numbers <= 20)).all()
    kind = townships["code"].str[6:].astype(int)
    assert (townships["name"].str.endswith("街道") == (kind < 100)).all()
    assert (townships["name"].str.endswith("乡") == (kind >= 200)).all()


def test_officials_are_paired_where_they_serve(city: Folder) -> None:
    pairings = city.table("pairings.csv").set_index("responsible_id")
    postings = city.table("postings.csv").set_index("official_id")
    unit_place = city.table("units.csv").set_index("unit_id")["place_code"]
    home = postings["unit_id"].map(unit_place)
    tier = postings["tier"].map({"city": 4, "county": 6, "township": 9})
    assert (home.str.len() == tier).all()
    target = pairings["target_id"].loc[home.index]
    assert all(code.startswith(own) for code, own in zip(target, home, strict=True))


def test_awkward_names_and_characters_survive(city: Folder) -> None:
    names = city.table("villages.csv")["name"]
    for name in ("㙍上村", "𠮷庄村", "O'Brien村", "<img src=x onerror=alert(1)>村"):
        assert (names == name).sum() == 1
    assert names.str.contains("<").sum() == 1
    content = (city.path / "visits.csv").read_bytes()
    assert content.startswith("走访编号,对象类型,对象代码,走访日期,谈话人次".encode("gb18030"))
    assert city.table("visits.csv")["备注"].str.contains("㙍", na=False).any()


def test_a_corner_is_forgotten(city: Folder) -> None:
    last = city.visits().groupby("code")["day"].max()
    places = city.places().set_index("code")
    places["last"] = last.reindex(places.index).fillna("")
    forgotten = places[places["last"] < "2026-02-01"]
    assert len(forgotten) == 70
    assert (forgotten["last"] == "").sum() == 12
    assert forgotten["parent_code"].nunique() == 3
    still = city.table("pairings.csv").set_index("target_id")["valid_to"]
    assert still.loc[forgotten.index].isna().all()
    shape = shapely.coverage_union_all(city.layer("village").loc[forgotten.index].to_numpy())
    land = shapely.coverage_union_all(city.layer("county").to_numpy())
    assert shapely.length(shapely.intersection(shape.boundary, land.boundary)) > 0.1
    reporting = city.table("units.csv").set_index("place_code")["unit_id"]
    reports = city.table("reports.csv").groupby("unit_id")["day"].max()
    own = reports.loc[reporting.loc[forgotten["parent_code"].unique()]]
    assert (own >= "2026-10-01").all()


def test_one_township_is_silent(city: Folder) -> None:
    last = city.table("reports.csv").groupby("unit_id")["day"].max()
    silent = last[last < "2026-05-01"]
    assert len(last) == 190
    assert len(silent) == 1
    code = city.table("units.csv").set_index("unit_id").loc[silent.index[0], "place_code"]
    visits = city.visits()
    inside = visits["code"].str.startswith(str(code))
    assert inside.sum() > 50
    assert visits.loc[inside, "day"].max() < "2026-05-01"


def test_a_transfer_left_places_unpaired(city: Folder) -> None:
    pairings, postings = city.table("pairings.csv"), city.table("postings.csv")
    ended = pairings[pairings["valid_to"].notna()]
    assert len(ended) == 45
    assert set(ended["valid_to"]) == {"2026-06-30"}
    assert ended["target_id"].str[:6].nunique() == 1
    assert not pairings["target_id"].duplicated().any()
    left = postings[postings["valid_to"].notna()]
    assert set(left["official_id"]) == set(ended["responsible_id"])
    attended = city.table("attendances.csv").merge(
        city.visits(), left_on="visit_id", right_on="走访编号"
    )
    gone = attended["official_id"].isin(left["official_id"])
    assert attended.loc[gone, "day"].max() <= "2026-06-30"
    leaders = city.table("projects.xlsx")["official_id"]
    assert not leaders.isin(left["official_id"]).any()


def test_weak_organisations_have_a_first_secretary_but_one(city: Folder) -> None:
    attributes = city.table("attributes.csv")
    held = attributes.groupby("attribute")["code"].apply(set)
    villages = set(city.table("villages.csv")["code"])
    poor, weak = held["建档立卡贫困村"], held["软弱涣散党组织"]
    # 3,887 × 31 ÷ 653 = 184.53
    assert (len(poor), len(weak)) == (920, 185)
    assert poor | weak <= villages
    sent = city.table("first_secretaries.csv")
    assert set(sent["role"]) == {"first_secretary"}
    assert len(sent) == 184
    assert sent["responsible_id"].is_unique
    assert len(weak - set(sent["target_id"])) == 1
    assert set(sent["target_id"]) < weak
    stay = city.table("postings.csv").set_index("official_id")["valid_to"]
    assert stay.loc[sent["responsible_id"]].isna().all()
    contact = city.table("pairings.csv").set_index("target_id")
    assert contact.loc[list(weak), "valid_to"].isna().all()
    own = contact.loc[sent["target_id"], "responsible_id"].to_numpy()
    assert (own != sent["responsible_id"].to_numpy()).all()


def test_most_visits_are_on_their_day(city: Folder) -> None:
    visits = city.visits()
    due = {due_on(rule, y, m).isoformat() for rule in RULES for y, m in _months()}
    asked = 12 * 4278
    on_time = visits["day"].isin(due).sum()
    assert 0.84 <= on_time / asked <= 0.9
    assert 0.03 <= (len(visits) - on_time) / asked <= 0.06
    attendances = city.table("attendances.csv")
    assert 0.02 <= (len(attendances) - len(visits)) / len(visits) <= 0.04
    assert 0.005 <= attendances["on_behalf_of"].notna().mean() <= 0.015
    by_county = visits.groupby(visits["code"].str[:6]).size()
    size = city.table("pairings.csv")["target_id"].str[:6].value_counts()
    rate = (by_county / (12 * size)).sort_values()
    assert rate.iloc[0] < 0.8 < 0.88 < rate.iloc[2]
    assert rate.iloc[-1] > 0.98


def _months() -> list[tuple[int, int]]:
    return [(2025, 11), (2025, 12), *((2026, month) for month in range(1, 11))]


@pytest.mark.parametrize(
    ("rule", "year", "month", "day"),
    [
        ("workday-township", 2025, 11, date(2025, 11, 5)),
        ("workday-township", 2026, 4, date(2026, 4, 3)),  # the 5th and 4th: Qingming
        ("workday-township", 2026, 10, date(2026, 9, 30)),  # National Day from the 1st
        ("workday-city", 2026, 1, date(2026, 1, 23)),  # a Sunday
        ("workday-city", 2026, 9, date(2026, 9, 24)),  # Mid-Autumn
        ("grid-saturday", 2025, 11, date(2025, 11, 1)),
        ("grid-saturday", 2026, 5, date(2026, 5, 9)),  # Labour Day; the 9th is worked
        ("grid-saturday", 2026, 10, date(2026, 10, 10)),
    ],
)
def test_due_days_follow_the_calendar(rule: str, year: int, month: int, day: date) -> None:
    asked = next(one for one in RULES if one.id == rule)
    assert due_on(asked, year, month) == day


def test_projects_tell_their_story(city: Folder) -> None:
    projects = city.table("projects.xlsx")
    assert len(projects) == 160
    assert projects["project_id"].is_unique
    assert projects["name"].is_unique
    stopped = projects[projects["stopped_on"].notna()]
    assert stopped["stop_reason"].tolist() == ["land"]
    start, planned = (pd.to_datetime(projects[c]) for c in ("started_on", "planned_start_on"))
    assert ((start - planned).dt.days > 30).sum() >= 10
    assert start.isna().sum() >= 3
    counties = city.layer("county").loc[projects["place_code"]].to_numpy()
    points = shapely.points(projects["lon"].astype(float), projects["lat"].astype(float))
    assert shapely.contains(counties, points).all()
    months = city.table("project_months.csv")
    assert projects["project_id"].isin(months["project_id"]).sum() == 157
    assert set(months.groupby("project_id").size()) == {12}
    after = months["month"] > "2026-10"
    assert (months["invested_wan_yuan"].isna() == after).all()
    assert months["planned_wan_yuan"].notna().all()
    invested = months.loc[~after, "invested_wan_yuan"].astype(float).sum()
    share = invested / months["planned_wan_yuan"].astype(float).sum()
    assert 0.5 <= share <= 0.9


@pytest.mark.parametrize("places", [50, 300])
def test_small_cities_work(made: Make, places: int) -> None:
    folder = made(places)
    assert len(folder.places()) == places
    check_land(folder, ["township", "county"])
    check_tables(folder)
    assert len(folder.table("projects.xlsx")) >= 10


def test_a_large_one_is_a_province(made: Make) -> None:
    folder = made(20_500)
    assert 'code = "99"\nkind = "province"' in (folder.path / "city.toml").read_text("utf-8")
    cities = folder.table("cities.csv")
    assert set(cities["parent_code"]) == {"99"}
    assert len(cities) == 5
    check_land(folder, ["township", "county", "city"])
    check_tables(folder)


def test_the_same_seed_writes_the_same_files(made: Make) -> None:
    one, two, other = made(80, 3), made(80, 3), made(80, 4)
    names = sorted(path.name for path in one.path.iterdir())
    assert names == sorted(path.name for path in two.path.iterdir())
    for name in names:
        assert (one.path / name).read_bytes() == (two.path / name).read_bytes(), name
    for name in ("villages.csv", "visits.csv"):
        assert (one.path / name).read_bytes() != (other.path / name).read_bytes()


@pytest.mark.parametrize("places", [49, 620_001, -1])
def test_other_sizes_are_refused(tmp_path: Path, places: int) -> None:
    with pytest.raises(RefusedError) as caught:
        write(tmp_path / "city", places=places)
    assert (caught.value.code, caught.value.values) == ("demo_places", {"value": places})
    assert not (tmp_path / "city").exists()


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(RefusedError, match="demo_folder"):
        write(tmp_path, places=50)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_it_can_be_written_again_and_tells_its_progress(tmp_path: Path) -> None:
    told: list[float] = []
    write(tmp_path, places=60)
    write(tmp_path, places=50, progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert len(Folder(tmp_path).places()) == 50
