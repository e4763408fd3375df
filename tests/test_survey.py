"""Exports of KoboToolbox and ODK as they are: groups in headers, points, moments with a zone, repeats."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import xlsxwriter
from click.testing import Result
from python_calamine import CalamineWorkbook

from etl.city.settings import read_city
from etl.desk.joining import join
from etl.guess.files import Note
from etl.guess.folder import guess
from etl.guess.toml import city_toml
from etl.headers.days import Told, read_day
from etl.headers.joined import Joined
from etl.headers.survey import headings_of_export, point_in, with_cells
from etl.headers.wide import Wide
from etl.pipeline import Summary, load
from etl.reading.row import Row
from etl.tables.matter import MATTER
from etl.tables.place import place_table
from etl.tables.project import PROJECT
from etl.tables.visit import VISIT
from geodata.base.errors import RefusedError
from geodata.output import rejects
from geodata.store.snapshots import Snapshot, Store
from intake import Taken, take

Run = Callable[..., Result]
NOW = datetime(2026, 4, 20, 9)
LIUDONG, LIUXI, QINGDONG = "990121100201", "990121100202", "990121200201"
PLACES = {
    "townships.csv": "代码,名称\n990121100,柳河镇\n990121200,青石乡\n",
    "villages.csv": f"代码,名称\n{LIUDONG},柳东村\n{LIUXI},柳西村\n{QINGDONG},青东村\n",
}
CITY = """[city]
name = "试县"
code = "990121"
kind = "county"
[sources.township]
file = "townships.csv"
[sources.village]
file = "villages.csv"
"""
#: What every submission of Kobo says of itself.
OF_KOBO = ["_id", "_uuid", "_submission_time", "_validation_status", "_submitted_by", "_index"]
#: The header of a repeat, behind its own questions.
OF_REPEAT = ["_index", "_parent_table_name", "_parent_index", "_submission__id"]
PHONE = "13987654321"
Rows = list[tuple[object, ...]]


def city(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "city"
    folder.mkdir()
    for name, body in {**PLACES, **files}.items():
        (folder / name).write_text(body, encoding="utf-8")
    return folder


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> None:
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)
    book.close()


def loaded(folder: Path) -> tuple[Snapshot, Summary]:
    store = Store(folder.parent / "store")
    summary = load(folder, store, now=NOW)
    return store.current(), summary


def guessed(folder: Path) -> str:
    body = city_toml(guess(folder), "zh_CN")
    (folder / "city.toml").write_text(body, encoding="utf-8")
    return body


def aside(snapshot: Snapshot) -> Rows:
    return snapshot.rows(
        "SELECT table_name, source_row, list_sort(list_transform(reasons, r -> r.code))"
        " FROM quarantine ORDER BY ALL"
    )


def codes(summary: Summary) -> set[str]:
    return {code for code, _ in summary.warnings}


def test_the_export_of_the_case(case: Callable[[str], Path], tmp_path: Path, run: Run) -> None:
    """By hand from the two sheets: three visits, 3 + 5 + 4 households; 李文 came twice, 王强 once, and
    nobody is named of the third."""
    folder = case("kobo")
    result = run("check", folder, "--write", "--store", tmp_path / "store")
    assert result.exit_code == 0, result.output
    snapshot, summary = loaded(folder)
    assert (summary.reasons, codes(summary), summary.folder) == ([], {"officials_unlisted"}, [])
    assert snapshot.rows(
        "SELECT visit_id, target_id, visited_on::VARCHAR, households, lon, lat FROM visit ORDER BY 1"
    ) == [
        ("1001", LIUDONG, "2026-03-02", 3, 115.15, 34.05),
        ("1002", LIUXI, "2026-03-03", 5, 115.15, 34.05),
        ("1003", QINGDONG, "2026-03-04", 4, 115.15, 34.15),
    ]
    assert snapshot.rows(
        "SELECT visit_id, name FROM attendance JOIN official USING (official_id) ORDER BY ALL"
    ) == [("1001", "李文"), ("1001", "王强"), ("1002", "李文")]


def kobo_day(path: Path) -> None:
    """Somebody's days: day, visitor and households once, the villages of the day in a repeat. The third
    day has no village, and the last village no day."""
    workbook(
        path,
        走访日记=[
            ["jiben/走访日期", "jiben/走访干部", "jiben/走访户数", *OF_KOBO],
            ["2026-03-02", "李文", 7, 501, "u1", "2026-03-02T10:00:00", "", "zhangsan", 1],
            ["2026-03-05", "王强", 4, 502, "u2", "2026-03-05T10:00:00",
             "validation_status_not_approved", "lisi", 2],
            ["2026-03-09", "王强", 2, 503, "u3", "2026-03-09T10:00:00", "", "lisi", 3],
        ],
        cun=[
            ["cun/村名", "cun/走访成效", *OF_REPEAT],
            ["柳东村", "修好路灯", 1, "走访日记", 1, 501],
            ["柳西村", "", 2, "走访日记", 1, 501],
            ["青东村", f"电话{PHONE}", 3, "走访日记", 2, 502],
            ["柳东村", "", 4, "走访日记", 9, 509],
        ],
    )  # fmt: skip


def test_villages_of_a_repeat_are_visits_of_the_day_above(tmp_path: Path) -> None:
    folder = city(tmp_path)
    kobo_day(folder / "日记.xlsx")
    body = guessed(folder)
    assert 'joined = { sheet = "走访日记", by = "_parent_index", to = "_index" }' in body
    snapshot, summary = loaded(folder)
    # 7 households were visited that day, not 14
    assert snapshot.rows(
        "SELECT target_id, visited_on::VARCHAR, households FROM visit ORDER BY 2, 1"
    ) == [(LIUDONG, "2026-03-02", 7), (LIUXI, "2026-03-02", None), (QINGDONG, "2026-03-05", 4)]
    assert snapshot.rows(
        "SELECT target_id, name FROM attendance JOIN visit USING (visit_id)"
        " JOIN official USING (official_id) ORDER BY ALL"
    ) == [(LIUDONG, "李文"), (LIUXI, "李文"), (QINGDONG, "王强")]
    assert aside(snapshot) == [("visit", 5, ["missing", "no_row_above"])]
    told = dict(summary.warnings)
    assert (told["rows_above_alone"]["rows"], told["rows_above_alone"]["shown"]) == (1, "4")
    assert (told["rows_not_approved"]["rows"], told["rows_not_approved"]["shown"]) == (1, "4")
    ((matched,),) = snapshot.rows("SELECT matched FROM load_log WHERE table_name = 'visit'")
    assert matched[-1] == "_parent_index → 走访日记._index (1 → #2)"
    assert summary.folder == []


def test_nobody_behind_an_account_and_no_telephone_comes_in(tmp_path: Path) -> None:
    folder = city(tmp_path)
    kobo_day(folder / "日记.xlsx")
    guessed(folder)
    snapshot, _ = loaded(folder)
    tables = [name for (name,) in snapshot.rows("SELECT table_name FROM duckdb_tables()")]
    held = " ".join(str(snapshot.rows(f'SELECT t::VARCHAR FROM "{one}" AS t')) for one in tables)
    assert "李文" in held
    assert not [one for one in (PHONE, "zhangsan", "lisi") if one in held]


def matters(path: Path, *more: Sequence[object]) -> None:
    """Matters raised on visits: title in the repeat, village and day above."""
    workbook(
        path,
        走访=[
            ["走访日期", "村名", *OF_KOBO],
            ["2026-03-02", "柳东村", 501, "u1", "2026-03-02T10:00:00", "", "a", 1],
            ["2026-03-05", "青东村", 502, "u2", "2026-03-05T10:00:00", "", "a", 2],
        ],
        wenti=[
            ["wenti/事项名称", *OF_REPEAT],
            ["修路灯", 1, "走访", 2, 502],
            ["通水渠", 2, "走访", 1, 501],
            *more,
        ],
    )


def test_what_a_repeat_raises_is_of_the_village_above_and_the_visit_counts_once(
    tmp_path: Path,
) -> None:
    folder = city(tmp_path)
    matters(folder / "走访.xlsx")
    keys = '{ sheet = "走访", by = "_parent_index", to = "_index" }'
    (folder / "city.toml").write_text(
        f'{CITY}[sources.visit]\nfile = "走访.xlsx"\nsheet = "走访"\n'
        f'[sources.matter]\nfile = "走访.xlsx"\nsheet = "wenti"\njoined = {keys}\n'
        'columns = { proposed_on = "走访日期" }\nconstants = { kind = "problem" }\n',
        encoding="utf-8",
    )
    snapshot, summary = loaded(folder)
    assert (summary.reasons, codes(summary)) == ([], {"matters_without_end"})
    assert snapshot.rows("SELECT title, target_id, proposed_on::VARCHAR FROM matter ORDER BY 1") == [
        ("修路灯", QINGDONG, "2026-03-05"), ("通水渠", LIUDONG, "2026-03-02"),
    ]  # fmt: skip
    assert snapshot.rows("SELECT count(*) FROM visit") == [(2,)]


def test_two_rows_above_with_one_number_are_none(tmp_path: Path) -> None:
    workbook(
        tmp_path / "a.xlsx",
        p=[["走访日期", "村名", "_uuid", "_index"], ["2026-03-02", "柳东村", "u1", 1],
           ["2026-03-05", "青东村", "u2", 1], ["2026-03-06", "柳西村", "u3", 2]],
        c=[["事项名称", "_parent_index"], ["修路灯", 1], ["通水渠", 2]],
    )  # fmt: skip
    taken = joined(tmp_path / "a.xlsx")
    assert [row.cells[taken.positions["target_name"]] for row in taken.rows] == ["", "柳西村"]


def test_rows_of_another_table_above_are_none(tmp_path: Path) -> None:
    """A repeat in a repeat counts its parents anew: its numbers are not those of the submissions."""
    workbook(
        tmp_path / "a.xlsx",
        p=[["走访日期", "村名", "_uuid", "_index"], ["2026-03-02", "柳东村", "u1", 1]],
        c=[["事项名称", "_parent_index", "_parent_table_name"], ["修路灯", 1, "r1"], ["通水渠", 1, "p"]],
    )  # fmt: skip
    taken = joined(tmp_path / "a.xlsx")
    assert [row.cells[taken.positions["target_name"]] for row in taken.rows] == ["", "柳东村"]


def joined(file: Path, by: str = "_parent_index", to: str = "_index") -> Taken:
    return take(file, MATTER, sheet=("c",), joined=Joined(by, to, sheet="p"),
                constants={"kind": "problem"}, columns={"proposed_on": "走访日期"})  # fmt: skip


@pytest.mark.parametrize(("by", "to"), [("_parent", "_index"), ("_parent_index", "_id")])
def test_a_tie_that_is_not_there_is_refused(tmp_path: Path, by: str, to: str) -> None:
    workbook(
        tmp_path / "a.xlsx",
        p=[["走访日期", "村名", "_index"], ["2026-03-02", "柳东村", 1]],
        c=[["事项名称", "_parent_index"], ["修路灯", 1]],
    )
    with pytest.raises(RefusedError) as refused:
        joined(tmp_path / "a.xlsx", by, to)
    assert refused.value.code == "joined_missing"
    told = (refused.value.values["file"], refused.value.values["header"])
    assert told == (("c", by) if by == "_parent" else ("p", to))


def test_a_sheet_above_has_to_be_said(tmp_path: Path) -> None:
    folder = city(tmp_path, **{"visits.csv": "村名,走访日期\n"})
    (folder / "city.toml").write_text(
        f'{CITY}[sources.visit]\nfile = "visits.csv"\njoined = {{ by = "a", to = "b" }}\n', "utf-8"
    )
    with pytest.raises(RefusedError) as refused:
        loaded(folder)
    assert (refused.value.code, refused.value.values["key"]) == (
        "city_value", "sources.visit.joined")  # fmt: skip


ODK = {
    "Visits.csv": (
        "SubmissionDate,start,jiben-走访时间,jiben-村名,weizhi-Latitude,weizhi-Longitude,"
        "weizhi-Altitude,weizhi-Accuracy,meta-instanceID,KEY,SubmitterID,SubmitterName,ReviewState\n"
        "2026-03-02T23:40:00.000Z,2026-03-02T23:00:00.000Z,2026-03-02T23:30:00Z,柳东村,34.05,115.15,"
        "50,4,uuid:b1,uuid:a1,7,zhangsan,approved\n"
        "2026-03-04T02:00:00.000Z,2026-03-04T09:00:00.000+08:00,2026-03-04T09:30:00.000+08:00,青东村,"
        "34.15,115.15,50,4,uuid:a2,uuid:a2,7,zhangsan,rejected\n"
    ),
    "Visits-people.csv": (
        "姓名,单位,PARENT_KEY,KEY\n"
        "李文,县财政局,uuid:a1,uuid:a1/people[1]\n王强,县财政局,uuid:a1,uuid:a1/people[2]\n"
    ),
}


def test_the_files_of_odk(tmp_path: Path) -> None:
    """23:30 of the second in UTC is 07:30 of the third here; a submission that was edited has another
    instanceID, and keeps its KEY."""
    folder = city(tmp_path, **ODK)
    guessed(folder)
    snapshot, summary = loaded(folder)
    assert summary.reasons == []
    assert snapshot.rows(
        "SELECT visit_id, target_id, visited_on::VARCHAR, lon, lat FROM visit ORDER BY 1"
    ) == [
        ("uuid:a1", LIUDONG, "2026-03-03", 115.15, 34.05),
        ("uuid:a2", QINGDONG, "2026-03-04", 115.15, 34.15),
    ]
    assert snapshot.rows(
        "SELECT visit_id, name FROM attendance JOIN official USING (official_id) ORDER BY ALL"
    ) == [("uuid:a1", "李文"), ("uuid:a1", "王强")]
    told = dict(summary.warnings)["rows_not_approved"]
    assert (told["file"], told["shown"]) == ("Visits.csv", "3")
    ((matched,),) = snapshot.rows("SELECT matched FROM load_log WHERE table_name = 'visit'")
    assert "jiben-走访时间 → visited_on (2026-03-02T23:30:00Z → 2026-03-03)" in matched


def test_files_of_odk_are_joined_and_the_next_export_of_both_is_read(tmp_path: Path) -> None:
    days = "jiben-走访日期,KEY,SubmissionDate\n2026-03-02,uuid:a,2026-03-02T01:00:00Z\n"
    villages = "村名,PARENT_KEY,KEY\n柳东村,uuid:a,uuid:a/cun[1]\n柳西村,uuid:a,uuid:a/cun[2]\n"
    folder = city(tmp_path, **{"day.csv": days, "day-cun.csv": villages})
    body = guessed(folder)
    assert 'joined = { file = "day.csv", by = "PARENT_KEY", to = "KEY" }' in body
    snapshot, summary = loaded(folder)
    assert (summary.reasons, summary.folder) == ([], [])
    seen = "SELECT visit_id, target_id, visited_on::VARCHAR FROM visit ORDER BY 1"
    assert snapshot.rows(seen) == [
        ("uuid:a/cun[1]", LIUDONG, "2026-03-02"), ("uuid:a/cun[2]", LIUXI, "2026-03-02"),
    ]  # fmt: skip
    (folder / "day.csv").write_text(days.replace("2026-03-02,", "2026-03-01,"), encoding="utf-8")
    snapshot, _ = loaded(folder)
    assert snapshot.rows(seen) == [
        ("uuid:a/cun[1]", LIUDONG, "2026-03-01"), ("uuid:a/cun[2]", LIUXI, "2026-03-01"),
    ]  # fmt: skip


def square(west: float, code: str) -> dict[str, Any]:
    ring = [[west, 34.0], [west + 0.1, 34.0], [west + 0.1, 34.1], [west, 34.1], [west, 34.0]]
    return {"type": "Feature", "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


def test_a_point_alone_finds_the_village(tmp_path: Path) -> None:
    squares = [square(115.1, LIUDONG), square(115.2, LIUXI), square(115.3, QINGDONG)]
    shapes = {"type": "FeatureCollection", "features": squares}
    visits = (
        "走访日期,GPS,_uuid\n2026-03-02,34.05 115.25 50 4,u1\n"
        "2026-03-03,34.05 115.15 0 0,u2\n2026-03-04,,u3\n"
    )
    folder = city(tmp_path, **{"villages.geojson": json.dumps(shapes), "visits.csv": visits})
    geometry = 'geometry = { file = "villages.geojson" }\n'
    (folder / "city.toml").write_text(
        f'{CITY}{geometry}[sources.visit]\nfile = "visits.csv"\n', encoding="utf-8"
    )
    snapshot, _ = loaded(folder)
    assert snapshot.rows("SELECT target_id, lon, lat FROM visit ORDER BY visited_on") == [
        (LIUXI, 115.25, 34.05), (LIUDONG, 115.15, 34.05),
    ]  # fmt: skip
    assert aside(snapshot) == [("visit", 4, ["missing"])]


@pytest.mark.parametrize(
    ("cell", "point"),
    [("34.05 115.15 50 4", ("115.15", "34.05")), (" -34.05 115.15 -1.5 0 ", ("115.15", "-34.05")),
     ("34.05 115.15", None), ("34.05,115.15,0,0", None), ("", None)],
)  # fmt: skip
def test_a_point_says_its_latitude_first(cell: str, point: tuple[str, str] | None) -> None:
    assert point_in(cell) == point


def test_a_shape_walked_around_is_the_shape_of_its_village(tmp_path: Path) -> None:
    corners = ["34.0 115.1 0 0", "34.0 115.2 0 0", "34.1 115.2 0 0", "34.0 115.1 0 0"]
    (tmp_path / "v.csv").write_text(
        f"cun/代码,cun/名称,cun/边界,_uuid\n{LIUDONG},柳东村,{';'.join(corners)},u1\n", "utf-8"
    )
    taken = take(tmp_path / "v.csv", place_table("village", mixed=False), kind="village")
    assert taken.positions == {"code": 0, "name": 1}
    assert "cun/边界 → geometry" in taken.matched
    assert taken.rows[0].wkb is not None


def visits_of(tmp_path: Path, header: str, *rows: str) -> Taken:
    (tmp_path / "a.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return take(tmp_path / "a.csv", VISIT)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("a/b/村名,a/走访日期,_uuid", {"target_name": 0, "visited_on": 1}),
        ("a-村名,a-走访日期,instanceID", {"target_name": 0, "visited_on": 1}),
        (
            "走访日期,村名,a/走访日期,_uuid",
            {"visited_on": 0, "target_name": 1},
        ),  # a whole one goes before
        ("村名,本次/走访日期,上次走访/走访日期,__version__", {"target_name": 0, "visited_on": 1}),
        # one answer of several, ticked: with the question beside it, and without
        ("村名,走访日期,做了什么,做了什么/化解矛盾,_uuid", {"target_name": 0, "visited_on": 1}),
        (
            "村名,走访日期,做了什么/化解矛盾,做了什么/办实事,_uuid",
            {"target_name": 0, "visited_on": 1},
        ),
    ],
)
def test_the_last_part_of_a_header(tmp_path: Path, header: str, found: dict[str, int]) -> None:
    days = {"走访日期": "2026-03-02", "村名": "柳东村", "_uuid": "u", "做了什么": "化解矛盾"}
    cells = [days.get(one.split("/")[-1].split("-")[-1], "1") for one in header.split(",")]
    assert visits_of(tmp_path, header, ",".join(cells)).positions == found


def test_counts_beside_each_other_are_no_ticks(tmp_path: Path) -> None:
    taken = visits_of(
        tmp_path, "村名,走访日期,a/化解矛盾,a/走访户数,_uuid", "柳东村,2026-03-02,1,12,u"
    )
    assert taken.positions == {"target_name": 0, "visited_on": 1, "disputes": 2, "households": 3}


def test_two_last_parts_of_one_column_are_asked(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="header_doubled"):
        visits_of(tmp_path, "村名,a/走访日期,b/走访日期,_uuid", "柳东村,2026-03-02,2026-03-03,u")


def test_no_other_file_is_read_by_last_parts(tmp_path: Path) -> None:
    for other in ("note", "Submission Date", "key"):
        with pytest.raises(RefusedError, match="column_missing"):
            visits_of(tmp_path, f"村名,a/走访日期,{other}", "柳东村,2026-03-02,1")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-10-16T09:30:00.000+08:00", "2026-10-16"),
        (
            "2026-10-16T15:59:59.999Z",
            "2026-10-16",
        ),  # the last moment of the day, and the first of the next
        ("2026-10-16T16:00:00Z", "2026-10-17"),
        ("2026-10-16T23:30Z", "2026-10-17"),
        ("2026-10-16T23:30:00+00", "2026-10-17"),
        ("2026-10-17 00:30:00.000+0900", "2026-10-16"),
        ("2026-12-31T20:00:00-05:00", "2027-01-01"),
        (
            "2026-10-16T23:30:00",
            "2026-10-16T23:30:00",
        ),  # no zone: a day of here, which the gate reads
        ("2026-02-30T23:30:00Z", "2026-02-30T23:30:00Z"),
        ("9999-12-31T23:30:00Z", "9999-12-31T23:30:00Z"),
    ],
)
def test_a_moment_is_of_the_day_that_it_was_here(cell: str, day: str) -> None:
    column = next(one for one in VISIT.columns if one.name == "visited_on")
    assert read_day(cell, column, Told()).text == day


def test_where_the_form_was_opened_is_no_point_of_the_visit(tmp_path: Path) -> None:
    axes = "_{0}_latitude,_{0}_longitude"
    header = f"村名,走访日期,{axes.format('start-geopoint')},{axes.format('gps')},_uuid"
    taken = visits_of(tmp_path, header, "柳东村,2026-03-02,34.9,115.9,34.1,115.1,u")
    assert (taken.positions["lat"], taken.positions["lon"]) == (4, 5)
    whole = visits_of(
        tmp_path, "村名,走访日期,start-geopoint,gps,_uuid",
        "柳东村,2026-03-02,34.9 115.9 0 0,34.1 115.1 0 0,u",
    )  # fmt: skip
    assert (whole.computed["lon"], whole.computed["lat"]) == (["115.1"], ["34.1"])


def test_what_is_no_point_stays_to_be_mended(tmp_path: Path) -> None:
    rows = ["柳东村,2026-03-02,34.1 115.1 0 0"] * 210
    taken = visits_of(tmp_path, "村名,走访日期,gps", *rows, "柳东村,2026-03-02,不详")
    assert (taken.computed["lon"][-1], taken.computed["lat"][-1]) == (None, "不详")


def test_a_way_that_does_not_come_back_is_no_border(tmp_path: Path) -> None:
    trace = "34.0 115.1 0 0;34.0 115.2 0 0;34.1 115.2 0 0"
    (tmp_path / "v.csv").write_text(
        f"cun/代码,cun/名称,cun/路线,_uuid\n{LIUDONG},柳东村,{trace},u1\n", "utf-8"
    )
    taken = take(tmp_path / "v.csv", place_table("village", mixed=False), kind="village")
    assert taken.rows[0].wkb is None
    assert "cun/路线" in taken.ignored


def test_names_that_nobody_says_are_officials_are_asked(tmp_path: Path) -> None:
    """A repeat of households has names too, and they are not loaded before somebody says whose."""
    folder = city(tmp_path)
    workbook(
        folder / "干部走访.xlsx",
        走访=[
            ["走访日期", "村名", *OF_KOBO],
            ["2026-03-02", "柳东村", 501, "u1", "2026-03-02T10:00:00", "", "a", 1],
            ["2026-03-05", "青东村", 502, "u2", "2026-03-05T10:00:00", "", "a", 2],
        ],
        hu=[["hu/姓名", *OF_REPEAT], ["吴八两", 1, "走访", 1, 501], ["郑十", 2, "走访", 2, 502]],
    )
    body = guessed(folder)
    assert "# [sources.attendance]" in body
    snapshot, _ = loaded(folder)
    assert snapshot.rows(
        "SELECT (SELECT count(*) FROM visit), (SELECT count(*) FROM official)"
    ) == [(2, 0)]


def test_a_number_of_the_row_above_stays_with_the_first_when_days_stand_side_by_side(
    tmp_path: Path,
) -> None:
    workbook(
        tmp_path / "a.xlsx",
        p=[["走访户数", "_uuid", "_index"], [7, "u1", 1], [4, "u2", 2]],
        c=[["村名", "第1次走访", "第2次走访", "_parent_index"],
           ["柳东村", "2026-03-02", "2026-03-03", 1], ["柳西村", "2026-03-02", "", 1],
           ["青东村", "2026-03-04", "", 2]],
    )  # fmt: skip
    taken = take(
        tmp_path / "a.xlsx", VISIT, sheet=("c",),
        joined=Joined("_parent_index", "_index", sheet="p"), wide=Wide("第*次走访", value="visited_on"),
    )  # fmt: skip
    assert taken.column("households") == ["7", "", "", "4"]


def mended(snapshot: Snapshot, file: Path, header: str, cell: str) -> None:
    """The rows that were put aside, handed back with one cell of the first filled in."""
    body = rejects.workbook(snapshot, "zh_CN", {})
    assert body is not None
    book = CalamineWorkbook.from_filelike(BytesIO(body))
    rows = book.get_sheet_by_index(0).to_python()
    rows[1][rows[0].index(header)] = cell
    workbook(file, Sheet1=rows)


def test_a_mended_row_bears_the_headers_of_its_export(tmp_path: Path) -> None:
    visits = ODK["Visits.csv"].replace("2026-03-02T23:30:00Z", "不详")
    folder = city(tmp_path, **{"Visits.csv": visits})
    keys = '[sources.visit]\nfile = ["Visits.csv"]\n'
    (folder / "city.toml").write_text(CITY + keys, encoding="utf-8")
    snapshot, _ = loaded(folder)
    assert aside(snapshot) == [("visit", 2, ["bad_date"])]
    mended(snapshot, folder / "m.xlsx", "jiben-走访时间", "2026-03-03")
    more = keys.replace('"]', '", "m.xlsx"]')
    (folder / "city.toml").write_text(CITY + more, encoding="utf-8")
    snapshot, _ = loaded(folder)
    assert snapshot.rows("SELECT visit_id, visited_on::VARCHAR, lat FROM visit ORDER BY 1") == [
        ("uuid:a1", "2026-03-03", 34.05), ("uuid:a2", "2026-03-04", 34.15),
    ]  # fmt: skip


def test_a_mended_row_that_belonged_to_none_is_read_alone(tmp_path: Path) -> None:
    folder = city(tmp_path)
    kobo_day(folder / "日记.xlsx")
    guessed(folder)
    snapshot, _ = loaded(folder)
    mended(snapshot, folder / "m.xlsx", "jiben/走访日期", "2026-03-11")
    body = (folder / "city.toml").read_text("utf-8").replace("[sources.visit]", "[[sources.visit]]")
    part = '\n[[sources.visit]]\nfile = "m.xlsx"\n'
    (folder / "city.toml").write_text(body + part, encoding="utf-8")
    snapshot, _ = loaded(folder)
    assert snapshot.rows(
        "SELECT target_id, visited_on::VARCHAR FROM visit WHERE visited_on > '2026-03-05'"
    ) == [(LIUDONG, "2026-03-11")]


def test_a_mended_row_joins_the_files_of_a_repeat(tmp_path: Path) -> None:
    days = "走访日期,KEY,SubmissionDate\n2026-03-02,uuid:a,2026-03-02T01:00:00Z\n"
    villages = "村名,PARENT_KEY,KEY\n柳东村,uuid:a,uuid:a/cun[1]\n柳西村,uuid:b,uuid:b/cun[1]\n"
    folder = city(tmp_path, **{"day.csv": days, "day-cun.csv": villages})
    body = guessed(folder)
    assert "# 每行按“PARENT_KEY”接上 day.csv 里“KEY”相同的那一行：2 行中接上 1 行" in body
    snapshot, _ = loaded(folder)
    assert aside(snapshot) == [("visit", 3, ["missing", "no_row_above"])]
    mended(snapshot, folder / "m.xlsx", "走访日期", "2026-03-11")
    more = body.replace('file = "day-cun.csv"', 'file = ["day-cun.csv", "m.xlsx"]')
    (folder / "city.toml").write_text(more, encoding="utf-8")
    snapshot, _ = loaded(folder)
    assert snapshot.rows("SELECT target_id, visited_on::VARCHAR FROM visit ORDER BY 1") == [
        (LIUDONG, "2026-03-02"), (LIUXI, "2026-03-11"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "amounts"),
    [("xm/总投资（亿元）", ["30000"]), ("投资（亿元）/总投资", ["30000"]), ("xm/总投资", ["3"]),
     ("投资（亿元）/总投资（万元）", ["3"]), ("去年（亿元）/计划/总投资", None)],
)  # fmt: skip
def test_a_group_may_state_the_unit(tmp_path: Path, header: str, amounts: list[str] | None) -> None:
    (tmp_path / "p.csv").write_text(f"xm/项目名称,{header},_uuid\n水厂,3,u\n", "utf-8")
    taken = take(tmp_path / "p.csv", PROJECT)
    assert taken.computed.get("investment_wan_yuan") == amounts
    assert (header in taken.ignored) is (amounts is None)


def test_villages_that_were_ticked_are_a_visit_each(tmp_path: Path) -> None:
    head = "走访日期,zou/村名,zou/村名/柳东村,zou/村名/柳西村,zou/走访户数,_uuid"
    rows = "2026-03-02,柳东村 柳西村,1,1,7,u1\n2026-03-03,柳西村,0,1,2,u2\n"
    folder = city(tmp_path, **{"visits.csv": f"{head}\n{rows}"})
    assert 'split = ["target_name"]' in guessed(folder)
    snapshot, summary = loaded(folder)
    assert summary.reasons == []
    assert snapshot.rows("SELECT target_id, visited_on::VARCHAR, households FROM visit ORDER BY 2, 1") == [
        (LIUDONG, "2026-03-02", 7), (LIUXI, "2026-03-02", None), (LIUXI, "2026-03-03", 2),
    ]  # fmt: skip


def test_the_next_export_joins_at_the_desk(tmp_path: Path) -> None:
    folder = city(tmp_path)
    kobo_day(folder / "日记.xlsx")
    guessed(folder)
    kobo_day(folder / "日记四月.xlsx")
    told = {one.shown: one.source for one in join(folder, ["日记四月.xlsx"])}
    assert told == {"日记四月.xlsx": None, "日记四月.xlsx [cun]": "visit"}
    keys = tomllib.loads((folder / "city.toml").read_text("utf-8"))["sources"]["visit"]
    assert keys["file"] == ["日记.xlsx", "日记四月.xlsx"]
    assert keys["joined"] == {"sheet": "走访日记", "by": "_parent_index", "to": "_index"}


def test_names_of_a_repeat_are_asked_at_the_desk_too(tmp_path: Path) -> None:
    folder = city(tmp_path, **ODK)
    guessed(folder)
    (folder / "more.csv").write_text("KEY,走访日期,SubmissionDate\nuuid:c,2026-03-09,\n", "utf-8")
    (folder / "more-hu.csv").write_text(
        "姓名,PARENT_KEY,KEY\n吴八两,uuid:c,uuid:c/hu[1]\n", "utf-8"
    )
    (why,) = [one.why for one in join(folder, ["more.csv", "more-hu.csv"]) if "hu" in one.shown]
    assert isinstance(why, Note)
    assert why.key == "whose_names"


@pytest.mark.parametrize(
    ("file", "code"), [("../days.csv", "file_outside"), ("days.csv", "file_missing")]
)
def test_the_file_above_is_of_the_folder(tmp_path: Path, file: str, code: str) -> None:
    folder = city(tmp_path, **{"visits.csv": "村名,走访日期,a\n"})
    (tmp_path / "days.csv").write_text("b\n", encoding="utf-8")
    keys = f'joined = {{ file = "{file}", by = "a", to = "b" }}'
    (folder / "city.toml").write_text(
        f'{CITY}[sources.visit]\nfile = "visits.csv"\n{keys}\n', encoding="utf-8"
    )
    with pytest.raises(RefusedError) as refused:
        read_city(folder, enclosed=True)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "header", ["a/_" * 100_000, "a/" * 100_000 + "走访日期", "_" * 100_000 + "_latitude"]
)
def test_a_header_without_end_takes_no_time(header: str) -> None:
    began = process_time()
    (heading, _) = with_cells(
        headings_of_export([header, "_uuid"]), [Row(2, ["1 " * 1_000_000, "u"])]
    )
    assert heading.readings == (header,)
    assert process_time() - began < 1
