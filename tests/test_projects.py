"""Projects as a wall map: milestones, bottlenecks, status at a day; and the published figures of P3.

The tiny city has P1 (East County, 2026 to 31 December), P2, P3 and P4; its milestones and
bottlenecks are worked out by hand below.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from streamlit.testing.v1 import AppTest

from asking import up_to
from dashboard.answers.ask import forget
from etl.pipeline import load
from geodata.figures import layers, rates
from geodata.lists import projects
from geodata.output.wording import percent
from geodata.question.periods import Period
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store
from test_dashboard import page

TINY = Path(__file__).parent / "cities" / "tiny"
MARCH = date(2026, 3, 12)
ON_DAY = {"as_of": "2026-03-12", "period": "2026-03"}
JANUARY = date(2026, 1, 1)
EAST, WEST = "990101", "990121"
MILESTONES = """项目编号,节点,序号,计划完成日期,提前天数,销号日期,前置节点
P1,立项,1,2026-01-20,,2026-01-15,
P1,用地,2,2026-02-10,,2026-02-20,立项
P1,开工,3,,300,,用地
P1,竣工,4,,0,,开工
P2,立项,1,2026-03-12,,2026-03-12,
P2,用地,2,2026-03-18,,2026-03-19,立项
P4,立项,1,2026-03-19,,,
"""
BOTTLENECKS = """难题编号,项目编号,难题,难题类型,调度层级,提出日期,解决日期
B1,P1,资金未到,资金,市领导,2026-01-10,2026-02-09
B2,P2,用地未批,用地,副市长,2026-02-15,
B3,P2,环评未批,环评,项目中心,2026-03-01,2026-03-20
B4,P3,手续未办,审批,责任单位,2025-06-01,2025-07-01
"""
PAIRINGS = """responsible_kind,responsible_id,target_kind,target_id,role
official,A,项目,P1,difficulties
单位,U2,项目,P1,papers
单位,U1,项目,P1,progress
official,B,项目,P1,service
official,C,项目,P1,联络员
"""


def source(folder: Path, name: str, content: str) -> None:
    (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write(f'[sources.{name}]\nfile = "{name}.csv"\n')


def furnished(folder: Path) -> Path:
    """The tiny city with milestones, bottlenecks, roles, levels and a link nobody should follow."""
    source(folder, "milestone", MILESTONES)
    source(folder, "bottleneck", BOTTLENECKS)
    (folder / "roles.csv").write_text(PAIRINGS, encoding="utf-8")
    manifest = folder / "city.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(
        text.replace('"pairings.csv"', '["pairings.csv", "roles.csv"]'), encoding="utf-8"
    )
    lines = (folder / "projects.csv").read_text(encoding="utf-8").splitlines()
    further = ["项目级别,挂牌保护,工作专班,资料链接", "省级,是,一号专班,javascript:alert(1)",
               "市级,否,,http://10.0.0.8/p2", "县级,,,", ",,,"]  # fmt: skip
    both = "".join(f"{a},{b}\n" for a, b in zip(lines, further, strict=True))
    (folder / "projects.csv").write_text(both, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Store:
    root = tmp_path_factory.mktemp("wall")
    store = Store(root / "store")
    folder = furnished(Path(shutil.copytree(TINY, root / "city")))
    assert load(folder, store, now=now).reasons == []
    return store


@pytest.fixture
def wall(loaded: Store) -> Snapshot:
    return loaded.current()


def parts(
    snapshot: Snapshot, name: str, day: date, since: date | None = None, **asked: object
) -> tuple[object, object]:
    question = up_to(snapshot, day, **asked)
    if since:
        question = replace(question, period=Period(since, day))
    one = rates.figure(snapshot, name, question)
    return (one.value if one.sort == "statistic" else one.numerator), one.denominator


def test_deadlines_are_planned_backwards(wall: Snapshot) -> None:
    # 31 December is the 365th day of 2026, 300 days before it the 65th: 31 + 28 + 6
    rows = wall.rows(
        "SELECT milestone, due_on FROM milestone WHERE lead_days IS NOT NULL ORDER BY position"
    )
    assert rows == [("开工", date(2026, 3, 6)), ("竣工", date(2026, 12, 31))]


def test_milestones_on_time(wall: Snapshot) -> None:
    name = "milestone_punctuality"
    # due by 12 March: P1 立项 (five days early), 用地 (ten late), 开工 (open); P2 立项 (on the day)
    assert parts(wall, name, MARCH) == (2, 4)
    assert parts(wall, name, MARCH, area=EAST) == (1, 3)
    assert parts(wall, name, MARCH, area=WEST) == (1, 1)
    assert parts(wall, name, MARCH, levels=("city",)) == (1, 1)
    assert parts(wall, name, MARCH, protected=True) == (1, 3)
    # the day before 用地 was due, that day itself, on which it is not late yet, and the next: what was
    # done later is not known yet
    assert parts(wall, name, date(2026, 2, 9)) == (1, 1)
    assert parts(wall, name, date(2026, 2, 10)) == (1, 1)
    assert parts(wall, name, date(2026, 2, 11)) == (1, 2)
    # P2 用地 a day late, P4 立项 not at all
    assert parts(wall, name, date(2026, 3, 20)) == (2, 6)


def test_bottlenecks_solved_and_how_long_they_take(wall: Snapshot) -> None:
    # opened in 2026: B1 (solved), B2, B3 (solved on the 20th)
    assert parts(wall, "bottleneck_solved_rate", MARCH, since=JANUARY) == (1, 3)
    assert parts(wall, "bottleneck_solved_rate", date(2026, 3, 20), since=JANUARY) == (2, 3)
    # since 10 February: B2 and B3
    assert parts(wall, "bottleneck_solved_rate", MARCH) == (0, 2)
    # B1 30 days, B2 25 and B3 11 so far; B4 was over before
    assert parts(wall, "bottleneck_days", MARCH, since=JANUARY) == (25, 3)
    assert parts(wall, "bottleneck_days", MARCH) == (18, 2)  # B1 was solved the day before
    # on 20 March: 30, 33 and 19
    assert parts(wall, "bottleneck_days", date(2026, 3, 20), since=JANUARY) == (30, 3)


def test_days_of_bottlenecks_by_kind_and_level(wall: Snapshot, demo_snapshot: Snapshot) -> None:
    rows = projects.bottleneck_groups(wall, scope(wall, as_of=MARCH, period=Period(JANUARY, MARCH)))
    # B1 from 10 January to 9 February; B2 since 15 February; B3 since 1 March, solved only later
    assert rows.to_numpy().tolist() == [
        ["funds", "city_leader", 1, 0, 30.0, 30],
        ["land", "vice_mayor", 1, 1, 25.0, 25],
        ["environment", "project_centre", 1, 1, 11.0, 11],
    ]
    asked = scope(demo_snapshot)
    groups = projects.bottleneck_groups(demo_snapshot, asked)
    whole = rates.rows(demo_snapshot, "bottleneck_days", asked)
    assert groups["bottlenecks"].sum() == len(whole) > 0
    assert groups["longest_days"].max() == whole["amount"].max()


def test_what_is_due_this_week(wall: Snapshot) -> None:
    due = projects.due(wall, up_to(wall, MARCH))
    shown = due[["code", "milestone", "milestone_status", "days_late", "official"]]
    assert [tuple(row) for row in shown.itertuples(index=False)] == [
        ("P1", "开工", "overdue", 6, "安国"),  # the project's leader, where it names nobody
        ("P2", "用地", "due_this_week", 0, "白露"),
    ]
    states = projects.milestones(wall, up_to(wall, MARCH))["milestone_status"]
    assert list(states) == ["done", "done_late", "overdue", "to_come", "done", "due_this_week",
                            "to_come"]  # fmt: skip


def test_the_longest_open_comes_first(wall: Snapshot) -> None:
    rows = projects.bottlenecks(wall, up_to(wall, MARCH))
    assert list(rows["bottleneck_id"]) == ["B2", "B3", "B1", "B4"]
    assert list(rows["days_open"]) == [25, 11, 30, 30]
    assert rows["solved_on"].isna().tolist() == [True, True, False, False]


def test_the_status_of_a_project_at_any_day(wall: Snapshot) -> None:
    def statuses(day: date) -> dict[str, str]:
        rows = layers.projects(wall, up_to(wall, day))
        return dict(zip(rows["code"], rows["status"], strict=True))

    # January: P1 120 of 100, P2 100 of 200; P3 has no month that is over, P4 no plan at all
    assert statuses(date(2026, 2, 5)) == {
        "P1": "ahead", "P2": "behind", "P3": "normal", "P4": "no_plan",
    }  # fmt: skip
    # P3 was stopped on 1 March; the day before it had done nothing of its 50
    assert statuses(date(2026, 2, 28))["P3"] == "behind"
    assert statuses(date(2026, 3, 1))["P3"] == "stopped"
    # and nothing of what came later is told
    before = layers.projects(wall, up_to(wall, date(2026, 1, 31))).set_index("code")
    assert before[["stopped_on", "stop_reason"]].isna().all(axis=None)
    assert before["started_on"].notna().tolist() == [True, False, False, False]


def test_one_project_with_its_roles_and_its_curve(wall: Snapshot) -> None:
    found = projects.project(wall, "P1", replace(up_to(wall, MARCH), area=WEST))
    assert found is not None
    assert (found.facts["level"], found.facts["is_protected"]) == ("province", True)
    assert (found.facts["task_force"], found.facts["chain"]) == ("一号专班", None)
    assert found.roles == (
        ("difficulties", "安国（东街道办事处）"),
        ("papers", "西镇人民政府"),
        ("progress", "东街道办事处"),
        ("service", "白露（西镇人民政府）"),
        ("联络员", "陈明（西镇人民政府）"),
    )
    curve = projects.curve(wall, "P1", MARCH)
    assert list(curve["planned"]) == [100, 200, 300]
    assert list(curve["invested"])[:2] == [120, 230]
    assert pd.isna(curve["invested"].iloc[2])  # March is not over
    assert projects.project(wall, "P9", up_to(wall, MARCH)) is None


def test_a_click_finds_the_dot(wall: Snapshot) -> None:
    assert projects.project_at(wall, 115.05, 34.05) == "P1"
    assert projects.project_at(wall, 115.1501, 34.0501) == "P2"
    assert projects.project_at(wall, 115.10, 34.05) is None


def test_the_command_lists_projects(loaded: Store, run: Callable[..., Result]) -> None:
    asked = ("projects", "--store", loaded.folder, "--as-of", "2026-03-12", "--period", "2026-03",
             "--format", "csv")  # fmt: skip
    result = run(*asked, "--status", "behind", "--status", "stopped")
    rows = [line.split(",") for line in result.stdout.splitlines()]
    assert [(row[0], row[4]) for row in rows[1:]] == [("P2", "behind"), ("P3", "stopped")]
    assert "白*" in result.stdout
    assert "白露" in run(*asked, "--unmask").stdout
    assert len(run(*asked, "--protected").stdout.splitlines()) == 2


# The pages


@pytest.fixture
def served(loaded: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GUATU_STORE", str(loaded.folder))
    forget()
    yield
    forget()


def texts(app: AppTest) -> str:
    return " ".join(str(one.value) for one in [*app.text, *app.caption, *app.markdown, *app.title])


@pytest.mark.usefixtures("served")
def test_a_project_has_a_page() -> None:
    app = page("project", project="P1", **ON_DAY)
    shown = texts(app)
    for words in ("东区水厂", "省级", "挂牌保护", "一号专班", "超前", "115.0%", "包难题　安国",
                  "包服务　白露", "javascript:alert(1)"):  # fmt: skip
        assert words in shown, words
    assert not app.get("link_button")  # an address of no web stays text
    (bottlenecks,) = [one.value for one in app.dataframe if "调度层级" in one.value]
    assert bottlenecks["调度层级"].tolist() == ["市领导"]
    assert "http://10.0.0.8/p2" in str(
        page("project", project="P2", **ON_DAY).get("link_button")[0].proto
    )
    assert "没有选中项目" in page("project").info[0].value


@pytest.mark.usefixtures("served")
def test_the_board_counts_what_the_layer_says() -> None:
    board = texts(page("projects", **ON_DAY))
    for words in ("超前 · 1", "滞后 · 1", "停工 · 1", "无计划 · 1"):
        assert words in board, words
    only = page("projects", **ON_DAY, project_level="province", protected="1")
    assert "超前 · 1" in texts(only)
    assert "滞后" not in texts(only)
    # P1 alone: 1 of 1 started, and (120 + 110) of its 300
    figures = {metric.label: metric.value for metric in only.metric}
    assert (figures["项目开工率"], figures["年度投资完成率"]) == ("100.0%", "76.7%")
    # overdue, due within the week, and the three kinds of bottleneck there were in the year
    year = {"as_of": "2026-03-12", "period": "2026-01-01..2026-03-12"}
    due = page("projects", **year, projects_show="due")
    assert [len(one.value) for one in due.dataframe] == [2, 2, 3]


# P3 Yuzhou: 160 key projects, 55 provincial and prefectural, 53 of them started; 43 protected


def test_the_published_figures_of_yuzhou(tmp_path: Path, store: Store, now: datetime) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "city.toml").write_text('[city]\nname = "市"\ncode = "9901"\n', encoding="utf-8")
    source(folder, "county", "code,name\n990101,甲县\n")
    rows = ["project_id,name,place_code,level,started_on,planned_finish_on,is_protected"]
    months = ["project_id,month,planned_wan_yuan,invested_wan_yuan"]
    for n in range(160):
        level = "province" if n < 20 else "city" if n < 55 else "county"
        started = "" if n in (7, 30) else "2026-01-10"
        rows.append(f"P{n},项目{n},990101,{level},{started},2026-12-31,{'是' if n < 43 else '否'}")
    # 16.5 billion yuan by the end of March, of 21.73913 billion planned for the year, on the 55
    for n in range(55):
        planned, invested = (40_000, 30_000) if n < 54 else (13_913, 30_000)
        months.append(f"P{n},2026-03,{planned},{invested}")
        months.append(f"P{n},2026-12,0,")
    source(folder, "project", "\n".join(rows) + "\n")
    source(folder, "project_month", "\n".join(months) + "\n")
    assert load(folder, store, now=now).reasons == []
    snapshot = store.current()
    asked = up_to(snapshot, date(2026, 4, 1), levels=("province", "city"))
    begun = rates.figure(snapshot, "started_rate", asked)
    assert (begun.numerator, begun.denominator) == (53, 55)
    assert percent(begun.value) == "96.4%"
    money = rates.figure(snapshot, "investment_rate", asked)
    assert (money.numerator, money.denominator) == (Decimal(1_650_000), Decimal(2_173_913))
    assert percent(money.value) == "75.9%"
    assert len(layers.projects(snapshot, scope(snapshot))) == 160
    assert len(layers.projects(snapshot, scope(snapshot, protected=True))) == 43


def test_a_project_that_has_not_started_says_so_in_words(
    tiny: Path, store: Store, now: datetime
) -> None:
    """未开工 under the day of the start is no fault: left out, the started rate would rise."""
    (tiny / "projects.csv").write_text(
        "project_id,name,place_code,started_on,planned_finish_on\n"
        "P1,水厂,990101,2026-01-10,2026-12-31\nP2,公路,990121,未开工,长期\nP3,工厂,990121,,\n"
        "P4,仓库,990121,已开工,\n",
        encoding="utf-8",
    )
    load(tiny, store, now=now, allow_fewer=["project_month"])
    snapshot = store.current()
    aside = snapshot.rows(
        "SELECT source_row, reasons[1].code FROM quarantine WHERE table_name = 'project'"
    )
    assert aside == [(5, "bad_date")]  # it has, and nobody knows when
    one = rates.figure(snapshot, "started_rate", scope(snapshot))
    assert (one.numerator, one.denominator) == (1, 3)
