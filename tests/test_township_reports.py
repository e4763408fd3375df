"""A unit that reports under its township's name reports for that township; of a township of which no
unit is known nobody can tell whether it reported.

曹集乡 has 一村 (张伟) and 二村 (王芳), 会亭镇 has 三村 (李强); on 15 October 一村 and 三村 were visited.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

import pytest

from geodata.figures import rates
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot
from months import Office

CAO, HUI = "990101100000", "990101101000"
CITY = """
[city]
name = "甲县"
code = "990101"
kind = "county"
[[rule]]
id = "r"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=15"
makeup_days = 7
targets = ["village"]
reported_by = "place_township"
from = 2026-10-01
[sources]
township.file = "townships.csv"
village.file = "villages.csv"
pairing.file = "pairings.csv"
visit.file = "visits.csv"
report.file = "reports.csv"
"""
FILES = {
    "townships.csv": "code,name\n990101100,曹集乡\n990101101,会亭镇\n",
    "villages.csv": "code,name\n990101100201,一村\n990101100202,二村\n990101101201,三村\n",
    "pairings.csv": "村名,联系领导\n一村,张伟\n二村,王芳\n三村,李强\n",
    "visits.csv": "村名,走访日期,走访领导\n一村,2026-10-15,张伟\n三村,2026-10-15,李强\n",
}
Make = Callable[..., Snapshot]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    @cache
    def make(*units: str, townships: str = FILES["townships.csv"]) -> Snapshot:
        rows = "".join(f"{unit},2026-10-15\n" for unit in units)
        files = {**FILES, "townships.csv": townships, "reports.csv": "上报单位,日期\n" + rows}
        office = Office(tmp_path_factory.mktemp("made"), CITY, files)
        office.load(datetime(2026, 11, 20, 9))
        return office.snapshot

    return make


def shares(snapshot: Snapshot, name: str = "report_rate") -> dict[str, tuple[int, int]]:
    asked = scope(snapshot, period="2026-10")
    rows = rates.by_area(snapshot, name, asked, "township")
    counted = zip(rows["numerator"], rows["denominator"], strict=True)
    return {code: (int(a), int(b)) for code, (a, b) in zip(rows["code"], counted, strict=True)}


def status(snapshot: Snapshot, village: str) -> str:
    ((found,),) = snapshot.rows(
        "SELECT status FROM obligation_at(DATE '2026-10-31') WHERE target_id = $code"
        " AND due_on = DATE '2026-10-15'",
        {"code": village},
    )
    return str(found)


@pytest.mark.parametrize(
    "units",
    [
        ("曹集乡人民政府", "会亭镇"),
        ("甲县曹集乡人民政府", "甲县会亭镇"),
        ("中共曹集乡委员会", "会亭镇党委"),
    ],
)
def test_under_its_own_name_a_township_reports(made: Make, units: tuple[str, str]) -> None:
    snapshot = made(*units)
    assert shares(snapshot) == {CAO: (1, 1), HUI: (1, 1)}
    assert status(snapshot, "990101100202") == "missed"  # reported, and 二村 was not visited


def test_a_bureau_of_the_township_is_not_the_township(made: Make) -> None:
    snapshot = made("曹集乡财政所", "会亭镇")
    assert shares(snapshot) == {CAO: (0, 0), HUI: (1, 1)}
    assert status(snapshot, "990101100202") == "no_report"
    whole = rates.figure(snapshot, "report_rate", scope(snapshot, period="2026-10"))
    assert (whole.numerator, whole.denominator, whole.value) == (1, 1, 1.0)


def test_of_two_townships_of_one_name_none_is_meant(made: Make) -> None:
    same = "code,name\n990101100,曹集乡\n990101101,会亭镇\n990101102,会亭镇\n"
    assert made("会亭镇", townships=same).rows("SELECT place_code FROM unit") == [(None,)]


def test_where_no_unit_is_known_the_rate_is_not_given(made: Make) -> None:
    snapshot = made("县财政局")
    figure = rates.figure(snapshot, "report_rate", scope(snapshot, period="2026-10"))
    assert (figure.value, figure.unknown) == (None, "not_given")
    assert shares(snapshot) == {CAO: (0, 0), HUI: (0, 0)}
