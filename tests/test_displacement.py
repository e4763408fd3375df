"""Displaced layers through a whole load: put right where it is stated, said where it is not."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import Result

from etl.pipeline import Summary, load
from geodata.base.errors import RefusedError
from geodata.land.datum import Datum, from_cgcs2000
from geodata.output.status import facts
from geodata.store.snapshots import Snapshot, Store

Run = Callable[..., Result]
WEST, SOUTH, STEP, SIDE = 115.0, 34.0, 0.02, 5  # villages of about 2 km, 5 × 5 in each county
COUNTIES = {"990101": 0.0, "990102": SIDE * STEP}
CENTIMETRE = 1e-7


def village_shapes() -> dict[str, shapely.Polygon]:
    return {
        f"{county}100{200 + i * SIDE + j}": shapely.box(
            WEST + east + i * STEP, SOUTH + j * STEP,
            WEST + east + (i + 1) * STEP, SOUTH + (j + 1) * STEP,
        )
        for county, east in COUNTIES.items()
        for i in range(SIDE)
        for j in range(SIDE)
    }  # fmt: skip


def county_shapes() -> dict[str, shapely.Polygon]:
    return {
        code: shapely.box(WEST + east, SOUTH, WEST + east + SIDE * STEP, SOUTH + SIDE * STEP)
        for code, east in COUNTIES.items()
    }


def displaced(shape: Any, datum: Datum) -> Any:
    return shapely.transform(
        shape, lambda points: np.column_stack(from_cgcs2000(points[:, 0], points[:, 1], datum))
    )


def write_city(
    folder: Path,
    *,
    villages: Datum = "cgcs2000",
    counties: Datum = "cgcs2000",
    visits: Datum = "cgcs2000",
    stated: dict[str, str] | None = None,
    keep: Callable[[str], bool] = lambda _: True,
) -> None:
    """Two counties and their villages, and 80 visits a few hundred metres inside a village's border;
    each file in the datum named, ``stated`` what city.toml says of a source."""
    folder.mkdir()
    shapes = {code: shape for code, shape in village_shapes().items() if keep(code)}
    layers = (("village", shapes, villages), ("county", county_shapes(), counties))
    for name, layer, datum in layers:
        moved = [displaced(shape, datum) for shape in layer.values()]
        gpd.GeoDataFrame(
            {"code": list(layer), "name": [f"名{code}" for code in layer]}, geometry=moved, crs=4490
        ).to_file(folder / f"{name}.gpkg")
    random = np.random.default_rng(1)
    with (folder / "visit.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["visit_id", "target_id", "visited_on", "lon", "lat"])
        for number, code in enumerate(sorted(shapes) * 4):
            west, south, *_ = shapes[code].bounds
            at = (west + STEP * random.uniform(0, 1), south + STEP * random.uniform(0, 1))
            rows.writerow(
                [
                    f"V{number}",
                    code,
                    "2026-03-02",
                    *(f"{x:.9f}" for x in from_cgcs2000(*at, visits)),
                ]
            )
    sources = [
        f'[sources.{name}]\nfile = "{file}"\n{(stated or {}).get(name, "")}\n'
        for name, file in (
            ("county", "county.gpkg"), ("village", "village.gpkg"), ("visit", "visit.csv"),
        )
    ]  # fmt: skip
    head = '[city]\nname = "偏移市"\ncode = "9901"\n'
    (folder / "city.toml").write_text(head + "".join(sources), encoding="utf-8")


def loaded(folder: Path, store: Store, now: datetime) -> tuple[Summary, Snapshot]:
    summary = load(folder, store, now=now)
    assert summary.reasons == []
    return summary, store.current()


def farthest(snapshot: Snapshot) -> float:
    """How far any corner of any village lies from where it should, in degrees."""
    rows = snapshot.rows("SELECT code, ST_AsWKB(geometry) FROM place WHERE kind = 'village'")
    wanted = village_shapes()
    return max(
        float(shapely.hausdorff_distance(shapely.from_wkb(wkb), wanted[code])) for code, wkb in rows
    )


def suspicions(
    warnings: list[tuple[str, dict[str, object]]],
) -> list[tuple[str, dict[str, object]]]:
    """What is said, but that the places of these cities lie in no township."""
    return [one for one in warnings if one[0] != "in_no_township"]


def said(summary: Summary) -> set[tuple[str, object, object]]:
    told = suspicions(summary.warnings)
    return {(code, values["source"], values["datum"]) for code, values in told}


def test_layers_that_fit_are_silent(tmp_path: Path, store: Store, now: datetime) -> None:
    write_city(tmp_path / "city")
    summary, snapshot = loaded(tmp_path / "city", store, now)
    assert suspicions(summary.warnings) == []
    assert farthest(snapshot) == 0


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_stated_displacements_are_undone(
    tmp_path: Path, store: Store, now: datetime, datum: Datum
) -> None:
    line = f'datum = "{datum}"'
    write_city(
        tmp_path / "city", villages=datum, visits=datum, stated={"village": line, "visit": line}
    )
    summary, snapshot = loaded(tmp_path / "city", store, now)
    assert suspicions(summary.warnings) == []
    assert farthest(snapshot) < CENTIMETRE
    inside = (
        "SELECT count(*) FILTER (ST_Contains(geometry, ST_Point(visit.lon, visit.lat))), count(*)"
    )
    ((within, all_),) = snapshot.rows(
        f"{inside} FROM visit JOIN place ON place.code = visit.target_id"
    )
    assert within == all_ == 200


@pytest.mark.parametrize(("table", "source"), [("place", "community"), ("project", "project")])
def test_stated_displacements_of_columns_are_undone(
    tiny: Path, store: Store, tiny_snapshot: Snapshot, now: datetime, table: str, source: str
) -> None:
    rows = f"SELECT * FROM {table} WHERE lon IS NOT NULL ORDER BY 1"
    wanted = tiny_snapshot.query(rows)
    path = tiny / {"community": "communities.csv", "project": "projects.csv"}[source]
    file = pd.read_csv(path, dtype={"code": str, "place_code": str})
    file["lon"], file["lat"] = from_cgcs2000(file["lon"], file["lat"], "bd09")
    file.to_csv(path, index=False)
    toml = (tiny / "city.toml").read_text(encoding="utf-8")
    stated = toml.replace(f'"{path.name}"', f'"{path.name}"\ndatum = "bd09"')
    (tiny / "city.toml").write_text(stated, encoding="utf-8")
    _, snapshot = loaded(tiny, store, now)
    found = snapshot.query(rows)
    for axis in ("lon", "lat"):
        assert len(found) > 0
        assert found[axis].to_numpy() == pytest.approx(wanted[axis].to_numpy(), abs=CENTIMETRE)
    assert found.drop(columns=["lon", "lat"]).equals(wanted.drop(columns=["lon", "lat"]))


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_displaced_villages_are_said(
    tmp_path: Path, store: Store, now: datetime, datum: Datum
) -> None:
    write_city(tmp_path / "city", villages=datum, visits=datum)
    summary, snapshot = loaded(tmp_path / "city", store, now)
    assert said(summary) == {("datum_suspected", "village", datum)}
    ((_, values),) = suspicions(summary.warnings)
    lon, lat = from_cgcs2000(WEST + 0.1, SOUTH + 0.05, datum)
    metres = np.hypot((lon - WEST - 0.1) * np.cos(np.radians(SOUTH)), lat - SOUTH - 0.05) * 111_320
    assert values["metres"] == pytest.approx(metres, rel=0.02)
    assert values["other"] == "county"
    assert farthest(snapshot) > 0.003, "said, but not moved"


def test_displaced_counties_are_said(tmp_path: Path, store: Store, now: datetime) -> None:
    write_city(tmp_path / "city", counties="gcj02")
    summary, _ = loaded(tmp_path / "city", store, now)
    assert said(summary) == {("datum_suspected", "county", "gcj02")}


def test_displaced_visits_are_said(tmp_path: Path, store: Store, now: datetime) -> None:
    write_city(tmp_path / "city", visits="bd09")
    summary, _ = loaded(tmp_path / "city", store, now)
    assert said(summary) == {("datum_suspected", "visit", "bd09")}


def test_a_datum_stated_in_vain_is_said(tmp_path: Path, store: Store, now: datetime) -> None:
    line = 'datum = "gcj02"'
    write_city(tmp_path / "city", stated={"village": line, "visit": line})
    summary, _ = loaded(tmp_path / "city", store, now)
    assert said(summary) == {("datum_doubtful", "village", "gcj02")}


def test_half_of_the_villages_are_no_outline(tmp_path: Path, store: Store, now: datetime) -> None:
    """Where only some villages are drawn, the bounds differ for that reason alone."""
    write_city(tmp_path / "city", keep=lambda code: int(code[-2:]) < 15)
    summary, _ = loaded(tmp_path / "city", store, now)
    assert suspicions(summary.warnings) == []


def test_points_that_nobody_measured_say_nothing(
    tmp_path: Path, store: Store, now: datetime
) -> None:
    """Visits noted anywhere in the county: as many would come in as go out."""
    folder = tmp_path / "city"
    write_city(folder)
    random = np.random.default_rng(2)
    lines = (folder / "visit.csv").read_text(encoding="utf-8").splitlines()
    for number in range(1, len(lines)):
        cells = lines[number].split(",")
        lines[number] = ",".join(
            [*cells[:3], f"{WEST + random.uniform(0, 0.2)}", f"{SOUTH + random.uniform(0, 0.1)}"]
        )
    (folder / "visit.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    summary, _ = loaded(folder, store, now)
    assert suspicions(summary.warnings) == []


def test_what_is_said(tmp_path: Path, store: Store, run: Run) -> None:
    write_city(tmp_path / "city", villages="gcj02", visits="gcj02")
    chinese = run("load", tmp_path / "city", "--store", store.folder)
    assert chinese.exit_code == 0
    assert "来源 village 与 county 相差约" in chinese.stderr
    assert 'datum = "gcj02"' in chinese.stderr
    english = run("--lang", "en", "check", tmp_path / "city")
    assert "it is probably in gcj02" in english.stderr
    snapshot = store.current()
    warnings = facts(snapshot, datetime(2026, 4, 20).date()).warnings
    ((code, values),) = suspicions(warnings)
    assert (code, values["source"]) == ("datum_suspected", "village")


@pytest.mark.parametrize(
    ("scale", "lon", "lat"), [("1e-6", "115010000", "34005000"), ('"dms"', "1150036", "340018")]
)
def test_columns_in_whole_numbers(
    tmp_path: Path, store: Store, now: datetime, scale: str, lon: str, lat: str
) -> None:
    """115°00′36″ is 115.01°, 34°00′18″ is 34.005°; what is no such number goes to quarantine."""
    folder = tmp_path / "city"
    line = f"scale = {scale}"
    write_city(folder, stated={"visit": line})
    rows = [f"V{n},990101100200,2026-03-02,{x},{lat}" for n, x in enumerate((lon, "1159999999"))]
    head = "visit_id,target_id,visited_on,lon,lat"
    (folder / "visit.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    summary = load(folder, store, now=now)
    assert {(code, column) for _, code, column, *_ in summary.reasons} >= {("bad_degrees", "lon")}
    assert store.current().rows("SELECT visit_id, lon, lat FROM visit") == [
        ("V0", pytest.approx(115.01), pytest.approx(34.005))
    ]


def test_a_layer_that_fits_its_neighbours_only_when_swapped(
    tmp_path: Path, store: Store, now: datetime
) -> None:
    """Far from China no outline tells; the layer above does."""
    folder = tmp_path / "city"
    write_city(folder)
    (folder / "visit.csv").write_text("visit_id,target_id,visited_on\n", encoding="utf-8")
    layers = {
        "county": {"990101": shapely.box(7.4, 46.9, 7.6, 47.1)},
        "village": {"990101100200": shapely.box(46.9, 7.4, 47.0, 7.5)},
    }
    for name, layer in layers.items():
        gpd.GeoDataFrame(
            {"code": list(layer), "name": list(layer)}, geometry=list(layer.values()), crs=4490
        ).to_file(folder / f"{name}.gpkg")
    with pytest.raises(RefusedError, match="axes_differ"):
        load(folder, store, now=now)
    toml = (folder / "city.toml").read_text(encoding="utf-8")
    stated = toml.replace('"village.gpkg"', '"village.gpkg"\naxes = "lat_lon"')
    (folder / "city.toml").write_text(stated, encoding="utf-8")
    _, snapshot = loaded(folder, store, now)
    ((west, south),) = snapshot.rows(
        "SELECT ST_XMin(geometry), ST_YMin(geometry) FROM place WHERE kind = 'village'"
    )
    assert (west, south) == (7.4, 46.9)
