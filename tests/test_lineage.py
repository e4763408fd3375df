"""Where places lie, day by day: sums of areas hold on every day, and a shape is of one version."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from asking import up_to
from etl.pipeline import load
from etl.queries import sql as load_sql
from geodata.base.queries import sql
from geodata.figures import layers, rates
from geodata.figures.layers import LayerQuery
from geodata.land import places, shapes
from geodata.question.periods import Period
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store, connect

OLD, MOVED, NEW = date(2025, 6, 30), date(2025, 7, 1), date(2026, 4, 20)


def _square(x: float, y: float, width: float = 0.1) -> shapely.Polygon:
    return shapely.box(x, y, x + width, y + width)


def _features(*rows: tuple[dict[str, str], shapely.Polygon]) -> str:
    features = [
        {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}
        for properties, shape in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """On 2025-07-01 South Town moves from East County to West County, and village 1 is renamed.

    East County: North Town (villages 3 and 4); West County: nothing else. Village 1 and 2 lie in
    South Town; 1 is paired and visited on 2025-06-10, 3 on 2025-08-10.
    """
    folder = tmp_path_factory.mktemp("moved")
    files = {
        "city.toml": '[city]\nname = "迁移市"\ncode = "9901"\n'
        '[sources.county]\nfile = "counties.csv"\n'
        '[sources.township]\nfile = "townships.csv"\n'
        '[sources.village]\nfile = "villages.geojson"\n'
        '[sources.official]\nfile = "officials.csv"\n'
        '[sources.pairing]\nfile = "pairings.csv"\n'
        '[sources.visit]\nfile = "visits.csv"\n'
        '[sources.project]\nfile = "projects.csv"\n',
        "counties.csv": "code,name\n990101,东县\n990102,西县\n",
        "townships.csv": "code,name,parent_code,valid_from,valid_to\n"
        "990101100,北镇,990101,,\n990101200,南镇,990101,,2025-06-30\n"
        "990101200,南镇,990102,2025-07-01,\n",
        "villages.geojson": _features(
            ({"code": "990101200201", "name": "旧村", "valid_to": "2025-06-30"}, _square(115, 34)),
            (
                {"code": "990101200201", "name": "新村", "valid_from": "2025-07-01"},
                _square(115, 34, 0.05),
            ),
            ({"code": "990101200202", "name": "二村"}, _square(115.1, 34)),
            ({"code": "990101100203", "name": "三村"}, _square(115.2, 34)),
            ({"code": "990101100204", "name": "四村"}, _square(115.3, 34)),
        ),
        "officials.csv": "official_id,name\nA,安国\n",
        "pairings.csv": "responsible_id,target_id\nA,990101200201\n",
        "visits.csv": "visit_id,target_id,visited_on\nV1,990101200201,2025-06-10\n"
        "V2,990101100203,2025-08-10\n",
        "projects.csv": "project_id,name,place_code,started_on\nP,水厂,990101200,2025-01-01\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    store = Store(folder / "store")
    summary = load(folder, store, now=datetime(2026, 4, 20, 9))
    assert summary.reasons == []
    return store.current()


def test_spells_are_cut_where_an_ancestor_changes_and_nowhere_else(moved: Snapshot) -> None:
    rows = moved.rows(
        "SELECT code, valid_from, valid_to, county_code, township_code FROM lineage"
        " WHERE kind IN ('village', 'township') ORDER BY ALL"
    )
    east, west = "990101000000", "990102000000"
    south, north = "990101200000", "990101100000"
    expected = [
        (code, *validity, county, south)
        for code in ("990101200000", "990101200201", "990101200202")
        for validity, county in (((MOVED, None), west), ((None, OLD), east))
    ]
    # three and four never change: one spell each, open at both ends
    expected += [
        (code, None, None, east, north) for code in ("990101100000", "990101100203", "990101100204")
    ]
    assert sorted(rows, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("day", "in_east", "in_west"),
    # on the old day all four villages are East County's, one of them paired
    [(OLD, (1, 4), (0, 0)), (MOVED, (0, 2), (1, 2)), (NEW, (0, 2), (1, 2))],
)
def test_a_township_that_moved_counts_where_it_was(
    moved: Snapshot, day: date, in_east: tuple[int, int], in_west: tuple[int, int]
) -> None:
    asked = up_to(moved, day)
    counties = rates.by_area(moved, "pairing_coverage", asked, "county").set_index("code")
    found = [tuple(counties.loc[code, ["numerator", "denominator"]])
             for code in ("990101000000", "990102000000")]  # fmt: skip
    assert found == [in_east, in_west]
    inside = rates.figure(moved, "pairing_coverage", up_to(moved, day, area="990101"))
    assert (inside.numerator, inside.denominator) == in_east


@pytest.mark.parametrize("name", ["pairing_coverage", "visit_coverage", "started_rate"])
@pytest.mark.parametrize("level", ["county", "township"])
@pytest.mark.parametrize("day", [date(2025, 1, 1), OLD, MOVED, NEW])
def test_sums_of_areas_hold_on_every_day(moved: Snapshot, name: str, level: str, day: date) -> None:
    asked = scope(moved, as_of=day, period=Period(date(2025, 1, 1), day))
    whole = rates.figure(moved, name, asked)
    areas = rates.by_area(moved, name, asked, level)
    assert areas["numerator"].sum() == whole.numerator
    assert areas["denominator"].sum() == whole.denominator > 0


def test_a_place_is_named_and_placed_as_of_the_day(moved: Snapshot) -> None:
    old, new = (places.place(moved, "990101200201", day) for day in (OLD, NEW))
    assert old
    assert new
    assert (old.name, [one.name for one in old.ancestors]) == ("旧村", ["迁移市", "东县", "南镇"])
    assert (new.name, [one.name for one in new.ancestors]) == ("新村", ["迁移市", "西县", "南镇"])


def test_a_shape_in_the_row_is_of_that_version_alone(moved: Snapshot) -> None:
    rows = moved.rows(
        "SELECT name, ST_Area(geometry) FROM place WHERE code = '990101200201' ORDER BY valid_from"
    )
    # the squares are 0.05 and 0.1 degrees wide
    assert dict(rows) == pytest.approx({"旧村": 0.01, "新村": 0.0025})
    # and each version of the township is dissolved from the children of its own time
    towns = moved.rows(
        "SELECT ST_Area(geometry) FROM place WHERE code = '990101200000' ORDER BY valid_from NULLS FIRST"
    )
    assert [area for (area,) in towns] == pytest.approx([0.02, 0.0125])


def test_a_layer_of_a_past_day_has_the_places_of_that_day(moved: Snapshot) -> None:
    asked = up_to(moved, OLD)
    rows = layers.layer(moved, LayerQuery("pairing_coverage", "village", asked)).rows
    assert list(rows["name"]) == ["三村", "四村", "旧村", "二村"]
    assert list(rows["county_code"].unique()) == ["990101000000"]


def test_a_past_day_is_drawn_with_the_border_of_that_day(moved: Snapshot) -> None:
    with moved.cursor() as cursor:
        drawn = {
            day: [(n, code) for n, code in enumerate(shapes.codes(cursor, "village", "all", day))
                  if code == "990101200201"]
            for day in (OLD, MOVED)
        }  # fmt: skip
        content = shapes.pack(cursor, "village", "all")
    assert content
    pack = json.loads(gzip.decompress(content))
    ((old, _),), ((new, _),) = drawn[OLD], drawn[MOVED]
    assert (pack["names"][old], pack["names"][new]) == ("旧村", "新村")
    assert pack["past"] == [old]
    wide = [max(ring[0::2]) for ring in (pack["shapes"][old][0][2:], pack["shapes"][new][0][2:])]
    # the longest step east along the border, in units of 5e-5 degrees: 0.1 and 0.05 degrees
    assert wide == [2000, 1000]


@pytest.mark.parametrize(
    ("stated", "expected"),
    # without a day: the version of now, whatever the file's order; with one: the version of then
    [("", [None, 0.01]), (", on = 2025-06-30", [0.01, None]), (", on = 2025-07-01", [None, 0.01])],
)
def test_a_file_of_shapes_belongs_to_its_day(
    tiny: Path, store: Store, now: datetime, stated: str, expected: list[float | None]
) -> None:
    (tiny / "villages.csv").write_text(
        "code,name,valid_from,valid_to\n990121100201,甲村,,2025-06-30\n"
        "990121100201,甲新村,2025-07-01,\n990121100202,乙村,,\n990121200201,丙村,,\n"
        "990121200202,丁村,,\n",
        encoding="utf-8",
    )
    toml = (tiny / "city.toml").read_text(encoding="utf-8")
    assert 'match = "code"' in toml
    changed = toml.replace('match = "code"', f'match = "code"{stated}')
    (tiny / "city.toml").write_text(changed, encoding="utf-8")
    load(tiny, store, now=now)
    found = store.current().rows(
        "SELECT ST_Area(geometry) FROM place WHERE code = '990121100201'"
        " ORDER BY valid_from NULLS FIRST"
    )
    assert [area and round(area, 6) for (area,) in found] == expected


# Against the slowest clearest reading, on random small worlds.

DAYS = [date(2025, month, 1) for month in range(1, 13)]
KINDS = ("county", "township", "village")
_Version = tuple[str, str, str | None, date | None, date | None]


@st.composite
def worlds(draw: st.DrawFn) -> list[_Version]:
    rows: list[_Version] = []
    above: list[str | None] = [None]
    for depth, kind in enumerate(KINDS):
        codes = [f"{kind}{n}" for n in range(draw(st.integers(1, 2)))]
        for code in codes:
            cuts = sorted(draw(st.sets(st.sampled_from(DAYS), max_size=3)))
            for first, last in zip([None, *cuts], [*cuts, None], strict=True):
                if draw(st.booleans()) or not cuts:
                    end = None if last is None else date.fromordinal(last.toordinal() - 1)
                    parent = draw(st.sampled_from(above)) if depth else None
                    rows.append((code, kind, parent, first, end))
        above = list(codes)
    return rows


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        connection.execute(sql("schema"))
        yield connection


def _on(row: _Version, day: date) -> bool:
    return (row[3] is None or row[3] <= day) and (row[4] is None or day <= row[4])


def _parent(world: list[_Version], code: str | None, day: date) -> _Version | None:
    """The version of an ancestor that counts on a day: there, else the last before, else the first."""
    versions = sorted((row for row in world if row[0] == code), key=lambda row: row[3] or date.min)
    begun = [row for row in versions if (row[3] or date.min) <= day]
    if begun:
        return begun[-1]
    return versions[0] if versions else None


@given(world=worlds())
@settings(max_examples=30)
def test_every_day_has_the_ancestors_of_that_day(
    empty: duckdb.DuckDBPyConnection, world: list[_Version]
) -> None:
    empty.execute("DELETE FROM place; DELETE FROM lineage")
    for code, kind, parent, first, last in world:
        empty.execute(
            "INSERT INTO place (code, name, kind, parent_code, valid_from, valid_to)"
            " VALUES ($1, $1, $2, $3, $4, $5)",
            [code, kind, parent, first, last],
        )
    empty.execute(load_sql("derive/lineage"))
    days = [date(2024, 12, 31), *DAYS, *(date(2025, month, 28) for month in range(1, 13))]
    for day in days:
        expected = []
        for row in world:
            if _on(row, day):
                found: dict[str, str] = {}
                at: _Version | None = row
                while at:
                    found[at[1]] = at[0]
                    at = _parent(world, at[2], day)
                expected.append((row[0], *(found.get(kind) for kind in KINDS)))
        got = empty.execute(
            "SELECT code, county_code, township_code, village_code FROM lineage"
            " WHERE coalesce(valid_from, DATE '0001-01-01') <= $1"
            " AND coalesce(valid_to, DATE '9999-12-31') >= $1",
            [day],
        ).fetchall()
        assert sorted(got, key=str) == sorted(expected, key=str)
    touching = empty.execute(
        "SELECT count(*) FROM lineage AS a JOIN lineage AS b ON a.code = b.code"
        " AND b.valid_from = a.valid_to + 1 AND a.county_code IS NOT DISTINCT FROM b.county_code"
        " AND a.township_code IS NOT DISTINCT FROM b.township_code"
    ).fetchone()
    assert touching == (0,)  # one spell where nothing changes
