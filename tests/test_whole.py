"""A sheet that is declared whole for its month replaces itself; where it is not, ghosts are said."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from etl.city.settings import read_city
from geodata.base.errors import RefusedError
from months import BING, FIRST, HEAD, JIA, LOADED, TOML, YI, Office, warned

MONTH, FILE = 'whole = "month"\n', 'whole = "file"\n'
Visits = list[tuple[str, str]]


def office(tmp_path: Path, whole: str = MONTH, *, toml: str = TOML) -> Office:
    return Office(tmp_path, toml + whole, {"visits.csv": HEAD})


def visits(there: Office, *rows: str, file: str = "visits.csv") -> None:
    there.write(**{file: HEAD + "".join(f"{row}\n" for row in rows)})


def visited(there: Office) -> Visits:
    names = {JIA: "甲", YI: "乙", BING: "丙"}
    return [
        (names[code], f"{day:%m-%d}")
        for code, day in there.snapshot.rows(
            "SELECT target_id, visited_on FROM visit ORDER BY 2, 1"
        )
    ]


SEPTEMBER = ["甲村,2026-09-15,李文华", "乙村,2026-09-15,王强", "丙村,2026-09-16,赵敏"]
MOVED = [*SEPTEMBER[:2], "乙村,2026-09-16,赵敏"]


def test_a_visit_moved_to_another_village_counts_once(tmp_path: Path) -> None:
    there = office(tmp_path)
    visits(there, "甲村,2026-08-15,李文华", *SEPTEMBER)
    there.load(FIRST)
    visits(there, *MOVED)
    summary = there.load()
    assert visited(there) == [("甲", "08-15"), ("甲", "09-15"), ("乙", "09-15"), ("乙", "09-16")]
    assert there.snapshot.rows("SELECT count(*) FROM attendance") == [(4,)]
    assert warned(summary, "whole_replaces") == [
        {"table": "visit", "file": "visit", "rows": 1, "months": "2026-09"}
    ]
    assert [one.code for one in summary.reasons] == []
    again = there.load()
    assert (len(visited(there)), warned(again, "whole_replaces")) == (4, [])
    # and September says so: 丙村 was visited, and was not
    ((before, after),) = [
        (one.before_numerator, one.after_numerator)
        for one in summary.closed_months if one.rate == "visit_coverage"
    ]  # fmt: skip
    assert (before, after) == (3, 2)


def test_without_the_key_a_ghost_is_said(tmp_path: Path) -> None:
    there = office(tmp_path, "")
    visits(there, *SEPTEMBER)
    there.load(FIRST)
    visits(there, *MOVED)
    summary = there.load()
    assert len(visited(there)) == 4
    ghost = {"table": "visit", "file": "visits.csv", "rows": 1, "months": "2026-09"}
    assert warned(summary, "ghosts") == [ghost]
    # the same file with the next month has no ghosts
    visits(there, "甲村,2026-10-15,李文华")
    assert warned(there.load(), "ghosts") == []
    # another file of the month: rows of before that it does not bring again may be its ghosts
    there.write(**{"city.toml": TOML.replace("visits.csv", "september.csv")})
    visits(there, *SEPTEMBER[:1], file="september.csv")
    summary = there.load()
    assert warned(summary, "ghosts") == []
    assert warned(summary, "ghosts_renamed") == [{**ghost, "rows": 3}]


def test_a_correction_under_another_name_leaves_ghosts_that_are_said(tmp_path: Path) -> None:
    there = office(tmp_path, "", toml=TOML.replace("visits.csv", "走访9月.csv"))
    visits(there, *SEPTEMBER, file="走访9月.csv")
    there.load(FIRST)
    (there.folder / "走访9月.csv").unlink()
    there.write(**{"city.toml": TOML.replace("visits.csv", "走访9月更正.csv")})
    visits(there, *MOVED, file="走访9月更正.csv")
    summary = there.load()
    # 丙村's visit was moved to 乙村: it stands beside the new one
    assert len(visited(there)) == 4
    assert warned(summary, "ghosts_renamed") == [
        {"table": "visit", "file": "走访9月.csv", "rows": 1, "months": "2026-09"}
    ]
    # the file of the next month, with a slip into this one, corrects nothing
    there.write(**{"city.toml": TOML.replace("visits.csv", "走访10月.csv")})
    october = [f"甲村,2026-10-{day:02},李文华" for day in range(1, 12)]
    visits(there, *october, "乙村,2026-09-20,王强", file="走访10月.csv")
    assert warned(there.load(), "ghosts_renamed") == []


def test_townships_one_by_one_are_no_corrections(tmp_path: Path) -> None:
    there = office(tmp_path, FILE, toml=TOML.replace("visits.csv", "north.csv"))
    visits(there, *SEPTEMBER[:2], file="north.csv")
    there.load(FIRST)
    there.write(**{"city.toml": TOML.replace("visits.csv", "south.csv") + FILE})
    visits(there, *SEPTEMBER[2:], file="south.csv")
    assert warned(there.load(), "ghosts_renamed") == []
    # one that brings a row again and leaves one out may be a correction
    there.write(**{"city.toml": TOML.replace("visits.csv", "east.csv") + FILE})
    visits(there, SEPTEMBER[0], file="east.csv")
    assert [one["file"] for one in warned(there.load(), "ghosts_renamed")] == ["north.csv"]


def test_a_month_may_become_much_smaller(tmp_path: Path) -> None:
    there = office(tmp_path)
    visits(there, *SEPTEMBER)
    there.load(FIRST)
    visits(there, SEPTEMBER[0])
    there.load()
    assert visited(there) == [("甲", "09-15")]


@pytest.mark.parametrize(("rows", "is_meant"), [(10, True), (9, False)])
def test_a_month_that_loses_most_of_many_is_asked(
    tmp_path: Path, rows: int, is_meant: bool
) -> None:
    there = office(tmp_path)
    listed = [f"甲村,2026-09-{day:02},李文华" for day in range(1, 21)]
    visits(there, *listed)
    there.load(FIRST)
    visits(there, *listed[:rows])
    if not is_meant:
        with pytest.raises(RefusedError, match="load_shrinks") as refused:
            there.load(allow_fewer=[])
        assert refused.value.values["shrunk"] == "visit 20 → 9"
        assert len(visited(there)) == 20
    there.load(allow_fewer=[] if is_meant else ["visit"])
    assert len(visited(there)) == rows


def test_a_month_without_rows_and_one_whose_rows_are_bad_replace_nothing(tmp_path: Path) -> None:
    there = office(tmp_path)
    visits(there, *SEPTEMBER)
    there.load(FIRST)
    visits(there)
    there.load()
    visits(there, "不知何村,2026-09-15,李文华")
    there.load()
    assert len(visited(there)) == 3


def test_a_row_that_was_put_aside_goes_with_its_month(tmp_path: Path) -> None:
    there = office(tmp_path)
    visits(there, *SEPTEMBER, "不知何村,2026-09-15,李文华")
    assert [one.rows for one in there.load(FIRST).reasons] == [1]
    visits(there, *SEPTEMBER)
    assert there.load().reasons == []


# Edges of a month

WORKDAY = TOML.replace("BYMONTHDAY=15", "BYMONTHDAY=1").replace(
    "makeup_days = 7", 'makeup_days = 7\nshift = "previous_workday"'
)


def test_a_workday_moved_into_the_month_before_is_of_its_own_month(tmp_path: Path) -> None:
    """1 October is a holiday: its workday was on 30 September."""
    there = office(tmp_path, toml=WORKDAY)
    visits(there, "甲村,2026-09-01,李文华", "乙村,2026-09-14,王强")
    there.load(datetime(2026, 9, 20))
    october = ["甲村,2026-09-30,李文华", "乙村,2026-09-30,王强"]
    visits(there, *october)
    summary = there.load(datetime(2026, 10, 20))
    assert visited(there) == [("甲", "09-01"), ("乙", "09-14"), ("甲", "09-30"), ("乙", "09-30")]
    assert warned(summary, "whole_replaces") == []
    # October's sheet again, corrected: September's stays
    visits(there, october[0], "丙村,2026-09-30,王强")
    there.load(datetime(2026, 10, 21))
    assert visited(there) == [("甲", "09-01"), ("乙", "09-14"), ("甲", "09-30"), ("丙", "09-30")]
    # September's, handed in once more: October's stays
    visits(there, "丙村,2026-09-14,王强")
    there.load(datetime(2026, 10, 22))
    assert visited(there) == [("丙", "09-14"), ("甲", "09-30"), ("丙", "09-30")]


def test_a_day_of_its_own_month_beside_others_of_it_is_of_it(tmp_path: Path) -> None:
    """A visit on 2 November made up nothing: the sheet of November is not October's."""
    there = office(tmp_path, toml=TOML.replace("BYMONTHDAY=15", "BYMONTHDAY=28"))
    visits(there, "甲村,2026-10-28,李文华", "乙村,2026-11-02,王强")  # October's, one made up
    there.load(datetime(2026, 11, 5))
    visits(there, "甲村,2026-11-02,李文华", "丙村,2026-11-20,赵敏")
    there.load(datetime(2026, 11, 25))
    assert visited(there) == [("甲", "10-28"), ("甲", "11-02"), ("乙", "11-02"), ("丙", "11-20")]


def test_a_slip_in_a_day_does_not_take_a_month_away(tmp_path: Path) -> None:
    there = office(tmp_path)
    january = [f"{name},2026-01-15,李文华" for name in ("甲村", "乙村", "丙村")]
    visits(there, *january, *SEPTEMBER)
    there.load(FIRST)
    visits(there, "甲村,2026-10-15,李文华", "乙村,2026-10-15,王强", "丙村,2026-01-18,赵敏")
    summary = there.load()
    assert visited(there)[:4] == [
        ("甲", "01-15"),
        ("乙", "01-15"),
        ("丙", "01-15"),
        ("丙", "01-18"),
    ]
    assert warned(summary, "whole_not_taken") == [
        {"table": "visit", "file": "visit", "month": "2026-01", "rows": 1, "had": 3}
    ]


@pytest.mark.parametrize(("rows", "stays"), [(9, False), (10, False), (11, True)])
def test_a_tenth_of_the_fullest_month_is_a_month(tmp_path: Path, rows: int, stays: bool) -> None:
    there = office(tmp_path)
    visits(there, "甲村,2026-08-15,李文华", "乙村,2026-08-15,李文华")
    there.load(datetime(2026, 9, 1))
    september = [f"甲村,2026-09-{one:02},李文华" for one in range(1, rows + 1)]
    visits(there, "丙村,2026-08-31,李文华", *september)
    there.load()
    assert (("甲", "08-15") in visited(there)) is stays


@pytest.mark.parametrize(("had", "stays"), [(2, False), (3, True)])
def test_half_of_what_there_was_is_a_month(tmp_path: Path, had: int, stays: bool) -> None:
    there = office(tmp_path)
    names = ("甲村", "乙村", "丙村")
    visits(there, *(f"{one},2026-08-15,李文华" for one in names[:had]))
    there.load(datetime(2026, 9, 1))
    visits(there, "丙村,2026-08-31,李文华", "甲村,2026-09-15,李文华", "乙村,2026-09-15,王强")
    there.load()
    assert (("甲", "08-15") in visited(there)) is stays


# Several files of one month

TWO = TOML.replace('file = "visits.csv"', 'file = ["north.csv"]')


def test_townships_that_hand_in_files_of_their_own(tmp_path: Path) -> None:
    there = office(tmp_path, FILE, toml=TWO)
    visits(there, "甲村,2026-09-15,李文华", "乙村,2026-09-15,王强", file="north.csv")
    there.load(FIRST)
    there.write(**{"city.toml": TWO.replace("north", "south") + FILE})
    visits(there, "丙村,2026-09-15,赵敏", "乙村,2026-09-17,赵敏", file="south.csv")
    there.load(LOADED)
    assert visited(there) == [("甲", "09-15"), ("乙", "09-15"), ("丙", "09-15"), ("乙", "09-17")]
    # the south corrects its own, and the north's stays, whatever lay between
    visits(there, "丙村,2026-09-15,赵敏", "丙村,2026-09-17,赵敏", file="south.csv")
    summary = there.load(LOADED)
    assert visited(there) == [("甲", "09-15"), ("乙", "09-15"), ("丙", "09-15"), ("丙", "09-17")]
    assert warned(summary, "whole_replaces") == [
        {"table": "visit", "file": "south.csv", "rows": 1, "months": "2026-09"}
    ]


def test_files_of_a_month_that_are_read_together_are_all_there_is(tmp_path: Path) -> None:
    there = office(tmp_path, MONTH, toml=TWO.replace('["north.csv"]', '["north.csv", "south.csv"]'))
    visits(there, "甲村,2026-09-15,李文华", file="north.csv")
    visits(there, "丙村,2026-09-15,赵敏", "乙村,2026-09-17,赵敏", file="south.csv")
    there.load(FIRST)
    visits(there, "丙村,2026-09-15,赵敏", "甲村,2026-09-17,赵敏", file="south.csv")
    there.load()
    assert visited(there) == [("甲", "09-15"), ("丙", "09-15"), ("甲", "09-17")]


# The other tables


def test_reports_and_attendance_are_whole_too(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.source("unit", "unit_id,name,place_code\nU1,北镇政府,990101100\n")
    there.source("report", "unit_id,day\nU1,2026-08-15\nU1,2026-09-15\nU1,2026-09-16\n", MONTH)
    there.source("attendance", "visit_id,official_id\nV1,李文华\nV2,王强\n".replace("official_id", "姓名"),
                 MONTH)  # fmt: skip
    there.write(**{"visits.csv": f"visit_id,target_id,visited_on\nV1,{JIA},2026-09-15\n"
                                 f"V2,{YI},2026-09-15\nV3,{YI},2026-08-15\n"})  # fmt: skip
    there.load(FIRST)
    there.write(
        **{
            "report.csv": "unit_id,day\nU1,2026-09-15\n",
            "attendance.csv": "visit_id,姓名\nV1,李文华\n",
        }
    )
    there.load()
    days = [day for (day,) in there.snapshot.rows("SELECT day FROM report ORDER BY 1")]
    assert days == [date(2026, 8, 15), date(2026, 9, 15)]
    assert there.snapshot.rows("SELECT visit_id FROM attendance") == [("V1",)]
    assert there.snapshot.rows("SELECT count(*) FROM visit") == [(3,)]


def test_rosters_are_whole_too(tmp_path: Path) -> None:
    there = office(tmp_path, "")
    there.source("official", "official_id,name\nA,李文华\nB,王强\nC,赵敏\n")
    head = "rule_id,due_on,responsible_id,code,came\n"
    rows = f"monthly,2026-09-15,A,{JIA},是\nmonthly,2026-09-15,B,{YI},是\n"
    there.source("roster", head + rows, MONTH)
    there.load(FIRST)
    assert visited(there) == [("甲", "09-15"), ("乙", "09-15")]
    there.write(**{"roster.csv": head + rows.splitlines()[0] + "\n"})
    there.load()
    assert visited(there) == [("甲", "09-15")]


@pytest.mark.parametrize("wrong", ['whole = "week"\n', "whole = true\n"])
def test_what_it_may_say_is_refused_otherwise(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(RefusedError, match="city_value"):
        read_city(office(tmp_path, wrong).folder)


def test_only_tables_that_accumulate_take_it(tmp_path: Path) -> None:
    there = Office(
        tmp_path, TOML.replace('file = "pairings.csv"\n', f'file = "pairings.csv"\n{MONTH}')
    )
    with pytest.raises(RefusedError, match="city_key_unknown"):
        read_city(there.folder)


def test_a_file_keeps_its_name_when_another_folder_hands_in(tmp_path: Path) -> None:
    """Names of files are told from the city folder, so one more folder makes no other a new file."""
    there = office(tmp_path, FILE, toml=TOML.replace("visits.csv", "**/走访.csv"))
    (there.folder / "东乡").mkdir()
    (there.folder / "东乡" / "走访.csv").write_text(
        HEAD + "甲村,2026-09-15,李文华\n", encoding="utf-8"
    )
    there.load(FIRST)
    (there.folder / "西乡").mkdir()
    (there.folder / "西乡" / "走访.csv").write_text(
        HEAD + "乙村,2026-09-15,王强\n", encoding="utf-8"
    )
    summary = there.load()
    assert warned(summary, "ghosts") == warned(summary, "whole_replaces") == []
    assert visited(there) == [("甲", "09-15"), ("乙", "09-15")]
    names = there.snapshot.rows(
        "SELECT source_file FROM load_log WHERE table_name = 'visit' ORDER BY 1"
    )
    assert names == [("东乡/走访.csv",), ("西乡/走访.csv",)]
    # and what one hands in again takes the place of its own
    (there.folder / "东乡" / "走访.csv").write_text(
        HEAD + "丙村,2026-09-15,李文华\n", encoding="utf-8"
    )
    there.load()
    assert {*visited(there)} == {("丙", "09-15"), ("乙", "09-15")}
