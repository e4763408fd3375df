"""A guess at sheets whose rows are not yet those of a table: what city.toml then says of them."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.guess.folder import guess
from etl.guess.toml import city_toml
from etl.pipeline import load
from geodata.store.snapshots import Snapshot, Store

NOW = datetime(2026, 4, 20, 9)
FILES = {
    "乡镇.csv": "代码,名称\n990121100,柳河镇\n990121200,青石乡\n",
    "村.csv": "代码,名称\n990121100201,柳东村\n990121100202,石桥村\n990121200201,石桥村\n",
}


def written(folder: Path, **files: str) -> dict[str, Any]:
    """The sources of the city.toml that is guessed for these files."""
    folder.mkdir(exist_ok=True)
    for name, body in {**FILES, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    body = city_toml(guess(folder), "zh_CN")
    (folder / "city.toml").write_text(body, encoding="utf-8")
    return dict(tomllib.loads(body)["sources"])


def loaded(folder: Path, now: datetime = NOW) -> Snapshot:
    store = Store(folder.parent / "store")
    summary = load(folder, store, now=now)
    assert summary.reasons == []
    return store.current()


def test_two_persons_of_a_row_are_two_roles_and_the_folder_is_the_township(tmp_path: Path) -> None:
    body = "村名,包村领导,包村干部,联系电话\n柳东村,刘一明,陈二,13800000000\n石桥村,张三,陈二,13800000001\n"
    folder = tmp_path / "city"
    found = written(folder, **{"报送/柳河镇/安排.csv": body})
    assert found["pairing"] == [
        {
            "file": "报送/柳河镇/安排.csv",
            "columns": {"responsible_name": role},
            "constants": {"role": role, "township_name": "{folder}", "tier": "township"},
        }
        for role in ("包村领导", "包村干部")
    ]
    rows = loaded(folder).rows(
        "SELECT role, target_id, name FROM pairing JOIN official ON official_id = responsible_id"
        " ORDER BY ALL"
    )
    assert rows == [
        ("包村干部", "990121100201", "陈二"),
        ("包村干部", "990121100202", "陈二"),
        ("包村领导", "990121100201", "刘一明"),
        ("包村领导", "990121100202", "张三"),
    ]


def test_lists_of_villages_are_split(tmp_path: Path) -> None:
    body = "联系领导,联系乡镇,联系村\n李文华,柳河镇、青石乡,柳东村、石桥村\n"
    folder = tmp_path / "city"
    found = written(folder, **{"县级领导联系村安排表.csv": body})
    assert found["pairing"] == {
        "file": "县级领导联系村安排表.csv",
        "constants": {"tier": "county"},
        "split": ["township_name", "target_name"],
    }
    rows = loaded(folder).rows("SELECT target_id FROM pairing ORDER BY 1")
    assert rows == [("990121100201",), ("990121200201",)]


def test_the_file_of_the_month_to_come_is_read_too(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()

    def visits(name: str, months: list[int]) -> None:
        book = xlsxwriter.Workbook(folder / name)
        for month in months:
            page = book.add_worksheet(f"{month}月")
            page.write_row(0, 0, [f"柳县2026年{month}月走访记录"])
            page.write_row(
                1, 0, ["乡镇", "走访村（社区）", "走访时间", "走访领导（干部）", "解决问题"]
            )
            page.write_row(2, 0, ["柳河镇", "柳东村", f"{month}.12", "李文华", "路灯已修复"])
            page.write_row(3, 0, ["合计", "", "", "", ""])
        book.close()

    visits("2026年走访记录（1-2月）.xlsx", [1, 2])
    found = written(folder)
    assert found["visit"] == {"file": "*走访记录*.xlsx", "sheet": "*月*"}
    visits("走访记录2026年3月.xlsx", [3])
    rows = loaded(folder).rows("SELECT visited_on::VARCHAR, note FROM visit ORDER BY 1")
    assert rows == [
        ("2026-01-12", "解决问题：路灯已修复"),
        ("2026-02-12", "解决问题：路灯已修复"),
        ("2026-03-12", "解决问题：路灯已修复"),
    ]


def test_a_pattern_that_would_mean_another_file_is_none(tmp_path: Path) -> None:
    visits = "村代码,走访日期\n990121100201,2026-03-12\n"
    others = "村代码,走访编号,人数\n990121100201,V1,3\n"
    found = written(tmp_path / "city", **{"走访记录3月.csv": visits, "走访记录汇总3月.csv": others})
    assert found["visit"] == {"file": "走访记录3月.csv"}


def test_a_sheet_is_read_for_its_rows_and_for_what_stands_side_by_side(tmp_path: Path) -> None:
    body = "2026年重点项目\n项目名称,总投资（万元）,1月计划,1月完成\n"
    body = (
        "2026年重点项目进度,,,,,,,\n,,1月,,2月,,3月,\n项目名称,总投资（万元）,计划,完成,计划,完成,计划,完成\n"
        + ("水厂,3000,10,9,20,18,30,\n")
    )
    folder = tmp_path / "city"
    found = written(folder, **{"重点项目.csv": body})
    assert found["project"] == {"file": "重点项目.csv"}
    assert found["project_month"] == {
        "file": "重点项目.csv",
        "wide": {"headers": "*月", "label": "month"},
    }
    rows = loaded(folder).rows(
        "SELECT month::VARCHAR, planned_wan_yuan::INTEGER, invested_wan_yuan::INTEGER"
        " FROM project_month ORDER BY 1"
    )
    assert rows == [("2026-01-01", 10, 9), ("2026-02-01", 20, 18), ("2026-03-01", 30, None)]


def test_a_known_header_that_means_something_else_is_switched_off(tmp_path: Path) -> None:
    body = "村代码,走访日期,走访对象类型\n990121100201,2026-03-12,脱贫户\n990121100202,2026-03-13,一般户\n"
    found = written(tmp_path / "city", **{"走访.csv": body})
    assert found["visit"]["columns"] == {"target_kind": ""}


def test_a_township_that_somebody_forgot_is_no_repetition(tmp_path: Path) -> None:
    """石桥村 is in both townships: to fill the empty cell would make a visit of the wrong one."""
    body = "乡镇,村名,走访日期\n柳河镇,柳东村,2026-03-12\n青石乡,石桥村,2026-03-13\n"
    body += "柳河镇,石桥村,2026-03-14\n,石桥村,2026-03-15\n"
    found = written(tmp_path / "city", **{"走访.csv": body})
    assert "fill_down" not in found["visit"]
    once = "乡镇,村名,走访日期\n柳河镇,柳东村,2026-03-12\n,石桥村,2026-03-13\n青石乡,石桥村,2026-03-14\n"
    found = written(tmp_path / "other", **{"走访.csv": once})
    assert found["visit"]["fill_down"] == ["township_name"]


def test_days_of_no_year_are_asked_about(tmp_path: Path) -> None:
    body = "村代码,走访日期\n990121100201,3月12日\n990121100202,3.13\n"
    folder = tmp_path / "city"
    assert written(folder, **{"走访.csv": body})["visit"] == {"file": "走访.csv"}
    toml = (folder / "city.toml").read_text(encoding="utf-8")
    assert "（如 3月12日）" in toml
    assert "请在这里加一行 year = 年份" in toml
    (folder / "city.toml").write_text(toml + "\nyear = 2026\n", encoding="utf-8")
    rows = loaded(folder).rows("SELECT visited_on::VARCHAR FROM visit ORDER BY 1")
    assert rows == [("2026-03-12",), ("2026-03-13",)]


def test_counts_by_month_are_no_register(tmp_path: Path) -> None:
    rows = "990121100201,柳东村,2,1,\n990121100202,石桥村,1,1,\n990121200201,石桥村,,1,2\n"
    body = f"村代码,村名,1月,2月,3月\n{rows}"
    folder = tmp_path / "city"
    found = written(folder, **{"走访统计.csv": body})
    assert found["village"] == {"file": "村.csv"}
    (why,) = [why for shown, why in guess(folder).unused if shown == "走访统计.csv"]
    assert getattr(why, "key", None) == "counts_by_month"


def test_files_at_every_depth_are_seen(tmp_path: Path) -> None:
    body = "村代码,走访日期\n990121100201,2026-03-12\n"
    found = written(tmp_path / "city", **{"一/二/三/走访.csv": body})
    assert found["visit"]["file"].startswith("一/二/三/")
