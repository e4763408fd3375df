"""The bare folder of a whole (fictional) county office, as it lies on its disk, against the truth about it:
no city.toml, nothing renamed, nothing retyped. It is handed to the project and not shipped with it."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.guess.folder import Guess, guess
from etl.guess.toml import city_toml
from etl.pipeline import Summary, load
from geodata.figures import layers
from geodata.figures.rates import figure, rows
from geodata.lists import matters
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store

OFFICE = Path(__file__).parents[2] / "shared" / "office"
pytestmark = pytest.mark.skipif(
    not OFFICE.is_dir() and not os.environ.get("CI"), reason="shared/office is not here"
)
LOADED, LATER = datetime(2026, 11, 2, 9), datetime(2026, 12, 2, 9)
#: What the folder holds that is no table of ours: a scoring of townships, ten works of the year.
NOT_OURS = {
    "2026年度乡镇综合考核得分排名（10月）.xlsx",
    "民生实事和群众反映问题台账.xlsx [民生实事]",
}


class Office:
    """The folder, guessed and loaded once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder / "青原", Store(folder / "store")
        shutil.copytree(OFFICE / "qingyuan", self.folder)
        self.folder.chmod(0o755)
        self.guess: Guess = guess(self.folder)
        self.toml = city_toml(self.guess, "zh_CN")
        (self.folder / "city.toml").write_text(self.toml, encoding="utf-8")
        self.summary: Summary = load(self.folder, self.store, now=LOADED)
        self.october: Snapshot = self.store.current()
        november = OFFICE / "qingyuan-november" / "走访记录2026年11月.xlsx"
        shutil.copy(november, self.folder / november.name)
        self.later: Summary = load(self.folder, self.store, now=LATER)
        self.november: Snapshot = self.store.current()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return dict(json.loads((OFFICE / "qingyuan-truth.json").read_text(encoding="utf-8")))


def test_every_table_is_found_and_no_row_is_put_aside(office: Office) -> None:
    assert {shown for shown, _ in office.guess.unused} == NOT_OURS
    assert office.summary.reasons == []
    assert sum(aside for *_, aside in office.summary.files) == 0
    assert [one for one in office.guess.proposals if one.question] == []
    assert tomllib.loads(office.toml)["city"]["name"] == "青原县"


def test_the_places_have_the_codes_of_the_survey(office: Office, truth: dict[str, Any]) -> None:
    """杏园村 is in no layer: its code is made, and said to be."""
    rows = office.october.rows(
        "SELECT township.name, place.name, place.code FROM place"
        " JOIN place AS township ON township.code = place.parent_code"
        " WHERE place.kind IN ('village', 'community')"
    )
    found = {f"{town}{name.removesuffix('村')}": code for town, name, code in rows}
    told = {name.removesuffix("村"): code for name, code in truth["codes"].items()}
    assert found.keys() == told.keys()
    differ = {name: code for name, code in found.items() if code != told[name]}
    assert differ == {"白石镇杏园": "990130102-杏园村"}
    ((grids, placed),) = office.october.rows(
        "SELECT count(*), count(*) FILTER (parent_code IN (SELECT code FROM place"
        " WHERE kind = 'community')) FROM place WHERE kind = 'grid'"
    )
    assert (grids, placed) == (truth["grids"], truth["grids"])


def test_visits_and_households_of_every_month(office: Office, truth: dict[str, Any]) -> None:
    found = {
        str(month): (visits, households)
        for month, visits, households in office.october.rows(
            "SELECT month(visited_on), count(*), sum(households) FROM visit"
            " WHERE source_file LIKE '%走访记录%' GROUP BY 1"
        )
    }
    assert found == {
        month: (visits, truth["hh_by_month"][month]) for month, visits in truth["by_month"].items()
    }
    vague = office.october.rows("SELECT count(*) FROM visit WHERE is_month_only")
    assert vague == [(truth["kinds"]["month"],)]
    others = office.october.rows("SELECT count(*) FROM visit WHERE source_file LIKE '%小程序%'")
    assert others == [(truth["wx"],)]


def test_the_places_without_a_visit_and_who_answers_for_them(
    office: Office, truth: dict[str, Any]
) -> None:
    asked = scope(office.october, period="2026-10")
    covered = figure(office.october, "visit_coverage", asked)
    places = truth["villages"] + truth["communities"]
    assert (covered.numerator, covered.denominator) == (
        places - len(truth["unvisited_oct"]),
        places,
    )
    missing = rows(office.october, "visit_coverage", asked, "missing")
    for town, village, county_official, town_official in truth["unvisited_oct"]:
        (place,) = office.october.rows(
            "SELECT place.code FROM place JOIN place AS township"
            " ON township.code = place.parent_code WHERE township.name = $town"
            " AND place.name IN ($village, $short)",
            {"town": town, "village": village, "short": village.removesuffix("村")},
        )
        assert place[0] in set(missing["code"])
        paired = office.october.rows(
            "SELECT role, official.name FROM pairing"
            " JOIN official ON official_id = responsible_id WHERE target_id = $code",
            {"code": place[0]},
        )
        assert [name for role, name in paired if role == "contact"] == [
            *filter(None, [county_official])
        ]
        assert town_official in {name for role, name in paired if role != "contact"}


def test_projects_behind_and_matters_overdue(office: Office, truth: dict[str, Any]) -> None:
    asked = scope(office.october, period="2026-10")
    listed = layers.projects(office.october, asked)
    behind = listed[listed["status"] == "behind"]
    assert {
        name: round(share, 3)
        for name, share in zip(behind["name"], behind["progress"].astype(float), strict=True)
    } == dict(truth["behind"])
    stood = matters.matters(office.october, asked)
    overdue = stood[stood["days_overdue"] > 0]
    assert sorted(zip(overdue["place"], overdue["title"], strict=True)) == sorted(
        (place_of(office.october, place), title) for _, place, title, *_ in truth["overdue"]
    )


def place_of(snapshot: Snapshot, told: str) -> str:
    """A place as the register calls it, told with its township: 柳河乡老庄村 is 老庄 there."""
    short = told.removesuffix("村")
    (found,) = snapshot.rows(
        "SELECT place.name FROM place JOIN place AS township ON township.code = place.parent_code"
        " WHERE township.name || regexp_replace(place.name, '村$', '') = $short",
        {"short": short},
    )
    return str(found[0])


def test_no_resident_and_no_telephone_enters(office: Office) -> None:
    for one in (office.october, office.november):
        content = one.path.read_bytes()
        for secret in ("廖春梅", "17394897503", "13603541399", "18541415672"):
            assert secret.encode() not in content


def test_the_next_month_is_one_file(office: Office) -> None:
    assert office.later.reasons == []
    before = office.october.rows("SELECT count(*) FROM visit")[0][0]
    after = office.november.rows("SELECT count(*) FROM visit")[0][0]
    assert after == before + 106
    new = office.november.rows(
        "SELECT count(*) FROM visit WHERE visited_on BETWEEN $first AND $last",
        {"first": date(2026, 11, 1), "last": date(2026, 11, 30)},
    )
    assert new == [(106,)]
    asked = scope(office.november, period="2026-10")
    assert figure(office.november, "visit_coverage", asked).numerator == 64
