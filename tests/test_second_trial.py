"""What a stranger's second trial left open: layouts that are common and were not understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import Result

from etl.pipeline import load
from geodata.store.snapshots import Store
from test_first_trial import NOW, office, put, written

__all__ = ["office"]
Run = Callable[..., Result]


def visits(folder: Path, run: Run, store: Store) -> list[tuple[object, ...]]:
    written(folder, run)
    load(folder, store, now=NOW)
    return store.current().rows("SELECT target_id, visited_on, is_month_only FROM visit ORDER BY 2")


@pytest.mark.parametrize(
    "lines",
    [
        ("2026年走访记录", "月份,日,村,走访人", "10月,16,曹西村,张三丰", "9月,3,王庄村,王五六"),
        ("年份,月份,日期,村,走访人", "2026,10,16,曹西村,张三丰", "2026年,9,3日,王庄村,王五六"),
        ("年度,日期,村,走访人", "2026,10月16日,曹西村,张三丰", "2026,9.3,王庄村,王五六"),
        ("月份,日,村,走访人", "2026-10,16,曹西村,张三丰", "2026年9月,3,王庄村,王五六"),
        # a whole day says it all, whatever stands beside it
        ("月份,走访日期,村,走访人", "10月,2026-10-16,曹西村,张三丰", "9月,2026-09-03,王庄村,王五六"),
    ],
)  # fmt: skip
def test_a_day_in_several_columns(
    office: Path, run: Run, store: Store, lines: tuple[str, ...]
) -> None:
    put(office, "走访记录.csv", *lines)
    assert visits(office, run, store) == [
        ("990121200201", date(2026, 9, 3), False), ("990121100201", date(2026, 10, 16), False),
    ]  # fmt: skip


@pytest.mark.parametrize("month", ["", "上月", "九月", "13"])
def test_a_number_without_its_month_is_no_day(
    office: Path, run: Run, store: Store, month: str
) -> None:
    head = ["2026年10月走访记录", "年份,月份,日期,村,走访人", "2026,10,16,曹西村,张三丰"]
    put(office, "走访.csv", *head, f"2026,{month},17,曹东村,李四光")
    assert visits(office, run, store) == [("990121100201", date(2026, 10, 16), False)]
    (aside,) = store.current().rows(
        "SELECT reasons[1].code, reasons[1].column_name FROM quarantine"
    )
    assert aside == ("bad_date", "visited_on")


def test_namesakes_find_their_shapes_by_the_townships_of_a_layer(
    office: Path, run: Run, store: Store
) -> None:
    put(office, "villages.csv", "乡镇,村名", "曹集乡,和平村", "会亭镇,和平村")
    shapes = [shapely.box(115 + n / 10, 34, 115.1 + n / 10, 34.1) for n in range(2)]
    layer = {"村名称": ["和平村", "和平村"], "乡镇": ["会亭镇", "曹集乡"]}
    gpd.GeoDataFrame(layer, geometry=shapes, crs=4326).to_file(office / "边界.geojson")
    assert "对上 2 行中的 2 行（100%）" in written(office, run)
    load(office, store, now=NOW)
    found = store.current().rows(
        "SELECT parent_code, round(ST_XMin(geometry), 1) FROM place"
        " WHERE kind = 'village' ORDER BY 1"
    )
    assert found == [("990121100000", 115.1), ("990121200000", 115.0)]


def test_a_month_that_no_column_says_is_said_of_all(office: Path, run: Run, store: Store) -> None:
    put(office, "项目台账.csv", "项目编号,项目名称,总投资(万元)", "P1,路灯,100", "P2,桥,200")
    put(office, "进度.csv", "项目名称,本月计划,本月完成", "路灯,10,8", "桥,20,22")
    toml = written(office, run)
    assert "缺少 month；若整张表都是同一个时间" in toml
    more = '[sources.project_month]\nfile = "进度.csv"\nconstants = { month = "2026-10" }\n'
    (office / "city.toml").write_text(toml + more, "utf-8")
    load(office, store, now=NOW)
    rows = store.current().rows("SELECT * EXCLUDE month FROM project_month ORDER BY 1")
    assert [(project, float(plan), float(done)) for project, plan, done, *_ in rows] == [
        ("P1", 10, 8), ("P2", 20, 22),
    ]  # fmt: skip


def test_pairings_and_the_days_of_visits_side_by_side(office: Path, run: Run, store: Store) -> None:
    rows = [
        "曹集乡,曹西村,张三丰,9月3日,10月12日",
        "曹集乡,曹东村,李四光,9月5日、9月20日,",
        "会亭镇,王庄村,王五六,,10月13日",
    ]
    put(office, "2026年包村走访.csv", "乡镇,村,包村干部,9月,10月", *rows)
    assert [day for _, day, _ in visits(office, run, store)] == [
        date(2026, 9, 3), date(2026, 9, 5), date(2026, 9, 20), date(2026, 10, 12), date(2026, 10, 13),
    ]  # fmt: skip
    assert store.current().rows("SELECT count(*) FROM pairing") == [(3,)]


def test_numbers_below_months_are_no_visits(office: Path, run: Run) -> None:
    put(office, "走访次数.csv", "村,走访人,9月,10月", "曹西村,张三丰,2,3", "曹东村,李四光,1,1")
    assert "走访次数.csv：逐月的次数统计" in written(office, run)


def test_the_day_of_a_change_is_no_visit(office: Path, run: Run, store: Store) -> None:
    put(office, "变更.csv", "村,原包村干部,现包村干部,变更日期", "曹西村,张三丰,李四光,2026-10-01")
    assert visits(office, run, store) == []
    found = store.current().rows("SELECT target_id, name FROM pairing JOIN official"
                                 " ON official_id = responsible_id")  # fmt: skip
    assert found == [("990121100201", "李四光")]


@pytest.mark.parametrize("header", ["变更日期", "任职时间", "填表日期", "完成期限"])
def test_a_day_of_something_else_is_not_taken_for_that_of_a_visit(
    office: Path, run: Run, header: str
) -> None:
    put(office, "名单.csv", f"村,事由,{header}", "曹西村,调离,2026-10-01", "曹东村,退休,2026-10-02")
    toml = written(office, run)
    assert "[sources.visit]" not in toml
    assert "# - 名单.csv：" in toml


def test_of_projects_told_twice_nothing_is_said_of_registers(office: Path, run: Run) -> None:
    rows = ["P1,路灯,100", "P2,桥,200", "P3,水渠,300"]
    put(office, "重点项目.csv", "项目编号,项目名称,总投资(万元)", *rows)
    put(office, "项目台账.csv", "项目编号,项目名称,总投资(万元)", *rows)
    toml = written(office, run)
    assert "只读那一份，免得算两遍" in toml
    assert "earlier" not in toml


def test_a_township_that_is_told_once_holds_below_in_a_register_too(
    office: Path, run: Run, store: Store
) -> None:
    (office / "townships.csv").unlink()
    rows = [
        "1,江南街道,望江社区,301",
        "2,,和平社区,302",
        "3,江北街道,和平社区,303",
        "4,,桥头村,304",
    ]
    put(
        office,
        "villages.csv",
        "村居基本情况表",
        "序号,镇街,村（社区）,户数",
        *rows,
        "合计,,4个,1210",
    )
    assert 'fill_down = ["township_name"]' in written(office, run)
    load(office, store, now=NOW)
    found = store.current().rows(
        "SELECT place.name, string_agg(parent.name, ',' ORDER BY parent.name) FROM place"
        " JOIN place AS parent ON parent.code = place.parent_code"
        " WHERE place.kind IN ('village', 'community') GROUP BY place.name ORDER BY 1"
    )
    assert found == [
        ("和平社区", "江北街道,江南街道"),
        ("望江社区", "江南街道"),
        ("桥头村", "江北街道"),
    ]


def test_a_list_whose_every_word_is_less_usual(office: Path, run: Run, store: Store) -> None:
    rows = ["赵大海,书记,曹西村、曹东村,10月15日,2", "钱小川,县长,王庄村,10月16日、10月23日,1"]
    put(
        office,
        "下沉.csv",
        "2026年10月县领导下沉情况",
        "姓名,职务,下沉村,下沉时间,协调解决问题（件）",
        *rows,
    )
    assert [(str(code)[-3:], str(day)[-2:]) for code, day, _ in visits(office, run, store)] == [
        ("201", "15"), ("202", "15"), ("201", "16"), ("201", "23"),
    ]  # fmt: skip
    assert store.current().rows("SELECT count(*) FROM pairing") == [(0,)]
    # 姓名 may be those of households: it is not taken for who came
    assert store.current().rows("SELECT count(*) FROM official") == [(0,)]


def test_of_two_columns_of_places_the_narrower_is_asked_for(
    office: Path, run: Run, store: Store
) -> None:
    grids = ["990121100201001,第1网格,990121100201", "990121100202001,第2网格,990121100202"]
    put(office, "网格.csv", "网格代码,网格名称,村代码", *grids)
    rows = [
        "第1网格,曹西村,林一芳,2026-10-10",
        "第2网格,曹西村,林二芳,2026-10-11",
        "第1网格,曹西村,林一芳,2026-10-12",
    ]
    put(office, "入户日志.csv", "网格名称,所属村,网格员,入户日期", *rows)
    toml = written(office, run)
    assert 'columns = { target_name = "网格名称" }' in toml
    assert "target_name 取“网格名称”一列，不取其他像它的列：对吗？" in toml
    load(office, store, now=NOW)
    assert store.current().rows("SELECT DISTINCT target_id FROM visit ORDER BY 1") == [
        ("990121100201001",), ("990121100202001",),
    ]  # fmt: skip


def test_of_the_village_visited_and_the_one_looked_after_neither_is_taken(
    office: Path, run: Run
) -> None:
    rows = ["曹西村,王庄村,张三丰,2026-10-10", "曹东村,王庄村,李四光,2026-10-11"]
    put(office, "走访.csv", "走访村,联系村,走访人,走访日期", *rows)
    assert "[sources.visit]" not in written(office, run)


@pytest.mark.parametrize("note", ["因雨未入户", "未到村", "未能走访，改到下月"])
def test_a_remark_that_nobody_got_there_is_asked(
    office: Path, run: Run, store: Store, note: str
) -> None:
    rows = [f"2026-10-08,张三丰,曹西村,{note}", "2026-10-09,李四光,曹东村,未发现问题"]
    put(office, "走访.csv", "日期,走访人,村,备注", *rows)
    assert [code for code, *_ in visits(office, run, store)] == ["990121100202"]
    assert len(store.current().rows("SELECT * FROM quarantine")) == 1
