"""Companies and chains: who covers them, their visits; and the published figures of programme P4."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from asking import up_to
from dashboard.answers.ask import forget
from etl.pipeline import load
from geodata.figures import rates
from geodata.lists import projects
from geodata.lists.ledger import obligations
from geodata.question.periods import Period
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store
from test_dashboard import page
from test_projects import source

DAY = date(2026, 4, 15)
ON_DAY = {"as_of": "2026-04-15", "period": "2026-04"}
CITY = """[city]
name = "市"
code = "9901"
[[rule]]
id = "double-ten"
role = "contact"
targets = ["enterprise"]
schedule = "FREQ=MONTHLY;BYMONTHDAY=10,20"
shift = "previous_workday"
reported_by = "official_unit"
from = 2026-03-01
"""
LEADERS, STAFF, HEADS = range(10), range(10, 126), range(126, 150)


def shangnan(folder: Path) -> Path:
    """10 leaders of 10 chains, 116 staff on 139 projects, 24 heads on 34 companies; and of each
    kind something that nobody covers."""
    folder.mkdir()
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    source(folder, "county", "code,name\n990101,甲县\n990102,乙县\n")
    source(folder, "unit", "unit_id,name,place_code\nU1,甲局,990101\nU2,审批局,990101\n")
    people = [*LEADERS, *STAFF, *HEADS]
    source(folder, "official", "official_id,name\n" + "".join(f"G{n},人{n}\n" for n in people))
    source(
        folder, "posting",
        "official_id,unit_id,tier\n" + "".join(f"G{n},U1,county\n" for n in people),
    )  # fmt: skip
    source(folder, "chain", "chain_id,name\n" + "".join(f"C{n},链{n}\n" for n in range(11)))
    source(
        folder, "enterprise",
        "enterprise_id,name,place_code,chain_id\n"
        + "".join(f"E{n},企业{n},{990101 + n % 2},C{n % 10}\n" for n in range(36)),
    )  # fmt: skip
    source(
        folder, "project",
        "project_id,name,place_code,chain_id\n"
        + "".join(f"P{n},项目{n},990101,C0\n" for n in range(140)),
    )  # fmt: skip
    pairs = ["responsible_kind,responsible_id,target_kind,target_id,role,valid_from,valid_to"]
    pairs += [f"official,G{n},chain,C{n},lead,," for n in LEADERS]
    pairs += [f"official,G{10 + n % 116},project,P{n},service,," for n in range(139)]
    pairs += [f"official,G{126 + n % 24},enterprise,E{n},contact,," for n in range(34)]
    # the four roles on one project; a pairing that has ended, and one that has not begun
    pairs += ["official,G0,project,P0,difficulties,,", "unit,U2,project,P0,papers,,",
              "unit,U1,project,P0,progress,,", "official,G0,enterprise,E34,contact,,2026-03-31",
              "official,G0,project,P139,service,2026-04-18,"]  # fmt: skip
    source(folder, "pairing", "\n".join(pairs) + "\n")
    source(
        folder, "visit",
        "visit_id,target_kind,target_id,visited_on,matters\nV1,企业,E0,2026-03-10,2\n"
        "V2,企业,E0,2026-03-20,0\nV3,企业,E1,2026-03-10,1\nV4,企业,E35,2026-01-05,1\n",
    )  # fmt: skip
    source(folder, "attendance", "visit_id,official_id\nV1,G126\nV2,G126\nV3,G0\n")
    return folder


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Store:
    root = tmp_path_factory.mktemp("shangnan")
    store = Store(root / "store")
    assert load(shangnan(root / "city"), store, now=now).reasons == []
    return store


@pytest.fixture
def industry(loaded: Store) -> Snapshot:
    return loaded.current()


def test_the_published_figures_of_shangnan(industry: Snapshot) -> None:
    rows = projects.coverage_beyond(industry, up_to(industry, DAY))
    found = {
        (row.target_kind, row.role if isinstance(row.role, str) else None):
            (row.covered, row.things, row.people, row.units)
        for row in rows.itertuples()
    }  # fmt: skip
    assert found[("chain", "lead")] == found[("chain", None)] == (10, 11, 10, 0)
    assert found[("project", "service")] == (139, 140, 116, 0)
    assert found[("enterprise", "contact")] == (34, 36, 24, 0)
    # the four roles on P0: the whole counts G0 and the 116 once each, and both units
    assert found[("project", "difficulties")] == (1, 140, 1, 0)
    assert found[("project", "papers")] == found[("project", "progress")] == (1, 140, 0, 1)
    assert found[("project", None)] == (139, 140, 117, 2)


@pytest.mark.parametrize(
    ("topic", "area", "day", "expected"),
    [
        ("project", None, DAY, (139, 140)),
        ("enterprise", None, DAY, (34, 36)),
        ("chain", None, DAY, (10, 11)),
        (None, None, DAY, (173, 176)),
        ("enterprise", None, date(2026, 3, 31), (35, 36)),  # the last day of E34's pairing
        ("project", None, date(2026, 4, 17), (139, 140)),
        ("project", None, date(2026, 4, 18), (140, 140)),  # the first day of P139's
        # E0, E2 … E34 lie in the first county: of these eighteen E34 is not covered
        ("enterprise", "990101", DAY, (17, 18)),
        ("chain", "990101", DAY, (0, 0)),  # a chain lies in no county
    ],
)
def test_what_nobody_covers(
    industry: Snapshot, topic: str | None, area: str | None, day: date, expected: tuple[int, int]
) -> None:
    asked = up_to(industry, day, area=area, topic=topic)
    one = rates.figure(industry, "cover_rate", asked)
    assert (one.numerator, one.denominator) == expected
    missing = rates.rows(industry, "cover_rate", asked, "missing")
    assert len(missing) == expected[1] - expected[0]


def test_the_companies_nobody_covers_come_first(industry: Snapshot) -> None:
    rows = projects.enterprises(
        industry, scope(industry, as_of=DAY, period=Period(date(2026, 3, 11), DAY))
    )
    assert list(rows["code"])[:2] == ["E34", "E35"]  # never visited, then 100 days ago
    assert rows["days"].iloc[1] == 100  # 26 of January, 28, 31 and 15
    one = rows.set_index("code").loc["E0"]
    # of the visits on 10 and 20 March the second lies in the window
    assert (one["responsible"], one["days"], one["visits"]) == ("人126", 26, 1)
    in_a_chain = projects.enterprises(industry, up_to(industry, DAY, chain="C1"))
    assert sorted(in_a_chain["code"]) == ["E1", "E11", "E21", "E31"]
    assert projects.visits(industry, "enterprise", "E0", DAY)["officials"].tolist() == ["人126"] * 2
    assert projects.roles(industry, "chain", "C3", DAY) == (("lead", "人3（甲局）"),)


def test_chains_with_their_leader_companies_and_projects(industry: Snapshot) -> None:
    rows = projects.chains(industry, up_to(industry, DAY))
    shown = rows.set_index("code")[["responsible", "enterprises", "projects"]]
    found = {row[0]: row[1:] for row in shown.itertuples(name=None)}
    # 36 companies over ten chains: C0 to C5 have four, C6 to C9 three; all projects are of C0
    assert found["C0"] == ("人0", 4, 140)
    assert found["C9"] == ("人9", 3, 0)
    assert pd.isna(found["C10"][0])
    assert found["C10"][1:] == (0, 0)


def test_a_rule_may_send_people_to_companies(industry: Snapshot) -> None:
    """The two fixed days a month: 10 and 20 March 2026 are a Tuesday and a Friday."""
    rows = obligations(industry, up_to(industry, DAY))
    days = rows["due_on"].astype(str).str[:10]
    status = dict(zip(zip(rows["target_id"], days, strict=True), rows["status"], strict=True))
    assert status[("E0", "2026-03-10")] == status[("E0", "2026-03-20")] == "done"
    # somebody came to E1, but not the one who answers for it
    assert status[("E1", "2026-03-10")] in {"missed", "no_report"}


@pytest.fixture
def served(loaded: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GUATU_STORE", str(loaded.folder))
    forget()
    yield
    forget()


@pytest.mark.usefixtures("served")
def test_the_page_shows_who_covers_what() -> None:
    app = page("companies", **ON_DAY)
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown == {
        "有人包联的项目": "139 / 140",
        "有人包联的企业": "34 / 36",
        "有人包联的产业链": "10 / 11",
    }
    said = [one.value for one in app.caption]
    assert "117 名干部、2 个单位包联" in said
    assert "10 名干部包联" in said
    assert app.dataframe[0].value["代码"].tolist()[:2] == ["E34", "E35"]
    roles = page("companies", **ON_DAY, covers="roles").dataframe[0].value
    assert "包手续" in roles["角色"].tolist()
    chains = page("companies", **ON_DAY, covers="chains").dataframe[0].value
    assert len(chains) == 11


def test_companies_with_their_problems_and_the_closing(tmp_path: Path, now: datetime) -> None:
    """E0: one closed in time, one overdue on 15 April; E1: one not yet raised on that day."""
    city = shangnan(tmp_path / "city")
    source(
        city, "matter",
        "matter_id,title,kind,target_kind,target_id,proposed_on,due_on,closed_on,satisfaction\n"
        "M1,用工,problem,enterprise,E0,2026-03-10,2026-03-31,2026-03-20,5\n"
        "M2,用地,problem,enterprise,E0,2026-03-20,2026-04-10,,\n"
        "M3,贷款,problem,enterprise,E1,2026-04-16,,,\n"
        "M4,贷款,problem,enterprise,E99,2026-04-16,,,\n"
        "M5,缺链,problem,chain,C99,2026-04-16,,,\n",
    )  # fmt: skip
    store = Store(tmp_path / "store")
    reasons = [code for _, code, *_ in load(city, store, now=now).reasons]
    assert reasons == ["unknown_chain", "unknown_enterprise"]  # of the tables that are given
    snapshot = store.current()
    rows = projects.enterprises(snapshot, up_to(snapshot, DAY))
    counted = rows[["open", "overdue", "closed_by_day"]].to_numpy().tolist()
    by_company = dict(zip(rows["code"], counted, strict=True))
    assert (by_company["E0"], by_company["E1"]) == ([1, 1, 1], [0, 0, 0])
    listed = projects.matters(snapshot, "enterprise", "E0", DAY)
    assert listed["title"].tolist() == ["用地", "用工"]
    assert listed["days_overdue"].iloc[0] == 5
    # a problem of a company lies where the company does: E0 in the first county
    by_county = rates.by_area(
        snapshot,
        "closing_rate",
        scope(snapshot, as_of=DAY, period=Period(date(2026, 3, 1), DAY)),
        "county",
    )
    assert list(zip(by_county["numerator"], by_county["denominator"], strict=True)) == [
        (1, 2),
        (0, 0),
    ]


def test_what_nobody_covers_is_listed(industry: Snapshot) -> None:
    """Of 140 projects P139, of 36 companies E34 and E35, of 11 chains C10."""
    rows = projects.uncovered(industry, up_to(industry, DAY))
    assert list(zip(rows["target_kind"], rows["code"], rows["county"].fillna(""), strict=True)) == [
        ("project", "P139", "甲县"), ("enterprise", "E34", "甲县"), ("enterprise", "E35", "乙县"),
        ("chain", "C10", ""),
    ]  # fmt: skip
    second = projects.uncovered(industry, up_to(industry, DAY, area="990102"))
    assert second["code"].tolist() == ["E35"]  # chains lie in no county


def test_the_load_of_each_responsible(industry: Snapshot) -> None:
    """139 projects over 116 staff: the first 23, G10 to G32, have two. 34 companies over 24 heads:
    G126 to G135 have two. G0 leads a chain and has the difficulties of P0."""
    rows = projects.load(industry, up_to(industry, DAY))
    columns = ["places", "projects", "enterprises", "chains", "things"]
    told = {
        row[1] if isinstance(row[1], str) else row[0]: list(row[2:])
        for row in rows[["unit", "official", *columns]].itertuples(index=False, name=None)
    }
    assert told["人0"] == [0, 1, 0, 1, 2]
    assert told["人10"] == [0, 2, 0, 0, 2]
    assert told["人33"] == [0, 1, 0, 0, 1]
    assert told["人126"] == [0, 0, 2, 0, 2]
    assert told["审批局"] == [0, 1, 0, 0, 1]  # a unit that is paired itself
    # 10 + 116 + 24 officials and two units; one place of work does not count a thing twice
    assert len(rows) == 152
    assert rows["things"].sum() == 10 + 139 + 34 + 3  # of P0 three more: G0 and both units
    assert list(rows["things"]) == sorted(rows["things"], reverse=True)
    of_unit = projects.load(industry, up_to(industry, DAY, unit="U2"))
    assert of_unit["unit"].tolist() == ["审批局"]
    # in the second county: E1, E3 … E33 of seventeen heads' turns, and nothing else
    there = projects.load(industry, up_to(industry, DAY, area="990102"))
    assert there["things"].sum() == there["enterprises"].sum() == 17


@pytest.mark.usefixtures("served")
def test_the_pages_show_the_load_and_what_nobody_covers() -> None:
    nobody = page("companies", **ON_DAY, covers="nobody").dataframe[0].value
    assert nobody["代码"].tolist() == ["P139", "E34", "E35", "C10"]
    load_of = page("officials", **ON_DAY, account="load").dataframe[0].value
    assert load_of["总数"].max() == 2
    assert len(load_of) == 152


@pytest.mark.usefixtures("served")
def test_a_row_of_another_page_opens_its_company() -> None:
    app = page("companies", **ON_DAY, company="E3")
    assert "企业3" in [one.value for one in app.subheader]
    assert "企业3" not in [one.value for one in page("companies", **ON_DAY).subheader]
    nobody = page("companies", **ON_DAY, company="E999")
    assert not nobody.exception
