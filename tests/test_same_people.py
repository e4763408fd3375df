"""Who was known by name alone goes on under the id of a table that comes later; a first unit was
always so, in whatever order the files come."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from months import BING, FIRST, HEAD, JIA, LOADED, TOML, VISITS, YI, Office, warned

OFFICIALS = "干部编号,姓名\nG1,李文华\nG2,王强\nG3,赵敏\n"
BY_ID = ["甲村,G1", "乙村,G2", "丙村,G3"]


def told(there: Office) -> list[tuple[object, ...]]:
    """Who came to 甲村 and is paired with it: ids, each once."""
    return there.snapshot.rows(
        "SELECT DISTINCT official_id FROM attendance JOIN visit USING (visit_id)"
        f" WHERE target_id = '{JIA}' UNION SELECT responsible_id FROM pairing"
        f" WHERE target_id = '{JIA}' ORDER BY 1"
    )


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("by_name", [True, False])
def test_a_table_of_officials_that_comes_later_makes_nobody(
    tmp_path: Path, by_name: bool, again: bool
) -> None:
    there = Office(tmp_path)
    there.source(
        "exemption", "豁免类型,姓名,生效日期,失效日期\nofficial,赵敏,2026-09-10,2026-09-20\n"
    )
    there.load(FIRST)
    assert (there.kept("2026-01"), there.kept("2026-09")) == ((1, 3), (2, 2))
    there.source("official", OFFICIALS)
    if not by_name:
        there.pairings(*BY_ID, head="村名,干部编号")
    if not again:
        there.write(**{"visits.csv": HEAD + "甲村,2026-10-15,李文华\n"})
    summary = there.load()
    # 李文华 went to 甲村 in January, 王强 not to 乙村, 赵敏 nowhere; in September 赵敏 was exempt
    assert (there.kept("2026-01"), there.kept("2026-09")) == ((1, 3), (2, 2))
    assert told(there) == [("G1",)]
    assert there.snapshot.rows("SELECT official_id FROM official ORDER BY 1") == [
        ("G1",), ("G2",), ("G3",),
    ]  # fmt: skip
    assert (summary.closed_months, summary.reasons) == ([], [])
    assert warned(summary, "known_by_name") == [{"table": "official", "rows": 3, "names": ""}]
    assert there.load().closed_months == []


def test_two_of_one_name_stay_as_they_are_and_are_said(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.load(FIRST)
    there.source("official", OFFICIALS + "G4,李文华\n")
    there.pairings(*BY_ID, head="村名,干部编号")
    summary = there.load()
    assert warned(summary, "known_by_name_several") == [
        {"table": "official", "rows": 1, "names": "李**"}
    ]
    assert [one["rows"] for one in warned(summary, "known_by_name")] == [2]
    # he who was known by name has ended, and G1 begins on the day
    assert there.paired() == [
        ("李文华", JIA, None, date(2026, 10, 19)), ("李文华", JIA, date(2026, 10, 20), None),
        ("王强", YI, None, None), ("赵敏", BING, None, None),
    ]  # fmt: skip


def test_the_unit_tells_two_of_one_name_apart(tmp_path: Path) -> None:
    there = Office(tmp_path)
    head = "村名,联系领导,单位"
    there.pairings("甲村,李文华,县财政局", "乙村,李文华,县水利局", "丙村,赵敏,", head=head)
    visits = "村名,走访日期,走访领导,单位\n甲村,2026-01-15,李文华,县财政局\n"
    there.write(**{"visits.csv": visits + "甲村,2026-09-15,李文华,县财政局\n"})
    there.load(FIRST)
    assert there.kept("2026-01") == (1, 3)
    there.source("official", "干部编号,姓名\nG1,李文华\nG2,李文华\nG3,赵敏\n")
    there.source("posting", "干部编号,单位,层级\nG1,财政局,县\nG2,水利局,县\nG3,县教育局,县\n")
    there.pairings("甲村,G1", "乙村,G2", "丙村,G3", head="村名,干部编号")
    summary = there.load()
    assert (there.kept("2026-01"), told(there)) == ((1, 3), [("G1",)])
    assert summary.closed_months == []


def test_where_they_serve_stays_where_no_table_tells_it(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.pairings(
        "甲村,李文华,县财政局", "乙村,王强,", "丙村,赵敏,县教育局", head="村名,联系领导,单位"
    )
    there.load(FIRST)
    (was,) = there.snapshot.rows("SELECT official_id FROM official WHERE name = '王强'")[0]
    there.source("official", OFFICIALS)
    there.pairings(*BY_ID, head="村名,干部编号")
    # a roster that was handed out under the id of then comes back
    rows = f"规则,应访日,责任编号,代码,是否到访,走访日期\nmonthly,2026-01-15,{was},{YI},是,2026-01-15\n"
    there.source("roster", rows)
    serve = "SELECT official_id, unit.name, posting.valid_from, posting.valid_to FROM posting"
    for day in (20, 25):
        summary = there.load(LOADED.replace(day=day))
        assert there.snapshot.rows(f"{serve} JOIN unit USING (unit_id) ORDER BY 1") == [
            ("G1", "县财政局", None, None), ("G3", "县教育局", None, None),
        ]  # fmt: skip
        # 李文华 to 甲村, and by the roster 王强 to 乙村
        assert (there.kept("2026-01"), there.kept("2026-11")) == ((2, 3), (0, 3))
        assert warned(summary, "list_changed") == []


def test_another_unit_is_another_person(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.pairings("甲村,李文华,县财政局", "乙村,王强,", "丙村,赵敏,", head="村名,联系领导,单位")
    there.load(FIRST)
    there.source("official", OFFICIALS)
    there.source("posting", "干部编号,单位,层级\nG1,县水利局,县\n")
    there.pairings(*BY_ID, head="村名,干部编号")
    there.write(**{"visits.csv": HEAD + "丙村,2026-10-15,赵敏\n"})
    summary = there.load()
    assert [one["rows"] for one in warned(summary, "known_by_name")] == [2]
    assert there.kept("2026-01") == (1, 3)
    assert len(told(there)) == 2


def test_a_table_of_units_that_comes_later_makes_none(tmp_path: Path) -> None:
    there = Office(tmp_path)
    there.pairings("甲村,北镇政府", "乙村,县水利局", head="村名,结对单位")
    visits = "村名,走访日期,走访领导,单位\n甲村,2026-01-15,李文华,北镇政府\n"
    there.write(**{"visits.csv": visits})
    there.load(FIRST)
    before = there.kept("2026-01")
    there.source("unit", "单位编号,单位名称\nU1,北镇政府\nU2,县水利局\n")
    there.pairings("甲村,U1", "乙村,U2", head="村名,责任编号")
    there.write(**{"pairings.csv": "村名,责任类型,责任编号\n甲村,unit,U1\n乙村,unit,U2\n"})
    summary = there.load()
    assert (before, there.kept("2026-01"), summary.closed_months) == ((1, 2), (1, 2), [])


def test_the_unit_of_one_that_is_filled_in_was_always_so(tmp_path: Path) -> None:
    there = Office(tmp_path)
    head = "村名,联系领导,单位"
    there.pairings("甲村,李文华,县财政局", "乙村,王强,", "丙村,赵敏,县教育局", head=head)
    there.load(FIRST)
    there.pairings("甲村,李文华,县财政局", "乙村,王强,县水利局", "丙村,赵敏,县教育局", head=head)
    summary = there.load()
    assert (there.kept("2026-01"), there.kept("2026-09")) == ((1, 3), (2, 3))
    assert there.snapshot.rows("SELECT DISTINCT valid_from, valid_to FROM posting") == [
        (None, None)
    ]
    assert (summary.closed_months, warned(summary, "list_changed")) == ([], [])


@pytest.mark.parametrize("whole", ["甲村,李文华,县财政局", "甲村,李文华,"])
def test_a_list_that_comes_after_visits_tells_what_both_at_once_tell(
    tmp_path: Path, whole: str
) -> None:
    visits = VISITS.replace("走访领导\n", "走访领导,单位\n").replace(
        "李文华\n", "李文华,县财政局\n"
    )
    toml = TOML.replace('[sources.pairing]\nfile = "pairings.csv"\n', "")
    rows = (whole, "乙村,王强,县水利局", "丙村,赵敏,县教育局")
    there = Office(tmp_path, toml, {"visits.csv": visits.replace("王强\n", "王强,\n")})
    there.load(FIRST)
    there.pairings(*rows, head="村名,联系领导,单位")
    there.write(**{"city.toml": TOML})
    there.load()
    # 1 of 3 in January, 2 of 3 in September: whoever came first
    assert (there.kept("2026-01"), there.kept("2026-09")) == ((1, 3), (2, 3))


def test_a_tier_that_is_filled_in_was_always_so(tmp_path: Path) -> None:
    toml = TOML.replace('role = "contact"', 'role = "contact"\ntier = "township"')
    there = Office(tmp_path, toml)
    head = "村名,联系领导,单位,层级"
    there.pairings("甲村,李文华,北镇政府,乡镇", "乙村,王强,北镇政府,", head=head)
    there.load(FIRST)
    assert there.kept("2026-01") == (1, 1)
    there.pairings("甲村,李文华,北镇政府,乡镇", "乙村,王强,北镇政府,乡镇", head=head)
    summary = there.load()
    # as if both had been told at once, and said
    assert (there.kept("2026-01"), there.kept("2026-09")) == ((1, 2), (2, 2))
    assert ("2026-01", "fulfilment") in [(one.month, one.rate) for one in summary.closed_months]
