"""Nine years of Swiss municipalities, in two projections: what the proposals explain.

The real names carry no visits. What became of each code is worked out here a second time, with
geopandas in the projection of the newer file.
"""

from __future__ import annotations

import csv
import os
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import pytest
from click.testing import CliRunner

from etl.cli import main
from etl.pipeline import load
from geodata.store.snapshots import Snapshot, Store

REAL = Path(__file__).parents[2] / "shared" / "real" / "swiss"
NOW = datetime(2026, 4, 20, 9, 0)
TOML = """
[city]
name = "Schweiz"
code = "CH"
kind = "province"
codes = "free"
[sources.county]
file = "{real}/2024/cantons.shp"
columns = {{ code = "id" }}
code_prefix = "KT"
[sources.village]
file = "{real}/{year}/municipalities.shp"
columns = {{ code = "id", parent_code = "KTNR" }}
parent_prefix = "KT"
"""
EARLIER = """
[sources.village.earlier]
file = "{real}/2015/municipalities.shp"
until = 2023-12-31
columns = {{ code = "id", parent_code = "KTNR" }}
parent_prefix = "KT"
[sources.place_change]
file = "place_change.csv"
"""
Row = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not REAL.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("the real files are not beside the repository: shared/real/swiss")
        pytest.skip("the real files are not beside the repository: shared/real/swiss")
    folder = tmp_path_factory.mktemp("swiss")
    for year in (2015, 2024):
        (folder / str(year)).mkdir()
        text = TOML.format(real=REAL.as_posix(), year=year)
        (folder / str(year) / "city.toml").write_text(text, encoding="utf-8")
    arguments = ["changes", folder / "2024", "--old", folder / "2015", "--on", "2024-01-01"]
    arguments += ["--out", folder / "2024" / "place_change.csv"]
    answer = CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)
    assert answer.exit_code == 0
    assert "合并: 290" in answer.output
    return folder


@pytest.fixture(scope="module")
def proposed(folder: Path) -> list[Row]:
    path = folder / "2024" / "place_change.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # so that Excel reads Chinese
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def frames() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    old, new = (
        gpd.read_file(REAL / str(year) / "municipalities.shp", encoding="utf-8")
        for year in (2015, 2024)
    )
    assert old.crs != new.crs
    old = old.to_crs(new.crs)
    for frame in (old, new):
        frame["id"] = frame["id"].astype(str)
        frame["geometry"] = frame.geometry.buffer(0)
    return old, new


def test_every_code_that_is_gone_or_new_is_explained(
    proposed: list[Row], frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]
) -> None:
    old, new = ({*frame["id"]} for frame in frames)
    gone, born = old - new, new - old
    assert (len(gone), len(born)) == (234, 40)
    merged = [row for row in proposed if row["变更类型"] == "合并"]
    assert {row["旧代码"] for row in merged} & gone == gone
    assert {row["新代码"] for row in merged} & born == born
    assert {row["变更类型"] for row in proposed} == {"更名", "合并"}  # nothing is left unexplained
    assert {row["确认"] for row in proposed} == {""}  # and nothing is decided
    assert {row["变更日期"] for row in proposed} == {"2024-01-01"}


def test_each_successor_is_where_the_area_lies(
    proposed: list[Row], frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]
) -> None:
    old, new = frames
    gone = old[~old["id"].isin(new["id"])]
    pieces = gpd.overlay(
        gone[["id", "geometry"]], new[["id", "geometry"]], how="intersection", keep_geom_type=False
    )
    pieces["share"] = pieces.area / pieces["id_1"].map(old.set_index("id").area)
    best = pieces.loc[pieces.groupby("id_1")["share"].idxmax()].set_index("id_1")
    found = {row["旧代码"]: row for row in proposed if row["旧代码"] in set(gone["id"])}
    assert {code: row["新代码"] for code, row in found.items()} == best["id_2"].to_dict()
    for code, row in found.items():
        said = float(row["依据"].split("的 ")[1].split("%")[0]) / 100
        assert said == pytest.approx(best.loc[code, "share"], abs=0.005)


def test_spot_checks(proposed: list[Row]) -> None:
    """As the Swiss register of communes has them: Hitzkirch had already been there."""
    successor = {row["旧代码"]: (row["旧名称"], row["新名称"]) for row in proposed}
    assert successor["2013"] == ("Domdidier", "Belmont-Broye")
    assert successor["1126"] == ("Ebersecken", "Altishofen")
    assert successor["1204"] == ("Bauen", "Seedorf (UR)")
    assert successor["5713"] == ("Crans-près-Céligny", "Crans (VD)")


@pytest.fixture(scope="module")
def snapshot(folder: Path) -> Snapshot:
    """Both registers in one folder, every proposal confirmed."""
    city = folder / "2024"
    path = city / "place_change.csv"
    text = path.read_text(encoding="utf-8-sig")
    head = text.splitlines()[0].split(",").index("确认")
    assert head == 4
    path.write_text(text.replace(",2024-01-01,,", ",2024-01-01,是,"), encoding="utf-8")
    with (city / "city.toml").open("a", encoding="utf-8") as stream:
        stream.write(EARLIER.format(real=REAL.as_posix()))
    store = Store(folder / "store")
    assert load(city, store, now=NOW).reasons == []
    return store.current()


@pytest.mark.parametrize(("day", "places"), [(date(2023, 12, 31), 2328), (date(2024, 1, 1), 2134)])
def test_each_register_holds_on_its_own_days(snapshot: Snapshot, day: date, places: int) -> None:
    assert snapshot.rows(
        "SELECT count(*), count(geometry) FROM places_on($day) WHERE kind = 'village'", {"day": day}
    ) == [(places, places)]


def test_every_code_that_is_gone_has_one_successor(snapshot: Snapshot) -> None:
    assert snapshot.rows(
        "SELECT count(*), count(DISTINCT old_code), bool_or(is_split), min(valid_from),"
        " max(valid_from) FROM succession"
    ) == [(234, 234, False, date(2024, 1, 1), date(2024, 1, 1))]
    # 2328 − 234 codes stay; where nothing happened there is one version of them
    ((twice, once),) = snapshot.rows(
        "SELECT count(*) FILTER (n = 2), count(*) FILTER (n = 1) FROM (SELECT count(*) AS n"
        " FROM place WHERE kind = 'village' GROUP BY code)"
    )
    assert twice + once == 2328 + 40
