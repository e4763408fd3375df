"""Lists without days say how things stand now: a change holds from a day on, the past stays."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from etl.pipeline import check
from geodata.base.errors import RefusedError
from geodata.figures import rates
from geodata.question.scope import scope
from geodata.store.snapshots import connect
from months import (
    BING,
    FIRST,
    JIA,
    LOADED,
    PAIRINGS,
    TOML,
    VISITS,
    YI,
    Office,
    began_ended,
    day,
    warned,
)

DAY, EVE = date(2026, 10, 20), date(2026, 10, 19)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first")
    Office(folder).load(FIRST)
    return folder


@pytest.fixture
def office(first: Path, tmp_path: Path) -> Office:
    """An office with one load behind it."""
    (tmp_path / "new").mkdir()
    there = Office(tmp_path / "new")
    shutil.copytree(first / "store", there.store.folder)
    return there


def test_a_first_list_holds_as_long_as_can_be(office: Office) -> None:
    assert office.paired() == [
        ("李文华", JIA, None, None), ("王强", YI, None, None), ("赵敏", BING, None, None),
    ]  # fmt: skip
    assert office.kept("2026-01") == (1, 3)


def test_a_new_leader_takes_over_from_the_day_of_the_load(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    summary = office.load()
    assert office.paired()[:2] == [("李文华", JIA, None, EVE), ("张明", JIA, DAY, None)]
    assert office.kept("2026-01") == (1, 3)
    assert office.kept("2026-09") == (2, 3)
    # the workday of October was before the load, that of November comes after it
    assert [office.owed_by(month) for month in ("2026-01", "2026-10", "2026-11")] == [
        ["李文华"], ["李文华"], ["张明"],
    ]  # fmt: skip
    assert began_ended(summary) == [("pairing", "2026-10-20", 1, 1)]
    assert summary.closed_months == []
    january = scope(office.snapshot, as_of=date(2026, 1, 31))
    assert rates.figure(office.snapshot, "fulfilment", january).numerator == 1


def test_the_same_list_again_or_in_another_order_changes_nothing(office: Office) -> None:
    office.pairings("丙村,赵敏", "甲村,李文华", "甲村,李文华", "乙村,王强")
    before = office.paired()
    for now in (LOADED, LOADED, LOADED + timedelta(days=40)):
        summary = office.load(now)
        assert office.paired() == before
        assert began_ended(summary) == []
        assert not any(
            added or changed or removed for _, _, added, changed, _, _, removed in summary.changes
        )


def test_a_leader_replaced_twice_in_a_month(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    office.load()
    office.pairings("甲村,钱进", "乙村,王强", "丙村,赵敏")
    office.load(datetime(2026, 10, 25))
    office.load(datetime(2026, 10, 26))
    assert office.paired()[:3] == [
        ("李文华", JIA, None, EVE), ("张明", JIA, DAY, date(2026, 10, 24)),
        ("钱进", JIA, date(2026, 10, 25), None),
    ]  # fmt: skip


def test_two_loads_on_one_day(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    office.load()
    office.pairings("甲村,钱进", "乙村,王强", "丙村,赵敏")  # 张明 was a mistake of this morning
    office.load()
    assert office.paired()[:2] == [("李文华", JIA, None, EVE), ("钱进", JIA, DAY, None)]
    office.write(**{"pairings.csv": PAIRINGS})  # and so was 钱进
    summary = office.load()
    assert office.paired()[:1] == [("李文华", JIA, None, None)]
    assert len(office.paired()) == 3
    assert began_ended(summary) == []


def test_one_who_comes_back_begins_anew(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    office.load()
    office.write(**{"pairings.csv": PAIRINGS})
    office.load(datetime(2026, 10, 21))  # 张明 was there for a day
    assert office.paired()[:3] == [
        ("李文华", JIA, None, EVE), ("张明", JIA, DAY, DAY),
        ("李文华", JIA, date(2026, 10, 21), None),
    ]  # fmt: skip


def test_a_change_holds_from_the_day_that_is_stated(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    summary = office.load(changes_on=date(2026, 10, 1))
    assert office.paired()[:2] == [
        ("李文华", JIA, None, date(2026, 9, 30)), ("张明", JIA, date(2026, 10, 1), None),
    ]  # fmt: skip
    assert office.owed_by("2026-10") == ["张明"]
    assert began_ended(summary) == [("pairing", "2026-10-01", 1, 1)]
    # a day to come
    office.pairings("甲村,张明", "乙村,王强", "丙村,钱进")
    office.load(changes_on=date(2026, 12, 1))
    office.load(datetime(2026, 10, 22))
    assert office.paired()[-2:] == [
        ("赵敏", BING, None, date(2026, 11, 30)), ("钱进", BING, date(2026, 12, 1), None),
    ]  # fmt: skip


def test_a_day_in_a_closed_month_is_said(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    summary = office.load(changes_on=date(2026, 9, 1))
    told = [
        (one.month, one.rate, one.before_numerator, one.before_denominator, one.after_numerator)
        for one in summary.closed_months
    ]
    # 李文华 was there on 15 September; 张明, who owed it then, was not
    assert told == [("2026-09", "fulfilment", 2, 3, 1), ("2026-09", "on_time", 2, 3, 1)]
    assert [(one.month, one.table, one.added, one.changed) for one in summary.rows_behind] == [
        ("2026-09", "pairing", 1, 1)
    ]


def test_a_slip_of_the_pen_was_always_so(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    office.load()
    office.pairings("甲村,张鸣", "乙村,王强", "丙村,赵明敏")
    summary = office.load(datetime(2026, 10, 25), rewrite=["pairing"])
    assert office.paired() == [
        ("李文华", JIA, None, EVE), ("张鸣", JIA, DAY, None), ("王强", YI, None, None),
        ("赵明敏", BING, None, None),
    ]  # fmt: skip
    assert warned(summary, "list_corrected") == [{"table": "pairing", "rows": 4}]
    assert office.snapshot.rows("SELECT name FROM official WHERE name = '赵敏'") == []


def test_a_rollback_and_a_load_is_the_load_alone(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    office.load()
    once = office.paired()
    office.store.rollback()
    office.load(datetime(2026, 10, 22), changes_on=DAY)
    assert office.paired() == once


def test_a_row_that_was_put_aside_ends_nobody(office: Office) -> None:
    office.pairings(
        "甲村,李文华,", "乙村,王强,2026-13-01", "不知何村,赵敏,", head="村名,联系领导,生效日期"
    )
    summary = office.load()
    assert [one.rows for one in summary.reasons] == [1, 1]
    assert office.paired() == [
        ("李文华", JIA, None, None), ("王强", YI, None, None), ("赵敏", BING, None, None),
    ]  # fmt: skip
    assert warned(summary, "list_undecided") == [{"table": "pairing", "rows": 2}]


def test_a_list_that_is_given_no_more(office: Office) -> None:
    (office.folder / "pairings.csv").unlink()
    with pytest.raises(RefusedError, match="file_missing"):
        office.load()
    toml = TOML.replace('[sources.pairing]\nfile = "pairings.csv"\n', "")
    office.write(**{"city.toml": toml})
    summary = office.load(allow_fewer=["pairing"])
    assert {last for *_, last in office.paired()} == {EVE}
    assert began_ended(summary) == [("pairing", "2026-10-20", 0, 3)]
    assert (office.kept("2026-01"), office.kept("2026-10")) == ((1, 3), (0, 3))
    assert office.kept("2026-11") == (0, 0)


def test_replace_takes_the_list_from_the_beginning_and_says_so(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    summary = office.load(replace=["pairing"])
    assert office.paired()[0] == ("张明", JIA, None, None)
    assert office.kept("2026-01") == (0, 3)
    assert {one.month for one in summary.closed_months} == {
        f"2026-{month:02}" for month in range(1, 10)
    }


def test_events_replaced_leave_lists_alone(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    office.load(replace=["visit", "attendance", "report", "roster"])
    assert office.paired()[:2] == [("李文华", JIA, None, EVE), ("张明", JIA, DAY, None)]


def test_a_snapshot_of_an_older_version_before(office: Office) -> None:
    """One that knows nothing of days by loads, of files of rows or of closed months."""
    (snapshot_id,) = office.store.ids()
    with closing(connect()) as connection:
        connection.execute(f"ATTACH '{office.store.path(snapshot_id)}' AS old")
        for table in ("pairing", "posting", "exemption", "place_attribute"):
            connection.execute(f"ALTER TABLE old.{table} DROP COLUMN undated")
        for table in ("visit", "attendance", "report", "roster"):
            connection.execute(f"ALTER TABLE old.{table} DROP COLUMN source_file")
        for table in ("closed_month_change", "closed_month_row"):
            connection.execute(f"DROP TABLE old.{table}")
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    summary = office.load()
    assert office.paired()[:2] == [("李文华", JIA, None, EVE), ("张明", JIA, DAY, None)]
    assert (office.kept("2026-01"), summary.closed_months) == ((1, 3), [])


# Lists that give some days

DATED = "村名,联系领导,生效日期,失效日期"


def test_a_list_of_first_days_alone_ends_whoever_is_gone(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.pairings("甲村,李文华,2025-01-01,", "乙村,王强,2025-01-01,", head=DATED)
    office.load(FIRST)
    # 张明 came on the 1st, so 李文华 went on the day before; nobody came for 王强
    office.pairings("甲村,张明,2026-10-01,", head=DATED)
    office.load()
    assert office.paired() == [
        ("李文华", JIA, date(2025, 1, 1), date(2026, 9, 30)),
        ("张明", JIA, date(2026, 10, 1), None), ("王强", YI, date(2025, 1, 1), EVE),
    ]  # fmt: skip
    assert office.owed_by("2026-10") == ["张明"]
    office.load(datetime(2026, 10, 30))
    assert len(office.paired()) == 3


def test_a_list_that_begins_anew_goes_on_from_what_was(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.pairings("甲村,李文华,2026-02-01,", "乙村,王强,,", head=DATED)
    office.load(FIRST)
    office.pairings("甲村,李文华,2026-10-01,", "乙村,王强,2026-10-01,", head=DATED)
    for _ in range(2):
        summary = office.load()
        assert office.paired() == [
            ("李文华", JIA, date(2026, 2, 1), date(2026, 9, 30)),
            ("李文华", JIA, date(2026, 10, 1), None), ("王强", YI, None, date(2026, 9, 30)),
            ("王强", YI, date(2026, 10, 1), None),
        ]  # fmt: skip
        assert (summary.closed_months, office.kept("2026-09")) == ([], (2, 2))


def test_a_first_day_that_was_a_slip(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.pairings("甲村,李文华,2026-02-01,", head=DATED)
    office.load(FIRST)
    office.pairings("甲村,李文华,2026-01-01,", head=DATED)  # earlier: no need to say more
    office.load()
    assert office.paired() == [("李文华", JIA, date(2026, 1, 1), None)]
    office.pairings("甲村,李文华,2026-03-01,", head=DATED)
    summary = office.load(rewrite=["pairing"])
    assert office.paired() == [("李文华", JIA, date(2026, 3, 1), None)]
    assert {one.month for one in summary.closed_months} == {"2026-01", "2026-02"}


def test_a_history_is_right_in_what_it_leaves_out(tmp_path: Path) -> None:
    office = Office(tmp_path)
    rows = ["甲村,李文华,2025-01-01,2026-06-30", "甲村,张明,2026-07-01,", "乙村,王强,2025-01-01,"]
    office.pairings(*rows, head=DATED)
    office.load(FIRST)
    office.pairings(*rows[:2], head=DATED)
    office.load()
    assert [name for name, *_ in office.paired()] == ["李文华", "张明"]


def test_one_last_day_in_a_list_leaves_what_loads_dated(office: Office) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    office.load()
    office.pairings("甲村,张明,,", "乙村,王强,,2026-10-25", "丙村,赵敏,,", head=DATED)
    office.load(datetime(2026, 10, 30))
    assert office.paired() == [
        ("李文华", JIA, None, EVE), ("张明", JIA, DAY, None),
        ("王强", YI, None, date(2026, 10, 25)), ("赵敏", BING, None, None),
    ]  # fmt: skip
    # a day that is given for what a load dated is right
    office.pairings("甲村,李文华,,2026-09-30", "甲村,张明,2026-10-01,", "丙村,赵敏,,", head=DATED)
    office.load(datetime(2026, 10, 31))
    assert office.paired()[:2] == [
        ("李文华", JIA, None, date(2026, 9, 30)), ("张明", JIA, date(2026, 10, 1), None),
    ]  # fmt: skip


def test_a_second_list_that_comes_in_later_holds_as_long_as_can_be(office: Office) -> None:
    rows = ["甲村,李文华,contact", "乙村,王强,contact", "丙村,赵敏,contact"]
    office.pairings(*rows, "甲村,孙立,第一书记", head="村名,联系领导,角色")
    summary = office.load()
    assert ("孙立", JIA, None, None) in office.paired()
    assert began_ended(summary) == []


# Registers and postings

REGISTERS = {
    "official.csv": "official_id,name\nA,李文华\nB,王强\nC,赵敏\n",
    "unit.csv": "unit_id,name,place_code\nU1,北镇政府,990101100\nU2,县财政局,\n",
    "posting.csv": "official_id,unit_id,tier,rank\nA,U1,township,staff\nB,U1,township,staff\n"
    "C,U1,township,staff\n",
}
SOURCES = "".join(
    f'[sources.{name}]\nfile = "{name}.csv"\n' for name in ("unit", "official", "posting")
)


def registered(tmp_path: Path) -> Office:
    toml = TOML.replace('role = "contact"', 'role = "contact"\ntier = "township"') + SOURCES
    office = Office(tmp_path, toml, REGISTERS)
    office.load(FIRST)
    assert office.kept("2026-01") == (1, 3)
    return office


def postings(office: Office) -> list[tuple[object, ...]]:
    return office.snapshot.rows(
        "SELECT official_id, unit_id, rank, valid_from, valid_to FROM posting"
        " ORDER BY 1, valid_from NULLS FIRST"
    )


def test_one_who_left_the_registers_too_keeps_the_past(tmp_path: Path) -> None:
    office = registered(tmp_path)
    office.write(**{
        "official.csv": "official_id,name\nD,张明\nB,王强\nC,赵敏\n",
        "posting.csv": "official_id,unit_id,tier,rank\nD,U1,township,staff\nB,U1,township,staff\n"
        "C,U1,township,staff\n",
    })  # fmt: skip
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    summary = office.load()
    assert postings(office) == [
        ("A", "U1", "staff", None, EVE), ("B", "U1", "staff", None, None),
        ("C", "U1", "staff", None, None), ("D", "U1", "staff", None, None),
    ]  # fmt: skip
    assert (office.kept("2026-01"), office.kept("2026-09")) == ((1, 3), (2, 3))
    assert (office.owed_by("2026-10"), office.owed_by("2026-11")) == (["李文华"], ["张明"])
    assert (summary.closed_months, [one.code for one in summary.reasons]) == ([], [])


def test_a_name_means_one_of_today_before_one_who_left(tmp_path: Path) -> None:
    office = registered(tmp_path)
    office.write(**{
        "official.csv": "official_id,name\nD,李文华\nB,王强\nC,赵敏\n",
        "posting.csv": "official_id,unit_id,tier\nD,U2,township\nB,U1,township\nC,U1,township\n",
        "visits.csv": "村名,走访日期,走访领导\n甲村,2026-10-15,李文华\n",
    })  # fmt: skip
    office.load()
    came = "SELECT official_id FROM attendance JOIN visit USING (visit_id) WHERE visited_on = "
    assert office.snapshot.rows(f"{came} DATE '2026-10-15'") == [("D",)]
    assert office.snapshot.rows(f"{came} DATE '2026-09-15' AND target_id = '{JIA}'") == [("A",)]


def test_a_promotion_holds_from_the_day(tmp_path: Path) -> None:
    office = registered(tmp_path)
    office.write(**{"posting.csv": REGISTERS["posting.csv"].replace("A,U1,township,staff",
                                                                    "A,U2,county,county")})  # fmt: skip
    office.load()
    assert postings(office)[:2] == [
        ("A", "U1", "staff", None, EVE),
        ("A", "U2", "county", DAY, None),
    ]
    assert (office.kept("2026-01"), office.kept("2026-11")) == ((1, 3), (0, 2))


def test_a_tier_told_by_the_list_of_pairings_holds_from_the_day(tmp_path: Path) -> None:
    toml = TOML.replace('role = "contact"', 'role = "contact"\ntier = "township"')
    office = Office(tmp_path, toml)
    head = "村名,联系领导,单位,层级"
    office.pairings("甲村,李文华,北镇政府,乡镇", "乙村,王强,北镇政府,乡镇", head=head)
    office.load(FIRST)
    assert office.kept("2026-01") == (1, 2)
    office.pairings("甲村,李文华,北镇政府,县", "乙村,王强,北镇政府,乡镇", head=head)
    summary = office.load()
    assert (office.kept("2026-01"), office.kept("2026-11")) == ((1, 2), (0, 1))
    assert summary.closed_months == []


# Attributes and exemptions

ATTRIBUTED = "SELECT code, attribute, holds, valid_from, valid_to FROM place_attribute ORDER BY ALL"


def test_attributes_without_days(office: Office) -> None:
    office.source("place_attribute", "村名,属性\n甲村,软弱涣散\n乙村,软弱涣散\n")
    office.load(datetime(2026, 10, 10))
    office.write(
        **{"place_attribute.csv": "村名,属性\n乙村,软弱涣散\n丙村,软弱涣散\n丙村,示范村\n"}
    )
    office.load()
    assert office.snapshot.rows(ATTRIBUTED) == [
        (JIA, "软弱涣散", True, None, EVE), (YI, "软弱涣散", True, None, None),
        (BING, "示范村", True, None, None), (BING, "软弱涣散", True, DAY, None),
    ]  # fmt: skip


def test_attributes_in_columns_of_the_register(tmp_path: Path) -> None:
    keys = 'file = "villages.csv"\nattributes = { "贫困村" = "是否贫困村" }'
    office = Office(tmp_path, TOML.replace('file = "villages.csv"', keys))
    head = "code,name,是否贫困村\n"
    office.write(**{"villages.csv": f"{head}{JIA},甲村,是\n{YI},乙村,\n{BING},丙村,是\n"})
    office.load(FIRST)
    office.write(**{"villages.csv": f"{head}{JIA},甲村,\n{YI},乙村,\n{BING},丙村,是\n"})
    office.load()
    office.load(LOADED + timedelta(days=3))
    assert office.snapshot.rows(f"{ATTRIBUTED}") == [
        (JIA, "贫困村", False, DAY, None), (JIA, "贫困村", True, None, EVE),
        (YI, "贫困村", False, None, None), (BING, "贫困村", True, None, None),
    ]  # fmt: skip


def test_an_exemption_that_is_given_no_more_has_been(office: Office) -> None:
    office.source("exemption", "对象类型,对象名称\n村,甲村\n干部,王强\n")
    office.load(datetime(2026, 10, 10))
    assert office.kept("2026-01") == (0, 1)
    office.write(**{"exemption.csv": "对象类型,对象名称\n干部,王强\n"})
    office.load()
    assert (office.kept("2026-01"), office.kept("2026-11")) == ((0, 1), (0, 2))


# Places that changed

CHANGE = "旧代码,新代码,变更类型,变更日期,确认\n"
NEW = "990101100301"


def change(office: Office, villages: str, *rows: str, earlier: bool = False) -> None:
    keys = ""
    if earlier:
        office.write(**{"old.csv": f"code,name\n{JIA},甲村\n{YI},乙村\n{BING},丙村\n"})
        keys = '\nearlier = { file = "old.csv", until = 2026-06-30 }'
    toml = TOML.replace('file = "villages.csv"', f'file = "villages.csv"{keys}')
    office.write(**{"villages.csv": f"code,name\n{villages}", "city.toml": toml})
    office.source("place_change", CHANGE + "".join(f"{row}\n" for row in rows))


@pytest.mark.parametrize("earlier", [True, False], ids=["with the register before", "without"])
def test_the_old_name_still_finds_a_renamed_place(office: Office, earlier: bool) -> None:
    change(office, f"{JIA},新甲村\n{YI},乙村\n{BING},丙村\n", f"{JIA},{JIA},更名,2026-07-01,是",
           earlier=earlier)  # fmt: skip
    summary = office.load()
    assert [one.code for one in summary.reasons if one.source == "pairing"] == []
    assert office.paired() == [
        ("李文华", JIA, None, None), ("王强", YI, None, None), ("赵敏", BING, None, None),
    ]  # fmt: skip
    assert (office.kept("2026-01"), began_ended(summary)) == ((1, 3), [])
    office.pairings("新甲村,李文华", "乙村,王强", "丙村,赵敏")
    assert began_ended(office.load()) == []


def test_a_name_that_another_place_bears_now_is_that_place(office: Office) -> None:
    change(office, f"{JIA},新甲村\n{YI},乙村\n{BING},甲村\n", f"{JIA},{JIA},更名,2026-07-01,是",
           f"{BING},{BING},更名,2026-07-01,是", earlier=True)  # fmt: skip
    office.pairings("甲村,赵敏", "新甲村,李文华", "乙村,王强")
    assert began_ended(office.load()) == []
    assert office.paired()[-1] == ("赵敏", BING, None, None)


@pytest.mark.parametrize("told", ["甲村", JIA, NEW, "甲新村"])
def test_a_recoded_place_goes_on_under_any_name(office: Office, told: str) -> None:
    change(office, f"{NEW},甲新村\n{YI},乙村\n{BING},丙村\n", f"{JIA},{NEW},变更代码,2026-07-01,是",
           earlier=True)  # fmt: skip
    head = "村代码,村名,联系领导"
    row = f"{told},,李文华" if told.isdigit() else f",{told},李文华"
    office.pairings(row, ",乙村,王强", ",丙村,赵敏", head=head)
    for _ in range(2):
        summary = office.load()
        assert [one.code for one in summary.reasons if one.source == "pairing"] == []
        assert began_ended(summary) == []
        assert office.paired() == [
            ("李文华", JIA, None, date(2026, 6, 30)), ("王强", YI, None, None),
            ("赵敏", BING, None, None), ("李文华", NEW, date(2026, 7, 1), None),
        ]  # fmt: skip
    assert office.kept("2026-01") == (1, 3)


def test_a_name_of_a_place_that_is_gone_unconfirmed_is_unknown(office: Office) -> None:
    change(office, f"{YI},乙村\n{BING},丙村\n", earlier=True)
    office.pairings("甲村,李文华", "乙村,王强", "丙村,赵敏")
    summary = office.load(allow_fewer=["visit"])
    assert [(one.code, one.rows) for one in summary.reasons if one.source == "pairing"] == [
        ("name_unknown", 1)
    ]


def test_a_split_ends_the_pairing_and_a_new_row_at_the_old_code_says_nothing(
    office: Office,
) -> None:
    change(office, f"{NEW},甲东村\n990101100302,甲西村\n{YI},乙村\n{BING},丙村\n",
           f"{JIA},{NEW},拆分,2026-07-01,是", f"{JIA},990101100302,拆分,2026-07-01,是",
           earlier=True)  # fmt: skip
    office.pairings(f"{JIA},,李文华", f"{JIA},,张明", ",乙村,王强", ",丙村,赵敏",
                    head="村代码,村名,联系领导")  # fmt: skip
    for _ in range(2):  # visits from July on are nobody's: which part was visited?
        summary = office.load(allow_fewer=["visit"])
        assert [note[:2] for note in summary.notes] == [("pairing", "ends_at_split")]
        assert office.paired()[0] == ("李文华", JIA, None, date(2026, 6, 30))
        assert len(office.paired()) == 3
    assert office.kept("2026-01") == (1, 3)


# The command line


def test_a_check_says_what_a_load_would_change(office: Office, tmp_path: Path) -> None:
    office.pairings("甲村,张明", "乙村,王强", "丙村,赵敏")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    summary = check(
        office.folder, scratch, now=LOADED, store=office.store, changes_on=day("2026-10-01")
    )
    assert began_ended(summary) == [("pairing", "2026-10-01", 1, 1)]
    assert VISITS.count("甲村") == 9
