"""What a load says is so: totals are no rows, rows that "still count" do, a row is put aside once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from months import BING, FIRST, HEAD, VISITS, YI, Office

DATED = "走访日期,走访领导,村名,走访户数,备注\n2026-09-15,李文华,甲村,3,\n"


@pytest.mark.parametrize(
    "line",
    [
        "合计,,,11,",
        "合　计,,,11,",
        "北镇小计,,,11,",
        ",合计,,11,",
        ",,小计,11,",
        ",,,11,总计",
        "9月合计,,,11,",
    ],
)
def test_a_total_in_any_column_is_no_row(tmp_path: Path, line: str) -> None:
    there = Office(tmp_path, files={"visits.csv": f"{DATED}{line}\n"})
    there.load(FIRST)
    assert there.snapshot.rows(
        "SELECT rows_in, accepted, quarantined, set_aside FROM load_log WHERE table_name = 'visit'"
    ) == [(1, 1, 0, [3])]


@pytest.mark.parametrize("line", ["合计,,乙村,11,", "2026-09-16,,小计,11,", "2026-09-16,,,11,合计"])
def test_a_line_with_any_part_of_a_key_is_a_row(tmp_path: Path, line: str) -> None:
    there = Office(tmp_path, files={"visits.csv": f"{DATED}{line}\n"})
    there.load(FIRST)
    assert there.snapshot.rows(
        "SELECT rows_in, quarantined, set_aside FROM load_log WHERE table_name = 'visit'"
    ) == [(2, 1, [])]


def ghosts(summary: object) -> list[tuple[object, ...]]:
    return [
        (code, told["file"], told["rows"], told["months"])
        for code, told in summary.warnings  # type: ignore[attr-defined]
        if "ghost" in code
    ]


def test_a_row_that_no_longer_counts_counts_nowhere_twice(tmp_path: Path) -> None:
    """乙村 is gone from the register: its eight visits are put aside, each once, and stay in no figure."""
    there = Office(tmp_path)
    there.load(FIRST)
    there.write(**{"villages.csv": "code,name\n990101100201,甲村\n990101100203,丙村\n"})
    summary = there.load(allow_fewer=["village", "pairing", "visit"])
    assert ghosts(summary) == []
    assert there.snapshot.rows(
        "SELECT source_file, count(*) FROM quarantine WHERE table_name = 'visit' GROUP BY 1"
    ) == [("visits.csv", 8)]
    assert there.snapshot.rows("SELECT count(*) FROM visit") == [(9,)]
    # and with the village they are there again
    there.write(**{"villages.csv": f"code,name\n990101100201,甲村\n{YI},乙村\n{BING},丙村\n"})
    there.load()
    assert there.snapshot.rows("SELECT count(*) FROM visit") == [(17,)]
    assert there.snapshot.rows("SELECT count(*) FROM quarantine") == [(0,)]


def test_of_a_file_that_grew_too(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.load(FIRST)
    there.write(**{
        "villages.csv": "code,name\n990101100201,甲村\n990101100203,丙村\n",
        "visits.csv": VISITS + "甲村,2026-10-15,李文华\n",
    })  # fmt: skip
    summary = there.load(allow_fewer=["village", "pairing", "visit"])
    assert ghosts(summary) == []
    assert there.snapshot.rows(
        "SELECT source_file, count(*) FROM quarantine WHERE table_name = 'visit' GROUP BY 1"
    ) == [("visits.csv", 8)]


def test_a_row_that_does_count_is_still_told(tmp_path: Path) -> None:
    """甲村's visit of September was corrected to 丙村; the visits of 乙村, which is gone, are not told."""
    there = Office(tmp_path)
    there.load(FIRST)
    there.write(**{
        "villages.csv": "code,name\n990101100201,甲村\n990101100203,丙村\n",
        "visits.csv": VISITS.replace("甲村,2026-09-15", "丙村,2026-09-15"),
    })  # fmt: skip
    summary = there.load(allow_fewer=["village", "pairing", "visit"])
    assert ghosts(summary) == [("ghosts", "visits.csv", 1, "2026-09")]
    september = "SELECT target_id FROM visit WHERE visited_on = DATE '2026-09-15' ORDER BY 1"
    assert there.snapshot.rows(september) == [("990101100201",), ("990101100203",)]


def test_whom_only_the_township_tells_is_said(tmp_path: Path) -> None:
    """Two of one name: one is paired with 甲村 until June, one, in another township, with 丁村."""
    there = Office(
        tmp_path,
        files={
            "townships.csv": "code,name\n990101100,北镇\n990101101,南镇\n",
            "villages.csv": "code,name\n990101100201,甲村\n990101100202,乙村\n990101101201,丁村\n",
            "pairings.csv": "村名,联系领导,单位,生效日期,失效日期\n甲村,张伟,县财政局,,2026-06-30\n"
            "丁村,张伟,县教育局,,\n乙村,王强,县财政局,,\n",
            "visits.csv": HEAD
            + "甲村,2026-03-15,张伟\n乙村,2026-04-15,张伟\n乙村,2026-09-15,张伟\n",
        },
    )
    summary = there.load(FIRST)
    came = (
        "SELECT visited_on, unit.name FROM visit JOIN attendance USING (visit_id)"
        " JOIN posting USING (official_id) JOIN unit USING (unit_id) ORDER BY 1"
    )
    assert there.snapshot.rows(came) == [
        (date(2026, 3, 15), "县财政局"), (date(2026, 4, 15), "县财政局"),
    ]  # fmt: skip
    asked = "SELECT written, reason, candidates, day FROM unknown_person"
    assert there.snapshot.rows(asked) == [
        ("张伟", "several", "张伟 县教育局, 张伟 县财政局", date(2026, 9, 15))
    ]
    assert ("names_by_township", {"table": "visit", "rows": 1}) in summary.warnings
