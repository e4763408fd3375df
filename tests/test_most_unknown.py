"""One rule wherever a figure is told: where most is unknown there is no value; what a place's silence
hides is unknown, and never "not visited" or none.

曹集乡 has 一村 and 二村, 会亭镇 三村, 双桥镇 四村; all were visited on 15 August, and in September 一村
and 四村 alone: of 三村 nobody told. Loaded on 20 November, data go to the end of September.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result

from dashboard.answers.ask import forget
from geodata.base.codes import full_code
from geodata.base.errors import QuestionError
from geodata.base.messages import sentence
from geodata.figures import neglect, overview, rates
from geodata.figures.comparison import compared
from geodata.figures.layers import LayerQuery, layer
from geodata.figures.legend import NEGLECTED
from geodata.figures.ranking import Component
from geodata.figures.scope_words import told_for
from geodata.output import export, wording
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot
from months import Office
from test_dashboard import page
from test_ranking_unknown import AUGUST, CAO, CITY, FILES, HUI, RULE, SEPTEMBER, SHUANG, column, of

YI, ER, SAN, SI = "990101100201", "990101100202", "990101101201", "990101102201"
STATES = ("days_since_visit", "missed_streak")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    who = {"一村": "张伟", "二村": "王芳", "三村": "李强", "四村": "赵六"}
    body = "村名,走访日期,走访领导\n" + "".join(
        f"{village},2026-{one.split()[0]},{who[village]}\n"
        for one in (AUGUST, SEPTEMBER) for village in one.split()[1:]
    )  # fmt: skip
    toml = CITY + RULE.format(id="r", day="15", first="2026-08-01")
    made = Office(tmp_path_factory.mktemp("silent"), toml, {**FILES, "visits.csv": body})
    made.load(datetime(2026, 11, 20, 9))
    return made.snapshot


def by_town(snapshot: Snapshot, name: str, period: str = "2026-09") -> dict[str, Any]:
    rows = rates.by_area(snapshot, name, scope(snapshot, period=period), "township")
    return {
        code: None if pd.isna(value) else value
        for code, value in zip(rows["code"], rows["value"], strict=True)
    }


def test_states_of_a_silent_place_are_unknown(snapshot: Snapshot) -> None:
    """At the end of September 15 days since 15 September, 46 since 15 August; 二村 missed once."""
    assert by_town(snapshot, "days_since_visit") == {CAO: 30.5, HUI: None, SHUANG: 15}
    assert by_town(snapshot, "missed_streak") == {CAO: 0.5, HUI: None, SHUANG: 0}
    september = scope(snapshot, period="2026-09")
    days = rates.rows(snapshot, "days_since_visit", september).set_index("code")
    assert days["amount"].dropna().to_dict() == {YI: 15, ER: 46, SI: 15}
    assert days["status"].dropna().to_dict() == {SAN: "no_report"}
    assert days["last_visit_on"][SAN].date() == date(2026, 8, 15)  # the last that is known
    for name in STATES:
        found = compared(snapshot, name, scope(snapshot, period="2026-09", area=HUI))
        assert (found.now.value, found.now.unknown, found.now.no_report) == (
            None,
            "mostly_unknown",
            1,
        )
        assert (found.change, found.reason) == (None, "unknown")
        assert wording.figure_text(found.now, "zh_CN") == "过半未知"
        assert wording.bounds_text(found.now, "zh_CN") == "未上报 1"


def test_a_median_has_a_range_where_less_is_unknown(snapshot: Snapshot) -> None:
    """Of 15, 15, 46 and one unknown: 15 if it lies at the low end, (15 + 46) / 2 at the high one."""
    days = rates.figure(snapshot, "days_since_visit", scope(snapshot, period="2026-09"))
    assert (days.value, days.denominator, days.no_report, days.bounds) == (15, 3, 1, (15, 30.5))
    assert wording.bounds_text(days, "zh_CN") == "未上报 1：真实值在 15 天–30.5 天 之间"
    streak = rates.figure(snapshot, "missed_streak", scope(snapshot, period="2026-09"))
    assert (streak.value, streak.bounds) == (0, (0, 0.5))  # of 0, 0, 1


def test_the_silence_of_a_round_ends_with_a_later_visit(snapshot: Snapshot) -> None:
    """As of 31 August every word was a visit: 16 days, no streak."""
    assert by_town(snapshot, "days_since_visit", "2026-08") == {CAO: 16, HUI: 16, SHUANG: 16}
    assert by_town(snapshot, "missed_streak", "2026-08") == {CAO: 0, HUI: 0, SHUANG: 0}


def test_a_silent_township_is_not_ranked(snapshot: Snapshot) -> None:
    parts = Component("fulfilment", 60), Component("days_since_visit", 40, best=0, worst=60)
    found = of(snapshot, "2026-09", *parts)
    # 曹集乡 30 of 60 and 40 · 29.5/60 = 19.67; 双桥镇 60 and 40 · 45/60 = 30
    assert column(found, "score") == {SHUANG: 90, CAO: 49.67, HUI: None}
    assert column(found, "rank") == {SHUANG: 1, CAO: 2, HUI: None}
    shown = wording.ranking_rows(found.rows, "zh_CN").set_index("code")
    assert shown["value_days_since_visit"][HUI] == "过半未知"
    assert shown["value_fulfilment"][HUI] == "过半未知 (0.0%–100.0%)"


@pytest.mark.parametrize("name", ["fulfilment", "on_time", "visit_coverage"])
def test_a_share_of_silence_has_no_value(snapshot: Snapshot, name: str) -> None:
    assert by_town(snapshot, name) == {CAO: 0.5, HUI: None, SHUANG: 1}
    one = rates.figure(snapshot, name, scope(snapshot, period="2026-09", area=HUI))
    assert (one.value, one.unknown, one.bounds) == (None, "mostly_unknown", (0, 1))
    handed = layer(snapshot, LayerQuery(name, "township", scope(snapshot, period="2026-09")))
    rows = export.table(handed, language="zh_CN").set_index("code")
    assert pd.isna(rows["value"][HUI])
    assert rows["class"][HUI] == "过半未知，不定档"


def test_maps_of_days_have_a_class_of_the_unknown(snapshot: Snapshot) -> None:
    september = scope(snapshot, period="2026-09")
    for level, code, key in (("township", HUI, "share_unknown"), ("place", SAN, "visit_unknown")):
        drawn = layer(snapshot, LayerQuery("days_since_visit", level, september))
        (index,) = drawn.rows[drawn.rows["code"] == code]["class_index"]
        assert drawn.legend[index].key == key
        assert sum(one.count for one in drawn.legend) == len(drawn.rows)
        assert drawn.legend[-1].key == "no_data"


def test_an_open_month_is_running_before_it_is_unknown(snapshot: Snapshot) -> None:
    """On 16 September the window of 三村, the only one of 会亭镇, is still open."""
    asked = scope(snapshot, as_of=date(2026, 9, 16), period="2026-09", area=HUI)
    found = compared(snapshot, "fulfilment", asked)
    assert (found.now.unknown, found.now.pending) == ("mostly_unknown", 1)
    assert found.reason == "running"


def test_neglect_says_the_same(snapshot: Snapshot) -> None:
    rows = neglect.causes(snapshot, scope(snapshot, period="2026-09"), 30).set_index("code")
    assert rows["cause"].to_dict() == {SAN: "no_report", ER: "lapsed", YI: "fine", SI: "fine"}
    assert rows["days"].dropna().to_dict() == {ER: 46, YI: 15, SI: 15}
    assert rows["missed_streak"].dropna().to_dict() == {ER: 1, YI: 0, SI: 0}


def test_the_running_month_tells_neglect_of_the_last_day_with_data(
    snapshot: Snapshot, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    running, last = scope(snapshot, period="2026-11"), scope(snapshot, period="2026-09")
    assert neglect.told_on(snapshot, running).as_of == date(2026, 9, 30)
    assert neglect.untested(snapshot, running) == neglect.untested(snapshot, last)
    pd.testing.assert_frame_equal(
        neglect.causes(snapshot, running, 30), neglect.causes(snapshot, last, 30)
    )
    for level in ("place", "township"):
        drawn = [
            layer(snapshot, LayerQuery("neglected", level, one, 30)) for one in (running, last)
        ]
        pd.testing.assert_frame_equal(drawn[0].rows, drawn[1].rows)
        assert drawn[0].legend == drawn[1].legend
    first = overview.look_first(snapshot, running, 30)
    assert first == overview.look_first(snapshot, last, 30)
    assert [(one.code, one.neglected) for one in first] == [(CAO, 1), (HUI, 1)]
    one = rates.figure(snapshot, "days_since_visit", running)
    assert (one.value, one.as_of) == (15, date(2026, 9, 30))
    beyond = rates.figure(snapshot, "fulfilment", running)
    assert beyond.unknown == "beyond_data"
    assert wording.figure_parts(beyond, "zh_CN").startswith("— / ")  # not known is not none
    asked = ("--store", snapshot.path.parents[1], "--days", "30")
    told = run("neglected", "--period", "2026-11", *asked).stdout
    assert "截至 2026-09-30" in told
    assert (
        told.splitlines()[-2:]
        == run("neglected", "--period", "2026-09", *asked).stdout.splitlines()[-2:]
    )
    monkeypatch.setenv("GUATU_STORE", str(snapshot.path.parents[1]))
    forget()
    shown = page("neglected", period="2026-11", days="30")
    values = {one.label: one.value for one in shown.metric}
    assert (values["久未走访"], values["未上报"], values["从未走访"]) == ("1 个", "1 个", "0 个")
    assert values["事项逾期未办结"] == "未提供"
    assert any("截至 2026-09-30" in one.value for one in shown.caption)
    shown = page("overview", period="2026-11")
    assert any("截至 2026-09-30" in one.value for one in shown.caption)
    forget()


def test_what_has_not_begun_is_unknown_and_not_running(snapshot: Snapshot) -> None:
    later = scope(snapshot, period="2030-01")
    assert told_for(snapshot, later, "zh_CN") == "2030年1月（未到）"
    assert told_for(snapshot, scope(snapshot, period="2026-11"), "zh_CN") == (
        "2026年11月（进行中，截至 2026-09-30）"
    )
    rows = neglect.causes(snapshot, later, 60)
    assert set(rows["cause"]) == {"no_data"}
    untold = neglect.untested(snapshot, later)
    assert {untold[one] for one in NEGLECTED if one != "matter_stuck"} == {"beyond_data"}
    drawn = layer(snapshot, LayerQuery("neglected", "place", later)).legend
    assert [one.key for one in drawn if one.count] == ["no_data"]
    assert not {one.key for one in drawn} & set(NEGLECTED)
    for name in ("pairing_coverage", "visit_coverage", *STATES):
        assert rates.figure(snapshot, name, later).unknown == "beyond_data"


def test_places_alone_are_not_said_to_be_paired_or_visited(
    tmp_path: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = CITY.split("pairing.file")[0]
    city = Office(tmp_path, toml, FILES)
    city.load(datetime(2026, 11, 20, 9))
    assert set(neglect.untested(city.snapshot, scope(city.snapshot)).values()) == {"not_given"}
    assert len(neglect.untested(city.snapshot, scope(city.snapshot))) == len(NEGLECTED)
    told = run("neglected", "--store", city.store.folder).stdout
    assert "无从判断：" in told
    assert "无人结对（未提供）" in told
    monkeypatch.setenv("GUATU_STORE", str(city.store.folder))
    forget()
    shown = page("neglected")
    assert {one.value for one in shown.metric} == {"未提供"}
    assert not shown.success
    assert any("无人结对（未提供）" in one.value for one in shown.info)
    forget()


def test_before_all_pairings_nobody_told_who_was_paired(tmp_path: Path) -> None:
    files = {
        **FILES,
        "pairings.csv": "村名,联系领导,开始日期\n一村,张伟,2026-02-01\n二村,王芳,2026-03-01\n",
        "visits.csv": "村名,走访日期,走访领导\n一村,2026-02-15,张伟\n",
    }
    office = Office(tmp_path, CITY, files)
    office.load(datetime(2026, 11, 20, 9))
    city = office.snapshot
    old = scope(city, period="2001-01")
    one = rates.figure(city, "pairing_coverage", old)
    assert (one.value, one.unknown) == (None, "before_data")
    assert set(neglect.causes(city, old, 60)["cause"]) == {"no_data"}
    assert rates.figure(city, "pairing_coverage", scope(city, period="2026-02")).value == 1 / 4


def test_a_day_to_come_names_the_last_day_with_data(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError) as error:
        scope(snapshot, as_of=date(2031, 1, 1))
    assert "数据至 2026-09-30，最晚可以问到 2026-11-20" in sentence(error.value, "zh_CN")


MATTERS = """\
村名,事项,提出日期,办理期限,办结日期,办结情况
一村,桥,2026-10-01,2026-10-10,,正在办理
一村,门,2026-10-01,2026-10-10,,正在办理
一村,坝,2026-10-01,,,正在办理
一村,路灯,2026-10-01,2026-10-20,,已办结
三村,井,2026-10-01,2026-11-15,,已办结
三村,渠,2026-10-01,2026-10-10,2026-10-09,已办结
"""


def test_rates_of_matters_that_nobody_dated_can_be_true(tmp_path: Path) -> None:
    """桥 and 门 are overdue, 坝 is open. 路灯, if it was open, was overdue: 2/3 or 3/4. 井 was due in
    November: if open it is not overdue, 0 of 1; it was closed in time, or is no part of those that are
    closed or overdue: 1 of 1 with 渠, or 2 of 2."""
    visits = "村名,走访日期,走访领导\n一村,2026-10-15,张伟\n一村,2026-11-12,张伟\n"
    office = Office(
        tmp_path, CITY + 'matter.file = "matters.csv"\n',
        {**FILES, "visits.csv": visits, "matters.csv": MATTERS},
    )  # fmt: skip
    office.load(datetime(2026, 11, 20, 9))
    city = office.snapshot

    def told(name: str, area: str) -> tuple[Any, ...]:
        one = rates.figure(city, name, scope(city, period="2026-10", area=full_code(area)))
        return one.numerator, one.denominator, one.value, one.undated, one.bounds

    assert told("overdue_rate", CAO) == (2, 3, 2 / 3, 1, (2 / 3, 3 / 4))
    assert told("overdue_rate", HUI) == (0, 0, None, 1, None)  # nothing is open for certain
    assert told("on_time_closing", CAO) == (0, 3, 0, 1, (0, 1 / 3))
    assert told("on_time_closing", HUI) == (1, 1, 1, 1, (1, 1))
    assert told("closing_rate", HUI) == (1, 2, 1 / 2, 1, (1 / 2, 1))
    # of the whole: 路灯 overdue or closed, 井 open or closed: 2/4 at least, 3/4 at most
    assert told("overdue_rate", "990101")[2:] == (2 / 3, 2, (2 / 4, 3 / 4))
