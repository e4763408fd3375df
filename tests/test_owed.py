"""What is owed, by whom it is told and where it lies: small counties worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result

from asking import up_to
from etl.over_time.shrinking import COUNTED
from etl.pipeline import Summary, load
from geodata.figures import layers, neglect, rates
from geodata.figures.comparison import compared
from geodata.figures.layers import LayerQuery
from geodata.figures.overview import look_first
from geodata.figures.rates import by_area, figure
from geodata.lists import ledger, workday
from geodata.lists.workday import bulletin
from geodata.question.periods import Period
from geodata.question.scope import Scope, city_of, scope
from geodata.store.snapshots import Snapshot, Store

Run = Callable[..., Result]
NOW = datetime(2025, 6, 10, 9)
TOWN, TOWN2 = "990101100000", "990101101000"
V1, V2, V3 = "990101100201", "990101100202", "990101101201"
RULE = """
[[rule]]
id = "workday"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=25"
shift = "previous_workday"
makeup_days = 5
targets = ["village"]
reported_by = "place_township"
"""
BASE = {
    "township": "code,name\n990101100,东乡\n990101101,西乡\n",
    "village": "code,name,parent_code\n"
    f"{V1},一村,990101100\n{V2},二村,990101100\n{V3},三村,990101101\n",
    "unit": "unit_id,name,place_code\nU0,东乡政府,990101100\nU1,西乡政府,990101101\n",
    "official": "official_id,name\nG1,张伟\nG2,王芳\nG3,李杰\n",
    "posting": "official_id,unit_id,tier,rank\nG1,U0,township,staff\nG2,U0,township,staff\n"
    "G3,U1,township,staff\n",
    "pairing": "responsible_id,target_id,role\n"
    f"G1,{V1},contact\nG2,{V2},contact\nG3,{V3},contact\n",
}
# The 25ths of 2025 up to May: 24 January (the 25th is a Saturday), 25 February, 25 March, 25 April,
# and 23 May (the 25th is a Sunday).
DUES = [
    date(2025, 1, 24),
    date(2025, 2, 25),
    date(2025, 3, 25),
    date(2025, 4, 25),
    date(2025, 5, 23),
]


class City:
    """A folder that is written and loaded."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder / "city", Store(folder / "store")

    def load(
        self, rules: str = RULE, *, root: Any = 'code = "990101"', now: Any = NOW, **tables: Any
    ) -> Summary:
        """BASE with other tables in place of its own; None leaves one out. Data are told to speak for
        all of 2025, whatever the last visit was, and tables may shrink from load to load."""
        self.folder.mkdir(exist_ok=True)
        given = {name: text for name, text in {**BASE, **tables}.items() if text is not None}
        sources = "".join(f'[sources.{name}]\nfile = "{name}.csv"\n' for name in given)
        (self.folder / "city.toml").write_text(
            f'[city]\nname = "小县"\ndata_to = 2025-12-31\n{root}\n{rules}\n{sources}',
            encoding="utf-8",
        )
        for name, text in given.items():
            (self.folder / f"{name}.csv").write_text(text, encoding="utf-8")
        summary = load(self.folder, self.store, now=now, allow_fewer=COUNTED)
        assert not summary.reasons, summary.reasons
        return summary

    @property
    def snapshot(self) -> Snapshot:
        return self.store.current()


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path)


def came(*rows: tuple[str, str, str], kind: str = "place") -> dict[str, str]:
    """The tables of visits and of who came, of (who, target, day)."""
    lines = [(f"W{i}", *row) for i, row in enumerate(rows)]
    return {
        "visit": "visit_id,target_kind,target_id,visited_on\n"
        + "".join(f"{one},{kind},{target},{day}\n" for one, _, target, day in lines),
        "attendance": "visit_id,official_id\n"
        + "".join(f"{one},{who}\n" for one, who, *_ in lines),
    }


def reports(*rows: tuple[str, date | str]) -> str:
    return "unit_id,day\n" + "".join(f"{unit},{day}\n" for unit, day in rows)


def asked(snapshot: Snapshot, first: date, day: date, **about: Any) -> Scope:
    """What was nominally of the days from ``first`` on, told on a day."""
    return scope(snapshot, as_of=day, period=Period(first, day), **about)


def parts(snapshot: Snapshot, name: str, about: Scope) -> tuple[int, int]:
    one = figure(snapshot, name, about)
    return int(one.numerator or 0), int(one.denominator)


def areas(snapshot: Snapshot, name: str, about: Scope, level: str) -> dict[str, tuple[int, int]]:
    rows = by_area(snapshot, name, about, level)
    codes = [code if isinstance(code, str) else "" for code in rows["code"]]
    pairs = zip(rows["numerator"].astype(int), rows["denominator"].astype(int), strict=True)
    return dict(zip(codes, pairs, strict=True))


def statuses(snapshot: Snapshot, day: date, **about: Any) -> dict[tuple[str, date], str]:
    rows = ledger.obligations(snapshot, up_to(snapshot, day, **about))
    due = [day.date() for day in rows["due_on"]]
    return dict(zip(zip(rows["target_id"], due, strict=True), rows["status"], strict=True))


def causes(snapshot: Snapshot, day: date, days: int = 60) -> dict[str, str]:
    rows = neglect.causes(snapshot, up_to(snapshot, day), days)
    return dict(zip(rows["name"], rows["cause"], strict=True))


def warned(summary: Summary, code: str) -> list[dict[str, object]]:
    return [
        {key: value for key, value in values.items() if key != "source"}
        for one, values in summary.warnings if one == code
    ]  # fmt: skip


# Reports


def test_a_township_all_of_whose_visits_are_exempt_is_in_no_report_rate(city: City) -> None:
    exempt = f"subject_kind,subject_id\nplace,{V3}\nplace,{V2}\n"
    city.load(exemption=exempt, report=reports(("U0", DUES[4])), **came(("G1", V1, "2025-05-23")))
    may = asked(city.snapshot, date(2025, 5, 1), date(2025, 5, 31))
    assert parts(city.snapshot, "report_rate", may) == (1, 1)
    assert areas(city.snapshot, "report_rate", may, "township") == {TOWN: (1, 1), TOWN2: (0, 0)}


def test_the_report_rate_is_of_rules_that_the_townships_report_for(city: City) -> None:
    by_unit = RULE.replace('"workday"', '"own"').replace('"place_township"', '"official_unit"')
    city.load(RULE + by_unit, report=reports(("U0", DUES[4])), **came(("G1", V1, "2025-05-23")))
    may = asked(city.snapshot, date(2025, 5, 1), date(2025, 5, 31))
    assert parts(city.snapshot, "report_rate", may) == (1, 2)
    assert set(rates.rows(city.snapshot, "report_rate", may)["rule_id"]) == {"workday"}


RECODED = {
    "township": "code,name,valid_from,valid_to\n990101100,东乡,,2025-04-09\n"
    "990101109,东镇,2025-04-10,\n990101101,西乡,,\n",
    "village": "code,name,parent_code,valid_from,valid_to\n"
    f"{V1},一村,990101100,,2025-04-09\n{V1},一村,990101109,2025-04-10,\n"
    f"{V2},二村,990101100,,2025-04-09\n{V2},二村,990101109,2025-04-10,\n{V3},三村,990101101,,\n",
    "place_change": "old_code,new_code,change,on_date,confirmed\n"
    "990101100,990101109,recode,2025-04-10,true\n",
}


@pytest.mark.parametrize("code", ["990101100", "990101109"])
def test_a_unit_reports_for_its_township_on_both_sides_of_a_recode(city: City, code: str) -> None:
    units = f"unit_id,name,place_code\nU0,东乡政府,{code}\nU1,西乡政府,990101101\n"
    sent = reports(("U0", DUES[2]), ("U0", DUES[3]), ("U1", DUES[2]), ("U1", "2025-06-02"))
    city.load(**{**RECODED, "unit": units}, report=sent)
    found = statuses(city.snapshot, date(2025, 6, 2))
    assert [found[V1, due] for due in DUES[2:]] == ["missed", "missed", "no_report"]
    assert [found[V3, due] for due in DUES[2:]] == ["missed", "no_report", "no_report"]
    spring = asked(city.snapshot, date(2025, 3, 1), date(2025, 6, 2))
    # three workdays of two townships: the 东乡 is one, whatever its code
    assert parts(city.snapshot, "report_rate", spring) == (3, 6)
    town = "990101109000"
    assert areas(city.snapshot, "report_rate", spring, "township") == {TOWN2: (1, 3), town: (2, 3)}


def test_villages_may_still_name_the_township_that_is_gone(city: City) -> None:
    units = "unit_id,name,place_code\nU0,东镇政府,990101109\nU1,西乡政府,990101101\n"
    tables = {**RECODED, "unit": units, "village": BASE["village"]}
    city.load(**tables, report=reports(("U0", DUES[2]), ("U0", DUES[3]), ("U1", "2025-05-02")))
    found = statuses(city.snapshot, date(2025, 5, 2))
    assert [found[V1, due] for due in DUES[2:4]] == ["missed", "missed"]
    spring = asked(city.snapshot, date(2025, 3, 1), date(2025, 5, 2))
    town = "990101109000"
    assert areas(city.snapshot, "report_rate", spring, "township") == {TOWN2: (0, 2), town: (2, 2)}


def test_a_standing_township_does_not_report_for_one_merged_into_it_later(city: City) -> None:
    merged = {
        **RECODED,
        "township": "code,name\n990101100,东乡\n990101101,西乡\n",
        "village": RECODED["village"].replace("990101109", "990101101"),
        "place_change": RECODED["place_change"].replace("990101109,recode", "990101101,merge"),
    }
    city.load(**merged, report=reports(("U1", DUES[2]), ("U1", DUES[3])))
    found = statuses(city.snapshot, date(2025, 4, 30))
    assert (found[V1, DUES[2]], found[V3, DUES[2]]) == ("no_report", "missed")
    assert found[V1, date(2025, 4, 25)] == "pending"
    found = statuses(city.snapshot, date(2025, 5, 1))
    assert (found[V1, DUES[3]], found[V3, DUES[3]]) == ("missed", "missed")


BY_UNIT = RULE.replace('reported_by = "place_township"\n', "")


def test_without_postings_the_township_tells_a_missed_visit(city: City) -> None:
    summary = city.load(
        BY_UNIT, posting=None, report=reports(("U0", DUES[4]), ("U0", "2025-05-30"))
    )
    found = statuses(city.snapshot, date(2025, 5, 30))
    assert found[V1, DUES[4]] == "missed"
    assert found[V3, DUES[4]] == "no_report"
    assert not warned(summary, "rule_cannot_tell")


def test_without_postings_and_reports_a_visit_in_the_township_stands_for_one(city: City) -> None:
    summary = city.load(BY_UNIT, posting=None, unit=None, **came(("G1", V1, "2025-05-26")))
    found = statuses(city.snapshot, date(2025, 5, 31))
    told = {V1: "made_up", V2: "missed", V3: "no_report"}
    assert {code: found[code, DUES[4]] for code in told} == told
    assert not warned(summary, "rule_cannot_tell")


def test_the_load_says_which_rules_cannot_tell_a_missed_visit(city: City) -> None:
    """The 西乡 has no unit, and reports are given: three 25ths of it from May to December."""
    units = "unit_id,name,place_code\nU0,东乡政府,990101100\n"
    rule = BY_UNIT + "from = 2025-05-01\nto = 2025-06-30\n"
    summary = city.load(rule, posting=None, unit=units, report=reports(("U0", DUES[4])))
    assert warned(summary, "rule_cannot_tell") == [{"rule": "workday", "untold": 2, "all": 6}]
    assert statuses(city.snapshot, date(2025, 6, 10))[V3, DUES[4]] == "no_report"
    assert not warned(city.load(rule, report=reports(("U0", DUES[4]))), "rule_cannot_tell")


# Rules


def test_a_rule_without_a_first_day_owes_from_the_first_month_with_data(city: City) -> None:
    """1 April moves to no other month: the nominal day counts, and so does a report alone."""
    city.load(report=reports(("U0", "2025-04-30")))
    assert {due for _, due in statuses(city.snapshot, date(2025, 5, 31)) if due < date(2025, 6, 1)} == {
        DUES[3], DUES[4],
    }  # fmt: skip
    city.load(report=reports(("U0", "2025-04-30")), **came(("G1", V1, "2025-02-28")))
    first = min(due for _, due in statuses(city.snapshot, date(2025, 5, 31)))
    assert first == DUES[1]


def test_the_first_month_goes_by_the_nominal_day(city: City) -> None:
    """Nominal 1 February falls due on 27 January, before the first month with data begins."""
    rule = RULE.replace("BYMONTHDAY=25", "BYMONTHDAY=1")
    city.load(rule, **came(("G1", V1, "2025-02-03")))
    assert min(due for _, due in statuses(city.snapshot, date(2025, 3, 31))) == date(2025, 1, 27)


def test_without_any_data_a_rule_begins_in_the_month_of_the_load(city: City) -> None:
    city.load()
    assert min(due for _, due in statuses(city.snapshot, date(2025, 6, 10))) == date(2025, 6, 25)


def test_visits_to_other_things_do_not_begin_a_rule(city: City) -> None:
    """A project was visited in January, the villages since April."""
    both = came(("G1", "P1", "2025-01-10"), kind="project")["visit"]
    both += came(("G1", V1, "2025-04-25"))["visit"].splitlines()[1].replace("W0", "W9") + "\n"
    city.load(visit=both, project="project_id,name\nP1,水厂\n")
    assert min(due for _, due in statuses(city.snapshot, date(2025, 5, 31))) == DUES[3]


@pytest.mark.parametrize(
    ("slip", "seen", "first"),
    [
        ("2016-04-25", "2025-04-24", DUES[3]),
        ("2024-04-22", "2025-04-24", DUES[3]),  # 367 days before
        ("2024-04-23", "2025-04-24", date(2024, 4, 25)),  # 366: not more than a year
    ],
)
def test_a_slip_of_the_year_begins_no_rule(city: City, slip: str, seen: str, first: date) -> None:
    """Days more than 366 before all others begin nothing, and the load says so."""
    summary = city.load(**came(("G1", V1, slip), ("G1", V1, seen)))
    assert min(due for _, due in statuses(city.snapshot, date(2025, 5, 31))) == first
    told = warned(summary, "days_apart")
    assert [one["first"] for one in told] == ([slip] if first == DUES[3] else [])


def test_a_month_of_which_nothing_was_handed_in_is_unknown(city: City) -> None:
    """All three are visited in February and April; of March there is no visit and no report."""
    visits = [(who, place, day) for day in ("2025-02-25", "2025-04-25")
              for who, place in (("G1", V1), ("G2", V2), ("G3", V3))]  # fmt: skip
    city.load(**came(*visits))
    for name in ("visit_coverage", "fulfilment", "on_time", "days_since_visit"):
        told = {
            month: compared(
                city.snapshot, name, scope(city.snapshot, as_of=date(2025, 5, 10), period=month)
            )
            for month in ("2025-02", "2025-03", "2025-04")
        }
        assert (told["2025-03"].now.value, told["2025-03"].now.unknown) == (None, "untold")
        assert told["2025-04"].now.value is not None
        assert (told["2025-04"].change, told["2025-04"].reason) == (None, "no_before")
    city.load(**came(*visits), report=reports(("U0", DUES[2]), ("U1", DUES[2])))
    march = scope(city.snapshot, as_of=date(2025, 5, 10), period="2025-03")
    assert figure(city.snapshot, "fulfilment", march).value == 0  # they did report that nobody went


def test_a_period_that_has_not_begun_is_unknown(city: City) -> None:
    city.load(**came(("G1", V1, "2025-02-25")))
    asked = scope(city.snapshot, as_of=date(2025, 2, 26), period="2025-03")
    for name in ("visit_coverage", "fulfilment"):
        one = figure(city.snapshot, name, asked)
        assert (one.value, one.unknown) == (None, "beyond_data")


def test_a_first_day_that_is_given_holds(city: City) -> None:
    city.load(RULE + "from = 2025-01-01\n", report=reports(("U0", "2025-04-30")))
    assert min(due for _, due in statuses(city.snapshot, date(2025, 5, 31))) == DUES[0]


def test_the_load_warns_of_dates_lost_to_shifting(city: City) -> None:
    """First Saturdays wait for the next Saturday that is worked: in 2025 those of 26 January
    (a Sunday) … are three at most, and the load says so; with public_holiday none is lost."""
    saturdays = RULE.replace("BYMONTHDAY=25", "BYDAY=1SA").replace(
        "previous_workday", "next_same_weekday"
    )
    of_2025 = saturdays + "from = 2025-01-01\nto = 2025-12-31\n"
    summary = city.load(of_2025, report=reports(("U0", "2025-04-30")))
    (values,) = warned(summary, "rule_dates_lost")
    assert (values["rule"], values["all"], values["lost"]) == ("workday", 12, 9)
    owed = city.snapshot.rows("SELECT count(*) FROM rule_date")
    assert owed == [(3,)]
    kept = of_2025 + 'shift_when = "public_holiday"\n'
    assert not warned(city.load(kept, report=reports(("U0", "2025-04-30"))), "rule_dates_lost")


def test_an_unknown_year_owes_nothing_on_a_day_that_is_overridden(city: City) -> None:
    """No calendar knows 2027; its 25 January was said to be worked, and that is all that is known."""
    override = "day,working,public_holiday\n2027-01-25,true,false\n"
    now = datetime(2026, 11, 20, 9)
    city.load(RULE + "from = 2026-11-01\n", calendar_override=override, now=now)
    due = {due for _, due in statuses(city.snapshot, date(2026, 11, 20))}
    assert due == {date(2026, 11, 25), date(2026, 12, 25)}
    assert city.snapshot.rows("SELECT year FROM rule_unknown_year") == [(2027,)]


# Streaks


def test_a_streak_counts_dates_and_not_people(city: City) -> None:
    pairs = f"responsible_id,target_id,role\nG1,{V1},contact\nG2,{V1},contact\nG3,{V1},contact\n"
    city.load(pairing=pairs, report=reports(("U0", DUES[4]), ("U0", "2025-05-30")))
    may = asked(city.snapshot, date(2025, 5, 1), date(2025, 5, 30))
    rows = rates.rows(city.snapshot, "missed_streak", may)
    assert dict(zip(rows["code"], rows["amount"], strict=True)) == {V1: 1}
    # one of the three came in May: that day is settled for the village
    one_came = came(("G2", V1, "2025-05-23"))
    both = reports(("U0", DUES[3]), ("U0", DUES[4]), ("U0", "2025-05-30"))
    city.load(pairing=pairs, report=both, **one_came)
    rows = rates.rows(city.snapshot, "missed_streak", may)
    assert dict(zip(rows["code"], rows["amount"], strict=True)) == {V1: 0}
    april = asked(city.snapshot, date(2025, 4, 1), date(2025, 5, 22))
    rows = rates.rows(city.snapshot, "missed_streak", april)
    assert dict(zip(rows["code"], rows["amount"], strict=True)) == {V1: 1}


# Areas

OLD, NEW, OTHER = "990121000000", "990103000000", "990102000000"
W1, W2 = "990121100201", "990102100201"
#: The county 990121 becomes the district 990103 on 10 April; its township keeps its code.
COUNTIES = {
    "county": "code,name,valid_from,valid_to\n990121,甲县,,2025-04-09\n990103,甲区,2025-04-10,\n"
    "990102,乙区,,\n",
    "township": "code,name,parent_code,valid_from,valid_to\n990121100,东乡,990121,,2025-04-09\n"
    "990121100,东乡,990103,2025-04-10,\n990102100,西乡,990102,,\n",
    "village": f"code,name,parent_code\n{W1},一村,990121100\n{W2},二村,990102100\n",
    "unit": "unit_id,name,place_code\nU0,东乡政府,990121100\nU1,西乡政府,990102100\n",
    "posting": "official_id,unit_id,tier,rank\nG1,U0,township,staff\nG2,U1,township,staff\n",
    "pairing": f"responsible_id,target_id,role\nG1,{W1},contact\nG2,{W2},contact\n",
    "place_change": "old_code,new_code,change,on_date,confirmed\n"
    "990121,990103,recode,2025-04-10,true\n",
    "matter": "matter_id,matter_kind,target_id,title,proposed_on,closed_on\n"
    f"M1,problem,{W1},修路,2025-03-05,2025-03-20\n",
}
ROOT = 'code = "9901"'


def test_areas_add_up_after_a_county_is_recoded(city: City) -> None:
    march = came(("G1", W1, "2025-03-25"), ("G2", W2, "2025-03-25"))
    city.load(root=ROOT, **{**COUNTIES, **march})
    snapshot = city.snapshot
    about = asked(snapshot, date(2025, 3, 1), date(2025, 4, 20))
    assert parts(snapshot, "fulfilment", about) == (2, 2)
    assert areas(snapshot, "fulfilment", about, "county") == {OTHER: (1, 1), NEW: (1, 1)}
    assert areas(snapshot, "closing_rate", about, "county") == {OTHER: (0, 0), NEW: (1, 1)}
    assert areas(snapshot, "report_rate", about, "county") == {OTHER: (1, 1), NEW: (1, 1)}
    for name in ("fulfilment", "closing_rate", "report_rate"):
        for code in (NEW, OLD):  # the district holds what was its county's, by either code
            inside = asked(snapshot, date(2025, 3, 1), date(2025, 4, 20), area=code)
            assert parts(snapshot, name, inside) == (1, 1)
            assert set(areas(snapshot, name, inside, "county")) == {NEW}
    told = bulletin(snapshot, DUES[2], about, level="county")
    assert (told.visits, *told.by_area["visits"]) == (2, 1, 1)
    assert [*told.by_area["code"]] == [OTHER, NEW]
    rows = ledger.obligations(snapshot, asked(snapshot, DUES[2], date(2025, 4, 20), area=NEW))
    assert DUES[2] in {day.date() for day in rows["due_on"]}
    # before the change it was the county, whichever code it is asked by
    before = asked(snapshot, date(2025, 3, 1), date(2025, 3, 31))
    assert areas(snapshot, "fulfilment", before, "county") == {OTHER: (1, 1), OLD: (1, 1)}
    early = asked(snapshot, date(2025, 3, 1), date(2025, 3, 31), area=NEW)
    assert parts(snapshot, "fulfilment", early) == (1, 1)


def test_an_area_that_is_gone_and_has_no_successor_is_listed(city: City) -> None:
    dissolved = {
        "township": "code,name,valid_from,valid_to\n990101100,东乡,,2025-04-09\n990101101,西乡,,\n",
        "village": RECODED["village"].replace("990101109", "990101101"),
    }
    city.load(**dissolved, **came(("G1", V1, "2025-03-25"), ("G3", V3, "2025-03-25")))
    about = asked(city.snapshot, date(2025, 3, 1), date(2025, 4, 20))
    assert parts(city.snapshot, "fulfilment", about) == (2, 3)
    assert areas(city.snapshot, "fulfilment", about, "township") == {TOWN2: (1, 1), TOWN: (1, 2)}
    names = by_area(city.snapshot, "fulfilment", about, "township")["name"]
    assert [*names] == ["西乡", "东乡"]


def test_what_lies_in_no_area_of_a_level_is_a_part_of_the_whole(city: City, run: Run) -> None:
    village = BASE["village"] + "990101000201,直管村,990101\n"
    pairing = BASE["pairing"] + "G3,990101000201,contact\n"
    visited = came(("G1", V1, "2025-05-23"), ("G3", "990101000201", "2025-05-23"))
    city.load(village=village, pairing=pairing, **visited)
    about = asked(city.snapshot, date(2025, 5, 1), date(2025, 5, 31))
    assert parts(city.snapshot, "fulfilment", about) == (2, 4)
    told = {TOWN: (1, 2), TOWN2: (0, 1), "": (1, 1)}
    assert areas(city.snapshot, "fulfilment", about, "township") == told
    whole = bulletin(city.snapshot, DUES[4], about, level="township")
    assert (whole.visits, whole.places) == (2, 2)
    assert [*whole.by_area["visits"]] == [1, 1]
    neglected = layers.layer(city.snapshot, LayerQuery("neglected", "township", about)).rows
    assert neglected["denominator"].sum() == 4
    shown = run(
        "rate", "fulfilment", "--by", "township", "--store", city.store.folder,
        "--as-of", "2025-05-31", "--format", "csv",
    )  # fmt: skip
    assert "不在任何乡镇(街道)" in shown.output


def test_a_level_above_the_area_is_the_area_itself(city: City) -> None:
    city.load(root=ROOT, **COUNTIES, **came(("G1", W1, "2025-04-25")))
    about = asked(city.snapshot, date(2025, 4, 1), date(2025, 4, 30), area="990121100000")
    for name in ("fulfilment", "pairing_coverage"):
        assert areas(city.snapshot, name, about, "county") == {"990121100000": (1, 1)}
    rows = layers.layer(city.snapshot, LayerQuery("neglected", "city", about)).rows
    assert [*rows["code"]] == ["990121100000"]


def test_a_merger_leaves_the_past_of_a_standing_village_alone(city: City) -> None:
    """一村 is merged into 二村 on 10 April. Owed from January to May: 二村 by its own official five
    times, 一村 three times, and its official goes on with 二村 for the last two; 三村 five times."""
    change = f"old_code,new_code,change,on_date,confirmed\n{V1},{V2},merge,2025-04-10,true\n"
    went = [("G2", V2, str(day)) for day in DUES[:3]] + [("G1", V1, str(DUES[0]))]
    city.load(place_change=change, **came(*went, ("G1", V1, "2025-05-23")))
    year = asked(city.snapshot, date(2025, 1, 1), date(2025, 5, 31))
    assert parts(city.snapshot, "fulfilment", year) == (5, 15)
    found = city.snapshot.rows("SELECT valid_from, valid_to FROM place WHERE code = $v", {"v": V2})
    assert found == [(None, None)]
    (last,) = city.snapshot.rows("SELECT valid_to FROM place WHERE code = $v", {"v": V1})
    assert last == (date(2025, 4, 9),)


def test_two_villages_that_become_one_make_a_new_one(city: City) -> None:
    change = (
        "old_code,new_code,change,on_date,confirmed\n"
        f"{V1},990101100203,merge,2025-04-10,true\n{V2},990101100203,merge,2025-04-10,true\n"
    )
    village = BASE["village"] + "990101100203,新村,990101100\n"
    city.load(place_change=change, village=village, report=reports(("U0", DUES[0])))
    found = city.snapshot.rows("SELECT valid_from FROM place WHERE code = '990101100203'")
    assert found == [(date(2025, 4, 10),)]


# Projects, companies and chains

PROJECTS = {
    "project": f"project_id,name,place_code\nP1,一号项目,990101100\nP2,二号项目,{V3}\nP3,三号项目,\n",
    "chain": "chain_id,name\nC1,食品链\n",
    "enterprise": f"enterprise_id,name,place_code\nE1,一厂,{V1}\n",
    "pairing": "responsible_id,target_kind,target_id,role\n"
    "G1,project,P1,contact\nG2,project,P2,contact\nG3,project,P3,contact\n",
}
FOR_PROJECTS = RULE.replace('["village"]', '["project"]')


def test_what_is_owed_to_projects_counts_and_lies_where_they_lie(city: City, run: Run) -> None:
    visited = came(("G1", "P1", "2025-05-23"), ("G3", "P3", "2025-05-26"), kind="project")
    sent = reports(("U1", DUES[4]), ("U0", "2025-05-30"))
    city.load(FOR_PROJECTS, **{**PROJECTS, **visited}, report=sent)
    snapshot, first, day = city.snapshot, date(2025, 5, 1), date(2025, 5, 30)
    assert city_of(snapshot).base_kinds == ("village", "community", "project")
    about = asked(snapshot, first, day)
    assert parts(snapshot, "fulfilment", about) == (2, 3)
    assert parts(snapshot, "on_time", about) == (1, 3)
    told = {TOWN: (1, 1), TOWN2: (0, 1), "": (1, 1)}
    assert areas(snapshot, "fulfilment", about, "township") == told
    assert parts(snapshot, "fulfilment", asked(snapshot, first, day, kinds=("project",))) == (2, 3)
    assert parts(snapshot, "fulfilment", asked(snapshot, first, day, kinds=("village",))) == (0, 0)
    inside = asked(snapshot, first, day, area=TOWN2)
    assert parts(snapshot, "fulfilment", inside) == (0, 1)
    rows = ledger.obligations(snapshot, inside)
    assert {*rows["target_id"]} == {"P2"}
    # the township of P2 reported for the day: P2 was missed
    assert statuses(snapshot, day)["P2", DUES[4]] == "missed"
    accounts = workday.officials(snapshot, about)
    assert dict(zip(accounts["official"], accounts["done"] + accounts["made_up"], strict=True)) == {
        "张伟": 1, "王芳": 0, "李杰": 1,
    }  # fmt: skip
    assert parts(snapshot, "pairing_coverage", about) == (0, 3)  # of places alone
    listed = run(
        "obligations", "--kind", "project", "--store", city.store.folder, "--format", "csv"
    )
    assert listed.output.count("project") == len(ledger.obligations(snapshot, scope(snapshot)))
    missed = bulletin(snapshot, DUES[4], about).not_reached
    assert [*missed["name"]] == ["二号项目"]


def test_projects_stand_on_the_roster_and_come_back_from_it(city: City) -> None:
    """The roster for 25 June, filled in as it is: the visits to projects settle what is owed."""
    rule = FOR_PROJECTS.replace('["project"]', '["village", "project", "enterprise", "chain"]')
    pairing = (
        PROJECTS["pairing"]
        + f"G1,place,{V1},contact\nG2,enterprise,E1,contact\nG3,chain,C1,contact\n"
    )
    tables = {**PROJECTS, "pairing": pairing}
    city.load(rule, **tables, report=reports(("U0", "2025-06-09")))
    day = date(2025, 6, 25)
    rows = workday.roster(city.snapshot, day, scope(city.snapshot, as_of=date(2025, 6, 9)))
    named = dict(
        zip(
            rows["code"],
            zip(rows["name"], rows["kind"], rows["township"], strict=True),
            strict=True,
        )
    )
    assert named["P1"] == ("一号项目", "project", "东乡")
    assert named["P2"] == ("二号项目", "project", "西乡")
    assert (named["E1"], named[V1]) == (("一厂", "enterprise", "东乡"), ("一村", "village", "东乡"))
    assert {"P3", "C1"} <= {*named}
    (city.folder / "roster.xlsx").write_bytes(filled_in(rows, day))
    city.load(
        rule + '[sources.roster]\nfile = "roster.xlsx"\n', **tables,
        report=reports(("U0", "2025-06-09")), now=datetime(2025, 6, 26, 9),
    )  # fmt: skip
    found = statuses(city.snapshot, date(2025, 6, 26))
    assert {found[code, day] for code in named} == {"done"}
    kinds = city.snapshot.rows("SELECT DISTINCT target_kind FROM visit ORDER BY 1")
    assert [kind for (kind,) in kinds] == ["chain", "enterprise", "place", "project"]


def filled_in(rows: pd.DataFrame, day: date) -> bytes:
    """The roster as it is handed back: somebody came everywhere."""
    sheet = pd.read_excel(
        BytesIO(workday.roster_xlsx(rows, day, "zh_CN")), dtype=object, engine="calamine"
    )
    sheet["是否到访"] = "是"
    out = BytesIO()
    sheet.to_excel(out, index=False, engine="xlsxwriter")
    return out.getvalue()


def test_a_project_moves_with_its_place(city: City) -> None:
    """P1 lies in the 东乡, which becomes the 东镇 on 10 April."""
    tables = {**PROJECTS, **RECODED}
    city.load(FOR_PROJECTS, **tables, report=reports(("U0", DUES[2]), ("U0", DUES[4])))
    about = asked(city.snapshot, date(2025, 3, 1), date(2025, 5, 31))
    assert areas(city.snapshot, "fulfilment", about, "township") == {
        TOWN2: (0, 3), "990101109000": (0, 3), "": (0, 3),
    }  # fmt: skip
    rows = city.snapshot.rows(
        "SELECT due_on, township_code FROM obligation WHERE target_id = 'P1' AND due_on < '2025-06-01'"
        " ORDER BY 1"
    )
    assert rows == [(DUES[2], TOWN), (DUES[3], "990101109000"), (DUES[4], "990101109000")]


# Causes of neglect


def test_nobody_owes_a_village_a_visit(city: City) -> None:
    """The posting of 一村's official ended, 二村 is paired in a role that no rule is about: neither
    is "not yet due", and the page says which rule finds nobody."""
    tables = {
        "posting": "official_id,unit_id,tier,rank,valid_to\nG1,U0,township,staff,2024-12-31\n"
        "G2,U0,township,staff,\nG3,U1,township,staff,\n",
        "pairing": BASE["pairing"].replace(f"{V2},contact", f"{V2},help"),
    }
    city.load(**tables, **came(("G3", V3, "2025-05-23")))
    rows = neglect.causes(city.snapshot, scope(city.snapshot, as_of=date(2025, 5, 31)), 60)
    told = dict(
        zip(rows["name"], zip(rows["cause"], rows["finds_nobody"], strict=True), strict=True)
    )
    assert told["一村"] == told["二村"] == ("not_owed", "workday")
    assert told["三村"][0] == "fine"
    (first,) = look_first(city.snapshot, scope(city.snapshot, as_of=date(2025, 5, 31)), 60)
    assert (first.name, first.neglected, first.causes) == ("东乡", 2, (("not_owed", 2),))


def test_a_rule_whose_officials_have_no_posting_in_its_tier(city: City) -> None:
    city.load(RULE + 'tier = "county"\nname = "县级包村"\n', **came(("G3", V3, "2025-05-23")))
    rows = neglect.causes(city.snapshot, scope(city.snapshot, as_of=date(2025, 5, 31)), 60)
    told = dict(
        zip(rows["name"], zip(rows["cause"], rows["finds_nobody"], strict=True), strict=True)
    )
    assert told["一村"] == told["二村"] == ("not_owed", "县级包村")


def test_not_yet_due_is_what_is_to_come(city: City) -> None:
    city.load(RULE + "from = 2025-06-01\n", **came(("G3", V3, "2025-05-23")))
    assert causes(city.snapshot, date(2025, 5, 31)) == {
        "一村": "not_yet_due", "二村": "not_yet_due", "三村": "fine",
    }  # fmt: skip
    # no calendar knows 2027, but the rule finds somebody all the same
    visited, now = came(("G3", V3, "2026-12-18")), datetime(2026, 12, 20, 9)
    city.load(RULE + "from = 2027-01-01\n", now=now, **visited)
    assert causes(city.snapshot, date(2026, 12, 20))["一村"] == "not_yet_due"
    # one whose officials are all excused for good has nothing to come
    exempt = "subject_kind,subject_id\nofficial,G1\n"
    city.load(RULE + "from = 2025-06-01\n", **came(("G3", V3, "2025-05-23")), exemption=exempt)
    assert causes(city.snapshot, date(2025, 5, 31))["一村"] == "not_owed"


def test_no_report_ends_with_a_visit_or_with_its_rule(city: City) -> None:
    ended = RULE + "from = 2020-01-01\nto = 2020-12-31\n"
    sent = reports(("U1", "2020-01-02"), ("U1", "2025-05-30"))
    city.load(ended, report=sent, **came(("G1", V1, "2025-05-30")))
    # the rule ended in 2020: 一村 was visited yesterday, of 二村 no visit is known
    assert causes(city.snapshot, date(2025, 5, 31))["一村"] == "fine"
    assert causes(city.snapshot, date(2025, 5, 31))["二村"] == "never_visited"
    # the window of 25 December 2020 closed on the 30th; 60 days later it says nothing any more
    assert causes(city.snapshot, date(2021, 2, 28))["二村"] == "no_report"
    assert causes(city.snapshot, date(2021, 3, 1))["二村"] == "never_visited"
    # while the rule goes on, it holds until the place is visited
    city.load(
        RULE + "from = 2025-01-01\n",
        report=sent,
        **came(("G1", V1, "2025-05-22"), ("G3", V2, "2025-05-26")),
    )
    told = causes(city.snapshot, date(2025, 5, 31), days=1)
    assert (told["一村"], told["二村"]) == ("no_report", "lapsed")


def test_of_several_on_one_day_one_that_is_known_speaks_for_the_place(city: City) -> None:
    """二村 is owed by G2, whose unit did not report for 23 May, and by G3, whose unit did."""
    pairing = BASE["pairing"] + f"G3,{V2},contact\n"
    city.load(
        BY_UNIT, pairing=pairing, report=reports(("U1", DUES[4])), **came(("G3", V3, "2025-05-23"))
    )
    told = causes(city.snapshot, date(2025, 5, 31))
    assert (told["一村"], told["二村"]) == ("no_report", "never_visited")


def test_where_no_visit_was_given_nothing_is_known(city: City) -> None:
    city.load(RULE + "from = 2025-01-01\n")
    assert set(causes(city.snapshot, date(2025, 5, 31)).values()) == {"no_data"}
    pairing = f"responsible_id,target_id,role\nG1,{V1},contact\n"
    city.load(RULE + "from = 2025-01-01\n", pairing=pairing)
    assert causes(city.snapshot, NOW.date())["三村"] == "unpaired"  # from the day of the load on
