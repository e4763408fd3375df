"""What a stranger's first trial found: figures that were wrong without a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import xlsxwriter
from click.testing import Result

from etl.pipeline import load
from geodata.base.errors import RefusedError
from geodata.store.snapshots import Store

Run = Callable[..., Result]
NOW = datetime(2026, 11, 2, 9)
CODES = ["990121100201", "990121100202", "990121200201", "990121200202"]
NAMES = ["曹西村", "曹东村", "王庄村", "李庄村"]
SQUARES = [shapely.box(115 + n / 10, 34, 115.1 + n / 10, 34.1) for n in range(4)]
CITY = """[city]
name = "柳县"
code = "990121"
kind = "county"
[sources.township]
file = "townships.csv"
[sources.village]
file = "villages.csv"
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Two townships and four villages, of which each file below is about."""
    folder = tmp_path / "office"
    folder.mkdir()
    towns = "代码,名称\n990121100,曹集乡\n990121200,会亭镇\n"
    (folder / "townships.csv").write_text(towns, "utf-8")
    rows = [f"{code},{name}" for code, name in zip(CODES, NAMES, strict=True)]
    (folder / "villages.csv").write_text("\n".join(["代码,名称", *rows]), "utf-8")
    return folder


def written(folder: Path, run: Run) -> str:
    result = run("check", folder, "--write", "--store", folder / "store")
    assert result.exit_code == 0, result.output
    return (folder / "city.toml").read_text("utf-8")


def put(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(lines), "utf-8")


def test_whether_a_visit_took_place_is_asked_row_by_row(
    office: Path, run: Run, store: Store
) -> None:
    rows = [f"曹东村,2026-10-{day},未走访（雨天）" for day in range(10, 21)]
    put(office, "走访.csv", "村名,走访日期,是否走访", "曹西村,2026-10-08,是", *rows)
    written(office, run)
    summary = load(office, store, now=NOW)
    assert [(one.code, one.rows) for one in summary.reasons] == [("bad_choice", 11)]
    assert store.current().rows("SELECT target_id FROM visit") == [(CODES[0],)]


def test_a_column_that_is_passed_over_is_said(office: Path, run: Run) -> None:
    put(
        office,
        "重点项目.csv",
        "项目名称,乡镇,开工时间",
        "甲,曹集乡,前期",
        "乙,会亭镇,前期",
        "丙,会亭镇,未定",
    )
    text = written(office, run)
    assert "“开工时间”按表头是 started_on，内容却不像（如 前期）：没有采用这一列，对吗？" in text
    assert 'columns = { started_on = "" }' in text
    assert "# 重点项目（把握：中" in text


@pytest.mark.parametrize(
    ("cell", "households", "note"),
    [
        ("5户", 5, None), ("约6户", 6, None), ("12户次", 12, None), ("７ 户", 7, None),
        ("十二户", 12, None), ("一百零五", 105, None), ("无", 0, None), ("/", None, None),
        # of two counts that in households, and what it is made of is kept
        ("3户8人", 3, "走访户数：3户8人"), ("5户（含2户低保）", 5, "走访户数：5户（含2户低保）"),
        # of another unit, several, or more than a number: unknown, and the visit stands
        ("8人", None, "走访户数：8人"), ("3户、5户", None, "走访户数：3户、5户"),
        ("12-15户", None, "走访户数：12-15户"), ("5户（走访8户）", None, "走访户数：5户（走访8户）"),
        ("5-6", None, "走访户数：5-6"), ("3+2", None, "走访户数：3+2"), ("1.5", None, "走访户数：1.5"),
        ("30余户", None, "走访户数：30余户"), ("一百五", None, "走访户数：一百五"),
    ],
)  # fmt: skip
def test_households_are_counted_in_households(
    office: Path, run: Run, store: Store, cell: str, households: int | None, note: str | None
) -> None:
    put(
        office,
        "走访.csv",
        "村名,走访日期,走访户数",
        "曹西村,2026-10-08,5",
        f"曹东村,2026-10-09,{cell}",
    )
    written(office, run)
    summary = load(office, store, now=NOW)
    assert summary.reasons == []
    found = store.current().rows(
        "SELECT households, note FROM visit WHERE visited_on = '2026-10-09'"
    )
    assert found == [(households, note)]
    said = [code for code, _ in summary.warnings if code == "counts_in_words"]
    assert said == (["counts_in_words"] if note else [])


def test_what_is_no_number_of_anything_is_put_aside(office: Path, run: Run, store: Store) -> None:
    put(office, "走访.csv", "村名,走访日期,走访户数", "曹西村,2026-10-08,-5", "曹东村,2026-10-09,1e3",
        "王庄村,2026-10-09,100%", "李庄村,2026-10-09,2")  # fmt: skip
    written(office, run)
    summary = load(office, store, now=NOW, allow_fewer={"visit"})
    assert [(one.code, one.rows) for one in summary.reasons] == [("bad_count", 3)]


def test_a_summary_and_the_lists_it_was_made_of_are_told(
    office: Path, run: Run, store: Store
) -> None:
    """The same visits with other people written beside them are others: nobody else can tell."""
    (office / "曹集乡").mkdir()
    put(
        office,
        "县走访汇总2026年10月.csv",
        "走访日期,乡镇,村名,走访领导,走访户数,谈话人次",
        "2026-10-03,曹集乡,曹西村,张三,5,2",
        "2026-10-05,曹集乡,曹东村,,4,",
        "2026-10-06,会亭镇,王庄村,李四,4,",
    )
    put(office, "曹集乡/走访登记2026年10月.csv", "走访日期,村名,走访人员,走访户数",
        "10月3日,曹西村,张三、王二,5", "10月5日,曹东村,王二,4")  # fmt: skip
    written(office, run)
    values = [
        values for code, values in load(office, store, now=NOW).warnings if code == "told_twice"
    ]
    assert [(one["visits"], one["shared"], one["shown"]) for one in values] == [
        (2, 2, "曹东村 2026-10-05, 曹西村 2026-10-03")
    ]


def test_two_who_went_on_one_day_are_no_summary(office: Path, run: Run, store: Store) -> None:
    """Two of three alike are too few."""
    put(office, "领导走访2026年10月.csv", "走访日期,村名,走访领导,走访户数", "2026-10-05,曹西村,张三,5",
        "2026-10-05,曹东村,张三,4", "2026-10-05,王庄村,张三,4")  # fmt: skip
    put(office, "干部走访2026年10月.csv", "走访日期,村名,走访人员,走访户数", "2026-10-05,曹西村,王二,5",
        "2026-10-05,曹东村,王二,4", "2026-10-05,王庄村,王二,7")  # fmt: skip
    written(office, run)
    assert not [code for code, _ in load(office, store, now=NOW).warnings if code == "told_twice"]


def test_who_came_on_one_visit_is_not_split(office: Path, store: Store) -> None:
    (office / "city.toml").write_text(
        CITY + '[sources.visit]\nfile = "v.csv"\nsplit = ["officials"]\n'
    )
    put(office, "v.csv", "走访日期,村名,走访人", "2026-10-03,曹西村,张三、李四")
    with pytest.raises(RefusedError) as caught:
        load(office, store, now=NOW)
    assert (caught.value.code, caught.value.values["column"]) == ("split_whole", "officials")


def test_of_registers_of_two_years_the_newer_is_read(office: Path, run: Run, store: Store) -> None:
    rows = [f"{code},{name}" for code, name in zip(CODES, NAMES, strict=True)]
    (office / "villages.csv").unlink()
    put(office, "2025年村名册.csv", "代码,名称", *rows, "990121200203,老庄村")
    put(office, "2026年村名册.csv", "代码,名称", *rows)
    assert "2025年村名册.csv：是 2025 年的" in written(office, run)
    load(office, store, now=NOW)
    assert store.current().rows("SELECT count(*) FROM place WHERE kind = 'village'") == [(4,)]


@pytest.mark.parametrize("whole", ["村名册.csv", "2025年村名册.csv"])
@pytest.mark.parametrize("name", ["低收入村.csv", "包联.csv", "2026年走访村.csv"])
def test_a_shorter_list_is_not_the_register(
    office: Path, run: Run, store: Store, name: str, whole: str
) -> None:
    (office / "villages.csv").unlink()
    towns = ["曹集乡", "曹集乡", "会亭镇", "会亭镇"]
    rows = [f"{town},{village}" for town, village in zip(towns, NAMES, strict=True)]
    put(office, whole, "序号,乡镇,村名", *(f"{n},{row}" for n, row in enumerate(rows, 1)))
    put(office, name, "乡镇,村名", rows[0])
    written(office, run)
    load(office, store, now=NOW)
    assert store.current().rows("SELECT count(*) FROM place WHERE kind = 'village'") == [(4,)]


@pytest.mark.parametrize("header", ["乡镇,村名,8月走访户数,9月走访户数", "乡镇,村名,集体经济收入"])
def test_a_list_of_the_same_places_is_no_part_of_the_register(
    office: Path, run: Run, store: Store, header: str
) -> None:
    towns = ["曹集乡", "曹集乡", "会亭镇", "会亭镇"]
    cells = ",3" * (header.count(",") - 1)
    put(office, "村情况登记表.csv", header,
        *(f"{town},{name}{cells}" for town, name in zip(towns, NAMES, strict=True)))  # fmt: skip
    assert "与 villages.csv 大半是同样的地方" in written(office, run)
    load(office, store, now=NOW)
    assert store.current().rows("SELECT count(*) FROM place WHERE kind = 'village'") == [(4,)]


def test_a_namesake_without_a_code_is_asked(office: Path, store: Store) -> None:
    """曹西村 has a code in one file and none in the other: one place or two, nobody can tell."""
    put(office, "more.csv", "名称,乡镇", "曹西村,曹集乡", "新村,曹集乡")
    put(office, "city.toml", CITY.replace('"villages.csv"', '["villages.csv", "more.csv"]'))
    summary = load(office, store, now=NOW)
    assert [(one.code, one.rows) for one in summary.reasons] == [("name_doubled", 1)]
    rows = store.current().rows("SELECT count(*) FROM place WHERE kind = 'village'")
    assert rows == [(5,)]


def test_codes_of_villages_are_no_numbers_of_townships(office: Path, run: Run) -> None:
    """A list is called after both, and its names do not say what they are."""
    (office / "townships.csv").unlink()
    (office / "villages.csv").unlink()
    rows = [f"{code},{name.removesuffix('村')}" for code, name in zip(CODES, NAMES, strict=True)]
    put(office, "各乡镇名单.csv", "代码,名称", *rows)
    text = written(office, run)
    assert '[sources.village]\nfile = "各乡镇名单.csv"' in text
    assert "[sources.township]" not in text


def placemark(number: int, data: str) -> str:
    corners = " ".join(f"{x},{y}" for x, y in SQUARES[number].exterior.coords)
    return (
        f"<Placemark><name>图斑{number}</name><ExtendedData>{data}</ExtendedData><Polygon>"
        f"<outerBoundaryIs><LinearRing><coordinates>{corners}</coordinates></LinearRing>"
        "</outerBoundaryIs></Polygon></Placemark>"
    )


def test_the_label_of_a_kml_is_no_name(office: Path, run: Run, store: Store) -> None:
    marks = "".join(
        placemark(number, f'<Data name="村名"><value>{name}</value></Data>')
        for number, name in enumerate(NAMES)
    )
    put(office, "村界.kml", '<?xml version="1.0" encoding="UTF-8"?>'
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>')  # fmt: skip
    written(office, run)
    assert load(office, store, now=NOW).reasons == []
    rows = store.current().rows(
        "SELECT name, round(ST_XMin(geometry), 1) FROM place WHERE kind = 'village' ORDER BY code"
    )
    assert rows == [(name, 115 + n / 10) for n, name in enumerate(NAMES)]


def test_a_layer_of_an_earlier_year_draws_nothing(office: Path, run: Run, store: Store) -> None:
    (office / "villages.csv").unlink()
    for year, moved in ((2019, 5.0), (2026, 0.0)):
        shapes = [
            shapely.affinity.translate(one, moved) for one in SQUARES[: 4 if moved == 0 else 2]
        ]
        codes, names = CODES[: len(shapes)], NAMES[: len(shapes)]
        frame = gpd.GeoDataFrame({"code": codes, "name": names}, geometry=shapes, crs=4490)
        frame.to_file(
            office / "三调.gdb", layer=f"CJDCQ_{year}", driver="OpenFileGDB",
            mode="a" if year == 2026 else "w",
        )  # fmt: skip
    written(office, run)
    load(office, store, now=NOW)
    ((west, drawn),) = store.current().rows(
        "SELECT max(ST_XMax(geometry)), count(geometry) FROM place WHERE kind = 'village'"
    )
    assert (round(west, 1), drawn) == (115.4, 4)


def test_a_sheet_that_nobody_sees_is_not_read(office: Path, run: Run, store: Store) -> None:
    with xlsxwriter.Workbook(office / "2026年走访台账.xlsx") as book:
        for name, village in (("9月", "曹西村"), ("10月", "曹东村"), ("10月 (2)", "王庄村")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["村名", "走访日期"])
            sheet.write_row(1, 0, [village, f"2026-{9 if name == '9月' else 10}-08"])
            if name == "10月 (2)":
                sheet.hide()
    assert "[10月 (2)]：隐藏的工作表：没有读" in written(office, run)
    load(office, store, now=NOW)
    rows = store.current().rows("SELECT target_id FROM visit ORDER BY 1")
    assert rows == [(CODES[0],), (CODES[1],)]


def test_nobody_came_where_a_cell_says_so(office: Path, store: Store) -> None:
    put(office, "v.csv", "村名,8月,9月,10月", "曹西村,张三,张三,张三", "曹东村,李四,无,/",
        "王庄村,王五,—,未去", "李庄村,赵六,赵六,0")  # fmt: skip
    wide = 'wide = { headers = "*月", label = "visited_on", value = "officials" }\n'
    put(office, "city.toml", CITY + f'[sources.visit]\nfile = "v.csv"\nyear = 2026\n{wide}')
    load(office, store, now=NOW)
    rows = store.current().rows(
        "SELECT month(visited_on), count(*) FROM visit GROUP BY 1 ORDER BY 1"
    )
    assert rows == [(8, 4), (9, 2), (10, 1)]


def test_a_year_that_a_file_contradicts_is_refused(office: Path, store: Store) -> None:
    """Whoever adds ``year = 2026`` for this year's files would have last year's in it."""
    put(office, "2025年10月走访.csv", "村名,走访日期", "曹西村,10月8日")
    put(office, "city.toml", CITY + '[sources.visit]\nfile = "*走访.csv"\nyear = 2026\n')
    with pytest.raises(RefusedError) as refused:
        load(office, store, now=NOW)
    assert (refused.value.code, refused.value.values["said"]) == ("year_contradicts", 2025)


def test_a_code_of_another_township_or_county_is_said(office: Path, store: Store) -> None:
    rows = [f"{code},曹集乡,{name}" for code, name in zip(CODES[:3], NAMES[:3], strict=True)]
    put(office, "villages.csv", "代码,乡镇,名称", *rows)
    put(office, "city.toml", CITY)
    summary = load(office, store, now=NOW)
    assert [code for code, _ in summary.warnings] == ["township_differs"]
    assert "王庄村 990121200201 曹集乡 ≠ 会亭镇" in str(summary.warnings[0][1]["shown"])
    put(office, "city.toml", CITY.replace('[sources.township]\nfile = "townships.csv"\n', ""))
    put(office, "villages.csv", "代码,乡镇,名称", *rows[:2], "990122100201,曹集乡,外县村")
    said = dict(load(office, Store(office / "other"), now=NOW).warnings)
    assert said["code_elsewhere"]["shown"] == "外县村 990122100201"


def test_one_name_in_the_lists_of_two_townships_is_said(
    office: Path, run: Run, store: Store
) -> None:
    for town, villages in (("曹集乡", NAMES[:2]), ("会亭镇", NAMES[2:])):
        (office / town).mkdir()
        rows = [
            f"{village},{name}"
            for village, name in zip(villages, ("张伟", f"李{town[0]}"), strict=True)
        ]
        put(office / town, "包村干部.csv", "村名,姓名", *rows)
    written(office, run)
    said = [values for code, values in load(office, store, now=NOW).warnings if code == "namesakes"]
    assert [(one["officials"], one["shown"]) for one in said] == [(1, "会亭镇、曹集乡")]
