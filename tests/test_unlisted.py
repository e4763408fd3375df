"""Officials of whom no table tells: the roster and the visits name them, and that must do."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from etl.pipeline import load
from geodata.store.snapshots import Store

A_VILLAGE, B_VILLAGE = "990121100201", "990121100202"


@pytest.fixture
def bare(tiny: Path) -> Path:
    """The tiny city without officials, units, postings, attendance and reports; its rule names no
    tier."""
    toml = tiny / "city.toml"
    text = toml.read_text(encoding="utf-8")
    for source, file in (
        ("unit", "units"), ("official", "officials"), ("posting", "postings"),
        ("attendance", "attendances"), ("report", "reports"),
    ):  # fmt: skip
        text = text.replace(f'[sources.{source}]\nfile = "{file}.csv"\n', "")
    head, tail = text.split("[[ranking]]")
    text = head.replace('tier = "township"\n', "") + tail[tail.index("[sources.county]") :]
    text = text.replace('[sources.project]\nfile = "projects.csv"\n', "")
    text = text.replace('[sources.project_month]\nfile = "project_months.csv"\n', "")
    toml.write_text(text, encoding="utf-8")
    return tiny


def write(folder: Path, pairings: str, visits: str = "") -> None:
    """Pairings: 村代码,联系干部,联系单位. Visits: 村代码,走访日期,走访干部,走访单位."""
    head = "村代码,联系干部,联系单位\n"
    (folder / "pairings.csv").write_text(head + pairings, encoding="utf-8")
    head = "村代码,走访日期,走访干部,走访单位\n"
    (folder / "visits.csv").write_text(head + visits, encoding="utf-8")


def paired(store: Store) -> list[tuple[str, str, str | None]]:
    """Village, who, posted where."""
    return store.current().rows(
        "SELECT target_id, coalesce(official.name, office.name), unit.name FROM pairing"
        " LEFT JOIN official ON official_id = responsible_id AND responsible_kind = 'official'"
        " LEFT JOIN unit AS office ON office.unit_id = responsible_id AND responsible_kind = 'unit'"
        " LEFT JOIN posting USING (official_id) LEFT JOIN unit ON unit.unit_id = posting.unit_id"
        " ORDER BY ALL"
    )


def owed(store: Store) -> dict[tuple[str, str, int], bool]:
    """Village, who, month → whether a visit settled it; January to April 2026 are due on the load."""
    rows = store.current().rows(
        "SELECT target_id, coalesce(official.name, unit.name), month(nominal_on), settled_on IS NOT NULL"
        " FROM obligation LEFT JOIN official ON official_id = responsible_id"
        " LEFT JOIN unit ON unit.unit_id = responsible_id"
        " WHERE year(nominal_on) = 2026 AND month(nominal_on) <= 2"
    )
    return {(target, name, month): settled for target, name, month, settled in rows}


def put_aside(store: Store) -> list[tuple[str, int, list[tuple[str, str]]]]:
    rows = store.current().rows(
        "SELECT table_name, source_row, reasons FROM quarantine ORDER BY ALL"
    )
    return [(t, row, [(r["code"], r["column_name"]) for r in reasons]) for t, row, reasons in rows]


def test_a_roster_and_visits_by_name_alone_make_a_ledger(
    bare: Path, store: Store, now: datetime
) -> None:
    write(
        bare,
        f"{A_VILLAGE},李文华,教育局\n{B_VILLAGE},王强,税务局\n",
        f"{A_VILLAGE},2026-01-05,李文华,教育局\n{B_VILLAGE},2026-02-06,王　强,\n",
    )
    summary = load(bare, store, now=now)
    assert put_aside(store) == []
    assert paired(store) == [(A_VILLAGE, "李文华", "教育局"), (B_VILLAGE, "王强", "税务局")]
    # due on the 5th, made up within 7 days: January by Li alone, February by Wang alone
    assert owed(store) == {
        (A_VILLAGE, "李文华", 1): True, (A_VILLAGE, "李文华", 2): False,
        (B_VILLAGE, "王强", 1): False, (B_VILLAGE, "王强", 2): True,
    }  # fmt: skip
    assert ("officials_unlisted", {"officials": 2}) in summary.warnings


def test_two_of_one_name_in_two_units_are_two(bare: Path, store: Store, now: datetime) -> None:
    write(
        bare,
        f"{A_VILLAGE},李文华,教育局\n{B_VILLAGE},李文华,税务局\n",
        f"{A_VILLAGE},2026-01-05,李文华,税务局\n{B_VILLAGE},2026-01-05,李文华,\n",
    )
    load(bare, store, now=now)
    assert paired(store) == [(A_VILLAGE, "李文华", "教育局"), (B_VILLAGE, "李文华", "税务局")]
    # Li of the tax office came to the village of Li of education; who came to B is paired with it
    assert {key for key, settled in owed(store).items() if settled} == {(B_VILLAGE, "李文华", 1)}
    assert put_aside(store) == []


def test_a_name_known_without_its_unit_is_one_person(
    bare: Path, store: Store, now: datetime
) -> None:
    write(
        bare,
        f"{A_VILLAGE},李文华,\n",
        f"{A_VILLAGE},2026-01-05,李文华,教育局\n{A_VILLAGE},2026-02-05,李文华,县教育局\n",
    )
    load(bare, store, now=now)
    assert owed(store) == {(A_VILLAGE, "李文华", 1): True, (A_VILLAGE, "李文华", 2): True}
    assert store.current().rows("SELECT count(*) FROM official") == [(1,)]


def test_several_names_in_a_cell_are_each_paired(bare: Path, store: Store, now: datetime) -> None:
    write(bare, f"{A_VILLAGE},李文华、王  强,教育局\n{B_VILLAGE},无,\n")
    load(bare, store, now=now)
    assert paired(store) == [(A_VILLAGE, "李文华", "教育局"), (A_VILLAGE, "王强", "教育局")]
    assert put_aside(store) == [("pairing", 3, [("name_unknown", "responsible_name")])]
    log = "SELECT rows_in, accepted, quarantined FROM load_log WHERE table_name = 'pairing'"
    assert store.current().rows(log) == [(2, 1, 1)]


def test_a_unit_alone_is_paired_itself(bare: Path, store: Store, now: datetime) -> None:
    write(bare, f"{A_VILLAGE},,县教育局\n", f"{A_VILLAGE},2026-01-05,李文华,县教育局\n")
    load(bare, store, now=now)
    assert paired(store) == [(A_VILLAGE, "县教育局", None)]
    assert owed(store) == {(A_VILLAGE, "县教育局", 1): True, (A_VILLAGE, "县教育局", 2): False}


def test_next_month_they_are_the_same(bare: Path, store: Store, now: datetime) -> None:
    pairings = f"{A_VILLAGE},李文华,教育局\n"
    write(bare, pairings, f"{A_VILLAGE},2026-01-05,李文华、陈明,教育局\n")
    load(bare, store, now=now)
    who = "SELECT visited_on, official.name, attendance.official_id FROM attendance" \
          " JOIN visit USING (visit_id) JOIN official USING (official_id) ORDER BY ALL"  # fmt: skip
    january = store.current().rows(who)
    write(bare, pairings, f"{A_VILLAGE},2026-02-05,李文华,教育局\n")  # and not a word of Chen
    load(bare, store, now=now)
    both = store.current().rows(who)
    assert both[:1] == january
    assert [name for _, name, _ in both] == ["李文华", "李文华"]
    assert len({official for *_, official in both}) == 1
    assert put_aside(store) == []
    # of Chen no pairing tells: asked for, and still asked for in the next month
    unknown = "SELECT written, reason, day FROM unknown_person"
    assert store.current().rows(unknown) == [("陈明", "unknown", date(2026, 1, 5))]


def test_where_a_table_tells_nobody_is_made_up(bare: Path, store: Store, now: datetime) -> None:
    toml = bare / "city.toml"
    given = '[sources.official]\nfile = "officials.csv"\n'
    toml.write_text(toml.read_text(encoding="utf-8") + given, encoding="utf-8")
    write(bare, f"{A_VILLAGE},安国,\n{B_VILLAGE},李文华,\n")
    summary = load(bare, store, now=now)
    assert paired(store) == [(A_VILLAGE, "安国", None)]
    assert put_aside(store) == [("pairing", 3, [("name_unknown", "responsible_name")])]
    assert not any(code == "officials_unlisted" for code, _ in summary.warnings)
    assert (A_VILLAGE, "安国", 1) in owed(store)  # posted nowhere, and the rule asks for no tier


def test_an_id_with_a_name_is_a_person_too(bare: Path, store: Store, now: datetime) -> None:
    (bare / "visits.csv").write_text(f"村代码,走访日期,走访干部\n{A_VILLAGE},2026-01-05,李文华\n")
    (bare / "pairings.csv").write_text(
        f"村代码,干部编号,联系干部\n{A_VILLAGE},G1,李文华\n{B_VILLAGE},G2,王强\n{B_VILLAGE},G2,陈明\n"
        f"{B_VILLAGE},G3,\n"
    )
    load(bare, store, now=now)
    assert store.current().rows("SELECT official_id, name FROM official") == [("G1", "李文华")]
    told = put_aside(store)
    assert [row for _, row, _ in told] == [3, 4, 5]  # one id of two names, and one of none
    assert owed(store)[A_VILLAGE, "李文华", 1]
    assert json.dumps(told, ensure_ascii=False).count("unknown_official") == 3


def test_the_roster_tells_the_tier_that_a_rule_asks_for(
    bare: Path, store: Store, now: datetime
) -> None:
    toml = bare / "city.toml"
    text = toml.read_text(encoding="utf-8").replace(
        'role = "contact"', 'role = "contact"\ntier = "city"'
    )
    toml.write_text(text, encoding="utf-8")
    (bare / "visits.csv").write_text("村代码,走访日期\n", encoding="utf-8")
    (bare / "pairings.csv").write_text(
        "村代码,联系干部,联系单位,层级\n"
        f"{A_VILLAGE},李文华、王强,教育局,市级\n{B_VILLAGE},陈明,税务局,县级\n"
        f"{A_VILLAGE},孙三,税务局,市级\n{B_VILLAGE},孙三,税务局,县级\n"
    )  # of Sun the rows contradict each other
    load(bare, store, now=now)
    assert {(target, name) for target, name, _ in owed(store)} == {
        (A_VILLAGE, "李文华"), (A_VILLAGE, "王强"),
    }  # fmt: skip
    load(bare, store, now=now)
    tiers = "SELECT name, tier FROM posting JOIN official USING (official_id) ORDER BY ALL"
    assert store.current().rows(tiers) == [
        ("孙三", None), ("李文华", "city"), ("王强", "city"), ("陈明", "county"),
    ]  # fmt: skip


def test_a_unit_written_shorter_or_longer_is_the_same(
    bare: Path, store: Store, now: datetime
) -> None:
    write(
        bare,
        f"{A_VILLAGE},李文华,教育局\n{B_VILLAGE},王强,西镇人民政府\n",
        f"{A_VILLAGE},2026-01-05,李文华,微型市教育局\n{B_VILLAGE},2026-01-05,王强,西镇\n"
        f"{A_VILLAGE},2026-02-05,李文华,西镇人民政府\n",
    )
    load(bare, store, now=now)
    assert put_aside(store) == []
    january = {key: settled for key, settled in owed(store).items() if key[2] == 1}
    assert january == {(A_VILLAGE, "李文华", 1): True, (B_VILLAGE, "王强", 1): True}
    # the Li of February is of another unit: nobody whom the pairings know
    assert not owed(store)[A_VILLAGE, "李文华", 2]
    assert store.current().rows("SELECT name FROM unit ORDER BY ALL") == [
        ("教育局",), ("西镇人民政府",),
    ]  # fmt: skip
    load(bare, store, now=now)
    assert put_aside(store) == []
    assert store.current().rows("SELECT count(*) FROM official") == [(2,)]
    unknown = "SELECT written, unit, candidates FROM unknown_person"
    assert store.current().rows(unknown) == [("李文华", "西镇人民政府", "李文华 教育局")]


def test_a_name_of_the_register_with_a_space_is_one_name(
    tiny: Path, store: Store, now: datetime
) -> None:
    """Written with the space or without, in the register or in the cell; others are told apart."""
    with (tiny / "officials.csv").open("a", encoding="utf-8") as officials:
        officials.write("X1,欧阳 娜娜\nX2,阿不都热合曼\n")
    (tiny / "pairings.csv").write_text(
        f"村代码,联系干部\n{A_VILLAGE},欧阳 娜娜\n{B_VILLAGE},阿不都 热合曼\n990121200201,安国 白露\n"
        f"990121200202,李文华 王强强\n",
        encoding="utf-8",
    )
    summary = load(tiny, store, now=now)
    rows = store.current().rows("SELECT target_id, responsible_id FROM pairing ORDER BY ALL")
    assert rows == [
        (A_VILLAGE, "X1"), (B_VILLAGE, "X2"), ("990121200201", "A"), ("990121200201", "B"),
    ]  # fmt: skip
    (reason,) = [one for one in summary.reasons if one.source == "pairing"]
    assert (reason.code, reason.rows) == ("name_unknown", 1)  # one row, though of two names
