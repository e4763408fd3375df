"""What nobody reported ranks nobody, moves nobody and draws no arrow.

曹集乡 has 一村 (张伟) and 二村 (王芳), 会亭镇 has 三村 (李强), 双桥镇 has 四村 (赵六); no reports are
given, so that a township tells of a round where any of its villages was visited in its window.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import pandas as pd
import pytest
from click.testing import Result

from dashboard.answers.ask import forget
from geodata.base.messages import text
from geodata.figures.comparison import compared
from geodata.figures.ranking import Component, Ranked, Ranking, ranked
from geodata.output import wording
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot
from months import Office
from test_dashboard import page

CAO, HUI, SHUANG = "990101100000", "990101101000", "990101102000"
RULE = """
[[rule]]
id = "{id}"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY={day}"
makeup_days = 7
targets = ["village"]
reported_by = "place_township"
from = {first}
"""
CITY = """
[city]
name = "甲县"
code = "990101"
kind = "county"
[[ranking]]
id = "t"
weights = { fulfilment = 60, visit_coverage = 40 }
fair_places = 1
[sources]
township.file = "townships.csv"
village.file = "villages.csv"
pairing.file = "pairings.csv"
visit.file = "visits.csv"
"""
FILES = {
    "townships.csv": "code,name\n990101100,曹集乡\n990101101,会亭镇\n990101102,双桥镇\n",
    "villages.csv": "code,name\n990101100201,一村\n990101100202,二村\n990101101201,三村\n"
    "990101102201,四村\n",
    "pairings.csv": "村名,联系领导\n一村,张伟\n二村,王芳\n三村,李强\n四村,赵六\n",
}
#: Data go on after October.
VISITS = "村名,走访日期,走访领导\n一村,2026-10-15,张伟\n一村,2026-11-12,张伟\n"
WHO = {"一村": "张伟", "二村": "王芳", "三村": "李强", "四村": "赵六"}
BOTH = (Component("fulfilment", 60), Component("visit_coverage", 40))
Make = Callable[..., Snapshot]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    @cache
    def make(*visits: str, day: str = "15", rules: str = "") -> Snapshot:
        """Visits as ``9-15 一村 二村``: a day of 2026, and where the paired leaders went."""
        rows = [
            f"{village},2026-{one.split()[0]},{WHO[village]}\n"
            for one in visits for village in one.split()[1:]
        ]  # fmt: skip
        toml = CITY + RULE.format(id="r", day=day, first="2026-01-01") + rules
        body = "村名,走访日期,走访领导\n" + "".join(rows)
        office = Office(tmp_path_factory.mktemp("made"), toml, {**FILES, "visits.csv": body})
        office.load(datetime(2026, 11, 20, 9))
        return office.snapshot

    return make


def of(snapshot: Snapshot, period: str, *parts: Component) -> Ranked:
    which = Ranking("t", "t", "township", parts or BOTH, 1)
    return ranked(snapshot, which, scope(snapshot, period=period))


def column(found: Ranked, name: str) -> dict[str, Any]:
    return {
        code: None if pd.isna(one) else one
        for code, one in zip(found.rows["code"], found.rows[name], strict=True)
    }


AUGUST = "8-15 一村 二村 三村 四村"
SEPTEMBER = "9-15 一村 四村"  # 三村: nobody told


def test_a_township_of_which_nothing_is_known_is_not_ranked(made: Make) -> None:
    found = of(made(AUGUST, SEPTEMBER), "2026-09")
    assert column(found, "score") == {SHUANG: 100, CAO: 50, HUI: None}
    assert column(found, "rank") == {SHUANG: 1, CAO: 2, HUI: None}
    assert column(found, "value_fulfilment") == {SHUANG: 1, CAO: 0.5, HUI: None}
    assert column(found, "lower_visit_coverage") == {SHUANG: 1, CAO: 0.5, HUI: 0}
    assert column(found, "upper_visit_coverage") == {SHUANG: 1, CAO: 0.5, HUI: 1}
    assert found.among == 2
    shown = wording.ranking_rows(found.rows, "zh_CN").set_index("code")["value_fulfilment"]
    assert dict(shown) == {SHUANG: "100.0%", CAO: "50.0%", HUI: "过半未知 (0.0%–100.0%)"}


def test_what_is_not_known_leaves_its_weight_out(made: Make) -> None:
    """会亭镇 has 三村 paired, and nobody told of its visit: pairings alone, 100."""
    parts = Component("fulfilment", 60), Component("pairing_coverage", 40)
    found = of(made(AUGUST, SEPTEMBER), "2026-09", *parts)
    assert column(found, "score") == {HUI: 100, SHUANG: 100, CAO: 70}  # 0.6 · 50 + 0.4 · 100
    assert column(found, "is_partial") == {HUI: True, SHUANG: False, CAO: False}


def test_half_unknown_still_counts_with_its_range(made: Make) -> None:
    """Two rounds a month; of the second nobody in 会亭镇 told: 1 of 2, at most 2 of 2."""
    found = of(made("9-05 一村 二村 三村 四村", "9-20 一村 二村 四村", day="5,20"), "2026-09")
    assert column(found, "value_fulfilment")[HUI] == 0.5
    assert column(found, "score")[HUI] == 70  # 0.6 · 50 + 0.4 · 100, as the village was visited
    shown = wording.ranking_rows(found.rows, "zh_CN").set_index("code")
    assert shown.loc[HUI, "value_fulfilment"] == "50.0% (50.0%–100.0%)"
    assert shown.loc[HUI, "value_visit_coverage"] == "100.0%"


def test_months_of_unlike_rounds_move_nobody(made: Make, run: Callable[..., Result]) -> None:
    second = RULE.format(id="r2", day="25", first="2026-10-01")
    snapshot = made(AUGUST, "9-15 一村 二村 三村 四村", "10-15 一村 三村 四村", "11-03 四村",
                    rules=second)  # fmt: skip
    found = of(snapshot, "2026-10")
    assert found.unmoved == "other_rounds"
    assert set(column(found, "moved").values()) == {None}
    like = of(snapshot, "2026-09")
    assert like.unmoved is None
    assert column(like, "moved") == {CAO: 0, HUI: 0, SHUANG: 0}
    told = run("ranking", "--period", "2026-10", "--store", snapshot.path.parents[1])
    assert text("incomparable", "other_rounds", "zh_CN") in told.stdout


def test_a_month_before_of_which_nobody_told_moves_nobody(made: Make) -> None:
    found = of(made(AUGUST, "10-15 一村 三村 四村"), "2026-10")
    assert found.unmoved == "no_before"
    assert set(column(found, "moved").values()) == {None}


def test_nobody_falls_because_another_is_known_again(made: Make) -> None:
    """September: 双桥镇 before 曹集乡, 会亭镇 unknown. October: 会亭镇 and 双桥镇 all, 曹集乡 half."""
    found = of(made(AUGUST, SEPTEMBER, "10-15 一村 三村 四村"), "2026-10")
    assert found.unmoved is None
    assert column(found, "rank") == {HUI: 1, SHUANG: 1, CAO: 3}
    assert column(found, "moved") == {HUI: None, SHUANG: 0, CAO: 0}


@pytest.mark.parametrize(
    ("august", "september", "reason", "change"),
    [
        ("一村 二村 三村 四村", "一村 二村 四村", "unknown", None),  # 4/4, then 3/4 or 4/4
        ("一村 二村 三村 四村", "一村 四村", None, -0.5),  # 4/4, then 2/4 or 3/4
        ("一村 四村", "一村 二村 四村", "unknown", None),  # 2/4 or 3/4, then 3/4 or 4/4
        ("一村 四村", "一村 二村 三村 四村", None, 0.5),  # 2/4 or 3/4, then 4/4
        ("一村 四村", "二村 四村", "unknown", None),  # 2/4 or 3/4 twice
        ("一村 三村 四村", "二村 三村 四村", None, 0.0),  # 3/4 twice, all known
    ],
)
@pytest.mark.parametrize("name", ["fulfilment", "on_time", "visit_coverage"])
def test_an_arrow_that_the_unknown_could_turn_is_not_drawn(
    made: Make, name: str, august: str, september: str, reason: str | None, change: float | None
) -> None:
    snapshot = made(f"8-15 {august}", f"9-15 {september}")
    found = compared(snapshot, name, scope(snapshot, period="2026-09"))
    assert (found.reason, found.change) == (reason, change)


def test_the_page_says_who_is_not_ranked_and_why_nobody_moved(
    made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = made("9-15 一村 四村")
    monkeypatch.setenv("GUATU_STORE", str(snapshot.path.parents[1]))
    forget()
    shown = page("rankings", period="2026-09")
    first, apart = (one.value for one in shown.dataframe)
    assert len(first) == 2
    assert apart.iloc[0].to_dict()["应访完成率"] == "过半未知 (0.0%–100.0%)"
    assert any(text("incomparable", "no_before", "zh_CN") in one.value for one in shown.caption)
    assert any("过半未知" in one.value for one in shown.subheader)
    forget()


def test_matters_closed_on_days_that_nobody_told_rank_nobody(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """曹集乡: 1 closed on a day told, 1 of 2 on none: half, 1/2 to 2/2. 会亭镇: 2 of 3 on none."""
    body = "村名,事项,提出日期,办结日期,办结情况\n"
    body += "一村,甲,2026-10-01,2026-10-09,已办结\n一村,乙,2026-10-02,,已办结\n"
    body += "三村,丙,2026-10-01,,已办结\n三村,丁,2026-10-02,,已办结\n三村,戊,2026-10-03,,正在办理\n"
    office = Office(
        tmp_path_factory.mktemp("matters"), CITY + 'matter.file = "matters.csv"\n',
        {**FILES, "matters.csv": body, "visits.csv": VISITS},
    )  # fmt: skip
    office.load(datetime(2026, 11, 20, 9))
    found = of(office.snapshot, "2026-10", Component("closing_rate", 1))
    assert column(found, "score") == {CAO: 50, HUI: None, SHUANG: None}
    assert column(found, "rank") == {CAO: 1, HUI: None, SHUANG: None}
    ranges = {code: (column(found, "lower_closing_rate")[code],
                     column(found, "upper_closing_rate")[code]) for code in (CAO, HUI)}  # fmt: skip
    assert ranges == {CAO: (0.5, 1), HUI: (0, pytest.approx(2 / 3))}
