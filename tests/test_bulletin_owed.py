"""A bulletin's words are about what was owed, of places, projects, companies and chains alike.

On 15 October 2026 一村 (张伟), 二村 (王芳) and 三村 (李强) are owed a visit, to be made up by the 22nd;
on the 26th the projects P1 (张伟) and P2 (王芳), the company E1 (李强) and the chain C1 (李强).
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from dashboard.answers.ask import forget
from geodata.lists import workday
from geodata.lists.workday import Bulletin, Round
from geodata.output import printing
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot
from months import Office
from test_dashboard import page

PLACES, THINGS = date(2026, 10, 15), date(2026, 10, 26)
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
[[rule]]
id = "p"
role = "包联"
schedule = "FREQ=MONTHLY;BYMONTHDAY=26"
makeup_days = 7
targets = ["project", "enterprise", "chain"]
from = 2026-10-01
[sources]
township.file = "townships.csv"
village.file = "villages.csv"
official.file = "officials.csv"
enterprise.file = "enterprises.csv"
chain.file = "chains.csv"
project.file = "projects.csv"
pairing.file = "pairings.csv"
visit.file = "visits.csv"
"""
FILES = {
    "townships.csv": "code,name\n990101100,曹集乡\n990101101,会亭镇\n",
    "villages.csv": "code,name\n990101100201,一村\n990101100202,二村\n990101101201,三村\n",
    "officials.csv": "official_id,name\nA,张伟\nB,王芳\nC,李强\n",
    "enterprises.csv": "企业编号,企业名称,所在地代码\nE1,豫东食品,990101100201\n",
    "chains.csv": "产业链编号,产业链名称\nC1,绿色食品\n",
    "projects.csv": "项目编号,项目名称,所在地代码\nP1,水厂,990101101201\nP2,公路,990101100201\n",
    "pairings.csv": "responsible_id,target_kind,target_id,role\n"
    "A,place,990101100201,contact\nB,place,990101100202,contact\nC,place,990101101201,contact\n"
    "A,project,P1,包联\nB,project,P2,包联\nC,enterprise,E1,包联\nC,chain,C1,包联\n",
    # 三村 is visited by one whom no list knows, 二村 by 张伟 whose village it is not
    "visits.csv": "target_kind,target_id,visited_on,走访领导\n"
    "place,990101100201,2026-10-15,张伟\nplace,990101101201,2026-10-15,赵六\n"
    "place,990101100202,2026-10-20,张伟\nplace,990101100202,2026-10-24,李强\n"
    "project,P2,2026-10-26,王芳\nproject,P1,2026-10-28,王芳\nchain,C1,2026-10-30,李强\n"
    "place,990101100201,2026-11-10,张伟\n",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    office = Office(tmp_path_factory.mktemp("owed"), CITY, FILES)
    summary = office.load(datetime(2026, 11, 20, 9))
    assert [one for one in summary.files if one[-1]] == []
    return office.snapshot


def told(snapshot: Snapshot, day: date, as_of: date, area: str | None = None) -> Bulletin:
    asked = scope(snapshot, as_of=as_of, area=area)
    return workday.bulletin(snapshot, day, asked, level="township")


def test_where_somebody_else_came_is_not_told_as_never_visited(snapshot: Snapshot) -> None:
    found = told(snapshot, PLACES, date(2026, 10, 31))
    assert found.reached == {"places": 2}
    assert (found.officials, found.asked) == (1, 1)
    assert found.rounds == {"places": Round(3, 1, 0, 0, 2, others=2)}
    rows = found.not_reached.set_index("name")["others_on"]
    # 李强 was in 二村 on the 24th, after its window
    assert {name: day.date() for name, day in rows.items()} == {
        "二村": date(2026, 10, 20), "三村": PLACES,
    }  # fmt: skip
    assert workday.paragraph(found, "甲县", "zh_CN") == (
        "2026年10月15日，甲县开展基层工作日活动，当日出动干部1名，另有1次走访的干部待确认，到访2个村居。"
        "本轮应访3个村居，截至2026-10-31应访已完成1个、窗口未关0个、应访未完成2个、未上报0个。"
        "尚未完成应访的村居中，2个另有他人到访。"
    )
    assert workday.paragraph(found, "Jia", "en").endswith(
        "At 2 of the places not visited as owed somebody else came."
    )


def test_what_came_later_is_not_known_yet(snapshot: Snapshot) -> None:
    found = told(snapshot, PLACES, date(2026, 10, 19))
    assert found.rounds == {"places": Round(3, 1, 2, 0, 0, others=1)}
    before = told(snapshot, PLACES, date(2026, 10, 20))
    assert before.round.others == 2


def test_of_whom_nobody_is_known_there_are_visits_alone(snapshot: Snapshot) -> None:
    found = told(snapshot, PLACES, date(2026, 10, 31), "990101101")  # 会亭镇: 三村
    assert (found.officials, found.asked, found.places) == (None, 1, 1)
    assert "当日1次走访的干部待确认，到访1个村居。" in workday.paragraph(found, "会亭镇", "zh_CN")


def test_a_workday_of_projects_tells_of_projects(snapshot: Snapshot) -> None:
    found = told(snapshot, THINGS, date(2026, 10, 31))
    assert found.reached == {"projects": 1, "enterprises": 0, "chains": 0}
    assert (found.officials, found.visits) == (1, 1)
    assert found.rounds == {
        "projects": Round(2, 1, 1, 0, 0, others=1),
        "enterprises": Round(1, 0, 1, 0, 0),
        "chains": Round(1, 1, 0, 0, 0),
    }
    assert (found.open, found.not_reached["code"].nunique()) == (2, 2)
    assert workday.paragraph(found, "甲县", "zh_CN") == (
        "2026年10月26日，甲县开展基层工作日活动，当日出动干部1名，到访1个项目，到访0家企业，到访0条产业链。"
        "本轮应访2个项目，截至2026-10-31应访已完成1个、窗口未关1个、应访未完成0个、未上报0个。"
        "尚未完成应访的项目中，1个另有他人到访。"
        "本轮应访1家企业，截至2026-10-31应访已完成0家、窗口未关1家、应访未完成0家、未上报0家。"
        "本轮应访1条产业链，截至2026-10-31应访已完成1条、窗口未关0条、应访未完成0条、未上报0条。"
    )
    assert "村居" not in workday.paragraph(found, "甲县", "zh_CN")


def test_a_project_lies_where_its_place_lies(snapshot: Snapshot) -> None:
    found = told(snapshot, THINGS, date(2026, 10, 31))
    assert dict(zip(found.by_area["name"], found.by_area["projects"], strict=True)) == {"曹集乡": 1}
    inside = told(snapshot, THINGS, date(2026, 10, 31), "990101101")
    assert inside.reached == {"projects": 0}  # P1 is owed, P2 lies in the other township
    beside = told(snapshot, THINGS, date(2026, 10, 31), "990101100")
    assert beside.reached == {"projects": 1, "enterprises": 0}


def test_the_print_lists_all_that_was_not_visited_as_owed(snapshot: Snapshot) -> None:
    html = printing.bulletin_html(told(snapshot, THINGS, date(2026, 10, 31)), "甲县", "zh_CN")
    shown = html.decode()
    assert "应访未完成的对象（2 个，其中窗口未关 2 个）" in shown
    assert "水厂（2026-10-28 有他人到访）" in shown
    assert "<th>到访项目</th><th>到访企业</th><th>到访产业链</th><th>谈话</th>" in shown
    assert "到访村居" not in shown


def test_the_page_leaves_out_what_was_not_asked(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(snapshot.path.parents[1]))
    forget()
    shown = page("workday", day=THINGS.isoformat())
    told_first = {one.label: one.value for one in shown.metric}
    assert told_first["到访项目(个)"] == "1"
    assert "到访村居(个)" not in told_first
    places = page("workday", day=PLACES.isoformat())
    assert any("另有 1 次走访的干部待确认" in one.value for one in places.caption)
    assert {"二村", "三村"} == set(places.dataframe[-1].value["名称"])
    forget()
