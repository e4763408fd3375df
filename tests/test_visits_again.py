"""The same visit in other words is no second one: titles put to names, a unit filled in beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from months import FIRST, HEAD, Office

ROWS = "甲村,2026-09-15,李文华{0}\n乙村,2026-09-15,王强{1}\n丙村,2026-09-16,李文华、赵敏{2}\n"


def counted(there: Office) -> list[tuple[object, ...]]:
    """Visits, days of attendance, households."""
    return there.snapshot.rows(
        "SELECT count(*), (SELECT count(*) FROM attendance),"
        " (SELECT count(*) FROM unknown_person) FROM visit"
    )


@pytest.mark.parametrize("titles", [
    ("局长", "（副县长）", "、"), ("书记", "副主任", "局长"), ("13812345678", "同志", "一行"),
])  # fmt: skip
def test_titles_put_to_names_make_no_second_visit(tmp_path: Path, titles: tuple[str, ...]) -> None:
    there = Office(tmp_path, files={"visits.csv": HEAD + ROWS.format("", "", "")})
    there.load(FIRST)
    assert counted(there) == [(3, 4, 0)]
    there.write(**{"visits.csv": HEAD + ROWS.format(*titles)})
    summary = there.load()
    assert counted(there) == [(3, 4, 0)]
    (visit,) = [one for one in summary.changes if one[0] == "visit"]
    assert visit[2:] == (0, 0, 3, 0, 0)
    assert (summary.closed_months, [c for c, _ in summary.warnings if "ghost" in c]) == ([], [])
    # and once more, as it was first
    there.write(**{"visits.csv": HEAD + ROWS.format("", "", "")})
    there.load()
    assert counted(there) == [(3, 4, 0)]


def test_a_unit_filled_in_makes_no_second_visit(tmp_path: Path) -> None:
    there = Office(tmp_path, files={"visits.csv": HEAD + ROWS.format("", "", "")})
    there.load(FIRST)
    head = HEAD.replace("\n", ",单位\n")
    there.write(**{"visits.csv": head + ROWS.replace("\n", ",县财政局\n").format("", "", "")})
    there.load()
    assert counted(there) == [(3, 4, 0)]


def test_others_who_came_are_another_visit(tmp_path: Path) -> None:
    there = Office(tmp_path, files={"visits.csv": HEAD + ROWS.format("", "", "")})
    there.load(FIRST)
    there.write(**{"visits.csv": HEAD + "甲村,2026-09-15,李文华局长、王强\n甲村,2026-09-14,李文华局长\n"
                   "丙村,2026-09-15,王强局长\n丙村,2026-09-16,李文华局长、赵敏、钱七\n"})  # fmt: skip
    there.load()
    assert counted(there) == [(7, 10, 1)]
