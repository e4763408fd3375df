"""What comes next, worked out by hand: on 10 May, the last day with data of a small city."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from dashboard.answers.ask import forget
from geodata.movement import upcoming
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot
from moving_city import VILLAGES, loaded
from test_dashboard import page

Run = Callable[..., Result]
DAY = date(2026, 5, 10)
MONTHS = range(1, 13)
#: Invested in January to April of a plan of 100 a month.
INVESTED = {"P1": (100, 100, 100, 80), "P2": (100, 100, 100, 60), "P3": (100, 100, 100, 30)}
MORE = {
    "project": "project_id,name,place_code,started_on\n"
    + "".join(f"{one},{one}工程,990101100,2026-01-01\n" for one in INVESTED),
    "project_month": "project_id,month,planned_wan_yuan,invested_wan_yuan\n"
    + "".join(
        f"{one},2026-{month:02},100,{amounts[month - 1] if month <= len(amounts) else ''}\n"
        for one, amounts in INVESTED.items()
        for month in MONTHS
    ),
    "matter": "matter_id,kind,target_kind,target_id,title,proposed_on,due_on,closed_on\n"
    + "".join(
        f"M{due[-2:]},problem,place,{VILLAGES[1]},修路,2026-04-20,2026-05-{due},{closed}\n"
        for due, closed in (("09", ""), ("10", ""), ("24", ""), ("25", ""), ("11", "2026-05-02"))
    ),
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return loaded(tmp_path_factory.mktemp("coming"), **MORE)


@pytest.fixture
def asked(city: Snapshot) -> Scope:
    return scope(city)


def test_who_would_be_neglected_and_from_when(city: Snapshot, asked: Scope) -> None:
    # two, three and eight were visited on 10 April: 60 days on 9 June, 61 on 10 June, the day of
    # their round; of the others each is neglected already, exempt or gone
    assert upcoming.neglected(city, asked, 30).empty
    rows = upcoming.neglected(city, asked, 31)
    assert sorted(rows["code"]) == [VILLAGES[n] for n in (2, 3, 8)]
    assert set(zip(rows["cause"], rows["days"], strict=True)) == {("lapsed", 61)}
    assert {one.date() for one in rows["from_day"]} == {date(2026, 6, 10)}
    assert {one.date() for one in rows["next_due_on"]} == {date(2026, 6, 10)}
    # under another threshold: 30 days are over on 11 May
    soon = upcoming.neglected(city, asked, 1, 30)
    assert {one.date() for one in soon["from_day"]} == {date(2026, 5, 11)}
    south = scope(city, area="990101200000")
    assert list(upcoming.neglected(city, south, 31)["code"]) == [VILLAGES[3]]


def test_what_falls_due(city: Snapshot, asked: Scope) -> None:
    # the round of 10 May is due and open for all but the exempt, the unpaired and the merged; that
    # of 10 June is 31 days away
    rows = upcoming.due(city, asked, 30)
    assert sorted(rows["code"]) == [VILLAGES[n] for n in (1, 2, 3, 7, 8, 9)]
    assert set(rows["status"]) == {"pending"}
    assert len(upcoming.due(city, asked, 31)) == 12
    units = upcoming.counted(upcoming.due(city, asked, 31), DAY, ["unit"]).set_index("unit")
    assert units["window_open"].to_dict() == {"甲局": 5, "乙局": 1}
    assert units["due_30"].sum() == 0
    earlier = scope(city, as_of=date(2026, 4, 3))  # the round of 10 April is seven days away
    found = upcoming.counted(upcoming.due(city, earlier, 30), date(2026, 4, 3), ["responsible"])
    assert found.set_index("responsible")["due_7"].to_dict() == {
        "张伟国": 4,
        "李国庆": 1,
        "王芳菲": 1,
    }
    eight_days = scope(city, as_of=date(2026, 4, 2))
    found = upcoming.counted(upcoming.due(city, eight_days, 30), date(2026, 4, 2), ["responsible"])
    assert (found["due_7"].sum(), found["due_14"].sum()) == (0, 6)


def test_which_projects_will_fall_behind(city: Snapshot, asked: Scope) -> None:
    # P1: 380 of 400, 93.3 a month: 473 of 500, 567 of 600, 660 of 700, never below 90 %. P2: 360 of
    # 400 is 90 %, 86.7 a month: 447 of 500. P3: 330 of 400 is behind already
    (row,) = upcoming.falling_behind(city, asked).to_dict("records")
    assert (row["code"], row["status"], row["month"].date()) == ("P2", "normal", date(2026, 5, 1))
    assert row["pace_wan_yuan"] == pytest.approx(260 / 3)
    assert row["projected_wan_yuan"] == pytest.approx(360 + 260 / 3)
    assert row["planned_wan_yuan"] == 500


def test_which_matters_are_due(city: Snapshot, asked: Scope) -> None:
    # due on 9 May is overdue, of 11 May is closed; the 24th is 14 days away, the 25th is not within
    assert list(upcoming.matters(city, asked, 14)["code"]) == ["M10", "M24"]
    assert list(upcoming.matters(city, asked, 15)["code"]) == ["M10", "M24", "M25"]


def test_the_command_line_tells_what_comes(city: Snapshot, run: Run) -> None:
    asked = ("upcoming", "--store", city.path.parents[1])
    said = run("--lang", "en", *asked, "--days", 31).stdout
    assert said.startswith(
        "From 2026-05-10 to 2026-06-10: 3 places would be neglected if nobody goes, 12 visits fall due"
        " or are still open, 1 projects would fall behind at their pace, 3 open matters are due."
    )
    officials = run(*asked, "--show", "officials", "--format", "csv").stdout
    assert "张**" in officials
    assert "张伟国" not in officials
    assert "张伟国" in run(*asked, "--show", "officials", "--format", "csv", "--unmask").stdout
    answer = json.loads(run(*asked, "--format", "json").stdout)
    assert (answer["day"], answer["until"]) == ("2026-05-10", "2026-05-24")
    assert [one["code"] for one in answer["matters"]] == ["M10", "M24"]
    assert answer["matters"][0]["due_on"] == "2026-05-10"
    assert (answer["neglected"], len(answer["due"])) == ([], 6)


@pytest.fixture
def served(city: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    store = city.path.parents[1]
    monkeypatch.setenv("GUATU_STORE", str(store))
    forget()
    yield store
    forget()


@pytest.mark.usefixtures("served")
def test_the_pages_tell_what_comes() -> None:
    app = page("neglected", lang="en", within="31")
    (toggle,) = [one for one in app.toggle if one.key == "coming_neglected"]
    toggle.set_value(True).run()
    assert not app.exception
    assert "3 places, 0 of them before their next visit is owed" in [
        one.value for one in app.markdown
    ]
    roster = page("roster", lang="en")
    table = roster.dataframe[-1].value
    assert table["Window open"].sum() == 6
