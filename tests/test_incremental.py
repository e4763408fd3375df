"""Loads that follow one another: events accumulate, corrections replace, nothing is lost unsaid."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.over_time import carry
from etl.pipeline import Summary, check, load
from etl.tables import PLACE, TABLES
from geodata.base.errors import StoreError
from geodata.base.messages import text
from geodata.store import diff
from geodata.store.snapshots import Snapshot, Store, connect

Run = Callable[..., Result]
KEYS = {table.name: table.key for table in (PLACE, *TABLES)}
NOW = datetime(2026, 4, 20, 9, 0)
TINY = Path(__file__).parent / "cities" / "tiny"
VISITS = "visit_id,target_id,visited_on,talks,households,disputes,matters,suggestions"
JIA, YI, BING = "990121100201", "990121100202", "990121200201"


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny city without what these tests do not look at, and a store that holds it."""
    folder = tmp_path_factory.mktemp("plain")
    shutil.copytree(TINY, folder / "tiny")
    city = folder / "tiny" / "city.toml"
    body = city.read_text(encoding="utf-8")
    for name in ("grid", "project", "project_month"):
        body = body.replace(f'[sources.{name}]\nfile = "{name}s.csv"\n', "")
    geometry = 'geometry = { file = "villages.geojson", match = "code" }\n'
    city.write_text(body.replace(geometry, ""), encoding="utf-8")
    load(folder / "tiny", Store(folder / "store"), now=NOW)
    return folder


@pytest.fixture
def tiny(plain: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(plain / "tiny", tmp_path / "tiny"))


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store(tmp_path / "empty")


@pytest.fixture
def store(plain: Path, tmp_path: Path) -> Store:
    """A store that holds the city as it is."""
    return Store(Path(shutil.copytree(plain / "store", tmp_path / "store")))


def write(file: Path, header: str, *rows: str) -> None:
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def visits(folder: Path, *rows: str) -> None:
    write(folder / "visits.csv", VISITS, *rows)


def attendance(folder: Path, *rows: str) -> None:
    write(folder / "attendances.csv", "visit_id,official_id,on_behalf_of", *rows)


def add_source(folder: Path, name: str, header: str, *rows: str) -> None:
    write(folder / f"{name}s.csv", header, *rows)
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[sources.{name}]\nfile = "{name}s.csv"\n')


def edit(file: Path, old: str, new: str) -> None:
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new), encoding="utf-8")


def change(summary: Summary, table: str) -> dict[str, int]:
    (found,) = [one for one in summary.changes if one[0] == table]
    return dict(
        zip(("added", "changed", "unchanged", "carried", "removed"), found[2:], strict=True)
    )


def counts(**given: int) -> dict[str, int]:
    return {**dict.fromkeys(("added", "changed", "unchanged", "carried", "removed"), 0), **given}


def visited(snapshot: Snapshot) -> dict[str, tuple[str, date]]:
    return {
        visit: (place, day)
        for visit, place, day in snapshot.rows("SELECT visit_id, target_id, visited_on FROM visit")
    }


def aside(snapshot: Snapshot, table: str) -> list[tuple[str, str, str]]:
    """(file, reason, value) of the rows in quarantine."""
    return snapshot.rows(
        "SELECT source_file, one.code, one.value FROM"
        " (SELECT *, unnest(reasons) AS one FROM quarantine WHERE table_name = $table) ORDER BY ALL",
        {"table": table},
    )


def everything(snapshot: Snapshot) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table but those that tell of the load itself, in an order of their own, and
    without the version of the file that gave them."""
    names = snapshot.rows(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'snapshot' ORDER BY 1"
    )
    left_out = {
        "city", "load_log", "load_change", "load_changed_row", "load_warning", "quarantine",
        "closed_month_change", "closed_month_row",
    }  # fmt: skip
    return {
        name: sorted(
            snapshot.rows(f"SELECT COLUMNS(one -> one <> 'source_file') FROM \"{name}\""), key=repr
        )
        for (name,) in names
        if name not in left_out
    }


# The same again


def test_the_same_folder_twice_changes_nothing(tiny: Path, empty: Store) -> None:
    add_source(tiny, "roster", "rule_id,due_on,responsible_id,code,reporting_unit_id,came",
               "monthly,2026-04-03,B,990121100201,U2,是")  # fmt: skip
    with (tiny / "visits.csv").open("a", encoding="utf-8") as file:
        file.write("V8,990121100299,2026-03-01,,,,,\n,990121100201,2026-03-01,,,,,\n")
    first = load(tiny, empty, now=NOW)
    once = everything(empty.current())
    assert first.changes == []
    second = load(tiny, empty, now=NOW)
    assert everything(empty.current()) == once
    assert second.files == first.files  # no line for rows that stay: the files gave them all
    assert second.reasons == first.reasons
    for _, _, added, changed, _, carried, removed in second.changes:
        assert (added, changed, carried, removed) == (0, 0, 0, 0)
    assert change(second, "visit") == counts(unchanged=8)  # seven given, one by roster
    with diff.compared(empty, *diff.pair(empty, None, None), KEYS) as comparison:
        assert {(one.added, one.changed, one.removed) for one in comparison.changes()} == {
            (0, 0, 0)
        }


# A month's file


def test_a_month_adds_to_the_months_before(tiny: Path, store: Store) -> None:
    (first,) = store.ids()
    visits(tiny, f"V8,{BING},2026-04-03,1,2,0,0,0")
    attendance(tiny, "V8,D,")
    write(tiny / "reports.csv", "unit_id,day", "U3,2026-04-03")
    summary = load(tiny, store, now=NOW)
    assert [one for one in summary.files if one[0] in {"visit", "attendance", "report"}] == [
        ("visit", "visits.csv", 1, 1, 0),
        ("visit", f"snapshot {first}", 7, 7, 0),
        ("attendance", "attendances.csv", 1, 1, 0),
        ("attendance", f"snapshot {first}", 7, 7, 0),
        ("report", "reports.csv", 1, 1, 0),
        ("report", f"snapshot {first}", 8, 8, 0),
    ]
    assert change(summary, "visit") == counts(added=1, carried=7)
    assert change(summary, "report") == counts(added=1, carried=8)
    assert change(summary, "pairing") == counts(unchanged=5)
    assert len(visited(store.current())) == 8
    # and a third month on top of both
    visits(tiny, f"V9,{YI},2026-04-04,1,2,0,0,0")
    assert change(load(tiny, store, now=NOW), "visit") == counts(added=1, carried=8)
    assert visited(store.current())["V8"] == (BING, date(2026, 4, 3))


def test_every_column_stays_as_it_was(tiny: Path, empty: Store) -> None:
    header = VISITS + ",lon,lat,target_kind"
    write(tiny / "visits.csv", header,
          f"0001,{JIA},2026-04-03,0,123456789,,1,2,115.123456789012,34.000000000000004,place",
          "0002,公司甲,2026-04-03,,,,,,,,企业")  # fmt: skip
    attendance(tiny, "0001,A,C")
    load(tiny, empty, now=NOW)
    before = empty.current().rows("SELECT * FROM visit ORDER BY 1")
    write(tiny / "visits.csv", header)
    attendance(tiny)
    load(tiny, empty, now=NOW)
    assert empty.current().rows("SELECT * FROM visit ORDER BY 1") == before
    (first, _) = empty.current().rows("SELECT suggestions, lon FROM visit ORDER BY visit_id")
    assert first == (2, 115.123456789012)
    (one,) = empty.current().rows("SELECT * FROM attendance")
    assert (one[:5], one[5][:16]) == (("0001", "A", "C", False, False), "attendances.csv#")


def test_a_table_without_a_source_keeps_its_rows(tiny: Path, store: Store) -> None:
    edit(tiny / "city.toml", '[sources.visit]\nfile = "visits.csv"\n', "")
    edit(tiny / "city.toml", '[sources.attendance]\nfile = "attendances.csv"\n', "")
    summary = load(tiny, store, now=NOW)
    assert change(summary, "visit") == counts(carried=7)
    assert change(summary, "attendance") == counts(carried=7)
    assert len(visited(store.current())) == 7


def test_a_register_is_what_the_folder_says(tiny: Path, store: Store) -> None:
    edit(tiny / "pairings.csv", "D,990121200201,contact,2025-01-01,\n", "")
    assert change(load(tiny, store, now=NOW), "pairing") == counts(unchanged=4, removed=1)


# Corrections


def test_a_corrected_row_replaces_and_the_log_says_how(tiny: Path, store: Store) -> None:
    load(tiny, store, now=NOW)
    visits(tiny, f"V4,{YI},2026-02-05,1,5,0,2,1", f"V7,{JIA},2026-03-12,1,2,1,1,0")
    summary = load(tiny, store, now=NOW)
    assert change(summary, "visit") == counts(changed=1, unchanged=1, carried=5)
    snapshot = store.current()
    assert visited(snapshot)["V4"] == (YI, date(2026, 2, 5))  # it moved, and is nowhere else
    assert len(visited(snapshot)) == 7
    ((key, before, after),) = snapshot.rows(
        "SELECT key_json, before_json, after_json FROM load_changed_row WHERE table_name = 'visit'"
    )
    assert key == '{"visit_id":"V4"}'
    assert (f'"target_id":"{JIA}"' in before, f'"target_id":"{YI}"' in after) == (True, True)
    # February at 乙村 stays missed: B attended, and C is the one who owes it
    assert snapshot.rows(
        "SELECT target_id, settled_on FROM obligation WHERE nominal_on = DATE '2026-02-05'"
        f" AND target_id IN ('{JIA}', '{YI}') ORDER BY 1"
    ) == [(JIA, None), (YI, None)]


def test_only_so_many_changed_rows_are_kept(
    tiny: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carry, "CHANGED_ROWS", 2)
    visits(tiny, *(f"V{n},{JIA},2026-02-05,9,9,9,9,9" for n in range(1, 6)))
    assert change(load(tiny, store, now=NOW), "visit") == counts(changed=5, carried=2)
    kept = store.current().rows("SELECT key_json FROM load_changed_row ORDER BY 1")
    assert kept == [('{"visit_id":"V1"}',), ('{"visit_id":"V2"}',)]


def test_a_correction_that_is_wrong_puts_the_row_aside_until_it_is_right(
    tiny: Path, store: Store
) -> None:
    """The earlier row is known to be wrong and the new one cannot be read: neither counts."""
    visits(tiny, f"V4,{JIA},2026-13-05,1,5,0,2,1")
    summary = load(tiny, store, now=NOW)
    assert change(summary, "visit") == counts(carried=6, removed=1)
    assert "V4" not in visited(store.current())
    visits(tiny, f"V8,{BING},2026-04-03,1,2,0,0,0")  # a month on, it is still asked for
    load(tiny, store, now=NOW)
    (kept, _) = store.ids()[1:]
    assert aside(store.current(), "visit") == [(f"snapshot {kept}", "bad_date", "2026-13-05")]
    visits(tiny, f"V4,{JIA},2026-02-06,1,5,0,2,1")
    assert change(load(tiny, store, now=NOW), "visit") == counts(added=1, carried=7)
    assert aside(store.current(), "visit") == []


def test_a_day_in_the_future_is_no_visit_when_the_day_comes(tiny: Path, empty: Store) -> None:
    visits(tiny, f"V8,{BING},2026-05-03,1,2,0,0,0", f"V9,{BING},2026-04-03,1,2,0,0,0,stray")
    load(tiny, empty, now=NOW)
    visits(tiny)
    load(tiny, empty, now=NOW + timedelta(days=60))
    assert visited(empty.current()) == {}
    assert [reason for _, reason, _ in aside(empty.current(), "visit")] == [
        "in_the_future", "too_many_cells",
    ]  # fmt: skip


def test_rows_that_differ_under_one_key_stay_aside_together(tiny: Path, store: Store) -> None:
    twice = [f"V4,{JIA},2026-02-05,1,,,,", f"V4,{YI},2026-02-05,1,,,,"]
    visits(tiny, *twice, *[f"V8,{BING},2026-04-03,1,2,0,0,0"] * 2)
    assert change(load(tiny, store, now=NOW), "visit") == counts(added=1, carried=6, removed=1)
    visits(tiny)
    summary = load(tiny, store, now=NOW)
    assert change(summary, "visit") == counts(carried=7)
    # the mere repetition of V8 needs nobody's answer
    assert [(one.code, one.rows) for one in summary.reasons if one.source == "visit"] == [
        ("doubled_differs", 2)
    ]


# Attendance, which is told by visit


def test_who_came_is_replaced_by_visit(tiny: Path, empty: Store) -> None:
    attendance(tiny, "V1,A,", "V1,B,", "V1,C,A", "V2,B,")
    load(tiny, empty, now=NOW)
    attendance(tiny, "V1,B,")  # it was B alone
    summary = load(tiny, empty, now=NOW)
    assert change(summary, "attendance") == counts(unchanged=1, carried=1, removed=2)
    assert sorted(empty.current().rows("SELECT visit_id, official_id FROM attendance")) == [
        ("V1", "B"), ("V2", "B"),
    ]  # fmt: skip


# Rosters, which become visits

ROSTER = "rule_id,due_on,responsible_id,code,reporting_unit_id,came,visited_on,talks"


def derived(snapshot: Snapshot) -> list[tuple[object, ...]]:
    return snapshot.rows(
        "SELECT visit_id, talks FROM visit WHERE from_roster"
        " UNION ALL SELECT visit_id || ' ' || official_id, NULL FROM attendance WHERE from_roster"
        " UNION ALL SELECT unit_id || ' ' || day, NULL FROM report WHERE from_roster ORDER BY 1"
    )


def test_a_roster_gives_its_visits_once(tiny: Path, empty: Store) -> None:
    add_source(tiny, "roster", ROSTER, f"monthly,2026-04-03,B,{JIA},U2,是,,2")
    once = [("U2 2026-04-03", None), (f"roster/{JIA}/2026-04-03", 2),
            (f"roster/{JIA}/2026-04-03 B", None)]  # fmt: skip
    load(tiny, empty, now=NOW)
    assert derived(empty.current()) == once
    load(tiny, empty, now=NOW)  # loaded twice
    assert derived(empty.current()) == once
    write(tiny / "rosters.csv", ROSTER, f"monthly,2026-04-03,D,{BING},U3,否,,")
    assert change(load(tiny, empty, now=NOW), "roster") == counts(added=1, carried=1)
    assert derived(empty.current()) == [*once[:1], ("U3 2026-04-03", None), *once[1:]]
    # the row comes back corrected: two days later, and five talks
    write(tiny / "rosters.csv", ROSTER, f"monthly,2026-04-03,B,{JIA},U2,是,2026-04-05,5")
    summary = load(tiny, empty, now=NOW)
    assert change(summary, "roster") == counts(changed=1, carried=1)
    assert derived(empty.current()) == [
        ("U2 2026-04-03", None), ("U3 2026-04-03", None), (f"roster/{JIA}/2026-04-05", 5),
        (f"roster/{JIA}/2026-04-05 B", None),
    ]  # fmt: skip
    assert change(summary, "visit") == counts(added=1, unchanged=7, removed=1)
    # nobody was there after all, and the township says so
    write(tiny / "rosters.csv", ROSTER, f"monthly,2026-04-03,B,{JIA},U2,,,")
    load(tiny, empty, now=NOW)
    assert derived(empty.current()) == [("U3 2026-04-03", None)]


def test_what_a_file_gave_outlives_the_roster(tiny: Path, empty: Store) -> None:
    """A visit and a report that a file gave too are the file's, and stay when the roster goes."""
    visits(tiny, f"roster/{JIA}/2026-04-03,{JIA},2026-04-03,7,,,,")
    attendance(tiny)
    write(tiny / "reports.csv", "unit_id,day", "U2,2026-04-03")
    add_source(tiny, "roster", ROSTER, f"monthly,2026-04-03,B,{JIA},U2,是,,2")
    load(tiny, empty, now=NOW)
    assert empty.current().rows("SELECT talks FROM visit") == [(7,)]
    visits(tiny)
    write(tiny / "reports.csv", "unit_id,day")
    write(tiny / "rosters.csv", ROSTER)
    load(tiny, empty, now=NOW, replace=["roster"], allow_fewer=["roster"])
    assert empty.current().rows("SELECT talks FROM visit") == [(7,)]
    assert empty.current().rows("SELECT unit_id, day FROM report") == [("U2", date(2026, 4, 3))]


# The files as the whole truth


def test_replace_takes_the_files_as_all_there_is(tiny: Path, store: Store) -> None:
    load(tiny, store, now=NOW)
    visits(tiny, "V1,990101001001,2026-01-05,1,3,0,1,0", f"V8,{BING},2026-04-03,1,2,0,0,0")
    attendance(tiny, "V1,A,")
    both = ["visit", "attendance"]
    summary = load(tiny, store, now=NOW, replace=both, allow_fewer=both)
    assert change(summary, "visit") == counts(added=1, unchanged=1, removed=6)
    assert change(summary, "attendance") == counts(unchanged=1, removed=6)
    assert change(summary, "report") == counts(unchanged=8)
    assert set(visited(store.current())) == {"V1", "V8"}


def test_attendance_without_its_visit_is_put_aside(tiny: Path, store: Store) -> None:
    (first,) = store.ids()
    visits(tiny, "V1,990101001001,2026-01-05,1,3,0,1,0")
    attendance(tiny)
    summary = load(tiny, store, now=NOW, replace=["visit"], allow_fewer=["visit"])
    assert ("attendance", f"snapshot {first}", 7, 1, 6) in summary.files
    assert {reason for _, reason, _ in aside(store.current(), "attendance")} == {"unknown_visit"}


def test_the_command_line_says_what_changed(tiny: Path, store: Store, run: Run) -> None:
    words = ("--lang", "en", "load", tiny, "--store", store.folder)
    visits(tiny, f"V4,{YI},2026-02-05,1,5,0,2,1")
    shown = run(*words)
    (*_, row) = [line.split() for line in shown.stdout.splitlines() if "visit " in line]
    assert row == ["visit", "0", "1", "0", "6", "0"]
    edit(tiny / "city.toml", '[sources.visit]\nfile = "visits.csv"\n', "")
    (_, before) = store.ids()
    assert text("cli", "kept", "en", table="visit", snapshot=before, rows=7) in run(*words).stderr
    (*_, before) = store.ids()
    said = text("cli", "replaced", "en", table="visit", snapshot=before, rows=7)
    assert said in run(*words, "--replace", "visit", "--allow-fewer", "visit").stderr
    assert run("load", tiny, "--replace", "unit").exit_code == 2
    assert run(*words, "--replace", "all", "--allow-fewer", "all").exit_code == 0


def test_a_check_tells_what_a_load_would_change(
    tiny: Path, store: Store, tmp_path: Path, run: Run
) -> None:
    visits(tiny, f"V4,{YI},2026-02-05,1,5,0,2,1")
    summary = check(tiny, tmp_path, now=NOW, store=store)
    assert change(summary, "visit") == counts(changed=1, carried=6)
    assert len(store.ids()) == 1
    shown = run("check", tiny, "--store", store.folder)
    assert text("column", "carried", "zh_CN") in shown.stdout
    alone = run("check", tiny, "--store", tmp_path / "none")
    assert text("column", "carried", "zh_CN") not in alone.stdout


# What became of the places and people meanwhile


def test_a_visit_to_a_place_that_is_gone_waits_for_it(tiny: Path, store: Store) -> None:
    (first,) = store.ids()
    village = f"{YI},乙村\n"
    edit(tiny / "villages.csv", village, "")
    visits(tiny)
    summary = load(tiny, store, now=NOW)
    assert ("visit", f"snapshot {first}", 7, 6, 1) in summary.files
    assert change(summary, "visit") == counts(carried=6, removed=1)
    assert aside(store.current(), "visit") == [(f"snapshot {first}", "unknown_place", YI)]
    with (tiny / "villages.csv").open("a", encoding="utf-8") as file:
        file.write(village)  # it was a mistake
    attendance(tiny)
    assert change(load(tiny, store, now=NOW), "visit") == counts(added=1, carried=6)
    assert aside(store.current(), "visit") == aside(store.current(), "attendance") == []
    assert len(visited(store.current())) == 7
    assert store.current().rows("SELECT count(*) FROM attendance") == [(7,)]


# Where nothing stays


def test_another_city_starts_afresh(store: Store, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "city.toml").write_text(
        '[city]\nname = "别市"\ncode = "9902"\n[sources.village]\nfile = "v.csv"\n',
        encoding="utf-8",
    )
    write(other / "v.csv", "code,name", "990201100201,子村")
    summary = load(other, store, now=NOW)
    assert summary.changes == []
    assert visited(store.current()) == {}


def test_a_load_builds_on_the_snapshot_it_was_rolled_back_to(tiny: Path, store: Store) -> None:
    load(tiny, store, now=NOW)
    visits(tiny, f"V8,{BING},2026-04-03,1,2,0,0,0")
    load(tiny, store, now=NOW)
    store.rollback()
    visits(tiny, f"V9,{BING},2026-04-03,1,2,0,0,0")
    assert change(load(tiny, store, now=NOW), "visit") == counts(added=1, carried=7)
    assert "V8" not in visited(store.current())


def test_a_damaged_pointer_loses_no_visit(tiny: Path, store: Store) -> None:
    (store.folder / "current.json").write_text("{", encoding="utf-8")
    visits(tiny)
    assert change(load(tiny, store, now=NOW), "visit") == counts(carried=7)


def test_a_torn_snapshot_is_not_built_on(tiny: Path, store: Store) -> None:
    (snapshot_id,) = store.ids()
    store.path(snapshot_id).write_bytes(store.path(snapshot_id).read_bytes()[:5000])
    with pytest.raises(StoreError, match="snapshot_lost"):  # there is none to roll back to
        load(tiny, store, now=NOW)
    assert store.ids() == [snapshot_id]


def test_a_snapshot_of_before_tables_were_added(tiny: Path, store: Store) -> None:
    """An older layout: no roster, no note of what came from one."""
    (snapshot_id,) = store.ids()
    with closing(connect()) as connection:
        connection.execute(f"ATTACH '{store.path(snapshot_id)}' AS old")
        for table in ("visit", "attendance", "report"):
            connection.execute(f"ALTER TABLE old.{table} DROP COLUMN from_roster")
        connection.execute(
            "INSERT INTO old.visit (visit_id, target_kind, target_id, visited_on)"
            f" VALUES ('roster/{JIA}/2026-04-03', 'place', '{JIA}', '2026-04-03')"
        )
        for table in ("roster", "load_change", "load_changed_row"):
            connection.execute(f"DROP TABLE old.{table}")
    visits(tiny)
    assert change(load(tiny, store, now=NOW), "visit") == counts(carried=7, removed=1)


# One after another is the same as all at once

PLACES = [JIA, YI, BING, "990101001001"]
#: visit → where, which day of March, talks
Visits = dict[str, tuple[str, int, int]]
Attended = dict[str, set[str]]
#: (who, where) → whether somebody came, and when
Roster = dict[tuple[str, str], tuple[str, str]]
Month = tuple[Visits, Attended, Roster]
visit_ids = st.sampled_from([f"V{n}" for n in range(6)])
visits_of_a_month = st.dictionaries(
    visit_ids,
    st.tuples(st.sampled_from([*PLACES, "990121100299"]), st.integers(1, 28), st.integers(0, 3)),
    max_size=5,
)
attendance_of_a_month = st.dictionaries(
    visit_ids, st.sets(st.sampled_from("ABC"), min_size=1), max_size=4
)
roster_of_a_month = st.dictionaries(
    st.tuples(st.sampled_from("BC"), st.sampled_from(PLACES[:3])),
    st.tuples(st.sampled_from(["是", "否", ""]), st.sampled_from(["", "2026-04-04"])),
    max_size=3,
)
months_of_work = st.lists(
    st.tuples(visits_of_a_month, attendance_of_a_month, roster_of_a_month), min_size=2, max_size=2
)


def put(folder: Path, month: Month) -> None:
    visited, attended, roster = month
    visits(folder, *(f"{key},{place},2026-03-{day:02},{talks},,,,"
                     for key, (place, day, talks) in visited.items()))  # fmt: skip
    attendance(folder, *(f"{key},{one}," for key, came in attended.items() for one in sorted(came)))
    write(folder / "rosters.csv", ROSTER,
          *(f"monthly,2026-04-03,{who},{place},U2,{came},{day},"
            for (who, place), (came, day) in roster.items()))  # fmt: skip


@given(months=months_of_work)
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_month_by_month_is_all_at_once(
    tiny: Path, tmp_path_factory: pytest.TempPathFactory, months: list[Month]
) -> None:
    folder = tmp_path_factory.mktemp("months")
    city = Path(shutil.copytree(tiny, folder / "city"))
    add_source(city, "roster", ROSTER)
    monthly, whole = Store(folder / "monthly"), Store(folder / "whole")
    together: Month = ({}, {}, {})
    for month in months:
        put(city, month)
        load(city, monthly, now=NOW)
        together[0].update(month[0])
        together[1].update(month[1])
        together[2].update(month[2])
    put(city, together)
    load(city, whole, now=NOW)
    one_by_one, at_once = monthly.current(), whole.current()
    assert everything(one_by_one) == everything(at_once)
    reasons = """SELECT table_name, cells_json, list_sort(list_transform(reasons,
        one -> struct_pack(code := one.code, column_name := one.column_name, value := one.value)))
        FROM quarantine ORDER BY ALL"""
    assert one_by_one.rows(reasons) == at_once.rows(reasons)
    lost = "SELECT count(*) FROM load_log WHERE rows_in <> accepted + quarantined"
    assert one_by_one.rows(lost) == [(0,)]
