"""What differs between two snapshots, told by hand-made changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from etl.over_time.carry import KEYS
from etl.pipeline import load
from geodata.base.errors import RefusedError, StoreError
from geodata.base.messages import text
from geodata.store import diff
from geodata.store.diff import Change
from geodata.store.snapshots import Store, connect

Run = Callable[..., Result]
NOW = datetime(2026, 4, 20, 9, 0)


def edit(file: Path, old: str, new: str) -> None:
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The tiny city, and the same after a quarter's changes."""
    folder = tmp_path_factory.mktemp("two")
    city, store = folder / "city", Store(folder / "store")
    city.mkdir()
    for file in (Path(__file__).parent / "cities" / "tiny").iterdir():
        (city / file.name).write_bytes(file.read_bytes())
    load(city, store, now=NOW)
    edit(city / "villages.csv", "990121100202,乙村\n", "")  # gone
    edit(city / "villages.csv", "丁村", "丁家村")  # renamed
    edit(city / "villages.csv", "990121200202", "990121200202")
    edit(city / "pairings.csv", "C,990121100202,contact,2025-01-01,\n", "")
    edit(city / "pairings.csv", "D,990121200201,contact,2025-01-01,\n",
         "D,990121200201,contact,2025-01-01,2026-03-31\nB,990121200201,contact,2026-04-01,\n")  # fmt: skip
    edit(city / "officials.csv", "D,丁香", "D,丁小香")
    edit(city / "visits.csv", "V7,990121100201,2026-03-12,1,2,1,1,0",
         "V7,990121100201,2026-03-12,1,,1,1,0")  # fmt: skip
    edit(city / "villages.geojson", "[115.1, 34.2]", "[115.1, 34.25]")
    load(city, store, now=NOW)
    return store


def counts(store: Store, before: str | None = None, after: str | None = None) -> dict[str, Change]:
    with diff.compared(store, *diff.pair(store, before, after), KEYS) as comparison:
        return {one.table: one for one in comparison.changes()}


def test_every_table_is_counted(two: Store) -> None:
    found = counts(two)
    assert set(found) == set(KEYS)
    # 13 places: 1 root, 2 counties, 3 townships, 4 villages, 2 communities, 1 grid; 乙村 is gone,
    # 丁村 has a new name, 丙村 a new border
    assert found["place"] == Change("place", 0, 2, 10, 1)
    assert found["pairing"] == Change("pairing", 1, 1, 3, 1)
    assert found["official"] == Change("official", 0, 1, 4, 0)
    assert found["posting"] == Change("posting", 0, 0, 5, 0)
    # V3 was to 乙村 and is put aside; V7 lost its count of households
    assert found["visit"] == Change("visit", 0, 1, 5, 1)
    assert found["attendance"] == Change("attendance", 0, 0, 6, 1)


def test_backwards_it_is_the_other_way_round(two: Store) -> None:
    first, second = two.ids()
    for table, one in counts(two, second, first).items():
        there = counts(two)[table]
        assert one == Change(table, there.removed, there.changed, there.unchanged, there.added)
    assert all(one.added + one.changed + one.removed == 0
               for one in counts(two, first, first).values())  # fmt: skip


def rows(run: Run, store: Store, *words: str) -> pd.DataFrame:
    shown = run("diff", *words, "--store", store.folder, "--format", "csv")
    assert shown.exit_code == 0, shown.output
    return pd.read_csv(StringIO(shown.stdout), dtype=str, keep_default_na=False)


def test_the_rows_have_what_was_and_what_is(run: Run, two: Store) -> None:
    found = rows(run, two, "--table", "pairing")
    shown = found[["change", "responsible_id", "target_id", "valid_to_before", "valid_to_after"]]
    assert shown.to_numpy().tolist() == [
        ["added", "B", "990121200201", "", ""],
        ["changed", "D", "990121200201", "", "2026-03-31"],
        ["removed", "C", "990121100202", "", ""],
    ]
    visits = rows(run, two, "--table", "visit")
    assert visits[["change", "visit_id", "households_before", "households_after"]].to_numpy(
    ).tolist() == [["changed", "V7", "2", ""], ["removed", "V3", "2", ""]]  # fmt: skip
    assert rows(run, two, "--table", "posting").empty


def test_a_given_border_is_compared_and_a_computed_one_is_not(run: Run, two: Store) -> None:
    places = rows(run, two, "--table", "place")
    assert places[["change", "code"]].to_numpy().tolist() == [
        ["changed", "990121200201"], ["changed", "990121200202"], ["removed", "990121100202"],
    ]  # fmt: skip
    moved = places.set_index("code").loc["990121200201"]
    assert moved["geometry_before"] != moved["geometry_after"]
    assert moved["name_before"] == moved["name_after"] == "丙村"


def test_names_are_masked_unless_asked_for(run: Run, two: Store) -> None:
    masked = rows(run, two, "--table", "official").iloc[0]
    assert (masked["name_before"], masked["name_after"]) == ("丁*", "丁**")
    plain = rows(run, two, "--table", "official", "--unmask").iloc[0]
    assert (plain["name_before"], plain["name_after"]) == ("丁香", "丁小香")


def test_the_summary_prints_in_both_shapes(run: Run, two: Store) -> None:
    assert rows(run, two)["table"].tolist() == list(KEYS)
    shown = run("diff", *two.ids(), "--store", two.folder)
    assert text("column", "removed", "zh_CN") in shown.stdout
    by_id = rows(run, two, two.ids()[0])  # against the current one
    assert by_id.equals(rows(run, two))


def test_unknown_and_missing_snapshots_are_refused(run: Run, two: Store, tiny_store: Store) -> None:
    refused = run("diff", "nonsense", "--store", two.folder)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == text("error", "snapshot_unknown", "zh_CN", snapshot="nonsense") + "\n"
    with pytest.raises(StoreError, match="snapshot_unknown"):
        diff.pair(two, two.ids()[0], "../../etc/passwd")
    with pytest.raises(RefusedError, match="diff_none"):
        diff.pair(tiny_store, None, None)
    with pytest.raises(StoreError, match="store_empty"):
        diff.pair(Store(two.folder / "none"), None, None)
    assert run("diff", "--table", "nonsense", "--store", two.folder).exit_code == 2


def test_a_table_that_only_one_of_them_has(two: Store, tmp_path: Path) -> None:
    """An older snapshot lacks a table, and a column of another."""
    store = Store(tmp_path)
    store.snapshots.mkdir()
    first, second = two.ids()
    for one in (first, second):
        store.path(one).write_bytes(two.path(one).read_bytes())
    with connect() as connection:
        connection.execute(f"ATTACH '{store.path(first)}' AS old")
        connection.execute("DROP TABLE old.official")
        connection.execute("ALTER TABLE old.visit DROP COLUMN households")
    found = counts(store, first, second)
    assert found["official"] == Change("official", 5, 0, 0, 0)
    assert found["visit"] == Change("visit", 0, 0, 6, 1)  # what both tell is the same
    assert counts(store, second, first)["official"] == Change("official", 0, 0, 0, 5)


def test_the_comparison_is_a_join_by_hash(two: Store) -> None:
    with diff.compared(two, *diff.pair(two, None, None), KEYS) as comparison:
        for table in comparison.keys:
            query = f"EXPLAIN SELECT count(*) FROM {comparison._joined(table)}"
            ((_, plan),) = comparison._connection.execute(query).fetchall()
            assert "HASH_JOIN" in plan, table
            assert "NL_JOIN" not in plan, table


def test_the_snapshots_are_listed(run: Run, two: Store) -> None:
    shown = run("snapshots", "--store", two.folder, "--format", "csv")
    listed = pd.read_csv(StringIO(shown.stdout), dtype=str, keep_default_na=False)
    assert listed["snapshot"].tolist() == two.ids()[::-1]
    assert listed["current"].tolist() == ["*", ""]
    assert listed["city"].tolist() == ["微型市", "微型市"]
    assert listed["loaded_at"].tolist() == ["2026-04-20 09:00"] * 2
    assert listed["quarantined"].tolist() == ["3", "0"]  # V3, who came to it, and 乙村's border
    assert run("snapshots", "--store", two.folder / "none").exit_code == 1
