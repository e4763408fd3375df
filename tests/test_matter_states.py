"""A matter whose file says in words how it stands: closed on an unknown day, in work, planned.

Data run to 31 March 2026, the end of the month of the last visit; all matters were raised on 2 March
and due on 10 March.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from etl.pipeline import load
from geodata.figures import rates
from geodata.figures.comparison import compared
from geodata.figures.layers import LayerQuery, layer
from geodata.lists import matters
from geodata.output import wording
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store

CITY = """[city]
name = "示例县"
code = "990121"
kind = "county"
[sources.township]
file = "townships.csv"
[sources.village]
file = "villages.csv"
[sources.visit]
file = "visits.csv"
[sources.matter]
file = "matters.csv"
"""
START, DATA_TO = date(2026, 3, 2), date(2026, 3, 31)
HEAD = "编号,村代码,事项,提出日期,办理期限,办结日期,满意度,办结情况"
ROWS = """\
A,990121100201,修路,2026-03-02,2026-03-10,,,已办结
B,990121100201,路灯,2026-03-02,2026-03-10,,5,已完成
C,990121100201,打井,2026-03-02,2026-03-10,2026-03-09,,已办结
D,990121100201,清淤,2026-03-02,2026-03-10,,,正在办理
E,990121100201,建桥,2026-03-02,2026-03-10,,,未办结
F,990121100201,绿化,2026-03-02,2026-03-10,,,列入计划
"""


def loaded(folder: Path, rows: str = ROWS, head: str = HEAD, more: str = "") -> Snapshot:
    files = {
        "city.toml": CITY + more,
        "townships.csv": "代码,名称\n990121100,一镇\n",
        "villages.csv": "代码,名称\n990121100201,甲村\n",
        "visits.csv": "村代码,走访日期\n990121100201,2026-03-20\n",
        "matters.csv": f"{head}\n{rows}",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    store = Store(folder / "store")
    load(folder, store, now=datetime(2026, 4, 30))
    return store.current()


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return loaded(tmp_path_factory.mktemp("states"))


def asked(snapshot: Snapshot, day: date) -> Scope:
    return scope(snapshot, as_of=day, period="2026-03")


def states(snapshot: Snapshot, day: date) -> dict[str, tuple[str, bool, bool | None]]:
    """Code → state, overdue, was late."""
    rows = snapshot.rows(
        "SELECT code, state, is_overdue, was_late FROM matters_on($day)",
        {"day": day},
    )
    return {code: (state, overdue, late) for code, state, overdue, late in rows}


def test_closed_from_the_last_day_with_data_on(snapshot: Snapshot) -> None:
    """Before it nobody knows; on no day at all is it open or overdue."""
    for day in (START, date(2026, 3, 11), date(2026, 3, 30)):
        found = states(snapshot, day)
        assert found["A"] == found["B"] == ("unknown", False, None)
    for day in (DATA_TO, date(2026, 4, 1), date(2027, 1, 1)):
        found = states(snapshot, day)
        assert found["A"] == found["B"] == ("closed", False, None)
        assert found["C"] == ("closed", False, False)
        assert found["D"] == found["E"] == ("in_work", True, True)
        assert found["F"] == ("proposed", True, True)
    assert states(snapshot, date(2026, 3, 30))["D"] == ("proposed", True, True)


def test_a_file_of_a_later_day_tells_of_that_day(tmp_path: Path) -> None:
    """Z was raised on 9 April, so the file is of 9 April or later: A may have been closed in April."""
    city = loaded(tmp_path, ROWS + "Z,990121100201,植树,2026-04-09,2026-04-20,,,已办结\n")
    march = rates.figure(city, "closing_rate", asked(city, DATA_TO))
    assert (march.numerator, march.denominator, march.undated) == (1, 6, 2)
    assert states(city, date(2026, 4, 8))["A"][0] == "unknown"
    assert (
        states(city, date(2026, 4, 9))["A"][0] == states(city, date(2026, 4, 9))["Z"][0] == "closed"
    )


@pytest.mark.parametrize(
    ("name", "day", "parts", "undated", "bounds"),
    [
        # C of all six; A and B may have been closed by then or not
        ("closing_rate", date(2026, 3, 30), (1, 6), 2, (1 / 6, 3 / 6)),
        ("closing_rate", DATA_TO, (3, 6), 0, None),
        # C in time, D, E and F overdue; nobody knows of A and B
        ("on_time_closing", date(2026, 3, 30), (1, 6), 2, (1 / 6, 3 / 6)),
        ("on_time_closing", DATA_TO, (1, 6), 2, (1 / 6, 3 / 6)),
        # whether closed or overdue too, all that is open is overdue
        ("overdue_rate", date(2026, 3, 30), (3, 3), 2, (1, 1)),
        ("overdue_rate", DATA_TO, (3, 3), 0, None),
        # B was rated 5; A and C were not
        ("satisfaction", DATA_TO, (1, 1), 0, None),
        ("satisfaction_response", DATA_TO, (1, 3), 0, None),
        # C is not rated; A and B may be closed and rated by then, closed, or neither
        ("satisfaction_response", date(2026, 3, 30), (0, 1), 2, (0, 2 / 3)),
    ],
)
def test_figures_say_what_needs_the_day(
    snapshot: Snapshot, name: str, day: date, parts: tuple[int, int], undated: int,
    bounds: tuple[float, float] | None,
) -> None:  # fmt: skip
    figure = rates.figure(snapshot, name, asked(snapshot, day))
    assert (figure.numerator, figure.denominator, figure.undated) == (*parts, undated)
    assert figure.bounds == bounds
    assert wording.figure_parts(figure, "zh_CN") == f"{parts[0]} / {parts[1]}"
    told = wording.bounds_text(figure, "zh_CN")
    assert told.startswith("日期不明 2") if undated else not told
    rows = rates.rows(snapshot, name, figure.scope)
    assert list(rows.columns.intersection(["least", "most"])) == []
    in_whole = rows["counted"].notna().sum()
    assert in_whole == parts[1]
    assert (rows["status"] == "undated").sum() == undated


def test_board_and_lists(snapshot: Snapshot) -> None:
    before = asked(snapshot, date(2026, 3, 30))
    found = {step.state: (step.matters, step.overdue) for step in matters.board(snapshot, before)}
    assert (found["unknown"], found["closed"], found["proposed"]) == ((2, 0), (1, 0), (3, 3))
    after = asked(snapshot, DATA_TO)
    assert "unknown" not in {step.state for step in matters.board(snapshot, after)}
    assert set(matters.matters(snapshot, after, "open")["code"]) == {"D", "E", "F"}
    assert set(matters.matters(snapshot, before, "open")["code"]) == {"D", "E", "F"}
    assert set(matters.matters(snapshot, after)["code"]) == set("ABCDEF")
    (unit,) = matters.by_unit(snapshot, before).to_dict("records")
    assert (unit["open"], unit["overdue"], unit["closing_rate"]) == (3, 3, 1 / 6)


def test_on_the_spot_needs_the_day(tmp_path: Path) -> None:
    head = HEAD.replace("满意度", "事项类型")
    rows = (
        "G,990121100201,办证,2026-03-20,,,服务,已办结\n"
        "H,990121100201,办照,2026-03-20,,2026-03-20,服务,\n"
    )
    figure = rates.figure(
        city := loaded(tmp_path, rows, head), "on_the_spot_rate", asked(city, DATA_TO)
    )
    assert (figure.numerator, figure.denominator, figure.undated) == (1, 2, 1)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",,,未办结", None), (",2026-03-09,,未办结", "state_contradicts"),
        (",2026-03-09,,列入计划", "state_contradicts"),
        (",2026-03-09,,群众认可", None), (",,,已协调交通局", "bad_choice"),
        (",2026-03-09,,已协调交通局", None),
        (",,5,未办结", "rating_without_closing"), (",,5,已办结", None), (",,,部分完成", None),
    ],
)  # fmt: skip
def test_what_cannot_be_is_put_aside(tmp_path: Path, row: str, code: str | None) -> None:
    city = loaded(
        tmp_path, f"A,990121100201,修路,2026-03-02,{row}\nB,990121100201,修桥,2026-03-02,,,,\n"
    )
    found = [one for (one,) in city.rows("SELECT reasons[1].code FROM quarantine")]
    assert found == ([code] if code else [])


def test_a_closing_needs_acceptance_however_it_is_told(tmp_path: Path) -> None:
    city = loaded(tmp_path, more="[matters]\nclosing_needs_acceptance = true\n")
    aside = city.rows("SELECT source_row, reasons[1].code FROM quarantine ORDER BY 1")
    assert aside == [(2, "not_accepted"), (3, "not_accepted"), (4, "not_accepted")]


def test_events_and_a_state_that_goes_further(tmp_path: Path) -> None:
    """Claimed on 5 March by its events, and closed as the file says: never overdue after 5 March."""
    (tmp_path / "events.csv").write_text(
        "事项编号,事件,发生日期\nA,认领,2026-03-05\n", encoding="utf-8"
    )
    more = '[sources.matter_event]\nfile = "events.csv"\n'
    city = loaded(tmp_path, "A,990121100201,修路,2026-03-02,2026-03-10,,,已办结\n", more=more)
    days = {4: "proposed", 5: "unknown", 30: "unknown", 31: "closed"}
    for day, state in days.items():
        assert states(city, date(2026, 3, day))["A"][:2] == (state, False)


OF_NINE = "".join(
    f"{n},990121100201,修路,2026-03-02,2026-03-10,,,{'正在办理' if n == 9 else '已办结'}\n"
    for n in range(1, 10)
)


@pytest.mark.parametrize("name", ["closing_rate", "on_time_closing", "overdue_rate"])
def test_where_most_days_are_unknown_there_is_a_range_and_no_figure(
    tmp_path: Path, name: str
) -> None:
    """Eight of nine were closed, nobody knows when: left out they would leave the open one alone."""
    city = loaded(tmp_path, OF_NINE)
    found = compared(city, name, asked(city, date(2026, 3, 30)))
    figure, late = found.now, int(name == "overdue_rate")
    whole = 1 if late else 9  # of what is open for certain, or of all
    assert (figure.numerator, figure.denominator, figure.undated) == (late, whole, 8)
    assert (figure.value, figure.unknown, found.change) == (None, "mostly_unknown", None)
    assert found.reason == "running"
    assert figure.bounds == ((1, 1) if late else (0, 8 / 9))  # whatever is open is overdue
    (row,) = rates.by_area(city, name, figure.scope, "township").to_dict("records")
    assert (row["denominator"], row["undated"]) == (whole, 8)
    assert (row["lower"], row["upper"]) == figure.bounds
    assert pd.isna(row["value"])
    for level in ("township", "village"):
        if name != "on_time_closing":
            drawn = layer(city, LayerQuery(name, level, figure.scope))
            (index,) = drawn.rows["class_index"]
            assert drawn.legend[index].key == "share_unknown"
            assert "真实值在" in wording.labels(drawn, drawn.rows, "zh_CN")[0]


def test_half_of_unknown_days_is_not_most(tmp_path: Path) -> None:
    """One of two was closed nobody knows when: the figure stands, and so does its range."""
    city = loaded(tmp_path, "".join(OF_NINE.splitlines(keepends=True)[-2:]))
    figure = rates.figure(city, "closing_rate", asked(city, date(2026, 3, 30)))
    assert (figure.value, figure.unknown, figure.bounds) == (0, None, (0, 0.5))
    (row,) = rates.by_area(city, "closing_rate", figure.scope, "township").to_dict("records")
    assert (row["value"], row["lower"], row["upper"]) == (0, 0, 0.5)


def test_claimed_since_nobody_knows_when(tmp_path: Path) -> None:
    """Five say 已认领, four 已交办, two of these to a unit, all without a day."""
    states_of = ["已认领,"] * 5 + ["已交办,交通局"] * 2 + ["已交办,"] * 2
    rows = "".join(f"{n},990121100201,修路,2026-03-02,{one}\n" for n, one in enumerate(states_of))
    city = loaded(tmp_path, rows, "编号,村代码,事项,提出日期,办理状态,牵头单位")
    before = asked(city, date(2026, 3, 30))
    claims = rates.figure(city, "claim_rate", before)
    assert (claims.numerator, claims.denominator, claims.undated) == (0, 9, 9)
    assert (claims.value, claims.unknown, claims.bounds) == (None, "mostly_unknown", (0, 1))
    handed = rates.figure(city, "assignment_rate", before)
    assert (handed.denominator, handed.undated, handed.bounds) == (9, 2, (0, 2 / 9))
    assert rates.figure(city, "claim_rate", asked(city, DATA_TO)).numerator == 5
    given = rates.figure(city, "assignment_rate", asked(city, DATA_TO))
    assert (given.numerator, given.denominator, given.undated) == (2, 9, 0)


def test_handed_to_nobody_by_name(tmp_path: Path) -> None:
    """已交办 and no unit anywhere: no rate of what was handed to a named unit."""
    rows = "A,990121100201,修路,2026-03-02,已交办\n"
    city = loaded(tmp_path, rows, "编号,村代码,事项,提出日期,办理状态")
    assert not rates.is_given(city, "assignment_rate")


def test_what_nobody_told_is_no_figure(tmp_path: Path) -> None:
    """Of a file with a title and a day there is no claim, closing or overdue rate, not 0.0 %."""
    city = loaded(tmp_path, "A,990121100201,修路,2026-03-02\n", "编号,村代码,事项,提出日期")
    for name in ("claim_rate", "assignment_rate", "closing_rate", "on_time_closing", "overdue_rate",
                 "reopening_rate", "satisfaction", "satisfaction_response", "complex_share"):  # fmt: skip
        assert not rates.is_given(city, name)
        assert rates.figure(city, name, asked(city, DATA_TO)).value is None
        assert rates.by_area(city, name, asked(city, DATA_TO), "township")["value"].isna().all()


def test_what_was_told_is_a_true_zero(tmp_path: Path) -> None:
    rows = (
        "A,990121100201,修路,2026-03-02,2026-04-25,,\n"
        "B,990121100201,修桥,2026-04-02,,2026-04-02,2026-04-03\n"
    )
    city = loaded(tmp_path, rows, "编号,村代码,事项,提出日期,办理期限,认领日期,办结日期")
    for name in ("claim_rate", "closing_rate", "overdue_rate"):
        assert rates.figure(city, name, asked(city, DATA_TO)).value == 0
    assert rates.figure(city, "assignment_rate", asked(city, DATA_TO)).value is None


def test_the_command_line_counts_what_is_left_out(
    tmp_path: Path, run: Callable[..., Result]
) -> None:
    loaded(tmp_path)
    store = tmp_path / "store"
    shown = run(
        "rate", "on_time_closing", "--period", "2026-03", "--store", store, "--format", "csv"
    ).stdout
    header, row = shown.splitlines()
    assert dict(zip(header.split(","), row.split(","), strict=True))["undated"] == "2"


def test_words_where_the_day_of_closing_should_stand(tmp_path: Path) -> None:
    """未办结, 正在办理 and a dash are no day and no fault; 已办结 and 是 are closed nobody knows when."""
    cells = ["2026-03-09", "未办结", "正在办理", "/", "已办结", "", "是", "某日", "1"]
    rows = "".join(
        f"{n},990121100201,修路,2026-03-02,长期,{cell}\n" for n, cell in enumerate(cells)
    )
    city = loaded(tmp_path, rows, "编号,村代码,事项,提出日期,办理期限,办结日期")
    assert city.rows("SELECT reasons[1].code FROM quarantine") == [("bad_date",)] * 2
    figure = rates.figure(city, "closing_rate", asked(city, date(2026, 3, 30)))
    assert (figure.numerator, figure.denominator, figure.undated) == (1, 7, 2)
    at_end = rates.figure(city, "closing_rate", asked(city, DATA_TO))
    assert (at_end.numerator, at_end.denominator, at_end.undated) == (3, 7, 0)


def test_a_remark_behind_a_state_is_left_out(tmp_path: Path) -> None:
    said = {
        "已办结(更换灯泡3个)": "closed", "已办结：10月8日": "closed", "未办结：资金不足": "in_work",
        "正在办理（预计月底办结）": "in_work", "列入计划，明年实施": "proposed",
        # in part, or yet to be: nobody can tell
        "已办结（部分）": None, "已解决（临时措施）": None, "办结，待验收": None, "已完成：尚有尾款": None,
        "更换灯泡（已办结）": None,
    }  # fmt: skip
    rows = "".join(
        f"{n},990121100201,修路,2026-03-02,,,,{words}\n"
        for n, words in enumerate(word.replace(",", "，") for word in said)
    )
    city = loaded(tmp_path, rows)
    found = dict(city.rows("SELECT matter_id, state FROM matter"))
    assert [found.get(str(n)) for n in range(len(said))] == list(said.values())
    refused = city.rows("SELECT reasons[1].code FROM quarantine")
    assert refused == [("bad_choice",)] * 5
