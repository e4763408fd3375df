"""Attributes of places from the files of an office: tables, columns of the register, codes that
change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from asking import up_to
from etl.pipeline import load
from geodata.base.errors import RefusedError
from geodata.figures import rates
from geodata.lists import ledger
from geodata.question import attributes
from geodata.store.snapshots import Snapshot, Store
from test_attributes import HELD, JIA, MARCH, POOR, WEAK, YI, give
from test_changes import CHANGED, E2, F1, LAST_OLD, NOW, YEAR_2, A, B, C, E, F, write
from test_load import edit

WIDE = f"""code,name,是否贫困村,软弱涣散
{JIA},甲村,是,
{YI},乙村,否,√
990121200201,丙村,,
990121200202,丁村,大概,否
"""


def held_on(snapshot: Snapshot, attribute: str, day: date) -> set[str]:
    rows = rates.rows(snapshot, "attribute_share", replace(up_to(snapshot, day), topic=attribute))
    return set(rows[rows["counted"]]["code"])


def reasons(snapshot: Snapshot) -> list[tuple[str, int, list[str]]]:
    return snapshot.rows(
        "SELECT table_name, source_row, [one.code FOR one IN reasons] FROM quarantine ORDER BY ALL"
    )


@pytest.fixture
def wide(tiny: Path) -> Path:
    (tiny / "villages.csv").write_text(WIDE, encoding="utf-8")
    edit(
        tiny / "city.toml",
        'file = "villages.csv"',
        'file = "villages.csv"\nattributes = { "贫困村" = "是否贫困村", "弱村" = "软弱涣散" }',
    )
    return tiny


def test_columns_of_the_register(wide: Path, store: Store, now: datetime) -> None:
    give(wide)
    load(wide, store, now=now)
    snapshot = store.current()
    assert set(attributes.names(snapshot)) == {"弱村", "贫困村", POOR, WEAK}  # with the table's
    assert held_on(snapshot, "贫困村", MARCH) == {JIA}  # an empty cell says no
    assert held_on(snapshot, "弱村", MARCH) == {YI}
    assert reasons(snapshot) == [("village.attributes.贫困村", 5, ["bad_choice"])]
    # four rows of two columns, each counted: 3 + 1 in quarantine, and 4
    assert snapshot.rows(
        "SELECT table_name, rows_in, accepted, quarantined FROM load_log"
        " WHERE contains(table_name, 'attributes') ORDER BY 1"
    ) == [("village.attributes.弱村", 4, 4, 0), ("village.attributes.贫困村", 4, 3, 1)]
    # the register itself is as it was
    assert snapshot.rows("SELECT count(*) FROM place WHERE kind = 'village'") == [(4,)]


def test_a_column_that_is_not_there_is_refused(wide: Path, store: Store, now: datetime) -> None:
    edit(wide / "city.toml", '"软弱涣散"', '"没有这列"')
    with pytest.raises(RefusedError) as caught:
        load(wide, store, now=now)
    assert caught.value.code == "header_missing"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('{ "贫困村" = "是否贫困村", "弱村" = "软弱涣散" }', '["是否贫困村"]', "city_table_missing"),
        ('"弱村" = "软弱涣散"', '"弱村" = 1', "city_value"),
        ('[sources.unit]\n', '[sources.unit]\nattributes = { a = "b" }\n', "city_key_unknown"),
        (
            'attributes = {',
            'earlier = { file = "villages.csv", until = 2025-01-01, attributes = { a = "b" } }\n'
            "attributes = {",
            "city_key_unknown",
        ),
    ],
)  # fmt: skip
def test_what_city_toml_may_not_say(
    wide: Path, store: Store, now: datetime, old: str, new: str, code: str
) -> None:
    edit(wide / "city.toml", old, new)
    with pytest.raises(RefusedError) as caught:
        load(wide, store, now=now)
    assert caught.value.code == code


def test_rows_that_cannot_be_true(tiny: Path, store: Store, now: datetime) -> None:
    give(tiny, HELD + f"""990199100201,,,{POOR},是,,,
{JIA},,,{WEAK},是,2026-03-01,2026-02-01,
{JIA},,,,是,,,
,西镇,戊村,{POOR},是,,,
{YI},,,{POOR},也许,,,
{JIA},,,{POOR},否,2026-02-01,,
""")  # fmt: skip
    load(tiny, store, now=now)
    assert reasons(store.current()) == [
        ("place_attribute", 2, ["doubled_differs"]),
        ("place_attribute", 7, ["unknown_place"]),
        ("place_attribute", 8, ["ends_before_begins"]),
        ("place_attribute", 9, ["missing"]),
        ("place_attribute", 10, ["name_unknown"]),
        ("place_attribute", 11, ["bad_choice"]),
        ("place_attribute", 12, ["doubled_differs"]),
    ]
    assert held_on(store.current(), POOR, MARCH) == set()


def test_the_list_says_how_things_stand_now(tiny: Path, store: Store, now: datetime) -> None:
    """One row of five is still there, without a last day: three have ended, and one had before."""
    give(tiny)
    load(tiny, store, now=now)
    weak = held_on(store.current(), WEAK, MARCH)
    lines = HELD.splitlines(keepends=True)
    (tiny / "attributes.csv").write_text("".join(lines[:2]), encoding="utf-8")
    summary = load(tiny, store, now=now, allow_fewer=["place_attribute"])
    (change,) = [one for one in summary.changes if one[0] == "place_attribute"]
    assert change[2:] == (0, 3, 2, 0, 0)
    assert held_on(store.current(), POOR, now.date()) == {JIA}
    assert (held_on(store.current(), WEAK, MARCH), len(weak)) == (weak, 2)
    assert held_on(store.current(), WEAK, now.date()) == set()


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A and B become C, E becomes E2, F is split; A, E and F are poor."""
    folder = tmp_path_factory.mktemp("moved")
    write(folder / "city", both=True)
    (folder / "city" / "attributes.csv").write_text(
        f"code,attribute,valid_from\n{A},{POOR},\n{E},{POOR},2025-02-01\n{F},{POOR},\n"
        f"{F},{WEAK},2025-09-01\n",
        encoding="utf-8",
    )
    with (folder / "city" / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[sources.place_attribute]\nfile = "attributes.csv"\n')
    store = Store(folder / "store")
    load(folder / "city", store, now=NOW)
    return store.current()


def test_an_attribute_follows_its_place(moved: Snapshot) -> None:
    assert held_on(moved, POOR, date(2025, 1, 31)) == {A, F}  # E not yet
    assert held_on(moved, POOR, LAST_OLD) == {A, E, F}
    # the merged and the recoded have it from then on; which part of F has it nobody can tell
    assert held_on(moved, POOR, CHANGED) == {C, E2}
    assert ("place_attribute", 5, ["place_split"]) in reasons(moved)


def test_what_was_owed_to_the_old_code_stays_with_the_new_one(moved: Snapshot) -> None:
    owed = ledger.obligations(moved, up_to(moved, YEAR_2, attribute=POOR))
    # C has it, and so what was owed to A and to B before the merger is its own
    assert set(owed["target_id"]) == {A, B, C, E, E2}
    then = ledger.obligations(moved, up_to(moved, LAST_OLD, attribute=POOR))
    # as of June A had it, B did not; C, to be, is of both and is nobody's yet
    assert B not in set(then["target_id"])
    assert {A, E, F} <= set(then["target_id"])
    assert F1 not in set(owed["target_id"])
