"""Codes of places: those of the land survey, those that a layer gives to a register, and made ones."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from etl.pipeline import Summary, load
from geodata.base.codes import full_code
from geodata.store.snapshots import Snapshot, Store

NOW = datetime(2026, 4, 20, 9, 0)
CITY = '[city]\nname = "柳县"\ncode = "990121"\nkind = "county"\n'
TOWNSHIPS = "XZQDM,XZQMC\n990121100,柳河镇\n990121200,青石乡\n"
#: As the land survey names them: committees, 19 digits, one name in two townships.
SURVEY = """\
ZLDWDM,ZLDWMC
9901211002010000000,柳东村民委员会
9901211002020000000,石桥村民委员会
9901211000010000000,文昌社区居民委员会
9901212002010000000,石橋村委会
9901212002020000000,黄崗村民委员会
"""
REGISTER = """\
乡镇,村名
柳河镇,柳东
柳河镇,石桥村
柳河镇,文昌社区
青石乡,石桥村
青石乡,黄岗村
"""
CODED = {
    "柳河镇柳东": "990121100201",
    "柳河镇石桥村": "990121100202",
    "柳河镇文昌社区": "990121100001",
    "青石乡石桥村": "990121200201",
    "青石乡黄岗村": "990121200202",
}
SOURCES = """\
[sources.township]
file = "townships.csv"
[sources.village]
file = "villages.csv"
kind_by_name = true
"""
GIVEN = f'{SOURCES}codes = {{ file = "survey.csv" }}\n'


def built(tmp_path: Path, toml: str, **files: str) -> tuple[Summary, Snapshot]:
    """A city of these files, loaded; named ``townships``, ``villages`` … without ending."""
    folder = tmp_path / "city"
    folder.mkdir(exist_ok=True)
    (folder / "city.toml").write_text(toml if "[city]" in toml else CITY + toml, "utf-8")
    for name, body in files.items():
        (folder / f"{name}.csv").write_text(body, "utf-8")
    store = Store(tmp_path / "store")
    return load(folder, store, now=NOW), store.current()


def placed(snapshot: Snapshot, *kinds: str) -> dict[str, str]:
    """Name behind that of its parent → code."""
    rows = snapshot.rows(
        "SELECT above.name || place.name, place.code FROM place"
        " JOIN place AS above ON above.code = place.parent_code"
        " WHERE list_contains($kinds, place.kind)",
        {"kinds": list(kinds)},
    )
    assert len({name for name, _ in rows}) == len(rows)
    return dict(rows)


def said(summary: Summary) -> dict[str, dict[str, object]]:
    return dict(summary.warnings)


def reasons(summary: Summary) -> list[tuple[str, str, int]]:
    return sorted((one.code, one.column, one.rows) for one in summary.reasons)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9901301002000000000", "990130100200"),
        ("9901300010000000000", "990130001000"),
        ("9901301002000000001", None),  # a group inside a village
        ("990130100200000000", None),
        ("990130001", "990130001000"),
    ],
)
def test_the_codes_of_the_land_survey(tmp_path: Path, written: str, meant: str | None) -> None:
    """Twelve digits and seven zeros, in Python and in SQL alike."""
    assert full_code(written) == meant
    summary, snapshot = built(
        tmp_path,
        '[city]\nname = "青原县"\ncode = "990130"\nkind = "county"\n'
        '[sources.village]\nfile = "villages.csv"\n',
        villages=f"ZLDWDM,ZLDWMC\n{written},北关村\n990130100299,南关村\n",
    )
    rows = snapshot.rows("SELECT code FROM place WHERE name = '北关村'")
    assert rows == ([(meant,)] if meant else [])
    assert [code for code, _, _ in reasons(summary)] == ([] if meant else ["bad_code"])


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("village", "village_code,village_name"),
        ("village", "VILLCODE,VILLNAME"),
        ("village", "PAC,NAME"),
        ("village", "id,name"),
        ("village", "QSDWDM,QSDWMC"),
        ("village", "adcode,name"),
    ],
)
def test_headers_of_codes_and_names(tmp_path: Path, kind: str, headers: str) -> None:
    _, snapshot = built(
        tmp_path,
        f'[sources.{kind}]\nfile = "villages.csv"\n',
        villages=f"{headers}\n990121100201,柳东村\n",
    )
    assert placed(snapshot, "village") == {"柳县柳东村": "990121100201"}


def test_an_id_is_a_code_only_where_nothing_else_is(tmp_path: Path) -> None:
    _, snapshot = built(
        tmp_path,
        '[sources.village]\nfile = "villages.csv"\n',
        villages="id,adcode,代码,名称\n7,990121,990121100201,柳东村\n",
    )
    assert placed(snapshot, "village") == {"柳县柳东村": "990121100201"}


def test_a_register_without_codes_gets_those_of_a_layer(tmp_path: Path) -> None:
    """Committees, traditional letters and short names, and one name in two townships."""
    summary, snapshot = built(
        tmp_path, GIVEN, townships=TOWNSHIPS, survey=SURVEY, villages=REGISTER
    )
    assert summary.reasons == []
    assert summary.warnings == []
    assert placed(snapshot, "village", "community") == CODED
    assert snapshot.rows("SELECT code FROM place WHERE kind = 'community'") == [("990121100001",)]
    accepted = {name: rows for name, _, _, rows, _ in summary.files}
    assert accepted == {"township": 2, "village.codes": 5, "village": 5}


def test_a_place_that_the_layer_does_not_know_keeps_its_place(tmp_path: Path) -> None:
    """Its code is made and said; so is what the layer alone knows."""
    survey = SURVEY.replace("9901211002010000000,柳东村", "9901211002050000000,柳西村")
    summary, snapshot = built(
        tmp_path, GIVEN, townships=TOWNSHIPS, survey=survey, villages=REGISTER
    )
    assert summary.reasons == []
    assert placed(snapshot, "village", "community") == {**CODED, "柳河镇柳东": "990121100-柳东"}
    assert said(summary) == {
        "codes_not_listed": {"source": "village", "places": 1, "shown": "柳东"},
        "codes_unused": {"source": "village", "places": 1, "shown": "990121100205 柳西村民委员会"},
    }


@pytest.mark.parametrize(
    ("listed", "code", "key"),
    [("刘东村民委员会", "990121100201", "codes_alike"),
     ("柳西村民委员会", "990121100-柳东", "codes_not_listed")],
)  # fmt: skip
def test_the_last_one_of_a_township_that_sounds_alike(
    tmp_path: Path, listed: str, code: str, key: str
) -> None:
    survey = SURVEY.replace("柳东村民委员会", listed)
    register = REGISTER.replace("柳东", "柳东村") if key == "codes_alike" else REGISTER
    summary, snapshot = built(
        tmp_path, GIVEN, townships=TOWNSHIPS, survey=survey, villages=register
    )
    name = "柳河镇柳东村" if key == "codes_alike" else "柳河镇柳东"
    assert placed(snapshot, "village")[name] == code
    assert key in said(summary)


def test_one_name_twice_in_a_township_is_asked(tmp_path: Path) -> None:
    survey = SURVEY + "9901212002090000000,黄岗村\n"
    summary, snapshot = built(
        tmp_path, GIVEN, townships=TOWNSHIPS, survey=survey, villages=REGISTER
    )
    assert reasons(summary) == [("name_ambiguous", "name", 1)]
    assert "青石乡黄岗村" not in placed(snapshot, "village")


def test_an_attribute_of_a_register_without_codes(tmp_path: Path) -> None:
    register = "乡镇,村名,是否脱贫村\n柳河镇,石桥村,否\n青石乡,石桥村,是\n"
    toml = GIVEN + 'attributes = { "脱贫村" = "是否脱贫村" }\n'
    summary, snapshot = built(tmp_path, toml, townships=TOWNSHIPS, survey=SURVEY, villages=register)
    assert summary.reasons == []
    assert snapshot.rows("SELECT code FROM place_attribute WHERE holds") == [("990121200201",)]


def test_codes_are_made_of_names(tmp_path: Path) -> None:
    """The same in every load, however the file is sorted and a committee is spelt; a village that is
    told twice is put aside."""
    summary, snapshot = built(tmp_path, SOURCES, townships=TOWNSHIPS, villages=REGISTER)
    made = {
        "柳河镇柳东": "990121100-柳东",
        "柳河镇石桥村": "990121100-石桥村",
        "柳河镇文昌社区": "990121100-文昌社区",
        "青石乡石桥村": "990121200-石桥村",
        "青石乡黄岗村": "990121200-黄岗村",
    }
    assert placed(snapshot, "village", "community") == made
    assert said(summary)["codes_made"]["places"] == 5
    again = "村名,乡镇\n黄岗村民委员会,青石乡\n石桥村,柳河镇\n石桥村委会,柳河镇\n石桥村,青石乡\n"
    other = tmp_path / "other"
    other.mkdir()
    summary, snapshot = built(other, SOURCES, townships=TOWNSHIPS, villages=again)
    assert placed(snapshot, "village") == {
        "青石乡石桥村": "990121200-石桥村",
        "青石乡黄岗村民委员会": "990121200-黄岗村",
    }
    assert reasons(summary) == [("name_doubled", "name", 2)]


def test_made_codes_are_read_again(tmp_path: Path) -> None:
    """A visit names the code that an export of ours gave."""
    toml = SOURCES + '[sources.visit]\nfile = "visits.csv"\n'
    visits = "村代码,走访日期\n990121100-石桥村,2026-03-05\n990121100-没有村,2026-03-05\n"
    summary, snapshot = built(tmp_path, toml, townships=TOWNSHIPS, villages=REGISTER, visits=visits)
    assert snapshot.rows("SELECT target_id FROM visit") == [("990121100-石桥村",)]
    assert reasons(summary) == [("unknown_place", "target_id", 1)]


def test_townships_are_built_of_their_column(tmp_path: Path) -> None:
    """The nine digits that all villages of a township share, and no village of another."""
    register = (
        "县,乡镇,村名,村代码\n柳县,柳河镇,柳东村,990121100201\n柳县,柳河镇,石桥村,990121100202\n"
        "柳县,青石乡,石桥村,990121200201\n"
    )
    summary, snapshot = built(
        tmp_path, '[sources.village]\nfile = "villages.csv"\n', villages=register
    )
    assert summary.reasons == []
    assert placed(snapshot, "township") == {
        "柳县柳河镇": "990121100000",
        "柳县青石乡": "990121200000",
    }
    assert placed(snapshot, "village") == {
        "柳河镇柳东村": "990121100201",
        "柳河镇石桥村": "990121100202",
        "青石乡石桥村": "990121200201",
    }
    assert said(summary) == {
        "townships_from_codes": {
            "source": "village", "places": 2, "shown": "柳河镇 990121100000, 青石乡 990121200000",
        }
    }  # fmt: skip


def test_a_township_with_several_beginnings_of_codes_is_made(tmp_path: Path) -> None:
    """So is one that shares its with another: the names say what lies where."""
    register = (
        "乡镇,村名,村代码\n柳河镇,柳东村,990121100201\n柳河镇,石桥村,990121300202\n"
        "青石乡,青东村,990121200201\n开发区街道,黄岗村,990121300203\n"
    )
    summary, snapshot = built(
        tmp_path, '[sources.village]\nfile = "villages.csv"\n', villages=register
    )
    assert summary.reasons == []
    assert placed(snapshot, "township") == {
        "柳县柳河镇": "990121-柳河镇",
        "柳县青石乡": "990121200000",
        "柳县开发区街道": "990121-开发区街道",
    }
    assert placed(snapshot, "village")["柳河镇石桥村"] == "990121300202"
    assert placed(snapshot, "village")["开发区街道黄岗村"] == "990121300203"
    assert set(said(summary)) == {"townships_from_codes", "townships_made"}


def test_own_numbers_are_codes_and_townships_are_built(tmp_path: Path) -> None:
    summary, snapshot = built(
        tmp_path,
        '[city]\nname = "柳县"\ncode = "柳县"\ncodes = "free"\nkind = "county"\n'
        '[sources.village]\nfile = "villages.csv"\n',
        villages="编码,村名,乡镇\n1001,石桥村,柳河镇\n2001,石桥村,青石乡\n",
    )
    assert summary.reasons == []
    assert placed(snapshot, "village") == {"柳河镇石桥村": "1001", "青石乡石桥村": "2001"}
    assert placed(snapshot, "township") == {
        "柳县柳河镇": "柳县-柳河镇",
        "柳县青石乡": "柳县-青石乡",
    }


GRIDS = '[sources.grid]\nfile = "grids.csv"\n'


def test_codes_of_grids_are_their_numbers(tmp_path: Path) -> None:
    grids = """\
所属乡镇,所属社区,网格名称
柳河镇,文昌社区,文昌社区第二网格
柳河镇,文昌社区,文昌社区第十二网格
柳河镇,文昌社区,文昌社区东片网格
柳河镇,石桥村,第一网格
青石乡,石桥村,第一网格
青石乡,没有村,第一网格
"""
    summary, snapshot = built(
        tmp_path, GIVEN + GRIDS, townships=TOWNSHIPS, survey=SURVEY, villages=REGISTER, grids=grids
    )
    assert reasons(summary) == [("name_unknown", "parent_name", 1)]
    rows = snapshot.rows("SELECT code, name FROM place WHERE kind = 'grid' ORDER BY code")
    assert rows == [
        ("990121100001-文昌社区东片网格", "文昌社区东片网格"),
        ("990121100001002", "文昌社区第二网格"),
        ("990121100001012", "文昌社区第十二网格"),
        ("990121100202001", "第一网格"),
        ("990121200201001", "第一网格"),
    ]
    assert said(summary)["codes_numbered"]["places"] == 5


def square(name: str, at: float, **also: str) -> dict[str, object]:
    ring = [[at, 34.0], [at + 0.1, 34.0], [at + 0.1, 34.1], [at, 34.1], [at, 34.0]]
    return {
        "type": "Feature",
        "properties": {"name": name, **also},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def drawn(tmp_path: Path, *shapes: dict[str, object]) -> tuple[Summary, dict[str, float]]:
    """Code of a village → the western edge of its shape."""
    folder = tmp_path / "city"
    folder.mkdir()
    layer = {"type": "FeatureCollection", "features": list(shapes)}
    (folder / "v.geojson").write_text(json.dumps(layer, ensure_ascii=False), "utf-8")
    villages = "代码,名称\n" + "".join(f"{code},{name[3:]}\n" for name, code in CODED.items())
    summary, snapshot = built(
        tmp_path,
        SOURCES + 'geometry = { file = "v.geojson", match = "name" }\n',
        townships=TOWNSHIPS,
        villages=villages,
    )
    rows = snapshot.rows(
        "SELECT code, round(ST_XMin(geometry), 1) FROM place"
        " WHERE geometry IS NOT NULL AND kind <> 'township' AND kind <> 'county'"
    )
    return summary, dict(rows)


def test_shapes_find_places_as_visits_do(tmp_path: Path) -> None:
    summary, west = drawn(
        tmp_path,
        square("柳东村委会", 115.0, 乡镇="柳河镇"),
        square("石桥村", 115.1, 乡镇="柳河"),
        square("石橋村民委员会", 115.2, 乡镇="青石乡"),
        square("黄崗", 115.3, 乡镇="青石乡"),
        square("文昌社区居委会", 115.4, 乡镇=""),
    )
    assert summary.reasons == []
    assert west == {
        "990121100201": 115.0,
        "990121100202": 115.1,
        "990121200201": 115.2,
        "990121200202": 115.3,
        "990121100001": 115.4,
    }


def test_a_shape_whose_name_fits_several_is_put_aside(tmp_path: Path) -> None:
    summary, west = drawn(
        tmp_path, square("石桥村委会", 115.0), square("黄岗村", 115.1, 乡镇="柳河镇"),
        square("没有村", 115.2), square("柳东村", 115.3, 乡镇="没有乡"),
    )  # fmt: skip
    assert west == {}
    assert reasons(summary) == [("name_ambiguous", "name", 1), ("no_such_place", "code", 3)]


def kml(folders: dict[str, list[tuple[str, float]]]) -> str:
    body = "".join(
        f"<Folder><name>{folder}</name>"
        + "".join(
            f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
            f"{at},34 {at + 0.1},34 {at + 0.1},34.1 {at},34.1 {at},34"
            "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
            for name, at in marks
        )
        + "</Folder>"
        for folder, marks in folders.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{body}</Document></kml>"
    )


def test_folders_of_kml_tell_the_community_of_grids(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "grids.kml").write_text(
        kml({
            "柳河镇石桥村": [("石桥村第一网格", 115.0), ("石桥村第二网格", 115.1)],
            "青石乡石桥村": [("第一网格", 115.2)],
        }),
        "utf-8",
    )  # fmt: skip
    toml = GIVEN + '[sources.grid]\nfile = "grids.kml"\nlayer = ["柳河镇石桥村", "青石乡石桥村"]\n'
    summary, snapshot = built(tmp_path, toml, townships=TOWNSHIPS, survey=SURVEY, villages=REGISTER)
    assert summary.reasons == []
    rows = snapshot.rows(
        "SELECT code, parent_code FROM place WHERE kind = 'grid' AND geometry IS NOT NULL ORDER BY 1"
    )
    assert rows == [
        ("990121100202001", "990121100202"),
        ("990121100202002", "990121100202"),
        ("990121200201001", "990121200201"),
    ]


OFFICE = """\
[city]
name = "青原县"
code = "990130"
kind = "county"
[sources.township]
file = "三调矢量/XZQ.shp"
[sources.village]
file = "村（社区）名册.xlsx"
sheet = ["农村", "城市社区"]
kind_by_name = true
codes = { file = "三调矢量/CJDCQ.shp" }
geometry = { file = "三调矢量/CJDCQ.shp" }
[sources.grid]
file = "网格划分.kml"
"""
#: In the register of the office and in no layer: nothing in the folder gives its code.
UNSURVEYED = "白石镇杏园村"


def test_the_folder_of_an_office(tmp_path: Path) -> None:
    """Codes from 三调, one of them under a name with a slip, and grids inside their communities."""
    given = next(
        (one for up in Path(__file__).resolve().parents
         if (one := up / "shared" / "office").is_dir()), None)  # fmt: skip
    if given is None:
        pytest.skip("the folder of an office is not beside the repository: shared/office")
    truth = json.loads((given / "qingyuan-truth.json").read_text("utf-8"))
    folder = tmp_path / "city"
    for name in ("三调矢量", "."):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file in (given / "qingyuan" / name).iterdir():
            if file.is_file():
                shutil.copyfile(file, folder / name / file.name)
    communities = [name for name, code in truth["codes"].items() if code[9:] < "200"]
    layers = f"layer = {json.dumps(communities, ensure_ascii=False)}\n"
    summary, snapshot = built(tmp_path, OFFICE + layers)
    assert summary.reasons == []
    codes = {_spelt(name): code for name, code in placed(snapshot, "village", "community").items()}
    wanted = {_spelt(name): code for name, code in truth["codes"].items()}
    assert len(wanted) == truth["villages"] + truth["communities"] == 72
    assert codes.pop(_spelt(UNSURVEYED)) == "990130102-杏园村"
    wanted.pop(_spelt(UNSURVEYED))
    assert codes == wanted
    grids = snapshot.rows(
        "SELECT code, parent_code FROM place WHERE kind = 'grid' AND geometry IS NOT NULL"
    )
    assert len(grids) == truth["grids"] == 30
    assert {above for _, above in grids} == {truth["codes"][name] for name in communities}
    assert all(code in {f"{above}00{n}" for n in (1, 2, 3)} for code, above in grids)
    assert said(summary)["codes_alike"]["shown"] == "张楼村 ≈ 张娄村民委员会 990130101202"
    assert said(summary)["codes_not_listed"]["shown"] == "杏园村"


def _spelt(name: str) -> str:
    """A township of the register leaves out 村."""
    return name.removesuffix("村")
