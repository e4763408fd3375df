"""Matters: states, overdue and figures by hand, and against a replay in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asking import up_to
from etl.pipeline import load
from geodata.base.codes import AREA_KINDS
from geodata.figures import layers, neglect, rates
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.layers import LayerQuery
from geodata.lists import matters, place_page
from geodata.question.areas import name_gap
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store

MARCH = date(2026, 3, 31)
EAST, WEST = "990101000000", "990121000000"
#: 甲村 and 乙村 lie in 西镇, 东一社区 in 东街道; P2 is a project of 西县, E1 a company.
MATTERS = """\
matter_id,title,kind,target_kind,target_id,lead_unit_id,co_units,proposed_on,due_on,statutory_days,actual_days
A,修路,problem,place,990121100201,U2,,2026-03-01,2026-03-10,,
B,路灯,micro,place,990121100201,U2,U1、U3,2026-03-01,2026-03-10,,
C,危墙,risk,place,990121100202,U2,,2026-03-02,2026-03-10,,
D,用地,problem,project,P2,U3,,2026-03-02,,,
E,贷款,problem,enterprise,E1,,,2026-03-03,2026-03-20,,
F,许可,service,place,990101001001,U1,,2026-03-04,2026-03-20,20,0
G,批复,service,place,990101001001,U1,,2026-03-04,2026-03-20,10,4
H,停车,call,place,990101001001,U1,,2026-01-04,2026-01-20,,
I,食堂,livelihood,place,990121100202,U2,,2026-04-01,2026-04-20,,
"""
EVENTS = """\
matter_id,event,happened_on,unit_id,new_due_on,satisfaction
A,claimed,2026-03-02,U2,,
A,assigned,2026-03-03,U2,,
A,started,2026-03-04,U2,,
A,closed,2026-03-10,U2,,
A,rated,2026-03-12,,,5
B,assigned,2026-03-02,U2,,
B,extended,2026-03-09,,2026-03-20,
B,solved,2026-03-14,,,
B,accepted,2026-03-15,,,
B,closed,2026-03-15,,,
B,rated,2026-03-16,,,2
B,reopened,2026-03-18,,,
B,closed,2026-03-24,,,
C,claimed,2026-03-02,U2,,
C,assigned,2026-03-03,U3,,
C,extended,2026-03-12,,2026-03-25,
C,closed,2026-03-20,,,
C,rated,2026-03-20,,,3
D,claimed,2026-03-05,U3,,
D,assigned,2026-03-05,U3,,
D,returned,2026-03-06,U3,,
F,closed,2026-03-04,U1,,
F,rated,2026-03-05,,,4
G,closed,2026-03-09,U1,,
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Snapshot:
    tiny = Path(__file__).parent / "cities" / "tiny"
    folder = tmp_path_factory.mktemp("matters") / "city"
    folder.mkdir()
    for path in tiny.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return _loaded(folder, MATTERS, EVENTS, now)


def _loaded(folder: Path, matter: str, event: str, now: datetime, more: str = "") -> Snapshot:
    (folder / "matters.csv").write_text(matter, encoding="utf-8")
    (folder / "events.csv").write_text(event, encoding="utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write('\n[sources.matter]\nfile = "matters.csv"\n')
        file.write(f'[sources.matter_event]\nfile = "events.csv"\n{more}')
    store = Store(folder.parent / "store")
    load(folder, store, now=now)
    return store.current()


def asked(snapshot: Snapshot, day: date = MARCH, area: str | None = None) -> Scope:
    return up_to(snapshot, day, area=area)


def state(snapshot: Snapshot, matter_id: str, day: date) -> tuple[object, ...]:
    """State, due day, overdue, was late, times reopened, last closing, satisfaction."""
    return snapshot.rows(
        "SELECT state, due_on, is_overdue, was_late, times_reopened, closed_on, satisfaction"
        " FROM matters_on($day) WHERE code = $code",
        {"day": day, "code": matter_id},
    )[0]


def on(day: int) -> date:
    return date(2026, 3, day)


STATES = [
    ("A", 1, ("proposed", on(10), False, False, 0, None, None)),
    ("A", 2, ("claimed", on(10), False, False, 0, None, None)),
    ("A", 3, ("assigned", on(10), False, False, 0, None, None)),
    ("A", 9, ("in_work", on(10), False, False, 0, None, None)),
    ("A", 10, ("closed", on(10), False, False, 0, on(10), None)),  # on the due day: not late
    ("A", 12, ("closed", on(10), False, False, 0, on(10), 5)),
    ("B", 11, ("assigned", on(20), False, False, 0, None, None)),  # extended in time
    ("B", 14, ("solved", on(20), False, False, 0, None, None)),
    ("B", 15, ("closed", on(20), False, False, 0, on(15), None)),
    ("B", 16, ("closed", on(20), False, False, 0, on(15), 2)),
    ("B", 18, ("in_work", on(20), False, False, 1, on(15), None)),  # the rating was of before
    ("B", 20, ("in_work", on(20), False, False, 1, on(15), None)),
    ("B", 21, ("in_work", on(20), True, True, 1, on(15), None)),
    ("B", 24, ("closed", on(20), False, True, 1, on(24), None)),
    ("C", 11, ("assigned", on(10), True, True, 0, None, None)),
    ("C", 12, ("assigned", on(25), False, True, 0, None, None)),  # too late: it stays late
    ("C", 20, ("closed", on(25), False, True, 0, on(20), 3)),
    ("D", 5, ("assigned", None, False, False, 0, None, None)),
    ("D", 6, ("proposed", None, False, False, 0, None, None)),
    ("D", 31, ("proposed", None, False, False, 0, None, None)),  # no due day, never overdue
    ("E", 31, ("proposed", on(20), True, True, 0, None, None)),
]


@pytest.mark.parametrize(("matter_id", "day", "expected"), STATES)
def test_the_state_on_a_day(
    snapshot: Snapshot, matter_id: str, day: int, expected: tuple[object, ...]
) -> None:
    assert state(snapshot, matter_id, on(day)) == expected


def test_a_matter_is_not_known_before_it_was_raised(snapshot: Snapshot) -> None:
    known = "SELECT code FROM matters_on($day) ORDER BY 1"
    assert snapshot.rows(known, {"day": on(1)}) == [("A",), ("B",), ("H",)]
    assert snapshot.rows(known, {"day": date(2026, 1, 3)}) == []


#: From 1 to 31 March: A to G; H is of January, I of April.
FIGURES = [
    ("claim_rate", None, (2, 7)),  # A, C; D was handed back
    ("assignment_rate", None, (3, 7)),  # A, B, C
    ("closing_rate", None, (5, 7)),  # A, B, C, F, G; not D, E
    ("closing_rate", EAST, (2, 2)),  # F, G
    ("closing_rate", WEST, (3, 4)),  # A, B, C of D with them; E lies nowhere
    ("on_time_closing", None, (3, 6)),  # A, F, G; B and C were late, E is; D has no due day
    ("overdue_rate", None, (2, 3)),  # E and H, though of January; D is open
    ("overdue_rate", EAST, (1, 1)),
    ("reopening_rate", None, (1, 5)),  # B
    ("satisfaction", None, (2, 3)),  # A 5, F 4; C 3; B's 2 was of before it was reopened
    ("satisfaction_response", None, (3, 5)),
    ("complex_share", None, (1, 7)),  # B: U2, U1 and U3
    ("on_the_spot_rate", None, (1, 2)),  # F
    ("days_cut", None, (26, 30)),  # 20 − 0 and 10 − 4 of 20 and 10
]


@pytest.mark.parametrize(("name", "area", "parts"), FIGURES)
def test_figures_by_hand(
    snapshot: Snapshot, name: str, area: str | None, parts: tuple[int, int]
) -> None:
    one = rates.figure(snapshot, name, asked(snapshot, area=area))
    assert (one.numerator, one.denominator) == parts
    assert one.value == pytest.approx(parts[0] / parts[1])


def test_figures_of_one_kind_target_or_unit(snapshot: Snapshot) -> None:
    def parts(**filters: str) -> tuple[object, object]:
        some = up_to(snapshot, MARCH, **filters)
        one = rates.figure(snapshot, "closing_rate", some)
        return one.numerator, one.denominator

    assert parts(matter="problem") == (1, 3)  # A of A, D, E
    assert parts(matter="problem", target="enterprise") == (0, 1)
    assert parts(target="place") == (5, 5)
    assert parts(unit="U2") == (2, 2)  # A and B: C was assigned to U3
    assert parts(unit="U3") == (1, 2)  # C of C, D


def test_an_earlier_day_is_told_as_it_was(snapshot: Snapshot) -> None:
    earlier = rates.figure(snapshot, "closing_rate", asked(snapshot, on(16)))
    assert (earlier.numerator, earlier.denominator) == (4, 7)  # A, B, F, G; C not yet
    again = rates.figure(snapshot, "closing_rate", asked(snapshot, on(18)))
    assert again.numerator == 3  # B is open again


def test_the_board_the_units_and_the_list(snapshot: Snapshot) -> None:
    day = asked(snapshot)
    steps = {one.state: (one.matters, one.overdue) for one in matters.board(snapshot, day)}
    assert list(steps) == list(matters.STATES)
    assert {key: one for key, one in steps.items() if one != (0, 0)} == {
        "proposed": (3, 2),  # D; E and H overdue
        "closed": (5, 0),
    }
    rows = matters.by_unit(snapshot, day).astype(object)
    held = {
        row.lead_unit: (row.open, row.overdue, row.reopened)
        for row in rows.itertuples()
        if isinstance(row.lead_unit, str)
    }
    assert held["东街道办事处"] == (1, 1, 0)
    assert held["西镇人民政府"] == (0, 0, 1)
    assert rows["worst_days"].iloc[0] == 70  # H since 20 January: 11 + 28 + 31 days
    overdue = matters.matters(snapshot, day, "overdue")
    assert list(overdue["code"]) == ["H", "E"]
    assert list(overdue["days_overdue"]) == [70, 11]
    assert list(matters.matters(snapshot, day, "open")["code"]) == ["H", "E", "D"]
    assert set(matters.matters(snapshot, day)["code"]) == set("ABCDEFGH")
    assert list(matters.events(snapshot, "C", on(12))["event"]) == [
        "claimed",
        "assigned",
        "extended",
    ]
    # both are closed, B two weeks after A
    assert list(place_page.matters(snapshot, "990121100201", MARCH)["title"]) == ["路灯", "修路"]


def test_the_layers_draw_places_and_areas(snapshot: Snapshot) -> None:
    def classes(name: str, level: str) -> dict[str, str]:
        found = layers.layer(snapshot, LayerQuery(name, level, asked(snapshot)))
        keys = [found.legend[index].key for index in found.rows["class_index"]]
        return dict(
            zip(
                name_gap(found.rows, level, "en")["name"]
                if level in AREA_KINDS
                else found.rows["name"],
                keys,
                strict=True,
            )
        )

    places = classes("closing_rate", "place")
    assert places["甲村"] == "share_full"
    assert places["丁村"] == "no_data"
    assert classes("overdue_rate", "place")["东一社区"] == "overdue_most"
    assert classes("closing_rate", "county") == {
        "东区": "share_full", "西县": "share_low", "in no County": "share_poor",
    }  # fmt: skip
    # H in East, D in West, which is in no hurry, and E, of a company that no register knows
    assert classes("overdue_rate", "county") == {
        "东区": "overdue_most", "西县": "overdue_none", "in no County": "overdue_most",
    }  # fmt: skip


def test_a_place_with_an_overdue_matter_is_neglected(snapshot: Snapshot) -> None:
    def cause(day: date) -> dict[str, str]:
        rows = neglect.causes(snapshot, asked(snapshot, day), 60)
        return dict(zip(rows["name"], rows["cause"], strict=True))

    assert cause(on(6))["东一社区"] == "matter_stuck"  # H; visited on 5 March
    assert cause(date(2026, 1, 20))["东一社区"] == "fine"  # its due day
    rows = neglect.causes(snapshot, asked(snapshot, on(6)), 1)
    assert "lapsed" not in set(rows[rows["name"] == "东一社区"]["cause"])
    late = neglect.causes(snapshot, asked(snapshot, on(9)), 1)  # four days since the visit
    assert set(late[late["name"] == "东一社区"]["cause"]) == {"lapsed"}


def test_dates_in_the_matter_file_become_events(tmp_path: Path, now: datetime) -> None:
    header = (
        "事项编号,事项,事项类型,对象代码,提出日期,认领日期,交办日期,认可日期,办结日期,满意度,"
        "责任单位编号\n"
    )
    rows = (
        "A,修路,问题,990121100201,2026-03-01,2026-03-02,2026-03-03,2026-03-09,2026-03-09,4,\n"
        "B,修路,微实事,990121100201,2026-03-01,2026-03-02,,,2026-03-09,,\n"
    )
    snapshot = _village(
        tmp_path, header + rows, "matter_id,event,happened_on\nB,claimed,2026-03-05\n", now
    )
    history = "SELECT matter_id, event, happened_on FROM matter_event ORDER BY matter_id, seq"
    assert snapshot.rows(history) == [
        ("A", "claimed", on(2)),
        ("A", "assigned", on(3)),
        ("A", "accepted", on(9)),
        ("A", "closed", on(9)),
        ("A", "rated", on(9)),
        ("B", "claimed", on(5)),  # with events of its own, its dates say nothing
    ]


def test_the_published_cut_of_days(tmp_path: Path, now: datetime) -> None:
    """50,129 statutory days cut to 6,363: 43,766 ÷ 50,129 = 87.3067 %, published as 87.30 %."""
    header = "matter_id,title,kind,target_kind,target_id,proposed_on,closed_on,statutory_days,actual_days\n"
    rows = (
        "A,许可,service,enterprise,E1,2026-04-01,2026-04-02,50000,6300\n"
        "B,许可,service,enterprise,E1,2026-04-01,2026-04-02,129,63\n"
    )
    snapshot = _village(tmp_path, header + rows, "matter_id,event,happened_on\n", now)
    one = rates.figure(snapshot, "days_cut", scope(snapshot))
    assert (one.numerator, one.denominator) == (43766, 50129)
    assert f"{one.value:.2%}" == "87.31%"


def test_parts_of_areas_add_up_to_the_whole(demo_snapshot: Snapshot) -> None:
    day = scope(demo_snapshot, period="2025-11-01..2026-10-31")
    for name, what in DEFINITIONS.items():
        if what.about != "matter":
            continue
        whole = rates.figure(demo_snapshot, name, day)
        parts = rates.by_area(demo_snapshot, name, day, "county")
        assert whole.denominator > 0, name
        assert parts["numerator"].sum() == whole.numerator, name
        assert parts["denominator"].sum() == whole.denominator, name
        assert 0 <= (whole.numerator or 0) <= whole.denominator, name


def test_the_demo_tells_of_a_bureau(demo_snapshot: Snapshot) -> None:
    day = scope(demo_snapshot, period="2025-11-01..2026-10-31")
    worst = matters.by_unit(demo_snapshot, day).iloc[0]
    assert worst["lead_unit"].endswith("自然资源局")
    assert demo_snapshot.rows("SELECT 1 FROM quarantine WHERE table_name LIKE 'matter%'") == []


# Against a replay in plain Python

_FIRST = date(2026, 3, 1)
_ORDER = (
    "proposed", "claimed", "assigned", "returned", "started", "extended", "solved", "accepted",
    "closed", "rated", "reopened",
)  # fmt: skip
_LEADS_TO = {
    "claimed": "claimed", "assigned": "assigned", "returned": "proposed", "started": "in_work",
    "solved": "solved", "accepted": "accepted", "closed": "closed", "reopened": "in_work",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    event: str
    day: date
    new_due: date | None
    score: int | None


@dataclass(frozen=True)
class History:
    """A matter raised on 1 March."""

    due: date | None
    needs_acceptance: bool
    events: tuple[Event, ...]


def days(least: int = 0) -> st.SearchStrategy[date]:
    return st.integers(least, 14).map(lambda n: _FIRST + timedelta(days=n))


@st.composite
def histories(draw: st.DrawFn) -> History:
    keys = draw(st.lists(st.tuples(st.sampled_from(_ORDER), days(-1)), max_size=9, unique=True))
    events = [
        Event(
            name,
            day,
            draw(days(3)) if name == "extended" else None,
            draw(st.integers(1, 5)) if name == "rated" else None,
        )
        for name, day in keys
    ]
    return History(draw(st.none() | days(2)), draw(st.booleans()), tuple(events))


def accepted(history: History) -> list[Event]:
    """The events that may stand, in their order: one rule of docs/matters.md after the other."""
    order = sorted(history.events, key=lambda one: (one.day, _ORDER.index(one.event)))
    order = [one for one in order if one.day >= _FIRST]
    due, forward = history.due, []
    for one in order:
        if one.new_due and due and one.new_due < due:
            continue
        due = max(filter(None, (due, one.new_due)), default=None)
        forward.append(one)
    kept: list[Event] = []
    closed = pleased = False
    for one in forward:
        if one.event == "reopened":
            pleased = False
        pleased = pleased or one.event == "accepted"
        if one.event == "closed":
            if closed or (history.needs_acceptance and not pleased):
                continue
            closed = True
        elif one.event == "reopened":
            if not closed:
                continue
            closed = False
        elif closed and one.event not in {"proposed", "rated"}:
            continue
        kept.append(one)
    return kept


def replay(history: History, events: Sequence[Event], until: date) -> tuple[object, ...]:
    """How the matter stands at the end of a day, by living through every day before it."""
    state, due, late, reopened = "proposed", history.due, False, 0
    closed_on: date | None = None
    score: int | None = None
    day = _FIRST
    overdue = False
    while day <= until:
        for one in events:
            if one.day != day:
                continue
            late = late or (state != "closed" and due is not None and day > due)
            state = _LEADS_TO.get(one.event, state)
            due = one.new_due or due
            if one.event == "closed":
                closed_on = day
            if one.event == "reopened":
                reopened, score = reopened + 1, None
            if one.event == "rated":
                score = one.score
        overdue = state != "closed" and due is not None and due < day
        late = late or overdue
        day += timedelta(days=1)
    return state, due, overdue, late, reopened, closed_on, score


def _village(folder: Path, matter: str, event: str, now: datetime, more: str = "") -> Snapshot:
    city = folder / "city"
    city.mkdir()
    (city / "city.toml").write_text(
        '[city]\nname = "县"\ncode = "990121"\nkind = "county"\n[sources.village]\nfile = "v.csv"\n',
        encoding="utf-8",
    )
    (city / "v.csv").write_text("code,name\n990121100201,甲村\n", encoding="utf-8")
    return _loaded(city, matter, event, now, more)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(histories(), min_size=30, max_size=30))
def test_a_replay_in_python_comes_to_the_same(now: datetime, cases: list[History]) -> None:
    matter = "matter_id,title,kind,target_id,proposed_on,due_on\n" + "".join(
        f"{number},事,{'micro' if one.needs_acceptance else 'problem'},990121100201,"
        f"{_FIRST},{one.due or ''}\n"
        for number, one in enumerate(cases)
    )
    event = "matter_id,event,happened_on,new_due_on,satisfaction\n" + "".join(
        f"{number},{one.event},{one.day},{one.new_due or ''},{one.score or ''}\n"
        for number, case in enumerate(cases)
        for one in case.events
    )
    with TemporaryDirectory() as folder:
        more = '[matters]\nclosing_needs_acceptance = ["micro"]\n'
        snapshot = _village(Path(folder), matter, event, now, more)
        for number in range(-1, 17):
            day = _FIRST + timedelta(days=number)
            found = snapshot.rows(
                "SELECT code, state, due_on, is_overdue, was_late, times_reopened, closed_on,"
                " satisfaction FROM matters_on($day)",
                {"day": day},
            )
            assert {int(code): tuple(rest) for code, *rest in found} == {
                n: replay(case, accepted(case), day)
                for n, case in enumerate(cases)
                if day >= _FIRST
            }
