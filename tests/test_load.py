"""Loading: every row is accounted for, snapshots stay, and levels may be absent."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

import geodata
from etl.pipeline import check, load
from geodata.base.errors import RefusedError
from geodata.figures import rates
from geodata.output.status import status
from geodata.question.scope import city_of, scope
from geodata.store.snapshots import Snapshot, Store

Run = Callable[..., Result]
#: Names that others may rely on.
TABLES = {
    "city", "place", "lineage", "place_change", "succession",
    "unit", "official", "posting", "pairing", "visit", "attendance",
    "report", "exemption", "calendar_override", "rule", "rule_date", "obligation", "project",
    "project_month", "quarantine", "load_log",
}  # fmt: skip
_LOG = "SELECT table_name, source_file, sha256, rows_in, accepted, quarantined FROM load_log"


def append(file: Path, line: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def remove_source(folder: Path, *names: str) -> None:
    for name in names:
        city = folder / "city.toml"
        text = city.read_text(encoding="utf-8")
        found = re.sub(rf"\[sources\.{name}\]\n(?:(?!\[).*\n)*", "", text)
        assert found != text
        city.write_text(found, encoding="utf-8")


def files(store: Store) -> list[str]:
    return sorted(path.name for path in store.snapshots.iterdir())


def test_every_row_of_every_file_is_accepted(tiny: Path, tiny_snapshot: Snapshot) -> None:
    log = tiny_snapshot.rows(_LOG)
    assert len(log) == 15
    for table, file, _, rows, accepted, quarantined in log:
        if file.endswith(".csv"):
            with (tiny / file).open(encoding="utf-8", newline="") as stream:
                assert rows == len(list(csv.reader(stream))) - 1, file
        assert (accepted, quarantined) == (rows, 0), file
        if table in TABLES:
            assert tiny_snapshot.rows(f'SELECT count(*) FROM "{table}"') == [(rows,)]
    assert tiny_snapshot.rows("SELECT count(*) FROM place") == [(1 + 2 + 3 + 4 + 2 + 1,)]


def test_a_bad_row_in_every_file_is_in_quarantine_and_nowhere_else(
    tiny: Path, store: Store, now: datetime
) -> None:
    for file in tiny.glob("*.csv"):
        header = file.read_text(encoding="utf-8").splitlines()[0]
        append(file, "," * header.count(",") + ",stray")
    summary = load(tiny, store, now=now)
    csvs = [row for row in summary.files if row[1].endswith(".csv")]
    assert len(csvs) == 14
    for table, _, rows, accepted, quarantined in csvs:
        assert rows == accepted + quarantined, table
        assert quarantined == 1, table
    kept = store.current().rows("SELECT table_name, source_row FROM quarantine ORDER BY 1")
    assert kept == sorted((table, rows + 1) for table, _, rows, _, _ in csvs)


def test_the_log_names_each_file_by_its_sha_256(tiny: Path, tiny_snapshot: Snapshot) -> None:
    for _, file, sha256, *_ in tiny_snapshot.rows(_LOG):
        assert sha256 == hashlib.sha256((tiny / file).read_bytes()).hexdigest()


def test_the_tables_of_a_snapshot(tiny_snapshot: Snapshot) -> None:
    found = {
        name
        for (name,) in tiny_snapshot.rows(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'snapshot'"
        )
    }
    files = (Path(geodata.__file__).parent / "sql").rglob("*.sql")
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    assert found == set(re.findall(r"^CREATE TABLE (\w+)", text, re.MULTILINE))
    assert found >= TABLES


def test_rows_of_two_files_of_one_name_are_told_apart(
    tiny: Path, store: Store, now: datetime
) -> None:
    lines = (tiny / "villages.csv").read_text(encoding="utf-8").splitlines()
    for folder, rows in (("north", [*lines[:3], "bad,坏村"]), ("south", [lines[0], *lines[3:]])):
        (tiny / folder).mkdir()
        (tiny / folder / "villages.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    edit(
        tiny / "city.toml",
        'file = "villages.csv"',
        'file = ["north/villages.csv", "south/villages.csv"]',
    )
    summary = load(tiny, store, now=now)
    assert [row for row in summary.files if row[0] == "village"] == [
        ("village", "north/villages.csv", 3, 2, 1),
        ("village", "south/villages.csv", 2, 2, 0),
    ]


def test_a_file_named_twice_is_refused(tiny: Path, store: Store, now: datetime) -> None:
    edit(tiny / "city.toml", 'file = "visits.csv"', 'file = ["visits.csv", "./visits.csv"]')
    with pytest.raises(RefusedError, match="file_twice"):
        load(tiny, store, now=now)


def test_a_second_load_keeps_the_first_snapshot(tiny: Path, store: Store, now: datetime) -> None:
    first = load(tiny, store, now=now).snapshot_id
    append(tiny / "villages.csv", "990121200203,戊村")
    second = load(tiny, store, now=now).snapshot_id  # in the same second
    assert first
    assert second
    assert store.ids() == [first, second] == sorted([first, second])
    assert store.current_id() == second
    counts = [store.snapshot(one).rows("SELECT count(*) FROM place") for one in (first, second)]
    assert counts == [[(13,)], [(14,)]]
    assert store.rollback() == first
    assert store.current().snapshot_id == first
    with pytest.raises(RefusedError, match="rollback_none"):
        store.rollback()
    third = load(tiny, store, now=now + timedelta(days=1)).snapshot_id
    assert store.ids() == [first, second, third]


@pytest.mark.parametrize("many", [0, 1_000_000], ids=["large", "small"])
@pytest.mark.parametrize("broken", ["villages.csv", "reports.csv"], ids=["early", "late"])
def test_a_load_that_fails_leaves_the_old_snapshot_serving(
    tiny: Path, store: Store, now: datetime, broken: str, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.filling._MANY_ROWS", many)
    load(tiny, store, now=now)
    before, pointer = files(store), (store.folder / "current.json").read_bytes()
    (tiny / broken).write_bytes(b"\xff\x00\xfe\x9f\n" * 20)
    with pytest.raises(RefusedError):
        load(tiny, store, now=now)
    assert files(store) == before
    assert (store.folder / "current.json").read_bytes() == pointer
    assert store.current().rows("SELECT count(*) FROM visit") == [(7,)]
    shutil.copy(Path(__file__).parent / "cities/tiny" / broken, tiny / broken)
    load(tiny, store, now=now)  # the store is not held by what failed
    assert len(store.ids()) == 2


def test_a_large_load_gives_what_a_small_one_does(
    tiny: Path, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many rows each table is a transaction of its own; here every one counts as many."""
    small, large = Store(tmp_path / "small"), Store(tmp_path / "large")
    load(tiny, small, now=now)
    monkeypatch.setattr("etl.filling._MANY_ROWS", 0)
    load(tiny, large, now=now)
    for table in sorted(TABLES):
        text = f"FROM {table} ORDER BY ALL"
        assert large.current().rows(text) == small.current().rows(text), table


@pytest.mark.parametrize("many", [0, 1_000_000], ids=["large", "small"])
def test_an_unexpected_fault_also_leaves_no_file(
    tiny: Path, store: Store, now: datetime, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.filling._MANY_ROWS", many)

    def interrupt(step: str, rows: int) -> None:  # noqa: ARG001 - what Ctrl-C does
        if step == "derive_shapes":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(tiny, store, now=now, progress=interrupt)
    assert files(store) == []
    assert store.current_id() is None


def test_a_check_publishes_nothing(tiny: Path, store: Store, tmp_path: Path, run: Run) -> None:
    append(tiny / "visits.csv", "V8,990121100299,2026-03-01,,,,,")
    summary = check(tiny, tmp_path, now=datetime(2026, 4, 20))
    assert summary.snapshot_id is None
    assert summary.reasons == [
        ("visit", "unknown_place", "target_id", "target_id", 1, [("visits.csv", 9, "990121100299")])
    ]
    assert run("check", tiny).exit_code == 0
    assert not store.folder.exists()


def test_figures_are_told_for_the_last_day_with_a_visit_or_a_report(
    tiny: Path, store: Store, now: datetime
) -> None:
    load(tiny, store, now=now)
    # V7 came on 12 March; loaded in April, the files speak for all of March
    assert scope(store.current()).known_on == date(2026, 3, 31)
    remove_source(tiny, "attendance", "visit")
    load(tiny, store, now=now, replace=["attendance", "visit"], allow_fewer=["attendance", "visit"])
    assert scope(store.current()).known_on == date(2026, 3, 31)  # the last report: 5 March
    assert not city_of(store.current()).reports_inferred
    remove_source(tiny, "report")
    load(tiny, store, now=now, replace=["report"], allow_fewer=["report"])
    assert city_of(store.current()).data_to is None
    assert city_of(store.current()).reports_inferred
    assert scope(store.current()).known_on == now.date()


def test_without_reports_a_visit_in_the_window_stands_for_one(
    tiny: Path, store: Store, now: datetime
) -> None:
    statuses = (
        "SELECT target_id, due_on, status FROM obligation_at(DATE '2026-04-03')"
        " WHERE due_on <= DATE '2026-04-03' AND status IN ('missed', 'no_report') ORDER BY ALL"
    )
    load(tiny, store, now=now)
    yi, bing, ding = (f"990121{code}" for code in ("100202", "200201", "200202"))
    known = [("990101001001", "02-05"), (yi, "02-05"), (yi, "03-05"), (bing, "01-05"),
             (bing, "02-05"), (bing, "03-05"), (ding, "01-05"), (ding, "02-05")]  # fmt: skip
    assert store.current().rows(statuses) == [
        (code, date.fromisoformat(f"2026-{day}"),
         "no_report" if (code, day) == (bing, "03-05") else "missed")
        for code, day in known
    ]  # fmt: skip
    remove_source(tiny, "report")
    load(tiny, store, now=now, replace=["report"], allow_fewer=["report"])
    # West Town was visited in each window, East Street a day before the one of February, South
    # Township never
    assert store.current().rows(statuses) == [
        (code, date.fromisoformat(f"2026-{day}"), "missed" if code == yi else "no_report")
        for code, day in known
    ]


def county_alone(folder: Path) -> None:
    """West County as a city folder of its own."""
    edit(folder / "city.toml", 'code = "9901"', 'code = "990121"\nkind = "county"')
    edit(folder / "city.toml", 'name = "微型市"', 'name = "西县"')
    remove_source(
        folder, "county", "community", "grid", "unit", "official", "posting", "pairing",
        "attendance", "report", "project", "project_month",
    )  # fmt: skip
    edit(folder / "townships.csv", "990101001,东街道\n", "")


def test_a_county_may_be_the_root(tiny: Path, store: Store, now: datetime) -> None:
    county_alone(tiny)
    summary = load(tiny, store, now=now)
    snapshot = store.current()
    assert [reason[:2] for reason in summary.reasons] == [("visit", "unknown_place")]
    assert dict(snapshot.rows("SELECT kind, count(*) FROM place GROUP BY kind")) == {
        "county": 1, "township": 2, "village": 4,
    }  # fmt: skip
    assert snapshot.rows("SELECT DISTINCT province_code, city_code, county_code FROM lineage") == [
        (None, None, "990121000000")
    ]
    assert snapshot.rows(
        "SELECT parent_code, geometry_source FROM place WHERE kind = 'county'"
    ) == [(None, "dissolved")]
    answer = status(snapshot, scope(snapshot))
    assert answer.rates["visit_coverage"]["numerator"] == 1  # V7; V4 was 35 days before
    assert answer.rates["visit_coverage"]["denominator"] == 4
    towns = rates.by_area(snapshot, "visit_coverage", scope(snapshot), "township")
    assert list(towns["denominator"]) == [2, 2]
    assert rates.by_area(snapshot, "visit_coverage", scope(snapshot), "city").empty
    whole = rates.figure(snapshot, "visit_coverage", scope(snapshot, area="990121"))
    assert (whole.numerator, whole.denominator) == (1, 4)


def test_a_code_outside_a_county_root_is_refused(tiny: Path, store: Store, now: datetime) -> None:
    county_alone(tiny)
    append(tiny / "townships.csv", "990101001,东街道")
    load(tiny, store, now=now)
    assert store.current().rows(
        "SELECT table_name, source_row, reasons[1].code FROM quarantine WHERE table_name <> 'visit'"
    ) == [("township", 4, "outside_root")]


def test_a_level_that_is_absent_disappears(tiny: Path, store: Store, now: datetime) -> None:
    """No townships: villages lie directly under counties, and units report for themselves."""
    remove_source(tiny, "township")
    (tiny / "units.csv").write_text("unit_id,name\nU1,一局\nU2,二局\nU3,三局\n", encoding="utf-8")
    edit(tiny / "projects.csv", "990121200", "990121")
    summary = load(tiny, store, now=now)
    assert summary.reasons == []
    snapshot = store.current()
    assert snapshot.rows(
        "SELECT DISTINCT parent_code FROM place WHERE kind IN ('village', 'community') ORDER BY 1"
    ) == [("990101000000",), ("990121000000",)]
    assert snapshot.rows("SELECT count(*) FROM lineage WHERE township_code IS NOT NULL") == [(0,)]
    asked = scope(snapshot)
    nowhere = rates.by_area(snapshot, "pairing_coverage", asked, "township")
    assert nowhere[["code", "name", "denominator"]].values.tolist() == [[None, None, 6]]
    assert list(rates.by_area(snapshot, "pairing_coverage", asked, "county")["denominator"]) == [
        2,
        4,
    ]
    # the report then comes from the unit of the responsible official, so nothing else changes
    assert rates.figure(snapshot, "fulfilment", asked).numerator == 2
    assert rates.figure(snapshot, "fulfilment", asked).denominator == 4
    status(snapshot, asked)
